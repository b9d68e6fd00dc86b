"""What a place takes in and spends in each of its ledgers, as its tables or its sentences tell it.

In: figures and changes of an edition. Out: an `Account` for each ledger and scope that is told: the cells or
sentences of its income and its spending. What is taken in and spent in the year goes before totals that hold
what is carried over or transferred. Ledgers lend to each other, so nothing is added up over them.

>>> [(account.ledger, account.income.printed) for account in ledgers(figures, changes, edition)]
[('一般公共预算', '1,448,177'), ('政府性基金预算', '271,955')]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from index.facts.ledgers import LEDGER, OTHER_SIDE
from index.facts.money import is_money
from index.facts.records import Change, Figure, Scope
from index.facts.subjects import normal
from web.plain.editions import Edition
from web.plain.money import MAIN, counts

LEDGERS: Final = {
    "一般公共预算": re.compile("一般公共预算|公共财政预算"),
    "政府性基金预算": re.compile("政府性基金"),
    "国有资本经营预算": re.compile("国有资本"),
    "社会保险基金预算": re.compile("社会保险|社保基金"),
}
"""Ledgers in the order in which they are told: name → what a title or a subject calls them."""
_SIDES: Final = tuple(OTHER_SIDE)
# Tables of a part of a ledger, or of it in another order.
_APART: Final = re.compile("转移支付|经济分类|基本支出|返还|补助|平衡")
# What a total is called, the amount of the year itself first.
_NAMES: Final = (
    r"本年{side}合计",
    rf"({LEDGER}(预算)?)?{{side}}(合计)?",
    r"合计",
    r"各项{side}合计",
    rf"({LEDGER}(预算)?)?{{side}}总计",
)


@dataclass(frozen=True, slots=True)
class Account:
    """One ledger of one scope: where its income and its spending of the year stand, None where untold."""

    ledger: str
    scope: Scope
    income: Figure | Change | None
    spent: Figure | Change | None


def ledgers(figures: Iterable[Figure], changes: Iterable[Change], edition: Edition) -> tuple[Account, ...]:
    """The ledgers of a place, the whole place first, then its own government; none of a department."""
    if not edition.scope.of_place:
        return ()
    facts: list[Figure | Change] = [f for f in figures if counts(f, edition.year) and _totals(f)]
    facts += [change for change in changes if _tells(change, edition)]
    found = []
    for scope in _scopes(facts, edition.scope):
        of_scope = [fact for fact in facts if fact.scope is scope]
        for ledger in LEDGERS:
            income, spent = (_best(of_scope, ledger, side) for side in _SIDES)
            if income or spent:
                found.append(Account(ledger, scope, income, spent))
    return tuple(found)


def _totals(figure: Figure) -> bool:
    """Whether it may be the total of a ledger's table."""
    return not figure.code and not _APART.search(figure.citation.table or "")


def _tells(change: Change, edition: Edition) -> bool:
    """Whether a sentence tells an amount of the year itself."""
    whole = change.year == edition.year and not change.period and not change.unit_row
    return whole and change.amount is not None and is_money(change.unit) and _main(change, edition)


def _main(change: Change, edition: Edition) -> bool:
    return change.stage is MAIN.get(edition.kind)


def _scopes(facts: Iterable[Figure | Change], own: Scope) -> Sequence[Scope]:
    """The edition's scope, then that of the place's own government."""
    told = dict.fromkeys(fact.scope for fact in facts if fact.scope.of_place)
    level = own.value[-1] + "本级"
    return [scope for scope in told if scope is own] + [scope for scope in told if scope.value == level]


def _best(facts: Iterable[Figure | Change], ledger: str, side: str) -> Figure | Change | None:
    """The amount of the year of one side of a ledger: by its name, then tables before sentences."""
    ranked = [
        (rank, isinstance(fact, Change), number, fact)
        for number, fact in enumerate(facts)
        if _ledger_of(fact) == ledger and _side_of(fact) == side
        if (rank := _rank(fact, side)) is not None
    ]
    return min(ranked, key=lambda each: each[:3], default=(None,))[-1]


def _rank(fact: Figure | Change, side: str) -> int | None:
    """How near its name is to the amount of the year itself; None where it is something else."""
    name = normal(fact.subject if isinstance(fact, Change) else fact.citation.row or "")
    patterns = (pattern.format(side=side) for pattern in _NAMES)
    return next((rank for rank, pattern in enumerate(patterns) if re.fullmatch(pattern, name)), None)


def _ledger_of(fact: Figure | Change) -> str | None:
    """The ledger that it is of; None where its name and what it stands under name none, or not the same.

    国有资本经营收入 is also a line of 一般公共预算: without 预算 in its name, the headings have to say it.
    """
    if isinstance(fact, Change):
        headings = fact.under.rpartition("/")[2]
        texts = (fact.subject, headings) if "预算" in fact.subject or _named(headings) else ()
    else:
        texts = (fact.citation.row or "", fact.citation.table or "")
    named = {name for text in texts for name in _named(text)}
    return named.pop() if len(named) == 1 else None


def _named(text: str) -> list[str]:
    return [name for name, pattern in LEDGERS.items() if pattern.search(text)]


def _side_of(fact: Figure | Change) -> str | None:
    """Income or spending, as the row says, or the column, or the title."""
    cell = fact.citation
    texts = (fact.subject,) if isinstance(fact, Change) else (cell.row, cell.column, cell.table)
    for text in texts:
        said = [side for side in _SIDES if side in (text or "")]
        if len(said) == 1:
            return said[0]
    return None
