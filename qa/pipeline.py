"""One question, start to end: the list of steps, and the sole catch-all.

plan      Question → Plan          what is asked, of whom, of which year
retrieve  Plan → Evidence          cells, changes and passages that bear on it
compute   Evidence → Outcome       differences, shares, sums: exact, with their formulas
compose   Outcome → Draft          words around slots
verify    Draft → Answer           fills the slots; blocks what has no source
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from index.checks import SMALL
from index.errors import BudgetError
from index.figure_store import FigureStore, StoredPassage
from index.records import Citation, Finding, Reading
from index.subjects import normal
from index.tokens import tokens
from qa.compose import compose
from qa.compute import compute
from qa.cues import cue
from qa.derived import narrative_draft
from qa.narrate import asked_heading, counted, definition, is_named, quotes, says_count
from qa.no_answer import asked_back, listed_elsewhere, no_passage, not_found, nothing_there, refused
from qa.plan import Catalog, plan
from qa.records import (
    Answer,
    Draft,
    Edition,
    Evidence,
    Label,
    Operation,
    Outcome,
    Piece,
    Plan,
    Question,
    Quote,
    Status,
    Value,
)
from qa.retrieve import Search, agreement_rows, between, claimed_rates, facts, narrative, written
from qa.verify import verify

logger = logging.getLogger(__name__)

# Over so many bodies a question that names none is asked back, or narrowed to what its words find.
_CROWD = 40
_NARROWED = 24
# A failed check over no more cells than these is about each of them.
_FEW = 3

FAILED_TEXT = "回答时出错，没有给出答案。请换一种问法，或联系管理员查看日志。"


@dataclass(slots=True)
class Clock:
    """Milliseconds spent per step."""

    spent: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.spent[name] = self.spent.get(name, 0.0) + (time.perf_counter() - started) * 1000


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stores a question is answered from. `search` opens the passage store when first needed."""

    facts: FigureStore
    catalog: Catalog
    search: Search
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex[:12]

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
        return plan(question, self.catalog)

    def _steps(self, question: Question, clock: Clock, answer_id: str) -> Answer:
        with clock.step("plan"):
            planned = plan(question, self.catalog)
        draft = self._draft(planned, clock)
        if draft.status is Status.NOT_FOUND and planned.instead:
            planned = planned.instead
            draft = self._draft(planned, clock)
        with clock.step("verify"):
            known = (*_known(planned), *draft.findings)
            answer = verify(draft, question=question.text, known=known, answer_id=answer_id)
        return replace(answer, plan=str(planned))

    def _draft(self, planned: Plan, clock: Clock) -> Draft:
        if planned.operation is not Operation.REFUSE and _crowded(planned):
            if planned.operation not in (Operation.NARRATIVE, Operation.DEFINITION):
                return asked_back(planned)
            planned = self._narrowed(planned)
        with clock.step("retrieve"):
            evidence = self._retrieve(planned)
        with clock.step("compute"):
            outcome = compute(planned, evidence)
        with clock.step("compose"):
            return self._warned(self._compose(planned, evidence, outcome))

    def _narrowed(self, planned: Plan) -> Plan:
        """Among very many bodies, the editions whose words answer best."""
        refs = self.facts.search_words(tokens(planned.words), _NARROWED)
        near = {stored.document_id for stored in self.facts.passages(refs=refs)}
        editions = tuple(e for e in planned.editions if near.intersection(e.documents))
        return replace(planned, editions=editions or planned.editions[:_NARROWED])

    def _retrieve(self, planned: Plan) -> Evidence:
        if planned.operation in (Operation.REFUSE, Operation.NARRATIVE, Operation.DEFINITION):
            return Evidence()
        evidence = facts(planned, self.facts, self.catalog.lexicon.concepts)
        if planned.claimed_rate and (found := claimed_rates(planned, self.facts)):
            return replace(evidence, found=found)
        if planned.operation is Operation.AGREEMENT and len(planned.targets) == 1:
            rows = agreement_rows(planned, self.facts)
            evidence = replace(evidence, rows=rows, between=between(planned, rows, self.facts))
        return evidence

    def _compose(self, planned: Plan, evidence: Evidence, outcome: Outcome) -> Draft:
        if planned.operation is Operation.REFUSE:
            return refused()
        if planned.operation is Operation.DEFINITION:
            if planned.targets and all(target.name.isdigit() for target in planned.targets):
                return not_found(planned, outcome)  # a code that no document has
            return self._definition(planned) or self._mentioning(planned)
        if planned.operation is Operation.NARRATIVE and which(planned):
            return asked_back(planned)
        if planned.operation is Operation.NARRATIVE:
            return self._narrative(planned)
        if planned.operation is Operation.PER_HEAD:
            return not_found(planned, outcome)
        if planned.count_unit and planned.editions and not _counts(planned, outcome):
            told = self._narrative(planned)
            money = compose(planned, evidence, outcome) if planned.asks_money else told
            return money if told.status is not Status.ANSWERED else told
        draft = compose(planned, evidence, outcome)
        if (
            draft.status is Status.NOT_FOUND
            and planned.editions
            and planned.operation
            in (
                Operation.EXISTS,
                Operation.LIST,
                Operation.REASON,
                Operation.RANKING,
            )
        ):
            told = self._mentioning(planned)
            if told.status is Status.ANSWERED:
                return told
        if draft.status is Status.NOT_FOUND and planned.operation is Operation.LOOKUP and planned.editions:
            told = self._mentioning(planned)
            if told.status is Status.ANSWERED:
                return told
        if draft.status is Status.NOT_FOUND and planned.operation is Operation.EXISTS:
            return self._elsewhere(planned) or draft
        return draft

    def _mentioning(self, planned: Plan) -> Draft:
        """What the narrative says, where it speaks of a subject that the question names."""
        told = self._narrative(planned)
        said = "".join(piece.text for piece in told.pieces if isinstance(piece, Quote))
        if told.status is not Status.ANSWERED or not planned.targets:
            return told
        return (
            told if any(_speaks_of(said, target.name) for target in planned.targets) else no_passage(planned)
        )

    def _elsewhere(self, planned: Plan) -> Draft | None:
        """What another edition of the one body asked says of a subject that this one does not list."""
        if len(planned.editions) != 1 or not planned.targets:
            return None
        asked = planned.editions[0]
        others = [
            e
            for e in self.catalog.by_body.get(asked.body, ())
            if e.kind is asked.kind and e.scope is asked.scope and e.year != asked.year
        ]
        others.sort(key=lambda e: (abs(e.year - asked.year), e.year))
        for edition in others:
            plan_there = replace(planned, editions=(edition,), operation=Operation.LOOKUP)
            there = facts(plan_there, self.facts, self.catalog.lexicon.concepts)
            if values := [v for found in there.found for v in found.values[:1]]:
                return listed_elsewhere(planned, values)
        return None

    def _warned(self, draft: Draft) -> Draft:
        """The draft with a plain warning for each failed check that touches a figure it cites."""
        if draft.status is not Status.ANSWERED or not draft.figures:
            return draft
        cited = {c for value in draft.figures for c in value.citations()}
        touching = [
            finding
            for name, finding in self.facts.findings({c.document for c in cited})
            if not finding.message.startswith(SMALL)
            and any(_same_place(place, c) for place in _judged(finding) for c in cited)
        ]
        pieces: list[Piece] = []
        others: list[Value] = []
        for finding in touching:
            pieces += ["注意，文件前后不一致：", Label(finding.message), "。"]
            others += written(self.facts, finding.citations)
        readings = {c.reading for c in cited}
        if Reading.UNCHECKED in readings:
            pieces.append("（扫描件识别，未能与合计等核对，请对照原件。）")
        elif Reading.CHECKED in readings:
            pieces.append("（扫描件识别，与合计等勾稽相符。）")
        more = tuple(c for finding in touching for c in finding.citations if c not in draft.citations)
        return replace(
            draft,
            pieces=(*draft.pieces, *pieces),
            figures=tuple(dict.fromkeys((*draft.figures, *others))),
            citations=(*draft.citations, *more),
            findings=tuple(finding.message for finding in touching),
        )

    def _definition(self, planned: Plan) -> Draft | None:
        names = [target.name for target in planned.targets] or [planned.words]
        newest = _newest(planned)
        passages = self.facts.passages(documents=newest)
        for target in planned.targets:
            for term in (target.name, *target.keys):
                if quote := definition(term, passages):
                    return narrative_draft(planned, [quote])
        if not planned.targets:
            for stored in passages:
                for term in _glossary_terms(stored):
                    if normal(term) and normal(term) in normal(planned.words):
                        quote = definition(term, [stored])
                        if quote:
                            return narrative_draft(planned, [quote])
        logger.debug("no definition of %s", names)
        return None

    def _narrative(self, planned: Plan) -> Draft:
        if planned.missing or not planned.editions:
            return nothing_there(planned)
        focused = replace(planned, editions=_newest_editions(planned))
        passages = narrative(focused, self.facts, self.search)
        if not passages:
            return _unanswered(planned)
        siblings = self.facts.passages(documents={p.document_id for p in passages})
        if heading := asked_heading(focused.words):
            titled = [s for s in siblings if any(heading.search(h) for h in s.passage.headings)]
            passages = (*passages, *(s for s in titled if s not in passages))
        named = [s for s in siblings if is_named(s, focused.words) and s not in passages]
        found = quotes(focused, (*passages, *named), siblings)
        if (contact := cue("contact").search(focused.words)) and not any(contact[0] in q.text for q in found):
            return _unanswered(planned)
        if not found and focused.count_unit and asked_heading(focused.words):
            uncounted = replace(focused, count_unit="")
            return (
                narrative_draft(planned, said)
                if (said := quotes(uncounted, passages, siblings))
                else (_unanswered(planned))
            )
        if not found:
            return _unanswered(planned)
        values = self._counted(focused, found)
        if (
            planned.count_unit
            and not values
            and not any(says_count(q.text, planned.count_unit) for q in found)
        ):
            return no_passage(planned)
        return narrative_draft(planned, found, values)

    def _counted(self, planned: Plan, found: list[Quote]) -> list[Value]:
        edition = planned.editions[0]
        return [v for quote in found for v in counted(planned, quote, edition.body, edition.year)]


