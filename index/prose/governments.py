"""The titles of a government's disclosure → its place, year, kind and scope (全市, 市本级 …).

A government's report names its place in the title; where it says only 全市, the congress at which it was
read or the organ that signs it names the place, and last of all the file.

>>> titles = titles_of(pages, "budget_report")
>>> government_of(titles, texts).place, titled_kind(titles.lines[0])
('青石市', <Kind.EXECUTION: '执行'>)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.facts.extent.places import (
    NATION,
    PROPER,
    RANK,
    WHOSE,
    congress_place,
    place_titled,
    rank_of,
    scope_in_nation,
    whole_of,
)
from index.facts.extent.years import in_digits
from index.facts.naming.titles import is_aside
from index.facts.records import Kind, Line, Page, Scope
from index.facts.subjects import squeezed

_HEAD_LINES, _LONGEST = 12, 120
_ENDS_HEAD = re.compile(
    r"[。；]|\d\.\d\d|^[一二三四五六七八九十]+[、．.]|^[（(][一二三四五][)）]|各位代表|^目[录次]$|现将|如下[:：]?$"
)
_ALIKE_IN_SIZE = 0.93
_YEAR = re.compile(r"(20\d\d)(?=年|[-—－])")
# What only a place discloses: its ledgers, its debt, what its congress is told.
_OF_A_PLACE = re.compile(
    r"预算执行情况|执行情况表|预算草案|决算草案|财政决算|财政预算|财政收支|政府(?:一般|专项)?债[务券]|债务(?:限额|余额)"
    rf"|地方财政|转移支付|{WHOSE}|[收支]入?完成情况|收支情况|政府预算|政府决算"
)
_OF_A_BODY = re.compile(r"部门|单位(?![:：])")
# Whose year a title with two gives to the file: what has been carried out, not what is planned next.
_DONE_YEAR = re.compile(r"(20\d\d)年(?:(?!20\d\d年).)*?(?:执行|决算|完成|债务|限额|余额|快报)")
_SIGNED = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,6}?(?:省|市|自治区))?(?P<place>[\u4e00-\u9fff]{1,12}[省市州县区旗镇乡盟])(?:人民政府|财政(?:局|厅|所))(?:编制?|制)?$"
)
_SIGNATURE = 6

_DEBT = re.compile(r"债务|债券")
_EXECUTED = re.compile(
    r"绩效自评|自评[表报]|执行(?:情况|结果|表|数)|预算执行(?!率)|完成情况|快报|(?:\d|[一二三四五六七八九十])月份?(?:财政)?(?:收支|收入|支出)"
    r"|(?:[上下]半年|前[一二三]个?季度|[一二三四]季度|\d+[-—–~至]\d+月)[^，。]{0,8}(?:收支|收入|支出)"
)


@dataclass(frozen=True, slots=True)
class Government:
    """The place whose government discloses, "" where none is named; `sure` where the title itself says so."""

    place: str = ""
    year: int = 0
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Titles:
    """What may be a document's title: lines of its head, two of them as one, the name of its file."""

    lines: tuple[str, ...]
    joined: tuple[str, ...]
    stem: str

    @property
    def all(self) -> tuple[str, ...]:
        """The likeliest first."""
        return tuple(dict.fromkeys((*self.lines, *self.joined, self.stem)))

    @property
    def whole(self) -> tuple[str, ...]:
        """Those that stand as one line, or as one in large type."""
        return (*self.lines, self.stem)


def titles_of(pages: Sequence[Page], stem: str) -> Titles:
    """The titles in the head of a document, their years in digits."""
    head = list(_head(pages))
    largest = max((line.size for line in head), default=0.0)
    big = [line for line in head if line.size >= _ALIKE_IN_SIZE * largest]
    texts = [_plain(line.text) for line in head]
    lines = ["".join(_plain(line.text) for line in big)] if 1 < len(big) < len(head) else []
    joined = [one + other for one, other in pairwise(texts)]
    return Titles(_titles(lines + texts), _titles(joined), _plain(stem))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", in_digits(squeezed(text)))


def _titles(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if 4 <= len(text) <= _LONGEST)


def _head(pages: Sequence[Page]) -> Iterator[Line]:
    """The lines of the first page that has any, down to its first sentence or amount."""
    page = next((page for page in pages if page.lines), None)
    for line in page.lines[:_HEAD_LINES] if page else ():
        if _ENDS_HEAD.search(squeezed(line.text)):
            return
        if not is_aside(line.text):
            yield line


def government_of(titles: Titles, texts: Sequence[str]) -> Government:
    """The place whose disclosure it is, by the titles, then by congress and signature, then by its file."""
    for title in (*titles.lines, *titles.joined):
        if place := _titled(title):
            return Government(_fuller(place, titles), year_titled(titles), bool(_OF_A_PLACE.search(title)))
    sure = any(_OF_A_PLACE.search(title) and not _OF_A_BODY.search(title) for title in titles.whole)
    read_at = (*map(congress_place, texts[:_HEAD_LINES]), *_signatures(texts)) if sure else ()
    place = next(filter(None, (*read_at, _titled(titles.stem))), "")
    return Government(place, year_titled(titles), sure and bool(place))


def _titled(title: str) -> str:
    return "" if _OF_A_BODY.search(title) else place_titled(title)


def _fuller(place: str, titles: Titles) -> str:
    """The place by the name that its file has, where that is the same without the larger places around it."""
    other = place_titled(titles.stem)
    return other if other and place.endswith(other) else place


def _signatures(texts: Sequence[str]) -> Iterator[str]:
    for text in (*texts[:_HEAD_LINES], *texts[-_SIGNATURE:]):
        found = _SIGNED.match(text)
        if found and rank_of(found["place"]):
            yield found["place"]


def year_titled(titles: Titles) -> int:
    """The year in the title: of two, the one whose budget was carried out; 0 where there is none."""
    for title in titles.all:
        years = list(map(int, _YEAR.findall(title)))
        if done := _DONE_YEAR.search(title):
            return int(done[1])
        if years:
            return years[0]
    return 0


def titled_kind(title: str) -> Kind | None:
    """The kind that a title names: a debt, what has been carried out, an account, a plan; None for none."""
    if _DEBT.search(title) and not _EXECUTED.search(title):
        return Kind.DEBT
    if _EXECUTED.search(title):
        return Kind.EXECUTION
    if "决算" in title.replace("预决算", ""):
        return Kind.FINAL
    return Kind.BUDGET if re.search(r"预算|草案", title) else None


def place_scope(place: str, titles: Titles) -> Scope | None:
    """The scope of its amounts unless they say otherwise: all of the place, or 本级 alone."""
    if place == NATION:
        return next(filter(None, map(scope_in_nation, titles.whole)), Scope.NATION)
    title = next((title for title in titles.whole if _OF_A_PLACE.search(title)), "")
    proper = re.search(rf"({RANK})本?级", title)
    if proper and not re.search(rf"全{RANK}|总预算|市总|[及和与]", title):
        return PROPER.get(proper[1], whole_of(place))
    return whole_of(place)
