"""A run that is killed at any moment leaves whole documents, and the next run finishes its work."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build
from index.facts.errors import StoreError
from index.store.embed import load_model
from index.store.figure_store import FigureStore
from index.store.opening import open_stores
from index.store.passage_store import PassageStore

ROOT = Path(__file__).parents[2]
BODIES = [f"某市{name}局" for name in ("商务", "教育", "水务", "司法", "审计", "民政", "林草", "体育")]
ROUNDS = 10
LINUX = pytest.mark.skipif(not Path("/proc/locks").exists(), reason="watches processes through /proc")


@pytest.fixture
def environment(tiny_model):
    return {**os.environ, "BUDGET_QA_EMBEDDING": str(tiny_model), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def start(environment):
    """``start("index", …)`` → the running command, in a process of its own."""
    running = []

    def command(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield command
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(happened, seconds=60.0):
    """Wait for something; the time it happened."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.002)
    return time.monotonic()


def digests(store):
    with FigureStore.open(store) as facts:
        return {s.document.sha256 for s in facts.documents()}


@LINUX
def test_a_run_killed_at_ten_moments_is_finished_by_the_next_as_if_it_had_never_been_killed(
    tmp_path, write_disclosure, tiny_model, contents, start
):
    encoder = load_model(str(tiny_model))
    inbox, base, clean = tmp_path / "in", tmp_path / "base", tmp_path / "clean"
    # Five documents have an old edition in the store, three are new.
    for body in BODIES[:5]:
        write_disclosure(inbox / f"{body}.pdf", body, 2025, 100, pages=4)
    with open_stores(base, encoder) as stores:
        build([inbox], stores, jobs=1)
        old = {s.document.name: repr(_facts_of(stores.facts, s.id)) for s in stores.facts.documents()}
    for body in BODIES:
        write_disclosure(inbox / f"{body}.pdf", body, 2025, 300, pages=6)
    with open_stores(clean, encoder) as stores:
        assert build([inbox], stores, jobs=1).documents == len(BODIES)
        expected = contents(stores)
        new = {s.document.name: repr(_facts_of(stores.facts, s.id)) for s in stores.facts.documents()}
    former = digests(base)

    # How long the indexing itself takes, from the moment the store is held.
    timed = tmp_path / "timed"
    shutil.copytree(base, timed)
    process = start("index", inbox, "--store", timed, "--jobs", "1")
    begun = until(lambda: _held(timed))
    assert process.wait(60) == 0, process.communicate()[1]
    span = time.monotonic() - begun

    chance = random.Random(20251124)
    halfway = 0
    for n in range(ROUNDS):
        store = tmp_path / f"killed-{n}"
        shutil.copytree(base, store)
        process = start("index", inbox, "--store", store, "--jobs", "1")
        begun = until(lambda store=store: _held(store))
        if n % 2:
            # After so many documents, wherever the next one then is.
            until(lambda store=store, n=n: len(_visible(store) - former) > n // 2)
            time.sleep(chance.random() * span / 20)
        else:
            time.sleep(max(0.0, begun + span * (n + chance.random()) / ROUNDS - time.monotonic()))
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        # A reader now sees each document whole, of the one edition or the other.
        with FigureStore.open(store) as facts:
            for stored in facts.documents():
                kept = repr(_facts_of(facts, stored.id))
                assert kept in (old.get(stored.document.name), new[stored.document.name])
            found = {s.document.sha256 for s in facts.documents()}
            halfway += bool(found - former) and bool(found & former)
        with open_stores(store, encoder) as stores:
            summary = build([inbox], stores, jobs=1)
            assert summary.failed == []
            assert contents(stores) == expected
        shutil.rmtree(store)
    assert halfway >= 1, "no kill fell between two documents: the moments are badly chosen"


def _held(store):
    """Whether a process has taken the store's lock: seen in /proc, for asking would take it."""
    lock = (store / "lock").stat().st_ino if (store / "lock").exists() else -1
    return any(f":{lock} " in line for line in Path("/proc/locks").read_text().splitlines())


def _visible(store):
    """The digests of the documents that a reader of the file sees."""
    with closing(sqlite3.connect(store / "facts.sqlite", timeout=20)) as connection:
        return {digest for (digest,) in connection.execute("SELECT sha256 FROM documents")}


def _facts_of(facts, document_id):
    chosen = {"documents": [document_id]}
    return (
        [s.figure for s in facts.figures(**chosen)],
        [s.change for s in facts.changes(**chosen)],
        [(s.ref, s.passage) for s in facts.passages(**chosen)],
    )


@pytest.mark.parametrize("point", ["after the copy", "after the vectors", "after the rows"])
def test_a_run_stopped_between_two_stores_is_reconciled_by_the_next(
    tmp_path, write_disclosure, encoder, contents, point
):
    path = write_disclosure(tmp_path / "in" / "a.pdf", BODIES[0], 2025, 100, pages=3)
    with open_stores(tmp_path / "store", encoder) as stores:
        build([path], stores)
    write_disclosure(path, BODIES[0], 2025, 300, pages=2)
    with open_stores(tmp_path / "clean", encoder) as stores:
        build([path], stores)
        expected = contents(stores)

    class Stopped(Exception):
        """The power goes off here."""

    def stop(*_arguments, **_more):
        raise Stopped

    with open_stores(tmp_path / "store", encoder) as stores:
        facts, vectors = stores.facts, stores.vectors
        if point == "after the copy":
            vectors = _With(vectors, put=stop)
        if point == "after the vectors":
            facts = _With(facts, replace=stop)
        if point == "after the rows":
            vectors = _With(vectors, delete=stop)
        with pytest.raises(Stopped):
            build([path], replace(stores, facts=facts, vectors=vectors))
    with open_stores(tmp_path / "store", encoder) as stores:
        build([path], stores)
        assert contents(stores) == expected


class _With:
    """A store of which some methods are others."""

    def __init__(self, store, **methods):
        self._store = store
        self.__dict__.update(methods)

    def __getattr__(self, name):
        return getattr(self._store, name)


def test_lost_vectors_are_made_again_from_the_rows(tmp_path, write_disclosure, encoder, contents):
    path = write_disclosure(tmp_path / "in" / "a.pdf", BODIES[0], 2025, pages=3)
    with open_stores(tmp_path / "store", encoder) as stores:
        build([path], stores)
        expected = contents(stores)
    shutil.rmtree(tmp_path / "store" / "chroma")
    with open_stores(tmp_path / "store", encoder) as stores:
        assert build([path], stores).skipped == 1
        assert contents(stores) == expected


def test_another_model_is_refused_until_a_rebuild_and_then_serves(tmp_path, write_disclosure, encoder):
    path = write_disclosure(tmp_path / "in" / "a.pdf", BODIES[0], 2025)
    with open_stores(tmp_path / "store", encoder) as stores:
        build([path], stores)
        refs = stores.vectors.ids()
    other = type(encoder)("other", 8)
    with pytest.raises(StoreError, match="--rebuild"), open_stores(tmp_path / "store", other):
        pass
    with open_stores(tmp_path / "store", other, rebuild=True) as stores:
        assert build([path], stores).skipped == 1
        assert stores.vectors.ids() == refs
        assert {name for name, _ in stores.vectors.search("公务接待费", k=len(refs))} == refs


@LINUX
def test_workers_do_not_outlive_a_killed_run(tmp_path, write_disclosure, start):
    for body in BODIES:
        write_disclosure(tmp_path / "in" / f"{body}.pdf", body, 2025, pages=40)
    process = start("index", tmp_path / "in", "--store", tmp_path / "store", "--jobs", "2")
    until(lambda: len(_workers(process.pid)) >= 2)
    process.send_signal(signal.SIGKILL)
    process.wait(60)
    until(lambda: not _workers(process.pid), 20)


def _workers(session):
    """Processes of that session, its leader apart."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session != int(folder.name) and fields[0] != "Z":
            found.append(int(folder.name))
    return found


def test_while_one_process_holds_the_store_another_is_refused_and_figures_are_still_answered(
    tmp_path, write_disclosure, tiny_model, start
):
    path = write_disclosure(tmp_path / "in" / "a.pdf", BODIES[0], 2025, 150)
    store = tmp_path / "store"
    encoder = load_model(str(tiny_model))
    with open_stores(store, encoder) as stores:
        build([path], stores)
    with PassageStore.open(store, encoder):
        refused = start("index", path, "--store", store)
        asked = start("ask", f"{BODIES[0]}2025年公务接待费是多少", "--store", store)
        out, err = asked.communicate(timeout=60)
        assert (asked.returncode, err) == (0, "")
        assert "1.50" in out
        out, err = refused.communicate(timeout=60)
        assert refused.returncode == 1
        (line,) = err.splitlines()
        assert str(store) in line
        assert "正被另一个进程使用" in line
