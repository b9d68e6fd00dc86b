"""Accounting identities and text against table → Findings. The document is audited, never repaired.

A first few of the identities disclosures must keep (财政部《地方预决算公开操作规程》, 2016):
收入总计 = 支出总计; 三公 = 出国 + 公车 + 接待; an amount in the prose = the amount in the table.

>>> check(document.kind, figures, changes)[0].message
'培训费：文字写3.06万元，表中为36,000元'
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from index.money import YUAN_PER_UNIT, is_money
from index.records import Change, Figure, Finding, Kind, Stage, TableKind
from index.subjects import normal

_ROUNDING = Decimal("0.01")
_INCOME = ("收入总计", "收入合计")
_EXPENSE = ("支出总计", "支出合计")


def check(kind: Kind, figures: Sequence[Figure], changes: Sequence[Change]) -> tuple[Finding, ...]:
    """Every identity that fails, in reading order of its first citation."""
    current = Stage.FINAL if kind is Kind.FINAL else Stage.BUDGET
    money = [f for f in figures if is_money(f.unit) and f.stage is current]
    found = [*_balance(money), *_three_public(money), *_prose(money, figures, changes, current)]
    return tuple(sorted(found, key=lambda finding: finding.citations[0].page))


def _tolerance(*units: str, terms: int = 1) -> Decimal:
    """0.01 of the coarsest printed unit for each term."""
    return max(YUAN_PER_UNIT[unit] for unit in units) * _ROUNDING * terms


def _first(figures: Sequence[Figure], names: Sequence[str], kind: TableKind) -> Figure | None:
    keys = [normal(name) for name in names]
    for key in keys:
        for figure in figures:
            if figure.table_kind is kind and not figure.component and normal(figure.subject) == key:
                return figure
    return None


def _balance(figures: Sequence[Figure]) -> list[Finding]:
    income = _first(figures, _INCOME, TableKind.BALANCE)
    expense = _first(figures, _EXPENSE, TableKind.BALANCE)
    if (
        not income
        or not expense
        or abs(income.value - expense.value) <= _tolerance(income.unit, expense.unit)
    ):
        return []
    message = (
        f"收支不平衡：{income.subject}{income.printed}{income.unit}，"
        f"{expense.subject}{expense.printed}{expense.unit}"
    )
    return [
        Finding(
            "收入总计=支出总计", message, income.value, expense.value, (income.citation, expense.citation)
        )
    ]


def _three_public(figures: Sequence[Figure]) -> list[Finding]:
    table = [f for f in figures if f.table_kind is TableKind.THREE_PUBLIC and not f.component]
    whole = next((f for f in table if normal(f.subject).startswith("三公经费合计")), None)
    starts = ("因公出国", "公务接待费", "公务用车购置及运行", "公务用车购置和运行")
    parts = [f for f in table if normal(f.subject).startswith(starts)]
    if whole is None or len(parts) != 3:
        return []
    total = sum((f.value for f in parts), Decimal(0))
    if abs(whole.value - total) <= _tolerance(*(f.unit for f in parts), terms=len(parts)):
        return []
    message = f"三公经费合计{whole.printed}{whole.unit}，与三项之和不符"
    return [
        Finding(
            "三公=出国+公车+接待",
            message,
            whole.value,
            total,
            (whole.citation, *(f.citation for f in parts)),
        )
    ]


def _prose(
    current: Sequence[Figure], figures: Sequence[Figure], changes: Sequence[Change], stage: Stage
) -> list[Finding]:
    """A prose amount that no cell of the same name, year and stage holds."""
    cells: dict[str, list[Figure]] = defaultdict(list)
    for figure in current:
        cells[normal(figure.subject)].append(figure)
    found: dict[tuple[str, Decimal], Finding] = {}
    for change in changes:
        key = normal(change.subject)
        if change.amount is None or not is_money(change.unit) or change.stage is not stage:
            continue
        if change.amount_printed not in change.citation.quote or "绩效" in change.citation.quote:
            continue  # 编制绩效目标，涉及资金…，其中一般公共预算拨款…: an amount of some projects only
        same = [f for f in cells[key] if f.year == change.year]
        if not same or any(
            abs(f.value - change.amount) <= _tolerance(f.unit, change.unit)
            for f in figures
            if normal(f.subject) == key
        ):
            continue
        cell = same[0]
        message = (
            f"{change.subject}：文字写{change.amount_printed}{change.unit}，表中为{cell.printed}{cell.unit}"
        )
        found.setdefault(
            (key, change.amount),
            Finding("文字=表格", message, change.amount, cell.value, (change.citation, cell.citation)),
        )
    return list(found.values())
