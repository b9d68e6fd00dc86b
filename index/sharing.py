"""Files and folders → the stores by any number of processes, which take documents from one list.

Each process puts what is not up to date on the list (`index.store.jobs`), then takes documents from it until
nothing is left, whoever put them there. A process that dies keeps its documents for no longer than their
lease; a run that was stopped goes on where it was. Names and turns among editions are given out in the order
of the list, so the stores are those that one process would leave. Vectors, and checks over documents, follow
at the end (`finish`).

    with open_shared(place) as (stores, jobs):                   # of index.store.opening
        summary = shared([Path("disclosures")], stores, jobs)
    with open_stores(place, load_model(name), beside=True) as stores:
        finish(stores, summary)
"""

from __future__ import annotations

import logging
import os
import socket
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Final

from index.build import Progress, Summary, Waiting, build, compared, cores, read_as, up_to_date
from index.extract import extract
from index.facts.errors import BudgetError, DocumentError
from index.facts.limits import LIMITS, Limits
from index.sources import Source, files_of, stands, unpacked
from index.store.batches import batches
from index.store.jobs import Job, Jobs, NewJob
from index.store.protocols import Facts, Stores
from index.storing import called, names_for, put
from index.workers import Outcome, Watch, read_all

LEASE_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.5
_MOST_EACH = 8  # documents claimed at once for each core: so many a worker process reads before it ends

ReadSome = Callable[[Sequence[tuple[Path, str]], Watch], Iterator[tuple[Path, Outcome]]]
"""Files with their digests, and whom to tell of pages → each with its facts or its error, in any order."""

log = logging.getLogger(__name__)


