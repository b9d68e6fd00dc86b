"""Yes or no first, then the figures that say so."""

from dataclasses import replace
from decimal import Decimal

import pytest

from qa.arithmetic import growth, minus
from qa.execute.results import Missing, Result, Told, Why
from qa.plan.algebra import Agree, Amount, Cell, Comparison, Difference, Exists, Growth, Holds, Name
from qa.records import Quote
from tests.qa.compose.made import CELL, SCHOOL, WATER, answered, said, told, value

SAID = f"{WATER}2025年公务接待费预算1.50万元"
BEFORE = replace(CELL, year=2024)
CHANGE = Difference(CELL, BEFORE)


def against(comparison: Comparison, amount: str, held: bool) -> str:
    yuan = Decimal(amount.removesuffix("万元")) * 10000
    query = Holds(CELL, comparison, Amount(yuan, "元", amount))
    return answered(Result(query, (told("1.50"),), holds=held), question=amount).text


@pytest.mark.parametrize(
    ("comparison", "amount", "held", "text"),
    [
        (Comparison.ABOVE, "1万元", True, f"是，{SAID}，超过1万元。"),
        (Comparison.ABOVE, "10万元", False, f"不是，{SAID}，没有超过10万元。"),
        (Comparison.AT_LEAST, "10万元", False, f"不是，{SAID}，没有达到10万元。"),
        (Comparison.BELOW, "10万元", True, f"是，{SAID}，低于10万元。"),
        (Comparison.AT_MOST, "10万元", True, f"是，{SAID}，没有超过10万元。"),
        (Comparison.AT_MOST, "1万元", False, f"不是，{SAID}，超过1万元。"),
        (Comparison.EQUAL, "1.5万元", True, f"是，{SAID}，与提问中的金额一致。"),
        (Comparison.EQUAL, "2万元", False, f"不是，{SAID}，提问中的2万元与文件不符。"),
    ],
)
def test_against_an_amount_of_the_question(comparison, amount, held, text):
    assert against(comparison, amount, held) == text


def test_less_than_the_year_before_it_was_not():
    change = Told(CHANGE, minus(value("1.50"), value("1.00", year=2024), "差额"))
    query = Holds(CELL, Comparison.BELOW, BEFORE)
    tolds = (told("1.50"), told("1.00", year=2024))
    answer = answered(Result(query, tolds, context=(change,), holds=False))
    assert answer.text.startswith(f"不是，{WATER}公务接待费预算：2025年1.50万元；2024年1.00万元")
    assert "2025年比2024年增加0.50万元" in answer.text
    assert [figure.role for figure in answer.figures] == ["asked", "asked", "context"]


def test_who_has_more_in_words_where_no_difference_is_told():
    query = Holds(CELL, Comparison.ABOVE, replace(CELL, body=SCHOOL))
    text = said(query, told("1.50"), told("1.00", body=SCHOOL), holds=True)
    assert text.startswith("是，") and text.endswith(f"{WATER}比{SCHOOL}多。")


def test_two_that_are_equal():
    query = Holds(CELL, Comparison.EQUAL, replace(CELL, body=SCHOOL))
    assert said(query, told("1.50"), told("1.50", body=SCHOOL), holds=True).endswith("两者相等。")


def test_whether_it_grew_by_more_than_a_rate():
    rate = Growth(CELL, BEFORE)
    query = Holds(rate, Comparison.ABOVE, Amount(Decimal(10), "%", "10%"))
    grown = Told(rate, growth(value("1.50"), value("1.00", year=2024), "增长率"))
    answer = answered(Result(query, (grown,), holds=True), question="增长超过10%吗")
    assert answer.text.startswith("是，") and answer.text.endswith("，超过10%。")
    assert "增长50.00%" in answer.text


# -- whether there is any ----------------------------------------------------------------------

EXISTS = Exists(CELL)


def test_there_is_some_and_there_is_none():
    assert said(EXISTS, told("1.50")) == f"有，{SAID}。"
    assert said(EXISTS, told("0.00")) == f"没有，{WATER}2025年公务接待费预算0.00万元。"


def test_a_blank_is_not_none():
    text = said(EXISTS, replace(told("1.50"), unread=Why.BLANK))
    assert text == f"没有填数，{WATER}2025年公务接待费预算这一格是空白。"


