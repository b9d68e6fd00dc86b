"""Passages found by their words, of any shape, on either engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.facts.records import (
    Citation,
    Passage,
)
from index.store.refs import passage_refs
from index.store.tokens import tokens
from tests.index.store.stored import (
    FIGURE,
    NAME,
    extraction,
    put,
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2120101", 2),
        ("212,0101", 2),
        ("行政运行", 2),
        ("公务接待费为什么涨", 0),
        ("综合科", 1),
        ("三公说明", 0),
    ],
)
def test_words_find_the_passage_by_code_by_word_and_by_heading(store, asked, found):
    put(store, extraction())
    assert store.search_words(tokens(asked), 1) == (passage_refs(extraction())[found],)


def test_the_passage_with_more_of_the_words_comes_first_and_k_is_kept(store):
    put(store, extraction())
    refs = passage_refs(extraction())
    assert store.search_words(["新增", "接线", "综合"], 2) == (refs[0], refs[1])
    assert store.search_words(["新增", "接线", "综合"], 1) == (refs[0],)


def test_a_search_within_documents_leaves_the_others_out(store):
    put(store, extraction())
    put(store, extraction("别的.pdf", "c" * 64), "/in/other.pdf")
    ids = {s.document.name: s.id for s in store.documents()}
    (found,) = store.search_words(["综合"], 5, [ids["别的.pdf"]])
    assert found.startswith("c" * 16)
    assert store.search_words(["综合"], 5, []) == ()


HOSTILE = [
    '"',
    '""',
    "*",
    "(",
    ")",
    "NEAR",
    "NEAR(",
    "AND",
    "OR",
    "NOT",
    "-",
    "^",
    ":",
    "words:",
    "+",
    "{",
    "'",
]


@pytest.mark.parametrize("word", [*HOSTILE, '中文"', '"中文', "中*文", ";--", "％", "\\", "\x00", " ", ""])
def test_marks_that_mean_something_to_the_search_engine_are_only_words(store, word):
    put(store, extraction())
    assert store.search_words([word], 5) == ()
    assert store.search_words([word, "综合"], 5) == (passage_refs(extraction())[1],)


@pytest.mark.parametrize(
    "question", ['公务接待费" OR "', "NEAR(综合科 业务科)", '综合科*"', "（综合科） AND NOT ("]
)
def test_a_question_full_of_operators_is_searched_by_its_words(store, question):
    put(store, extraction())
    assert store.search_words(tokens(question), 5)


def test_nothing_asked_finds_nothing(store):
    put(store, extraction())
    assert store.search_words([], 5) == ()
    assert store.search_words(tokens(""), 5) == ()


def test_a_question_of_thousands_of_words_is_searched(store):
    put(store, extraction())
    words = [f"词{chr(0x4E00 + n)}" for n in range(5000)] + ["综合"]
    assert store.search_words(words, 5) == (passage_refs(extraction())[1],)


def test_a_mark_that_is_no_text_is_left_out(store):
    passage = Passage("综合\0科", ("甲\0乙",), Citation(NAME, 3, "综合\0科"))
    put(store, extraction(passages=(passage,), figures=(replace(FIGURE, printed="1\x005"),)))
    assert store.figures()[0].figure.printed == "15"
    (stored,) = store.passages()
    assert (stored.passage.text, stored.passage.citation.quote) == ("综合科", "综合科")
    assert store.search_words(tokens("综合"), 5) == (stored.ref,)


def test_a_word_longer_than_an_index_takes_is_no_word(store):
    passage = Passage("a" * 5000 + " 综合科", (), Citation(NAME, 3, "综合科"))
    put(store, extraction(passages=(passage,)))
    assert store.search_words(["a" * 5000], 5) == ()
    assert len(store.search_words(["综合"], 5)) == 1


def test_an_amount_is_one_word(store):
    put(store, extraction(passages=(Passage("公务接待费1.50万元", (), Citation(NAME, 3, "1.50")),)))
    assert len(store.search_words(["1.50"], 5)) == 1
    assert store.search_words(["50"], 5) == ()
