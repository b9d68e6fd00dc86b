"""Which cell a leaf means: what is said must be covered by it, what is unsaid must be ordinary.

A leaf fits a cell when its subject is one coordinate and each other name it says is covered by another. The
coordinates that nobody named must be the usual ones: the total column, the table that speaks for the whole,
a row of its own. What is said and covered by nothing is told as missing, never dropped.

>>> of = Cell(Name.of("办公费"), within=(Name.of("基本支出"),))
>>> ground(of, places, Sought(2025, (Stage.BUDGET,)), {}).places[0].figure.citation.table
'2025年一般公共预算基本支出表'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum, StrEnum

from rapidfuzz import fuzz

from index.facts.money import YUAN_PER_UNIT, is_money
from index.facts.records import Figure, Stage, TableKind
from index.facts.subjects import normal
from index.facts.titles import kind_of
from qa.plan.algebra import Cell, Name
from qa.plan.places import (
    TOTALLED,
    Place,
    bare_title,
    is_bare_total,
    is_group,
    keys_of,
    order_of,
)


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
    named = [fit for place in places for fit in _subject_fits(cell, place)]
    if not named:
        return Grounded(why=Why.ROW, said=said_of(cell))
    covered, lacking = _covering(cell, named, places)
    if not covered:
        return _uncovered(cell, named, lacking, places)
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
    named = [fit for place in places for fit in _subject_fits(cell, place)]
    covered, _ = _covering(cell, named, places) if named else ([], "")
    staged = [fit for fit in covered if _stage_of(fit, sought) is not None and fit.by <= _By.CODE]
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


# -- the subject -----------------------------------------------------------------------------


class _By(IntEnum):
    """Which coordinate of a cell its subject is; the surer first."""

    SUBJECT = 0
    ITEM = 1
    LABEL = 2
    CODE = 3
    WHOLE = 4  # nothing is named: the amount of the whole row or table
    COLUMN = 5
    GROUP = 6
    ABOVE = 7


@dataclass(frozen=True, slots=True)
class _Fit:
    """A place that a leaf fits: the coordinate of its subject, which key, what covers its other words."""

    place: Place
    by: _By
    key: int = 0
    covered: tuple[str, ...] = ()
    title: int = 0
    says_stage: bool = False


# How alike a row of the same code must be named: a project is not the account it is paid from.
_NAMED_ALIKE = 60


def _subject_fits(cell: Cell, place: Place) -> Iterator[_Fit]:
    """The way in which the place is of the leaf's subject, if any."""
    if cell.code and place.figure.code != cell.code:
        return
    if cell.subject is not None:
        yield from _named_fits(cell.subject, cell, place)
    elif cell.code:
        yield _Fit(place, _By.CODE)
    elif cell.unit_row is not None:
        if _in_row(cell.unit_row, place):
            yield _Fit(place, _By.WHOLE)
    elif cell.group:
        group = normal(cell.group)
        if group in (place.subject, place.label):
            yield _Fit(place, _By.SUBJECT)
        elif group in (place.figure.group, *place.above):
            yield _Fit(place, _By.GROUP)
    elif cell.table is not None and (is_bare_total(place.label) or not place.label):
        yield _Fit(place, _By.LABEL)


def _named_fits(name: Name, cell: Cell, place: Place) -> Iterator[_Fit]:
    keys = keys_of(name)
    own = ((_By.SUBJECT, place.subject), (_By.ITEM, place.item), (_By.LABEL, place.label))
    for by, printed in own:
        if (at := key_at(keys, printed)) is not None:
            yield _Fit(place, by, at)
            return
    if cell.code or (place.figure.code in name.codes and _alike(keys, place)):
        yield _Fit(place, _By.CODE, 2 * len(keys))
        return
    crossed = place.columns if cell.within or cell.unit_row else frozenset()
    for by, held in ((_By.COLUMN, crossed), (_By.ABOVE, place.above)):
        if (at := next((n for n, key in enumerate(keys) if key in held), None)) is not None:
            yield _Fit(place, by, at)
            return
    if place.figure.group and place.figure.group in keys:
        yield _Fit(place, _By.GROUP)
    elif cell.unit_row and place.figure.table_kind in name.tables and not place.component:
        # 收入总计 of a unit is its row's own amount in the table of income.
        if any(key.endswith(TOTALLED) for key in keys) and _in_row(cell.unit_row, place):
            yield _Fit(place, _By.WHOLE, len(keys))


