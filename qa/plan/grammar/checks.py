"""Rules for checks: whether something holds, is there, agrees, and how much of a budget was carried out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from index.facts.records import Kind, Stage
from qa.plan.algebra import Agree, Amount, Cell, Comparison, Difference, Exists, Holds, Ratio, Show
from qa.plan.grammar.parts import BOUNDS, compared, directions
from qa.plan.grammar.rule import Candidate, reading, rule
from qa.plan.grammar.sentence import Sentence


@rule(needs=("yesno",), named=True)
def holds_amount(s: Sentence) -> Iterator[Candidate]:
    """X超过10万吗; X是不是50万."""
    at = s.first(*BOUNDS)
    amount = next((amount for amount in s.amounts if amount.unit), None)
    cells = s.cells()
    if amount is not None and len(cells) == 1:
        way = BOUNDS[at.sense("op")] if at else Comparison.EQUAL
        yield reading(Holds(cells[0], way, amount), at, s.all("yesno", "sum"))


@rule(needs=tuple(BOUNDS), never=("reason",), named=True)
def holds(s: Sentence) -> Iterator[Candidate]:
    """A超过B了吗; A等于B吗."""
    at = s.the(*BOUNDS)
    two = None if any(amount.unit for amount in s.amounts) else compared(s, *s.sides(at))
    if two is not None:
        query = Holds(two.one, BOUNDS[at.sense("op")], two.other)
        yield reading(query, at, s.all("yesno", "sum", "difference"), directions(s))


@rule(
    needs=("yesno",),
    never=("more", "less", "change", "exceed", "under", "reach", "compare", "agree"),
    named=True,
)
def exists(s: Sentence) -> Iterator[Candidate]:
    """有没有X; 安排了X吗; X是零吗, which is the other way round."""
    nothing = next((token for token in s.all("blank") if token.marked("zero")), None)
    if nothing is not None:
        none = Amount(Decimal(0), s.cells()[0].counted or "元", nothing.text)
        queries = tuple(Holds(cell, Comparison.EQUAL, none) for cell in s.cells())
        yield reading(queries, s.all("yesno", "sum", "blank"), cost=-0.15)
    elif s.of_sort("amount") is None:
        yield reading(tuple(map(Exists, s.cells())), s.all("yesno", "sum", "blank"), cost=-0.1)


@rule(needs=("agree",), named=True)
def agree(s: Sentence) -> Iterator[Candidate]:
    """X在两张表里一致吗; 收支平衡吗; 甲表的X和乙表的X为什么不一样."""
    cells = s.cells()
    why = s.has("reason")
    if why and len(cells) < 2 and not s.the("agree").marked("contradicts"):
        return  # 为什么和上年一样
    used = s.all("agree", "yesno", "difference", "sum", "reason", "negation")
    yield reading(Agree(cells), used, cost=-0.2 if why else 0.0)


@rule(needs=("difference",), never=("agree", "more", "less"), named=True)
def table_and_words(s: Sentence) -> Iterator[Candidate]:
    """表里的X与文字说明的X相差多少: what the places that tell one amount say, and how far they are apart."""
    cells = s.cells()
    if len({cell.subject for cell in cells}) == 1 and any(token.marked("in_words") for token in s.tokens):
        yield reading(Agree(cells[:1]), s.all("difference", "compare"), cost=-0.1)


@rule(named=True)
def carried_out(s: Sentence) -> Iterator[Candidate]:
    """X完成预算的百分之几: the rate that is printed, or what was spent by what was planned."""
    if not any(token.sense("slot") == f"stage:{Stage.COMPLETION}" for token in s.tokens):
        return
    cells, used = s.cells(), s.all("percent", "ratio", "reach")
    yield reading(Show(tuple(replace(cell, stage=Stage.COMPLETION) for cell in cells)), used, cost=0.1)
    rates = tuple(Ratio(*_spent_and_planned(cell)) for cell in cells)
    yield reading(Show(rates), used, cost=0.2)


@rule(needs=("overspent",))
def overspent(s: Sentence) -> Iterator[Candidate]:
    """超支了多少: what was spent against what was planned; of all that was spent where no row is named."""
    cells = s.cells_of((one.spending() for one in s.operands), "expense")
    apart = tuple(Difference(*_spent_and_planned(cell)) for cell in cells)
    yield reading(Show(apart), s.all("overspent", "yesno", "exceed"))


def _spent_and_planned(cell: Cell) -> tuple[Cell, Cell]:
    """The cell at both stages of a final account."""
    spent = replace(cell, stage=Stage.FINAL, kind=Kind.FINAL)
    return spent, replace(spent, stage=Stage.INITIAL)
