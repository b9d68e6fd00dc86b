"""Numbers that sentences tell: changes as leaves, counts and amounts of the narrative.

A sentence serves where no cell does. It must hold what was asked: its subject is the leaf's, and all else
that is said stands in it or in the headings above it.

>>> of_leaf(Cell(Name.of("公务接待费"), body="某局"), cells)[0].amount_printed
'1.50'
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from index.facts.extent.periods import meets
from index.facts.ledgers import OTHER_SIDE, is_side_alone, side_said
from index.facts.money import YUAN_PER_UNIT
from index.facts.records import Change, Stage
from index.facts.subjects import normal
from index.prose.amounts.comparisons import OWN_BASES
from index.prose.sentences import EditionProse, Statement, says_none
from qa.execute.cells import EditionCells, names_in_prose
from qa.execute.world import Attempt
from qa.plan.algebra import Cell, Name
from qa.plan.ground import alike, step_of
from qa.plan.places import Place, keys_of
from qa.records import Quote, Value
from qa.values import half_width, stands

# Sentences tell amounts to a hundredth of 万元, in yuan.
_TELLS = Decimal(100)
_OWN_STAGES = (Stage.BUDGET, Stage.FINAL)
MONEY = frozenset(YUAN_PER_UNIT)


class _Order(NamedTuple):
    """What says most comes first: of the whole, how it changed, why, then by the names in order."""

    part: bool
    still: bool
    unexplained: bool
    name: int


def of_leaf(cell: Cell, cells: EditionCells) -> list[Change]:
    """The changes that are of the leaf, of whatever stage, the one that says most of it first."""
    if cell.table is not None:
        return []
    order = {key: n for n, key in enumerate(names_in_prose(cell))}
    coded = _told_of_code(cell, order, cells) if cell.base not in OWN_BASES else []
    found = dict.fromkeys((*cells.told(order, cell.base), *coded))

    def rank(change: Change) -> _Order:
        last = order.get(normal(change.subject), len(order))
        part = cell.scope is None and not change.scope.whole
        return _Order(
            part or bool(change.fund and not cell.within), not change.direction, not change.reason, last
        )

    return sorted((change for change in found if _is_of(cell, change)), key=rank)


def of_only_account(place: Place, cells: EditionCells) -> list[Change]:
    """The changes of the one account below that of a place, where all of it goes to that."""
    below = cells.told_below(place.subject)
    printed = {change.amount for change in below if change.amount is not None}
    step = step_of(place.figure.printed, place.figure.unit)
    alone = len({(normal(change.subject), change.code) for change in below}) == 1
    return (
        below
        if alone and any(abs(amount - place.figure.value) < max(step, _TELLS) for amount in printed)
        else []
    )


def _told_of_code(cell: Cell, names: Collection[str], cells: EditionCells) -> list[Change]:
    """The changes of the account that is said; of one that a name may mean, those of that name too."""
    if cell.code:
        return [change for change in cells.changes if change.code == cell.code]
    codes = set(cell.subject.codes) if cell.subject else set()
    return [c for c in cells.changes if c.code in codes and normal(c.subject) in names] if codes else []


def _is_of(cell: Cell, change: Change) -> bool:
    """Whether a change is of the account and in the unit that are said, and holds all else."""
    if not _is_of_account(cell, change) or not _is_of_period(cell, change):
        return False
    if cell.counted and change.unit not in alike(cell.counted):
        return False
    if change.unit_row and cell.unit_row is None:
        return False
    if cell.scope is not None and change.scope.of_place and change.scope is not cell.scope:
        return False
    if cell.side and OTHER_SIDE.get(_side_of(change)) == cell.side:
        return False
    return _holds_rest(cell, change)


def _side_of(change: Change) -> str:
    """What its subject says it is of, else its sentence: 收入…，其中城乡居民养老保险基金1.43亿元."""
    return side_said(change.subject) or side_said(change.citation.quote)


def _is_of_account(cell: Cell, change: Change) -> bool:
    """Whether a change is of the code that is said, or has none and goes by a name of that code."""
    named = cell.subject is not None and cell.code in cell.subject.codes and not change.code
    return not cell.code or change.code == cell.code or named


def _is_of_period(cell: Cell, change: Change) -> bool:
    """Whether a change is of the months that are said: what has come in to date is not the year's."""
    if not cell.period or not change.period:
        return cell.period == change.period
    return meets(cell.period, change.period)


def _holds_rest(cell: Cell, change: Change) -> bool:
    """Whether the sentence, or the name it gives its subject, says all else that the leaf says."""
    said = normal(change.subject) + normal(change.citation.quote) + normal(change.under) + change.fund
    said += normal(change.unit_row)
    names = [*cell.within, *([cell.unit_row] if cell.unit_row else [])]
    if not all(any(key in said for key in (*keys_of(name), normal(name.said))) for name in names):
        return False
    return not cell.group or normal(cell.group) in said


def amounts_told(changes: Sequence[Change], attempt: Attempt) -> list[Change]:
    """The changes that print an amount of the stage and year looked for, of the first stage there is."""
    sought = attempt.sought
    for stage in sought.stages:
        own = [
            c
            for c in changes
            if c.stage.counts_as is stage and c.year == sought.year and c.amount is not None
        ]
        if told := [change for change in own if stands(change.amount_printed, change)]:
            return told
    return []


