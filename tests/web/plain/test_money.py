"""What a total is made of: parts by code, by number, by column; what is missing is a mark of its own."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts.records import Fund, Kind, Scope, Stage, TableKind
from tests.web.plain.conftest import figure
from tests.web.plain.drawn import adds_up, fills
from tests.web.shown import Reader
from web.plain.money import Form, Mark, wholes
from web.plain.picture import boxes_of, picture_html
from web.words import words_for

ZH = words_for("zh-CN")


def row(name, printed, code="", column="合计", kind=TableKind.EXPENSE, **parts):
    made = figure(printed, name, unit="元", **parts)
    cell = replace(made.citation, table="支出总表", column=column)
    of = {"subject": "支出合计"} if name == "合计" and column == "合计" else {}
    fund = Fund.ALL if kind in (TableKind.EXPENSE, TableKind.BALANCE, TableKind.INCOME) else made.fund
    return replace(made, code=code, table_kind=kind, citation=cell, **{"fund": fund, **of})


def only(figures):
    (whole,) = wholes(figures, 2025)
    return whole


TABLE = (
    row("合计", "100"),
    row("一般公共服务支出", "70", "201"),
    row("人大事务", "70", "20101"),
    row("行政运行", "40", "2010101"),
    row("代表工作", "30", "2010108"),
    row("教育支出", "30", "205"),
)


def test_accounts_stand_below_one_another_and_sum_up():
    whole = only(TABLE)
    assert whole.form is Form.ACCOUNTS and adds_up(whole.mark)
    assert [part.name for part in whole.mark.parts] == ["一般公共服务支出", "教育支出"]
    assert [part.name for part in whole.mark.parts[0].parts[0].parts] == ["行政运行", "代表工作"]


@pytest.mark.parametrize(("printed", "left"), [("105", 5), ("96", -4)])
def test_what_the_parts_leave_over_or_exceed_by_is_a_mark_of_its_own(printed, left):
    whole = only((row("合计", printed), *TABLE[1:]))
    (gap,) = [part for part in whole.mark.parts if part.is_gap]
    assert gap.value == left and adds_up(whole.mark)
    html = picture_html(whole, ZH)
    assert ("各项之和不足的差额" if left > 0 else "各项之和多出的差额") in html
    assert f"{int(printed)}.00−70.00−30.00＝{left}.00元" in Reader(html).text
    assert f"{abs(left)}.00元" in Reader(html.split("<details")[0]).text  # seen before the table is opened
    (box,) = [each for each in Reader(html).all("span") if each.get("class") == "box gap"]
    assert "href" not in box


def test_an_account_without_its_class_is_a_part_of_the_whole():
    whole = only((row("合计", "70"), row("行政运行", "40", "2010101"), row("代表工作", "30", "2010108")))
    assert len(whole.mark.parts) == 2 and adds_up(whole.mark)


def test_the_columns_beside_a_total_divide_it_with_those_under_a_head_below():
    paths = {
        "总计": "19", "本年收入/小计": "17", "本年收入/拨款": "16", "本年收入/其他收入": "1",
        "上年结转": "2", "其中：教育收费": "1",
    }  # fmt: skip
    table = [row("合计", printed, column=path, kind=TableKind.INCOME) for path, printed in paths.items()]
    whole = only(table)
    assert whole.form is Form.COLUMNS and adds_up(whole.mark)
    assert [part.name for part in whole.mark.parts] == ["本年收入", "上年结转"]
    assert [part.name for part in whole.mark.parts[0].parts] == ["拨款", "其他收入"]


def test_of_two_totals_the_parts_are_of_the_one_they_come_to():
    whole = only((row("支出总计", "120"), row("本年支出合计", "100"), *TABLE[1:]))
    assert whole.mark.value == 100 and not any(part.is_gap for part in whole.mark.parts)


def test_tables_that_divide_the_same_total_alike_are_told_once():
    again = [replace(f, table_kind=TableKind.GENERAL) for f in TABLE]
    assert len(wholes([*TABLE, *again], 2025)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"year": 2024},
        {"unit_row": "某单位"},
        {"period": "1-4月"},
        {"stage": Stage.PRIOR_BUDGET},
        {"kind": Kind.FINAL},
    ],
    ids=str,
)
def test_amounts_of_others_do_not_count(other):
    assert wholes([replace(f, **other) for f in TABLE], 2025) == ()


def test_projects_divide_their_total_whatever_code_they_have():
    rows = (
        row("合计", "9"),
        row("联络站", "4", "2010108"),
        row("普查", "4", "2010108"),
        row("名/拨款", "1", item="名"),
    )
    whole = only([replace(f, table_kind=TableKind.PROJECTS) for f in rows])
    assert whole.form is Form.PROJECTS and adds_up(whole.mark)
    assert [part.name for part in whole.mark.parts] == ["联络站", "普查", "名"]


def test_a_table_without_a_total_is_not_divided():
    assert wholes(TABLE[1:], 2025) == ()


def test_a_place_is_told_for_itself_and_with_all_below_it():
    city = [replace(f, scope=Scope.CITY, value=f.value * 2) for f in TABLE]
    assert {whole.scope for whole in wholes([*TABLE, *city], 2025)} == {Scope.DEPARTMENT, Scope.CITY}


def test_what_is_below_nothing_cannot_be_drawn_and_is_told_by_the_table():
    whole = only((row("合计", "60"), row("行政运行", "70", "2010101"), row("代表工作", "-10", "2010108")))
    page = Reader(picture_html(whole, ZH))
    assert "画不成图" in page.text and not page.all("div")[0].get("class", "").startswith("boxes")
    assert adds_up(whole.mark) and "-10" in page.text


def test_every_box_leads_to_its_cell_and_the_table_holds_each_part():
    html = picture_html(only(TABLE), ZH)
    links = [each for each in Reader(html).all("a") if "box" in each.get("class", "")]
    assert len(links) == 6 and all("cell=" in each["href"] for each in links)
    assert len([each for each in Reader(html).all("tr")]) == 7


amounts = st.integers(0, 10**6).map(Decimal)
leaves = amounts.map(lambda value: Mark("叶", value, printed(value)))


def printed(value):
    return replace(TABLE[0], printed=f"{value:,}", value=value)


def above(parts):
    """A whole of its own amount, with the difference from its parts."""

    def made(value, below):
        left = value - sum((part.value for part in below), Decimal(0))
        gap = (Mark("", left, None),) if left else ()
        return Mark("枝", value, printed(value), (*below, *gap))

    return st.builds(made, amounts, st.lists(parts, min_size=1, max_size=4).map(tuple))


@given(above(above(leaves) | leaves).filter(lambda mark: mark.value > 0))
def test_each_column_of_boxes_is_as_high_as_what_stands_left_of_it(mark):
    assert adds_up(mark)
    fills(mark, list(boxes_of(mark)))
