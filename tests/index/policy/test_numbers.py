"""The numbers that a paragraph of a policy states."""

import pytest

from index.policy.numbers import numbers_in
from index.policy.wording import new_words, sets_standard, unlabelled


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("每人每天90元，包干使用。", [("90", "元", "每人每天")]),
        ("自2022年5月1日起，每月10日前报送。", []),
        ("陪餐不超过3人，占比不超过8%。", [("3", "人", "陪餐"), ("8", "%", "占比")]),
        ("会期3天，45元/人·天。", [("3", "天", "会期"), ("45", "元/人·天", "标准")]),
        (
            "讲课费500元/学时的，按1000元/半天计。",
            [("500", "元/学时", "讲课费"), ("1000", "元/半天", "标准")],
        ),
        ("境外伙食80美元/人·天。", [("80", "美元/人·天", "境外伙食")]),
        ("按青水发〔2022〕7号执行。", []),
    ],
)
def test_amounts_counts_and_shares_are_stated_and_dates_are_not(text, stated):
    assert [(one.printed, one.unit, one.name) for one in numbers_in(text)] == stated


def test_a_number_is_called_by_what_stands_before_it_and_not_by_what_other_numbers_are_of():
    found = list(numbers_in("研学每生每天160元，其中用餐45元、住宿60元。"))
    assert [one.name for one in found] == ["研学每生每天", "其中用餐", "住宿"]


def test_what_is_said_of_nothing_in_particular_is_plain():
    first, second = numbers_in("每人每天100元，高山地区每人每天120元。")
    assert first.plain and not second.plain


def test_new_words_and_numbers_of_articles_are_told_from_the_rest():
    assert new_words("将第五条修改为：“第五条 每天60元。”") == "第五条 每天60元。"
    assert unlabelled("第五条 每天60元。", "第五条") == "每天60元。"
    assert sets_standard("每人每天60元。") and sets_standard("各地限额见附件。")
    assert not sets_standard("保费20元以内的凭据报销。")


def test_a_number_that_another_took_the_place_of_is_known():
    first, second = numbers_in("补贴标准由每人每天90元提高到110元。")
    assert (first.was, second.was) == (True, False)
    assert not any(one.was for one in numbers_in("由单位发给每人每天90元，提高到处级的另行规定。"))
