"""Names that a question says nearly: misheard, misspelt, in another order, shortened, in part.

Tried only where no name stands in the question as it is printed or known.

>>> [m.term for m in lexicon.nearly.heard("公务街待费")]
['公务接待费']
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
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
# So many characters of a long name must stand in a question for the name to be meant.
STRETCH = 4
# A name is told by its words in any order from so many characters on, if so much of it is said.
_SCATTERED, _MOST = 5, 0.8
_OFFICIAL = re.compile(r"(费|支出|收入|经费|补助|公积金)$")
# From so many characters on, a name with one wrong character is that name.
_LONG = 5
# Names of more characters than these are not looked for by their sounds, or with a wrong character.
_HEARD, _MISSPELT, _SHORTEST = 12, 8, 3
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# Names of the usual subjects and tables: parts of them are ordinary words.
_COMMON = re.compile(r"支出$|收入$|结转|拨款|预算|经费合计|人员经费|公用经费|机关事业单位|一般行政管理")


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


class Nearly:
    """The terms of a lexicon by sounds, stretches and letters; each index is built when it is needed."""

    def __init__(self, entries: Mapping[str, Mention], bundled: Collection[str]) -> None:
        """Of all entries; `bundled` are the terms that no document adds."""
        self._entries = entries
        self._bundled = bundled

    def heard(self, text: str) -> list[Mention]:
        """The name that sounds so, has these words, or this part; [] where none does or several do."""
        whole = self._homophones(text) or self._scattered(text)
        return whole or self._named_in_part(text) or self._shortened(text)

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

    def _homophones(self, text: str) -> list[Mention]:
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

    # -- the words in another order, or some of them -----------------------------------------

    def _scattered(self, text: str) -> list[Mention]:
        """A printed name whose words stand in another order: 补贴公益岗位 of 公益性岗位补贴."""
        held = self._held(text)
        shares = {term: len(places) / len(term) for term, places in held.items()}
        best = max(shares.values(), default=0.0)
        fitting = [term for term, share in shares.items() if share == best]
        if best < _MOST or len(self._meant_by(fitting)) != 1:
            return []
        term = max(fitting, key=len)
        pairs = (term[at : at + 2] for at in held[term])
        first = min((text.find(pair) for pair in pairs if pair in text), default=0)
        return [Mention(first, first + 2, term, self._entries[term].targets)]

    def _held(self, text: str) -> dict[str, set[int]]:
        """Printed names → the places of their letters that stand in the text in pairs."""
        held: dict[str, set[int]] = {}
        for pair in dict.fromkeys(text[at : at + 2] for at in range(len(text) - 1)):
            for term in self._by_pair.get(pair, ()):
                places = (at for at in range(len(term) - 1) if term.startswith(pair, at))
                held.setdefault(term, set()).update(step for at in places for step in (at, at + 1))
        return held

    def _shortened(self, text: str) -> list[Mention]:
        """A name of which the middle is left out: 环卫保洁 of 环卫一体化保洁, if only one fits."""
        for at in range(len(text) - 3):
            head, tail = text[at : at + 2], text[at + 2 : at + 4]
            if not _HAN.fullmatch(head + tail) or head in NO_SUBJECT or tail in NO_SUBJECT:
                continue
            tailed = self._by_pair.get(tail, {})
            both = [term for term in self._by_pair.get(head, {}) if term in tailed]
            fitting = sorted((t for t in both if t.startswith(head) and t.find(tail) > 2), key=len)
            if len(self._meant_by(fitting)) == 1:
                return [Mention(at, at + 4, fitting[0], self._entries[fitting[0]].targets)]
        return []

    @cached_property
    def _by_pair(self) -> dict[str, dict[str, None]]:
        """Every two letters on end of the names that are in no bundled table of names → those names."""
        found: dict[str, dict[str, None]] = {}
        for term in self._entries:
            if _SCATTERED <= len(term) <= 3 * _SCATTERED and term not in self._bundled:
                for at in range(len(term) - 1):
                    found.setdefault(term[at : at + 2], {})[term] = None
        return found

    def _meant_by(self, terms: Iterable[str]) -> set[str]:
        return {target.name for term in terms for target in self._entries[term].targets}

    # -- a part of a long name ---------------------------------------------------------------

    def _named_in_part(self, text: str) -> list[Mention]:
        """A project named by a stretch of its long name (加装电梯), if only one fits."""
        best = self._stretches_in(text) or self._of_a_project(text)
        longest = max((m.end - m.start for m in best), default=0)
        fitting = [m for m in best if m.end - m.start == longest]
        names = {re.sub(r"项目|工程|专项|[^\w]", "", target.name) for m in fitting for target in m.targets}
        return fitting[:1] if len(names) == 1 else []

    def _stretches_in(self, text: str) -> list[Mention]:
        """Long names by the longest stretch of each that the text has."""
        best: dict[str, Mention] = {}
        for at in range(len(text) - STRETCH + 1):
            for term in self._by_stretch.get(text[at : at + STRETCH], ()):
                end = at + STRETCH
                while end < len(text) and text[at : end + 1] in term:
                    end += 1
                if term not in best or end - at > best[term].end - best[term].start:
                    best[term] = Mention(at, end, term, self._entries[term].targets)
        return list(best.values())

    def _of_a_project(self, text: str) -> list[Mention]:
        """政务云项目: where a project is asked of, the three letters before the word may name it."""
        asked = re.search(r"((?:(?!的)[\u4e00-\u9fff]){3})(?=项目|工程|专项)", text)
        if asked is None or asked[1] in NO_SUBJECT:
            return []
        start, end = asked.span(1)
        terms = dict.fromkeys(self._by_three.get(asked[1], ()))
        return [Mention(start, end, term, self._entries[term].targets) for term in terms]

    @cached_property
    def _by_stretch(self) -> dict[str, list[str]]:
        """Every stretch of the long names that are in no bundled table of names → those names."""
        return _pieces(self._long_names, STRETCH)

    @cached_property
    def _by_three(self) -> dict[str, list[str]]:
        """Every three letters on end of the long names → those names."""
        return _pieces(self._long_names, STRETCH - 1)

    @cached_property
    def _long_names(self) -> list[str]:
        printed = (term for term in self._entries if term not in self._bundled)
        return [term for term in printed if len(term) > STRETCH and not _COMMON.search(term)]


def _windows(text: str, longest: int) -> Iterator[tuple[int, str]]:
    """All stretches of a text from so many letters down to three, each with its place."""
    for size in range(min(longest, len(text)), _SHORTEST - 1, -1):
        for start in range(len(text) - size + 1):
            yield start, text[start : start + size]


def _pieces(terms: Iterable[str], size: int) -> dict[str, list[str]]:
    """Every so many letters on end of the terms → those terms."""
    found: dict[str, list[str]] = {}
    for term in terms:
        for at in range(len(term) - size + 1):
            found.setdefault(term[at : at + size], []).append(term)
    return found


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
