"""What rules of several kinds share: two sides of a comparison, which way it went, what of it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.facts.records import Kind, Stage
from qa.language.tokens import Token
from qa.plan.algebra import Cell, Comparison, Expr, Sum
from qa.plan.grammar.sentence import Sentence, said
from qa.plan.operands import Known, Operand

ENDS = ("highest", "lowest", "superlative")
WHICH = ("which_row", "which_body", "which_year")
BOUNDS = {
    "exceed": Comparison.ABOVE,
    "reach": Comparison.AT_LEAST,
    "under": Comparison.BELOW,
    "atmost": Comparison.AT_MOST,
    "equals": Comparison.EQUAL,
}


def joined(cells: Sequence[Cell]) -> Expr:
    """One cell as it is, several as their sum."""
    return cells[0] if len(cells) == 1 else Sum(tuple(cells))


# -- the two sides of a comparison ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """The cells before an operator and those behind it; the operands that stand next to it."""

    ones: tuple[Cell, ...]
    others: tuple[Cell, ...]
    before: Operand
    behind: Operand

    @property
    def one(self) -> Expr:
        """What stands before the operator, as one number."""
        return joined(self.ones)

    @property
    def other(self) -> Expr:
        """What stands behind the operator, as one number."""
        return joined(self.others)


def compared(s: Sentence, left: Sequence[Operand], right: Sequence[Operand]) -> Compared | None:
    """Two sides, each with the slots it leaves open as the other fills them.

    None where a side is missing or does not say what it is of.
    """
    if s.referred and right and not s.pair:
        others = placed_beside(s.cells_of(right), s.referred[0])
        return Compared(s.referred, others, Operand(), right[0]) if said(others) else None
    if not left or not right:
        return None
    left, right = _spent_and_planned(left, right)
    right = [one.filled_from(left[-1]) for one in right]
    left = [one.filled_from(right[0]) for one in left]
    ones, others = s.cells_of(left), s.cells_of(right)
    if len(ones) > 1 and ones == others:
        return None  # 甲和乙相比: both stand on one side
    return Compared(ones, others, left[-1], right[0]) if said(ones) and said(others) else None


def _spent_and_planned(
    left: Sequence[Operand], right: Sequence[Operand]
) -> tuple[Sequence[Operand], Sequence[Operand]]:
    """决算比预算: what was spent and what was planned of it, where one side says 预算 and no more."""
    if len(left) != 1 or len(right) != 1 or left[0].says_only_planned == right[0].says_only_planned:
        return left, right
    spent = (right[0] if left[0].says_only_planned else left[0]).spending()
    if spent.own_stages or not spent.named:
        spent = replace(spent, stages=spent.stages or [Stage.FINAL], kind=spent.kind or Kind.FINAL)
    planned = replace(spent, stages=[Stage.BUDGET], kind=None, tokens=[])
    return ([planned], [spent]) if left[0].says_only_planned else ([spent], [planned])


def placed_beside(cells: Sequence[Cell], other: Cell) -> tuple[Cell, ...]:
    """The cells, of the body and year of another where they say none."""
    return tuple(replace(c, body=c.body or other.body, year=c.year or other.year) for c in cells)


def is_year_before(left: Operand, right: Operand, known: Known) -> bool:
    """Whether the right side only says the year before the left one's: 比上年, 比2024年, 比上年预算."""
    if right.says_more_than_when and right.names_another_than(left):
        return False
    if right.says_last_year or {Stage.PRIOR_BUDGET, Stage.PRIOR_FINAL} & set(right.own_stages):
        return True
    if len(right.own_years) != 1:
        return False
    return {cell.year for cell in left.cells(known)} in ({None}, {right.own_years[0] + 1})


# -- changes ---------------------------------------------------------------------------------


def direction(s: Sentence) -> str:
    """Which way the question takes for granted that it went; "" where it does not say or says both."""
    if s.has("more") and s.has("less"):
        return ""
    return "增加" if s.has("more") else "减少" if s.has("less") else "持平" if s.has("flat") else ""


def whys(s: Sentence) -> tuple[Token, ...]:
    """The words that ask why it changed: 为什么减少; 怎样解释这个减少, too, where a change is spoken of."""
    explained = tuple(token for token in s.all("define") if token.marked("explains"))
    return (*s.all("reason"), *(explained if s.has("more", "less", "change", "flat") else ()))


def directions(s: Sentence) -> tuple[Token, ...]:
    """The words that say how one number stands to another."""
    return s.all("more", "less", "change", "rate", "percent", "difference", "flat")


def moved_most(s: Sentence) -> tuple[Token, Token] | None:
    """降 and 多 of 降得多: what is weighed is how far it moved; None where nothing is."""
    for verb, by, much in zip(s.tokens, s.tokens[1:], s.tokens[2:], strict=False):
        weighed = all(token.sense("op") in ("more", "less") for token in (verb, much))
        if weighed and by.marked("by_how_much"):
            return verb, much
    return None


def asked_of_change(s: Sentence) -> tuple[str, ...]:
    """What of a change is asked: how much, what percentage, the amount itself (see `Changed.asks`)."""
    counts = _amounts_counted(s)
    amount, much = _around(s.first("more", "less", "change", "compare"), counts)
    if much and _says_to(s, counts):
        amount, much = True, False  # 降到了多少: how much it is now
    rate = s.has("rate", "percent")
    if much and not rate and _grows(s):
        much, rate = False, True
    asked = ("amount", amount), ("difference", much or not (rate or amount)), ("rate", rate)
    return tuple(what for what, is_asked in asked if is_asked)


def _around(moved: Token | None, counts: Sequence[Token]) -> tuple[bool, bool]:
    """Whether how much is asked before the word of change, and behind it: 是多少，减少了多少."""
    if moved is None:
        return False, bool(counts)
    before = any(token.end <= moved.start for token in counts)
    return before, any(token.start >= moved.start for token in counts)


def _grows(s: Sentence) -> bool:
    """增长多少, not of money: disclosures write 增加 before amounts, 增长 before percentages."""
    verb = s.first("more", "less")
    return verb is not None and verb.marked("grows") and not _in_money(s)


def _in_money(s: Sentence) -> bool:
    """Whether the change is asked for in money: 下降了多少万元."""
    unit = any(token.sense("slot").startswith("unit:") for token in s.tokens)
    return unit or any(token.marked("money_asked") for token in s.tokens)


def _amounts_counted(s: Sentence) -> list[Token]:
    """The words that ask how much, but for those of a percentage: 增长率是多少."""
    measures = [token.end for token in s.all("rate", "percent")]
    return [t for t in s.all("how_many") if not any(0 <= t.start - end <= 2 for end in measures)]


def _says_to(s: Sentence, counts: Sequence[Token]) -> bool:
    """Whether 到 stands before one of the words that ask how much: 降到了多少."""
    ends = [token.end for token in s.ops if token.marked("to")]
    return any(0 <= token.start - end <= 1 for end in ends for token in counts)
