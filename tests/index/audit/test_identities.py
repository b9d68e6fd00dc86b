"""The identities: a table that adds up has no finding, and one wrong cell is found and named."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.audit.checks import audit
from index.facts import identities
from index.facts.identities import RULES
from index.facts.records import Citation, Figure, Kind, Stage, Table, TableKind

YUAN = st.integers(0, 10**9)


def cell(label, code, column, amount, *, kind=TableKind.EXPENSE, unit="元", title="支出总表"):
    place = Citation("a.pdf", 7, str(amount), title, label, column, (1.0, 1.0, 2.0, 2.0))
    value = Decimal(amount) * (10000 if unit == "万元" else 1)
    return Figure(label, code, "", "某局", 2025, Stage.BUDGET, value, str(amount), unit, kind, place)


def table(amounts):
    """类, 款 and 项 with 合计, 基本支出 and 项目支出; every sum is right."""
    cells = []
    totals = {}
    for n, (basic, project) in enumerate(amounts):
        codes = ("201", f"201{n % 3:02d}", f"201{n % 3:02d}{n:02d}")
        for code in codes:
            old = totals.get(code, (0, 0))
            totals[code] = (old[0] + basic, old[1] + project)
    totals[""] = totals["201"]
    for code, (basic, project) in totals.items():
        label = f"科目{code}" if code else "合计"
        cells += [
            cell(label, code, "支出预算/合计", basic + project),
            cell(label, code, "支出预算/基本支出", basic),
            cell(label, code, "支出预算/项目支出", project),
        ]
    return cells


@given(st.lists(st.tuples(YUAN, YUAN), min_size=1, max_size=9))
def test_a_table_that_adds_up_has_no_finding(amounts):
    audited = audit(Kind.BUDGET, table(amounts), ())
    assert audited.findings == () and audited.applied >= 6


@given(st.lists(st.tuples(YUAN, YUAN), min_size=1, max_size=9), st.data(), st.integers(10, 10**6))
def test_one_wrong_cell_is_found(amounts, data, more):
    cells = table(amounts)
    at = data.draw(st.integers(0, len(cells) - 1))
    wrong = replace(cells[at], value=cells[at].value + more)
    findings = audit(Kind.BUDGET, [*cells[:at], wrong, *cells[at + 1 :]], ()).findings
    assert findings
    assert all(wrong.citation in finding.citations for finding in findings)
    assert {abs(finding.left - finding.right) for finding in findings} == {more}


def test_a_difference_of_rounding_is_said_to_be_one():
    cells = table([(100, 50), (7, 3)])
    wrong = replace(cells[0], value=cells[0].value + 1)
    findings = audit(Kind.BUDGET, [wrong, *cells[1:]], ()).findings
    assert findings and all(finding.message.startswith("尾差") for finding in findings)


def test_what_is_kept_for_next_year_belongs_to_some_totals():
    row = [
        cell("合计", "", "总计", 130),
        cell("合计", "", "本年支出合计", 100),
        cell("合计", "", "基本支出", 60),
        cell("合计", "", "项目支出", 40),
        cell("合计", "", "结转下年", 30),
    ]
    assert audit(Kind.BUDGET, row, ()).findings == ()


def three(whole, abroad, cars, guests, bought, run):
    told = {"kind": TableKind.THREE_PUBLIC, "unit": "万元", "title": "三公表"}
    return [
        cell("“三公”经费合计", "", "预算数", whole, **told),
        cell("因公出国（境）费", "", "预算数", abroad, **told),
        cell("公务用车购置及运行费", "", "预算数", cars, **told),
        cell("公务接待费", "", "预算数", guests, **told),
        cell("公务用车购置费", "", "预算数", bought, **told),
        cell("公务用车运行费", "", "预算数", run, **told),
    ]


@pytest.mark.parametrize(
    ("amounts", "checks"),
    [
        (("10.00", "1.00", "6.00", "3.00", "2.00", "4.00"), []),
        (("11.00", "1.00", "6.00", "3.00", "2.00", "4.00"), ["三公=出国+公车+接待"]),
        (("10.00", "1.00", "6.00", "3.00", "2.00", "5.00"), ["公车=购置+运行"]),
    ],
)
def test_the_three_public_expenses_add_up(amounts, checks):
    assert [f.check for f in audit(Kind.BUDGET, three(*amounts), ()).findings] == checks


def test_a_note_that_the_table_is_empty_under_amounts_is_a_finding():
    cells = three("10.00", "1.00", "6.00", "3.00", "2.00", "4.00")
    note = "注：本单位无三公经费预算，故本表为空表。"
    printed = Table("三公表", TableKind.THREE_PUBLIC, "万元", (7,), (), (note,))
    (finding,) = audit(Kind.BUDGET, cells, (), [printed]).findings
    assert finding.check == "空表说明=表格"
    told = replace(printed, notes=("注：单位为万元。",))
    assert audit(Kind.BUDGET, cells, (), [told]).findings == ()


def test_many_failures_say_that_the_reading_is_doubtful():
    cells = table([(n, n + 1) for n in range(9)])
    assert not audit(Kind.BUDGET, cells, ()).doubtful
    wrong = [replace(c, value=c.value + 1000 * n) for n, c in enumerate(cells)]
    assert audit(Kind.BUDGET, wrong, ()).doubtful


def test_every_identity_that_is_data_is_in_the_list_of_rules():
    data = (
        *identities.COLUMN_SUMS,
        *identities.ROW_SUMS,
        *identities.CODE_SUMS,
        *identities.TIES,
        *identities.BOUNDS,
        *identities.CODE_TIES,
    )
    names = {identity.name for identity in data}
    names |= {identities.LEVELS, identities.TOP_LEVEL, identities.CLASSES, identities.PURCHASES[0]}
    names |= {identities.ECONOMIC[0], identities.ROWS, identities.INCOMES, identities.UNITS}
    names |= {identities.INCLUDED, identities.FORM}
    assert names <= RULES.keys()


def checks(cells, kind=Kind.BUDGET):
    return [f.check for f in audit(kind, cells, ()).findings]


@pytest.mark.parametrize(("whole", "found"), [(100, []), (90, ["合计=Σ各项收入"])])
def test_a_row_of_the_income_table_adds_up_over_its_groups(whole, found):
    row = [
        cell("行政运行", "2010101", "合计", whole, kind=TableKind.INCOME),
        cell("行政运行", "2010101", "本年收入/小计", 80, kind=TableKind.INCOME),
        cell("行政运行", "2010101", "本年收入/财政拨款收入", 70, kind=TableKind.INCOME),
        cell("行政运行", "2010101", "本年收入/其他收入", 10, kind=TableKind.INCOME),
        cell("行政运行", "2010101", "上年结转", 20, kind=TableKind.INCOME),
    ]
    assert checks(row) == found


@pytest.mark.parametrize(("total", "found"), [(80, []), (85, ["合计=Σ各行"])])
def test_the_classes_of_the_balance_add_up_to_one_of_its_totals(total, found):
    told = {"kind": TableKind.BALANCE, "title": "收支总表"}
    rows = [("一、教育支出", 50), ("二、住房保障支出", 30), ("本年支出合计", total), ("结转下年", 9)]
    cells = [cell(label, "", "支出/预算数", amount, **told) for label, amount in rows]
    cells = [replace(c, subject=c.subject.partition("、")[2] or c.subject) for c in cells]
    assert checks(cells) == found


@pytest.mark.parametrize(("total", "found"), [(80, []), (85, ["部门=Σ单位"])])
def test_a_table_of_bodies_adds_up(total, found):
    rows = [("合计", total), ("某县教育局机关", 50), ("某县第一中学校", 30)]
    assert checks([cell(label, "", "预算数", amount, title="单位表") for label, amount in rows]) == found


def test_three_columns_under_a_group_without_a_sum_are_its_parts():
    row = [
        cell("公安", "20402", "预算数/合计", 100),
        cell("公安", "20402", "预算数/基本支出/人员经费", 50),
        cell("公安", "20402", "预算数/基本支出/公用经费", 20),
        cell("公安", "20402", "预算数/项目支出", 25),
    ]
    assert checks(row) == ["合计=基本+项目"]


def compared(now, before, difference, rate):
    stages = (Stage.BUDGET, Stage.PRIOR_BUDGET, Stage.DIFFERENCE, Stage.RATE)
    cells = [
        replace(cell("公务接待费", "30217", stage.value, value, unit="万元"), stage=stage)
        for stage, value in zip(stages, (now, before, difference, rate), strict=True)
    ]
    return [*cells[:3], replace(cells[3], unit="%", value=Decimal(rate))]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (("12.00", "10.00", "2.00", "20.00"), []),
        (("12.00", "10.00", "2.50", "20.00"), ["增减=本年-上年"]),
        (("12.00", "10.00", "2.00", "25.00"), ["增减率=增减÷上年"]),
        (("8.00", "10.00", "2.00", "20.00"), []),
    ],
)
def test_a_row_with_last_year_beside_it_agrees(row, found):
    assert checks(compared(*row)) == found


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("4780774.3", "4530336.3", "250437.9", "5.53"), "尾差"),
        (("4780774.3", "4530336.3", "250437.7", "5.53"), "《"),
        (("4780774.30", "4530336.30", "250437.90", "5.53"), "《"),
    ],
)
def test_a_difference_below_the_last_place_printed_is_one_of_rounding(row, message):
    (finding,) = audit(Kind.BUDGET, compared(*row), ()).findings
    assert (finding.check, finding.message.startswith(message)) == ("增减=本年-上年", True)


@pytest.mark.parametrize(("rate", "found"), [("94.43", []), ("84.43", ["完成率=决算÷预算"])])
def test_a_printed_rate_of_completion_follows(rate, found):
    plan = replace(cell("行政运行", "2010101", "年初预算数", "42.73", unit="万元"), stage=Stage.INITIAL)
    final = replace(cell("行政运行", "2010101", "决算数", "40.35", unit="万元"), stage=Stage.FINAL)
    done = replace(cell("行政运行", "2010101", "完成%", rate), stage=Stage.COMPLETION, unit="%")
    assert checks([plan, final, done], Kind.FINAL) == found
