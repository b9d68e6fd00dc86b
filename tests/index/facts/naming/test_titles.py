"""Titles, units and kinds of tables, inside the grid, above it and at the foot of the page before."""

import pytest

from index.facts.naming.titles import is_title, kind_of, read_heading, unit_in
from index.facts.records import Line, TableKind
from index.tables.tables import find_tables
from tests.index.drawn import HEADER, SECOND, only, page_of


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


def test_the_number_of_a_table_beside_its_unit_is_no_title() -> None:
    heading = read_heading(page_of(1, "某县教育局2025年收支总表", "部门公开表1 单位：万元").lines)
    assert (heading.title, heading.unit) == ("某县教育局2025年收支总表", "万元")


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


def test_a_number_on_the_line_above_is_part_of_the_title_of_a_report() -> None:
    header = "预算科目 | 完成数\n税收收入 | 9.00"
    assert only(page_of(1, "附表3", "2025年收入完成情况表", header)).title == "附表3 2025年收入完成情况表"
    assert only(page_of(1, "附表3", "5-1 2025年收入完成情况表", header)).title == "5-1 2025年收入完成情况表"
    assert only(page_of(1, "表1-1", "2025年收入完成情况表", header)).title == "2025年收入完成情况表"
