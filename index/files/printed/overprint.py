"""Characters as a page draws them → each of them once, without what is printed across them.

Bold and shadows are often the same text drawn twice, a point or two apart; a watermark or a stamp is
other text over it. The eye reads one text in both, and so do the cells.

>>> "".join(ink.char.text for ink in once(drawn))  # 3.30 drawn at 354.0 and again at 355.6
'3.30'
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from index.files.printed.text_lines import Char

_SHIFT = 2.05  # points: by so much may the second print lie beside the first
_FIELD = 2 * _SHIFT  # characters are looked up by fields of this side
_ROWS = 1 << 20  # of fields, at most
_NEAR = 0.45  # of its width: nearer than this, a character is its own second print
_BESIDE = 0.8  # …of a text that is drawn again, not of two alike letters side by side
_SAME_SHIFT = 0.15  # points: two characters of one second print are shifted alike
_ALIKE = 0.1  # of the height: letters of one print are of one height
_PALE = 0.55  # lightness from which text is a watermark where it meets darker text
_SHADE = 0.2  # of lightness: nearer colours are one
_LARGER = 1.25  # of the usual height: what meets other text and is higher lies over it
_INK = 0.2  # of the height of a box: above and below, it is mostly white
_MEET = 0.25  # of the smaller character: so much of it must be covered
_TALLEST = 150.0  # points: no letter is higher
_STEP = 2.0  # of the height: wider white ends a run


Color = tuple[float, ...]
"""Grey, red-green-blue or cyan-magenta-yellow-black, 0 … 1; () for patterns."""


class Ink(NamedTuple):
    """One character as drawn: its colour, the height of its baseline, and the glyph it is drawn with."""

    char: Char
    color: Color = (0.0,)
    base: float = 0.0
    glyph: str = ""


def once(inks: Sequence[Ink]) -> list[Ink]:
    """The characters in the order drawn, without second prints."""
    second = _second_prints([ink.char for ink in inks])
    return [ink for i, ink in enumerate(inks) if i not in second] if second else list(inks)


def _second_prints(chars: Sequence[Char]) -> set[int]:
    """Which characters are drawn again where the same text stands already."""
    places: dict[str, dict[int, list[int]]] = {}
    firsts: dict[int, int] = {}
    for i, (text, x0, top, _, _) in enumerate(chars):
        if text == " ":
            continue
        across, down = x0 / _FIELD, top / _FIELD
        column, row = int(across), int(down)
        field = column * _ROWS + row
        own = places.get(text)
        if own is None:
            places[text] = {field: [i]}
            continue
        beside = field + (_ROWS if across - column > 0.5 else -_ROWS)
        below = 1 if down - row > 0.5 else -1
        for near in (field, beside, field + below, beside + below):
            for first in own.get(near, ()):
                if _shifted(chars[first], chars[i]):
                    firsts[i] = first
        if i not in firsts:
            own.setdefault(field, []).append(i)
    return _confirmed(chars, firsts) if firsts else set()


def _shifted(first: Char, char: Char) -> bool:
    """Whether a character lies within the shift of a second print of the other."""
    high = first.bottom - first.top
    return (
        abs(char.x0 - first.x0) <= _SHIFT
        and abs(char.top - first.top) <= _SHIFT
        and abs(char.bottom - char.top - high) <= _ALIKE * high
    )


def _confirmed(chars: Sequence[Char], firsts: dict[int, int]) -> set[int]:
    """The second prints among them: not two narrow letters side by side, as in 1,110 or a row of dots."""
    sure = set()
    for i, first in firsts.items():
        beside = abs(chars[i].x0 - chars[first].x0)
        width = chars[i].x1 - chars[i].x0
        if beside <= _NEAR * width or (i - first > 1 and beside <= _BESIDE * width):
            sure.add(i)
    # A narrow point goes with the digits before or behind it that are shifted as it is.
    for i in firsts.keys() - sure:
        if any(
            other in sure and _alike(chars, (firsts[i], i), (firsts[other], other))
            for other in (i - 1, i + 1, i - 2, i + 2)
        ):
            sure.add(i)
    return sure


def _alike(chars: Sequence[Char], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two characters are shifted alike against their first prints."""
    (a, b), (c, d) = one, other
    across = (chars[b].x0 - chars[a].x0) - (chars[d].x0 - chars[c].x0)
    down = (chars[b].top - chars[a].top) - (chars[d].top - chars[c].top)
    return abs(across) <= _SAME_SHIFT and abs(down) <= _SAME_SHIFT