def parts_told(cell: Cell, attempt: Attempt, cells: EditionCells) -> list[Change]:
    """What the sentence that states a whole says behind it that it is made of."""
    for whole in amounts_told(of_leaf(cell, cells), attempt):
        here = whole.citation
        found = [
            c
            for c in cells.changes
            if (c.citation.document, c.citation.page) == (here.document, here.page)
            and c.citation.quote.startswith(f"{here.quote}，")
            and c.subject != whole.subject
            and c.unit == whole.unit
            and c.amount is not None
            and stands(c.amount_printed, c)
        ]
        if len(found) > 1:
            return found
    return []


def sections_told(attempt: Attempt, cells: EditionCells) -> list[list[Change]]:
    """What each section that tells of projects says they come to, each subject once."""
    sought = attempt.sought
    found: defaultdict[str, dict[str, Change]] = defaultdict(dict)
    for change in cells.changes:
        own = change.stage.counts_as in sought.stages and change.year == sought.year
        if (
            own
            and change.amount is not None
            and change.unit in MONEY
            and stands(change.amount_printed, change)
        ):
            found[change.under].setdefault(change.subject, change)
    return [
        list(told.values())
        for told in found.values()
        if any(subject.startswith(_PROJECT) for subject in told)
    ]


_PROJECT = "项目："


def compared(changes: Sequence[Change], attempt: Attempt, base: str = "") -> Change | None:
    """The change that compares the leaf with the year before, of the edition's own stage.

    With the `base` that is said, where sentences tell of several; else accounts with accounts.
    """
    sought = attempt.sought
    usual = "上年决算" if attempt.edition.kind.is_account else "上年预算"
    if base:
        changes = [c for c in changes if (c.base or usual) == base]
    changes = sorted(changes, key=lambda change: change.base not in ("", usual))
    own = [c for c in changes if c.stage.counts_as in sought.stages and c.year == sought.year]
    best = next(iter([*filter(_says_how_far, own), *own]), None)
    if best and best.reason and not stands(best.reason, best):
        return replace(best, reason="")  # a reason is quoted from its sentence, or not at all
    return best


def _says_how_far(change: Change) -> bool:
    """Whether a change says which way it went or how far."""
    return bool(change.direction) or change.difference is not None or change.percent is not None


# -- the narrative ---------------------------------------------------------------------------


def stated(cell: Cell, attempt: Attempt, prose: EditionProse) -> list[Value]:
    """Numbers of the narrative whose own clause names the leaf's subject, the nearest first."""
    if cell.subject is None or not _may_be_stated(cell, attempt):
        return []
    if not all(_any_in(name, prose.text) for name in (cell.subject, *cell.within)):
        return []
    units = frozenset(alike(cell.counted)) if cell.counted else MONEY
    found = [
        (distance, _value(cell.subject, attempt, one))
        for one in prose.statements
        if one.unit in units and one.is_of(attempt.sought.year)
        if (distance := _distance(cell, one)) is not None
    ]
    return [value for _, value in sorted(found, key=lambda pair: pair[0])]


def _may_be_stated(cell: Cell, attempt: Attempt) -> bool:
    """Whether a sentence that says neither when nor of which table or unit can be of the leaf."""
    if cell.table is not None or cell.unit_row is not None or cell.code or cell.period:
        return False
    if attempt.edition.scope.of_place and not cell.counted:
        return False  # a report tells of many places and months; what it says of money is a change
    # What a sentence states without saying when is of its document's own year.
    sought = attempt.sought
    return sought.year == attempt.edition.year and sought.stages[0] in _OWN_STAGES


def _distance(cell: Cell, one: Statement) -> int | None:
    """How many clauses before the number its name stands; None where that or another word is not there."""
    if not all(_any_in(name, one.said) for name in cell.within):
        return None
    keys = keys_of(cell.subject) if cell.subject else ()
    first = len(one.clauses) - 1
    # 农林水支出年初预算为2万元，支出决算为3万元: no total, but of what the clause before it names.
    own = [key for key in keys if not is_side_alone(key)]
    return next(
        (
            n
            for n, clause in enumerate(one.clauses)
            if any(_names(clause, key) for key in (keys if n == first else own))
        ),
        None,
    )


def _names(clause: str, key: str) -> bool:
    """Whether a clause names it, and no longer name that begins so: 公务用车购置 of 公务用车购置及运行费."""
    at = clause.find(key)
    return at >= 0 and not clause.startswith(_GOES_ON, at + len(key))


_GOES_ON = ("及", "和", "与", "、")


def _value(subject: Name, attempt: Attempt, one: Statement) -> Value:
    return Value(
        metric=subject.shown,
        body=attempt.edition.body,
        year=attempt.sought.year,
        stage=attempt.sought.stages[0].value,
        value=one.value,
        printed=half_width(one.printed),
        unit=one.unit,
        citation=one.citation,
    )


_DENIED = 2


def denials(cell: Cell, prose: EditionProse) -> tuple[Quote, ...]:
    """The sentences that say there is none of it, in the document's own words."""
    if cell.subject is None or not _any_in(cell.subject, prose.text):
        return ()
    found = [
        Quote(sentence, citation)
        for sentence, _, citation in prose.sentences
        if says_none(sentence) and _any_in(cell.subject, normal(sentence))
    ]
    return tuple(found[:_DENIED])


def _any_in(name: Name, text: str) -> bool:
    return any(key in text for key in keys_of(name))
