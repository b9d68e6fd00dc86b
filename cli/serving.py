"""The page and the interfaces: `serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.common import DEFAULT_STORE, StoreOption, VerboseOption, plain_errors
from cli.indexing import tell_summary


def serve(
    store: StoreOption = DEFAULT_STORE,
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口")] = 7860,
    open_browser: Annotated[bool, typer.Option("--open", help="启动后打开浏览器")] = False,
    index: Annotated[list[Path] | None, typer.Option(help="一并索引的文件或文件夹，可重复")] = None,
    verbose: VerboseOption = False,
) -> None:
    """启动问答网页（与 python app.py 相同）。"""
    from app import serve as serve_page
    from index.sources import files_of

    with plain_errors(verbose):
        files, problems, notes = files_of(index or ())
        for line in notes:
            typer.echo(f"注意：{line}", err=True)
        for line in problems:
            typer.echo(f"错误：{line}", err=True)
        serve_page(
            store,
            host=host,
            port=port,
            open_browser=open_browser,
            files=files,
            indexed=lambda summary: tell_summary(summary, store),
        )
