"""Tokens: stretches of a question with what they may mean.

>>> Token(0, 2, "几倍", "op", uses=(Word("op", "times"),)).sense("op")
'times'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from qa.language.lexicon import Word, marks
from qa.language.meant import How
from qa.language.names import Entry

YEAR_BEFORE = re.compile(r"((?:19|20)\d\d)年")


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the text with what it may mean.

    `sort`: body, unit, year, period, name, code, amount, number, op, slot, filler, frame, restrict,
    function or unknown. `entry` for names, `bodies` for bodies, `years` for years (relative ones are words
    of the sort slot), `uses` for words, `value` for numbers. `how` says how surely it was recognised,
    `paused` that a 、 stands before it.
    """

    start: int
    end: int
    text: str
    sort: str
    entry: Entry | None = None
    bodies: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    uses: tuple[Word, ...] = ()
    value: Decimal | None = None
    unit: str = ""
    how: How = How.EXACT
    quoted: bool = False
    paused: bool = False
    cost: float = field(default=1.0, compare=False)

    def sense(self, sort: str) -> str:
        """The sense of its use as `sort` (op, slot, filler, frame), "" where it has none."""
        return next((use.sense for use in self.uses if use.sort == sort), "")

    def has(self, sort: str) -> bool:
        """Whether it may be used as `sort`."""
        return self.sort == sort or any(use.sort == sort for use in self.uses)

    def marked(self, mark: str) -> bool:
        """Whether the word says so beside what it is for: a mark of the lexicon, ``token.marked("with")``."""
        return self.text in marks()[mark]

    @property
    def counts(self) -> bool:
        """Whether a name asks by itself how many there are: 多少辆车, 几辆公车."""
        return self.sort == "name" and re.search("多少|几", self.text) is not None

    @property
    def says_whole(self) -> bool:
        """Whether it is, or ends as, a word for all of something: 总额, 政府采购预算总额."""
        return any(self.text.endswith(word) for word in marks()["whole"])

    @property
    def says_limit(self) -> bool:
        """Whether it ends as a word for a limit, which is set and not carried out: 债务限额."""
        return any(self.text.endswith(word) for word in marks()["limit"])

    @property
    def monthly(self) -> bool:
        """Whether it speaks of months: 3月, 每个月."""
        return "月" in self.text and self.sort != "name"

    @property
    def asks_number(self) -> bool:
        """Whether a name itself asks how many: 买了几辆."""
        return self.sort == "name" and any(word in self.text for word in ("几", "多少"))

    @property
    def printed_year(self) -> int:
        """The year that the name itself begins with (2024年机关运行经费), 0 where none."""
        found = YEAR_BEFORE.match(self.text)
        return int(found[1]) if found else 0
