"""Tables without rulings → grids, from where the text stands.

A table without lines is looked for only below a line that names its unit (单位：万元), which every
table of a disclosure has, or where such a table goes on from the page before. Columns are what
the white rivers between the texts of its rows leave; rows are lines with a number, and what is
written close to them; the header is what stands above the first row.

>>> unruled_grids(1, chars, ruled=(), carried=None)[0].x_edges
(56.0, 190.5, 300.0, 420.5)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median

from index.facts.naming.titles import is_note, is_title, unit_in
from index.facts.records import Box, Grid
from index.files.printed.grids import build_grid
from index.files.printed.text_lines import Char, join_lines
from index.files.printed.text_runs import TextRow, TextRun, rows_of_runs

_RIVER = 1.5  # points of white between the texts of two columns
_NEAR = 0.72  # of the distance of two rows: a line nearer than this belongs to the row
_APART = 4.0  # distances of two rows: what follows such a gap is no part of the table
_PROSE = 24  # characters in one piece, with a comma or a full stop: no row of a table
_SENTENCE = re.compile(r"[，。；]")
_LOW = 0.55  # of the height of a header: what is centred above this is no text below a head
_TIGHT = 0.35  # of the height of a line: nearer lines are one text
_ABOUT = 0.2  # of its width: so far apart may the middles of its lines be
_LEAST = 2  # rows with a number
_MANY = 2  # columns: a table of more may have a single row (“三公”经费)


@dataclass(frozen=True, slots=True)
class Carried:
    """The table that a page ended with, which may go on overleaf; whether lines rule it there."""

    grid: Grid
    ruled: bool


def unruled_grids(
    page: int, chars: Sequence[Char], ruled: Sequence[Grid], carried: Carried | None
) -> tuple[Grid, ...]:
    """The tables of a page that no lines rule, top to bottom; `ruled` are its other tables.

    What stands at its top goes on with `carried`; where that is ruled, only rows in its very columns do.
    """
    free = [char for char in chars if not any(_within(char, grid.bbox) for grid in ruled)]
    named = any(unit_in(text) for text, _, _ in join_lines(free)) if free else False
    if not free or not (named or carried):
        return ()
    rows = rows_of_runs(free)
    grids: list[Grid] = []
    start = 0
    if carried is not None:
        stop = _end(rows, 0, ruled)
        if carried.ruled:
            stop = _same(rows[:stop], carried.grid)
        if grid := _grid(page, rows[:stop], free, carried.grid):
            grids.append(grid)
            start = stop
    for i, row in enumerate(rows):
        if i >= start and unit_in(row.text):
            start = _end(rows, i + 1, ruled)
            if grid := _grid(page, rows[i + 1 : start], free, None):
                grids.append(grid)
    return tuple(grids)


def goes_on(grid: Grid, chars: Sequence[Char]) -> bool:
    """Whether nothing but a page number stands below a table, so that it may go on overleaf."""
    below = [char for char in chars if (char.top + char.bottom) / 2 > grid.bbox[3]]
    lines = [text for text, _, _ in join_lines(below) if text.strip()]
    return all(len(text.strip()) <= 8 for text in lines) and len(lines) <= 1


def _same(rows: Sequence[TextRow], grid: Grid) -> int:
    """How many rows at the top of a page are those of a ruled table: they stand in its very columns.

    Above them may be the running head of the page; the last of them has amounts.
    """
    first = next((i for i, row in enumerate(rows) if len(row.runs) > 1 or row.begins), len(rows))
    stop = end = first
    while stop < len(rows) and _fits(rows[stop : stop + 1], grid.x_edges):
        stop += 1
        if rows[stop - 1].amounts:
            end = stop
    return end if end > first and len(rows[first].runs) > _MANY else 0


def _within(char: Char, box: Box) -> bool:
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _end(rows: Sequence[TextRow], start: int, ruled: Sequence[Grid]) -> int:
    """Where the table that begins at `start` ends: a title, a note, prose, lines, or nothing for long."""
    pitch = _pitch(rows[start:])
    for i in range(start, len(rows)):
        row = rows[i]
        prose = len(row.runs) == 1 and len(row.text) >= _PROSE and _SENTENCE.search(row.text)
        if prose or is_note(row.text) or is_title(row.text) or (unit_in(row.text) and len(row.runs) < 3):
            return i
        above = rows[i - 1].bottom if i else 0.0
        if any(above - 2 <= grid.bbox[1] <= row.top for grid in ruled):
            return i
        if i > start and row.top - above > _APART * pitch:
            return i
    return len(rows)


def _pitch(rows: Sequence[TextRow]) -> float:
    """The usual distance of two rows with amounts."""
    middles = [row.middle for row in rows if row.amounts]
    return median([lower - upper for upper, lower in pairwise(middles)]) if len(middles) > 1 else 20.0


def _grid(page: int, rows: Sequence[TextRow], chars: Sequence[Char], carried: Grid | None) -> Grid | None:
    """The grid of such rows, None where they are no table."""
    rows = _trimmed(rows, carried)
    first = next((i for i, row in enumerate(rows) if row.begins), len(rows))
    header, body = rows[:first], rows[first:]
    counted = [row for row in body if row.amounts]
    if not _are_enough(counted, carried) or (not header and carried is None):
        return None
    heads = _stacked([run for row in header for run in row.runs])
    if carried is not None and _fits(counted, carried.x_edges):
        edges = list(carried.x_edges)
    else:
        edges = _edges(_with_headers(_columns(body), heads), rows)
    if len(edges) < 3:
        return None
    cuts = _cuts(body)
    boxes: list[Box] = []
    if header:
        bottom = min(header[-1].bottom + 2, cuts[0])
        boxes = _headed(0, len(edges) - 1, (header[0].top - 2, bottom), heads, edges)
        cuts[0] = bottom
    for upper, lower in pairwise(cuts):
        boxes += [(left, upper, right, lower) for left, right in pairwise(edges)]
    return build_grid(page, boxes, [char for char in chars if boxes[0][1] <= char.top <= cuts[-1]])


def _trimmed(rows: Sequence[TextRow], carried: Grid | None) -> list[TextRow]:
    """The rows without the page's number below them; overleaf, without the running head above them."""
    kept = list(rows)
    while kept and len(kept[-1].runs) == 1 and (kept[-1].runs[0].numeric or len(kept[-1].text) <= 2):
        kept.pop()
    while carried is not None and kept and len(kept[0].runs) == 1 and not kept[0].begins:
        kept.pop(0)
    return kept


