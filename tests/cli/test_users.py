"""The people of the desk, kept from the command line."""

import json

import pytest
from typer.testing import CliRunner

import cli


@pytest.fixture
def users(tmp_path, monkeypatch):
    monkeypatch.setenv("BUDGET_QA_DESK_USERS", str(tmp_path / "people.json"))

    def run(*arguments, given=""):
        return CliRunner().invoke(cli.app, ["users", *arguments], input=given)

    return run


def test_people_are_added_listed_and_removed(users, tmp_path):
    assert users("list").stdout == ""
    added = users("add", "王芳", given="long-enough\n")
    assert (added.exit_code, added.stdout) == (0, "已添加：王芳（坐席）\n")
    assert "已更新" in users("add", "王芳", "--role", "管理", given="long-enough\n").stdout
    assert users("list").stdout.startswith("王芳\t管理\t")
    assert "long-enough" not in (tmp_path / "people.json").read_text("utf-8")
    assert users("remove", "王芳").exit_code == 0
    assert json.loads((tmp_path / "people.json").read_text("utf-8")) == {"people": []}


def test_what_cannot_be_done_is_one_line(users, monkeypatch):
    for refused in (users("add", "王芳", given="short\n"), users("remove", "王芳")):
        assert refused.exit_code == 1 and refused.stderr.startswith("错误：")
        assert len(refused.stderr.splitlines()) == 1
    assert users("add", "王芳", "--role", "别的", given="long-enough\n").exit_code == 2
    monkeypatch.delenv("BUDGET_QA_DESK_USERS")
    assert users("list").exit_code == 2
