"""What was asked: `log export`."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from typing import Annotated

import typer

from cli.common import DEFAULT_STORE, StoreOption, VerboseOption, located, plain_errors
from cli.wording import Commands

log_app = Commands(help="提问记录。", no_args_is_help=True)


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
    from index.store.opening import open_questions
    from web.journal import Journal, csv_text, exported, jsonl_text
    from web.settings import Serving

    if format_ not in ("jsonl", "csv") or (as_eval and format_ == "csv"):
        raise typer.BadParameter("--format 应为 jsonl 或 csv；评测数据只有 jsonl")
    with plain_errors(verbose), closing(Journal(open_questions(located(store)), Serving().days)) as journal:
        entries = list(journal.entries(since=since, until=until, wrong=wrong))
    rows = exported(entries, as_cases=as_eval)
    typer.echo(csv_text(rows) if format_ == "csv" else jsonl_text(rows), nl=False)