def _are_enough(counted: Sequence[TextRow], carried: Grid | None) -> bool:
    """Whether so many rows with amounts make a table; one may where it has many columns, or goes on."""
    least = 1 if carried or any(len(row.runs) > _MANY for row in counted) else _LEAST
    return len(counted) >= least


def _columns(body: Sequence[TextRow]) -> list[tuple[float, float]]:
    """Where the columns stand: under the rows with amounts, and as wide as wrapped labels need."""
    counted = [row for row in body if row.amounts]
    return _widened(_bands(counted), [run for row in body if not row.amounts for run in row.runs])


def _bands(rows: Sequence[TextRow]) -> list[tuple[float, float]]:
    """Where columns stand: what the texts of the rows cover, parted by white rivers."""
    bands: list[list[float]] = []
    for x0, x1 in sorted((run.x0, run.x1) for row in rows for run in row.runs):
        if bands and x0 - bands[-1][1] < _RIVER:
            bands[-1][1] = max(bands[-1][1], x1)
        else:
            bands.append([x0, x1])
    return [(left, right) for left, right in bands]


def _widened(bands: Sequence[tuple[float, float]], runs: Sequence[TextRun]) -> list[tuple[float, float]]:
    """The columns as wide as the texts that stand in one of them alone."""
    wide = list(bands)
    for run in runs:
        over = _over(run, bands)
        if len(over) == 1:
            left, right = wide[over[0]]
            wide[over[0]] = (min(left, run.x0), max(right, run.x1))
    return wide


