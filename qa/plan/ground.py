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
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from index.facts.captions import is_bare_total, is_cost_in_form, is_group
from index.facts.money import YUAN_PER_UNIT, is_money
from index.facts.records import Figure, Scope, Stage, TableKind
from qa.plan.algebra import Cell
from qa.plan.fits import By, Fit, covering, subject_fit
from qa.plan.places import Place, keys_of, order_of


class Why(StrEnum):
    """Why a leaf has no value: one text each in `qa.compose.declines`."""

    BODY = "body"  # no document of that body is indexed
    YEAR = "year"  # none of that year
    KIND = "kind"  # a final account where only budgets are indexed, or the other way round
    STAGE = "stage"  # no column of that stage
    PERIOD = "period"  # a month or quarter of a yearly document
    ROW = "row"  # no row of that name
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
    named = [fit for place in places if (fit := subject_fit(cell, place))]
    if not named:
        return Grounded(why=Why.ROW, said=said_of(cell))
    covered, lacking = covering(cell, named, places)
    if not covered:
        return _uncovered(cell, named, lacking or said_of(cell), places)
    counted = [fit for fit in covered if not cell.counted or fit.place.figure.unit in alike(cell.counted)]
    if not counted:
        units = tuple(dict.fromkeys(fit.place.figure.unit for fit in covered))
        return Grounded(why=Why.UNIT, said=cell.counted, there=units)
    staged = [fit for fit in counted if _stage_of(fit, sought) is not None]
    if not staged:
        return _unstaged(cell, counted, sought, printed)
    return _chosen(cell, staged, sought)


def fitting(cell: Cell, places: Sequence[Place], sought: Sought) -> list[Place]:
    """All cells of the stage and year that the leaf may mean, in the total column or in the one said."""
    named = [fit for place in places if (fit := subject_fit(cell, place))]
    covered, _ = covering(cell, named, places)
    staged = [fit for fit in covered if _stage_of(fit, sought) is not None and fit.by <= By.CODE]
    alone = _alone(staged)
    return [fit.place for fit in staged if "column" in fit.covered or _is_plain(fit, alone)]


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


def _uncovered(cell: Cell, named: Sequence[Fit], lacking: str, places: Sequence[Place]) -> Grounded:
    """Why nothing covers a word: the cell where it would stand is empty, or there is no such place."""
    if all(fit.by is By.COLUMN for fit in named) and not cell.within and not cell.unit_row:
        return Grounded(why=Why.ROW, said=said_of(cell))
    if cell.period and lacking == cell.period:
        return Grounded(why=Why.PERIOD, said=lacking)
    if _stands_empty(cell, named, lacking, places):
        return Grounded(why=Why.BLANK, said=lacking)
    there = dict.fromkeys(fit.place.figure.citation.table or "" for fit in named)
    return Grounded(why=Why.PLACE, said=lacking, there=tuple(filter(None, there)))


def _stands_empty(cell: Cell, named: Sequence[Fit], lacking: str, places: Sequence[Place]) -> bool:
    """Whether the row and the column of that name stand in one table, and no figure where they cross."""
    rows = {fit.place.table for fit in named if fit.by <= By.CODE}
    keys = {key for name in cell.within if name.said == lacking for key in keys_of(name)}
    return any(place.table in rows and keys & place.columns for place in places)


# -- stages ----------------------------------------------------------------------------------


def _stage_of(fit: Fit, sought: Sought) -> int | None:
    """How soon the place's stage is looked for; None where it is of another stage or year."""
    figure = fit.place.figure
    if figure.year == sought.year and figure.stage.counts_as in sought.stages:
        return sought.stages.index(figure.stage.counts_as)
    return len(sought.stages) if fit.says_stage else None


def _unstaged(cell: Cell, fits: Sequence[Fit], sought: Sought, printed: Printed) -> Grounded:
    wanted = {(stage, sought.year) for stage in sought.stages}
    beside = [fit.place for fit in fits if fit.by <= By.CODE]
    beside = [place for place in beside if wanted & printed.get(place.table, frozenset())]
    if beside:
        return Grounded(why=Why.BLANK, said=said_of(cell), rivals=tuple(beside[:1]))
    there = tuple(dict.fromkeys(fit.place.figure.stage.value for fit in fits))
    return Grounded(why=Why.STAGE, said=said_of(cell), there=there)


