"""Grids in the layouts disclosures use → labelled rows.

Tables are drawn as text: ">" continues the cell to the left, "^" the cell above.
"""

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from index.facts.records import Stage
from index.tables.tables import find_tables
from tests.index.drawn import only, page_of, printed


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
        (Stage.EXECUTION, 2024, None),
        (Stage.BUDGET, 2025, None),
        (Stage.BUDGET, 2025, None),
        (Stage.DIFFERENCE, None, None),
        (Stage.RATE, None, "%"),
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


@pytest.mark.corpus
def test_every_amount_of_the_real_disclosures_is_read_once() -> None:
    import json

    from index.files.printed.pdf import read_pages

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


def test_a_table_of_contents_is_no_table() -> None:
    rows = "序号 | 表名 | 页\n一 | 2031年收入预算表 | 3\n二 | 2031年支出预算表 | 4\n三 | 转移支付情况表 | 5"
    assert find_tables([page_of(1, "目录", rows)]) == ()
