"""Whether the text of a page is what the page shows, or rubbish that a font's tables left.

Fonts without a table of characters, or with a wrong one, give other characters than they draw: numbers of
glyphs, ideographs that nobody writes, accented letters. What people write is of the few thousand common
characters of GB 2312 (first level) or Big5 (first plane), digits and plain signs.

>>> legible("2025年部门预算公开表"), legible("鍥藉姟闄㈠姙鍏巺鍏充簬鍋氬ソ"), legible("(cid:12)" * 40)
(True, False, False)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

_LEAST = 20  # characters: fewer are no text to judge
_COMMON = 0.7  # of the ideographs
_ODD = 0.4  # of all
_NUMBERED = re.compile(r"\(cid:\d+\)")
_SPACES = re.compile(r"\s")


def legible(text: str | Sequence[str]) -> bool:
    """Whether a text is of characters that people write; a short one is."""
    joined = _NUMBERED.sub("\ufffd", text if isinstance(text, str) else "".join(text))
    flat = _SPACES.sub("", joined)
    if len(flat) < _LEAST:
        return True
    found = Counter(flat)
    if _share(found, _is_odd) > _ODD:
        return False
    ideographs = Counter({char: count for char, count in found.items() if "\u4e00" <= char <= "\u9fff"})
    if ideographs.total() < _LEAST:
        return True
    return max(_share(ideographs, _is_plain), _share(ideographs, _is_full)) >= _COMMON


def _share(found: Counter[str], fits: Callable[[str], bool]) -> float:
    return sum(count for char, count in found.items() if fits(char)) / found.total()


def _is_odd(char: str) -> bool:
    """An accented or control character, a glyph without a character."""
    return char == "\ufffd" or ("\x80" <= char <= "\xff" and char not in "·×÷±°²³§") or not char.isprintable()


def _is_plain(char: str) -> bool:
    """Of the 3755 characters of the first level of GB 2312."""
    code = char.encode("gb2312", "ignore")
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


def _is_full(char: str) -> bool:
    """Of the 5401 characters of the first plane of Big5."""
    code = char.encode("big5", "ignore")
    return len(code) == 2 and 0xA4 <= code[0] <= 0xC6