def _over(run: TextRun, bands: Sequence[tuple[float, float]]) -> list[int]:
    """The columns a text stands over."""
    return [i for i, (left, right) in enumerate(bands) if run.x0 <= right and run.x1 >= left]


def _stacked(runs: Sequence[TextRun]) -> list[TextRun]:
    """The texts of a header, those that wrap made whole: lines close below each other, about one middle."""
    whole: list[TextRun] = []
    for run in sorted(runs, key=lambda r: r.top):
        size = run.size
        for i, one in enumerate(whole):
            close = -_TIGHT * size <= run.top - one.bottom < _TIGHT * size
            if close and abs(run.middle - one.middle) < _ABOUT * max(run.x1 - run.x0, one.x1 - one.x0, size):
                whole[i] = TextRun(
                    one.text + run.text, min(one.x0, run.x0), one.top, max(one.x1, run.x1), run.bottom
                )
                break
        else:
            whole.append(run)
    return whole


def _with_headers(
    bands: Sequence[tuple[float, float]], heads: Sequence[TextRun]
) -> list[tuple[float, float]]:
    """The columns as wide as their headers.

    A header beside all columns is that of the next one which has none, or of a column without amounts.
    """
    wide = _widened(bands, heads)
    over = [_over(run, bands) for run in heads]
    named = {columns[0] for columns in over if len(columns) == 1}
    added = []
    for left, right in _beside([run for run, columns in zip(heads, over, strict=True) if not columns], heads):
        next_right = sum(band[1] < left for band in bands)
        nameless = [i for i in (next_right, next_right - 1) if 0 <= i < len(bands) and i not in named]
        if nameless:
            named.add(nameless[0])
            low, high = wide[nameless[0]]
            wide[nameless[0]] = (min(low, left), max(high, right))
        else:
            added.append((left, right))
    return sorted((*wide, *added))


def _beside(runs: Sequence[TextRun], heads: Sequence[TextRun]) -> list[tuple[float, float]]:
    """Where those of the heads stand that no column is under, one above the other as one.

    Without those on the topmost line that are the common head of the columns on both sides.
    """
    places: list[tuple[float, float]] = []
    for run in sorted(runs, key=lambda r: r.x0):
        low = [one for one in heads if one.top >= run.bottom]
        topmost = run.top < min(one.top for one in heads) + run.size / 2
        if topmost and any(one.x1 < run.middle for one in low) and any(one.x0 > run.middle for one in low):
            continue
        if places and run.x0 <= places[-1][1]:
            places[-1] = (places[-1][0], max(places[-1][1], run.x1))
        else:
            places.append((run.x0, run.x1))
    return places


def _edges(bands: Sequence[tuple[float, float]], rows: Sequence[TextRow]) -> list[float]:
    """The edges of the columns, left to right: amid the white between them, or amid what two share."""
    left = min([bands[0][0], *(run.x0 for row in rows for run in row.runs)]) - 2
    right = max([bands[-1][1], *(run.x1 for row in rows for run in row.runs)]) + 2
    inner = {(one[1] + two[0]) / 2 for one, two in pairwise(bands)}
    # Heads wider than their columns may overlap so far that the middles of what they share change places.
    return [left, *sorted(x for x in inner if left < x < right), right]


def _fits(rows: Sequence[TextRow], edges: Sequence[float]) -> bool:
    """Whether every run stands in one column of the table that is continued."""
    return all(
        any(left - _RIVER <= run.x0 and run.x1 <= right + _RIVER for left, right in pairwise(edges))
        for row in rows
        for run in row.runs
    )


def _cuts(body: Sequence[TextRow]) -> list[float]:
    """The heights between rows. A line without amounts belongs to the nearest line with some, or is a row."""
    pitch = _pitch(body)
    counted = [row for row in body if row.amounts]
    groups: dict[int, list[TextRow]] = {}
    order: list[list[TextRow]] = []
    for row in body:
        nearest = min(range(len(counted)), key=lambda i: abs(counted[i].middle - row.middle))
        if abs(counted[nearest].middle - row.middle) < _NEAR * pitch:
            if nearest not in groups:
                groups[nearest] = []
                order.append(groups[nearest])
            groups[nearest].append(row)
        elif (
            order
            and not any(one.amounts for one in order[-1])
            and row.middle - order[-1][-1].middle < _NEAR * pitch
            and not row.begins
        ):
            order[-1].append(row)
        else:
            order.append([row])
    return [
        order[0][0].top - 1,
        *((one[-1].bottom + two[0].top) / 2 for one, two in pairwise(order)),
        order[-1][-1].bottom + 2,
    ]


