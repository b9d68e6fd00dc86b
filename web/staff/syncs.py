"""What the runs of `budget-qa sync` did and how they ended, as its log in the store's folder has it.

>>> run = last_runs(Path("store"))[0]
>>> run.at, run.end, run.done
(datetime(2026, 11, 30, 2, 0, tzinfo=UTC), <End.DONE: 'done'>, (('添加', '某局.pdf'),))
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from index.sync import BEGUN, LOG, RUN, STOPPED

_TAIL: Final = 1 << 18
_RUNS: Final = 5
_OF_THE_RUN: Final = (BEGUN, RUN, STOPPED)

log = logging.getLogger(__name__)


class _Line(BaseModel):
    """One line of the log; `began` is the moment by which those of one run are known."""

    at: datetime
    action: str
    what: str
    began: datetime | None = None


class End(StrEnum):
    """How a run ended; OPEN is one that runs, or that was killed."""

    DONE = "done"
    STOPPED = "stopped"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: when its last line was written, over what, each thing done with its name.

    `source` is "" in logs of older versions. `why` it stopped is told of one that did. `began` is None where
    the log does not tell it.
    """

    at: datetime
    source: str
    done: tuple[tuple[str, str], ...]
    end: End = End.DONE
    why: str = ""
    began: datetime | None = None

    def counts(self) -> dict[str, int]:
        """How many of each: 添加, 替换, 移除, 失败."""
        held = dict.fromkeys(("添加", "替换", "移除", "失败"), 0)
        for action, _ in self.done:
            held[action] = held.get(action, 0) + 1
        return held


def last_runs(folder: Path) -> tuple[Run, ...]:
    """The last runs, newest first; of a log that is long only its end is read."""
    try:
        with (folder / LOG).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL))
            lines = file.read().splitlines()[1 if size > _TAIL else 0 :]
    except FileNotFoundError:
        return ()
    read: list[_Line] = []
    for line in lines:
        try:
            read.append(_Line.model_validate_json(line))
        except ValidationError:
            log.warning("a line of %s is not readable: %r", LOG, line[:100])
    runs: dict[datetime, list[_Line]] = {}
    for each in read:
        runs.setdefault(each.began or each.at, []).append(each)
    return tuple(reversed([_run(held) for held in runs.values()][-_RUNS:]))


def _run(lines: list[_Line]) -> Run:
    said = {each.action: each.what for each in lines if each.action in _OF_THE_RUN}
    begun = BEGUN in said or lines[0].began is not None
    # A log of an older version tells no beginning, and before that no end: what it tells was done.
    end = End.STOPPED if STOPPED in said else End.OPEN if begun and RUN not in said else End.DONE
    return Run(
        lines[-1].at,
        said.get(RUN, said.get(BEGUN, "")),
        tuple((each.action, each.what) for each in lines if each.action not in _OF_THE_RUN),
        end,
        said.get(STOPPED, ""),
        lines[0].began,
    )
