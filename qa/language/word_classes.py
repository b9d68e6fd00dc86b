"""Closed classes of words, as the dictionary of the cutter gives them: particles, conjunctions, pronouns.

Such words say how a sentence is built, not what it is of, and there are few of each, so a dictionary knows
them all. Nouns, verbs, adjectives and numbers are open classes: any of them may narrow what is asked.

>>> [word.text for word in classed("好大一笔啦") if word.is_particle]
['啦']
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.store.tokens import tagged
from qa.language.lexicon import words

# Modal particles, interjections, sounds, aspect and structure particles, conjunctions, prepositions.
_PARTICLES = frozenset(("y", "e", "o", "ul", "uz", "ug", "ud", "uv", "uj", "c", "p"))
# What only a statement has: 了, 着, 过, 啊, and words for those who speak or are spoken of.
_PREDICATES = frozenset(("y", "ul", "uz", "ug", "d", "df"))
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
        return self.sort in _PARTICLES and self.text not in words()

    @property
    def is_of_statements(self) -> bool:
        """Whether only a statement has it, and a name does not."""
        person = self.sort == "r" and not _PERSONS.isdisjoint(self.text)
        return person or self.sort in _PREDICATES or self.text == "们"


def classed(text: str) -> Iterator[ClassedWord]:
    """The words of a text in order, every letter in one."""
    at = 0
    for word, sort in tagged(text):
        yield ClassedWord(at, at + len(word), word, sort)
        at += len(word)


def is_person(text: str) -> bool:
    """Whether it is a word for those who speak, or are spoken to: 我, 你们."""
    found = list(classed(text))
    return len(found) == 1 and found[0].sort == "r" and found[0].is_of_statements


def is_verb(text: str) -> bool:
    """Whether it is one verb."""
    found = list(classed(text))
    return len(found) == 1 and found[0].sort == "v"
