"""Rules for amounts, sums and differences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.facts.records import Stage
from qa.language.tokens import Token
from qa.plan.algebra import (
    Cell,
    Comparison,
    Difference,
    Expr,
    Growth,
    Holds,
    Listed,
    Name,
    Rank,
    Ratio,
    Show,
    Sum,
)
from qa.plan.filling import operands
from qa.plan.grammar.parts import (
    ENDS,
    WHICH,
    Compared,
    asked_of_change,
    compared,
    directions,
    is_year_before,
    joined,
    moved_most,
)
from qa.plan.grammar.rule import Candidate, reading, rule
from qa.plan.grammar.sentence import Sentence, said
from qa.plan.operands import Operand


@rule(never=("compare", "ratio", *WHICH), named=True)
def show(s: Sentence) -> Iterator[Candidate]:
    """公务接待费多少; 甲的X和乙的Y各多少."""
    cells = s.cells()
    derived = s.all("change", "difference") if s.has("derive") else ()  # 按增减额倒推
    yield reading(Show(cells), s.all("sum") if len(cells) == 1 or s.several else (), derived)


@rule(never=("compare", "ratio", "exclude", *WHICH), named=True)
def whole_and_part(s: Sentence) -> Iterator[Candidate]:
    """政府采购总额，服务类; 采购预算总额及其中服务: the whole that is said, and what is bought of it."""
    parts = [cell for cell in s.cells() if cell.group]
    bought = [token for token in s.tokens if token.sense("slot").startswith("group:")]
    if not parts or not any(t.says_whole and t.start < bought[0].start for t in s.tokens if bought):
        return
    wholes = tuple(dict.fromkeys(replace(cell, group="") for cell in parts))
    yield reading(Show((*wholes, *parts)), s.all("sum"), cost=-0.05)


@rule(needs=("what", "which_row", "list"), never=("compare", "ratio", "more", "less", "highest", "lowest"))
def named_by_code(s: Sentence) -> Iterator[Candidate]:
    """30217是什么科目: the row of that code, by its name."""
    cells = s.cells()
    if cells and all(cell.code and cell.subject is None for cell in cells):
        yield reading(Show(cells), s.all("what", "which_row", "list"), s.levels, cost=-0.1)


@rule(never=("compare", "ratio", "more", "less", "change", *ENDS), named=True)
def code_of(s: Sentence) -> Iterator[Candidate]:
    """X的科目编码是多少; X列在哪个科目: the account that a row stands under."""
    cells = s.cells()
    asks = s.first("what", "which_row")
    which = any(token.marked("account_class") and _is_asked(asks, token) for token in s.tokens)
    if (s.has("account") or which) and not any(cell.code for cell in cells):
        coded = tuple(replace(cell, coded=True) for cell in cells)
        yield reading(Show(coded), s.all("account", "what", "which_row"), s.levels, cost=-0.1)


def _is_asked(asks: Token | None, token: Token) -> bool:
    return asks is not None and asks.end == token.start


@rule(needs=("spent", "sum", "how_many"), never=("compare", "ratio", "mean", "more", "less", *WHICH))
def whole(s: Sentence) -> Iterator[Candidate]:
    """甲局2025年花了多少钱; 一共有多少钱: all that is spent, or the whole budget, where no row is named."""
    whose = any(one.bodies or one.years for one in s.operands)
    if not whose or s.level is not None or any(one.says_what for one in s.operands):
        return
    spent = s.has("spent") or any(Stage.FINAL in one.stages for one in s.operands)
    if spent or s.of_money or any(one.stages or one.kind for one in s.operands):
        cells = s.cells("expense" if spent else "budget")
        yield reading(Show(cells), s.all("sum", "spent"), cost=0.2)


@rule(needs=("sum",), never=("compare", "ratio"))
def added(s: Sentence) -> Iterator[Candidate]:
    """A和B一共多少; A的X加B的Y; 三年加起来; of a whole that is said with its parts, the parts."""
    cells = s.recent() if s.says_nothing else s.cells()
    cells = tuple(cell for cell in cells if not any(s.known.is_part_of(part, cell) for part in cells))
    if len(cells) < 2 or not said(cells) or s.several:
        return
    total = Sum(cells)
    yield reading(Show((*cells, total) if s.has("apart") else (total,)), s.all("sum"))


@rule(needs=("sum",))
def total_row(s: Sentence) -> Iterator[Candidate]:
    """2025年合计是多少: the rows that are printed as 合计, 小计, 总计."""
    printed = [token for token in s.all("sum") if token.marked("total_row")]
    of_row = all(not one.named and (not one.whole or _is_a_row_of_a_table(one)) for one in s.operands)
    if len(printed) != 1 or s.earlier or not of_row:
        return
    name = Name.of(printed[0].text)
    cost = -0.1 if all(one.tables for one in s.operands) else 0.1
    yield reading(Show(tuple(replace(cell, subject=name) for cell in s.cells())), printed[0], cost=cost)


def _is_a_row_of_a_table(one: Operand) -> bool:
    """表九合计行的数: money of a table says no more than that its row is of money."""
    return bool(one.tables) and one.whole == "money"


@rule(needs=("compare",), named=True)
def side_by_side(s: Sentence) -> Iterator[Candidate]:
    """甲的X vs 乙的X: both are told."""
    at, cells = s.the("compare"), s.cells()
    if _is_side_by_side(s, at) and len(cells) > 1:
        yield reading(Show(cells), at, cost=-0.05)


def _is_side_by_side(s: Sentence, at: Token) -> bool:
    return at.marked("beside") and not s.has("more", "less", "difference")


@rule()
def apart(s: Sentence) -> Iterator[Candidate]:
    """A和B相差多少; 甲和乙谁的X高; 甲和乙相比X多多少; A是B的几倍."""
    cells = _two_apart(s)
    if cells is None:
        return
    which = _weighs(s) and (s.has("which_body", "which_row") or bool(s.referred))
    if which:
        yield from _which_of_two(s, cells)
    if said(cells):
        yield from _how_far_apart(s, cells, which)


def _two_apart(s: Sentence) -> tuple[Cell, ...] | None:
    """The two that are held against each other; None where there are not two, or one stands behind 相比."""
    at = s.first("compare")
    behind = operands([token for token in s.tokens if at and token.start >= at.end])
    if any(one.says_more_than_when or one.own_years or one.own_relative for one in behind):
        return None
    cells = s.cells()
    if len(cells) < 2 and s.says_nothing:
        cells = s.recent()
    return cells if len(cells) == 2 else None


def _weighs(s: Sentence) -> bool:
    """Whether more or less is said of the amounts themselves, and not of how far they moved."""
    return s.has("more", "less") and moved_most(s) is None


def _which_of_two(s: Sentence, cells: tuple[Cell, ...]) -> Iterator[Candidate]:
    """甲和乙谁的X高: both by rank; 各多少 as well: both as they are."""
    used = directions(s), s.all("compare", *WHICH)
    if s.has("apart"):
        yield reading(Show(cells), *used, cost=-0.15)
    elif s.has("which_body") and not s.has("how_many", "difference") and said(cells):
        yield reading(Rank(Listed(cells), 2), *used, cost=-0.15)


def _how_far_apart(s: Sentence, cells: tuple[Cell, ...], which: bool) -> Iterator[Candidate]:
    """By how much two differ, how many times one is the other; `which` of them is more is asked too."""
    one, other = cells
    at = s.all("compare")
    of_two = bool(at) and _weighs(s) and not s.has("rate", "percent")
    if which or of_two or (s.has("difference") and not s.has("times")):
        growth = (Growth(one, other),) if s.has("rate", "percent") else ()
        exprs = (Difference(one, other, either=not growth), *growth)
        used = s.all("difference", "sum", *WHICH), directions(s), at
        yield reading(Show(exprs), *used, cost=-0.1 if which else 0.0)
    if s.has("times"):
        times = Ratio(one, other, times=True, either=s.has("difference"))
        yield reading(Show((times,)), s.all("times", "difference"), at, cost=-0.05)


@rule(needs=("compare",), never=("reason",))
def difference(s: Sentence) -> Iterator[Candidate]:
    """A的X比B的Y多多少, 高百分之几, 是几倍; A比B多吗."""
    at = s.the("compare")
    if s.pair:
        if exprs := _by_how_much(s, *s.pair):
            yield reading(Show(exprs), at, directions(s))
        return
    two = None if _is_side_by_side(s, at) else compared(s, *s.sides(at))
    if two is None or _is_against_last_year(s, two):
        return
    if way := _way_asked(s):
        query: Holds | Show = Holds(two.one, way, two.other)
    elif measured := _measured(s, two):
        query = Show(measured)
    else:
        return
    yield reading(query, at, directions(s), s.all("times", "yesno", "sum"))


def _is_against_last_year(s: Sentence, two: Compared) -> bool:
    """Whether what is compared is one thing and its year before: 比上年, 与上年相比."""
    only_last = two.before.own_relative == ["last"] and len(two.before.tokens) == 1
    return only_last or is_year_before(two.before, two.behind, s.known)


@rule(needs=("difference",), never=("compare", "ratio", *WHICH), named=True)
def difference_to_before(s: Sentence) -> Iterator[Candidate]:
    """限额是多少，和余额差多少: how far what is named is from what was asked before it."""
    cells = s.cells()
    joint = next((token for token in s.tokens if token.marked("with")), None)
    first = next((token for token in s.tokens if token.sort in ("name", "code", "body")), None)
    before = s.earlier.cells() if s.earlier is not None else ()
    if joint is None or first is None or joint.start > first.start or len(before) != 1 or len(cells) != 1:
        return
    if before != cells:
        yield reading(Show((Difference(before[0], cells[0], either=True),)), s.all("difference"), cost=-0.1)


_WAYS = {"more": Comparison.ABOVE, "less": Comparison.BELOW, "flat": Comparison.EQUAL}


def _way_asked(s: Sentence) -> Comparison | None:
    """A比B多吗: how A is to stand to B; None where it is not asked whether, but how far apart they are."""
    if not s.has("yesno") or s.has("how_many", "rate", "percent", "difference"):
        return None
    return next((way for word, way in _WAYS.items() if s.has(word)), None)


def _measured(s: Sentence, two: Compared) -> tuple[Expr, ...]:
    """How one number stands to another, as the question measures it."""
    if s.has("times"):
        return (Ratio(two.one, two.other, times=True),)
    either = s.has("which_body", "which_row", "which_year")  # 哪个高，差多少: by how much, either way
    return _by_how_much(s, two.one, two.other, either=either)


def _by_how_much(s: Sentence, one: Expr, other: Expr, *, either: bool = False) -> tuple[Expr, ...]:
    """How far one number is from another: in amount, in percent or both, as the question asks."""
    amount = (Difference(one, other, either=either),) if "difference" in asked_of_change(s) else ()
    return (*amount, Growth(one, other)) if s.has("rate", "percent") else amount


@rule(needs=("exclude", "less"), never=("compare", "reason", *WHICH))
def taken_from(s: Sentence) -> Iterator[Candidate]:
    """A减去B，差额多少: the second taken from the first."""
    at = next((token for token in s.all("exclude", "less") if token.marked("minus")), None)
    left, right = s.sides(at) if at is not None else ([], [])
    if at is None or not left or not right or not left[-1].named or not right[0].named:
        return
    shared = [] if right[0].within else left[-1].within  # “项目支出”栏：A减B
    for within, cost in ((right[0].within, -0.15), (shared, -0.2)):
        two = compared(s, left[-1:], [replace(right[0], within=within)])
        if two is not None and len(two.ones) == len(two.others) == 1:
            used = at, s.all("difference")
            yield reading(Show((Difference(two.one, two.other),)), *used, cost=cost)


@rule(needs=("exclude",))
def excluding(s: Sentence) -> Iterator[Candidate]:
    """不含公车的三公; 三公除去公务接待费还有多少."""
    wholes, parts = _wholes_and_parts(s)
    if not said(wholes) or not said(parts):
        return
    used = s.all("exclude", "sum", "difference")
    if not any(s.known.contains(wholes[0], part) for part in parts):
        yield reading(Show(wholes), used)  # 养车，不算买车
    elif len(wholes) == 1:
        yield reading(Show((Difference(wholes[0], joined(parts), of_part=True),)), used)


def _wholes_and_parts(s: Sentence) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """What is asked for, and what is not to be in it; nothing where the sentence does not say both."""
    at = s.the("exclude")
    left, right = s.sides(at)
    if at.marked("outside") and right and left and left[-1].named:
        two = compared(s, left, right)  # 财政拨款以外的其他收入
        return (two.others, two.ones) if two else ((), ())
    if not right or not right[0].named:
        return (), ()
    if any(one.named for one in left):
        two = compared(s, left, right)
        return (two.ones, two.others) if two else ((), ())
    return _whole_behind_part(s, [token for token in s.tokens if token.start >= at.end], left)


def _whole_behind_part(
    s: Sentence, tokens: list[Token], left: list[Operand]
) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """不含公车的三公: the part stands first, the whole behind 的 or 以外."""
    end = next((n for n, token in enumerate(tokens) if n and token.marked("outside")), 0)
    parts, wholes = operands(tokens[:end]), operands(tokens[end:])
    if not parts or not wholes:
        return (), ()
    base = left[-1] if left else wholes[-1]
    wholes = [one.filled_from(base) for one in wholes]
    return s.cells_of(wholes), s.cells_of(one.filled_from(wholes[0]) for one in parts)
