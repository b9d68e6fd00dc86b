"""What only the narrative tells: definitions, duties, what there is none of (numbers: `qa.rules.numbers`).

>>> Narrative(facts, catalog, search).told(plan).pieces[0].text
'核定事业编制218名，2024年末实有在职教职工209人。'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.facts.subjects import normal
from index.store.protocols import Facts, StoredPassage
from index.store.tokens import tokens
from qa.catalog import Catalog
from qa.records import (
    Draft,
    Operation,
    Plan,
    Quote,
    Status,
)
from qa.rules.cues import cue
from qa.rules.derived import narrative_draft
from qa.rules.editions import newest_editions
from qa.rules.narrate import (
    asked_heading,
    definition,
    is_named,
    numbers_told,
    quotes,
    says_count,
)
from qa.rules.no_answer import listed_elsewhere, no_passage, nothing_there, refused
from qa.rules.numbers import passages_of
from qa.rules.retrieve import Search, facts, narrative
from qa.rules.rows import PARTS, all_parts
from qa.rules.telling import stem

# Over so many bodies a question that names none is asked back, or narrowed to what its words find.
_CROWD = 40
_NARROWED = 24


@dataclass(frozen=True, slots=True)
class Narrative:
    """The passages to answer from. `search` opens the passage store when first needed."""

    facts: Facts
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
        if not (focused.count_unit or focused.asks_number):
            return narrative_draft(planned, found)
        of_document = {name: edition for edition in focused.editions for name in edition.names}
        values = [
            value
            for quote in found
            if (edition := of_document.get(quote.citation.document))
            for value in numbers_told(focused, quote, edition)
        ]
        counted = any(says_count(q.text, planned.count_unit) for q in found)
        if planned.count_unit and not counted and not any(v.unit == planned.count_unit for v in values):
            return no_passage(planned)
        listed = asked_heading(focused.words) is not None
        if planned.count_unit and not listed and not _counts_of(planned, found):
            return no_passage(planned)
        return narrative_draft(planned, found, values)

    def none_of(self, planned: Plan) -> Draft | None:
        """The sentence that says there is none of the one subject asked: 本年度没有国有资本经营预算支出."""
        if len(planned.targets) != 1 or len({e.body for e in planned.editions}) != 1:
            return None
        target = planned.targets[0]
        stems = {stem(name) for name in (target.name, *target.keys)}
        names = [re.escape(one) for one in stems if len(one) > 3]
        if not names:
            return None
        none = re.compile(rf"(?:没有|无|未安排|未使用|不涉及|未发生)[^，。；]{{0,14}}(?:{'|'.join(names)})")
        editions = newest_editions(planned)
        for stored in passages_of(self.facts, editions, tuple(stems)):
            for sentence in re.split(r"(?<=[。；])|\n", stored.passage.text):
                if none.search(normal(sentence)) or none.search(sentence):
                    return narrative_draft(planned, [Quote(sentence.strip(), stored.passage.citation)])
        return None

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


def _counts_of(planned: Plan, found: Sequence[Quote]) -> bool:
    """Whether a sentence that counts in the asked unit says any of what is counted."""
    pairs = {word[at : at + 2] for word in planned.topics for at in range(len(word) - 1)}
    sentences = [part for quote in found for part in re.split(r"(?<=[。；])|\n", quote.text)]
    counting = [part for part in sentences if says_count(part, planned.count_unit)]
    return not pairs or any(pair in part for part in counting for pair in pairs)


def crowded(planned: Plan) -> bool:
    """Whether so many bodies may be meant that none can be chosen."""
    if planned.body_named or len(planned.editions) <= _CROWD:
        return False
    return len({e.body for e in planned.editions}) > _CROWD


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
