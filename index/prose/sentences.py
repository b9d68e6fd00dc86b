"""Sentences of a narrative, and the numbers that they state, each with the words before it.

>>> EditionProse(passages).statements[0]
Statement(value=Decimal('45'), printed='45', unit='人', clauses=('本单位在职人员', '截至上年末'), …)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from index.facts.money import is_money, number, yuan
from index.facts.records import Citation, Passage
from index.facts.subjects import normal
from index.prose.amounts.moves import MOVES
from index.prose.measures import MEASURED

_SENTENCE = re.compile(r"(?<=[。；;])|\n")
_CLAUSE = re.compile(r"[，,；;。：:、]")
# 比上年增加45.00万元 states a change, not an amount.
_CHANGED = re.compile(rf"(?:{MOVES}|多|少)了?[:：]?$")
# A year that the words before a number give it; the end of a year is when things are counted.
_YEAR = re.compile(r"((?:19|20)\d\d)年(?!\d{1,2}月|底|末)|(上年|去年)(?!末|底)")
_LAST = -1
# How many clauses before a number may name what it is of.
_CLAUSES = 3
_NONE = re.compile(r"没有|无(?!偿|线|障碍|人)|未(?!来|成年)|不(?:再|予|安排|涉及)")

NAME_ENDS = (
    *("", "预算", "支出", "经费", "金额", "预算金额", "支出预算"),
    *("数", "预算数", "决算", "支出决算"),
)
"""What prose puts behind a name without another meaning: 政府采购货物预算, 公务接待费支出."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One number of a sentence.

    `clauses` are those before it, the nearest first; `said` its sentence with the headings above it, both
    as names are compared. `years` are those that the words before it give it (`-1`: the year before).
    """

    value: Decimal
    printed: str
    unit: str
    clauses: tuple[str, ...]
    said: str
    years: frozenset[int]
    citation: Citation

    def is_of(self, year: int) -> bool:
        """Whether nothing before the number gives it another year."""
        return self.years <= {year}


class EditionProse:
    """The passages of one edition, and the numbers they state, read once."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = tuple(passages)

    @cached_property
    def sentences(self) -> tuple[tuple[str, str, Citation], ...]:
        """Each sentence as printed, as compared with the headings above it, and where it stands."""
        found = []
        for passage in self.passages:
            above = normal("".join(passage.headings))
            for sentence in filter(None, map(str.strip, _SENTENCE.split(passage.text))):
                found.append((sentence, above + normal(sentence), passage.citation))
        return tuple(found)

    @cached_property
    def text(self) -> str:
        """All that it says, as names are compared."""
        return "\n".join(said for _, said, _ in self.sentences)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every number with a unit, in reading order."""
        return tuple(one for sentence in self.sentences for one in _statements(*sentence))


def _statements(sentence: str, said: str, citation: Citation) -> Iterator[Statement]:
    end = 0
    before: tuple[str, ...] = ()
    for told in MEASURED.finditer(sentence):
        lead = sentence[end : told.start()]
        end = told.end()
        unit = "万元" if told["unit"] == "万" else told["unit"]
        value = yuan(told["number"], unit) if is_money(unit) else number(told["number"])
        if value is None or _CHANGED.search(lead):
            continue
        years = years_in(lead)
        clauses = tuple(map(normal, _CLAUSE.split(lead)[::-1][:_CLAUSES]))
        clauses = clauses if any(clauses) else before  # 2批次、26人次: of one and the same
        before = clauses
        yield Statement(value, told["number"], unit, clauses, said, years, replace(citation, quote=sentence))


def years_in(words: str) -> frozenset[int]:
    """The years that the words before a number give it; `-1` for the year before."""
    return frozenset(int(year) if year else _LAST for year, _ in _YEAR.findall(words))


def says_none(sentence: str) -> bool:
    """Whether a sentence says that there is none of something: 本单位没有因公出国（境）安排."""
    return _NONE.search(sentence) is not None
