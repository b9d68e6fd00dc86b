"""Bodies named in English, by pinyin and by what they are."""

import pytest

from qa.language.normal import read
from qa.language.whose.bodies import Bodies
from qa.language.whose.english import in_english

BODIES = ("云溪市河道管理处", "云溪市城郊中学", "云溪市司法局", "临江街道办事处")


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("how much did the yunxi bureau of justice spend on travel", ("云溪市司法局",)),
        ("linjiang subdistrict budget 2025", ("临江街道办事处",)),
        ("reception budget of chengjiao middle school", ("云溪市城郊中学",)),
        ("what is the total budget", ()),
        ("2025", ()),
    ],
)
def test_an_english_name_means_the_body_that_most_of_its_words_fit(text, bodies):
    assert in_english(text, BODIES) == bodies


def test_a_chinese_name_beside_english_words_is_enough():
    tokens = Bodies(BODIES).spans(read("how much did 城郊中学 spend"))
    assert {token.bodies for token in tokens} == {("云溪市城郊中学",)}


def test_the_body_stands_where_its_place_is_spelt():
    tokens = list(Bodies(BODIES).spans(read("How much did the Yunxi bureau of justice spend on travel?")))
    assert [(t.text, t.bodies) for t in tokens if t.sort == "body"] == [("yunxi", ("云溪市司法局",))]
    assert {t.text for t in tokens if t.sort == "function"} == {
        "the",
        "bureau",
        "of",
        "justice",
    }  # words of its name


def test_words_that_stand_elsewhere_are_not_of_the_body_name():
    tokens = list(Bodies(BODIES).spans(read("How much did the Yunxi bureau of justice spend on services?")))
    assert "services" not in {token.text for token in tokens}
