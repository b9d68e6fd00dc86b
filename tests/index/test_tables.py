"""Grids in the layouts disclosures use → labelled rows.

Tables are drawn as text: ">" continues the cell to the left, "^" the cell above.
"""

import os
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from index.forms import goal
from index.records import Cell, Grid, Line, Page, Stage, Table, TableKind, TableRow
from index.tables import find_tables
from index.titles import is_title, kind_of, read_heading, unit_in

WIDTH = 60.0


def grid_of(drawn: str, *, page: int = 1, top: float = 150.0, left: float = 50.0) -> Grid:
    rows = [[text.strip() for text in line.split("|")] for line in drawn.strip().splitlines()]
    wide, high = len(rows[0]), len(rows)
    assert all(len(row) == wide for row in rows)
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in (">", "^"):
                continue
            cols = next((n for n in range(1, wide - c) if row[c + n] != ">"), wide - c)
            deep = next((n for n in range(1, high - r) if rows[r + n][c] != "^"), high - r)
            box = (left + c * WIDTH, top + 20 * r, left + (c + cols) * WIDTH, top + 20 * (r + deep))
            cells.append(Cell(r, c, deep, cols, text, box))
    edges = tuple(left + WIDTH * n for n in range(wide + 1))
    return Grid(page, (left, top, edges[-1], top + 20 * high), high, wide, tuple(cells), edges)


def page_of(number: int, *items: str, size: float = 10.0) -> Page:
    """A page of lines and drawn grids (items holding "|"), top to bottom."""
    top = 60.0
    lines: list[Line] = []
    grids: list[Grid] = []
    for item in items:
        if "|" in item:
            grid = grid_of(item, page=number, top=top)
            grids.append(grid)
            top = grid.bbox[3] + 10
            lines += [Line(number, cell.text, cell.bbox, size) for cell in grid.cells if cell.text]
        else:
            lines.append(Line(number, item, (60.0, top, 60.0 + size * len(item), top + size), size))
            top += 2 * size
    return Page(number, 595.0, 842.0, tuple(sorted(lines, key=lambda line: line.bbox[1])), tuple(grids))


def only(*pages: Page) -> Table:
    (table,) = find_tables(pages)
    return table


def printed(row: TableRow) -> dict[str, str]:
    return {"/".join(cell.column.path): cell.text for cell in row.cells}


def test_blocks_side_by_side_are_rows_of_their_own() -> None:
    table = only(
        page_of(
            1,
            "2025年度收支预算总表",
            "单位：万元",
            """收入 | > | 支出 | >
            项目 | 预算数 | 项目 | 预算数
            一、财政拨款收入 | 5.00 | 一、教育支出 | 3.00
            | | 二、科学技术支出 | 2.00
            收入总计 | 5.00 | 支出总计 | 5.00""",
        )
    )
    assert (table.title, table.unit, table.kind) == ("2025年度收支预算总表", "万元", TableKind.BALANCE)
    assert [(row.labels, printed(row)) for row in table.rows] == [
        (("一、财政拨款收入",), {"收入/预算数": "5.00"}),
        (("一、教育支出",), {"支出/预算数": "3.00"}),
        (("二、科学技术支出",), {"支出/预算数": "2.00"}),
        (("收入总计",), {"收入/预算数": "5.00"}),
        (("支出总计",), {"支出/预算数": "5.00"}),
    ]


def test_a_label_merged_over_the_value_of_another_block_keeps_its_own_value() -> None:
    table = only(
        page_of(
            1,
            "收支预算总表",
            """收入 | > | 支出 | > | > | >
            ^ | ^ | 功能分类 | > | 支出用途 | >
            项目名称 | 金额 | 科目名称 | 金额 | 项目名称 | 金额
            一、财政拨款 | 5.00 | 一、教育支出 | 3.00 | 一、基本支出 | 5.00
            收入合计 | 5.00 | 支出合计 | > | > | 5.00""",
        )
    )
    total = [row for row in table.rows if row.labels == ("支出合计",)]
    assert [printed(row) for row in total] == [{"支出/支出用途/金额": "5.00"}]


