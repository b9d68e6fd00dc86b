"""A folder, here or at a URL, or a list of addresses → the store: what is new comes in, what is gone goes.

What was done is told a line each, and kept in `sync.jsonl` of the store's folder, between a line that the run
began and one how it ended; the store itself keeps the last runs, for every process over it. A dry run tells
what would be done. Nothing is removed when the source itself is not there: a share that is not mounted is no
empty folder.

>>> synced(Path("公开文件"), stores, Path("store"), dry_run=True)
Synced(added=('某局.pdf',), replaced=(), removed=('旧.pdf',), failed=())
"""

from __future__ import annotations

import json
import logging
import socket
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from index.build import Due, Progress, Summary, build, due
from index.facts.errors import BudgetError, DocumentError, StoreError
from index.facts.limits import LIMITS, Limits
from index.fetched import Client, fetched, open_client, seen
from index.mirrored import FOLDER as MIRRORED
from index.mirrored import Mirror, is_url, mirrored, path_of, shown
from index.sources import files_of
from index.store.protocols import Stores
from index.store.service import Notes

FETCHED = "fetched"
LOG = "sync.jsonl"
BEGUN = "开始"
"""The action of the line that begins a run."""
RUN = "完成"
"""The action of the line that ends a run."""
STOPPED = "中止"
"""The action of the line that ends a run which changed nothing or was broken off."""
TOPIC = "sync run"
"""The topic of the notes of runs, a note for each under the moment it began."""
# So many runs are kept in the store, and so many lines of each.
_MOST_RUNS, _MOST_LINES = 20, 1000

log = logging.getLogger(__name__)


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


@dataclass(slots=True)
class Run:
    """A run over a source: the moment it began, and what was done once it is."""

    began: datetime
    done: Synced | None = None


@contextmanager
def logged(source: str | Path, folder: Path, notes: Callable[[], Notes] | None = None) -> Iterator[Run]:
    """Notes that a run over a source begins, and how it ends; gives the run, for `synced`.

    `notes` opens where the last runs are kept. In a folder where no store is nothing is noted.
    """
    run = Run(datetime.now(UTC))
    told = _told(source)
    _log([(BEGUN, told)], folder, run.began)
    with _where_it_can_be():
        _keep(notes, run, told, BEGUN)
    try:
        yield run
    except BaseException as error:
        why = _why(error)
        _log([(STOPPED, why)], folder, run.began)
        with _where_it_can_be():
            _keep(notes, run, told, STOPPED, why)
        raise
    _keep(notes, run, told, RUN)


def _why(error: BaseException) -> str:
    """Why a run stopped."""
    if isinstance(error, BudgetError):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "被中途停下"
    return f"程序出错（{type(error).__name__}：{error}）"


@contextmanager
def _where_it_can_be() -> Iterator[None]:
    """Where there is no store yet, or it cannot be reached, the run itself meets that and tells it."""
    try:
        yield
    except StoreError as error:
        log.info("how a run of sync goes could not be kept: %s", error)


def _keep(notes: Callable[[], Notes] | None, run: Run, source: str, state: str, why: str = "") -> None:
    """Keep a run in the store, over what was kept of it before; those long past go. Raises StoreError."""
    if notes is None:
        return
    lines = run.done.lines() if run.done else ()
    counts = Counter(action for action, _ in lines)
    with closing(notes()) as kept:
        told = {
            "source": source,
            "state": state,
            "why": why,
            "done": [list(line) for line in lines[:_MOST_LINES]],
            "counts": dict(counts),
        }
        kept.put(TOPIC, run.began.isoformat(), told, socket.gethostname())
        for old in sorted(note.name for note in kept.of(TOPIC))[:-_MOST_RUNS]:
            kept.forget(TOPIC, old)


def synced(
    source: str | Path,
    stores: Stores,
    folder: Path,
    *,
    dry_run: bool = False,
    run: Run | None = None,
    jobs: int | None = None,
    limits: Limits = LIMITS,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    client: Client = open_client,
) -> Synced:
    """Make the store, whose folder is given, follow a source: a folder, its URL, or a CSV of addresses.

    `run` is what `logged` gave.
    Raises DocumentError when the source is not there, holds nothing or is no list; nothing is changed then.
    """
    if is_url(source):
        building = partial(build, stores=stores, jobs=jobs, limits=limits, on_progress=on_progress)
        return _of_url(str(source), stores, folder, building, dry_run, run, limits)
    source = path_of(str(source))
    if source.is_dir():
        if not files_of([source]).files:
            raise DocumentError(str(source), "没有一份可读的文件", "请检查来源是否已挂载；什么都没有改动")
        if dry_run:
            return _planned(due(source, stores, limits))
        did = build([source], stores, jobs=jobs, prune=source, limits=limits, on_progress=on_progress)
        return _noted(did, (), source, folder, run)
    if source.suffix.lower() != ".csv" or not source.is_file():
        raise DocumentError(str(source), "不是文件夹，也不是 CSV", "请检查来源是否已挂载；什么都没有改动")
    kept = folder / FETCHED
    if not dry_run:
        got = fetched(source, kept, limits, client)
        files = got.folder
        did = build([files], stores, jobs=jobs, prune=files, limits=limits, on_progress=on_progress)
        return _noted(did, got.problems, files, folder, run)
    with TemporaryDirectory(prefix="budget-qa-") as beside:
        would = seen(source, kept, Path(beside), limits, client)
        return _planned(due(kept, stores, limits, laid=would.laid), would.problems)


def _of_url(
    url: str,
    stores: Stores,
    folder: Path,
    building: Callable[..., Summary],
    dry_run: bool,
    run: Run | None,
    limits: Limits,
) -> Synced:
    """As a folder, of what is at the URL; told by URLs."""
    if not dry_run:
        mirror = mirrored(url, folder / MIRRORED, limits)
        did = building([mirror.place], prune=mirror.place)
        return _noted(_by_urls(did, mirror), mirror.problems, mirror.url, folder, run)
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
    did: Summary, problems: tuple[str, ...], source: str | Path, folder: Path, run: Run | None
) -> Synced:
    """What was done, of which the log has a line for each and one for the run."""
    done = Synced(tuple(did.added), tuple(did.replaced), tuple(did.gone), (*problems, *did.failed))
    _log([*done.lines(), (RUN, str(source))], folder, run.began if run else None)
    if run is not None:
        run.done = done
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
