"""Rulings → grids of cells with their text, before anyone knows what they mean.

Edges that touch form one lattice; a lattice the page break left without an outer border gets
its bounding box as border. Which boxes its crossings enclose is pdfplumber's business.

>>> grid = build_grid(1, [(0, 0, 200, 20), (0, 20, 100, 40), (100, 20, 200, 40)], chars)
>>> grid.n_rows, grid.n_cols, grid.cells[0].text, grid.cells[0].colspan
(2, 2, '收入', 2)
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf
from typing import Any

from index.facts.records import Box, Cell, Grid
from index.files.printed.overflow_text import middles
from index.files.printed.stacked_rows import cut_bands
from index.files.printed.text_lines import Char, join_lines

_TOUCH = 3.0  # points: rulings nearer than this cross
# Points by which rulings must reach beyond the outermost crossing one to be missing their border:
# down to a row of text, sideways to a column of it (strokes overhang by the cell padding, 5.4 points).
_STICK_OUT = 5.0
_STICK_ASIDE = 12.0
_ROW = 9.0  # points by which a single one reaches around a row of text
_TOO_TALL = 2.0  # heights of a cell: what is taller does not stand in it
_DRAWING = 1_000_000  # crossings to test: more is a map or a chart, not a table

Edge = dict[str, Any]


def lattices(edges: Sequence[Edge]) -> list[list[Edge]]:
    """Merged edges grouped by touching, each group with the outer borders it lacks.

    A group without both directions is no lattice; a drawing of a million crossings has none.
    """
    horizontal = [edge for edge in edges if edge["orientation"] == "h"]
    vertical = [edge for edge in edges if edge["orientation"] == "v"]
    if len(horizontal) * len(vertical) > _DRAWING:
        return []
    parent = list(range(len(edges)))
    order = horizontal + vertical

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, h in enumerate(horizontal):
        for j, v in enumerate(vertical, len(horizontal)):
            if (
                v["top"] <= h["top"] + _TOUCH
                and v["bottom"] >= h["top"] - _TOUCH
                and h["x0"] <= v["x0"] + _TOUCH
                and h["x1"] >= v["x0"] - _TOUCH
            ):
                parent[root(j)] = root(i)
    groups: dict[int, list[Edge]] = defaultdict(list)
    for i, edge in enumerate(order):
        groups[root(i)].append(edge)
    crossing = (group for group in groups.values() if len({edge["orientation"] for edge in group}) == 2)
    return [group + _missing_borders(group) for group in crossing]


def _missing_borders(lattice: list[Edge]) -> list[Edge]:
    """The outer borders that rulings reach for and nothing draws."""
    horizontal = [edge for edge in lattice if edge["orientation"] == "h"]
    vertical = [edge for edge in lattice if edge["orientation"] == "v"]
    x0, top = min(edge["x0"] for edge in lattice), min(edge["top"] for edge in lattice)
    x1, bottom = max(edge["x1"] for edge in lattice), max(edge["bottom"] for edge in lattice)
    heights, places = [h["top"] for h in horizontal], [v["x0"] for v in vertical]
    # What reaches down or right is turned round, so that it ends before its ruling as well.
    sides = (
        (_reach((v["top"] for v in vertical), min(heights), _STICK_OUT, _ROW), ("h", x0, top, x1, top)),
        (
            _reach((-v["bottom"] for v in vertical), -max(heights), _STICK_OUT, _ROW),
            ("h", x0, bottom, x1, bottom),
        ),
        (_reach((h["x0"] for h in horizontal), min(places), _STICK_ASIDE), ("v", x0, top, x0, bottom)),
        (_reach((-h["x1"] for h in horizontal), -max(places), _STICK_ASIDE), ("v", x1, top, x1, bottom)),
    )
    added = [_edge(*border) for missing, border in sides if missing]
    return [*added, *_open_sides(horizontal, vertical, x0), *_open_sides(horizontal, vertical, x1)]


def _open_sides(horizontal: Sequence[Edge], vertical: Sequence[Edge], x: float) -> list[Edge]:
    """What a side that rules some rows only, its header perhaps, lacks beside the others."""
    side = [v for v in vertical if abs(v["x0"] - x) <= _TOUCH]
    if not side:
        return []
    inner = [v for v in vertical if abs(v["x0"] - x) > _TOUCH]
    tops = sorted({h["top"] for h in horizontal if min(abs(h["x0"] - x), abs(h["x1"] - x)) <= _TOUCH})
    return [
        _edge("v", x, upper, x, lower)
        for upper, lower in pairwise(tops)
        if not any(_spans(v, upper, lower) for v in side) and any(_spans(v, upper, lower) for v in inner)
    ]


def _spans(vertical: Edge, upper: float, lower: float) -> bool:
    return bool(vertical["top"] <= upper + _TOUCH and vertical["bottom"] >= lower - _TOUCH)


def _reach(ends: Iterable[float], ruling: float, several: float, single: float = inf) -> bool:
    """Whether rulings begin well before the outermost one that crosses them.

    `several` is the distance in points for two or more, `single` for one alone.
    """
    reaches = [end for end in ends if end < ruling - several]
    return len(reaches) > 1 or any(end < ruling - single for end in reaches)


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> Edge:
    return {"orientation": orientation, "x0": x0, "top": top, "x1": x1, "bottom": bottom}


def build_grid(page: int, boxes: Sequence[Box], chars: Iterable[Char]) -> Grid:
    """One grid from the boxes of its cells; a character belongs to the cell that holds its centre.

    `chars` come in the order in which the page draws them, which tells the lines of a text that runs over
    the edges of its cell (`overflow_text`). A band of cells without rulings between its rows is cut into them
    (`stacked_rows`).
    """
    chars = tuple(chars)
    inside = _owned(boxes, chars, middles(boxes, chars))
    lines = [[line for line in join_lines(own) if line[0].strip()] for own in inside]
    cut = cut_bands(boxes, lines)
    if len(cut) > len(boxes):
        kept = [char for own in inside for char in own]
        inside = _owned(cut, kept, [(char.top + char.bottom) / 2 for char in kept])
        boxes, lines = cut, [[line for line in join_lines(own) if line[0].strip()] for own in inside]
    xs = sorted({x for box in boxes for x in (box[0], box[2])})
    ys = sorted({y for box in boxes for y in (box[1], box[3])})
    column = {x: i for i, x in enumerate(xs)}
    row = {y: i for i, y in enumerate(ys)}
    cells = [
        Cell(
            row=row[top],
            col=column[x0],
            rowspan=row[bottom] - row[top],
            colspan=column[x1] - column[x0],
            text="\n".join(text for text, _, _ in lines[i]),
            bbox=(float(x0), float(top), float(x1), float(bottom)),
        )
        for i, (x0, top, x1, bottom) in enumerate(boxes)
    ]
    cells.sort(key=lambda cell: (cell.row, cell.col))
    return Grid(
        page=page,
        bbox=(float(xs[0]), float(ys[0]), float(xs[-1]), float(ys[-1])),
        n_rows=len(ys) - 1,
        n_cols=len(xs) - 1,
        cells=tuple(cells),
        x_edges=tuple(float(x) for x in xs),
    )


def _owned(boxes: Sequence[Box], chars: Sequence[Char], heights: Sequence[float]) -> list[list[Char]]:
    """The characters of each box, those larger than it left out (a watermark)."""
    xs = sorted({x for box in boxes for x in (box[0], box[2])})
    ys = sorted({y for box in boxes for y in (box[1], box[3])})
    owner: dict[tuple[int, int], int] = {}
    for i, (x0, top, x1, bottom) in enumerate(boxes):
        for r in range(bisect_right(ys, top) - 1, bisect_right(ys, bottom) - 1):
            for c in range(bisect_right(xs, x0) - 1, bisect_right(xs, x1) - 1):
                owner[r, c] = i
    inside: list[list[Char]] = [[] for _ in boxes]
    for char, height in zip(chars, heights, strict=True):
        r = bisect_right(ys, height) - 1
        c = bisect_right(xs, (char.x0 + char.x1) / 2) - 1
        i = owner.get((r, c), -1)
        if i >= 0 and char.bottom - char.top < _TOO_TALL * (boxes[i][3] - boxes[i][1]):
            inside[i].append(char)
    return inside
