"""Who may come in at the desk: `users add`, `users remove`, `users list`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.common import VerboseOption, plain_errors

if TYPE_CHECKING:
    from web.staff.people import People

users_app = typer.Typer(help="坐席人员。", no_args_is_help=True)

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
    name: Annotated[str, typer.Argument(help="登录名")],
    role: Annotated[Literal["坐席", "管理"], typer.Option(help="坐席，或管理（坐席能做的也能做）")] = "坐席",
    file: FileOption = None,
    verbose: VerboseOption = False,
) -> None:
    """添加一人，或给已有的人换口令、角色；口令在终端输入，或从标准输入读一行。"""
    from web.staff.people import Role

    with plain_errors(verbose):
        people = _people(file)
        password = (
            typer.prompt("口令（至少8位）", hide_input=True, confirmation_prompt="再输一次")
            if sys.stdin.isatty()
            else sys.stdin.readline().rstrip("\r\n")
        )
        new = people.put(name, Role(role), password)
    typer.echo(f"{'已添加' if new else '已更新'}：{name}（{role}）")


@users_app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="登录名")],
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