def test_split_code_columns_join_and_children_inherit() -> None:
    table = only(
        page_of(
            1,
            "一般公共预算支出表",
            """项目 | > | > | > | 合计 | 基本支出
            功能分类科目编码 | > | > | 功能分类科目名称 | ^ | ^
            类 | 款 | 项 | ^ | ^ | ^
            201 | | | 一般公共服务支出 | 5.00 | 5.00
            | 03 | | 政府办公厅事务 | 5.00 | 5.00
            | | 01 | 行政运行 | 5.00 | 5.00
            合计 | > | > | > | 5.00 | 5.00""",
        )
    )
    assert [row.code for row in table.rows] == ["201", "20103", "2010301", ""]
    assert table.rows[2].labels == ("行政运行",)
    assert list(printed(table.rows[2])) == ["合计", "基本支出"]


def test_line_and_column_numbers_are_no_values() -> None:
    # 财政部 决算 form: 行次 beside each label, 栏次 under the header, 类 款 项 reaching beside 合计.
    balance = only(
        page_of(
            1,
            "收入支出决算总表",
            """收入 | > | > | 支出 | > | >
            项目 | 行次 | 金额 | 项目（按功能分类） | 行次 | 金额
            栏次 | | 1 | 栏次 | | 2
            一、财政拨款收入 | 1 | 9.00 | 一、教育支出 | 32 | 8.00""",
        )
    )
    assert [(row.labels[0], printed(row)) for row in balance.rows] == [
        ("一、财政拨款收入", {"收入/金额": "9.00"}),
        ("一、教育支出", {"支出/金额": "8.00"}),
    ]
    income = only(
        page_of(
            1,
            "收入决算表",
            """项目 | > | > | > | 本年收入合计 | 财政拨款收入
            功能分类科目编码 | > | > | 科目名称 | ^ | ^
            类 | 款 | 项 | 栏次 | 1 | 2
            ^ | ^ | ^ | 合计 | 9.00 | 9.00
            205 | > | > | 教育支出 | 9.00 | 9.00""",
        )
    )
    assert [(row.labels, row.code) for row in income.rows] == [(("合计",), ""), (("教育支出",), "205")]


def test_a_one_row_table_with_total_in_its_header_keeps_three_header_levels() -> None:
    table = only(
        page_of(
            1,
            "“三公”经费、会议费、培训费支出预算表",
            """合计 | “三公”经费 | > | > | > | 会议费
            ^ | 小计 | 因公出国（境）费 | 公务用车购置及运行费 | > | ^
            ^ | ^ | ^ | 小计 | 购置费 | ^
            9.00 | 7.00 | 0.00 | 7.00 | 7.00 | 2.00""",
        )
    )
    (row,) = table.rows
    assert row.labels == () and printed(row) == {
        "合计": "9.00",
        "“三公”经费/小计": "7.00",
        "“三公”经费/因公出国（境）费": "0.00",
        "“三公”经费/公务用车购置及运行费/小计": "7.00",
        "“三公”经费/公务用车购置及运行费/购置费": "7.00",
        "会议费": "2.00",
    }


def test_a_merged_parent_label_is_filled_down() -> None:
    table = only(
        page_of(
            1,
            "收入预算总表",
            """项目名称 | > | 金额
            一般公共预算资金 | 小计 | 5.00
            ^ | 专项收入 | 1.00
            收入总计 | > | 5.00""",
        )
    )
    assert [row.labels for row in table.rows] == [
        ("一般公共预算资金", "小计"),
        ("一般公共预算资金", "专项收入"),
        ("收入总计",),
    ]


def test_a_repeated_ordinal_label_is_named_by_its_heading_row() -> None:
    table = only(
        page_of(
            1,
            "财政拨款收支预算总表",
            """项目 | 预算数
            一、本年收入 | 5.00
            （一）一般公共预算拨款 | 5.00
            二、上年结转 | 1.00
            （一）一般公共预算拨款 | 1.00""",
        )
    )
    assert [row.labels for row in table.rows][1::2] == [
        ("一、本年收入", "（一）一般公共预算拨款"),
        ("二、上年结转", "（一）一般公共预算拨款"),
    ]


