"""Text that runs over the edges of its cell: each line given to the cell the whole text stands in.

A spreadsheet centres a label that is too long for its row and lets it run over the rows above and
below. Its lines are drawn one after another, fill the width of the cell but for the last, and some
ruling cuts through one of them.

>>> middles(row_boxes, chars)  # 机关事业单位基本养老保险缴费支 / 出, over the edges of the second row
[30.0, 30.0, 30.0, …]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.facts.money import number
from index.facts.records import Box
from index.facts.subjects import has_ordinal, is_code
from index.files.printed.text_lines import Char

_SAME_LINE = 0.45  # of its height: how far the middle of a character may lie from that of its line
_GAP = 2.0  # of its height: wider white on one line parts two texts
_LEADING = 0.8  # of its height: wider white between two lines parts two texts
_FULL = 2.2  # of its height: a line that leaves less of its cell free is a full one
_CUT = 0.2  # of its height: by so much must a line reach over the edge of its cell


@dataclass(slots=True)
class _Stroke:
    """What is drawn in one go on one line: its characters by their number, and its box."""

    chars: list[int]
    text: str
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def middles(boxes: Sequence[Box], chars: Sequence[Char]) -> list[float]:
    """For each character the height that says which cell it belongs to: mostly its own middle."""
    found = [(char.top + char.bottom) / 2 for char in chars]
    for text in _texts(_strokes(chars), boxes):
        middle = (text[0].top + text[-1].bottom) / 2
        for stroke in text:
            for i in stroke.chars:
                found[i] = middle
    return found


def _strokes(chars: Sequence[Char]) -> list[_Stroke]:
    strokes: list[_Stroke] = []
    for i, char in enumerate(chars):
        size = char.bottom - char.top
        if strokes:
            last = strokes[-1]
            level = abs(last.top + last.bottom - char.top - char.bottom) / 2 <= _SAME_LINE * size
            if level and -size / 2 <= char.x0 - last.x1 < _GAP * size:
                last.chars.append(i)
                last.text += char.text
                last.x1 = max(last.x1, char.x1)
                continue
        strokes.append(_Stroke([i], char.text, char.x0, char.top, char.x1, char.bottom))
    return [stroke for stroke in strokes if stroke.text.strip()]


def _texts(strokes: Sequence[_Stroke], boxes: Sequence[Box]) -> list[list[_Stroke]]:
    """The texts of several lines of which one is cut by the edge of a cell."""
    texts: list[list[_Stroke]] = []
    for stroke in strokes:
        if texts and _goes_on(texts[-1][-1], stroke, boxes):
            texts[-1].append(stroke)
        else:
            texts.append([stroke])
    return [text for text in texts if len(text) > 1 and any(_is_cut(stroke, boxes) for stroke in text)]


def _goes_on(upper: _Stroke, lower: _Stroke, boxes: Sequence[Box]) -> bool:
    """Whether a stroke is the next line of the text before it."""
    size = upper.height
    if not (-size / 3 < lower.top - upper.bottom < _LEADING * size and abs(size - lower.height) < size / 10):
        return False
    words = (upper.text.strip(), lower.text.strip())
    if number(words[0]) is not None or has_ordinal(words[1]) or is_code(words[1]):
        return False
    cells = [cell for cell in (_cell(upper, boxes), _cell(lower, boxes)) if cell is not None]
    if not cells:
        return False
    left, right = max(cell[0] for cell in cells), min(cell[2] for cell in cells)
    inside = left - size / 2 <= lower.x0 and lower.x1 <= right + size / 2
    return inside and -size < right - left - (upper.x1 - upper.x0) < _FULL * size


def _cell(stroke: _Stroke, boxes: Sequence[Box]) -> Box | None:
    """The cell that holds the middle of a line; None beside the grid."""
    x, y = (stroke.x0 + stroke.x1) / 2, (stroke.top + stroke.bottom) / 2
    return next((box for box in boxes if box[0] <= x < box[2] and box[1] <= y < box[3]), None)


def _is_cut(stroke: _Stroke, boxes: Sequence[Box]) -> bool:
    cell = _cell(stroke, boxes)
    margin = _CUT * stroke.height
    return cell is not None and (stroke.top < cell[1] - margin or stroke.bottom > cell[3] + margin)
