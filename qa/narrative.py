"""What only the narrative tells: definitions, duties, counts in prose, and figures no table holds.

>>> Narrative(facts, catalog, search).told(plan).pieces[0].text
'核定事业编制218名，2024年末实有在职教职工209人。'
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.figure_store import FigureStore, StoredPassage
from index.subjects import normal
from index.tokens import tokens
from qa.catalog import Catalog
from qa.cues import cue
from qa.derived import narrative_draft
from qa.narrate import (
    asked_heading,
    definition,
    how_many,
    is_named,
    numbers_told,
    quotes,
    says_count,
)
from qa.no_answer import listed_elsewhere, no_passage, nothing_there, refused
from qa.records import Draft, Edition, Operation, Plan, Quote, Status
from qa.retrieve import Search, facts, narrative
from qa.rows import PARTS, all_parts

logger = logging.getLogger(__name__)

# Over so many bodies a question that names none is asked back, or narrowed to what its words find.
_CROWD = 40
_NARROWED = 24


@dataclass(frozen=True, slots=True)
class Narrative:
    """The passages to answer from. `search` opens the passage store when first needed."""

    facts: FigureStore
    catalog: Catalog
    search: Search

    def told(self, planned: Plan) -> Draft:
        """The sentences that answer, with the figures they tell where the question asks how much."""
        if planned.missing or not planned.editions:
            return nothing_there(planned)
        focused = replace(planned, editions=newest_editions(planned))
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
            said = quotes(replace(focused, count_unit=""), passages, siblings)
            return narrative_draft(planned, said) if said else _unanswered(planned)
        if not found:
            return _unanswered(planned)
        if not how_many(focused):
            return narrative_draft(planned, found)
        edition = focused.editions[0]
        values = [v for quote in found for v in numbers_told(focused, quote, edition.body, edition.year)]
        counted = any(says_count(q.text, planned.count_unit) for q in found)
        if planned.count_unit and not counted and not any(v.unit == planned.count_unit for v in values):
            return no_passage(planned)
        return narrative_draft(planned, found, values)

    def mentioning(self, planned: Plan) -> Draft:
        """What the narrative says, where it speaks of a subject that the question names."""
        told = self.told(planned)
        said = "".join(piece.text for piece in told.pieces if isinstance(piece, Quote))
        if told.status is not Status.ANSWERED or not planned.targets:
            return told
        named = any(_speaks_of(said, target.name) for target in planned.targets)
        return told if named else no_passage(planned)

    def definition(self, planned: Plan) -> Draft | None:
        """The entry of a glossary that the question names, the longest name first."""
        passages = self.facts.passages(documents=_newest(planned))
        asked = normal(planned.words)
        entries = [(term, stored) for stored in passages for term in _glossary_terms(stored)]
        entries = [(term, stored) for term, stored in entries if normal(term) and normal(term) in asked]
        for term, stored in sorted(entries, key=lambda entry: -len(normal(entry[0]))):
            if quote := definition(term, [stored]):
                return narrative_draft(planned, [quote])
        for target in planned.targets:
            for term in (target.name, *target.keys):
                if quote := definition(term, passages):
                    return narrative_draft(planned, [quote])
        wholes = [whole for whole in PARTS for t in planned.targets if t.name in all_parts(whole)]
        for whole in wholes:  # 公务接待费 is explained in the entry of the 三公经费
            if quote := definition(whole, passages):
                return narrative_draft(planned, [quote])
        return None

    def elsewhere(self, planned: Plan) -> Draft | None:
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

    def naming(self, planned: Plan) -> Plan | None:
        """The plan over the documents whose words name an organisation that discloses none of its own."""
        near = {p.document_id for p in self._saying(planned.missing)}
        editions = tuple(e for e in self.catalog.editions if near.intersection(e.documents))
        if planned.years and any(e.year in planned.years for e in editions):
            editions = tuple(e for e in editions if e.year in planned.years)
        if not editions:
            return None
        return replace(
            planned,
            missing="",
            operation=Operation.NARRATIVE,
            targets=(),
            editions=newest_editions(replace(planned, editions=editions)),
        )

    def narrowed(self, planned: Plan) -> Plan:
        """Among very many bodies, the editions whose words answer best."""
        refs = self.facts.search_words(tokens(planned.words), _NARROWED)
        near = {stored.document_id for stored in self.facts.passages(refs=refs)}
        editions = tuple(e for e in planned.editions if near.intersection(e.documents))
        return replace(planned, editions=editions or planned.editions[:_NARROWED])

    def _saying(self, name: str) -> list[StoredPassage]:
        refs = self.facts.search_words(tokens(name), _NARROWED)
        return [p for p in self.facts.passages(refs=refs) if name in p.passage.text.replace("\n", "")]


def crowded(planned: Plan) -> bool:
    """Whether so many bodies may be meant that none can be chosen."""
    if planned.body_named or len(planned.editions) <= _CROWD:
        return False
    return len({e.body for e in planned.editions}) > _CROWD


def newest_editions(planned: Plan) -> tuple[Edition, ...]:
    """Each body's newest edition among the plan's, unless the question named the year."""
    if planned.year_named:
        return planned.editions
    newest = {
        body: max(e.year for e in planned.editions if e.body == body)
        for body in {e.body for e in planned.editions}
    }
    return tuple(e for e in planned.editions if e.year == newest[e.body])


def _newest(planned: Plan) -> list[int]:
    return [d for e in newest_editions(planned) for d in e.documents] if planned.editions else []


def _unanswered(planned: Plan) -> Draft:
    """Not found; refused when nothing in the question has to do with budgets or an indexed body."""
    known = planned.body_named or planned.targets or planned.years
    return no_passage(planned) if known or cue("of_budgets").search(planned.words) else refused()


def _speaks_of(said: str, name: str) -> bool:
    """Whether a text holds a name, or four characters of it on end: 结转结余 of 上年结转结余."""
    size = min(4, len(name))
    return any(name[at : at + size] in said for at in range(len(name) - size + 1))


def _glossary_terms(stored: StoredPassage) -> Sequence[str]:
    if not any("名词" in heading for heading in stored.passage.headings):
        return ()
    terms = []
    for line in stored.passage.text.splitlines():
        head = line.split("：")[0].split(":")[0]
        if head != line:
            terms.append(head.split("、", 1)[-1].strip('“”" 　'))
    return terms
