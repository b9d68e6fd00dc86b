"""The lexicon: what a question's words mean. Official, printed and colloquial names, and codes.

Built from ``data/lexicon.toml`` and from every subject the indexed documents print, so that
what is indexed extends it by itself. Matching is longest-first on the plain question; when
nothing matches, homophones are tried (公务街待费 → 公务接待费).

>>> [m.targets[0].name for m in lexicon.mentions(plain("请客吃饭花了多少"))]
['公务接待费']
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from index.figure_store import Term
from index.records import TableKind
from index.subjects import normal
from qa.records import Target

_SEPARATORS = re.compile(r"[,，。、;；:：?？!！/|·…~\n\r\t]+")
_DROPPED = re.compile(r"[\"'“”‘’「」『』《》<>()（）\[\]【】*#_`]")
_SPACE_BY_CJK = re.compile(
    r"(?<=[\u4e00-\u9fff0-9%,])\s+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff,])\s+(?=[0-9])"
)
# 予算 and 绝算 are 预算 and 决算 in another writing.
_YU, _JUE = "予鱼域玉愈", "绝觉掘诀"
_MISWRITTEN = re.compile(rf"([{_YU}{_JUE}])算")
# 收、支总计 is 收支总计.
_COLLECTIVE = re.compile(r"(收)[、,，](支)")
# Row and column labels that name no subject of their own.
_NO_SUBJECT = frozenset(
    "合计 小计 总计 金额 数量 预算数 决算数 其他 其中 项目 收入 支出 人员 购置费 运行费 本年 上年 "
    "增减额 增减 备注 单位 名称 部门 服务 货物 工程 资金 经费 预算 决算 本单位 无 有 年度 总额 "
    "合计数 本级 机关 行政".split()
)


def plain(text: str) -> str:
    """The question as it is matched: simplified, half-width, lower case.

    Quotes and brackets are gone, other punctuation is a single comma.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    text = _simplified(text).lower()
    text = _MISWRITTEN.sub(lambda m: ("预" if m[1] in _YU else "决") + "算", text)
    text = _DROPPED.sub("", re.sub(r"(?<=\d)[（()）\[\]【】]+(?=\d)", ",", text))
    text = _COLLECTIVE.sub(r"\1\2", text)
    text = re.sub(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)", lambda m: m.group().replace(",", ""), text)
    text = re.sub(r"\s+", " ", _SEPARATORS.sub(",", text))
    return _SPACE_BY_CJK.sub("", text).strip(", ")


def _simplified(text: str) -> str:
    return str(_converter().convert(text)) if re.search(r"[\u4e00-\u9fff]", text) else text


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


