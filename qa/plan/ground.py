"""Which cell a leaf means: what is said must be covered by it, what is unsaid must be ordinary.

A leaf fits a cell when its subject is one coordinate and each other name it says is covered by another. The
coordinates that nobody named must be the usual ones: the total column, the table that speaks for the whole,
a row of its own. What is said and covered by nothing is told as missing, never dropped.

>>> of = Cell(Name.of("办公费"), within=(Name.of("基本支出"),))
>>> ground(of, places, Sought(2025, (Stage.BUDGET,)), {}).places[0].figure.citation.table
'2025年一般公共预算基本支出表'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from index.facts.extent.places import says_only_whose
from index.facts.money import YUAN_PER_UNIT, is_money
from index.facts.naming.captions import (
    column_names,
    is_bare_total,
    is_cost_in_form,
    is_group,
    is_staged,
)
from index.facts.records import Figure, Scope, Stage, TableKind
from qa.plan.algebra import Cell
from qa.plan.fits import Coordinate, Fit, covering, subject_fit
from qa.plan.places import Place, keys_of, order_of, sided


class Why(StrEnum):
    """Why a leaf has no value: one text each in `qa.compose.declines`."""

    BODY = "body"  # no document of that body is indexed
    YEAR = "year"  # none of that year
    KIND = "kind"  # a final account where only budgets are indexed, or the other way round
    STAGE = "stage"  # no column of that stage
    PERIOD = "period"  # a month or quarter of a yearly document
    ROW = "row"  # no row of that name
    ACCOUNT = "account"  # the row is there, and no account is printed that it stands under
    LIST = "list"  # no table lists the rows of that level
    PLACE = "place"  # the row is there, but not in the table, column, scope or group that was named
    UNIT = "unit"  # it is not counted in that unit
    BLANK = "blank"  # the cell is printed empty
    DASH = "dash"  # the cell prints a dash
    ZERO = "zero"  # a ratio or growth over zero
    SAME = "same"  # one cell on both sides of a comparison
    PASSAGE = "passage"  # no sentence of the narrative tells it
    SEVERAL = "several"  # several cells fit and differ: the question must say which
    POLICY = "policy"  # no policy document is indexed, or none that was in force then
    ARTICLE = "article"  # the document has no such article


@dataclass(frozen=True, slots=True)
class Sought:
    """What documents are looked in for: amounts of a year at one of these stages, the first that is there."""

    year: int
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Grounded:
    """The cells that fit best and have one value; else `why` there is none, and what is there instead.

    `parts` are the rows that make up what is named, where it stands over several. `elsewhere` are ordinary
    cells of the same name in other places that have other values. `rivals` fit as well and differ; of an
    empty cell, what its row prints beside it. `said` is the word that nothing covers.
    """

    places: tuple[Place, ...] = ()
    parts: tuple[Place, ...] = ()
    elsewhere: tuple[Place, ...] = ()
    rivals: tuple[Place, ...] = ()
    why: Why | None = None
    said: str = ""
    there: tuple[str, ...] = ()


Printed = Mapping[tuple[int, str], frozenset[tuple[Stage, int]]]
"""Which stages and years each table prints."""


def ground(cell: Cell, places: Sequence[Place], sought: Sought, printed: Printed) -> Grounded:
    """The cell meant, among places that hold at least one of the names said."""
    named = _named(cell, places)
    if not named:
        uncoded = cell.coded and _named(replace(cell, coded=False), places)
        return Grounded(why=Why.ACCOUNT if uncoded else Why.ROW, said=said_of(cell))
    covered, lacking = covering(cell, named, places)
    if not covered:
        return _uncovered(cell, named, lacking or said_of(cell), places)
    counted = _counted(cell.counted, covered)
    if not counted:
        units = tuple(dict.fromkeys(fit.place.figure.unit for fit in covered))
        return Grounded(why=Why.UNIT, said=cell.counted, there=units)
    staged = _staged(counted, sought)
    if not staged:
        return _unstaged(cell, counted, sought, printed)
    of_side = [fit for fit in staged if not _contradicts(cell.side, fit.place)]
    return _chosen(cell, of_side, sought) if of_side else _not_there(cell.side, staged)


def fitting(cell: Cell, places: Sequence[Place], sought: Sought) -> list[Place]:
    """All cells of the stage and year that the leaf may mean, in the total column or in the one said."""
    covered, _ = covering(cell, _named(cell, places), places)
    staged = [fit for fit in _staged(covered, sought) if fit.by <= Coordinate.CODE]
    alone = _alone(staged)
    return [fit.place for fit in staged if "column" in fit.covered or _is_plain(fit, alone)]


def _named(cell: Cell, places: Sequence[Place]) -> list[Fit]:
    """The places of what the leaf names, each with the way in which it is."""
    among = [place for place in places if place.figure.code] if cell.coded else places
    return [fit for place in among if (fit := subject_fit(cell, place))]


def said_of(cell: Cell) -> str:
    """The question's words for what the leaf is of."""
    names = (cell.subject, cell.unit_row, cell.table)
    return next((name.said for name in names if name), "") or cell.code or cell.group


