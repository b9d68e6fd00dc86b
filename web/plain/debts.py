"""What a place owes and may owe: the amounts of its tables of debt, and each total by the kinds of debt.

In: the figures of an edition. Out: figures in reading order, and a `Whole` for 债务余额 and one for 债务限额
where a row prints the total with what it is made of.

>>> [whole.mark.name for whole in owed(figures, edition)]
['债务余额', '债务限额']
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.facts.money import is_money
from index.facts.records import Figure, Kind
from web.plain.editions import Edition
from web.plain.money import Form, Whole, mark_of

BALANCE: Final = "债务余额"
LIMIT: Final = "债务限额"
_OF_DEBT: Final = (LIMIT, BALANCE, "还本付息", "还本支出", "付息支出")
_KINDS: Final = ("一般", "专项")


def debts(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """What a place owes, may owe and pays for it, the place itself and not its parts."""
    return tuple(
        figure
        for figure in figures
        if figure.kind is Kind.DEBT
        and not figure.unit_row
        and is_money(figure.unit)
        and any(word in f"{figure.subject}{figure.citation.column}" for word in _OF_DEBT)
    )


def owed(figures: Sequence[Figure], edition: Edition) -> tuple[Whole, ...]:
    """What the place owes at the end of its year and what it may owe, by kind of debt."""
    own = [f for f in debts(figures) if f.scope is edition.scope and f.year == edition.year]
    found = (_whole(own, name) for name in (BALANCE, LIMIT))
    return tuple(whole for whole in found if whole is not None)


def _whole(figures: Sequence[Figure], name: str) -> Whole | None:
    """The first total of that name whose row prints what it is made of."""
    for total in figures:
        if total.subject == name:
            row = [f for f in figures if _same_row(f, total)]
            parts = [f for kind in _KINDS for f in row if f.subject.endswith(f"{kind}{name}")]
            # A row that prints a kind in several columns tells of changes during the year.
            if 0 < len(parts) <= len(_KINDS):
                mark = mark_of(total, tuple(mark_of(f, name=f.subject) for f in parts), name=name)
                return Whole(Form.DEBT, total.table_kind, total.scope, total.citation.table or "", mark)
    return None


def _same_row(one: Figure, other: Figure) -> bool:
    place, there = one.citation, other.citation
    stands = (place.document, place.table, place.row) == (there.document, there.table, there.row)
    return stands and one.stage is other.stage
