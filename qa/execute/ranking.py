"""Rows in order: by amount, by how they changed, by their share, by how far a budget was spent.

>>> [told.label for told in rank(Rank(Children(projects), top=2), world).told]
['社区工作者队伍经费', '市容环境综合整治']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.facts.records import Change, Kind, Stage
from qa.arithmetic import growth, minus, ratio, total
from qa.execute.changes import movement, reason_of
from qa.execute.leaves import Leaf, leaf
from qa.execute.results import Missing, Result, Told
from qa.execute.rows import Listing, Row, listing, matched, read_at_once
from qa.execute.world import World
from qa.plan.algebra import (
    By,
    Cell,
    Children,
    Difference,
    Each,
    Expr,
    Filter,
    Growth,
    Listed,
    Minus,
    Rank,
    Ratio,
    Rows,
)
from qa.plan.ground import Why
from qa.records import Value
from qa.values import of_figure

_TIED = 10


@dataclass(frozen=True, slots=True)
class _Measured:
    row: Row
    expr: Expr
    value: Value


_TWO = 2


def rank(query: Rank, world: World) -> Result:
    """The first rows in order, then those of the other end where both are asked for."""
    found = listing(query.rows, world)
    whole = _whole(query, found, world)
    measured = list(_measures(query, found, whole, world))
    if isinstance(query.rows, Listed) and len(query.rows.cells) >= _TWO > len(measured) and found.missing:
        return Result(query, missing=found.missing)  # of one alone nothing tells which is more
    told = _first(query, measured)
    changes = _reasons(told, found, world) if query.reason else ()
    other = rank(query.second, world) if query.second else None
    context = [Told(whole.cell, whole.value)] if whole and query.by is By.SHARE else []
    assumed = [*found.assumed]
    if len(measured) < len(found.rows) and measured:
        assumed.append("没有可比数的未列入")
    missing = found.missing or (() if told else _unmeasured(query, found))
    return Result(
        query,
        told=(*(_told(one, n, query) for n, one in told), *(other.told if other else ())),
        context=tuple(context),
        missing=missing,
        changes=changes,
        assumed=tuple(dict.fromkeys(assumed)),
        parent=found.parent,
        gap=found.gap,
    )


def _told(one: _Measured, n: int, query: Rank) -> Told:
    return Told(one.expr, one.value, label=one.row.label, rank=n)


def _unmeasured(query: Rank, found: Listing) -> tuple[Missing, ...]:
    """The rows are there, but not what they are ranked by."""
    if not found.rows:
        return ()
    first = found.rows[0].value
    why = Why.KIND if query.by is By.COMPLETION else Why.STAGE
    return (Missing(why, first.body, first.year, query.by.value),)


def _first(query: Rank, measured: Sequence[_Measured]) -> list[tuple[int, _Measured]]:
    """The rows asked for, each with its place in order; rows that tie share one."""
    placed: list[tuple[int, _Measured]] = []
    for n, one in enumerate(_in_order(query, measured), 1):
        tied = bool(placed) and placed[-1][1].value.value == one.value.value
        place = placed[-1][0] if tied else n
        if query.top and (place > query.top or n > query.top + _TIED):
            break
        placed.append((place, one))
    return [one for one in placed if one[0] == query.nth] if query.nth else placed


def _in_order(query: Rank, measured: Sequence[_Measured]) -> list[_Measured]:
    """The rows that are ranked, where there are such, else all: the first in order first."""
    moves = query.by in (By.CHANGE, By.RATE)
    ranked = _moved_so if moves else _not_empty
    rows = [one for one in measured if ranked(query, one.value.value)] or measured
    greatest_first = query.falling == query.ascending if moves else not query.ascending
    return sorted(rows, key=lambda one: one.value.value, reverse=greatest_first)


def _moved_so(query: Rank, moved: Decimal) -> bool:
    """Whether a change goes the way that is asked about."""
    return moved < 0 if query.falling else moved > 0


def _not_empty(query: Rank, amount: Decimal) -> bool:
    """Of parts of a whole, the least is one that there is anything of."""
    return amount != 0 or not (query.ascending and isinstance(query.rows, Children))


# -- what rows are ranked by -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Whole:
    cell: Cell
    value: Value


def _whole(query: Rank, found: Listing, world: World) -> _Whole | None:
    """What shares are of: the whole that is named, that the rows belong to, or all of them."""
    if query.by is not By.SHARE or _of_its_own(query):
        return None
    if query.whole is not None:
        named = leaf(query.whole, world)
        return _Whole(query.whole, named.value) if named.value else None
    if found.parent is not None and isinstance(found.parent.expr, Cell):
        return _Whole(found.parent.expr, found.parent.value)
    if not found.rows:
        return None
    return _Whole(found.rows[0].cell, total([row.value for row in found.rows], "合计"))


def _measures(query: Rank, found: Listing, whole: _Whole | None, world: World) -> Iterator[_Measured]:
    match query.by:
        case By.AMOUNT:
            yield from (_Measured(row, row.cell, row.value) for row in found.rows)
        case By.SHARE:
            for row in found.rows:
                of = _own_whole(query, row, world) if _of_its_own(query) else whole
                share = ratio(row.value, of.value, f"{row.label}占比") if of else None
                if of and share:
                    yield _Measured(row, Ratio(row.cell, of.cell), share)
        case By.CHANGE | By.RATE:
            yield from _moves(query, found, world)
        case By.COMPLETION:
            yield from _completed(found, world)


def _of_its_own(query: Rank) -> bool:
    """Whether each row is a share of a whole of its own: of what the same body spends."""
    return query.whole is not None and isinstance(query.rows, Each) and query.rows.axis == "body"


def _own_whole(query: Rank, row: Row, world: World) -> _Whole | None:
    assert query.whole is not None
    cell = replace(query.whole, body=row.cell.body, year=row.cell.year)
    found = leaf(cell, world)
    return _Whole(cell, found.value) if found.value else None


def _moves(query: Rank, found: Listing, world: World) -> Iterator[_Measured]:
    rate = query.by is By.RATE
    if isinstance(query.rows, Each) and found.rows:
        own = [row.cell for row in found.rows]
        before = [replace(cell, prior=True) for cell in own]
        world = read_at_once(query.rows.cell, [*own, *before], world)
    earlier = _earlier(query.rows, found, world)
    for at, row in enumerate(found.rows):
        value = _move(row, rate, earlier.get(at), found, world)
        if value is not None:
            prior = replace(row.cell, prior=True)
            expr: Expr = Growth(row.cell, prior) if rate else Difference(row.cell, prior)
            yield _Measured(row, expr, value)


def _move(row: Row, rate: bool, before: Row | None, found: Listing, world: World) -> Value | None:
    """How one row changed: as its table prints it, against the edition before, by its sentence."""
    printed = _in_row(row, found, world, Stage.RATE if rate else Stage.DIFFERENCE)
    if printed is not None:
        return printed
    prior = _in_row(row, found, world, Stage.PRIOR_BUDGET, Stage.PRIOR_FINAL)
    if prior is None and before is not None:
        prior = before.value
    if prior is not None:
        return (growth if rate else minus)(row.value, prior, row.label)
    if row.found is not None or not row.places:
        own = movement(row.cell, world)
        return own.rate if rate else own.difference
    return None


def _earlier(rows: Rows, found: Listing, world: World) -> dict[int, Row]:
    """The same rows in the edition before, where the tables themselves compare nothing."""
    match rows:
        case Filter(inner) | Minus(inner):
            return _earlier(inner, found, world)
        case Children(parent) if found.attempt is not None:
            year = found.attempt.edition.year
            before = listing(replace(rows, parent=replace(parent, year=year, prior=True)), world)
            return matched(found.rows, before.rows)
    return {}


def _in_row(row: Row, found: Listing, world: World, *stages: Stage) -> Value | None:
    """What the row's table prints beside its amount."""
    if len(row.places) != 1 or found.attempt is None:
        return None
    cells = world.cells.of(found.attempt.edition.documents)
    mine = row.places[0]
    beside = [p for p in cells.row(mine) if p.component == mine.component]
    return next(
        (of_figure(p.figure) for stage in stages for p in beside if p.figure.stage.counts_as is stage), None
    )


