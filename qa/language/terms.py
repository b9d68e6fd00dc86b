"""The lexicon: what a question's words mean. Official, printed and colloquial names.

Built from ``data/lexicon.toml`` and from every subject the indexed documents print, so that
what is indexed extends it by itself.

>>> lexicon.entries["请客吃饭"].targets[0].name
'公务接待费'
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from index.facts.records import TableKind
from index.facts.subjects import normal
from index.store.protocols import Term
from qa.language.normal import key_of
from qa.records import Target

# Row and column labels that name no subject of their own.
NO_SUBJECT = frozenset(
    "合计 小计 总计 金额 数量 预算数 决算数 其他 其中 项目 收入 支出 人员 购置费 运行费 本年 上年 "
    "增减额 增减 备注 单位 名称 部门 服务 货物 工程 资金 经费 预算 决算 本单位 无 有 年度 总额 "
    "合计数 本级 机关 行政".split()
)
# From so many letters on, the beginning of a name tells it.
_LONG_STEM = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """What a term may mean: an `ambiguous` one of its targets, a `group` all of them together."""

    term: str
    targets: tuple[Target, ...]
    ambiguous: bool = False
    group: bool = False


@dataclass(slots=True)
class Lexicon:
    """Term, as `key_of` compares names, → what it means. Build with `Lexicon.of`."""

    concepts: dict[str, Target]
    entries: dict[str, Mention]

    @classmethod
    def of(cls, terms: Iterable[Term]) -> Lexicon:
        """The bundled lexicon extended by the subjects of the indexed documents."""
        concepts, entries = dict(_bundled()[0]), dict(_bundled()[1])
        printed = _printed(terms)
        known = {key for concept in concepts.values() for key in concept.keys}
        _name_otherwise(concepts, entries, [key for key in printed if key not in known], printed)
        for term, entry in entries.items():
            entries[term] = replace(entry, targets=tuple(concepts.get(t.name, t) for t in entry.targets))
        for key, (subject, codes) in printed.items():
            if not (key in known and key in entries):
                _add_printed(entries, key, subject, codes)
        _add_variants(entries, printed)
        return cls(concepts, entries)

    def concept(self, name: str) -> Target:
        """The bundled concept of that name. Raises KeyError."""
        return self.concepts[name]


_Printed = dict[str, tuple[str, tuple[str, ...]]]


def _printed(terms: Iterable[Term]) -> _Printed:
    """The subjects that documents print: their keys with the name first printed and all codes, sorted."""
    names: dict[str, str] = {}
    codes: dict[str, set[str]] = {}
    for term in terms:
        if len(term.key) >= 2 and term.key not in NO_SUBJECT and not term.key.isdigit():
            names.setdefault(term.key, term.subject)
            codes.setdefault(term.key, set()).add(term.code)
    return {key: (subject, tuple(sorted(codes[key] - {""}))) for key, subject in names.items()}


def _name_otherwise(
    concepts: dict[str, Target], entries: dict[str, Mention], keys: Iterable[str], printed: _Printed
) -> None:
    """公务用车购置及运行维护支出 is 公务用车购置及运行维护费 in other words: one more key of the concept."""
    stems = {_stem(key): concept.name for concept in concepts.values() for key in concept.keys}
    public = [concept for concept in concepts.values() if TableKind.THREE_PUBLIC in concept.tables]
    told = {_plainly(key): concept.name for concept in public for key in concept.keys}
    for key in keys:
        if printed[key][1]:
            continue
        name = stems.get(_stem(key)) if len(_stem(key)) >= _LONG_STEM else None
        name = name or told.get(_plainly(key))
        if name and (key not in entries or _means(entries[key], name)):
            concepts[name] = replace(concepts[name], keys=(*concepts[name].keys, key))
            entries[key] = Mention(key, (concepts[name],))


def _add_printed(entries: dict[str, Mention], key: str, subject: str, codes: tuple[str, ...]) -> None:
    """A printed subject as a term; one that is a word for a concept means both."""
    if key in _asked():  # 信息化建设 is a subject of its own where a document prints it
        old = entries[key].targets[0]
        both = tuple(dict.fromkeys((*codes, *old.codes)))
        entries[key] = Mention(key, (Target(subject, (key, *old.keys), both, old.tables),))
        return
    target = Target(subject.removeprefix("项目："), (key,), codes)
    _add(entries, key, target)
    _add(entries, key_of(target.name), target)


def _add_variants(entries: dict[str, Mention], printed: _Printed) -> None:
    """The printed names with other endings, where those are no names themselves."""
    for key in printed:
        meant = entries[key].targets[:1] if key in entries else ()
        for variant in _variants(key) if meant else ():
            if variant not in printed and len(variant) >= 3:
                _add(entries, variant, meant[0])


def _stem(key: str) -> str:
    return re.sub(r"(?:预算|决算)?(?:支出|费用|经费|费|资金)?$", "", key)


_PLAIN_WORDS = (
    (r"公务用车|公务车辆?|公车|用车|车辆", "车"),
    (r"公务|因公|国内", ""),
    (r"经费|费用|支出|开支|预算|决算", "费"),
    (r"运行维护|运维|维护", "运行"),
    (r"购买|购(?!置)", "购置"),
    (r"招待", "接待"),
    (r"[及和与、]", ""),
    (r"（境）|境外?", ""),
    (r"费+$", ""),
)


def _plainly(key: str) -> str:
    """A name of one of the 三公 in the fewest words: 车辆购置 and 公务用车购置费 are one."""
    for words, plain in _PLAIN_WORDS:
        key = re.sub(words, plain, key)
    return key


def _means(entry: Mention, name: str) -> bool:
    """Whether a word people use stands for that concept alone."""
    return [target.name for target in entry.targets] == [name]


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
    entries.setdefault(term, Mention(term, (target,)))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("qa.language").joinpath("data/lexicon.toml").read_text(encoding="utf-8"))


@cache
def _asked() -> frozenset[str]:
    """Colloquial words for concepts, under which nothing is looked for in documents."""
    concepts = _data()["concept"]
    names = {key_of(name) for raw in concepts for name in (raw["name"], *raw["printed"])}
    return frozenset(key_of(word) for raw in concepts for word in raw.get("asked", ())) - names


@cache
def _bundled() -> tuple[dict[str, Target], dict[str, Mention]]:
    """The concepts by name, and every term for them, for one of several, or for a group of them."""
    data = _data()
    concepts = {
        raw["name"]: Target(
            raw["name"],
            tuple(normal(name) for name in raw["printed"]),
            tuple(raw.get("codes", ())),
            tuple(TableKind(kind) for kind in raw.get("tables", ())),
            raw.get("unit", ""),
        )
        for raw in data["concept"]
    }
    return concepts, _bundled_terms(data, concepts)


def _bundled_terms(data: dict[str, Any], concepts: dict[str, Target]) -> dict[str, Mention]:
    entries: dict[str, Mention] = {}
    for raw in data["concept"]:
        _add(entries, key_of(raw["name"]), concepts[raw["name"]])
    for raw in data["concept"]:
        for name in (*raw["printed"], *raw.get("asked", ())):
            _add(entries, key_of(name), concepts[raw["name"]])
    for raw in data["phrase"]:
        entries |= {key_of(term): Mention(term, ()) for term in raw["terms"]}
    for raw in data["ambiguous"]:
        readings = tuple(concepts.get(name) or Target(name, (normal(name),)) for name in raw["readings"])
        for term in _terms(raw):
            entries[key_of(term)] = Mention(term, readings, ambiguous=len(readings) > 1)
    for raw in data["group"]:
        members = tuple(concepts[name] for name in raw["members"])
        entries |= {key_of(term): Mention(term, members, group=True) for term in _terms(raw)}
    return entries


def _terms(raw: dict[str, Any]) -> tuple[str, ...]:
    return (raw["term"], *raw.get("also", ()))