def test_columns_that_describe_a_purchase_are_neither_labels_nor_values() -> None:
    table = only(
        page_of(
            1,
            "政府采购预算表",
            """采购项目 | 采购品目 | 采购方式 | 数量 | 计量单位 | 预算金额 | 备注
            车辆租赁 | C 服务 | 公开招标 | 12 | 辆 | 188.40 | 续签
            电脑 | A 货物 | 询价 | 60 | 台 | 28.80 |""",
        )
    )
    assert [row.labels for row in table.rows] == [("车辆租赁",), ("电脑",)]
    assert [[(cell.column.unit, cell.text) for cell in row.cells] for row in table.rows] == [
        [("辆", "12"), (None, "188.40")],
        [("台", "60"), (None, "28.80")],
    ]


def test_codes_of_bodies_are_not_codes_of_subjects() -> None:
    table = only(
        page_of(
            1,
            "部门收入总表",
            """部门（单位）代码 | 部门（单位）名称 | 合计
            301001 | 某局本级 | 6.00""",
        )
    )
    assert [(row.labels, row.code) for row in table.rows] == [(("某局本级",), "")]


def test_stages_and_years_come_from_the_column_header() -> None:
    table = only(
        page_of(
            1,
            "支出情况表",
            """科目编码 | 科目名称 | 2024年执行数 | 2025年预算数 | > | 2025年预算数比2024年执行数 | >
            ^ | ^ | ^ | 小计 | 基本支出 | 增减额 | 增减%
            201 | 一般公共服务支出 | 1.00 | 1.20 | 1.20 | 0.20 | 20.00""",
        )
    )
    columns = [cell.column for cell in table.rows[0].cells]
    assert [(c.stage, c.year, c.unit) for c in columns] == [
        (Stage.FINAL, 2024, None),
        (Stage.BUDGET, 2025, None),
        (Stage.BUDGET, 2025, None),
        (Stage.DIFFERENCE, None, None),
        (Stage.RATE, None, "%"),
    ]


def test_收入项目_and_支出项目_are_two_blocks_though_their_amounts_have_other_names() -> None:
    table = only(
        page_of(
            1,
            "财政拨款收支总表",
            """收入项目 | 预算数 | 支出项目 | 合计 | 一般公共预算
            一、本年收入 | 9.00 | 一、本年支出 | 8.00 | 8.00""",
        )
    )
    assert [(row.labels, [cell.text for cell in row.cells]) for row in table.rows] == [
        (("一、本年收入",), ["9.00"]),
        (("一、本年支出",), ["8.00", "8.00"]),
    ]


def test_the_first_column_names_the_rows_whatever_its_head_is() -> None:
    drawn = "“三公”经费 | 预算数\n公务接待费 | 1.00\n公务用车运行维护费 | 2.00"
    table = only(page_of(1, "“三公”经费情况如下：", "（单位：元）", drawn))
    assert [row.labels for row in table.rows] == [("公务接待费",), ("公务用车运行维护费",)]
    assert (table.title, table.unit) == ("“三公”经费情况如下：", "元")


@pytest.mark.parametrize("head", ["主管单位", "项目单位", "预算单位", "责任部门"])
def test_who_has_a_project_in_hand_is_no_part_of_its_name(head: str) -> None:
    table = only(page_of(1, "项目支出表", f"项目名称 | {head} | 合计\n河道整治 | 某市水利局 | 5.00"))
    assert table.rows[0].labels == ("河道整治",)


@pytest.mark.parametrize(
    ("leaf", "stage"),
    [("金额", Stage.DIFFERENCE), ("数额", Stage.DIFFERENCE), ("幅度", Stage.RATE), ("比例", Stage.RATE)],
)
def test_an_amount_below_what_is_compared_is_a_difference_and_a_share_a_rate(leaf, stage) -> None:
    drawn = f"项目 | 2025年 | 增减情况 | >\n^ | ^ | {leaf} | 原因\n1、公务接待费 | 1.00 | 0.20 | 节约"
    cells = only(page_of(1, "支出情况表", drawn)).rows[0].cells
    assert [cell.column.stage for cell in cells[1:2]] == [stage]


def test_a_row_has_the_unit_that_its_own_column_names() -> None:
    table = only(
        page_of(
            1,
            "人员及资产情况表",
            "单位：万元",
            """项目 | > | 计量单位 | 2024年末 | 2025年预计
            人员 | 行政编制 | 人 | 35 | 36
            资产 | 公务用车 | 辆 | 4 | 3""",
        )
    )
    assert [[cell.column.unit for cell in row.cells] for row in table.rows] == [["人", "人"], ["辆", "辆"]]


