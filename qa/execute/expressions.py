"""Expressions: the value of a sum, a difference, a ratio and the like, or what it lacks.

>>> amount(Ratio(reception, total), world).value.formula
'1.50万元÷147.87万元＝1.01%'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from index.facts.subjects import normal
from qa.arithmetic import count, each, given, growth, mean, minus, multiple, ratio, scaled, total
from qa.execute.changes import moved
from qa.execute.leaves import Leaf, leaf, same_kind
from qa.execute.results import Missing
from qa.execute.rows import listing
from qa.execute.world import World
from qa.plan.algebra import (
    Amount,
    Cell,
    Count,
    Difference,
    Expr,
    Growth,
    Mean,
    Name,
    Ratio,
    Rows,
    Scale,
    Sum,
)
from qa.plan.ground import Why
from qa.records import Value

_NAMED = 4


def amount(expr: Expr, world: World) -> Leaf:
    """The value of an expression, or what it lacks."""
    match expr:
        case Cell():
            return leaf(expr, world)
        case Amount():
            return Leaf(given(expr.value, expr.unit, expr.said))
        case Sum():
            return _sum(expr, world)
        case Difference():
            return _difference(expr, world)
        case Ratio():
            return _ratio(expr, world)
        case Growth():
            return _growth(expr, world)
        case Scale():
            return _scale(expr, world)
        case Mean():
            return _mean(expr, world)
        case Count():
            return _count(expr, world)


def made(value: Value | None, parts: Sequence[Leaf], why: Missing | None = None) -> Leaf:
    """What was made of several values; what any of them lacks, it lacks."""
    missing = tuple(dict.fromkeys(m for part in parts for m in part.missing))
    if value is None and not missing and why is not None:
        missing = (why,)
    return Leaf(
        None if missing else value,
        missing,
        assumed=tuple(dict.fromkeys(note for part in parts for note in part.assumed)),
        otherwise=tuple(dict.fromkeys(v for part in parts for v in part.otherwise)),
    )


def values_of(parts: Sequence[Leaf]) -> list[Value]:
    """The values there are."""
    return [part.value for part in parts if part.value is not None]


def _lacking(why: Why, value: Value, there: tuple[str, ...] = ()) -> Missing:
    return Missing(why, value.body, value.year or None, value.metric, there)


def unlike(values: Sequence[Value]) -> Missing | None:
    """Amounts of different kinds make no sum: 3辆 and 1.50万元."""
    for value in values[1:]:
        if not same_kind(values[0], value):
            return _lacking(Why.UNIT, value, (values[0].unit, value.unit))
    return None


def _of_rows(rows: Rows, world: World) -> list[Leaf]:
    """The rows of a list as leaves; what the list lacks stands behind them."""
    found = listing(rows, world)
    return [*(Leaf(row.value) for row in found.rows), Leaf(missing=found.missing, assumed=found.assumed)]


def _sum(expr: Sum, world: World) -> Leaf:
    parts = [amount(term, world) for term in expr.terms]
    if expr.rows is not None:
        parts += _of_rows(expr.rows, world)
    values = _once(values_of(parts))
    if not values or unlike(values):
        return made(None, parts, unlike(values) if values else Missing(Why.ROW))
    return made(values[0] if len(values) == 1 else total(values, _name_of_sum(values)), parts)


def _name_of_sum(values: Sequence[Value]) -> str:
    """What a sum is of, where its addends are few and of different names: 水费、电费合计."""
    names = list(dict.fromkeys(value.metric for value in values))
    return f"{'、'.join(names)}合计" if 1 < len(names) <= _NAMED else "合计"


def _once(values: Sequence[Value]) -> list[Value]:
    """The values, those of one cell once: a name said in two languages is no two addends."""
    cells = {
        value.citation: n for n, value in reversed(list(enumerate(values))) if value.citation is not None
    }
    return [value for n, value in enumerate(values) if value.citation is None or cells[value.citation] == n]


def _two(one: Expr, other: Expr, world: World, work: Callable[[Value, Value], Value | None]) -> Leaf:
    """What two values come to; over zero there is nothing to tell."""
    parts = [amount(one, world), amount(other, world)]
    values = values_of(parts)
    if len(values) < 2:
        return made(None, parts)
    mixed = unlike(values)
    if mixed is not None:
        return made(None, parts, mixed)
    if values[0].citation is not None and values[0].citation == values[1].citation:
        return made(None, parts, _lacking(Why.SAME, values[1]))
    value = work(values[0], values[1])
    return made(value, parts, _lacking(Why.ZERO, values[1]))


def _difference(expr: Difference, world: World) -> Leaf:
    if not expr.either and (own := _of_two_years(expr.left, expr.right)) is not None:
        return _moved(own, expr.right, world, rate=False)
    apart = _two(expr.left, expr.right, world, lambda a, b: minus(a, b, name_apart(a, b)))
    if expr.of_part and apart.value is not None and apart.value.value < 0:
        return Leaf(missing=(_lacking(Why.PLACE, apart.value.operands[1]),))  # it is no part of it
    return apart


def _growth(expr: Growth, world: World) -> Leaf:
    if (own := _of_two_years(expr.now, expr.before)) is not None:
        return _moved(own, expr.before, world, rate=True)
    return _two(expr.now, expr.before, world, lambda a, b: growth(a, b, f"{name_apart(a, b)}比率"))


def name_apart(one: Value, other: Value) -> str:
    """What the difference of two values is called."""
    return one.metric if one.metric == other.metric else f"{one.metric}与{other.metric}相差"


def _of_two_years(now: Expr, before: Expr) -> Cell | None:
    """The leaf, where both sides are one thing in a year and in the year before it."""
    if not isinstance(now, Cell) or not isinstance(before, Cell) or now.prior:
        return None
    last = now.year - 1 if now.year is not None else None
    same = (replace(now, prior=True), replace(now, year=last) if last is not None else None)
    return now if before in same else None


def _moved(cell: Cell, before: Expr, world: World, rate: bool) -> Leaf:
    """The printed difference or rate of one thing over a year, else as its two amounts tell it."""
    now, then = leaf(cell, world), amount(before, world)
    if then.value is None:
        then = leaf(replace(cell, prior=True), world)
    found = moved(now, then, cell, world)
    value = found.rate if rate else found.difference
    if value is not None:
        otherwise = (*now.otherwise, *then.otherwise, *found.otherwise)
        return replace(
            made(value, [replace(now, missing=()), replace(then, missing=())]), otherwise=otherwise
        )
    zero = _lacking(Why.ZERO, then.value) if then.value is not None else None
    return made(None, [now, then], zero)


def _ratio(expr: Ratio, world: World) -> Leaf:
    if expr.times:
        return _two(
            expr.part, expr.whole, world, lambda a, b: multiple(a, b, f"{a.metric}是{b.metric}的倍数")
        )
    whole = _in_its_table(expr.part, _of_its_year(expr.whole, world), world)
    return _two(expr.part, whole, world, lambda a, b: ratio(a, b, f"{a.metric}占{b.metric}的比例"))


# An account's total holds what was carried over as well, of which no row is a part.
_OF_THE_YEAR = {"收入总计": "本年收入合计", "支出总计": "本年支出合计"}


def _of_its_year(whole: Expr, world: World) -> Expr:
    """总支出 of an account as what the year's rows add up to, where it is not said as it is printed."""
    if not isinstance(whole, Cell) or whole.subject is None or whole.subject.shown not in _OF_THE_YEAR:
        return whole
    found = leaf(whole, world)
    account = found.attempt is not None and found.attempt.edition.kind.is_account
    if not account or found.place is None or normal(whole.subject.said) == found.place.label:
        return whole
    concept = world.catalog.lexicon.concept(_OF_THE_YEAR[whole.subject.shown])
    own = replace(whole, subject=Name(whole.subject.said, concept.name, concept.keys))
    return own if leaf(own, world).value is not None else whole