def _completed(found: Listing, world: World) -> Iterator[_Measured]:
    """What was spent as a share of what was planned: as printed, else worked out."""
    for row in found.rows:
        printed = _in_row(row, found, world, Stage.COMPLETION)
        if printed is not None:
            yield _Measured(row, replace(row.cell, stage=Stage.COMPLETION), printed)
            continue
        spent = _in_row(row, found, world, Stage.FINAL)
        planned = _in_row(row, found, world, Stage.ADJUSTED, Stage.INITIAL, Stage.BUDGET)
        if spent is None or planned is None:
            final = leaf(replace(row.cell, stage=Stage.FINAL, kind=Kind.FINAL), world)
            budget = leaf(replace(row.cell, stage=Stage.BUDGET, kind=Kind.BUDGET), world)
            spent, planned = final.value, budget.value
        done = ratio(spent, planned, f"{row.label}完成率") if spent and planned else None
        if done is not None:
            one = replace(row.cell, stage=Stage.FINAL)
            yield _Measured(row, Ratio(one, replace(row.cell, stage=Stage.BUDGET)), done)


def _reasons(told: Sequence[tuple[int, _Measured]], found: Listing, world: World) -> tuple[Change, ...]:
    """The sentences that say why the first rows changed."""
    changes = []
    for _, one in told:
        own = one.row.found or Leaf(attempt=found.attempt)
        if (change := reason_of(own, one.row.cell, world)) is not None:
            changes.append(change)
    return tuple(changes)
