"""Two services over PostgreSQL and a Chroma server: no half answer while documents change and parts die.

As a bench: BUDGET_QA_TEST_CLIENTS, BUDGET_QA_TEST_FILES, BUDGET_QA_TEST_KILLS of each part, and for how many
BUDGET_QA_TEST_SECONDS at least it goes on.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from index.build import build
from index.store.embed import load_model
from index.store.opening import open_facts, open_stores, open_vectors
from index.store.protocols import Location, WritableFacts
from tests.services.test_vectors import Server
from tests.services.test_wheel import answered

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[2]
CLIENTS = int(os.environ.get("BUDGET_QA_TEST_CLIENTS", "8"))
FILES = int(os.environ.get("BUDGET_QA_TEST_FILES", "4"))
SECONDS = float(os.environ.get("BUDGET_QA_TEST_SECONDS", "0"))
# Of each part.
KILLS = int(os.environ.get("BUDGET_QA_TEST_KILLS", "3"))
BODIES = [
    f"{place}市{name}局"
    for place in (
        "青禾",
        "白桦",
        "丹枫",
        "银杉",
        "翠竹",
        "金桂",
        "红柳",
        "苍松",
        "碧荷",
        "玉兰",
        "墨菊",
        "雪梅",
    )
    for name in ("商务", "教育", "水务", "司法", "审计", "统计")
][:FILES]
# A run over so many files ends by then.
RUN_SECONDS = 120 + 10 * FILES
# The last of them come and go.
STAYING = FILES - max(1, FILES // 4)
# After a part was killed, a question may be told so; then every one is answered again.
GRACE_SECONDS = 3.0


@dataclass
class Told:
    """What the clients were told: how long each answer took, and what was no answer."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    killed: list[list[float]] = field(default_factory=list)
    written: dict[str, set[str]] = field(default_factory=lambda: {body: set() for body in BODIES})

    def failed(self, said: str, at: float) -> None:
        now = time.monotonic()
        late = any(begun <= now and at <= ended + GRACE_SECONDS for begun, ended in self.killed)
        (self.excused if late else self.wrong).append(said)

    def half(self, body: str, asked: int, said: dict[str, Any]) -> str:
        """What is wrong with an answer: of another document, of no edition, of two; "" where nothing is."""
        if said["status"] != "answered":
            return ""
        own, text = f"{BODIES.index(body)}.pdf", said["text"]
        if {one["document"] for one in said["citations"]} != {own}:
            return "of another document"
        if any(other in text for other in BODIES if other != body):
            return "of another body"
        if asked == 2:
            return "" if f"{body}内设办公室" in text else "of no section"
        amounts = re.findall(r"(\d+\.\d\d)万元", text)
        if not amounts or amounts[0] not in self.written[body]:
            return "of no edition"
        halves = asked == 0 and (len(amounts) < 2 or abs(float(amounts[0]) - 2 * float(amounts[1])) > 0.015)
        return "half of one edition and half of another" if halves else ""


