"""Documents into the store: `index`, `sync`, and what a run did."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DEFAULT_STORE, StoreOption, VerboseOption, plain_errors

if TYPE_CHECKING:
    from index.build import Progress, Summary
    from index.facts.limits import Limits
    from index.store.embed import Encoder
    from index.store.protocols import Location
    from qa.settings import Settings


def index(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="路径",
            help="文件或文件夹：PDF、Word、Excel、网页、文本、zip；也可以是 s3://… 等 fsspec 的地址",
        ),
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    jobs: Annotated[int | None, typer.Option(min=1, help="并行进程数，默认每核一个")] = None,
    prune: Annotated[bool, typer.Option(help="移除原文件已不存在的文档")] = False,
    rebuild: Annotated[bool, typer.Option(help="换用另一向量模型，重建全部向量")] = False,
    rebuild_vectors: Annotated[
        bool, typer.Option("--rebuild-vectors", help="不读文件，只由已有的事实重建全部向量")
    ] = False,
    share: Annotated[
        bool, typer.Option(help="与别的进程从同一份列表中取文件来读（用 PostgreSQL 时可同时运行几个）")
    ] = False,
    on: Annotated[
        str | None, typer.Option(metavar="ray|ray://主机:端口", help="由 Ray 读：本机，或一个集群")
    ] = None,
    verbose: VerboseOption = False,
) -> None:
    """把文件和文件夹编入索引；未改动的文件自动跳过，读不了的逐一说明。"""
    from index.build import build
    from index.store.embed import load_model
    from index.store.opening import open_stores
    from qa.settings import Settings

    if bool(paths) == rebuild_vectors:
        raise typer.BadParameter("请给出文件或文件夹；或只给 --rebuild-vectors")
    if rebuild_vectors:
        _rebuild_vectors(store, verbose)
        return
    with plain_errors(verbose):
        if not prune:
            _look_for(paths or ())
        settings = Settings()
        where, limits = settings.location(store), settings.limits()
        encoder = load_model(settings.embedding)
        if share or on:
            if rebuild:
                raise typer.BadParameter("--share、--on 不能与 --rebuild 同用")
            summary = _shared(paths or [], where, encoder, settings, jobs, prune, on)
        else:
            with open_stores(where, encoder, rebuild=rebuild) as stores, _bar() as show:
                here = _here(paths or (), store, limits)
                summary = build(here.paths, stores, jobs=jobs, prune=prune, on_progress=show, limits=limits)
                here.tell(summary)
    tell_summary(summary, store)
    if summary.failed:
        raise typer.Exit(1)


def _look_for(given: Sequence[str]) -> None:
    """Before a store is opened, which would make one: end where there is nothing to index, and say why."""
    from index.mirrored import is_url, path_of
    from index.sources import files_of

    found = files_of([path_of(one) for one in given if not is_url(one)])
    if found.files or any(map(is_url, given)):
        return
    for line in found.notes:
        typer.echo(f"注意：{line}", err=True)
    for line in found.problems:
        typer.echo(f"错误：{line}", err=True)
    raise typer.Exit(1)


@dataclass(slots=True)
class _Here:
    """The paths to index on this machine, and what is to be told of those that were fetched."""

    paths: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def tell(self, summary: Summary) -> None:
        """Put it before what a run tells."""
        summary.failed[:0] = self.problems
        summary.warnings[:0] = self.notes


def _here(given: Sequence[str], store: Path, limits: Limits) -> _Here:
    """Paths as they are, URLs fetched into the store's folder; what cannot be is a line."""
    from index.facts.errors import DocumentError
    from index.mirrored import FOLDER, is_url, mirrored, path_of

    here = _Here()
    for source in given:
        if not is_url(source):
            here.paths.append(path_of(source))
            continue
        try:
            mirror = mirrored(source, store / FOLDER, limits)
        except DocumentError as error:
            here.problems.append(str(error))
            continue
        here.paths.append(mirror.place)
        here.problems += mirror.problems
        here.notes += mirror.notes
    return here


