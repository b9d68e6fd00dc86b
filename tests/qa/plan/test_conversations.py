"""Follow-ups take what they leave open from before; any text makes a plan."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.language.normal import MAX_QUESTION
from qa.plan.algebra import Plan
from qa.plan.sentences import understood
from qa.records import Answer, Question, Status
from tests.qa.planning import INCOME, RECEPTION, RIVER, SCHOOL, SPEND, kinds, names, where

FIRST = "云溪市河道管理处2025年公务接待费是多少"


@pytest.mark.parametrize(
    ("follow", "kind", "subjects", "place"),
    [
        ("那2024年呢", "Cell", [RECEPTION], (RIVER, 2024)),
        ("为什么", "Reason", [RECEPTION], (RIVER, 2025)),
        ("原因呢？", "Reason", [RECEPTION], (RIVER, 2025)),
        ("培训费呢", "Cell", ["培训费"], (RIVER, 2025)),
        ("城郊中学呢", "Cell", [RECEPTION], (SCHOOL, 2025)),
        ("占总支出的比例呢", "Ratio", [RECEPTION, SPEND], (RIVER, 2025)),
        ("换成元", "Cell", [RECEPTION], (RIVER, 2025)),
    ],
)
def test_a_follow_up_takes_what_it_leaves_open_from_before(planned, follow, kind, subjects, place):
    made = planned(follow, FIRST)
    assert (kinds(made), names(made), where(made)) == ([kind], subjects, [place])


def test_a_change_is_asked_of_what_was_asked_of_before(told):
    answer = told("比上年增加多少", FIRST)
    assert [figure.shown for figure in answer.figures if figure.role == "asked"] == ["0.50万元"]


def test_a_chain_of_follow_ups_keeps_the_last_said_of_each(planned):
    made = planned("为什么", FIRST, "培训费呢", "那2024年呢")
    assert (kinds(made), names(made), where(made)) == (["Reason"], ["培训费"], [(RIVER, 2024)])


def test_a_whole_question_takes_nothing_from_before(planned):
    made = planned("云溪市城郊中学2025年收入总计是多少", FIRST)
    assert (names(made), where(made)) == ([INCOME], [(SCHOOL, 2025)])


@pytest.mark.parametrize("year", [2015, 2031])
def test_a_whole_question_does_not_take_a_year_of_which_there_is_nothing(planned, told, year):
    nothing = f"云溪市河道管理处{year}年公务接待费是多少"
    assert told(nothing).status is Status.NOT_FOUND
    made = planned("河道管理处培训费是多少", nothing)
    assert (names(made), where(made)) == (["培训费"], [(RIVER, None)])
    kept = planned("河道管理处培训费是多少", "云溪市河道管理处2024年公务接待费是多少")
    assert where(kept) == [(RIVER, 2024)]


def test_another_unknown_body_does_not_fall_back_on_the_earlier_one(told):
    answer = told("云溪市水务局呢", FIRST)
    assert (answer.status, answer.figures) == (Status.NOT_FOUND, ())
    assert "云溪市水务局" in answer.text


def test_income_or_spending_alone_is_the_whole_and_no_longer_a_share(planned):
    made = planned("支出呢", "河道管理处2025年公务接待费占支出总计多少")
    assert (kinds(made), names(made)) == (["Cell"], [SPEND])


WATER, POWER = "云溪市河道管理处2025年水费多少", "电费呢"


def asked(answer: Answer) -> list[str]:
    return [figure.shown for figure in answer.figures if figure.role == "asked"]


@pytest.mark.parametrize(
    ("follow", "before", "figures"),
    [
        ("两项加起来", [WATER, POWER], ["3.50万元"]),
        ("一共呢", [WATER, POWER], ["3.50万元"]),
        ("差多少", [WATER, POWER], ["1.10万元"]),
        ("再加上培训费呢", [WATER, POWER, "一共呢"], ["6.50万元"]),
        ("再加上培训费，这三项一共", [WATER, POWER], ["6.50万元"]),
        ("和培训费比呢", [WATER], ["-1.80万元"]),
        ("前者占后者的百分之几", [WATER, POWER], ["52.17%"]),
        ("后者是前者的几倍", [WATER, POWER], ["1.92倍"]),
        ("这两项占商品和服务支出多少", [WATER, POWER], ["4.38%"]),
        ("其中基本工资多少", ["河道管理处2025年工资福利支出多少"], ["120.00万元"]),
        ("奖金呢", ["河道管理处2025年工资福利支出多少", "其中基本工资占多少"], ["15.63%"]),
        ("第二个呢", ["河道管理处2025年哪个项目最多"], ["40.00万元"]),
        ("最少的呢", ["河道管理处2025年哪个项目最多"], ["40.00万元"]),
        ("多少", ["河道管理处2025年公务接待费为什么增长"], ["1.50万元"]),
    ],
)
def test_what_was_asked_before_is_added_compared_and_replaced(told, follow, before, figures):
    assert asked(told(follow, *before)) == figures


@pytest.mark.parametrize(
    ("follow", "before", "place"),
    [
        ("再上一年呢", [f"{RIVER}2026年公务接待费", "上一年呢"], (RIVER, 2024)),
        ("上一年呢", [f"{RIVER}2025年公务接待费"], (RIVER, 2024)),
        ("下一年呢", [f"{RIVER}2024年公务接待费"], (RIVER, 2025)),
        ("去年呢", [f"{RIVER}2025年公务接待费"], (RIVER, 2024)),
        ("不对，我要的是2024年的", [f"{RIVER}2025年公务接待费"], (RIVER, 2024)),
        ("不是2025年，是2024年", [f"{RIVER}2025年公务接待费"], (RIVER, 2024)),
    ],
)
def test_a_year_is_beside_the_one_spoken_of(planned, follow, before, place):
    made = planned(follow, *before)
    assert (names(made), where(made)) == ([RECEPTION], [place])


def test_a_whole_question_takes_over_no_more_than_whose_and_when(planned):
    for before in (
        f"{RIVER}2025年哪个项目最多",
        f"{RIVER}2025年水费比电费多多少",
        f"{RIVER}2025年培训费为什么减少",
    ):
        made = planned("公务接待费多少", before)
        assert (kinds(made), names(made), where(made)) == (["Cell"], [RECEPTION], [(RIVER, 2025)])


@pytest.mark.parametrize(
    "turn", ["谢谢", "真的吗", "然后呢", "画个图", "你确定吗", "分别多少", "保留两位小数"]
)
def test_a_turn_that_is_not_understood_says_so_and_is_passed_over(told, turn):
    answer = told(turn, FIRST)
    assert (answer.status in (Status.NOT_FOUND, Status.REFUSED), answer.figures) == (True, ())
    assert asked(told("培训费呢", FIRST, turn)) == ["3.00万元"]


def test_words_that_nobody_knows_go_with_what_they_stand_beside(told):
    unknown = f"{RIVER}2025年量子通信办公费多少"
    assert told("2024年呢", unknown).status is Status.NOT_FOUND
    assert asked(told("培训费呢", unknown)) == ["3.00万元"]
    assert told("培训费呢", "白鹭县司法局2025年办公费多少").status is Status.NOT_FOUND


def test_an_amount_that_was_claimed_before_is_not_held_against_the_next_answer(told):
    answer = told("培训费呢", f"{RIVER}2025年公务接待费是100万元")
    assert asked(answer) == ["3.00万元"]
    assert "提问中的金额" not in answer.text


# -- the year that a comparison is made against ----------------------------------------------


@pytest.fixture
def years(pipeline):
    """``years("为什么", "…比上年增加了多少")`` → the years that the last question is of."""

    def of(text: str, *before: str) -> set[int | None]:
        asked = understood(Question(text, before), pipeline.lattice, pipeline.known)
        return {cell.year for cell in asked.sentences[-1].cells()}

    return of


def test_the_year_that_a_comparison_is_made_against_is_not_the_one_asked_of(years):
    assert years("比上年增加了多少", "河道管理处培训费是多少") == {None}
    assert years("为什么", "河道管理处培训费是多少", "比上年增加了多少") == {None}


def test_a_comparison_with_the_year_before_is_of_the_year_asked_before(years):
    assert years("比上年增加了多少", "河道管理处2024年培训费是多少") == {2024}
    assert years("为什么比上年减少", "河道管理处2024年培训费是多少") == {2024}
    assert years("为什么", "河道管理处2024年培训费是多少", "比上年增加了多少") == {2024}


def test_the_year_before_is_asked_of_where_it_stands_alone(years):
    assert years("上年呢", "河道管理处培训费是多少") == {2024}


# -- what is asked apart ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("事业编制有多少名，在职实有多少人", ["事业编制有多少名", "在职实有多少人"]),
        ("收入合计多少？其中其他收入多少？", ["收入合计多少", "其中其他收入多少"]),
        ("公务接待费多少，为什么增长", ["公务接待费多少为什么增长"]),
        ("接待费花了多少，占预算百分之多少", ["接待费花了多少占预算百分之多少"]),
        ("哪家降得最多，降了多少百分比", ["哪家降得最多降了多少百分比"]),
        ("水费、电费各多少", ["水费电费各多少"]),
        ("谁的收入更多，多多少万元", ["谁的收入更多多多少万元"]),
        ("到底是多少，说明和表格对得上吗", ["到底是多少说明和表格对得上吗"]),
        ("你好，三公经费多少？谢谢", ["三公经费多少"]),
        ("公务接待费", ["公务接待费"]),
    ],
)
def test_a_clause_is_split_off_where_it_asks_something_new(pipeline, text, parts):
    sentences = understood(Question(text), pipeline.lattice, pipeline.known).sentences
    assert ["".join(token.text for token in sentence.tokens) for sentence in sentences] == parts


@given(st.text(alphabet="多少几谁吗，。？、费用人1 ", max_size=40))
def test_no_word_of_a_question_is_lost(pipeline, text):
    asked = understood(Question(text), pipeline.lattice, pipeline.known)
    told = [token for sentence in asked.sentences for token in sentence.tokens]
    assert sorted(asked.content, key=lambda t: t.start) == sorted(set(told), key=lambda t: t.start)


# -- any text --------------------------------------------------------------------------------

PARTS = [
    *(RIVER, "城郊中学", "云溪市水务局", "2025年", "2024", "去年", "历年"),
    *("公务接待费", "三公经费", "水电费", "30217", "工资", "职责"),
    *("多少", "为什么", "占比", "最多", "前三", "相差", "吗", "定义", "和", "比", "元", "50%", "，"),
    *("决算", "几辆"),
]


@given(st.lists(st.sampled_from(PARTS), max_size=9), st.lists(st.sampled_from(PARTS), max_size=3))
@settings(max_examples=60)
def test_any_words_make_a_plan_of_bodies_that_are_named(planned, words, history):
    made = planned("".join(words), *history)
    said = (RIVER, SCHOOL, *map("".join, (words, history)))
    assert all(any(body in text for text in said) for body, _ in where(made))
    assert str(made)


@given(st.text(max_size=80))
@settings(max_examples=60)
def test_any_text_makes_a_plan(planned, text):
    assert isinstance(planned(text), Plan)


def test_a_question_is_read_to_its_limit_and_no_further(planned):
    assert names(planned("啊" * MAX_QUESTION + "公务接待费")) == []
