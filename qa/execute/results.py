"""What evaluation hands to composition: for each query its values, and what could not be found and why.

>>> result.told[0].value.shown, result.missing
('1.50万元', ())
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from index.facts.money import is_money
from index.facts.records import Change, Citation, Passage, Policy, Saying
from index.prose.measures import ANY_AMOUNT
from qa.plan.algebra import Changed, Expr, Name, Query, Rank, Reason
from qa.plan.ground import Why as Why
from qa.records import Quote, Value

# Of these a document says clearly that they are not there; a row may yet be told by a sentence.
_SURELY = frozenset(
    (
        Why.BODY,
        Why.YEAR,
        Why.KIND,
        Why.PERIOD,
        Why.PLACE,
        Why.ACCOUNT,
        Why.BLANK,
        Why.DASH,
        Why.SEVERAL,
        Why.POLICY,
        Why.ARTICLE,
    )
)


@dataclass(frozen=True, slots=True)
class Missing:
    """A leaf without a value. `there` names what is there instead: years, bodies, names near by.

    `options` are the cells that fit alike; `years` those in which the same body prints the row.
    """

    why: Why
    body: str = ""
    year: int | None = None
    said: str = ""
    there: tuple[str, ...] = ()
    options: tuple[Value, ...] = ()
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One expression with its value. `label` names it where several are told; `rank` counts from 1.

    `unread` is what a cell without a number prints (Why.BLANK or Why.DASH), which is an answer too.
    """

    expr: Expr
    value: Value
    label: str = ""
    rank: int = 0
    unread: Why | None = None


class Force(StrEnum):
    """Whether a policy document holds."""

    IN_FORCE = "现行有效"
    ENDED = "已废止"
    EXPIRED = "有效期已过"
    LATER = "尚未施行"
    UNSAID = "文件没有写明施行日期"


@dataclass(frozen=True, slots=True)
class Provided:
    """A place of a policy document that answers.

    `label` is its article, "" where it has none, `heading` the innermost that it stands under. `quotes` are
    its words, `before` those that a later document (`amended_by`) replaced, `was` that those are asked for;
    `sayings` are what the document says of itself, `effect` from when it holds, `force` whether it does,
    `ended_by` the document that ended it, `amending` those that changed articles of it. `told` are its
    numbers where several places answer.
    """

    policy: Policy
    label: str = ""
    heading: str = ""
    quotes: tuple[Quote, ...] = ()
    before: tuple[Quote, ...] = ()
    sayings: tuple[Saying, ...] = ()
    force: Force = Force.UNSAID
    amended_by: Policy | None = None
    ended_by: Policy | None = None
    was: bool = False
    amending: tuple[Policy, ...] = ()
    effect: tuple[Saying, ...] = ()
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A query carried out.

    `told` is what was asked for, in order; `context` what helps beside it (other years, the whole of a
    share, the operands of a difference). `holds` answers a yes or no. `changes` are sentences that state
    amount, direction or reason of what was asked, `quotes` stretches to quote. `otherwise` are values
    that the documents give for the very thing asked and that differ. `assumed` says which defaults
    filled open slots (单位预算口径, 一般公共预算…表). `parent` names what listed rows belong to, `gap` what
    they leave of it. `provided` are places of policy documents, `unheld` words of the question that
    none of the `documents` (their titles) holds;
    `several` where places of several documents answer and the question must say whose is meant.
    """

    query: Query
    told: tuple[Told, ...] = ()
    context: tuple[Told, ...] = ()
    missing: tuple[Missing, ...] = ()
    holds: bool | None = None
    direction: str = ""
    changes: tuple[Change, ...] = ()
    quotes: tuple[Quote, ...] = ()
    otherwise: tuple[Value, ...] = ()
    assumed: tuple[str, ...] = ()
    parent: Told | None = None
    gap: Value | None = None
    passages: tuple[Passage, ...] = ()
    near: tuple[Name, ...] = ()
    provided: tuple[Provided, ...] = ()
    unheld: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    several: bool = False

    @property
    def lacking(self) -> float:
        """The share of what was asked for that came to nothing; 0 where a sentence tells of it."""
        if self.quotes or self.reasons:
            return 0.0
        return len(self.missing) / (len(self.missing) + len(self.told)) if self.told else 1.0

    @property
    def measures(self) -> frozenset[str]:
        """In what its values are told: 元 for all money, else the unit."""
        units = {told.value.unit for told in self.told if told.unread is None}
        return frozenset("元" if is_money(unit) else unit for unit in units)

    @property
    def tells_money(self) -> bool:
        """Whether it tells an amount of money, as a value or in a sentence."""
        return "元" in self.measures or any(ANY_AMOUNT.search(quote.text) for quote in self.quotes)

    @property
    def surely_missing(self) -> bool:
        """Whether what it lacks is surely nowhere told."""
        return bool(self.missing) and all(one.why in _SURELY for one in self.missing)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons that its sentences give."""
        return tuple(change.reason for change in self.changes if change.reason)

    @property
    def evidence(self) -> str:
        """All that is told, one text a line: quotes, what opens their passage, rows, tables, names."""
        values = [told.value for told in (*self.told, *self.context, *([self.parent] if self.parent else ()))]
        lines = [text for value in values for text in (value.metric, value.body, value.code)]
        for read in dict.fromkeys(read for value in values for read in _read_of(value)):
            lines += [_said_of(read), *_places_of(read.citation)]
        for quote in self.quotes:
            lines += [*_places_of(quote.citation), _lead_of(quote), quote.text]
        for change in self.changes if isinstance(self.query, Changed | Reason | Rank) else ():
            lines += [change.subject, change.reason, change.citation.quote, *_places_of(change.citation)]
        lines += [heading for passage in self.passages for heading in passage.headings]
        return "\n".join(filter(None, dict.fromkeys(lines)))

    @property
    def around(self) -> str:
        """The passages of its quotes, up to those: what names a sentence leaves to the ones before it."""
        return "\n".join(dict.fromkeys(map(_up_to, self.quotes)))


def _up_to(quote: Quote) -> str:
    """The passage that a sentence is quoted from, to its end; the whole passage where it is put together."""
    before, found, _ = quote.citation.quote.partition(quote.text)
    return before + found


_STOPS = frozenset("。；，")


def _lead_of(quote: Quote) -> str:
    """The line that a quoted passage begins with, which all of it is of: …的目标，重点做好以下工作："""
    line = quote.citation.quote.partition("\n")[0]
    return line if line.endswith(("：", ":")) or _STOPS.isdisjoint(line) else ""


def _read_of(value: Value) -> Iterator[Value]:
    """The values that were read which it is made of: itself, or its operands' operands."""
    if value.citation is not None:
        yield value
    else:
        for operand in value.operands:
            yield from _read_of(operand)


def _said_of(read: Value) -> str:
    """What is printed of a value: its cell, or its sentence as far as its amount, without what follows."""
    quote = read.citation.quote if read.citation else ""
    before, printed, _ = quote.partition(read.printed)
    return before + printed


def _places_of(citation: Citation | None) -> tuple[str, ...]:
    return (citation.row or "", citation.column or "", citation.table or "") if citation else ()
