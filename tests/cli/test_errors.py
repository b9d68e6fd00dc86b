"""Exit codes, and one plain line an error, which changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tests.cli.told import (
    ROOT,
    one_line,
)


@pytest.mark.parametrize(
    "arguments",
    [("docs",), ("docs", "remove", "1"), ("ask", "公务接待费"), ("figures",), ("check",)],
    ids=" ".join,
)
def test_a_store_that_is_not_there_is_one_line_and_none_is_made(arguments, tmp_path, run):
    done = run(*arguments, "--store", tmp_path / "nowhere")
    assert (done.returncode, done.out) == (1, "")
    assert one_line(done, tmp_path / "nowhere", "budget-qa index")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("index",),
        ("index", "a.pdf", "--jobs", "0"),
        ("ask",),
        ("ask", "公务接待费", "--batch", "a.jsonl"),
        ("figures", "--format", "parquet"),
        ("figures", "--format", "xlsx"),
        ("docs", "remove", "many"),
        ("nonsense",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_two_and_touches_nothing(arguments, tmp_path, run):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [("figures", "--out", "{}/no/such/folder.jsonl"), ("ask", "--batch", "{}/nowhere.jsonl")],
    ids=["an output file that cannot be made", "a batch that is not there"],
)
def test_what_the_system_refuses_is_one_line(arguments, indexed, tmp_path, run):
    done = run(*(argument.format(tmp_path) for argument in arguments), "--store", indexed)
    assert done.returncode == 1
    assert one_line(done, tmp_path, "文件或它所在的文件夹不存在")
    assert "Errno" not in done.err


def test_a_path_that_is_not_there_is_one_line_and_no_store_is_made(tmp_path, run):
    for arguments in ((), ("--share",)):
        done = run("index", tmp_path / "nowhere", *arguments, "--store", tmp_path / "store")
        assert (done.returncode, done.out) == (1, "")
        assert one_line(done, f"{tmp_path / 'nowhere'}：文件不存在。请检查路径")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_store_is_one_line(store, indexed, run):
    (store / "facts.sqlite").write_bytes(b"no database at all " * 500)
    for arguments in (("docs",), ("figures",), ("ask", "公务接待费"), ("index", indexed.parent / "in")):
        done = run(*arguments, "--store", store)
        assert done.returncode == 1
        assert one_line(done, "facts.sqlite")


def test_a_model_that_is_not_there_is_one_line(tmp_path, run, indexed):
    code = (
        "-c",
        "import os\nos.environ['BUDGET_QA_EMBEDDING'] = '/no/such/model'\nfrom cli import app\napp()",
    )
    done = run("index", indexed.parent / "in", "--store", tmp_path / "s", code=code)
    assert done.returncode == 1
    assert one_line(done, "/no/such/model")


def test_a_reader_that_stops_reading_is_no_error(indexed):
    command = subprocess.Popen(
        [sys.executable, "-m", "cli", "figures", "--store", str(indexed)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert command.stdout is not None
    command.stdout.close()
    assert command.stderr is not None
    assert command.stderr.read() == b""
    command.stderr.close()
    command.wait(60)


def test_serve_hands_on_the_files_to_index_and_tells_at_once_what_is_none(tmp_path, sample, monkeypatch):
    import app
    import cli

    opened = []
    monkeypatch.setattr(app, "serve", lambda store, **given: opened.append((store, given)))
    store, missing = tmp_path / "store", tmp_path / "missing"
    asked = ["serve", "--index", str(sample), "--index", str(missing), "--store", str(store), "--port", "7"]
    result = CliRunner().invoke(cli.app, asked)
    assert result.exit_code == 0, result.output
    [(folder, given)] = opened
    assert (folder, given["port"], given["files"]) == (store, 7, [sample])
    assert f"错误：{missing}：文件不存在。请检查路径" in result.output


def test_serve_of_nothing_is_an_error(tmp_path):
    import cli

    asked = ["serve", "--index", str(tmp_path / "missing"), "--store", str(tmp_path / "store"), "--port", "0"]
    result = CliRunner().invoke(cli.app, asked)
    assert result.exit_code == 1
    assert "missing：文件不存在" in result.output and "中没有索引" in result.output
    assert not (tmp_path / "store").exists()
