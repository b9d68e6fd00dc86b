"""Closed classes of words, as the dictionary of the cutter gives them: particles, conjunctions, pronouns.

Such words say how a sentence is built, not what it is of, and there are few of each, so a dictionary knows
them all. Nouns, verbs, adjectives and numbers are open classes: any of them may narrow what is asked.

>>> [word.text for word in classed("好大一笔啦") if word.is_particle]
['啦']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.store.tokens import tagged
from qa.language.lexicon import words
from qa.language.normal import Text
from qa.language.thesaurus import says_nothing

# Modal particles, interjections, sounds, aspect and structure particles, conjunctions, prepositions.
_ADVERB = "d"
_PARTICLES = frozenset(("y", "e", "o", "ul", "uz", "ug", "ud", "uv", "uj", "c", "p"))
# What only a statement has: 了, 着, 过, 啊, and words for those who speak or are spoken of.
_PREDICATES = frozenset(("y", "ul", "uz", "ug", "d", "df"))
# What says something of what stands before it, at the end of a clause: adjectives, idioms, states.
_SAYINGS = frozenset(("a", "ad", "an", "i", "z"))
_NEGATIONS = re.compile("[不没未无非否勿别莫]")
_PERSONS = frozenset("我你您他她它俺咱侬伊")


@dataclass(frozen=True, slots=True)
class ClassedWord:
    """A word of a text from `start` to `end`, with the class that the dictionary gives it."""

    start: int
    end: int
    text: str
    sort: str

    @property
    def is_particle(self) -> bool:
        """Whether it says nothing by itself, and no word of questions means anything by it."""
        if self.text in words():
            return False
        return self.sort in _PARTICLES or says_nothing(self.text, adverb=self.sort == _ADVERB)

    @property
    def is_person(self) -> bool:
        """Whether it is a word for those who speak, or are spoken of: 我, 他们."""
        return self.sort == "r" and not _PERSONS.isdisjoint(self.text)

    @property
    def is_of_statements(self) -> bool:
        """Whether only a statement has it, and a name does not."""
        return self.is_person or self.sort in _PREDICATES or self.text == "们"

    @property
    def is_predicate(self) -> bool:
        """Whether at the end of a clause it says how something is: 饭菜|可口."""
        return self.sort in _SAYINGS and self.text not in words()


def classed(text: str, start: int = 0) -> Iterator[ClassedWord]:
    """The words of a text in order, every letter in one; `start` is where its first letter stands."""
    for word, sort in tagged(text):
        yield ClassedWord(start, start + len(word), word, sort)
        start += len(word)


def classed_words(text: Text) -> Iterator[ClassedWord]:
    """The words of a question in order; none goes over the end of a clause."""
    for start, end in text.clauses():
        yield from classed(text.bare[start:end], start)


def negations(text: str) -> list[str]:
    """The letters of a text that deny, in order."""
    return _NEGATIONS.findall(text)


def is_person(text: str) -> bool:
    """Whether it is a word for those who speak, or are spoken to: 我, 你们."""
    found = list(classed(text))
    return len(found) == 1 and found[0].sort == "r" and found[0].is_of_statements


def is_verb(text: str) -> bool:
    """Whether it is one verb."""
    found = list(classed(text))
    return len(found) == 1 and found[0].sort == "v"
