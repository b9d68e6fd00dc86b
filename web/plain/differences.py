"""Two amounts beside each other: whether they may be subtracted, and what comes out, with its formula.

Amounts of another kind, stage, scope, fund or part of the year are not of the same thing: their difference
would say nothing, and none is worked out.

>>> Difference("公务接待费", now, before).formula
'1.50万元−1.00万元＝0.50万元'
>>> apart(budget_of_a_unit, account_of_a_department)
(Apart.KIND, Apart.STAGE, Apart.SCOPE)
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from index.facts.money import YUAN_PER_UNIT, exact, is_money, rounded
from index.facts.records import Figure


class Apart(StrEnum):
    """What two amounts are not the same in."""

    KIND = "kind"
    STAGE = "stage"
    SCOPE = "scope"
    FUND = "fund"
    PERIOD = "period"
    PART = "component"
    UNIT = "unit"


class Terms(NamedTuple):
    """A formula in its parts, as it is shown."""

    first: str
    sign: str
    second: str
    result: str

    def __str__(self) -> str:
        return f"{self.first}{self.sign}{self.second}＝{self.result}"


@dataclass(frozen=True, slots=True)
class Difference:
    """Two amounts, and what the one is more than the other; `formula` shows how that comes."""

    name: str
    now: Figure
    before: Figure

    @property
    def value(self) -> Decimal:
        """Yuan; negative where it fell."""
        return self.now.value - self.before.value

    @property
    def terms(self) -> Terms:
        """The subtraction, in the coarser of both units."""
        unit = coarser(self.now, self.before)
        now, before = (f"{exact(figure.value, unit)}{unit}" for figure in (self.now, self.before))
        return Terms(now, "−", _bracketed(before), f"{exact(self.value, unit)}{unit}")

    @property
    def formula(self) -> str:
        """The subtraction in one line."""
        return str(self.terms)


def apart(one: Figure, other: Figure) -> tuple[Apart, ...]:
    """In what two amounts differ, besides body, year and value; nothing where they may be subtracted."""
    money = is_money(one.unit) and is_money(other.unit)
    unlike = {
        Apart.KIND: one.kind is not other.kind,
        Apart.STAGE: one.stage is not other.stage,
        Apart.SCOPE: one.scope is not other.scope,
        Apart.FUND: one.fund is not other.fund,
        Apart.PERIOD: one.period != other.period,
        Apart.PART: one.component != other.component,
        Apart.UNIT: not money and one.unit != other.unit,
    }
    return tuple(name for name, differs in unlike.items() if differs)


def coarser(one: Figure, other: Figure) -> str:
    """The coarser unit of two amounts of money; of others the unit that both have."""
    return max(one.unit, other.unit, key=lambda unit: YUAN_PER_UNIT.get(unit, Decimal(0)))


def _bracketed(amount: str) -> str:
    return f"（{amount}）" if amount.startswith("-") else amount


@dataclass(frozen=True, slots=True)
class Quotient:
    """An amount by another that is above zero, in percent; `formula` shows how that comes."""

    part: Figure
    whole: Figure

    @property
    def value(self) -> Decimal:
        """Percent, rounded half-up to two decimals."""
        return rounded(self.part.value / self.whole.value * 100)

    @property
    def terms(self) -> Terms:
        """The division, in the coarser of both units."""
        unit = coarser(self.part, self.whole)
        part, whole = (f"{exact(figure.value, unit)}{unit}" for figure in (self.part, self.whole))
        return Terms(part, "÷", whole, f"{self.value}%")

    @property
    def formula(self) -> str:
        """The division in one line."""
        return str(self.terms)


def quotient(part: Figure, whole: Figure) -> Quotient | None:
    """The quotient; None where the whole is not above zero, by which nothing is told."""
    return Quotient(part, whole) if whole.value > 0 else None
