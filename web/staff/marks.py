"""Which findings an administrator has seen or explained: a list to work through.

A finding is known by what it says, so its mark stays when the document is read again and finds the same.

>>> marks = Marks(notes)
>>> marks.put(key_of("某局.pdf", finding), State.EXPLAINED, "原文笔误，已告知", by="李强")
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from index.facts.errors import BudgetError
from index.facts.records import Finding
from index.store.service import Notes

TOPIC: Final = "finding"
LONGEST: Final = 300


class State(StrEnum):
    """How far an administrator has come with a finding."""

    OPEN = "open"
    SEEN = "seen"
    EXPLAINED = "explained"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far, with what explanation, by whom and when (UTC)."""

    state: State
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a store, seen by every process."""

    notes: Notes

    def all(self) -> dict[str, Mark]:
        """The marks by the keys of their findings. Raises StoreError."""
        return {
            note.name: Mark(State(note.value["state"]), str(note.value["note"]), note.by, note.at)
            for note in self.notes.of(TOPIC)
        }

    def put(self, key: str, state: State, note: str, by: str) -> None:
        """Mark a finding; an explained one says why. Raises BudgetError."""
        note = note.strip()
        if len(note) > LONGEST:
            raise BudgetError(f"说明不得超过{LONGEST}字")
        if state is State.EXPLAINED and not note:
            raise BudgetError("请写明说明，再标为“已说明”")
        if state is State.OPEN:
            self.notes.forget(TOPIC, key)
        else:
            self.notes.put(TOPIC, key, {"state": state.value, "note": note}, by)


def key_of(document: str, finding: Finding) -> str:
    """What tells a finding from all others, and stays when its document is read again."""
    places = [(c.document, c.page, c.table, c.row, c.column, c.quote) for c in finding.citations]
    held = (document, finding.check, finding.message, str(finding.left), str(finding.right), places)
    return sha256(repr(held).encode()).hexdigest()[:16]