def _unanswered(planned: Plan) -> Draft:
    """Not found; refused when nothing in the question has to do with budgets or an indexed body."""
    known = planned.body_named or planned.targets or planned.years
    return no_passage(planned) if known or cue("of_budgets").search(planned.words) else refused()


def which(planned: Plan) -> bool:
    """为什么增加了, and nothing else: of what, by whom?"""
    bodies = {e.body for e in planned.editions}
    return len(bodies) > 1 and not planned.body_named and bool(cue("bare_why").search(planned.words))


def _speaks_of(said: str, name: str) -> bool:
    """Whether a text holds a name, or four characters of it on end: 结转结余 of 上年结转结余."""
    size = min(4, len(name))
    return any(name[at : at + size] in said for at in range(len(name) - size + 1))


def _crowded(planned: Plan) -> bool:
    if planned.body_named or len(planned.editions) <= _CROWD:
        return False
    return len({e.body for e in planned.editions}) > _CROWD


def _judged(finding: Finding) -> Sequence[Citation]:
    """The places that a failed check is about: of a long sum its total, not each of its parts."""
    return finding.citations if len(finding.citations) <= _FEW else finding.citations[:1]


def _same_place(one: Citation, other: Citation) -> bool:
    return (one.document, one.page, one.bbox) == (other.document, other.page, other.bbox)


