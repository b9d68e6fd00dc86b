"""The ranking of passages by words: the same whichever way the words are read, and no word read twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from index.facts.given import Given
from index.facts.records import Citation, Passage
from index.store.figure_store import FigureStore
from tests.index.store.stored import extraction

WORDS = ["公务", "接待", "综合", "新增", "接线", "增长", "机关", "运行"]


def documents() -> Iterator[tuple[str, tuple[Passage, ...]]]:
    """Some documents whose passages hold the words more or less often, in texts of any length."""
    for n in range(8):
        said = [
            "，".join(WORDS[(n * k + k * k) % 8] for k in range(1, 2 + (n * 5 + m) % 7)) for m in range(6)
        ]
        texts = (Passage(f"{text}。", (), Citation(f"{n}.pdf", 1, text)) for text in said)
        yield f"{n}.pdf", tuple(texts)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with FigureStore.open(tmp_path_factory.mktemp("ranked"), create=True) as opened:
        for n, (name, passages) in enumerate(documents()):
            one = extraction(name, f"{n}" * 64, figures=(), changes=(), findings=())
            opened.replace(replace(one, passages=passages), source=name, extractor="test")
        yield opened


@pytest.fixture
def asked(store) -> Iterator[list[str]]:
    """The statements that are executed."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(store._engine, "before_cursor_execute", note)
    yield statements
    event.remove(store._engine, "before_cursor_execute", note)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*WORDS, "没有"]), min_size=1, unique=True), st.integers(1, 60))
def test_all_passages_are_ranked_as_those_of_all_documents(store, words, k):
    ids = [stored.id for stored in store.documents()]
    assert store.search_words(words, k) == store.search_words(words, k, ids)


def test_a_word_is_read_once_for_a_generation(store, asked):
    store.search_words(["公务", "机关"], 5)
    asked.clear()
    store.search_words(["机关", "公务"], 5)
    assert not any("passage_words" in one or "word_places" in one for one in asked)
    store.give("0" * 64, Given("某局"))
    asked.clear()
    store.search_words(["机关", "公务"], 5)
    assert any("word_places" in one for one in asked)


def test_of_some_documents_no_other_passages_are_read(store, asked):
    some = store.documents()[1].id
    store.search_words(WORDS, 5)
    asked.clear()
    assert store.search_words(WORDS, 5, [some])
    reading = [one for one in asked if "JOIN passage_words" in one]
    assert len(reading) == 1 and "document_id IN" in reading[0]
    asked.clear()
    assert store.search_words(["公务", "机关", "接线"], 5, [some])
    assert not any("JOIN passage_words" in one for one in asked)
