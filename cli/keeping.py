"""The whole store in one file: `backup`, `restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.common import DEFAULT_STORE, StoreOption, VerboseOption, located, plain_errors


def backup(
    file: Annotated[Path, typer.Argument(metavar="文件", help="写成的备份，如 2026-11-29.zip")],
    store: StoreOption = DEFAULT_STORE,
    verbose: VerboseOption = False,
) -> None:
    """把事实、原件、人工指定和提问记录写成一个文件；服务开着时也可以。"""
    from index.store.backup import backup as write

    with plain_errors(verbose):
        contents = write(located(store), file)
    typer.echo(f"已备份到 {file}：{contents}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="文件", help="backup 写成的文件")],
    store: StoreOption = DEFAULT_STORE,
    verbose: VerboseOption = False,
) -> None:
    """把备份恢复到一个空的索引，重建向量；先逐一核对，损坏的不恢复。"""
    from index.build import follow
    from index.store.backup import restore as read
    from index.store.embed import load_model
    from index.store.opening import open_stores
    from qa.settings import Settings

    with plain_errors(verbose):
        settings = Settings()
        where = settings.location(store)
        contents = read(where, file)
        with open_stores(where, load_model(settings.embedding)) as stores:
            follow(stores)
    typer.echo(f"已从 {file} 恢复：{contents}")
