"""What is synchronised beside a server is answered at once, and the server makes the vectors follow."""

from __future__ import annotations

import pytest

from index.facts.errors import StoreError, VectorsHeld
from index.store.opening import open_stores, writer_of
from index.sync import synced
from qa import BudgetQA
from qa.records import Status
from tests.index.store.test_protocols import A, B
from web.following import Following


@pytest.fixture
def serving(tmp_path, encoder, monkeypatch, write_disclosure):
    """A store of one disclosure that a process answers from, its vectors held."""
    monkeypatch.setattr("index.store.embed.load_model", lambda name: encoder)
    write_disclosure(tmp_path / "in" / "a.pdf", A, 2025, 150)
    with open_stores(tmp_path / "store", encoder) as stores:
        synced(tmp_path / "in", stores, tmp_path / "store", jobs=1)
    with BudgetQA.open(tmp_path / "store") as qa:
        qa.vectors()
        yield qa


def test_what_is_synchronised_beside_a_server_is_answered_and_its_vectors_follow(
    serving, tmp_path, encoder, write_disclosure
):
    question = f"{A}2025年公务接待费是多少"
    assert "1.50万元" in serving.ask(question).text
    write_disclosure(tmp_path / "in" / "a.pdf", A, 2025, 170)
    write_disclosure(tmp_path / "in" / "b.pdf", B, 2025, 260)
    following = Following(serving)
    with pytest.raises(VectorsHeld), open_stores(tmp_path / "store", encoder):
        pass
    with open_stores(tmp_path / "store", encoder, beside=True) as stores:
        assert not stores.vectors_follow
        done = synced(tmp_path / "in", stores, tmp_path / "store", jobs=1)
        assert (len(done.added), len(done.replaced)) == (1, 1)
        assert "1.70万元" in serving.ask(question).text
        assert serving.ask(f"{B}有哪些内设机构").status is Status.ANSWERED
        following.once()  # while the other writes: nothing
        assert serving.unsettled()
    owners = set(serving._facts.passage_owners())
    assert serving.vectors().ids() != owners
    following.once()
    assert serving.vectors().ids() == owners
    assert not serving.unsettled()


def test_writers_take_turns(serving, tmp_path, encoder):
    with writer_of(tmp_path / "store"):
        with pytest.raises(StoreError, match="另一个进程"), serving.writing(patience=0):
            pass
        with pytest.raises(StoreError, match="另一个进程"), writer_of(tmp_path / "store", patience=0.1):
            pass
    with serving.writing(patience=0) as stores:
        assert stores.vectors_follow


def test_a_server_follows_by_itself(serving, tmp_path, encoder, write_disclosure):
    write_disclosure(tmp_path / "in" / "b.pdf", B, 2025, 260)
    with open_stores(tmp_path / "store", encoder, beside=True) as stores:
        synced(tmp_path / "in", stores, tmp_path / "store", jobs=1)
    following = Following(serving)
    following.start()
    try:
        for _ in range(100):
            if not serving.unsettled():
                break
            following._stop.wait(0.1)
        assert serving.vectors().count() == serving._facts.passage_count()
    finally:
        following.stop()
