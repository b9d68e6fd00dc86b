"""Glyphs that the font gives no character → the character they are drawn as, by their shape.

Some fonts leave a point, a digit or a sign without a character, or give it one of a private area: the page
shows 16046.1 and its text says 160461. Such a glyph is looked at in the picture of the page: a point by
where its dot stands, a digit by the digits of the page. What is drawn otherwise stays unread (`UNREAD`),
and so does the cell it stands in.

>>> Shapes(draw).read(inks)[3].char.text  # the fourth glyph of 16046.1 has no character
'.'
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from PIL import Image

from index.files.printed.overprint import Ink
from index.files.printed.text_lines import Char

UNREAD: Final = "\ufffd"
"""What stands for a glyph that nothing tells the character of."""

DOTS_PER_INCH: Final = 216.0

_DARK = 140  # of 255: what is darker is ink
_SIDE = 24  # pixels: shapes are compared at this size
_SURE = 0.80  # of the ink of two shapes that is common to both, for them to be one
_AHEAD = 0.08  # by so much it must be above that of the next digit
_LEVEL = 0.45  # of the height: how far the middles of characters of one line lie apart
_TRIES = 5  # places at which a glyph is looked at on one page

Bitmap = np.ndarray
Draw = Callable[[], Image.Image]


def without_character(text: str) -> bool:
    """Whether a font names no character for a glyph, or one that means nothing."""
    if len(text) > 1:
        return text.startswith("(cid:")
    return (bool(text) and unicodedata.category(text) in ("Co", "Cn", "Cs", "Cc")) or text == UNREAD


@dataclass(slots=True)
class Shapes:
    """What the glyphs of one document were found to be drawn as, by their names."""

    known: dict[str, str] = field(default_factory=dict)

    def read(self, inks: Sequence[Ink], draw: Draw) -> list[Ink]:
        """The characters, those without one read by shape; `draw` makes the page's picture where needed."""
        odd = [ink for ink in inks if ink.glyph]
        if not odd:
            return list(inks)
        if strange := [ink for ink in odd if ink.glyph not in self.known]:
            self._look(strange, inks, draw())
        read = []
        for ink in inks:
            if ink.glyph:
                text = self.known.get(ink.glyph, UNREAD)
                if not text or (text == UNREAD and _is_bullet(ink.char, inks)):
                    continue
                ink = ink._replace(char=ink.char._replace(text=text))
            read.append(ink)
        return read

    def _look(self, odd: Sequence[Ink], inks: Sequence[Ink], picture: Image.Image) -> None:
        page = np.asarray(picture.convert("L")) < _DARK
        figures = [ink.char for ink in inks if _digit(ink.char.text)]
        digits = _samples(figures, page)
        tried: Counter[str] = Counter()
        for ink in odd:
            tried[ink.glyph] += 1
            if ink.glyph not in self.known and tried[ink.glyph] <= _TRIES:
                if (text := _shape(ink.char, figures, page, digits)) != UNREAD:
                    self.known[ink.glyph] = text


def _is_bullet(char: Char, inks: Sequence[Ink]) -> bool:
    """Whether a glyph of a font of signs (private area F020 … F0FF) stands beside no figure."""
    if not "\uf020" <= char.text <= "\uf0ff":
        return False
    high = char.bottom - char.top
    return not any(
        _digit(ink.char.text)
        and abs(ink.char.top - char.top) < high
        and (abs(ink.char.x0 - char.x1) < high / 2 or abs(char.x0 - ink.char.x1) < high / 2)
        for ink in inks
    )


def _digit(text: str) -> str:
    """The plain digit a character is, full-width ones too; "" for others."""
    value = unicodedata.decimal(text, None) if len(text) == 1 else None
    return "" if value is None else str(value)


def _samples(figures: Sequence[Char], page: Bitmap) -> dict[str, list[Bitmap]]:
    """How the page draws its digits, a few of each."""
    found: dict[str, list[Bitmap]] = {}
    for char in figures:
        own = found.setdefault(_digit(char.text), [])
        if len(own) < 4 and (box := _ink(char, page)) is not None:
            own.append(_scaled(page, box))
    return found


