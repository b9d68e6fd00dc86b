"""What a 部门 discloses, against what its 单位 disclose each by itself → Findings over several documents.

A 单位 belongs to a 部门 of the same year and kind that has its name (its 本级) or names it: in a row of
its tables, or where it says which 单位 its disclosure covers. A sum over a part of them proves nothing:
部门=Σ单位 is applied where as many are there as the 部门 says it has. One that has more than the whole
is told in any case, and so is one whose row in the tables of the 部门 is another amount than its own.

>>> how_many(["纳入汇总预算的有局本级和下属1个事业单位。"])
2
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from index.audit.ties import figures_at
from index.facts.identities import (
    CROSS_UNITS,
    OF_UNITS,
    TOLERANCE,
    UNIT_OVER,
    UNIT_ROW,
    WHOLE_OF_UNITS,
    YUAN,
    TableTotal,
)
from index.facts.money import YUAN_PER_UNIT, is_money
from index.facts.numerals import NUMERAL, count
from index.facts.records import Document, Figure, Finding, Kind, Scope, Stage
from index.facts.subjects import normal
from index.facts.supersession import Disclosed, discloses

# 局本级和下属1个事业单位: the 本级 and one more.
_AND_BELOW = re.compile(
    r"(?:本部|本级|机关)[^。；，,]{0,4}(?:和|及|与|以及)[^。；，,]{0,6}?(?:下属|所属|直属)[^。；，,]{0,6}?"
    rf"([\d{NUMERAL}]+)[家个]"
)
_COUNTED = re.compile(
    r"(?:[预决]算(?:编制)?范围的?|汇总[预决]算)[^。；]{0,20}?单位(?:共有|共计|共|总计|一共|有|包括)*"
    rf"([\d{NUMERAL}]+)[家个]"
)
_ALONE = re.compile(
    r"(?:没有|无|未设)(?:下属|所属|直属|二级|其他|独立核算)+的?(?:[预决]算|独立核算|二级)*单位"
    r"|只(?:包含|包括|有)[^。；，]{0,20}(?:本级|机关|本部)"
)
# What such a sentence is about.
_COVERS = re.compile(r"[预决]算单位|[预决]算编制范围|下属|所属|直属|本级|本部|机构设置|单位构成")
COVERING: Final = ("下属", "所属", "直属", "本级", "本部", "算单", "制范", "构设", "位构")
"""Pairs of characters, as the word index has them, of which such a sentence holds at least one."""
_ITSELF = re.compile(r"[(（]?(?:本级|本部|机关)[)）]?$")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{1,7}?(?:省|自治区|市)(?=[\u4e00-\u9fff]{4})")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One current document: its id, its amounts of money, the text that may name its units."""

    id: int
    document: Document
    figures: tuple[Figure, ...]
    texts: tuple[str, ...]


def department_checks(disclosures: Sequence[Disclosure]) -> Iterator[tuple[int, Finding]]:
    """Each failure with the id of the 部门 document that it is of."""
    for whole, own in _families(disclosures):
        for finding in _of(whole, own, how_many(whole.texts)):
            yield whole.id, finding


def families(disclosures: Sequence[Disclosure]) -> set[Disclosed]:
    """What is disclosed by a 部门 that has 单位 among these, and by those: all else is not checked.

    It is enough that a 部门 has the figures whose subject is the name of a body, and the texts that hold
    one of `COVERING`.
    """
    found = ((whole, *own) for whole, own in _families(disclosures) if own)
    return {discloses(one.document) for family in found for one in family}


def _families(disclosures: Sequence[Disclosure]) -> Iterator[tuple[Disclosure, list[Disclosure]]]:
    """Each 部门 with the 单位 that belong to it."""
    groups: dict[tuple[int, Kind], list[Disclosure]] = defaultdict(list)
    for disclosure in _editions(disclosures):
        groups[disclosure.document.year, disclosure.document.kind].append(disclosure)
    for group in groups.values():
        departments = [one for one in group if one.document.scope is Scope.DEPARTMENT]
        units = [(names_of(one.document.body), one) for one in group if one.document.scope is Scope.UNIT]
        for whole in departments:
            named = _Named.by(whole)
            yield whole, [unit for names, unit in units if named.holds(names)]


def _editions(disclosures: Sequence[Disclosure]) -> Iterator[Disclosure]:
    """Tables and narrative in two files are one disclosure: that of the file with the tables."""
    same: dict[Disclosed, list[Disclosure]] = defaultdict(list)
    for disclosure in disclosures:
        same[discloses(disclosure.document)].append(disclosure)
    for files in same.values():
        first = max(files, key=lambda file: len(file.figures))
        figures = tuple(figure for file in files for figure in file.figures)
        texts = tuple(text for file in files for text in file.texts)
        yield Disclosure(first.id, first.document, figures, texts)


