"""`budget-qa`: one thin command each over `index`, `qa` and `eval`. Owns the console.

Exit codes: 0 done, 1 some input failed (the rest is done), 2 usage. Errors are one plain line
on stderr; ``--verbose`` adds the traceback. Heavy packages are imported inside the command
that needs them, so that a question about a figure starts in a fraction of a second.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.facts.errors import BudgetError

if TYPE_CHECKING:
    from index.build import Summary

app = typer.Typer(
    help="预算决算公开问答：每个数字都带出处。", no_args_is_help=True, pretty_exceptions_enable=False
)
docs_app = typer.Typer(help="已索引的文件。", invoke_without_command=True)
app.add_typer(docs_app, name="docs")
log_app = typer.Typer(help="提问记录。", no_args_is_help=True)
app.add_typer(log_app, name="log")

StoreOption = Annotated[Path, typer.Option("--store", help="索引所在文件夹")]
VerboseOption = Annotated[bool, typer.Option("--verbose", help="出错时显示完整调用栈")]
DEFAULT_STORE = Path("store")


def main() -> None:
    """The console command."""
    app()


@contextmanager
def _plain_errors(verbose: bool) -> Iterator[None]:
    """A BudgetError, or the system's refusal of a file, becomes one line on stderr and exit code 1."""
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, format="%(levelname)s %(message)s")
    try:
        yield
    except BrokenPipeError:
        raise  # `figures | head` is no error
    except (BudgetError, OSError) as error:
        if verbose:
            traceback.print_exc()
        typer.echo(f"错误：{error}", err=True)
        raise typer.Exit(1) from None


@app.command()
def index(
    paths: Annotated[list[Path], typer.Argument(help="PDF 文件或文件夹")],
    store: StoreOption = DEFAULT_STORE,
    jobs: Annotated[int | None, typer.Option(min=1, help="并行进程数，默认每核一个")] = None,
    prune: Annotated[bool, typer.Option(help="移除原文件已不存在的文档")] = False,
    rebuild: Annotated[bool, typer.Option(help="换用另一向量模型，重建全部向量")] = False,
    verbose: VerboseOption = False,
) -> None:
    """把 PDF 文件和文件夹编入索引；未改动的文件自动跳过。"""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from index import build as building
    from index.store.embed import load_model
    from index.store.opening import open_stores
    from qa.settings import Settings

    console = Console()
    with _plain_errors(verbose):
        settings = Settings()
        encoder = load_model(settings.embedding)
        with open_stores(store, encoder, rebuild=rebuild) as stores:
            columns = (
                TextColumn("索引"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[name]}"),
            )
            with Progress(*columns, console=console) as bar:
                task = bar.add_task("index", total=None, name="")

                def show(progress: building.Progress) -> None:
                    page = (
                        f" 第{progress.page}/{progress.pages}页" if progress.pages and progress.page else ""
                    )
                    bar.update(task, completed=progress.done, total=progress.total, name=progress.name + page)

                summary = building.build(
                    paths, stores, jobs=jobs, prune=prune, on_progress=show, limits=settings.limits()
                )
                bar.update(task, name="")
    _tell_summary(summary, store)
    if summary.failed:
        raise typer.Exit(1)


def _tell_summary(summary: Summary, store: Path) -> None:
    """The table of what a run did, then its warnings and errors, a line each."""
    from rich.console import Console
    from rich.table import Table

    table = Table("项目", "数量", title=f"索引 {store}")
    for label, value in (
        ("文件", summary.documents),
        ("页", summary.pages),
        ("表格", summary.tables),
        ("数字", summary.figures),
        ("文字说明的增减", summary.changes),
        ("文段", summary.passages),
        ("发现", summary.findings),
        ("其中尾差", summary.rounding),
        ("未变跳过", summary.skipped),
        ("移除", summary.removed),
        ("失败", len(summary.failed)),
    ):
        table.add_row(label, str(value))
    Console().print(table)
    for line in summary.warnings:
        typer.echo(f"注意：{line}", err=True)
    for line in summary.failed:
        typer.echo(f"错误：{line}", err=True)


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

    with _plain_errors(verbose), closing(open_facts(store)) as facts:
        counts = facts.counts()
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
            }
            for stored in facts.documents()
        ]
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
    else:
        _list_documents(rows)