def _pixels(points: float) -> float:
    return points * DOTS_PER_INCH / 72


def _ink(char: Char, page: Bitmap) -> tuple[int, int, int, int] | None:
    """Where the ink of a character lies, in pixels: left, top, right, bottom; None where there is none."""
    left, right = int(_pixels(char.x0)), int(_pixels(char.x1)) + 1
    top, bottom = int(_pixels(char.top)), int(_pixels(char.bottom)) + 1
    part = page[max(top, 0) : bottom, max(left, 0) : right]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return None
    x, y = max(left, 0), max(top, 0)
    return x + int(columns[0]), y + int(rows[0]), x + int(columns[-1]) + 1, y + int(rows[-1]) + 1


def _scaled(page: Bitmap, box: tuple[int, int, int, int]) -> Bitmap:
    part = Image.fromarray(page[box[1] : box[3], box[0] : box[2]].astype(np.uint8) * 255)
    return np.asarray(part.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR)) > 127


def _shape(char: Char, figures: Sequence[Char], page: Bitmap, digits: dict[str, list[Bitmap]]) -> str:
    """The character a glyph is drawn as, "" where nothing is drawn, UNREAD where its shape tells none."""
    box = _ink(char, page)
    if box is None:
        return ""
    line = _line(char, figures, page)
    if line is None:
        return UNREAD
    return _sign(box, line) or _as_digit(box, line, page, digits)


def _line(char: Char, figures: Sequence[Char], page: Bitmap) -> tuple[float, float] | None:
    """Between which heights the digits of its line stand, those nearest to it first."""
    middle, high = (char.top + char.bottom) / 2, char.bottom - char.top
    level = [
        one
        for one in figures
        if abs((one.top + one.bottom) / 2 - middle) < _LEVEL * high
        and abs(one.bottom - one.top - high) < 0.3 * high
    ]
    for one in sorted(level, key=lambda c: abs(c.x0 - char.x0)):
        if (box := _ink(one, page)) is not None:
            return box[1], box[3]
    return None


def _sign(box: tuple[int, int, int, int], line: tuple[float, float]) -> str:
    """A point, a comma, a middle dot or a dash, by its size and where it stands; "" for others."""
    top, foot = line
    high = foot - top
    wide, tall = (box[2] - box[0]) / high, (box[3] - box[1]) / high
    middle, below = ((box[1] + box[3]) / 2 - top) / high, (box[3] - foot) / high
    if tall <= 0.32 and wide <= 0.32 and 0.5 <= wide / tall <= 2:
        if abs(below) <= 0.12:
            return "."
        return "·" if 0.3 <= middle <= 0.7 else ""
    if wide <= 0.4 and tall <= 0.55 and below > 0.1 and middle > 0.75:
        return ","
    if tall <= 0.25 and wide >= 0.35 and 0.3 <= middle <= 0.75:
        return "-" if wide < 0.9 else "—"
    return ""


def _as_digit(
    box: tuple[int, int, int, int], line: tuple[float, float], page: Bitmap, digits: dict[str, list[Bitmap]]
) -> str:
    """The digit whose shape on this page it has, surely and alone; else UNREAD."""
    if (box[3] - box[1]) < 0.85 * (line[1] - line[0]):
        return UNREAD
    own = _scaled(page, box)
    likeness = sorted(
        ((max(_common(own, shape) for shape in shapes), digit) for digit, shapes in digits.items() if shapes),
        reverse=True,
    )
    if not likeness or likeness[0][0] < _SURE:
        return UNREAD
    if len(likeness) > 1 and likeness[0][0] - likeness[1][0] < _AHEAD:
        return UNREAD
    return likeness[0][1]


def _common(one: Bitmap, other: Bitmap) -> float:
    """The share of the ink of two shapes that is common to both."""
    return float(np.logical_and(one, other).sum() / max(1, np.logical_or(one, other).sum()))
