"""Files indexed beside the questions, over a real store: answers from the first document on."""

import threading

import pytest

from index.facts.limits import Limits
from index.store.opening import open_stores
from index.store.passage_store import PassageStore
from qa import BudgetQA
from qa.records import Status
from tests.conftest import disclosure
from web.indexing import Indexing
from web.reception import Reception
from web.settings import Serving

BODIES = ("青禾市商务局", "青禾市民政局", "青禾市水利局")


@pytest.fixture
def given(tmp_path):
    """Three disclosures and a file that is none."""
    folder = tmp_path / "given"
    folder.mkdir()
    for n, body in enumerate(BODIES):
        (folder / f"{n}.pdf").write_bytes(disclosure(body, 2025, 150 + n))
    (folder / "坏.pdf").write_bytes(b"no PDF")
    return sorted(folder.iterdir())


@pytest.fixture
def qa(tmp_path, encoder, monkeypatch):
    """An empty store, open for questions with the test's small model."""
    monkeypatch.setattr("index.store.embed.load_model", lambda name: encoder)
    with BudgetQA.open(tmp_path / "store", create=True) as opened:
        yield opened


class Watched(Indexing):
    """Holds the run after each document until the test has looked."""

    def __init__(self, *given):
        super().__init__(*given)
        self.stored = threading.Semaphore(0)
        self.looked = threading.Semaphore(0)

    def _heard(self, progress):
        super()._heard(progress)
        if progress.outcome:
            self.stored.release()
            assert self.looked.acquire(timeout=60)


def asked(qa, body):
    return qa.ask(f"{body}2025年公务接待费是多少").status


def test_questions_are_answered_from_the_first_document_on(qa, given):
    indexing = Watched(qa, given, Limits())
    desk = Reception(qa, Serving(), intake=indexing).by("api")
    assert "请稍后再问" in desk.ask(f"{BODIES[0]}2025年公务接待费是多少").text
    indexing.start()
    assert indexing.stored.acquire(timeout=60)
    progress = indexing.under_way()
    assert (progress.done, progress.total, progress.name) == (1, 4, "0.pdf")
    assert asked(desk, BODIES[0]) is Status.ANSWERED
    assert "请稍后再问" in desk.ask(f"{BODIES[2]}2025年公务接待费是多少").text
    for _ in given:
        indexing.looked.release()
    indexing._thread.join(60)
    assert indexing.under_way() is None and not indexing.broken()
    assert [line.partition("：")[0] for line in indexing.failed()] == ["坏.pdf"]
    assert {asked(desk, body) for body in BODIES} == {Status.ANSWERED}
    assert "请稍后再问" not in desk.ask(f"{BODIES[2]}2019年公务接待费是多少").text


def test_a_stopped_run_leaves_whole_documents_and_the_next_goes_on(qa, given, tmp_path, encoder):
    indexing = Watched(qa, given, Limits())
    indexing.start()
    assert indexing.stored.acquire(timeout=60)
    indexing.looked.release()
    indexing.stop()
    assert 1 <= len(qa.documents()) < 3 and indexing.under_way() is None
    qa.close()
    with open_stores(tmp_path / "store", encoder) as stores:
        assert stores.vectors.ids() == stores.facts.passage_owners().keys()
    with BudgetQA.open(tmp_path / "store") as again:
        told = []
        going_on = Indexing(again, given, Limits(), told.append)
        going_on.start()
        going_on._thread.join(60)
        assert told[0].skipped >= 1 and told[0].documents + told[0].skipped == 3


def test_a_run_that_cannot_begin_is_told_and_questions_go_on(qa, given, tmp_path, encoder, caplog):
    with PassageStore.open(tmp_path / "store", encoder):
        indexing = Indexing(qa, given, Limits())
        indexing.start()
        indexing._thread.join(60)
    assert indexing.broken() and indexing.under_way() is None
    assert "正被另一个进程使用" in caplog.text
    assert asked(qa, BODIES[0]) is Status.NOT_FOUND
