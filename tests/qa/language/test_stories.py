"""Sentences in which a person tells of herself before she asks, and what is none."""

import pytest

from qa.language.aside.talk import set_aside
from qa.language.lattice import Lattice
from qa.language.normal import read
from tests.qa.language.test_reading import hills

ASKS = "山岭区民政局2025年办公费是多少？"


def left(question: str) -> str:
    """What of a question is not set aside."""
    lattice: Lattice = hills()
    text = read(question)
    tokens = lattice.tokens(text)
    aside = set_aside(text, tokens)
    return "".join(token.text for token in tokens if token not in aside)


@pytest.mark.parametrize(
    "story",
    [
        "我年轻时在林场扛木头，一辆板车走遍全县。",
        "我们老伙计在村口下棋。",
        "我退休前在林场干了大半辈子！",
    ],
)
def test_what_someone_tells_of_herself_is_set_aside(story):
    assert left(story + ASKS) == left(ASKS)


@pytest.mark.parametrize(
    "said",
    [
        "我只看基本支出。",
        "我问的是决算。",
        "我说的是卫生健康支出。",
        "我家在山岭区民政局对面，公务接待费呢？",
    ],
)
def test_what_says_what_is_wanted_is_no_story(said):
    assert left(said + ASKS) != left(ASKS)


def test_a_story_without_a_question_behind_it_is_none():
    assert "扛木头" in left("我年轻时在林场扛木头。")


def test_a_point_of_what_moved_stays_but_not_the_words_around_it():
    kept = left("发现山岭区民政局2025年办公费比上一年少了一截，到底减少了多少？")
    assert "一截" not in kept
    assert "办公费" in kept and "少了" in kept
