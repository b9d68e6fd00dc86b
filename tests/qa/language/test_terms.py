"""What a question's words mean: official, printed, colloquial, misheard."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts.subjects import normal
from index.store.protocols import Labels, Term
from qa.language.fuzzy.slips import Homophones, sounds, words_of
from qa.language.lattice import Lattice
from qa.language.names import Names
from qa.language.normal import read
from qa.language.terms import Lexicon


def lexicon_of(*rows: tuple[str, str]) -> Lexicon:
    return Lexicon.of(terms_of(*rows))


def terms_of(*rows: tuple[str, str]) -> tuple[Term, ...]:
    return tuple(Term(subject, normal(subject), code) for subject, code in rows)


def lattice_of(*rows: tuple[str, str]) -> Lattice:
    terms = terms_of(*rows)
    lexicon = Lexicon.of(terms)
    return Lattice(Names.of(lexicon, terms, Labels((), (), ())), (), newest=2025)


@pytest.fixture(scope="module")
def lattice() -> Lattice:
    """The bundled words alone."""
    return lattice_of()


def meant(lattice: Lattice, question: str) -> list[str]:
    _, tokens = lattice.reading(read(question))
    return [name.shown for token in tokens if token.entry for name in token.entry.names]


@pytest.mark.parametrize(
    ("asked", "flat"),
    [
        ("公务接待费，是多少？", "公务接待费是多少"),
        ("“三公”经费", "三公经费"),
        ("《预算》（草案）", "预算草案"),
        ("２０２５年", "2025年"),
        ("公務接待費", "公务接待费"),
        ("1,234.50万元", "1234.50万元"),
        ("2025 年 公务接待费", "2025年公务接待费"),
        ("Total Revenue", "total_revenue"),
        ("  多少？？ ", "多少"),
        ("", ""),
    ],
)
def test_a_question_is_matched_in_one_plain_form(asked, flat):
    assert read(asked).bare == flat


@given(st.text(alphabet="公务接待费2025年，。？“”（） ０1２.算ａ", max_size=60))
def test_the_plain_form_is_plain_already(text):
    once = read(text).bare.replace(",", "")
    assert read(once).bare == once


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("公务接待费", "公务接待费"),
        ("接待费", "公务接待费"),
        ("请客吃饭花了多少", "公务接待费"),
        ("因公出国（境）费", "因公出国（境）费用"),
        ("出国花了多少", "因公出国（境）费用"),
        ("买车的钱", "公务用车购置费"),
        ("养车的钱", "公务用车运行费"),
        ("三公经费", "“三公”经费"),
        ("公积金", "住房公积金"),
        ("上头拨了多少钱", "一般公共预算拨款收入"),
        ("总预算", "预算总额"),
        ("总收入", "收入总计"),
        ("全年支出", "支出总计"),
        ("培训费", "培训费"),
        ("会议费", "会议费"),
        ("政府采购预算", "政府采购预算"),
        ("去年没花完的钱", "上年结转结余"),
        ("total revenue", "收入总计"),
    ],
)
def test_official_and_colloquial_words_mean_one_concept(lattice, words, name):
    assert meant(lattice, words) == [name]


@pytest.mark.parametrize(
    ("words", "name"), [("公务街待费", "公务接待费"), ("培讯费", "培训费"), ("住房公基金", "住房公积金")]
)
def test_a_word_misheard_is_found_by_its_sound(lattice, words, name):
    assert meant(lattice, f"{words}是多少") == [name]


def test_the_longest_term_wins(lattice):
    assert meant(lattice, "公务用车购置及运行费") == ["公务用车购置及运行费"]
    assert meant(lattice, "政府性基金预算拨款收入") == ["政府性基金预算拨款收入"]


def test_several_terms_are_found_in_order(lattice):
    assert meant(lattice, "培训费和会议费一共多少") == ["培训费", "会议费"]


def test_an_ambiguous_word_keeps_all_its_readings():
    entry = lexicon_of().entries["工资"]
    assert entry.ambiguous
    assert {"工资福利支出", "基本工资"} <= {target.name for target in entry.targets}


def test_a_group_word_stands_for_several_concepts_to_be_added():
    entry = lexicon_of().entries["水电费"]
    assert entry.group
    assert [target.name for target in entry.targets] == ["水费", "电费"]


@pytest.mark.parametrize("words", ["今天天气怎么样", "写一首诗", "你是谁", ""])
def test_words_of_other_matters_mean_nothing(lattice, words):
    assert meant(lattice, words) == []


def test_english_terms_match_whole_words_only(lattice):
    assert meant(lattice, "the revenue of 2025") == ["收入总计"]
    assert meant(lattice, "revenuestamps") == []


def test_a_subject_that_a_document_prints_becomes_a_word(lattice):
    assert meant(lattice, "堤防养护多少钱") == []
    assert meant(lattice_of(("堤防养护", "")), "堤防养护多少钱") == ["堤防养护"]


@pytest.mark.parametrize("asked", ["热线运行维护经费", "热线运行维护费", "热线运行维护"])
def test_a_printed_subject_is_known_under_other_endings(asked):
    assert meant(lattice_of(("热线运行维护支出", "2010302")), asked) == ["热线运行维护支出"]


def test_another_ending_does_not_take_the_place_of_a_printed_name():
    both = lattice_of(("热线运行费", ""), ("热线运行支出", ""))
    assert meant(both, "热线运行费") == ["热线运行费"]
    assert meant(both, "热线运行支出") == ["热线运行支出"]


def test_a_subject_with_several_codes_is_looked_for_by_all():
    known = lexicon_of(("事业运行", "2130104"), ("事业运行", "2010350"))
    assert known.entries["事业运行"].targets[0].codes == ("2010350", "2130104")


@pytest.mark.parametrize("label", ["合计", "小计", "其他", "预算数", "12345"])
def test_labels_that_name_no_subject_are_no_words(label):
    assert meant(lattice_of((label, "")), label) == []


def test_a_name_that_a_document_prints_in_other_words_is_one_more_of_the_concept():
    known = lexicon_of(("公务用车购置及运行维护支出", ""))
    assert known.entries["公务用车购置及运行维护支出"].targets[0].name == "公务用车购置及运行费"


def test_what_is_indexed_does_not_change_what_a_bundled_term_means():
    known = lexicon_of(("公务接待费", "30217"))
    assert [target.name for target in known.entries["请客吃饭"].targets] == ["公务接待费"]
    assert known.entries["公务接待费"].targets == (lexicon_of().concept("公务接待费"),)


def test_an_unknown_concept_is_a_bug():
    with pytest.raises(KeyError):
        lexicon_of().concept("请客吃饭")


def test_every_bundled_code_has_the_length_of_a_level():
    codes = {code for concept in lexicon_of().concepts.values() for code in concept.codes}
    assert codes
    assert [code for code in codes if not re.fullmatch(r"\d{3}(\d\d){0,2}", code)] == []


# -- fuzzy names ------------------------------------------------------------------------------

NAMES = ("公务接待费", "办公费", "水费", "电费", "会议费", "长者食堂运营补助")
HOMOPHONES = Homophones((*NAMES, *words_of(NAMES)), NAMES)


def put_right(said: str) -> str:
    """What is said with the surest slip put right, where any letter may be one."""
    places = frozenset(range(len(said)))
    return next((slip.bare for slip in HOMOPHONES.slips(said, places, places)), said)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("公务街待费多少", "公务接待费多少"),
        ("会议废咋还涨了", "会议费咋还涨了"),
        ("长者石堂运营补多少", "长者食堂运营补多少"),
        ("辨公费多少", "办公费多少"),
        ("公务接侍费多少", "公务接待费多少"),
        ("公吴接待费", "公务接待费"),
    ],
)
def test_a_letter_of_the_same_sound_is_put_right(said, meant):
    assert put_right(said) == meant


@pytest.mark.parametrize("said", ["测绘费多少", "多少", "量子通信办公费", "十堂课"])
def test_what_is_a_word_where_it_stands_is_no_slip(said):
    assert put_right(said) == said


def test_one_of_two_names_that_sound_alike_is_not_guessed():
    both = Homophones(("税费", "水费"))
    assert both.slips("睡费", frozenset({0, 1}), frozenset({0, 1})) == []


@given(st.text(st.sampled_from("公务接待费三公经出国的水电费和多少废revenue "), max_size=24))
def test_a_slip_lies_in_the_text_and_keeps_its_length(text):
    places = frozenset(range(len(text)))
    for slip in HOMOPHONES.slips(text, places, places):
        assert 0 <= slip.start < slip.end <= len(text) == len(slip.bare)
        assert slip.wrong == {n for n, letter in enumerate(slip.bare) if letter != text[n]}


@pytest.mark.parametrize(("one", "other"), [("待", "代"), ("接", "街"), ("讯", "训")])
def test_characters_of_one_sound_are_alike(one, other):
    assert sounds(one) == sounds(other)


def test_characters_of_other_sounds_differ():
    assert len({sounds(character) for character in "公务接待费"}) == 5


@pytest.mark.parametrize(
    ("printed", "concept"),
    [
        ("接待经费", "公务接待费"),
        ("车辆购置", "公务用车购置费"),
        ("车辆运行维护", "公务用车运行费"),
        ("公务车辆经费", "公务用车购置及运行费"),
        ("出国（境）", "因公出国（境）费用"),
    ],
)
def test_the_three_public_costs_are_known_in_the_words_of_any_table(printed, concept):
    assert normal(printed) in lexicon_of((printed, "")).concept(concept).keys
