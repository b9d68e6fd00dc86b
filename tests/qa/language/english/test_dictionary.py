"""What English words are in Chinese, by the dictionary."""

import pytest

from qa.language.english.dictionary import translations


@pytest.mark.parametrize(
    ("phrase", "chinese"),
    [
        ("militia", "民兵"),
        ("teachers", "教师"),
        ("entities", "实体"),
        ("buying", "购买"),
        ("bought", "购买"),
        ("planned", "计划"),
        ("larger", "大型"),
        ("full time", "专任"),
        ("public toilets", "公厕"),
        ("value added tax", "增值税"),
    ],
)
def test_a_phrase_in_any_form_has_the_words_that_mean_it(phrase, chinese):
    assert chinese in translations(tuple(phrase.split()))


def test_what_is_said_no_more_is_no_translation():
    assert "洋火" not in translations(("match",))  # (coll.)


def test_no_word_means_what_no_one_says():
    assert translations(("qwzx",)) == ()
