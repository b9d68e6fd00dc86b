"""Values told as they were asked."""

from dataclasses import replace
from decimal import Decimal

import pytest

from qa.arithmetic import (
    count,
    each,
    given,
    growth,
    mean,
    minus,
    multiple,
    plus_or_minus,
    ratio,
    scaled,
    total,
)
from qa.compose.amounts import separated, unit_of
from qa.execute.results import Result, Told, Why
from qa.plan.algebra import (
    Amount,
    Cell,
    Children,
    Count,
    Difference,
    Growth,
    Mean,
    Name,
    Plan,
    Ratio,
    Scale,
    Show,
    Sum,
)
from tests.qa.compose.made import CELL, SCHOOL, WATER, answered, said, told, value

SHOW = Show((CELL,))
PROJECTS = Children(Cell(Name.of("项目支出"), body=WATER, year=2025))


def one(expr, derived):
    return said(Show((expr,)), Told(expr, derived))


def roles(answer):
    return {figure.shown: figure.role for figure in answer.figures}


# -- of whom, of when, of what ---------------------------------------------------------------


def test_one_amount_says_body_year_name_and_kind():
    assert said(SHOW, told("1.50")) == f"{WATER}2025年公务接待费预算1.50万元。"


def test_budget_is_said_once():
    assert said(SHOW, told("147.87", "收入预算")) == f"{WATER}2025年收入预算147.87万元。"
    text = said(SHOW, told("100.00", "一般公共预算拨款收入"))
    assert text == f"{WATER}2025年一般公共预算拨款收入为100.00万元。"


def test_a_total_stands_behind_its_kind():
    assert said(SHOW, told("60.00", "支出总计")) == f"{WATER}2025年预算支出总计60.00万元。"


def test_a_row_that_is_only_called_a_total_is_named_as_it_was_asked():
    cell = Cell(Name.of("“三公”经费"), body=WATER, year=2025)
    assert "“三公”经费预算6.00万元" in said(SHOW, told("6.00", "合计", cell))


def test_a_code_that_was_asked_stands_behind_the_name():
    cell = Cell(code="30217", body=WATER, year=2025)
    text = said(Show((cell,)), told("1.50", expr=cell, code="30217"))
    assert text == f"{WATER}2025年公务接待费（30217）预算1.50万元。"


def test_a_count_has_no_kind():
    assert said(SHOW, told("3", "公务用车保有量", unit="辆")) == f"{WATER}2025年公务用车保有量为3辆。"


@pytest.mark.parametrize(
    ("tolds", "text"),
    [
        (
            [told("1.50"), told("3.00", "培训费")],
            "云溪市水务局2025年预算：公务接待费1.50万元；培训费3.00万元。",
        ),
        (
            [told("1.50"), told("1.00", year=2024)],
            "云溪市水务局公务接待费预算：2025年1.50万元；2024年1.00万元。",
        ),
        (
            [told("1.50"), told("1.00", body=SCHOOL)],
            "2025年公务接待费预算：云溪市水务局1.50万元；云溪市第3中学1.00万元。",
        ),
        (
            [told("1.50", stage="年初预算"), told("1.60", stage="决算")],
            "云溪市水务局2025年公务接待费：年初预算1.50万元；决算1.60万元。",
        ),
    ],
)
def test_what_several_have_in_common_is_said_once(tolds, text):
    assert said(SHOW, *tolds) == text


def test_two_of_one_name_are_told_apart_by_what_evaluation_calls_them():
    tolds = [told("8.00", "政府采购", label="货物"), told("2.00", "政府采购", label="服务")]
    assert said(SHOW, *tolds) == f"{WATER}2025年政府采购预算：货物8.00万元；服务2.00万元。"


def test_one_cell_is_told_once():
    assert said(SHOW, told("1.50"), told("1.50")) == f"{WATER}2025年公务接待费预算1.50万元。"


def test_what_each_document_names_its_own_way_is_named_as_it_was_asked():
    income = Cell(Name.of("收入总计"), body=WATER)
    tolds = [
        told("9.00", "收入总计", replace(income, year=2024), year=2024),
        told("8.00", "收入合计", replace(income, year=2025)),
    ]
    assert said(SHOW, *tolds) == f"{WATER}预算收入总计：2024年9.00万元；2025年8.00万元。"


def test_a_name_that_ends_in_a_digit_does_not_run_into_its_amount():
    tolds = [told("8.00", "应急车1"), told("2.00", "应急车2")]
    assert "应急车1为8.00万元；应急车2为2.00万元" in said(SHOW, *tolds)


def test_a_printed_difference_says_which_way():
    assert said(SHOW, told("-0.50", stage="增减额")) == f"{WATER}2025年公务接待费比上年减少0.50万元。"


# -- cells without a number, and the year before ----------------------------------------------


def test_zero_blank_and_dash_are_three_different_things():
    blank = replace(told("1.50"), unread=Why.BLANK)
    place = replace(blank.value.citation, quote="—")
    dash = replace(blank, value=replace(blank.value, citation=place), unread=Why.DASH)
    texts = [said(SHOW, one) for one in (told("0.00"), blank, dash)]
    assert "0.00万元" in texts[0] and "空白" in texts[1] and "“—”" in texts[2]


