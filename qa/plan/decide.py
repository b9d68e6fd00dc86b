"""Candidate plans → the one to believe in, judged by what each leaves unused and by what it comes to.

The best few candidates of each sentence are evaluated; rivals are judged by their values. What a reading
leaves unused or unaccounted for, and how surely its names were recognised, are features with weights
(`qa.plan.score`); the cheapest is believed in, and told only where it accounts for every word.

>>> decide(asked, evaluate).plan.queries
(Show(办公费@望潮街道2025),)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from qa.language.policy.asking import Route
from qa.language.tokens import Token
from qa.plan.algebra import SPENT, Amount, Cell, Define, How, Plan, Show, Tell
from qa.plan.algebra import Query as AnyQuery
from qa.plan.claims import unknown_words
from qa.plan.filling import WHOLES
from qa.plan.grammar import Candidate, Sentence, blocks, candidates, unused_features
from qa.plan.left import Evaluated, idle_in, of_narrative, words_left
from qa.plan.nodes import with_cells
from qa.plan.operands import Known
from qa.plan.policies import Part, parts
from qa.plan.score import NAMED_BY, Features, confidence, cost
from qa.plan.sentences import Understood
from qa.plan.telling import tellings

R = TypeVar("R", bound=Evaluated)

_TRIED = 4
# The row and the column the other way round, or numbers where amounts are named.
_OTHER_FORM = 0.05
# Rivals that are dearer than this are none.
_FAR = 2.0
# Names that are not said as they are printed, nor by a word that is known for them.
_GUESSED = frozenset((How.PART, How.SOUND, How.NEAR))


@dataclass(frozen=True)
class Judged(Generic[R]):
    """A candidate with what it came to, and the words that neither it nor what it cites accounts for.

    `alone`: its sentence says itself of whom it asks, and leans on none before it.
    """

    candidate: Candidate
    results: tuple[R, ...]
    features: Features
    left: tuple[str, ...] = ()
    asserted: tuple[Amount, ...] = ()
    alone: bool = False

    @property
    def cost(self) -> float:
        """What it costs to believe in it."""
        return cost(self.features)


@dataclass(frozen=True)
class Decision(Generic[R]):
    """The plan with its results, and how sure it is.

    `several`: a word of it has several meanings, each of which is told. `left` are the unknown words of
    what is asked beside the rest, which is not answered. `tried` are the readings of each sentence, the one
    believed in first; `features` what its `confidence` (0 to 1) is reckoned from. `agreed`: another reader
    came to the same values.
    """

    plan: Plan
    results: tuple[R, ...]
    several: bool = False
    left: tuple[str, ...] = ()
    tried: tuple[tuple[Judged[R], ...], ...] = ()
    features: Features = field(default_factory=dict)
    agreed: bool = False

    @property
    def confidence(self) -> float:
        """How likely the answer is right: half as likely wrong where another reader agrees."""
        alone = confidence(self.features)
        return 1 - (1 - alone) / 2 if self.agreed else alone


def decide(asked: Understood, evaluate: Callable[[AnyQuery], R]) -> Decision[R]:
    """The best reading of all that is asked. Never raises for any text."""
    found = [readings for part in parts(asked) for readings in _readings_of(part, evaluate)]
    return believed(asked, [readings for readings in found if readings])


def believed(asked: Understood, tried: Sequence[tuple[Judged[R], ...]]) -> Decision[R]:
    """What the readings of each sentence come to where the first of each is believed in."""
    judged = [readings[0] for readings in tried]
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
    return Decision(
        plan,
        _results(chosen),
        _is_of_several(asked, plan),
        left if clear else (),
        tuple(tried),
        _features(asked, [readings for readings in tried if readings[0] in chosen]),
    )


def _features(asked: Understood, tried: Sequence[Sequence[Judged[R]]]) -> dict[str, float]:
    """What an answer is made of, by which it is known how often such answers are right."""
    return {**_features_of_readings(tried), **_features_of_words(asked)}


def _features_of_readings(tried: Sequence[Sequence[Judged[R]]]) -> dict[str, float]:
    """What speaks for and against the readings that were chosen, of all that were tried."""
    best = [readings[0] for readings in tried]
    queries = [query for one in best for query in one.candidate.queries]
    return {
        "cost": max((one.cost for one in best), default=0.0),
        "margin": min((_margin(readings) for readings in tried), default=_FAR),
        "narrative": float(any(of_narrative(one.candidate) for one in best)),
        "taken": float(sum(bool(result.assumed) for result in _results(best))),
        "queries": float(max(len(queries) - 1, 0)),
        "stated": float(sum(len(one.asserted) for one in best)),
    }


def _features_of_words(asked: Understood) -> dict[str, float]:
    """How much of a question is known as it stands, guessed, unknown or set aside."""
    letters = sum(token.end - token.start for token in asked.tokens)
    return {
        "follows": float(any(sentence.earlier is not None for sentence in asked.sentences[:1])),
        "strange": float(sum(token.sort == "unknown" for token in asked.content)),
        "likely": float(sum(token.how in _GUESSED for token in asked.content if token.sort == "name")),
        "loose": float(sum(token.has("restrict") for token in asked.content)),
        "aside": sum(token.end - token.start for token in asked.aside) / letters if letters else 0.0,
    }


def _margin(readings: Sequence[Judged[R]]) -> float:
    """By how much the best reading is cheaper than the next one that comes to something else."""
    best = readings[0]
    rivals = [one.cost for one in readings[1:] if one.results != best.results and not one.left]
    return min(max(min(rivals) - best.cost, 0.0), _FAR) if rivals else _FAR


def _results(chosen: Sequence[Judged[R]]) -> tuple[R, ...]:
    return tuple(result for one in chosen for result in one.results)


def _clear(judged: Sequence[Judged[R]]) -> list[Judged[R]]:
    """The readings that account for every word, but for what leans on a sentence that is not understood.

    None where they are of the narrative alone and stand beside words that nothing accounts for: those may
    say what is asked.
    """
    first = next((n for n, one in enumerate(judged) if one.left), len(judged))
    nothing = next((n for n, one in enumerate(judged) if _tells_nothing(one)), len(judged))
    clear = [
        one
        for n, one in enumerate(judged)
        if not one.left and (one.alone or (n < first and not (n > nothing and of_narrative(one.candidate))))
    ]
    figures = any(not isinstance(query, Tell) for one in clear for query in one.candidate.queries)
    return clear if figures or len(clear) == len(judged) else []


def _tells_nothing(judged: Judged[R]) -> bool:
    """Whether nothing of what it asks is there: then a sentence that leans on it has nothing to lean on."""
    return not any(result.told or result.quotes or result.provided for result in judged.results)


def _is_of_several(asked: Understood, plan: Plan) -> bool:
    """Whether a word of an amount that is asked for has several meanings."""
    amounts = any(isinstance(query, Show) and len(query.exprs) > 1 for query in plan.queries)
    return amounts and any(sentence.several for sentence in asked.sentences)


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _readings_of(part: Part, evaluate: Callable[[AnyQuery], R]) -> list[tuple[Judged[R], ...]]:
    """The readings of one part: as one rule's where one holds all its words, else clause by clause."""
    if not part.clauses:
        return [_routed(part, evaluate)]
    whole = _provided(part, evaluate)
    if _answers(whole) and not all(clause.provide.asked.measure for clause in part.clauses):
        return [(whole,)]
    found = [_routed(clause, evaluate) for clause in part.clauses]
    of_budgets = all(clause.route in (Route.OPEN, Route.BUDGET) for clause in part.clauses)
    clear = all(readings and not readings[0].left for readings in found)
    return [readings for readings in found if readings] if clear or of_budgets else [(whole,)]


