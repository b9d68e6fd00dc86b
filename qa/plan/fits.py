"""How a place may be what a leaf means: which coordinate its subject is, and what covers its other words.

A leaf fits a place when its subject is one of the place's coordinates and each other name that it says is
covered by another one. Which of the places that fit is meant is for `qa.plan.ground` to choose.

>>> fit = subject_fit(Cell(Name.of("办公费"), within=(Name.of("基本支出"),)), place)
>>> fit.by, covering(cell, [fit], [place])[0][0].covered
(<Coordinate.SUBJECT: 0>, ('table',))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from rapidfuzz import fuzz

from index.facts.extent.periods import meets
from index.facts.ledgers import side_said
from index.facts.naming.captions import bare_title, is_bare_total, is_staged
from index.facts.naming.titles import kind_of
from index.facts.records import Fund, Scope, TableKind
from index.facts.subjects import is_total, normal
from qa.plan.algebra import Cell, Name
from qa.plan.places import TOTALLED, Place, keys_of, sided

# -- the subject -----------------------------------------------------------------------------


class Coordinate(IntEnum):
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
class Fit:
    """A place that a leaf fits: the coordinate of its subject, which key, what covers its other words.

    `heads` are the names said that stand over its column.
    """

    place: Place
    by: Coordinate
    key: int = 0
    covered: tuple[str, ...] = ()
    title: int = 0
    says_stage: bool = False
    heads: tuple[str, ...] = ()


# How alike a row of the same code must be named: a project is not the account it is paid from.
_NAMED_ALIKE = 60


def subject_fit(cell: Cell, place: Place) -> Fit | None:
    """The way in which the place is of the leaf's subject, if any."""
    if cell.code and place.figure.code != cell.code and not _prints_name_alone(cell, place):
        return None
    if cell.subject is not None:
        return _named_fit(cell.subject, cell, place)
    if cell.code:
        return Fit(place, Coordinate.CODE)
    if cell.unit_row is not None:
        return Fit(place, Coordinate.WHOLE) if _in_row(cell.unit_row, place) else None
    if cell.group:
        return _group_fit(normal(cell.group), place)
    total = is_bare_total(place.label) or not place.label
    return Fit(place, Coordinate.LABEL) if cell.table is not None and total else None


def _prints_name_alone(cell: Cell, place: Place) -> bool:
    """Whether a place of a table without codes prints by its name alone what is said with its code."""
    return not place.figure.code and cell.subject is not None and cell.code in cell.subject.codes


def _group_fit(group: str, place: Place) -> Fit | None:
    if group in (place.subject, place.label):
        return Fit(place, Coordinate.SUBJECT)
    return Fit(place, Coordinate.GROUP) if group in (place.figure.group, *place.above) else None


def _named_fit(name: Name, cell: Cell, place: Place) -> Fit | None:
    """A place of that name: its own name first, its code, then what stands over it or holds it together."""
    keys = keys_of(name)
    own = (
        (Coordinate.SUBJECT, place.subject),
        (Coordinate.ITEM, place.item),
        (Coordinate.LABEL, place.label),
    )
    for by, printed in own:
        if (at := key_at(keys, printed)) is not None:
            dated = f"{place.figure.year}年" in printed  # 四、2025年还本预算数 says when itself
            return Fit(place, by, at, says_stage=dated)
    if (side := sided(place)) and (at := key_at(keys, f"{place.label}{side}")) is not None:
        return Fit(place, Coordinate.LABEL, len(keys) + at)
    if (cell.code or place.figure.code in name.codes) and _alike(keys, place):
        return Fit(place, Coordinate.CODE, 2 * len(keys))
    return _fit_over(name, cell, place)


def _fit_over(name: Name, cell: Cell, place: Place) -> Fit | None:
    """A place whose column, a row over it, group or unit is of that name."""
    keys = keys_of(name)
    crossed = place.columns if cell.within or cell.unit_row else frozenset()
    for by, held in ((Coordinate.COLUMN, crossed), (Coordinate.ABOVE, place.above)):
        if (at := next((n for n, key in enumerate(keys) if key in held), None)) is not None:
            return Fit(place, by, at)
    if place.figure.group and place.figure.group in keys:
        return Fit(place, Coordinate.GROUP)
    whole = cell.unit_row is not None and _is_whole_of(cell.unit_row, name, place)
    return Fit(place, Coordinate.WHOLE, len(keys)) if whole else None