def how_many(texts: Sequence[str]) -> int:
    """How many 单位 a 部门 says that it covers; 0 where it does not say."""
    for text in map(_flat, texts):
        if not _COVERS.search(text):
            continue
        if found := _AND_BELOW.search(text):
            return count(found[1]) + 1
        if found := _COUNTED.search(text):
            return count(found[1])
        if _ALONE.search(text):
            return 1
    return 0


def _flat(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True, slots=True)
class _Named:
    """What a 部门 names: itself, the subjects of its rows, and the sentences that may name its 单位."""

    itself: str
    subjects: frozenset[str]
    covering: tuple[str, ...]

    @classmethod
    def by(cls, whole: Disclosure) -> _Named:
        return cls(
            _ITSELF.sub("", _flat(whole.document.body)),
            frozenset(normal(figure.subject) for figure in whole.figures),
            tuple(text for text in map(_flat, whole.texts) if _COVERS.search(text)),
        )

    def holds(self, names: Sequence[str]) -> bool:
        """Whether the 部门 is this body's own, or names it by one of its names."""
        if names[0] == self.itself or self.subjects.intersection(map(normal, names)):
            return True
        return any(name in text for text in self.covering for name in names)


def names_of(body: str) -> tuple[str, ...]:
    """A body's name, with and without the place before it."""
    name = _ITSELF.sub("", _flat(body))
    return tuple(dict.fromkeys((name, _PLACE.sub("", name))))


def _of(whole: Disclosure, units: Sequence[Disclosure], said: int) -> Iterator[Finding]:
    bodies = {_flat(unit.document.body) for unit in units}
    for compared in WHOLE_OF_UNITS:
        all_of_it = _at(whole, compared)
        parts = [(unit, _at(unit, compared)) for unit in units]
        if not all_of_it:
            continue
        for unit, own in parts:
            if own and not any(_less_or_equal(one, total) for one in own for total in all_of_it):
                yield _finding(UNIT_OVER, all_of_it[0], [(unit, own[0])])
        complete = said == len(units) == len(bodies) > 0 and all(own for _, own in parts)
        if complete and not any(_sums(total, [own for _, own in parts]) for total in all_of_it):
            yield _finding(OF_UNITS, all_of_it[0], [(unit, own[0]) for unit, own in parts])
    for unit in units:
        yield from _in_rows(whole, unit)


def _in_rows(whole: Disclosure, unit: Disclosure) -> Iterator[Finding]:
    """The row of a unit in a table of the 部门, against the total of that table in the unit's own."""
    name = _ITSELF.sub("", _flat(unit.document.body))
    if name == _ITSELF.sub("", _flat(whole.document.body)):
        return  # a row of that name may be of the whole
    names = {normal(name), normal(_PLACE.sub("", name))}
    for total in CROSS_UNITS:
        rows = [
            f
            for f in whole.figures
            if f.table_kind is total.table and not f.component and normal(f.subject) in names
        ]
        own = _at(unit, total)
        if len(rows) == 1 and own and not any(_equal(rows[0], one) for one in own):
            yield _finding(UNIT_ROW, rows[0], [(unit, own[0])])


def _at(disclosure: Disclosure, total: TableTotal) -> list[Figure]:
    stage = Stage.FINAL if disclosure.document.kind is Kind.FINAL else Stage.BUDGET
    now = [f for f in disclosure.figures if f.stage is stage and is_money(f.unit)]
    return figures_at(now, total)


def _slack(*figures: Figure) -> Decimal:
    """0.01 of the coarsest unit for each amount but one, and a 元."""
    coarsest = max(YUAN_PER_UNIT[f.unit] for f in figures)
    return coarsest * TOLERANCE * max(1, len(figures) - 1) + YUAN


def _equal(one: Figure, two: Figure) -> bool:
    return abs(one.value - two.value) <= _slack(one, two)


def _less_or_equal(part: Figure, whole: Figure) -> bool:
    return part.value - whole.value <= _slack(part, whole)


def _sums(total: Figure, parts: Sequence[Sequence[Figure]]) -> bool:
    """Whether the units add up; each may print a total with and one without what is carried over."""
    least = sum((min(f.value for f in own) for own in parts), Decimal(0))
    most = sum((max(f.value for f in own) for own in parts), Decimal(0))
    slack = _slack(total, *(own[0] for own in parts))
    return least - slack <= total.value <= most + slack


def _finding(name: str, whole: Figure, parts: Sequence[tuple[Disclosure, Figure]]) -> Finding:
    """The failure, with each unit's document named: its pages are not those of the 部门."""
    shown = "、".join(
        f"{unit.document.body}{f.printed}{f.unit}（{unit.document.name}第{f.citation.page}页）"
        for unit, f in parts
    )
    table = f"《{whole.citation.table or '表'}》{whole.citation.row or whole.subject}"
    right = sum((f.value for _, f in parts), Decimal(0))
    message = f"部门{table}{whole.printed}{whole.unit}，而单位公开的是{shown}"
    places = (whole.citation, *(f.citation for _, f in parts))
    return Finding(name, message, whole.value, right, places)
