"""One question, start to end: the list of steps, and the sole catch-all.

understand  Question → Understood   tokens, talk set aside, what is asked (`qa.language`, `qa.plan.sentences`)
decide      Understood → Decision   the plan to believe in, with its values (`qa.plan`, `qa.execute`)
settle      Decision → Settled      with what a model makes of it, where one is asked (`qa.llm`)
compose     Decision → Draft        typed pieces of an answer, or why there is none (`qa.compose`)
phrase      Draft → Draft           in a model's words, where that is wanted and they pass (`qa.llm`)
warn        Draft → Draft           with the failed checks that touch its figures
verify      Draft → Answer          fills the slots; blocks what has no source
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from index.facts.errors import BudgetError
from index.facts.extent.places import is_placed_in
from index.store.protocols import Facts, StoredPassage
from qa.catalog import Catalog
from qa.clock import Clock
from qa.compose.answer import compose, known_names, names_of_editions
from qa.compose.answer import readings as both_readings
from qa.compose.declines import lost, refused, unanswered_too, unclear
from qa.compose.first.holdings import abilities, holdings
from qa.compose.first.suggestions import first_questions, newest_of_each, plain_questions
from qa.compose.questions import question as question_of
from qa.compose.understood import understood as understood_as
from qa.execute.evaluate import evaluate
from qa.execute.members import all_parts, are_beside
from qa.execute.narrative.chosen import Offered, sentences
from qa.execute.narrative.narration import editions_of
from qa.execute.narrative.passages import Where, relevant
from qa.execute.results import Missing, Result
from qa.execute.world import Search, World
from qa.explain import Explanation, explained
from qa.language.lattice import Lattice
from qa.language.topics import Intent, intent
from qa.language.whose.short import short_name
from qa.plan.algebra import Cell, Name, Plan, Provide, Show
from qa.plan.decide import Decision, believed, decide
from qa.plan.ground import alike
from qa.plan.score import Features
from qa.plan.sentences import Understood, understood
from qa.plan.telling import asked_of
from qa.records import Answer, Draft, Edition, Question, Status
from qa.verify import numerals_known, verify
from qa.warned import warned

if TYPE_CHECKING:  # nothing of a language model is imported where none is configured
    from qa.llm.offers import Around
    from qa.llm.planner import Proposal
    from qa.llm.second import Second, Settled

logger = logging.getLogger(__name__)

# A question that wants one of these is turned down, whatever else it asks.
_NEVER = (Intent.OPINION, Intent.HARM, Intent.ABUSE, Intent.HOLDINGS, Intent.HELP, Intent.GREETING)
# What is asked of the service itself, and answered.
_OF_ITSELF = (Intent.HOLDINGS, Intent.HELP)
# So many editions of a body, newest first, tell a language model its names.
_EDITIONS_SHOWN, _BODIES_REMEMBERED = 4, 64
FAILED_TEXT = "回答时出错，没有给出答案。请换一种问法，或联系管理员查看日志。"


@dataclass(frozen=True)
class Indexed:
    """What resolving a plan's slots needs to know of the index: see `qa.plan.operands.Known`."""

    catalog: Catalog

    def newest(self, body: str) -> int:
        """The newest year of a body's documents; of all, where none is named."""
        editions = self.catalog.by_body.get(body, ())
        return max((edition.year for edition in editions), default=self.catalog.newest)

    def reaches(self, body: str, year: int) -> bool:
        """Whether a body's documents go so far back and forth; of all, where none is named."""
        years = [edition.year for edition in self.catalog.by_body.get(body, self.catalog.editions)]
        return not years or min(years) - 1 <= year <= max(years)

    def total(self, sense: str) -> Name:
        """The name of a whole: income, expense, or the budget."""
        concept = self.catalog.lexicon.concept(_WHOLES.get(sense, "预算总额"))
        return Name(concept.name, concept.name, concept.keys, concept.codes, concept.tables)

    def contains(self, whole: Cell, part: Cell) -> bool:
        """Whether a part may be one of what makes up a whole: not where others are known to be."""
        if whole.subject is None or part.subject is None or _is_under(part.subject, whole.subject):
            return True
        if whole.subject.shown.startswith(_OTHERS):
            return False  # 其他收入 is what stands beside those that are named
        parts = all_parts(whole.subject.keys)
        if parts:
            return any(key in parts for key in part.subject.keys)
        return not are_beside(whole.subject.keys, part.subject.keys)

    def is_part_of(self, part: Cell, whole: Cell) -> bool:
        """Whether a row is known to be a part of another by its name: 公务接待费 of 三公经费."""
        if whole.subject is None or part.subject is None:
            return False
        parts = all_parts(whole.subject.keys)
        return any(key in parts for key in part.subject.keys)

    def counted(self, cell: Cell, unit: str) -> Cell:
        """How many there are in a counting unit of what an amount is spread over: cars, staff, visits."""
        name = cell.subject
        if concepts := _COUNTED.get(unit):
            said = {one.shown for one in (*cell.within, cell.subject) if one is not None}
            concept = next((one for one in concepts if one in said), concepts[0])
            name = Name(concept, concept, self.catalog.lexicon.concept(concept).keys)
        elif name is not None:
            stems = tuple(key.removesuffix("费") for key in name.keys)
            name = replace(name, keys=(*name.keys, *stems), codes=())
        return Cell(name, body=cell.body, year=cell.year, scope=cell.scope, counted=unit)

    def as_count(self, cell: Cell) -> Cell:
        """How many there are of what a leaf names by its amount: 几辆公车; else the leaf itself."""
        if cell.coded:
            return cell  # no count has an account
        names = [name for name in (*cell.within, cell.subject) if name is not None]
        for unit, concepts in _COUNTED.items():
            things = self.catalog.lexicon.concept(concepts[0]).keys
            others = [name for name in names if name.shown not in concepts]
            asks = cell.counted in alike(unit) or len(others) < len(names)
            if asks and others and all(_is_of(name, things) for name in others):
                return replace(self.counted(cell, unit), kind=cell.kind)
        return cell

    def sole_body(self) -> str:
        """The one body that is indexed, "" where there are several."""
        return self.catalog.bodies[0] if len(self.catalog.bodies) == 1 else ""