def _is_whole_of(unit: Name, name: Name, place: Place) -> bool:
    """收入总计 of a unit is its row's own amount in the table of income."""
    if place.figure.table_kind not in name.tables or place.component:
        return False
    return any(key.endswith(TOTALLED) for key in keys_of(name)) and _in_row(unit, place)


def key_at(keys: Sequence[str], printed: str) -> int | None:
    """Which of the names is printed there; 基本支出合计 is 基本支出 too, after all that is printed so.

    A 合计 comes before a 总计, which holds what was taken over and moved from elsewhere as well.
    """
    if not printed:
        return None
    if printed in keys:
        return keys.index(printed)
    ended = next((end for end in TOTALLED if printed.endswith(end)), "")
    bare = printed.removesuffix(ended)
    if not ended or bare not in keys:
        return None
    return len(keys) * (1 + TOTALLED.index(ended)) + keys.index(bare)


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

_Covers = Callable[[Fit], Fit | None]


def covering(cell: Cell, named: Sequence[Fit], places: Sequence[Place]) -> tuple[list[Fit], str]:
    """The fits whose other coordinates cover all that is said; else none, and the word nothing covers."""
    fits = list(named)
    for said, covers in _demands(cell, places):
        fits = _covered(fits, covers)
        if not fits:
            return [], said
    fits = [fit for fit in fits if cell.code and fit.place.figure.code == cell.code] or fits
    nearest = min((fit.title for fit in fits), default=0)
    fits = [fit for fit in fits if fit.title == nearest]
    # A column is asked for with its row.
    return [
        fit for fit in fits if fit.by is not Coordinate.COLUMN or {"row", "account"} & set(fit.covered)
    ], ""


def _covered(fits: Sequence[Fit], covers: _Covers) -> list[Fit]:
    """The fits that cover a word; those that do by the fund of their table alone only where no other does."""
    kept = [fit for found in fits if (fit := covers(found)) is not None]
    return [fit for fit in kept if fit.covered[-1:] != (_FUND,)] or kept


def _demands(cell: Cell, places: Sequence[Place]) -> Iterator[tuple[str, _Covers]]:
    if cell.table is not None:
        yield cell.table.said, _in_table(cell.table)
    if cell.unit_row is not None and cell.subject is not None:
        yield cell.unit_row.said, _Covering.of(cell.unit_row, places).covers
    for name in cell.within:
        yield name.said, _Covering.of(name, places).covers
    if cell.group and (cell.subject is not None or cell.code):
        yield cell.group, _Covering.of(Name.of(cell.group), places).covers
    if cell.scope is not None and cell.scope.of_place:
        yield cell.scope.value, _of_scope(cell.scope)
    yield cell.period, _of_period(cell.period, places)


def _of_scope(scope: Scope) -> _Covers:
    def covers(fit: Fit) -> Fit | None:
        return fit if fit.place.figure.scope is scope else None

    return covers


def _of_period(period: str, places: Sequence[Place]) -> _Covers:
    """What is told to date is of the months asked for, and never of the year."""
    in_words = _Covering.of(Name.of(period), places) if period else None

    def covers(fit: Fit) -> Fit | None:
        printed = fit.place.figure.period
        if in_words is None:
            return None if printed else fit
        return fit if printed and meets(period, printed) else in_words.covers(fit)

    return covers


def _column_of(place: Place, held: Sequence[str]) -> str:
    """Whether a column is named, or but what stands over it: of 基本支出 over 人员经费 not which."""
    own = not place.component or any(place.component.endswith(key) for key in held)
    return "column" if own else "head"