def _shared(
    paths: list[str],
    where: Location,
    encoder: Encoder,
    settings: Settings,
    jobs: int | None,
    prune: bool,
    on: str | None,
) -> Summary:
    """Beside other processes, from one list; who ends first lets vectors and checks follow."""
    from index.on_ray import cluster
    from index.sharing import finish, shared
    from index.store.opening import open_shared, open_stores

    with ExitStack() as held:
        read_some = None
        if on:
            read_on, jobs = held.enter_context(cluster(on, jobs))
        stores, listed = held.enter_context(open_shared(where))
        if on:
            read_some = partial(read_on, settings.limits(), stores.facts.given)
        show = held.enter_context(_bar())
        here = _here(paths, where.folder, settings.limits())
        summary = shared(
            here.paths,
            stores,
            listed,
            cores_used=jobs,
            limits=settings.limits(),
            read_some=read_some,
            lease=settings.lease_seconds,
            on_progress=show,
        )
        here.tell(summary)
    with open_stores(where, encoder, beside=True) as stores:
        finish(stores, summary, prune=prune)
    return summary


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    """What shows how far a run is, and how many documents a minute it reads."""
    from rich import progress as rich

    columns = (
        rich.TextColumn("索引"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeElapsedColumn(),
        rich.TextColumn("{task.fields[rate]}{task.fields[name]}"),
    )
    first: list[tuple[float, int]] = []
    with rich.Progress(*columns) as bar:
        task = bar.add_task("index", total=None, name="", rate="")

        def show(told: Progress) -> None:
            if not first:
                first.append((time.monotonic(), told.done))
            (since, before), now = first[0], time.monotonic()
            read = told.done - before
            rate = f"每分钟 {60 * read / (now - since):.1f} 份 " if read and now > since else ""
            page = f" 第{told.page}/{told.pages}页" if told.pages and told.page else ""
            bar.update(task, completed=told.done, total=told.total, name=told.name + page, rate=rate)

        yield show
        bar.update(task, name="")


def _rebuild_vectors(store: Path, verbose: bool) -> None:
    from index.build import follow
    from index.store.embed import load_model
    from index.store.opening import open_facts, open_stores
    from qa.settings import Settings

    with plain_errors(verbose):
        settings = Settings()
        where = settings.location(store)
        with (
            closing(open_facts(where)),  # `open_stores` would make what is not there
            open_stores(where, load_model(settings.embedding), rebuild=True) as stores,
        ):
            follow(stores)
            count = stores.vectors.count()
    typer.echo(f"已重建 {count} 个文段的向量")


def sync(
    source: Annotated[
        str,
        typer.Argument(metavar="来源", help="文件夹，s3://… 等 fsspec 的地址，或有 url 一栏的 CSV"),
    ],
    store: StoreOption = DEFAULT_STORE,
    jobs: Annotated[int | None, typer.Option(min=1, help="并行进程数，默认每核一个")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说要做什么，什么都不改")] = False,
    due: Annotated[bool, typer.Option("--due", help="到了“管理”里定的时刻才做，供定时任务常常运行")] = False,
    verbose: VerboseOption = False,
) -> None:
    """让索引跟上来源：新的添加，变了的替换，没有了的移除；服务开着时也可以。"""
    from index.store.embed import load_model
    from index.store.opening import look_at, open_notes, open_stores
    from index.sync import LOG, logged, synced
    from qa.settings import Settings

    with plain_errors(verbose):
        if due and not _is_due(store):
            return
    with plain_errors(verbose), ExitStack() as held:
        settings = Settings()
        where = settings.location(store)
        run = None if dry_run else held.enter_context(logged(source, store, lambda: open_notes(where)))
        if dry_run:
            opened = look_at(where)
        else:
            opened = open_stores(where, load_model(settings.embedding), beside=True)
        with opened as stores:
            done = synced(
                source, stores, store, dry_run=dry_run, run=run, jobs=jobs, limits=settings.limits()
            )
            later = not stores.vectors_follow
    for action, what in done.lines():
        typer.echo(f"{'将' if dry_run and action != '失败' else ''}{action} {what}", err=action == "失败")
    counts = f"添加 {len(done.added)}，替换 {len(done.replaced)}，移除 {len(done.removed)}"
    typer.echo(f"{'试运行：' if dry_run else ''}{counts}，失败 {len(done.failed)}")
    if not dry_run:
        typer.echo(f"记录在 {store / LOG}" + ("；向量由正在运行的服务补上" if later else ""))
    if done.failed:
        raise typer.Exit(1)


def _is_due(store: Path) -> bool:
    """Whether the moment for a run has come; where none has begun, it has. Raises BudgetError."""
    from index.facts.errors import BudgetError
    from index.store.opening import open_notes
    from qa.settings import Settings
    from web.settings import DeskSettings
    from web.staff.schedule import Timetable
    from web.staff.syncs import last_runs

    desking = DeskSettings()
    with closing(open_notes(Settings().location(store))) as notes:
        schedule, runs = Timetable(notes, desking.sync).schedule(), last_runs(notes)
    if schedule is None:
        raise BudgetError("没有定什么时候同步。请在“管理”里填写，或设 BUDGET_QA_DESK_SYNC（如 30 2 * * *）")
    return schedule.is_due(runs[0].began if runs else None, desking.now())


def tell_summary(summary: Summary, store: Path) -> None:
    """The table of what a run did, or a line where nothing has changed; then warnings and errors."""
    if summary.skipped and not (summary.documents or summary.removed or summary.failed):
        typer.echo(f"{summary.skipped} 份未变")
    else:
        _print_table(summary, store)
    for line in summary.warnings:
        typer.echo(f"注意：{line}", err=True)
    for line in summary.failed:
        typer.echo(f"错误：{line}", err=True)


def _print_table(summary: Summary, store: Path) -> None:
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
