"""Passages → quotations: which sentences answer a question of the narrative, in the document's own words.

A passage answers when it holds the words that tell what is asked. A list (重点抓哪几方面) is answered by the
heads of its items, a definition by the whole entry, a number by the clauses that count or measure it.

>>> definition("项目支出", passages).text
'项目支出：指在基本支出之外为完成特定行政任务或事业发展目标所发生的支出。'
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import log

from index.facts.money import is_money, number, yuan
from index.facts.records import Citation, Legibility, Stage
from index.facts.subjects import normal
from index.prose.measures import (
    ANY_AMOUNT,
    ANY_NUMBER,
    CLAUSES,
    EXPLAINS,
    GLOSSARY,
    ITEM,
    ITEMS,
    MEASURED,
    OPEN_END,
    ORDERS,
    SENTENCES,
    counts_in,
    name_before,
    tells_aims,
)
from index.prose.sentences import years_in
from index.store.protocols import StoredPassage
from qa.language.thesaurus import synonyms
from qa.language.topics import Topic, alike
from qa.plan.algebra import Tell
from qa.records import Edition, Quote, Value
from qa.values import numbers_in

_MAX_QUOTE = 420
# What a passage gains by standing under a heading that the question is about.
_TITLED = 0.5
# Shares of the telling words below which a passage is taken not to answer; one that counts what is asked
# needs fewer.
_ENOUGH = 0.34
_ENOUGH_TO_COUNT = 0.15
_SECTIONS_TOLD = 4
# What a passage loses for each that was found before it.
_LATER = 0.02
_HEADING = 3
# Letters of the head of an item, and the share of what is asked that it says.
_HEAD_OF_ITEM, _NAMES_ITEM = 30, 0.6


# -- definitions -----------------------------------------------------------------------------


def definition(term: str, passages: Sequence[StoredPassage]) -> Quote | None:
    """The entry that explains `term`, whole; None when no passage does."""
    # What was recognised in a picture comes after what is written.
    ordered = sorted(passages, key=lambda p: p.passage.citation.legibility is not Legibility.TEXT)
    found = [
        (score, order, Quote(entry.strip(), stored.passage.citation))
        for order, stored in enumerate(ordered)
        for entry in _entries(stored.passage.text)
        if (score := _explains(term, entry, in_glossary(stored))) is not None
    ]
    return min(found, key=lambda one: one[:2])[2] if found else None


def _explains(term: str, entry: str, glossary: bool) -> int | None:
    """How well an entry explains a term, 0 best; None where it does not."""
    key = normal(term)
    head = EXPLAINS.split(ITEM.sub("", entry), maxsplit=1)
    name = normal(head[0])
    if len(head) < 2 or not name:
        return None
    outside = 0 if glossary else 4
    if name == key:
        return outside
    if glossary and key in name:
        return 2
    if re.search(rf"{re.escape(term)}(费用?|经费|支出)?[，,]?(是?指|反映)", entry):
        return 1 + outside
    return None


def _entries(text: str) -> list[str]:
    return [text] if len(text) <= _MAX_QUOTE else [s for s in re.split(r"(?<=。)", text) if s.strip()]


def in_glossary(stored: StoredPassage) -> bool:
    """Whether it stands under 名词解释."""
    return any(GLOSSARY in heading for heading in stored.passage.headings)


def glossary_terms(stored: StoredPassage) -> tuple[str, ...]:
    """The terms that a passage of a glossary explains."""
    if not in_glossary(stored):
        return ()
    heads = [re.split("[：:]", line) for line in stored.passage.text.splitlines()]
    return tuple(head[0].split("、", 1)[-1].strip('“”" 　') for head in heads if len(head) > 1)


# -- quotations ------------------------------------------------------------------------------


def quotes(
    query: Tell, passages: Sequence[StoredPassage], siblings: Sequence[StoredPassage]
) -> tuple[Quote, ...]:
    """What answers, best first; () when no passage holds what is asked.

    `siblings` are all passages of the documents that the passages are of.
    """
    topic = query.topic
    plain = [p for p in _telling(topic, passages) if not in_glossary(p) and not ORDERS.search(p.passage.text)]
    if topic.listing and not topic.headings and (item := _item_named(query.words, plain)) is not None:
        return (item,)
    best = _best_of(query, plain, rarity(query.words, siblings))
    if best is None:
        return ()
    if topic.headings and not _is_about(best, topic):
        return ()
    if topic.listing and (told := _listed(best, siblings)):
        return told
    return (_shortened(query.words, best), *_going_on(best, siblings))


def _item_named(words: Sequence[str], passages: Sequence[StoredPassage]) -> Quote | None:
    """The item of a list whose head says what is asked of: 4.支持高水平科技自立自强; None where none does."""
    telling = [word for word in words if len(word) > 1]
    if sum(map(len, telling)) < _HEADING:
        return None
    items = [
        (coverage(telling, head), Quote(item[:_MAX_QUOTE], stored.passage.citation))
        for stored in passages
        for item in map(str.strip, ITEMS.split(stored.passage.text))
        if (head := _head(item))
    ]
    share, item = max(items, key=lambda one: one[0], default=(0.0, None))
    return item if share >= _NAMES_ITEM else None


def _head(text: str) -> str:
    """The first sentence of an item of a list, where that is short enough to be its name; "" else."""
    head = re.split("[。：:]", text, maxsplit=1)[0]
    return head if ITEM.match(text) and len(head) <= _HEAD_OF_ITEM else ""


def _best_of(
    query: Tell, passages: Sequence[StoredPassage], weights: Mapping[str, float]
) -> StoredPassage | None:
    """The passage that holds most of what is asked, if any holds enough; of equals the one found first."""
    topic = query.topic
    if not passages or not (query.words or topic.headings or topic.counted):
        return None
    scored = [(_likeness(query, stored, weights) - _LATER * n, stored) for n, stored in enumerate(passages)]
    share, best = max(scored, key=lambda pair: pair[0])
    enough = _ENOUGH_TO_COUNT if topic.counted else _ENOUGH
    return best if share >= enough or not query.words else None


def _shortened(words: Sequence[str], stored: StoredPassage) -> Quote:
    """A passage, or of a long one the sentences that answer."""
    text = stored.passage.text
    return Quote(text if len(text) <= _MAX_QUOTE else _best_sentences(words, text), stored.passage.citation)


def _going_on(stored: StoredPassage, siblings: Sequence[StoredPassage]) -> tuple[Quote, ...]:
    """What follows a passage that ends in a colon."""
    if not OPEN_END.search(stored.passage.text):
        return ()
    after = [s for s in siblings if _same_section(s, stored) and s.id > stored.id]
    return tuple(Quote(s.passage.text[:_MAX_QUOTE], s.passage.citation) for s in after[:1])


def _telling(topic: Topic, passages: Sequence[StoredPassage]) -> Sequence[StoredPassage]:
    """The passages that count or measure something, where that is asked."""
    if topic.counted:
        return [p for p in passages if any(says_count(p.passage.text, unit) for unit in topic.counted)]
    if topic.number:
        measured = ANY_AMOUNT if topic.money else ANY_NUMBER
        return [p for p in passages if measured.search(p.passage.text)]
    return passages


def _likeness(query: Tell, stored: StoredPassage, weights: Mapping[str, float]) -> float:
    whole = " ".join((*stored.passage.headings, stored.passage.text))
    share = coverage(query.words, whole, weights)
    if not query.topic.aim and tells_aims(stored.passage.text):
        share -= _TITLED  # the aims of a project are no facts of the body
    titled = is_titled(stored, query.topic) or is_named(stored, query.topic)
    return share + (_TITLED if titled else 0.0)


def is_titled(stored: StoredPassage, topic: Topic) -> bool:
    """Whether it stands under a heading of the section asked for."""
    return any(word in heading for heading in stored.passage.headings for word in topic.headings)


def is_named(stored: StoredPassage, topic: Topic) -> bool:
    """Whether the question says the innermost heading: 派出机构是哪两个, of （三）派出机构."""
    inner = normal(stored.passage.headings[-1]) if stored.passage.headings else ""
    return len(inner) >= _HEADING and inner in normal(topic.said)


def _is_about(stored: StoredPassage, topic: Topic) -> bool:
    """Whether a passage is headed as asked, or says the very word of the question's section."""
    return is_titled(stored, topic) or topic.section in stored.passage.text