@dataclass(frozen=True, slots=True)
class _Covering:
    """A name that another coordinate than the subject's must be of, and the codes of its accounts.

    `said` is the question's own word for it, `totalled` the tables that print it as their total.
    """

    keys: tuple[str, ...]
    codes: frozenset[str]
    said: str = ""
    totalled: frozenset[tuple[int, str]] = frozenset()

    @classmethod
    def of(cls, name: Name, places: Sequence[Place]) -> _Covering:
        """The name with the codes it is printed beside."""
        keys = keys_of(name)
        named = [place for place in places if key_at(keys, place.subject) is not None]
        printed = {place.figure.code for place in named if place.figure.code}
        totals = {place.table for place in named if is_total(place.subject)}
        return cls(keys, frozenset((*printed, *name.codes)), normal(name.said), frozenset(totals))

    def covers(self, fit: Fit) -> Fit | None:
        """The fit with what covers the name; None where nothing does."""
        if self._is_row(fit):
            return replace(fit, covered=(*fit.covered, "row"))
        if held := [key for key in self.keys if key in fit.place.columns and fit.by is not Coordinate.COLUMN]:
            stage = any(is_staged(key) for key in held)
            by = _column_of(fit.place, held)
            return replace(
                fit,
                covered=(*fit.covered, by),
                says_stage=fit.says_stage or stage,
                heads=(*fit.heads, *held),
            )
        code = fit.place.figure.code
        if any(code.startswith(above) and code != above for above in self.codes):
            return replace(fit, covered=(*fit.covered, "account"))
        if any(_titled(key, fit.place) for key in (*self.keys, self.said)):
            return replace(fit, covered=(*fit.covered, "table"))
        if self._is_whole_of(fit.place):
            return replace(fit, covered=(*fit.covered, "total"))
        return replace(fit, covered=(*fit.covered, _FUND)) if self._is_fund_of(fit.place) else None

    def _is_whole_of(self, place: Place) -> bool:
        """Whether a row is a part of what is named: of the total of its table, or by what both words mean."""
        if "基本支出" in self.keys and place.subject in _OF_BASIC:
            return True
        if any(len(key) > 2 and place.subject != key and place.subject.endswith(key) for key in self.keys):
            return True  # 专项债务余额 is a 债务余额
        if place.table not in self.totalled or is_total(place.subject):
            return False
        side, own = side_said(self.keys[0]), side_said(place.subject)
        return not side or not own or side == own

    def _is_fund_of(self, place: Place) -> bool:
        """Whether the table tells that money alone: what 一般公共预算 pays for is paid of 财政拨款."""
        if place.figure.fund is not Fund.APPROPRIATION:
            return False
        return any(key in (Fund.APPROPRIATION, *_OF_APPROPRIATION) for key in self.keys)

    def _is_row(self, fit: Fit) -> bool:
        group = fit.place.figure.group
        unit = fit.place.figure.unit_row
        if unit and normal(unit) in self.keys:
            return True
        in_group = bool(group) and group in self.keys
        return in_group or any(key_at(self.keys, row) is not None for row in _other_rows(fit))


_BASIC = (TableKind.BASIC, TableKind.APPROPRIATION_BASIC)
# Where all that a table tells is of the fund said, and nothing else there is named so.
_FUND = "fund"
_OF_APPROPRIATION = tuple(f"{Fund.APPROPRIATION}{side}" for side in ("收入", "支出"))
# What 基本支出 is made of, wherever it is printed.
_OF_BASIC = frozenset(("人员经费", "公用经费", "日常公用经费", "人员支出", "公用支出"))


def _other_rows(fit: Fit) -> tuple[str, ...]:
    """The names of the row that are not what the leaf's subject is."""
    place = fit.place
    match fit.by:
        case Coordinate.SUBJECT if place.by_column:
            return (place.label, place.item, *place.above)
        case Coordinate.SUBJECT:
            own = (place.label,) if place.label != place.subject else ()
            return (*own, *(() if place.item == place.subject else (place.item,)), *place.above)
        case Coordinate.LABEL:
            return (place.item, *place.above, *(() if place.by_column else (place.subject,)))
        case Coordinate.ITEM | Coordinate.ABOVE:
            return (place.label, place.subject)
        case Coordinate.CODE:
            return (place.item, *place.above)
    return (place.label, place.subject, place.item, *place.above)


def _titled(key: str, place: Place) -> bool:
    """Whether the table is of that name: its title says it, and not of another table beside it."""
    if len(key) < 2 or key not in place.title:
        return False
    said = kind_of(key)
    kind = place.figure.table_kind
    if kind is TableKind.ECONOMIC and bare_title(place.figure.citation.table or "").startswith(key):
        return True  # 一般公共预算支出经济分类情况表: the same money, by what it is spent on
    return said in (TableKind.OTHER, kind) or (said in _BASIC and kind in _BASIC) or _sided(said, kind)


def _sided(said: TableKind, kind: TableKind) -> bool:
    """收入 and 支出 stand in many titles that are of a narrower kind."""
    return said in (TableKind.INCOME, TableKind.EXPENSE) and kind is not TableKind.THREE_PUBLIC


def _in_table(name: Name) -> _Covers:
    def covers(fit: Fit) -> Fit | None:
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
