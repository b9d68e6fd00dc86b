"""Passages → quotations: which sentences answer a narrative question, in the document's own words.

A passage answers when it holds the question's telling words. A list question (重点抓哪几方面)
is answered by the heads of the list's items; a definition by the whole entry.

>>> definition("项目支出", passages).text
'项目支出：指在基本支出之外为完成特定行政任务或事业发展目标所发生的支出。'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.facts.money import is_money, number, yuan
from index.facts.records import Citation, Kind, Reading, Stage
from index.facts.subjects import normal
from index.store.protocols import StoredPassage
from qa.records import Edition, Plan, Quote, Value
from qa.rules.cues import cue, section_cues
from qa.rules.telling import coverage, rarity, telling_words
from qa.values import numbers_in

_MAX_QUOTE = 420
# What a passage gains by standing under a heading that the question is about.
_TITLED = 0.5
# Shares of the telling words below which a passage is taken not to answer; a passage that counts
# what the question counts needs fewer.
_ENOUGH = 0.34
_ENOUGH_TO_COUNT = 0.15
_LIST_ASKED = re.compile(r"哪(几|些)|几(方面|项|个方面|条|大)|职责|负责|职能|任务|重点|干什么|做什么|干啥")
_ITEM = re.compile(r"^[（(]?[一二三四五六七八九十]+[)）、．.]|^\d+[、．.](?!\d)|^[（(]\d+[)）]")


# 修路花了多少 is answered by a passage that says how much of something, not by one that lists duties.
_HOW_MUCH = re.compile(r"多少|多大|多长|多高")
_MEASURE = re.compile(
    r"\d[\d,]*(?:\.\d+)?\s*[（(]?(?:[亿万千]?元|%|人|名|位|个|辆|台|套|家|户|所|项|条|件|次|批|份|间|处|只|公里|亩|公顷|米|吨"
    r"|平方|小时|分钟|天|日|月|年(?!度|预|决|部|底|初|\d))|[≥≤＞＜]\s*\d"
)


_ASKS_MONEY = re.compile(r"多少(钱|万|元|亿|经费|资金|预算)|(花|拨|给)了?多少|费用?.{0,3}多少")
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?\s*[（(]?(?:[亿万千]?元|万(?=[，。；、]|$))|\d,\d{3}|\d\.\d\d")


def definition(term: str, passages: Sequence[StoredPassage]) -> Quote | None:
    """The entry that defines `term`, whole; None when no passage does."""
    key = normal(term)
    best: tuple[int, int, StoredPassage, str] | None = None
    # What was recognised in a picture comes after what is written.
    for order, stored in enumerate(
        sorted(passages, key=lambda p: p.passage.citation.reading is not Reading.TEXT)
    ):
        for sentence in _entries(stored.passage.text):
            head = re.split(r"[：:，,]|是指|指|，是|反映", _ITEM.sub("", sentence), maxsplit=1)
            name = normal(head[0])
            if len(head) < 2 or not name:
                continue
            in_glossary = any("名词" in h for h in stored.passage.headings)
            if name == key:
                score = 0
            elif key in name and in_glossary:
                score = 2
            elif re.search(rf"{re.escape(term)}(费用?|经费|支出)?[，,]?(是?指|反映)", sentence):
                score = 1
            else:
                continue
            score += 0 if in_glossary else 4
            if best is None or (score, order) < (best[0], best[1]):
                best = (score, order, stored, sentence)
    if best is None:
        return None
    return Quote(best[3].strip(), best[2].passage.citation)


def _entries(text: str) -> list[str]:
    return [text] if len(text) <= _MAX_QUOTE else [s for s in re.split(r"(?<=。)", text) if s.strip()]


def quotes(plan: Plan, passages: Sequence[StoredPassage], siblings: Sequence[StoredPassage]) -> list[Quote]:
    """What answers a narrative question, best first; [] when no passage holds its telling words."""
    wanted = telling_words(plan.words)
    enough = _ENOUGH
    if plan.count_unit:
        passages = [p for p in passages if says_count(p.passage.text, plan.count_unit)]
        if re.search(r"买|购|添置", plan.words):
            passages = [p for p in passages if re.search(r"购|新增|更新|添置", p.passage.text)]
        enough = _ENOUGH_TO_COUNT
    elif _HOW_MUCH.search(plan.words):
        measured = _AMOUNT if _ASKS_MONEY.search(plan.words) else _MEASURE
        passages = [p for p in passages if measured.search(p.passage.text)]
    if not passages:
        return []
    heading = asked_heading(plan.words)
    weights = rarity(wanted, siblings)
    in_glossary = [p for p in passages if any("名词" in h for h in p.passage.headings)]
    passages = [p for p in passages if p not in in_glossary] or in_glossary
    scored = []
    for rank, stored in enumerate(passages):
        whole = " ".join((*stored.passage.headings, stored.passage.text))
        share = coverage(wanted, whole, weights) - 0.02 * rank
        if not _ASKS_TARGET.search(plan.words) and stored.passage.text.count("指标") > 1:
            share -= _TITLED  # the goals of a project are no facts of the body
        titled = heading is not None and any(heading.search(h) for h in stored.passage.headings)
        titled = titled or is_named(stored, plan.words)
        scored.append((share + (_TITLED if titled else 0.0), stored))
    share, best = max(scored, key=lambda pair: pair[0])
    if wanted and share < enough:
        return []
    if not wanted and not _LIST_ASKED.search(plan.words):
        return []
    if _LIST_ASKED.search(plan.words) and not re.search(r"吗|是不是|是否|有没有", plan.words):
        section = [s for s in siblings if _same_section(s, best)]
        if heads := _item_heads(section):
            return heads
        if len(section) > 1:
            return [Quote(s.passage.text, s.passage.citation) for s in section[:4]]
    if heading and not _is_about(best, plan.words, heading):
        return []
    text = best.passage.text
    if len(text) > _MAX_QUOTE:
        text = _best_sentences(wanted, text)
    found = [Quote(text, best.passage.citation)]
    if text.rstrip().endswith(("：", ":")):
        after = [s for s in siblings if _same_section(s, best) and s.id > best.id]
        found += [Quote(s.passage.text[:_MAX_QUOTE], s.passage.citation) for s in after[:1]]
    return found


_ASKS_TARGET = re.compile(r"指标|目标|绩效|项目|完成|要|计划")


def is_named(stored: StoredPassage, words: str) -> bool:
    """Whether the question says the innermost heading: 派出机构是哪两个, of （三）派出机构."""
    inner = normal(stored.passage.headings[-1]) if stored.passage.headings else ""
    return len(inner) >= 3 and inner in normal(words)


def asked_heading(words: str) -> re.Pattern[str] | None:
    """The headings of the section a question is about: 重点抓哪几方面 → 工作任务, 重点工作."""
    return next((headings for asked, headings in section_cues() if asked.search(words)), None)


def _is_about(stored: StoredPassage, words: str, heading: re.Pattern[str]) -> bool:
    """Whether a passage is headed as asked, or says the very word of the question's section."""
    asked = next((found for asked, _ in section_cues() if (found := asked.search(words))), None)
    titled = any(heading.search(h) for h in stored.passage.headings)
    return titled or (asked is not None and asked.group() in stored.passage.text)


