"""Letters of a question that are slips for others of the same sound: of names, and of words that names hold.

A stretch that nobody knows is compared by its sounds together with the letters beside it, as a slip is glued
to what stands there: 水废电废, 数剧资源管理中心. What the dictionary has as a word is written as it is meant,
unless it is a part of a whole name: 会议废, 检查院. A name may also have one letter that sounds nearly so,
or a long one of an amount that but looks alike: 培讯费, 公务接侍费.

>>> [slip.bare for slip in homophones.slips("长者石堂运营补", frozenset({2}), frozenset(range(7)))]
['长者食堂运营补']
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from index.store.tokens import cut, is_word, tagged

_LONGEST, _WORD = 12, 2
# Names of so many letters may have a letter of another sound; of so many, one that looks alike only.
_SPELT, _LONG = range(3, 9), 5
_OFFICIAL = re.compile(r"(费|支出|收入|经费|补助|公积金)$")
# What a letter costs that sounds nearly so.
_MISSPELT = 2
# Of a name one letter in three may be wrong, and of four letters two where they sound the same.
_ONE_WRONG_OF, _LONG_ENOUGH = 3, 4
_ALIKE = re.compile("^(?:zh|ch|sh|[nh])|(?<=[aei])ng$")
_AS = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "h": "f", "ng": "n"}
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Slip:
    """A text with letters put right, from `start` to `end` one name or word; `wrong` are their places."""

    bare: str
    start: int
    end: int
    wrong: frozenset[int]
    cost: float


class Homophones:
    """Names and words by how they sound."""

    def __init__(self, terms: Iterable[str], spelt: Iterable[str] = ()) -> None:
        """Of names and words of two letters or more; `spelt` are those that may be misspelt too."""
        self._spelt = spelt
        self._by_sound: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for term in dict.fromkeys(terms):
            if _WORD <= len(term) <= _LONGEST and _HAN.fullmatch(term):
                self._by_sound[tuple(map(_blurred, term))].append(term)

    @cached_property
    def _by_gap(self) -> dict[tuple[int, str, str], str]:
        """A place, what stands before it, what behind it → the first name with any letter at that place."""
        found: dict[tuple[int, str, str], str] = {}
        for term in self._spelt:
            for at in range(len(term)) if len(term) in _SPELT and _HAN.fullmatch(term) else ():
                found.setdefault((at, term[:at], term[at + 1 :]), term)
        return found

    def slips(self, bare: str, unknown: Collection[int], loose: Collection[int]) -> list[Slip]:
        """The ways to put letters of a text right, the surest first.

        `unknown` are the places of letters that nobody knows: one of them at least stands in the name or word
        that is read. `loose` are those that may be wrong.
        """
        found = [
            slip
            for start, end in _windows(bare, unknown)
            for slip in (*self._heard(bare, start, end), *self._misspelt(bare, start, end))
            if slip.wrong <= frozenset(loose)
        ]
        return sorted(found, key=lambda slip: (slip.cost, slip.start - slip.end, slip.start))

    def _heard(self, bare: str, start: int, end: int) -> Iterator[Slip]:
        """What one stretch may be a slip for; nothing where two are equally near."""
        said = bare[start:end]
        near = []
        for meant in self._by_sound.get(tuple(map(_blurred, said)), ()):
            wrong = frozenset(n for n, (a, b) in enumerate(zip(said, meant, strict=True), start) if a != b)
            blurred = sum(sounds(bare[n]) != sounds(meant[n - start]) for n in wrong)
            if wrong and self._is_slip(bare, start, meant, wrong, blurred):
                near.append((len(wrong) + blurred, meant, wrong))
        near.sort()
        if near and all(cost > near[0][0] for cost, _, _ in near[1:]):
            cost, meant, wrong = near[0]
            yield Slip(bare[:start] + meant + bare[end:], start, end, wrong, cost / len(meant))

    def _misspelt(self, bare: str, start: int, end: int) -> Iterator[Slip]:
        """The names that a stretch is but for one letter that sounds nearly so."""
        said = bare[start:end]
        for at in range(len(said)) if len(said) in _SPELT else ():
            meant = self._by_gap.get((at, said[:at], said[at + 1 :]), said)
            if meant != said and not _in_a_word(bare, start + at) and _is_near(said, meant, at):
                wrong = frozenset((start + at,))
                yield Slip(bare[:start] + meant + bare[end:], start, end, wrong, _MISSPELT / len(meant))

    def _is_slip(self, bare: str, start: int, meant: str, wrong: Collection[int], blurred: int) -> bool:
        """Whether letters may stand for those of a name or word that sound so."""
        size = len(meant)
        if size == _WORD:
            return len(wrong) == 1 and not blurred and not any(_in_a_word(bare, n) for n in wrong)
        few = len(wrong) * _ONE_WRONG_OF <= size
        if size >= _LONG_ENOUGH and few and not blurred:
            return True
        half = size >= _LONG_ENOUGH and len(wrong) * 2 <= size and not blurred
        return (few or half) and not _crossed(bare, start, start + size, wrong)


def words_of(names: Iterable[str]) -> set[str]:
    """The words in names that the dictionary has; no places and persons."""
    return {word for name in names for word, sort in tagged(name) if sort not in _PROPER and is_word(word)}


_PROPER = ("ns", "nr", "nrt", "nrfg")


def _windows(bare: str, unknown: Collection[int]) -> Iterator[tuple[int, int]]:
    """All stretches of Chinese letters that hold one of those that nobody knows."""
    for run in _HAN.finditer(bare):
        for start in range(run.start(), run.end()):
            for end in range(start + _WORD, min(start + _LONGEST, run.end()) + 1):
                if any(n in unknown for n in range(start, end)):
                    yield start, end


def _in_a_word(bare: str, at: int) -> bool:
    """Whether a letter makes a word with those beside it: 测|绘费 is no slip for 会费."""
    if any(is_word(bare[n : n + 2]) for n in (at - 1, at) if n >= 0):
        return True
    return any(a <= at < b and b - a > 1 and is_word(bare[a:b]) for a, b in _cut(bare))


def _crossed(bare: str, start: int, end: int, wrong: Collection[int]) -> bool:
    """Whether a wrong letter makes a word with one outside of the stretch."""
    before = start in wrong and start > 0 and is_word(bare[start - 1 : start + 1])
    return before or (end - 1 in wrong and is_word(bare[end - 1 : end + 1]))


@lru_cache(maxsize=64)
def _cut(bare: str) -> tuple[tuple[int, int], ...]:
    cuts = [0]
    for word in cut(bare):
        cuts.append(cuts[-1] + len(word))
    return tuple(pairwise(cuts))


def _is_near(said: str, meant: str, at: int) -> bool:
    """Whether the letters at a place are taken for each other: by sound, or inside a long name by looks."""
    from rapidfuzz.distance import Levenshtein

    near = Levenshtein.distance(sounds(meant[at]), sounds(said[at])) <= 1
    inside = 0 < at < len(said) - 1
    return near or (inside and len(said) >= _LONG and bool(_OFFICIAL.search(meant)))


@cache
def sounds(letter: str) -> str:
    """The reading of one letter without its tone; itself when it has none."""
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(letter)[0])


@cache
def _blurred(letter: str) -> str:
    """How a letter sounds where zh is z, n is l, h is f and ang is an: ``_blurred("张") == "zan"``."""
    return _ALIKE.sub(lambda m: _AS[m.group()], sounds(letter))
