"""The tables of the street office: 元 with separators, wide tables turned, 类|款|项 in three columns.

2023 leaves zeros blank and numbers the columns (栏次); 2024 sets 人员 and 公用 side by side; 2025
prints in each row only that level's own digits and compares with last year.

>>> [grid.unit for grid in tables(2024)][8:10]
['万元', '元']
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from samples.codes import ECONOMICS
from samples.figures import STREET, Budget, Line, levels, street
from samples.layouts import Col, Grid, Row, Span, row
from samples.printing import Printing, beside, both_years, expense_items, name_of, numbered

_YUAN = {
    2023: Printing("元", ",.0f", zero=""),
    2024: Printing("元", ",.0f", zero="0"),
    2025: Printing("元", ",.2f", zero="0.00"),
}
_CODE = (
    Col(("科目编码", "类"), 0.7, "center"),
    Col(("科目编码", "款"), 0.6, "center"),
    Col(("科目编码", "项"), 0.6, "center"),
    Col(("科目名称",), 3.6),
)
_LEFT = f"编制部门：{STREET}"


def tables(year: int) -> list[Grid]:
    """The tables of an edition in order."""
    now, prior = street(year), street(year - 1)
    at = f"{year}年部门"
    general = _general_both(now, prior, at) if year == 2025 else _general(now, at)
    basic = _basic_blocks(now, at) if year == 2024 else _basic(now, at)
    last = [_three_public(now, year)]
    if year == 2023:
        last.append(_operating(now))
    return [
        _balance(now, f"{at}收支预算总表"),
        _income(now, f"{at}收入预算总表"),
        _expense(now, f"{at}支出预算总表"),
        _appropriation(now, f"{at}财政拨款收支预算总表"),
        general,
        _empty(now, f"{at}政府性基金预算支出表", "政府性基金预算"),
        _empty(now, f"{at}国有资本经营预算支出表", "国有资本经营预算"),
        _economic(now, f"{at}支出经济分类预算表"),
        basic,
        *last,
        _procurement(now, f"{at}政府采购预算表"),
        _projects(now, f"{at}项目支出预算表"),
    ]


def _money(now: Budget) -> Printing:
    return _YUAN[now.year]


def _grid(
    title: str,
    columns: tuple[Col, ...],
    rows: Sequence[Row],
    unit: str = "元",
    landscape: bool = False,
    repeat: bool = True,
    new_page: bool = True,
    note: str = "",
) -> Grid:
    """A table in the street's looks: who made it on the left, small type."""
    return Grid(title, unit, columns, tuple(rows), landscape, repeat, new_page, note, _LEFT, 9)


def _code(line: Line, year: int) -> tuple[str, str, str]:
    """类, 款, 项 as printed: all of them, or in 2025 only the row's own level."""
    code = line.code
    parts = (code[:3], code[3:5], code[5:])
    if year < 2025:
        return parts
    own = {3: 0, 5: 1, 7: 2}[len(code)]
    first, second, third = (part if n == own else "" for n, part in enumerate(parts))
    return first, second, third


def _total_last(now: Budget, total: Row, rows: list[Row]) -> list[Row]:
    """合计 closes the table, in 2025 it opens it."""
    return [total, *rows] if now.year == 2025 else [*rows, total]


def _balance(now: Budget, title: str) -> Grid:
    money = _money(now)
    income = [
        ("一、财政拨款收入", now.general),
        ("1.一般公共预算资金", now.general),
        ("2.政府性基金", 0),
        ("3.国有资本经营预算", 0),
        ("二、事业收入", 0),
        ("三、事业单位经营收入", 0),
        ("四、其他收入", now.other),
    ]
    spent = expense_items(now, used_only=True)
    labels = numbered([name for name, _ in spent])
    rows = beside(
        [(label, money.cell(amount, label)) for label, amount in income],
        [(label, money.cell(item[1], label)) for label, item in zip(labels, spent, strict=True)],
    )
    total = (Span("收入总计", 1), money.cell(now.total, "收入总计"))
    against = (Span("支出总计", 1), money.cell(now.total, "支出总计"))
    columns = (
        Col(("本年收入", "项目"), 3),
        Col(("本年收入", "预算数"), 2),
        Col(("本年支出", "项目"), 3),
        Col(("本年支出", "预算数"), 2),
    )
    return _grid(title, columns, [*rows, total + against])