def _same_section(one: StoredPassage, other: StoredPassage) -> bool:
    return one.document_id == other.document_id and one.passage.headings[:2] == other.passage.headings[:2]


def _item_heads(section: Sequence[StoredPassage]) -> list[Quote]:
    """Each item of a long list by its first sentence; [] where the section is no list of items."""
    heads: list[Quote] = []
    for stored in section:
        own = stored.passage.headings[2:3]
        for paragraph in re.split(
            r"\n|(?<=[。；;])(?=[（(][一二三四五六七八九十]+[)）])", stored.passage.text
        ):
            if _ITEM.match(paragraph.strip()):
                first = re.split(r"(?<=[。])", paragraph.strip())[0]
                heads.append(Quote(first, stored.passage.citation))
        if own and not any(own[0] in h.text for h in heads):
            citation = stored.passage.citation
            if re.sub(r"\s", "", own[0]) in re.sub(r"\s", "", citation.quote):
                heads.append(Quote(own[0], citation))
    unique = {h.text: h for h in heads}
    return list(unique.values()) if len(unique) >= 2 else []


def _best_sentences(wanted: Sequence[str], text: str) -> str:
    """The stretch of whole sentences around the one that holds most of the telling words."""
    sentences = [s for s in re.split(r"(?<=[。；])", text) if s.strip()]
    best = max(range(len(sentences)), key=lambda i: coverage(wanted, sentences[i]))
    low = high = best
    while high + 1 < len(sentences) and len("".join(sentences[low : high + 2])) < _MAX_QUOTE:
        high += 1
    while low > 0 and len("".join(sentences[low - 1 : high + 1])) < _MAX_QUOTE:
        low -= 1
    return "".join(sentences[low : high + 1])


