"""Rules for changes: against the year before, over years, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.facts.records import Stage
from qa.language.tokens import Token
from qa.plan.algebra import Cell, Changed, Reason, Series
from qa.plan.grammar.parts import (
    ENDS,
    WHICH,
    asked_of_change,
    direction,
    directions,
    is_year_before,
    whys,
)
from qa.plan.grammar.rule import Candidate, reading, rule
from qa.plan.grammar.sentence import Sentence, said
from qa.plan.operands import Known

_STATED = 0.3


@rule(needs=("compare",))
def against_last_year(s: Sentence) -> Iterator[Candidate]:
    """X比上年增加多少, 变化率; X比上年为什么增加."""
    left, right = s.sides(s.the("compare"))
    if left and right and not left[-1].named and right[0].named and left[-1].says_last_year:
        left, right = right, left  # 与上年相比，X增加了多少
    left = left or s.operands  # 比上年增加了多少, of what was asked before
    if not right or not is_year_before(left[-1], right[0], s.known):
        return
    left = [one.without_last_year() for one in left]
    cells = s.cells_of(left)
    if not said(cells) and not _of_people(s):
        cells = s.cells_of(left, "budget")
    base = next((_BASES[stage] for stage in right[0].own_stages if stage in _BASES), "")
    yield from _changed(s, tuple(replace(cell, base=base) for cell in _or_budget(s, cells)))


# What a comparison is with, by the stage that the words behind 比 say.
_BASES = {
    Stage.PRIOR_BUDGET: "上年预算",
    Stage.PRIOR_FINAL: "上年决算",
    Stage.FINAL: "上年决算",
    Stage.EXECUTION: "上年决算",
    Stage.INITIAL: "年初预算",
    Stage.ADJUSTED: "调整预算",
    Stage.BUDGET: "预算",
}


@rule(needs=("compare",))
def against_own_budget(s: Sentence) -> Iterator[Candidate]:
    """X较年初预算数减少多少, as the text says it; from two amounts it is a difference like any other."""
    left, right = s.sides(s.the("compare"))
    left = left or s.operands
    stages = right[0].own_stages if right and not right[0].says_more_than_when else []
    if len(stages) != 1 or stages[0] not in (Stage.INITIAL, Stage.ADJUSTED, Stage.BUDGET):
        return
    cells = s.cells_of(left)
    own = tuple(replace(cell, stage=None, base=_BASES[stages[0]]) for cell in cells)
    yield from _changed(s, own, cost=_STATED)


@rule(
    needs=("more", "less", "change", "rate", "flat"),
    never=("compare", "ratio", "exceed", "under", "derive", *WHICH, *ENDS),
)
def changed(s: Sentence) -> Iterator[Candidate]:
    """X增加了多少; X为什么增加，增加了多少."""
    cells = _or_budget(s, s.cells())
    years = {cell.year for cell in cells if cell.year}
    if whys(s) and len(years) == 2 and max(years) - min(years) == 1:
        cells = _of_newest(cells)  # 2024到2025年X降了多少，为什么
    if len({cell.year for cell in cells}) == 1 and s.of_sort("years") is None:
        yield from _changed(s, cells, cost=-0.15 if whys(s) else 0.2)


def _or_budget(s: Sentence, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells; where they do not say of what they are, and people are not asked of, the budget."""
    named = said(cells) or _of_people(s) or s.has("what", *WHICH)  # which of several, and not all of it
    return cells if named else s.cells("budget")


def _of_people(s: Sentence) -> bool:
    return any(token.sense("filler") in ("people", "headcount") for token in s.tokens)


def _changed(s: Sentence, cells: tuple[Cell, ...], cost: float = 0.0) -> Iterator[Candidate]:
    if not said(cells):
        return
    asks = asked_of_change(s)
    queries = tuple(Changed(cell, direction(s), bool(whys(s)), asks) for cell in cells)
    whole = s.all("sum") if len(cells) == 1 else ()
    yield reading(queries, s.first("compare"), directions(s), whys(s), s.all("yesno"), whole, cost=cost)


