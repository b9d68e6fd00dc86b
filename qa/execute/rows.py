"""The rows that a question speaks of: what a whole is made of, one cell along an axis, rows named one by one.

>>> [row.label for row in listing(Children(Cell(Name.of("项目支出"), body="某局")), world).rows][:2]
['河道保洁', '堤防养护']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from rapidfuzz import fuzz

from index.facts.money import is_money
from index.facts.records import Change, Scope, Stage
from index.facts.subjects import normal
from qa.arithmetic import minus, total
from qa.execute.agreement import holds
from qa.execute.cells import FEW
from qa.execute.leaves import Leaf, leaf
from qa.execute.members import Member, members_of, rest_of, slack, unit_names
from qa.execute.results import Missing, Told
from qa.execute.sentences import parts_told, sections_told
from qa.execute.world import Attempt, World, attempts, body_of, years_of
from qa.plan.algebra import (
    Cell,
    Children,
    Comparison,
    Each,
    Filter,
    Level,
    Listed,
    Minus,
    Name,
    Rows,
)
from qa.plan.ground import Why, said_of
from qa.plan.places import TOTALLED, Place, keys_of
from qa.records import Value
from qa.values import of_figure, said_amount

# How alike the names of one project in two editions are: under the same code, and under another.
_RENAMED, _RECODED = 45, 90
_PROJECTS = Name.of("项目支出")
# Of fewer parts no whole is made.
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is called, the leaf it is, its amount, and the places it was read from."""

    label: str
    cell: Cell
    value: Value
    places: tuple[Place, ...] = ()
    found: Leaf | None = None

    @property
    def code(self) -> str:
        """Its account, if it has one."""
        return self.places[0].figure.code if self.places else self.value.code

    @property
    def key(self) -> str:
        """Its name as compared."""
        return normal(self.label)


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows, what they belong to, and what they leave of it."""

    rows: tuple[Row, ...] = ()
    parent: Told | None = None
    gap: Value | None = None
    missing: tuple[Missing, ...] = ()
    assumed: tuple[str, ...] = ()
    attempt: Attempt | None = None


def listing(rows: Rows, world: World) -> Listing:
    """The rows meant, each with its amount."""
    match rows:
        case Children():
            return _children(rows, world)
        case Each():
            return _each(rows, world)
        case Listed(cells):
            return _of_leaves([(_name(cell), cell) for cell in cells], world)
        case Filter():
            return _filtered(rows, world)
        case Minus(one, other):
            return _without(listing(one, world), listing(other, world))


def _name(cell: Cell) -> str:
    return cell.subject.shown if cell.subject else said_of(cell)


# -- what a whole is made of -----------------------------------------------------------------


def _children(rows: Children, world: World) -> Listing:
    if rows.level is Level.UNIT:
        return _each(Each(rows.parent, "unit_row"), world)
    rows = _of_projects(rows)
    tries = attempts(rows.parent, world.catalog)
    if isinstance(tries, Missing):
        return Listing(missing=(tries,))
    whole = leaf(rows.parent, world) if rows.parent.subject or rows.parent.code else Leaf()
    for attempt in tries:
        for read in (_in_tables, _told_apart, _told_in_section):
            if found := read(rows, whole, attempt, world):
                return found
    edition, year = tries[0].edition, tries[0].sought.year
    why, listed = (Why.LIST, rows.level.value) if rows.level.value else (Why.ROW, _name(rows.parent))
    unnamed = Missing(why, edition.body, year, listed)
    return Listing(missing=whole.missing or (unnamed,), parent=_told(rows.parent, whole.value))


def _told(parent: Cell, value: Value | None) -> Told | None:
    return Told(parent, value) if value else None


def _in_tables(rows: Children, whole: Leaf, attempt: Attempt, world: World) -> Listing | None:
    """The rows of the table that speaks best for a whole, which may print the whole itself too."""
    cells = world.cells.of(attempt.edition.documents)
    found = members_of(rows, cells, attempt.sought, whole.value, _codes(rows.parent, whole))
    if not found.members:
        return None
    parent = whole.value
    if found.whole is not None and (parent is None or not _is_of(whole, attempt)):
        parent = of_figure(found.whole.figure)
    return Listing(
        tuple(_row(member, rows.parent) for member in found.members),
        _told(rows.parent, parent),
        _gap(found.members, parent),
        assumed=(*attempt.assumed, *found.assumed),
        attempt=attempt,
    )


def _told_apart(rows: Children, whole: Leaf, attempt: Attempt, world: World) -> Listing | None:
    """What a sentence says that a whole is made of: 政府采购预算36.00万元，其中货物类12.00万元、服务类…."""
    found = parts_told(rows.parent, attempt, world.cells.of(attempt.edition.documents))
    return _of_sentences(rows.parent, whole, found, attempt) if len(found) >= _SEVERAL else None


def _told_in_section(rows: Children, whole: Leaf, attempt: Attempt, world: World) -> Listing | None:
    """Projects that a section tells one by one, where no table lists them: those that make up the whole."""
    subject = rows.parent.subject
    of_projects = subject is not None and not set(_PROJECTS.keys).isdisjoint(keys_of(subject))
    if whole.value is None or not (rows.level is Level.PROJECT or (rows.level is Level.NEXT and of_projects)):
        return None
    for told in sections_told(attempt, world.cells.of(attempt.edition.documents)):
        listed = _of_sentences(rows.parent, whole, told, attempt)
        if len(told) >= _SEVERAL and listed.gap is None:
            return listed
    return None


def _of_sentences(parent: Cell, whole: Leaf, found: Sequence[Change], attempt: Attempt) -> Listing:
    made = []
    for change in found:
        name = change.subject.removeprefix("项目：")
        cell = replace(parent, subject=Name.of(name), within=(), group="", code="")
        made.append(Row(name, cell, said_amount(change, attempt.edition.body)))
    gap = _gap([Member(row.label, row.value, ()) for row in made], whole.value)
    told = _told(parent, whole.value)
    return Listing(tuple(made), told, gap, assumed=attempt.assumed, attempt=attempt)


def _is_of(found: Leaf, attempt: Attempt) -> bool:
    return found.attempt is not None and found.attempt.edition == attempt.edition


def _of_projects(rows: Children) -> Children:
    """Projects are what 项目支出 is made of, whatever total they were asked under."""
    subject = rows.parent.subject
    if rows.level is not Level.PROJECT or rows.parent.code:
        return rows
    if subject is not None and not any(key.endswith(TOTALLED) for key in keys_of(subject)):
        return rows
    return replace(rows, parent=replace(rows.parent, subject=_PROJECTS))


def _codes(parent: Cell, whole: Leaf) -> list[str]:
    """The accounts of which the parent may be one."""
    own = [whole.place.figure.code] if whole.place is not None else []
    said = [parent.code, *(parent.subject.codes if parent.subject else ())]
    return [code for code in dict.fromkeys((*own, *said)) if code and len(code) in (3, 5)]


def _row(member: Member, parent: Cell) -> Row:
    first = member.places[0].figure
    cell = replace(
        parent,
        subject=Name(member.label, member.label, (member.key,), (first.code,) if first.code else ()),
        within=(),
        code="",
        unit_row=None,
        table=None,
        group="",
    )
    return Row(member.label, cell, member.value, member.places)


def _gap(members: Sequence[Member], whole: Value | None) -> Value | None:
    """What the rows leave of their whole, beyond rounding."""
    if whole is None or not is_money(whole.unit) or not all(is_money(m.value.unit) for m in members):
        return None
    if abs(rest_of(members, whole)) <= slack(members, whole):
        return None
    return minus(whole, total([m.value for m in members], f"{whole.metric}所列各项合计"), "未列明的部分")


# -- one cell along an axis ------------------------------------------------------------------


def along(each: Each, world: World) -> list[tuple[str, Cell]] | Missing:
    """The cells of an axis, each with the name of its value there."""
    values: Sequence[object] = each.values
    if not values:
        axis = _AXES.get(each.axis)
        if axis is None:
            raise ValueError(f"no values are known for the axis {each.axis!r}: name them")
        found = axis(each.cell, world)
        if isinstance(found, Missing):
            return found
        values = found
    return [
        (_label(each.axis, value), replace(each.cell, **{each.axis: value}))  # type: ignore[arg-type]
        for value in values
    ]


def _label(axis: str, value: object) -> str:
    return f"{value}年" if axis == "year" else str(value)


def _all_bodies(cell: Cell, world: World) -> list[object] | Missing:
    return list(world.catalog.by_body)


def _all_years(cell: Cell, world: World) -> list[object] | Missing:
    body = body_of(cell, world.catalog)
    return body if isinstance(body, Missing) else list(years_of(cell, world.catalog))


def _all_scopes(cell: Cell, world: World) -> list[object] | Missing:
    body = body_of(cell, world.catalog)
    if isinstance(body, Missing):
        return body
    there = {e.scope for e in world.catalog.by_body[body]}
    return [scope for scope in Scope if scope in there]


def _all_stages(cell: Cell, world: World) -> list[object] | Missing:
    return [Stage.INITIAL, Stage.ADJUSTED, Stage.FINAL]


def _all_units(cell: Cell, world: World) -> list[object] | Missing:
    tries = attempts(cell, world.catalog)
    if isinstance(tries, Missing):
        return tries
    of_place = tries[0].edition.scope.of_place  # its debts and its accounts are disclosed apart
    editions = [attempt.edition for attempt in (tries if of_place else tries[:1])]
    units = (unit for e in editions for unit in unit_names(world.cells.of(e.documents), e.body))
    return [Name.of(unit) for unit in dict.fromkeys(units)]


_AXES: dict[str, Callable[[Cell, World], list[object] | Missing]] = {
    "body": _all_bodies,
    "year": _all_years,
    "scope": _all_scopes,
    "stage": _all_stages,
    "unit_row": _all_units,
}


def _each(each: Each, world: World) -> Listing:
    if each.axis == "body" and not each.values and world.cells.whole:
        return world.columns.of(each, lambda: _read_each(each, world), lambda found: len(found.rows))
    return _read_each(each, world)


def _read_each(each: Each, world: World) -> Listing:
    cells = along(each, world)
    if isinstance(cells, Missing):
        return Listing(missing=(cells,))
    if each.axis == "body":
        if not each.values and each.cell.year is None:
            cells = _of_one_year(cells, world)
        world = read_at_once(each.cell, [cell for _, cell in cells], world)
    if not cells:
        body = body_of(each.cell, world.catalog)
        named = said_of(each.cell)
        return Listing(
            missing=(Missing(Why.ROW, body if isinstance(body, str) else "", each.cell.year, named),)
        )
    found = _of_leaves(cells, world)
    if each.values or not found.rows:
        return found
    return replace(found, missing=())  # of all there are, those that print it


def _of_one_year(cells: list[tuple[str, Cell]], world: World) -> list[tuple[str, Cell]]:
    """Bodies are compared in one year: the newest that any of them discloses."""
    years = [max(own) for _, cell in cells if (own := years_of(cell, world.catalog))]
    newest = max(years, default=None)
    return [(label, replace(cell, year=newest)) for label, cell in cells]


def read_at_once(cell: Cell, cells: Sequence[Cell], world: World, few: int = FEW) -> World:
    """The world with what one leaf means in the editions of many bodies or years read by one query."""
    editions = {
        attempt.edition.documents: None
        for one in cells
        if not isinstance(tries := attempts(one, world.catalog), Missing)
        for attempt in tries
    }
    return world.narrowed(tuple(editions), cell, few)


def _of_leaves(cells: Iterable[tuple[str, Cell]], world: World) -> Listing:
    rows: list[Row] = []
    missing: list[Missing] = []
    assumed: list[str] = []
    for label, cell in cells:
        found = leaf(cell, world)
        missing += found.missing
        assumed += found.assumed
        if found.value is not None:
            places = (found.place,) if found.place else ()
            rows.append(Row(label, cell, found.value, places, found))
    return Listing(tuple(rows), missing=tuple(dict.fromkeys(missing)), assumed=tuple(dict.fromkeys(assumed)))


# -- lists made of lists ---------------------------------------------------------------------


def _filtered(rows: Filter, world: World) -> Listing:
    found = listing(rows.rows, world)
    bound = rows.amount.value if rows.amount else Decimal(0)
    kept = tuple(row for row in found.rows if _within(row.value, rows.comparison, bound))
    return replace(found, rows=kept, gap=None)


def _within(value: Value, comparison: Comparison, bound: Decimal) -> bool:
    limit = replace(value, value=bound, printed="")
    return holds(value, comparison, limit)


def _without(one: Listing, other: Listing) -> Listing:
    """The rows of one list that the other has not, whatever they are called there."""
    pairs = matched(one.rows, other.rows)
    kept = tuple(row for n, row in enumerate(one.rows) if n not in pairs)
    missing = one.missing or (other.missing if not other.rows else ())
    return replace(one, rows=kept, gap=None, missing=missing)


class _Sought(NamedTuple):
    """A row that is looked for in another edition: among which rows, and how many share its code."""

    row: Row
    among: Sequence[Row]
    sharing: int


def _by_name(sought: _Sought) -> Row | None:
    """The row of the same name, of several that of the same code."""
    same = [row for row in sought.among if row.key == sought.row.key]
    return next((row for row in same if row.code == sought.row.code), same[0] if same else None)


def _by_code(sought: _Sought) -> Row | None:
    """The one row of the same code, where its name is somewhat like."""
    mine = sought.row
    if not mine.code or sought.sharing > 1:
        return None
    coded = [row for row in sought.among if row.code == mine.code]
    alike = len(coded) == 1 and fuzz.ratio(coded[0].key, mine.key) >= _RENAMED
    return coded[0] if alike else None


def _by_likeness(sought: _Sought) -> Row | None:
    """The row whose name is most like, where it is very like."""
    likeness = {n: fuzz.ratio(row.key, sought.row.key) for n, row in enumerate(sought.among)}
    best = max(likeness, key=lambda n: likeness[n], default=None)
    return sought.among[best] if best is not None and likeness[best] >= _RECODED else None


_WAYS_TO_MATCH = (_by_name, _by_code, _by_likeness)


def matched(one: Sequence[Row], other: Sequence[Row]) -> dict[int, Row]:
    """Which row of one edition is which of another: each way tries the rows that those before it left."""
    found: dict[int, Row] = {}
    left = list(other)
    for way in _WAYS_TO_MATCH:
        unmatched = [at for at in range(len(one)) if at not in found]
        codes = Counter(one[at].code for at in unmatched)
        for at in unmatched:
            row = way(_Sought(one[at], left, codes[one[at].code]))
            if row is not None:
                found[at] = row
                left.remove(row)
    return found
