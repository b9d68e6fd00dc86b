"""How one thing stands against the year before, and why in the document's own words.

>>> movement(Cell(Name.of("公务接待费"), body="某局", year=2025), world).difference.shown
'0.50万元'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.facts.records import Change, Stage
from index.facts.subjects import normal
from qa.arithmetic import growth, minus
from qa.execute.agreement import apart, step_value
from qa.execute.leaves import Leaf, difference_of, everywhere, leaf, rate_of, same_kind
from qa.execute.members import CHIEF_PARTS, PARTS
from qa.execute.results import Missing, Result, Told
from qa.execute.sentences import compared, of_leaf
from qa.execute.world import World, attempts
from qa.plan.algebra import Cell, Changed, Difference, Growth, Name, Reason
from qa.plan.places import keys_of
from qa.records import Quote, Value
from qa.values import said_amount, stands

_UP, _DOWN, _SAME = "增加", "减少", "持平"


@dataclass(frozen=True, slots=True)
class Movement:
    """One thing in two years: each amount, the printed or worked out difference and rate, which way."""

    now: Leaf
    before: Leaf
    difference: Value | None = None
    rate: Value | None = None
    otherwise: tuple[Value, ...] = ()

    @property
    def change(self) -> Change | None:
        """The sentence that compares the two years."""
        return self.now.change

    @property
    def direction(self) -> str:
        """增加, 减少 or 持平; "" where nothing tells."""
        if self.change is not None and self.change.direction:
            return self.change.direction
        measured = self.difference or self.rate
        return "" if measured is None else direction_of(measured)


def direction_of(measured: Value) -> str:
    """Which way a difference goes."""
    return _UP if measured.value > 0 else _DOWN if measured.value < 0 else _SAME


# What the budget of the year itself is called among the stages of a cell.
_STAGES = {"年初预算": Stage.INITIAL, "调整预算": Stage.ADJUSTED, "预算": Stage.BUDGET}
_PRIOR_STAGES = {"上年预算": Stage.BUDGET, "上年决算": Stage.FINAL}


def movement(cell: Cell, world: World) -> Movement:
    """How a leaf changed: as a sentence or a column prints it, else from the amounts of both years."""
    now = _as_compared(leaf(replace(cell, prior=False), world), cell, world)
    if cell.base in _STAGES:
        before = leaf(replace(cell, base="", prior=False, stage=_STAGES[cell.base]), world)
        return moved(now, before if now.change else Leaf(missing=before.missing), cell, world)
    before = leaf(_before(cell, now), world)
    return moved(now, before, cell, world)


def _other_base(cell: Cell, now: Leaf) -> Stage | None:
    """What of the year before it is compared with, where that is not the usual: of a budget its account.

    As the question says it, or else the sentence that tells how it changed.
    """
    if now.attempt is None:
        return None
    stage = now.place.figure.stage.counts_as if now.place is not None else None
    account = stage is Stage.FINAL or (stage is None and now.attempt.edition.kind.is_account)
    base = cell.base or (now.change.base if now.change is not None else "")
    return None if base == ("上年决算" if account else "上年预算") else _PRIOR_STAGES.get(base)


def _as_compared(now: Leaf, cell: Cell, world: World) -> Leaf:
    """The amount that the sentence compares, where the default table tells another one."""
    change = now.change
    if now.value is None or now.attempt is None or change is None or change.amount is None:
        return now
    told = said_amount(change, now.attempt.edition.body)
    if not stands(change.amount_printed, change) or not apart(now.value, told):
        return now
    if change.citation.quote in world.cells.of(now.attempt.edition.documents).contradicting:
        return now
    others = [value for value in everywhere(cell, now, world) if value.citation != told.citation]
    value = next((other for other in others if not apart(other, told)), told)
    return replace(now, value=value, place=None, assumed=("文字说明所比较的口径",))


def _before(cell: Cell, now: Leaf) -> Cell:
    year = now.attempt.sought.year if now.attempt is not None and cell.year is None else cell.year
    stage = _other_base(cell, now)
    if stage is not None and year is not None:
        return replace(cell, base="", year=year - 1, stage=stage)
    return replace(cell, prior=True, year=year)


def moved(now: Leaf, before: Leaf, cell: Cell, world: World) -> Movement:
    """The difference between two leaves that are one thing in two years."""
    printed = difference_of(now, cell, world)
    rate = rate_of(now, cell, world)
    worked = None
    if now.value and before.value and cell.base not in _STAGES and same_kind(now.value, before.value):
        name = now.value.metric
        worked = minus(now.value, before.value, f"{name}增减额")
        if rate is None:
            rate = growth(now.value, before.value, f"{name}增减率")
    otherwise: tuple[Value, ...] = ()
    if printed is not None and worked is not None and before.value and not before.value.operator:
        if abs(printed.value - worked.value) > 2 * max(step_value(printed), step_value(worked)):
            otherwise = (worked,)
    return Movement(now, before, printed or worked, rate, otherwise)


def changed(query: Changed, world: World) -> Result:
    """The difference and the rate; both years beside them."""
    found = movement(query.cell, world)
    told = tuple(_differences(query.cell, found))
    changes = _sentences(query.cell, found, world, always=query.reason)
    missing = () if told or changes else found.now.missing or found.before.missing
    explained = not query.reason or any(change.reason for change in changes)
    return Result(
        query,
        quotes=() if explained else _of_accounts(query.cell, found, world),
        told=told,
        context=tuple(_years(query.cell, found)),
        missing=missing,
        direction=found.direction,
        changes=changes,
        otherwise=(*found.now.otherwise, *found.otherwise),
        assumed=tuple(dict.fromkeys((*found.now.assumed, *found.before.assumed))),
    )


def reason(query: Reason, world: World) -> Result:
    """Why it changed: the sentence that says so, and how it changed beside it."""
    found = movement(query.cell, world)
    changes = _sentences(query.cell, found, world, always=True)
    quotes = () if any(change.reason for change in changes) else _of_accounts(query.cell, found, world)
    return Result(
        query,
        quotes=quotes,
        context=(*_years(query.cell, found), *_differences(query.cell, found)),
        missing=() if found.now.value or found.before.value or changes else found.now.missing,
        direction=found.direction,
        changes=changes,
        otherwise=found.otherwise,
        assumed=found.now.assumed,
    )


def _differences(cell: Cell, found: Movement) -> Iterator[Told]:
    own, prior = replace(cell, prior=False), replace(cell, prior=True)
    if found.difference is not None:
        yield Told(Difference(own, prior), found.difference)
    if found.rate is not None:
        yield Told(Growth(own, prior), found.rate)


def _years(cell: Cell, found: Movement) -> Iterator[Told]:
    if found.now.value is not None:
        yield Told(replace(cell, prior=False), found.now.value)
    if found.before.value is not None:
        yield Told(replace(cell, prior=True), found.before.value)


def _sentences(cell: Cell, found: Movement, world: World, always: bool) -> tuple[Change, ...]:
    """The sentence of the very thing; where it gives no reason, those of what it is made of."""
    own = found.change
    if own is not None and (own.reason or (own.direction and not always)):
        return (own,)
    silent = own is None or not own.direction
    parts = tuple(_of_parts(cell, found, world)) if always or silent else ()
    return (*((own,) if own is not None else ()), *parts)


def _of_accounts(cell: Cell, found: Movement, world: World) -> tuple[Quote, ...]:
    """The sentences of the account that a project is paid from whose reason is the project's.

    Because it names the project, or because the account moved by just as much, or is spent on it alone.
    """
    tries = attempts(replace(cell, prior=False), world.catalog)
    if isinstance(tries, Missing) or cell.subject is None:
        return ()
    printed = found.now.place.figure.code if found.now.place is not None else ""
    keys, codes = keys_of(cell.subject), {*cell.subject.codes, printed} - {""}
    return tuple(
        Quote(change.citation.quote, change.citation)
        for attempt in tries[:1]
        for change in world.cells.of(attempt.edition.documents).changes
        if change.code in codes and change.reason
        if any(key in normal(change.reason) for key in keys) or _moved_alike(change, found)
    )


def _moved_alike(change: Change, found: Movement) -> bool:
    """Whether an account moved by just as much, in the same direction, or comes to just as much."""
    moved, told, now = found.difference, change.difference, found.now.value
    same = moved is not None and bool(told) and abs(moved.value) == told
    whole = now is not None and bool(change.amount) and change.amount == now.value
    return (same and change.direction == found.direction) or whole


def _of_parts(cell: Cell, found: Movement, world: World) -> Iterator[Change]:
    attempt = found.now.attempt
    if attempt is None or cell.subject is None:
        return
    cells = world.cells.of(attempt.edition.documents)
    for name in parts_of(cell.subject):
        part = Cell(Name.of(name), cell.within, cell.body, cell.unit_row, cell.year, cell.period)
        change = compared(of_leaf(part, cells), attempt)
        if change is not None and (change.reason or change.direction):
            yield change


def parts_of(name: Name) -> tuple[str, ...]:
    """What a total is made of, where a document speaks of its parts alone."""
    keys = {*keys_of(name), normal(name.shown)}
    for whole, parts in (*PARTS.items(), *CHIEF_PARTS.items()):
        if whole in keys:
            return parts
    return ()


def reason_of(found: Leaf, cell: Cell, world: World) -> Change | None:
    """The sentence that gives the reason why a row changed."""
    if found.attempt is None:
        return None
    cells = world.cells.of(found.attempt.edition.documents)
    told = [c for c in of_leaf(cell, cells) if c.reason and c.year == found.attempt.sought.year]
    return compared(told, found.attempt)
