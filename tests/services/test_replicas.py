"""Two services over PostgreSQL and a Chroma server: no half answer while documents change and parts die."""

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

import httpx
import pytest

from index.build import build
from index.store.embed import load_model
from index.store.opening import open_facts, open_stores, open_vectors
from index.store.protocols import Location, WritableFacts
from tests.services.test_engines import end_all_backends
from tests.services.test_vectors import Server
from tests.services.test_wheel import answered

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[2]
BODIES = [f"青禾市{name}局" for name in ("商务", "教育", "水务", "司法")]
CLIENTS = 8
# Of each part; more of them, as a bench, by the variable.
KILLS = int(os.environ.get("BUDGET_QA_TEST_KILLS", "3"))
# After a part was killed, a question may be told so; then every one is answered again.
GRACE_SECONDS = 3.0


@dataclass
class Told:
    """What the clients were told: how long each answer took, and what was no answer."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    killed: list[list[float]] = field(default_factory=list)

    def failed(self, said: str, at: float) -> None:
        now = time.monotonic()
        late = any(begun <= now and at <= ended + GRACE_SECONDS for begun, ended in self.killed)
        (self.excused if late else self.wrong).append(said)


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
            started = time.monotonic()
            try:
                reply = http.post(f"{addresses[n % len(addresses)]}/api/ask", json={"question": question})
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
            if said["status"] not in ("answered", "not_found"):
                told.failed(f"{question}: {said['status']} {said['text']}", started)
            elif n % 3 == 0 and said["status"] == "answered":
                amounts = [float(found) for found in re.findall(r"(\d+\.\d\d)万元", said["text"])]
                if len(amounts) < 2 or abs(amounts[0] - 2 * amounts[1]) > 0.015:
                    told.wrong.append(f"half of one edition and half of another: {said['text']}")


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
    make_database, tmp_path, tiny_model, write_disclosure
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
        out, _ = running.communicate(timeout=120)
        assert running.returncode == 0, out

    def serve(port: int) -> subprocess.Popen[bytes]:
        log = (tmp_path / f"{port}.log").open("wb")
        with log:
            return subprocess.Popen(
                [*command, "serve", "--port", str(port), *at], stdout=log, stderr=log, **beside
            )

    for n, body in enumerate(BODIES):
        write_disclosure(folder / f"{n}.pdf", body, 2025, 150 + 2 * n, pages=2)
    sync()
    ports = [Server(tmp_path).port for _ in range(2)]
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    services = [serve(port) for port in ports]
    told, stop = Told(), threading.Event()
    try:
        for address, service in zip(addresses, services, strict=True):
            answered(f"{address}/readyz", service)
        clients = [
            threading.Thread(target=ask, args=(addresses, told, stop, n), daemon=True) for n in range(CLIENTS)
        ]
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

        def end_backends(_n: int, _sync: subprocess.Popen[str]) -> None:
            assert end_all_backends(where, wait=False)

        def kill_sync(_n: int, sync: subprocess.Popen[str]) -> None:
            os.killpg(sync.pid, signal.SIGKILL)

        chance = random.Random(20261130)
        parts = (kill_service, kill_vectors, end_backends, kill_sync)
        for turn, kill in enumerate((None, *(part for _ in range(KILLS) for part in parts))):
            for n, body in enumerate(BODIES[:3]):
                write_disclosure(folder / f"{n}.pdf", body, 2025, 200 + 2 * (10 * turn + n), pages=2)
            (folder / "3.pdf").unlink(missing_ok=True)
            if turn % 2 == 0:
                write_disclosure(folder / "3.pdf", BODIES[3], 2025, 160 + 2 * turn, pages=2)
            running = start_sync()
            if kill is not None:
                time.sleep(chance.random() * 3)
                told.killed.append([time.monotonic(), float("inf")])
                kill(turn // len(parts), running)
                told.killed[-1][1] = time.monotonic()
            out, _ = running.communicate(timeout=120)
            if running.returncode:  # the run that was cut short is finished by the next
                assert kill is not None, out
                sync()
        for _ in range(100):  # a running service fills the new server by itself
            if all("notice" not in httpx.get(f"{address}/readyz").json() for address in addresses):
                break
            time.sleep(0.3)
        asked_before = len(told.seconds)
        time.sleep(2)
        stop.set()
        for client in clients:
            client.join()
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
    assert last[0] == last[1] and f"{(200 + 20 * KILLS * 4) / 100:.2f}万元" in last[0]
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
    (tmp_path / "told.txt").write_text(
        f"{len(ordered)} answers, p50 {p50:.3f} s, p95 {p95:.3f} s, {len(told.excused)} told of a kill\n"
    )