def ask(addresses: list[str], told: Told, stop: threading.Event, first: int) -> None:
    """One client: asks for figures and for reasons, of the services that are there, until it is to stop."""
    with httpx.Client(timeout=30) as http:
        for n in itertools.count(first):
            if stop.is_set():
                return
            time.sleep(0.05)
            body = BODIES[n % len(BODIES)]
            question = (
                f"{body}2025年公务接待费为何增长",
                f"{body}2025年公务接待费是多少",
                f"{body}有哪些内设机构",
            )[n % 3]
            address = addresses[n // len(BODIES) % len(addresses)]
            started = time.monotonic()
            try:
                reply = http.post(f"{address}/api/ask", json={"question": question})
            except httpx.ConnectError:  # that service is gone: a proxy asks another
                time.sleep(0.05)
                continue
            except httpx.HTTPError as error:
                told.failed(f"{question}: {error!r}", started)
                continue
            if reply.status_code != 200:
                told.failed(f"{question}: {reply.status_code} {reply.text[:300]}", started)
                continue
            said = reply.json()
            told.seconds.append(time.monotonic() - started)
            there = ("answered",) if body in BODIES[:STAYING] else ("answered", "not_found")
            if said["status"] not in there:
                told.failed(f"{question}: {said['status']} {said['text']}", started)
            elif wrong := told.half(body, n % 3, said):
                told.wrong.append(f"{wrong}: {said['text']}")


def backends(database: str) -> list[int]:
    """The processes of PostgreSQL that serve the database."""
    url = make_url(database)
    engine = create_engine(url.set(database="postgres"), poolclass=NullPool)
    with engine.connect() as connection:
        of_it = text(
            "SELECT pid FROM pg_stat_activity WHERE datname = :name AND backend_type = 'client backend'"
        )
        return list(connection.execute(of_it, {"name": url.database}).scalars())


def await_end(pid: int) -> None:
    """Until a process of others is gone."""
    for _ in range(600):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError(f"{pid} is still there")


def await_database(database: str) -> None:
    """Until it takes connections again."""
    engine = create_engine(database, poolclass=NullPool)
    for _ in range(600):
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
                return
        except OperationalError:
            time.sleep(0.1)
    raise AssertionError("PostgreSQL is not there again")


def answers_again(address: str) -> None:
    """Until a service answers a question by itself."""
    asked = {"json": {"question": f"{BODIES[0]}2025年公务接待费是多少"}, "timeout": 30}
    for _ in range(600):
        reply = httpx.post(f"{address}/api/ask", **asked)
        if reply.status_code == 200 and reply.json()["status"] == "answered":
            return
        time.sleep(0.1)
    raise AssertionError(f"{address}: {reply.status_code} {reply.text[:300]}")


def figures_and_passages(facts: WritableFacts) -> list[str]:
    """What the facts hold, without ids, to compare."""
    stored = sorted(facts.documents(), key=lambda one: one.document.name)
    return [
        repr((one.document, one.source, one.superseded_by is None))
        + repr([f.figure for f in facts.figures(documents=[one.id])])
        + repr([c.change for c in facts.changes(documents=[one.id])])
        + repr([(p.ref, p.passage) for p in facts.passages(documents=[one.id])])
        for one in stored
    ]


def test_no_half_answer_while_documents_change_and_parts_are_killed(
    make_database, tmp_path, tiny_model, write_disclosure, capsys
):
    database, vectors = make_database(), Server(tmp_path / "chroma")
    encoder = load_model(str(tiny_model))
    clean = Location(tmp_path / "clean", make_database())
    vectors.start("one")
    where = Location(tmp_path / "store", database, vectors.address)
    environment = {
        **os.environ,
        "BUDGET_QA_DATABASE": database,
        "BUDGET_QA_VECTORS": vectors.address,
        "BUDGET_QA_EMBEDDING": str(tiny_model),
        "BUDGET_QA_SERVE_RATE": "1000000",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "cli"]
    at = ["--store", str(where.folder)]
    folder, beside = tmp_path / "in", {"cwd": ROOT, "env": environment, "start_new_session": True}

    def start_sync() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*command, "sync", str(folder), *at],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **beside,
        )

    def sync() -> None:
        running = start_sync()
        out, _ = running.communicate(timeout=RUN_SECONDS)
        assert running.returncode == 0, out

    def serve(port: int) -> subprocess.Popen[bytes]:
        log = (tmp_path / f"{port}.log").open("wb")
        with log:
            return subprocess.Popen(
                [*command, "serve", "--port", str(port), *at], stdout=log, stderr=log, **beside
            )

    told, stop = Told(), threading.Event()

    def write(turn: int) -> None:
        """Another edition of each; of those that come and go every other time."""
        for n, body in enumerate(BODIES):
            if n >= STAYING and turn % 2:
                (folder / f"{n}.pdf").unlink(missing_ok=True)
                continue
            hundredths = 150 + 2 * (max(10, FILES) * turn + n)
            told.written[body].add(f"{hundredths / 100:.2f}")
            write_disclosure(folder / f"{n}.pdf", body, 2025, hundredths, pages=2)

    write(0)
    sync()
    ports = [Server(tmp_path).port for _ in range(2)]
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    services = [serve(port) for port in ports]
    try:
        for address, service in zip(addresses, services, strict=True):
            answered(f"{address}/readyz", service)
        clients = [
            threading.Thread(target=ask, args=(addresses, told, stop, n), daemon=True) for n in range(CLIENTS)
        ]
        begun = time.monotonic()
        for client in clients:
            client.start()

        def kill_service(n: int, _sync: subprocess.Popen[str]) -> None:
            os.killpg(services[n % 2].pid, signal.SIGKILL)
            services[n % 2].wait()
            services[n % 2] = serve(ports[n % 2])
            answered(f"{addresses[n % 2]}/readyz", services[n % 2])

        def kill_vectors(n: int, _sync: subprocess.Popen[str]) -> None:
            vectors.kill()
            time.sleep(0.5)
            vectors.start(f"again {n}")  # and what it held is lost

        def kill_backend(_n: int, _sync: subprocess.Popen[str]) -> None:
            """One is killed, so the server ends all others, mends what they left and is there again."""
            pid = chance.choice(backends(database))
            os.kill(pid, signal.SIGKILL)
            await_end(pid)
            await_database(database)
            for address in addresses:
                answers_again(address)

        def kill_sync(_n: int, sync: subprocess.Popen[str]) -> None:
            os.killpg(sync.pid, signal.SIGKILL)

        chance = random.Random(20261130)
        parts = (kill_service, kill_vectors, kill_backend, kill_sync)
        kills = iter([part for _ in range(KILLS) for part in parts])
        for turn in itertools.count(1):
            kill = next(kills, None)
            # The last turn is one in which all of them are there.
            if kill is None and time.monotonic() - begun >= SECONDS and turn % 2:
                break
            write(turn)
            running = start_sync()
            if kill is not None:
                time.sleep(chance.random() * 3)
                told.killed.append([time.monotonic(), float("inf")])
                kill((turn - 1) // len(parts), running)
                told.killed[-1][1] = time.monotonic()
            out, _ = running.communicate(timeout=RUN_SECONDS)
            if running.returncode:  # the run that was cut short is finished by the next
                assert kill is not None, out
                sync()
        last_turn = turn - 1
        for _ in range(100):  # a running service fills the new server by itself
            if all("notice" not in httpx.get(f"{address}/readyz").json() for address in addresses):
                break
            time.sleep(0.3)
        asked_before = len(told.seconds)
        time.sleep(2)
        stop.set()
        for client in clients:
            client.join()
        asked_for = time.monotonic() - begun
        notices = [httpx.get(f"{address}/readyz").json() for address in addresses]
        with closing(open_vectors(where, encoder)) as held:
            near = held.ids()
        last = [
            httpx.post(f"{address}/api/ask", json={"question": f"{BODIES[0]}2025年公务接待费是多少"}).json()[
                "text"
            ]
            for address in addresses
        ]
    finally:
        stop.set()
        for service in services:
            if service.poll() is None:
                os.killpg(service.pid, signal.SIGKILL)
                service.wait()
        vectors.kill()
    assert told.wrong == []
    assert len(told.seconds) > 100 and len(told.seconds) > asked_before
    assert all("notice" not in one for one in notices)
    assert last[0] == last[1] and f"{(150 + 2 * max(10, FILES) * last_turn) / 100:.2f}万元" in last[0]
    with closing(open_facts(Location(where.folder, database))) as facts:
        assert [s.document.body for s in facts.documents()] == sorted(BODIES)
        assert not facts.unsettled()
        kept = {path.name for path in (where.folder / "documents").iterdir()}
        assert kept == {f"{s.document.sha256}.pdf" for s in facts.documents()}
    with open_stores(clean, encoder) as stores:
        build([folder], stores)
        expected = figures_and_passages(stores.facts)
    with closing(open_facts(where)) as facts:
        assert figures_and_passages(facts) == expected
        assert near == set(facts.passage_owners())
    assert "限速按进程计算" in (tmp_path / f"{ports[0]}.log").read_text(encoding="utf-8")
    shutil.rmtree(tmp_path / "chroma")
    ordered = sorted(told.seconds)
    p50, p95 = (ordered[int(len(ordered) * part)] for part in (0.5, 0.95))
    with capsys.disabled():
        sys.stdout.write(
            f"\n{CLIENTS} clients, {FILES} files changed {last_turn} times, {len(told.killed)} kills, "
            f"{asked_for:.0f} s: {len(ordered)} answers, p50 {p50:.2f} s, p95 {p95:.2f} s, "
            f"{len(told.excused)} told of a kill\n"
        )
