"""Files are read in worker processes: one that dies or hangs costs its file and nothing else.

Results come in the order of the files, whatever the number of workers. A worker reports each page
it begins, so that a file that kills it (a fault of a library, no memory left) or that never ends is
told with the page.

    for path, outcome in read_all([(Path("a.pdf"), "9f…")], jobs=2, read=extract, limits=Limits()):
        ...  # an Extraction, or the DocumentError that says why there is none

Who watches is told of each page, and once a second of nothing new: what it raises stops the reading.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

from index.facts.errors import DocumentError
from index.facts.limits import Limits, OnPage
from index.facts.records import Extraction

Read = Callable[[Path, str, OnPage], Extraction]
"""File, digest and whom to tell of each page → its facts; goes to workers, so a function of a module."""

Outcome = Extraction | DocumentError

Watch = Callable[[Path, int, int], None]
"""Told which page of how many is being read of which file; 0 where it is not known."""

logger = logging.getLogger(__name__)

_STARTUP_SECONDS = 120.0
_AHEAD = 4  # files per worker that may be read before an earlier one is done: results wait in memory
_MEGABYTE = 1024 * 1024
_TICK_SECONDS = 1.0
_GENTLE = 5


def unwatched(path: Path, page: int, of: int) -> None:
    """A `Watch` for those who do not watch."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """What a worker says when it begins a page."""

    page: int
    of: int


@dataclass(slots=True)
class _Worker:
    """A process with what it is doing: the number of its file (None when idle), the page, its deadlines."""

    process: BaseProcess
    pipe: Connection
    ready: bool = False
    task: int | None = None
    page: int = 0
    pages: int = 0
    begun: float = 0.0
    sign: float = 0.0

    def assign(self, task: int, path: Path, sha256: str) -> None:
        self.pipe.send((path, sha256))
        self.task, self.page, self.pages = task, 0, 0
        self.begun = self.sign = time.monotonic()

    def deadline(self, limits: Limits) -> float:
        """When it has taken too long."""
        if not self.ready:
            return self.begun + _STARTUP_SECONDS
        return min(self.begun + limits.seconds, self.sign + limits.page_seconds)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def read_all(
    files: Sequence[tuple[Path, str]],
    *,
    jobs: int,
    read: Read,
    limits: Limits,
    watch: Watch = unwatched,
    gentle: bool = False,
) -> Iterator[tuple[Path, Outcome]]:
    """Each file with its facts or its error, in the order given; `gentle` workers give way to who asks."""
    jobs = min(jobs, len(files))
    workers: list[_Worker] = []
    done: dict[int, Outcome] = {}
    begun = given = 0
    try:
        while given < len(files):
            for worker in [one for one in workers if not one.process.is_alive() and one.task is None]:
                worker.end()
                workers.remove(worker)
            busy = sum(worker.task is not None for worker in workers)
            while len(workers) < min(jobs, len(files) - begun + busy):
                workers.append(_started(read, limits, gentle))
            for worker in workers:
                if worker.ready and worker.task is None and begun < min(len(files), given + _AHEAD * jobs):
                    worker.assign(begun, *files[begun])
                    begun += 1
            watch(*_at(workers, files))
            for worker in _reported(workers, limits):
                outcome, alive = _heard(worker, files, limits)
                if outcome is not None and worker.task is not None:
                    done[worker.task] = outcome
                    worker.task = None
                if not alive:
                    if not worker.ready:
                        raise RuntimeError("a worker process cannot be started")
                    worker.end()
                    workers.remove(worker)
            while given in done:
                yield files[given][0], done.pop(given)
                given += 1
    finally:
        for worker in workers:
            worker.end()


def _at(workers: Sequence[_Worker], files: Sequence[tuple[Path, str]]) -> tuple[Path, int, int]:
    """The earliest file that is being read, its page, and how many it has; no file before the first."""
    busy = [(worker.task, worker.page, worker.pages) for worker in workers if worker.task is not None]
    task, page, pages = min(busy, default=(None, 0, 0))
    return (Path() if task is None else files[task][0]), page, pages


def _reported(workers: Sequence[_Worker], limits: Limits) -> list[_Worker]:
    """Those that have something to say, have ended, or are out of time; waits a moment for the first."""
    watched = [worker for worker in workers if worker.task is not None or not worker.ready]
    until = min(worker.deadline(limits) for worker in watched)
    heard = wait([worker.pipe for worker in watched], max(0.0, min(_TICK_SECONDS, until - time.monotonic())))
    now = time.monotonic()
    return [worker for worker in watched if worker.pipe in heard or now >= worker.deadline(limits)]


def _heard(worker: _Worker, files: Sequence[tuple[Path, str]], limits: Limits) -> tuple[Outcome | None, bool]:
    """A worker's message: the outcome of its file, if it has come, and whether the worker can go on."""
    name = "" if worker.task is None else files[worker.task][0].name
    page = worker.page or None
    try:
        if not worker.pipe.poll():
            passed = time.monotonic() - worker.begun
            problem = f"读取 {passed:.0f} 秒仍未完成，已停止"
            remedy = "请拆分或另存后重试，或调高 BUDGET_QA_MAX_SECONDS、BUDGET_QA_MAX_PAGE_SECONDS"
            return (DocumentError(name, problem, remedy, page) if name else None), False
        message = worker.pipe.recv()
    except (EOFError, OSError):
        if not name:
            return None, False
        worker.process.join()
        code = worker.process.exitcode or 0
        cause = f"信号 {-code}" if code < 0 else f"退出码 {code}"
        remedy = "文件可能已损坏，请重新下载或另存后重试"
        return DocumentError(name, f"读取时进程意外终止（{cause}）", remedy, page), False
    if message is None:
        worker.ready = True
        return None, True
    if isinstance(message, _Begun):
        worker.page, worker.pages, worker.sign = message.page, message.of, time.monotonic()
        return None, True
    outcome, trace, alive = message
    if trace:
        logger.info("%s: %s", name, trace)
    return outcome, alive


