"""What a stretch of a question is called in disclosures, and how surely it was recognised.

>>> Name.of("培训费").keys
('培训费',)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.facts.records import TableKind
from index.facts.subjects import normal


class How(StrEnum):
    """How a name was recognised, from certain to guessed."""

    EXACT = "exact"
    SPOKEN = "spoken"
    SHORT = "short"
    PART = "part"
    SOUND = "sound"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Name:
    """What a question calls something, and the names under which disclosures print it.

    `said` are the question's own words, `shown` the term used in answers; `keys` are printed names as
    `index.facts.subjects.normal` compares them, best first; `codes` 科目编码 of the same meaning; `tables`
    the kinds of table to prefer, best first. `sum_of` are the parts that make it up where no cell prints it;
    `unit` is what it counts in where it is a number of things, "" for money.
    """

    said: str
    shown: str
    keys: tuple[str, ...]
    codes: tuple[str, ...] = ()
    tables: tuple[TableKind, ...] = ()
    how: How = How.EXACT
    sum_of: tuple[Name, ...] = ()
    unit: str = ""

    @classmethod
    def of(cls, printed: str, *others: str, codes: tuple[str, ...] = ()) -> Name:
        """A name that is said as it is printed: ``Name.of("培训费")``."""
        return cls(printed, printed, tuple(map(normal, (printed, *others))), codes)

    def __str__(self) -> str:
        return self.shown
