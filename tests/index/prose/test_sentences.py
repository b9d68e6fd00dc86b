"""Sentences of a narrative and the numbers they state."""

from decimal import Decimal

import pytest

from index.facts.records import Citation, Passage
from index.prose.sentences import EditionProse, says_none


def narrative(text: str) -> EditionProse:
    return EditionProse([Passage(text, ("第三部分 情况说明",), Citation("某局-2025-部门预算.pdf", 14, text))])


def test_a_number_is_stated_with_its_clauses_and_its_own_sentence():
    first, second = narrative("截至上年末，本单位在职人员45人。共有公务用车3辆。").statements
    assert (first.value, first.unit, first.clauses) == (45, "人", ("本单位在职人员", "截至上年末"))
    assert first.citation.quote == "截至上年末，本单位在职人员45人。"
    assert (second.value, second.unit) == (3, "辆")
    assert second.said.startswith("第三部分情况说明")


def test_money_is_in_yuan_and_a_lone_ten_thousand_is_money():
    amounts = narrative("其中货物12.00万元，服务9万，工程300元。").statements
    assert [one.value for one in amounts] == [Decimal(120000), Decimal(90000), Decimal(300)]


@pytest.mark.parametrize("text", ["比上年增加45.00万元。", "面积减少了3平方米。", "2024年1月起实施。"])
def test_a_change_and_a_date_state_no_amount(text):
    assert narrative(text).statements == ()


def test_the_years_before_a_number_are_those_it_may_be_of():
    last, other, counted = narrative("2024年执行数9.00万元；上年为8.00万元；上年末在编40人。").statements
    assert (last.is_of(2024), last.is_of(2025)) == (True, False)
    assert not other.is_of(2025)
    assert counted.is_of(2025)


@pytest.mark.parametrize(
    ("sentence", "none"),
    [
        ("本单位没有因公出国（境）安排。", True),
        ("本年度未安排购置。", True),
        ("不涉及政府性基金。", True),
        ("改造无障碍设施。", False),
        ("保护未成年人。", False),
    ],
)
def test_a_sentence_says_none_by_its_own_words(sentence, none):
    assert says_none(sentence) is none
