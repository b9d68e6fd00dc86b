"""What administrators see and settle besides documents, bundled for the pages.

>>> Office(Switch(notes), Marks(notes), lambda: journal.entries(wrong=True), lambda: last_runs(notes))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from index.store.service import KeptQuestion
from web.staff.handover import HandOver
from web.staff.marks import Marks
from web.staff.schedule import Timetable
from web.staff.switch import Switch
from web.staff.syncs import Run


@dataclass(frozen=True, slots=True)
class Office:
    """The switch, the marks of findings, the answers judged wrong, the runs of `sync`; `now` is local.

    `handover` hands calls on, where an address is set; `timetable` is when `sync` runs.
    """

    switch: Switch
    marks: Marks
    wrong: Callable[[], Iterable[KeptQuestion]]
    runs: Callable[[], Sequence[Run]]
    now: Callable[[], datetime]
    timetable: Timetable
    handover: HandOver | None = None