def _lines(now: Budget, amounts: Callable[[Line], tuple[int, ...]], general: bool = False) -> list[Row]:
    """One row per 类, 款 and 项; `amounts` makes the numbers of a line."""
    money = _money(now)
    lines = levels(now.lines)
    return [
        row(
            *_code(line, now.year),
            name_of(line),
            *money.cells(amounts(line), name_of(line), line.code),
        )
        for line in lines
        if line.general or not general
    ]


def _income(now: Budget, title: str) -> Grid:
    money = _money(now)
    names = ("合计", "财政拨款收入", "事业收入", "事业单位经营收入", "其他收入")
    columns = (*_CODE, *(Col(("收入预算", name), 1.8) for name in names))
    rows = _lines(now, lambda line: (line.total, line.general, 0, 0, line.other))
    total = (now.total, now.general, 0, 0, now.other)
    rows = _total_last(now, row(Span("合计", 4), *money.cells(total, "合计")), rows)
    if now.year == 2023:
        rows.insert(0, (Span("栏次", 4), *(Span(str(n), 1) for n in range(1, 6))))
    return _grid(title, columns, rows, landscape=True)


def _expense(now: Budget, title: str) -> Grid:
    money = _money(now)
    columns = (*_CODE, *(Col(("支出预算", name), 1.8) for name in ("合计", "基本支出", "项目支出")))
    rows = _lines(now, lambda line: (line.total, line.basic, line.project))
    total = row(Span("合计", 4), *money.cells((now.total, now.basic, now.project), "合计"))
    return _grid(
        title, columns, _total_last(now, total, rows), landscape=now.year != 2025, repeat=now.year != 2023
    )


def _appropriation(now: Budget, title: str) -> Grid:
    money = _money(now)
    income = [("一、一般公共预算资金", now.general), ("二、政府性基金", 0), ("三、国有资本经营预算", 0)]
    spent = expense_items(now, used_only=True, general=True)
    labels = numbered([name for name, _ in spent])
    rows = beside(
        [(label, money.cell(amount, label)) for label, amount in income],
        [
            (label, *money.cells((item[1], item[1], 0, 0), label))
            for label, item in zip(labels, spent, strict=True)
        ],
    )
    total = (Span("收入总计", 1), money.cell(now.general, "收入总计"))
    against = row(Span("支出总计", 1), *money.cells((now.general, now.general, 0, 0), "支出总计"))
    side = "财政拨款支出"
    columns = (
        Col(("财政拨款收入", "项目"), 2.6),
        Col(("财政拨款收入", "预算数"), 1.7),
        Col((side, "项目"), 2.8),
        Col((side, "合计"), 1.7),
        Col((side, "一般公共预算"), 1.7),
        Col((side, "政府性基金预算"), 1.5),
        Col((side, "国有资本经营预算"), 1.5),
    )
    return _grid(title, columns, [*rows, total + against], landscape=True)


def _general(now: Budget, at: str) -> Grid:
    money = _money(now)
    names = ("合计", "基本支出", "项目支出")
    columns = (*_CODE, *(Col(("一般公共预算支出", name), 1.7) for name in names))
    rows = _lines(now, lambda line: (line.general, line.basic, line.project - line.other), general=True)
    amounts = (now.general, now.basic, now.general - now.basic)
    rows = _total_last(now, row(Span("合计", 4), *money.cells(amounts, "合计")), rows)
    return _grid(f"{at}一般公共预算支出功能分类预算表", columns, rows)


