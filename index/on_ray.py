"""Documents are read by tasks of a Ray cluster, or of this machine: a dead worker costs its document one try.

A task is handed a file's bytes and reads them in a process of its own within the limits, as a plain run does:
that process ends with the document, and the worker after some, so no memory is held. Only the driver, which
calls here, touches the stores.

>>> with cluster("ray") as read_some:                       # or ray://head:10001
...     shared(paths, stores, jobs, read_some=partial(read_some, limits, given))
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from index.extract import extract
from index.facts.errors import DocumentError, MissingExtra, StoreError
from index.facts.given import Given
from index.facts.limits import Limits
from index.facts.plainly import reason
from index.workers import Outcome, Watch, read_all

LOCAL: Final = "ray"
_REMOTE: Final = "ray://"
RECYCLED_AFTER: Final = 32
"""Documents that a worker process of Ray reads before another takes its place."""
_TICK_SECONDS: Final = 1.0

ReadOn = Callable[
    [Limits, Callable[[], Mapping[str, Given]], Sequence[tuple[Path, str]], Watch],
    Iterator[tuple[Path, Outcome]],
]
"""Limits, what persons gave of files, files with digests, whom to tell → each with its facts or its error."""


def check_address(where: str) -> str:
    """The address, if it is `ray` or that of a cluster. Raises StoreError."""
    if where != LOCAL and not where.startswith(_REMOTE):
        raise StoreError(f"--on 应是 {LOCAL}（本机）或 {_REMOTE}主机:端口，不是 {where}")
    return where


@contextmanager
def cluster(where: str, cores: int | None = None) -> Iterator[tuple[ReadOn, int]]:
    """How to read on the cluster at an address, and with how many cores; `cores` of this machine for `ray`.

    Raises MissingExtra where Ray is not installed, StoreError where the cluster is not there.
    """
    check_address(where)
    try:
        import ray
    except ModuleNotFoundError as error:
        raise MissingExtra("Ray", "ray") from error
    try:
        if where == LOCAL:
            ray.init(
                num_cpus=cores, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR
            )
        else:
            ray.init(where, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise StoreError(f"Ray（{where}）连接不上（{error}）。请检查集群是否在运行、版本是否一致") from error
    try:
        task = ray.remote(num_cpus=1, max_calls=RECYCLED_AFTER, max_retries=0)(read_alone)
        width = max(1, int(ray.cluster_resources().get("CPU", 1)))
        yield partial(_read_some, ray, task), width
    finally:
        ray.shutdown()


def read_alone(name: str, content: bytes, sha256: str, limits: Limits, given: Given | None) -> Outcome:
    """The facts of one file, or why there are none: what a task of Ray does."""
    read = partial(extract, limits=limits, given={} if given is None else {sha256: given})
    with TemporaryDirectory(prefix="budget-qa-") as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        ((_, outcome),) = read_all([(path, sha256)], jobs=1, read=read, limits=limits)
    return outcome


def _read_some(
    ray: Any,
    task: Any,
    limits: Limits,
    given: Callable[[], Mapping[str, Given]],
    files: Sequence[tuple[Path, str]],
    watch: Watch,
) -> Iterator[tuple[Path, Outcome]]:
    """Each file as it is read; the file of a worker that dies with the error that says so."""
    told = given()
    waiting: dict[Any, Path] = {}
    for path, sha256 in files:
        try:
            content = path.read_bytes()
        except OSError as error:
            yield path, DocumentError(path.name, f"无法读取（{reason(error)}）", "请检查文件权限")
            continue
        waiting[task.remote(path.name, content, sha256, limits, told.get(sha256))] = path
    try:
        while waiting:
            ready, _ = ray.wait(list(waiting), timeout=_TICK_SECONDS)
            for done in ready:
                path = waiting.pop(done)
                yield path, _outcome(ray, done, path)
            if waiting:
                watch(next(iter(waiting.values())), 0, 0)
    finally:
        for left in waiting:
            ray.cancel(left, force=True)


def _outcome(ray: Any, done: Any, path: Path) -> Outcome:
    try:
        outcome: Outcome = ray.get(done)
    except ray.exceptions.RayError as error:
        reason = str(error).strip().splitlines()[0]
        remedy = "会再试；若仍然如此，请检查该节点的内存"
        return DocumentError(path.name, f"读取它的 Ray 进程中断了（{reason}）", remedy)
    return outcome
