"""Tables over pages and beside each other: what goes on, what begins anew."""

import pytest

from index.facts.naming.titles import unit_in
from index.facts.records import Line, Page
from index.tables.tables import find_tables
from tests.index.drawn import HEADER, SECOND, grid_of, only, page_of


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