_COUNTED = ("figures", "passages", "findings")


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
        table.add_row(str(row["id"]), row["name"] + later, *(str(row[name]) for name in shown))
    Console().print(table)


@docs_app.command("remove")
def docs_remove(
    context: typer.Context,
    document_id: Annotated[int, typer.Argument(metavar="ID", help="docs 所列编号")],
    store: Annotated[Path | None, typer.Option("--store", help="索引所在文件夹")] = None,
    verbose: VerboseOption = False,
) -> None:
    """从索引中移除一个文件（不动原文件）。"""
    from index.build import remove
    from index.store.embed import load_model
    from index.store.opening import open_facts, open_stores
    from qa.settings import Settings

    folder = store or context.obj
    with (
        _plain_errors(verbose),
        closing(open_facts(folder)),  # `open_stores` would make what is not there
        open_stores(folder, load_model(Settings().embedding)) as stores,
    ):
        try:
            remove(stores, document_id)
        except KeyError:
            typer.echo(f"错误：没有编号为 {document_id} 的文件。用 budget-qa docs 查看编号", err=True)
            raise typer.Exit(1) from None
    typer.echo(f"已移除 {document_id}")


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(metavar="问题")] = None,
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

    with _plain_errors(verbose), BudgetQA.open(store) as desk:
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


@app.command()
def figures(
    store: StoreOption = DEFAULT_STORE,
    format_: Annotated[str, typer.Option("--format", help="jsonl、csv 或 xlsx")] = "jsonl",
    out: Annotated[Path | None, typer.Option(help="写入文件，默认标准输出")] = None,
    verbose: VerboseOption = False,
) -> None:
    """导出每一个数字，一行一个。"""
    from index.store.export import FORMATS, export
    from index.store.opening import open_facts
    from web.label import LABEL

    if format_ not in FORMATS:
        raise typer.BadParameter(f"不支持 {format_}，可选：{'、'.join(FORMATS)}")
    if format_ == "xlsx" and out is None:
        raise typer.BadParameter("xlsx 需要 --out 文件")
    with _plain_errors(verbose), closing(open_facts(store)) as facts:
        rows = (stored.figure for stored in facts.stream_figures())
        if out is None:
            export(rows, format_, sys.stdout.buffer, label=LABEL)
        else:
            with out.open("wb") as stream:
                export(rows, format_, stream, label=LABEL)


@app.command()
def check(
    store: StoreOption = DEFAULT_STORE,
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")] = False,
    small: Annotated[bool, typer.Option("--all", help="连同四舍五入的尾差一并列出")] = False,
    verbose: VerboseOption = False,
) -> None:
    """列出文件自身不一致之处：页码、两边的数、差额。"""
    from rich.console import Console
    from rich.table import Table

    from index.audit.audit_report import rows_of
    from index.store.opening import open_facts

    with _plain_errors(verbose), closing(open_facts(store)) as facts:
        rows = rows_of(facts.findings())
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


@app.command()
def mcp(store: StoreOption = DEFAULT_STORE, verbose: VerboseOption = False) -> None:
    """以 MCP 协议（标准输入输出）提供问答、查数、检索和文件清单四个工具。"""
    from qa import BudgetQA
    from web.tools import build_tools

    with _plain_errors(verbose), BudgetQA.open(store) as desk:
        build_tools(desk).run("stdio")


