"""The second reader: where the rules do not answer, or are not sure, what a model makes of the question.

Its reading is evaluated, scored and verified by the code that does so for the rules. Where both come to the
same values the answer is surer; where they differ the surer one is told, or both where neither is by much. In
all other cases the rules' outcome holds, and it is counted why.

>>> second.settled(question, asked, decision, around, evaluate, answers)
Settled(asked=…, decision=…, beside=None)
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from index.facts.errors import MissingExtra
from qa.execute.results import Result
from qa.llm.claims import QUOTED
from qa.llm.exchange import Model, NoReply
from qa.llm.offers import Around
from qa.llm.phraser import phrased, worth_phrasing
from qa.llm.planner import Proposal, proposed
from qa.llm.settings import ModelSettings
from qa.llm.tally import Tally
from qa.plan.algebra import Query
from qa.plan.decide import Decision, Judged, believed, judge
from qa.plan.sentences import Understood
from qa.records import Draft, Question, Value

log = logging.getLogger(__name__)

_MARGIN = 0.2
"""Of two readings that differ the surer one is told where it is surer by so much."""


class Outcome(StrEnum):
    """How a model that replied was heard; where it had no say, see `qa.llm.exchange.Failure`."""

    SETTLED = "settled"  # the rules did not answer, and its reading is told
    AGREED = "agreed"  # both come to the same
    DIFFERED = "differed"  # they differ: both are told, or the surer
    UNCLAIMED = "unclaimed"  # it leaves words without a meaning
    EMPTY = "empty"  # its plan comes to nothing
    PHRASED = "phrased"  # an answer is told in its words
    TEMPLATE = "template"  # its words did not pass, or did not come
    UNSURE = "unsure"  # its reading is not sure enough to be told alone


@dataclass(frozen=True)
class Settled:
    """The question as it is taken and the plan to believe in; `beside`, where another may be meant."""

    asked: Understood
    decision: Decision[Result]
    beside: Decision[Result] | None = None


Evaluate = Callable[[Query], Result]


class Second:
    """A model as second reader; for many threads."""

    def __init__(self, model: Model, settings: ModelSettings, *, alone: bool = False) -> None:
        """`alone`: what the rules make of it is not told, for measuring what the model does by itself."""
        self.model, self.settings = model, settings
        self._alone = alone
        self.tally = Tally()

    def settled(
        self,
        question: Question,
        asked: Understood,
        rules: Decision[Result],
        around: Around,
        evaluate: Evaluate,
        answers: Callable[[Understood, Decision[Result]], bool],
    ) -> Settled:
        """What holds of what the rules and the model make of a question; never raises for what a model says.

        `answers` says whether a decision comes to an answer.
        """
        if self._alone:
            rules = believed(asked, [])
        answered = answers(asked, rules)
        if answered and rules.confidence >= self.settings.below < 1:
            return Settled(asked, rules)
        try:
            proposal = proposed(self.model, question, asked, around)
        except NoReply as error:
            log.info("the rules' outcome holds: %s", error)
            self.tally.count(error.failure)
            return Settled(asked, rules)
        self.tally.paid(proposal.reply)
        outcome, settled = self._weighed(asked, rules, answered, proposal, evaluate, answers)
        self.tally.count(outcome)
        return settled

    def phrased(self, draft: Draft) -> Draft:
        """The draft in the model's words, where that is wanted and they pass every check; else as it is."""
        if not (self.settings.phrases and worth_phrasing(draft)):
            return draft
        try:
            made, reply = phrased(self.model, draft)
        except NoReply as error:
            log.info("the template is told: %s", error)
            self.tally.count(Outcome.TEMPLATE)
            return draft
        self.tally.paid(reply)
        self.tally.count(Outcome.PHRASED)
        return made

    def found(self) -> Mapping[str, str]:
        """What is known of the model."""
        return self.model.found()

    def outcomes(self) -> Mapping[str, int]:
        """How often the model was asked, by how that ended: an `Outcome` or a `Failure`."""
        return self.tally.told()

    def cost(self) -> Mapping[str, float]:
        """What its replies came to, in tokens and seconds."""
        return self.tally.cost()

    def begin(self) -> None:
        """Find out beside everything else what the model can do."""
        self.model.begin()

    def close(self) -> None:
        """Close the model."""
        self.model.close()

    def _weighed(
        self,
        asked: Understood,
        rules: Decision[Result],
        answered: bool,
        proposal: Proposal,
        evaluate: Evaluate,
        answers: Callable[[Understood, Decision[Result]], bool],
    ) -> tuple[Outcome, Settled]:
        as_is = Settled(asked, rules)
        readings = [judge(candidate, proposal.sentence, evaluate) for candidate in proposal.candidates]
        clear = [one for one in readings if not _left(one, proposal)]
        if not clear:
            return (Outcome.UNCLAIMED if readings else Outcome.EMPTY), as_is
        model = _decided(min(clear, key=lambda one: one.cost), proposal)
        if not answers(proposal.asked, model):
            return Outcome.EMPTY, as_is
        if not all(map(_is_whole, model.results)):
            return Outcome.EMPTY, as_is
        same = values_of(rules.results) == values_of(model.results) != frozenset()
        if answered and same:
            return Outcome.AGREED, Settled(asked, replace(rules, agreed=True))
        if not answered:
            model = replace(model, agreed=same)
            if model.confidence < self.settings.answers:
                return Outcome.UNSURE, as_is
            return Outcome.SETTLED, Settled(proposal.asked, model)
        return Outcome.DIFFERED, _surer(Settled(proposal.asked, model), as_is)


