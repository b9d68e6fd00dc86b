"""A query carried out: one small function a node, values with their sources.

>>> evaluate(Show((Ratio(reception, total),)), World(facts, catalog)).told[0].value.formula
'1.50万元÷147.87万元＝1.01%'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.arithmetic import count, each, given, growth, mean, minus, multiple, ratio, scaled, total
from qa.execute.agreement import apart
from qa.execute.cells import FEW
from qa.execute.changes import changed, moved, reason
from qa.execute.leaves import Leaf, leaf, same_kind
from qa.execute.places import everywhere
from qa.execute.ranking import rank
from qa.execute.results import Missing, Result, Told
from qa.execute.rows import along, holds, listing, read_at_once
from qa.execute.sentences import denials
from qa.execute.whose import of_nobody
from qa.execute.world import World, years_of
from qa.plan.algebra import (
    Agree,
    Amount,
    Cell,
    Changed,
    Count,
    Difference,
    Each,
    Exists,
    Expr,
    Growth,
    Holds,
    List,
    Mean,
    Query,
    Rank,
    Ratio,
    Reason,
    Rows,
    Scale,
    Series,
    Show,
    Sum,
)
from qa.plan.ground import Why
from qa.records import Quote, Value

# So many other years stand beside an amount whose year nobody named.
_OTHER_YEARS = 4


def evaluate(query: Query, world: World) -> Result:
    """What a query comes to."""
    match query:
        case Show():
            return _show(query, world)
        case Rank():
            return rank(query, world)
        case List():
            return _list(query, world)
        case Series():
            return _series(query, world)
        case Holds():
            return _holds(query, world)
        case Exists():
            return _exists(query, world)
        case Agree():
            return _agree(query, world)
        case Reason():
            return reason(query, world)
        case Changed():
            return changed(query, world)


# -- expressions -----------------------------------------------------------------------------


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


def _made(value: Value | None, parts: Sequence[Leaf], why: Missing | None = None) -> Leaf:
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


def _values(parts: Sequence[Leaf]) -> list[Value]:
    return [part.value for part in parts if part.value is not None]


def _lacking(why: Why, value: Value, there: tuple[str, ...] = ()) -> Missing:
    return Missing(why, value.body, value.year or None, value.metric, there)


def _mixed(values: Sequence[Value]) -> Missing | None:
    """Amounts of different kinds make no sum: 3辆 and 1.50万元."""
    for value in values[1:]:
        if not same_kind(values[0], value):
            return _lacking(Why.UNIT, value, (values[0].unit, value.unit))
    return None


def _sum(expr: Sum, world: World) -> Leaf:
    parts = [amount(term, world) for term in expr.terms]
    name = "合计"
    if expr.rows is not None:
        found = listing(expr.rows, world)
        parts += [Leaf(row.value) for row in found.rows]
        parts.append(Leaf(missing=found.missing, assumed=found.assumed))
    values = _values(parts)
    if not values or _mixed(values):
        return _made(None, parts, _mixed(values) if values else Missing(Why.ROW))
    return _made(values[0] if len(values) == 1 else total(values, name), parts)


def _two(one: Expr, other: Expr, world: World, work: Callable[[Value, Value], Value | None]) -> Leaf:
    """What two values come to; over zero there is nothing to tell."""
    parts = [amount(one, world), amount(other, world)]
    values = _values(parts)
    if len(values) < 2:
        return _made(None, parts)
    mixed = _mixed(values)
    if mixed is not None:
        return _made(None, parts, mixed)
    value = work(values[0], values[1])
    return _made(value, parts, _lacking(Why.ZERO, values[1]))


def _difference(expr: Difference, world: World) -> Leaf:
    if not expr.either and (own := _of_two_years(expr.left, expr.right)) is not None:
        return _moved(own, expr.right, world, rate=False)
    return _two(expr.left, expr.right, world, lambda a, b: minus(a, b, _apart(a, b)))


def _growth(expr: Growth, world: World) -> Leaf:
    if (own := _of_two_years(expr.now, expr.before)) is not None:
        return _moved(own, expr.before, world, rate=True)
    return _two(expr.now, expr.before, world, lambda a, b: growth(a, b, f"{_apart(a, b)}比率"))


def _apart(one: Value, other: Value) -> str:
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
            _made(value, [replace(now, missing=()), replace(then, missing=())]), otherwise=otherwise
        )
    zero = _lacking(Why.ZERO, then.value) if then.value is not None else None
    return _made(None, [now, then], zero)


def _ratio(expr: Ratio, world: World) -> Leaf:
    if expr.times:
        return _two(
            expr.part, expr.whole, world, lambda a, b: multiple(a, b, f"{a.metric}是{b.metric}的倍数")
        )
    return _two(expr.part, expr.whole, world, lambda a, b: ratio(a, b, f"{a.metric}占{b.metric}的比例"))


def _scale(expr: Scale, world: World) -> Leaf:
    part = amount(expr.expr, world)
    if part.value is None:
        return part
    name = f"{part.value.metric}{expr.label}"
    return _made(scaled(part.value, expr.numerator, expr.denominator, name), [part])


def _mean(expr: Mean, world: World) -> Leaf:
    if expr.rows is not None:
        found = listing(expr.rows, world)
        parts = [Leaf(row.value) for row in found.rows]
        parts.append(Leaf(missing=found.missing, assumed=found.assumed))
        values = _values(parts)
        if not values or _mixed(values):
            return _made(None, parts, _mixed(values) if values else Missing(Why.ROW))
        return _made(mean(values, "平均"), parts)
    if expr.expr is None or expr.per is None:
        raise ValueError("a mean is of rows, or of an amount for each of a count")
    parts = [amount(expr.expr, world), leaf(expr.per, world)]
    values = _values(parts)
    if len(values) < 2:
        return _made(None, parts)
    one, counted = values
    return _made(each(one, counted, f"{one.metric}平均每{counted.unit}"), parts, _lacking(Why.ZERO, counted))


def _count(expr: Count, world: World) -> Leaf:
    found = listing(expr.rows, world)
    if not found.rows:
        return Leaf(missing=found.missing or (Missing(Why.ROW),), assumed=found.assumed)
    values = [row.value for row in found.rows]
    return Leaf(count(values, "个数"), assumed=found.assumed)


# -- show ------------------------------------------------------------------------------------


def _show(query: Show, world: World) -> Result:
    told: list[Told] = []
    parts: list[Leaf] = []
    for asked in query.exprs:
        expr = _greater_first(asked, world) if isinstance(asked, Difference) and asked.either else asked
        if isinstance(expr, Each):
            rows = _shown_rows(expr, world)
        else:
            rows = [(expr, "", amount(expr, world))]
        for one, label, part in rows:
            parts.append(part)
            if part.value is not None:
                told.append(Told(one, part.value, label))
    whole = _made(None, parts)
    alone = query.exprs[0] if len(query.exprs) == 1 else None
    context = _other_years(alone, told[0], world) if isinstance(alone, Cell) and told else ()
    whose = of_nobody(alone, world) if isinstance(alone, Cell) and not told else None
    return Result(
        query,
        told=tuple(told),
        context=context,
        missing=whole.missing if whose is None else whose,
        changes=tuple(dict.fromkeys(part.change for part in parts if part.change)),
        otherwise=whole.otherwise,
        assumed=whole.assumed,
    )


def _greater_first(expr: Difference, world: World) -> Difference:
    """The lesser taken from the greater, where it is asked which is more."""
    left, right = amount(expr.left, world).value, amount(expr.right, world).value
    turned = left is not None and right is not None and left.value < right.value
    return replace(expr, left=expr.right, right=expr.left) if turned else expr


def _shown_rows(expr: Each, world: World) -> list[tuple[Expr, str, Leaf]]:
    cells = along(expr, world)
    if isinstance(cells, Missing):
        return [(expr.cell, "", Leaf(missing=(cells,)))]
    found = [(cell, label, leaf(cell, world)) for label, cell in cells]
    if not expr.values:  # of all there are, those that print it
        found = [one for one in found if one[2].value is not None] or found
    return list(found)


def _other_years(cell: Cell, told: Told, world: World) -> tuple[Told, ...]:
    """The other years of an amount whose year nobody named, newest first."""
    if cell.year is not None or cell.prior or cell.document:
        return ()
    years = [year for year in sorted(years_of(cell, world.catalog), reverse=True) if year != told.value.year]
    cells = [replace(cell, year=year) for year in years[:_OTHER_YEARS]]
    # Where all editions can be kept, each is read whole once; else no more is read than stands beside it.
    few = FEW if len(world.catalog.editions) <= world.cells.kept else 0
    world = read_at_once(cell, cells, world, few)
    found = [(one, leaf(one, world).value) for one in cells]
    return tuple(Told(one, value, f"{one.year}年") for one, value in found if value is not None)


# -- lists and years -------------------------------------------------------------------------


def _list(query: List, world: World) -> Result:
    found = listing(query.rows, world)
    return Result(
        query,
        told=tuple(Told(row.cell, row.value, row.label) for row in found.rows),
        missing=found.missing if not found.rows or not _all_asked(query.rows) else (),
        assumed=found.assumed,
        parent=found.parent,
        gap=found.gap,
    )


def _all_asked(rows: Rows) -> bool:
    """Whether the rows are all there are, so that none of them can be missing."""
    return not isinstance(rows, Each) or not rows.values


def _series(query: Series, world: World) -> Result:
    years = query.years or years_of(query.cell, world.catalog)
    if not years:
        return Result(query, missing=leaf(query.cell, world).missing)
    parts = {year: leaf(replace(query.cell, year=year, prior=False), world) for year in sorted(years)}
    told = [
        Told(replace(query.cell, year=year), part.value, f"{year}年")
        for year, part in parts.items()
        if part.value is not None
    ]
    whole = _made(None, list(parts.values()))
    context: tuple[Told, ...] = ()
    if query.extreme and told:
        amounts = [one.value.value for one in told]
        best = max(amounts) if query.extreme == "highest" else min(amounts)
        context = tuple(one for one in told if one.value.value != best)
        told = [one for one in told if one.value.value == best]
    elif len(told) > 1:
        context = _from_first_to_last(query.cell, told)
    return Result(
        query,
        told=tuple(told),
        context=context,
        missing=whole.missing,
        changes=tuple(part.change for part in parts.values() if part.change),
        otherwise=whole.otherwise,
        assumed=whole.assumed,
    )


def _from_first_to_last(cell: Cell, told: Sequence[Told]) -> tuple[Told, ...]:
    first, last = told[0], told[-1]
    if not same_kind(first.value, last.value):
        return ()
    name = f"{first.value.year}年到{last.value.year}年{last.value.metric}"
    now, before = replace(cell, year=last.value.year), replace(cell, year=first.value.year)
    found = [Told(Difference(now, before), minus(last.value, first.value, f"{name}增减额"))]
    rate = growth(last.value, first.value, f"{name}增减率")
    if rate is not None:
        found.append(Told(Growth(now, before), rate))
    return tuple(found)


# -- verdicts --------------------------------------------------------------------------------


def _holds(query: Holds, world: World) -> Result:
    left = amount(query.left, world)
    right = amount(query.right, world) if query.right is not None else None
    parts = [left, *([right] if right else [])]
    whole = _made(None, parts)
    told = [Told(query.left, left.value)] if left.value else []
    if right is not None and right.value is not None and query.right is not None:
        if not isinstance(query.right, Amount):
            told.append(Told(query.right, right.value))
    values = _values(parts)
    mixed = _mixed(values) if len(values) > 1 else None
    missing = (*whole.missing, *((mixed,) if mixed else ()))
    context: tuple[Told, ...] = ()
    if len(told) == 2 and not mixed and query.right is not None:
        apart_by = minus(values[0], values[1], _apart(values[0], values[1]))
        context = (Told(Difference(query.left, query.right), apart_by),)
    return Result(
        query,
        told=tuple(told),
        context=context,
        missing=missing,
        holds=None if missing else holds(values[0], query.comparison, values[1] if right else None),
        changes=tuple(part.change for part in parts if part.change),
        otherwise=whole.otherwise,
        assumed=whole.assumed,
    )


def _exists(query: Exists, world: World) -> Result:
    found = leaf(query.cell, world)
    if found.value is not None:
        return Result(
            query,
            told=(Told(query.cell, found.value),),
            holds=found.value.value != 0,
            changes=(found.change,) if found.change else (),
            quotes=_denied(query.cell, found, world) if found.value.value == 0 else (),
            otherwise=found.otherwise,
            assumed=found.assumed,
        )
    lacks = found.missing[0]
    absent = lacks.why is Why.ROW
    others = [(replace(query.cell, year=year), year) for year in lacks.years]
    leaves = [(cell, year, leaf(cell, world)) for cell, year in others]
    return Result(
        query,
        context=tuple(Told(cell, one.value, f"{year}年") for cell, year, one in leaves if one.value),
        missing=found.missing,
        holds=False if absent else None,
        quotes=_denied(query.cell, found, world) if absent else (),
        assumed=found.assumed,
    )


def _denied(cell: Cell, found: Leaf, world: World) -> tuple[Quote, ...]:
    """The sentences that say there is none."""
    if found.attempt is None:
        return ()
    return denials(cell, world.cells.narrative(found.attempt.edition.documents))


def _agree(query: Agree, world: World) -> Result:
    if len(query.cells) == 1:
        return _places_agree(query, query.cells[0], world)
    parts = [leaf(cell, world) for cell in query.cells]
    whole = _made(None, parts)
    told = [Told(c, p.value, str(c.table or "")) for c, p in zip(query.cells, parts, strict=True) if p.value]
    return _agreeing(query, told, whole)


def _places_agree(query: Agree, cell: Cell, world: World) -> Result:
    """Whether all places that tell of one thing tell the same."""
    found = leaf(cell, world)
    if found.value is None:
        return Result(query, missing=found.missing, assumed=found.assumed)
    values = everywhere(cell, found, world)
    return _agreeing(query, [Told(cell, value, _place(value)) for value in values], found)


def _place(value: Value) -> str:
    return (value.citation.table or "") if value.citation else ""


def _agreeing(query: Agree, told: Sequence[Told], whole: Leaf) -> Result:
    values = [one.value for one in told]
    holds_ = None
    context: tuple[Told, ...] = ()
    if len(values) > 1:
        differing = [value for value in values[1:] if apart(values[0], value)]
        holds_ = not differing
        if differing and same_kind(values[0], differing[0]):
            more, less = sorted((values[0], differing[0]), key=lambda v: v.value, reverse=True)
            context = (Told(Difference(told[0].expr, told[0].expr), minus(more, less, "差额")),)
    return Result(
        query, told=tuple(told), context=context, missing=whole.missing, holds=holds_, assumed=whole.assumed
    )