def test_a_second_block_opens_though_its_head_and_that_of_the_first_are_read_as_one() -> None:
    table = only(
        page_of(
            1,
            "财政拨款收入支出决算总表",
            """收入项目 | 行次 | 决算数 | 项目 | 行次 | 小计
            一、一般公共预算 | 1 | 5.00 | 一、教育支出 | 15 | 4.00""",
        )
    )
    assert [(row.labels, row.cells[0].text) for row in table.rows] == [
        (("一、一般公共预算",), "5.00"),
        (("一、教育支出",), "4.00"),
    ]


@pytest.mark.parametrize(
    ("header", "stage"),
    [
        ("年初预算数", Stage.INITIAL),
        ("全年预算数", Stage.ADJUSTED),
        ("上年预算数", Stage.PRIOR_BUDGET),
        ("上年决算数", Stage.PRIOR_FINAL),
        ("完成预算的%", Stage.COMPLETION),
        ("变动（万元）", Stage.DIFFERENCE),
        ("上年结转", None),
        ("上年结转结余", None),
    ],
)
def test_a_carry_over_is_no_prior_year_column(header: str, stage: Stage | None) -> None:
    table = only(page_of(1, "支出表", f"项目 | {header}\n基本支出 | 1.00"))
    assert table.rows[0].cells[0].column.stage is stage


SECOND = """201 | 一般公共服务支出 | 5.00
    20101 | 人大事务 | 5.00"""
HEADER = "科目编码 | 科目名称 | 金额"


@pytest.mark.parametrize(
    "second",
    [
        page_of(2, SECOND),
        page_of(2, f"{HEADER}\n{SECOND}"),
        page_of(2, "一般公共预算支出表（续）", "单位：万元", f"{HEADER}\n{SECOND}"),
        page_of(2, "2025年部门预算公开", SECOND),
    ],
    ids=["bare", "header repeated", "title repeated", "running text above"],
)
def test_a_table_goes_on_over_the_page(second: Page) -> None:
    first = page_of(1, "一般公共预算支出表", "单位：万元", f"{HEADER}\n合计 | > | 5.00")
    table = only(first, second)
    assert table.pages == (1, 2)
    assert [(row.code, row.cells[0].page) for row in table.rows] == [("", 1), ("201", 2), ("20101", 2)]


def test_the_same_columns_under_a_new_title_are_a_new_table() -> None:
    tables = find_tables(
        [
            page_of(1, "一般公共预算支出表", f"{HEADER}\n{SECOND}"),
            page_of(2, "政府性基金预算支出表", f"{HEADER}\n合计 | > | 0.00"),
        ]
    )
    assert [table.title for table in tables] == ["一般公共预算支出表", "政府性基金预算支出表"]


def test_a_title_at_the_foot_of_the_page_before_is_found() -> None:
    tables = find_tables(
        [
            page_of(1, "支出预算总表", "合计 | 基本支出\n5.00 | 5.00", "机关运行经费支出预算表"),
            page_of(2, f"{HEADER}\n302 | 商品和服务支出 | 2.00"),
        ]
    )
    assert [table.title for table in tables] == ["支出预算总表", "机关运行经费支出预算表"]


def test_the_tail_of_a_label_cut_by_the_page_break_goes_back() -> None:
    # 60 points hold six characters of 10 points: a full line whose rest stands on the next page.
    first = page_of(1, "收支预算总表", "项目 | 金额\n七、社会保障和就 | 1,608.51")
    second = page_of(2, "业支出 |\n八、医疗卫生支出 | 3.00")
    table = only(first, second)
    assert [(row.labels[0], row.cells[0].text, row.cells[0].page) for row in table.rows] == [
        ("七、社会保障和就业支出", "1,608.51", 1),
        ("八、医疗卫生支出", "3.00", 2),
    ]


def test_a_row_of_its_own_after_the_page_break_is_not_swallowed() -> None:
    first = page_of(1, "收支预算总表", "项目 | 金额\n住房 | 1.00")
    second = page_of(2, "其他支出 |\n合计 | 1.00")
    assert [row.labels[0] for row in only(first, second).rows] == ["住房", "其他支出", "合计"]


