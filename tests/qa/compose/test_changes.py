"""What changed against the year before, and why."""

from dataclasses import replace

import pytest

from qa.arithmetic import growth, minus
from qa.execute.results import Missing, Result, Told, Why
from qa.plan.algebra import Cell, Changed, Difference, Growth, Name, Reason
from qa.records import Quote
from tests.qa.compose.made import CELL, WATER, answered, change, said, told, value

PRIOR = replace(CELL, prior=True)
BEFORE = told("1.00", year=2024, expr=PRIOR)
DIFFERENCE = Told(Difference(CELL, PRIOR), minus(value("1.50"), BEFORE.value, "公务接待费增加额"))
RATE = Told(Growth(CELL, PRIOR), growth(value("1.50"), BEFORE.value, "公务接待费增长率"))
MOVED = f"{WATER}2025年公务接待费预算1.50万元，比上年增加0.50万元，增长50.00%"
WHOLE = Cell(Name.of("“三公”经费"), body=WATER, year=2025)


def test_a_change_that_the_document_tells_is_told_in_one_sentence():
    answer = answered(Result(Changed(CELL), changes=(change(),)))
    assert answer.text == f"{MOVED}。"
    assert {figure.shown: figure.role for figure in answer.figures} == {
        "1.50万元": "context",
        "0.50万元": "asked",
        "50.00%": "context",
    }


def test_all_that_is_asked_of_a_change_is_asked():
    query = Changed(CELL, asks=("amount", "difference", "rate"))
    answer = answered(Result(query, changes=(change(),)))
    assert {figure.role for figure in answer.figures} == {"asked"}


def test_a_percentage_that_is_wanted_is_what_was_asked():
    query = Changed(CELL, asks=("rate",))
    answer = answered(Result(query, (DIFFERENCE, RATE), context=(told("1.50"), BEFORE)))
    assert [figure.shown for figure in answer.figures if figure.role == "asked"] == ["50.00%"]


def test_the_reason_follows_where_it_is_asked_too():
    text = said(Changed(CELL, reason=True), changes=(change(),))
    assert text == f"{MOVED}，主要原因是新增接线。"


def test_a_change_that_is_worked_out_shows_how():
    answer = answered(Result(Changed(CELL), (DIFFERENCE, RATE), context=(told("1.50"), BEFORE)))
    assert answer.text.startswith(f"{MOVED}（1.50万元−1.00万元＝0.50万元；")
    assert answer.text.endswith("上年为1.00万元。")
    assert [figure.role for figure in answer.figures] == ["asked", "context", "context", "context"]


def test_evaluations_values_go_before_those_of_the_sentence():
    printed = told("0.50", stage="增减额", expr=Difference(CELL, PRIOR))
    answer = answered(Result(Changed(CELL), (printed,), context=(told("1.50"),), changes=(change(),)))
    assert answer.text == f"{MOVED}。"
    assert [figure.shown for figure in answer.figures].count("0.50万元") == 1


def test_a_fall_is_told_without_a_sign():
    fallen = change("压减", direction="减少")
    text = said(Changed(CELL), changes=(fallen,))
    assert "比上年减少0.50万元，下降50.00%" in text
    answer = answered(Result(Changed(CELL), changes=(fallen,)))
    assert {str(f.value) for f in answer.figures} >= {"-5000.00", "-50.00"}


def test_nothing_changed():
    text = said(Reason(CELL), changes=(change("厉行节约", direction="持平", difference="", percent=""),))
    assert text == f"{WATER}2025年公务接待费预算1.50万元，与上年持平，主要原因是厉行节约。"


@pytest.mark.parametrize(("taken", "right"), [("增加", True), ("减少", False), ("持平", False), ("", True)])
def test_a_premise_that_the_figure_contradicts_is_set_right(taken, right):
    text = said(Reason(CELL, taken), changes=(change(),))
    assert text.startswith("与提问所说不同，文件写明的是增加。") is not right
    assert MOVED in text


def test_why_tells_the_amounts_beside_the_reason():
    answer = answered(Result(Reason(CELL), changes=(change(),)))
    assert answer.text == f"{MOVED}，主要原因是新增接线。"
    assert [figure.shown for figure in answer.figures if figure.role == "asked"] == ["0.50万元"]
    assert any("新增接线" in citation.quote for citation in answer.citations)


def test_a_reason_that_says_none_is_told_as_printed():
    text = said(Reason(CELL), changes=(change("无"),))
    assert text == f"{MOVED}，文件在“主要原因”处写的是“无”，没有给出具体原因。"


def test_no_reason_is_said_to_be_none():
    assert said(Reason(CELL), changes=(change(""),)) == f"{MOVED}。没有找到写明增减原因的文字。"


def test_parts_give_the_reasons_that_the_whole_has_not():
    parts = (change(), change("压减", subject="公务用车运行费", direction="减少"))
    answer = answered(Result(Reason(WHOLE), (told("6.00", "“三公”经费", WHOLE),), changes=parts))
    assert "分项看：公务接待费增加0.50万元，主要原因是新增接线；公务用车运行费减少0.50万元" in answer.text
    assert answer.text.endswith("主要原因是压减。")
    assert len(answer.citations) == 3


def test_words_that_bear_on_it_are_quoted_where_no_reason_stands():
    place = replace(value("1.50", table=None).citation, quote="因机构改革，人员转隶。")
    text = said(Reason(CELL), told("1.50"), quotes=(Quote("人员转隶", place),))
    assert text.endswith("文件没有直接写明原因，相关的说明是：“人员转隶”。")


def test_from_nothing_it_is_new():
    none = told("0.00", year=2024, expr=PRIOR)
    text = said(Reason(CELL), told("1.50"), context=(none,), changes=(change("", percent=""),))
    assert "上年为0.00万元，属于新增，无法计算增长率。" in text


def test_an_amount_that_nothing_compares_says_so():
    assert said(Changed(CELL), told("1.50")).endswith("1.50万元。没有找到写明增减情况的文字。")


def test_a_change_that_nobody_tells_is_not_found():
    missing = Missing(Why.ROW, WATER, 2025, "公务接待费")
    assert answered(Result(Changed(CELL), missing=(missing,))).status == "not_found"


def test_a_change_in_a_table_of_yuan_and_a_sentence_of_ten_thousands_has_one_unit():
    read = told("15000", unit="元")
    text = said(Reason(CELL), read, changes=(change(),))
    assert "预算15,000元，比上年增加5000元，增长50.00%，主要原因是新增接线。" in text
