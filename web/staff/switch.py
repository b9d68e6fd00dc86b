"""The switch that turns answering off with a notice, for every process over a store, until it is turned on.

>>> switch = Switch(notes)
>>> switch.turn_off("系统维护，今天18点恢复。", by="李强")
>>> switch.notice()
'系统维护，今天18点恢复。'
"""

from __future__ import annotations

import logging
from typing import Final

from index.facts.errors import BudgetError, StoreError
from index.store.service import Note, Notes

TOPIC: Final = "switch"
_NAME: Final = "answering"
LONGEST: Final = 500
NOTICE: Final = "问答暂停服务，请稍后再来。"

log = logging.getLogger(__name__)


class Switch:
    """Whether questions are answered; looked at for each question."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._last = ""

    def notice(self) -> str:
        """What is told instead of answers; "" where questions are answered.

        Where it cannot be read, what it was.
        """
        try:
            note = self._notes.find(TOPIC, _NAME)
        except StoreError as error:
            log.warning("the switch could not be read: %s", error)
            return self._last
        self._last = str(note.value["notice"]) if note and not note.value["on"] else ""
        return self._last

    def last(self) -> Note | None:
        """Who turned it last, when and with which notice. Raises StoreError."""
        return self._notes.find(TOPIC, _NAME)

    def turn_off(self, notice: str, by: str) -> None:
        """Answer nothing but a notice from now on. Raises BudgetError."""
        notice = notice.strip() or NOTICE
        if len(notice) > LONGEST:
            raise BudgetError(f"通知不得超过{LONGEST}字")
        self._notes.put(TOPIC, _NAME, {"on": False, "notice": notice}, by)
        log.warning("answering was turned off by %s: %s", by, notice)

    def turn_on(self, by: str) -> None:
        """Answer again. Raises StoreError."""
        self._notes.put(TOPIC, _NAME, {"on": True, "notice": ""}, by)
        log.warning("answering was turned on by %s", by)
