"""The name of a body as people say it: with characters left out, in two letters, misheard.

>>> BodyNames(("云麓县第一中学",)).all[0].said_in("云麓县一中的公用经费")
(0, 5)
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.store.tokens import cut
from qa.language.fuzzy.slips import sounds

# How the names of organisations end.
SUFFIX = (
    "人民政府|政府|办事处|(?:街道|镇|乡)(?!办事处|人民政府|政府)|委员会|管委会|办公厅|办公室|检察院|法院|中心|中学|小学|[一二三四五六七八九十]中(?!学)|大学|学院|学校|"
    "幼儿园|医院|协会|联合会|总队|支队|大队|图书馆|博物馆|文化馆|监测站|工作站|服务站|站|研究院|研究所|研究会|"
    "管理局|局|厅|委|院"
)
SUFFIX_ENDS = re.compile(rf"(?:{SUFFIX})$")
PLACE = re.compile(r"^[\u4e00-\u9fff]{2,7}?(?:自治区|自治州|省|市|县|区|旗)")
# Words that are parts of many names and tell none.
GENERIC = frozenset("单位 部门 本级 机关 中心 办公室 委员会 政府 街道 预算 政务 服务".split())
# So many letters that sound alike, or are alike, make it worth comparing a name with a text.
_LETTERS, _SOUNDS = 3, 4
# So long is a misheard name at least, and of so many letters one may be wrong.
_HEARD, _ONE_WRONG_OF = 4, 3


def bare(name: str) -> str:
    """A name's letters and digits, half-width: ``bare("云溪市（本级）") == "云溪市本级"``."""
    return re.sub(r"[^\u4e00-\u9fffa-z0-9]", "", unicodedata.normalize("NFKC", name).lower())


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body's name, bare, how it and its parts begin, and which letters and sounds it has, as bits.

    `order` is its place among all.
    """

    order: int
    body: str
    bare: str
    heads: frozenset[str]
    letters: int
    sounds: int

    def said_in(self, text: str) -> tuple[int, int] | None:
        """The longest stretch of a text that is the name with characters left out; of two the better end."""
        best: tuple[int, int] | None = None
        longest = 2
        for start in range(len(text) - 1):
            first = self.bare.find(text[start])
            if first < 0 or self.bare.find(text[start + 1], first + 1) < 0:
                continue
            end = self._said_from(text, start, longest)
            if end > start and (best is None or _weight(text, start, end) > _weight(text, *best)):
                best, longest = (start, end), end - start
        return best

    def heard_in(self, text: str) -> tuple[int, int] | None:
        """Where a text has the name with homophones: 检查院 for 检察院, at most a third of it."""
        by_sound = {sounds(letter): letter for letter in self.bare}
        heard = "".join(c if c in self.bare else by_sound.get(sounds(c), c) for c in text)
        span = self.said_in(heard) if heard != text else None
        if span is None or span[1] - span[0] < _HEARD:
            return None
        wrong = sum(a != b for a, b in zip(heard[slice(*span)], text[slice(*span)], strict=True))
        return span if wrong * _ONE_WRONG_OF <= span[1] - span[0] else None

    def abbreviated(self, two: str) -> bool:
        """省检 of 岭东省人民检察院, 商委 of 镜湖区商务委员会: its head, then a letter of its kind."""
        first, last = two[0], two[1]
        places = [self.bare.index(head) for head in self.heads if head.startswith(first)]
        behind = any(last in self.bare[at + 2 :] for at in places)
        return behind and (first in "省市县区" or last in "委局院厅办")

    def _said_from(self, text: str, start: int, least: int) -> int:
        """How far from a place on the text is the name with characters left out.

        `start` where it is not, or not for so many letters.
        """
        at, end = 0, start
        while end < len(text) and (found := self.bare.find(text[end], at)) >= 0:
            at, end = found + 1, end + 1
        return next((e for e in range(end, start + least - 1, -1) if self._is_said(text[start:e])), start)

    def _is_said(self, piece: str) -> bool:
        whole = piece == self.bare
        return whole or (len(piece) >= 3 and not _is_generic(piece) and self._telling(piece))

    def _telling(self, piece: str) -> bool:
        """A shortened name must begin as the body or one of its parts does, or end as an organisation."""
        organisation = bool(SUFFIX_ENDS.search(piece))
        headed = piece[:2] in self.heads
        if piece in self.bare:
            long = len(piece) >= 4 or piece[0] in "省市县区" or self.bare.startswith(piece)
            return organisation or (headed and long)
        # 燕东妇幼 of 燕东区妇幼保健院: four letters or more in order, from its head on.
        ended = organisation and (headed or piece[-1] == self.bare[-1])
        return ended or (len(piece) >= 4 and headed and piece[-2:] in self.bare)


@lru_cache(maxsize=65536)
def _is_generic(piece: str) -> bool:
    """Whether every word of it is one that very many bodies are called by: 服务中心."""
    return all(word in GENERIC for word in cut(piece))


Peers = Sequence[BodyName]
"""Names that differ in letters alone that a text has not: what it says of one it says of all."""

# Where a part of a name begins, and what stands for letters that do not matter.
_HEAD, _OTHER = "\x01", "\x02"


class BodyNames:
    """The names of all bodies, so kept that few of thousands are compared letter by letter."""

    def __init__(self, bodies: tuple[str, ...]) -> None:
        """Of these bodies, in their order."""
        self._bits: dict[str, int] = {}
        self.all = [self._named(order, body) for order, body in enumerate(bodies)]
        self._marked = "\n".join(_with_heads(name.bare) for name in self.all)
        self._letters = {letter: sounds(letter) for name in self.all for letter in name.bare}
        self._headed: dict[str, list[BodyName]] = defaultdict(list)
        self._places: dict[str, list[BodyName]] = defaultdict(list)
        self._sounding: dict[str, set[int]] = defaultdict(set)
        for name in self.all:
            for head in {*name.heads, *(head[:1] for head in name.heads)}:
                self._headed[head].append(name)
            self._places[name.bare.removesuffix("人民政府")].append(name)
            for letter in name.bare:
                self._sounding[self._letters[letter]].add(name.order)

    def alike(self, text: str) -> Iterator[Peers]:
        """Those that share three letters with the text, or all that they have."""
        asked = self._mask(text, known=True)
        for peers in self.peers(text):
            if shares(peers, asked):
                yield peers

    def sounding_alike(self, text: str) -> Iterator[Peers]:
        """Those that share four syllables with the text, or all that they have."""
        heard = set(map(sounds, text))
        asked = self._mask(heard, known=True)
        for peers in self.peers(letter for letter, sound in self._letters.items() if sound in heard):
            shared = peers[0].sounds & asked
            if shared.bit_count() >= _SOUNDS or shared == peers[0].sounds:
                yield peers

    def sounding_whole(self, text: str) -> Iterator[BodyName]:
        """Those that have every syllable of the text, of which there are four at least, or all of theirs."""
        heard = set(map(sounds, text))
        having = sorted((self._sounding.get(sound, set()) for sound in heard), key=len)
        for order in sorted(set.intersection(*having)) if having else ():
            name = self.all[order]
            if len(heard) >= _SOUNDS or len(heard) == name.sounds.bit_count():
                yield name

    def headed(self, beginning: str) -> Sequence[BodyName]:
        """Those of which a part begins with two letters, or with one."""
        return self._headed.get(beginning, ())

    def places(self, place: str) -> Sequence[BodyName]:
        """The bodies that are a place itself, or its government."""
        return self._places.get(place, ())

    def peers(self, letters: Iterable[str]) -> Collection[Peers]:
        """All of them, those together that differ in other letters alone, in order of their first."""
        kept = "".join(self._letters.keys() & letters)
        others = re.compile(f"(?:{_HEAD}?[^{re.escape(kept)}{_HEAD}\n])+")
        found: dict[str, list[BodyName]] = {}
        # Of no names at all one empty line is left.
        for name, left in zip(self.all, others.sub(_OTHER, self._marked).split("\n"), strict=False):
            found.setdefault(left, []).append(name)
        return found.values()

    def letters_of(self, text: str) -> int:
        """The letters of a text that any name has, as bits."""
        return self._mask(text, known=True)

    def _named(self, order: int, body: str) -> BodyName:
        name = bare(body)
        heads = frozenset(name[at : at + 2] for at in _heads(name))
        return BodyName(order, body, name, heads, self._mask(name), self._mask(map(sounds, name)))

    def _mask(self, parts: Iterable[str], *, known: bool = False) -> int:
        mask = 0
        for part in parts:
            if part in self._bits or not known:
                mask |= 1 << self._bits.setdefault(part, len(self._bits))
        return mask


def shares(peers: Peers, letters: int) -> bool:
    """Whether names have three of these letters, or all of their own among them."""
    shared = peers[0].letters & letters
    return shared.bit_count() >= _LETTERS or shared == peers[0].letters


def _heads(name: str) -> list[int]:
    """Where a name and its parts begin: 岭东, 省人, 人大 of 岭东省人大常委会办公厅."""
    heads, at = [0], 0
    while place := PLACE.match(name[at:]):
        at += place.end()
        heads += [at - 1, at]
    return heads


def _with_heads(name: str) -> str:
    """A name with a mark where it and its parts begin."""
    heads = set(_heads(name))
    return "".join(f"{_HEAD}{letter}" if at in heads else letter for at, letter in enumerate(name))


def _weight(text: str, start: int, end: int) -> tuple[int, bool]:
    """The longer stretch tells more; of two as long, that which ends as an organisation does."""
    return (end - start, bool(SUFFIX_ENDS.search(text[start:end])))
