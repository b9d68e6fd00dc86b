"""Pages of a wide table cut in two side by side → the page with its labels, all columns on it.

A spreadsheet too wide for its paper is printed page beside page, first down, then over: the columns that
do not fit stand on a later page, in rows of the same height, with no label before them. Each cell keeps
the page it was read on.

>>> [page.number for page in side_by_side(pages)], len(pages)  # page 3 holds the right half of page 2
([1, 2], 3)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.facts.money import number
from index.facts.naming.titles import is_note, is_title
from index.facts.records import Grid, Line, Page
from index.facts.subjects import is_code, tidy
from index.tables.headers import is_blank

_LEVEL = 1.5  # points: so far apart may the same row stand on both pages
_LEAST = 3  # rows, with the header


@dataclass(slots=True)
class _Left:
    """A page whose table has labels, its place among the pages, and how many pages were put beside it."""

    at: int
    tops: list[float]
    title: str
    beside: int = 0


def side_by_side(pages: Sequence[Page]) -> list[Page]:
    """The pages, those that are the right side of an earlier one joined to it."""
    kept: list[Page] = []
    lefts: list[_Left] = []
    for page in pages:
        grid = page.grids[0] if len(page.grids) == 1 else None
        if grid is None or grid.n_rows < _LEAST:
            kept.append(page)
            continue
        above = _above(page, grid)
        title = next((tidy(line.text) for line in reversed(above) if is_title(line.text)), "")
        tops = _tops(grid)
        if _unlabelled(grid):
            fitting = [
                left for left in lefts if _level(left.tops, tops) and title in ("", left.title or title)
            ]
            if fitting:
                left = min(fitting, key=lambda one: one.beside)
                left.beside += 1
                left.title = left.title or title
                kept[left.at] = _joined(kept[left.at], grid, above)
                continue
        elif lefts and lefts[-1].beside:
            lefts = []
        if not _unlabelled(grid):
            lefts.append(_Left(len(kept), tops, title))
        kept.append(page)
    return kept


def _above(page: Page, grid: Grid) -> list[Line]:
    return [line for line in page.lines if line.bbox[3] <= grid.bbox[1] + 2]


def _tops(grid: Grid) -> list[float]:
    tops = dict.fromkeys(range(grid.n_rows), grid.bbox[1])
    tops.update((cell.row, cell.bbox[1]) for cell in grid.cells)
    return [tops[row] for row in range(grid.n_rows)]


def _level(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= _LEVEL for a, b in zip(one, other, strict=True))


def _unlabelled(grid: Grid) -> bool:
    """Whether nothing but amounts stands below the header, remarks left out."""
    counted = [cell.row for cell in grid.cells if number(cell.text) is not None]
    first = min(counted, default=grid.n_rows)
    remarks = {cell.col for cell in grid.cells if cell.row < first and cell.text.strip() in ("备注", "说明")}
    body = [cell for cell in grid.cells if cell.row >= first and cell.col not in remarks]
    texts = [cell.text.strip() for cell in body if not is_note(cell.text)]
    return (
        first < grid.n_rows
        and all(is_blank(text) or number(text) is not None for text in texts)
        and not all(is_code(text) for text in texts if text)
    )


def _joined(left: Page, right: Grid, above: Sequence[Line]) -> Page:
    """The page with the grid's columns right of its own, and what stands above both."""
    own = left.grids[0]
    shift = own.bbox[2] - right.bbox[0]
    moved = (replace(cell, col=cell.col + own.n_cols, page=right.page) for cell in right.cells)
    wide = replace(
        own,
        bbox=(*own.bbox[:2], right.bbox[2] + shift, own.bbox[3]),
        n_cols=own.n_cols + right.n_cols,
        cells=tuple(sorted((*own.cells, *moved), key=lambda cell: (cell.row, cell.col))),
        x_edges=(*own.x_edges, *(x + shift for x in right.x_edges[1:])),
    )
    lines = tuple(sorted((*left.lines, *above), key=lambda line: line.bbox[1]))
    return replace(left, grids=(wide,), lines=lines)