def _listed(best: StoredPassage, siblings: Sequence[StoredPassage]) -> tuple[Quote, ...]:
    """The items of the section that a passage begins, or its passages; () where it stands alone."""
    section = [s for s in siblings if _same_section(s, best)]
    if heads := _item_heads(section):
        return tuple(heads)
    if len(section) > 1:
        return tuple(Quote(s.passage.text, s.passage.citation) for s in section[:_SECTIONS_TOLD])
    return ()


def _same_section(one: StoredPassage, other: StoredPassage) -> bool:
    return one.document_id == other.document_id and one.passage.headings[:2] == other.passage.headings[:2]


def _item_heads(section: Sequence[StoredPassage]) -> list[Quote]:
    """Each item of a long list by its first sentence; [] where the section is no list of items."""
    heads: list[Quote] = []
    for stored in section:
        citation = stored.passage.citation
        for paragraph in map(str.strip, ITEMS.split(stored.passage.text)):
            if ITEM.match(paragraph):
                heads.append(Quote(re.split(r"(?<=。)", paragraph)[0], citation))
        own = stored.passage.headings[2:3]
        if own and not any(own[0] in head.text for head in heads):
            if re.sub(r"\s", "", own[0]) in re.sub(r"\s", "", citation.quote):
                heads.append(Quote(own[0], citation))
    unique = {head.text: head for head in heads}
    return list(unique.values()) if len(unique) > 1 else []


