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

from index.facts.records import Box
from index.facts.subjects import has_ordinal, is_code
from index.files.printed.text_lines import Char
from index.files.printed.text_runs import TextRun

_SAME_LINE = 0.45  # of its height: how far the middle of a character may lie from that of its line
_GAP = 2.0  # of its height: wider white on one line parts two texts
_LEADING = 0.8  # of its height: wider white between two lines parts two texts
_FULL = 2.2  # of its height: a line that leaves less of its cell free is a full one
_CUT = 0.2  # of its height: by so much must a line reach over the edge of its cell


@dataclass(frozen=True, slots=True)
class _Stroke:
    """What is drawn in one go on one line: its characters by their number, and their text."""

    chars: tuple[int, ...]
    run: TextRun


def middles(boxes: Sequence[Box], chars: Sequence[Char]) -> list[float]:
    """For each character the height that says which cell it belongs to: mostly its own middle."""
    found = [(char.top + char.bottom) / 2 for char in chars]
    for text in _texts(_strokes(chars), boxes):
        middle = (text[0].run.top + text[-1].run.bottom) / 2
        for stroke in text:
            for i in stroke.chars:
                found[i] = middle
    return found


def _strokes(chars: Sequence[Char]) -> list[_Stroke]:
    drawn: list[list[int]] = []
    right = 0.0
    for i, char in enumerate(chars):
        if drawn and _follows(char, chars[drawn[-1][0]], right):
            drawn[-1].append(i)
            right = max(right, char.x1)
        else:
            drawn.append([i])
            right = char.x1
    strokes = (_stroke(numbers, chars) for numbers in drawn)
    return [stroke for stroke in strokes if stroke.run.text.strip()]


def _follows(char: Char, first: Char, right: float) -> bool:
    """Whether a character goes on with a stroke of that first character, which so far ends at `right`."""
    size = char.bottom - char.top
    level = abs(first.top + first.bottom - char.top - char.bottom) / 2 <= _SAME_LINE * size
    return level and -size / 2 <= char.x0 - right < _GAP * size


def _stroke(numbers: Sequence[int], chars: Sequence[Char]) -> _Stroke:
    """The characters of these numbers; their line is as high as the first of them."""
    drawn = [chars[i] for i in numbers]
    text, right = "".join(char.text for char in drawn), max(char.x1 for char in drawn)
    return _Stroke(tuple(numbers), TextRun(text, drawn[0].x0, drawn[0].top, right, drawn[0].bottom))


def _texts(strokes: Sequence[_Stroke], boxes: Sequence[Box]) -> list[list[_Stroke]]:
    """The texts of several lines of which one is cut by the edge of a cell."""
    texts: list[list[_Stroke]] = []
    for stroke in strokes:
        if texts and _goes_on(texts[-1][-1].run, stroke.run, boxes):
            texts[-1].append(stroke)
        else:
            texts.append([stroke])
    return [text for text in texts if len(text) > 1 and any(_is_cut(stroke.run, boxes) for stroke in text)]


def _goes_on(upper: TextRun, lower: TextRun, boxes: Sequence[Box]) -> bool:
    """Whether a line is the next one of the text before it."""
    size = upper.size
    if not (-size / 3 < lower.top - upper.bottom < _LEADING * size and abs(size - lower.size) < size / 10):
        return False
    if upper.numeric or has_ordinal(lower.text.strip()) or is_code(lower.text.strip()):
        return False
    cells = [cell for cell in (_cell(upper, boxes), _cell(lower, boxes)) if cell is not None]
    if not cells:
        return False
    left, right = max(cell[0] for cell in cells), min(cell[2] for cell in cells)
    inside = left - size / 2 <= lower.x0 and lower.x1 <= right + size / 2
    return inside and -size < right - left - (upper.x1 - upper.x0) < _FULL * size


def _cell(line: TextRun, boxes: Sequence[Box]) -> Box | None:
    """The cell that holds the middle of a line; None beside the grid."""
    x, y = line.middle, line.height
    return next((box for box in boxes if box[0] <= x < box[2] and box[1] <= y < box[3]), None)


def _is_cut(line: TextRun, boxes: Sequence[Box]) -> bool:
    cell = _cell(line, boxes)
    margin = _CUT * line.size
    return cell is not None and (line.top < cell[1] - margin or line.bottom > cell[3] + margin)
