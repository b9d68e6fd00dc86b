"""What an answer must account for: every unknown word, name and code, and all that is to be worked out."""

import pytest

from qa.language.lattice import Lattice
from qa.plan.claims import unaccounted, unworked
from qa.plan.sentences import understood
from qa.records import Question

TOLD = "本年度没有国有资本经营预算财政拨款收入和支出。"


@pytest.fixture(scope="module")
def read(pipeline):
    """``read("问题")`` → its tokens over the hand-made region."""
    lattice: Lattice = pipeline.lattice
    return lambda text: understood(Question(text), lattice, pipeline.known).content


def test_a_name_is_told_by_one_sentence_that_holds_its_words(read):
    tokens = read("河道管理处2025年国有资本经营预算支出是多少")
    assert unaccounted(tokens, f"云溪市河道管理处\n{TOLD}") == ()


@pytest.mark.parametrize("evidence", ["国有资本收益 经营支出", "国有资本无。\n经营预算支出无。"])
def test_a_name_is_not_told_by_its_words_here_and_there(read, evidence):
    tokens = read("河道管理处2025年国有资本经营预算支出是多少")
    assert unaccounted(tokens, evidence) == ("国有资本经营预算支出",)


def test_a_code_must_stand_in_the_places_cited(read):
    tokens = read("河道管理处2025年30217是多少")
    assert unaccounted(tokens, "公务接待费 30217") == ()
    assert unaccounted(tokens, "公务接待费 1.50") == ("30217",)


def test_what_is_to_be_worked_out_is_worked_out_or_quoted(read):
    tokens = read("河道管理处2025年公务接待费的一半是多少")
    assert unworked(tokens, "公务接待费 1.50", ()) == ("一半",)
    assert unworked(tokens, "公务接待费 1.50", ("scale",)) == ()
    assert unworked(tokens, "公务接待费的一半用于会议。", ()) == ()
    assert unworked(read("河道管理处2025年公务接待费是多少"), "公务接待费 1.50", ()) == ()
