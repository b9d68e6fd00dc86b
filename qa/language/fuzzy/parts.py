"""Rows that a question names in part: by some of their words, in any order, or by first letters of words.

A body prints some hundred rows, so that a word or two say which is meant. What is said must all stand in the
name: 食堂装修 is no part of 长者食堂运营补助.

>>> [name.shown for name in parts.naming(["社工", "队伍"], among=frozenset({"社区工作者队伍经费"}))]
['社区工作者队伍经费']
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache, cached_property

from index.store.tokens import cut, is_word
from qa.language.meant import How, Name
from qa.language.thesaurus import carries_out, synonyms

# So many letters of what is said must be of words that tell one row from another; of one word that stands
# alone, so many.
_TELLING, _ALONE = 3, 2
_TWO_WORDS = 4


class Parts:
    """The rows that are indexed, found by parts of their names."""

    def __init__(self, rows: Iterable[Name], weak: Collection[str]) -> None:
        """Of the names of all rows; `weak` are words that tell no row from another."""
        self._weak = weak
        self._rows: dict[str, Name] = {}
        for name in rows:
            self._rows.setdefault(name.keys[0], name)

    def naming(
        self, words: Sequence[str], among: Collection[str] = (), *, alone: bool = False
    ) -> Name | None:
        """The row that all these words name in part, of those with the keys `among` (of all, where empty).

        None where none has them, or several. `alone` says that they are all of what nobody knows there: then
        one word of two letters names the one row of a body that has it.
        """
        letters = self._telling_letters(words)
        short = letters < _TELLING
        if not letters or (short and not (alone and among)):
            return None
        own = [key for key in among if key in self._rows]
        for fits, may_fit in _WAYS[:_EXACTLY] if short else _WAYS:
            keys = own if among else self._with_letters(may_fit(word) for word in words)
            if found := [key for key in keys if fits(key, words)]:
                return self._plainest(_of_kind(found, words[-1]), only=short)
        return None

    def _telling_letters(self, words: Sequence[str]) -> int:
        """How many letters tell one row from another; 0 where no word of two does."""
        lengths = [len(word) for word in words if word not in self._weak and not carries_out(word)]
        return sum(lengths) if max(lengths, default=0) >= _ALONE else 0

    def _plainest(self, keys: Sequence[str], *, only: bool) -> Name | None:
        """Of rows that are found, the one whose name all print; None where there is none, or not `only` one.

        社保就业 is 社会保障和就业支出, and not 其他社会保障和就业支出.
        """
        plainest = min(keys, key=len)
        meant = len(keys) == 1 or (not only and all(plainest in key for key in keys))
        return replace(self._rows[plainest], how=How.PART) if meant else None

    @cached_property
    def _by_letter(self) -> dict[str, set[str]]:
        """The keys that have a letter."""
        found: dict[str, set[str]] = defaultdict(set)
        for key in self._rows:
            for letter in key:
                found[letter].add(key)
        return found

    @cached_property
    def _order(self) -> dict[str, int]:
        return {key: n for n, key in enumerate(self._rows)}

    def _with_letters(self, words: Iterable[Collection[str]]) -> list[str]:
        """The keys that have, of each word, all letters of one way of saying it; in their order."""
        keys: set[str] | None = None
        for ways in words:
            fitting = set().union(*map(self._with_all, ways))
            keys = fitting if keys is None else keys & fitting
        return sorted(keys or (), key=self._order.__getitem__)

    def _with_all(self, letters: str) -> set[str]:
        having = sorted((self._by_letter.get(letter, set()) for letter in set(letters)), key=len)
        return set.intersection(*having) if having else set()


def _of_kind(keys: Sequence[str], word: str) -> Sequence[str]:
    """Of several rows the one that is of the kind said: 执法 is 城管执法, and not 执法执勤用车."""
    ending = [key for key in keys if key.endswith(word)]
    return ending if len(ending) == 1 else keys


def _as_said(word: str) -> Collection[str]:
    return (word,)


def _as_meant(word: str) -> Collection[str]:
    """A word, and those of its meaning."""
    return (word, *synonyms(word))


def _holds(key: str, words: Sequence[str]) -> bool:
    return _has(key, "".join(words))


def _has_words(key: str, words: Sequence[str]) -> bool:
    return all(_has(key, word) for word in words)


_DENIED = re.compile("[未不非无]$")


def _has(key: str, word: str) -> bool:
    """Whether a word stands in a name that does not deny it: 分配 is no part of 未分配数."""
    before, found, _ = key.partition(word)
    return bool(found) and not _DENIED.search(before)


def _has_heads(key: str, words: Sequence[str]) -> bool:
    """Whether each word stands there, or the first letters of words in a row: 社工 of 社区工作者."""
    return all(_has(key, word) or (len(word) > 1 and word in _heads(key)) for word in words)


def _has_letters(key: str, words: Sequence[str]) -> bool:
    """Whether it is called by one letter of each of its words: 房贴, of 购房补贴."""
    parts = [word for part in cut(key) for word in _shorter(part)]
    said = "".join(words)
    return len(parts) == len(said) > 1 and all(
        letter in part for letter, part in zip(said, parts, strict=True)
    )


def _has_meanings(key: str, words: Sequence[str]) -> bool:
    """Whether each word stands there, or one of the same meaning: 食堂补贴 is 长者食堂运营补助."""
    return all(_has(key, word) or any(_has(key, same) for same in synonyms(word)) for word in words)


# Ways in which words may name a row, the surest first, and whose letters a row has that they fit.
_WAYS = (
    (_holds, _as_said),
    (_has_words, _as_said),
    (_has_heads, _as_said),
    (_has_letters, _as_said),
    (_has_meanings, _as_meant),
)
# Those of them that go by the letters of the name.
_EXACTLY = 4


@cache
def _heads(key: str) -> str:
    return "".join(word[0] for part in cut(key) for word in _shorter(part))


def _shorter(word: str) -> tuple[str, ...]:
    """The two words of two letters that a word is made of, else the word: 社会, 保障."""
    halves = (word[:2], word[2:])
    return halves if len(word) == _TWO_WORDS and all(map(is_word, halves)) else (word,)
