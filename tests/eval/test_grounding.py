"""A numeral of the text is accounted for as a whole, in its unit, by what the answer carries."""

from dataclasses import replace
from decimal import Decimal

import pytest

from eval.grounding import ungrounded
from index.facts.records import Citation
from qa.records import Answer, AnswerFigure, Status

COST = AnswerFigure(
    metric="公务接待费",
    code="30217",
    body="某市12345热线中心",
    year=2025,
    stage="预算",
    value=Decimal(15000),
    printed="1.50",
    unit="万元",
    citations=(0,),
)
SHARE = AnswerFigure(
    metric="占比",
    code="",
    body="某市12345热线中心",
    year=2025,
    stage="预算",
    value=Decimal("19.04"),
    printed="19.04",
    unit="%",
    derived=True,
    formula="1.50 ÷ 7.88 × 100%",
    citations=(0, 1),
)
CELL = Citation("center-2025.pdf", 12, "1.50", table="2025年表十", row="2、公务接待费", column="预算数")
PROSE = Citation("center-2025.pdf", 14, "公用经费7.88万元，班级36个，主要原因是新增每月领导接线")


def told(text: str, *figures: AnswerFigure, question: str = "问", options: tuple[str, ...] = ()) -> Answer:
    return Answer(
        "1", question, Status.ANSWERED, text, figures or (COST, SHARE), (CELL, PROSE), options=options
    )


@pytest.mark.parametrize(
    "text",
    [
        "某市12345热线中心2025年公务接待费（30217）预算1.50万元。",
        "公务接待费15000元，即15,000.00元。",
        "占公用经费7.88万元的19.04%（1.50 ÷ 7.88 × 100%）。",
        "上年（2024年）未载。",
        "共有36个班。见第12页和第14页。",
        "1. 公务接待费1.50万元\n2. 公用经费7.88万元",
        "公务接待费1.50万元[1]，公用经费7.88万元[2]。",
        "一、“三公”经费",
    ],
)
def test_what_the_answer_carries_is_accounted_for(text: str):
    assert ungrounded(told(text)) == ()


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("公务接待费0.50万元", ("0.50万元",)),
        ("公务接待费50万元", ("50万元",)),
        ("公务接待费1.50元", ("1.50元",)),
        ("公务接待费12万元", ("12万元",)),
        ("公务接待费2025万元", ("2025万元",)),
        ("增长19.04万元", ("19.04万元",)),
        ("占比9.04%", ("9.04%",)),
        ("2023年", ("2023年",)),
        ("见第13页", ("13页",)),
        ("见注[3]", ("3",)),
        ("1.50万元、2.50万元、2.50万元", ("2.50万元",)),
    ],
)
def test_what_only_looks_like_a_source_is_none(text: str, loose: tuple[str, ...]):
    assert ungrounded(told(text)) == loose


def test_a_cell_without_a_unit_accounts_for_an_amount_no_figure_contradicts():
    bare = Answer("1", "问", Status.ANSWERED, "预算1.50万元", (), (CELL,))
    assert ungrounded(bare) == ()


def test_the_question_the_options_and_known_names_account_for_their_numerals():
    assert ungrounded(told("并非500万元", question="500万元花在哪了？")) == ()
    assert ungrounded(told("请问是2021年吗", options=("2021年公务接待费是多少？",))) == ()
    assert ungrounded(told("已收录2019年文件")) == ("2019年",)
    assert ungrounded(told("已收录2019年文件"), known=("center-2019.pdf",)) == ()


def test_a_number_in_a_name_is_that_of_the_body_that_was_understood():
    nothing = Answer("1", "热线中心的灯", Status.NOT_FOUND, "某市12345热线中心没有公开“灯”。")
    assert ungrounded(nothing) == ("12345",)
    assert ungrounded(replace(nothing, understood="某市12345热线中心 · 灯")) == ()
    assert ungrounded(replace(nothing, text="12345万元", understood="某市12345热线中心")) == ("12345万元",)
