"""Characters with their places → lines of text, as the eye joins them.

>>> join_lines([Char("合", 0, 0, 10, 10), Char("计", 10, 0, 20, 10), Char("元", 90, 0, 100, 10)])
[('合计 元', (0, 0, 100, 10), 10)]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.facts.records import Box

_GAP = 0.6  # of the character's height: a wider gap reads as a space


TextLine = tuple[str, Box, float]
"""Text, box and size."""


class Char(NamedTuple):
    """One visible character; the height of its box stands for its size."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


def join_lines(chars: Sequence[Char]) -> list[TextLine]:
    """Lines of text with box and size, top to bottom; a gap between words becomes one space."""
    return [_line(row) for row in rows_of(chars)]


def rows_of(chars: Sequence[Char]) -> list[list[Char]]:
    """The characters that stand on one line together, line by line, top to bottom."""
    rows: list[list[Char]] = []
    middles: list[float] = []
    for char in sorted(chars, key=lambda c: c.top + c.bottom):
        middle = (char.top + char.bottom) / 2
        if rows and middle - middles[-1] <= 0.45 * (char.bottom - char.top):
            rows[-1].append(char)
        else:
            rows.append([char])
            middles.append(middle)
    return rows


def _line(row: list[Char]) -> TextLine:
    row.sort(key=lambda c: c.x0)
    parts: list[str] = []
    last: Char | None = None
    for char in row:
        if last is not None:
            # Bold is often the same character printed twice, a fraction of a point apart.
            if char.text == last.text and char.x0 - last.x0 < 0.25 * (char.x1 - char.x0):
                continue
            if char.x0 - last.x1 > _GAP * (char.bottom - char.top) and parts[-1] != " " and char.text != " ":
                parts.append(" ")
        parts.append(char.text)
        last = char
    inked = [char for char in row if not char.text.isspace()] or row
    box = (
        min(char.x0 for char in inked),
        min(char.top for char in inked),
        max(char.x1 for char in inked),
        max(char.bottom for char in inked),
    )
    sizes = sorted(char.bottom - char.top for char in inked)
    return "".join(parts), box, sizes[len(sizes) // 2]
