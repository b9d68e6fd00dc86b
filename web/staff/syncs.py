"""What the runs of `budget-qa sync` did and how they ended, on whichever machine, as the store keeps them.

>>> run = last_runs(notes)[0]
>>> run.at, run.end, run.done
(datetime(2026, 11, 30, 2, 0, tzinfo=UTC), <End.DONE: 'done'>, (('添加', '某局.pdf'),))
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from index.store.service import Note, Notes
from index.sync import RUN, STOPPED, TOPIC

_RUNS: Final = 5


class End(StrEnum):
    """How a run ended; OPEN is one that runs, or that was killed."""

    DONE = "done"
    STOPPED = "stopped"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: when it was last heard of, over what, each thing done with its name, of very many the first.

    `why` it stopped is told of one that did. `totals` are how many of each were done.
    """

    at: datetime
    source: str
    done: tuple[tuple[str, str], ...]
    end: End = End.DONE
    why: str = ""
    began: datetime | None = None
    totals: dict[str, int] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many of each: 添加, 替换, 移除, 失败."""
        return dict.fromkeys(("添加", "替换", "移除", "失败"), 0) | self.totals


def last_runs(notes: Notes) -> tuple[Run, ...]:
    """The last runs, newest first. Raises StoreError."""
    kept = sorted(notes.of(TOPIC), key=lambda note: datetime.fromisoformat(note.name))
    return tuple(map(_run, reversed(kept[-_RUNS:])))


def _run(note: Note) -> Run:
    told = note.value
    ended = {RUN: End.DONE, STOPPED: End.STOPPED}
    return Run(
        note.at.replace(tzinfo=UTC),
        str(told["source"]),
        tuple((str(action), str(what)) for action, what in told["done"]),
        ended.get(told["state"], End.OPEN),
        str(told["why"]),
        datetime.fromisoformat(note.name),
        {str(action): int(count) for action, count in told["counts"].items()},
    )
