"""What is worked out of amounts, and what is not: over documents made for each question."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from index.facts.records import Change, Extraction, Figure, Stage, TableKind
from index.store.figure_store import FigureStore
from qa.records import Answer, Question, Status
from tests.qa.conftest import cells, change, document, make_pipeline
from tests.qa.told import RIVER, asked, beside, shown

Over = Callable[..., Answer]


@pytest.fixture
def over(tmp_path_factory) -> Iterator[Over]:
    """``over("问题", figures, changes)`` → its answer over one document of 2025 that holds these alone."""
    opened: list[FigureStore] = []

    def answered(question: str, figures: list[Figure], changes: tuple[Change, ...] = ()) -> Answer:
        store = FigureStore.open(tmp_path_factory.mktemp("facts"), create=True)
        opened.append(store)
        made = Extraction(document(RIVER, 2025), figures=tuple(figures), changes=changes)
        store.replace(made, source="/in/a.pdf", extractor="test")
        return make_pipeline(store).ask(Question(f"河道管理处2025年{question}"))

    yield answered
    for store in opened:
        store.close()


def rows(*printed: tuple[str, str, str], kind: TableKind = TableKind.BASIC) -> list[Figure]:
    return cells(document(RIVER, 2025), kind, 5, printed)


def training(*, before: str = "") -> list[Figure]:
    """培训费 of this year, and of the year before where it is printed beside it."""
    of, row = document(RIVER, 2025), [("30216", "培训费", "3.00")]
    figures = cells(of, TableKind.BASIC, 5, row)
    if before:
        row = [("30216", "培训费", before)]
        prior = cells(of, TableKind.BASIC, 5, row, stage=Stage.PRIOR_BUDGET)
        figures += [replace(figure, year=2024) for figure in prior]
    return figures


def said(direction: str, difference: str = "", percent: str = "") -> tuple[Change, ...]:
    return (change(document(RIVER, 2025), "培训费", "3.00", direction, difference, percent),)


# -- sums, differences, shares ---------------------------------------------------------------


def test_a_sum_in_another_unit_is_converted_after_adding(ask):
    answer = ask("河道管理处2025年水费和电费一共多少元")
    assert asked(answer) == ["35000元"]
    assert beside(answer) == ["12000元", "23000元"]


@pytest.mark.parametrize(
    "words", ["水费和会议费一共多少", "会议费占支出总计的比例", "水费和会议费相差多少", "会议费比水费多多少"]
)
def test_no_result_is_made_of_what_is_missing(ask, words):
    answer = ask(f"河道管理处2025年{words}")
    assert (answer.status, asked(answer)) == (Status.NOT_FOUND, [])
    assert "会议费" in answer.text


@pytest.mark.parametrize("words", ["奖金和绩效工资", "绩效工资和奖金"])
def test_a_difference_is_taken_from_the_larger(ask, words):
    answer = ask(f"河道管理处2025年{words}相差多少")
    assert asked(answer) == ["30.00万元"]
    assert beside(answer) == ["80.00万元", "50.00万元"]


def test_amounts_of_different_units_are_compared_in_ten_thousands(ask):
    answer = ask("城郊中学和河道管理处2025年公务接待费相差多少")
    assert asked(answer) == ["0.70万元"]
    assert beside(answer) == ["1.50万元", "0.80万元"]


def test_one_year_makes_no_trend(ask):
    assert shown(ask("城郊中学历年公务接待费")) == ["8,000.00元"]


# -- rows ------------------------------------------------------------------------------------

PROJECTS = rows(
    *(("", "河道保洁", "40.00"), ("", "闸门检修", "0.00"), ("", "堤防养护", "60.00"), ("", "宣传", "2.00")),
    kind=TableKind.PROJECTS,
)


@pytest.mark.parametrize(
    ("words", "amounts"),
    [
        ("花钱最多的项目", ["60.00万元"]),
        ("花钱最多的两个项目", ["60.00万元", "40.00万元"]),
        ("花钱最少的项目", ["2.00万元"]),
    ],
)
def test_a_ranking_of_rows_gives_as_many_as_asked_and_no_zero_as_the_least(over, words, amounts):
    assert asked(over(words, PROJECTS)) == amounts


def test_a_list_leaves_out_the_zeros(over):
    answer = over("项目支出有哪些", PROJECTS)
    assert {figure.metric for figure in answer.figures if figure.value} == {"河道保洁", "堤防养护", "宣传"}
    assert "0.00万元" not in asked(answer)


# -- whether two agree -----------------------------------------------------------------------


@pytest.mark.parametrize(("spent", "verdict"), [("500.00", "是，"), ("499.99", "不是，")])
def test_income_and_spending_agree_to_the_last_cent_or_not_at_all(over, spent, verdict):
    both = rows(("", "收入总计", "500.00"), ("", "支出总计", spent), kind=TableKind.BALANCE)
    assert over("收支平衡吗", both).text.startswith(verdict)


def test_one_amount_agrees_with_nothing(over):
    answer = over("收支平衡吗", rows(("", "收入总计", "500.00"), kind=TableKind.BALANCE))
    assert not answer.text.startswith(("是", "不是"))


# -- the year before -------------------------------------------------------------------------


def test_a_printed_prior_amount_comes_before_any_working_out(over):
    answer = over("培训费去年是多少", training(before="2.02"), said("增加", "1.00"))
    assert [(f.shown, f.derived) for f in answer.figures if f.role == "asked"] == [("2.02万元", False)]


def test_last_years_amount_is_never_worked_out_of_a_rate(over):
    answer = over("培训费去年是多少", training(), said("增加", percent="33.00"))
    assert asked(answer) == []


def test_both_printed_years_give_difference_and_rate(over):
    answer = over("培训费比上年增减多少", training(before="4.00"))
    assert {"-1.00万元", "-25.00%"} <= set(shown(answer))


def test_a_printed_rate_is_kept_as_printed(over):
    answer = over("培训费比上年增长百分之几", training(), said("增加", "1.00", "49.9"))
    assert asked(answer) == ["49.9%"]


def test_there_is_no_rate_where_there_was_nothing_before(over):
    answer = over("培训费比上年增减多少", training(before="0.00"))
    assert asked(answer) == ["3.00万元"]
    assert not any(figure.unit == "%" for figure in answer.figures)


def test_without_last_years_amount_there_is_no_change(over):
    assert asked(over("培训费比上年增减多少", training())) == []
