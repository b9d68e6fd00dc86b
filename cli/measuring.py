"""How well it answers: `eval`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.common import DEFAULT_STORE, StoreOption, VerboseOption, plain_errors


def evaluate(
    dataset: Annotated[
        Path | None, typer.Argument(metavar="评测集", help="本项目的 JSONL，或 ragas、promptfoo 的文件")
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
    llm: Annotated[bool, typer.Option("--llm", help="只用规则、只用语言模型、两者，并排比较")] = False,
    cassette: Annotated[Path | None, typer.Option(help="--llm：不问语言模型，用录下的答复（JSONL）")] = None,
    record: Annotated[Path | None, typer.Option(help="--llm：把语言模型的答复录入此文件")] = None,
    verbose: VerboseOption = False,
) -> None:
    """按类评分：数字、状态、文字、引用页、无出处的数字；或就索引本身逐格提问、换句话问。"""
    from rich.console import Console

    from eval.run import Probing, probe, run

    if (dataset is None) != (cells or reworded):
        raise typer.BadParameter("请给出一个评测集，或用 --every-cell、--metamorphic（二者可同用）")
    if (cassette or record) and not llm:
        raise typer.BadParameter("--cassette、--record 须与 --llm 同用")
    if llm:
        if dataset is None or cells or reworded or (cassette and record):
            raise typer.BadParameter("--llm 须与一个评测集同用；--cassette、--record 只用一个")
        with plain_errors(verbose):
            _compare(dataset, store, report, cassette, record)
        return
    if dataset is None and (ragas or promptfoo):
        raise typer.BadParameter("--ragas、--promptfoo 须与评测集同用")
    with plain_errors(verbose):
        if dataset is None:
            probing = Probing(cells, per_document, origins if reworded else 0)
            code = probe(store, probing, report, floor, Console())
        else:
            code = run(dataset, store, report, floor, Console(), ragas=ragas, promptfoo=promptfoo)
    raise typer.Exit(code)


def _compare(
    dataset: Path, store: Path, report: Path | None, cassette: Path | None, record: Path | None
) -> None:
    from rich.console import Console

    from eval.formats.datasets import load
    from eval.report import write_json
    from eval.side_by_side import asked_of, compared, render, to_json

    cases = load(dataset)
    with asked_of(cassette, record) as (model, settings):
        runs = compared(cases, store, model, settings)
    render(runs, Console())
    if report is not None:
        write_json(to_json(runs), report)
