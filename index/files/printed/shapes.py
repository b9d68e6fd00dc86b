"""Glyphs that the font gives no character → the character they are drawn as, by their shape.

Some fonts leave a point, a digit or a sign without a character, or give it one of a private area: the page
shows 16046.1 and its text says 160461. Such a glyph is looked at in the picture of the page: a point by
where its dot stands, a digit by the digits of the page. What is drawn otherwise stays unread (`UNREAD`),
and so does the cell it stands in.

>>> Shapes().read(inks, draw)[5].char.text  # the sixth glyph of 16046.1 has no character
'.'
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
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
_LEVEL = 0.3  # of the height: characters of one run stand as level as this
_IN_NUMBERS = f"{UNREAD}.,．，%％-－()（）"
_NARROW = 0.25  # of the width for the height: so far apart are no two shapes of one digit
_TRIES = 5  # places at which a glyph is looked at on one page
_SAMPLES = 4  # shapes kept of each digit

Bitmap = NDArray[np.bool_]
Pixels = tuple[int, int, int, int]
"""Left, top, right, bottom."""
Shape = tuple[Bitmap, float]
"""Ink, scaled to a square, and how wide it is for its height."""
Draw = Callable[[], Image.Image]


def without_character(text: str) -> bool:
    """Whether a font names no character for a glyph, or one that means nothing."""
    if len(text) != 1:
        return text.startswith("(cid:")
    return text == UNREAD or unicodedata.category(text) in ("Co", "Cn", "Cs", "Cc")


@dataclass(slots=True)
class Shapes:
    """What the glyphs of one document were found to be drawn as, by their names."""

    known: dict[str, str] = field(default_factory=dict)

    def read(self, inks: Sequence[Ink], draw: Draw) -> list[Ink]:
        """The characters, those without one read by shape; `draw` makes the page's picture where needed."""
        odd = [ink for ink in inks if ink.glyph]
        if not odd:
            return list(inks)
        if any(ink.glyph not in self.known for ink in odd):
            self._look(inks, np.asarray(draw().convert("L")) < _DARK)
        read = []
        for ink in inks:
            if ink.glyph:
                text = self.known.get(ink.glyph, UNREAD)
                if not text or (text == UNREAD and _is_bullet(ink.char, inks)):
                    continue
                ink = ink._replace(char=ink.char._replace(text=text))
            read.append(ink)
        return _without_halves(read)

    def _look(self, inks: Sequence[Ink], page: Bitmap) -> None:
        """Learn what the unknown glyphs of a page are drawn as."""
        digits: dict[str, list[Shape]] = {}
        waiting: list[tuple[str, Pixels, tuple[int, int]]] = []
        tried: Counter[str] = Counter()
        for run in _runs(inks):
            boxes = _boxes([ink.char for ink in run], page)
            level = [box for ink, box in zip(run, boxes, strict=True) if _digit(ink.char.text) and box]
            for ink, box in zip(run, boxes, strict=True):
                if digit := _digit(ink.char.text):
                    own = digits.setdefault(digit, [])
                    if box and len(own) < _SAMPLES:
                        own.append(_scaled(page, box))
                elif ink.glyph and ink.glyph not in self.known:
                    tried[ink.glyph] += 1
                    if box is None:
                        self.known[ink.glyph] = ""
                    elif level and tried[ink.glyph] <= _TRIES:
                        high = min(one[1] for one in level), max(one[3] for one in level)
                        waiting.append((ink.glyph, box, high))
        for glyph, box, high in waiting:
            text = _sign(box, high) or _as_digit(box, high, page, digits)
            if text != UNREAD:
                self.known.setdefault(glyph, text)


def _runs(inks: Sequence[Ink]) -> Iterator[list[Ink]]:
    """What is drawn in one go on one line of digits and of glyphs without a character."""
    run: list[Ink] = []
    for ink in inks:
        char = ink.char
        belongs = bool(ink.glyph or _digit(char.text))
        if run and belongs:
            last, high = run[-1].char, char.bottom - char.top
            if abs(last.top - char.top) < _LEVEL * high and last.x0 < char.x0 < last.x1 + high / 2:
                run.append(ink)
                continue
        if run:
            yield run
        run = [ink] if belongs else []
    if run:
        yield run


def _without_halves(inks: Sequence[Ink]) -> list[Ink]:
    """The characters; of a number with an unread glyph none is read: 810�8 is not 8."""
    kept = list(inks)
    begin = 0
    for i, ink in enumerate([*inks, None]):
        if ink is not None and i > begin and _goes_on(inks[i - 1].char, ink.char):
            continue
        run = kept[begin:i]
        if any(one.char.text == UNREAD for one in run) and any(_digit(one.char.text) for one in run):
            kept[begin:i] = [one._replace(char=one.char._replace(text=UNREAD)) for one in run]
        begin = i
    return kept


