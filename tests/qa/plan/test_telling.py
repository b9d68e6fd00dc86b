"""A sentence as a question of the narrative."""

import pytest

from qa.plan.algebra import Define, Tell
from qa.plan.sentences import understood
from qa.plan.telling import asked_of, section_left, tellings
from qa.records import Question
from tests.qa.planning import RIVER, SCHOOL


@pytest.fixture(scope="module")
def sentence(pipeline):
    """``sentence("问题")`` → the last sentence of it, over the hand-made region."""
    return lambda text: understood(Question(text), pipeline.lattice, pipeline.known).sentences[-1]


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("河道管理处2025年项目支出是什么意思", [Define, Tell]),
        ("河道管理处2025年主要职责有哪些", [Tell]),
        ("河道管理处2025年公务用车多少辆", [Tell]),
        ("河道管理处2025年", []),
        ("河道管理处2025年是多少", []),
    ],
)
def test_what_holds_a_word_of_its_own_can_be_told(sentence, question, kinds):
    assert [type(candidate.queries[0]) for candidate in tellings(sentence(question))] == kinds


def test_the_meaning_of_a_term_costs_less_than_what_is_said_of_it(sentence):
    defined, told = tellings(sentence("河道管理处2025年项目支出是什么意思"))
    assert defined.cost < told.cost


def test_an_operator_is_not_used_up_by_what_is_only_told(sentence):
    asked = sentence("河道管理处2025年巡查船比公务用车多几艘")
    for candidate in tellings(asked):
        assert not [token.text for token in candidate.used if token.sense("op") in ("compare", "more")]


def test_each_body_is_told_of(sentence):
    (candidate,) = tellings(sentence("河道管理处和城郊中学的主要职责有哪些"))
    assert [query.at.body for query in candidate.queries] == [RIVER, SCHOOL]


def test_bodies_and_years_are_no_words_to_be_told(sentence):
    query = asked_of(sentence("河道管理处2025年防汛物资有多少"))
    assert (query.at.body, query.at.year) == (RIVER, 2025)
    assert not any(word in query.topic.said for word in ("河道管理处", "2025"))
    assert "".join(query.words) == "防汛物资"


def test_the_stretch_that_names_a_section_is_left_by_a_reading_as_figures(sentence):
    assert section_left(sentence("河道管理处2025年主要职责和公务接待费")) == ("职责",)
    assert section_left(sentence("河道管理处2025年公务接待费")) == ()
