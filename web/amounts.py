"""One amount of an answer in 元 and in 万元, with the conversion shown, and as it is spoken.

Exact throughout: 万元 are yuan divided by ten thousand, never rounded.

>>> both = both_units(figure)                       # 1.50万元
>>> both.yuan, both.wan, both.formula
('15,000.00元', '1.50万元', '1.50万元 × 10,000 ＝ 15,000.00元')
>>> spoken("69141400.50", "元")
'六千九百一十四万一千四百点五元'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from index.facts.money import YUAN_PER_UNIT, exact, is_money, number
from qa.records import AnswerFigure

# Past the first character, which may be a sign.
_RECKONED: Final = re.compile(r"(?<=.)[÷×＋+−－\-]")
_DIGITS: Final = "零一二三四五六七八九"
_PLACES: Final = ("", "十", "百", "千")
_GROUPS: Final = ("", "万", "亿", "万亿")


@dataclass(frozen=True, slots=True)
class BothUnits:
    """An amount as 元 and as 万元; `formula` is the conversion from the printed one."""

    yuan: str
    wan: str
    formula: str


def both_units(figure: AnswerFigure) -> BothUnits | None:
    """The figure in both units, or None where it is no money.

    Converted from the printed number where it is one, so that the formula holds as shown. A
    figure read from prose may print its difference unsigned: the sign stays as printed.
    """
    if not is_money(figure.unit):
        return None
    printed = number(figure.printed)
    value = figure.value if printed is None else printed * YUAN_PER_UNIT[figure.unit]
    yuan, wan = f"{exact(value, '元')}元", f"{exact(value, '万元')}万元"
    if figure.unit == "元":
        formula = f"{figure.shown} ÷ 10,000 ＝ {wan}"
    else:
        formula = f"{figure.shown} × {YUAN_PER_UNIT[figure.unit]:,f} ＝ {yuan}"
    return BothUnits(yuan, wan, formula)


def is_read(figure: AnswerFigure) -> bool:
    """Whether a figure stands in a document, be it shown in another unit: 34,500.00元＝3.45万元."""
    return not figure.derived or is_converted(figure)


def is_converted(figure: AnswerFigure) -> bool:
    """Whether a figure was put in another unit and nothing else was reckoned."""
    if not figure.derived or not figure.formula or not is_money(figure.unit):
        return False
    printed, equals, shown = figure.formula.partition("＝")
    return bool(equals) and shown == figure.shown and not _RECKONED.search(printed)


def spoken(printed: str, unit: str) -> str:
    """A printed number as it is read aloud: ``spoken("1.50", "万元") == "一点五万元"``.

    Zeros at the end are not read. A percentage is read 百分之…; text that is no number is
    left as it stands.
    """
    value = number(printed)
    if value is None:
        return f"{printed}{unit}"
    sign = "负" if value < 0 else ""
    whole, _, fraction = format(abs(value), "f").partition(".")
    fraction = fraction.rstrip("0")
    said = (
        sign + _whole(int(whole)) + (("点" + "".join(_DIGITS[int(d)] for d in fraction)) if fraction else "")
    )
    return f"百分之{said}" if unit == "%" else f"{said}{unit}"


def spoken_yuan(figure: AnswerFigure) -> str:
    """A money figure as it is read aloud in 元: 1.50万元 → 一万五千元."""
    value = number(figure.printed)
    amount = figure.value if value is None else value * YUAN_PER_UNIT[figure.unit]
    return spoken(format(amount, "f"), "元")


def _whole(value: int) -> str:
    if value == 0:
        return _DIGITS[0]
    groups: list[int] = []
    while value:
        value, group = divmod(value, 10_000)
        groups.append(group)
    said, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(said)
            continue
        if said and (gap or group < 1000):
            said += _DIGITS[0]
        said += _group(group) + _GROUPS[place]
        gap = False
    return said.removeprefix("一") if said.startswith("一十") else said


def _group(value: int) -> str:
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit == 0:
            gap = bool(said)
            continue
        said += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return said
