"""Who may come in at the desk: `users add`, `users remove`, `users list`, `users import`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.common import DEFAULT_STORE, StoreOption, VerboseOption, located, plain_errors
from cli.wording import Commands
from index.facts.errors import BudgetError

if TYPE_CHECKING:
    from web.staff.people import People

users_app = Commands(help="坐席人员，记在索引里，几个进程当即一致。", no_args_is_help=True)


@contextmanager
def _people(store: Path, *, make: bool = False) -> Iterator[People]:
    """The people of a store, those of the file that is set among them; one is to `make` where none is."""
    from index.store.opening import open_facts, open_members
    from web.settings import DeskSettings
    from web.staff.people import People

    where = located(store)
    open_facts(where, create=make).close()
    with closing(open_members(where)) as members:
        people, file = People(members), DeskSettings().users
        if file is not None:
            people.take_in(file)
        yield people


@users_app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="登录名", help="登录时用的名称")],
    role: Annotated[Literal["坐席", "管理"], typer.Option(help="坐席，或管理（坐席能做的也能做）")] = "坐席",
    store: StoreOption = DEFAULT_STORE,
    verbose: VerboseOption = False,
) -> None:
    """添加一人，或给已有的人换口令、角色；口令在终端输入，或从标准输入读一行。"""
    from web.staff.people import Role

    with plain_errors(verbose), _people(store, make=True) as people:
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
    store: StoreOption = DEFAULT_STORE,
    verbose: VerboseOption = False,
) -> None:
    """移除一人；已登录的立即失效。"""
    with plain_errors(verbose), _people(store) as people:
        people.remove(name)
    typer.echo(f"已移除：{name}")


@users_app.command("list")
def list_(store: StoreOption = DEFAULT_STORE, verbose: VerboseOption = False) -> None:
    """列出人员和角色。"""
    with plain_errors(verbose), _people(store) as people:
        for each in people.listed().values():
            since = each.since.replace(tzinfo=UTC).astimezone()
            typer.echo(f"{each.name}\t{each.role}\t{since:%Y-%m-%d}")


@users_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="以前版本的人员文件（JSON）")],
    store: StoreOption = DEFAULT_STORE,
    verbose: VerboseOption = False,
) -> None:
    """把一个人员文件里的人都收进来，口令不变；同名的以文件为准。"""
    from index.facts.errors import BudgetError

    with plain_errors(verbose), _people(store, make=True) as people:
        if not file.is_file():
            raise BudgetError(f"{file} 不存在。请检查路径")
        count = people.take_in(file, again=True)
    typer.echo(f"已收进 {count} 人")
