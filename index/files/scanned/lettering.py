"""Lines of text as read from a picture → characters with the boxes that print would give them.

Reading tells where the middle of a character's ink is. How large the type is shows in how far one
Chinese character stands from the next, as each fills a square, or else in the height of the ink.

>>> chars = lettered([(230, 559, 565, 592)], [[("一", 239.4), ("、", 262.1), …]])
>>> chars[0]
Char(text='一', x0=226.4, top=562.5, x1=252.4, bottom=588.5)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from index.files.printed.text_lines import Char
from index.files.scanned.characters import Strip

Mark = tuple[str, float]
"""A character and the middle of its ink."""

_CHINESE_INK = 0.9  # of the size of the type: how high a line of Chinese is inked
_DIGIT_INK = 0.72
_APART = 2.0  # times the height of the ink: further apart, two characters are not neighbours
_SURE = 5  # neighbours in a run that tell the size of the type
_SPREAD = 0.15  # how much further apart they stand in a line that is spread to fill its width
_ALIKE = 0.25  # what differs by less is the same type
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# GB/T 15834—2011: these marks take the square of a character, and fill one half of it.
_FULL = str.maketrans(":;,()!?", "：；，（）！？")
_RIGHT_HALF = "（《〈【“‘「『［"
_LEFT_HALF = "）》〉】”’」』］，。；：、！？"


def lettered(inked: Sequence[Strip], read: Sequence[Sequence[Mark]]) -> list[Char]:
    """All characters of all lines, in the unit of `inked`, the boxes round what is printed in each."""
    lines = [_full_width([mark for mark in line if not mark[0].isspace()]) for line in read]
    chars = []
    for (_, top, _, bottom), size, line in zip(inked, _sizes(inked, lines), lines, strict=True):
        middle = (top + bottom) / 2
        for text, x in line:
            half = size / 2 if _wide(text) else size / 4
            x += size / 4 * ((text in _LEFT_HALF) - (text in _RIGHT_HALF))
            chars.append(Char(text, x - half, middle - size / 2, x + half, middle + size / 2))
    return chars


def _full_width(line: list[Mark]) -> list[Mark]:
    """A mark beside a Chinese character is a Chinese mark, which the network often takes for its half."""
    texts = ["", *(text for text, _ in line), ""]
    return [
        (text.translate(_FULL) if _CHINESE.match(before) or _CHINESE.match(after) else text, x)
        for before, after, (text, x) in zip(texts, texts[2:], line, strict=False)
    ]


def _wide(text: str) -> bool:
    return unicodedata.east_asian_width(text) in "WF" or text in _RIGHT_HALF + _LEFT_HALF


def _sizes(inked: Sequence[Strip], lines: Sequence[Sequence[Mark]]) -> list[float]:
    """The size of each line's type: the one of the page's sizes that is nearest to what the line tells."""
    heights = [bottom - top for _, top, _, bottom in inked]
    runs = [_run(line, _APART * height) for line, height in zip(lines, heights, strict=True)]
    types = _types([run for run in runs if run.pairs >= _SURE])
    sizes = []
    for line, run, height in zip(lines, runs, heights, strict=True):
        chinese = any(_CHINESE.match(text) for text, _ in line)
        guess = run.pitch if run.pairs else height / (_CHINESE_INK if chinese else _DIGIT_INK)
        near = min(types, key=lambda size: abs(size - guess), default=guess)
        sizes.append(near if abs(near - guess) <= _ALIKE * guess else guess)
    return sizes


class _Run(NamedTuple):
    """Neighbouring Chinese characters: how many pairs, and how far one is from the next."""

    pairs: int
    pitch: float


def _run(line: Sequence[Mark], most: float) -> _Run:
    """The longest run in a line of those no further than `most` apart."""
    best, first = _Run(0, 0.0), 0
    for i, ((one, x0), (other, x1)) in enumerate(pairwise(line), 1):
        if not (_CHINESE.match(one) and _CHINESE.match(other) and x1 - x0 <= most):
            first = i
        elif i - first > best.pairs:
            best = _Run(i - first, (x1 - line[first][1]) / (i - first))
    return best


def _types(runs: Sequence[_Run]) -> list[float]:
    """The sizes of type on a page: lines spread to fill their width stand a little further apart."""
    groups: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: run.pitch):
        if groups and run.pitch <= (1 + _SPREAD) * groups[-1][0].pitch:
            groups[-1].append(run)
        else:
            groups.append([run])
    return [median(run.pitch for run in group for _ in range(run.pairs)) for group in groups]
