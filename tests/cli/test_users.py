"""The people of the desk, kept from the command line."""

import json

import pytest
from typer.testing import CliRunner

import cli


@pytest.fixture
def users(tmp_path):
    def run(*arguments, given=""):
        at = ("--store", str(tmp_path / "store"))
        return CliRunner().invoke(cli.app, ["users", *arguments, *at], input=given)

    return run


def test_people_are_added_listed_and_removed(users):
    added = users("add", "王芳", given="long-enough\n")
    assert (added.exit_code, added.stdout) == (0, "已添加：王芳（坐席）\n")
    assert "已更新" in users("add", "王芳", "--role", "管理", given="long-enough\n").stdout
    assert users("list").stdout.startswith("王芳\t管理\t")
    assert users("remove", "王芳").exit_code == 0
    assert users("list").stdout == ""


def test_what_cannot_be_done_is_one_line(users):
    for refused in (users("list"), users("add", "王芳", given="short\n"), users("remove", "王芳")):
        assert refused.exit_code == 1 and refused.stderr.startswith("错误：")
        assert len(refused.stderr.splitlines()) == 1
    assert users("add", "王芳", "--role", "别的", given="long-enough\n").exit_code == 2


def test_a_file_of_people_is_taken_in(users, tmp_path, monkeypatch):
    file = tmp_path / "people.json"
    one = {"name": "李强", "role": "管理", "hash": "$argon2id$…", "since": "2026-11-01T08:00:00Z"}
    file.write_text(json.dumps({"people": [one]}), "utf-8")
    assert users("import", str(tmp_path / "none.json")).exit_code == 1
    assert users("import", str(file)).stdout == "已收进 1 人\n"
    assert users("list").stdout == "李强\t管理\t2026-11-01\n"
    monkeypatch.setenv("BUDGET_QA_DESK_USERS", str(file))
    users("remove", "李强")
    assert users("list").stdout == "", "the file is taken in once"
