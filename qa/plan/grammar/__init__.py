"""Tokens → candidate plans: rules closed under composition; each says what it makes and which words it uses.

A rule sees one sentence: its operators in order and the operands between them. Every rule that applies
makes a candidate; none hides another. What a candidate leaves unused counts against it (`qa.plan.decide`).

>>> [str(c.queries[0]) for c in candidates(sentence)]
['Show(培训费@甲局2025 − 培训费@乙局2025)']
"""

from __future__ import annotations

from collections.abc import Iterable

from qa.language.tokens import Token
from qa.plan.grammar.changes import against_last_year, against_own_budget, between_years, changed, reason
from qa.plan.grammar.checks import (
    agree,
    carried_out,
    exists,
    holds,
    holds_amount,
    overspent,
    table_and_words,
)
from qa.plan.grammar.figures import (
    added,
    apart,
    code_of,
    difference,
    difference_to_before,
    excluding,
    named_by_code,
    show,
    side_by_side,
    taken_from,
    total_row,
    whole,
    whole_and_part,
)
from qa.plan.grammar.rankings import counted, listed, new_and_ended, rank, without
from qa.plan.grammar.rule import Candidate as Candidate
from qa.plan.grammar.rule import Rule
from qa.plan.grammar.sentence import Sentence as Sentence
from qa.plan.grammar.shares import (
    as_a_part,
    half,
    mean,
    proportion,
    share,
    share_in_english,
    share_of_all,
    share_of_other,
    share_of_the_first,
    shares_compared,
)
from qa.plan.score import cost

RULES: tuple[Rule, ...] = (
    show,
    whole_and_part,
    named_by_code,
    code_of,
    whole,
    added,
    total_row,
    side_by_side,
    apart,
    difference,
    difference_to_before,
    against_last_year,
    against_own_budget,
    changed,
    between_years,
    share,
    share_of_all,
    share_of_other,
    share_of_the_first,
    share_in_english,
    shares_compared,
    as_a_part,
    proportion,
    rank,
    new_and_ended,
    listed,
    counted,
    without,
    holds_amount,
    holds,
    exists,
    reason,
    mean,
    half,
    taken_from,
    excluding,
    agree,
    table_and_words,
    carried_out,
    overspent,
)
"""Every rule; of candidates that cost the same, that of the earlier rule is tried first."""

ASKING = frozenset(
    (
        "degree",
        "apart",
        "how_many",
        "what",
        "yesno",
        "spent",
        "also",
        "inside",
        "derive",
    )
)
"""Operators that ask; a plan need not use them."""


def candidates(sentence: Sentence) -> list[Candidate]:
    """Every reading of the sentence as figures, cheapest first; unused operators cost most."""
    found = [made for rule in RULES for made in rule.readings(sentence)]
    return sorted(
        found, key=lambda one: cost({"assumed": one.cost, **unused_features(unused(one, sentence))})
    )


def unused(candidate: Candidate, sentence: Sentence, evidence: str = "") -> tuple[Token, ...]:
    """The words that a candidate should use, does not, and that do not stand in what it cites either."""
    return tuple(
        token
        for token in sentence.tokens
        if _matters(token) and token not in candidate.used and token.text not in evidence
    )


def unused_features(tokens: Iterable[Token]) -> dict[str, float]:
    """How many words are not used: operators, amounts that are held against the answer, others."""
    found = {"operators": 0.0, "words": 0.0, "amounts": 0.0}
    for token in tokens:
        stated = token.sort == "amount" and token.unit
        found["amounts" if stated else "operators" if token.sense("op") else "words"] += 1
    return found


def blocks(token: Token) -> bool:
    """Whether a plan that does not use it leaves a part of the question out."""
    return (
        bool(token.sense("op"))
        or token.sort in ("top", "nth", "each")
        or (token.sort == "amount" and not token.unit)
        or token.sense("restrict") == "words"
    )


def _matters(token: Token) -> bool:
    """Whether a plan must use it: an operator that is no word of asking, an amount, a word that narrows."""
    if token.sense("slot"):
        return token.sense("slot").startswith(("level:", "per:"))
    if token.sort == "several":
        return not token.value
    if token.sense("op"):
        return token.sense("op") not in ASKING
    return token.sort in ("amount", "top", "nth", "each") or token.sense("restrict") == "words"
