"""The way of a body's money through its tables: all spending, its ledgers, what is basic, what projects.

In: the figures of an edition and what divides them. Out: one `Whole` of printed amounts: the total of
spending; below it 一般公共预算, 政府性基金预算 and 国有资本经营预算, or 财政拨款 where no ledger is printed;
below each 基本支出 and 项目支出; below those what is bought, each project, or what it is for. Every level
sums up to the one above, the difference standing as a mark; a level that no table prints is left out.

>>> whole = chain(figures, 2025, wholes(figures, 2025))
>>> [ledger.name for ledger in whole.mark.parts]
['一般公共预算', '政府性基金预算']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from index.facts.identities import COLUMN_SUMS
from index.facts.records import Figure, Scope, TableKind
from index.facts.subjects import is_subject_code, normal
from web.plain.measures import spending
from web.plain.money import Form, Mark, Whole, by_rows, counts, mark_of, nested, row_of_total

_LEDGERS: Final = {
    TableKind.GENERAL: "一般公共预算",
    TableKind.FUND: "政府性基金预算",
    TableKind.CAPITAL: "国有资本经营预算",
}
_GIVEN: Final = {TableKind.APPROPRIATION_EXPENSE: "财政拨款"}
_NAMES: Final = {**_LEDGERS, **_GIVEN}
_BOUGHT: Final = (TableKind.BASIC, TableKind.APPROPRIATION_BASIC)
_HALVES: Final = (*COLUMN_SUMS[0].parts, *COLUMN_SUMS[0].kept)
_BASIC: Final = "基本支出"
_LEAST: Final = 2
_Tables = Sequence[Sequence[Figure]]


def chain(figures: Iterable[Figure], year: int, wholes: Iterable[Whole]) -> Whole | None:
    """The way of all that is spent; None where its tables divide nothing."""
    of = next(iter(spending(wholes)), None)
    if of is None or of.mark.figure is None or of.scope.of_place:
        return None
    tables = _tables(figures, year, of.scope)
    total = of.mark.figure
    ledgers = _ledgers(tables, _LEDGERS) or _ledgers(tables, _GIVEN)
    split = ledgers != [total] and any(ledger.value for ledger in ledgers)
    parts = tuple(_ledger(tables, ledger, total) for ledger in ledgers if split)
    mark = mark_of(total, parts or _halves(tables, total, total), name=total.subject)
    shown = sum(1 for _ in _ends(mark))
    return Whole(Form.CHAIN, of.kind, of.scope, of.table, mark) if shown >= _LEAST else None


def _tables(figures: Iterable[Figure], year: int, scope: Scope) -> _Tables:
    """The amounts of the year and scope, table by table."""
    tables: dict[tuple[TableKind, str], list[Figure]] = {}
    for figure in figures:
        if figure.scope is scope and counts(figure, year):
            tables.setdefault((figure.table_kind, figure.citation.table or ""), []).append(figure)
    return list(tables.values())


def _ledgers(tables: _Tables, named: dict[TableKind, str]) -> list[Figure]:
    """The total of each ledger's table, in the ledgers' order, the first that is printed."""
    found: dict[TableKind, Figure] = {}
    for table in tables:
        name = named.get(table[0].table_kind)
        for figure in row_of_total(table) if name else ():
            if figure.subject in (f"{name}支出合计", f"{name}支出"):
                found.setdefault(figure.table_kind, figure)
    return [found[kind] for kind in named if kind in found]


def _ledger(tables: _Tables, ledger: Figure, total: Figure) -> Mark:
    """A ledger with its halves, or, where its table tells none, with what it is for."""
    parts = _halves(tables, ledger, total) or _accounts(tables, ledger) if ledger.value else ()
    return mark_of(ledger, parts, name=_NAMES[ledger.table_kind])


def _halves(tables: _Tables, ledger: Figure, total: Figure) -> tuple[Mark, ...]:
    """基本支出 and 项目支出 beside the ledger's total, or, of the only ledger, those beside the total.

    Where no table has both beside each other, the totals of two tables that come to the ledger.
    """
    halves = _beside(_of(tables, ledger))
    if len(halves) < 2 and ledger.value == total.value:
        halves = max(halves, _beside(_of(tables, total)), key=len)
    if not halves:
        halves = _apart(tables, ledger)
    return tuple(mark_of(half, _below(tables, name, half), name=name) for name, half in halves.items())


def _beside(table: Sequence[Figure]) -> dict[str, Figure]:
    """The columns of the total's row that divide it, by name."""
    found: dict[str, Figure] = {}
    for figure in row_of_total(table):
        if (name := normal(figure.subject)) in _HALVES:
            found.setdefault(name, figure)
    return found


