"""What sentences state in numbers: amounts and counts of the narrative, each by the words around it.

A number is told by what stands next to it (购置水质监测仪12台), then by its sentence, then by the headings
above it (河道保洁项目经费情况说明 → 年度预算安排 → 79.50万元).

>>> stated(("中小企业", "预留"), passages, units=MONEY, editions=plan.editions)[0].value.shown
'2,180.00万元'
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.facts.money import YUAN_PER_UNIT
from index.store.protocols import StoredPassage
from qa.records import Edition, Operation, Plan, Quote, Value
from qa.rules.cues import cue
from qa.rules.narrate import NUMBER, alike, counting_units, name_before, told_value
from qa.rules.telling import rarity

MONEY = frozenset(YUAN_PER_UNIT)

_SENTENCE = re.compile(r"(?<=[。；;])|\n")
# What a number tells by the words next to it, in its sentence, under its headings.
_NEAR, _AROUND, _ABOVE = 1.0, 0.8, 0.6
# A word that no passage holds is said in other words, or of something else.
_UNSAID = 0.4
# A word of the question before tells less than one of this.
_EARLIER = 0.6
# 比上年增加45.00万元 states a change, not an amount.
_CHANGED = re.compile(r"(?:增加|减少|增长|下降|提高|降低|压减|上升|多|少|下调|上调)了?[:：]?$")


@dataclass(frozen=True, slots=True)
class Statement:
    """One number as a sentence states it, and how much of what was asked the words around it hold.

    `near` is what stands next to the number, `close` also its headings, `said` also what its sentence says
    before it.
    """

    value: Value
    quote: Quote
    near: str
    close: str
    said: str
    share: float


def units_wanted(plan: Plan) -> list[Collection[str]]:
    """The kinds of numbers a question asks for: 几台水质监测仪，多少钱 → [{台, 辆, 套}, {元, 万元, …}]."""
    wanted: list[Collection[str]] = [
        (*alike(unit), *(f"万{one}" for one in alike(unit))) for unit in counting_units(plan)
    ]
    if plan.operation is Operation.SHARE or (plan.asks_rate and not wanted):
        wanted.append(("%",))
    if not wanted or plan.asks_money:
        wanted.append(MONEY)
    return wanted


def stated(
    words: Sequence[str],
    passages: Sequence[StoredPassage],
    *,
    units: Collection[str],
    editions: Sequence[Edition],
    earlier: Collection[str] = (),
) -> list[Statement]:
    """The numbers in those units, best told first.

    `words` are the telling words of the question, some of them perhaps of the question before (`earlier`).
    """
    if not words:
        return []
    of_document = {document: edition for edition in editions for document in edition.documents}
    weights = rarity(words, passages)
    for word in words:
        said = any(holds(word, text_of(p)) for p in passages)
        weights[word] *= len(word) * (1 if said else _UNSAID) * (_EARLIER if word in earlier else 1)
    total = sum(weights.values())
    found: list[Statement] = []
    for stored in passages:
        edition = of_document.get(stored.document_id)
        if edition is None or not NUMBER.search(stored.passage.text):
            continue
        found += _of_passage(stored, edition, weights, total, units)
    return sorted(found, key=lambda one: -one.share)


def _of_passage(
    stored: StoredPassage,
    edition: Edition,
    weights: Mapping[str, float],
    total: float,
    units: Collection[str],
) -> Iterator[Statement]:
    passage = stored.passage
    sentences = [sentence for part in _SENTENCE.split(passage.text) if (sentence := part.strip())]
    title = "".join(passage.headings).lower()
    for sentence in sentences:
        # The first line of a form is the name of its project.
        above = title if sentence is sentences[0] else title + sentences[0].lower()
        if cue("injection").search(sentence):
            continue
        ends = before = 0
        first = NUMBER.search(sentence)
        opening = sentence[: first.start()].lower() if first else ""  # what the sentence speaks of
        for told in NUMBER.finditer(sentence):
            lead, around = sentence[ends : told.start()], sentence[before : told.end()].lower()
            before, ends = ends, told.end()
            name = name_before(lead) or name_before(passage.headings[-1] if passage.headings else "")
            citation = replace(passage.citation, quote=sentence)
            value = told_value(told, name, edition, citation)
            if value is None or value.unit not in units or _CHANGED.search(lead):
                continue
            tail = re.split(r"[，,。；;、（(\d]", sentence[told.end() :], maxsplit=1)[0]
            near = f"{lead}{tail}".lower()
            # A word that stands above all of them does not tell one number from the next.
            levels = ((above, _ABOVE), (near, _NEAR), (opening + around, _AROUND))
            held = sum(weight * _much(word, levels) for word, weight in weights.items())
            yield Statement(
                value,
                Quote(sentence, passage.citation),
                near,
                above + opening + near,
                above + around,
                held / total,
            )


def _much(word: str, levels: Sequence[tuple[str, float]]) -> float:
    """How much a word tells by the first of these texts that holds it."""
    return next((much for text, much in levels if holds(word, text)), 0.0)


def text_of(stored: StoredPassage) -> str:
    """All that a passage says, with the headings above it."""
    return "".join((*stored.passage.headings, stored.passage.text)).lower()


def holds(word: str, text: str) -> bool:
    """Whether a text holds a word, or all of its characters in pairs."""
    if word in text:
        return True
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    return len(word) > 3 and all(pair in text for pair in pairs)
