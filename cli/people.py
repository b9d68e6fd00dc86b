"""Who may come in at the desk: `users add`, `users remove`, `users list`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.common import VerboseOption, plain_errors
from cli.wording import Commands
from index.facts.errors import BudgetError

if TYPE_CHECKING:
    from web.staff.people import People

users_app = Commands(help="坐席人员。", no_args_is_help=True)

FileOption = Annotated[
    Path | None,
    typer.Option("--file", help="人员文件；默认为 BUDGET_QA_DESK_USERS 所指的文件"),
]


def _people(file: Path | None) -> People:
    from web.settings import DeskSettings
    from web.staff.people import People

    path = file or DeskSettings().users
    if path is None:
        raise typer.BadParameter("请用 --file 指定人员文件，或设 BUDGET_QA_DESK_USERS")
    return People(path)


@users_app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="登录名", help="登录时用的名称")],
    role: Annotated[Literal["坐席", "管理"], typer.Option(help="坐席，或管理（坐席能做的也能做）")] = "坐席",
    file: FileOption = None,
    verbose: VerboseOption = False,
) -> None:
    """添加一人，或给已有的人换口令、角色；口令在终端输入，或从标准输入读一行。"""
    from web.staff.people import Role

    with plain_errors(verbose):
        people = _people(file)
        password = _typed() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
        new = people.put(name, Role(role), password)
    typer.echo(f"{'已添加' if new else '已更新'}：{name}（{role}）")


def _typed() -> str:
    """A password, typed twice alike."""
    first: str = typer.prompt("口令（至少8位）", hide_input=True)
    if typer.prompt("再输一次", hide_input=True) != first:
        raise BudgetError("两次输入的口令不一样")
    return first


@users_app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(metavar="登录名", help="登录时用的名称")],
    file: FileOption = None,
    verbose: VerboseOption = False,
) -> None:
    """移除一人；已登录的立即失效。"""
    with plain_errors(verbose):
        _people(file).remove(name)
    typer.echo(f"已移除：{name}")


@users_app.command("list")
def list_(file: FileOption = None, verbose: VerboseOption = False) -> None:
    """列出人员和角色。"""
    with plain_errors(verbose):
        for each in _people(file).listed().values():
            typer.echo(f"{each.name}\t{each.role}\t{each.since.astimezone():%Y-%m-%d}")
