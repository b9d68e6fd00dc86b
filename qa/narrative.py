"""What only the narrative tells: definitions, duties, counts in prose, and figures no table holds.

>>> Narrative(facts, catalog, search).told(plan).pieces[0].text
'核定事业编制218名，2024年末实有在职教职工209人。'
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index.figure_store import FigureStore, StoredPassage
from index.records import Kind
from index.subjects import normal
from index.tokens import tokens
from qa.arithmetic import minus
from qa.averages import average
from qa.catalog import Catalog
from qa.cues import cue
from qa.derived import cited, narrative_draft
from qa.narrate import (
    alike,
    asked_heading,
    counting_units,
    definition,
    is_named,
    numbers_told,
    quotes,
    says_count,
)
from qa.no_answer import listed_elsewhere, no_passage, nothing_there, refused
from qa.records import (
    Draft,
    Edition,
    Evidence,
    Found,
    Label,
    Operation,
    Outcome,
    Piece,
    Plan,
    Quote,
    Status,
    Value,
)
from qa.retrieve import Search, facts, narrative
from qa.rows import PARTS, all_parts
from qa.stated import MONEY, Statement, holds, stated, text_of, units_wanted
from qa.telling import stem, topics

logger = logging.getLogger(__name__)

# Over so many bodies a question that names none is asked back, or narrowed to what its words find.
_CROWD = 40
_NARROWED = 24
# Of so many documents every sentence is looked at.
_FEW = 6
# What a sentence must hold of the question to state its answer.
_STATED = 0.5


_STAFF = ("在职", "人员")
_WORKED_OUT = (Operation.SUM, Operation.SHARE, Operation.DIFFERENCE, Operation.RANKING)


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

    def stated(self, planned: Plan, draft: Draft) -> Draft | None:
        """The sentence that states the number asked, where the draft found leaves words of the question out.

        None where every word is accounted for, or no sentence accounts for more.
        """
        spent = planned.actual and any(e.kind is not Kind.FINAL for e in planned.editions)
        if not planned.editions or planned.missing or spent:
            return None
        if not (planned.count_unit or planned.asks_number or planned.operation is Operation.SHARE):
            return None
        editions = newest_editions(planned)
        bodies = {e.body for e in editions}
        asked = planned.topics or tuple(word for t in planned.targets for word in topics(t.name))
        if not asked and "人" in planned.count_unit:
            asked = _STAFF  # 年末有多少人
        words = tuple(w for w in dict.fromkeys((*asked, *planned.earlier)) if not _names(w, bodies))
        passages = self._passages(editions, words)
        left = [w for w in _unexplained(planned, draft) if any(holds(w, text_of(p)) for p in passages)]
        answered = draft.status is Status.ANSWERED and planned.operation is not Operation.NARRATIVE
        if not left and (answered or draft.status is Status.CLARIFY or not planned.body_named):
            return None
        found: list[Statement] = []
        before = set(planned.earlier) - set(asked)
        for units in units_wanted(planned):
            own = stated(words, passages, units=units, editions=editions, earlier=before)
            if not own or own[0].share < _STATED:
                return None
            must = left if answered else asked
            by_words = own[0].said if planned.operation is Operation.SHARE else own[0].close
            if not all(holds(word, by_words) for word in must):
                return None
            found.append(own[0])
        quotes_ = list(dict.fromkeys(one.quote for one in found))
        return narrative_draft(planned, quotes_, [one.value for one in found])

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
        for stored in self._passages(editions, tuple(stems)):
            for sentence in re.split(r"(?<=[。；])|\n", stored.passage.text):
                if none.search(normal(sentence)) or none.search(sentence):
                    return narrative_draft(planned, [Quote(sentence.strip(), stored.passage.citation)])
        return None

    def counted_apart(self, planned: Plan) -> Draft | None:
        """在职人员2025年比2024年多几人: what each of two editions of one body counts, and the difference."""
        editions = planned.editions
        if len(editions) != 2 or len({e.body for e in editions}) > 1 or not planned.topics:
            return None
        words = tuple(w for w in planned.topics if w not in editions[0].body)
        asked = counting_units(planned) or tuple(re.findall("[人名辆台个家所]", planned.words))[-1:]
        units = [one for unit in asked for one in alike(unit)]
        told: list[Statement] = []
        for edition in sorted(editions, key=lambda e: e.year):
            own = stated(words, self._passages([edition], words), units=units, editions=[edition])
            told += own[:1] if own and own[0].share >= _STATED else ()
        if len(told) != 2 or told[0].value.unit != told[1].value.unit:
            return None
        before, now = (one.value for one in told)
        more, less = (now, before) if now.value >= before.value else (before, now)
        name = "".join(words)
        apart = minus(more, less, f"{name}相差")
        pieces: list[Piece] = []
        for value in (before, now):
            pieces += [Label(f"{'' if pieces else value.body}{value.year}年{name}"), value, "，"]
        way = "持平，" if not apart.value else "增加" if more is now else "减少"
        pieces += [way, apart, "（", Label(apart.formula), "）。"]
        figures = (apart, now, before)
        return Draft(Status.ANSWERED, tuple(pieces), figures, cited(figures))

    def _passages(self, editions: Sequence[Edition], words: Sequence[str]) -> Sequence[StoredPassage]:
        """All passages of a few documents; of many, those that say most of the words."""
        documents = [document for edition in editions for document in edition.documents]
        if len(documents) <= _FEW:
            return self.facts.passages(documents=documents)
        refs = self.facts.search_words(tokens(" ".join(words)), _NARROWED, documents)
        return self.facts.passages(refs=refs)

    def completed(self, planned: Plan, evidence: Evidence) -> Evidence:
        """The evidence, with what only a sentence states of a subject that no cell and no change is of."""
        worked_out = planned.operation in (Operation.LOOKUP, *_WORKED_OUT)
        if not planned.body_named or not worked_out or not any(map(_lacks, evidence.found)):
            return evidence
        told = []
        for found in evidence.found:
            edition, words = found.edition, topics(found.target.name)
            if not _lacks(found) or not words or planned.actual or found.target.name.endswith("数"):
                told.append(found)
                continue
            passages = self.facts.passages(documents=edition.documents)
            own = stated(words, passages, units=MONEY, editions=[edition])
            exact = [one for one in own[:3] if all(holds(word, one.near) for word in words)]
            told.append(replace(found, values=tuple(one.value for one in exact[:1])))
        return replace(evidence, found=tuple(told))

    def average(self, planned: Plan, outcome: Outcome) -> Draft | None:
        """The amount by each of what the document counts; None where it counts nothing of the kind."""
        documents = [document for edition in planned.editions for document in edition.documents]
        if not documents or not outcome.reports or not planned.body_named:
            return None
        passages = self.facts.passages(documents=documents)
        vehicles = replace(planned, targets=(self.catalog.lexicon.concept("车辆数"),), count_unit="辆")
        found = facts(vehicles, self.facts, self.catalog.lexicon.concepts).found
        owned = [value for one in found for value in one.values[:1]]
        return average(planned, outcome, passages, owned)

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


def _unexplained(planned: Plan, draft: Draft) -> list[str]:
    """The telling words, outside of the names found, that stand nowhere in what the draft cites."""
    said = "".join(
        str(getattr(piece, "text", piece)) for piece in draft.pieces if not isinstance(piece, Value)
    )
    said += "".join(f"{v.metric}{v.note}{v.unit}" for v in draft.figures)
    said += "".join(f"{c.table}{c.row}{c.column}{c.quote}" for c in draft.citations)
    bodies = {edition.body for edition in planned.editions}
    return [word for word in planned.beside if not holds(word, said.lower()) and not _names(word, bodies)]


def _counts_of(planned: Plan, found: Sequence[Quote]) -> bool:
    """Whether a sentence that counts in the asked unit says any of what is counted."""
    pairs = {word[at : at + 2] for word in planned.topics for at in range(len(word) - 1)}
    sentences = [part for quote in found for part in re.split(r"(?<=[。；])|\n", quote.text)]
    counting = [part for part in sentences if says_count(part, planned.count_unit)]
    return not pairs or any(pair in part for part in counting for pair in pairs)


def _names(word: str, bodies: Collection[str]) -> bool:
    return any(word in body for body in bodies)


def _lacks(found: Found) -> bool:
    return not (found.values or found.change or found.prior or found.difference)


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
