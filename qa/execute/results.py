"""What evaluation hands to composition: for each query its values, and what could not be found and why.

>>> result.told[0].value.shown, result.missing
('1.50万元', ())
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.facts.records import Change, Passage
from qa.plan.algebra import Expr, Name, Query
from qa.records import Quote, Value


class Why(StrEnum):
    """Why a leaf has no value: one text each in `qa.compose.declines`."""

    BODY = "body"  # no document of that body is indexed
    YEAR = "year"  # none of that year
    KIND = "kind"  # a final account where only budgets are indexed, or the other way round
    STAGE = "stage"  # no column of that stage
    PERIOD = "period"  # a month or quarter of a yearly document
    ROW = "row"  # no row of that name
    PLACE = "place"  # the row is there, but not in the table, column, scope or group that was named
    UNIT = "unit"  # it is not counted in that unit
    BLANK = "blank"  # the cell is printed empty
    DASH = "dash"  # the cell prints a dash
    ZERO = "zero"  # a ratio or growth over zero
    SEVERAL = "several"  # several cells fit and differ: the question must say which


@dataclass(frozen=True, slots=True)
class Missing:
    """A leaf without a value. `there` names what is there instead: years, bodies, names near by, options."""

    why: Why
    body: str = ""
    year: int | None = None
    said: str = ""
    there: tuple[str, ...] = ()
    options: tuple[Value, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Result:
    """A query carried out.

    `told` is what was asked for, in order; `context` what helps beside it (other years, the whole of a
    share, the operands of a difference). `holds` answers a yes or no. `changes` are sentences that state
    amount, direction or reason of what was asked, `quotes` stretches to quote. `otherwise` are values
    that the documents give for the very thing asked and that differ. `assumed` says which defaults
    filled open slots (单位预算口径, 一般公共预算…表). `parent` names what listed rows belong to, `gap` what
    they leave of it.
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
