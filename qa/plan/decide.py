"""Candidate plans → the one to believe in, judged by what each leaves unused and by what it comes to.

The best few candidates of each sentence are evaluated; rivals are judged by their values. A sentence is
settled when a candidate uses every operator, claims every word and has a value, or when what was asked is
surely not there. Anything else is left unsettled, and said so.

>>> decide(asked, evaluate).plan.queries
(Show(办公费@望潮街道2025),)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from qa.language.policy.asking import Route
from qa.language.tokens import Token
from qa.plan.algebra import SPENT, Amount, Cell, Define, How, Plan, Show, Tell
from qa.plan.algebra import Query as AnyQuery
from qa.plan.claims import WORD, unaccounted, unheld_names, unknown_words
from qa.plan.grammar import Candidate, Sentence, blocks, candidates, unused, unused_cost
from qa.plan.operands import Known
from qa.plan.policies import Part, parts
from qa.plan.sentences import Understood
from qa.plan.telling import section_left, tellings


class Evaluated(Protocol):
    """What judging needs to know of a result: `qa.execute.results.Result` is one."""

    @property
    def told(self) -> Sequence[object]:
        """The values found."""

    @property
    def surely_missing(self) -> bool:
        """Whether what it lacks is surely nowhere told: a body, a year; a row may be told by a sentence."""

    @property
    def quotes(self) -> Sequence[object]:
        """The sentences found."""

    @property
    def evidence(self) -> str:
        """All that is cited, as one text."""

    @property
    def unheld(self) -> Sequence[str]:
        """The words that no policy document holds."""

    @property
    def provided(self) -> Sequence[object]:
        """The places of policy documents found."""


R = TypeVar("R", bound=Evaluated)

_TRIED = 4
# A candidate that costs so much leaves an operator of the question unused.
_UNSETTLED = 0.95
_HOW_COST = {How.EXACT: 0.0, How.SPOKEN: 0.0, How.SHORT: 0.05, How.PART: 0.2, How.SOUND: 0.2, How.NEAR: 0.4}
_MISSING_COST = 0.5
_OTHER_FORM = 0.05


# A word that neither the plan nor what it cites accounts for blocks the answer.
_UNCLAIMED = 1.0


@dataclass(frozen=True)
class Judged(Generic[R]):
    """A candidate with what it came to, and the words that neither it nor what it cites accounts for."""

    candidate: Candidate
    results: tuple[R, ...]
    cost: float
    left: tuple[str, ...] = ()
    asserted: tuple[Amount, ...] = ()

    @property
    def settles(self) -> bool:
        """Whether it uses every operator and accounts for every word."""
        return self.cost < _UNSETTLED and not self.left


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
    found = [best for part in parts(asked) for best in _all_of(part, evaluate)]
    judged = [best for best in found if best is not None]
    clear = _clear(judged)
    chosen = clear or judged
    left = _each(word for one in judged for word in one.left)
    if not judged:
        left = unknown_words(asked.content)
    plan = Plan(
        queries=tuple(query for one in chosen for query in one.candidate.queries),
        unit=_unit(asked),
        unclaimed=() if clear else left,
        set_aside=asked.set_aside,
        assumed=_assumed(asked),
        asserted=tuple(amount for one in chosen for amount in one.asserted),
    )
    results = _results(chosen)
    settled = len(judged) == len(found) and all(one.settles for one in chosen)
    return Decision(plan, results, settled, _is_of_several(asked, plan), left if clear else ())


def _results(chosen: Sequence[Judged[R]]) -> tuple[R, ...]:
    return tuple(result for one in chosen for result in one.results)


def _clear(judged: Sequence[Judged[R]]) -> list[Judged[R]]:
    """The readings that account for every word.

    None where they are of the narrative alone and stand beside words that nothing accounts for: those may
    say what is asked.
    """
    clear = [one for one in judged if not one.left]
    figures = any(not isinstance(query, Tell) for one in clear for query in one.candidate.queries)
    return clear if figures or len(clear) == len(judged) else []


def _is_of_several(asked: Understood, plan: Plan) -> bool:
    """Whether a word of an amount that is asked for has several meanings."""
    amounts = any(isinstance(query, Show) and len(query.exprs) > 1 for query in plan.queries)
    return amounts and any(sentence.several for sentence in asked.sentences)


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _all_of(part: Part, evaluate: Callable[[AnyQuery], R]) -> list[Judged[R] | None]:
    """The readings of what one part asks: as one where a rule holds all its words, else clause by clause."""
    if not part.clauses:
        return [_best_of(part, evaluate)]
    whole = _provided(part, evaluate)
    if _answers(whole) and not whole.left:
        return [whole]
    return [_best_of(clause, evaluate) for clause in part.clauses]


def _best_of(part: Part, evaluate: Callable[[AnyQuery], R]) -> Judged[R] | None:
    """The reading of one thing asked: as of a rule, as of budgets, or as of what answers first of the two."""
    if part.route is Route.BUDGET:
        return _best(part.sentence, evaluate)
    if part.route is Route.OPEN:
        best = _best(part.sentence, evaluate)
        if _is_of_budgets(best) or not part.says_enough:
            return best
        ruled = _provided(part, evaluate)
        return ruled if _answers(ruled) else best
    ruled = _provided(part, evaluate)
    if part.route is Route.POLICY or _answers(ruled):
        return ruled
    best = _best(part.sentence, evaluate)
    told = best is not None and any(result.told for result in best.results)
    return best if _is_of_budgets(best) and not (told and part.route is Route.RATHER_POLICY) else ruled


def _is_of_budgets(best: Judged[R] | None) -> bool:
    """Whether a reading as of budgets accounts for all words and comes to something."""
    return (
        best is not None and best.settles and any(map(_says_of_budgets, best.candidate.queries, best.results))
    )


def _says_of_budgets(query: AnyQuery, result: Evaluated) -> bool:
    """Whether a reading as of budgets comes to something: that a term is nowhere explained does not."""
    missing = result.surely_missing and not isinstance(query, Tell | Define)
    return bool(result.told or result.quotes) or missing


def _provided(part: Part, evaluate: Callable[[AnyQuery], R]) -> Judged[R]:
    """One thing asked, read as of a rule; a word that no policy document holds blocks it."""
    result = evaluate(part.provide)
    left = tuple(result.unheld)
    cost = part.candidate.cost + _UNCLAIMED * len(left)
    return Judged(part.candidate, (result,), cost, left, part.asserted)


def _answers(judged: Judged[R]) -> bool:
    return any(result.provided for result in judged.results)


def _best(sentence: Sentence, evaluate: Callable[[AnyQuery], R]) -> Judged[R] | None:
    """The reading as figures that costs least; of the narrative, where that leaves anything open."""
    judged = [
        _judged(form, sentence, evaluate)
        for candidate in candidates(sentence)[:_TRIED]
        for form in _forms(candidate, sentence.known)
    ]
    best = min(judged, key=lambda one: one.cost, default=None)
    if best is not None and not best.left and all(r.told or r.surely_missing for r in best.results):
        return best
    judged += [_judged(candidate, sentence, evaluate) for candidate in tellings(sentence)]
    return min(judged, key=lambda one: one.cost, default=None)


def _judged(candidate: Candidate, sentence: Sentence, evaluate: Callable[[AnyQuery], R]) -> Judged[R]:
    results = tuple(evaluate(query) for query in candidate.queries)
    evidence = "\n".join(result.evidence for result in results)
    told = _of_narrative(candidate)
    worked = {amount.said for amount in _worked_with(candidate.queries)}
    idle = unused(candidate, sentence, evidence if told else "")
    held = {
        token.text for token in idle if token.sort == "amount" and not token.unit and token.text in evidence
    }
    idle = tuple(t for t in idle if t.sort != "amount" or t.text not in worked | held)
    left = _left_by_words(candidate, sentence, evidence) if told else _left_by_figures(sentence, evidence)
    left = (*left, *(token.text for token in idle if blocks(token)))
    cost = candidate.cost + unused_cost(idle) + _MISSING_COST * _untold(results) + _names_cost(sentence)
    return Judged(candidate, results, cost + _UNCLAIMED * len(left), left, _amounts(idle))


def _of_narrative(candidate: Candidate) -> bool:
    return any(isinstance(query, Tell | Define) for query in candidate.queries)


def _left_by_figures(sentence: Sentence, evidence: str) -> tuple[str, ...]:
    """The words that a reading as figures does not account for."""
    return (*unaccounted(sentence.tokens, evidence), *section_left(sentence))


def _left_by_words(candidate: Candidate, sentence: Sentence, evidence: str) -> tuple[str, ...]:
    """The words that sentences do not account for: names too, single letters where a number is told."""
    topics = [query.topic for query in candidate.queries if isinstance(query, Tell)]
    meant = tuple(claim for topic in topics for claim in topic.claims)
    if not evidence:  # nothing is told: what is understood of the question is not there
        everything = "".join(word for said, _ in meant for word in said)
        return unaccounted(sentence.tokens, everything, shortest=WORD)
    exact = any(topic.number for topic in topics)
    return (
        *unaccounted(sentence.tokens, evidence, meant, shortest=1 if exact else WORD),
        *unheld_names(sentence.tokens, evidence),
    )


def _worked_with(node: Any) -> set[Amount]:
    """The amounts that stand in nodes of a plan: what rows are held against."""
    if isinstance(node, Amount):
        return {node}
    if isinstance(node, tuple):
        return {amount for part in node for amount in _worked_with(part)}
    if is_dataclass(node) and not isinstance(node, type) and not isinstance(node, Cell):
        return {amount for slot in fields(node) for amount in _worked_with(getattr(node, slot.name))}
    return set()


def _amounts(tokens: Sequence[Token]) -> tuple[Amount, ...]:
    """The amounts that are stated and not worked with."""
    amounts = [token for token in tokens if token.sort == "amount" and token.unit]
    return tuple(Amount(t.value, t.unit, t.text) for t in amounts if t.value is not None)


def _untold(results: Sequence[Evaluated]) -> float:
    """The share of queries that came to nothing."""
    return sum(not (r.told or r.quotes) for r in results) / len(results) if results else 1.0


def _names_cost(sentence: Sentence) -> float:
    return sum(_HOW_COST[token.how] for token in sentence.tokens if token.sort in ("name", "body"))


def _forms(candidate: Candidate, known: Known) -> list[Candidate]:
    """The candidate as it is; with row and column the other way round; of numbers where amounts are named."""
    forms = {candidate.queries: candidate}
    for change in (_turned, known.as_count):
        queries = _with_cells(candidate.queries, change)
        forms.setdefault(queries, replace(candidate, queries=queries, cost=candidate.cost + _OTHER_FORM))
    return list(forms.values())


def _turned(cell: Cell) -> Cell:
    """The last name of `within` as the subject, and the subject within: 行的列, 列里的行."""
    if cell.code and cell.subject is not None:  # 2120201的项目支出: the name is that of a column
        return replace(cell, subject=None, within=(*cell.within, cell.subject))
    if not cell.within or cell.subject is None:
        return cell
    return replace(cell, subject=cell.within[-1], within=(*cell.within[:-1], cell.subject))


def _with_cells(node: Any, change: Callable[[Cell], Cell]) -> Any:
    """The same node with each cell in it changed."""
    if isinstance(node, Cell):
        return change(node)
    if isinstance(node, tuple):
        return tuple(_with_cells(part, change) for part in node)
    if is_dataclass(node) and not isinstance(node, type) and type(node).__name__ != "Name":
        return replace(
            node, **{slot.name: _with_cells(getattr(node, slot.name), change) for slot in fields(node)}
        )
    return node


def _unit(asked: Understood) -> str:
    """The unit the question wants its amounts in."""
    said = [t.sense("slot") for t in asked.content if t.sense("slot").startswith("unit:")]
    return said[-1].split(":")[1] if said else ""


def _assumed(asked: Understood) -> tuple[str, ...]:
    return (SPENT,) if any(token.marked("done") for token in asked.content) else ()