def _in_its_table(part: Expr, whole: Expr, world: World) -> Expr:
    """A row's own total in the table that its part is of, which may differ from that of another table."""
    if not isinstance(part, Cell) or not isinstance(whole, Cell) or whole.table is not None or whole.within:
        return whole
    one, other = leaf(part, world).place, leaf(whole, world).place
    if one is None or other is None or one.table == other.table or one.label != other.label:
        return whole
    beside = replace(whole, table=Name.of(one.figure.citation.table or ""))
    found = leaf(beside, world).place
    return beside if found is not None and found.row == one.row else whole


def _scale(expr: Scale, world: World) -> Leaf:
    part = amount(expr.expr, world)
    if part.value is None:
        return part
    name = f"{part.value.metric}{expr.label}"
    return made(scaled(part.value, expr.numerator, expr.denominator, name), [part])


def _mean(expr: Mean, world: World) -> Leaf:
    if expr.rows is not None:
        parts = _of_rows(expr.rows, world)
        values = values_of(parts)
        if not values or unlike(values):
            return made(None, parts, unlike(values) if values else Missing(Why.ROW))
        return made(mean(values, "平均"), parts)
    if expr.expr is None or expr.per is None:
        raise ValueError("a mean is of rows, or of an amount for each of a count")
    parts = [amount(expr.expr, world), leaf(expr.per, world)]
    values = values_of(parts)
    if parts[0].value is not None and parts[1].value is None:
        uncounted = replace(_lacking(Why.UNIT, parts[0].value), said=expr.per.counted)
        return Leaf(missing=(uncounted,), assumed=parts[0].assumed)  # the amount is there, how many is not
    if len(values) < 2:
        return made(None, parts)
    one, counted = values
    return made(each(one, counted, f"{one.metric}平均每{counted.unit}"), parts, _lacking(Why.ZERO, counted))


def _count(expr: Count, world: World) -> Leaf:
    found = listing(expr.rows, world)
    if not found.rows:
        return Leaf(missing=found.missing or (Missing(Why.ROW),), assumed=found.assumed)
    values = [row.value for row in found.rows]
    return Leaf(count(values, "个数"), assumed=found.assumed)