def _goes_on(last: Char, char: Char) -> bool:
    """Whether a character goes on with the number that another is part of."""
    high = char.bottom - char.top
    if abs(last.top - char.top) > _LEVEL * high or not last.x0 < char.x0 < last.x1 + high / 2:
        return False
    return all(_digit(text) or text in _IN_NUMBERS for text in (last.text, char.text))


def _digit(text: str) -> str:
    """The plain digit a character is, full-width ones too; "" for others."""
    value = unicodedata.decimal(text, None) if len(text) == 1 else None
    return "" if value is None else str(value)


def _boxes(run: Sequence[Char], page: Bitmap) -> list[Pixels | None]:
    """Where the ink of each character of a run lies; None where nothing is drawn.

    The boxes that a font gives its characters may overlap: then the strokes, left to right, tell.
    """
    apart = all(one.x1 <= other.x0 + 0.5 for one, other in pairwise(run))
    top, bottom = min(char.top for char in run), max(char.bottom for char in run)
    if not apart:
        strokes = _strokes(page, run[0].x0, top, run[-1].x1, bottom)
        strokes = strokes[: len(run)]
        return list(strokes) if len(strokes) == len(run) else [None] * len(run)
    return [_ink(page, char.x0, top, char.x1, bottom) for char in run]


def _area(x0: float, top: float, x1: float, bottom: float) -> Pixels:
    scale = DOTS_PER_INCH / 72
    return max(0, int(x0 * scale)), max(0, int(top * scale)), int(x1 * scale) + 1, int(bottom * scale) + 1


def _ink(page: Bitmap, x0: float, top: float, x1: float, bottom: float) -> Pixels | None:
    """Where ink lies in a place, given in points."""
    left, upper, right, lower = _area(x0, top, x1, bottom)
    part = page[upper:lower, left:right]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return None
    return (
        left + int(columns[0]),
        upper + int(rows[0]),
        left + int(columns[-1]) + 1,
        upper + int(rows[-1]) + 1,
    )


def _strokes(page: Bitmap, x0: float, top: float, x1: float, bottom: float) -> list[Pixels]:
    """What white columns part, left to right."""
    left, upper, right, lower = _area(x0, top, x1, bottom)
    part = page[upper:lower, left:right]
    inked = np.concatenate(([False], part.any(axis=0), [False]))
    begins, ends = np.flatnonzero(~inked[:-1] & inked[1:]), np.flatnonzero(inked[:-1] & ~inked[1:])
    found = []
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        rows = np.flatnonzero(part[:, begin:end].any(axis=1))
        found.append((left + begin, upper + int(rows[0]), left + end, upper + int(rows[-1]) + 1))
    return found


def _scaled(page: Bitmap, box: Pixels) -> Shape:
    part = Image.fromarray(page[box[1] : box[3], box[0] : box[2]].astype(np.uint8) * 255)
    scaled = np.asarray(part.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR)) > 127
    return scaled, (box[2] - box[0]) / (box[3] - box[1])


def _sign(box: Pixels, line: tuple[int, int]) -> str:
    """A point, a comma, a middle dot or a dash, by its size and where it stands; "" for others.

    `line` is between which heights the digits of its line stand.
    """
    top, foot = line
    high = foot - top
    wide, tall = (box[2] - box[0]) / high, (box[3] - box[1]) / high
    middle, below = ((box[1] + box[3]) / 2 - top) / high, (box[3] - foot) / high
    if tall <= 0.4 and wide <= 0.4 and 0.5 <= wide / tall <= 2:
        if abs(below) <= 0.12:
            return "."
        return "·" if 0.3 <= middle <= 0.7 else ""
    if wide <= 0.4 and tall <= 0.55 and below > 0.1 and middle > 0.75:
        return ","
    if tall <= 0.25 and wide >= 0.35 and 0.3 <= middle <= 0.75:
        return "-" if wide < 0.9 else "—"
    return ""


def _as_digit(box: Pixels, line: tuple[int, int], page: Bitmap, digits: dict[str, list[Shape]]) -> str:
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


def _common(one: Shape, other: Shape) -> float:
    """The share of the ink of two shapes that is common to both; nothing where one is much narrower."""
    (own, wide), (their, narrow) = one, other
    if abs(wide - narrow) > _NARROW * max(wide, narrow):
        return 0.0
    return float(np.logical_and(own, their).sum() / max(1, np.logical_or(own, their).sum()))


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
