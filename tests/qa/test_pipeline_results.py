"""What is worked out of several amounts: sums, shares, rankings, lists, comparisons."""

import pytest

from qa.records import Status
from tests.qa.told import RIVER, asked, beside, shown


@pytest.mark.parametrize(
    ("question", "result", "formula", "told"),
    [
        (
            "河道管理处2025年水费和电费一共多少",
            "3.50万元",
            "1.20万元＋2.30万元＝3.50万元",
            "合计3.50万元（水费1.20万元＋电费2.30万元）",
        ),
        (
            "河道管理处2025年水电费多少",
            "3.50万元",
            "1.20万元＋2.30万元＝3.50万元",
            "3.50万元（1.20万元＋2.30万元＝3.50万元）",
        ),
        (
            "河道管理处2025年三公经费占总支出的比例",
            "0.90%",
            "4.50万元÷500.00万元＝0.90%",
            "0.90%（“三公”经费合计4.50万元÷支出总计500.00万元）",
        ),
        (
            "河道管理处2025年奖金比绩效工资少多少",
            "-30.00万元",
            "50.00万元−80.00万元＝-30.00万元",
            "奖金预算比绩效工资少30.00万元（奖金50.00万元−绩效工资80.00万元）",
        ),
        (
            "河道管理处2024年和2025年收入总计相差多少",
            "100.00万元",
            "500.00万元−400.00万元＝100.00万元",
            "100.00万元（2025年500.00万元−2024年400.00万元）",
        ),
    ],
)
def test_a_result_is_shown_with_its_formula_and_its_operands(ask, question, result, formula, told):
    answer = ask(question)
    first = answer.figures[0]
    assert (answer.status, first.shown, first.formula) == (Status.ANSWERED, result, formula)
    assert told in answer.text
    assert (asked(answer), len(answer.figures)) == ([result], 3)
    assert set(first.citations) == {n for operand in answer.figures[1:] for n in operand.citations}


def test_a_ranking_gives_as_many_as_asked_with_codes(ask):
    answer = ask("河道管理处2025年项级功能科目里支出最多的前三个")
    assert asked(answer) == ["420.00万元", "40.00万元", "20.00万元"]
    ranked = [figure.code for figure in answer.figures if figure.role == "asked"]
    assert ranked == ["2130306", "2080505", "2080506"]


@pytest.mark.parametrize(
    "question", ["河道管理处2025年支出最多的类级功能科目", "河道管理处2025年哪类功能科目支出最多"]
)
def test_rows_of_classes_are_not_ranked_with_their_own_parts(ask, question):
    answer = ask(question)
    assert [figure.code for figure in answer.figures if figure.role == "asked"] == ["213"]
    assert beside(answer) == ["500.00万元"]


def test_the_members_of_a_total_are_listed_with_it(ask):
    answer = ask("河道管理处2025年项目支出有哪些")
    assert {figure.metric for figure in answer.figures} == {"河道保洁", "堤防养护", "项目支出"}


def test_bodies_are_ranked_by_amount_in_one_unit(ask):
    most = ask("2025年哪个单位公务接待费最多")
    assert [(f.body, f.shown) for f in most.figures if f.role == "asked"] == [(RIVER, "1.50万元")]
    least = ask("2025年哪个单位公务接待费最少，是多少万元")
    assert [(f.body, f.shown) for f in least.figures if f.role == "asked"] == [("云溪市城郊中学", "0.80万元")]


def test_income_and_spending_are_compared(ask):
    answer = ask("河道管理处2025年收支平衡吗")
    assert answer.text.startswith("是，")
    assert "收入总计为500.00万元；支出总计为500.00万元" in answer.text
    assert shown(answer) == ["500.00万元", "500.00万元"]


def test_each_of_several_parts_has_its_share_of_the_whole(ask):
    answer = ask("河道管理处2025年基本支出和项目支出各占多少")
    assert [f.shown for f in answer.figures if f.unit == "%"] == ["80.00%", "20.00%"]