def _general_both(now: Budget, prior: Budget, at: str) -> Grid:
    money = _money(now)
    columns = (
        *_CODE,
        Col(("2024年预算数",), 1.9),
        Col(("2025年预算数", "小计"), 1.9),
        Col(("2025年预算数", "基本支出"), 1.9),
        Col(("2025年预算数", "项目支出"), 1.9),
        Col(("2025年比2024年", "增减额"), 1.8),
        Col(("2025年比2024年", "增减%"), 1.2),
    )
    amounts = (prior.general, now.general, now.basic, now.general - now.basic)
    rows: list[Row] = [
        (
            Span("合计", 4),
            *money.cells(amounts, "合计"),
            *money.change(now.general, prior.general, "合计"),
        )
    ]
    for line, was in both_years(now, prior, all_levels=True):
        if not line.general and not was.general:
            continue
        name, code = name_of(line), line.code
        four = (was.general, line.general, line.basic, line.project - line.other)
        rows.append(
            (
                *_code(line, now.year),
                name,
                *money.cells(four, name, code),
                *money.change(line.general, was.general, name, code),
            )
        )
    return _grid(f"{at}一般公共预算支出功能分类预算表", columns, rows, landscape=True)


def _empty(now: Budget, title: str, what: str) -> Grid:
    money = _money(now)
    columns = (*_CODE, *(Col((what + "支出", name), 1.7) for name in ("合计", "基本支出", "项目支出")))
    rows: list[Row] = [("",) * 7, row(Span("合计", 4), *money.cells((0, 0, 0), "合计"))]
    note = f"注：{now.year}年我街道没有{what}安排的支出，本表无数据。"
    return _grid(title, columns, rows, note=note, new_page=what.startswith("政府"))


def _economic(now: Budget, title: str) -> Grid:
    """All money by 类 of 支出经济分类."""
    money = _money(now)
    columns = (
        Col(("科目编码",), 1.2, "center"),
        Col(("科目名称",), 3),
        *(Col(("支出预算", n), 1.7) for n in ("合计", "基本支出", "项目支出")),
    )
    rows: list[Row] = []
    for code in (code for code in ECONOMICS if len(code) == 3):
        basic, project = now.economic_class(code), now.economic_project(code, general=False)
        if basic or project:
            name = ECONOMICS[code]
            rows.append((code, name, *money.cells((basic + project, basic, project), name, code)))
    total = row(Span("合计", 2), *money.cells((now.total, now.basic, now.project), "合计"))
    return _grid(title, columns, _total_last(now, total, rows), new_page=False)


def _used(now: Budget, classes: tuple[str, ...]) -> list[str]:
    return [code for code in ECONOMICS if code.startswith(classes) and now.economic_class(code)]


def _basic(now: Budget, at: str) -> Grid:
    """基本支出: 类|款, and what of it is 人员 or 公用."""
    money = _money(now)
    head = "一般公共预算基本支出"
    columns = (
        Col(("科目编码", "类"), 0.8, "center"),
        Col(("科目编码", "款"), 0.8, "center"),
        Col(("科目名称",), 3.6),
        *(Col((head, name), 1.7) for name in ("合计", "人员经费", "公用经费")),
    )
    rows: list[Row] = []
    for code in _used(now, ("301", "302", "303", "310")):
        amount, name = now.economic_class(code), ECONOMICS[code]
        staff = amount if code.startswith(("301", "303")) else 0
        own = (code[:3], code[3:]) if now.year < 2025 or len(code) == 3 else ("", code[3:])
        rows.append((*own, name, *money.cells((amount, staff, amount - staff), name, code)))
    total = row(Span("合计", 3), *money.cells((now.basic, now.staff, now.office), "合计"))
    return _grid(f"{at}一般公共预算基本支出部门预算经济分类预算表", columns, _total_last(now, total, rows))