_COUNTED_ALIKE = (
    ("人", "名", "位"),
    ("台", "辆", "套", "台套", "台（套）"),
    ("个", "家", "所"),
    ("幢", "栋", "座"),
    ("人次", "万人次"),
)


def alike(unit: str) -> tuple[str, ...]:
    """The units that count the same things: 名 → 人, 名, 位."""
    return next((units for units in _COUNTED_ALIKE if unit in units), (unit,))


def _counted(unit: str, fits: Sequence[Fit]) -> list[Fit]:
    """Those in a unit that counts the same things as the one said; all where none is."""
    return [fit for fit in fits if not unit or fit.place.figure.unit in alike(unit)]


def _uncovered(cell: Cell, named: Sequence[Fit], lacking: str, places: Sequence[Place]) -> Grounded:
    """Why nothing covers a word: the cell where it would stand is empty, or there is no such place."""
    if all(fit.by is Coordinate.COLUMN for fit in named) and not cell.within and not cell.unit_row:
        return Grounded(why=Why.ROW, said=said_of(cell))
    if cell.period and lacking == cell.period:
        return Grounded(why=Why.PERIOD, said=lacking)
    if _stands_empty(cell, named, lacking, places):
        return Grounded(why=Why.BLANK, said=lacking)
    return _not_there(lacking, named)


def _not_there(said: str, fits: Sequence[Fit]) -> Grounded:
    """A word that no place covers, and the tables that they stand in."""
    there = dict.fromkeys(fit.place.figure.citation.table or "" for fit in fits)
    return Grounded(why=Why.PLACE, said=said, there=tuple(filter(None, there)))


def _stands_empty(cell: Cell, named: Sequence[Fit], lacking: str, places: Sequence[Place]) -> bool:
    """Whether the row and the column of that name stand in one table, and no figure where they cross."""
    rows = {fit.place.table for fit in named if fit.by <= Coordinate.CODE}
    keys = {key for name in cell.within if name.said == lacking for key in keys_of(name)}
    return any(place.table in rows and keys & place.columns for place in places)


# -- stages ----------------------------------------------------------------------------------


def _stage_of(fit: Fit, sought: Sought) -> int | None:
    """How soon the place's stage is looked for; None where it is of another stage or year."""
    figure = fit.place.figure
    if figure.year == sought.year and figure.stage.counts_as in sought.stages:
        return sought.stages.index(figure.stage.counts_as)
    return len(sought.stages) if fit.says_stage else None


def _staged(fits: Sequence[Fit], sought: Sought) -> list[Fit]:
    """Those of a stage and year that are looked for."""
    return [fit for fit in fits if _stage_of(fit, sought) is not None]


def _unstaged(cell: Cell, fits: Sequence[Fit], sought: Sought, printed: Printed) -> Grounded:
    wanted = {(stage, sought.year) for stage in sought.stages}
    beside = [fit.place for fit in fits if fit.by <= Coordinate.CODE]
    beside = [place for place in beside if wanted & printed.get(place.table, frozenset())]
    # Where the rows say which year they are of, no cell stands empty for another.
    beside = [place for place in beside if not place.columns or any(map(is_staged, place.columns))]
    if beside:
        return Grounded(why=Why.BLANK, said=said_of(cell), rivals=tuple(beside[:1]))
    figures = [fit.place.figure for fit in fits]
    of_year = [figure.stage.value for figure in figures if figure.year == sought.year]
    there = dict.fromkeys(of_year or [f"{figure.year}年{figure.stage.value}" for figure in figures])
    return Grounded(why=Why.STAGE, said=said_of(cell), there=tuple(there))


# -- the ordinary one ------------------------------------------------------------------------


def _chosen(cell: Cell, fits: Sequence[Fit], sought: Sought) -> Grounded:
    ordinary = _Ordinary.of(cell, fits, sought)
    ranked = [(ordinary.rank(fit), fit) for fit in fits]
    best = min(rank for rank, _ in ranked)
    top = [fit for rank, fit in ranked if rank == best]
    if cell.table is not None:
        top += [fit for rank, fit in ranked if rank.as_near_as(best) and _is_beside(fit, top[0])]
    others = (fit for rank, fit in ranked if rank != best and rank.stage == best.stage and not rank.unusual)
    return _settled(top, list(filter(_is_whole_row, others)), best.unusual)


