"""Grids of one table, page after page, stacked into one.

Fragments are aligned by their left edge; a header the next page repeats is dropped; the tail
of a row that the page break cut goes back to the row it belongs to.

>>> stacked = stack([grid_on_page_7, grid_on_page_8], header_rows=3, cell_size=9.0)
>>> stacked.n_rows, stacked.at(26, 2).text, stacked.at(26, 2).page
(40, '八、社会保障和就业支出', 7)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.facts.money import number
from index.facts.records import Box, Cell, Grid
from index.facts.subjects import has_ordinal, is_code, tidy

_ALIGN = 4.0  # points: column edges nearer than this are the same column


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of the stacked grid; `lines` keeps the printed line breaks that `text` has lost."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    lines: tuple[str, ...]
    page: int
    bbox: Box


class StackedGrid:
    """Cells of all fragments by row and column; `starts` are the first rows of fragments."""

    def __init__(self, spots: Sequence[Spot], n_rows: int, n_cols: int, starts: Sequence[int] = ()) -> None:
        self.spots = tuple(spots)
        self.n_rows = n_rows
        self.n_cols = n_cols
        self.starts = tuple(starts)
        self._at: dict[tuple[int, int], Spot] = {}
        for spot in self.spots:
            for row in range(spot.row, spot.row + spot.rowspan):
                for col in range(spot.col, spot.col + spot.colspan):
                    self._at[row, col] = spot

    def at(self, row: int, col: int) -> Spot | None:
        """The cell that covers this place, spanning cells included; None where nothing is ruled."""
        return self._at.get((row, col))

    def row(self, row: int) -> list[Spot]:
        """Distinct cells over one row, left to right."""
        found: list[Spot] = []
        for col in range(self.n_cols):
            spot = self._at.get((row, col))
            if spot is not None and (not found or found[-1] is not spot):
                found.append(spot)
        return found


def same_columns(first: Grid, second: Grid) -> bool:
    """True when the edges of the grid with fewer columns all continue edges of the other."""
    width_one, width_two = first.bbox[2] - first.bbox[0], second.bbox[2] - second.bbox[0]
    if abs(width_one - width_two) > 2 * _ALIGN:
        return False
    shift = first.bbox[0] - second.bbox[0]
    one = list(first.x_edges)
    two = [x + shift for x in second.x_edges]
    few, many = (one, two) if len(one) <= len(two) else (two, one)
    return len(few) > 1 and all(any(abs(x - y) <= _ALIGN for y in many) for x in few)


def stack(
    grids: Sequence[Grid],
    skip: Sequence[int],
    header_rows: Callable[[StackedGrid], int],
    size: Callable[[int, Box], float],
) -> StackedGrid:
    """One grid from the fragments of one table.

    `skip` rows are left out at the top of each fragment (a title inside the grid); `header_rows`
    measures the header of the first fragment; `size` is the font size printed in a box of a page.
    """
    base = grids[0].bbox[0]
    edges: list[float] = []
    for grid in grids:
        for x in (x + base - grid.bbox[0] for x in grid.x_edges):
            if not any(abs(x - known) <= _ALIGN for known in edges):
                edges.append(x)
    edges.sort()

    spots: list[Spot] = []
    starts: list[int] = []
    header: list[list[str]] = []
    end = 0
    for i, (grid, skipped) in enumerate(zip(grids, skip, strict=True)):
        fragment = _place(grid, edges, base - grid.bbox[0])
        if i == 0:
            first = StackedGrid(_lift(fragment, skipped, 0), grid.n_rows - skipped, len(edges) - 1)
            header = [_texts(first, row) for row in range(header_rows(first))]
        else:
            whole = StackedGrid(fragment, grid.n_rows, len(edges) - 1)
            repeated = 0
            while (
                skipped + repeated < grid.n_rows
                and repeated < len(header)
                and _alike(_texts(whole, skipped + repeated), header[repeated])
            ):
                repeated += 1
            # Half a header is a coincidence of blank or short rows, unless it is all the page has.
            if repeated and (repeated == len(header) or any(header[0])):
                skipped += repeated
            fragment = _rejoin(spots, fragment, skipped, end, size)
        kept = _lift(fragment, skipped, end)
        starts.append(end)
        spots.extend(kept)
        end = max((spot.row + spot.rowspan for spot in kept), default=end)
    return _compact(StackedGrid(spots, end, len(edges) - 1, starts))


def _place(grid: Grid, edges: Sequence[float], shift: float) -> list[Spot]:
    def column(x: float) -> int:
        return min(range(len(edges)), key=lambda i: abs(edges[i] - x))

    spots = []
    for cell in grid.cells:
        col = column(grid.x_edges[cell.col] + shift)
        end = column(grid.x_edges[cell.col + cell.colspan] + shift)
        spots.append(_spot(cell, cell.page or grid.page, col, max(1, end - col)))
    return spots


def _spot(cell: Cell, page: int, col: int, colspan: int) -> Spot:
    lines = tuple(cell.text.split("\n")) if cell.text else ()
    return Spot(cell.row, col, cell.rowspan, colspan, tidy(cell.text), lines, page, cell.bbox)


def _lift(spots: Sequence[Spot], skipped: int, offset: int) -> list[Spot]:
    """The cells below the skipped rows, moved to start at row `offset`."""
    lifted = []
    for spot in spots:
        bottom = spot.row + spot.rowspan
        if bottom > skipped:
            top = max(spot.row, skipped)
            lifted.append(replace(spot, row=top - skipped + offset, rowspan=bottom - top))
    return lifted


def _texts(stacked: StackedGrid, row: int) -> list[str]:
    return [unicodedata.normalize("NFKC", spot.text) for spot in stacked.row(row) if spot.text]


def _alike(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether two rows of a header are the same, a cell of either perhaps cut short by its edge."""
    return len(one) == len(two) and all(
        a == b or (min(len(a), len(b)) > 3 and (a.startswith(b) or b.startswith(a)))
        for a, b in zip(one, two, strict=True)
    )


