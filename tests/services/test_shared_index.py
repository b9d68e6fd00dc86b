"""Several processes index from one list in PostgreSQL and are killed: nothing is lost, nothing doubled.

As a bench: BUDGET_QA_TEST_KILLS, and as many documents as these need.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from index.build import build
from index.facts.errors import StoreError
from index.store.embed import load_model
from index.store.opening import open_shared, open_stores, writer_of
from index.store.protocols import Location
from index.store.relational.jobs import JobTable

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("BUDGET_QA_TEST_KILLS", "3"))
DOCUMENTS = max(40, 6 * KILLS)


@pytest.fixture
def source(tmp_path, write_disclosure):
    for n in range(DOCUMENTS):
        name = "公开.pdf" if n % 4 else f"{n}.pdf"  # most of them are of one name, in folders of their own
        write_disclosure(tmp_path / "in" / f"{n:02}" / name, f"青禾市第{n // 2}局", 2025, 100 + n, pages=4)
    return tmp_path / "in"


@pytest.fixture
def start(make_database, tmp_path, tiny_model):
    """``start(where, *arguments)`` → a running `budget-qa index` over that store."""
    running = []

    def command(where, *arguments):
        environment = {
            **os.environ,
            "BUDGET_QA_DATABASE": where.database,
            "BUDGET_QA_EMBEDDING": str(tiny_model),
            "BUDGET_QA_LEASE_SECONDS": "2",
            "PYTHONPATH": str(ROOT),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "index", *map(str, arguments), "--store", str(where.folder)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield command
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def ended(process):
    out, _ = process.communicate(timeout=120 + 10 * KILLS)
    assert process.returncode == 0, out
    return out


@pytest.fixture
def expected(tmp_path, source, make_database, tiny_model, contents):
    """What one plain run over PostgreSQL makes of the source."""
    clean = Location(tmp_path / "clean", make_database())
    with open_stores(clean, load_model(str(tiny_model))) as stores:
        assert build([source], stores).documents == DOCUMENTS
        return contents(stores)


def held(where, tiny_model, contents):
    with open_stores(where, load_model(str(tiny_model))) as stores:
        assert not stores.facts.unsettled()
        return contents(stores)


def test_processes_that_start_together_share_the_work_and_leave_a_plain_run_s_store(
    tmp_path, source, make_database, tiny_model, contents, expected, start
):
    where = Location(tmp_path / "store", make_database())
    processes = [start(where, source, "--share", "--jobs", "1") for _ in range(3)]
    outs = [ended(process) for process in processes]
    read = [next(int(line.split()[3]) for line in out.splitlines() if "文件" in line) for out in outs]
    assert sum(read) == DOCUMENTS and sum(n > 0 for n in read) >= 2, outs
    assert held(where, tiny_model, contents) == expected
    assert f"{DOCUMENTS} 份未变" in ended(start(where, source, "--share", "--jobs", "1"))


def test_sharers_hold_a_database_together_and_other_writers_wait(make_database, tmp_path, encoder):
    where = Location(tmp_path / "store", make_database())
    with open_shared(where), open_shared(where, patience=0):
        with pytest.raises(StoreError, match="另一个进程"), writer_of(where):
            pass
    with writer_of(where), pytest.raises(StoreError, match="另一个进程"), open_shared(where, patience=0):
        pass


def test_killed_at_random_moments_nothing_is_lost_and_nothing_doubled(
    tmp_path, source, make_database, tiny_model, contents, expected, start
):
    where = Location(tmp_path / "store", make_database())
    chance = random.Random(20261130)
    processes = [start(where, source, "--share", "--jobs", "1") for _ in range(2)]
    killed_with = []
    for n in range(KILLS):
        wait_until_read(where, (n + 1) * DOCUMENTS // (KILLS + 2))
        time.sleep(chance.random() * 0.2)
        victim = processes[n % 2]
        os.killpg(victim.pid, signal.SIGKILL)
        victim.wait()
        with closing(JobTable(where.folder, where.database)) as jobs:
            killed_with.append(jobs.counts().claimed)
        processes[n % 2] = start(where, source, "--share", "--jobs", "1")
    for process in processes:
        ended(process)
    assert any(killed_with), "no kill fell while a document was claimed"
    assert held(where, tiny_model, contents) == expected
    with closing(JobTable(where.folder, where.database)) as jobs:
        assert (jobs.counts().waiting, jobs.counts().claimed, jobs.counts().failed) == (0, 0, 0)


def wait_until_read(where, documents):
    """Until so many are done."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with closing(JobTable(where.folder, where.database)) as jobs:
                if jobs.counts().done >= documents:
                    return
        except Exception:
            if time.monotonic() + 1 > until:
                raise
        time.sleep(0.05)
    raise AssertionError("nothing is read")
