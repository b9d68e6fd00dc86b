"""Names that a question says with slips: misheard, or with a letter that is wrong.

Tried only where no name stands in the question as it is printed or known.

>>> [m.term for m in lexicon.fuzzy.heard("公务街待费")]
['公务接待费']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

from index.store.tokens import is_word
from qa.records import Target

# Row and column labels that name no subject of their own.
NO_SUBJECT = frozenset(
    "合计 小计 总计 金额 数量 预算数 决算数 其他 其中 项目 收入 支出 人员 购置费 运行费 本年 上年 "
    "增减额 增减 备注 单位 名称 部门 服务 货物 工程 资金 经费 预算 决算 本单位 无 有 年度 总额 "
    "合计数 本级 机关 行政".split()
)
_OFFICIAL = re.compile(r"(费|支出|收入|经费|补助|公积金)$")
# From so many characters on, a name with one wrong character is that name.
_LONG = 5
# Names of more characters than these are not looked for by their sounds, or with a wrong character.
_HEARD, _MISSPELT, _SHORTEST = 12, 8, 3
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a question and what it may mean; of an entry of the lexicon the stretch is empty.

    An `ambiguous` term means one of its targets, a `group` all of them together.
    """

    start: int
    end: int
    term: str
    targets: tuple[Target, ...]
    ambiguous: bool = False
    group: bool = False


class Fuzzy:
    """The terms of a lexicon by sounds, stretches and letters; each index is built when it is needed."""

    def __init__(self, entries: Mapping[str, Mention]) -> None:
        """Of all entries."""
        self._entries = entries

    def misspelt(self, text: str) -> list[Mention]:
        """A name of which one character in three is wrong and sounds nearly so: 辨公费 of 办公费."""
        for start, window in _windows(text, _MISSPELT):
            for at in range(len(window)):
                meant = self._by_gap.get((at, window[:at], window[at + 1 :]))
                # 测绘费 is no 水费: a letter that makes a word where it stands is no slip.
                if meant and not _in_a_word(text, start + at) and _is_slip(window, meant, at):
                    return [replace(self._entries[meant], start=start, end=start + len(window))]
        return []

    # -- a character wrong -------------------------------------------------------------------

    def heard(self, text: str) -> list[Mention]:
        """A name that sounds right though characters are wrong: at most a third of it."""
        for start, window in _windows(text, _HEARD):
            heard = self._by_sound.get(tuple(map(sounds, window))) if _HAN.fullmatch(window) else None
            if heard and sum(a != b for a, b in zip(heard, window, strict=True)) * 3 <= len(window):
                return [replace(self._entries[heard], start=start, end=start + len(window))]
        return []

    @cached_property
    def _by_sound(self) -> dict[tuple[str, ...], str]:
        """Syllables → the first name so read."""
        found: dict[tuple[str, ...], str] = {}
        for term in self._entries:
            if _SHORTEST <= len(term) <= _HEARD and _HAN.fullmatch(term):
                found.setdefault(tuple(map(sounds, term)), term)
        return found

    @cached_property
    def _by_gap(self) -> dict[tuple[int, str, str], str]:
        """A place, what stands before it, what behind it → the first name with any letter at that place."""
        found: dict[tuple[int, str, str], str] = {}
        for term in self._entries:
            if _SHORTEST <= len(term) <= _MISSPELT and _HAN.fullmatch(term):
                for at in range(len(term)):
                    found.setdefault((at, term[:at], term[at + 1 :]), term)
        return found


def _windows(text: str, longest: int) -> Iterator[tuple[int, str]]:
    """All stretches of a text from so many letters down to three, each with its place."""
    for size in range(min(longest, len(text)), _SHORTEST - 1, -1):
        for start in range(len(text) - size + 1):
            yield start, text[start : start + size]


def _is_slip(said: str, meant: str, at: int) -> bool:
    """Whether the letters at a place are taken for each other: they sound nearly alike.

    公务接侍费: of a long name one letter may also look alike only.
    """
    from rapidfuzz.distance import Levenshtein

    near = Levenshtein.distance(sounds(meant[at]), sounds(said[at])) <= 1
    return near or (len(said) >= _LONG and bool(_OFFICIAL.search(meant)))


def _in_a_word(text: str, at: int) -> bool:
    """Whether the letter makes a word with the one before or behind it, and so is no slip."""
    return any(is_word(text[start : start + 2]) for start in (at - 1, at) if start >= 0)


@cache
def sounds(character: str) -> str:
    """The reading of one character without its tone; itself when it has none."""
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])
