"""Numbers that were typed, or copied from a page, with spaces in them.

>>> whole_numbers("总计3,594, 026万元，增长 6 .5 %")
'总计3,594,026万元，增长 6.5%'
"""

from __future__ import annotations

import re

_SPACE = r"[ \t\u00a0\u2002-\u200a\u3000]"
_UNIT = r"(?=[万亿千百]*元|[%％])"
_JOINED = (
    # A thousands separator with a space beside it.
    (re.compile(rf"(?<=\d){_SPACE}*([,，]){_SPACE}+(?=\d{{3}}(?!\d))"), ","),
    (re.compile(rf"(?<=\d){_SPACE}+[,，](?=\d{{3}}(?!\d))"), ","),
    # A point; "1. 5" at the head of a line is an ordinal.
    (re.compile(rf"(?<=\d){_SPACE}+\.(?=\d)"), "."),
    (re.compile(rf"(?<=[\u4e00-\u9fff])(\d+)\.{_SPACE}+(?=\d{{1,6}}{_UNIT})"), r"\1."),
    # Digits apart, right behind a word and before a unit; a year before an amount is another number.
    (
        re.compile(rf"(?<=[\u4e00-\u9fff])(?!(?:19|20)\d\d{_SPACE})(\d+){_SPACE}+(?=\d+(?:\.\d+)?{_UNIT})"),
        r"\1",
    ),
    (re.compile(rf"(?<=\d){_SPACE}+{_UNIT}"), ""),
)


def whole_numbers(text: str) -> str:
    """The text without the spaces inside its numbers and before their units."""
    if not any(character.isdigit() for character in text):
        return text
    for pattern, joined in _JOINED:
        text = pattern.sub(joined, text)
    return text
