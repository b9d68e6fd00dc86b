"""Where documents tell one thing in two ways: other tables, other sentences, and how far rounding goes.

Tables of different purses (all funds, 财政拨款, 一般公共预算, 基本支出) tell different things; those of one
purse that differ contradict each other.

>>> apart(of_figure(in_one_table), of_figure(in_another))  # 1.50万元 and 15,000元
False
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from index.facts.money import is_money
from index.facts.naming.captions import is_bare_total
from index.facts.records import Change, TableKind
from index.facts.subjects import normal
from index.prose.labels import purse
from qa.execute.world import Attempt
from qa.plan.algebra import Cell, Comparison
from qa.plan.ground import Grounded, step_of
from qa.plan.places import Place
from qa.records import Value
from qa.values import of_figure, said_amount

_INCOME = (TableKind.INCOME,)
_BOTH = (TableKind.BALANCE, TableKind.APPROPRIATION)


def _same_thing(one: Place, other: Place) -> bool:
    """Whether two cells of different places should print one amount."""
    if one.subject != other.subject or one.figure.code != other.figure.code:
        return False
    if one.component != other.component or one.figure.table_kind is other.figure.table_kind:
        return False
    if one.label != other.label or one.above != other.above or is_bare_total(one.label):
        return False
    titles = (one.figure.citation.table or "", other.figure.citation.table or "")
    return purse(titles[0]) == purse(titles[1]) and _side(one) == _side(other)


def _side(place: Place) -> str:
    """Whether a place tells of income or of spending."""
    kind = place.figure.table_kind
    if kind in _BOTH:
        return "收入" if any("收入" in column for column in place.columns) else "支出"
    return "收入" if kind in _INCOME else "支出"


def otherwise_of(
    cell: Cell, grounded: Grounded, told: Sequence[Change], attempt: Attempt
) -> tuple[Value, ...]:
    """The values that the same documents give for the very thing, and that rounding does not account for."""
    first = grounded.places[0]
    if cell.table is not None:
        return ()
    others = [of_figure(p.figure) for p in grounded.elsewhere if _same_thing(first, p)]
    others += [said_amount(c, attempt.edition.body) for c in told if _contradicts(c, grounded)]
    return tuple(dict.fromkeys(others))


def _contradicts(told: Change, grounded: Grounded) -> bool:
    """Whether a sentence tells of the cell's own subject what no cell of that name prints."""
    first = grounded.places[0]
    if normal(told.subject) not in (first.subject, first.label) or told.amount is None:
        return False
    if told.code and first.figure.code and told.code != first.figure.code:
        return False
    if is_money(told.unit) != is_money(first.figure.unit):
        return False
    step = step_of(told.amount_printed, told.unit)
    printed = [place.figure for place in (*grounded.places, *grounded.elsewhere)]
    return all(abs(f.value - told.amount) >= max(step, step_of(f.printed, f.unit)) for f in printed)


def taken_by_default(cell: Cell, grounded: Grounded) -> tuple[str, ...]:
    """Which table was taken, where another would have given another amount."""
    first = grounded.places[0]
    kinds = {p.figure.table_kind for p in grounded.elsewhere if not _same_thing(first, p)}
    if cell.table is not None or not kinds - {first.figure.table_kind}:
        return ()
    return (f"{first.figure.table_kind.value}口径",)


def apart(one: Value, other: Value) -> bool:
    """Whether two values differ by more than rounding accounts for."""
    if is_money(one.unit) != is_money(other.unit):
        return True
    step = max(step_of(one.printed, one.unit), step_of(other.printed, other.unit))
    return abs(one.value - other.value) >= step


def holds(left: Value, comparison: Comparison, right: Value | None) -> bool:
    """Whether two values compare so; equal is what rounding cannot tell apart."""
    if comparison in (Comparison.ZERO, Comparison.NOT_ZERO):
        return (left.value == 0) is (comparison is Comparison.ZERO)
    assert right is not None
    equal = not apart(left, right)
    match comparison:
        case Comparison.EQUAL:
            return equal
        case Comparison.ABOVE:
            return left.value > right.value
        case Comparison.AT_LEAST:
            return left.value >= right.value or equal
        case Comparison.BELOW:
            return left.value < right.value
        case Comparison.AT_MOST:
            return left.value <= right.value or equal
    raise ValueError(f"unknown comparison {comparison!r}")


def step_value(value: Value) -> Decimal:
    """The last place that a value is told to."""
    return step_of(value.printed or "0.00", value.unit)