def _best_sentences(wanted: Sequence[str], text: str) -> str:
    """The stretch of whole sentences around the one that holds most of the telling words."""
    sentences = [s for s in SENTENCES.split(text) if s.strip()]
    best = max(range(len(sentences)), key=lambda i: coverage(wanted, sentences[i]))
    low = high = best
    while high + 1 < len(sentences) and len("".join(sentences[low : high + 2])) < _MAX_QUOTE:
        high += 1
    while low > 0 and len("".join(sentences[low - 1 : high + 1])) < _MAX_QUOTE:
        low -= 1
    return "".join(sentences[low : high + 1])


# -- how much of the words a text holds ------------------------------------------------------


def rarity(words: Sequence[str], passages: Sequence[StoredPassage]) -> dict[str, float]:
    """Each word's inverse document frequency over the passages: a word of few passages tells more."""
    texts = [" ".join((*p.passage.headings, p.passage.text)).lower() for p in passages]
    return {w: log(1 + len(texts) / (0.5 + sum(w in t for t in texts))) for w in words}


def coverage(words: Sequence[str], text: str, weights: Mapping[str, float] | None = None) -> float:
    """The share of the words' characters that stand in `text` in runs of two or more.

    `weights` counts a word's characters by its `rarity`.
    """
    flat = re.sub(r"\s+", "", text).lower()
    held = total = 0.0
    for word in words:
        weight = weights.get(word, 1.0) if weights else 1.0
        total += weight * len(word)
        if word in flat or any(same in flat for same in synonyms(word)):
            held += weight * len(word)
            continue
        pairs = [i for i in range(len(word) - 1) if word[i : i + 2] in flat]
        held += weight * len({i + step for i in pairs for step in (0, 1)})
    return held / total if total else 0.0


# -- numbers ---------------------------------------------------------------------------------


def says_count(text: str, unit: str) -> bool:
    """Whether `text` counts something in that unit or one that counts the same: 36个, 两座."""
    return any(counts_in(text, one) for one in alike(unit))


def numbers_told(query: Tell, quote: Quote, edition: Edition) -> list[Value]:
    """The numbers in the clauses of a quotation that hold most of what is asked: 现有教学班36个.

    Of the asked counting units, where a clause counts in one.
    """
    units = {other for unit in query.topic.counted for other in alike(unit)}
    clauses = [clause for clause in CLAUSES.split(quote.text) if MEASURED.search(clause)]
    counting = [clause for clause in clauses if any(numbers_in(clause, unit) for unit in units)]
    if len(query.topic.counted) > 1:
        return _told(query, quote, counting, edition, units)
    if units and not counting:
        return []  # what is counted in words alone is quoted
    return _told_most(query, quote, counting or clauses, edition, units)


def _told_most(
    query: Tell, quote: Quote, clauses: Sequence[str], edition: Edition, units: set[str]
) -> list[Value]:
    """The numbers of the clauses that hold most of what is asked; of the first, where a heading asks."""
    held = [coverage(query.words, clause) for clause in clauses]
    best = max(held, default=0.0)
    if best == 0 and len(clauses) > 1:
        # 包含几个预算单位: under the heading that is asked, the first that counts so.
        first = clauses[:1] if units and query.topic.headings else []
        return _told(query, quote, first, edition, units)
    if best == 0 and query.topic.money and clauses and not _leads_to(query, quote, clauses[0]):
        return []
    chosen = [c for c, share in zip(clauses, held, strict=True) if share == best]
    return _told(query, quote, chosen, edition, units if len(chosen) > 1 else set())


def _leads_to(query: Tell, quote: Quote, clause: str) -> bool:
    """Whether anything that is asked is said before a clause: 支出95万元，包括奖金 tells nothing of 奖金."""
    before = quote.text.partition(clause)[0]
    lead = (quote.citation.quote.partition(quote.text)[0], before)
    return not query.words or coverage(query.words, "".join(lead)) > 0


def _told(
    query: Tell, quote: Quote, clauses: Sequence[str], edition: Edition, units: set[str]
) -> list[Value]:
    """The numbers of some clauses as values; of those units, where any are given."""
    found: list[Value] = []
    for clause in clauses:
        for told in MEASURED.finditer(clause):
            value = value_of(
                told, clause[: told.start()], edition, replace(quote.citation, quote=clause.strip())
            )
            wanted = value is not None and (not units or value.unit in units)
            counted = bool(query.topic.counted) and not query.topic.money
            if years_in(clause[: told.start()]) - {edition.year}:
                continue  # 2024年为9万元, in a document of 2025
            if value is not None and wanted and not (counted and is_money(value.unit)):
                found.append(value)
    return found


def value_of(told: re.Match[str], before: str, edition: Edition, citation: Citation) -> Value | None:
    """A number of a sentence, a match of `MEASURED`, as a value, named by what stands before it.

    None where it is none.
    """
    metric = name_before(before) or "数量"
    unit = "万元" if told["unit"] == "万" else told["unit"]
    value = yuan(told["number"], unit) if is_money(unit) else number(told["number"])
    if value is None:
        return None
    stage = Stage.FINAL if edition.kind.is_account else Stage.BUDGET
    body, year = edition.body, edition.year
    return Value(metric, body, year, stage.value, value, told["number"], unit, citation=citation)
