"""The tables of the hotline centre: 万元, portrait, the code in one column, 三公 as a column.

2023 and 2025 list every line with 0.00; 2024 sets 上年 beside 本年 with 增减额 and 增减%.

>>> [grid.title for grid in tables(2025)][0]
'2025年度收支预算总表'
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from samples.codes import ECONOMICS
from samples.figures import HOTLINE, Budget, Line, hotline
from samples.layouts import Col, Grid, Row, Span, Value, row
from samples.printing import (
    Printing,
    beside,
    both_years,
    expense_items,
    income_items,
    name_of,
    numbered,
)

WAN = Printing("万元", ".2f")
DASH = Printing("万元", ".2f", zero="-")
_COMPARED = (
    Col(("上年预算数",), 1.2),
    Col(("本年预算数",), 1.2),
    Col(("增减额",), 1.1),
    Col(("增减%",), 1.1),
)
_EMPTY = "注：本单位{}年没有使用{}拨款安排的支出。"
_FUND, _CAPITAL = "政府性基金预算", "国有资本经营预算"


def tables(year: int) -> list[Grid]:
    """The ten tables of an edition in order."""
    now, prior = hotline(year), hotline(year - 1)
    return _compared(now, prior) if year == 2024 else _plain(now)


def _plain(now: Budget) -> list[Grid]:
    """2023 and 2025: one amount a line, every zero printed; only 2025 has the year in its titles."""
    at = "" if now.year == 2023 else f"{now.year}年度"
    grids = [
        _balance(now, f"{at}收支预算总表", carry=True),
        _income(now, f"{at}收入预算总表"),
        _expense(now, f"{at}支出预算总表"),
        _balance(now, f"{at}财政拨款收支预算总表", carry=False),
        _general(now, f"{at}一般公共预算拨款支出预算表"),
        _plain_empty(now, f"{at}政府性基金预算拨款支出预算表", _FUND),
        _plain_empty(now, f"{at}国有资本经营预算拨款支出预算表", _CAPITAL),
        _economic(now, f"{at}一般公共预算支出经济分类情况表"),
        _basic(now, f"{at}一般公共预算基本支出经济分类情况表"),
        _three_public(now, f"{at}一般公共预算“三公”经费支出预算表"),
    ]
    if now.year == 2023:
        return [
            replace(grid, number=f"公开{number:02d}表", left=f"编制单位：{HOTLINE}")
            for number, grid in enumerate(grids, 1)
        ]
    return grids


def _balance(now: Budget, title: str, carry: bool) -> Grid:
    """Income beside expense; 2023 closes with 本年合计, 结转 and 总计 and names only the 类 in use."""
    closed = now.year == 2023
    income = income_items(now) if carry else income_items(now)[:3]
    expense = expense_items(now, used_only=closed)
    if not closed:
        expense += [("债务还本支出", 0), ("债务付息支出", 0), ("债务发行费用支出", 0)]
        income += [("上年结转结余", 0)] if carry else []
    rows = beside(_numbered(income), _numbered(expense))
    if closed:
        ends = [("本年收入合计", "本年支出合计", now.total), ("上年结转结余", "结转下年", 0)]
        ends += [("收入总计", "支出总计", now.total)]
    else:
        ends = [("收入合计", "支出合计", now.total)]
    for left, right, amount in ends:
        rows.append((Span(left, 1), WAN.cell(amount, left), Span(right, 1), WAN.cell(amount, right)))
    columns = (
        Col(("收入", "项目"), 3.2),
        Col(("收入", "预算数"), 1.3),
        Col(("支出", "项目"), 3.2),
        Col(("支出", "预算数"), 1.3),
    )
    return Grid(title, "万元", columns, tuple(rows))


def _numbered(items: list[tuple[str, int]]) -> list[Row]:
    labels = numbered([name for name, _ in items])
    return [(label, WAN.cell(item[1], label)) for label, item in zip(labels, items, strict=True)]


def _income(now: Budget, title: str) -> Grid:
    names = [name for name, _ in income_items(now)] + ["上年结转结余"]
    columns = (
        Col(("科目编码",), 1.3),
        Col(("科目名称",), 2.2),
        Col(("总计",), 1.1),
        *(Col((name,), 1.1) for name in names),
    )
    blank = (0,) * (len(names) - 1)
    rows = _per_line(now, (now.total, now.total, *blank), lambda line: (line.total, line.total, *blank))
    return Grid(title, "万元", columns, rows, size=8)


def _expense(now: Budget, title: str) -> Grid:
    names = ("合计", "基本支出", "项目支出", "事业单位经营支出", "上缴上级支出", "对附属单位补助支出")
    columns = (Col(("科目编码",), 1.5), Col(("科目名称",), 3.2), *(Col((name,), 1.4) for name in names))
    total = (now.total, now.basic, now.project, 0, 0, 0)
    rows = _per_line(now, total, lambda line: (line.total, line.basic, line.project, 0, 0, 0))
    return Grid(title, "万元", columns, rows, size=9)


def _per_line(
    now: Budget, total: tuple[int, ...], amounts: Callable[[Line], tuple[int, ...]]
) -> tuple[Row, ...]:
    """合计 and one row per 项."""
    head = row(Span("合计", 2), *WAN.cells(total, "合计"))
    lines = [(line, name_of(line)) for line in now.lines]
    return head, *(row(line.code, name, *WAN.cells(amounts(line), name, line.code)) for line, name in lines)


_OF_WHICH = (
    Col(("科目编码",), 1.5),
    Col(("科目名称",), 3.8),
    Col(("合计",), 1.4),
    Col(("其中：", "基本支出"), 1.4),
    Col(("其中：", "项目支出"), 1.4),
)


def _general(now: Budget, title: str) -> Grid:
    total = (now.general, now.basic, now.project)
    rows = _per_line(now, total, lambda line: (line.general, line.basic, line.project))
    return Grid(title, "万元", _OF_WHICH, rows)


def _plain_empty(now: Budget, title: str, what: str) -> Grid:
    rows = (("",) * 5, row(Span("合计", 2), *WAN.cells((0, 0, 0), "合计")))
    note = _EMPTY.format(now.year, what)
    return Grid(title, "万元", _OF_WHICH, rows, note=note, new_page=what == _FUND)


_ECONOMIC = (Col(("科目编码",), 1.6), Col(("科目名称",), 4), Col(("预算数",), 1.8))


def _economic(now: Budget, title: str) -> Grid:
    """支出经济分类 by 类, 基本 and 项目 together."""
    rows: list[Row] = [(Span("合计", 2), WAN.cell(now.general, "合计"))]
    for code in (code for code in ECONOMICS if len(code) == 3):
        amount = now.economic_class(code) + now.economic_project(code)
        rows.append((code, ECONOMICS[code], WAN.cell(amount, ECONOMICS[code], code)))
    return Grid(title, "万元", _ECONOMIC, tuple(rows))


def _basic(now: Budget, title: str) -> Grid:
    """基本支出 by 类 and 款; in 2023 it flows on without a repeated header."""
    rows: list[Row] = [(Span("合计", 2), WAN.cell(now.basic, "合计"))]
    for code, name in ECONOMICS.items():
        rows.append((code, name, WAN.cell(now.economic_class(code), name, code)))
    return Grid(title, "万元", _ECONOMIC, tuple(rows), repeat=now.year != 2023)


_THREE = (
    "合计",
    "1、因公出国（境）费用",
    "2、公务接待费",
    "3、公务用车购置及运行费",
    "其中：（1）公务用车购置费",
    "（2）公务用车运行费",
)


def _three_public_amounts(budget: Budget) -> tuple[int, ...]:
    cars = budget.purchase + budget.running
    return (
        budget.three_public,
        budget.abroad,
        budget.reception,
        cars,
        budget.purchase,
        budget.running,
    )


def _three_public(now: Budget, title: str) -> Grid:
    amounts = zip(_THREE, _three_public_amounts(now), strict=True)
    rows = tuple((label, WAN.cell(amount, label)) for label, amount in amounts)
    return Grid(title, "万元", (Col(("项目",), 4), Col(("预算数",), 2)), rows)


def _compared(now: Budget, prior: Budget) -> list[Grid]:
    """2024: last year beside this one, 类, 款 and 项 rows in one column, a dash for zero."""
    at = f"{now.year}年"
    return [
        _balance_both(now, prior, f"表一 {at}单位收支总表"),
        _income_both(now, prior, f"表二 {at}单位收入总表"),
        _lines_both(now, prior, f"表三 {at}单位支出总表"),
        _appropriation_both(now, prior, f"表四 {at}财政拨款收支总表"),
        _lines_both(now, prior, f"表五 {at}一般公共预算支出表"),
        _empty_both(now, f"表六 {at}政府性基金预算支出表", _FUND),
        _empty_both(now, f"表七 {at}国有资本经营预算支出表", _CAPITAL),
        _economic_both(now, prior, f"表八 {at}一般公共预算支出经济分类表（类级）", basic=False),
        _economic_both(now, prior, f"表九 {at}一般公共预算基本支出经济分类表", basic=True),
        _three_public_both(now, prior, f"表十 {at}一般公共预算“三公”经费支出表"),
    ]


def _pair(now: int, prior: int, row: str, code: str = "") -> tuple[Value, ...]:
    return DASH.cell(prior, row, code), DASH.cell(now, row, code)


def _four(now: int, prior: int, row: str, code: str = "") -> tuple[Value, ...]:
    return *_pair(now, prior, row, code), *DASH.change(now, prior, row, code)


def _block(side: str) -> tuple[Col, ...]:
    return (Col((side, "项目"), 3.4), Col((side, "2023年预算数"), 1.5), Col((side, "2024年预算数"), 1.5))


def _balance_both(now: Budget, prior: Budget, title: str) -> Grid:
    ours, theirs = income_items(now), dict(income_items(prior))
    spent = expense_items(now, used_only=True)
    before = dict(expense_items(prior, used_only=False))
    left, right = numbered([n for n, _ in ours]), numbered([n for n, _ in spent])
    rows = beside(
        [(label, *_pair(now_, theirs[name], label)) for label, (name, now_) in zip(left, ours, strict=True)],
        [
            (label, *_pair(now_, before[name], label))
            for label, (name, now_) in zip(right, spent, strict=True)
        ],
    )
    income = row(Span("收入合计", 1), *_pair(now.total, prior.total, "收入合计"))
    expense = row(Span("支出合计", 1), *_pair(now.total, prior.total, "支出合计"))
    return Grid(title, "万元", _block("收入") + _block("支出"), (*rows, income + expense), size=9)


def _income_both(now: Budget, prior: Budget, title: str) -> Grid:
    theirs = dict(income_items(prior))
    rows = [row(name, *_four(amount, theirs[name], name)) for name, amount in income_items(now)]
    total = row(Span("合计", 1), *_four(now.total, prior.total, "合计"))
    return Grid(title, "万元", (Col(("项目",), 3), *_COMPARED), (*rows, total))


def _lines_both(now: Budget, prior: Budget, title: str) -> Grid:
    columns = (
        Col(("科目编码",), 1.3),
        Col(("科目名称",), 2.8),
        Col(("上年预算数",), 1.2),
        Col(("本年预算数", "合计"), 1.2),
        Col(("本年预算数", "基本支出"), 1.2),
        Col(("本年预算数", "项目支出"), 1.2),
        Col(("增减额",), 1.1),
        Col(("增减%",), 1.2),
    )
    amounts = (prior.total, now.total, now.basic, now.project)
    rows: list[Row] = [
        (
            Span("合计", 2),
            *(DASH.cell(a, "合计") for a in amounts),
            *DASH.change(now.total, prior.total, "合计"),
        )
    ]
    for line, was in both_years(now, prior, all_levels=True):
        name = name_of(line)
        cells = [DASH.cell(a, name, line.code) for a in (was.total, line.total, line.basic, line.project)]
        rows.append((line.code, name, *cells, *DASH.change(line.total, was.total, name, line.code)))
    return Grid(title, "万元", columns, tuple(rows), size=9)


def _appropriation_both(now: Budget, prior: Budget, title: str) -> Grid:
    ours = income_items(now)[:3]
    theirs = dict(income_items(prior))
    spent = expense_items(now, used_only=True, general=True)
    before = dict(expense_items(prior, used_only=False, general=True))
    left, right = numbered([n for n, _ in ours]), numbered([n for n, _ in spent])
    rows = beside(
        [(label, *_pair(amount, theirs[n], label)) for label, (n, amount) in zip(left, ours, strict=True)],
        [(label, *_pair(amount, before[n], label)) for label, (n, amount) in zip(right, spent, strict=True)],
    )
    income = row(Span("收入总计", 1), *_pair(now.general, prior.general, "收入总计"))
    expense = row(Span("支出总计", 1), *_pair(now.general, prior.general, "支出总计"))
    return Grid(title, "万元", _block("收入") + _block("支出"), (*rows, income + expense), size=9)


def _empty_both(now: Budget, title: str, what: str) -> Grid:
    columns = (Col(("科目编码",), 1.4), Col(("科目名称",), 3), *_COMPARED)
    rows = (("",) * 6, row(Span("合计", 2), *_four(0, 0, "合计")))
    return Grid(title, "万元", columns, rows, note=_EMPTY.format(now.year, what), new_page=what == _FUND)


def _economic_both(now: Budget, prior: Budget, title: str, basic: bool) -> Grid:
    columns = (Col(("科目编码",), 1.3), Col(("科目名称",), 3.6), *_COMPARED)
    totals = (now.basic, prior.basic) if basic else (now.general, prior.general)
    rows: list[Row] = [row(Span("合计", 2), *_four(*totals, "合计"))]
    for code, name in ECONOMICS.items():
        if len(code) > 3 and not basic:
            continue
        ours, theirs = now.economic_class(code), prior.economic_class(code)
        if not basic:
            ours, theirs = ours + now.economic_project(code), theirs + prior.economic_project(code)
        if ours or theirs:
            rows.append(row(code, name, *_four(ours, theirs, name, code)))
    return Grid(title, "万元", columns, tuple(rows), new_page=basic)


def _three_public_both(now: Budget, prior: Budget, title: str) -> Grid:
    amounts = zip(_THREE, _three_public_amounts(now), _three_public_amounts(prior), strict=True)
    rows = tuple(row(label, *_four(ours, theirs, label)) for label, ours, theirs in amounts)
    return Grid(title, "万元", (Col(("项目",), 3.2), *_COMPARED), rows)