def key_at(keys: Sequence[str], printed: str) -> int | None:
    """Which of the names is printed there; 基本支出合计 is 基本支出 too, after all that is printed so."""
    if not printed:
        return None
    if printed in keys:
        return keys.index(printed)
    ended = next((end for end in TOTALLED if printed.endswith(end)), "")
    bare = printed.removesuffix(ended)
    return len(keys) + keys.index(bare) if ended and bare in keys else None


def _alike(keys: Sequence[str], place: Place) -> bool:
    printed = place.subject
    return bool(place.figure.code) and any(
        key in printed or printed in key or fuzz.ratio(key, printed) >= _NAMED_ALIKE for key in keys
    )


def _in_row(name: Name, place: Place) -> bool:
    """Whether a row, or a column where units stand side by side, is of that name."""
    keys = keys_of(name)
    return any(key in (place.label, place.item, *place.above) or key in place.columns for key in keys)


# -- what else is said -----------------------------------------------------------------------

_Covers = Callable[[_Fit], _Fit | None]


def _covering(cell: Cell, named: Sequence[_Fit], places: Sequence[Place]) -> tuple[list[_Fit], str]:
    """The fits whose other coordinates cover all that is said; else none, and what nothing covers."""
    fits = list(named)
    for said, covers in _demands(cell, places):
        kept = [fit for found in fits if (fit := covers(found)) is not None]
        if not kept:
            return [], said
        fits = kept
    nearest = min((fit.title for fit in fits), default=0)
    fits = [fit for fit in fits if fit.title == nearest]
    # A column is asked for with its row.
    fits = [fit for fit in fits if fit.by is not _By.COLUMN or {"row", "account"} & set(fit.covered)]
    return fits, "" if fits else said_of(cell)


def _demands(cell: Cell, places: Sequence[Place]) -> Iterator[tuple[str, _Covers]]:
    if cell.table is not None:
        yield cell.table.said, _in_table(cell.table)
    if cell.unit_row is not None and cell.subject is not None:
        yield cell.unit_row.said, _covered(cell.unit_row, places)
    for name in cell.within:
        yield name.said, _covered(name, places)
    if cell.group and (cell.subject is not None or cell.code):
        yield cell.group, _covered(Name.of(cell.group), places)
    if cell.period:
        yield cell.period, _covered(Name.of(cell.period), places)


def _covered(name: Name, places: Sequence[Place]) -> _Covers:
    """Whether a coordinate that is not the subject's is of that name."""
    keys = keys_of(name)
    codes = {p.figure.code for p in places if p.figure.code and key_at(keys, p.subject) is not None}
    codes |= set(name.codes)

    def covers(fit: _Fit) -> _Fit | None:
        place = fit.place
        if any(key_at(keys, row) is not None for row in _other_rows(fit)):
            return replace(fit, covered=(*fit.covered, "row"))
        if place.figure.group and place.figure.group in keys:
            return replace(fit, covered=(*fit.covered, "row"))
        if fit.by is not _By.COLUMN and (held := [key for key in keys if key in place.columns]):
            stage = any(_STAGED.search(key) for key in held)
            own = not place.component or any(place.component.endswith(key) for key in held)
            by = "column" if own else "head"  # 基本支出 over 人员经费: which of its columns is not said
            return replace(fit, covered=(*fit.covered, by), says_stage=fit.says_stage or stage)
        if any(place.figure.code.startswith(code) and place.figure.code != code for code in codes):
            return replace(fit, covered=(*fit.covered, "account"))
        if any(_titled(key, place) for key in keys):
            return replace(fit, covered=(*fit.covered, "table"))
        return None

    return covers


# Parts of a column's path that say which stage its amounts are of.
_STAGED = re.compile(r"预算|决算|上年|本年|增减|变动|执行|完成|调整|年初|同比|[%％]|\d{4}")
_BASIC = (TableKind.BASIC, TableKind.APPROPRIATION_BASIC)


