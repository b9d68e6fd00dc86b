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
from functools import lru_cache

YUAN_PER_UNIT: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10000),
    "百万元": Decimal(1000000),
    "亿元": Decimal(100000000),
}

# The units of money, and one in brackets: （万元）, (单位：元).
MONEY_UNIT = "亿元|百万元|万元|千元|元"
IN_BRACKETS = rf"[（(](?:单位[:：])?(?:人民币)?(?P<unit>{MONEY_UNIT})[)）]"
# 元, 万元, 美元; and what an amount is for: /人·天, /千字, /（生·年）, 每人每天.
MONEY = rf"(?:{MONEY_UNIT}|[美欧日港]元|英镑)"
_FOR = (
    r"\d{0,4}[\u4e00-\u9fff]{1,5}?"
    r"(?=[^\u4e00-\u9fff]|$|每|的|标准|执行|计|补|发|报|包|限|费|以|和|或|内|左右|为|由|予|收|支)"
)
PER = rf"(?:[/／每](?:[（(][^（()）]{{1,9}}[）)]|{_FOR}(?:[/／·•・.．每]{_FOR})*))"
_PER = re.compile(PER)
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+")
# ①, ², * behind a number: circled and raised figures would read as digits of it.
_MARKS = re.compile(r"[\u00b2\u00b3\u00b9\u2070-\u2079\u2460-\u2473\u24f5-\u24ff\u2776-\u2793*＊※]+$")
_DASHES = str.maketrans({"−": "-", "–": "-", "－": "-", "﹣": "-", "△": "-", "▲": "-"})


@lru_cache(maxsize=1 << 16)  # the cells of a document are asked again and again
def number(printed: str) -> Decimal | None:
    """The number a cell prints, or None when it prints no number (blank, "-", "—", 不需填列).

    Full-width digits, thousands separators, a leading ￥, a minus written -, △, ▲ or as brackets, a
    trailing % and the mark of a footnote (①, ², *) are read; "≥82.5" and "3辆" are not numbers.
    """
    text = plain(printed).removesuffix("%")
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def plain(printed: str) -> str:
    """A printed number in plain digits: a minus before it however it is printed, no mark of a footnote.

    >>> plain("（77.22）"), plain("△０.60"), plain("2.50①"), plain("－1,234.50%")
    ('-77.22', '-0.60', '2.50', '-1,234.50%')
    """
    text = unicodedata.normalize("NFKC", _MARKS.sub("", printed.rstrip())).translate(_DASHES)
    text = re.sub(r"\s+", "", text)
    percent = "%" if text.endswith("%") else ""
    text = text.removesuffix("%")
    negative = False
    if text.startswith("(") and text.endswith(")"):
        inner = text[1:-1]
        percent, inner = percent or "%" * inner.endswith("%"), inner.removesuffix("%")
        negative, text = not inner.startswith("+"), inner
    text = text.removeprefix("¥")
    if negative:
        text = "-" + text.removeprefix("-")
    return text + percent


def is_money(unit: str) -> bool:
    """True for 元, 千元, 万元, 百万元, 亿元."""
    return unit in YUAN_PER_UNIT


def without_per(unit: str) -> str:
    """The unit of money alone, whatever an amount is for: ``without_per("元/人·天") == "元"``."""
    return _PER.sub("", unit)


def yuan(printed: str, unit: str) -> Decimal | None:
    """Yuan from a printed amount and its unit; None when it prints no number.

    Raises KeyError for a unit that is not money.
    """
    value = number(printed)
    return None if value is None else value * YUAN_PER_UNIT[unit]


def in_unit(value_yuan: Decimal, unit: str) -> Decimal:
    """Yuan → the same amount in `unit`, exact."""
    return value_yuan / YUAN_PER_UNIT[unit]


def exact(value: Decimal, unit: str) -> str:
    """An amount in `unit` with all its digits, thousands marked: yuan for money, else as it is.

    Two decimals for money, or as many more as it has.

    >>> exact(Decimal("15000"), "万元"), exact(Decimal("12345.678"), "元"), exact(Decimal("3"), "辆")
    ('1.50', '12,345.678', '3')
    """
    money = is_money(unit)
    amount = in_unit(value, unit) if money else value
    places = max(2 if money else 0, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:,.{places}f}"


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Half-up, as the disclosures round: ``rounded(Decimal("0.285")) == Decimal("0.29")``."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