def _counts(planned: Plan, outcome: Outcome) -> bool:
    """Whether a figure of the asked counting unit was found."""
    alike = {"台": "辆", "辆": "台"}
    wanted = {planned.count_unit, alike.get(planned.count_unit, planned.count_unit)}
    return any(v.unit in wanted for r in outcome.reports for v in r.values)


def _newest_editions(planned: Plan) -> tuple[Edition, ...]:
    """Each body's newest edition among the plan's, unless the question named the year."""
    if planned.year_named:
        return planned.editions
    newest = {
        body: max(e.year for e in planned.editions if e.body == body)
        for body in {e.body for e in planned.editions}
    }
    return tuple(e for e in planned.editions if e.year == newest[e.body])


def _newest(planned: Plan) -> list[int]:
    return [d for e in _newest_editions(planned) for d in e.documents] if planned.editions else []


def _glossary_terms(stored: StoredPassage) -> list[str]:
    if not any("名词" in heading for heading in stored.passage.headings):
        return []
    head = stored.passage.text.split("：")[0].split(":")[0]
    return [head.split("、", 1)[-1].strip('“”"')]


def _known(planned: Plan) -> list[str]:
    known = [planned.question, planned.missing, *planned.bodies, *(str(y) for y in planned.years)]
    for edition in (*planned.editions, *planned.before):
        known += [edition.body, str(edition.year), *edition.names]
    for target in planned.targets:
        known += [target.name, *target.codes, *target.keys]
    return known


__all__ = ["Pipeline", "not_found"]
