"""Arithmetic on values: exact, each result with the formula a reader can check.

All of it is Decimal; percentages and converted amounts are rounded half-up to two decimals.
`recomputed` evaluates a derived value again from its operands, so that nothing has to be believed.

>>> total([value("14.00"), value("7.00")], "合计").formula
'14.00万元＋7.00万元＝21.00万元'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.facts.money import YUAN_PER_UNIT, in_unit, is_money, rounded
from qa.records import Value, shown_amount


def converted(value: Value, unit: str) -> Value:
    """The same amount in the unit the question asks for; itself when it is already in it."""
    if not unit or unit == value.unit or not is_money(value.unit):
        return value
    printed = shown_amount(value.value, unit)
    if printed.endswith(".00") and unit == "元":
        printed = printed.removesuffix(".00")
    return replace(
        value,
        printed=printed,
        unit=unit,
        citation=None,
        operator="convert",
        operands=(value,),
        formula=f"{value.shown}＝{printed}{unit}",
    )


def total(values: Sequence[Value], metric: str) -> Value:
    """Their sum, in the first one's unit."""
    return _combined("sum", values, metric, sum((v.value for v in values), Decimal(0)), "＋")


def minus(one: Value, other: Value, metric: str) -> Value:
    """`one` − `other`, in the first one's unit; of percentages in percentage points."""
    done = _combined("minus", (one, other), metric, one.value - other.value, "−")
    if one.unit != "%":
        return done
    return replace(done, unit="个百分点", formula=(done.formula or "").removesuffix("%") + "个百分点")


def plus_or_minus(now: Value, difference: Value, metric: str) -> Value:
    """Last year's value from this year's and the signed printed difference."""
    sign = "＋" if difference.value < 0 else "−"
    value = now.value - difference.value
    printed = _printed(value, now.unit)
    size = (
        difference.printed.lstrip("-−")
        if difference.printed
        else shown_amount(abs(difference.value), difference.unit)
    )
    return Value(
        metric=metric,
        body=now.body,
        year=now.year - 1,
        stage=f"上年{now.stage}",
        value=value,
        printed=printed,
        unit=now.unit,
        operator="before",
        operands=(now, difference),
        formula=f"{now.shown}{sign}{size}{difference.unit}＝{printed}{now.unit}",
    )


def unchanged(now: Value, metric: str) -> Value:
    """Last year's value where the document says 与上年持平."""
    return Value(
        metric=metric,
        body=now.body,
        year=now.year - 1,
        stage=f"上年{now.stage}",
        value=now.value,
        printed=now.printed,
        unit=now.unit,
        operator="same",
        operands=(now,),
        formula=f"与上年持平＝{now.shown}",
    )


def ratio(part: Value, whole: Value, metric: str) -> Value | None:
    """`part` ÷ `whole` in percent; None when the whole is zero."""
    if whole.value == 0:
        return None
    return _percentage(
        "ratio", (part, whole), metric, part.value / whole.value * 100, f"{part.shown}÷{whole.shown}"
    )


def growth(now: Value, before: Value, metric: str) -> Value | None:
    """(`now` − `before`) ÷ `before` in percent; None when there was nothing before."""
    if before.value == 0:
        return None
    return _percentage(
        "growth",
        (now, before),
        metric,
        (now.value - before.value) / abs(before.value) * 100,
        f"（{now.shown}−{before.shown}）÷{before.shown}",
    )


def each(amount: Value, count: Value, metric: str, unit: str = "") -> Value | None:
    """An amount ÷ a count, in `unit`, else in 万元 or, below one, in 元; None when the count is zero."""
    if count.value == 0:
        return None
    value = amount.value / count.value
    unit = unit or ("万元" if abs(value) >= YUAN_PER_UNIT["万元"] else "元")
    return _derived("each", (amount, count), metric, value, unit, f"{amount.shown}÷{count.shown}")


def given(value: Decimal, unit: str, said: str) -> Value:
    """A number that the question states."""
    printed = _printed(value, unit)
    if is_money(unit):
        printed = format(in_unit(value, unit).normalize(), "f")
    return Value(said, "", 0, "", value, printed, unit, operator="given")


