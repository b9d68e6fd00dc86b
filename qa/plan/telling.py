"""A sentence → what it asks of the narrative: the meaning of a term, or what is said of its words.

Every sentence that holds a word of its own can be read so; `qa.plan.decide` does where no reading as
figures accounts for all of its words.

>>> [str(c.queries[0].topic.section) for c in tellings(sentence)]
['职责']
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.store.tokens import cut
from qa.language.tokens import Token
from qa.language.topics import Topic, topic
from qa.plan.algebra import Cell, Chosen, Define, Query, Tell
from qa.plan.grammar import Candidate, Sentence

# What a narrative cannot do with figures: an operator of these must stand in the sentence told.
_WORKING = frozenset(
    (
        *("compare", "more", "less", "flat", "difference", "change", "rate", "percent", "ratio", "times"),
        *("mean", "half", "highest", "lowest", "superlative", "order", "reverse", "series", "agree"),
        *("overspent", "exceed", "reach", "under", "atmost", "equals", "exclude", "negation", "new", "ended"),
        "account",
    )
)
_MONEY = frozenset(("money", "budget", "expense", "income"))
_ASKS_ALONE = frozenset(("define", "reason"))
_WORD = 2
_MOST = 3


def tellings(sentence: Sentence) -> Iterator[Candidate]:
    """The readings of a sentence as a question of the narrative, the meaning of a term first."""
    said = "".join(_texts(sentence))
    asked = topic(said)
    if _asks_of_money(sentence, asked):
        asked = replace(asked, number=True, money=True)
    words = _told_by(sentence)
    used = frozenset(token for token in sentence.tokens if token.sense("op") not in _WORKING)
    if words and _asks_meaning(sentence, asked):
        yield _defining(sentence, used)
    if words or asked.section or asked.counted:
        yield _telling(sentence, asked, words, used)


def _asks_meaning(sentence: Sentence, asked: Topic) -> bool:
    """Whether what a term means is asked, not why it came to more or less."""
    defines = asked.define or sentence.has("define")
    return defines and not sentence.has("more", "less", "change", "reason")


def _defining(sentence: Sentence, used: frozenset[Token]) -> Candidate:
    """The reading as a question of what a term means, the longest term first."""
    terms = tuple(sorted(dict.fromkeys(_terms(sentence)), key=len, reverse=True))
    queries: tuple[Query, ...] = tuple(Define(at, terms) for at in _places(sentence))
    return Candidate("define", queries, used, cost=-0.1)


def _telling(sentence: Sentence, asked: Topic, words: tuple[str, ...], used: frozenset[Token]) -> Candidate:
    """The reading as a question of what is said: a word that asks for a meaning or a reason is not told."""
    given = tuple(amount.value for amount in sentence.amounts)
    queries: tuple[Query, ...] = tuple(Tell(at, asked, words, given) for at in _places(sentence))
    told = frozenset(token for token in used if token.sense("op") not in _ASKS_ALONE)
    return Candidate("tell", queries, told, cost=0.3)


def as_chosen(sentence: Sentence, chosen: tuple[Chosen, ...]) -> Tell:
    """The sentence as a question that these sentences answer."""
    return replace(asked_of(sentence), chosen=chosen)


def working(sentence: Sentence) -> frozenset[Token]:
    """The words that ask a narrative to work with figures, which it cannot: each must be told."""
    return frozenset(token for token in sentence.tokens if token.sense("op") in _WORKING)


def _asks_of_money(sentence: Sentence, asked: Topic) -> bool:
    """Whether an amount is wanted, without a word that asks: 23年绩效工资，基本支出口."""
    told = _named_section(sentence, asked) or asked.counted or asked.listing or asked.define
    if told or sentence.has("what", "list", "reason", "define", "yesno", "which_row", "agree"):
        return False
    return any(token.sort == "name" or token.sense("filler") in _MONEY for token in sentence.tokens)


def section_left(sentence: Sentence) -> tuple[str, ...]:
    """The stretch that names a section of the narrative, which no reading as figures accounts for."""
    section = _named_section(sentence, topic("".join(_texts(sentence))))
    return (section,) if section else ()


def _named_section(sentence: Sentence, asked: Topic) -> str:
    """The section that is asked of; not one that but stands in the name of a row: 绩效, of 绩效工资."""
    section = asked.section
    within = any(
        token.sort == "name" and (token.text in section or section in token.text) for token in sentence.tokens
    )
    return "" if within else section


def asked_of(sentence: Sentence) -> Tell:
    """A sentence as a question of the narrative, of the first body named."""
    return Tell(_places(sentence)[0], topic("".join(_texts(sentence))), _told_by(sentence))


def _told_by(sentence: Sentence) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for token in sentence.tokens for word in _words(token)))


def _texts(sentence: Sentence) -> Iterator[str]:
    """The words without bodies and years, a comma where one paused."""
    for token in sentence.tokens:
        if token.sort in ("body", "year", "years") or token.sense("slot").startswith("year:"):
            continue
        if token.paused:
            yield ","
        yield token.text


def _words(token: Token) -> Iterator[str]:
    """The words by which what is told is known to answer."""
    if token.sort in ("name", "unit", "code", "period"):
        yield token.text
    elif token.sort == "unknown":
        yield from (word for word in cut(token.text) if len(word) >= _WORD)
    elif token.sense("op") in ("new", "ended") or token.sense("filler") in ("people", "headcount"):
        yield token.text


def _terms(sentence: Sentence) -> Iterator[str]:
    """What may be a term: each name, and each unknown stretch whole."""
    for token in sentence.tokens:
        if token.sort in ("name", "unknown") and len(token.text) >= _WORD:
            yield token.text


def _places(sentence: Sentence) -> tuple[Cell, ...]:
    """Of whose documents, one for each body named."""
    cells = sentence.cells() or (Cell(),)
    first = {cell.body: replace(cell, prior=False, period="") for cell in reversed(cells)}
    return tuple(first.values())[::-1][:_MOST]
