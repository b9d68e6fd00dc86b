"""What a question asks of policy documents, and whether it asks of them at all."""

from decimal import Decimal

import pytest

from index.facts.records import Point
from qa.language import normal
from qa.language.normal import read
from qa.language.policy.asking import Route, read_asked, route


def asked(question: str):
    return read_asked(normal.asked(question).bare)


def said(question: str) -> list[str]:
    return [concept.said for concept in asked(question).concepts if not concept.loose]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("值班一天补多少钱", Route.POLICY),
        ("住宿费超标了谁承担", Route.POLICY),
        ("差旅费办法第三条是什么", Route.RATHER_POLICY),
        ("办公费是多少", Route.OPEN),
        ("预算安排了多少", Route.BUDGET),
    ],
)
def test_the_words_of_a_question_tell_which_documents_it_asks_of(question, expected):
    assert route(read(question).bare, of_body=False, dated=False) is expected


def test_a_body_makes_a_word_that_budgets_know_one_of_budgets():
    question = read("某局标准化建设的经费").bare
    assert route(question, of_body=True, dated=False) is Route.OPEN
    assert route("某局2025年培训费标准多少", of_body=True, dated=True) is Route.BOTH
    assert route("全市债务限额是多少", of_body=False, dated=True) is Route.BUDGET


@pytest.mark.parametrize(
    ("question", "point"),
    [
        ("值班办法什么时候开始施行", Point.EFFECT),
        ("值班办法还有效吗", Point.VALIDITY),
        ("值班办法是哪个部门制定的", Point.ISSUER),
        ("值班办法的文号", Point.NUMBER),
        ("值班办法把哪个老办法废止了", Point.REPEAL),
    ],
)
def test_a_point_of_the_document_is_told_from_what_it_rules(question, point):
    found = asked(question)
    assert found.points == (point,)
    assert [concept.said for concept in found.titled] == ["值班"]


def test_words_of_asking_need_not_be_held_and_all_others_must():
    assert said("请问夜班一天能给多少补贴") == ["夜班", "补贴"]
    assert said("量子通信夜班一天补贴多少") == ["量子", "通信", "夜班", "补贴"]


def test_what_people_say_stands_for_what_documents_print():
    (concept,) = [c for c in asked("饭补一天多少").concepts if not c.loose]
    assert "伙食" in concept.means


def test_a_number_of_articles_days_and_amounts_is_read():
    assert asked("值班办法第二十一条").articles == (21,)
    assert (asked("值班三天补多少").days, asked("值班一天补多少").days) == (3, 0)
    assert asked("超过20天的部分怎么算").days == 0
    assert asked("夜班补贴是不是90元").amounts == (Decimal(90),)
    assert asked("夜班补贴是一百还是一百二").amounts == (Decimal(100), Decimal(120))


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("补多少钱", "money"),
        ("最多几个人", "人"),
        ("能开几天", "天"),
        ("不超过百分之几", "%"),
        ("怎么规定", ""),
    ],
)
def test_what_a_number_counts_is_read(question, measure):
    assert asked(question).measure == measure


def test_a_year_and_its_month_are_read_and_a_code_is_none():
    found = asked("2024年5月夜班补贴多少")
    assert (found.year, found.month) == (2024, 5)
    assert asked("2208101是什么").year is None


@pytest.mark.parametrize(("words", "measure"), [("几多", "any"), ("几钿", "money"), ("拢共多少", "any")])
def test_words_that_ask_how_much_are_those_of_all_questions(words, measure):
    question = f"处级干部出差住宿一晚{words}"
    assert words not in said(question)
    assert asked(question).measure == measure
