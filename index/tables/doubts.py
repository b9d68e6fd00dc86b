"""Figures → the same, those that look misread marked: glued, of other decimals, out of all proportion.

What the page prints is what is read; where the signs of a misreading outweigh it, no identity bears the
figure out and none of its kind is like it, it is told with that doubt, never without.

>>> doubted(figures, ())[4].citation.legibility  # 160461 below a total of 16,852.30
<Legibility.DOUBTFUL: '读取存疑'>
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.facts.money import is_money, plain
from index.facts.records import Change, Figure, Legibility
from index.facts.subjects import is_total
from index.tables.legibility import borne_out, marked

_FEW = 4  # figures: fewer have no usual decimals
_MOST = 0.8  # of a column: so many have its decimals
_BEYOND = 5  # times the total of its column, and times every other figure: out of all proportion


def doubted(figures: Sequence[Figure], changes: Sequence[Change]) -> tuple[Figure, ...]:
    """The figures, those that look misread and that nothing bears out marked as doubtful."""
    suspects = {i for i, one in enumerate(figures) if one.citation.legibility is Legibility.DOUBTFUL}
    glued = set(suspects)
    for column in _columns(figures):
        suspects |= {*_of_other_decimals(column, figures), *_beyond(column, figures)}
    if not suspects:
        return tuple(figures)
    sure = borne_out(figures, changes)
    marks = dict.fromkeys(suspects - sure, Legibility.DOUBTFUL) | dict.fromkeys(glued & sure, Legibility.TEXT)
    return tuple(
        replace(figure, citation=marked(figure.citation, marks[i])) if i in marks else figure
        for i, figure in enumerate(figures)
    )


def _columns(figures: Sequence[Figure]) -> Iterator[list[int]]:
    """The amounts of one column of one table."""
    columns: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, figure in enumerate(figures):
        if is_money(figure.unit):
            at = figure.citation
            columns[at.table, at.column, figure.unit, figure.year, figure.stage].append(i)
    return iter(columns.values())


def _decimals(printed: str) -> int:
    found = re.search(r"\.(\d+)", plain(printed))
    return len(found[1]) if found else 0


def _of_other_decimals(column: Sequence[int], figures: Sequence[Figure]) -> set[int]:
    """Those with one decimal more than nearly all of their column: 2.501 among 2.50 and 13.10."""
    counted = {i: _decimals(figures[i].printed) for i in column}
    if len(column) < _FEW:
        return set()
    usual, count = Counter(counted.values()).most_common(1)[0]
    if usual == 0 or count < _MOST * len(column):
        return set()
    return {i for i, decimals in counted.items() if decimals == usual + 1}


def _beyond(column: Sequence[int], figures: Sequence[Figure]) -> set[int]:
    """Those far above the total of their column and above everything else in it."""
    totals = [i for i in column if is_total(figures[i].citation.row or "")]
    if len(totals) != 1 or len(column) < _FEW:
        return set()
    total = abs(figures[totals[0]].value)
    others = sorted((abs(figures[i].value) for i in column if i not in totals), reverse=True)
    if total == 0 or len(others) < 2 or others[0] <= _BEYOND * max(total, others[1]):
        return set()
    return {i for i in column if i not in totals and abs(figures[i].value) == others[0]}