def shared(
    paths: Sequence[Path],
    stores: Stores,
    jobs: Jobs,
    *,
    cores_used: int | None = None,
    limits: Limits = LIMITS,
    read_some: ReadSome | None = None,
    lease: float = LEASE_SECONDS,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Put every file under `paths` on the list, and read what is on it until nothing is left to do.

    The summary tells what this process did; progress is that of the whole list. Documents are read on
    `cores_used`, each unless told, or by `read_some`.
    """
    worker = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    width = cores_used or cores()
    since = jobs.now()
    stores.facts.begin()
    found = files_of(paths)
    summary = Summary(failed=found.problems, warnings=found.notes)
    with TemporaryDirectory(prefix="budget-qa-") as folder:
        files = [path for path in found.files if not stores.originals.holds(path)]
        sources, told = unpacked(files, Path(folder, "own"), limits)
        summary.failed += told.problems
        summary.warnings += told.notes
        waiting = compared(sources, stores, summary, limits)
        jobs.put([_entry(one) for one in waiting], since, partial(_taken, stores.facts))
        reader = _JobReader(stores, jobs, worker, summary, _Files(sources, Path(folder), limits), on_progress)
        read_some = read_some or partial(_read_here, stores.facts, width, limits)
        with _holding(jobs, worker, lease):
            while reader.goes_on(jobs.claim(worker, _share(jobs, width), lease=lease), read_some):
                pass
    return summary


def finish(stores: Stores, summary: Summary, *, prune: bool = False) -> None:
    """Make vectors and checks over documents follow what all processes stored; `prune` as `build` does.

    Where another process has made them follow, nothing is left to do.
    """
    if not prune and not stores.facts.unsettled():
        return
    after = build((), stores, prune=prune)
    summary.findings += after.findings
    summary.gone += after.gone


class _Files:
    """Where the bytes of a job's file lie: what this process found, or what another did, on a shared disk."""

    def __init__(self, sources: Sequence[Source], folder: Path, limits: Limits) -> None:
        self._paths = {str(source.origin): source.path for source in sources}
        self._folder = folder
        self._limits = limits

    def path(self, origin: str) -> Path:
        """Raises DocumentError when it is not there."""
        if origin not in self._paths:
            file = Path(origin)
            archive = next((one for one in (file, *file.parents) if one.is_file()), None)
            if archive is None:
                raise DocumentError(
                    file.name, "文件不见了", "各进程要能在同一路径上读到文件，请检查共享盘是否已挂载"
                )
            held, _ = unpacked([archive], self._folder / uuid.uuid4().hex, self._limits)
            self._paths |= {str(source.origin): source.path for source in held}
        if origin not in self._paths:
            raise DocumentError(Path(origin).name, "压缩包中没有这份文件了", "请重新索引")
        return self._paths[origin]


class _JobReader:
    """One process reading jobs of the list, and storing what is read."""

    def __init__(
        self,
        stores: Stores,
        jobs: Jobs,
        worker: str,
        summary: Summary,
        files: _Files,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._stores = stores
        self._jobs = jobs
        self._worker = worker
        self._summary = summary
        self._files = files
        self._on_progress = on_progress

    def goes_on(self, claimed: Sequence[Job], read_some: ReadSome) -> bool:
        """Read what was claimed; whether there may be more to do."""
        for lost in self._jobs.lost():
            name = Path(lost.source).name
            self._summary.failed.append(str(DocumentError(name, lost.reason, "文件可能已损坏，请另存后重试")))
        if not claimed:
            counts = self._jobs.counts()
            self._on_progress(Progress(counts.ended, counts.total))
            if not counts.waiting + counts.claimed:
                return False
            time.sleep(_PAUSE_SECONDS)  # others read the last ones; what they leave is taken
            return True
        by_path = self._to_read(claimed)
        files = [(path, job.sha256) for path, job in by_path.items()]
        for path, outcome in read_some(files, self._watch):
            self._store(by_path[path], path, outcome)
        return True

    def _to_read(self, claimed: Sequence[Job]) -> dict[Path, Job]:
        """The jobs by where their files lie; what another process has stored meanwhile is done."""
        given = self._stores.facts.given()
        by_path: dict[Path, Job] = {}
        for job in claimed:
            known = self._stores.facts.find(digests=[job.sha256])
            if any(up_to_date(stored, Path(job.source), given) for stored in known):
                self._jobs.done(job, self._worker)
                continue
            try:
                by_path[self._files.path(job.source)] = job
            except DocumentError as error:
                self._fail(job, error)
        return by_path

    def _store(self, job: Job, path: Path, outcome: Outcome) -> None:
        """Store what was read, and note how it ended."""
        known = self._stores.facts.find(sources=[job.source], digests=[job.sha256])
        try:
            extraction = called(read_as(outcome), job.name)
            put(extraction, path, job.source, self._stores, job.serial)
        except DocumentError as error:
            self._fail(job, error)
            return
        self._jobs.done(job, self._worker)
        waiting = Waiting(Source(path, Path(job.source)), job.sha256, new=not known)
        self._summary.add(extraction, waiting)
        self._tell(path.name, "完成")

    def _fail(self, job: Job, error: DocumentError) -> None:
        if self._jobs.failed(job, self._worker, str(error)):
            self._summary.failed.append(str(error))
            self._tell(Path(job.source).name, "失败")

    def _tell(self, name: str, outcome: str) -> None:
        counts = self._jobs.counts()
        self._on_progress(Progress(counts.ended, counts.total, name, outcome))

    def _watch(self, path: Path, page: int, of: int) -> None:
        counts = self._jobs.counts()
        self._on_progress(Progress(counts.ended, counts.total, path.name, page=page, pages=of))


@contextmanager
def _holding(jobs: Jobs, worker: str, lease: float) -> Iterator[None]:
    """What the worker claims is held as long as it lives, and given back when it ends."""
    ended = Event()

    def renew() -> None:
        while not ended.wait(lease / 4):
            try:
                jobs.renew(worker, lease=lease)
            except BudgetError as error:  # told by what the main thread does next
                log.info("%s", error)

    thread = Thread(target=renew, name="leases", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        jobs.release(worker)


def _entry(waiting: Waiting) -> NewJob:
    source = waiting.source
    return NewJob(str(source.origin), waiting.sha256, names_for(source.origin, source.path.name))


def _taken(facts: Facts, names: Collection[str]) -> Mapping[str, Collection[str]]:
    """The names that documents have whose files stand, each with these."""
    found: dict[str, set[str]] = {}
    for some in batches(names):
        for stored in facts.find(names=some):
            if stands(stored.source):
                found.setdefault(stored.document.name, set()).add(stored.source)
    return found


def _share(jobs: Jobs, width: int) -> int:
    """How many documents to take at once: fewer towards the end of the list, so that all end together."""
    return max(width, min(_MOST_EACH * width, jobs.counts().waiting // 4))


def _read_here(
    facts: Facts,
    width: int,
    limits: Limits,
    files: Sequence[tuple[Path, str]],
    watch: Watch,
) -> Iterator[tuple[Path, Outcome]]:
    """Read in processes of this machine."""
    read = partial(extract, limits=limits, given=facts.given())
    return read_all(files, jobs=width, read=read, limits=limits, watch=watch)
