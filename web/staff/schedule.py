"""When `budget-qa sync` is to run, as a line of cron says: told to administrators, run by cron or a timer.

>>> schedule = Schedule("30 2 * * *")
>>> schedule.next(datetime(2026, 11, 30, 9, tzinfo=CHINA))
datetime(2026, 12, 1, 2, 30, tzinfo=CHINA)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cronsim import CronSim, CronSimError

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
