"""What a whole is made of in one edition: the rows of the table that speaks for them best.

>>> [value.metric for value in members_of(Children(Cell(Name.of("“三公”经费"))), cells, sought, whole).values]
['因公出国（境）费用', '公务接待费', '公务用车购置及运行费']
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from index.facts.naming.captions import is_bare_total
from index.facts.records import TableKind
from index.facts.subjects import is_total as totals
from index.facts.subjects import normal
from index.prose.labels import is_unit
from qa.arithmetic import total
from qa.execute.cells import EditionCells
from qa.execute.parts import BASIC, rows_below, wants_projects
from qa.plan.algebra import Cell, Children, Name
from qa.plan.fits import key_at, title_fits
from qa.plan.ground import Sought, step_of
from qa.plan.places import DEFAULT_ORDER, Place, keys_of
from qa.records import Value
from qa.values import of_figure

# 三公 = 出国 + 公车 + 接待; 公车 = 购置 + 运行 (财预〔2016〕143号).
PARTS: dict[str, tuple[str, ...]] = {
    "三公经费": ("因公出国境费用", "公务接待费", "公务用车购置及运行费"),
    "公务用车购置及运行费": ("公务用车购置费", "公务用车运行费"),
}
# What most of a total is, where the narrative speaks of that alone.
CHIEF_PARTS = {
    "收入总计": ("财政拨款收入", "一般公共预算拨款收入"),
    "支出总计": ("财政拨款支出", "一般公共预算支出", "基本支出", "项目支出"),
}


def all_parts(keys: Collection[str]) -> frozenset[str]:
    """What a known whole is made of, and what its parts are: of 三公经费 also 公务用车购置费."""
    own = frozenset(part for key in keys for part in PARTS.get(key, ()))
    return own | (all_parts(own) if own else frozenset())


def are_beside(keys: Collection[str], others: Collection[str]) -> bool:
    """Whether two names are known as parts of one whole: 公务用车购置费 and 公务用车运行费."""
    wholes = (all_parts((whole,)) for whole in PARTS)
    return any(not parts.isdisjoint(keys) and not parts.isdisjoint(others) for parts in wholes)


_ORDER = (TableKind.PROJECTS, TableKind.EXPENSE, *BASIC, *DEFAULT_ORDER)


@dataclass(frozen=True, slots=True)
class Member:
    """One row of a list: what it is called, its amount, where it stands; `places` where it is several."""

    label: str
    value: Value
    places: tuple[Place, ...]

    @property
    def code(self) -> str:
        """Its account, if it has one."""
        return self.places[0].figure.code

    @property
    def key(self) -> str:
        """Its name as compared."""
        return normal(self.label)


@dataclass(frozen=True, slots=True)
class Members:
    """The rows of one table, and the row that is their total, where the table prints one.

    `assumed` says what they are where they are not quite what was asked for.
    """

    members: tuple[Member, ...] = ()
    whole: Place | None = None
    assumed: tuple[str, ...] = ()


def members_of(
    rows: Children, cells: EditionCells, sought: Sought, whole: Value | None, codes: Iterable[str]
) -> Members:
    """The rows that the parent is made of; of several tables, the one whose rows add up to `whole`."""
    places = _ordinary(rows.parent, cells.places, sought)
    tables: dict[_Block, list[Place]] = defaultdict(list)
    for place in rows_below(rows, places, tuple(codes)):
        tables[_block(place)].append(place)
    if not tables:
        return Members() if _are_told(cells, sought) else _paid_from(rows, cells.places, sought)
    choices = {table: _grouped(found) for table, found in tables.items()}

    def rank(table: _Block) -> tuple[int, int, int]:
        kind = tables[table][0].figure.table_kind
        order = _ORDER.index(kind)
        return (0 if _adds_up(choices[table], whole) else 1, order, -len(choices[table]))

    best = min(choices, key=rank)
    return Members(tuple(choices[best]), _total_row(best[:2], places))


_Block = tuple[int, str, str]
# How the sentences of projects name what they tell of.
_TOLD_PROJECT = "项目："


def _block(place: Place) -> _Block:
    """The table, and the block of it where several stand side by side: by function, by nature."""
    beside = place.figure.table_kind in (TableKind.BALANCE, TableKind.APPROPRIATION)
    return (*place.table, (place.figure.citation.column or "") if beside else "")


def _are_told(cells: EditionCells, sought: Sought) -> bool:
    """Whether sentences tell of projects: no accounts stand for them then."""
    told = (change for change in cells.changes if change.subject.startswith(_TOLD_PROJECT))
    return any(change.year == sought.year for change in told)


def _paid_from(rows: Children, places: Sequence[Place], sought: Sought) -> Members:
    """Where no list of projects is disclosed: the accounts that projects are paid from."""
    if not wants_projects(rows):
        return Members()
    tables: dict[_Block, list[Place]] = defaultdict(list)
    for place in places:
        figure = place.figure
        own = figure.stage.counts_as in sought.stages and figure.year == sought.year
        if own and place.component == "项目支出" and len(figure.code) == 7 and figure.value:
            tables[_block(place)].append(place)
    if not tables:
        return Members()
    best = min(tables, key=lambda table: _ORDER.index(tables[table][0].figure.table_kind))
    return Members(tuple(_grouped(tables[best])), assumed=("文件没有项目明细，以下是项目支出所列的功能科目",))


def _ordinary(parent: Cell, places: Sequence[Place], sought: Sought) -> list[Place]:
    """The amounts of the stage and year, in the total column or in the one that is named."""
    found = _of_stage(places, sought)
    if parent.table is not None:
        found = _in_table(parent.table, found)
    columns = {key for name in parent.within for key in keys_of(name)}
    if named := [p for p in found if columns & p.columns]:
        return named
    demands = tuple(_demands(parent))
    found = [p for p in found if all(demand(p) for demand in demands)]
    held: dict[tuple[int, str, str, str], set[str]] = defaultdict(set)
    for place in found:
        held[place.row].add(place.component)
    return [p for p in found if not p.component or len(held[p.row]) == 1]


def _of_stage(places: Sequence[Place], sought: Sought) -> list[Place]:
    """The places of the year and of the first stage looked for that there is."""
    of_year = [p for p in places if p.figure.year == sought.year]
    by_stage = ([p for p in of_year if p.figure.stage.counts_as is stage] for stage in sought.stages)
    return next(filter(None, by_stage), [])


def _in_table(title: Name, places: Sequence[Place]) -> list[Place]:
    """The places of the tables whose titles fit best; all where none fits."""
    fits = {p.table: fit for p in places if (fit := title_fits(title, p)) is not None}
    best = min(fits.values(), default=None)
    return [p for p in places if fits.get(p.table) == best]


def _demands(parent: Cell) -> Iterator[Callable[[Place], bool]]:
    """What each word that is said beside the subject demands of a row."""
    for name in parent.within:
        yield partial(_stands_in, keys_of(name))
    if parent.unit_row is not None:
        yield partial(_is_of_unit, frozenset(keys_of(parent.unit_row)))
    if parent.group:
        yield partial(_is_of_group, parent.group)


def _is_of_unit(keys: frozenset[str], place: Place) -> bool:
    return bool(keys & {place.label, place.item, *place.above})


def _is_of_group(group: str, place: Place) -> bool:
    return group in (place.figure.group, place.subject, *place.above)


def _stands_in(keys: Sequence[str], place: Place) -> bool:
    rows = (place.label, place.item, *place.above)
    return any(key_at(keys, row) is not None for row in rows) or any(key in place.title for key in keys)


# -- one table -------------------------------------------------------------------------------


def _grouped(places: Sequence[Place]) -> list[Member]:
    """Each row once; the rows of one item (a project by its sources) as one."""
    items = {p.item for p in places if p.item}
    groups: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for place in places:
        own = items and place.item
        key = (place.item,) if own else (place.figure.code, place.figure.citation.row or "", place.subject)
        groups[key].append(place)
    return [_member(found) for found in groups.values()]


def _member(places: Sequence[Place]) -> Member:
    first = places[0]
    rows = list({p.row: p for p in places}.values())
    if len(rows) == 1 or not first.item:
        label = first.figure.subject
        return Member(label, of_figure(first.figure), (first,))
    label = (first.figure.citation.row or "").split("/")[0]
    return Member(label, total([of_figure(p.figure) for p in rows], label), tuple(rows))


def _adds_up(members: Sequence[Member], whole: Value | None) -> bool:
    return whole is not None and abs(rest_of(members, whole)) <= slack(members, whole)


def rest_of(members: Sequence[Member], whole: Value) -> Decimal:
    """What the members leave of the whole."""
    return whole.value - sum((m.value.value for m in members), Decimal(0))


def slack(members: Sequence[Member], whole: Value) -> Decimal:
    """How far rounding may take the sum of so many amounts from their whole."""
    values = [whole, *(m.value for m in members)]
    return max(step_of(v.printed or "0.00", v.unit) for v in values) * (len(values) + 1) / 2


def _total_row(table: tuple[int, str], places: Sequence[Place]) -> Place | None:
    """The total that a table prints for all its rows."""
    sums = [p for p in places if p.table == table and not p.by_column]
    sums = [p for p in sums if is_bare_total(p.label) or (not p.label and totals(p.figure.subject))]
    return sums[0] if sums else None


def unit_names(cells: EditionCells, body: str) -> list[str]:
    """The organisations that are rows of the tables, of a place the places below it, in reading order."""
    own = normal(body)
    found: dict[str, str] = {}
    for place in cells.places:
        if place.figure.scope.of_place:
            if place.figure.unit_row and place.figure.scope.whole:
                found.setdefault(normal(place.figure.unit_row), place.figure.unit_row)
            continue
        for part in (place.figure.citation.row or "").split("/"):
            key = normal(part)
            if key and key not in found and key != own and not place.figure.code and is_unit(part):
                found[key] = part.strip()
    return list(found.values())
