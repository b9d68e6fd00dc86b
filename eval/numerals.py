"""Text → the numerals in it, each with the unit that follows. Chinese ordinals are not numerals.

>>> [(n.value, n.unit) for n in numerals("2025年预算1,234.50万元，增长50.00%")]
[(Decimal('2025'), '年'), (Decimal('1234.50'), '万元'), (Decimal('50.00'), '%')]

Numerals are whole tokens: the 5 in 25 is not one, so 25 never proves 5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_FULL_WIDTH = str.maketrans(
    {chr(0xFF10 + digit): str(digit) for digit in range(10)}
    | {"．": ".", "％": "%", "－": "-", "−": "-", "﹣": "-", "–": "-"}
)
_NUMERAL = re.compile(
    r"(?P<percent>百分之)?"
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?)"
    r"(?:\s*(?P<unit>亿元|百万元|千元|万元|元|(?:亿|万)(?![\u4e00-\u9fff])|块|%|个百分点|年|页))?"
)
_SPOKEN_UNITS = {"亿": "亿元", "万": "万元", "块": "元"}
# 147.87-0.42, 147.87万元-0.42万元, 2023年-2025年, v01-2025: the dash there is no sign.
_NO_SIGN_AFTER = re.compile(r"[0-9A-Za-z%元年月日页)）\]】]\s*$")
# 32、45 after a colon is an enumeration of amounts, so 1、 is a marker at the start of a line only.
_MARKER = re.compile(
    r"(?:^|\n)[ \t]*(?:[-*•][ \t]+)?\d{1,2}、"
    r"|(?:^|[\n：；。:;])[ \t]*(?:[-*•][ \t]+)?(?:[（(]\d{1,2}[）)]|\d{1,2}(?:[)）]|\.(?!\d)))"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number in a text: signed value, unit ("" when none follows), place ``[start, end)``.

    `end` is after the number, before its unit.
    """

    text: str
    value: Decimal
    unit: str
    start: int
    end: int


def numerals(text: str) -> tuple[Numeral, ...]:
    """Every numeral of `text`, left to right; 百分之28 has the unit %, 3万 the unit 万元."""
    plain = text.translate(_FULL_WIDTH)
    return tuple(_numeral(plain, match) for match in _NUMERAL.finditer(plain))


def without_markers(text: str) -> str:
    """`text` with list markers (1. 2、 （3）) at the start of a line or item blanked, places kept."""
    plain = text.translate(_FULL_WIDTH)
    return _MARKER.sub(lambda match: " " * len(match.group()), plain)


def _numeral(plain: str, match: re.Match[str]) -> Numeral:
    """The numeral of one match, its sign read from what stands before."""
    number = match["number"]
    value = Decimal(number.replace(",", ""))
    before = plain[: match.start("number")]
    if before.endswith("-") and not _NO_SIGN_AFTER.search(before[:-1]):
        value = -value
    unit = "%" if match["percent"] else (match["unit"] or "")
    unit = _SPOKEN_UNITS.get(unit, unit)
    return Numeral(f"{number}{unit}", value, unit, match.start("number"), match.end("number"))
