"""Bands of cells without rulings between their rows → cut into rows, by the lines that stand in them.

A table may rule its columns and not its rows: one cell then holds 673427 over 224648. Or a cell is so narrow
that one number wraps in it: 1,234,5 over 67.89. A wrapped line is full, so that the next figure would not
have fitted, and wraps beside others that wrap; rows stand level across the columns, blanks left out.

>>> cut_bands([(0, 0, 100, 30), (100, 0, 200, 30)], lines)  # 水费 over 电费, 12.50 over 3.00
[(0, 0, 100, 15), (0, 15, 100, 30), (100, 0, 200, 15), (100, 15, 200, 30)]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.facts.money import number
from index.facts.records import Box
from index.facts.subjects import has_ordinal
from index.files.printed.text_lines import TextLine

_PADDING = 12.0  # points: white left and right of a text in its cell, at most
_LEVEL = 0.5  # of the height of a line: so far apart may the middles of one row lie
_FULL = 0.75  # of its cell: what is this wide is full
_MANY = 3  # rows: so many lines of one number are too many


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a band with the lines that stand in it."""

    box: Box
    lines: Sequence[TextLine]

    @property
    def numeric(self) -> bool:
        """Whether each of its lines is a whole number."""
        return all(number(text) is not None and not text.strip().startswith(".") for text, _, _ in self.lines)

    @property
    def joined(self) -> bool:
        """Whether its lines are one number, put together."""
        return number("".join(text.strip() for text, _, _ in self.lines)) is not None


def cut_bands(boxes: Sequence[Box], lines: Sequence[Sequence[TextLine]]) -> list[Box]:
    """The boxes, those of a band without rulings between its rows cut into its rows."""
    bands: dict[tuple[float, float], list[_Cell]] = defaultdict(list)
    for box, own in zip(boxes, lines, strict=True):
        if own:
            bands[box[1], box[3]].append(_Cell(box, own))
    cuts = {band: _cuts(cells) for band, cells in bands.items() if any(len(c.lines) > 1 for c in cells)}
    cut: list[Box] = []
    for x0, top, x1, bottom in boxes:
        edges = [top, *cuts.get((top, bottom), ()), bottom]
        cut.extend((x0, upper, x1, lower) for upper, lower in pairwise(edges))
    return cut


def _cuts(cells: Sequence[_Cell]) -> list[float]:
    """The heights at which a band is cut into rows; none where it is one row."""
    numeric = [cell for cell in cells if cell.numeric]
    stacked = [cell for cell in numeric if len(cell.lines) > 1]
    if any(_wraps(cell) for cell in cells if len(cell.lines) > 1 and not cell.numeric):
        return []  # where one number wraps, 2050 | 803 beside it is one code
    labels = [cell for cell in cells if not cell.numeric and len(cell.lines) > 1 and _lists(cell)]
    levels = _levels([line for cell in numeric for line in cell.lines])
    if len(levels) < 2 or not _are_rows(stacked, labels, levels):
        return []
    # A row of a label alone, all its numbers blank.
    levels = _levels([line for cell in (*numeric, *_alongside(labels, levels)) for line in cell.lines])
    return [(upper[1] + lower[0]) / 2 for upper, lower in pairwise(levels)]


def _wraps(cell: _Cell) -> bool:
    """Whether a part of one number is no number: 1,234,5 over 67.89."""
    return cell.joined and not cell.numeric


def _levels(lines: Sequence[TextLine]) -> list[tuple[float, float]]:
    """The rows the lines stand on: between which heights, top to bottom."""
    levels: list[list[float]] = []
    for _, (_, top, _, bottom), size in sorted(lines, key=lambda line: line[1][1] + line[1][3]):
        if levels and (top + bottom) / 2 - sum(levels[-1]) / 2 <= _LEVEL * size:
            levels[-1] = [min(levels[-1][0], top), max(levels[-1][1], bottom)]
        else:
            levels.append([top, bottom])
    return [(top, bottom) for top, bottom in levels]


def _are_rows(
    stacked: Sequence[_Cell], labels: Sequence[_Cell], levels: Sequence[tuple[float, float]]
) -> bool:
    """Whether numbers on several levels are rows, not one number that wraps or stands a little off."""
    if any(not cell.joined or not _is_full(cell) for cell in stacked):
        return True
    named = any(_on_all(cell, levels) for cell in labels)
    if stacked:
        return len(levels) >= _MANY and (named or len(stacked) > 1)
    return named


def _is_full(cell: _Cell) -> bool:
    """Whether each line but the last is so wide that the next figure would not have fitted."""
    room = cell.box[2] - cell.box[0]
    widest = max(right - left for _, (left, _, right, _), _ in cell.lines)
    for text, (left, _, right, _), _ in cell.lines[:-1]:
        width = right - left
        figure = width / len(text.strip())
        if width + figure <= widest + figure / 4:
            return False
        if width < min(_FULL * room, room - _PADDING - figure):
            return False
    return True


def _lists(cell: _Cell) -> bool:
    """Whether the lines of a label are labels of their own: numbered, or too short to wrap."""
    texts = [text.strip() for text, _, _ in cell.lines]
    if sum(map(has_ordinal, texts)) > 1:
        return True
    return any(_shorts(cell))


def _shorts(cell: _Cell) -> list[bool]:
    """Of each line of a label but the last, whether more would have fitted on it."""
    room = cell.box[2] - cell.box[0] - _PADDING
    return [right - left + 2 * size < room for _, (left, _, right, _), size in cell.lines[:-1]]


def _on_all(cell: _Cell, levels: Sequence[tuple[float, float]]) -> bool:
    """Whether a label has a line on every level."""
    middles = [(top + bottom) / 2 for _, (_, top, _, bottom), _ in cell.lines]
    return all(any(top <= middle <= bottom for middle in middles) for top, bottom in levels)


def _alongside(labels: Sequence[_Cell], levels: Sequence[tuple[float, float]]) -> list[_Cell]:
    """The labels each line of which is a row of its own: none of them wraps."""
    return [cell for cell in labels if _on_all(cell, levels) and all(_shorts(cell))]