def test_title_body_and_unit_inside_the_grid_are_no_header() -> None:
    table = only(
        page_of(
            1,
            """2025年部门收支预算总表 | > | > | >
            部门：某局 | > | > | 单位：元
            收入 | > | 支出 | >
            项目 | 预算数 | 项目 | 预算数
            一、财政拨款 | 5.00 | 一、教育支出 | 5.00""",
        )
    )
    assert (table.title, table.unit) == ("2025年部门收支预算总表", "元")
    assert [row.labels[0] for row in table.rows] == ["一、财政拨款", "一、教育支出"]


def test_a_table_without_a_unit_has_that_of_the_table_before() -> None:
    tables = find_tables(
        [
            page_of(1, "收入预算总表", "单位：元", "项目 | 金额\n合计 | 5.00"),
            page_of(2, "支出预算总表", "项目 | 金额\n合计 | 5.00"),
            page_of(3, "“三公”经费预算表", "项目 | 金额（万元）\n合计 | 5.00"),
        ]
    )
    assert [table.unit for table in tables] == ["元", "元", "万元"]


def test_a_footnote_belongs_to_its_table() -> None:
    table = only(
        page_of(1, "支出表", "项目 | 金额\n合计 | 5.00", "注：本表为空表说明。", "第三部分 情况说明")
    )
    assert table.notes[0] == "注：本表为空表说明。"


def test_a_form_gives_its_money_and_its_goals() -> None:
    table = only(
        page_of(
            1,
            "项目绩效目标表",
            "单位：万元",
            """项目名称 | > | 环卫保洁 | >
            资金情况 | > | 年度资金总额 | 38.50
            ^ | > | 其中：财政拨款 | 38.50
            年度目标 | > | 完成全年12次保洁 | >
            一级指标 | 二级指标 | 三级指标 | 指标值
            产出指标 | 数量指标 | 保洁面积 | ≥1286万平方米
            满意度指标 | > | 居民满意度 | ≥90%""",
        )
    )
    assert (table.title, table.kind) == ("项目绩效目标表（环卫保洁）", TableKind.PERFORMANCE)
    assert {row.group for row in table.rows} == {"环卫保洁"}
    assert [(row.labels, printed(row)) for row in table.rows] == [
        (("年度资金总额",), {"资金情况": "38.50"}),
        (("其中：财政拨款",), {"资金情况": "38.50"}),
        (("保洁面积",), {"指标值": "≥1286万平方米"}),
        (("居民满意度",), {"指标值": "≥90%"}),
    ]


def test_goals_in_words_are_no_numbers() -> None:
    assert goal("≥82.5%") == (Decimal("82.5"), "%") and goal("=164座") == (Decimal(164), "座")
    assert goal("优良") is None and goal("2025年12月前") is None


def heading(*texts: str, sizes: tuple[float, ...] = ()) -> tuple[str, str]:
    lines = [
        Line(1, text, (60.0, 60 + 30.0 * n, 60 + 16.0 * len(text), 76 + 30.0 * n), size)
        for n, (text, size) in enumerate(zip(texts, sizes or (16.0,) * len(texts), strict=True))
    ]
    found = read_heading(lines)
    return found.title, found.unit


def test_headings_are_read_upwards_past_body_and_unit_lines() -> None:
    assert heading("第二部分 预算表", "公开01表", "收支预算总表", "部门：某局", "单位：万元") == (
        "收支预算总表",
        "万元",
    )
    assert heading("收支预算总表", "部门名称：某省人大", "单位:万元", "常委会办公厅") == (
        "收支预算总表",
        "万元",
    )
    assert heading("支出总表 单位：元") == ("支出总表", "元")
    assert heading("具体情况如下。") == ("", "")


def test_a_title_wrapped_over_two_lines_is_joined() -> None:
    assert heading("“三公”经费、会议费、培训费支出预算", "表", "单位：万元")[0] == (
        "“三公”经费、会议费、培训费支出预算表"
    )
    assert heading("八、一般公共预算基本支出表", "2025年基本支出预算表")[0] == "2025年基本支出预算表"


def test_units_are_read_in_every_usual_form() -> None:
    assert unit_in("单位：万元") == unit_in("金额单位 : 万 元") == unit_in("预算数（万元）") == "万元"
    assert unit_in("单位：元") == unit_in("单位：人民币元") == "元"
    assert unit_in("编制单位：某局") == unit_in("10万元") == ""


