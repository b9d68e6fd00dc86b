"""Bodies by an abbreviation of their name: 云溪河管处, 云溪一中, 江苑人大办.

An abbreviation takes the beginnings of some of the words of a name, in order: the first two letters at
least from one word, so that a stray pair of letters names nobody.

>>> Abbreviations(("云溪市河道管理处",)).at("请问云溪河管处的办公费", 2)
[(5, ('云溪市河道管理处',))]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from index.store.tokens import cut, tokens

_LEAST = 3
_MANY = 200
_PLACE = re.compile(r"[省市县区旗州乡镇]$")


class Abbreviations:
    """The bodies by the two letters with which one of their words begins.

    What is behind these letters in a name is read once for all bodies whose names end alike: 财政局.
    """

    def __init__(self, names: Sequence[str]) -> None:
        heads: dict[str, dict[str, None]] = defaultdict(dict)
        tails: dict[str, dict[_Tail, list[str]]] = defaultdict(lambda: defaultdict(list))
        for name in names:
            starts = _starts(name)
            for start in starts:
                head = name[start : start + 2]
                heads[head].setdefault(name)
                inside = tuple(other - start for other in starts if other >= start)
                tails[head][_Tail(name[start:], inside)].append(name)
        self._heads = {head: tuple(found) for head, found in heads.items() if len(found) <= _MANY}
        self._tails = {head: tails[head] for head in self._heads}

    def at(self, text: str, start: int) -> list[tuple[int, tuple[str, ...]]]:
        """Where an abbreviation that begins at a place of the text ends, with the bodies it may mean."""
        head = text[start : start + 2]
        furthest: dict[str, int] = {}
        for tail, names in self._tails.get(head, {}).items():
            end = _read(text, start, tail, 0, 0)
            if end - start >= _LEAST:
                furthest.update((name, max(end, furthest.get(name, 0))) for name in names)
        ends: dict[int, list[str]] = defaultdict(list)
        for name in self._heads.get(head, ()) if furthest else ():
            if name in furthest:
                ends[furthest[name]].append(name)
        return [(end, tuple(names)) for end, names in ends.items()]


class _Tail(NamedTuple):
    """A name from the beginning of one of its words on, and where words begin in it."""

    name: str
    starts: tuple[int, ...]


def _read(text: str, at: int, tail: _Tail, first: int, words: int) -> int:
    """How far the text goes on with beginnings of words of a tail, the next of which begins at `first`.

    `words` are those read before; the first is read with two letters at least, and a place alone is no name.
    """
    best = 0
    name = tail.name
    for taken in range(_shared(text[at:], name[first:]), 0 if words else 1, -1):
        if words or (taken >= _LEAST and not _is_place(tail, first, first + taken)):
            best = max(best, at + taken)
        going_on = text[at + taken : at + taken + 1]
        for later in tail.starts:
            if going_on and later >= first + taken and going_on == name[later]:
                best = max(best, _read(text, at + taken, tail, later, words + 1))
    return best


def _shared(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    pairs = zip(one, other, strict=False)  # the shorter one ends it
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _is_place(tail: _Tail, start: int, end: int) -> bool:
    """Whether a stretch of a name is but the name of its place."""
    inside = any(start < other < end for other in tail.starts)
    return bool(_PLACE.search(tail.name[start:end])) and not inside


@lru_cache(maxsize=65536)  # when documents change, the bodies are mostly those there were
def _starts(name: str) -> tuple[int, ...]:
    """Where the words of a name begin, those inside of words too: 自然资源 has 自然 and 资源."""
    found: set[int] = set()
    at = 0
    for word in cut(name):
        found.add(at)
        found.update(
            at + word.index(part)
            for part in tokens(word)
            if part in word and len(part) > 1 and part in _parts(word)
        )
        at += len(word)
    return tuple(sorted(found))


@lru_cache(maxsize=8192)
def _parts(word: str) -> frozenset[str]:
    """The words of the dictionary that a longer word is made of."""
    from index.store.tokens import is_word

    return frozenset(
        word[a:b]
        for a in range(len(word))
        for b in range(a + 2, len(word) + 1)
        if b - a < len(word) and is_word(word[a:b])
    )
