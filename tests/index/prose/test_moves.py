"""Rises and falls in any words, and what looks like one and is none."""

from dataclasses import replace

import pytest

from index.facts.records import Change, Kind, Scope
from index.prose.amounts.moves import turn, way_of
from tests.index.prose.read_out import BUDGET, FINAL, read

Told = tuple[str, str, str, str, str]


def told(change: Change) -> Told:
    return (
        change.subject,
        change.amount_printed,
        change.direction,
        change.difference_printed,
        change.percent_printed,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("还本付息支出8万元，比上年增加2万元。", ("还本付息支出", "8", "增加", "2", "")),
        ("均衡性转移支付8万元，比上年增加2万元。", ("均衡性转移支付", "8", "增加", "2", "")),
        ("提高教师待遇资金8万元，比上年增加2万元。", ("提高教师待遇资金", "8", "增加", "2", "")),
        ("对口支援成都资金8万元，比上年增加2万元。", ("对口支援成都资金", "8", "增加", "2", "")),
        ("财政部门核定的绩效工资8万元，比上年增加2万元。", ("绩效工资", "8", "增加", "2", "")),
    ],
)
def test_words_of_a_name_are_no_adverbs_and_no_moves(text: str, expected: Told) -> None:
    assert told(read(text)[0])[1:] == expected[1:]
    assert expected[0] in told(read(text)[0])[0]


def test_a_cause_between_amount_and_comparison_takes_the_comparison_from_neither() -> None:
    change = read("会议费8万元，由于次数减少，比上年减少2万元。")[0]
    assert told(change) == ("会议费", "8", "减少", "2", "")


def test_guests_from_home_are_not_counted_as_from_abroad() -> None:
    changes = read("国（境）外公务接待2批次、9人次，国内公务接待3批次、26人次。", document=FINAL)
    assert [(c.subject, c.amount_printed) for c in changes] == [
        ("外事接待批次", "2"),
        ("外事接待人次", "9"),
        ("国内公务接待批次", "3"),
        ("国内公务接待人次", "26"),
    ]


def test_income_is_of_its_ledger_where_it_is_compared_too() -> None:
    city = replace(FINAL, body="青石市", kind=Kind.EXECUTION, scope=Scope.WHOLE_CITY)
    changes = read(
        "（一）一般公共预算", "收入完成90万元。收入比上年增加5万元。支出完成80万元。", document=city
    )
    assert {c.subject for c in changes} == {"一般公共预算收入", "一般公共预算支出"}


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("某市商务局2025年“三公”经费预算说明", "“三公”经费"),
        ("某市商务局2025年部门预算及“三公”经费预算", ""),
    ],
)
def test_a_nameless_amount_is_of_the_title_where_that_names_one_cost_alone(title: str, subject: str) -> None:
    changes = read("2025年预算8万元。", document=replace(BUDGET, title=title))
    assert [c.subject for c in changes] == ([subject] if subject else [])


@pytest.mark.parametrize(
    ("word", "way"), [("短收", "减少"), ("少了", "减少"), ("超收", "增加"), ("多支", "增加")]
)
def test_a_word_tells_which_way_it_goes(word: str, way: str) -> None:
    assert way_of(word) == way


def test_an_amount_behind_a_comparison_that_goes_neither_way_is_no_difference() -> None:
    assert turn("比上年的") is None and turn("至多") is None