def test_titles_are_told_from_contents_and_prose() -> None:
    assert is_title("表2 部门支出总体情况表（按功能科目）") and is_title("支出表（续表）")
    assert not is_title("一、收支总表……………3") and not is_title("具体情况见下表") and not is_title("公开01表")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("一般公共预算财政拨款基本支出决算表", TableKind.BASIC),
        ("财政拨款收入支出决算总表", TableKind.APPROPRIATION),
        ("政府性基金预算财政拨款收入支出决算表", TableKind.FUND),
        ("一般公共预算支出经济分类情况表", TableKind.ECONOMIC),
        ("一般公共预算机关运行经费支出预算表", TableKind.OPERATING),
        ("“三公”经费和机关运行经费预算表", TableKind.THREE_PUBLIC),
        ("一般公共预算拨款支出预算表", TableKind.GENERAL),
        ("项目支出绩效目标表", TableKind.PERFORMANCE),
        ("基本支出和项目支出情况表", TableKind.EXPENSE),
    ],
)
def test_the_narrower_name_decides_the_kind(title: str, kind: TableKind) -> None:
    assert kind_of(title) is kind


@pytest.mark.corpus
def test_every_amount_of_the_real_disclosures_is_read_once() -> None:
    import json

    from index.pdf import read_pages

    folder = Path(os.environ["BUDGET_QA_CORPUS"]) / "seed"
    gold = [json.loads(line) for line in (folder / "cells.jsonl").read_text("utf-8").splitlines()]
    wanted = Counter((cell["page"], cell["printed"], re.sub(r"\s", "", cell["row"])) for cell in gold)
    (path,) = folder.glob("*.pdf")
    read = Counter(
        (cell.page, cell.text, row.labels[-1])
        for table in find_tables(read_pages(path))
        for row in table.rows
        for cell in row.cells
        if cell.text
    )
    assert read == wanted


def test_a_row_by_two_economic_classifications_is_of_the_finer_one() -> None:
    table = only(
        page_of(
            1,
            "一般公共预算基本支出表",
            """部门预算经济分类 | > | > | 政府预算经济分类 | > | > | 合计
            类 | 款 | 科目名称 | 类 | 款 | 科目名称 | ^
            301 | 01 | 基本工资 | 501 | 01 | 工资奖金津补贴 | 9.00
            302 | 17 | 公务接待费 | 502 | 06 | 公务接待费 | 1.00""",
        )
    )
    assert [(row.labels, row.code) for row in table.rows] == [
        (("基本工资",), "30101"),
        (("公务接待费",), "30217"),
    ]
    written = only(
        page_of(
            1,
            "一般公共预算基本支出表",
            """部门预算支出经济分类科目 | 政府预算支出经济分类科目 | 2025年预算
            [30101]基本工资 | [50101]工资奖金津补贴 | 9.00
            [30201]办公费 | [50201]办公经费 | 1.00""",
        )
    )
    assert [(row.labels, row.code) for row in written.rows] == [
        (("基本工资",), "30101"),
        (("办公费",), "30201"),
    ]


def test_two_subjects_beside_each_other_give_the_code_of_the_inner_one() -> None:
    table = only(
        page_of(
            1,
            "项目支出明细表",
            """功能科目编码 | 功能科目名称 | 经济科目编码 | 经济科目名称 | 合计
            2130505 | 生产发展 | 30227 | 委托业务费 | 9.00
            2130599 | 其他支出 | 30201 | 办公费 | 1.00""",
        )
    )
    assert [(row.labels, row.code) for row in table.rows] == [
        (("生产发展", "委托业务费"), "30227"),
        (("其他支出", "办公费"), "30201"),
    ]


def test_a_third_block_by_kind_of_spending_has_labels_of_its_own() -> None:
    table = only(
        page_of(
            1,
            "收支总表",
            """收入 | > | 支出 | > | > | >
            项目 | 预算数 | 按功能分类 | 预算数 | 按支出性质分类 | 预算数
            一、财政拨款收入 | 9.00 | 一、教育支出 | 8.00 | 一、基本支出 | 7.00
            收入总计 | 9.00 | 支出总计 | 8.00 | 支出总计 | 8.00""",
        )
    )
    assert [row.labels for row in table.rows[:3]] == [
        ("一、财政拨款收入",),
        ("一、教育支出",),
        ("一、基本支出",),
    ]


