"""What a rule is: a way to read a sentence, with what the sentence must hold for it and what it must not.

>>> @rule(needs=("half",), never=("ratio",), named=True)
... def half(s):
...     '''X的一半.'''
...     yield reading(Show(tuple(Scale(cell, 1, 2, "一半") for cell in s.cells())), s.all("half"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from qa.language.tokens import Token
from qa.plan.algebra import Query
from qa.plan.grammar.sentence import Sentence, said


@dataclass(frozen=True)
class Candidate:
    """One way to read a sentence: queries, the operators it used, and what speaks against it.

    `by` names the rule. `cost` grows with what had to be assumed.
    """

    by: str
    queries: tuple[Query, ...]
    used: frozenset[Token]
    cost: float = 0.0


Makes = Callable[[Sentence], Iterator[Candidate]]


@dataclass(frozen=True)
class Rule:
    """`makes` is asked of sentences with one of the operators `needs` (any, where empty), none of `never`.

    `named`: each of the sentence's cells says what it is of.
    """

    name: str
    makes: Makes
    needs: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    named: bool = False

    def readings(self, sentence: Sentence) -> Iterator[Candidate]:
        """What the rule makes of a sentence: nothing where it does not apply."""
        if (self.needs and not sentence.has(*self.needs)) or sentence.has(*self.never):
            return
        if self.named and not said(sentence.cells()):
            return
        for made in self.makes(sentence):
            yield replace(made, by=self.name)


def rule(
    *, needs: tuple[str, ...] = (), never: tuple[str, ...] = (), named: bool = False
) -> Callable[[Makes], Rule]:
    """Makes a `Rule` of the function that makes its candidates."""
    return lambda makes: Rule(makes.__name__, makes, needs, never, named)


def reading(
    queries: Query | tuple[Query, ...], *used: Token | tuple[Token, ...] | None, cost: float = 0.0
) -> Candidate:
    """A candidate with the tokens that it uses, one by one or together."""
    tokens: list[Token] = []
    for part in used:
        tokens += part if isinstance(part, tuple) else (part,) if part else ()
    return Candidate("", queries if isinstance(queries, tuple) else (queries,), frozenset(tokens), cost)
