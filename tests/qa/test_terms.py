"""What a question's words mean: official, printed, colloquial, misheard, coded."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts.subjects import normal
from index.store.protocols import Term
from qa.language.terms import Lexicon, plain, sounds


def lexicon_of(*rows: tuple[str, str]) -> Lexicon:
    return Lexicon.of(Term(subject, normal(subject), code) for subject, code in rows)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The bundled words alone."""
    return Lexicon.of(())


def meant(lexicon: Lexicon, question: str) -> list[str]:
    return [target.name for mention in lexicon.mentions(plain(question)) for target in mention.targets]


@pytest.mark.parametrize(
    ("asked", "flat"),
    [
        ("公务接待费，是多少？", "公务接待费,是多少"),
        ("“三公”经费", "三公经费"),
        ("《预算》（草案）", "预算草案"),
        ("２０２５年", "2025年"),
        ("公務接待費", "公务接待费"),
        ("1,234.50万元", "1234.50万元"),
        ("2025 年 公务接待费", "2025年公务接待费"),
        ("Total Revenue", "total revenue"),
        ("  多少？？ ", "多少"),
        ("", ""),
    ],
)
def test_a_question_is_matched_in_one_plain_form(asked, flat):
    assert plain(asked) == flat


@given(st.text(max_size=60))
def test_the_plain_form_is_plain_already(text):
    assert plain(plain(text)) == plain(text)


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
def test_official_and_colloquial_words_mean_one_concept(lexicon, words, name):
    assert meant(lexicon, words) == [name]


@pytest.mark.parametrize(
    ("words", "name"), [("公务街待费", "公务接待费"), ("培讯费", "培训费"), ("住房公基金", "住房公积金")]
)
def test_a_word_misheard_is_found_by_its_sound_and_is_not_sure(lexicon, words, name):
    (mention,) = lexicon.mentions(plain(f"{words}是多少"))
    assert ([target.name for target in mention.targets], mention.sure) == ([name], False)


def test_the_longest_term_wins(lexicon):
    assert meant(lexicon, "公务用车购置及运行费") == ["公务用车购置及运行费"]
    assert meant(lexicon, "政府性基金预算拨款收入") == ["政府性基金预算拨款收入"]


def test_several_terms_are_found_in_order(lexicon):
    assert meant(lexicon, "培训费和会议费一共多少") == ["培训费", "会议费"]


def test_an_ambiguous_word_keeps_all_its_readings(lexicon):
    (mention,) = lexicon.mentions("工资多少")
    assert mention.ambiguous
    assert {"工资福利支出", "基本工资"} <= {target.name for target in mention.targets}


def test_a_group_word_stands_for_several_concepts_to_be_added(lexicon):
    (mention,) = lexicon.mentions("水电费多少")
    assert mention.group
    assert [target.name for target in mention.targets] == ["水费", "电费"]


@pytest.mark.parametrize("words", ["今天天气怎么样", "写一首诗", "你是谁", ""])
def test_words_of_other_matters_mean_nothing(lexicon, words):
    assert lexicon.mentions(plain(words)) == []


def test_english_terms_match_whole_words_only(lexicon):
    assert meant(lexicon, "the revenue of 2025") == ["收入总计"]
    assert meant(lexicon, "revenuestamps") == []


def test_a_subject_that_a_document_prints_becomes_a_word():
    assert meant(Lexicon.of(()), "堤防养护多少钱") == []
    assert meant(lexicon_of(("堤防养护", "")), "堤防养护多少钱") == ["堤防养护"]


@pytest.mark.parametrize("asked", ["热线运行维护经费", "热线运行维护费", "热线运行维护"])
def test_a_printed_subject_is_known_under_other_endings(asked):
    assert meant(lexicon_of(("热线运行维护支出", "2010302")), asked) == ["热线运行维护支出"]


def test_another_ending_does_not_take_the_place_of_a_printed_name():
    both = lexicon_of(("热线运行费", ""), ("热线运行支出", ""))
    assert meant(both, "热线运行费") == ["热线运行费"]
    assert meant(both, "热线运行支出") == ["热线运行支出"]


def test_codes_are_those_that_documents_print():
    known = lexicon_of(("水利工程运行与维护", "2130306"), ("堤防养护", ""))
    assert known.codes == {"2130306": "水利工程运行与维护"}


def test_a_subject_with_several_codes_is_looked_for_by_all():
    known = lexicon_of(("事业运行", "2010350"), ("事业运行", "2130104"))
    (mention,) = known.mentions("事业运行")
    assert mention.targets[0].codes == ("2010350", "2130104")


@pytest.mark.parametrize("label", ["合计", "小计", "其他", "预算数", "收入", "支出", "12345"])
def test_labels_that_name_no_subject_are_no_words(label):
    assert meant(lexicon_of((label, "")), label) == []


def test_what_is_indexed_does_not_change_what_a_bundled_term_means():
    assert meant(lexicon_of(("公务接待费", "30217")), "请客吃饭") == ["公务接待费"]
    (mention,) = lexicon_of(("公务接待费", "30217")).mentions("公务接待费")
    assert mention.targets[0] == Lexicon.of(()).concept("公务接待费")


def test_an_unknown_concept_is_a_bug(lexicon):
    with pytest.raises(KeyError):
        lexicon.concept("请客吃饭")


def test_every_bundled_term_is_found_as_itself(lexicon):
    lost = [
        term
        for term in lexicon.entries
        if term not in {text[m.start : m.end] for text in (term,) for m in lexicon.mentions(text)}
    ]
    assert lost == []


def test_every_bundled_code_has_the_length_of_a_level(lexicon):
    codes = {code for concept in lexicon.concepts.values() for code in concept.codes}
    assert codes
    assert [code for code in codes if not re.fullmatch(r"\d{3}(\d\d){0,2}", code)] == []


@given(st.text(st.sampled_from("公务接待费三公经出国的水电费和多少revenue "), max_size=24))
def test_mentions_follow_each_other_and_never_overlap(lexicon, text):
    mentions = lexicon.mentions(text)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


@pytest.mark.parametrize(("one", "other"), [("待", "代"), ("接", "街"), ("讯", "训")])
def test_characters_of_one_sound_are_alike(one, other):
    assert sounds(one) == sounds(other)


def test_characters_of_other_sounds_differ():
    assert len({sounds(character) for character in "公务接待费"}) == 5