@pytest.mark.parametrize("numbers", ["** | ** | 1 | 2", "甲 | 乙 | 1 | 2", "栏次 | | 1 | 2"])
def test_a_row_that_numbers_the_columns_is_no_row(numbers: str) -> None:
    table = only(
        page_of(
            1,
            "支出总表",
            f"""科目编码 | 科目名称 | 合计 | 基本支出
            {numbers}
            205 | 教育支出 | 9.00 | 9.00""",
        )
    )
    assert [row.code for row in table.rows] == ["205"]
    assert list(printed(table.rows[0])) == ["合计", "基本支出"]


def test_codes_that_head_columns_are_no_amounts() -> None:
    table = only(
        page_of(
            1,
            "一般公共预算支出表",
            """功能科目 | > | 总计 | 机关工资福利支出 | 机关商品和服务支出
            类 | 科目名称 | ^ | 501 | 502
            | 合计 | 9.00 | 8.00 | 1.00
            205 | 教育支出 | 9.00 | 8.00 | 1.00""",
        )
    )
    assert [row.labels for row in table.rows] == [("合计",), ("教育支出",)]
    assert list(printed(table.rows[1])) == ["总计", "机关工资福利支出/501", "机关商品和服务支出/502"]


def test_a_total_may_stand_in_a_column_that_only_describes_the_rows() -> None:
    table = only(
        page_of(
            1,
            "项目支出表",
            """项目名称 | 项目单位 | 合计 | 财政拨款
            | 合计 | 9.00 | 9.00
            森林防火 | 某局机关 | 9.00 | 9.00""",
        )
    )
    assert [row.labels for row in table.rows] == [("合计",), ("森林防火",)]


def test_rows_that_share_a_merged_label_are_told_apart_by_what_describes_them() -> None:
    table = only(
        page_of(
            1,
            "政府采购预算表",
            """采购项目 | 采购品目 | 计量单位 | 数量 | 采购预算
            办公设备购置 | 台式计算机 | 台 | 26 | 9.00
            ^ | 打印机 | 台 | 13 | 2.00
            平台运维 | 运行维护服务 | 项 | 1 | 5.00""",
        )
    )
    assert [row.labels for row in table.rows] == [
        ("办公设备购置", "台式计算机"),
        ("办公设备购置", "打印机"),
        ("平台运维",),
    ]


def test_codes_of_a_catalogue_are_no_labels() -> None:
    table = only(
        page_of(
            1,
            "政府购买服务支出表",
            """购买服务项目 | 指导性目录代码 | 预算数
            校车服务 | A0105 | 9.00
            体质监测 | A0203 | 1.00""",
        )
    )
    assert [row.labels for row in table.rows] == [("校车服务",), ("体质监测",)]


def test_a_common_head_over_all_columns_is_part_of_the_header() -> None:
    table = only(
        page_of(
            1,
            "“三公”经费支出表",
            "单位：万元",
            """2025年预算数 | > | >
            合计 | 公务用车运行费 | 公务接待费
            9.00 | 8.00 | 1.00""",
        )
    )
    assert list(printed(table.rows[0])) == [
        "2025年预算数/合计",
        "2025年预算数/公务用车运行费",
        "2025年预算数/公务接待费",
    ]


def test_the_number_of_a_table_beside_its_unit_is_no_title() -> None:
    heading = read_heading(page_of(1, "某县教育局2025年收支总表", "部门公开表1 单位：万元").lines)
    assert (heading.title, heading.unit) == ("某县教育局2025年收支总表", "万元")


def test_a_repeated_header_with_a_clipped_cell_is_still_the_header() -> None:
    table = only(
        page_of(
            1,
            "收入总表",
            """科目编码 | 科目名称 | 政府性基金预算拨款收入
            205 | 教育支出 | 9.00""",
        ),
        page_of(
            2,
            """科目编码 | 科目名称 | 政府性基金预算拨款
            208 | 社会保障和就业支出 | 1.00""",
        ),
    )
    assert [row.code for row in table.rows] == ["205", "208"]