def _is_whole_row(fit: Fit) -> bool:
    """Whether it is a row of that very name, and no 小计 of some of its columns."""
    return fit.by <= Coordinate.CODE and not _is_subtotal(fit.place)


def _is_beside(fit: Fit, other: Fit) -> bool:
    """Whether two cells of one row and head differ in how much of the place they are of: 全市 | 市本级."""
    one, two = fit.place, other.place
    leaves = {(place.figure.citation.column or "").rpartition("/")[2] for place in (one, two)}
    own = not (one.figure.unit_row or two.figure.unit_row)
    return own and one.row == two.row and one.figure.scope is not two.figure.scope and len(leaves) == 1


class _Rank(NamedTuple):
    """How far a fit is from the ordinary one; of these numbers an earlier one decides."""

    measure: int
    stage: int
    sureness: int
    unusual: int
    rest: tuple[int, ...]

    def as_near_as(self, other: _Rank) -> bool:
        """Whether both are of as fit a measure, of as near a stage and as surely named."""
        return self[:3] == other[:3]


@dataclass(frozen=True, slots=True)
class _Ordinary:
    """What is ordinary among the fits of a leaf: the kinds of table in `order`, its own `tables` before all.

    `alone` says which rows print one amount only (`_alone`), `scoped` that the leaf says of how much of a
    place it is, `side` whether it is of 收入, 支出 or 合计, where that is said.
    """

    counted: bool
    tables: tuple[TableKind, ...]
    order: tuple[TableKind, ...]
    sought: Sought
    alone: Mapping[tuple[object, ...], bool]
    scoped: bool = False
    side: str = ""

    @classmethod
    def of(cls, cell: Cell, fits: Sequence[Fit], sought: Sought) -> _Ordinary:
        """What is ordinary for a leaf among its fits."""
        tables = cell.subject.tables if cell.subject else ()
        order = order_of(cell.subject, [fit.place for fit in fits])
        return cls(bool(cell.counted), tables, order, sought, _alone(fits), cell.scope is not None, cell.side)

    def rank(self, fit: Fit) -> _Rank:
        """How far a fit is from the ordinary one."""
        figure = fit.place.figure
        return _Rank(
            measure=int(not (self.counted or is_money(figure.unit) or figure.unit == "%")),
            stage=_stage_of(fit, self.sought) or 0,
            sureness=_SURENESS[fit.by],
            unusual=self._unusual(fit),
            rest=self._rest(fit),
        )

    def _rest(self, fit: Fit) -> tuple[int, ...]:
        """What decides among fits that are as sure and as usual: side, table, total, key, the row above."""
        figure = fit.place.figure
        of_item = fit.by is Coordinate.ITEM
        in_a_form = figure.table_kind is TableKind.PERFORMANCE and not is_cost_in_form(figure.subject)
        return (
            int(_is_of_other_side(self.side, fit.place)),
            int(bool(self.tables) and figure.table_kind not in self.tables),
            fit.covered.count("table"),
            0 if self.tables else fit.key,
            self.order.index(figure.table_kind),
            int(_is_subtotal(fit.place) and not _says_column(fit)),
            int(of_item),
            fit.key,
            int(in_a_form and of_item),
            int(bool(fit.place.above) and not fit.covered and not of_item),
        )

    def _unusual(self, fit: Fit) -> int:
        """Whether the coordinates that nobody named are not the ordinary ones: the column 2, the row 1.

        Of a place all of it is ordinary, its own government 1, one of the places below it 2.
        """
        figure = fit.place.figure
        if figure.scope.of_place:
            below = bool(figure.unit_row) and "row" not in fit.covered
            if below or (figure.scope is Scope.BELOW and not self.scoped):
                return 2
            if not figure.scope.whole and not self.scoped:
                return 1
        said = fit.by is Coordinate.COLUMN or "column" in fit.covered
        if not said and not _is_plain(fit, self.alone):
            return 2
        row = fit.by is Coordinate.ITEM or "row" in fit.covered or "account" in fit.covered
        return int(bool(fit.place.item) and not row)


def _contradicts(side: str, place: Place) -> bool:
    """Whether its table is of spending alone where 收入 is said, or the other way round."""
    return side in ("收入", "支出") and sided(place) not in ("", side)


def _is_of_other_side(side: str, place: Place) -> bool:
    """Whether its column is of 支出 where 收入 is said, or the other way round; a 小计 where 合计 is said."""
    columns = "".join(place.columns)
    return bool(side) and side not in columns and any(other in columns for other in _OTHERS[side])


_OTHERS = {"收入": ("支出",), "支出": ("收入",), "合计": ("小计",)}


