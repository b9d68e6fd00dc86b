"""The list of documents to read: who has which, how it ended. Any number of processes take from one list.

A job is claimed for a while, its lease, and claimed again by another where the lease ran out: its process
died. A job that failed is tried again after all others, a few times. To read a document twice does no harm.

>>> job, = jobs.claim("host:17", 1, lease=60)
>>> jobs.done(job, "host:17")
>>> jobs.counts()
Counts(waiting=0, claimed=0, done=1, failed=0)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class NewJob:
    """A file for the list: where it is from, its digest, names its document may have, the best first."""

    source: str
    sha256: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read: from which file, under which name, in which turn among editions, for which try."""

    id: int
    source: str
    name: str
    sha256: str
    serial: int
    tries: int


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed for good, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs of the list are in which state."""

    waiting: int = 0
    claimed: int = 0
    done: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.waiting + self.claimed + self.done + self.failed

    @property
    def ended(self) -> int:
        """Those that are done or failed."""
        return self.done + self.failed


Taken = Callable[[Collection[str]], Mapping[str, Collection[str]]]
"""Names → for each that documents have, where these are from."""


class Jobs(Protocol):
    """The list. All methods raise StoreError."""

    def now(self) -> datetime:
        """The moment, by the clock that all processes share; UTC, without a zone."""
        ...

    def put(self, entries: Sequence[NewJob], since: datetime, taken: Taken) -> int:
        """Put files on the list in their order; how many were not on it.

        What waits or is being read stays as it is, and so does what ended after `since`, when the files were
        looked at. A list of which nothing is left to do is begun anew.
        """
        ...

    def claim(self, worker: str, most: int, *, lease: float) -> list[Job]:
        """Take up to so many jobs that wait or whose lease, in seconds, ran out."""
        ...

    def renew(self, worker: str, *, lease: float) -> None:
        """Hold what the worker has for so many seconds from now."""
        ...

    def done(self, job: Job, worker: str) -> None:
        """Note the end of a job, if the worker has it still."""
        ...

    def failed(self, job: Job, worker: str, reason: str) -> bool:
        """Note that a job failed; whether for good, or it will be tried again."""
        ...

    def lost(self) -> list[FailedJob]:
        """The jobs that used up their tries without an end, given up now; each is returned once."""
        ...

    def release(self, worker: str) -> None:
        """Give back what the worker has, as if it had not been claimed."""
        ...

    def counts(self) -> Counts:
        """How many jobs are in which state."""
        ...

    def close(self) -> None:
        """Close it."""
        ...