# So many characters of a long name must stand in a question for the name to be meant.
_STRETCH = 4
# Where something stands, not what it is.
_GENERAL = frozenset(("政府采购预算", "政府购买服务"))
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
class Lexicon:
    """Term → readings. Build with `Lexicon.of`."""

    concepts: dict[str, Target]
    entries: dict[str, Mention]
    codes: dict[str, str]
    longest: int
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _sounds: dict[tuple[str, ...], str] = field(default_factory=dict)
    _pieces: dict[str, list[str]] = field(default_factory=dict)
    _pairs: dict[str, set[str]] = field(default_factory=dict)
    _gaps: dict[tuple[int, str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, terms: Iterable[Term]) -> Lexicon:
        """The bundled lexicon extended by the subjects of the indexed documents."""
        concepts, entries = dict(_bundled()[0]), dict(_bundled()[1])
        codes: dict[str, str] = {}
        printed = {key for concept in concepts.values() for key in concept.keys}
        stored: dict[str, tuple[str, set[str]]] = {}
        for term in terms:
            if term.code and term.key:
                codes.setdefault(term.code, term.subject)
            if len(term.key) >= 2 and term.key not in _NO_SUBJECT and not term.key.isdigit():
                stored.setdefault(term.key, (term.subject, set()))[1].add(term.code)
        stems = {_stem(key): concept.name for concept in concepts.values() for key in concept.keys}
        for key, (_, own_codes) in stored.items():
            # 公务用车购置及运行维护支出 is 公务用车购置及运行维护费 in other words
            name = stems.get(_stem(key)) if len(_stem(key)) > _STRETCH and not own_codes - {""} else None
            if name and key not in printed and key not in entries:
                concepts[name] = replace(concepts[name], keys=(*concepts[name].keys, key))
                entries[key] = Mention(0, 0, key, (concepts[name],))
        for word, entry in entries.items():
            entries[word] = replace(entry, targets=tuple(concepts.get(t.name, t) for t in entry.targets))
        for key, (subject, own_codes) in stored.items():
            if key in printed and key in entries:
                continue
            if key in _asked():  # 信息化建设 is a subject of its own where a document prints it
                old = entries[key].targets[0]
                codes_ = tuple(dict.fromkeys((*sorted(own_codes - {""}), *old.codes)))
                merged = Target(subject, (key, *old.keys), codes_, old.tables)
                entries[key] = Mention(0, 0, key, (merged,))
                continue
            target = Target(subject.removeprefix("项目："), (key,), tuple(sorted(own_codes - {""})))
            _add(entries, key, target)
            _add(entries, plain(subject), target)  # 炼焦产品、炼油产品, with its separator
        for key in stored:
            meant = entries[key].targets[:1] if key in entries else ()
            for variant in _variants(key) if meant else ():
                if variant not in stored and len(variant) >= 3:
                    _add(entries, variant, meant[0])
        return cls(concepts, entries, codes, max(map(len, entries), default=0))

    def mentions(self, text: str) -> list[Mention]:
        """Non-overlapping mentions in a plain question, left to right, longest first at each place."""
        found: list[Mention] = []
        at = 0
        while at < len(text):
            for size in range(min(self.longest, len(text) - at), 1, -1):
                entry = self.entries.get(text[at : at + size])
                if entry and _whole_word(text, at, at + size):
                    found.append(
                        Mention(at, at + size, entry.term, entry.targets, entry.ambiguous, entry.group)
                    )
                    at += size
                    break
            else:
                at += 1
        if found and all(t.name in _GENERAL for mention in found for t in mention.targets):
            masked = text
            for mention in found:
                masked = masked.replace(
                    text[mention.start : mention.end], "■" * (mention.end - mention.start)
                )
            return found + self.named_in_part(masked)  # 政府采购买便携式计算机: a row of what is bought
        if any(not mention.ambiguous for mention in found):
            return found
        heard = self._homophones(text) or self._scattered(text) or self.named_in_part(text)
        heard = heard or self._shortened(text)
        return heard or found or self._misspelt(text)

    def _scattered(self, text: str) -> list[Mention]:
        """A printed name whose words stand in another order: 补贴公益岗位 of 公益性岗位补贴."""
        if not self._pairs:
            for term in self.entries:
                if _SCATTERED <= len(term) <= 3 * _SCATTERED and term not in _bundled()[1]:
                    for at in range(len(term) - 1):
                        self._pairs.setdefault(term[at : at + 2], set()).add(term)
        held: dict[str, set[int]] = {}
        for pair in {text[at : at + 2] for at in range(len(text) - 1)}:
            for term in self._pairs.get(pair, ()):
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
        bundled = _bundled()[1]
        for at in range(len(text) - 3):
            head, tail = text[at : at + 2], text[at + 2 : at + 4]
            if (
                not re.fullmatch(r"[\u4e00-\u9fff]{4}", head + tail)
                or head in _NO_SUBJECT
                or tail in _NO_SUBJECT
            ):
                continue
            both = self._pairs.get(head, set()) & self._pairs.get(tail, set())
            fitting = [
                term for term in both if term.startswith(head) and term.find(tail) > 2 and term not in bundled
            ]
            names = {target.name for term in fitting for target in self.entries[term].targets}
            if len(names) == 1:
                return [Mention(at, at + 4, fitting[0], self.entries[fitting[0]].targets, sure=False)]
        return []

    def _misspelt(self, text: str) -> list[Mention]:
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
                    if meant and (near or (size >= _LONG and _OFFICIAL.search(meant))):
                        entry = self.entries[meant]
                        return [replace(entry, start=start, end=start + size, sure=False)]
        return []

    def named_in_part(self, text: str) -> list[Mention]:
        """A project named by a stretch of its long name (加装电梯), if only one fits."""
        best: dict[str, Mention] = {}
        for at in range(len(text) - _STRETCH + 1):
            for term in self._stretches().get(text[at : at + _STRETCH], ()):
                size = _STRETCH
                while at + size < len(text) and text[at : at + size + 1] in term:
                    size += 1
                if term not in best or size > best[term].end - best[term].start:
                    best[term] = Mention(at, at + size, term, self.entries[term].targets, sure=False)
        if not best:
            best = self._of_a_project(text)
        longest = max((m.end - m.start for m in best.values()), default=0)
        fitting = [m for m in best.values() if m.end - m.start == longest]
        names = {target.name for m in fitting for target in m.targets}
        return fitting[:1] if len(names) == 1 else []

    def _of_a_project(self, text: str) -> dict[str, Mention]:
        """政务云项目: where a project is asked of, the three letters before the word may name it."""
        asked = re.search(r"((?:(?!的)[\u4e00-\u9fff]){3})(?=项目|工程|专项)", text)
        said = asked[1] if asked else ""
        return {
            term: Mention(asked.start(1), asked.end(1), term, self.entries[term].targets, sure=False)
            for terms in (self._stretches().values() if asked and said not in _NO_SUBJECT else ())
            for term in terms
            if asked and said in term
        }

    def _stretches(self) -> dict[str, list[str]]:
        """Every stretch of the long names that are in no bundled table of names → those names."""
        if not self._pieces:
            bundled = _bundled()[1]
            for term in self.entries:
                if len(term) > _STRETCH and term not in bundled and not _COMMON.search(term):
                    for at in range(len(term) - _STRETCH + 1):
                        self._pieces.setdefault(term[at : at + _STRETCH], []).append(term)
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

    def suggested(self, words: str) -> tuple[Target, ...]:
        """The one subject whose printed name holds the disclosures' word for what is asked: 扫大街 → 保洁."""
        usual = {key for concept in self.concepts.values() for key in concept.keys}
        for meaning in meanings(words):
            names = {
                entry.targets[0].name: entry.targets[0]
                for term, entry in self.entries.items()
                if meaning in term
                and len(entry.targets) == 1
                and not usual.intersection(entry.targets[0].keys)
            }
            if len(names) == 1:
                return tuple(names.values())
        return ()

    def concept(self, name: str) -> Target:
        """The bundled concept of that name. Raises KeyError."""
        return self.concepts[name]


@cache
def sounds(character: str) -> str:
    """The reading of one character without its tone; itself when it has none."""
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])