def _is_plain(fit: Fit, alone: Mapping[tuple[object, ...], bool]) -> bool:
    """Whether a place is the whole amount of its row, no part of it that has a column of its own."""
    place = fit.place
    if place.component and not alone.get(_at(place)) and not _says_only_whose(place):
        return False
    return not (fit.by in (Coordinate.LABEL, Coordinate.WHOLE, Coordinate.GROUP) and place.by_column)


def _says_column(fit: Fit) -> bool:
    """Whether its column is named, or what stands over that."""
    return fit.by is Coordinate.COLUMN or not {"column", "head"}.isdisjoint(fit.covered)


def _is_subtotal(place: Place) -> bool:
    """Whether its column is the total of some columns, below a head of their own: 本年拨款安排/小计."""
    *above, leaf = (place.figure.citation.column or "").split("/")
    return bool(above) and is_bare_total(leaf)


def _says_only_whose(place: Place) -> bool:
    """Whether its column says of how much of a place it is and no more: 本地区, 全市, 市本级."""
    return place.figure.scope.of_place and says_only_whose(place.component)


# Names of a row are equally sure; what stands over rows or holds them together is told only for itself.
_SURENESS = {by: max(0, by - Coordinate.WHOLE) for by in Coordinate}


def _at(place: Place) -> tuple[object, ...]:
    return (*place.row, place.figure.stage.counts_as, place.figure.year)


def _alone(fits: Sequence[Fit]) -> dict[tuple[object, ...], bool]:
    """Whether a row prints one amount only for a stage: then its column is no part of it."""
    held: dict[tuple[object, ...], set[str]] = {}
    for fit in fits:
        held.setdefault(_at(fit.place), set()).add(fit.place.component)
    return {at: len(components) == 1 for at, components in held.items()}


# A name of these holds several rows together: those of an account, below a row, in a group.
_HOLDING_SEVERAL = (Coordinate.ITEM, Coordinate.ABOVE, Coordinate.GROUP)


def _settled(top: Sequence[Fit], others: Sequence[Fit], unusual: int) -> Grounded:
    """The best fits as one amount: their value where it is one, else a total or parts; else why not."""
    # 2019年债务限额 is a column of its own beside 一般债务 below the same head.
    top = [fit for fit in top if _in_own_column(fit)] or top
    places = [fit.place for fit in top]
    if _alike_in_value(places):
        elsewhere = [fit.place for fit in others if differ(places[0].figure, fit.place.figure)]
        return Grounded(places=tuple(places), elsewhere=tuple(elsewhere))
    return _total_or_parts(places, unusual) if top[0].by in _HOLDING_SEVERAL else _several(places)


def _total_or_parts(places: Sequence[Place], unusual: int) -> Grounded:
    """Of what holds several rows together their total; where none is printed the rows, if of one table."""
    totals = [place for place in places if is_bare_total(place.label) or is_group(place.label)]
    if totals and _alike_in_value(totals):
        return Grounded(places=tuple(totals))
    rows = totals or places
    units = {"元" if is_money(place.figure.unit) else place.figure.unit for place in rows}
    if len(units) > 1 or "%" in units:
        return _several(rows)  # money and things, or shares, add up to nothing
    if len({place.table for place in rows}) == 1 and unusual < 2:
        return Grounded(parts=tuple(_each_once(rows)))
    return _several(rows)


def _several(places: Sequence[Place]) -> Grounded:
    """Cells that fit as well as each other and differ."""
    return Grounded(why=Why.SEVERAL, rivals=tuple(_each_once(places)))


def _in_own_column(fit: Fit) -> bool:
    """Whether the head straight over the cell is named, not one above that."""
    *above, leaf = (fit.place.figure.citation.column or "").split("/")
    own = [leaf, *above[-1:]] if is_bare_total(leaf) else [leaf]
    return any(key in fit.heads for part in own for key in column_names(part))


def _alike_in_value(places: Sequence[Place]) -> bool:
    return not any(differ(places[0].figure, place.figure) for place in places)


def _each_once(places: Sequence[Place]) -> list[Place]:
    found: dict[tuple[object, ...], Place] = {}
    for place in places:
        found.setdefault((place.row, place.component, place.figure.value, place.figure.citation.bbox), place)
    return list(found.values())


def step_of(printed: str, unit: str) -> Decimal:
    """The last place that a printed amount is told to, in yuan where it is money: 1.50万元 → 100."""
    digits = printed.rstrip("%）)").rpartition(".")[2] if "." in printed else ""
    step = Decimal(1).scaleb(-len(digits))
    return step * YUAN_PER_UNIT[unit] if is_money(unit) else step


def differ(one: Figure, other: Figure) -> bool:
    """Whether two cells print amounts that rounding does not account for."""
    if is_money(one.unit) != is_money(other.unit):
        return True
    step = max(step_of(one.printed, one.unit), step_of(other.printed, other.unit))
    return abs(one.value - other.value) >= step