def test_what_another_year_lists_is_told_with_its_year():
    answer = answered(Result(EXISTS, context=(told("1.00", year=2024),)))
    assert answer.text.startswith(f"没有，{WATER}2025年的文件没有列出公务接待费；")
    assert [figure.role for figure in answer.figures] == ["context"]


def test_a_sentence_that_says_there_is_none_is_quoted():
    place = replace(value("1.50").citation, quote="本单位2025年没有公务接待费预算。", table=None)
    absent = Missing(Why.ROW, WATER, 2025, "公务接待费")
    answer = answered(Result(EXISTS, missing=(absent,), quotes=(Quote("没有公务接待费预算。", place),)))
    assert answer.text == "没有，文件写道：“没有公务接待费预算”。"
    assert answer.citations == (place,)


def test_an_amount_of_zero_needs_no_sentence():
    place = replace(value("1.50").citation, quote="公务接待费0.00万元，与上年持平。", table=None)
    answer = answered(Result(EXISTS, (told("0.00"),), quotes=(Quote(place.quote, place),)))
    assert answer.text == f"没有，{WATER}2025年公务接待费预算0.00万元。"


def test_what_is_not_disclosed_is_neither_yes_nor_no():
    answer = answered(Result(EXISTS, missing=(Missing(Why.ROW, WATER, 2025, "公务接待费"),)))
    assert answer.status == "not_found" and "没有公开“公务接待费”" in answer.text


# -- whether places agree ----------------------------------------------------------------------

AGREE = Agree((CELL,))
IN_TABLE = told("3.60", "培训费", table="基本支出表")
IN_TEXT = told("3.06", "培训费", table=None, page=5)


def test_two_amounts_that_do_not_agree_are_told_with_their_places():
    apart = Told(CHANGE, minus(IN_TABLE.value, IN_TEXT.value, "差额"))
    answer = answered(Result(AGREE, (IN_TABLE, IN_TEXT), context=(apart,), holds=False))
    assert answer.text == (
        f"不是，金额不一致：{WATER}2025年培训费预算，《基本支出表》（第12页）为3.60万元；"
        "文字说明（第5页）为3.06万元，相差0.54万元（3.60万元−3.06万元＝0.54万元）。"
    )


def test_two_amounts_that_agree():
    again = told("3.60", "培训费", table="支出总表", page=4)
    text = said(AGREE, IN_TABLE, again, holds=True)
    assert text.startswith("是，金额一致，都相等：")
    assert "《支出总表》（第4页）为3.60万元" in text


def test_places_that_name_one_thing_differently_are_told_apart_by_place():
    total = told("1.50", "合计", table="“三公”经费表", label="“三公”经费表")
    sentence = told("1.50", "“三公”经费", table=None)
    asked = Agree((Cell(Name.of("“三公”经费"), body=WATER, year=2025),))
    assert said(asked, total, sentence, holds=True) == (
        f"是，金额一致，都相等：{WATER}2025年“三公”经费预算，"
        "《“三公”经费表》（第12页）为1.50万元；文字说明（第12页）为1.50万元。"
    )


def test_income_and_expense_that_are_equal():
    text = said(Agree((CELL, CELL)), told("9.00", "收入总计"), told("9.00", "支出总计"), holds=True)
    assert text.endswith(f"{WATER}2025年预算，收入总计为9.00万元；支出总计为9.00万元。")


def test_one_place_alone_cannot_be_checked():
    assert "只有一处" in said(AGREE, IN_TABLE)


def test_any_answer_tells_what_contradicts_it_with_both_places():
    cell = Cell(Name.of("培训费"), body=WATER, year=2025)
    answer = answered(Result(Exists(cell), (IN_TABLE,), otherwise=(IN_TEXT.value,)))
    assert "另有不同的说法：《基本支出表》（第12页）为3.60万元；文字说明（第5页）为3.06万元" in answer.text
    assert [figure.role for figure in answer.figures] == ["asked", "context"]
    assert len(answer.citations) == 2


def test_the_same_amount_elsewhere_is_no_contradiction():
    cell = Cell(Name.of("培训费"), body=WATER, year=2025)
    same = value("36000", "培训费", unit="元", table="支出总表")
    assert "另有" not in said(Exists(cell), IN_TABLE, otherwise=(same,))
