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
        "我在林场开过几年车，知道公务接待费不好省。",
        "我们寨子里松鼠多。",
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


@pytest.mark.parametrize("heading", ["写作提纲：", "琢磨松鼠习性："])
def test_a_heading_of_words_that_nobody_knows_is_set_aside(heading):
    assert left(heading + ASKS) == left(ASKS)


@pytest.mark.parametrize(
    "heading", ["只写松鼠：", "松鼠习性2024年：", "松鼠的公务接待费：", "山岭区民政局松鼠："]
)
def test_a_heading_that_narrows_or_says_whose_or_of_what_is_asked_of(heading):
    assert left(heading + ASKS) != left(ASKS)


def test_a_heading_over_a_question_that_does_not_say_of_what_is_what_is_asked():
    assert "松鼠" in left("松鼠习性：山岭区民政局2025年是多少？")


def test_the_year_of_a_statement_is_not_asked_beside_that_of_the_question():
    assert "2024年" not in left("看了山岭区民政局2024年的办公费，2025年的办公费是多少？")


@pytest.mark.parametrize("moved", ["骤增", "陡增", "锐减", "攀升了", "净减少", "大涨"])
def test_how_and_which_way_something_moved_is_one_word(moved):
    text = read(f"山岭区民政局2025年办公费{moved}，原因何在")
    tokens = hills().tokens(text)
    sense = "less" if "减" in moved else "more"
    assert any(token.text == moved and token.sense("op") == sense for token in tokens)
