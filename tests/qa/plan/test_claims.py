"""What an answer must account for: every unknown word, name and code."""

import pytest

from qa.plan.claims import WORD, unaccounted, unheld_names, unknown_words
from qa.plan.sentences import understood
from qa.records import Question

TOLD = "本年度没有国有资本经营预算财政拨款收入和支出。"


@pytest.fixture(scope="module")
def read(pipeline):
    """``read("问题")`` → its tokens over the hand-made region."""
    return lambda text: understood(Question(text), pipeline.lattice, pipeline.known).content


@pytest.fixture(scope="module")
def left(read):
    """``left("问题", "evidence", …)`` → the words that a reading of the narrative leaves open."""
    return lambda text, evidence, *meant: (
        *unaccounted(read(text), evidence, meant, shortest=WORD),
        *unheld_names(read(text), evidence, evidence),
    )


def test_a_name_is_told_by_one_sentence_that_holds_its_words(left):
    assert left("河道管理处2025年国有资本经营预算支出是多少", f"云溪市河道管理处\n{TOLD}") == ()


@pytest.mark.parametrize("evidence", ["国有资本收益 经营支出", "国有资本无。\n经营预算支出无。"])
def test_a_name_is_not_told_by_its_words_here_and_there(left, evidence):
    assert left("河道管理处2025年国有资本经营预算支出是多少", evidence) == ("国有资本经营预算支出",)


def test_a_code_must_stand_in_the_places_cited(left):
    assert left("河道管理处2025年30217是多少", "公务接待费 30217") == ()
    assert left("河道管理处2025年30217是多少", "公务接待费 1.50") == ("30217",)


def test_a_reading_as_figures_binds_its_names_itself(read):
    assert unaccounted(read("河道管理处2025年30217是多少"), "公务接待费 1.50") == ()


def test_an_unknown_word_stands_in_what_is_cited_or_is_left(read, left):
    question = "河道管理处2025年量子通信花了多少钱"
    assert unknown_words(read(question)) == ("量子通信",)
    assert left(question, "量子通信项目20.00万元。") == ()
    assert left(question, "通信项目20.00万元。") == ("量子通信",)


def test_a_word_is_told_by_the_words_disclosures_use_for_it(left):
    question = "河道管理处2025年清淤疏浚花了多少钱"
    assert left(question, "河道整治20.00万元。") == ("清淤疏浚",)
    assert left(question, "河道整治20.00万元。", ("清淤疏浚", ("河道整治",))) == ()


def test_of_two_names_each_must_be_told(left):
    question = "河道管理处的水费和电费怎么说的"
    assert left(question, "水费、电费按实列支。") == ()
    assert left(question, "水费按实列支。") == ("电费",)
