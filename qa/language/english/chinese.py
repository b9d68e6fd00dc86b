"""A question's English words that nobody knows, in Chinese, where what they mean is known there.

English words side by side are the name of a row where the dictionary has each of them for a part of it and
they leave little of it unsaid: public welfare job subsidies are 公益|岗位|补贴 of 公益性岗位补贴. Else a
word or a phrase is what the dictionary has for it and the rows, the narrative or the names of the index have
too. The longest stretch goes first. What stands nowhere stays English, for the answer to account for;
the text is then read as any other.

>>> in_chinese(read("望潮街道2023 militia training"), {8, 9, 10, 11, 12, 13, 14}, known)
'望潮街道2023 民兵训练'
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import product

from qa.language.english.dictionary import LONGEST, forms, translations
from qa.language.lexicon import Word, in_words_of_its_own, words
from qa.language.normal import Text

_LATIN = re.compile("[a-z]{2,}")
_MONTHS = {month.lower(): n for n, month in enumerate(calendar.month_name) if n}
# Words that join others to one name: maintenance of roads.
_JOINTS = frozenset(("of", "and", "for", "the", "in", "on"))
# So many words of English at most name one row, by words of so many letters at least; of the letters that
# tell a row from others so much must be said.
_MOST, _LETTERS, _SHARE = 6, 2, 0.6
# What names of rows end in, and what joins their words, tells no row from another.
_TELLS_NOTHING = re.compile(r"(?:支出|费用|经费|费|资金|项目|情况|收入)$|[和与及、等性类的]")


@dataclass(frozen=True, slots=True)
class KnownChinese:
    """What is known in Chinese of what is asked about: its `rows`, what is `told`, what `names` something."""

    rows: Collection[str]
    told: str
    names: Callable[[str], bool]

    def standing(self, word: str) -> int:
        """How well a word is known: 3 in a row, 2 in what is told, 1 as a name, 0 not at all."""
        if len(word) < _LETTERS or any(not _may_be_meant(use) for use in words().get(word, ())):
            return 0
        if all(words().get(letter) for letter in word):
            return 0  # 应|急 would be read as two words that say nothing
        if any(word in row for row in self.rows):
            return 3
        return 2 if word in self.told else int(self.names(word))


def _may_be_meant(use: Word) -> bool:
    """Whether a word of questions is one for things; for those of grammar English has its own."""
    return use.sense.startswith("group:") or use.sense in ("people", "headcount")


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str


def has_english(text: Text, unknown: Set[int]) -> bool:
    """Whether an English word stands among the `unknown` letters of a text."""
    return any(not unknown.isdisjoint(range(*found.span())) for found in _LATIN.finditer(text.bare))


def in_chinese(text: Text, unknown: Set[int], known: KnownChinese) -> str:
    """The question as typed, with Chinese for what of the `unknown` letters is English; "" where for none."""
    found = [one for words in _side_by_side(text) for one in _put(words, unknown, known)]
    typed: list[str] = []
    at = 0
    for n, (start, end, word) in enumerate(found):
        first, last = text.places[start], text.places[end - 1] + 1
        close = n > 0 and text.bare[found[n - 1][1] : start] == "_" and start - 1 not in text.ends
        english = close and word.isascii() and found[n - 1][2].isascii()
        typed += [" " * english, word] if close else [text.typed[at:first], word]
        at = last
    return "".join((*typed, text.typed[at:])) if found else ""


def _side_by_side(text: Text) -> Iterator[list[_Word]]:
    """The English words of a text, in stretches that nothing parts."""
    borders = {*text.ends, *text.pauses, *(at for bracket in text.bracketed for at in bracket)}
    stretch: list[_Word] = []
    for found in _LATIN.finditer(text.bare):
        word = _Word(found.start(), found.end(), found.group())
        before = stretch[-1] if stretch else word
        close = text.bare[before.end : word.start] == "_" and borders.isdisjoint((word.start, word.start - 1))
        if stretch and not close:
            yield stretch
            stretch = []
        stretch.append(word)
    if stretch:
        yield stretch


def _put(words: Sequence[_Word], unknown: Set[int], known: KnownChinese) -> Iterator[tuple[int, int, str]]:
    """Each stretch of the words that is put into Chinese, with that, left to right."""
    n = 0
    while n < len(words):
        for size in range(min(_MOST, len(words) - n), 0, -1):
            stretch = words[n : n + size]
            start, end = stretch[0].start, stretch[-1].end
            said = tuple(word.text for word in stretch)
            if unknown.isdisjoint(range(start, end)) or {said[0], said[-1]} & _JOINTS:
                continue
            if meant := _meant(said, known):
                yield start, end, meant
                n += size
                break
        else:
            n += 1


def _meant(said: tuple[str, ...], known: KnownChinese) -> str:
    """What English words side by side are in words that are known; "" where they are nothing together."""
    return (
        _said_so(said)
        or _plainly(said, known)
        or _of_row(said, known.rows)
        or _of_name(said, known)
        or _best(said, known)
    )


def _said_so(said: tuple[str, ...]) -> str:
    """What English says in words of its own: a month, how many people."""
    if len(said) == 1 and said[0] in _MONTHS:
        return f"{_MONTHS[said[0]]}月"
    return in_words_of_its_own().get("_".join(said), "")


def _plainly(said: tuple[str, ...], known: KnownChinese) -> str:
    """A word or a name in English whose plain form is known: receptions, reception."""
    plain = ("_".join((*said[:-1], form)) for form in forms(said[-1]))
    return next((form.replace("_", " ") for form in plain if words().get(form) or known.names(form)), "")


def _of_name(said: tuple[str, ...], known: KnownChinese) -> str:
    """The name that is put together from a word for each of several English words; "" where there is none."""
    if len(said) < 2 or len(said) > LONGEST or any(map(_asks, said)):
        return ""
    meant = [[word for word in translations((one,)) if len(word) >= _LETTERS] for one in said]
    made = list(dict.fromkeys(name for name in map("".join, product(*meant)) if known.names(name)))
    return made[0] if len(made) == 1 else ""


def _best(said: tuple[str, ...], known: KnownChinese) -> str:
    """The Chinese word for a phrase that is best known, of several the closest in meaning; "" for none."""
    ranked = [(known.standing(word), word) for word in translations(said)] if len(said) <= LONGEST else []
    rank, word = max(ranked, key=lambda one: one[0], default=(0, ""))
    return word if rank else ""


def _of_row(said: tuple[str, ...], rows: Collection[str]) -> str:
    """The words of the one row that English words name, each by a word of its own; "" where there is none."""
    if any(map(_asks, said)):
        return ""
    fits = {row: parts for row in rows if (parts := _parts(said, row))}
    told = {row: sum(map(len, parts)) / len(_TELLS_NOTHING.sub("", row)) for row, parts in fits.items()}
    most = max(told.values(), default=0.0)
    best = {"".join(fits[row]) for row in fits if told[row] == most}
    return best.pop() if len(best) == 1 and most >= _SHARE else ""


def _asks(word: str) -> bool:
    """Whether an English word works with what stands beside it, or is one for money, and is of no name."""
    return any(use.sort == "op" or use.sense in ("budget", "money") for use in words().get(word, ()))


def _parts(said: tuple[str, ...], row: str) -> list[str]:
    """The words of a row that English words stand for, in its order; [] where one of them has none there.

    One of them may be of a single letter: the 车 of 公务|用|车|购置|费.
    """
    parts = [row[start:end] for start, end in sorted(_places(said, row, frozenset()))]
    short = sum(len(part) < _LETTERS for part in parts)
    return parts if len(parts) - short > 1 and short < _LETTERS else []


def _places(said: tuple[str, ...], row: str, taken: Set[tuple[int, int]]) -> Set[tuple[int, int]]:
    """Where the words of a row stand that English words stand for; empty where one has none."""
    while said and said[0] in _JOINTS:
        said = said[1:]
    if not said:
        return taken
    for size in range(min(LONGEST, len(said)), 0, -1):
        for word in translations(said[:size]):
            at = row.find(word)
            place = (at, at + len(word))
            if at >= 0 and not any(place[0] < end and start < place[1] for start, end in taken):
                if found := _places(said[size:], row, taken | {place}):
                    return found
    return frozenset()
