"""How an edition prints amounts: unit, separators, zeros; and the cells made of them.

>>> Printing("元", ",.0f", zero="").text(1234500)
'1,234,500'
>>> Printing("万元", ".2f", zero="-").change(0, 360000, "项目支出")
(Value(printed='-36.00', ...), Value(printed='-100.00%', ...))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from samples.codes import CLASSES, FUNCTIONS
from samples.figures import Budget, Line, levels
from samples.layouts import Row, Value

NUMERALS = "零一二三四五六七八九"
YUAN = {"元": 1, "万元": 10000}


def rate(now: int, prior: int) -> Decimal:
    """Change in percent, two decimals half-up, unsigned: ``rate(15000, 10000) == Decimal("50.00")``."""
    percent = abs(Decimal(now - prior)) * 100 / Decimal(prior)
    return percent.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Printing:
    """Unit, number format and what stands for zero."""

    unit: str
    form: str
    zero: str = "0.00"

    def text(self, amount: int) -> str:
        """The printed amount of a table cell."""
        return format(Decimal(amount) / YUAN[self.unit], self.form) if amount else self.zero

    def cell(self, amount: int, row: str, code: str = "") -> Value:
        """A value cell of `row`."""
        return Value(self.text(amount), row, amount, code, self.unit)

    def cells(self, amounts: Sequence[int], row: str, code: str = "") -> tuple[Value, ...]:
        """Value cells of `row`, one per amount."""
        return tuple(self.cell(amount, row, code) for amount in amounts)

    def change(self, now: int, prior: int, row: str, code: str = "") -> tuple[Value, Value]:
        """The cells 增减额 and 增减%; the latter a dash where there was nothing before."""
        if not prior or now == prior:
            percent = Value("-", row, 0, code, "%")
        else:
            signed = rate(now, prior) * (1 if now > prior else -1)
            percent = Value(f"{signed}%", row, float(signed), code, "%")
        return self.cell(now - prior, row, code), percent


def numeral(n: int) -> str:
    """A number below a hundred as articles are numbered: ``numeral(12) == "十二"``."""
    tens, ones = divmod(n, 10)
    head = "" if not tens else "十" if tens == 1 else NUMERALS[tens] + "十"
    return head + (NUMERALS[ones] if ones or not tens else "")


def numbered(names: list[str]) -> list[str]:
    """一、… 二、… as balance tables number their lines."""
    return [f"{numeral(n)}、{name}" for n, name in enumerate(names, 1)]


def beside(left: Sequence[Row], right: Sequence[Row]) -> list[Row]:
    """Two blocks as one list of rows, the shorter one filled with blanks."""
    length = max(len(left), len(right))
    padded: list[Row] = [*left, *[("",) * len(left[0])] * (length - len(left))]
    against: list[Row] = [*right, *[("",) * len(right[0])] * (length - len(right))]
    return [a + b for a, b in zip(padded, against, strict=True)]


def income_items(budget: Budget) -> list[tuple[str, int]]:
    """The nine kinds of income of a 收入总表."""
    return [
        ("一般公共预算拨款收入", budget.general),
        ("政府性基金预算拨款收入", 0),
        ("国有资本经营预算拨款收入", 0),
        ("财政专户管理资金收入", 0),
        ("事业收入", 0),
        ("事业单位经营收入", 0),
        ("上级补助收入", 0),
        ("附属单位上缴收入", 0),
        ("其他收入", budget.other),
    ]


def expense_items(budget: Budget, used_only: bool, general: bool = False) -> list[tuple[str, int]]:
    """The 类 of 支出功能分类 with their money."""
    items = [(name, budget.function_class(code, general)) for code, name in CLASSES]
    return [item for item in items if item[1] or not used_only]


def both_years(now: Budget, prior: Budget, all_levels: bool) -> list[tuple[Line, Line]]:
    """Each 科目 of either year with its line of this year and of the last, zeros where it had none."""
    ours = {line.code: line for line in (levels(now.lines) if all_levels else now.lines)}
    theirs = {line.code: line for line in (levels(prior.lines) if all_levels else prior.lines)}
    codes = sorted({*ours, *theirs})
    return [(ours.get(code, Line(code, 0, 0)), theirs.get(code, Line(code, 0, 0))) for code in codes]


def name_of(line: Line) -> str:
    """The 科目名称 of a line."""
    return FUNCTIONS[line.code]