def _routed(part: Part, evaluate: Callable[[AnyQuery], R]) -> tuple[Judged[R], ...]:
    """The readings of one thing asked: as of a rule, as of budgets, or of what answers first of the two."""
    if part.route is Route.BUDGET:
        return _readings(part.sentence, evaluate)
    if part.route is Route.OPEN:
        budgets = _readings(part.sentence, evaluate)
        if _is_of_budgets(budgets) or not part.says_enough:
            return budgets
        ruled = _provided(part, evaluate)
        return (ruled,) if _answers(ruled) else budgets
    ruled = _provided(part, evaluate)
    if part.route is Route.POLICY or _answers(ruled):
        return (ruled,)
    budgets = _readings(part.sentence, evaluate)
    told = any(result.told for one in budgets[:1] for result in one.results)
    return (
        budgets if _is_of_budgets(budgets) and not (told and part.route is Route.RATHER_POLICY) else (ruled,)
    )


def _is_of_budgets(readings: Sequence[Judged[R]]) -> bool:
    """Whether the best reading as of budgets accounts for all words and comes to something."""
    return any(
        not best.left and any(map(_says_of_budgets, best.candidate.queries, best.results))
        for best in readings[:1]
    )


def _says_of_budgets(query: AnyQuery, result: Evaluated) -> bool:
    """Whether a reading as of budgets comes to something: that a term is nowhere explained does not."""
    missing = result.surely_missing and not isinstance(query, Tell | Define)
    return bool(result.told or result.quotes) or missing


