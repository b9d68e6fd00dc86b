"""The scope, the fund and the period of a sentence's numbers, where they do not say it themselves.

The nearest mention holds: in the part of the sentence before the number (其中：市本级…，县区…), then what an
earlier part of the paragraph begins with (全市…。支出…), then the headings, then the document.

>>> spoken(paragraph, at, document)  # …收入5亿元，其中：市本级3亿元
Spoken(scope=<Scope.CITY: '市本级'>, unit_row='', fund=<Fund.UNSAID: ''>, period='', under='…')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.facts.extent.periods import MONTH, QUARTER, SPAN, period_in, to_date
from index.facts.extent.places import (
    ALL_OF,
    BELOW,
    NATION,
    OF_COUNTRY,
    PROPER,
    RANK,
    RANKS,
    WHOLE,
    rank_of,
    whole_of,
)
from index.facts.ledgers import LEDGER, OF_LEDGER
from index.facts.records import Document, Fund, Kind, Scope, Stage
from index.prose.paragraphs import Paragraph

_MONEY = (
    rf"(?:{OF_LEDGER}|财政(?!局|厅|部|所)|收入|支出|[收支]|预算|税收|完成|"
    r"债务|政府(?:性|债|一般|专项)|地方|重点|[“三]|的?\d|[：:为共]|本级|$)"
)
_MENTION = re.compile(
    rf"{ALL_OF}"
    rf"|[本我](?P<own>{RANK})(?={_MONEY})"
    rf"|(?P<proper>{RANK})本级(?!单位|部门|预算单位)"
    rf"|(?P<below>{BELOW})(?:合计)?(?={_MONEY})"
    rf"|(?<![省市州县区旗全我本各])(?P<level>{RANK})级(?={_MONEY})"
    rf"|(?<![\u4e00-\u9fff])(?P<place>(?:(?![年度])[\u4e00-\u9fff]){{1,11}}?{RANK})(?={_MONEY})"
)
# 占全市的三成, 对市本级补助, 比全省平均: of something else.
_ASIDE = re.compile(r"(?:占|比|较|与|同|对|向|于|高于|低于|补助|列)$")
_AMOUNT = re.compile(r"\d[\d,.]*[万亿千]?元|\d%")
_APPROPRIATED = re.compile(r"(?<!非)财政拨款")
_PARTS = re.compile(r"[。；;！？]")
_BY_MONTH = re.compile(rf"{SPAN}|{QUARTER}|[-—–~至到]+{MONTH}|{MONTH}(?:[底末]?[，,]|累计|完成|实现)")
_OF_PLAN = (Stage.INITIAL, Stage.ADJUSTED, Stage.BUDGET)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The qualifiers of one number of prose: see `index.facts.records.Change`."""

    scope: Scope
    unit_row: str = ""
    fund: Fund = Fund.UNSAID
    period: str = ""
    under: str = ""


def spoken(paragraph: Paragraph, at: int, stage: Stage, document: Document, led: str = "") -> Spoken:
    """The qualifiers of the number at a place of a paragraph; `led` is the text before that paragraph."""
    before = f"{led}{paragraph.text[:at]}"
    under = "/".join(filter(None, (*paragraph.headings, _ledger(before))))
    if rank_of(document.body):
        found = replace(_whose(before, paragraph.headings, document), under=under)
    else:
        found = Spoken(document.scope, fund=_fund(before, paragraph.headings), under=under)
        if document.kind is not Kind.EXECUTION:
            return found  # what a body does from January to June is not what it spends
    return found if stage in _OF_PLAN else replace(found, period=_period(before, document))


# What has come in so far is told of its months, never of the year.
_TO_DATE = re.compile(rf"{MONTH}[，,].{{0,20}}(?:累计|完成)|累计完成|{MONTH}累计|{SPAN}|[-—至]{MONTH}")
_SCOPED = re.compile(rf"全{RANK}|{RANK}(?=本?级)")


def tells_to_date(sentence: str) -> bool:
    """Whether the amounts of a sentence are of the months so far, not of the year."""
    return _TO_DATE.search(sentence) is not None


def says_scope(scope: Scope, sentence: str) -> bool:
    """Whether a sentence names its scope within a place: 市本级, 市级, 全市."""
    said = _SCOPED.findall(sentence)
    return scope in (WHOLE.get(one.removeprefix("全")) if one[0] == "全" else PROPER.get(one) for one in said)


def _ledger(before: str) -> str:
    """The ledger that was named last."""
    found = re.findall(LEDGER, before)
    return found[-1] if found else ""


def _fund(before: str, headings: Sequence[str]) -> Fund:
    """财政拨款 where the sentence says so, the one that it goes on with, or the nearest heading."""
    *earlier, sentence = before.split("。")
    told = [_PARTS.split(sentence)[-1], *headings[-1:]]
    if sentence.lstrip().startswith("其中"):
        told += [_AMOUNT.split(one)[0] for one in earlier[-1:]]
    return Fund.APPROPRIATION if any(map(_APPROPRIATED.search, told)) else Fund.UNSAID


def _whose(before: str, headings: Sequence[str], document: Document) -> Spoken:
    *earlier, here = _PARTS.split(before)
    for found in reversed(list(_mentions(here, document))):
        return found
    for part in reversed(earlier):
        amount = _AMOUNT.search(part)
        for found in _mentions(part[: amount.start() if amount else None], document):
            return found
    for heading in reversed(headings):
        said = list(dict.fromkeys(_mentions(heading, document)))
        if len(said) == 1:
            return said[0]
    return Spoken(document.scope)


def _mentions(text: str, document: Document) -> Iterator[Spoken]:
    """Every scope that a stretch names, in order."""
    if document.body == NATION:
        said = (match for match in OF_COUNTRY.finditer(text) if not _ASIDE.search(text[: match.start()]))
        yield from (Spoken(Scope(match[0])) for match in said)
        return
    rank = rank_of(document.body)
    for match in _MENTION.finditer(text):
        if _ASIDE.search(text[: match.start()]):
            continue
        if whole := match["whole"] or match["own"]:
            if RANKS[whole] == rank:
                yield Spoken(WHOLE[whole])
        elif proper := match["proper"] or match["level"]:
            if RANKS[proper] == rank:
                yield Spoken(PROPER.get(proper, WHOLE[proper]))
        elif match["below"]:
            # A town has no places below it: 镇级 is its own.
            yield Spoken(Scope.BELOW if rank in PROPER else WHOLE[rank])
        elif own := _place(match["place"], document.body):
            proper = not own.unit_row and text.startswith("本级", match.end())
            yield Spoken(PROPER.get(match["place"][-1], own.scope)) if proper else own


def _place(name: str, body: str) -> Spoken | None:
    scope = whole_of(name)
    if scope is None:
        return None
    return Spoken(scope, "" if body.endswith(name) else name)


def _period(before: str, document: Document) -> str:
    """The period that the sentence names, else the title's."""
    sentence = before.rpartition("。")[2]
    own = period_in(sentence) if _BY_MONTH.search(sentence) else ""
    period = own or (period_in(document.title) if document.kind is Kind.EXECUTION else "")
    return to_date(period) if "累计" in before and "当月" not in sentence else period