@rule(never=("compare", "ratio"))
def between_years(s: Sentence) -> Iterator[Candidate]:
    """2023年到2025年X减了多少; 历年X走势; 哪年花得多, of all that is spent."""
    cells = s.cells() if said(s.cells()) or not s.has("spent") else s.cells("expense")
    if not said(cells):
        return
    years = tuple(dict.fromkeys(cell.year for cell in cells if cell.year))
    some = s.of_sort("years")
    if len(years) < 2 and some is None and not s.has("series", "which_year"):
        return
    if s.has("sum") and not s.has("more", "less", "change", "series"):
        return
    if _asks_whose_moved_most(s):
        return
    firsts = {(c.body, c.subject, c.code, c.stage, c.group): replace(c, year=None) for c in cells}
    asked = _years_of(years, some, s.known, cells[0].body)
    asks = asked_of_change(s) if _asks_how_far(s) else ()
    yield reading(
        tuple(Series(cell, asked, _extreme(s), asks) for cell in firsts.values()),
        s.all("series", "which_year", "highest", "lowest", "sum", "list"),
        directions(s),
        some,
    )


def _asks_whose_moved_most(s: Sentence) -> bool:
    """Whether it asks which of several bodies' rose or fell most over the years."""
    moves = s.has("highest", "lowest") and s.has("more", "less")
    return moves and len({cell.body for cell in s.cells()}) > 1


def _asks_how_far(s: Sentence) -> bool:
    """Whether it asks how far it moved over the years, and not only how, or in which of them."""
    measured = s.has("more", "less", "difference", "rate", "percent") and not s.has("which_year")
    return measured and (not s.has("change") or s.has("how_many"))


def _years_of(years: tuple[int, ...], some: Token | None, known: Known, body: str) -> tuple[int, ...]:
    """The years said, or 近三年 up to the one said or the newest; () for all."""
    if len(years) > 1:
        return years
    if some is None or not some.value:
        return ()
    last = years[0] if years else known.newest(body)
    return tuple(range(last - int(some.value) + 1, last + 1)) if last else ()


def _extreme(s: Sentence) -> str:
    """Which of the years is asked: 哪年最高; 哪年多."""
    if s.has("highest", "lowest"):
        return "highest" if s.has("highest") else "lowest"
    if s.has("which_year") and s.has("more", "less"):
        return "highest" if s.has("more") else "lowest"
    return ""


_BESIDE_REASON = (
    "more",
    "less",
    "change",
    "flat",
    "rate",
    "under",
    "exceed",
    "negation",
    "new",
    "ended",
    "blank",
)


_SAID_WITH_REASON = ("list", "define", "compare", "sum", "agree", "overspent", "difference", "half", "times")


@rule(needs=("reason", "define"), never=(*ENDS, "how_many"))
def reason(s: Sentence) -> Iterator[Candidate]:
    """X为什么增加; X的原因. How much, and why, is `changed`."""
    if not s.has("reason") and not s.has(*_BESIDE_REASON):
        return  # 怎么解释 of a thing asks what it means, of a change why
    queries = tuple(Reason(cell, direction(s)) for cell in _of_newest(_of_spent(s, _whose_reason(s))))
    if queries:
        beside = s.all(*_SAID_WITH_REASON, *_BESIDE_REASON)
        used = s.all("reason") + beside
        yield reading(queries, used, s.first("yesno"), cost=-0.1)


def _of_newest(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Those of the newest year, where several are named: why it changed is asked of the later one."""
    years = [cell.year for cell in cells if cell.year]
    return tuple(cell for cell in cells if cell.year == max(years)) if len(set(years)) > 1 else cells


def _of_spent(s: Sentence, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """决算为什么小于预算: of what was spent; what it is held against is no part of what is asked."""
    spent = tuple(cell for cell in cells if cell.stage is Stage.FINAL)
    asked = spent or cells
    cells = tuple(replace(cell, stage=None) if cell.stage is Stage.COMPLETION else cell for cell in asked)
    if not s.has("under", "exceed", "compare"):
        return cells
    return tuple(replace(cell, stage=None) if cell.stage is Stage.BUDGET else cell for cell in cells)


def _whose_reason(s: Sentence) -> tuple[Cell, ...]:
    """Of what the reason is asked; () where it is compared with more than its own year before."""
    cells = s.cells()
    if not said(cells):
        if not s.has("more", "less", "change") and not any(one.whole for one in s.operands):
            return ()
        cells = s.cells("budget")
    at = s.first("compare")
    if at is None:
        return cells
    left, right = s.sides(at)
    left = left or s.operands
    return s.cells_of(left) if not right or is_year_before(left[-1], right[0], s.known) else ()
