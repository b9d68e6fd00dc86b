"""A folder, here or at a URL, or a list of addresses → the store: what is new comes in, what is gone goes.

What was done is told a line each, and kept in `sync.jsonl` of the store's folder, between a line that the run
began and one how it ended. A dry run tells what would be done. Nothing is removed when the source itself is
not there: a share that is not mounted is no empty folder.

>>> synced(Path("公开文件"), stores, Path("store"), dry_run=True)
Synced(added=('某局.pdf',), replaced=(), removed=('旧.pdf',), failed=())
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from index.build import Due, Progress, Summary, build, due
from index.facts.errors import BudgetError, DocumentError
from index.facts.limits import LIMITS, Limits
from index.fetched import Client, fetched, open_client, seen
from index.mirrored import FOLDER as MIRRORED
from index.mirrored import Mirror, is_url, mirrored, path_of, shown
from index.sources import files_of
from index.store.protocols import Stores

FETCHED = "fetched"
LOG = "sync.jsonl"
BEGUN = "开始"
"""The action of the line that begins a run."""
RUN = "完成"
"""The action of the line that ends a run."""
STOPPED = "中止"
"""The action of the line that ends a run which changed nothing or was broken off."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What was done, or is to be done: paths of files, names of documents that went, a line a failure."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    removed: tuple[str, ...]
    failed: tuple[str, ...]

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Each with what was done."""
        return (
            *(("添加", name) for name in self.added),
            *(("替换", name) for name in self.replaced),
            *(("移除", name) for name in self.removed),
            *(("失败", line) for line in self.failed),
        )


@contextmanager
def logged(source: str | Path, folder: Path) -> Iterator[datetime]:
    """Notes that a run over a source begins, and why where it stops; gives the moment, for `synced`.

    In a folder where no store is nothing is noted.
    """
    began = datetime.now(UTC)
    _log([(BEGUN, _told(source))], folder, began)
    try:
        yield began
    except BudgetError as error:
        _log([(STOPPED, str(error))], folder, began)
        raise
    except KeyboardInterrupt:
        _log([(STOPPED, "被中途停下")], folder, began)
        raise
    except BaseException as error:
        _log([(STOPPED, f"程序出错（{type(error).__name__}：{error}）")], folder, began)
        raise


def synced(
    source: str | Path,
    stores: Stores,
    folder: Path,
    *,
    dry_run: bool = False,
    began: datetime | None = None,
    jobs: int | None = None,
    limits: Limits = LIMITS,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    client: Client = open_client,
) -> Synced:
    """Make the store, whose folder is given, follow a source: a folder, its URL, or a CSV of addresses.

    `began` is the moment that `logged` gave.
    Raises DocumentError when the source is not there, holds nothing or is no list; nothing is changed then.
    """
    if is_url(source):
        run = partial(build, stores=stores, jobs=jobs, limits=limits, on_progress=on_progress)
        return _of_url(str(source), stores, folder, run, dry_run, began, limits)
    source = path_of(str(source))
    if source.is_dir():
        if not files_of([source]).files:
            raise DocumentError(str(source), "没有一份可读的文件", "请检查来源是否已挂载；什么都没有改动")
        if dry_run:
            return _planned(due(source, stores, limits))
        did = build([source], stores, jobs=jobs, prune=source, limits=limits, on_progress=on_progress)
        return _noted(did, (), source, folder, began)
    if source.suffix.lower() != ".csv" or not source.is_file():
        raise DocumentError(str(source), "不是文件夹，也不是 CSV", "请检查来源是否已挂载；什么都没有改动")
    kept = folder / FETCHED
    if not dry_run:
        got = fetched(source, kept, limits, client)
        files = got.folder
        did = build([files], stores, jobs=jobs, prune=files, limits=limits, on_progress=on_progress)
        return _noted(did, got.problems, files, folder, began)
    with TemporaryDirectory(prefix="budget-qa-") as beside:
        would = seen(source, kept, Path(beside), limits, client)
        return _planned(due(kept, stores, limits, laid=would.laid), would.problems)


def _of_url(
    url: str,
    stores: Stores,
    folder: Path,
    run: Callable[..., Summary],
    dry_run: bool,
    began: datetime | None,
    limits: Limits,
) -> Synced:
    """As a folder, of what is at the URL; told by URLs."""
    if not dry_run:
        mirror = mirrored(url, folder / MIRRORED, limits)
        did = run([mirror.place], prune=mirror.place)
        return _noted(_by_urls(did, mirror), mirror.problems, mirror.url, folder, began)
    with TemporaryDirectory(prefix="budget-qa-") as beside:
        mirror = mirrored(url, folder / MIRRORED, limits, Path(beside))
        plan = due(mirror.place, stores, limits, laid=mirror.laid)
        told = _planned(plan, mirror.problems)
        return replace(
            told,
            added=tuple(map(mirror.url_of, plan.added)),
            replaced=tuple(map(mirror.url_of, plan.replaced)),
        )


def _by_urls(did: Summary, mirror: Mirror) -> Summary:
    """What was done, its files by their URLs."""
    added, replaced = ([mirror.url_of(Path(path)) for path in paths] for paths in (did.added, did.replaced))
    return replace(did, added=added, replaced=replaced)


def _told(source: str | Path) -> str:
    return shown(str(source)) if is_url(source) else str(source)


def _planned(plan: Due, problems: tuple[str, ...] = ()) -> Synced:
    """What is to be done."""
    return Synced(
        tuple(map(str, plan.added)),
        tuple(map(str, plan.replaced)),
        tuple(stored.document.name for stored in plan.removed),
        (*problems, *plan.failed),
    )


def _noted(
    did: Summary, problems: tuple[str, ...], source: str | Path, folder: Path, began: datetime | None
) -> Synced:
    """What was done, of which the log has a line for each and one for the run."""
    done = Synced(tuple(did.added), tuple(did.replaced), tuple(did.gone), (*problems, *did.failed))
    _log([*done.lines(), (RUN, str(source))], folder, began)
    return done


def _log(lines: Iterable[tuple[str, str]], folder: Path, began: datetime | None) -> None:
    """A line of JSON for each, with the moment by which those of one run are known."""
    if not folder.is_dir():
        return
    at = datetime.now(UTC).isoformat(timespec="seconds")
    of = {"began": began.isoformat()} if began else {}
    with (folder / LOG).open("a", encoding="utf-8") as out:
        for action, what in lines:
            line = {"at": at, "action": action, "what": what, **of}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
