"""Rules for rankings, lists and counts of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.facts.extent.places import rank_of
from qa.language.names import Role
from qa.language.tokens import Token
from qa.plan.algebra import (
    By,
    Cell,
    Children,
    Comparison,
    Count,
    Each,
    Filter,
    Level,
    List,
    Listed,
    Minus,
    Query,
    Rank,
    Rows,
    Show,
)
from qa.plan.grammar.parts import BOUNDS, ENDS, directions, moved_most
from qa.plan.grammar.rule import Candidate, reading, rule
from qa.plan.grammar.sentence import Sentence, said
from qa.plan.operands import names_of

_ORDERS = ("order", "reverse")


@rule(never=("which_year",))
def rank(s: Sentence) -> Iterator[Candidate]:
    """哪个项目最多; 谁的X高; 前三; 从高到低排; 涨得最多的."""
    _, top_said = s.top()
    nths = tuple(token for token in s.tokens if token.sort == "nth" and token.value)
    if not s.has(*ENDS, *_ORDERS) and not _asks_for_rows_by_place(s):
        return
    how = _how_ranked(s)
    if how.by is not By.AMOUNT and _over_years(s):
        return  # 2017到2019年谁降得最多: a change is ranked against the year before alone
    used = (
        s.all(*ENDS, *_ORDERS, "which_body", "which_row", "yesno", "list", "reason"),
        s.levels,
        top_said,
        nths,
    )
    top = 0 if nths else _how_many_ranked(s)
    for rows, cost in _rows_ranked(s, how):
        whole = _own_whole(s, rows, how)
        query = Rank(rows, top, how.ascending, how.by, whole, how.falling, reason=s.has("reason"))
        yield reading(tuple(_each_end(s, query, how, nths)), *used, how.used, cost=cost)


def _each_end(s: Sentence, query: Rank, how: _How, nths: Sequence[Token]) -> Iterator[Rank]:
    """What is asked of a ranking: both ends, 第一和第二, what rose most and what fell most; else one."""
    if nths:
        if _joined(s, s.first("highest"), nths[0]):
            yield replace(query, top=1)
        yield from (replace(query, nth=int(token.value or 0)) for token in nths)
    elif _both_ways(s, how):
        yield from (replace(query, falling=False), replace(query, falling=True))
    elif how.by is By.AMOUNT and s.has("lowest") and (s.has("highest") or _top_and_lowest(s)):
        yield replace(query, ascending=False, second=replace(query, ascending=True, top=1))
    else:
        yield query


def _own_whole(s: Sentence, rows: Rows, how: _How) -> Cell | None:
    """What 占 names behind it, of which each body's amount is a share: 三公经费占支出总计比例最高的是哪家."""
    if how.by is not By.SHARE or not isinstance(rows, Each):
        return None
    behind = [one for one in s.sides(s.the("ratio"))[1] if one.named]
    return next((cell for cell in s.cells_of(behind) if cell.subject != rows.cell.subject), None)


def _top_and_lowest(s: Sentence) -> bool:
    """前三和最少的一家: how many come first, and what comes last."""
    return _joined(s, s.of_sort("top"), s.the("lowest"))


def _joined(s: Sentence, one: Token | None, other: Token) -> bool:
    """Whether 和 stands between two words."""
    return one is not None and any(one.end <= t.start < other.start and t.marked("and") for t in s.tokens)


def _over_years(s: Sentence) -> bool:
    """Whether years are said that do not follow one another at once."""
    years = {year for one in s.operands for year in one.years}
    return bool(years) and max(years) - min(years) > 1


def _asks_for_rows_by_place(s: Sentence) -> bool:
    """Whether rows or bodies are asked for by where they stand, where no 最 and no order is said: 谁的X高."""
    of_rows = s.has("which_body", "which_row") or s.of_sort("top") is not None
    _, top_said = s.top()
    return of_rows and bool(top_said or s.of_sort("nth") or s.has("more", "less"))


def _how_many_ranked(s: Sentence) -> int:
    """How many of the rows are told: those said, all where an order is said, else the first; 0 for all."""
    top, _ = s.top()
    return top or (0 if s.has(*_ORDERS) else 1)


def _both_ways(s: Sentence, how: _How) -> bool:
    """增加最多和减少最多的: what rose most, and what fell most."""
    moved = how.by in (By.CHANGE, By.RATE) and s.has("more") and s.has("less")
    return moved and moved_most(s) is None


@dataclass(frozen=True, slots=True)
class _How:
    """By what rows are ranked, the lowest first where `ascending`; `falling` asks what fell most."""

    by: By
    ascending: bool = False
    falling: bool = False
    used: tuple[Token, ...] = ()


