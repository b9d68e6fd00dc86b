"""A question → the sentences it asks, each with its tokens, what is set aside as talk, and what came before.

A question may ask several things one after another; each takes from the one before it what it leaves
open, and the first takes it from the conversation. A follow-up that only names another body, year or
subject asks of it what was asked before.

>>> asked = understood(Question("那2024年呢", ("望潮街道2025年办公费多少",)), lattice, known)
>>> [str(cell) for cell in asked.sentences[0].cells()]
['办公费@望潮街道2024']
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.language.context import is_of_purchases
from qa.language.lattice import Lattice
from qa.language.normal import Text, read
from qa.language.talk import set_aside
from qa.language.tokens import Token
from qa.plan.algebra import How
from qa.plan.grammar import Sentence
from qa.plan.operands import Known
from qa.records import Question

_REMEMBERED = 6
_MONEY = frozenset(("budget", "money", "expense", "income", "both", "subject", "public", "headcount"))
_ASKS = ("how_many", "what", "which_row", "which_year", "which_body", "reason", "yesno", "define", "list")
_CONTENT = ("body", "unit", "year", "years", "name", "code", "period", "amount")


@dataclass(frozen=True)
class Understood:
    """A question read: its text and tokens, those set aside as talk, and what it asks, in order."""

    text: Text
    tokens: tuple[Token, ...]
    aside: tuple[Token, ...]
    sentences: tuple[Sentence, ...]

    @property
    def content(self) -> tuple[Token, ...]:
        """The tokens that the answer must account for."""
        return tuple(token for token in self.tokens if token not in self.aside)

    @property
    def of_budgets(self) -> bool:
        """Whether it holds a body, a name or a word of money."""
        return any(
            t.sort in ("name", "code", "unit", "year", "years")
            or (t.sort == "body" and t.how is not How.PART)
            or t.sense("filler") in _MONEY
            or t.sense("op") == "spent"
            for t in self.content
        )

    @property
    def set_aside(self) -> tuple[str, ...]:
        """What is set aside as talk, as typed, stretch by stretch."""
        stretches: list[list[int]] = []
        for token in self.aside:
            if stretches and stretches[-1][1] == token.start:
                stretches[-1][1] = token.end
            else:
                stretches.append([token.start, token.end])
        return tuple(self.text.shown(start, end) for start, end in stretches)


def understood(question: Question, lattice: Lattice, known: Known) -> Understood:
    """The question with the conversation before it. Never raises for any text."""
    earlier: Sentence | None = None
    for past in question.history[-_REMEMBERED:]:
        earlier = _read(past, lattice, known, earlier).sentences[-1]
    return _read(question.text, lattice, known, earlier)


def _read(question: str, lattice: Lattice, known: Known, earlier: Sentence | None) -> Understood:
    text = read(question)
    bought = earlier is not None and any(map(is_of_purchases, earlier.tokens))
    tokens = lattice.tokens(text, bought=bought)
    aside = set_aside(text, tokens)
    content = _meant(tuple(token for token in tokens if token not in aside))
    sentences: list[Sentence] = []
    before = earlier
    for part in _parts(text, content):
        sentence = Sentence(part, known, before)
        if before is not None and not sentences:
            sentence = _followed(sentence, before)
        sentences.append(sentence)
        before = sentence
    return Understood(text, tokens, aside, tuple(sentences) or (Sentence((), known, earlier),))


def _meant(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens without what is ruled out: 不是办公费，是差旅费 asks of 差旅费; 部门预算，不是单位预算."""
    out: list[Token] = []
    for n, token in enumerate(tokens):
        if token.sense("op") == "negation":
            ruled = _ruled_out(tokens[n + 1 :])
            out += [token, *ruled] if ruled else []
    kinds = {_kind(token) for token in out} - {""}
    left = [token for token in tokens if token not in out]
    return tuple(left) if out and all(any(_kind(t) == kind for t in left) for kind in kinds) else tokens


