"""Documents read on Ray, whose workers are killed: the store is that of a plain run.

As a bench: BUDGET_QA_TEST_KILLS, and as many documents as these need.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.build import build
from index.store.embed import load_model
from index.store.opening import open_stores

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("BUDGET_QA_TEST_KILLS", "3"))
DOCUMENTS = max(14, 5 * KILLS)


def readers(mark: str) -> list[int]:
    """The processes of Ray that read a document for whoever started with that mark in the environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            reads = (folder / "cmdline").read_bytes().startswith(b"ray::read_alone")
            if reads and mark.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def test_killed_workers_of_ray_cost_a_try_and_the_store_is_that_of_a_plain_run(
    tmp_path, write_disclosure, tiny_model, contents
):
    encoder = load_model(str(tiny_model))
    for n in range(DOCUMENTS):
        write_disclosure(
            tmp_path / "in" / f"{n:02}" / "公开.pdf", f"青禾市第{n // 2}局", 2025, 100 + n, pages=6
        )
    (tmp_path / "in" / "bad.pdf").write_bytes(b"no PDF")
    with open_stores(tmp_path / "clean", encoder) as stores:
        plainly = build([tmp_path / "in"], stores)
        expected = contents(stores)
    environment = {**os.environ, "BUDGET_QA_EMBEDDING": str(tiny_model), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cli", "index", tmp_path / "in", "--store", tmp_path / "store"]
    mark = f"BUDGET_QA_TEST_RUN={tmp_path}"
    process = subprocess.Popen(
        [*command, "--on", "ray", "--jobs", "2"],
        cwd=ROOT,
        env=environment | dict([mark.split("=", 1)]),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        killed: set[int] = set()
        until = time.monotonic() + 120 + 10 * KILLS
        while len(killed) < KILLS and process.poll() is None and time.monotonic() < until:
            for pid in [one for one in readers(mark) if one not in killed][:1]:
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
            time.sleep(0.3)
        out, _ = process.communicate(timeout=120 + 10 * KILLS)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    assert len(killed) == KILLS, out
    assert process.returncode == 1, "one file is none"
    assert plainly.failed[0].split("。")[0] in out.replace("\n", "")
    with open_stores(tmp_path / "store", encoder) as stores:
        assert contents(stores) == expected
        assert not stores.facts.unsettled()


def test_an_address_that_is_none_is_told(tmp_path, write_disclosure, tiny_model):
    write_disclosure(tmp_path / "in" / "a.pdf", "青禾市商务局", 2025)
    environment = {**os.environ, "BUDGET_QA_EMBEDDING": str(tiny_model), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "cli", "index", tmp_path / "in", "--store", tmp_path / "s", "--on", "dask"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "--on 应是 ray" in done.stderr and len(done.stderr.splitlines()) == 1
