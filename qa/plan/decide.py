"""Candidate plans → the one to believe in, judged by what each leaves unused and by what it comes to.

The best few candidates of each sentence are evaluated; rivals are judged by their values. A sentence is
settled when a candidate uses every operator, claims every word and has a value, or when what was asked is
surely not there. Anything else is left unsettled, and said so.

>>> decide(asked, evaluate).plan.queries
(Show(办公费@望潮街道2025),)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from qa.plan.algebra import SPENT, Cell, How, Plan
from qa.plan.algebra import Query as AnyQuery
from qa.plan.claims import unknown_words
from qa.plan.grammar import Candidate, Sentence, candidates
from qa.plan.sentences import Understood


class Evaluated(Protocol):
    """What judging needs to know of a result: `qa.execute.results.Result` is one."""

    @property
    def told(self) -> Sequence[object]:
        """The values found."""

    @property
    def missing(self) -> Sequence[object]:
        """The leaves without a value."""


R = TypeVar("R", bound=Evaluated)

_TRIED = 4
# A candidate that costs so much leaves an operator of the question unused.
_UNSETTLED = 0.95
_HOW_COST = {How.EXACT: 0.0, How.SPOKEN: 0.0, How.SHORT: 0.05, How.PART: 0.2, How.SOUND: 0.2, How.NEAR: 0.4}
_MISSING_COST = 0.5


@dataclass(frozen=True)
class Judged(Generic[R]):
    """A candidate with what it came to."""

    candidate: Candidate
    results: tuple[R, ...]
    cost: float


@dataclass(frozen=True)
class Decision(Generic[R]):
    """The plan with its results, and whether it settles the question.

    `several`: a word of it has several meanings, each of which is told. `left` are the unknown words of
    what is asked beside the rest, which is not answered.
    """

    plan: Plan
    results: tuple[R, ...]
    settled: bool
    several: bool = False
    left: tuple[str, ...] = ()


def decide(asked: Understood, evaluate: Callable[[AnyQuery], R]) -> Decision[R]:
    """The best reading of all that is asked. Never raises for any text."""
    chosen: list[Judged[R]] = []
    settled = True
    clear = [sentence for sentence in asked.sentences if not unknown_words(sentence.tokens)]
    for sentence in clear or asked.sentences:
        best = _best(sentence, evaluate)
        if best is None:
            settled = False
            continue
        settled = settled and best.cost < _UNSETTLED
        chosen.append(best)
    plan = Plan(
        queries=tuple(query for one in chosen for query in one.candidate.queries),
        unit=_unit(asked),
        unclaimed=() if clear else unknown_words(asked.content),
        set_aside=asked.set_aside,
        assumed=_assumed(asked),
    )
    results = tuple(result for one in chosen for result in one.results)
    several = any(sentence.several for sentence in asked.sentences)
    left = unknown_words(asked.content) if clear else ()
    return Decision(plan, results, settled and bool(chosen), several, left)


def _best(sentence: Sentence, evaluate: Callable[[AnyQuery], R]) -> Judged[R] | None:
    judged: list[Judged[R]] = []
    for candidate in candidates(sentence)[:_TRIED]:
        for form in _forms(candidate):
            results = tuple(evaluate(query) for query in form.queries)
            cost = form.cost + _MISSING_COST * _untold(results) + _names_cost(sentence)
            judged.append(Judged(form, results, cost))
    return min(judged, key=lambda one: one.cost, default=None)


def _untold(results: Sequence[Evaluated]) -> float:
    """The share of queries that came to nothing."""
    return sum(not result.told for result in results) / len(results) if results else 1.0


def _names_cost(sentence: Sentence) -> float:
    return sum(_HOW_COST[token.how] for token in sentence.tokens if token.sort in ("name", "body"))


def _forms(candidate: Candidate) -> list[Candidate]:
    """The candidate as it is, and with row and column the other way round: 行的列, 列里的行."""
    turned = tuple(_turned(query) for query in candidate.queries)
    if turned == candidate.queries:
        return [candidate]
    return [candidate, replace(candidate, queries=turned, cost=candidate.cost + 0.05)]


def _turned(node: Any) -> Any:
    """The same query, in each cell the last name of `within` as its subject and the subject within."""
    if isinstance(node, Cell):
        if not node.within or node.subject is None:
            return node
        return replace(node, subject=node.within[-1], within=(*node.within[:-1], node.subject))
    if isinstance(node, tuple):
        return tuple(_turned(part) for part in node)
    if is_dataclass(node) and not isinstance(node, type) and type(node).__name__ != "Name":
        return replace(node, **{slot.name: _turned(getattr(node, slot.name)) for slot in fields(node)})
    return node


def _unit(asked: Understood) -> str:
    """The unit the question wants its amounts in."""
    said = [t.sense("slot") for t in asked.content if t.sense("slot").startswith("unit:")]
    return said[-1].split(":")[1] if said else ""


def _assumed(asked: Understood) -> tuple[str, ...]:
    return (SPENT,) if any(token.marked("done") for token in asked.content) else ()