def _is_under(part: Name, whole: Name) -> bool:
    """Whether a row stands under another by their codes: 30231 under 302."""
    return any(code != above and code.startswith(above) for code in part.codes for above in whole.codes)


def _is_of(name: Name, things: Collection[str]) -> bool:
    """Whether an amount is that of such things: 公务用车运行费, of 公务用车."""
    return any(key.startswith(thing) for key in name.keys for thing in things)


# The rows that print how many there are, those held first.
_COUNTED = {"辆": ("车辆数", "购置车辆数")}
_OTHERS = "其他"
_WHOLES = {"income": "收入总计", "expense": "支出总计"}


@dataclass(frozen=True)
class Pipeline:
    """The stores a question is answered from. `search` opens the passage store when first needed.

    `second` is the language model that is asked where the rules hold back.
    """

    facts: Facts
    catalog: Catalog
    search: Search
    second: Second | None = None
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex[:12]
    lattice: Lattice = field(init=False)
    known: Indexed = field(init=False)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        catalog = self.catalog
        lattice = Lattice(
            catalog.vocabulary.names,
            catalog.bodies,
            catalog.units,
            catalog.newest,
            catalog.rows_of_places,
            cache(self._printed),
            self._placed,
            lru_cache(maxsize=_BODIES_REMEMBERED)(self._told),
        )
        object.__setattr__(self, "lattice", lattice)
        object.__setattr__(self, "known", Indexed(catalog))
        object.__setattr__(self, "world", World(self.facts, catalog, self.search))

    def _printed(self, body: str) -> frozenset[str]:
        """The keys of the rows that a body's disclosures print."""
        documents = [n for edition in self.catalog.by_body.get(body, ()) for n in edition.documents]
        return frozenset(term.key for term in self.facts.terms(documents))

    def _told(self, body: str) -> str:
        """What the narratives of a body's disclosures say, as one text."""
        documents = [n for edition in self.catalog.by_body.get(body, ()) for n in edition.documents]
        return "\n".join(stored.passage.text for stored in self.world.shelf.passages(documents=documents))

    def _placed(self, place: str, body: str) -> bool:
        """Whether a body's documents write a place before its name: 东溪区石桥镇."""
        documents = [n for edition in self.catalog.by_body.get(body, ()) for n in edition.documents]
        passages = self.facts.passages(documents=documents)
        return any(is_placed_in(body, place, stored.passage.text) for stored in passages)

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
        return self._decided(self._understood(question)).plan

    def readings(self, question: Question) -> Explanation:
        """What each word was taken for, and every reading that was tried, best first."""
        asked = self._understood(question)
        return explained(asked, self._decided(asked))

    def alternatives(self, question: Question) -> tuple[tuple[Features, Answer], ...]:
        """Each reading of a question of one sentence as it would be answered: what a ranker learns from."""
        asked = self._understood(question)
        decision = self._decided(asked)
        if len(decision.tried) != 1:
            return ()
        return tuple(
            (one.features, self._answered(question, asked, believed(asked, [(one,)]), self.new_id()))
            for one in decision.tried[0]
        )

    def passages(self, question: Question, k: int, where: Where | None = None) -> tuple[StoredPassage, ...]:
        """The k passages that a question asks for, best first."""
        query = asked_of(self._understood(question).sentences[-1])
        if where is not None:
            at = replace(query.at, body=where.body or query.at.body, year=where.year or query.at.year)
            query = replace(query, at=at)
        editions = editions_of(query.at, self.world)
        if isinstance(editions, Missing):
            editions = editions_of(replace(query.at, year=None), self.world)
        if isinstance(editions, Missing):
            return ()
        return relevant(query, editions, self.world.shelf, self.search, k=k, where=where)

    def _understood(self, question: Question) -> Understood:
        return understood(question, self.lattice, self.known)

    def _decided(self, asked: Understood) -> Decision[Result]:
        return decide(asked, lambda query: evaluate(query, self.world))

    def _steps(self, question: Question, clock: Clock, answer_id: str) -> Answer:
        with clock.step("understand"):
            asked = self._understood(question)
        with clock.step("decide"):
            decision = self._decided(asked)
        if self.second is None or not _may_be_read_again(asked, decision.plan):
            return self._answered(question, asked, decision, answer_id, clock)
        with clock.step("settle"):
            settled = self._settled(question, asked, decision, self.second)
        return self._answered(
            question, settled.asked, settled.decision, answer_id, clock, beside=settled.beside
        )

    def _settled(
        self, question: Question, asked: Understood, decision: Decision[Result], second: Second
    ) -> Settled:
        return second.settled(
            question,
            asked,
            decision,
            self.around,
            lambda query: evaluate(query, self.world),
            lambda taken, made: self._composed(taken, made).status is Status.ANSWERED,
        )

    def proposed(self, question: Question, second: Second) -> Proposal:
        """What a language model makes of a question. Raises NoReply."""
        from qa.llm.planner import proposed

        return proposed(second.model, question, self._understood(question), self.around)

    @cached_property
    def around(self) -> Around:
        """What of the index a language model is shown the names of."""
        from qa.llm.offers import Around

        remembered = lru_cache(maxsize=_BODIES_REMEMBERED)
        printed, terms = remembered(self._names_printed), remembered(self._terms)
        return Around(
            self.lattice, self.known, self.catalog.bodies, self._years, printed, terms, self._sentences
        )

    def _years(self, body: str) -> Sequence[int]:
        return tuple(edition.year for edition in self.catalog.by_body.get(body, ()))

    def _terms(self, body: str) -> Sequence[str]:
        """The words of a body's narrative, each once."""
        from qa.llm.offers import terms_of

        stored = self.facts.passages(documents=[d for one in self._newest(body) for d in one.documents])
        texts = dict.fromkeys(one.passage.text for one in stored)
        return tuple(dict.fromkeys(term for text in texts for term in terms_of(text)))

    def _sentences(self, asked: Understood) -> Sequence[Offered]:
        """The sentences that may answer a question, where its second reader may see them."""
        if self.second is None or not self.second.settings.sentences:
            return ()
        first = asked.sentences[0]
        whole = replace(first, tokens=asked.content)
        years = {year for token in asked.tokens for year in token.years}
        return sentences(asked_of(whole), years, self.world)

    def _newest(self, body: str) -> Sequence[Edition]:
        editions = sorted(self.catalog.by_body.get(body, ()), key=lambda one: -one.year)
        return editions[:_EDITIONS_SHOWN]

    def _names_printed(self, body: str) -> Sequence[str]:
        """The names that a body's documents print, those of the newest first."""
        cells = [self.world.cells.of(edition.documents) for edition in self._newest(body)]
        return tuple(dict.fromkeys(name for one in cells for name in one.names))

    def _answered(
        self,
        question: Question,
        asked: Understood,
        decision: Decision[Result],
        answer_id: str,
        clock: Clock | None = None,
        beside: Decision[Result] | None = None,
    ) -> Answer:
        clock = clock or Clock()
        with clock.step("compose"):
            draft = self._composed(asked, decision)
            if beside is not None:
                both = [(one.plan, one.results) for one in (decision, beside)]
                draft = both_readings(both, self.catalog.editions)
        if self.second is not None:
            with clock.step("phrase"):
                draft = self.second.phrased(draft)
        with clock.step("warn"):
            draft = warned(draft, self.facts)
        with clock.step("verify"):
            believed_in = (decision,) if beside is None else (decision, beside)
            known = [name for one in believed_in for name in known_names(one.plan, one.results)]
            names = (*known, *decision.left, *draft.findings)
            indexed = self._numerals_indexed
            answer = verify(draft, question=question.text, known=names, answer_id=answer_id, indexed=indexed)
        of_documents = bool(answer.citations) or intent(asked.text.bare) not in _OF_ITSELF
        return replace(
            answer,
            plan=str(decision.plan.queries),
            confidence=round(decision.confidence, 3)
            if of_documents and answer.status is Status.ANSWERED
            else None,
            understood=understood_as(decision.plan, decision.results) if of_documents else "",
            unaccounted=(*decision.plan.unclaimed, *decision.left),
            set_aside=decision.plan.set_aside,
            originals=self._originals({citation.document for citation in answer.citations}),
        )

    def _originals(self, names: Collection[str]) -> dict[str, str]:
        """The sha256 of documents by their names."""
        found = self.facts.find(names=list(names)) if names else ()
        return {stored.document.name: stored.document.sha256 for stored in found}

    @cached_property
    def _numerals_indexed(self) -> frozenset[str]:
        """The numerals of the names and the years of all that is indexed."""
        return numerals_known(names_of_editions(self.catalog.editions))

    def _composed(self, asked: Understood, decision: Decision[Result]) -> Draft:
        editions = self.catalog.editions
        draft = compose(decision.plan, decision.results, editions)
        if not decision.plan.queries and not decision.plan.unclaimed:
            draft = unclear(editions)
        if (instead := self._turned_down(asked, decision.plan, draft)) is not None:
            return instead
        if decision.several and draft.status is Status.ANSWERED:
            draft = _asking_which(draft, decision.plan)
        return unanswered_too(draft, decision.left) if decision.left else draft

    def _turned_down(self, asked: Understood, plan: Plan, draft: Draft) -> Draft | None:
        """What is said where nothing is asked of the documents; None where the draft holds."""
        wanted = intent(asked.text.bare)
        unanswered = draft.status is not Status.ANSWERED
        ruled = any(isinstance(query, Provide) for query in plan.queries)
        if asked.lost and unanswered and not wanted and not ruled:
            return draft if plan.unclaimed else lost(asked.text.bare)
        if wanted in _NEVER and (unanswered or not ruled):
            return self._beside(wanted)
        strange = bool(self.catalog.editions) and not asked.of_budgets and not ruled
        return self._beside(wanted) if unanswered and (wanted or strange) else None

    def _beside(self, wanted: Intent | None) -> Draft:
        """What is said to what is not asked of the documents."""
        match wanted:
            case Intent.HOLDINGS:
                return holdings(self.catalog)
            case Intent.HELP:
                return abilities(self.catalog, self._plain_questions)
        return refused(wanted, self._plain_questions)

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Questions to begin with; most have an answer."""
        first = newest_of_each(self.catalog)
        documents = [document for edition in first for document in edition.documents]
        changes = [one.change for one in self.facts.changes(documents=documents)] if documents else []
        return first_questions(self.catalog, first, changes, self.facts.policies(), self._short)

    @cached_property
    def _plain_questions(self) -> tuple[str, ...]:
        return plain_questions(newest_of_each(self.catalog), self._short)

    def _short(self, body: str) -> str:
        return short_name(body, self.lattice.named)


def _may_be_read_again(asked: Understood, plan: Plan) -> bool:
    """Whether a model may read a question: not one turned down, nor one of rules, which no budget answers."""
    ruled = any(isinstance(query, Provide) for query in plan.queries)
    return not ruled and intent(asked.text.bare) not in _NEVER


def _asking_which(draft: Draft, plan: Plan) -> Draft:
    """The draft of an answer as a question back: its figures stand beside what can be asked."""
    beside = (*draft.figures, *draft.context)
    return replace(draft, status=Status.CLARIFY, options=_options(plan), figures=(), context=beside)


def _options(plan: Plan) -> tuple[str, ...]:
    """A question for each reading of a word that has several."""
    cells = [expr for query in plan.queries if isinstance(query, Show) for expr in query.exprs]
    return tuple(question_of(Show((cell,))) for cell in cells if isinstance(cell, Cell))
