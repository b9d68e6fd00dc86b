"""Printed amounts and units ↔ exact values.

>>> yuan("1,234.5", "万元")
Decimal('12345000.0')
>>> number("（3.46）")
Decimal('-3.46')
>>> number("—") is None, number("") is None
(True, True)
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

YUAN_PER_UNIT: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10000),
    "百万元": Decimal(1000000),
    "亿元": Decimal(100000000),
}

_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+")
_DASHES = str.maketrans({"−": "-", "–": "-", "－": "-", "﹣": "-", "△": "-", "▲": "-"})


def number(printed: str) -> Decimal | None:
    """The number a cell prints, or None when it prints no number (blank, "-", "—", 不需填列).

    Full-width digits, thousands separators, a leading ￥, a minus written -, △, ▲ or as brackets, and
    a trailing % are read; "≥82.5" and "3辆" are not numbers.
    """
    text = unicodedata.normalize("NFKC", printed).translate(_DASHES)
    text = re.sub(r"\s+", "", text).removesuffix("%").removeprefix("¥")
    sign = Decimal(1)
    if text.startswith("(") and text.endswith(")"):
        sign, text = Decimal(-1), text[1:-1]
    if not _NUMBER.fullmatch(text):
        return None
    return sign * Decimal(text.replace(",", ""))


def is_money(unit: str) -> bool:
    """True for 元, 千元, 万元, 百万元, 亿元."""
    return unit in YUAN_PER_UNIT


def yuan(printed: str, unit: str) -> Decimal | None:
    """Yuan from a printed amount and its unit; None when it prints no number.

    Raises KeyError for a unit that is not money.
    """
    value = number(printed)
    return None if value is None else value * YUAN_PER_UNIT[unit]


def in_unit(value_yuan: Decimal, unit: str) -> Decimal:
    """Yuan → the same amount in `unit`, exact."""
    return value_yuan / YUAN_PER_UNIT[unit]


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Half-up, as the disclosures round: ``rounded(Decimal("0.285")) == Decimal("0.29")``."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