def _apart(tables: _Tables, ledger: Figure) -> dict[str, Figure]:
    """The totals of the tables of basic spending and of projects, where they come to the ledger."""
    named = {TableKind.BASIC: _BASIC, TableKind.PROJECTS: "项目支出"}
    found: dict[str, Figure] = {}
    for table in tables:
        if name := named.get(table[0].table_kind):
            for figure in row_of_total(table)[:1]:
                found.setdefault(name, figure)
    come = sum((figure.value for figure in found.values()), Decimal(0)) == ledger.value
    return {name: found[name] for name in named.values()} if come and len(found) == len(named) else {}


def _below(tables: _Tables, name: str, half: Figure) -> tuple[Mark, ...]:
    """What basic spending buys, where a table of that comes to it; else what the half is for."""
    kinds = _BOUGHT if name == _BASIC else ()
    bought = (by_rows(table) for kind in kinds for table in tables if table[0].table_kind is kind)
    made = next((mark for mark in bought if mark is not None and mark.value == half.value), None)
    return _accounts(tables, half) if made is None else tuple(map(_two, _held(made)))


def _accounts(tables: _Tables, whole: Figure) -> tuple[Mark, ...]:
    """What a column is for: its classes, below each its projects or lowest accounts; else its projects."""
    column = whole.citation.column
    table = _of(tables, whole) if whole.table_kind is not TableKind.PROJECTS else ()
    rows = (f for f in table if f.citation.column == column and is_subject_code(f.code))
    classes = tuple(mark for mark in nested("", {f.code: f for f in rows}) if mark.value)
    listed = _projects(tables)
    if classes:
        return tuple(_two(mark, listed) for mark in classes)
    return next((made for column in listed if (made := _coming_to(whole, column))), ())


def _two(mark: Mark, listed: Sequence[Sequence[Figure]] = ()) -> Mark:
    """A class with its lowest accounts right below it, projects that come to one in the place of it."""
    assert mark.figure is not None
    parts: list[Mark] = []
    for end in _ends(mark) if _held(mark) else ():
        assert end.figure is not None
        code = end.figure.code
        columns = ([f for f in column if f.code == code] for column in listed)
        projects = next((made for column in columns if (made := _coming_to(end.figure, column))), ())
        parts += projects or (replace(end, parts=()),)
    return mark_of(mark.figure, tuple(parts), name=mark.name)


def _projects(tables: _Tables) -> list[list[Figure]]:
    """The projects that cost something, column by column."""
    columns: dict[tuple[str, str], list[Figure]] = {}
    for table in tables:
        totals = row_of_total(table)
        for figure in table if table[0].table_kind is TableKind.PROJECTS else ():
            if figure not in totals and figure.value:
                of = (figure.citation.table or "", figure.citation.column or "")
                columns.setdefault(of, []).append(figure)
    return list(columns.values())


def _coming_to(whole: Figure, projects: Sequence[Figure]) -> tuple[Mark, ...]:
    """The projects as parts, where their sum is the amount."""
    come = sum((figure.value for figure in projects), Decimal(0)) == whole.value
    return tuple(mark_of(figure, name=figure.item) for figure in projects) if come else ()


def _held(mark: Mark) -> list[Mark]:
    """The parts that stand in a cell and are not nothing."""
    return [part for part in mark.parts if part.value and not part.is_gap]


def _ends(mark: Mark) -> Iterator[Mark]:
    """What is no further divided."""
    below = _held(mark)
    if not below:
        yield mark
    for part in below:
        yield from _ends(part)


def _of(tables: _Tables, figure: Figure) -> Sequence[Figure]:
    """The table that a figure stands in."""
    return next((table for table in tables if figure in table), ())
