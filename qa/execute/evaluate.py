"""A query carried out: one small function a node, values with their sources.

>>> evaluate(Show((Ratio(reception, total),)), World(facts, catalog)).told[0].value.formula
'1.50万元÷147.87万元＝1.01%'
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from index.facts.subjects import level, normal
from qa.arithmetic import growth, minus
from qa.execute.agreement import apart, holds
from qa.execute.cells import FEW
from qa.execute.changes import changed, reason
from qa.execute.expressions import amount, made, name_apart, unlike, values_of
from qa.execute.leaves import Leaf, accounts_over, everywhere, leaf, same_kind
from qa.execute.narrative.chosen import told_as_chosen
from qa.execute.narrative.narration import define, tell
from qa.execute.policy.finding import provide
from qa.execute.ranking import rank
from qa.execute.results import Missing, Result, Told
from qa.execute.rows import along, listing, read_at_once
from qa.execute.sentences import denials
from qa.execute.world import World, years_of
from qa.plan.algebra import (
    Agree,
    Amount,
    By,
    Cell,
    Changed,
    Children,
    Define,
    Difference,
    Each,
    Exists,
    Expr,
    Growth,
    Holds,
    How,
    Level,
    List,
    Provide,
    Query,
    Rank,
    Ratio,
    Reason,
    Rows,
    Series,
    Show,
    Tell,
)
from qa.plan.ground import Why, said_of
from qa.plan.nodes import with_cells
from qa.plan.places import keys_of
from qa.records import Quote, Value

# So many other years stand beside an amount whose year nobody named.
_OTHER_YEARS = 4
# Of more bodies than these only the names are told where nobody is named.
_FEW_BODIES = 8


def evaluate(query: Query, world: World) -> Result:
    """What a query comes to."""
    query = _of_who_prints_it(query, world)
    match query:
        case Show():
            return _show(query, world)
        case Rank():
            return _or_the_whole(rank(query, world), query, world)
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
        case Define():
            return define(query, world)
        case Tell(chosen=()):
            return tell(query, world)
        case Tell():
            return told_as_chosen(query, world)
        case Provide():
            return provide(query, world)


_Query = TypeVar("_Query", bound=Query)
# A name of so many letters that one body alone prints says whose it is.
_TELLING = 8


def _of_who_prints_it(query: _Query, world: World) -> _Query:
    """The query with the body that alone prints a long name, where none is said: …第四水厂一期工程."""
    if len(world.catalog.by_body) < 2:
        return query

    def of_body(cell: Cell) -> Cell:
        subject = cell.subject
        if cell.body or cell.document or subject is None or len(normal(subject.shown)) < _TELLING:
            return cell
        if subject.how is not How.EXACT:
            return cell
        body_of = world.catalog.body_of
        bodies = {body_of[n] for n in world.facts.printing(keys_of(subject)) if n in body_of}
        return replace(cell, body=bodies.pop()) if len(bodies) == 1 else cell

    return with_cells(query, of_body)


# -- show ------------------------------------------------------------------------------------


def _show(query: Show, world: World) -> Result:
    told: list[Told] = []
    parts: list[Leaf] = []
    world = _of_many_bodies(query, world)
    for asked in query.exprs:
        expr = asked
        if isinstance(asked, Difference | Ratio) and asked.either:
            expr = _greater_first(asked, world)
        if isinstance(expr, Each):
            rows = _shown_rows(expr, world)
        else:
            rows = [(expr, "", amount(expr, world))]
        for one, label, part in rows:
            parts.append(part)
            if part.value is not None:
                told.append(Told(one, part.value, label or _accounts(one, part, world)))
    whole = made(None, parts)
    alone = query.exprs[0] if len(query.exprs) == 1 else None
    context = _other_years(alone, told[0], world) if isinstance(alone, Cell) and told else ()
    return Result(
        query,
        told=tuple(told),
        context=context,
        missing=_whose(alone, told, whole, world),
        changes=tuple(dict.fromkeys(part.change for part in parts if part.change)),
        otherwise=whole.otherwise,
        assumed=whole.assumed,
    )


def _whose(alone: Expr | Each | None, told: Sequence[Told], whole: Leaf, world: World) -> tuple[Missing, ...]:
    """What is missing; of a cell that is told of nobody, what is there of whom."""
    whose = _of_nobody(alone, world) if isinstance(alone, Cell) and not told else None
    return whole.missing if whose is None else whose


def _accounts(expr: Expr, part: Leaf, world: World) -> str:
    """The accounts that a cell stands under, where they are asked for."""
    return accounts_over(part, world) if isinstance(expr, Cell) and expr.coded else ""


def _of_many_bodies(query: Show, world: World) -> World:
    """The world with the one leaf that is asked of more bodies than are kept read at once: 某市各局."""
    cells = [expr for expr in query.exprs if isinstance(expr, Cell)]
    alike = len(cells) > world.cells.kept and len({replace(cell, body="") for cell in cells}) == 1
    return read_at_once(cells[0], cells, world) if alike else world


def _greater_first(expr: Difference | Ratio, world: World) -> Difference | Ratio:
    """The lesser taken from the greater, or the greater in multiples of it, where either may be more."""
    if isinstance(expr, Ratio):
        part, whole = amount(expr.part, world).value, amount(expr.whole, world).value
        turned = part is not None and whole is not None and part.value < whole.value
        return replace(expr, part=expr.whole, whole=expr.part) if turned else expr
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


def _of_nobody(cell: Cell, world: World) -> tuple[Missing, ...] | None:
    """What is missing of an amount whose body nobody named: which body, with each one's amount.

    A row that no body prints is missing itself: asking whose would promise an answer. None where a body
    is named, or where too many are indexed to look in each.
    """
    bodies = tuple(world.catalog.by_body)
    if cell.body or cell.document or not 1 < len(bodies) <= _FEW_BODIES:
        return None
    found = [leaf(replace(cell, body=body), world) for body in bodies]
    values = tuple(one.value for one in found if one.value is not None)
    if values:
        return (Missing(Why.BODY, "", cell.year, "", bodies, values),)
    whys = [missing.why for one in found for missing in one.missing]
    if all(why is Why.ROW for why in whys):
        said = cell.subject.shown if cell.subject else said_of(cell)
        return (Missing(Why.ROW, "", cell.year, said),)
    return None


# -- lists and years -------------------------------------------------------------------------


def _list(query: List, world: World) -> Result:
    found = listing(query.rows, world)
    if not found.rows and found.parent is not None and found.parent.value.value == 0:
        return _the_whole(found.parent, world)
    return Result(
        query,
        told=tuple(Told(row.cell, row.value, row.label) for row in found.rows),
        missing=found.missing if not found.rows or not _all_asked(query.rows) else (),
        assumed=found.assumed,
        parent=found.parent,
        gap=found.gap,
    )


def _or_the_whole(result: Result, query: Rank, world: World) -> Result:
    """The whole, where it is nothing, or a single line: there is no part of it that is the greatest."""
    whole, rows = result.parent, query.rows
    if whole is None or not isinstance(rows, Children) or query.by is not By.AMOUNT:
        return result
    if whole.value.value == 0 and not any(told.value.value for told in result.told):
        return _the_whole(whole, world)
    # Of 哪两项 each is asked, and a 类 of accounts is never a single line.
    single = query.top <= 1 and level(whole.value.code) != Level.CLASS
    alone = single and not result.told and rows.level is Level.NEXT and _is_named(rows.parent)
    return _the_whole(whole, world, "文件没有列出其中各项") if alone else result


def _is_named(cell: Cell) -> bool:
    return cell.subject is not None or bool(cell.code)


def _the_whole(whole: Told, world: World, *assumed: str) -> Result:
    """The whole alone: what is nothing has no parts."""
    told = _show(Show((whole.expr,)), world)
    return replace(told, assumed=(*told.assumed, *assumed))


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
    whole = made(None, list(parts.values()))
    told, context = _extremes(query, told) if query.extreme else (told, _from_first_to_last(query.cell, told))
    return Result(
        query,
        told=tuple(told),
        context=tuple(context),
        missing=whole.missing,
        changes=tuple(part.change for part in parts.values() if part.change),
        otherwise=whole.otherwise,
        assumed=whole.assumed,
    )


def _extremes(query: Series, told: list[Told]) -> tuple[list[Told], list[Told]]:
    """The years of the highest or the lowest amount, and the others."""
    if not told:
        return [], []
    best = (max if query.extreme == "highest" else min)(one.value.value for one in told)
    chosen = [one for one in told if one.value.value == best]
    return chosen, [one for one in told if one.value.value != best]


def _from_first_to_last(cell: Cell, told: Sequence[Told]) -> list[Told]:
    """How the amount moved over all the years."""
    if len(told) < 2 or not same_kind(told[0].value, told[-1].value):
        return []
    first, last = told[0], told[-1]
    name = f"{first.value.year}年到{last.value.year}年{last.value.metric}"
    now, before = replace(cell, year=last.value.year), replace(cell, year=first.value.year)
    found = [Told(Difference(now, before), minus(last.value, first.value, f"{name}增减额"))]
    rate = growth(last.value, first.value, f"{name}增减率")
    if rate is not None:
        found.append(Told(Growth(now, before), rate))
    return found


# -- verdicts --------------------------------------------------------------------------------


def _holds(query: Holds, world: World) -> Result:
    left = amount(query.left, world)
    right = amount(query.right, world) if query.right is not None else None
    parts = [left] if right is None else [left, right]
    whole = made(None, parts)
    values = values_of(parts)
    unfit = unlike(values)
    missing = whole.missing if unfit is None else (*whole.missing, unfit)
    return Result(
        query,
        told=tuple(_sides(query, left, right)),
        context=() if unfit else _apart_by(query, values),
        missing=missing,
        holds=None if missing else holds(values[0], query.comparison, values[1] if right else None),
        changes=tuple(part.change for part in parts if part.change),
        otherwise=whole.otherwise,
        assumed=whole.assumed,
    )


def _sides(query: Holds, left: Leaf, right: Leaf | None) -> Iterator[Told]:
    """What is compared, each side that has a value; an amount of the question is known already."""
    if left.value is not None:
        yield Told(query.left, left.value)
    if query.right is None or isinstance(query.right, Amount):
        return
    if right is not None and right.value is not None:
        yield Told(query.right, right.value)


def _apart_by(query: Holds, values: Sequence[Value]) -> tuple[Told, ...]:
    """How far two amounts of documents are apart."""
    if query.right is None or isinstance(query.right, Amount) or len(values) < 2:
        return ()
    one, other = values
    return (Told(Difference(query.left, query.right), minus(one, other, name_apart(one, other))),)


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
    return denials(cell, world.cells.prose(found.attempt.edition.documents))


def _agree(query: Agree, world: World) -> Result:
    if len(query.cells) == 1:
        return _places_agree(query, query.cells[0], world)
    parts = [leaf(cell, world) for cell in query.cells]
    whole = made(None, parts)
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
