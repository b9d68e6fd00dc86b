"""One question, start to end: the list of steps, and the sole catch-all.

understand  Question → Understood   tokens, talk set aside, what is asked (`qa.language`, `qa.plan.sentences`)
decide      Understood → Decision   the plan to believe in, with its values (`qa.plan`, `qa.execute`)
compose     Decision → Draft        typed pieces of an answer, or why there is none (`qa.compose`)
account     Draft → Draft           a word that nothing accounts for blocks the answer (`qa.plan.claims`)
warn        Draft → Draft           with the failed checks that touch its figures
verify      Draft → Answer          fills the slots; blocks what has no source
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from index.facts.errors import BudgetError
from index.facts.records import Stage
from index.store.protocols import Facts
from qa.catalog import Catalog
from qa.clock import Clock
from qa.compose.answer import compose, known_names
from qa.compose.declines import not_understood, unanswered_too
from qa.compose.questions import question as question_of
from qa.compose.understood import understood as understood_as
from qa.execute.evaluate import evaluate
from qa.execute.members import all_parts, is_part
from qa.execute.results import Result, Why
from qa.execute.world import World
from qa.language.lattice import Lattice
from qa.language.names import names_of
from qa.plan.algebra import Cell, Changed, Name, Reason, Show
from qa.plan.algebra import Plan as AlgebraPlan
from qa.plan.claims import unaccounted, unworked
from qa.plan.decide import Decision, decide
from qa.plan.sentences import Understood, understood
from qa.records import Answer, Draft, Label, Operation, Plan, Question, Status
from qa.rules.answering import FirstMatch
from qa.rules.answering import known_names as names_of_plan
from qa.rules.cues import asking_words, section_cues
from qa.rules.retrieve import Search
from qa.rules.terms import meanings
from qa.verify import verify
from qa.warned import warned

logger = logging.getLogger(__name__)

FAILED_TEXT = "回答时出错，没有给出答案。请换一种问法，或联系管理员查看日志。"


@dataclass(frozen=True)
class Indexed:
    """What resolving a plan's slots needs to know of the index: see `qa.plan.operands.Known`."""

    catalog: Catalog

    def newest(self, body: str) -> int:
        """The newest year of a body's documents; of all, where none is named."""
        editions = self.catalog.by_body.get(body, ())
        return max((edition.year for edition in editions), default=self.catalog.newest)

    def total(self, sense: str) -> Name:
        """The name of a whole: income, expense, or the budget."""
        concept = self.catalog.lexicon.concept(_WHOLES.get(sense, "预算总额"))
        return Name(sense, concept.name, concept.keys, concept.codes, concept.tables)

    def contains(self, whole: Cell, part: Cell) -> bool:
        """Whether a part may be one of what makes up a whole: not where other parts are known to."""
        if whole.subject is None or part.subject is None:
            return True
        parts = all_parts(whole.subject.keys)
        return any(key in parts for key in part.subject.keys) if parts or is_part(part.subject.keys) else True

    def sole_body(self) -> str:
        """The one body that is indexed, "" where there are several."""
        return self.catalog.bodies[0] if len(self.catalog.bodies) == 1 else ""


_WHOLES = {"income": "收入总计", "expense": "支出总计"}


@dataclass(frozen=True)
class Pipeline:
    """The stores a question is answered from. `search` opens the passage store when first needed."""

    facts: Facts
    catalog: Catalog
    search: Search
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex[:12]
    lattice: Lattice = field(init=False)
    known: Indexed = field(init=False)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        catalog = self.catalog
        names = names_of(self.facts, catalog.lexicon)
        lattice = Lattice(names, catalog.lexicon, catalog.bodies, catalog.units, catalog.newest)
        object.__setattr__(self, "lattice", lattice)
        object.__setattr__(self, "known", Indexed(catalog))
        object.__setattr__(self, "world", World(self.facts, catalog))

    def ask(self, question: Question) -> Answer:
        """The answer to one question; never raises but for a store that cannot be opened."""
        clock, answer_id = Clock(), self.new_id()
        try:
            with clock.step("total"):
                answer = self._steps(question, clock, answer_id)
        except BudgetError:
            raise
        except Exception:
            logger.exception("question failed: %s", answer_id)
            answer = Answer(answer_id, question.text, Status.FAILED, FAILED_TEXT)
        return replace(answer, timings_ms=clock.spent)

    def explain(self, question: Question) -> Plan:
        """The plan alone, as a value that prints itself."""
        return self._first_match.explain(question)

    @property
    def _first_match(self) -> FirstMatch:
        return FirstMatch(self.facts, self.catalog, self.search)

    def _steps(self, question: Question, clock: Clock, answer_id: str) -> Answer:
        with clock.step("understand"):
            asked = understood(question, self.lattice, self.known)
        with clock.step("decide"):
            decision = decide(asked, lambda query: evaluate(query, self.world))
        with clock.step("compose"):
            draft, known = self._composed(decision)
            if decision.left:
                draft, known = unanswered_too(draft, decision.left), [*known, *decision.left]
        plan = str(decision.plan.queries)
        if not _stands(decision, draft):
            plans, other = self._first_match.drafted(question, clock)
            with clock.step("account"):
                draft, known, plan = self._better(asked, decision, draft, known, plans, other)
        else:
            with clock.step("warn"):
                draft = warned(draft, self.facts)
        with clock.step("verify"):
            names = (*known, *draft.findings)
            answer = verify(draft, question=question.text, known=names, answer_id=answer_id)
        unclaimed = decision.left
        if draft.status is not Status.ANSWERED:
            unclaimed = (*decision.plan.unclaimed, *decision.left)
        return replace(
            answer,
            plan=plan,
            understood=understood_as(decision.plan, decision.results),
            unaccounted=unclaimed,
            set_aside=decision.plan.set_aside,
        )

    def _composed(self, decision: Decision[Result]) -> tuple[Draft, list[str]]:
        editions = self.catalog.editions
        draft = compose(decision.plan, decision.results, editions)
        if decision.several and draft.status is Status.ANSWERED:
            beside = (*draft.figures, *draft.context)
            options = options_of(decision.plan)
            draft = replace(draft, status=Status.CLARIFY, options=options, figures=(), context=beside)
        return draft, known_names(decision.plan, decision.results, editions)

    def _better(
        self,
        asked: Understood,
        decision: Decision[Result],
        draft: Draft,
        known: list[str],
        plans: tuple[Plan, ...],
        other: Draft,
    ) -> tuple[Draft, list[str], str]:
        """What the first match found, if it leaves no word without a meaning; else the draft at hand."""
        names = [*known, *(name for plan in plans for name in names_of_plan(plan))]
        said = "；".join(map(str, plans))
        if other.status is Status.REFUSED and not _of_budgets(asked):
            return other, names, said
        other = with_roles(other, plans)
        if other.status is Status.ANSWERED:
            told = asked.content
            if all(plan.operation in _NARRATIVE for plan in plans):
                told = tuple(token for token in told if not _of_sections(token.text))
            if all(plan.targets for plan in plans):  # the lexicon knows its English words as whole terms
                told = tuple(
                    token for token in told if not (token.sort == "unknown" and token.text.isascii())
                )
            evidence = evidence_of(other)
            done = {value.operator for value in (*other.figures, *other.context)}
            left = (*unaccounted(told, evidence, meanings), *unworked(told, evidence, done))
            if not left:
                return other, names, said
            understood_all = decision.plan.queries and not decision.plan.unclaimed
            if understood_all and draft.status is not Status.ANSWERED:
                return draft, names, str(decision.plan.queries)
            plan = replace(decision.plan, unclaimed=left)
            return not_understood(plan), [*names, *left], said
        if decision.plan.unclaimed or (decision.settled and draft.status is not Status.ANSWERED):
            return draft, names, str(decision.plan.queries)
        return other, names, said


