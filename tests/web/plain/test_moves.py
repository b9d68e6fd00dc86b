"""What rose and fell as the text tells it, else as two years' tables do; projects new and ended."""

from dataclasses import replace
from decimal import Decimal

import pytest

from index.facts.records import Change, Citation, Fund, Kind, Scope, Stage, TableKind
from tests.web.plain.conftest import figure
from web.plain.differences import Difference
from web.plain.money import Mark
from web.plain.moves import compared, projects, public_told, public_total, three_public, told


def change(subject, difference, direction="增加", reason="", **parts):
    cell = Citation("a.pdf", 3, f"{subject}{direction}{difference}万元", bbox=(1.0, 2.0, 3.0, 4.0))
    amount = Decimal(difference) * 10000
    made = (subject, "", "某局", 2025, Stage.BUDGET, "万元", None, "", direction, amount, difference)
    return replace(Change(*made, None, "", reason, cell), **parts)


def test_each_subject_is_told_once_with_its_reason_the_largest_first():
    found = told(
        [
            change("培训费", "1.00"),
            change("公务 接待费", "3.00"),
            change("一、培训费", "1.00", reason="新增培训"),
            change("会议费", "2.00", "减少"),
            change("印刷费", "9.00", year=2024),
            change("咨询费", "8.00", period="1-4月"),
            change("劳务费", "7.00", unit_row="某中心"),
            change("差旅费", "0", "持平"),
        ],
        2025,
    )
    assert [(c.subject, c.reason) for c in found.risen] == [("公务 接待费", ""), ("一、培训费", "新增培训")]
    assert [c.subject for c in found.fallen] == ["会议费"]
    assert len(told([change(f"第{n}项费", str(n)) for n in range(1, 30)], 2025).risen) == 29


def leaf(name, printed, code, unit="万元"):
    made = replace(figure(printed, name, unit=unit), code=code)
    return Mark(name, made.value, made)


def test_two_years_are_set_beside_each_other_by_code_with_the_subtraction_shown():
    now = Mark(
        "合计", Decimal(0), figure("9", "合计"), (leaf("行政运行", "1.50", "2010101"), leaf("新", "1", "9"))
    )
    before = Mark("合计", Decimal(0), figure("8", "合计"), (leaf("运行", "10,000.00", "2010101", "元"),))
    (found,) = compared(now, before)
    assert (found.value, found.formula) == (Decimal(5000), "1.50万元−1.00万元＝0.50万元")
    assert compared(now, now) == ()


@pytest.mark.parametrize(
    "other",
    [
        {"kind": Kind.FINAL, "stage": Stage.FINAL},
        {"scope": Scope.UNIT},
        {"fund": Fund.APPROPRIATION},
        {"period": "1-4月"},
    ],
    ids=str,
)
def test_accounts_of_another_kind_scope_fund_or_period_are_not_subtracted(other):
    now = Mark("合计", Decimal(0), figure("9", "合计"), (leaf("行政运行", "1.50", "2010101"),))
    before = leaf("行政运行", "1.00", "2010101")
    different = Mark("行政运行", before.value, replace(before.figure, **other))
    assert compared(now, Mark("合计", Decimal(0), figure("8", "合计"), (before,)))
    assert compared(now, Mark("合计", Decimal(0), figure("8", "合计"), (different,))) == ()


def test_what_is_taken_from_a_negative_amount_stands_in_brackets():
    now, before = figure("1.00", "结余"), figure("-2.50", "结余")
    assert Difference("结余", now, before).formula == "1.00万元−（-2.50万元）＝3.50万元"


def listed(*names, year=2025):
    return [
        replace(figure("5", name, year=year), table_kind=TableKind.PROJECTS, subject=name) for name in names
    ]


def test_projects_are_new_or_ended_by_name_where_both_years_list_theirs():
    found = projects(listed("联络站", "新 平台", "合计"), listed("联络站", "普查", year=2024))
    assert [f.subject for f in found.new] == ["新 平台"] and [f.subject for f in found.ended] == ["普查"]
    assert projects(listed("联络站"), []) is None


def test_the_three_are_told_with_their_total():
    rows = ("“三公”经费合计", "因公出国（境）费", "公务接待费", "会议费")
    wider = figure("9.00", "“三公”经费、会议费、培训费合计")
    figures = [wider, *(figure("1.00", name) for name in rows), figure("3", "公务接待费", unit="批")]
    assert [f.subject for f in three_public(figures)] == list(rows[:3])
    assert public_total(figures).subject == rows[0]


def test_where_no_table_tells_of_it_sentences_tell_each_amount_of_it_once():
    amount = {"amount": Decimal(99500), "amount_printed": "9.95"}
    changes = [
        change("公务接待费", "1", **amount),
        change("公务接待费", "1", **amount),
        change("公务接待批次", "1", unit="批", **amount),
        change("会议费", "1", **amount),
        change("公务用车购置费", "1", **{**amount, "year": 2024}),
        change("因公出国（境）费", "1"),
    ]
    assert [c.subject for c in public_told(changes, 2025)] == ["公务接待费"]