def test_a_cell_without_a_number_is_no_figure_but_is_cited():
    answer = answered(Result(SHOW, (replace(told("1.50"), unread=Why.BLANK),)))
    assert (answer.figures, len(answer.citations)) == ((), 1)


def test_an_amount_of_the_year_before_says_which_document_prints_it():
    text = said(SHOW, told("1.00", year=2024, stage="上年预算"))
    assert text == f"{WATER}2024年公务接待费预算1.00万元（2025年文件所列上年数）。"


def test_the_year_before_worked_back_says_so_and_how():
    moved = value("0.50", "公务接待费增加额", stage="增减额", table=None)
    before = plus_or_minus(value("1.50"), moved, "公务接待费")
    text = one(replace(CELL, prior=True), before)
    assert text.startswith(f"{WATER}2024年公务接待费预算推算为1.00万元")
    assert "1.50万元−0.50万元＝1.00万元" in text


# -- what was asked, and what stands beside it --------------------------------------------------


def test_other_years_stand_beside_the_one_that_was_asked():
    answer = answered(Result(SHOW, (told("1.50"),), context=(told("1.00", year=2024),)))
    assert answer.text == f"{WATER}2025年公务接待费预算1.50万元。其他年份：2024年1.00万元。"
    assert roles(answer) == {"1.50万元": "asked", "1.00万元": "context"}


def test_operands_stand_beside_what_is_worked_out_of_them():
    expr = Difference(CELL, replace(CELL, body=SCHOOL))
    answer = answered(
        Result(Show((expr,)), (Told(expr, minus(value("1.50"), value("1.00", body=SCHOOL), "差额")),))
    )
    assert roles(answer) == {"0.50万元": "asked", "1.50万元": "context", "1.00万元": "context"}
    assert [figure.derived for figure in answer.figures] == [True, False, False]
    assert answer.figures[0].formula == "1.50万元−1.00万元＝0.50万元"


# -- worked out ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "text"),
    [
        (
            value("1.50"),
            value("1.00", body=SCHOOL),
            "2025年公务接待费预算，云溪市水务局比云溪市第3中学多0.50万元",
        ),
        (
            value("1.00"),
            value("1.50", body=SCHOOL),
            "2025年公务接待费预算，云溪市水务局比云溪市第3中学少0.50万元",
        ),
        (value("1.50"), value("1.00", year=2024), "云溪市水务局公务接待费预算，2025年比2024年增加0.50万元"),
        (value("1.00", year=2024), value("1.50"), "2024年比2025年少0.50万元"),
        (
            value("1.50", stage="决算"),
            value("2.00", stage="年初预算"),
            "2025年公务接待费决算比年初预算少0.50万元",
        ),
        (value("1.50"), value("1.50", "培训费"), "2025年公务接待费预算与培训费相同，相差0.00万元"),
    ],
)
def test_a_difference_says_who_has_more(left, right, text):
    assert text in one(Difference(CELL, replace(CELL, body=SCHOOL)), minus(left, right, "差额"))


def test_a_share_names_part_and_whole():
    text = one(Ratio(CELL, CELL), ratio(value("1.50"), value("150.00", "支出总计"), "占比"))
    assert text == f"{WATER}2025年公务接待费预算占支出总计的1.00%（公务接待费1.50万元÷支出总计150.00万元）。"


def test_a_share_of_another_stage_is_how_far_it_came():
    text = one(
        Ratio(CELL, CELL), ratio(value("1.50", stage="决算"), value("2.00", stage="年初预算"), "完成率")
    )
    assert f"{WATER}2025年公务接待费决算是年初预算的75.00%" in text


def test_growth_says_from_when_to_when():
    text = one(Growth(CELL, CELL), growth(value("1.00"), value("2.00", year=2024), "增长率"))
    assert "2025年比2024年下降50.00%" in text


def test_a_rate_behind_its_difference_goes_on_with_the_sentence():
    now, before = value("1.50"), value("1.00", year=2023)
    difference, rate = Difference(CELL, replace(CELL, year=2023)), Growth(CELL, replace(CELL, year=2023))
    tolds = (Told(difference, minus(now, before, "差额")), Told(rate, growth(now, before, "增长率")))
    result = Result(Show((difference, rate)), tolds)
    assert answered(result).text == (
        f"{WATER}公务接待费预算，2025年比2023年增加0.50万元（2025年1.50万元−2023年1.00万元），"
        "增长50.00%（（1.50万元−1.00万元）÷1.00万元＝50.00%）。"
    )
    wanted = answered(result, plan=Plan((), unit="%"))
    assert [figure.shown for figure in wanted.figures if figure.role == "asked"] == ["50.00%"]


def test_a_sum_names_its_terms():
    expr = Sum((Cell(Name.of("水费")), Cell(Name.of("电费"))))
    text = one(expr, total([value("1.50", "水费"), value("3.00", "电费")], "合计"))
    assert text == f"{WATER}2025年水费、电费预算合计4.50万元（水费1.50万元＋电费3.00万元）。"


