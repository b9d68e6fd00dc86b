"""A Chroma server for the vectors: shared, dead, empty, and put right again, while questions are answered."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from index.build import build, remove
from index.store.opening import open_facts, open_stores, open_vectors, originals_of
from index.store.passage_store import PassageStore
from index.store.protocols import Location
from qa import BudgetQA
from qa.door import WORDS_ALONE
from tests.index.store.test_protocols import A, B
from web.following import Following

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[2]
QUESTION = f"{A}有哪些内设机构"


class Server:
    """`chroma run` on loopback, over one folder or another."""

    def __init__(self, folder: Path) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, name: str) -> None:
        command = [Path(sys.executable).with_name("chroma"), "run", "--path", self._folder / name]
        where = ["--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(
            [*map(str, command), *where], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(300):
            try:
                httpx.get(f"{self.address}/api/v2/heartbeat").raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError("chroma run does not answer")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("chroma"))
    server.start("first")
    yield server
    server.kill()


@pytest.fixture
def server(running, request) -> Iterator[Server]:
    yield running
    running.kill()
    running.start("first")


@pytest.fixture
def where(running, tmp_path) -> Location:
    return Location(tmp_path / "store", vectors=f"{running.address}/{tmp_path.name[:40]}")


@pytest.fixture
def opened(encoder) -> Callable[[Location], BudgetQA]:
    return lambda where: BudgetQA(
        where.folder, open_facts(where), originals_of(where), lambda: open_vectors(where, encoder)
    )


def test_a_server_finds_what_a_folder_finds(where, encoder, tmp_path):
    texts = {f"a:{n}": f"公务接待费第{n}项{chr(0x4E00 + n)}" for n in range(400)}
    with PassageStore.open(where.folder, encoder, server=where.vectors) as served:
        with PassageStore.open(tmp_path / "folder", encoder) as held:
            for store in (served, held):
                store.put(list(texts), list(texts.values()), "d")
                store.delete(["a:7", "z"])
            assert served.count() == held.count() == 399
            assert served.ids() == held.ids()
            for ids in (None, ["a:1", "a:2", "a:7", "z"], [*list(texts)[:100], "z"], list(texts)):
                near = [store.search("公务接待费第30项", 1, ids)[0] for store in (served, held)]
                assert near[0][0] == near[1][0]
                assert near[0][1] == pytest.approx(near[1][1], abs=1e-5)


def test_what_another_process_changed_is_found(where, encoder):
    first = PassageStore.open(where.folder, encoder, server=where.vectors)
    other = PassageStore.open(where.folder, encoder, server=where.vectors)
    with first, other:
        names = [f"a:{n}" for n in range(100)]
        first.put(names, ["公务接待费"] * 100, "d")
        assert len(first.search("公务接待费", 100, names)) == 100
        other.delete(names[:50])
        assert {name for name, _ in first.search("公务接待费", 100, names)} == set(names[50:])
        other.reset()
        assert (first.count(), first.search("公务接待费", 1, names)) == (0, [])
        first.put(names[:1], ["公务接待费"], "d")
        assert other.ids() == {"a:0"}


def test_a_question_is_answered_while_another_process_indexes(
    where, opened, encoder, write_disclosure, tmp_path
):
    with opened(where_made(where, encoder, write_disclosure, tmp_path)) as qa:
        sound = qa.ask(QUESTION)
        assert "业务科" in sound.text and WORDS_ALONE not in sound.text
        with open_stores(where, encoder) as stores:
            build([write_disclosure(tmp_path / "in" / "b.pdf", B, 2025, 90)], stores, jobs=1)
            assert "业务科" in qa.ask(f"{B}有哪些内设机构").text
            remove(stores, stores.facts.find(names=["b.pdf"])[0].id)
        assert qa.ask(QUESTION).text == sound.text
        assert qa.notice() == ""


def where_made(where, encoder, write_disclosure, tmp_path):
    with open_stores(where, encoder) as stores:
        build([write_disclosure(tmp_path / "in" / "a.pdf", A, 2025, 150, pages=2)], stores, jobs=1)
    return where


def test_a_server_that_died_or_lost_all_costs_a_notice_and_is_filled_again(
    where, server, opened, encoder, write_disclosure, tmp_path
):
    where_made(where, encoder, write_disclosure, tmp_path)
    with opened(where) as qa:
        sound = qa.ask(QUESTION).text
        server.kill()
        started = time.monotonic()
        assert qa.ask(QUESTION).text == sound + WORDS_ALONE
        assert qa.notice() == WORDS_ALONE
        assert qa.ask(f"{A}2025年公务接待费是多少").text.startswith(f"{A}2025年公务接待费预算1.50万元")
        assert time.monotonic() - started < 5
        server.start("another")
        time.sleep(5.1)  # for so long it is not asked again
        assert qa.ask(QUESTION).text == sound + WORDS_ALONE
        assert qa.notice() == WORDS_ALONE
        Following(qa).once()
        assert qa.notice() == ""
        assert qa.ask(QUESTION).text == sound


def test_vectors_are_rebuilt_by_a_command(where, tiny_model, write_disclosure, tmp_path):
    write_disclosure(tmp_path / "in" / "a.pdf", A, 2025, 150)
    environment = {
        **os.environ,
        "BUDGET_QA_VECTORS": where.vectors,
        "BUDGET_QA_EMBEDDING": str(tiny_model),
        "PYTHONPATH": str(ROOT),
    }

    def run(*arguments: object) -> str:
        command = [sys.executable, "-m", "cli", *map(str, arguments), "--store", str(where.folder)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    run("index", tmp_path / "in")
    assert not (where.folder / "chroma").exists()
    assert "业务科" in run("ask", QUESTION)
    assert "已重建" in run("index", "--rebuild-vectors")
    told = run("ask", QUESTION)
    assert "业务科" in told and WORDS_ALONE not in told