def _whole_word(text: str, start: int, end: int) -> bool:
    """English terms match whole words only."""
    if not text[start].isascii():
        return True
    before = start == 0 or not text[start - 1].isascii() or not text[start - 1].isalnum()
    after = end == len(text) or not text[end].isascii() or not text[end].isalnum()
    return before and after


def _stem(key: str) -> str:
    return re.sub(r"(?:预算|决算)?(?:支出|费用|经费|费|资金)?$", "", key)


def _variants(key: str) -> Sequence[str]:
    """Other endings people give a printed name."""
    stem = re.sub(r"(支出|费用|经费|费|资金)$", "", key)
    endings = ("", "支出", "费", "费用", "经费", "项目", "资金")
    # 自然资源海洋气象等支出 is said without its 等.
    stems = (one for one in dict.fromkeys((stem, stem.removesuffix("等"))) if len(one) >= 3 or one == stem)
    if len(stem) < 3 and stem in _NO_SUBJECT:
        return []  # 单位资金 is not said 单位项目
    return [one + ending for one in stems for ending in endings if one + ending != key]


def _add(entries: dict[str, Mention], term: str, target: Target) -> None:
    old = entries.get(term)
    if old is None:
        entries[term] = Mention(0, 0, term, (target,))


def meanings(words: str) -> tuple[str, ...]:
    """The words disclosures use for what a plain question says, each once."""
    return tuple(dict.fromkeys(word for asked, means in _wordings() if asked.search(words) for word in means))


@cache
def _wordings() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    data = tomllib.loads(files("qa").joinpath("data/wordings.toml").read_text(encoding="utf-8"))
    return tuple((re.compile("|".join(raw["asked"])), tuple(raw["means"])) for raw in data["wording"])


@cache
def _asked() -> frozenset[str]:
    """Colloquial words for concepts, under which nothing is looked for in documents."""
    data = tomllib.loads(files("qa").joinpath("data/lexicon.toml").read_text(encoding="utf-8"))
    names = {plain(name) for raw in data["concept"] for name in (raw["name"], *raw["printed"])}
    return frozenset(plain(word) for raw in data["concept"] for word in raw.get("asked", ())) - names


@cache
def _bundled() -> tuple[dict[str, Target], dict[str, Mention]]:
    data = tomllib.loads(files("qa").joinpath("data/lexicon.toml").read_text(encoding="utf-8"))
    concepts: dict[str, Target] = {}
    entries: dict[str, Mention] = {}
    for raw in data["concept"]:
        concepts[raw["name"]] = Target(
            raw["name"],
            tuple(normal(name) for name in raw["printed"]),
            tuple(raw.get("codes", ())),
            tuple(TableKind(kind) for kind in raw.get("tables", ())),
        )
    for raw in data["concept"]:
        _add(entries, plain(raw["name"]), concepts[raw["name"]])
    for raw in data["concept"]:
        for name in (*raw["printed"], *raw.get("asked", ())):
            _add(entries, plain(name), concepts[raw["name"]])
    for raw in data["phrase"]:
        for term in raw["terms"]:
            entries[plain(term)] = Mention(0, 0, term, ())
    for raw in data["ambiguous"]:
        readings = tuple(concepts.get(name) or Target(name, (normal(name),)) for name in raw["readings"])
        for term in (raw["term"], *raw.get("also", ())):
            entries[plain(term)] = Mention(0, 0, term, readings, ambiguous=len(readings) > 1)
    for raw in data["group"]:
        members = tuple(concepts[name] for name in raw["members"])
        for term in (raw["term"], *raw.get("also", ())):
            entries[plain(term)] = Mention(0, 0, term, members, group=True)
    return concepts, entries