def _how_ranked(s: Sentence) -> _How:
    low, less = s.has("lowest", "reverse"), s.has("less")
    moved = (*directions(s), *s.all("compare"))
    fast = any(token.marked("fastest") for token in s.ops)
    by = By.RATE if fast or s.has("rate", "percent") else By.CHANGE
    if s.has("ratio"):
        return _How(By.SHARE, low, used=s.all("ratio", "percent"))
    if _ends_of_change(s):
        return _How(by, falling=less, used=moved)
    if weighed := moved_most(s):
        fell, little = (token.sense("op") == "less" for token in weighed)
        return _How(by, ascending=little, falling=fell, used=moved)
    if s.has("superlative") and s.has("which_body") and s.has("more", "less"):
        return _How(By.CHANGE, falling=less, used=moved)
    if _rows_that_moved(s):
        return _How(by, falling=less, used=moved)
    if s.has("which_body", "which_row") and not s.has("highest", "lowest"):
        return _How(By.AMOUNT, ascending=less or low, used=moved)
    return _How(By.AMOUNT, ascending=low)


def _ends_of_change(s: Sentence) -> bool:
    """增加最多的, 增幅最大的: what moved most, not which body is at the end."""
    return s.has(*ENDS) and not s.has("which_body") and s.has("more", "less", "change", "rate")


def _rows_that_moved(s: Sentence) -> bool:
    """哪个科目增加了: by a verb, which says that it moved, as 多 and 高 do not."""
    verbs = any(not token.marked("adjective") for token in s.all("more", "less"))
    return verbs and s.has("which_row") and not s.has("which_body", *ENDS)


def _rows_ranked(s: Sentence, how: _How) -> Iterator[tuple[Rows, float]]:
    """What is ranked, and what it costs to take it for that."""
    cells, level = s.cells(), s.level
    below = any(cell.unit_row is not None and rank_of(cell.unit_row.shown) for cell in cells)
    if bodies := _bodies_ranked(s, how, below):
        yield bodies, 0.0
        return
    if len(cells) > 1 and said(cells) and not level:
        yield Listed(cells), 0.0
    if below and s.has("which_body") and not level:
        return  # 甲市和乙区谁多: of one of them alone nothing is ranked
    if level or len(cells) == 1:
        yield from _parts_ranked(s)


def _bodies_ranked(s: Sentence, how: _How, below: bool) -> Rows | None:
    """The bodies that are ranked: 甲局2024年和乙局2025年 each of its own year; None where rows of one are."""
    cells = s.cells()
    bodies = tuple(dict.fromkeys(cell.body for cell in cells if cell.body))
    dated = how.by is By.AMOUNT and len({cell.year for cell in cells}) > 1
    if dated and len(bodies) > 1 and said(cells):
        return Listed(cells)
    return _each_body(s, bodies) if not below and _ranks_bodies(s, bodies) else None


def _parts_ranked(s: Sentence) -> Iterator[tuple[Rows, float]]:
    """The parts of one row, or all of a level."""
    cells, level = s.cells(), s.level
    if _refers_to_nothing(s):
        return
    several = len({(cell.subject, cell.code) for cell in cells}) > 1
    if level is Level.UNIT and several and said(cells):
        return  # 税收返还和转移支付，哪个县最多: by the sum of both, which no row prints
    parent = _parent(s)
    if level is None and _of_accounts(s, parent):
        level = Level.ITEM  # of all that is spent the single accounts are ranked, not their classes
    yield Children(parent, level or Level.NEXT, s.economic), 0.0 if level or s.has("which_row") else 0.2


def _refers_to_nothing(s: Sentence) -> bool:
    """其中哪一项最大, where nothing is named that it could be of."""
    refers = any(token.marked("of_which") for token in s.tokens)
    return refers and all(one.says_no_more_than_money and not one.units for one in s.operands)


def _ranks_bodies(s: Sentence, bodies: tuple[str, ...]) -> bool:
    """Whether bodies are ranked: not where the rows of one are (七个项目中谁最多)."""
    return len(bodies) > 1 or (s.has("which_body") and not (s.level and bodies))


def _each_body(s: Sentence, bodies: tuple[str, ...]) -> Each:
    """One cell of each body that is named; of each there is, where none or one is."""
    cells = s.cells() if said(s.cells()) else s.cells("budget")
    if cells[0].counted:
        cells = (s.known.counted(cells[0], cells[0].counted),)
    named = any(one.bodies for one in s.operands)
    return Each(replace(cells[0], body=""), "body", bodies if named and len(bodies) > 1 else ())


def _parent(s: Sentence) -> Cell:
    """The row whose parts are asked for: all that is spent, where none is named."""
    named = any(one.named or one.units or one.whole not in ("", "money", "budget") for one in s.operands)
    if named and said(s.cells()[:1]):
        return s.cells()[0]
    if any(token.marked("incoming") for token in s.ops):
        return s.cells("income")[0]
    return s.cells_of((one.spending() for one in s.operands), "expense")[0]


def _of_accounts(s: Sentence, parent: Cell) -> bool:
    """Whether accounts are asked for (科目), of all that is spent or of the whole budget."""
    wholes = {s.known.total(sense).shown for sense in ("expense", "budget")}
    whole = parent.subject is not None and parent.subject.shown in wholes
    # A class nets what rose in it against what fell: 增加最多的功能科目 is a single account too.
    moves = s.economic is not None and s.has("more", "less", "change", "rate")
    return whole and (moves or any(token.sense("filler") == "subject" for token in s.tokens))


