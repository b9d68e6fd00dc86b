"""Follow-ups take what they leave open from before; any text makes a plan."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.records import Operation, Question
from qa.rules.plan import MAX_QUESTION, plan
from tests.qa.planning import (
    CHANGE,
    LOOKUP,
    REASON,
    RECEPTION,
    RIVER,
    SCHOOL,
    SHARE,
    SPEND,
    names,
    where,
)

# -- conversations ---------------------------------------------------------------------------

FIRST = "云溪市河道管理处2025年公务接待费是多少"


@pytest.mark.parametrize(
    ("follow", "operation", "targets", "body", "years"),
    [
        ("那2024年呢", LOOKUP, [RECEPTION], RIVER, [2024]),
        ("为什么", REASON, [RECEPTION], RIVER, [2025]),
        ("原因呢？", REASON, [RECEPTION], RIVER, [2025]),
        ("比上年增加多少", CHANGE, [RECEPTION], RIVER, [2025]),
        ("培训费呢", LOOKUP, ["培训费"], RIVER, [2025]),
        ("城郊中学呢", LOOKUP, [RECEPTION], SCHOOL, [2025]),
        ("占总支出的比例呢", SHARE, None, RIVER, [2025]),
        ("换成元", LOOKUP, [RECEPTION], RIVER, [2025]),
    ],
)
def test_a_follow_up_takes_what_it_leaves_open_from_before(planned, follow, operation, targets, body, years):
    made = planned(follow, FIRST)
    assert made.operation is operation
    assert [(b, y) for b, y, _ in where(made)] == [(body, year) for year in years]
    if targets is not None:
        assert names(made) == targets


def test_a_chain_of_follow_ups_keeps_the_last_said_of_each(planned):
    made = planned("为什么", FIRST, "培训费呢", "那2024年呢")
    assert (made.operation, names(made), made.years) == (REASON, ["培训费"], (2024,))


def test_a_whole_question_takes_nothing_from_before(planned):
    made = planned("云溪市城郊中学2025年收入总计是多少", FIRST)
    assert (names(made), made.bodies) == (["收入总计"], (SCHOOL,))


def test_another_unknown_body_does_not_fall_back_on_the_earlier_one(planned):
    made = planned("云溪市水务局呢", FIRST)
    assert (made.missing, made.editions) == ("云溪市水务局", ())


# -- any text --------------------------------------------------------------------------------

PARTS = [
    *(RIVER, "城郊中学", "云溪市水务局", "2025年", "2024", "去年", "历年"),
    *("公务接待费", "三公经费", "水电费", "30217", "工资", "职责"),
    *(
        "多少",
        "为什么",
        "占比",
        "最多",
        "前三",
        "相差",
        "吗",
        "定义",
        "和",
        "比",
        "元",
        "50%",
        "，",
        "决算",
        "几辆",
    ),
]


@given(st.lists(st.sampled_from(PARTS), max_size=9), st.lists(st.sampled_from(PARTS), max_size=3))
@settings(max_examples=60)
def test_any_words_make_a_plan_over_editions_that_are_there(planned, catalog, words, history):
    made = planned("".join(words), *history)
    assert set(made.editions) <= set(catalog.editions)
    assert str(made)


@given(st.text(max_size=80))
@settings(max_examples=60)
def test_any_text_makes_a_plan(planned, text):
    assert isinstance(planned(text).operation, Operation)


def test_a_question_is_read_to_its_limit_and_no_further(planned):
    late = "啊" * MAX_QUESTION + "公务接待费"
    assert names(planned(late)) == []


def test_nothing_indexed_leaves_no_edition(make_catalog):
    made = plan(Question("公务接待费是多少"), make_catalog([]))
    assert (made.operation, made.editions) == (LOOKUP, ())


def test_a_plan_prints_itself_in_one_line(planned):
    assert str(planned("河道管理处2025年公务接待费为何增长")) == f"原因(公务接待费) @ {RIVER}2025年预算"


def test_a_year_to_compare_with_joins_the_year_before_it_in_the_conversation(planned):
    made = planned("比2024年多了多少", "河道管理处2025年公务接待费")
    assert made.operation in (Operation.DIFFERENCE, Operation.CHANGE)
    assert planned("比2023年少了多少", "河道管理处2025年公务接待费").years == (2023, 2025)


def test_last_year_after_a_why_asks_how_much(planned):
    made = planned("去年多少", "河道管理处2025年公务接待费为什么减少")
    assert made.operation is not Operation.REASON and names(made) == [RECEPTION]


def test_income_or_spending_alone_is_the_whole_and_no_longer_a_share(planned):
    made = planned("支出呢", "河道管理处2025年公务接待费占支出总计多少")
    assert (made.operation, names(made)) == (Operation.LOOKUP, [SPEND])
