"""What cannot be answered: each failure in its own words, with questions that can."""

from dataclasses import replace

import pytest

from index.facts.records import Kind, Stage
from qa.compose.declines import refused, unclear
from qa.compose.questions import question
from qa.execute.results import Missing, Result, Why
from qa.language.topics import Intent
from qa.plan.algebra import (
    By,
    Cell,
    Changed,
    Children,
    Difference,
    Exists,
    Growth,
    List,
    Name,
    Plan,
    Rank,
    Ratio,
    Reason,
    Series,
    Show,
    Sum,
)
from qa.verify import verify
from tests.qa.compose.made import CELL, EDITIONS, SCHOOL, WATER, answered, told, value

SHOW = Show((CELL,))


def declined(why, query=SHOW, **missing):
    return answered(Result(query, missing=(Missing(why, **missing),)))


def asking(**slots):
    return Show((replace(CELL, **slots),))


@pytest.mark.parametrize(
    ("answer", "text", "options"),
    [
        (
            declined(Why.BODY, asking(body="青岚县水务局"), body="青岚县水务局"),
            f"已索引的文件中没有“青岚县水务局”的文件。同类的单位有：{WATER}。",
            (f"{WATER}2025年公务接待费是多少？",),
        ),
        (
            declined(Why.YEAR, asking(year=2011), body=WATER, year=2011, there=("2024", "2025")),
            f"已索引的文件中没有{WATER}2011年的数据，已有的是2024年、2025年的文件。",
            (f"{WATER}2024年公务接待费是多少？", f"{WATER}2025年公务接待费是多少？"),
        ),
        (
            declined(Why.KIND, asking(kind=Kind.FINAL)),
            f"{WATER}2025年已索引的是预算文件，只有预算数，没有公开决算（实际支出）数。",
            (f"{WATER}2025年公务接待费预算是多少？",),
        ),
        (
            declined(Why.STAGE, asking(stage=Stage.ADJUSTED), said="调整预算", there=("预算",)),
            f"{WATER}2025年的文件没有公开公务接待费的调整预算数，公开的是：预算。",
            (f"{WATER}2025年公务接待费预算是多少？",),
        ),
        (
            declined(Why.PERIOD, asking(period="3月"), said="3月"),
            f"{WATER}2025年的文件只有全年的数，没有“3月”的数。",
            (f"{WATER}2025年公务接待费是多少？",),
        ),
        (
            declined(Why.ROW, asking(subject=Name.of("樱花节经费")), there=("节庆经费",)),
            f"{WATER}2025年的文件中没有公开“樱花节经费”，名称相近的有：节庆经费。",
            (f"{WATER}2025年节庆经费是多少？",),
        ),
        (
            declined(Why.PLACE, asking(table=Name.of("收支总表")), said="收支总表", there=("支出表",)),
            f"{WATER}2025年的文件里有“公务接待费”，但没有“收支总表”的数；有的是：支出表。",
            (f"{WATER}2025年公务接待费是多少？",),
        ),
        (
            declined(Why.UNIT, asking(counted="人"), said="人"),
            f"{WATER}2025年的文件没有公开“公务接待费”的人数。",
            (f"{WATER}2025年公务接待费是多少？",),
        ),
    ],
    ids=["body", "year", "kind", "stage", "period", "row", "place", "unit"],
)
def test_each_failure_has_its_own_text_and_its_own_questions(answer, text, options):
    assert (answer.status, answer.figures) == ("not_found", ())
    assert (answer.text, answer.options) == (text, options)


@pytest.mark.parametrize("why", [Why.BLANK, Why.DASH, Why.ZERO])
def test_what_the_document_prints_in_place_of_a_number_is_an_answer(why):
    assert declined(why).status == "answered"


def test_a_rate_over_zero_tells_the_zero():
    zero = Missing(Why.ZERO, WATER, 2025, "公务接待费")
    answer = answered(Result(SHOW, missing=(zero,), context=(told("0.00", year=2024),)))
    assert "为零，无法计算" in answer.text and "0.00万元" in answer.text
    assert [figure.role for figure in answer.figures] == ["context"]


def test_bodies_of_the_same_kind_are_named_before_others():
    answer = declined(Why.BODY, asking(body="青岚县中学"), body="青岚县中学", there=(WATER, SCHOOL))
    assert "同类的单位有：云溪市第3中学。" in answer.text
    other = declined(Why.BODY, asking(body="青岚县图书馆"), body="青岚县图书馆", there=(WATER, SCHOOL))
    assert "已索引的单位有：" in other.text


def test_no_body_named_is_asked_back():
    answer = declined(Why.BODY, asking(body=""), there=(WATER, SCHOOL))
    assert answer.status == "clarify"
    assert answer.options == (f"{WATER}2025年公务接待费是多少？", f"{SCHOOL}2025年公务接待费是多少？")


def test_several_readings_are_told_with_their_figures():
    options = (value("10.00", "工资福利支出", code="301"), value("5.00", "基本工资", code="30101"))
    answer = declined(Why.SEVERAL, options=options)
    assert answer.status == "clarify"
    assert f"{WATER}2025年：工资福利支出为10.00万元；基本工资为5.00万元。" in answer.text
    assert [figure.code for figure in answer.figures] == ["301", "30101"]
    assert answer.options == (f"{WATER}2025年工资福利支出是多少？", f"{WATER}2025年基本工资是多少？")