def _provided(part: Part, evaluate: Callable[[AnyQuery], R]) -> Judged[R]:
    """One thing asked, read as of a rule; a word that no policy document holds blocks it."""
    result = evaluate(part.provide)
    left = tuple(result.unheld)
    features = {"assumed": part.candidate.cost, "unaccounted": float(len(left))}
    return Judged(part.candidate, (result,), features, left, part.asserted)


def _answers(judged: Judged[R]) -> bool:
    return not judged.left and any(result.provided for result in judged.results)


def _readings(sentence: Sentence, evaluate: Callable[[AnyQuery], R]) -> tuple[Judged[R], ...]:
    """The readings as figures, cheapest first; of the narrative too, where the best leaves anything open."""
    found = [
        judge(form, sentence, evaluate)
        for candidate in candidates(sentence)[:_TRIED]
        for form in _forms(candidate, sentence.known)
    ]
    best = min(found, key=lambda one: one.cost, default=None)
    if best is None or best.left or not all(r.told or r.surely_missing for r in best.results):
        found += [judge(candidate, sentence, evaluate) for candidate in tellings(sentence)]
    return tuple(sorted(found, key=lambda one: one.cost))


def judge(candidate: Candidate, sentence: Sentence, evaluate: Callable[[AnyQuery], R]) -> Judged[R]:
    """A candidate of a sentence with what it comes to and what it leaves unaccounted for."""
    results = tuple(evaluate(query) for query in candidate.queries)
    evidence = "\n".join(result.evidence for result in results)
    idle = idle_in(candidate, sentence, evidence)
    left = (
        *words_left(candidate, sentence, results, evidence),
        *(token.text for token in idle if blocks(token)),
    )
    features = {
        "assumed": candidate.cost,
        **unused_features(idle),
        "untold": _untold(results),
        **_names(sentence),
        "codes": sum(token.sort == "code" and token.text not in evidence for token in sentence.tokens),
        "unaccounted": len(left),
    }
    alone = any(token.sort == "body" for token in sentence.tokens)
    return Judged(candidate, results, features, left, _amounts(idle), alone)


def _amounts(tokens: Sequence[Token]) -> tuple[Amount, ...]:
    """The amounts that are stated and not worked with."""
    amounts = [token for token in tokens if token.sort == "amount" and token.unit]
    return tuple(Amount(t.value, t.unit, t.text) for t in amounts if t.value is not None)


def _untold(results: Sequence[Evaluated]) -> float:
    """The share of what the queries ask for that came to nothing."""
    return sum(result.lacking for result in results) / len(results) if results else 1.0


def _names(sentence: Sentence) -> dict[str, float]:
    """How many of the names are said otherwise than they are printed, by how."""
    said = [NAMED_BY.get(token.how) for token in sentence.tokens if token.sort in ("name", "body")]
    return {name: said.count(name) for name in NAMED_BY.values()}


def _forms(candidate: Candidate, known: Known) -> list[Candidate]:
    """The candidate as it is; with row and column the other way round; of numbers where amounts are named."""
    forms = {candidate.queries: candidate}
    for change in (_turned, _without_whole, known.as_count):
        queries = with_cells(candidate.queries, change)
        forms.setdefault(queries, replace(candidate, queries=queries, cost=candidate.cost + _OTHER_FORM))
    return list(forms.values())


def _turned(cell: Cell) -> Cell:
    """The last name of `within` as the subject, and the subject within: 行的列, 列里的行."""
    if cell.code and cell.subject is not None:  # 2120201的项目支出: the name is that of a column
        return replace(cell, subject=None, within=(*cell.within, cell.subject))
    if not cell.within or cell.subject is None:
        return cell
    return replace(cell, subject=cell.within[-1], within=(*cell.within[:-1], cell.subject))


def _without_whole(cell: Cell) -> Cell:
    """财政拨款收入总计 as 财政拨款收入: what a fund brings in is a row of other tables too."""
    if cell.subject is None or cell.subject.shown not in WHOLES or not cell.within:
        return cell
    return replace(cell, subject=cell.within[-1], within=cell.within[:-1])


def _unit(asked: Understood) -> str:
    """The unit the question wants its amounts in."""
    said = [t.sense("slot") for t in asked.content if t.sense("slot").startswith("unit:")]
    return said[-1].split(":")[1] if said else ""


def _assumed(asked: Understood) -> tuple[str, ...]:
    return (SPENT,) if any(token.marked("done") for token in asked.content) else ()
