"""Numbers that sentences tell: where no cell accounts for a question, by each, and of two years.

>>> Numbers(facts, catalog).stated(plan, draft).figures[0].shown
'218.00万元'
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index.facts.records import Kind
from index.store.protocols import Facts, StoredPassage
from index.store.tokens import is_word, tokens
from qa.arithmetic import minus
from qa.catalog import Catalog
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
    Status,
    Value,
)
from qa.rules.averages import average
from qa.rules.derived import cited, narrative_draft
from qa.rules.editions import newest_editions
from qa.rules.narrate import alike, counting_units
from qa.rules.no_answer import not_found
from qa.rules.retrieve import facts
from qa.rules.stated import MONEY, Statement, holds, stated, text_of, units_wanted
from qa.rules.telling import topics
from qa.rules.terms import GENERAL

# Of more documents than these, so many passages are looked at.
_FEW, _NARROWED = 6, 24
# What a sentence must hold of the question to state its answer.
_STATED = 0.5
_STAFF = ("在职", "人员")
_WORKED_OUT = (Operation.SUM, Operation.SHARE, Operation.DIFFERENCE, Operation.RANKING)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the sentences of the plan's editions say in numbers."""

    facts: Facts
    catalog: Catalog

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
        passages = passages_of(self.facts, editions, words)
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

    def narrower(self, planned: Plan, draft: Draft) -> Draft | None:
        """Not found, where only all that is bought was found for a part: 采购给中小企业的."""
        of_all = [target.name for target in planned.targets if target.name in GENERAL]
        if draft.status is not Status.ANSWERED or not of_all or len(of_all) < len(planned.targets):
            return None
        left = [word for word in _unexplained(planned, draft) if is_word(word)]
        if planned.operation is not Operation.LOOKUP or not left:
            return None
        return not_found(planned, Outcome(missing=(f"{of_all[0]}中{''.join(left)}",)))

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
            own = stated(words, passages_of(self.facts, [edition], words), units=units, editions=[edition])
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


def passages_of(store: Facts, editions: Sequence[Edition], words: Sequence[str]) -> Sequence[StoredPassage]:
    """All passages of a few documents; of many, those that say most of the words."""
    documents = [document for edition in editions for document in edition.documents]
    if len(documents) <= _FEW:
        return store.passages(documents=documents)
    refs = store.search_words(tokens(" ".join(words)), _NARROWED, documents)
    return store.passages(refs=refs)


def _unexplained(planned: Plan, draft: Draft) -> list[str]:
    """The telling words, outside of the names found, that stand nowhere in what the draft cites."""
    said = "".join(
        str(getattr(piece, "text", piece)) for piece in draft.pieces if not isinstance(piece, Value)
    )
    said += "".join(f"{v.metric}{v.note}{v.unit}" for v in draft.figures)
    said += "".join(f"{c.table}{c.row}{c.column}{c.quote}" for c in draft.citations)
    bodies = {edition.body for edition in planned.editions}
    return [word for word in planned.beside if not holds(word, said.lower()) and not _names(word, bodies)]


def _names(word: str, bodies: Collection[str]) -> bool:
    return any(word in body for body in bodies)


def _lacks(found: Found) -> bool:
    return not (found.values or found.change or found.prior or found.difference)
