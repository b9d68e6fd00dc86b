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
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from index.facts.records import TableKind
from index.facts.subjects import normal
from index.store.protocols import Term
from qa.language.fuzzy import NO_SUBJECT, STRETCH, Nearly
from qa.language.fuzzy import Mention as Mention
from qa.language.fuzzy import sounds as sounds
from qa.language.topics import meanings
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


# Where something stands, not what it is.
GENERAL = frozenset(("政府采购预算", "政府购买服务"))


# Where several names may be listed, and how many of them are looked for.
_LISTED = re.compile(r"一共|合计|总共|加起来|之和|相加|分别|各")
_ADDED = re.compile(r"[两三四五几]项|[两三四五几]个(项目|专项)|加在?一起|加起来|之和|相加|合起来")
_MANY = 6


@dataclass(slots=True)
class Lexicon:
    """Term → readings. Build with `Lexicon.of`."""

    concepts: dict[str, Target]
    entries: dict[str, Mention]
    codes: dict[str, str]
    longest: int
    nearly: Nearly

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
            if len(term.key) >= 2 and term.key not in NO_SUBJECT and not term.key.isdigit():
                stored.setdefault(term.key, (term.subject, set()))[1].add(term.code)
        stems = {_stem(key): concept.name for concept in concepts.values() for key in concept.keys}
        for key, (_, own_codes) in stored.items():
            # 公务用车购置及运行维护支出 is 公务用车购置及运行维护费 in other words
            name = stems.get(_stem(key)) if len(_stem(key)) > STRETCH and not own_codes - {""} else None
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
        return cls(
            concepts, entries, codes, max(map(len, entries), default=0), Nearly(entries, _bundled()[1].keys())
        )

    def mentions(self, text: str) -> list[Mention]:
        """Non-overlapping mentions in a plain question, left to right, longest first at each place."""
        found: list[Mention] = []
        at = 0
        while at < len(text):
            for size in range(min(self.longest, len(text) - at), 1, -1):
                entry = self.entries.get(text[at : at + size])
                if entry and _whole_word(text, at, at + size) and not _cut_out(text, at, size):
                    found.append(
                        Mention(at, at + size, entry.term, entry.targets, entry.ambiguous, entry.group)
                    )
                    at += size
                    break
            else:
                at += 1
        if found and all(t.name in GENERAL for mention in found for t in mention.targets):
            masked = text
            for mention in found:
                masked = masked.replace(
                    text[mention.start : mention.end], "■" * (mention.end - mention.start)
                )
            return found + self.nearly.named_in_part(
                masked
            )  # 政府采购买便携式计算机: a row of what is bought
        if any(not mention.ambiguous for mention in found):
            return found + self._listed(text, found) if _ADDED.search(text) else found
        heard = self.nearly.heard(text)
        if heard and _LISTED.search(text):
            heard = sorted(heard + self._listed(text, heard), key=lambda mention: mention.start)
        return heard or found or self.nearly.misspelt(text)

    def _listed(self, text: str, found: list[Mention]) -> list[Mention]:
        """Further names, said in part, in a list: 河道保洁、堤防养护和清淤三个项目一共."""
        for mention in found:
            text = text[: mention.start] + "■" * (mention.end - mention.start) + text[mention.end :]
        more: list[Mention] = []
        for piece in re.finditer(r"[^,和与及]+", text):
            for named in self.nearly.named_in_part(piece.group()):
                more.append(replace(named, start=named.start + piece.start(), end=named.end + piece.start()))
        return more[:_MANY]

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


def _cut_out(text: str, at: int, size: int) -> bool:
    """Whether a short common word is the end of 支出 and the head of another: 实际支出差了多少."""
    return size == 2 and at > 0 and text[at - 1 : at + 1] == "支出" and text[at : at + size] in _asked()


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
    if len(stem) < 3 and stem in NO_SUBJECT:
        return []  # 单位资金 is not said 单位项目
    return [one + ending for one in stems for ending in endings if one + ending != key]


def _add(entries: dict[str, Mention], term: str, target: Target) -> None:
    old = entries.get(term)
    if old is None:
        entries[term] = Mention(0, 0, term, (target,))


@cache
def _asked() -> frozenset[str]:
    """Colloquial words for concepts, under which nothing is looked for in documents."""
    data = tomllib.loads(files("qa.language").joinpath("data/lexicon.toml").read_text(encoding="utf-8"))
    names = {plain(name) for raw in data["concept"] for name in (raw["name"], *raw["printed"])}
    return frozenset(plain(word) for raw in data["concept"] for word in raw.get("asked", ())) - names


@cache
def _bundled() -> tuple[dict[str, Target], dict[str, Mention]]:
    data = tomllib.loads(files("qa.language").joinpath("data/lexicon.toml").read_text(encoding="utf-8"))
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
