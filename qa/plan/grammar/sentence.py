"""One thing asked, as rules see it: its operators in order, and the operands between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from qa.language.tokens import Token
from qa.plan.algebra import Amount, Cell, Level
from qa.plan.filling import operands
from qa.plan.operands import Known, Operand

# So many words at most stand between 最 and how many are asked for: 最|花|钱|的|三个.
_BETWEEN = 3


@dataclass(frozen=True)
class Sentence:
    """One thing asked: its tokens without talk, and what was asked before it.

    `earlier` fills the slots that it leaves open; `past` is the question before it in the conversation,
    of which it has taken what it wants (`qa.plan.conversation`). `referred` are amounts of questions before
    that it speaks of (两家加起来); `lost`, that it asks nothing that is understood.
    """

    tokens: tuple[Token, ...]
    known: Known
    earlier: Sentence | None = None
    past: Sentence | None = None
    referred: tuple[Cell, ...] = ()
    lost: bool = False

    # -- operators ---------------------------------------------------------------------------

    @cached_property
    def ops(self) -> tuple[Token, ...]:
        """Its operators in order."""
        return tuple(token for token in self.tokens if token.sense("op"))

    def first(self, *senses: str) -> Token | None:
        """The first operator of these senses."""
        return next((token for token in self.ops if token.sense("op") in senses), None)

    def the(self, *senses: str) -> Token:
        """The first operator of these senses, for a rule that needs one; LookupError where there is none."""
        found = self.first(*senses)
        if found is None:
            raise LookupError(f"no operator of {senses}")
        return found

    def all(self, *senses: str) -> tuple[Token, ...]:
        """Every operator of these senses."""
        return tuple(token for token in self.ops if token.sense("op") in senses)

    def has(self, *senses: str) -> bool:
        """Whether it has an operator of these senses."""
        return self.first(*senses) is not None

    def of_sort(self, sort: str) -> Token | None:
        """Its first token of a sort: years, top, amount."""
        return next((token for token in self.tokens if token.sort == sort), None)

    # -- operands ----------------------------------------------------------------------------

    @cached_property
    def operands(self) -> list[Operand]:
        """Its operands, whatever stands between them."""
        found = operands(self.tokens) or [Operand()]
        if self._only_against_last_year():
            found = [one.without_last_year() for one in found]
        return self._inherited(found)

    @property
    def says_nothing(self) -> bool:
        """Whether it fills no slot of its own and so speaks of what was asked before: 加起来多少."""
        return self.earlier is not None and not any(one.tokens for one in self.operands)

    def sides(self, at: Token) -> tuple[list[Operand], list[Operand]]:
        """The operands before an operator and those behind it, open slots filled from the other side."""
        left, right = self._beside(at)
        if (
            not left
            and self.earlier is not None
            and right
            and not right[0].names_another_than(*self.earlier.operands)
        ):
            return self.earlier.operands[-1:], self._inherited(right)  # 比2024年多了多少, of what was asked
        return self._inherited(left), self._inherited(right)

    def _beside(self, at: Token) -> tuple[list[Operand], list[Operand]]:
        before = [token for token in self.tokens if token.end <= at.start]
        right = operands([token for token in self.tokens if token.start >= at.end])
        if at.sense("op") == "compare" and all(one.says_only_money for one in right):
            # X和上年比: what it is compared with stands before 比
            joints = [n for n, token in enumerate(before) if token.marked("with")]
            if joints and (joints[-1] or self.earlier is not None):
                right = operands(before[joints[-1] + 1 :])
                before = before[: joints[-1]]
        return operands(before), right

    def _inherited(self, found: list[Operand]) -> list[Operand]:
        before = self.earlier.operands[-1:] if self.earlier else []
        if not before:
            return found
        filled = [one.filled_from(before[0]) for one in found]
        return [one.inside(before[0]) for one in filled] if self._begins_inside() else filled

    def _begins_inside(self) -> bool:
        """其中财政拨款多少, behind what that is of."""
        telling = (token for token in self.tokens if token.sort != "function")
        first = next(telling, None)
        return first is not None and first.sense("op") == "inside"

    def _only_against_last_year(self) -> bool:
        """比上年增加了多少: of what was asked before; 上年 says against what, not of which year."""
        at = self.first("compare")
        if at is None:
            return False
        left, right = self._beside(at)
        if left and self.past is None and not self.has("highest", "lowest", "superlative"):
            return False
        return bool(right) and right[0].says_last_year and not right[0].says_more_than_when

    # -- cells -------------------------------------------------------------------------------

    def cells(self, total: str = "") -> tuple[Cell, ...]:
        """The cells of all its operands; `total` is the whole that those mean which name nothing."""
        if self.referred:
            return self.referred
        return self.cells_of(self.operands, total) if total else self._cells

    @cached_property
    def _cells(self) -> tuple[Cell, ...]:
        return self.cells_of(self.operands)

    def cells_of(self, side: Iterable[Operand], total: str = "") -> tuple[Cell, ...]:
        """The cells of some operands, each once."""
        found = chain.from_iterable(one.cells(self.known, total=total) for one in side)
        return tuple(dict.fromkeys(found))

    def recent(self) -> tuple[Cell, ...]:
        """The cells of the questions before, oldest first: what 两个 and 这些 speak of."""
        if self.earlier is None:
            return ()
        before = self.earlier.recent() if self.earlier.earlier else ()
        return tuple(dict.fromkeys((*before, *self.earlier.cells())))

    @property
    def pair(self) -> tuple[Cell, Cell] | None:
        """The two that 前者 and 后者 speak of, in the order it names them; None where it does not."""
        named = [token for token in self.tokens if token.sense("slot").startswith("refer:")]
        return (self.referred[0], self.referred[1]) if len(named) == len(self.referred) == 2 else None

    # -- what else it says -------------------------------------------------------------------

    @property
    def several(self) -> bool:
        """Whether a word of it has several meanings, or a body's name is that of several."""
        words = any(token.entry is not None and token.entry.ambiguous for token in self.tokens)
        each = self.has("which_body", "apart", "order") or self.of_sort("several") is not None
        bodies = any(len(bodies) > 1 for one in self.operands for bodies in one.bodies)
        return (words and not self.has("apart")) or (bodies and not each)

    @property
    def level(self) -> Level | None:
        """Of which rows it speaks: 项目, 款级; None where it does not say."""
        return next((one.level for one in self.operands if one.level), None)

    @property
    def levels(self) -> tuple[Token, ...]:
        """The words that say of which rows: 项目, 款级, 下属单位."""
        return tuple(token for token in self.tokens if token.sense("slot").startswith("level:"))

    @property
    def economic(self) -> bool | None:
        """Whether it asks by 经济分类 or by 功能分类; None where it does not say."""
        return next((one.economic for one in self.operands if one.economic is not None), None)

    @property
    def amounts(self) -> list[Amount]:
        """The amounts that it states."""
        return [
            Amount(token.value, token.unit, token.text)
            for token in self.tokens
            if token.sort == "amount" and token.value is not None
        ]

    @property
    def spread(self) -> tuple[Token, ...]:
        """The words that say over what an amount is spread: 每辆车, 人均."""
        return tuple(token for token in self.tokens if token.sense("slot").startswith("per:"))

    @property
    def of_money(self) -> bool:
        """Whether it asks for money without saying of what: 花了多少, 多少钱."""
        return self.has("spent") or any(token.marked("how_much_money") for token in self.tokens)

    def _close(self, end: int, token: Token) -> bool:
        """Whether a count stands behind the end of a word of ranking with no name between: 最花钱的三个."""
        between = [t for t in self.tokens if end <= t.start < token.start]
        return end <= token.start and not any(map(_of_a_place, between)) and len(between) <= _BETWEEN

    def top(self) -> tuple[int, Token | None]:
        """How many are asked for (前三, 最多的两个, 哪三个), and the token that says so."""
        ends = [token.end for token in self.all("highest", "lowest", "superlative")]
        which = [token.end for token in self.all("which_row", "which_body")]
        several = [token for token in self.tokens if token.sort == "several"]
        behind = [t for t in several if t.start in which or any(self._close(e, t) for e in ends)]
        for token in (*(t for t in self.tokens if t.sort == "top"), *behind):
            if token.value:
                return int(token.value), token
        return 0, None


def _of_a_place(token: Token) -> bool:
    return token.sort in ("body", "unit", "year", "name", "code", "amount")


def said(cells: Sequence[Cell]) -> bool:
    """Whether each says what it is of."""
    return bool(cells) and all(cell.subject or cell.code or cell.group for cell in cells)
