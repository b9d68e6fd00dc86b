"""Characters → rows of runs: what stands together on one line, where no ruling says so.

A run ends at a gap as wide as a character is high, at a narrower one beside a number, and behind the second
decimal of an amount.

>>> [run.text for run in rows_of_runs(chars)[0].runs]
['2010301', '行政运行', '120.50']
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.facts.money import number
from index.facts.subjects import has_ordinal, is_code
from index.files.printed.text_lines import Char, rows_of

_SPACE = 1.0  # of the character's height: a wider gap parts two cells
_NARROW = 0.25  # …between a number and words
_APART_DIGITS = 0.4  # …between two digits, which no number parts so far
_HAIR = 0.1  # …behind an amount with its decimals
_AMOUNT = re.compile(r"(?:^|[^\d.])\d[\d,]*\.\d\d$")
_UNITS = ".,%％元万亿千百人个辆台年月日"


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text without a wide gap: what one cell holds on one line."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        """Its place across the page."""
        return (self.x0 + self.x1) / 2

    @property
    def height(self) -> float:
        """Its place down the page."""
        return (self.top + self.bottom) / 2

    @property
    def size(self) -> float:
        """How high its letters are, in points."""
        return self.bottom - self.top

    @property
    def numeric(self) -> bool:
        """Whether it is a number and nothing else."""
        return number(self.text) is not None


@dataclass(frozen=True, slots=True)
class TextRow:
    """The runs of one line, left to right."""

    runs: tuple[TextRun, ...]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return min(run.top for run in self.runs)

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return max(run.bottom for run in self.runs)

    @property
    def middle(self) -> float:
        """Its place down the page."""
        return (self.top + self.bottom) / 2

    @property
    def text(self) -> str:
        """What it prints, the runs parted by a space."""
        return " ".join(run.text for run in self.runs)

    @property
    def amounts(self) -> bool:
        """Whether it has a number beside something else, or several."""
        return len(self.runs) > 1 and any(run.numeric for run in self.runs)

    @property
    def begins(self) -> bool:
        """Whether it opens a row of a body: a number, an ordinal or a code."""
        first = self.runs[0].text
        return self.amounts or has_ordinal(first) or is_code(first)


def rows_of_runs(chars: Sequence[Char]) -> list[TextRow]:
    """Lines of runs, top to bottom."""
    rows = []
    for line in rows_of(chars):
        inked = sorted((char for char in line if not char.text.isspace()), key=lambda c: c.x0)
        runs: list[list[Char]] = []
        for char in inked:
            if runs and not _parted(runs[-1], char):
                runs[-1].append(char)
            else:
                runs.append([char])
        if runs:
            rows.append(TextRow(tuple(map(_run, runs))))
    return rows


def _parted(run: Sequence[Char], char: Char) -> bool:
    """Whether a character begins another cell: behind a wide gap, or a narrow one at a number."""
    gap, size = char.x0 - run[-1].x1, char.bottom - char.top
    if gap > _SPACE * size:
        return True
    last = "".join(one.text for one in run)
    if char.text in _UNITS:
        return False
    if gap > _APART_DIGITS * size and char.text.isdigit() and run[-1].text.isdigit():
        return True
    if gap > (_NARROW if char.text.isdigit() else _HAIR) * size and (_AMOUNT.search(last) or is_code(last)):
        return True  # nothing but the next cell follows the second decimal, or a whole code
    if gap < _NARROW * size or char.text.isdigit() == run[-1].text.isdigit():
        return False
    return number(last) is not None if not char.text.isdigit() else "\u4e00" <= last[-1] <= "\u9fff"


def _run(chars: Sequence[Char]) -> TextRun:
    return TextRun(
        "".join(char.text for char in chars),
        chars[0].x0,
        min(char.top for char in chars),
        max(char.x1 for char in chars),
        max(char.bottom for char in chars),
    )
