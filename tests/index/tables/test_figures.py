"""Cells → figures: value, unit, what the amount is of, stage, year, citation, export."""

from dataclasses import replace
from decimal import Decimal

import pytest

from index.facts.records import (
    Document,
    Figure,
    Kind,
    Scope,
    Stage,
    Table,
    TableCell,
    TableKind,
    TableRow,
)
from index.tables.columns import read_column, unit_of_row
from index.tables.figures import figures_of

DOCUMENT = Document("a.pdf", "0" * 64, "某局2025年预算", "某局", 2025, Kind.BUDGET, Scope.UNIT, 9)
FINAL = replace(DOCUMENT, year=2024, kind=Kind.FINAL)
BOX = (1.0, 2.0, 3.0, 4.0)


def table_of(kind: TableKind, *rows: TableRow, unit: str = "万元", title: str = "某表") -> Table:
    return Table(title, kind, unit, (7,), rows)


def row(label: str, code: str = "", **cells: str) -> TableRow:
    """Column paths are keyword names with "__" for "/"."""
    labels = tuple(part for part in label.split("/") if part)
    return TableRow(
        labels,
        code,
        tuple(
            TableCell(read_column(tuple(path.removeprefix("_").split("__"))), text, 7, BOX)
            for path, text in cells.items()
        ),
    )


def figures(
    kind: TableKind, *rows: TableRow, document: Document = DOCUMENT, unit: str = "万元"
) -> tuple[Figure, ...]:
    return figures_of(table_of(kind, *rows, unit=unit), document)


def named(kind: TableKind, *rows: TableRow) -> list[tuple[str, str]]:
    return [(figure.subject, figure.component) for figure in figures(kind, *rows)]


def test_a_figure_carries_value_in_yuan_and_the_cell_it_came_from() -> None:
    (figure,) = figures(TableKind.THREE_PUBLIC, row("2、公务接待费", 预算数="1.50"))
    assert (figure.subject, figure.value, figure.printed, figure.unit) == (
        "公务接待费",
        Decimal("15000.00"),
        "1.50",
        "万元",
    )
    assert (figure.body, figure.year, figure.stage) == ("某局", 2025, Stage.BUDGET)
    cited = figure.citation
    assert (cited.document, cited.page, cited.table, cited.row, cited.column, cited.bbox, cited.quote) == (
        "a.pdf",
        7,
        "某表",
        "2、公务接待费",
        "预算数",
        BOX,
        "1.50",
    )


@pytest.mark.parametrize("text", ["", "-", "—", "不需填列", "未公开"])
def test_blank_dash_and_words_are_no_figures_but_zero_is(text: str) -> None:
    assert figures(TableKind.EXPENSE, row("合计", 基本支出=text)) == ()
    assert figures(TableKind.EXPENSE, row("合计", 基本支出="0.00"))[0].value == 0


def test_percents_and_counts_keep_their_unit() -> None:
    cells = figures(TableKind.OTHER, row("某局", 在职人数="18", 增减率="2.62", 比重="5%", 金额="3"))
    assert [(figure.unit, figure.value) for figure in cells] == [
        ("人", Decimal(18)),
        ("%", Decimal("2.62")),
        ("%", Decimal(5)),
        ("万元", Decimal(30000)),
    ]


def test_a_number_of_things_without_a_unit_is_not_taken_for_money() -> None:
    (figure,) = figures(TableKind.PROCUREMENT, row("电脑", 数量="60"))
    assert (figure.unit, figure.value) == ("", Decimal(60))


def test_a_header_unit_wins_over_the_tables() -> None:
    column = read_column(("金额（万元）",))
    rows = TableRow(("公务接待费",), "", (TableCell(column, "1.5", 7, BOX),))
    assert figures(TableKind.OTHER, rows, unit="元")[0].value == Decimal(15000)


def test_total_rows_speak_of_their_column_and_subject_rows_of_themselves() -> None:
    assert named(
        TableKind.EXPENSE,
        row("合计", 合计="5", 基本支出="4", 项目支出="1"),
        row("行政运行", "2010101", 合计="5", 基本支出="4"),
    ) == [
        ("支出合计", ""),
        ("基本支出", ""),
        ("项目支出", ""),
        ("行政运行", ""),
        ("行政运行", "基本支出"),
    ]


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (TableKind.INCOME, "收入合计"),
        (TableKind.THREE_PUBLIC, "“三公”经费合计"),
        (TableKind.FUND, "政府性基金预算支出合计"),
        (TableKind.BASIC, "一般公共预算基本支出合计"),
    ],
)
def test_the_total_of_a_plain_amount_column_is_the_tables_total(kind: TableKind, subject: str) -> None:
    assert named(kind, row("合计", _2025年预算数="5")) == [(subject, "")]