def clean_context() -> ForkServerContext | SpawnContext:
    """Workers are forked from a clean server that has loaded the readers, where the system can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["index.extract", "index.files.printed.pdf"])
    return context


def prepare() -> None:
    """Begin to load the readers, in a process beside this one, for workers that are needed later."""
    if isinstance(clean_context(), ForkServerContext) and (os.cpu_count() or 1) > 1:
        forkserver.ensure_running()


def _started(read: Read, limits: Limits, gentle: bool) -> _Worker:
    context = clean_context()
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, read, limits, gentle), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours, begun=time.monotonic())


def _work(pipe: Connection, read: Read, limits: Limits, gentle: bool) -> None:
    """The worker's life: read what comes until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    _end_with_parent()
    _limit_memory(limits)
    if gentle and hasattr(os, "nice"):
        os.nice(_GENTLE)
    pipe.send(None)
    while True:
        try:
            path, sha256 = pipe.recv()
        except EOFError:
            return
        outcome, trace = _attempt(read, path, sha256, lambda page, of: pipe.send(_Begun(page, of)), limits)
        # What a file without measure leaves behind is no place to read the next one.
        alive = not isinstance(outcome, DocumentError) or outcome.problem != _out_of_memory(limits)
        pipe.send((outcome, trace, alive))


def _end_with_parent() -> None:
    """A worker outlives a killed parent, reading on, unless it watches it."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _limit_memory(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = limits.memory_megabytes * _MEGABYTE
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    except (OSError, ValueError):  # macOS knows the limit and refuses to set it
        logger.info("no memory limit can be set on this system")


def _attempt(
    read: Read, path: Path, sha256: str, say: Callable[[int, int], None], limits: Limits
) -> tuple[Outcome, str]:
    """The file's facts or its error, and the traceback of a fault, which costs this file, not the run."""
    begun = 0

    def told(page: int, of: int = 0, /) -> None:
        nonlocal begun
        begun = page
        say(page, of)

    try:
        return read(path, sha256, told), ""
    except DocumentError as error:
        return error, ""
    except MemoryError:
        problem = _out_of_memory(limits)
        remedy = "请拆分或另存后重试，或调高 BUDGET_QA_MAX_MEMORY_MEGABYTES"
        return DocumentError(path.name, problem, remedy, begun or None), ""
    except Exception as error:  # a fault of the program costs this file, not the run
        reason = " ".join(f"{type(error).__name__} {error}".split())
        remedy = "请用 --verbose 重试并报告"
        problem = f"读取时程序出错（{reason}）"
        return DocumentError(path.name, problem, remedy, begun or None), traceback.format_exc()


def _out_of_memory(limits: Limits) -> str:
    return f"读取所需内存超过上限 {limits.memory_megabytes} MB"