def _of_sections(word: str) -> bool:
    """Whether a word asks, or says which section is asked of, by whose heading it is found."""
    return word in asking_words() or any(asked.search(word) for asked, _ in section_cues())


def _of_budgets(asked: Understood) -> bool:
    """Whether the question holds a body, a name or a word of money."""
    return any(
        t.sort in ("body", "name", "code", "unit") or t.sense("filler") in _MONEY for t in asked.content
    )


_MONEY = frozenset(("budget", "money", "expense", "income", "both", "subject"))
_NARRATIVE = frozenset((Operation.NARRATIVE, Operation.DEFINITION, Operation.LIST, Operation.EXISTS))
_MOVED = frozenset((Operation.CHANGE, Operation.REASON))


def with_roles(draft: Draft, plans: Sequence[Plan]) -> Draft:
    """What was worked out, or how much it changed, is what was asked; the rest stands beside it."""
    operands = {operand for value in draft.figures for operand in value.operands}
    asked = [value for value in draft.figures if value not in operands]
    moved = [value for value in asked if value.stage in (Stage.DIFFERENCE, Stage.RATE)]
    if plans and all(plan.operation is Operation.TREND for plan in plans):
        asked = [value for value in draft.figures if not value.operator] or asked
    if moved and plans and all(plan.operation in _MOVED for plan in plans):
        asked = moved
    beside = [value for value in draft.figures if value not in asked]
    return replace(draft, figures=tuple(asked), context=(*draft.context, *beside))


def _stands(decision: Decision[Result], draft: Draft) -> bool:
    """Whether the plan of the algebra settles the question."""
    if not decision.settled or decision.plan.unclaimed:
        return False
    if draft.status is Status.CLARIFY and decision.several:
        return True
    if draft.status is Status.ANSWERED:
        return all(map(_tells_what_was_asked, decision.results))
    whys = {missing.why for result in decision.results for missing in result.missing}
    return bool(whys) and whys <= _SURELY_NOT


def _tells_what_was_asked(result: Result) -> bool:
    """A change that is nowhere told and a reason that is nowhere given are looked for otherwise."""
    match result.query:
        case Changed():
            return bool(result.told)
        case Reason():
            return any(change.reason for change in result.changes)
    return True


# Of these a document says clearly that they are not there; a row may yet be told by a sentence.
_SURELY_NOT = frozenset((Why.BODY, Why.YEAR, Why.PERIOD, Why.PLACE))


def options_of(plan: AlgebraPlan) -> tuple[str, ...]:
    """A question for each reading of a word that has several."""
    cells = [expr for query in plan.queries if isinstance(query, Show) for expr in query.exprs]
    return tuple(question_of(Show((cell,))) for cell in cells if isinstance(cell, Cell))


def evidence_of(draft: Draft) -> str:
    """All that a draft cites, as one text: quotes, rows, columns, tables, names of what is told."""
    told = (*draft.figures, *draft.context)
    cited = [c for value in told for c in value.citations()]
    parts: list[str] = []
    for citation in dict.fromkeys((*draft.citations, *cited)):
        parts += [citation.quote, citation.row or "", citation.column or "", citation.table or ""]
    for value in told:
        parts += [value.metric, value.body, value.code]
    parts += [piece.text for piece in draft.pieces if isinstance(piece, Label)]
    return "\n".join(parts)
