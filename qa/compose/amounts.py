"""Values → values as a sentence tells them: all its amounts in one unit, large ones with separators.

The unit is the one the question names; else the printed one while it is easily read; else 万元 or 亿元,
and the printed form stays in the citation.

>>> unit_of([value("69261400.00", "元")], "")
'万元'
>>> spoken(value("4012600.00", "元")).shown
'4,012,600.00元'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from index.facts.money import in_unit, is_money, rounded
from qa.arithmetic import converted
from qa.execute.results import Missing, Result, Told
from qa.records import Piece, Value

# An amount of up to seven digits before the point is read at a glance.
_READABLE = Decimal(10) ** 7
_FROM_FIVE_DIGITS = re.compile(r"(?<![\d.,，])\d{5,}(?=\D|$)")


def unit_of(values: Iterable[Value], asked: str) -> str:
    """The one unit to tell these amounts in; "" where none of them is money."""
    money = [value for value in values if is_money(value.unit)]
    if not money:
        return ""
    if is_money(asked):
        return asked
    printed = {value.unit for value in money}
    if len(printed) == 1 and _fit(money, *printed):
        return printed.pop()
    if _fit(money, "元") and not _exact(money, "万元"):
        return "元"
    if not _fit(money, "万元") and not any(_vanishes(value, "亿元") for value in money):
        return "亿元"
    return "元" if any(_vanishes(value, "万元") for value in money) else "万元"


def _fit(values: Sequence[Value], unit: str) -> bool:
    return all(abs(in_unit(value.value, unit)) < _READABLE for value in values)


def _exact(values: Sequence[Value], unit: str) -> bool:
    """Whether two decimals of the unit lose nothing."""
    return all(rounded(in_unit(v.value, unit)) == in_unit(v.value, unit) for v in values if not v.operator)


def _vanishes(value: Value, unit: str) -> bool:
    return value.value != 0 and rounded(in_unit(value.value, unit)) == 0


def told_in(value: Value, unit: str) -> Value:
    """The value in a sentence's unit, with the conversion as its formula; itself where it is no money."""
    if not unit or not is_money(value.unit) or value.unit == unit:
        return value
    read = reckoned(value)
    if read.unit == unit:
        return read
    done = converted(read, unit)
    return replace(done, formula=f"{read.formula}＝{done.shown}") if read.formula else done


def reckoned(value: Value) -> Value:
    """The value as it was read or worked out, before it was put into another unit."""
    return value.operands[0] if value.operator == "convert" else value


def spoken(piece: Piece) -> Piece:
    """A piece as it stands in the text: an amount of five digits or more has its thousands separated."""
    if isinstance(piece, Value) and is_money(piece.unit):
        return replace(piece, printed=separated(piece.printed))
    return piece


def separated(printed: str) -> str:
    """``separated("69261400.00") == "69,261,400.00"``; decimals, years and short numbers stay."""
    return _FROM_FIVE_DIGITS.sub(lambda digits: f"{int(digits[0]):,}", printed)


def unsigned(value: Value) -> Value:
    """The size of a change whose direction the words already say; the same figure."""
    return replace(value, printed=value.printed.lstrip("-−－")) if value.value < 0 else value


def in_one_unit(result: Result, asked: str) -> tuple[Result, str]:
    """A result whose amounts are all in the unit of its sentence, and that unit."""
    every = (*result.told, *result.context, *((result.parent,) if result.parent else ()))
    values = [told.value for told in every if told.unread is None]
    values += [*result.otherwise, *((result.gap,) if result.gap else ())]
    values += [value for missing in result.missing for value in missing.options]
    unit = unit_of(values, asked)
    done = replace(
        result,
        told=_all_in(result.told, unit),
        context=_all_in(result.context, unit),
        missing=tuple(_options_in(missing, unit) for missing in result.missing),
        otherwise=tuple(told_in(value, unit) for value in result.otherwise),
        parent=_in(result.parent, unit) if result.parent else None,
        gap=told_in(result.gap, unit) if result.gap else None,
    )
    return done, unit


def _in(told: Told, unit: str) -> Told:
    return told if told.unread else replace(told, value=told_in(told.value, unit))


def _all_in(told: Sequence[Told], unit: str) -> tuple[Told, ...]:
    return tuple(_in(one, unit) for one in told)


def _options_in(missing: Missing, unit: str) -> Missing:
    return replace(missing, options=tuple(told_in(value, unit) for value in missing.options))