def _is_whole(result: Result) -> bool:
    """Whether all is told that a query asks for: half an answer to a guessed reading misleads."""
    return not result.missing and bool(result.told or result.quotes or result.changes or result.context)


def _left(one: Judged[Result], proposal: Proposal) -> tuple[str, ...]:
    """The words that a reading leaves: of the narrative those that its sentences do not hold."""
    by_model = one.candidate.by == "model"
    return (*one.left, *(proposal.held.left if by_model else ()))


def _decided(best: Judged[Result], proposal: Proposal) -> Decision[Result]:
    """The decision for a model's reading; what it took unknown words for is told with the answer."""
    decision = believed(proposal.asked, [(best,)])
    quoted = [f"“{said}”" for said, shown in proposal.held.read_as if shown == QUOTED]
    named = [f"“{said}”理解为“{shown}”" for said, shown in proposal.held.read_as if shown != QUOTED]
    notes = (*named, *([f"{'、'.join(quoted)}按{QUOTED}理解"] if quoted else ()))
    plan = replace(decision.plan, assumed=(*decision.plan.assumed, *notes))
    return replace(decision, plan=plan)


def _surer(model: Settled, rules: Settled) -> Settled:
    """The surer of two that differ; both, the surer first, where neither is by much."""
    ordered = sorted((model, rules), key=lambda one: one.decision.confidence, reverse=True)
    first, second = ordered
    if first.decision.confidence - second.decision.confidence >= _MARGIN:
        return first
    return replace(first, beside=second.decision)


def values_of(results: Iterable[Result]) -> frozenset[tuple[object, ...]]:
    """What results come to: each value with its unit and whose it is; the sentences where there are none."""
    told = [one.value for result in results for one in result.told]
    return frozenset(map(_point, told)) or frozenset((quote.text,) for r in results for quote in r.quotes)


def _point(value: Value) -> tuple[object, ...]:
    return value.value, value.unit, value.body, value.year


def configured() -> Second:
    """The second reader that the environment names. Raises ModelError, MissingExtra."""
    settings = ModelSettings()
    return Second(connected(settings), settings)


def connected(settings: ModelSettings) -> Model:
    """The server of the settings. Raises ModelError, MissingExtra."""
    try:
        from qa.llm.client import Client
    except ImportError as error:
        raise MissingExtra("使用语言模型", "llm") from error
    return Client(settings)