def _headed(
    first: int, last: int, zone: tuple[float, float], runs: Sequence[TextRun], edges: Sequence[float]
) -> list[Box]:
    """The cells of a header over the columns `first` … `last - 1`, between two heights.

    A text over several columns that have texts of their own below it is their common head.
    """
    boxes: list[Box] = []
    column = first
    top, bottom = zone
    heads = _heads(first, last, zone, runs, edges)
    while column < last:
        head = next((h for h in heads if h[1] == column), None)
        if head is None:
            boxes.append((edges[column], top, edges[column + 1], bottom))
            column += 1
            continue
        run, begin, end = head
        below = [r for r in runs if r.top > run.height and edges[begin] <= r.middle <= edges[end]]
        # Of two heads on one line, one may have nothing below it.
        cut = (run.bottom + min(r.top for r in below)) / 2 if below else bottom
        boxes.append((edges[begin], top, edges[end], cut))
        if below:
            boxes += _headed(begin, end, (cut, bottom), below, edges)
        column = end
    return boxes


def _heads(
    first: int, last: int, zone: tuple[float, float], runs: Sequence[TextRun], edges: Sequence[float]
) -> list[tuple[TextRun, int, int]]:
    """The topmost common heads with the columns each is over, left to right."""
    found: list[tuple[TextRun, int, int]] = []
    for run in sorted(runs, key=lambda r: (r.top, r.x0)):
        begin = end = min(max(bisect_right(edges, run.middle) - 1, first), last - 1)
        if any(one[1] <= begin < one[2] for one in found):
            continue
        low = [_low(i, run, zone, runs, edges) for i in range(first, last)]
        while begin > first and low[begin - 1 - first]:
            begin -= 1
        while end < last and low[end - first]:
            end += 1
        if end - begin > 1 and not any(begin < one[2] and one[1] < end for one in found):
            found += _shared(run, (begin, end), runs, edges)
    return sorted(found, key=lambda h: h[1])


def _shared(
    run: TextRun, columns: tuple[int, int], runs: Sequence[TextRun], edges: Sequence[float]
) -> list[tuple[TextRun, int, int]]:
    """The heads on the line of `run` with the columns each is over; none for a head of one column.

    Columns side by side with text low in the header share the heads above them: each takes the part it is
    in the middle of.
    """
    begin, end = columns
    size = run.size
    line = [
        one
        for one in runs
        if abs(one.height - run.height) < size / 2 and edges[begin] <= one.middle <= edges[end]
    ]
    if run not in line:
        return []
    line.sort(key=lambda r: r.x0)

    def aside(cuts: Iterable[int]) -> float:
        """How far the heads stand from the middles of their parts, in points."""
        parts = zip(line, pairwise(cuts), strict=True)
        return sum(abs((edges[a] + edges[b]) / 2 - one.middle) for one, (a, b) in parts)

    ways = ((begin, *cuts, end) for cuts in combinations(range(begin + 1, end), len(line) - 1))
    parts = pairwise(min(ways, key=aside, default=()))
    return [(one, a, b) for one, (a, b) in zip(line, parts, strict=False) if b - a > 1]


def _low(
    column: int, head: TextRun, zone: tuple[float, float], runs: Sequence[TextRun], edges: Sequence[float]
) -> bool:
    """Whether what stands in a column below `head` stands in the lower part of the header, not amid it."""
    own = [r for r in runs if r.top > head.height and edges[column] <= r.middle <= edges[column + 1]]
    if not own:
        return False
    middle = (min(r.top for r in own) + max(r.bottom for r in own)) / 2
    return middle > zone[0] + _LOW * (zone[1] - zone[0])
