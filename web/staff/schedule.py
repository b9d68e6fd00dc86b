"""When `budget-qa sync` is to run, as a line of cron says, and how an administrator changes that.

A timer begins `budget-qa sync --due` often; it runs when the schedule says so, which every process over a
store reads from it.

>>> schedule = Schedule("30 2 * * *")
>>> schedule.next(datetime(2026, 11, 30, 9, tzinfo=CHINA))
datetime(2026, 12, 1, 2, 30, tzinfo=CHINA)
>>> timetable = Timetable(notes, schedule)
>>> timetable.put("0 6 * * 1-5", by="李强")
>>> timetable.schedule().fields
'0 6 * * 1-5'
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cronsim import CronSim, CronSimError

from index.facts.errors import BudgetError
from index.store.service import Note, Notes

TOPIC: Final = "sync"
LONGEST: Final = 100
_NAME: Final = "schedule"
_GRACE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The five fields of a line of cron, in the time of whoever asks."""

    fields: str

    def __post_init__(self) -> None:
        """Raises ValueError for what is no line of cron."""
        try:
            CronSim(self.fields, datetime(2026, 1, 1))
        except CronSimError as error:
            raise ValueError(f"{self.fields!r} 不是 cron 的五栏（如 30 2 * * *）：{error}") from error

    def next(self, after: datetime) -> datetime | None:
        """The first moment after that one; None where none ever comes."""
        return next(CronSim(self.fields, after), None)

    def missed(self, began: datetime, now: datetime) -> datetime | None:
        """The moment at which a run should have begun since the last one `began`, if it is long past."""
        due = self.next(began.astimezone(now.tzinfo) + _GRACE)
        return due if due is not None and due + _GRACE <= now else None

    def is_due(self, began: datetime | None, now: datetime) -> bool:
        """Whether a run is to begin, the last one having begun then; where none did, the first is."""
        if began is None:
            return True
        due = self.next(began.astimezone(now.tzinfo))
        return due is not None and due <= now


class Timetable:
    """The schedule that an administrator set, else the one of the environment."""

    def __init__(self, notes: Notes, default: Schedule | None = None) -> None:
        self._notes = notes
        self.default = default

    def schedule(self) -> Schedule | None:
        """The schedule that holds now; None where there is none. Raises StoreError."""
        last = self.last()
        return Schedule(str(last.value["fields"])) if last else self.default

    def last(self) -> Note | None:
        """Who set it, when and to what; None where nobody did. Raises StoreError."""
        return self._notes.find(TOPIC, _NAME)

    def put(self, fields: str, by: str) -> None:
        """Let a line of cron hold from now on; an empty one lets the environment's. Raises BudgetError."""
        fields = " ".join(fields[: LONGEST + 1].split())
        if not fields:
            self._notes.forget(TOPIC, _NAME)
            return
        try:
            Schedule(fields)
        except ValueError as error:
            raise BudgetError(str(error)) from error
        self._notes.put(TOPIC, _NAME, {"fields": fields}, by)
