"""One question by the first wording that matches: what `qa.plan` does not settle is drafted here.

clauses   Question → Questions     what asks several things, one after another
plan      Question → Plan          what is asked, of whom, of which year
retrieve  Plan → Evidence          cells, changes and passages that bear on it
compute   Evidence → Outcome       differences, shares, sums: exact, with their formulas
compose   Outcome → Draft          words around slots; what no cell tells is told by the narrative
warn      Draft → Draft            with the failed checks that touch its figures
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.audit.checks import SMALL
from index.facts.records import Citation, Finding, Reading
from index.store.protocols import Facts
from qa.clock import Clock
from qa.records import (
    Draft,
    Evidence,
    Label,
    Operation,
    Outcome,
    Piece,
    Plan,
    Question,
    Status,
    Value,
)
from qa.rules.agreement import agreement_rows, between, claimed_rates, written
from qa.rules.clauses import clauses
from qa.rules.compose import compose, said_otherwise
from qa.rules.compute import compute
from qa.rules.cues import cue
from qa.rules.derived import joined
from qa.rules.narrative import Narrative, crowded
from qa.rules.no_answer import asked_back, not_found, not_spent, refused
from qa.rules.numbers import Numbers
from qa.rules.plan import Catalog, plan
from qa.rules.retrieve import Search, facts

# A failed check over no more cells than these is about each of them.
_FEW = 3

# A sentence may state what these ask, more exactly than the cell of a wider name.
_TOLD_BETTER = (Operation.LOOKUP, Operation.SHARE, Operation.NARRATIVE)

# Where no table answers these, the narrative may.
_TOLD_INSTEAD = (Operation.EXISTS, Operation.LIST, Operation.REASON, Operation.RANKING, Operation.LOOKUP)


@dataclass(frozen=True, slots=True)
class FirstMatch:
    """Answers by the first wording that matches. `search` opens the passage store when first needed."""

    facts: Facts
    catalog: Catalog
    search: Search

    def explain(self, question: Question) -> Plan:
        """The plan alone, as a value that prints itself."""
        return plan(question, self.catalog)

    def drafted(self, question: Question, clock: Clock) -> tuple[tuple[Plan, ...], Draft]:
        """The plans that were carried out and the draft they make together."""
        parts = clauses(question.text)
        plans: tuple[Plan, ...] = ()
        drafts: list[Draft] = []
        if len(parts) > 1:
            asked = [
                replace(question, text=text, history=(*question.history, *parts[:n]))
                for n, text in enumerate(parts)
            ]
            for one in asked:
                planned, draft = self._answered(one, clock)
                if plans and _of_the_same(planned, plans[-1]):
                    plans, drafts = (), []
                    break
                plans, drafts = (*plans, planned), [*drafts, draft]
        if not drafts or any(draft.status is not Status.ANSWERED for draft in drafts):
            planned, draft = self._answered(question, clock)
            if not drafts or draft.status is Status.ANSWERED or drafts[0].status is not Status.ANSWERED:
                plans, drafts = (planned,), [draft]
        return plans, joined(drafts)

    def _answered(self, question: Question, clock: Clock) -> tuple[Plan, Draft]:
        """The plan that was carried out for a question that asks one thing, and its draft."""
        with clock.step("plan"):
            planned = plan(question, self.catalog)
        if planned.missing and (named := self._narrative.naming(planned)):
            planned = named
        draft = self._draft(planned, clock)
        if draft.status is Status.NOT_FOUND and planned.operation is Operation.AGREEMENT and planned.targets:
            planned = replace(planned, operation=Operation.LOOKUP)  # one amount is all there is
            draft = self._draft(planned, clock)
        if draft.status is Status.NOT_FOUND and planned.instead:
            planned = planned.instead
            draft = self._draft(planned, clock)
        return planned, draft

    @property
    def _numbers(self) -> Numbers:
        return Numbers(self.facts, self.catalog)

    @property
    def _narrative(self) -> Narrative:
        return Narrative(self.facts, self.catalog, self.search)

    def _draft(self, planned: Plan, clock: Clock) -> Draft:
        if planned.operation is not Operation.REFUSE and crowded(planned):
            if planned.operation not in (Operation.NARRATIVE, Operation.DEFINITION):
                return asked_back(planned)
            planned = self._narrative.narrowed(planned)
        with clock.step("retrieve"):
            evidence = self._numbers.completed(planned, self._retrieve(planned))
        with clock.step("compute"):
            outcome = compute(planned, evidence)
        with clock.step("compose"):
            draft = self._compose(planned, evidence, outcome)
            if planned.operation in _TOLD_BETTER:
                draft = self._numbers.stated(planned, draft) or draft
                draft = self._numbers.narrower(planned, draft) or draft
            return self._warned(draft, outcome)

    def _retrieve(self, planned: Plan) -> Evidence:
        if planned.operation in (Operation.REFUSE, Operation.NARRATIVE, Operation.DEFINITION):
            return Evidence()
        evidence = facts(planned, self.facts, self.catalog.lexicon.concepts)
        if planned.claimed_rate and (found := claimed_rates(planned, self.facts)):
            return replace(evidence, found=found)
        of_one = len({(e.body, e.year, e.scope) for e in planned.editions}) == 1
        if planned.operation is Operation.AGREEMENT and len(planned.targets) == 1 and of_one:
            rows = agreement_rows(planned, self.facts)
            evidence = replace(evidence, rows=rows, between=between(planned, rows, self.facts))
        return evidence

    def _compose(self, planned: Plan, evidence: Evidence, outcome: Outcome) -> Draft:
        narrative = self._narrative
        match planned.operation:
            case Operation.REFUSE:
                return refused()
            case Operation.DEFINITION if planned.targets and all(t.name.isdigit() for t in planned.targets):
                return not_found(planned, outcome)  # a code that no document has
            case Operation.DEFINITION:
                return narrative.definition(planned) or narrative.mentioning(planned)
            case Operation.NARRATIVE if cue("what_is").search(planned.words):
                return narrative.definition(planned) or narrative.told(planned)
            case Operation.NARRATIVE:
                return asked_back(planned) if _bare_why(planned) else narrative.told(planned)
            case Operation.PER_HEAD:
                return self._numbers.average(planned, outcome) or not_found(planned, outcome)
        if planned.count_unit and planned.editions and not _counts(planned, outcome):
            if counted := self._counted(planned, evidence, outcome):
                return counted
        draft = compose(planned, evidence, outcome)
        if draft.status is Status.NOT_FOUND and planned.actual:
            return not_spent(planned) if planned.editions else draft
        if draft.status is Status.NOT_FOUND and planned.editions and planned.operation in _TOLD_INSTEAD:
            told = narrative.none_of(planned) or narrative.mentioning(planned)
            if told.status is Status.ANSWERED:
                return told
        if draft.status is Status.NOT_FOUND and not planned.targets:
            if planned.operation in (Operation.DIFFERENCE, Operation.CHANGE, Operation.TREND):
                return self._numbers.counted_apart(planned) or draft
        if draft.status is Status.NOT_FOUND and planned.operation is Operation.EXISTS:
            return narrative.elsewhere(planned) or draft
        return draft

    def _counted(self, planned: Plan, evidence: Evidence, outcome: Outcome) -> Draft | None:
        """What only sentences count, with the cells' amount where that is asked too; None for that alone."""
        counts = replace(planned, asks_money=False)
        told = self._numbers.stated(counts, not_found(planned, outcome)) or self._narrative.told(planned)
        if told.status is Status.ANSWERED and planned.asks_money and planned.targets:
            amounts = compose(planned, evidence, outcome)
            return joined([amounts, told]) if amounts.status is Status.ANSWERED else told
        if told.status is not Status.ANSWERED and [t.name for t in planned.targets] == ["购置车辆数"]:
            return self._none_bought(planned) or told
        return told if told.status is Status.ANSWERED or not planned.asks_money else None

    def _none_bought(self, planned: Plan) -> Draft | None:
        """买了几辆车: where none is counted and nothing is spent on buying any, that is the answer."""
        cost = replace(planned, targets=(self.catalog.lexicon.concept("公务用车购置费"),), count_unit="")
        cost = replace(cost, operation=Operation.EXISTS)
        evidence = self._retrieve(cost)
        values = [value for found in evidence.found for value in found.values]
        if not values or any(value.value for value in values):
            return None
        return compose(cost, evidence, compute(cost, evidence))

    def _warned(self, draft: Draft, outcome: Outcome) -> Draft:
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
        for report in outcome.reports if not touching else ():
            if set(report.values) & set(draft.figures) and (said := said_otherwise(report)):
                pieces += ["注意，文件前后不一致：文字说明写的是", said, "。"]
                others.append(said)
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


def _of_the_same(planned: Plan, before: Plan) -> bool:
    """预算多少, after a clause that only the narrative answers, is no question of the whole budget."""
    whole = [target.name for target in planned.targets] == ["预算总额"]
    return whole and before.operation is Operation.NARRATIVE and not re.search("总|全", planned.words)


def _bare_why(planned: Plan) -> bool:
    """为什么增加了, and nothing else: of what, by whom?"""
    bodies = {e.body for e in planned.editions}
    return len(bodies) > 1 and not planned.body_named and bool(cue("bare_why").search(planned.words))


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


def known_names(planned: Plan) -> list[str]:
    """What a plan knows, that an answer may name: years, bodies, files, subjects."""
    known = [planned.question, planned.missing, *planned.bodies, *(str(y) for y in planned.years)]
    for edition in (*planned.editions, *planned.before, *planned.there):
        known += [edition.body, str(edition.year), *edition.names]
    for target in planned.targets:
        known += [target.name, *target.codes, *target.keys]
    return known
