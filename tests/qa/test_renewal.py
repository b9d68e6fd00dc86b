"""Documents change while the words of the store are not read yet: what is asked meanwhile, and afterwards."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest

from index.facts.errors import StoreError, VectorsAway
from index.facts.records import Extraction, TableKind
from index.store.figure_store import FigureStore
from index.store.opening import originals_of
from qa import BudgetQA, renewal
from qa.language.vocabulary import Vocabulary
from qa.records import Status
from tests.qa.conftest import cells, document
from tests.qa.planning import RIVER, SCHOOL

FIRST = f"{RIVER}2025年公务接待费是多少"
NEW = "灌溉渠清淤费"
OTHER = "云溪市水库管理处"
read_words = Vocabulary.of


def disclosed(body, printed, subject="公务接待费"):
    """A document of one figure."""
    of = document(body, 2025)
    return Extraction(of, figures=tuple(cells(of, TableKind.BASIC, 8, [("", subject, printed)])))


def put(store, extraction):
    store.replace(extraction, source=f"/in/{extraction.document.name}", extractor="test")


def away():
    raise VectorsAway("none here")


class Reading:
    """Reads vocabularies, of which each after the first waits until the test lets it go on."""

    def __init__(self):
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Semaphore(0)
        self.read = 0

    def __call__(self, facts):
        self.read += 1
        if self.read > 1:
            self.begun.release()
            assert self.go_on.acquire(timeout=60)
        return read_words(facts)


@pytest.fixture
def reading(monkeypatch):
    reading = Reading()
    monkeypatch.setattr(renewal, "_MOMENT_SECONDS", 0.0)
    monkeypatch.setattr(renewal, "_SHORT_SECONDS", 60.0)
    monkeypatch.setattr(Vocabulary, "of", reading)
    yield reading
    for _ in range(10):
        reading.go_on.release()


@pytest.fixture
def other(tmp_path):
    """The store as another process has it open, with two documents."""
    with FigureStore.open(tmp_path, create=True) as store:
        put(store, disclosed(RIVER, "7.50"))
        put(store, disclosed(SCHOOL, "1.25"))
        yield store


@pytest.fixture
def qa(other, reading, tmp_path):
    with BudgetQA(tmp_path, FigureStore.open(tmp_path), originals_of(tmp_path), away) as opened:
        yield opened


def test_a_replaced_a_removed_and_a_new_document_are_answered_as_they_are_while_words_are_old(
    qa, other, reading
):
    before = qa.ask(FIRST)
    assert before.status is Status.ANSWERED
    school = f"{SCHOOL}2025年公务接待费是多少"
    assert qa.ask(school).status is Status.ANSWERED
    put(other, disclosed(RIVER, "8.75"))
    put(other, disclosed(OTHER, "6.25", NEW))
    (gone,) = other.find(names=[document(SCHOOL, 2025).name])
    other.remove(gone.id)
    after = qa.ask(FIRST)
    assert reading.begun.acquire(timeout=60)
    assert (after.status, after.figures[0].printed) == (Status.ANSWERED, "8.75")
    lost = qa.ask(school)
    assert (lost.status, lost.figures) == (Status.NOT_FOUND, ())
    assert "没有" in lost.text
    ranked = qa.ask("2025年哪家公务接待费最多")
    assert SCHOOL not in ranked.text and ranked.status is not Status.FAILED
    asked = f"{OTHER}2025年{NEW}是多少"
    early = qa.ask(asked)
    assert early.status is not Status.FAILED and early.figures == ()
    assert reading.read == 2, "one reading at a time"
    reading.go_on.release()
    qa._words._thread.join(60)
    assert qa.ask(asked).figures[0].printed == "6.25"
    assert reading.read == 2


def test_what_changed_while_words_were_read_is_read_next(qa, other, reading):
    put(other, disclosed(OTHER, "6.25", NEW))
    qa.look()
    assert reading.begun.acquire(timeout=60)
    reading.go_on.release()
    qa._words._thread.join(60)
    put(other, disclosed("云溪市苗圃", "7.50", "育苗温棚租金"))
    reading.go_on.release()
    qa.look()
    qa._words._thread.join(60)
    assert qa.ask("云溪市苗圃2025年育苗温棚租金是多少").figures[0].printed == "7.50"


def test_who_writes_knows_the_words_at_the_end(other, reading, tmp_path):
    reading.go_on.release()
    with closing(FigureStore.open(tmp_path)) as facts:
        qa = BudgetQA(tmp_path, facts, originals_of(tmp_path), lambda: None)
        with qa.writing() as stores:
            put(stores.facts, disclosed(OTHER, "6.25", NEW))
        assert qa.ask(f"{OTHER}2025年{NEW}是多少").figures[0].printed == "6.25"
        assert reading.read == 2


def test_who_may_not_write_reads_no_words(other, reading, tmp_path):
    def busy(patience):
        raise StoreError("另一个进程正在写")

    with closing(FigureStore.open(tmp_path)) as facts:
        qa = BudgetQA(tmp_path, facts, originals_of(tmp_path), lambda: None, None, busy)
        put(other, disclosed(OTHER, "6.25", NEW))
        with pytest.raises(StoreError, match="另一个进程"), qa.writing(patience=0):
            pass
        assert reading.read == 1


def test_words_that_cannot_be_read_leave_those_that_are_known(qa, other, reading, monkeypatch, caplog):
    def fails(facts):
        raise StoreError("数据库连接不上")

    with monkeypatch.context() as broken:
        broken.setattr(Vocabulary, "of", fails)
        put(other, disclosed(OTHER, "6.25", NEW))
        assert qa.ask(FIRST).status is Status.ANSWERED
        qa._words._thread.join(60)
        assert "数据库连接不上" in caplog.text
    reading.go_on.release()
    qa.look()
    qa._words._thread.join(60)
    assert qa.ask(f"{OTHER}2025年{NEW}是多少").figures[0].printed == "6.25"


def test_a_reading_that_took_long_is_followed_by_a_rest_as_long(other, tmp_path, monkeypatch):
    now = [0.0]
    took = [10.0]

    def slow(facts):
        now[0] += took[0]
        return read_words(facts)

    monkeypatch.setattr(Vocabulary, "of", slow)
    with closing(FigureStore.open(tmp_path)) as facts:
        words = renewal.Renewal(facts, lambda: now[0])
        put(other, disclosed(RIVER, "8.75"))
        words.await_for_a_moment(facts.generation())
        words._thread.join(60)
        known = words.newest.generation
        put(other, disclosed(RIVER, "9.75"))
        now[0] += 9.0
        words.await_for_a_moment(facts.generation())
        assert words.newest.generation == known
        now[0] += 2.0
        words.await_for_a_moment(facts.generation())
        words._thread.join(60)
        assert words.newest.generation == facts.generation()
