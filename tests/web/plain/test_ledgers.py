"""The ledgers of a place: the year's amounts before totals, tables before sentences, nothing of a part."""

from dataclasses import replace

import pytest

from index.facts.records import Kind, Scope, Stage, TableKind
from tests.web.plain.conftest import figure
from tests.web.plain.test_moves import change
from tests.web.shown import Reader
from web.plain.editions import Edition
from web.plain.ledgers import ledgers
from web.plain.ledgers_html import ledgers_html
from web.words import words_for

CITY = Edition("某市", 2025, Kind.EXECUTION, Scope.WHOLE_CITY, (1,), ())


def total(row, printed, table, scope=Scope.WHOLE_CITY, column="完成数"):
    made = figure(printed, row, body="某市", kind=Kind.EXECUTION, scope=scope)
    cell = replace(made.citation, table=table, column=column)
    return replace(made, stage=Stage.EXECUTION, table_kind=TableKind.FUND, citation=cell)


def said(subject, printed, under="政府性基金", **parts):
    made = change(subject, "1", stage=Stage.EXECUTION, scope=Scope.WHOLE_CITY, under=f"执行/{under}")
    return replace(made, amount=replace(figure(printed, "")).value, amount_printed=printed, **parts)


def told(figures=(), changes=(), edition=CITY):
    def printed(fact):
        return fact and (getattr(fact, "printed", "") or fact.amount_printed)

    return {
        (each.scope.value, each.ledger): (printed(each.income), printed(each.spent))
        for each in ledgers(figures, changes, edition)
    }


def test_the_whole_place_is_told_before_its_own_government_ledger_by_ledger():
    figures = [
        total("本年收入合计", "5", "市本级一般公共预算收入完成情况表", Scope.CITY),
        total("本年支出合计", "9", "全市政府性基金预算支出完成情况表"),
        total("本年收入合计", "8", "全市一般公共预算收入完成情况表"),
    ]
    assert list(told(figures).items()) == [
        (("全市", "一般公共预算"), ("8", None)),
        (("全市", "政府性基金预算"), (None, "9")),
        (("市本级", "一般公共预算"), ("5", None)),
    ]


def test_the_amount_of_the_year_goes_before_totals_with_what_is_carried_over():
    table = "全市一般公共预算收支情况表"
    figures = [
        total("收入总计", "30", table),
        total("各项收入合计", "20", table),
        total("收入合计", "10", table),
    ]
    assert told(figures) == {("全市", "一般公共预算"): ("10", None)}
    assert told(figures[:2]) == {("全市", "一般公共预算"): ("20", None)}


def test_one_table_of_income_and_spending_is_told_apart_by_its_columns():
    table = "社会保险基金收支完成情况表"
    figures = [total("合计", "7", table, column="收入完成"), total("合计", "6", table, column="支出完成")]
    assert told(figures) == {("全市", "社会保险基金预算"): ("7", "6")}


def test_where_no_table_tells_a_sentence_does():
    changes = [said("政府性基金收入", "4"), said("社保基金预算支出", "3", "社保基金")]
    assert told((), changes) == {
        ("全市", "政府性基金预算"): ("4", None),
        ("全市", "社会保险基金预算"): (None, "3"),
    }
    table = [total("收入合计", "5", "全市政府性基金收入表")]
    assert told(table, changes[:1]) == {("全市", "政府性基金预算"): ("5", None)}


@pytest.mark.parametrize(
    "other",
    [
        said("国有资本经营收入", "4", "一般公共预算"),
        said("国有资本经营收入", "4", "收入情况"),
        said("政府性基金收入", "4", year=2024),
        said("政府性基金收入", "4", period="1-4月"),
        said("政府性基金收入", "4", unit_row="某区"),
        said("政府性基金收入", "4", unit="%"),
        said("政府性基金收入", "4", stage=Stage.BUDGET),
        said("政府性基金年终滚存结余", "4"),
        said("政府性基金收入", "4", scope=Scope.WHOLE_COUNTY),
    ],
    ids=str,
)
def test_lines_of_another_ledger_and_amounts_of_others_are_no_ledger(other):
    assert told((), [other]) == {}


def test_tables_of_a_part_are_no_ledger():
    assert told([total("合计", "4", "市对下政府性基金转移支付支出表")]) == {}


def test_a_department_has_no_ledgers_of_its_own():
    figures = [total("收入合计", "5", "政府性基金收入表")]
    assert told(figures, (), replace(CITY, scope=Scope.DEPARTMENT)) == {}


def test_each_amount_leads_to_its_cell_and_bars_are_as_long_as_they_are_large():
    figures = [total("收入合计", "8", "一般公共预算收入表"), total("支出合计", "4", "一般公共预算支出表")]
    html = ledgers_html(ledgers(figures, (), CITY), words_for("zh-CN"))
    page = Reader(html)
    assert [bar["style"] for bar in page.all("i")] == ["width:100.00%", "width:50.00%"]
    assert len([a for a in page.all("a") if "cell=" in a["href"]]) == 4
    assert "支出合计" in page.text and "不要相加" in page.text
    assert ledgers_html((), words_for("zh-CN")) == ""