def _ruled_out(behind: Sequence[Token]) -> list[Token]:
    """The words behind a negation up to the first that says what is not meant: 局本级|单位预算."""
    if behind and all(token.sort in ("function", "filler") for token in behind):
        return list(behind)  # 不是部门那本
    out: list[Token] = []
    for token in behind:
        if _kind(token):
            out.append(token)
        elif out or token.sort not in ("function", "filler"):
            break
        else:
            out.append(token)
    if any(_kind(token) for token in out):
        return out
    return out if out and any(token.has("filler") for token in out) else []


def _kind(token: Token) -> str:
    """What a word that can be ruled out tells: a row, a scope, a stage."""
    slot = token.sense("slot").split(":")[0]
    return "row" if token.sort == "name" else slot if slot in ("scope", "stage") else ""


def _parts(text: Text, tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    """The tokens by what they ask: a clause that asks ends a part where the next one asks too."""
    bounds = text.clauses()
    clauses = [tuple(t for t in tokens if start <= t.start < end) for start, end in bounds]
    asked = {clause for clause, (_, end) in zip(clauses, bounds, strict=True) if end in text.asked}
    clauses = [clause for clause in clauses if clause]
    parts: list[tuple[Token, ...]] = []
    open_part: tuple[Token, ...] = ()
    for clause in clauses:
        own = _of_its_own(clause) and not (_only_counts(clause) and not _asks_how_many(open_part))
        own = own or (_defines(open_part) and _asks_how_many(clause))
        if open_part and _asks(open_part) and (_asks(clause) or clause in asked) and own:
            parts.append(open_part)
            open_part = clause
        else:
            open_part = (*open_part, *clause)
    return [*parts, open_part] if open_part else parts


def _asks(tokens: Sequence[Token]) -> bool:
    return any(token.sense("op") in _ASKS for token in tokens)


def _of_its_own(clause: Sequence[Token]) -> bool:
    """Whether a clause asks of something: it names it, or says it in words that nobody knows."""
    of_more = any(token.sense("slot").startswith(("count:", "stage:")) for token in clause)
    return of_more or _content(clause) or any(token.sort == "unknown" for token in clause)


def _only_counts(clause: Sequence[Token]) -> bool:
    """几辆, behind 哪家公车最多: in what to count what was asked before."""
    counts = any(token.sense("slot").startswith("count:") for token in clause)
    return counts and not _content(clause) and all(token.sort != "unknown" for token in clause)


def _defines(tokens: Sequence[Token]) -> bool:
    """Whether a meaning is asked for: an amount asked behind it is another question."""
    return any(token.sense("op") == "define" for token in tokens)


def _asks_how_many(tokens: Sequence[Token]) -> bool:
    return any(token.sense("op") == "how_many" for token in tokens)


def _content(tokens: Sequence[Token]) -> bool:
    return any(token.sort in _CONTENT for token in tokens)


def _followed(sentence: Sentence, before: Sentence) -> Sentence:
    """那2024年呢, 望潮街道呢: what was asked before, with the slots that are said now."""
    own = [token for token in sentence.tokens if token.sense("op") not in ("", "how_many", "inside", "what")]
    said = [token for token in sentence.tokens if token.sort in _CONTENT or token.sense("slot")]
    if own or not said or any(token.sort == "unknown" for token in sentence.tokens):
        return sentence
    sorts = {_slot(token) for token in said}
    counted = any(token.sense("op") == "how_many" for token in sentence.tokens)
    why = ("reason", "define") if counted else ()  # 去年多少, behind 为什么减少: how much is asked now
    kept = [t for t in before.tokens if _slot(t) not in sorts and t.sense("op") not in why]
    placed = [replace(token, start=token.start - _FAR, end=token.end - _FAR) for token in said]
    merged = (*placed, *kept)
    return Sentence(merged, sentence.known, before)


# Tokens said now are put before those of the question before, whose places they do not share.
_FAR = 10_000


def _slot(token: Token) -> str:
    """The slot a token fills, "" for none."""
    if token.sort in ("name", "code"):
        return "row"
    if token.sort in ("year", "years") or token.sense("slot").startswith("year:"):
        return "year"
    if token.sort in ("body", "unit"):
        return token.sort
    return token.sense("slot").split(":")[0]