# -- the ordinary one ------------------------------------------------------------------------


def _chosen(cell: Cell, fits: Sequence[Fit], sought: Sought) -> Grounded:
    tables = cell.subject.tables if cell.subject else ()
    order = order_of(cell.subject, [fit.place for fit in fits])
    scoped = cell.scope is not None
    ordinary = _Ordinary(bool(cell.counted), tables, order, sought, _alone(fits), scoped)
    ranked = [(ordinary.rank(fit), fit) for fit in fits]
    best = min(ranks for ranks, _ in ranked)
    top = [fit for ranks, fit in ranked if ranks == best]
    others = [fit for ranks, fit in ranked if ranks != best and ranks[1] == best[1] and ranks[3] == 0]
    return _settled(top, [fit for fit in others if fit.by <= By.CODE], best[3])


@dataclass(frozen=True, slots=True)
class _Ordinary:
    """What is ordinary among the fits of a leaf: the kinds of table in `order`, its own `tables` before all.

    `alone` says which rows print one amount only (`_alone`), `scoped` that the leaf says of how much of a
    place it is.
    """

    counted: bool
    tables: tuple[TableKind, ...]
    order: tuple[TableKind, ...]
    sought: Sought
    alone: Mapping[tuple[object, ...], bool]
    scoped: bool = False

    def rank(self, fit: Fit) -> tuple[int, ...]:
        """How far a fit is from the ordinary one; of these numbers an earlier one decides."""
        figure = fit.place.figure
        of_item = fit.by is By.ITEM
        in_a_form = figure.table_kind is TableKind.PERFORMANCE and not is_cost_in_form(figure.subject)
        return (
            int(not (self.counted or is_money(figure.unit) or figure.unit == "%")),
            _stage_of(fit, self.sought) or 0,
            _SURENESS[fit.by],
            self._unusual(fit),
            int(bool(self.tables) and figure.table_kind not in self.tables),
            fit.covered.count("table"),
            0 if self.tables else fit.key,
            self.order.index(figure.table_kind),
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
        if figure.scope.of_place and not self.scoped:
            below = figure.scope is Scope.BELOW or (bool(figure.unit_row) and "row" not in fit.covered)
            if below or not figure.scope.whole:
                return 2 if below else 1
        said = fit.by is By.COLUMN or "column" in fit.covered
        if not said and not _is_plain(fit, self.alone):
            return 2
        row = fit.by is By.ITEM or "row" in fit.covered or "account" in fit.covered
        return int(bool(fit.place.item) and not row)


def _is_plain(fit: Fit, alone: Mapping[tuple[object, ...], bool]) -> bool:
    """Whether a place is the whole amount of its row, no part of it that has a column of its own."""
    place = fit.place
    if place.component and not alone.get(_at(place)):
        return False
    return not (fit.by in (By.LABEL, By.WHOLE, By.GROUP) and place.by_column)


# Names of a row are equally sure; what stands over rows or holds them together is told only for itself.
_SURENESS = {by: max(0, by - By.WHOLE) for by in By}


def _at(place: Place) -> tuple[object, ...]:
    return (*place.row, place.figure.stage.counts_as, place.figure.year)


def _alone(fits: Sequence[Fit]) -> dict[tuple[object, ...], bool]:
    """Whether a row prints one amount only for a stage: then its column is no part of it."""
    held: dict[tuple[object, ...], set[str]] = {}
    for fit in fits:
        held.setdefault(_at(fit.place), set()).add(fit.place.component)
    return {at: len(components) == 1 for at, components in held.items()}


def _settled(top: Sequence[Fit], others: Sequence[Fit], unusual: int) -> Grounded:
    places = [fit.place for fit in top]
    if _alike_in_value(places):
        elsewhere = [fit.place for fit in others if differ(places[0].figure, fit.place.figure)]
        return Grounded(places=tuple(places), elsewhere=tuple(elsewhere))
    if top[0].by in (By.ITEM, By.ABOVE, By.GROUP):
        totals = [place for place in places if is_bare_total(place.label) or is_group(place.label)]
        if totals and _alike_in_value(totals):
            return Grounded(places=tuple(totals))
        places = totals or places
        if len({place.table for place in places}) == 1 and unusual < 2:
            return Grounded(parts=tuple(_each_once(places)))
    return Grounded(why=Why.SEVERAL, rivals=tuple(_each_once(places)))


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
