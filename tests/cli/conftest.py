"""A command as a user starts it, and an index of two disclosures."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.told import (
    ROOT,
    A,
    B,
)


@pytest.fixture(scope="module")
def run(tiny_model):
    """``run("ask", "…")`` → the finished command."""

    def command(*arguments, cwd=ROOT, code=None, columns=200):
        done = subprocess.run(
            [sys.executable, *(code or ("-W", "error", "-m", "cli")), *map(str, arguments)],
            cwd=cwd,
            env={
                **os.environ,
                "BUDGET_QA_EMBEDDING": str(tiny_model),
                "PYTHONPATH": str(ROOT),
                "COLUMNS": str(columns),
            },
            capture_output=True,
            timeout=120,
        )
        done.out, done.err = done.stdout.decode(), done.stderr.decode()
        return done

    return command


@pytest.fixture(scope="module")
def indexed(tmp_path_factory, write_disclosure, run):
    """A store of two disclosures; not to be changed."""
    folder = tmp_path_factory.mktemp("indexed")
    write_disclosure(folder / "in" / "甲.pdf", A, 2025, 150, pages=2)
    write_disclosure(folder / "in" / "乙.pdf", B, 2025, 260)
    done = run("index", folder / "in", "--store", folder / "store", "--jobs", 1)
    assert (done.returncode, done.err) == (0, ""), done.err
    (folder / "summary.txt").write_text(done.out, encoding="utf-8")
    return folder / "store"


@pytest.fixture
def store(indexed, tmp_path):
    """A copy of that store, to be changed."""
    return Path(shutil.copytree(indexed, tmp_path / "store"))