def test_a_table_of_people_is_not_in_the_money_of_the_table_before() -> None:
    assert unit_in("表十二 单位：人") == "人"
    assert unit_in("单位：人民银行某支行") == ""


def test_a_running_head_over_a_repeated_header_is_no_title() -> None:
    header = "项目名称 | 合计 | 财政拨款"
    table = only(
        page_of(1, "项目支出表", f"{header}\n办公楼维修 | 9.00 | 9.00"),
        page_of(2, "某县财政局2025年部门预算", f"{header}\n信息化运维 | 1.00 | 1.00"),
    )
    assert (table.title, table.pages) == ("项目支出表", (1, 2))
    assert [row.labels for row in table.rows] == [("办公楼维修",), ("信息化运维",)]


def test_the_title_at_the_foot_of_a_page_of_prose_is_found() -> None:
    table = only(
        page_of(1, "本部门没有政府性基金支出。", "表七", "政府性基金预算支出表"),
        page_of(2, "部门：某县财政局 单位：万元", "科目名称 | 合计 | 项目支出\n城乡社区支出 | 9.00 | 9.00"),
    )
    assert (table.title, table.unit) == ("政府性基金预算支出表", "万元")


def test_a_purchase_is_named_by_its_item_not_by_its_catalogue_name() -> None:
    table = only(
        page_of(
            1,
            "政府采购预算表",
            "采购项目 | 采购品目名称 | 总价\n电脑更新 | 台式计算机 | 9.00\n家具 | 办公桌 | 1.00",
        )
    )
    assert [row.labels for row in table.rows] == [("电脑更新",), ("家具",)]


def test_an_attribute_whose_head_is_clipped_is_still_no_label() -> None:
    # The row of the header was too low: its last character stands in the row below.
    table = only(
        page_of(
            1,
            "政府采购预算表",
            "采购品目 | 采购组织形 | 总计\n合计 | 式 | 9.00\n服务器 | 分散自行组织 | 9.00",
        )
    )
    assert [row.labels for row in table.rows] == [("合计",), ("服务器",)]


def test_a_form_in_yuan_with_goals_of_a_year_and_a_project() -> None:
    table = only(
        page_of(
            1,
            "财政项目支出绩效目标填报表",
            """项目名称 | > | 河道保洁 | >
            项目资金（元） | > | 项目资金总额 | 6,351,000.00
            一级指标 | 二级指标 | 三级指标 | 年度(/项目)指标值
            产出指标 | 数量指标 | 保洁完成率 | =100.00(%)""",
        )
    )
    assert [cell.column.unit for row in table.rows for cell in row.cells][:1] == ["元"]
    assert goal("=100.00(%)") == (Decimal("100.00"), "%")


@pytest.mark.parametrize("titles", ["收入预算表 支出预算表", "收支预算总表"])
def test_two_tables_side_by_side_on_one_page_are_both_read(titles: str) -> None:
    left = grid_of("项目 | 预算数\n事业收入 | 9.00\n收入合计 | 9.00")
    right = grid_of("项目 | 合计\n教育支出 | 8.00\n支出合计 | 8.00", left=300.0)
    lines = [
        Line(1, titles, (60.0, 100.0, 400.0, 112.0), 12.0),
        Line(1, "单位：万元", (60, 120, 120, 130), 10.0),
    ]
    tables = find_tables([Page(1, 595.0, 842.0, tuple(lines), (left, right))])
    assert [table.title for table in tables] == (titles.split() * 2)[:2]
    assert [[row.labels[0] for row in table.rows] for table in tables] == [
        ["事业收入", "收入合计"],
        ["教育支出", "支出合计"],
    ]


def test_the_form_of_the_next_project_is_a_form_of_its_own() -> None:
    form = """项目支出绩效目标表 | > | > | >
        项目名称 | > | {0} | >
        项目资金（元） | > | 项目资金总额 | {1}
        一级指标 | 二级指标 | 三级指标 | 年度指标值
        产出指标 | 数量指标 | 完成率 | =100%"""
    tables = find_tables(
        [page_of(1, form.format("河道保洁", "351,000.00")), page_of(2, form.format("堤防养护", "463,800.00"))]
    )
    assert [(row.group, row.cells[0].text) for table in tables for row in table.rows][::2] == [
        ("河道保洁", "351,000.00"),
        ("堤防养护", "463,800.00"),
    ]
