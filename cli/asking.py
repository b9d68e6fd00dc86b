"""What the store says: `ask`, `figures`, `check`, `mcp`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.common import DEFAULT_STORE, StoreOption, VerboseOption, located, plain_errors
from cli.wording import QUESTION
from index.facts.errors import BudgetError


def ask(
    question: Annotated[str | None, typer.Argument(metavar=QUESTION, help="要问的话，放在引号里")] = None,
    store: StoreOption = DEFAULT_STORE,
    as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")] = False,
    batch: Annotated[
        Path | None, typer.Option(help="逐行读取 {id, question, history?}，逐行写出答案")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="先说明问题被怎样理解")] = False,
    verbose: VerboseOption = False,
) -> None:
    """回答一个问题，或一批问题。"""
    if (question is None) == (batch is None):
        raise typer.BadParameter("请给出一个问题，或用 --batch 给出一个文件")
    from qa import BudgetQA
    from web.label import LABEL, labelled

    with plain_errors(verbose), BudgetQA.open(store) as desk:
        if batch is not None:
            _ask_batch(batch, desk.ask)
            return
        answer = desk.ask(question or "")
        if explain:
            typer.echo(f"理解为：{answer.understood}\n{desk.readings(question or '')}", err=as_json)
        if as_json:
            typer.echo(json.dumps(labelled(answer), ensure_ascii=False))
            return
        typer.echo(answer.text)
        for n, citation in enumerate(answer.citations, 1):
            place = " / ".join(part for part in (citation.table, citation.row, citation.column) if part)
            typer.echo(f"  [{n}] {citation.document} 第{citation.page}页 {place}".rstrip())
        for finding in answer.findings:
            typer.echo(f"  注意：{finding}")
        typer.echo(f"（{LABEL}）")


def _ask_batch(batch: Path, ask_one: Callable[..., Any]) -> None:
    from eval.cases import load_questions
    from web.label import labelled

    failed = False
    for asked in load_questions(batch):
        if isinstance(asked, BudgetError):
            typer.echo(f"错误：{asked}", err=True)
            failed = True
            continue
        answer = ask_one(asked.question, history=asked.history)
        typer.echo(json.dumps({**labelled(answer), "id": asked.id}, ensure_ascii=False))
        failed = failed or answer.status.value == "failed"
    if failed:
        raise typer.Exit(1)


def figures(
    store: StoreOption = DEFAULT_STORE,
    format_: Annotated[str, typer.Option("--format", help="jsonl、json、csv、xlsx 或 parquet")] = "jsonl",
    out: Annotated[Path | None, typer.Option(help="写入文件，默认标准输出")] = None,
    verbose: VerboseOption = False,
) -> None:
    """导出每一个数字，一行一个。"""
    from index.store.export import FORMATS, TO_FILES, export, fits_a_workbook
    from index.store.exports.parquet import need
    from index.store.opening import open_facts
    from index.store.protocols import Wanted
    from web.label import LABEL

    if format_ not in FORMATS:
        raise typer.BadParameter(f"不支持 {format_}，可选：{'、'.join(FORMATS)}")
    if format_ in TO_FILES and out is None:
        raise typer.BadParameter(f"{format_} 需要 --out 文件")
    with plain_errors(verbose), closing(open_facts(located(store))) as facts:
        if format_ == "xlsx":
            fits_a_workbook(facts.count(Wanted()))
        if format_ == "parquet":
            need()
        rows = (stored.figure for stored in facts.stream_figures())
        if out is None:
            export(rows, format_, sys.stdout.buffer, label=LABEL)
        else:
            with out.open("wb") as stream:
                documents = (stored.document for stored in facts.documents())
                export(rows, format_, stream, label=LABEL, documents=documents)


def check(
    store: StoreOption = DEFAULT_STORE,
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")] = False,
    small: Annotated[bool, typer.Option("--all", help="连同四舍五入的尾差一并列出")] = False,
    verbose: VerboseOption = False,
) -> None:
    """列出文件自身不一致之处：页码、两边的数、差额。"""
    from rich.console import Console
    from rich.table import Table

    from index.audit.audit_report import mismatches
    from index.store.opening import open_facts

    with plain_errors(verbose), closing(open_facts(located(store))) as facts:
        rows = mismatches(facts.findings())
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row.to_json(), ensure_ascii=False))
        return
    rounding = sum(row.small for row in rows)
    console = Console()
    for name, own in groupby([row for row in rows if small or not row.small], lambda row: row.document):
        table = Table(title=name, title_justify="left", show_lines=True, expand=True)
        for label, ratio in (
            ("页", 2),
            ("发现了什么（应当怎样）", 10),
            ("一边", 3),
            ("另一边", 3),
            ("相差", 3),
        ):
            table.add_column(label, overflow="fold", ratio=ratio)
        for row in own:
            message = f"{'尾差：' if row.small else ''}{row.message}\n（应当：{row.rule}）"
            table.add_row(row.pages, message, row.left, row.right, row.difference)
        console.print(table)
    console.print(f"{len(rows) - rounding}处不一致，{rounding}处四舍五入的尾差", end="")
    console.print("（用 --all 列出）" if rounding and not small else "")


def mcp(store: StoreOption = DEFAULT_STORE, verbose: VerboseOption = False) -> None:
    """以 MCP 协议（标准输入输出）提供问答、查数、检索和文件清单四个工具。"""
    from qa import BudgetQA
    from web.tools import build_tools

    with plain_errors(verbose), BudgetQA.open(store) as desk:
        build_tools(desk).run("stdio")
