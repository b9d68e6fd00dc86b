"""Blocks that stand side by side in one table: 收入 beside 支出, each with rows of its own.

Tables are drawn as text: ">" continues the cell to the left, "^" the cell above.
"""

from index.facts.records import TableKind
from tests.index.drawn import only, page_of, printed


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


def test_blocks_headed_by_their_side_alone_are_rows_of_their_own() -> None:
    table = only(
        page_of(
            1,
            "财政拨款收入支出决算总表",
            "单位：万元",
            """收 入 | 决算数 | 支 出 | 合计 | 一般公共预算
            一般公共预算财政拨款 | 5.00 | 农林水支出 | 4.00 | 4.00
            年初财政拨款结转和结余 | 2.00 | 年末财政拨款结转和结余 | 3.00 | 3.00""",
        )
    )
    assert [(row.labels, printed(row)) for row in table.rows] == [
        (("一般公共预算财政拨款",), {"决算数": "5.00"}),
        (("农林水支出",), {"合计": "4.00", "一般公共预算": "4.00"}),
        (("年初财政拨款结转和结余",), {"决算数": "2.00"}),
        (("年末财政拨款结转和结余",), {"合计": "3.00", "一般公共预算": "3.00"}),
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