def _rejoin(
    spots: list[Spot],
    fragment: list[Spot],
    skipped: int,
    end: int,
    size: Callable[[int, Box], float],
) -> list[Spot]:
    """Give the tail of a cut row, and the name of a merged parent, what the page break took.

    `spots` is changed in place where a tail belongs to it; the fragment comes back without it.
    """
    above = {spot.col: i for i, spot in enumerate(spots) if spot.row + spot.rowspan == end}
    tails = [spot for spot in fragment if _crosses(spot, skipped) and spot.text]
    if tails and all(
        spot.rowspan == 1 and spot.col in above and _is_cut(spots[above[spot.col]], spot, size)
        for spot in tails
    ):
        for spot in tails:
            upper = spots[above[spot.col]]
            joined = tidy(upper.text + spot.text)
            spots[above[spot.col]] = replace(upper, text=joined, lines=upper.lines + spot.lines)
        return _without_row(fragment, skipped)
    last = max((spot.col for spot in tails), default=-1)
    return [
        _named_as(spots[above[spot.col]], spot)
        if _crosses(spot, skipped) and spot.col in above and spot.col < last
        else spot
        for spot in fragment
    ]


def _crosses(spot: Spot, row: int) -> bool:
    return spot.row <= row < spot.row + spot.rowspan


def _without_row(fragment: Sequence[Spot], row: int) -> list[Spot]:
    """The cells below a row, and what those that begin in it cover of the rows below."""
    return [
        spot if spot.row > row else replace(spot, row=row + 1, rowspan=spot.rowspan - 1)
        for spot in fragment
        if spot.row > row or (spot.row == row and spot.rowspan > 1)
    ]


def _named_as(upper: Spot, lower: Spot) -> Spot:
    """The lower cell with the name of the upper one where it is the rest of it, cut by a page break."""
    merged = lower.rowspan > 1 or upper.rowspan > 1
    named = bool(upper.text) and number(upper.text) is None
    return replace(lower, text=upper.text) if merged and named and not lower.text else lower


def _is_cut(upper: Spot, tail: Spot, size: Callable[[int, Box], float]) -> bool:
    """True when the label above fills its cell's last line and the tail begins nothing new."""
    if not upper.lines or upper.colspan != tail.colspan:
        return False
    if number(tail.text) is not None or is_code(tail.text) or has_ordinal(tail.text):
        return False
    if number(upper.text) is not None:
        return False
    width = upper.bbox[2] - upper.bbox[0]
    em = size(upper.page, upper.bbox)
    return _advance(upper.lines[-1]) * em >= width - 2.2 * em


def _advance(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text.rstrip())


def _compact(stacked: StackedGrid) -> StackedGrid:
    """The grid without rows that no cell starts or ends in."""
    rows = sorted({spot.row for spot in stacked.spots})
    new = {row: i for i, row in enumerate(rows)}
    spots = [
        replace(
            spot, row=new[spot.row], rowspan=sum(spot.row <= row < spot.row + spot.rowspan for row in rows)
        )
        for spot in stacked.spots
    ]
    starts = sorted({new.get(start, 0) for start in stacked.starts})
    return StackedGrid(spots, len(rows), stacked.n_cols, starts)
