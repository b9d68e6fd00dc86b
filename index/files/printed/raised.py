"""Characters → the same without the raised marks of footnotes, which are no part of a number or a name.

A mark is a small figure or sign behind a letter, on a higher baseline; ², ³ behind a unit of length is none.

>>> "".join(ink.char.text for ink in without_marks(inks))  # 2.50 with a raised 1
'2.50'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from index.files.printed.overprint import Ink
from index.files.printed.text_lines import Char

_SMALL = 0.82  # of the height of what stands before it
_RAISED = 0.12  # of that height: by so much its baseline lies above the other's
_GAP = 0.35  # of that height: white before a mark, at most
_UNITS = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ㎡米]")
_POINTS = ".,．，"
_STRIPE = 20.0  # points: characters are looked up by stripes of this height


def without_marks(inks: Sequence[Ink]) -> list[Ink]:
    """The characters in their order, the raised marks left out."""
    small = [i for i, ink in enumerate(inks) if _may_mark(ink.char.text)]
    tallest = max((ink.char.bottom - ink.char.top for ink in inks), default=0.0)
    small = [i for i in small if inks[i].char.bottom - inks[i].char.top < _SMALL * tallest]
    if not small:
        return list(inks)
    marks: set[int] = set()
    stripes: dict[int, list[int]] = {}
    heights: dict[int, float] = {}
    for i, ink in enumerate(inks):
        if ink.char.text.strip():
            stripe = int(ink.char.top // _STRIPE)
            stripes.setdefault(stripe, []).append(i)
            heights[stripe] = max(heights.get(stripe, 0.0), ink.char.bottom - ink.char.top)
    small = [i for i in small if _beside_taller(inks[i].char, heights)]
    # From the left, so that the second figure of a mark is told by the first.
    for i in sorted(small, key=lambda i: inks[i].char.x0):
        before = _before(inks[i].char, inks, stripes)
        if before is not None and _is_mark(inks[i], inks[before], before in marks):
            marks.add(i)
    return [ink for i, ink in enumerate(inks) if i not in marks] if marks else list(inks)


def _beside_taller(char: Char, heights: dict[int, float]) -> bool:
    """Whether something about as high up is so much taller that a character may be its mark."""
    stripe, own = int(char.top // _STRIPE), char.bottom - char.top
    return any(own < _SMALL * heights.get(near, 0.0) for near in (stripe - 1, stripe, stripe + 1))


@lru_cache(maxsize=4096)
def _may_mark(text: str) -> bool:
    return text.isdigit() or text in "*＊※#()（）[]［］〔〕【】注" or _is_circled(text)


def _is_circled(text: str) -> bool:
    return len(text) == 1 and unicodedata.decomposition(text).startswith(("<super>", "<circle>"))


def _before(char: Char, inks: Sequence[Ink], stripes: dict[int, list[int]]) -> int | None:
    """The character a small one stands right behind."""
    best: int | None = None
    stripe = int(char.top // _STRIPE)
    for near in (stripe - 1, stripe, stripe + 1):
        for j in stripes.get(near, ()):
            other = inks[j].char
            if other.x0 >= char.x0 or other.bottom <= char.top or other.top >= char.bottom:
                continue
            size = other.bottom - other.top
            close = -size / 4 <= char.x0 - other.x1 <= _GAP * size
            if close and (best is None or other.x1 > inks[best].char.x1):
                best = j
    return best


def _is_mark(ink: Ink, before: Ink, after_mark: bool) -> bool:
    """Whether a character is a mark of the one before it, or the next figure of its mark."""
    size = before.char.bottom - before.char.top
    own = ink.char.bottom - ink.char.top
    if after_mark:
        return abs(size - own) < _SMALL * 0.1 * size and abs(before.base - ink.base) < _RAISED * size
    text = before.char.text
    if text in _POINTS or (_UNITS.match(text) and ink.char.text in "23²³"):
        return False
    return own < _SMALL * size and before.base - ink.base > _RAISED * size and ink.base > before.char.top