@log_app.command("export")
def log_export(
    store: StoreOption = DEFAULT_STORE,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="从这一天起")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="到这一天前")] = None,
    wrong: Annotated[bool, typer.Option("--wrong", help="只要被读者指为有误的")] = False,
    as_eval: Annotated[bool, typer.Option("--eval", help="写成评测数据，正确答案留待填写")] = False,
    format_: Annotated[str, typer.Option("--format", help="jsonl 或 csv")] = "jsonl",
    verbose: VerboseOption = False,
) -> None:
    """导出提问、答案和意见；提问人的电话、证件号和姓名已隐去。"""
    import csv

    from index.store.opening import open_questions
    from web.journal import Journal, case_of, row_of
    from web.settings import Serving

    if format_ not in ("jsonl", "csv") or (as_eval and format_ == "csv"):
        raise typer.BadParameter("--format 应为 jsonl 或 csv；评测数据只有 jsonl")
    with _plain_errors(verbose), closing(Journal(open_questions(store), Serving().days)) as journal:
        entries = list(journal.entries(since=since, until=until, wrong=wrong))
    rows = [case_of(entry) if as_eval else row_of(entry) for entry in entries]
    if format_ == "csv" and rows:
        writer = csv.DictWriter(sys.stdout, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        return
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False))


@app.command("eval")
def evaluate(
    dataset: Annotated[
        Path | None, typer.Argument(help="评测集：本项目的 JSONL，或 ragas、promptfoo 的文件")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    cells: Annotated[bool, typer.Option("--every-cell", help="不用评测集：索引中的每一格都问一遍")] = False,
    per_document: Annotated[
        int | None, typer.Option(min=1, help="--every-cell：每份文件抽这么多格，默认全部")
    ] = None,
    reworded: Annotated[bool, typer.Option("--metamorphic", help="不用评测集：换着说法问同一个数")] = False,
    origins: Annotated[int, typer.Option(min=1, help="--metamorphic：抽这么多个数")] = 60,
    report: Annotated[Path | None, typer.Option(help="写出 JSON 报告")] = None,
    ragas: Annotated[Path | None, typer.Option(help="把问答写成 ragas 数据集（JSONL）")] = None,
    promptfoo: Annotated[Path | None, typer.Option(help="把问答写成 promptfoo 测试（JSON）")] = None,
    floor: Annotated[float | None, typer.Option(help="通过率低于此值时退出码为 1，如 0.85")] = None,
    verbose: VerboseOption = False,
) -> None:
    """按类评分：数字、状态、文字、引用页、无出处的数字；或就索引本身逐格提问、换句话问。"""
    from rich.console import Console

    from eval.run import Probing, probe, run

    if (dataset is None) != (cells or reworded):
        raise typer.BadParameter("请给出一个评测集，或用 --every-cell、--metamorphic（二者可同用）")
    if dataset is None and (ragas or promptfoo):
        raise typer.BadParameter("--ragas、--promptfoo 须与评测集同用")
    with _plain_errors(verbose):
        if dataset is None:
            probing = Probing(cells, per_document, origins if reworded else 0)
            code = probe(store, probing, report, floor, Console())
        else:
            code = run(dataset, store, report, floor, Console(), ragas=ragas, promptfoo=promptfoo)
    raise typer.Exit(code)


@app.command()
def serve(
    store: StoreOption = DEFAULT_STORE,
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口")] = 7860,
    index: Annotated[list[Path] | None, typer.Option(help="一并索引的文件或文件夹，可重复")] = None,
    verbose: VerboseOption = False,
) -> None:
    """启动问答网页（与 python app.py 相同）。"""
    from app import serve as serve_page
    from index.build import files_of

    files, problems = files_of(index or ())
    for line in problems:
        typer.echo(f"错误：{line}", err=True)
    with _plain_errors(verbose):
        serve_page(
            store,
            host=host,
            port=port,
            files=files,
            indexed=lambda summary: _tell_summary(summary, store),
        )


if __name__ == "__main__":
    main()
