"""A Probe is a question whose right answer is known from the cells; asked and judged, it has an End.

Nothing passes by telling everything, by asking back or by declining everything: the figure asked for
must be told alone, and what no document says must be stopped by the very word that nobody knows.

>>> judge(probe, answer)  # 2025年培训费 asked; 0.50万元 told, and 1.50万元 of 公务接待费 beside it
<End.WITH_OTHERS: 'with_others'>
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from index.facts.errors import BudgetError
from index.facts.money import YUAN_PER_UNIT, is_money
from qa.records import Answer, AnswerFigure, Status

logger = logging.getLogger(__name__)

Ask = Callable[[str, tuple[str, ...]], Answer]
"""Question and earlier questions, oldest first → Answer."""

_ASKED = "asked"
_TOLERANCE = Decimal("0.005")


class Demand(StrEnum):
    """What a right answer must do with the amounts wanted."""

    ONE = "one"  # several columns fit: one of them is enough
    ALL = "all"
    ALL_OR_SAID = "all_or_said"  # the first is told; for the others it may say that they are unanswered
    ONE_AND_SAID = "one_and_said"  # the figure is told, and what has no answer is said to have none
    STOP = "stop"  # no figure at all, and the word that stops it is told back


class End(StrEnum):
    """How a probe ended. For what must be stopped, RIGHT is stopped and named, WRONG is answered."""

    RIGHT = "right"
    WITH_OTHERS = "with_others"
    SOME = "some"
    UNNAMED = "unnamed"
    ASKED_BACK = "asked_back"
    ASKED_BACK_WITHOUT = "asked_back_without"
    WRONG = "wrong"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    FAILED = "failed"


_OF_STATUS = {Status.NOT_FOUND: End.NOT_FOUND, Status.REFUSED: End.REFUSED, Status.FAILED: End.FAILED}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in yuan (`unit` 元), or a number in its own unit (%, 辆)."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Probe:
    """One question with what its answer must do.

    `wanted` are the amounts to tell, `beside` those that may stand with them (the operands of a
    difference). `named` are wordings of which one must be told back where the answer may or must stop.
    `place` says in words which cell it was made from.
    """

    id: str
    form: str
    question: str
    demand: Demand
    wanted: tuple[Amount, ...] = ()
    beside: tuple[Amount, ...] = ()
    named: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A probe, what came back, and how that ended."""

    probe: Probe
    answer: Answer
    end: End


def ask_all(probes: Iterable[Probe], ask: Ask) -> tuple[Outcome, ...]:
    """Every probe asked and judged; one that raises is FAILED, and the next goes on.

    Raises `BudgetError` where the store cannot be read.
    """
    return tuple(_asked(probe, ask) for probe in probes)


def _asked(probe: Probe, ask: Ask) -> Outcome:
    """One probe asked and judged."""
    try:
        answer = ask(probe.question, ())
    except BudgetError:
        raise
    except Exception as error:
        logger.exception("提问出错：%s", probe.question)
        answer = Answer(probe.id, probe.question, Status.FAILED, f"{type(error).__name__}: {error}")
    return Outcome(probe, answer, judge(probe, answer))


def judge(probe: Probe, answer: Answer) -> End:
    """How the answer to a probe ended."""
    if answer.status is Status.FAILED:
        return End.FAILED
    if probe.demand is Demand.STOP:
        if answer.status is Status.ANSWERED and answer.figures:
            return End.WRONG
        return End.RIGHT if told_back(probe, answer) else End.UNNAMED
    given = [figure for figure in answer.figures if figure.role == _ASKED]
    told = [wanted for wanted in probe.wanted if any(same(wanted, figure) for figure in given)]
    if answer.status is Status.CLARIFY:
        return End.ASKED_BACK if told else End.ASKED_BACK_WITHOUT
    if answer.status is not Status.ANSWERED:
        return _OF_STATUS[answer.status]
    return _told(probe, answer, given, told)


def _told(probe: Probe, answer: Answer, given: Sequence[AnswerFigure], told: Sequence[Amount]) -> End:
    """How an answered probe ended that wants figures; an answer that tells none of them is wrong."""
    if not told:
        return End.WRONG
    fitting = (*probe.wanted, *probe.beside)
    if any(not any(same(amount, figure) for amount in fitting) for figure in given):
        return End.WITH_OTHERS
    if probe.demand is Demand.ONE_AND_SAID:
        return End.RIGHT if told_back(probe, answer) else End.UNNAMED
    if probe.demand is Demand.ONE or len(told) == len(probe.wanted):
        return End.RIGHT
    said = probe.demand is Demand.ALL_OR_SAID and probe.wanted[0] in told and told_back(probe, answer)
    return End.RIGHT if said else End.SOME


def told_back(probe: Probe, answer: Answer) -> bool:
    """One of the wordings to be named stands in the text or among the words left over."""
    said = _plain(" ".join((answer.text, *answer.unaccounted)))
    return any(_plain(word) in said for word in probe.named)


def same(wanted: Amount, figure: AnswerFigure) -> bool:
    """Equal in size within half a hundredth of the unit it is told in: 27,458元 may be told as 2.75万元.

    Signs are left to the words: −3.46 and 减少3.46 are one change.
    """
    if is_money(wanted.unit) != is_money(figure.unit):
        return False
    if not is_money(figure.unit) and _plain(wanted.unit) != _plain(figure.unit):
        return False
    slack = _TOLERANCE * YUAN_PER_UNIT.get(figure.unit, Decimal(1))
    return abs(abs(wanted.value) - abs(figure.value)) <= slack


def _plain(text: str) -> str:
    """Text without print variants and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())
