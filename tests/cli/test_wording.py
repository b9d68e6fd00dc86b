"""Help and what is wrong with a command line, in Chinese, one line an error."""

from __future__ import annotations

import importlib
import re

import pytest
from typer._completion_shared import Shells
from typer.main import get_command
from typer.testing import CliRunner

import cli
from cli.wording import Commands
from tests.cli.told import one_line

OF_TYPER = re.compile(
    r"Usage|Options|Arguments|Commands|Show |Try |default|required|env var|<\w+>|TEXT|INTEGER"
)


@pytest.fixture
def said(monkeypatch, tmp_path):
    """``said("ask", …)`` → the finished command, in an empty folder, in this process."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli.app, list(arguments), prog_name="budget-qa")


def names(command=None, before=()):
    """The words of every command, and of the program."""
    command = command or get_command(cli.app)
    yield before
    for name, each in getattr(command, "commands", {}).items():
        yield from names(each, (*before, name))


@pytest.mark.parametrize("words", list(names()), ids=" ".join)
def test_every_help_is_in_chinese(said, words):
    done = said(*words, "--help")
    assert done.exit_code == 0
    assert done.output.startswith(f"用法：{' '.join(['budget-qa', *words])} [选项]")
    assert "显示这份说明" in done.output
    assert not OF_TYPER.search(done.output)


def test_help_tells_arguments_options_their_kinds_and_defaults(said):
    told = said("users", "add", "--help").output
    assert "用法：budget-qa users add [选项] 登录名\n" in told
    assert re.search(r"--role +坐席\|管理 +.*（默认 坐席）", told)
    told = said("index", "--help").output
    assert "[路径…]" in told and re.search(r"--jobs +整数 +并行进程数，默认每核一个", told)
    assert "--prune / --no-prune" in told
    assert re.search(r"--since +日期 ", said("log", "export", "--help").output)


def test_the_program_alone_gives_its_help_and_no_error(said):
    done = said()
    assert done.exit_code == 2
    assert done.output.startswith("用法：") and "错误" not in done.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("nosuch", "没有 nosuch 这个命令，只有 index、sync、"),
        ("docs nosuch", "没有 nosuch 这个命令，只有 set、remove"),
        ("--", "没有说要用哪个命令"),
        ("ask --nosuch 甲", "没有 --nosuch 这个选项。用 budget-qa ask --help 查看用法"),
        ("ask --stor 甲", "没有 --stor 这个选项，是不是 --json、--store"),
        ("docs -x", "没有 -x 这个选项"),
        ("ask 甲 --store", "选项 --store 后面要写一个值"),
        ("ask 甲 --json=1", "选项 --json 后面不带值"),
        ("sync", "缺少参数 来源。用 budget-qa sync --help 查看用法"),
        ("sync a b c", "多出了 b c；带空格的名称请加引号"),
        ("index a.pdf --jobs 0", "--jobs 的值不对：应不小于1"),
        ("index a.pdf --jobs many", "--jobs 的值不对：应是整数"),
        ("eval a.jsonl --floor x", "--floor 的值不对：应是数"),
        ("docs remove many", "编号 的值不对：应是整数"),
        ("users add 王芳 --role 头", "--role 的值不对：只能是其中之一：坐席、管理"),
        ("log export --since abc", "--since 的值不对：日期写成 2025-01-31 这样"),
        ("serve --port 99999", "--port 的值不对：应不大于65535"),
        ("ask", "请给出一个问题，或用 --batch 给出一个文件。用 budget-qa ask --help 查看用法"),
    ],
)
def test_what_is_wrong_is_one_line_that_says_how_to_go_on(said, arguments, told, tmp_path):
    done = said(*arguments.split())
    assert done.exit_code == 2
    (line,) = done.output.splitlines()
    assert line.startswith(f"错误：{told}") and line.endswith("--help 查看用法")
    assert list(tmp_path.iterdir()) == []


def test_a_question_without_quotes_is_shown_with_them(said):
    (line,) = said("ask", "望潮街道", "2025", "--store", "s").output.splitlines()
    assert line.startswith('错误：问题请加引号：budget-qa ask "望潮街道 2025"。')
    (line,) = said("ask", 'a"b', "2025").output.splitlines()
    assert "budget-qa ask 'a\"b 2025'。" in line


def test_a_command_that_is_alone_speaks_so_too():
    app = Commands(add_completion=False)

    @app.command()
    def alone(number: int) -> None:
        """做一件事。"""

    done = CliRunner().invoke(app, ["x"], prog_name="alone")
    assert (done.exit_code, done.output) == (2, "错误：number 的值不对：应是整数。用 alone --help 查看用法\n")
    assert (
        CliRunner()
        .invoke(app, ["--help"], prog_name="alone")
        .output.startswith("用法：alone [选项] number\n")
    )


def test_what_ends_on_the_way_is_told(monkeypatch):
    app = Commands(add_completion=False)

    @app.command()
    def alone() -> None:
        raise EOFError

    done = CliRunner().invoke(app)
    assert (done.exit_code, done.output.strip()) == (1, "已中止")


def test_completion_is_installed_for_the_shell_and_that_is_said(monkeypatch, tmp_path, said):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")  # the shell is named here
    done = said("--install-completion", Shells.bash.value)
    assert done.exit_code == 0
    assert re.fullmatch(r"已写入 \S+，重开终端后生效\n", done.output)
    assert (tmp_path / ".bashrc").exists()
    wrong = said("--install-completion", "csh").output
    assert wrong.startswith("错误：--install-completion 的值不对：只能是其中之一：bash、zsh")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("BUDGET_QA_MAX_PAGES", "abc", "BUDGET_QA_MAX_PAGES：应是整数"),
        ("BUDGET_QA_MAX_PAGES", "0", "BUDGET_QA_MAX_PAGES：应大于0"),
        ("BUDGET_QA_LEASE_SECONDS", "soon", "BUDGET_QA_LEASE_SECONDS：应是数"),
    ],
)
def test_a_setting_that_cannot_be_is_named_by_its_variable(monkeypatch, said, name, value, told):
    importlib.import_module("chromadb.config")  # has settings of the same name
    monkeypatch.setenv(name, value)
    done = said("docs")
    assert (done.exit_code, done.output) == (1, f"错误：{told}\n")


def test_what_app_py_is_told_wrongly_is_said_alike(run):
    done = run("--port", "99999", code=("app.py",))
    assert done.returncode == 2
    assert one_line(done, "--port 的值不对：应不大于65535。用 app.py --help 查看用法")
    told = run("--help", code=("app.py",))
    assert told.returncode == 0 and told.out.startswith("用法：app.py [选项]")


def test_nothing_is_swallowed_that_is_a_fault_of_the_program(monkeypatch, said):
    monkeypatch.setattr("cli.documents.located", lambda store: int("a fault"))
    assert isinstance(said("docs").exception, ValueError)