# A number with what it counts or measures; 万 alone is 万元.
NUMBER = re.compile(
    r"(?<![\d.])(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>亿元|万元|千元|元|万(?=[，,。；;、其合]|$)|%"
    r"|人次|万人|万户|万亩|万吨|万立方米|万平方米|平方米|公里|批次|立方米"
    r"|[人名个位台辆套家所座项条幢栋户场次件张间份分吨亩处床班只])(?![\d年])"
)


def numbers_told(plan: Plan, quote: Quote, edition: Edition) -> list[Value]:
    """The numbers in the clauses of a quotation that hold most of what is asked: 现有教学班36个.

    Of the asked counting unit, where a clause counts in it.
    """
    wanted = telling_words(plan.words)
    clauses = [c for c in re.split(r"(?<=[。；;，、,（])(?!\d)", quote.text) if NUMBER.search(c)]
    units = {unit for unit in _units_asked(plan)}
    if units:
        counting = [c for c in clauses if any(numbers_in(c, unit) for unit in units)]
        if len(units) > len(alike(plan.count_unit)):
            return _told(plan, quote, counting, edition, units)
        clauses = counting or clauses
    if not clauses:
        return []
    held = [coverage(wanted, c) for c in clauses]
    best = max(held)
    if best == 0 and len(clauses) > 1:
        # 包含几个预算单位: under the heading that is asked, the first that counts so.
        listed = bool(units) and asked_heading(plan.words) is not None
        return _told(plan, quote, clauses[:1], edition, units) if listed else []
    chosen = [c for c, share in zip(clauses, held, strict=True) if share == best]
    return _told(plan, quote, chosen, edition, set())


# One thing counted in different words.
_COUNTED_ALIKE = (("人", "名", "位"), ("台", "辆", "套", "台套"), ("个", "家", "所"), ("幢", "栋", "座"))


def alike(unit: str) -> tuple[str, ...]:
    """The units that count the same things: 名 → 人, 名, 位."""
    return next((units for units in _COUNTED_ALIKE if unit in units), (unit,) if unit else ())


def counting_units(plan: Plan) -> tuple[str, ...]:
    """The counting units a question asks for, as it says them, one of each kind."""
    asked = [next(filter(None, found.groups()), "人") for found in cue("number_of").finditer(plan.words)]
    if re.search(r"接待|招待|出国|出访", plan.words):
        asked = ["人次" if unit == "人" else unit for unit in asked]  # those received, not those employed
    return tuple({alike(unit): unit for unit in asked}.values())


def _units_asked(plan: Plan) -> tuple[str, ...]:
    """The counting units a question asks for, each with those that count the same: 几名 → 名, 人, 位."""
    return tuple(dict.fromkeys(other for unit in counting_units(plan) for other in alike(unit)))


def _told(plan: Plan, quote: Quote, clauses: Sequence[str], edition: Edition, units: set[str]) -> list[Value]:
    """The numbers of some clauses as values; of those units, where any are given."""
    found: list[Value] = []
    for clause in clauses:
        for told in NUMBER.finditer(clause):
            citation = replace(quote.citation, quote=clause.strip())
            value = told_value(told, name_before(clause[: told.start()]) or "数量", edition, citation)
            if value is None or (units and value.unit not in units):
                continue
            if plan.count_unit and is_money(value.unit) and not plan.asks_money:
                continue
            found.append(value)
    return found


def told_value(told: re.Match[str], metric: str, edition: Edition, citation: Citation) -> Value | None:
    """A number of a sentence, a match of `NUMBER`, as a value; None where it is none."""
    unit = "万元" if told["unit"] == "万" else told["unit"]
    value = yuan(told["number"], unit) if is_money(unit) else number(told["number"])
    if value is None:
        return None
    stage = Stage.FINAL if edition.kind is Kind.FINAL else Stage.BUDGET
    body, year = edition.body, edition.year
    return Value(metric, body, year, stage.value, value, told["number"], unit, citation=citation)


def name_before(text: str) -> str:
    """What stands right before a number, without the clauses and the numbers before it."""
    said = re.split(r"[，,。；;：:、（(]", text.rstrip("：: ≥≤"))[-1]
    return re.sub(r"[\d.]+|[≥≤]", "", said).strip()[-14:]


def says_count(text: str, unit: str) -> bool:
    """Whether `text` counts something in that unit, in digits or in words: 36个, 两座."""
    return any(
        numbers_in(text, one) or re.search(rf"[一二三四五六七八九十两百]{re.escape(one)}", text)
        for one in alike(unit)
    )
