"""What is indexed: `docs`, `docs set`, `docs remove`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import DEFAULT_STORE, StoreOption, VerboseOption, located, plain_errors
from cli.wording import Commands

if TYPE_CHECKING:
    from index.facts.given import Given

docs_app = Commands(help="已索引的文件。", invoke_without_command=True)
_COUNTED = ("figures", "passages", "findings")


@docs_app.callback()
def docs(
    context: typer.Context,
    store: StoreOption = DEFAULT_STORE,
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")] = False,
    verbose: VerboseOption = False,
) -> None:
    """列出已索引的文件。"""
    context.obj = store
    if context.invoked_subcommand:
        return
    from index.store.opening import open_facts

    with plain_errors(verbose), closing(open_facts(located(store))) as facts:
        counts, given = facts.counts(), facts.given()
        rows = [
            {
                "id": stored.id,
                "name": stored.document.name,
                "title": stored.document.title,
                "body": stored.document.body,
                "year": stored.document.year,
                "kind": stored.document.kind.value,
                "scope": stored.document.scope.value,
                "pages": stored.document.pages,
                **{name: counts.get(stored.id, {}).get(name, 0) for name in _COUNTED},
                "superseded_by": stored.superseded_by,
                "given": _given_json(given.get(stored.document.sha256)),
            }
            for stored in facts.documents()
        ]
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
    else:
        _list_documents(rows)


def _given_json(given: Given | None) -> dict[str, Any]:
    """What a person said of a document; {} where nobody did."""
    told = {"body": given.body, "year": given.year, "kind": given.kind} if given else {}
    return {name: value for name, value in told.items() if value}


def _list_documents(rows: Sequence[Mapping[str, Any]]) -> None:
    """A table that keeps every name whole, over several lines where the terminal is narrow."""
    from rich.box import HORIZONTALS
    from rich.console import Console
    from rich.table import Table

    table = Table(box=HORIZONTALS, show_lines=True, pad_edge=False, collapse_padding=True, show_edge=False)
    table.add_column("编号", justify="right", no_wrap=True)
    table.add_column("文件", overflow="fold", ratio=5)
    table.add_column("单位", overflow="fold", ratio=4)
    for label in ("年份", "种类", "口径"):
        table.add_column(label, no_wrap=True)
    for label in ("页", "数字", "文段", "发现"):
        table.add_column(label, justify="right", no_wrap=True)
    shown = ("body", "year", "kind", "scope", "pages", *_COUNTED)
    for row in rows:
        later = "" if row["superseded_by"] is None else f"（已被 {row['superseded_by']} 取代）"
        marked = {name: f"{row[name]}（指定）" for name in row["given"]}
        cells = (str(marked.get(name, row[name])) for name in shown)
        table.add_row(str(row["id"]), row["name"] + later, *cells)
    Console().print(table)


@docs_app.command("set")
def docs_set(
    context: typer.Context,
    document_id: Annotated[int, typer.Argument(metavar="编号", help="docs 所列编号")],
    body: Annotated[str, typer.Option(help="单位全称，如 某市财政局")] = "",
    year: Annotated[int | None, typer.Option(help="年份，如 2025")] = None,
    kind: Annotated[str, typer.Option(help="种类：预算、决算、执行、债务等")] = "",
    reset: Annotated[bool, typer.Option("--reset", help="不再指定，恢复为从文件读出的")] = False,
    store: Annotated[Path | None, typer.Option("--store", help="索引所在文件夹")] = None,
    verbose: VerboseOption = False,
) -> None:
    """指定一个文件的单位、年份、种类，并据此重新读取；以后重新索引同一文件仍然有效。"""
    from index.build import read_again
    from index.facts.given import Given, said
    from index.store.embed import load_model
    from index.store.opening import open_facts, open_stores
    from qa.settings import Settings

    if reset == bool(body or year is not None or kind):
        raise typer.BadParameter("请给出 --body、--year、--kind 中的至少一个，或只给 --reset")
    folder = store or context.obj
    with plain_errors(verbose):
        given = Given() if reset else said(body, year, kind)
        settings = Settings()
        where = settings.location(folder)
        with (
            closing(open_facts(where)),  # `open_stores` would make what is not there
            open_stores(where, load_model(settings.embedding)) as stores,
        ):
            try:
                extraction = read_again(stores, document_id, given=given, limits=settings.limits())
            except KeyError:
                typer.echo(_no_document(document_id), err=True)
                raise typer.Exit(1) from None
    made = extraction.document
    typer.echo(f"{document_id}：{made.name} 按 {made.body}、{made.year}年、{made.kind} 收录")
    for line in extraction.warnings:
        typer.echo(f"注意：{line}", err=True)


def _no_document(document_id: int) -> str:
    return f"错误：没有编号为 {document_id} 的文件。用 budget-qa docs 查看编号"


@docs_app.command("remove")
def docs_remove(
    context: typer.Context,
    document_id: Annotated[int, typer.Argument(metavar="编号", help="docs 所列编号")],
    store: Annotated[Path | None, typer.Option("--store", help="索引所在文件夹")] = None,
    verbose: VerboseOption = False,
) -> None:
    """从索引中移除一个文件（不动原文件）。"""
    from index.build import remove
    from index.store.embed import load_model
    from index.store.opening import open_facts, open_stores
    from qa.settings import Settings

    with plain_errors(verbose):
        settings = Settings()
        where = settings.location(store or context.obj)
        with (
            closing(open_facts(where)),  # `open_stores` would make what is not there
            open_stores(where, load_model(settings.embedding)) as stores,
        ):
            try:
                remove(stores, document_id)
            except KeyError:
                typer.echo(_no_document(document_id), err=True)
                raise typer.Exit(1) from None
    typer.echo(f"已移除 {document_id}")
