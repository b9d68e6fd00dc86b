"""A server of vectors that is away costs a notice, not the answer."""

from __future__ import annotations

import time

import pytest
from chromadb import errors

from index.build import build
from index.facts.errors import StoreError, VectorsAway
from index.store.chroma import Belonging, OnServer
from index.store.opening import open_facts, open_stores, open_vectors, originals_of
from index.store.protocols import Location
from index.sync import synced
from qa import BudgetQA
from qa.door import WORDS_ALONE
from qa.records import Status

A = "青禾市商务局"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def made(tmp_path, encoder, write_disclosure):
    """A store of one disclosure, its vectors in the folder."""
    with open_stores(tmp_path / "store", encoder) as stores:
        build([write_disclosure(tmp_path / "in" / "a.pdf", A, 2025, 150)], stores, jobs=1)
    return tmp_path / "store"


def test_what_is_told_in_words_is_found_by_words_and_the_answer_says_so(made, encoder):
    where = Location(made, vectors=NOWHERE)
    with BudgetQA(made, open_facts(where), originals_of(where), lambda: open_vectors(where, encoder)) as qa:
        assert qa.notice() == ""
        answer = qa.ask(f"{A}有哪些内设机构")
        assert answer.status is Status.ANSWERED
        assert "第1业务科" in answer.text and answer.text.endswith(WORDS_ALONE)
        assert qa.notice() == WORDS_ALONE
        assert WORDS_ALONE not in qa.ask(f"{A}2025年公务接待费是多少").text
        started = time.monotonic()
        for _ in range(20):
            assert qa.ask(f"{A}有哪些内设机构").status is Status.ANSWERED
        assert time.monotonic() - started < 10, "a server that is away is not waited for each time"


def test_an_index_needs_the_server_and_a_sync_leaves_the_vectors_for_later(
    made, encoder, write_disclosure, tmp_path
):
    where = Location(made, vectors=NOWHERE)
    with pytest.raises(VectorsAway, match="BUDGET_QA_VECTORS"), open_stores(where, encoder):
        pass
    write_disclosure(tmp_path / "in" / "b.pdf", A, 2024, 120)
    with open_stores(where, encoder, beside=True) as stores:
        assert len(synced(tmp_path / "in", stores, made, jobs=1).added) == 1
        assert stores.facts.unsettled()


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "ftp://a", "http://"])
def test_an_address_that_is_none_is_told(made, encoder, address):
    with pytest.raises(StoreError, match="BUDGET_QA_VECTORS"):
        open_vectors(Location(made, vectors=address), encoder)


def test_a_server_that_is_in_error_is_away_and_a_wrong_call_is_told(monkeypatch):
    monkeypatch.setattr(OnServer, "_met", lambda self: None)

    def fails(error: Exception) -> None:
        def use(_collection: object) -> None:
            raise error

        OnServer(NOWHERE, "", Belonging("model", 8)).use(use)

    with pytest.raises(VectorsAway):
        fails(errors.InternalError("Nothing found on disk"))
    with pytest.raises(StoreError) as told:
        fails(errors.InvalidArgumentError("no such field"))
    assert not isinstance(told.value, VectorsAway)
