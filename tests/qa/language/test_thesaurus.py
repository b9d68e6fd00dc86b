"""Words by the thesaurus: of one meaning, of grammar, of the mind and of speech."""

import pytest

from qa.language.thesaurus import says_nothing, speaks, synonyms


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("车子", "车辆", True),
        ("补贴", "津贴", True),
        ("车辆", "房屋", False),
        ("路", "道", False),
    ],
)
def test_words_of_one_group_mean_the_same_and_single_letters_nothing(word, other, same):
    assert (other in synonyms(word)) is same
    assert word not in synonyms(word)


@pytest.mark.parametrize("word", ["居然", "毕竟", "难怪"])
def test_words_of_grammar_that_narrow_nothing_say_nothing(word):
    assert says_nothing(word)


@pytest.mark.parametrize("word", ["仅仅", "除了", "单独", "不", "最", "临时", "食堂", "无人知道的词"])
def test_words_that_narrow_or_name_say_something(word):
    assert not says_nothing(word)


def test_an_adverb_says_nothing_though_the_word_is_an_adjective_too():
    assert not says_nothing("真")
    assert says_nothing("真", adverb=True)


@pytest.mark.parametrize(
    ("word", "spoken"), [("看见", True), ("惦记", True), ("装修", False), ("接待", False)]
)
def test_verbs_of_the_mind_and_of_speech(word, spoken):
    assert speaks(word) is spoken