def _basic_blocks(now: Budget, at: str) -> Grid:
    """基本支出 in two blocks side by side, closed by one row with both totals."""
    money = _money(now)
    columns = tuple(
        Col((side, name), width)
        for side in ("人员经费", "公用经费")
        for name, width in (("科目编码", 1.1), ("科目名称", 3), ("金额", 1.9))
    )
    left, right = (
        [
            row(code, ECONOMICS[code], money.cell(now.economic_class(code), ECONOMICS[code], code))
            for code in codes
        ]
        for codes in (_used(now, ("301", "303")), _used(now, ("302", "310")))
    )
    closing = (
        Span("人员经费合计", 2),
        money.cell(now.staff, "人员经费合计"),
        Span("公用经费合计", 2),
        money.cell(now.office, "公用经费合计"),
    )
    rows = [*beside(left, right), closing]
    return _grid(f"{at}一般公共预算基本支出经济分类预算表", columns, rows)


def _three_public(now: Budget, year: int) -> Grid:
    """One row under a header of three levels, in 万元; from 2024 with 机关运行经费."""
    money = Printing("万元", ".2f")
    head, cars = f"{year}年“三公”经费预算数", "公务用车购置及运行费"
    paths = [
        (head, "合计"),
        (head, "因公出国（境）费"),
        (head, "公务接待费"),
        (head, cars, "小计"),
        (head, cars, "购置费"),
        (head, cars, "运行费"),
    ]
    amounts = [
        now.three_public,
        now.abroad,
        now.reception,
        now.purchase + now.running,
        now.purchase,
        now.running,
    ]
    title = "部门“三公”经费预算表"
    if year > 2023:
        paths.append(("机关运行经费预算数",))
        amounts.append(now.operating)
        title = "部门“三公”经费和机关运行经费预算表"
    columns = tuple(Col(path, 1.5) for path in paths)
    rows = [money.cells(amounts, "")]
    return _grid(f"{year}年{title}", columns, rows, unit="万元", landscape=True)


def _operating(now: Budget) -> Grid:
    """机关运行经费 in 万元: the office's own, without its 事业单位."""
    money = Printing("万元", ".2f")
    rows = [row("机关运行经费", money.cell(now.operating, "机关运行经费"))]
    columns = (Col(("项目",), 4), Col(("2023年预算数",), 2))
    return _grid("2023年部门机关运行经费预算表", columns, rows, unit="万元", landscape=True, new_page=False)


def _procurement(now: Budget, title: str) -> Grid:
    money = _money(now)
    names = ("货物", "工程", "服务")
    amounts = now.procurement
    if now.year == 2024:
        columns = tuple(Col(("政府采购预算数", name), 1.5) for name in ("合计", *names))
        one = [money.cells((sum(amounts), *amounts), "")]
        return _grid(title, columns, one, landscape=True, new_page=False)
    funds = ("合计", "一般公共预算", "政府性基金预算", "其他资金")
    columns = (Col(("采购类别",), 2), *(Col((name,), 1.6) for name in funds))
    rows = [
        row(name, *money.cells((amount, amount, 0, 0), name))
        for name, amount in zip(names, amounts, strict=True)
    ]
    total = row(Span("合计", 1), *money.cells((sum(amounts), sum(amounts), 0, 0), "合计"))
    return _grid(title, columns, [*rows, total], landscape=True, new_page=now.year == 2023)


def _projects(now: Budget, title: str) -> Grid:
    money = _money(now)
    columns = (
        Col(("序号",), 0.7, "center"),
        Col(("项目名称",), 3.6),
        Col(("功能科目编码",), 1.5, "center"),
        Col(("预算数",), 1.8),
        Col(("其中：一般公共预算拨款",), 1.8),
        Col(("其中：其他收入",), 1.6),
    )
    rows: list[Row] = []
    for number, project in enumerate(now.projects, 1):
        paid = (0, project.amount) if project.other else (project.amount, 0)
        cells = [money.cell(a, project.name, project.code) for a in (project.amount, *paid)]
        rows.append((str(number), project.name, project.code, *cells))
    amounts = (now.project, now.project - now.other, now.other)
    total = row(Span("合计", 3), *money.cells(amounts, "合计"))
    return _grid(title, columns, [*rows, total], landscape=True)
