"""What a reading leaves: the words that neither it nor what it cites accounts for.

>>> words_left(candidate, sentence, results, evidence)
('夜市',)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Protocol

from qa.language.tokens import Token
from qa.plan.algebra import Amount, Cell, Define, Tell
from qa.plan.claims import (
    WORD,
    asked_matters,
    asked_of_kind,
    said_by_verbs,
    unaccounted,
    unheld_kinds,
    unheld_names,
)
from qa.plan.grammar import Candidate, Sentence, unused
from qa.plan.telling import section_left

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_RATES = ("%", "个百分点", "倍")  # beside which amounts are told


class Evaluated(Protocol):
    """What judging needs to know of a result: `qa.execute.results.Result` is one."""

    @property
    def told(self) -> Sequence[object]:
        """The values found."""

    @property
    def lacking(self) -> float:
        """The share of what was asked for that came to nothing, 0 to 1."""

    @property
    def surely_missing(self) -> bool:
        """Whether what it lacks is surely nowhere told: a body, a year; a row may be told by a sentence."""

    @property
    def quotes(self) -> Sequence[object]:
        """The sentences found."""

    @property
    def reasons(self) -> Sequence[str]:
        """The reasons that its sentences give."""

    @property
    def assumed(self) -> Sequence[str]:
        """What it had to take for granted, in words."""

    @property
    def evidence(self) -> str:
        """All that is told with the places it stands in, as one text."""

    @property
    def measures(self) -> Collection[str]:
        """In what its values are told: 元 for all money, else the unit; none where there are none."""

    @property
    def tells_money(self) -> bool:
        """Whether it tells an amount of money, as a value or in a sentence."""

    @property
    def around(self) -> str:
        """The whole passages that sentences told are of."""

    @property
    def unheld(self) -> Sequence[str]:
        """The words that no policy document holds."""

    @property
    def provided(self) -> Sequence[object]:
        """The places of policy documents found."""


def of_narrative(candidate: Candidate) -> bool:
    """Whether it reads a question as one of the narrative: of what a text or a term says."""
    return any(isinstance(query, Tell | Define) for query in candidate.queries)


def idle_in(candidate: Candidate, sentence: Sentence, evidence: str) -> tuple[Token, ...]:
    """The words that a reading should use and does not, but for numbers that it is worked with or holds."""
    worked = {amount.said for amount in _worked_with(candidate.queries)}
    idle = unused(candidate, sentence, evidence if of_narrative(candidate) else "")
    held = _numbers_held(idle, evidence)
    return tuple(t for t in idle if t.sort != "amount" or t.text not in worked | held)


def words_left(
    candidate: Candidate, sentence: Sentence, results: Sequence[Evaluated], evidence: str
) -> tuple[str, ...]:
    """The words that a reading does not account for, and those that ask for another kind of thing."""
    if not of_narrative(candidate):
        return (*_left_by_figures(sentence, evidence), *_asked_otherwise(sentence, results))
    around = "\n".join((evidence, *(result.around for result in results)))
    return (
        *_left_by_words(candidate, sentence, evidence, around),
        *_asked_otherwise(sentence, results),
    )


def _left_by_figures(sentence: Sentence, evidence: str) -> tuple[str, ...]:
    """The words that a reading as figures does not account for: of what kind, and in what is asked, too."""
    return (
        *unaccounted(sentence.tokens, evidence, said_by_verbs(sentence.tokens, evidence)),
        *_listed(sentence.tokens),
        *section_left(sentence),
        *asked_of_kind(sentence.tokens),
    )


def _listed(tokens: Sequence[Token]) -> Iterator[str]:
    """What nobody knows in a list with names: it is asked for itself, and no title accounts for it."""
    for token, behind in pairwise(tokens):
        close = token.end == behind.start and behind.paused
        if close and {token.sort, behind.sort} == {"unknown", "name"}:
            yield token.text if token.sort == "unknown" else behind.text


def _left_by_words(candidate: Candidate, sentence: Sentence, evidence: str, around: str) -> tuple[str, ...]:
    """The words that sentences do not account for: names too, single letters where a number is told.

    A name may stand in a sentence before, a word that is no name only in what is told.
    """
    topics = [query.topic for query in candidate.queries if isinstance(query, Tell)]
    meant = tuple(claim for topic in topics for claim in topic.claims)
    if not evidence:  # nothing is told: what is understood of the question is not there
        everything = "".join(word for said, _ in meant for word in said)
        return unaccounted(sentence.tokens, everything, shortest=WORD)
    exact = any(topic.number for topic in topics)
    matters = asked_matters(sentence.tokens)
    tokens = [token for token in sentence.tokens if token not in matters]
    return (
        *unaccounted(tokens, evidence, meant, shortest=1 if exact else WORD),
        *unheld_names(sentence.tokens, evidence, around),
        *unheld_kinds(sentence.tokens, evidence),
    )


def _asked_otherwise(sentence: Sentence, results: Sequence[Evaluated]) -> tuple[str, ...]:
    """The words that ask for money where only things are counted, or for things where only money is told."""
    told = {measure for result in results for measure in result.measures}
    money = [token.text for token in sentence.tokens if token.marked("how_much_money")]
    things = [t.text.replace("_", " ") for t in sentence.tokens if t.marked("how_many_things")]
    things += [one.text for one, thing in pairwise(sentence.tokens) if _counts(one, thing)]
    counted = bool(told) and told.isdisjoint(_RATES) and not any(result.tells_money for result in results)
    return (*(money if counted else ()), *(things if told == {"元"} else ()))


def _counts(asks: Token, thing: Token) -> bool:
    """几个|小区: how many there are of what is named at once behind it."""
    return asks.marked("how_many_of") and thing.sort == "name" and asks.end == thing.start


def _numbers_held(tokens: Iterable[Token], evidence: str) -> set[str]:
    """The numbers without a unit that are printed where the values stand, were it with more decimals."""
    said = [token for token in tokens if token.sort == "amount" and not token.unit]
    printed = _NUMBER.findall(evidence.replace(",", "")) if said else []
    values = {Decimal(number) for number in printed}
    return {
        token.text
        for token in said
        if token.value in values
        or ("." in token.text and any(number.startswith(token.text) for number in printed))
    }


def _worked_with(node: Any) -> set[Amount]:
    """The amounts that stand in nodes of a plan: what rows are held against."""
    if isinstance(node, Amount):
        return {node}
    if isinstance(node, tuple):
        return {amount for part in node for amount in _worked_with(part)}
    if is_dataclass(node) and not isinstance(node, type) and not isinstance(node, Cell):
        return {amount for slot in fields(node) for amount in _worked_with(getattr(node, slot.name))}
    return set()