_NO_LIST = (*ENDS, "reason", "define", "which_body", "which_year", "compare")


@rule(needs=("new", "ended"), never=_NO_LIST)
def new_and_ended(s: Sentence) -> Iterator[Candidate]:
    """比去年新增的项目; 取消的项目: the rows of one year that the other has not."""
    if not _lists(s):
        return
    parent, level = _parent(s), s.level or Level.PROJECT
    now = Children(parent, level, s.economic)
    before = Children(replace(parent, prior=True), level, s.economic)
    pairs = [*([(now, before)] if s.has("new") else []), *([(before, now)] if s.has("ended") else [])]
    yield reading(tuple(List(Minus(one, other)) for one, other in pairs), *_used_by_list(s))


@rule(needs=("list", "which_row", "exceed", "reach", "under", "atmost"), never=(*_NO_LIST, "new", "ended"))
def listed(s: Sentence) -> Iterator[Candidate]:
    """有哪些项目; X的明细; 钱花在哪; 超过10万元的项目有哪些."""
    bounded = s.level is not None and bool(s.amounts)  # 超过100万的项目
    if not _lists(s) or not (bounded or s.has("list", "which_row")):
        return
    rows: Rows = Children(_parent(s), s.level or Level.NEXT, s.economic)
    if bound := _bound(s):
        rows = Filter(rows, BOUNDS[bound.sense("op")], s.amounts[0])
    if s.has("filled"):
        rows = Filter(rows, Comparison.NOT_ZERO)
    yield reading(List(rows), *_used_by_list(s), cost=0.1 if s.level else 0.3)


def _bound(s: Sentence) -> Token | None:
    """超过 of 超过10万元的: the word that bounds the rows by an amount."""
    return s.first("exceed", "reach", "under", "atmost") if s.amounts else None


def _used_by_list(s: Sentence) -> tuple[tuple[Token, ...] | Token | None, ...]:
    return s.all("list", "which_row", "new", "ended", "spent", "filled"), s.levels, _bound(s)


def _lists(s: Sentence) -> bool:
    """Whether one row's parts are asked for, all of them."""
    return s.of_sort("top") is None and (len(s.cells()) == 1 or s.level is not None)


@rule(needs=("how_many",), never=("more", "less", "compare"))
def counted(s: Sentence) -> Iterator[Candidate]:
    """有几个项目."""
    asked = s.the("how_many")
    if s.level is None or not any(token.start >= asked.end for token in s.levels):
        return
    rows = Children(s.cells("expense")[0], s.level)
    yield reading(Show((Count(rows),)), s.all("sum"), s.levels, cost=0.1)


@rule(needs=("exclude",), never=("which_year", "reason"))
def without(s: Sentence) -> Iterator[Candidate]:
    """除了X以外，哪个项目最多; 哪个县最多，不算市本级: of the rows that are not ruled out."""
    ruled = _ruled_out(s, s.the("exclude"))
    named = tuple(token for token in ruled if token.sort in ("name", "code"))
    of_scope = any(token.sense("slot").startswith("scope:") for token in ruled)
    if not (named or of_scope):
        return
    rest = replace(s, tokens=tuple(t for t in s.tokens if t not in ruled and t not in s.all("exclude")))
    whose = tuple(token for token in rest.tokens if token.sort in ("body", "year"))
    out = Listed(replace(s, tokens=(*whose, *named)).cells())
    for made in (*rank.readings(rest), *listed.readings(rest)):
        for query in made.queries[:1]:
            used = tuple(made.used), s.all("exclude", "also")
            yield reading(_less(query, named, out) if named else query, *used, cost=made.cost - 0.2)


def _less(query: Query, named: Sequence[Token], out: Rows) -> Query:
    """A ranking or list of rows without those that are named."""
    if not isinstance(query, Rank | List):
        return query
    return replace(query, rows=Minus(query.rows, _units_of(query.rows, named) or out))


def _units_of(rows: Rows, named: Sequence[Token]) -> Rows | None:
    """The same amounts of the units or places that are named; None where rows of another kind are."""
    units = tuple(name for t in named if t.entry and t.entry.roles == {Role.UNIT} for name in names_of(t))
    if not units or not isinstance(rows, Children) or rows.level is not Level.UNIT:
        return None
    return Each(rows.parent, "unit_row", units)


def _ruled_out(s: Sentence, at: Token) -> tuple[Token, ...]:
    """The words that an operator of exclusion rules out: up to 以外, else close behind it, or before it."""
    if at.marked("outside"):
        return tuple(takewhile(_may_be_ruled_out, reversed([t for t in s.tokens if t.end <= at.start])))
    behind = [token for token in s.tokens if token.start >= at.end]
    ends = (n for n, token in enumerate(behind) if n and token.marked("beyond"))
    end = next(ends, None)
    return tuple(takewhile(_may_be_ruled_out, behind) if end is None else behind[: end + 1])


def _may_be_ruled_out(token: Token) -> bool:
    return token.sort in _RULED or token.sense("slot").startswith("scope:")


_RULED = ("name", "code", "function")
