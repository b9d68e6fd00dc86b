"""Whole answers: several parts, notes, and how the question was understood."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.facts.records import Scope
from qa.arithmetic import minus, ratio
from qa.compose.answer import known_names, names_of_editions, readings
from qa.compose.understood import understood
from qa.execute.results import Missing, Result, Told, Why
from qa.plan.algebra import (
    SPENT,
    Cell,
    Children,
    Difference,
    Exists,
    Name,
    Plan,
    Rank,
    Ratio,
    Series,
    Show,
)
from qa.verify import verify
from tests.qa.compose.made import CELL, EDITIONS, SCHOOL, WATER, answered, told, value

SHOW = Show((CELL,))
SAID = f"{WATER}2025年公务接待费预算1.50万元。"


def test_each_part_is_answered_or_said_to_be_unanswered():
    missing = Missing(Why.YEAR, SCHOOL, 2011)
    asked = Show((replace(CELL, body=SCHOOL, year=2011),))
    answer = answered(Result(SHOW, (told("1.50"),)), Result(asked, missing=(missing,)))
    assert answer.status == "answered"
    assert answer.text == f"{SAID}\n已索引的文件中没有{SCHOOL}2011年的数据，已有的是2025年的文件。"


def test_a_part_of_one_query_that_is_missing_is_named_behind_what_is_there():
    missing = Missing(Why.ROW, WATER, 2025, "培训费")
    answer = answered(Result(SHOW, (told("1.50"),), missing=(missing,)))
    assert answer.text == f"{SAID}{WATER}2025年的文件中没有公开“培训费”。"


def test_when_no_part_is_answered_nothing_is():
    parts = [Result(SHOW, missing=(Missing(Why.ROW, WATER, 2025, name),)) for name in ("甲费", "乙费")]
    assert answered(*parts).status == "not_found"
    asked_back = Result(SHOW, missing=(Missing(Why.BODY),))
    assert answered(parts[0], asked_back).status == "clarify"


def test_the_same_decline_is_told_once():
    part = Result(SHOW, missing=(Missing(Why.ROW, WATER, 2025, "甲费"),))
    assert answered(part, part).text.count("甲费") == 1


def test_what_was_assumed_stands_in_brackets_at_the_end():
    plan = Plan((), assumed=(SPENT,))
    answer = answered(Result(SHOW, (told("1.50"),), assumed=("部门预算口径",)), plan=plan)
    assert answer.text == f"{SAID}（这是预算数，文件没有公开实际支出；按部门预算口径）"


def test_over_a_final_account_spending_is_spending():
    answer = answered(Result(SHOW, (told("1.50", stage="决算"),)), plan=Plan((), assumed=(SPENT,)))
    assert answer.text == f"{WATER}2025年公务接待费决算1.50万元。"


def test_readings_that_differ_are_asked_back_with_their_figures():
    other = Show((replace(CELL, subject=Name.of("公务接待")),))
    read = [
        (Plan((SHOW,)), (Result(SHOW, (told("1.50"),)),)),
        (Plan((other,)), (Result(other, (told("1.00", body=SCHOOL),)),)),
    ]
    draft = readings(read, EDITIONS)
    known = [name for plan, results in read for name in known_names(plan, results)]
    known += names_of_editions(EDITIONS)
    answer = verify(draft, question="", known=known, answer_id="a")
    assert answer.status == "clarify"
    assert len(answer.options) == len(answer.figures) == 2
    assert f"\n{SAID}" in answer.text


# -- how it was understood ---------------------------------------------------------------------


def test_understood_in_one_line():
    result = Result(SHOW, (told("1.50"),), assumed=("部门预算口径",))
    assert understood(Plan((SHOW,)), [result]) == (
        f"{WATER} · 2025年 · 预算 · 部门预算口径 · 公务接待费 · 《“三公”经费支出预算表》"
    )


def test_understood_says_what_is_done_with_what():
    spending = Cell(Name.of("支出总计"), body=WATER, year=2025)
    query = Show((Ratio(CELL, spending),))
    share = ratio(value("1.50"), value("150.00", "支出总计", table="支出总表"), "占比")
    line = understood(Plan((query,)), [Result(query, (Told(query.exprs[0], share),))])
    assert line.endswith("公务接待费、支出总计（比例） · 《“三公”经费支出预算表》、《支出总表》")


def test_understood_of_what_was_not_found_tells_what_was_looked_for():
    cell = replace(CELL, scope=Scope.UNIT, year=2011)
    assert understood(Plan((Exists(cell),)), []) == f"{WATER} · 2011年 · 单位口径 · 公务接待费（有无）"
    assert understood(Plan(()), []) == ""


def test_understood_does_not_go_on_for_ever():
    tolds = tuple(told("1.50", body=f"云溪市第{n}中学") for n in "一二三四五")
    line = understood(Plan((SHOW,)), [Result(SHOW, tolds)])
    assert line.startswith("云溪市第一中学、云溪市第二中学、云溪市第三中学等 · ")


# -- whatever is handed on, verify lets it pass --------------------------------------------------

AMOUNTS = st.integers(-99_999_999_999, 99_999_999_999).map(lambda n: f"{n / 100:.2f}")
NAMES = st.sampled_from(["公务接待费", "支出总计", "其他支出1", "收入预算", "公务用车运行费（5辆）"])
TOLDS = st.builds(
    lambda printed, name, body, year, unit, stage, table: told(
        printed, name, body=body, year=year, unit=unit, stage=stage, table=table
    ),
    AMOUNTS,
    NAMES,
    st.sampled_from([WATER, SCHOOL]),
    st.sampled_from([2023, 2024, 2025]),
    st.sampled_from(["元", "万元", "%", "辆"]),
    st.sampled_from(["预算", "决算", "年初预算", "上年预算", "增减额", "完成率"]),
    st.sampled_from(["支出总表", "表2", None]),
)
QUERIES = st.sampled_from(
    [SHOW, Rank(Children(CELL)), Series(CELL), Series(CELL, extreme="highest"), Exists(CELL)]
)
SEVERAL, UNITS = st.lists(TOLDS, min_size=1, max_size=5), st.sampled_from(["", "万元", "元"])


@given(QUERIES, SEVERAL, st.lists(TOLDS, max_size=3), UNITS)
def test_any_values_make_an_answer_that_is_grounded(query, tolds, context, unit):
    result = Result(query, tuple(tolds), context=tuple(context))
    answer = answered(result, plan=Plan((), unit=unit))
    assert answer.status == "answered"
    assert {figure.role for figure in answer.figures} <= {"asked", "context"}
    assert any(figure.role == "asked" for figure in answer.figures)


@given(TOLDS, TOLDS)
def test_any_two_values_make_a_grounded_difference(left, right):
    expr = Difference(left.expr, right.expr)
    result = Result(Show((expr,)), (Told(expr, minus(left.value, right.value, "差额")),))
    assert answered(result).figures[0].derived