def _other_rows(fit: _Fit) -> tuple[str, ...]:
    """The names of the row that are not what the leaf's subject is."""
    place = fit.place
    match fit.by:
        case _By.SUBJECT if place.by_column:
            return (place.label, place.item, *place.above)
        case _By.SUBJECT:
            own = (place.label,) if place.label != place.subject else ()
            return (*own, *(() if place.item == place.subject else (place.item,)), *place.above)
        case _By.LABEL:
            return (place.item, *place.above, *(() if place.by_column else (place.subject,)))
        case _By.ITEM | _By.ABOVE:
            return (place.label, place.subject)
        case _By.CODE:
            return (place.item, *place.above)
    return (place.label, place.subject, place.item, *place.above)


def _titled(key: str, place: Place) -> bool:
    """Whether the table is of that name: its title says it, and not of another table beside it."""
    if len(key) < 2 or key not in place.title:
        return False
    said = kind_of(key)
    kind = place.figure.table_kind
    return said in (TableKind.OTHER, kind) or (said in _BASIC and kind in _BASIC) or _sided(said, kind)


def _sided(said: TableKind, kind: TableKind) -> bool:
    """收入 and 支出 stand in many titles that are of a narrower kind."""
    return said in (TableKind.INCOME, TableKind.EXPENSE) and kind is not TableKind.THREE_PUBLIC


def _in_table(name: Name) -> _Covers:
    def covers(fit: _Fit) -> _Fit | None:
        title = title_fits(name, fit.place)
        return None if title is None else replace(fit, title=title)

    return covers


def title_fits(name: Name, place: Place) -> int | None:
    """How well a table's title is what is said: word for word, in part, by its kind; None for another."""
    keys = keys_of(name)
    bare = bare_title(place.figure.citation.table or "")
    if bare in keys or place.title in keys:
        return 0
    if any(key in place.title for key in keys):
        return 1
    if len(bare) > 3 and any(bare in key for key in keys):
        return 2
    return 3 if place.figure.table_kind in name.tables else None


def _uncovered(cell: Cell, named: Sequence[_Fit], lacking: str, places: Sequence[Place]) -> Grounded:
    """Why nothing covers a word: the cell where it would stand is empty, or there is no such place."""
    if all(fit.by is _By.COLUMN for fit in named) and not cell.within and not cell.unit_row:
        return Grounded(why=Why.ROW, said=said_of(cell))
    if cell.period and lacking == cell.period:
        return Grounded(why=Why.PERIOD, said=lacking)
    rows = {fit.place.table for fit in named if fit.by <= _By.CODE}
    for name in cell.within:
        columns = {p.table for p in places if set(keys_of(name)) & p.columns}
        if name.said == lacking and rows & columns:
            return Grounded(why=Why.BLANK, said=lacking)
    there = dict.fromkeys(fit.place.figure.citation.table or "" for fit in named)
    return Grounded(why=Why.PLACE, said=lacking, there=tuple(filter(None, there)))


# -- stages ----------------------------------------------------------------------------------


def _stage_of(fit: _Fit, sought: Sought) -> int | None:
    """How soon the place's stage is looked for; None where it is of another stage or year."""
    figure = fit.place.figure
    if figure.year == sought.year and figure.stage.counts_as in sought.stages:
        return sought.stages.index(figure.stage.counts_as)
    return len(sought.stages) if fit.says_stage else None


def _unstaged(cell: Cell, fits: Sequence[_Fit], sought: Sought, printed: Printed) -> Grounded:
    wanted = {(stage, sought.year) for stage in sought.stages}
    beside = [fit.place for fit in fits if fit.by <= _By.CODE]
    beside = [place for place in beside if wanted & printed.get(place.table, frozenset())]
    if beside:
        return Grounded(why=Why.BLANK, said=said_of(cell), rivals=tuple(beside[:1]))
    there = tuple(dict.fromkeys(fit.place.figure.stage.value for fit in fits))
    return Grounded(why=Why.STAGE, said=said_of(cell), there=there)