def without_overlay(inks: Sequence[Ink]) -> list[Ink]:
    """The characters without the runs of a watermark or a stamp: other text across theirs.

    Of two texts that meet, the pale one lies over the other, else the larger, else the coloured.
    """
    odd = _odd(inks)
    if not odd:
        return list(inks)
    runs = _runs(odd, inks)
    by_top = sorted((ink.char.top, i) for i, ink in enumerate(inks))
    gone: set[int] = set()
    for run in runs:
        met = _over(run, inks, by_top)
        if met and _lies_over([inks[i] for i in run], [inks[j] for j in met]):
            gone.update(run)
    return [ink for i, ink in enumerate(inks) if i not in gone]


def _odd(inks: Sequence[Ink]) -> list[int]:
    """The characters that differ from most of the page in height or colour."""
    kinds = Counter([(int(ink.char.bottom - ink.char.top + 0.5), ink.color) for ink in inks])
    if len(kinds) < 2:
        return []
    (usual, color), _ = kinds.most_common(1)[0]
    common = lightness(color)
    odd = {
        kind
        for kind in kinds
        if kind[0] > _LARGER * usual or abs(lightness(kind[1]) - common) > _SHADE or _colored(kind[1])
    }
    if not odd:
        return []
    return [i for i, ink in enumerate(inks) if (int(ink.char.bottom - ink.char.top + 0.5), ink.color) in odd]


def _runs(odd: Sequence[int], inks: Sequence[Ink]) -> list[list[int]]:
    """They, by what is drawn in one go on one line in one colour and height."""
    runs: list[list[int]] = []
    for i in odd:
        ink = inks[i]
        if runs:
            last = inks[runs[-1][-1]]
            size = ink.char.bottom - ink.char.top
            level = abs(last.char.top - ink.char.top) < _ALIKE * size
            alike = abs(last.char.bottom - last.char.top - size) < _ALIKE * size
            if level and alike and last.color == ink.color and abs(ink.char.x0 - last.char.x1) < _STEP * size:
                runs[-1].append(i)
                continue
        runs.append([i])
    return runs


def _over(run: Sequence[int], inks: Sequence[Ink], by_top: Sequence[tuple[float, int]]) -> set[int]:
    """The other characters whose ink the characters of a run cover; `by_top` are all, top to bottom."""
    own = set(run)
    chars = [inks[i].char for i in run if inks[i].char.text.strip()]
    if not chars:
        return set()
    left, right = min(char.x0 for char in chars), max(char.x1 for char in chars)
    bottom = max(char.bottom for char in chars)
    met = set()
    for top, j in by_top[bisect_left(by_top, (min(char.top for char in chars) - _TALLEST, -1)) :]:
        if top > bottom:
            break
        other = inks[j].char
        if other.x1 < left or other.x0 > right or j in own or not other.text.strip():
            continue
        if any(_cover(char, other) for char in chars):
            met.add(j)
    return met


def _cover(one: Char, other: Char) -> bool:
    white, beyond = _INK * (one.bottom - one.top), _INK * (other.bottom - other.top)
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.bottom - white, other.bottom - beyond) - max(one.top + white, other.top + beyond)
    if wide <= 0 or high <= 0:
        return False
    areas = ((c.x1 - c.x0) * (c.bottom - c.top - 2 * w) for c, w in ((one, white), (other, beyond)))
    return wide * high > _MEET * min(areas)


def _lies_over(run: Sequence[Ink], met: Sequence[Ink]) -> bool:
    """Whether a run is what lies over the characters it meets, not what they lie over."""
    own, their = lightness(run[0].color), min(lightness(ink.color) for ink in met)
    if own >= _PALE or their >= _PALE:
        return own > their
    size = run[0].char.bottom - run[0].char.top
    usual = max(ink.char.bottom - ink.char.top for ink in met)
    if max(size, usual) > _LARGER * min(size, usual):
        return size > usual
    return _colored(run[0].color) and not all(_colored(ink.color) for ink in met)


def lightness(color: Color) -> float:
    """How light a colour is: black 0, white 1."""
    match color:
        case (grey,):
            return grey
        case (red, green, blue):
            return 0.3 * red + 0.59 * green + 0.11 * blue
        case (cyan, magenta, yellow, black):
            return (1 - black) * (1 - (0.3 * cyan + 0.59 * magenta + 0.11 * yellow))
    return 0.0


def _colored(color: Color) -> bool:
    match color:
        case (red, green, blue):
            return max(red, green, blue) - min(red, green, blue) > 0.3
        case (cyan, magenta, yellow, _):
            return max(cyan, magenta, yellow) - min(cyan, magenta, yellow) > 0.3
    return False
