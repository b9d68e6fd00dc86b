"""The name of a body as people say it: with characters left out, in two letters, misheard.

>>> BodyNames(("云麓县第一中学",)).all[0].said_in("云麓县一中的公用经费")
(0, 5)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.language.fuzzy import sounds

# How the names of organisations end.
SUFFIX = (
    "人民政府|政府|办事处|街道|委员会|管委会|办公厅|办公室|检察院|法院|中心|中学|小学|[一二三四五六七八九十]中(?!学)|大学|学院|学校|"
    "幼儿园|医院|协会|联合会|总队|支队|大队|图书馆|博物馆|文化馆|监测站|工作站|服务站|站|研究院|研究所|研究会|"
    "管理局|局|厅|委|院|镇|乡"
)
_ENDS = re.compile(rf"(?:{SUFFIX})$")
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
    """A body's name, bare, how it and its parts begin, and which letters and sounds it has, as bits."""

    body: str
    bare: str
    heads: frozenset[str]
    letters: int
    sounds: int

    def said_in(self, text: str) -> tuple[int, int] | None:
        """The longest stretch of a text that is the name with characters left out; of two the better end."""
        best: tuple[int, int] | None = None
        for start in range(len(text)):
            end = self._said_from(text, start)
            if end > start and (best is None or _weight(text, start, end) > _weight(text, *best)):
                best = (start, end)
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

    def _said_from(self, text: str, start: int) -> int:
        """How far from a place on the text is the name with characters left out; `start` where it is not."""
        at, end = 0, start
        while end < len(text) and (found := self.bare.find(text[end], at)) >= 0:
            at, end = found + 1, end + 1
        return next((e for e in range(end, start + 1, -1) if self._is_said(text[start:e])), start)

    def _is_said(self, piece: str) -> bool:
        whole = piece == self.bare
        return piece not in GENERIC and (whole or (len(piece) >= 3 and self._telling(piece)))

    def _telling(self, piece: str) -> bool:
        """A shortened name must begin as the body or one of its parts does, or end as an organisation."""
        organisation = bool(_ENDS.search(piece))
        headed = piece[:2] in self.heads
        if piece in self.bare:
            long = len(piece) >= 4 or piece[0] in "省市县区" or self.bare.startswith(piece)
            return organisation or (headed and long)
        # 燕东妇幼 of 燕东区妇幼保健院: four letters or more in order, from its head on.
        ended = organisation and (headed or piece[-1] == self.bare[-1])
        return ended or (len(piece) >= 4 and headed and piece[-2:] in self.bare)


class BodyNames:
    """The names of all bodies, so kept that few of thousands are compared letter by letter."""

    def __init__(self, bodies: tuple[str, ...]) -> None:
        """Of these bodies, in their order."""
        self._bits: dict[str, int] = {}
        self.all = [
            BodyName(body, name, _heads(name), self._mask(name), self._mask(map(sounds, name)))
            for body, name in ((body, bare(body)) for body in bodies)
        ]

    def alike(self, text: str) -> Iterator[BodyName]:
        """Those that share three letters with the text, or all that they have."""
        asked = self._mask(text, known=True)
        for name in self.all:
            shared = name.letters & asked
            if shared.bit_count() >= _LETTERS or shared == name.letters:
                yield name

    def sounding_alike(self, text: str) -> Iterator[BodyName]:
        """Those that share four syllables with the text, or all that they have."""
        asked = self._mask(map(sounds, text), known=True)
        for name in self.all:
            shared = name.sounds & asked
            if shared.bit_count() >= _SOUNDS or shared == name.sounds:
                yield name

    def _mask(self, parts: Iterable[str], *, known: bool = False) -> int:
        mask = 0
        for part in parts:
            if part in self._bits or not known:
                mask |= 1 << self._bits.setdefault(part, len(self._bits))
        return mask


def _heads(name: str) -> frozenset[str]:
    """How a name and its parts begin: 岭东, 省人, 人大 of 岭东省人大常委会办公厅."""
    heads, rest = {name[:2]}, name
    while place := PLACE.match(rest):
        heads.add(rest[place.end() - 1 : place.end() + 1])
        rest = rest[place.end() :]
        heads.add(rest[:2])
    return frozenset(heads)


def _weight(text: str, start: int, end: int) -> tuple[int, bool]:
    """The longer stretch tells more; of two as long, that which ends as an organisation does."""
    return (end - start, bool(_ENDS.search(text[start:end])))