# -- the ordinary one ------------------------------------------------------------------------

# What a project costs in all, among the amounts of its 绩效目标 form.
_IN_A_FORM = re.compile(
    r"年度(资金)?(申请)?总额|^年度(预算|资金)|^(项目)?(年度)?总?(预算|资金)(金额|数|总额)?$|^预算金额$"
)


def _chosen(cell: Cell, fits: Sequence[_Fit], sought: Sought) -> Grounded:
    order = order_of(cell.subject, [fit.place for fit in fits])
    alone = _alone(fits)

    def unusual(fit: _Fit) -> int:
        """Which of the coordinates that nobody named are not the ordinary ones."""
        place = fit.place
        if fit.by is not _By.COLUMN and "column" not in fit.covered and not _is_plain(fit, alone):
            return 2
        row = fit.by is _By.ITEM or "row" in fit.covered or "account" in fit.covered
        return 1 if place.item and not row else 0

    def rank(fit: _Fit) -> tuple[int, ...]:
        figure = fit.place.figure
        tables = cell.subject.tables if cell.subject else ()
        form = figure.table_kind is TableKind.PERFORMANCE and not _IN_A_FORM.search(figure.subject)
        return (
            0 if cell.counted or is_money(figure.unit) or figure.unit == "%" else 1,
            _stage_of(fit, sought) or 0,
            _SURENESS[fit.by],
            unusual(fit),
            0 if not tables or figure.table_kind in tables else 1,
            fit.covered.count("table"),
            fit.key if not tables else 0,
            order.index(figure.table_kind),
            1 if fit.by is _By.ITEM else 0,
            fit.key,
            1 if form and fit.by is _By.ITEM else 0,
            1 if fit.place.above and not fit.covered and fit.by is not _By.ITEM else 0,
        )

    ranked = [(rank(fit), fit) for fit in fits]
    best = min(ranks for ranks, _ in ranked)
    top = [fit for ranks, fit in ranked if ranks == best]
    others = [fit for ranks, fit in ranked if ranks != best and ranks[1] == best[1] and ranks[3] == 0]
    return _settled(top, [fit for fit in others if fit.by <= _By.CODE], best[3])


def _is_plain(fit: _Fit, alone: Mapping[tuple[object, ...], bool]) -> bool:
    """Whether a place is the whole amount of its row, no part of it that has a column of its own."""
    place = fit.place
    if place.component and not alone.get(_at(place)):
        return False
    return not (fit.by in (_By.LABEL, _By.WHOLE, _By.GROUP) and place.by_column)


# Names of a row are equally sure; what stands over rows or holds them together is told only for itself.
_SURENESS = {by: max(0, by - _By.WHOLE) for by in _By}


def _at(place: Place) -> tuple[object, ...]:
    return (*place.row, place.figure.stage.counts_as, place.figure.year)


def _alone(fits: Sequence[_Fit]) -> dict[tuple[object, ...], bool]:
    """Whether a row prints one amount only for a stage: then its column is no part of it."""
    held: dict[tuple[object, ...], set[str]] = {}
    for fit in fits:
        held.setdefault(_at(fit.place), set()).add(fit.place.component)
    return {at: len(components) == 1 for at, components in held.items()}


def _settled(top: Sequence[_Fit], others: Sequence[_Fit], unusual: int) -> Grounded:
    places = [fit.place for fit in top]
    first = places[0]
    if not any(differ(first.figure, place.figure) for place in places):
        elsewhere = [fit.place for fit in others if differ(first.figure, fit.place.figure)]
        return Grounded(places=tuple(places), elsewhere=tuple(elsewhere))
    if top[0].by in (_By.ITEM, _By.ABOVE, _By.GROUP):
        if total := [p for p in places if is_bare_total(p.label) or is_group(p.label)]:
            places = total
            if not any(differ(places[0].figure, place.figure) for place in places):
                return Grounded(places=tuple(places))
        if len({place.table for place in places}) == 1 and unusual < 2:
            return Grounded(parts=tuple(_each_once(places)))
    return Grounded(why=Why.SEVERAL, rivals=tuple(_each_once(places)))


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
