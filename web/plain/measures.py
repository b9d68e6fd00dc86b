"""What editions are compared by: all that is spent, basic and projects of it, all income, 三公.

A total of 财政拨款 or of 一般公共预算 is no 支出合计 and has a name of its own: where both are printed they
may differ by what is spent of other money.

>>> amounts = amounts_of(figures, edition)
>>> amounts["spent"].printed, amounts["spent_appropriation"].printed
('20,849.45', '20,702.25')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from index.facts.records import Figure, Fund, TableKind
from index.facts.subjects import normal
from web.plain.editions import Edition
from web.plain.money import Form, Whole, counts
from web.plain.moves import public_total

SPENT: Final = ("spent", "spent_total", "spent_appropriation", "spent_general")
"""Measures of what is spent, the widest first."""
_SPENDING: Final = (TableKind.EXPENSE, TableKind.APPROPRIATION_EXPENSE, TableKind.GENERAL)

# Where each total stands, the first that is printed: a balance's 支出合计 may hold what is carried over
# beside 本年支出合计, which stands before it.
_ALL, _GIVEN = (Fund.ALL,), (Fund.APPROPRIATION,)
_YEARS: Final = ("本年支出合计",)
_TOTALS: Final = ("支出合计", "本年支出合计")
_Place = tuple[TableKind, tuple[str, ...], tuple[Fund, ...]]
_PLACES: Final[Mapping[str, Sequence[_Place]]] = {
    "spent": (
        (TableKind.BALANCE, _YEARS, _ALL),
        (TableKind.EXPENSE, _TOTALS, _ALL),
        (TableKind.BALANCE, _TOTALS, _ALL),
    ),
    "spent_total": ((TableKind.BALANCE, ("支出总计",), _ALL),),
    "spent_appropriation": (
        (TableKind.APPROPRIATION, _YEARS, _GIVEN),
        (TableKind.APPROPRIATION_EXPENSE, ("财政拨款支出合计", *_TOTALS), _GIVEN),
        (TableKind.APPROPRIATION, _TOTALS, _GIVEN),
    ),
    "spent_general": ((TableKind.GENERAL, ("一般公共预算支出合计", *_TOTALS), tuple(Fund)),),
}


def amounts_of(figures: Sequence[Figure], edition: Edition, divided: Iterable[Whole]) -> dict[str, Figure]:
    """Each measure that the edition prints, of its own year and scope; `divided` are its wholes."""
    own = [figure for figure in figures if counts(figure, edition.year) and _of(edition)(figure)]
    found = {name: f for name in SPENT if (f := _total(own, _PLACES[name]))}
    if "spent" in found:
        found.pop("spent_total", None)
    for whole in divided:
        if whole.form is Form.COLUMNS and whole.kind is TableKind.EXPENSE:
            for part in whole.mark.parts:
                name = {"基本支出": "basic", "项目支出": "project"}.get(normal(part.name))
                if name and part.figure:
                    found.setdefault(name, part.figure)
        if whole.kind is TableKind.INCOME and whole.mark.figure:
            found.setdefault("income", whole.mark.figure)
    if (public := public_total(figures)) and public.year == edition.year:
        found["public"] = public
    return found


def spending(wholes: Iterable[Whole]) -> tuple[Whole, ...]:
    """What divides all that is spent, the widest money first, and of that by what it is for first."""
    spent = [whole for whole in wholes if whole.kind in _SPENDING]
    return tuple(sorted(spent, key=lambda w: (_SPENDING.index(w.kind), w.form is not Form.ACCOUNTS)))


def alike(now: Iterable[Whole], before: Iterable[Whole]) -> tuple[Whole, Whole] | None:
    """The same division of spending in two editions: of one kind of table, scope and form; else None."""
    earlier = {(whole.kind, whole.scope, whole.form): whole for whole in reversed(spending(before))}
    pairs = [
        (whole, earlier[key])
        for whole in spending(now)
        if (key := (whole.kind, whole.scope, whole.form)) in earlier
    ]
    return min(pairs, key=lambda pair: pair[0].form is not Form.ACCOUNTS, default=None)


def _of(edition: Edition) -> Callable[[Figure], bool]:
    """Whether an amount is of the edition's scope: a place's file prints its own government's beside it."""
    return lambda figure: not edition.scope.of_place or figure.scope is edition.scope


def _total(figures: Sequence[Figure], places: Iterable[_Place]) -> Figure | None:
    """The first of these totals that is printed."""
    return next(
        (
            figure
            for kind, names, funds in places
            for figure in figures
            if figure.table_kind is kind
            and figure.fund in funds
            and not (figure.code or figure.component)
            and normal(figure.subject) in names
        ),
        None,
    )