def test_readings_of_one_name_are_told_apart_by_code_or_by_place():
    by_code = (value("10.00", "其他支出", code="20199"), value("5.00", "其他支出", code="30299"))
    told = declined(Why.SEVERAL, options=by_code)
    assert told.status == "answered"  # each row that is printed under the very name asked
    assert "其他支出（20199）为10.00万元" in told.text
    by_place = (value("10.00", "其他支出", table="甲表"), value("5.00", "其他支出", table="乙表", page=3))
    answer = declined(Why.SEVERAL, options=by_place)
    assert "《乙表》（第3页）其他支出为5.00万元" in answer.text
    assert answer.options[1] == f"{WATER}2025年《乙表》的其他支出是多少？"


def test_a_row_that_another_year_lists_says_which():
    row = asking(subject=Name.of("樱花节经费"))
    answer = declined(Why.ROW, row, body=WATER, year=2025, years=(2024,), there=("节庆经费",))
    assert answer.text.endswith("名称相近的有：节庆经费；列出这一项的是2024年的文件。")
    assert answer.options == (f"{WATER}2024年樱花节经费是多少？", f"{WATER}2025年节庆经费是多少？")


def test_an_amount_that_nothing_compares_is_no_change():
    answer = answered(Result(Changed(CELL), context=(told("1.50"),)))
    assert (answer.status, answer.figures) == ("not_found", ())
    assert answer.text == f"{WATER}2025年的文件中没有公开公务接待费比上年增减的情况。"
    assert answer.options == (f"{WATER}2025年公务接待费是多少？",)


# -- the question itself -----------------------------------------------------------------------


def test_words_without_a_meaning_are_told_back_and_no_figure_is_told():
    plan = Plan((SHOW,), unclaimed=("量子通信",))
    answer = answered(Result(SHOW, (told("1.50"),)), plan=plan, question="量子通信公务接待费")
    assert (answer.status, answer.figures) == ("not_found", ())
    assert answer.text == (
        f"没有看懂“量子通信”，所以没有作答。去掉这些字可以问：{WATER}2025年公务接待费是多少？"
    )
    assert answer.options == (f"{WATER}2025年公务接待费是多少？",)


def test_names_near_an_unknown_word_are_offered():
    plan = Plan((SHOW,), unclaimed=("接街费",))
    answer = answered(Result(SHOW, near=(Name.of("接待费"),)), plan=plan)
    assert "名称相近的有：接待费" in answer.text
    assert f"{WATER}2025年接待费是多少？" in answer.options


def test_a_question_of_which_nothing_is_understood():
    answer = answered(plan=Plan((), unclaimed=("樱花节",)))
    assert (answer.text, answer.options) == ("没有看懂“樱花节”，所以没有作答。", ())


REFUSED = [None, *(why for why in Intent if why not in (Intent.HOLDINGS, Intent.HELP))]


@pytest.mark.parametrize("why", REFUSED)
def test_a_refusal_is_polite_and_says_what_can_be_asked(why):
    draft = refused(why, (f"{WATER}2025年支出总计是多少？",))
    answer = verify(draft, question="", known=["2025"], answer_id="a")
    assert answer.status == "refused" and answer.text.endswith("金额、增减和原因。")
    assert answer.options == draft.options


def test_refusals_differ():
    assert len({refused(why).pieces for why in REFUSED}) == len(REFUSED)


def test_nothing_named_is_asked_back_with_each_body_and_its_newest_year():
    assert unclear(EDITIONS).options == (
        f"{WATER}2025年支出总计是多少？",
        f"{SCHOOL}2025年支出总计是多少？",
    )


# -- questions ---------------------------------------------------------------------------------

OTHER = replace(CELL, subject=Name.of("培训费"))
SPENDING = replace(CELL, subject=Name.of("项目支出"))


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        (Show((CELL, OTHER)), "云溪市水务局2025年公务接待费、培训费分别是多少？"),
        (Show((Difference(CELL, OTHER),)), "云溪市水务局2025年公务接待费比云溪市水务局2025年培训费多多少？"),
        (Show((Growth(CELL, replace(CELL, year=2024)),)), "增长百分之几？"),
        (
            Show((Ratio(CELL, SPENDING),)),
            "公务接待费占云溪市水务局2025年项目支出的比例是多少？",
        ),
        (Show((Sum((CELL, OTHER)),)), "云溪市水务局2025年公务接待费、培训费一共多少？"),
        (Rank(Children(SPENDING)), "云溪市水务局2025年项目支出最多的是哪一项？"),
        (Rank(Children(SPENDING), by=By.CHANGE, falling=True), "项目支出减少最多的是哪一项？"),
        (List(Children(SPENDING)), "云溪市水务局2025年项目支出有哪些？"),
        (Series(CELL), "云溪市水务局历年公务接待费是多少？"),
        (Exists(CELL), "云溪市水务局2025年公务接待费有安排吗？"),
        (Reason(CELL), "云溪市水务局2025年公务接待费比上年增减的原因是什么？"),
        (Changed(CELL), "云溪市水务局2025年公务接待费比上年增减多少？"),
        (Show((Cell(code="30217", body=WATER, year=2025),)), "云溪市水务局2025年30217科目是多少？"),
    ],
)
def test_a_query_is_asked_as_a_reader_would(query, asked):
    assert question(query).endswith(asked)