def test_a_sum_of_many_terms_has_its_formula():
    terms = [value(f"{n}.00", f"第{n}项") for n in range(1, 9)]
    expr = Sum(tuple(Cell(Name.of(term.metric)) for term in terms))
    text = one(expr, total(terms, "各项合计"))
    assert "各项合计36.00万元（1.00万元＋2.00万元＋" in text


def test_a_mean_says_of_what():
    expr = Mean(CELL, per=replace(CELL, counted="辆"))
    mean = each(value("6.00", "公务用车运行费"), value("3", "公务用车保有量", unit="辆"), "平均")
    text = one(expr, mean)
    assert text == f"{WATER}2025年公务用车运行费预算平均每辆2.00万元（6.00万元÷3辆＝2.00万元）。"


def test_what_is_counted_is_named():
    rows = [value("8.00", "堤防养护"), value("2.00", "水质监测")]
    expr = Count(PROJECTS)
    answer = answered(Result(Show((expr,)), (Told(expr, count(rows, "个数")),)))
    assert answer.text == f"{WATER}2025年项目支出预算共有2个：堤防养护、水质监测。"
    assert [figure.shown for figure in answer.figures if figure.role == "asked"] == ["2个"]


def test_rows_that_are_added_up_or_averaged_are_named_by_their_whole():
    rows = [value(f"{n}.00", f"第{n}项") for n in range(1, 9)]
    assert f"{WATER}2025年项目支出预算各项合计36.00万元" in one(Sum(rows=PROJECTS), total(rows, "合计"))
    averaged = one(Mean(rows=PROJECTS), mean(rows, "平均"))
    assert averaged.startswith(f"{WATER}2025年项目支出预算平均每项4.50万元（")


def test_a_half_says_of_what_and_how():
    expr = Scale(CELL, 1, 2, "一半")
    text = one(expr, scaled(value("1.50"), 1, 2, "公务接待费一半"))
    assert text == f"{WATER}2025年公务接待费预算，一半为7500.00元（1.50万元÷2＝7500.00元）。"


def test_an_amount_of_the_question_is_an_operand_without_a_body():
    said_in_it = Amount(Decimal(10000), "元", "1万元")
    expr = Difference(CELL, said_in_it)
    less = minus(value("1.50"), given(said_in_it.value, "元", "1万元"), "相差")
    answer = answered(Result(Show((expr,)), (Told(expr, less),)), question="比1万元多多少")
    assert answer.text == f"{WATER}2025年公务接待费预算比1万元多0.50万元（1.50万元−1.00万元）。"


def test_how_many_times_as_much():
    expr = Ratio(CELL, replace(CELL, body=SCHOOL), times=True)
    text = one(expr, multiple(value("1.50"), value("1.00", body=SCHOOL), "倍数"))
    assert "云溪市水务局是云溪市第3中学的1.5倍" in text


# -- units ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "asked", "unit"),
    [
        (["1.50万元"], "", "万元"),
        (["4012600.00元"], "", "元"),
        (["69261400.00元"], "", "万元"),
        (["1.50万元", "30000.00元"], "", "万元"),
        (["1.50万元", "7315.25元"], "", "元"),
        (["96282213.44元", "30.00元"], "", "元"),
        (["123456789.00万元"], "", "亿元"),
        (["1.50万元"], "元", "元"),
        (["1.50万元"], "辆", "万元"),
    ],
)
def test_a_sentence_has_one_unit(printed, asked, unit):
    values = [value(text.rstrip("万元"), unit="万元" if "万" in text else "元") for text in printed]
    assert unit_of(values, asked) == unit


def test_the_unit_that_is_asked_for_comes_with_its_formula():
    answer = answered(Result(SHOW, (told("1.50"),)), plan=Plan((), unit="元"))
    assert answer.text == f"{WATER}2025年公务接待费预算15,000元。"
    assert answer.figures[0].formula == "1.50万元＝15000元"


def test_a_result_in_another_unit_keeps_the_formula_it_comes_from():
    left, right = value("96282213.44", unit="元"), value("1.00", body=SCHOOL)
    expr = Difference(CELL, replace(CELL, body=SCHOOL))
    answer = answered(Result(Show((expr,)), (Told(expr, minus(left, right, "差额")),)))
    assert answer.figures[0].formula == "96282213.44元−1.00万元＝96272213.44元＝9627.22万元"
    assert "（云溪市水务局9628.22万元−云溪市第3中学1.00万元）" in answer.text


def test_thousands_are_separated_in_the_text_and_the_figure_is_as_printed():
    answer = answered(Result(SHOW, (told("4012600.00", unit="元"),)))
    assert "4,012,600.00元" in answer.text
    assert answer.figures[0].printed == "4012600.00"


@pytest.mark.parametrize(
    ("printed", "shown"),
    [("7315", "7315"), ("12345.6", "12,345.6"), ("-69261400.00", "-69,261,400.00"), ("0.123456", "0.123456")],
)
def test_five_digits_and_more_are_separated(printed, shown):
    assert separated(printed) == shown
