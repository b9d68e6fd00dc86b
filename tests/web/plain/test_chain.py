"""The way of a body's money: total, ledgers, halves, what is bought, projects; every level sums up."""

from dataclasses import replace

import pytest

from index.facts.records import Scope, TableKind
from tests.web.plain.drawn import adds_up, fills
from tests.web.plain.test_money import row
from web.plain.chain import chain
from web.plain.money import Form, wholes
from web.plain.picture import boxes_of

GENERAL, FUND, BASIC, PROJECTS = (
    TableKind.GENERAL,
    TableKind.FUND,
    TableKind.BASIC,
    TableKind.PROJECTS,
)


def line(kind, name, printed, code="", column="合计", subject="", **parts):
    made = row(name, printed, code, column, kind, **parts)
    cell = replace(made.citation, table=kind.value)
    return replace(made, citation=cell, subject=subject or made.subject)


def ledger(kind, name, whole, basic, project):
    return (
        line(kind, "合计", whole, subject=f"{name}支出合计"),
        line(kind, "合计", basic, column="基本支出", subject="基本支出"),
        line(kind, "合计", project, column="项目支出", subject="项目支出"),
    )


TOTAL = (line(TableKind.EXPENSE, "合计", "100"), line(TableKind.EXPENSE, "教育支出", "100", "205"))
BOUGHT = (
    line(BASIC, "合计", "50", subject="一般公共预算基本支出合计"),
    line(BASIC, "工资福利支出", "45", "301"),
    line(BASIC, "基本工资", "45", "30101"),
    line(BASIC, "商品和服务支出", "5", "302"),
)
PURPOSES = (
    line(GENERAL, "教育支出", "30", "205", "项目支出"),
    line(GENERAL, "普通教育", "30", "20502", "项目支出"),
    line(GENERAL, "小学教育", "20", "2050202", "项目支出"),
    line(GENERAL, "初中教育", "10", "2050203", "项目支出"),
)
LISTED = (
    line(PROJECTS, "合计", "30", subject="项目支出合计"),
    line(PROJECTS, "课桌", "12", "2050202"),
    line(PROJECTS, "校车", "8", "2050202"),
    line(PROJECTS, "实验室", "9", "2050203"),
)


def way(*figures):
    held = [*TOTAL, *(figure for some in figures for figure in some)]
    return chain(held, 2025, wholes(held, 2025))


def names(mark):
    return [part.name for part in mark.parts]


def test_the_way_goes_from_the_total_over_ledgers_and_halves_to_what_is_bought_and_to_projects():
    whole = way(
        ledger(GENERAL, "一般公共预算", "80", "50", "30"),
        ledger(FUND, "政府性基金预算", "20", "0", "20"),
        (*BOUGHT, *PURPOSES, *LISTED),
    )
    assert whole.form is Form.CHAIN and adds_up(whole.mark)
    fills(whole.mark, list(boxes_of(whole.mark)))
    general, fund = whole.mark.parts
    assert (general.name, fund.name) == ("一般公共预算", "政府性基金预算")
    basic, project = general.parts
    assert names(basic) == ["工资福利支出", "商品和服务支出"] and names(basic.parts[0]) == ["基本工资"]
    # The projects of 小学教育 come to it and stand in its place; those of 初中教育 do not.
    assert names(project) == ["教育支出"] and names(project.parts[0]) == ["课桌", "校车", "初中教育"]


def test_what_no_ledger_holds_is_a_mark_of_its_own():
    whole = way(ledger(GENERAL, "一般公共预算", "80", "50", "30"))
    (gap,) = [part for part in whole.mark.parts if part.is_gap]
    assert gap.value == 20 and adds_up(whole.mark)


def test_an_only_ledger_is_halved_as_the_total_is():
    general = line(GENERAL, "合计", "100", subject="一般公共预算支出合计")
    halves = ledger(TableKind.EXPENSE, "", "100", "60", "40")[1:]
    (only,) = way((general,), halves).mark.parts
    assert names(only) == ["基本支出", "项目支出"]


def test_without_ledgers_two_tables_that_come_to_the_total_are_its_halves():
    listed = (line(PROJECTS, "合计", "50"), line(PROJECTS, "课桌", "30"), line(PROJECTS, "校车", "20"))
    whole = way(BOUGHT, listed)
    assert names(whole.mark) == ["基本支出", "项目支出"]
    assert names(whole.mark.parts[1]) == ["课桌", "校车"] and adds_up(whole.mark)


def test_a_ledger_without_halves_is_told_by_what_it_is_for():
    purposes = (line(GENERAL, "教育支出", "70", "205"), line(GENERAL, "其他支出", "10", "229"))
    (general, gap) = way((line(GENERAL, "合计", "80", subject="一般公共预算支出合计"), *purposes)).mark.parts
    assert names(general) == ["教育支出", "其他支出"] and gap.is_gap


@pytest.mark.parametrize("scope", [Scope.WHOLE_CITY, Scope.CITY])
def test_the_ledgers_of_a_place_are_no_way(scope):
    figures = [replace(f, scope=scope) for f in (*TOTAL, *ledger(GENERAL, "一般公共预算", "100", "60", "40"))]
    assert chain(figures, 2025, wholes(figures, 2025)) is None


def test_a_total_that_nothing_divides_is_no_way():
    assert way() is None