def test_side_by_side_totals_are_told_apart() -> None:
    both = row("总计", 收入__金额="9"), row("总计", 支出__金额="9")
    assert named(TableKind.BALANCE, *both) == [("收入总计", ""), ("支出总计", "")]


def test_one_row_tables_speak_of_their_columns() -> None:
    only = row(
        "",
        三公经费__小计="7",
        三公经费__公务接待费="2",
        三公经费__公务用车购置及运行费__小计="5",
        三公经费__公务用车购置及运行费__购置费="5",
        会议费="1",
        合计="8",
    )
    assert [subject for subject, _ in named(TableKind.THREE_PUBLIC, only)] == [
        "“三公”经费合计",
        "公务接待费",
        "公务用车购置及运行费",
        "公务用车购置费",
        "会议费",
        "“三公”经费、会议费、培训费合计",
    ]


def test_what_stands_over_a_whole_block_is_no_part_of_its_amounts() -> None:
    rows = [
        row("一、一般公共预算", 财政拨款收入__预算数="5"),
        row("一、基本支出", 支出__支出用途__金额="5"),
        row("一、教育支出", 财政拨款支出__合计="5", 财政拨款支出__一般公共预算="4"),
    ]
    assert named(TableKind.APPROPRIATION, *rows) == [
        ("一般公共预算", ""),
        ("基本支出", ""),
        ("教育支出", ""),
        ("教育支出", "一般公共预算"),
    ]
    income = row("行政运行", "2010101", 合计="5", 财政拨款收入="5")
    assert named(TableKind.INCOME, income) == [("行政运行", ""), ("行政运行", "财政拨款收入")]


def test_short_names_under_official_cars_are_given_in_full() -> None:
    cars = row("", 三公经费__公务用车购置及运行费__购置费="1", 三公经费__公务用车购置及运行费__运行费="2")
    assert named(TableKind.THREE_PUBLIC, cars) == [("公务用车购置费", ""), ("公务用车运行费", "")]


def test_carried_over_money_is_not_this_years() -> None:
    cells = row("合计", 本年收入__一般公共预算="5", 上年结转__一般公共预算="1", 上年结转__小计="1")
    assert [name for name, _ in named(TableKind.INCOME, cells)] == [
        "一般公共预算",
        "上年结转一般公共预算",
        "上年结转",
    ]


def test_a_subtotal_under_a_parent_is_the_parents() -> None:
    assert named(TableKind.INCOME, row("一般公共预算资金/小计", 金额="5")) == [("一般公共预算资金", "")]


def test_years_and_stages_of_columns() -> None:
    cells = figures(
        TableKind.GENERAL,
        row(
            "行政运行",
            "2010101",
            _2024年预算数="4",
            _2025年预算数="5",
            上年决算数="3",
            增减额="1",
            增减率="25",
            年初预算数="2",
        ),
    )
    assert [(figure.stage, figure.year) for figure in cells] == [
        (Stage.PRIOR_BUDGET, 2024),
        (Stage.BUDGET, 2025),
        (Stage.PRIOR_FINAL, 2024),
        (Stage.DIFFERENCE, 2025),
        (Stage.RATE, 2025),
        (Stage.INITIAL, 2025),
    ]
    assert {figure.component for figure in cells} == {""}


def test_rows_of_years_set_stage_and_year() -> None:
    rows = [row("2024年预算数", 公务接待费="2"), row("2025年预算数", 公务接待费="1")]
    assert [(f.subject, f.stage, f.year) for f in figures(TableKind.THREE_PUBLIC, *rows)] == [
        ("公务接待费", Stage.PRIOR_BUDGET, 2024),
        ("公务接待费", Stage.BUDGET, 2025),
    ]