def scaled(value: Value, numerator: int, denominator: int, metric: str) -> Value:
    """A part or a multiple of an amount: 一半, 每月平均."""
    result = value.value * numerator / denominator
    unit = value.unit
    if is_money(unit) and abs(result) < YUAN_PER_UNIT[unit]:
        unit = "元"
    terms = value.shown + (f"×{numerator}" if numerator != 1 else "")
    terms += f"÷{denominator}" if denominator != 1 else ""
    done = _derived("scale", (value,), metric, result, unit, terms)
    return replace(done, factor=(numerator, denominator))


def mean(values: Sequence[Value], metric: str) -> Value:
    """The mean of amounts, in the first one's unit."""
    result = sum((v.value for v in values), Decimal(0)) / len(values)
    terms = "＋".join(v.shown for v in values)
    return _derived("mean", values, metric, result, values[0].unit, f"（{terms}）÷{len(values)}")


def count(values: Sequence[Value], metric: str, unit: str = "个") -> Value:
    """How many there are; of which body and year they say."""
    first = values[0]
    return Value(
        metric,
        first.body,
        first.year,
        first.stage,
        Decimal(len(values)),
        str(len(values)),
        unit,
        operator="count",
        operands=tuple(values),
    )


def multiple(part: Value, whole: Value, metric: str) -> Value | None:
    """How many times `whole` goes into `part`; None when the whole is zero."""
    if whole.value == 0:
        return None
    result = rounded(part.value / whole.value)
    return _derived("multiple", (part, whole), metric, result, "倍", f"{part.shown}÷{whole.shown}")


def with_text(value: Value) -> Value:
    """A sum of parts gets its printed result and its formula."""
    if value.printed or value.operator != "sum":
        return value
    operands = tuple(with_text(operand) for operand in value.operands)
    done = total(operands, value.metric)
    return replace(done, stage=value.stage)


def recomputed(value: Value) -> Decimal:
    """The value of a derived figure worked out again from its operands. KeyError for an unknown operator."""
    numbers = [operand.value for operand in value.operands]
    match value.operator:
        case "convert" | "same":
            return numbers[0]
        case "sum":
            return sum(numbers, Decimal(0))
        case "minus" | "before":
            return numbers[0] - numbers[1]
        case "each":
            return numbers[0] / numbers[1]
        case "ratio":
            return rounded(numbers[0] / numbers[1] * 100)
        case "growth":
            return rounded((numbers[0] - numbers[1]) / abs(numbers[1]) * 100)
        case "multiple":
            return rounded(numbers[0] / numbers[1])
        case "scale":
            return numbers[0] * value.factor[0] / value.factor[1]
        case "mean":
            return sum(numbers, Decimal(0)) / len(numbers)
        case "count":
            return Decimal(len(numbers))
        case "given":
            return value.value
    raise KeyError(value.operator)


def _printed(value: Decimal, unit: str) -> str:
    if is_money(unit):
        return shown_amount(value, unit)
    return format(rounded(value).normalize(), "f")


def _combined(operator: str, values: Sequence[Value], metric: str, value: Decimal, sign: str) -> Value:
    terms = sign.join(f"（{v.shown}）" if v.printed.startswith("-") else v.shown for v in values)
    return _derived(operator, values, metric, value, values[0].unit, terms)


def _percentage(operator: str, operands: Sequence[Value], metric: str, value: Decimal, formula: str) -> Value:
    return _derived(operator, operands, metric, rounded(value), "%", formula)


def _derived(
    operator: str, operands: Sequence[Value], metric: str, value: Decimal, unit: str, terms: str
) -> Value:
    """A value worked out of others: it is of the first one's body, year and stage."""
    first = operands[0]
    printed = format(value, "f") if unit == "%" else _printed(value, unit)
    return Value(
        metric=metric,
        body=first.body,
        year=first.year,
        stage=first.stage,
        value=value,
        printed=printed,
        unit=unit,
        operator=operator,
        operands=tuple(operands),
        formula=f"{terms}＝{printed}{unit}",
    )
