"""Figures read by OCR → the same figures, marked as checked or not against one another.

A digit that was misread breaks a sum it takes part in; one that takes part in a sum that holds,
or that two tables or the prose state alike, was read right. Nothing is repaired.

>>> marked = with_legibility(figures, changes, frozenset({4, 5}))
>>> marked[0].citation.legibility
<Legibility.CHECKED: '扫描件识别，勾稽相符'>
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from index.facts.money import YUAN_PER_UNIT, is_money
from index.facts.records import Change, Citation, Figure, Legibility
from index.facts.subjects import normal

_ROUNDING = Decimal("0.01")


def with_legibility(
    figures: Sequence[Figure], changes: Sequence[Change], pages: frozenset[int]
) -> tuple[Figure, ...]:
    """The figures, those on `pages` marked by whether an identity or a second place bears them out."""
    if not pages:
        return tuple(figures)
    checked = borne_out(figures, changes)
    return tuple(
        replace(
            figure,
            citation=marked(figure.citation, Legibility.CHECKED if i in checked else Legibility.UNCHECKED),
        )
        if figure.citation.page in pages
        else figure
        for i, figure in enumerate(figures)
    )


def borne_out(figures: Sequence[Figure], changes: Sequence[Change]) -> set[int]:
    """Which figures an identity or a second place bears out."""
    return {
        i
        for group in (*_sums_of_rows(figures), *_sums_of_levels(figures), *_repeated(figures, changes))
        for i in group
    }


def marked(citation: Citation, legibility: Legibility) -> Citation:
    """The citation with how its text came to be known."""
    return replace(citation, legibility=legibility)


def _agree(whole: Figure, parts: Sequence[Figure]) -> bool:
    """True for a sum of at least two addends that holds and is not a sum of zeros alone."""
    tolerance = YUAN_PER_UNIT[whole.unit] * _ROUNDING * len(parts)
    return (
        len(parts) > 1
        and whole.value != 0
        and abs(whole.value - sum((part.value for part in parts), Decimal(0))) <= tolerance
    )


def _sums_of_rows(figures: Sequence[Figure]) -> Iterator[set[int]]:
    """合计 = 基本支出 + 项目支出 …: the first cell of a row and all that follow it."""
    rows: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, figure in enumerate(figures):
        at = figure.citation
        if is_money(figure.unit) and at.bbox is not None:
            rows[at.table, at.page, at.row, round(at.bbox[1]), figure.year, figure.stage].append(i)
    for own in rows.values():
        if _agree(figures[own[0]], [figures[i] for i in own[1:]]):
            yield set(own)


def _sums_of_levels(figures: Sequence[Figure]) -> Iterator[set[int]]:
    """合计 = Σ类, 类 = Σ款, 款 = Σ项 of one column; in a table without codes, the last row = Σ others."""
    columns: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, figure in enumerate(figures):
        if is_money(figure.unit):
            columns[figure.citation.table, figure.citation.column, figure.year, figure.stage].append(i)
    for own in columns.values():
        for whole, parts in _families(own, figures):
            addends = [figures[i] for i in parts]
            if _repeats(figures[whole], addends) or _agree(figures[whole], addends):
                yield {whole, *parts}


def _families(column: Sequence[int], figures: Sequence[Figure]) -> Iterator[tuple[int, list[int]]]:
    """Each cell of a column with those it may be the sum of."""
    coded = [i for i in column if figures[i].code]
    heads = [i for i in coded if len(figures[i].code) == 3]
    for i in column:
        yield i, _below(figures[i].code, coded, figures) if figures[i].code else heads
    if not coded and len(column) > 2:
        yield column[-1], list(column[:-1])
        yield column[0], list(column[1:])


def _below(code: str, coded: Sequence[int], figures: Sequence[Figure]) -> list[int]:
    """The 款 of a 类, the 项 of a 款."""
    codes = ((i, figures[i].code) for i in coded)
    return [i for i, other in codes if other[:-2] == code and len(other) == len(code) + 2]


def _repeats(whole: Figure, parts: Sequence[Figure]) -> bool:
    """A 类 with one 款 repeats its amount: two cells that say the same."""
    return bool(whole.code) and len(parts) == 1 and parts[0].value == whole.value != 0


def _repeated(figures: Sequence[Figure], changes: Iterable[Change]) -> Iterator[set[int]]:
    """Cells of different tables, or a cell and the prose, that give one subject the same amount."""
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, figure in enumerate(figures):
        if figure.value and is_money(figure.unit):
            alike[normal(figure.subject), figure.component, figure.year, figure.value].append(i)
    said = {(normal(c.subject), "", c.year, c.amount) for c in changes if c.amount}
    for key, own in alike.items():
        if key in said or len({figures[i].citation.table for i in own}) > 1:
            yield set(own)
