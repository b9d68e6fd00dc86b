"""Questions and passages are cut alike, so that a word in both is found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.store.tokens import tokens


def test_codes_and_amounts_stay_whole_and_lose_their_separators():
    assert tokens("2120101 共1,234.50万元")[:3] == ["2120101", "共", "1234.50"]


def test_full_width_digits_and_letters_are_plain_ones():
    assert tokens("３０２１７ ＧＤＰ") == ["30217", "gdp"]


def test_a_word_of_a_longer_word_is_found_by_either():
    assert {"公务", "接待费"} <= set(tokens("30217公务接待费"))
    assert set(tokens("接待费")) <= set(tokens("公务接待费"))


def test_a_name_no_dictionary_knows_is_found_by_its_character_pairs():
    assert {"岚浦", "浦市"} <= set(tokens("岚浦市政府"))
    assert "浦市" not in tokens("岚浦市政府", search=False)


def test_single_particles_are_no_words():
    assert tokens("的了是") == ["的了", "了是"]
    assert tokens("的") == []


def test_marks_alone_are_no_words():
    assert tokens("") == tokens('"*()（）、，。…') == []


@given(st.text())
def test_no_text_gives_a_word_that_the_search_engine_could_take_for_an_operator(text):
    assert all(word.replace(".", "").isalnum() and word == word.lower() for word in tokens(text))
