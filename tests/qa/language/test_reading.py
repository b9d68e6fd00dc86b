"""A question as it is read: letters, quotes, clauses, and tokens that leave no letter out."""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.facts.records import TableKind
from index.store.protocols import Labels, Term
from qa.language.lattice import Lattice
from qa.language.lexicon import function_words, words
from qa.language.names import Names
from qa.language.normal import key_of, read
from qa.language.talk import set_aside
from qa.language.terms import Lexicon
from qa.language.tokens import Token

HILL, LAKE = "云溪市山岭区民政局", "云溪市湖滨区民政局"
TERMS = tuple(
    Term(name, key_of(name), code)
    for name, code in (
        ("办公费", "30201"),
        ("公务接待费", "30217"),
        ("卫生健康支出", "210"),
        ("村级公路养护", ""),
        ("因公出国（境）费用", "30212"),
    )
)
LABELS = Labels((), ("基本支出", "合计"), (("表七 2025年一般公共预算支出表", TableKind.GENERAL),))


@cache
def hills() -> Lattice:
    """The names and bodies of an invented region."""
    lexicon = Lexicon.of(TERMS)
    return Lattice(Names.of(lexicon, TERMS, LABELS), lexicon, (HILL, LAKE), newest=2025)


@pytest.fixture
def lattice() -> Lattice:
    return hills()


def said(tokens: tuple[Token, ...], sort: str) -> list[str]:
    return [token.text for token in tokens if token.sort == sort]


def test_full_width_and_traditional_letters_read_as_plain_ones():
    assert read("２０２５年公務接待費").bare == "2025年公务接待费"


def test_quotes_are_no_letters_but_are_remembered():
    text = read("《支出总表》里“办公费”的“基本支出”")
    assert [text.bare[a:b] for a, b, _ in text.quoted] == ["支出总表", "办公费", "基本支出"]


def test_a_spoken_year_is_a_year():
    assert read("二〇二五年办公费").bare == "2025年办公费"


def test_a_number_keeps_its_point_and_loses_its_separators():
    assert read("1,234.5万").bare == "1234.5万"


@settings(deadline=None)
@given(st.text(max_size=80))
def test_every_letter_of_any_text_is_in_one_token(question: str):
    text = read(question)
    tokens = hills().tokens(text)
    covered = "".join(token.text for token in tokens)
    assert covered == text.bare.replace(",", "").replace("_", "") or set(text.bare) - set(covered) <= set(
        ",_"
    )
    assert all(one.end <= other.start for one, other in pairwise(tokens))


def test_a_word_nobody_knows_is_unknown_and_whole(lattice: Lattice):
    tokens = lattice.tokens(read("山岭区民政局2025年光伏屋顶办公费是多少"))
    assert said(tokens, "unknown") == ["光伏屋顶"]
    assert said(tokens, "name") == ["办公费"]


def test_a_row_is_no_body(lattice: Lattice):
    tokens = lattice.tokens(read("山岭区民政局卫生健康支出"))
    assert said(tokens, "name") == ["卫生健康支出"]


def test_a_body_of_another_place_is_a_body_of_its_own(lattice: Lattice):
    tokens = lattice.tokens(read("石桥县民政局2025年办公费"))
    assert [token.bodies for token in tokens if token.sort == "body"] == [("石桥县民政局",)]


def test_two_bodies_joined_by_a_conjunction_are_two(lattice: Lattice):
    tokens = lattice.tokens(read("山岭区民政局与湖滨区民政局办公费哪个高"))
    assert [token.bodies for token in tokens if token.sort == "body"] == [(HILL,), (LAKE,)]


def test_a_name_in_brackets_is_found_without_them(lattice: Lattice):
    assert said(lattice.tokens(read("2025年因公出国境费用")), "name") == ["因公出国境费用"]


@pytest.mark.parametrize("month", ["3月", "一月份", "第一季度", "上半年", "9月底"])
def test_a_month_is_a_period(lattice: Lattice, month: str):
    assert said(lattice.tokens(read(f"山岭区民政局2025年{month}办公费")), "period") == [month]


@pytest.mark.parametrize(
    ("question", "aside"),
    [
        ("急！山岭区民政局2025年办公费是多少？写报告等着要", ["急", "写报告等着要"]),
        ("群众来电询问山岭区民政局2025年办公费", ["群众来电询问"]),
        ("山岭区民政局2025年办公费是多少谢谢", ["谢谢"]),
    ],
)
def test_talk_is_set_aside(lattice: Lattice, question: str, aside: list[str]):
    text = read(question)
    found = set_aside(text, lattice.tokens(text))
    assert "".join(token.text for token in found) == "".join(aside)


@pytest.mark.parametrize("narrowing", ["只算食堂那部分", "里面用在花坛上的", "除了食堂的"])
def test_what_narrows_the_question_is_no_talk(lattice: Lattice, narrowing: str):
    text = read(f"山岭区民政局2025年办公费是多少？{narrowing}")
    assert set_aside(text, lattice.tokens(text)) == ()


def test_function_words_are_few_and_do_nothing():
    assert len(function_words()) <= 150
    for word in function_words():
        assert {use.sort for use in words()[word]} == {"function"}, word
