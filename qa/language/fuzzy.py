"""Names that a question says nearly: misheard, misspelt, in another order, shortened, in part.

Tried only where no name stands in the question as it is printed or known; each index is built when it is
first needed.

>>> [m.term for m in lexicon.nearly.heard("公务街待费")]
['公务接待费']
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

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
# Names of the usual subjects and tables: parts of them are ordinary words.
_COMMON = re.compile(r"支出$|收入$|结转|拨款|预算|经费合计|人员经费|公用经费|机关事业单位|一般行政管理")


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the plain question and what it may mean. `sure` is False for a homophone."""

    start: int
    end: int
    term: str
    targets: tuple[Target, ...]
    ambiguous: bool = False
    group: bool = False
    sure: bool = True


@dataclass(slots=True)
class Nearly:
    """The terms of a lexicon by their sounds, stretches and letters. `bundled` are those no document adds."""

    entries: Mapping[str, Mention]
    bundled: Collection[str]
    _sounds: dict[tuple[str, ...], str] = field(default_factory=dict)
    _pieces: dict[str, list[str]] = field(default_factory=dict)
    _threes: dict[str, list[str]] = field(default_factory=dict)
    _pairs: dict[str, set[str]] = field(default_factory=dict)
    _gaps: dict[tuple[int, str, str], str] = field(default_factory=dict)

    def heard(self, text: str) -> list[Mention]:
        """The name that sounds so, has these words, or this part; [] where none does or several do."""
        whole = self._homophones(text) or self._scattered(text)
        return whole or self.named_in_part(text) or self._shortened(text)

    def _scattered(self, text: str) -> list[Mention]:
        """A printed name whose words stand in another order: 补贴公益岗位 of 公益性岗位补贴."""
        pairs = self._by_pairs()
        held: dict[str, set[int]] = {}
        for pair in {text[at : at + 2] for at in range(len(text) - 1)}:
            for term in pairs.get(pair, ()):
                places = (at for at in range(len(term) - 1) if term.startswith(pair, at))
                held.setdefault(term, set()).update(step for at in places for step in (at, at + 1))
        shares = {term: len(places) / len(term) for term, places in held.items()}
        best = max(shares.values(), default=0.0)
        names = {
            t.name for term, share in shares.items() if share == best for t in self.entries[term].targets
        }
        if best < _MOST or len(names) != 1:
            return []
        term = max((term for term, share in shares.items() if share == best), key=len)
        first = min(
            (text.find(term[at : at + 2]) for at in held[term] if term[at : at + 2] in text), default=0
        )
        return [Mention(first, first + 2, term, self.entries[term].targets, sure=False)]

    def _shortened(self, text: str) -> list[Mention]:
        """A name of which the middle is left out: 环卫保洁 of 环卫一体化保洁, if only one fits."""
        pairs = self._by_pairs()
        for at in range(len(text) - 3):
            head, tail = text[at : at + 2], text[at + 2 : at + 4]
            if (
                not re.fullmatch(r"[\u4e00-\u9fff]{4}", head + tail)
                or head in NO_SUBJECT
                or tail in NO_SUBJECT
            ):
                continue
            both = pairs.get(head, set()) & pairs.get(tail, set())
            fitting = [term for term in both if term.startswith(head) and term.find(tail) > 2]
            names = {target.name for term in fitting for target in self.entries[term].targets}
            if len(names) == 1:
                return [Mention(at, at + 4, fitting[0], self.entries[fitting[0]].targets, sure=False)]
        return []

    def _by_pairs(self) -> dict[str, set[str]]:
        """Every two letters on end of the names that are in no bundled table of names → those names."""
        if not self._pairs:
            for term in self.entries:
                if _SCATTERED <= len(term) <= 3 * _SCATTERED and term not in self.bundled:
                    for at in range(len(term) - 1):
                        self._pairs.setdefault(term[at : at + 2], set()).add(term)
        return self._pairs

    def misspelt(self, text: str) -> list[Mention]:
        """A name of which one character in three is wrong and sounds nearly so: 辨公费 of 办公费."""
        from rapidfuzz.distance import Levenshtein

        if not self._gaps:
            for term in self.entries:
                if 3 <= len(term) <= 8 and re.fullmatch(r"[\u4e00-\u9fff]+", term):
                    for at in range(len(term)):
                        self._gaps.setdefault((at, term[:at], term[at + 1 :]), term)
        for size in range(min(8, len(text)), 2, -1):
            for start in range(len(text) - size + 1):
                window = text[start : start + size]
                for at in range(size):
                    meant = self._gaps.get((at, window[:at], window[at + 1 :]))
                    # 公务接侍费: of a long name one character may also look alike only.
                    near = meant and Levenshtein.distance(sounds(meant[at]), sounds(window[at])) <= 1
                    if not meant or _in_a_word(text, start + at):
                        continue  # 测绘费 is no 水费
                    if near or (size >= _LONG and _OFFICIAL.search(meant)):
                        entry = self.entries[meant]
                        return [replace(entry, start=start, end=start + size, sure=False)]
        return []

    def named_in_part(self, text: str) -> list[Mention]:
        """A project named by a stretch of its long name (加装电梯), if only one fits."""
        best: dict[str, Mention] = {}
        for at in range(len(text) - STRETCH + 1):
            for term in self._stretches().get(text[at : at + STRETCH], ()):
                size = STRETCH
                while at + size < len(text) and text[at : at + size + 1] in term:
                    size += 1
                if term not in best or size > best[term].end - best[term].start:
                    best[term] = Mention(at, at + size, term, self.entries[term].targets, sure=False)
        if not best:
            best = self._of_a_project(text)
        longest = max((m.end - m.start for m in best.values()), default=0)
        fitting = [m for m in best.values() if m.end - m.start == longest]
        names = {re.sub(r"项目|工程|专项|[^\w]", "", target.name) for m in fitting for target in m.targets}
        return fitting[:1] if len(names) == 1 else []

    def _of_a_project(self, text: str) -> dict[str, Mention]:
        """政务云项目: where a project is asked of, the three letters before the word may name it."""
        asked = re.search(r"((?:(?!的)[\u4e00-\u9fff]){3})(?=项目|工程|专项)", text)
        if asked is None or asked[1] in NO_SUBJECT:
            return {}
        if not self._threes:
            for term in {term for terms in self._stretches().values() for term in terms}:
                for at in range(len(term) - 2):
                    self._threes.setdefault(term[at : at + 3], []).append(term)
        start, end = asked.span(1)
        terms = self._threes.get(asked[1], ())
        return {term: Mention(start, end, term, self.entries[term].targets, sure=False) for term in terms}

    def _stretches(self) -> dict[str, list[str]]:
        """Every stretch of the long names that are in no bundled table of names → those names."""
        if not self._pieces:
            for term in self.entries:
                if len(term) > STRETCH and term not in self.bundled and not _COMMON.search(term):
                    for at in range(len(term) - STRETCH + 1):
                        self._pieces.setdefault(term[at : at + STRETCH], []).append(term)
        return self._pieces

    def _homophones(self, text: str) -> list[Mention]:
        """Mentions that sound right though a character is wrong: at most a third of it."""
        if not self._sounds:
            for term in self.entries:
                if 3 <= len(term) <= 12 and re.fullmatch(r"[\u4e00-\u9fff]+", term):
                    self._sounds.setdefault(tuple(map(sounds, term)), term)
        for size in range(min(12, len(text)), 2, -1):
            for at in range(len(text) - size + 1):
                window = text[at : at + size]
                if not re.fullmatch(r"[\u4e00-\u9fff]+", window):
                    continue
                heard = self._sounds.get(tuple(map(sounds, window)))
                if heard and sum(a != b for a, b in zip(heard, window, strict=True)) * 3 <= size:
                    entry = self.entries[heard]
                    return [
                        Mention(at, at + size, heard, entry.targets, entry.ambiguous, entry.group, sure=False)
                    ]
        return []


def _in_a_word(text: str, at: int) -> bool:
    """Whether the letter makes a word with the one before or behind it, and so is no slip."""
    return any(is_word(text[start : start + 2]) for start in (at - 1, at) if start >= 0)


@cache
def sounds(character: str) -> str:
    """The reading of one character without its tone; itself when it has none."""
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])
