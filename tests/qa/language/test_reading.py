"""A question as it is read: letters, quotes, clauses, and tokens that leave no letter out."""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.facts.records import TableKind
from index.store.protocols import Labels, Term
from qa.language.aside.talk import set_aside
from qa.language.lattice import Lattice
from qa.language.lexicon import function_words, words
from qa.language.names import Names
from qa.language.normal import key_of, read
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
    return Lattice(Names.of(lexicon, TERMS, LABELS), (HILL, LAKE), newest=2025)


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


@pytest.mark.parametrize(
    ("question", "aside"),
    [
        ("我外甥在山岭区民政局上班，可辛苦了。2025年办公费是多少？", ["外甥"]),
        ("天一冷他们就喊累，山岭区民政局2025年办公费是多少？", ["天一冷他们就喊累"]),
    ],
)
def test_what_is_stated_beside_the_question_blocks_nothing(lattice: Lattice, question: str, aside: list[str]):
    text = read(question)
    tokens = lattice.tokens(text)
    content = [token for token in tokens if token not in set_aside(text, tokens)]
    assert not [token.text for token in content if token.sort == "unknown"]
    assert said(tuple(content), "body") == ["山岭区民政局"]
    assert all(word in "".join(t.text for t in set_aside(text, tokens)) for word in aside)


@pytest.mark.parametrize(
    "question",
    [
        "山岭区民政局的信鸽训练站，2025年办公费是多少？",
        "只算信鸽训练站，山岭区民政局2025年办公费是多少？",
        "信鸽训练站的，山岭区民政局2025年办公费是多少？",
    ],
)
def test_what_may_be_asked_of_is_never_set_aside(lattice: Lattice, question: str):
    text = read(question)
    tokens = lattice.tokens(text)
    left = [t.text for t in tokens if t.sort == "unknown" and t not in set_aside(text, tokens)]
    assert "信鸽训练站" in left


def test_what_a_reader_calls_a_name_in_brackets_is_set_aside(lattice: Lattice):
    text = read("山岭区民政局2025年乡下修路的钱（村级公路养护）是多少")
    tokens = lattice.tokens(text)
    assert "乡下修路" in "".join(token.text for token in set_aside(text, tokens))
    narrowed = read("山岭区民政局2025年村级公路养护（乡下修桥）是多少")
    assert not set_aside(narrowed, lattice.tokens(narrowed))


def test_a_particle_behind_an_unknown_word_is_none_of_it(lattice: Lattice):
    assert said(lattice.tokens(read("山岭区民政局2025年信鸽啦")), "unknown") == ["信鸽"]


@pytest.mark.parametrize("words", ["养护村级的公路", "公路的村级养护"])
def test_words_of_one_name_in_another_order_name_it(lattice: Lattice, words: str):
    names = [token for token in lattice.tokens(read(f"山岭区民政局2025年{words}")) if token.entry]
    assert [name.shown for token in names for name in token.entry.names] == ["村级公路养护"]


def test_a_word_more_than_a_name_holds_stays_unknown(lattice: Lattice):
    tokens = lattice.tokens(read("山岭区民政局2025年养护村级信鸽公路"))
    assert any("信鸽" in word for word in said(tokens, "unknown"))


@pytest.mark.parametrize(
    ("words", "years"),
    [("24三公比23多多少", [(2024,), (2023,)]), ("三公预算23/24/25", [(2023, 2024, 2025)])],
)
def test_years_in_two_digits_stand_together(lattice: Lattice, words: str, years: list[tuple[int, ...]]):
    tokens = lattice.tokens(read(f"山岭区民政局{words}"))
    assert [token.years for token in tokens if token.sort == "year"] == years


def test_a_sentence_of_english_ends_at_its_stop():
    text = read("the bureau's budget (2025). What is it")
    assert [text.bare[a:b] for a, b in text.clauses()][-1].startswith("what")


# -- words of grammar ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("哎，山岭区民政局2025年办公费是多少", "哎"),
        ("山岭区民政局2025年光办公费是多少", "光"),
        ("好多人想知道，山岭区民政局2025年办公费是多少", "好多"),
    ],
)
def test_a_word_that_asks_for_nothing_there_is_one_of_grammar(lattice: Lattice, question: str, word: str):
    (found,) = [token for token in lattice.tokens(read(question)) if token.text == word]
    assert found.sort == "function"


def test_how_much_in_dialect_asks_where_nothing_else_does(lattice: Lattice):
    (much,) = [token for token in lattice.tokens(read("山岭区民政局办公费好多")) if token.text == "好多"]
    assert much.sense("op") == "how_many"


def test_what_stands_before_and_ends_as_the_name_behind_it_does():
    rows = ("一般债务余额", "专项债务余额", "一般债务限额")
    terms = tuple(Term(name, key_of(name), "") for name in rows)
    lexicon = Lexicon.of(terms)
    lattice = Lattice(
        Names.of(lexicon, terms, Labels((), (), ())), (HILL,), printed=lambda body: frozenset(rows)
    )
    tokens = lattice.tokens(read("山岭区民政局一般债务和专项债务余额各多少"))
    assert [t.entry.names[0].shown for t in tokens if t.entry] == ["一般债务余额", "专项债务余额"]


@pytest.mark.parametrize(
    ("question", "aside"),
    [
        ("山岭区民政局2025年修桥铺路那个“村级公路养护”是多少", ["修桥铺路"]),
        ("山岭区民政局2025年信鸽的“村级公路养护”是多少", []),
    ],
)
def test_a_name_in_quotes_explains_what_people_call_it(lattice: Lattice, question: str, aside: list[str]):
    text = read(question)
    assert [token.text for token in set_aside(text, lattice.tokens(text))] == aside


def test_what_stands_behind_and_begins_as_the_name_before_it_does():
    rows = ("政府债务限额", "政府债务余额")
    terms = tuple(Term(name, key_of(name), "") for name in rows)
    lexicon = Lexicon.of(terms)
    lattice = Lattice(
        Names.of(lexicon, terms, Labels((), (), ())), (HILL,), printed=lambda body: frozenset(rows)
    )
    tokens = lattice.tokens(read("山岭区民政局政府债务限额和余额分别是多少"))
    assert [t.entry.names[0].shown for t in tokens if t.entry] == ["政府债务限额", "政府债务余额"]
