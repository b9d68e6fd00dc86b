import re

import pytest

from web.words import LANGUAGES, language_of, words_for


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, "zh-CN,zh;q=0.9", "zh-CN"),
        (None, "zh-HK", "zh-TW"),
        (None, "zh-Hant-MO", "zh-TW"),
        (None, "zh", "zh-CN"),
        (None, "fr-FR,zh", "en"),
        (None, "", "zh-CN"),
        ("en", "zh-CN", "en"),
        ("xx", "zh-TW", "zh-TW"),
    ],
)
def test_a_reader_gets_the_language_chosen_or_else_the_browsers(chosen, accepted, language):
    assert language_of(chosen, accepted) == language


def test_every_word_stands_in_every_language_with_the_same_blanks():
    tables = [words_for(code) for code in LANGUAGES]
    for key in tables[0]:
        blanks = {tuple(sorted(re.findall(r"{\w+}", table[key]))) for table in tables}
        assert all(table[key] for table in tables) and len(blanks) == 1, key


def test_a_language_the_pages_do_not_speak_is_a_mistake():
    with pytest.raises(KeyError):
        words_for("fr")