def test_rows_of_changes_are_of_their_columns() -> None:
    found = figures(
        TableKind.THREE_PUBLIC,
        row("2025年", 公务接待费="7.30"),
        row("增减额", 公务接待费="-1.20"),
        row("增减率", 公务接待费="-14.12"),
    )
    assert [(f.subject, f.component, f.stage, f.unit) for f in found] == [
        ("公务接待费", "", Stage.BUDGET, "万元"),
        ("公务接待费", "", Stage.DIFFERENCE, "万元"),
        ("公务接待费", "", Stage.RATE, "%"),
    ]


def test_a_final_account_holds_final_amounts_unless_the_column_says_budget() -> None:
    cells = figures(
        TableKind.THREE_PUBLIC, row("", 预算数__公务接待费="2", 决算数__公务接待费="1"), document=FINAL
    )
    assert [(figure.stage, figure.year) for figure in cells] == [(Stage.BUDGET, 2024), (Stage.FINAL, 2024)]
    assert figures(TableKind.EXPENSE, row("合计", 基本支出="1"), document=FINAL)[0].stage is Stage.FINAL


def test_a_goal_is_a_figure_with_the_unit_it_prints() -> None:
    cells = figures(
        TableKind.PERFORMANCE,
        row("保洁面积", 指标值="≥1286万平方米"),
        row("总成本", 指标值="≤3.5万元"),
        row("环境", 指标值="优良"),
        row("年度资金总额", 资金情况="38.50"),
    )
    assert [(figure.value, figure.unit) for figure in cells] == [
        (Decimal(1286), "万平方米"),
        (Decimal(35000), "万元"),
        (Decimal(385000), "万元"),
    ]


def test_a_row_of_counted_things_has_the_unit_its_label_names() -> None:
    found = figures(
        TableKind.THREE_PUBLIC,
        row("（1）公务用车运行维护费", 决算统计数="9.50"),
        row("2．公务用车保有量（辆）", 决算统计数="17"),
    )
    assert [(figure.unit, figure.value) for figure in found] == [
        ("万元", Decimal("95000.00")),
        ("辆", Decimal("17")),
    ]


def test_a_comparison_named_by_its_head_is_a_difference() -> None:
    head = ("2025年预算比2024年执行",)
    assert read_column((*head, "金额")).stage is Stage.DIFFERENCE
    assert read_column((*head, "金额")).year is None
    assert read_column((*head, "%")).stage is Stage.RATE


def test_a_total_of_counted_things_is_counted() -> None:
    assert read_column(("实有人数", "小计")).unit == "人"
    assert read_column(("公务用车购置及运行费", "小计")).unit is None


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("公务用车保有量（辆）", "辆"),
        ("采购项目（项）", "项"),
        ("其他国有资本经营预算支出（项）", None),
        ("利润收入(项)", None),
    ],
)
def test_the_level_of_a_subject_is_no_unit(label, unit):
    assert unit_of_row(label) == unit


@pytest.mark.parametrize(("labels", "path", "count"), [((), (), 0), (("合计",), (), 1), ((), ("金额",), 1)])
def test_a_number_of_which_nothing_says_what_it_is_is_no_figure(labels, path, count) -> None:
    alone = TableRow(labels, "", (TableCell(read_column(path), "3", 7, BOX),))
    assert len(figures(TableKind.OTHER, alone)) == count


def test_what_is_bought_stands_over_its_column() -> None:
    total = row("合计", 合计="3", 货物类="1", 服务类="2")
    project = row("展厅维护项目", 合计="2", 服务类="2")
    found = [(f.subject, f.component, f.group) for f in figures(TableKind.PROCUREMENT, total, project)]
    assert found == [
        ("政府采购合计", "", ""),
        ("政府采购合计", "货物类", "货物"),
        ("政府采购合计", "服务类", "服务"),
        ("展厅维护项目", "", ""),
        ("展厅维护项目", "服务类", "服务"),
    ]


def test_a_kind_of_debt_is_of_what_the_row_over_it_says() -> None:
    county = replace(FINAL, body="青禾县", kind=Kind.DEBT, scope=Scope.WHOLE_COUNTY)
    rows = (
        row("一、2024年地方政府债务限额", 决算数="9"),
        row("其中：一般债务", 决算数="4"),
        row("二、2024年末地方政府债务余额", 决算数="8"),
        row("专项债务", 决算数="5"),
        row("再融资债券", 决算数="1"),
    )
    found = figures(TableKind.OTHER, *rows, document=county)
    kinds = ["债务限额", "一般债务限额", "债务余额", "专项债务余额", "再融资债券"]
    assert [f.subject for f in found] == kinds
