"""Turns of phrase: shares and wholes, groups, bounds, what is not meant, names said nearly."""

import pytest

from index.facts.records import Stage
from qa.records import Operation
from tests.qa.planning import (
    CHANGE,
    DIFFERENCE,
    LOOKUP,
    REASON,
    SPEND,
    names,
)


def test_groups_asked_apart_are_targets_of_their_own(planned):
    made = planned("河道管理处2025年政府采购里货物、工程、服务各多少")
    assert [target.groups for target in made.targets] == [("货物",), ("工程",), ("服务",)]


def test_years_and_bodies_are_ranked_by_a_whole(planned):
    assert names(planned("河道管理处哪年收入最多")) == ["收入总计"]
    assert names(planned("支出最多的单位是谁")) == [SPEND]
    assert names(planned("河道管理处2025年哪个科目支出最多")) != [SPEND]


def test_the_part_of_a_share_is_never_taken_for_the_whole(planned):
    made = planned("河道管理处2025年绿化养护开支占支出总计多少")
    assert made.operation is Operation.SHARE and names(made) == ["绿化养护开支", SPEND]


def test_the_dearest_is_a_ranking(planned):
    assert planned("河道管理处2025年购买服务最贵的是哪项").operation is Operation.RANKING
    assert planned("河道管理处2025年购买服务最便宜的是哪项").ascending


def test_several_subjects_behind_the_share_are_one_whole(planned):
    made = planned("河道管理处2025年培训费占三公会议培训总额多少")
    assert made.operation is Operation.SHARE
    assert names(made)[0] == "培训费" and {"“三公”经费", "培训费"} <= set(names(made)[1:])


def test_a_final_account_is_set_beside_its_budget(planned):
    made = planned("河道管理处2024年公务接待费决算多少，跟年初预算比怎么样")
    assert made.operation is Operation.DIFFERENCE
    assert [target.stage for target in made.targets] == [Stage.FINAL, Stage.INITIAL]


def test_a_name_no_document_prints_is_not_taken_for_the_whole(planned):
    assert names(planned("河道管理处2025年气象服务经费为什么增加")) == ["气象服务经费"]
    assert names(planned("河道管理处2025年预算为什么增加")) == ["预算总额"]


def test_budget_and_final_account_asked_together(planned):
    made = planned("河道管理处2024年公务接待费年初预算多少，决算多少，完成了百分之几")
    assert made.operation is Operation.SHARE
    assert [target.stage for target in made.targets] == [Stage.FINAL, Stage.INITIAL]


@pytest.mark.parametrize(
    ("question", "over", "under"),
    [
        ("河道管理处2025年超过500万的项目有哪些", 5_000_000, None),
        ("河道管理处2025年50万元以上的项目有哪些", 500_000, None),
        ("河道管理处2025年不超过1亿元的项目有哪些", None, 100_000_000),
    ],
)
def test_a_list_may_be_asked_over_or_under_an_amount(planned, question, over, under):
    made = planned(question)
    assert (made.over, made.under) == (over, under)


def test_an_official_name_with_one_wrong_letter_is_that_name(planned):
    assert [t.name for t in planned("河道管理处2025年公务接侍费是多少").targets] == ["公务接待费"]


def test_a_word_of_its_own_before_a_general_one_makes_another_name(planned):
    assert [t.name for t in planned("河道管理处2025年养老服务补贴多少钱").targets] == ["养老服务补贴"]


def test_an_amount_with_a_point_is_no_code(planned):
    assert planned("河道管理处2025年公务接待费是220.63万吗").targets[0].codes != ("22063",)


@pytest.mark.parametrize(
    ("question", "operation", "targets"),
    [
        ("河道管理处2025年疫情防控支出多少", LOOKUP, ["疫情防控支出"]),
        ("河道管理处2025年测绘费用多少", LOOKUP, ["测绘费用"]),
        (
            "河道管理处2025年三公经费的年初预算和实际支出差了多少",
            DIFFERENCE,
            ["“三公”经费决算", "“三公”经费年初预算"],
        ),
        ("河道管理处2025年公务接待费增加是由于什么", REASON, ["公务接待费"]),
        ("河道管理处2025年养车（不算买车）得多少钱", LOOKUP, ["公务用车运行费"]),
        ("河道管理处2025年收入怎么变的", CHANGE, ["收入总计"]),
    ],
)
def test_words_beside_a_name_and_turns_of_phrase(planned, question, operation, targets):
    made = planned(question)
    assert (made.operation, names(made)) == (operation, targets)
