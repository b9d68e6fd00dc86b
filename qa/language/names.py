"""Every name that can be asked for: rows, columns, tables, projects, units, and what people call them.

Built with the vocabulary, from the bundled lexicon and from all that the indexed tables and
sentences print, so that what is indexed extends it by itself.

>>> names.get("吃喝").names[0].shown
'公务接待费'
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from index.facts.extent.places import WHOSE, rank_of
from index.facts.extent.years import in_digits
from index.facts.naming.captions import is_dated, number_of, said_of_number, undated, unnumbered
from index.facts.records import TableKind
from index.facts.subjects import label_without_ordinal, normal, without_stage
from index.store.protocols import Labels, Term
from index.store.tokens import is_word
from qa.language.fuzzy.parts import Parts
from qa.language.fuzzy.slips import Homophones, words_of
from qa.language.lexicon import words
from qa.language.meant import How, Name
from qa.language.normal import key_of, read
from qa.language.terms import Lexicon
from qa.language.whose.organisations import is_organisation
from qa.records import Target


class Role(StrEnum):
    """Where a name stands in the documents."""

    ROW = "row"
    COLUMN = "column"
    TABLE = "table"
    UNIT = "unit"
    CONCEPT = "concept"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a stretch of text may name: its readings, and where such names stand.

    `ambiguous` words have several readings of which one is meant, a `group` means all of them together.
    `weak` names are so general that they are names only where they are quoted (合计, 预算数, 金额).
    """

    names: tuple[Name, ...]
    roles: frozenset[Role]
    ambiguous: bool = False
    group: bool = False
    weak: bool = False


# Labels that say when or how much, and nothing of what.
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d年?度?|本年度?|上年度?|去年|当年|全年|年初|年末|期末|调整后?|变动)*"
    r"(?:预算|决算|执行|实际|支出预算|收入预算|部门预算|单位预算)?(?:数|金额|额|合计|总计|小计|总额|安排数?|资金)?"
)
_WEAK = frozenset(
    "合计 小计 总计 金额 数量 其中 项目 收入 支出 人员 本年 上年 增减额 增减 备注 单位 "
    "名称 部门 服务 货物 工程 资金 经费 预算 决算 本单位 无 有 年度 总额 合计数 本级 "
    "机关 行政 内容 类别 性质 单位名称 项目名称 说明 目标 用途 科目 科目名称 比例 增长 "
    "下降 增加 减少 差额 结余 补助 办公 维护 保障 管理 建设 其他 运行 采购 数额 今年 "
    "项目 去年 占比 比重 指标 类 款 项 元 万元 ".split()
)
_AGAINST_YEAR = re.compile(r"(?:(?:19|20)\d\d年?度?|本年|上年)(?:预算|决算)?数?(?:比|较|与|为)")
_AGAINST = re.compile(r"(?:比|较|与|为)(?:(?:19|20)\d\d年?度?|本年|上年|去年)(?:预算|决算|执行)?数?")
# 专项资金分配情况表 is asked for as 专项资金分配; a title said so is of so many letters.
_TABLE_OF = re.compile(r"(?:情况|明细|汇总|统计)一?览?表$")
_SHORT_TITLE = 6
# 表九, 公开09表: what a table is called by the number of its title; 九 alone says nothing.
_BARE_NUMBER = re.compile(r"[\d一二三四五六七八九十.-]+")
_ENDINGS = ("", "支出", "费", "费用", "经费", "项目", "资金")
_STATE = "情况"
_ONE_WORD = 2
_ENDING = re.compile(r"(支出|费用|经费|费|资金|项目)$")


class Names:
    """Key → `Entry`, and the lengths of keys by their first letters. Build with `Names.of`."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._longest: dict[str, int] = {}
        self._titles: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        self._rows: tuple[str, ...] = ()
        self._spelt: tuple[str, ...] = ()

    @classmethod
    def of(cls, lexicon: Lexicon, terms: Iterable[Term], labels: Labels) -> Names:
        """The names of a lexicon and of what is printed."""
        names = cls()
        printed = _printed(terms, labels)
        names._spelt = tuple(lexicon.entries)
        names._rows = tuple(key for key, (roles, _, _) in printed.items() if Role.ROW in roles)
        for key, (roles, shown, codes) in printed.items():
            names._put(
                key,
                Entry(
                    (Name(shown, shown, _keys(shown), tuple(sorted(codes))),),
                    frozenset(roles),
                    weak=_is_weak(key),
                ),
            )
        names._add_tables(labels)
        names._add_concepts(lexicon)
        names._add_variants(printed)
        return names

    def get(self, key: str) -> Entry | None:
        """What a stretch names, or None."""
        return self._entries.get(key)

    def at(self, text: str, start: int) -> Iterator[tuple[int, Entry]]:
        """The names that begin at a place of the text: their ends and entries, longest first."""
        for size in range(min(self._longest.get(text[start : start + 2], 0), len(text) - start), 1, -1):
            entry = self._entries.get(text[start : start + size])
            if entry is not None:
                yield start + size, entry

    @cached_property
    def parts(self) -> Parts:
        """The rows that are printed, to be found by parts of their names."""
        rows = (self._entries[key] for key in self._rows if key in self._entries)
        return Parts((entry.names[0] for entry in rows if not entry.weak), _WEAK)

    @cached_property
    def homophones(self) -> Homophones:
        """What is printed and the words of it, to be found by their sounds; no unit and no place."""
        entries = self._entries.items()
        named = [key for key, entry in entries if Role.UNIT not in entry.roles and not rank_of(key)]
        return Homophones([*named, *sorted(words_of(named))], self._spelt)

    def title_like(self, said: str) -> Entry | None:
        """The tables whose titles are what is said with letters put in; None where there are none."""
        fitting = [
            (key, entry)
            for key, entry in self._titles.get(said[-2:], ())
            if len(key) <= 2 * len(said) and _is_within(said, key)
        ]
        if not fitting:
            return None
        names = tuple(name for _, entry in fitting for name in entry.names)
        kinds = tuple(sorted({kind for name in names for kind in name.tables}))
        first = names[0]
        keys = tuple(dict.fromkeys(key for name in names for key in name.keys))
        return Entry((replace(first, keys=keys, tables=kinds, how=How.PART),), frozenset({Role.TABLE}))

    def is_of_whole(self, key: str) -> bool:
        """Whether it is the name of something else behind how much of a place it is of: 全市税收收入."""
        whose = _WHOSE.match(key)
        return whose is not None and (len(key) == whose.end() or key[whose.end() :] in self)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def _put(self, key: str, entry: Entry) -> None:
        if len(key) < 2:
            return
        old = self._entries.get(key)
        if old is not None:
            merged = (
                *entry.names,
                *(name for name in old.names if name.shown not in {n.shown for n in entry.names}),
            )
            entry = replace(
                entry,
                names=merged if entry.ambiguous or entry.group else _one(merged),
                roles=entry.roles | old.roles,
            )
        self._entries[key] = entry
        self._longest[key[:2]] = max(len(key), self._longest.get(key[:2], 0))

    def _add_tables(self, labels: Labels) -> None:
        kinds: dict[str, set[TableKind]] = defaultdict(set)
        numbers: dict[str, dict[str, TableKind]] = defaultdict(dict)
        shown: dict[str, str] = {}
        for title, kind in labels.tables:
            if number := number_of(title):
                for said in (number, *said_of_number(number)):
                    numbers[key_of(said)].setdefault(normal(title), kind)
            for form in (title, unnumbered(title), undated(title)):
                # 5-2 2024年…表 holds two numbers, which a question keeps apart.
                for key in {key_of(form), read(" ".join(form.split())).bare.replace("_", " ")}:
                    for said in _said_of_table(key):
                        kinds[said].add(kind)
                        shown.setdefault(said, form)
        for key, of_kinds in kinds.items():
            name = Name(shown[key], shown[key], (normal(shown[key]),), tables=tuple(sorted(of_kinds)))
            old = self._entries.get(key)
            roles = frozenset({Role.TABLE}) | (old.roles if old else frozenset())
            self._put(key, Entry((name,), roles))
            if key.endswith("表") and not is_dated(key):
                self._titles[key[-2:]].append((key, Entry((name,), frozenset({Role.TABLE}))))
        for number, titles in numbers.items():
            if not _BARE_NUMBER.fullmatch(number) and number not in self._entries:
                self._put(number, Entry((Name(number, number, tuple(titles)),), frozenset({Role.TABLE})))

    def _add_concepts(self, lexicon: Lexicon) -> None:
        for mention in lexicon.entries.values():
            key = key_of(mention.term).replace(" ", "_")  # as a question's Latin words are joined
            if not mention.targets:
                continue
            bundled = all(target.name in lexicon.concepts for target in mention.targets)
            # Printed, and a word for a concept too.
            worded = any(len(target.keys) > 1 for target in mention.targets)
            if not bundled and not mention.ambiguous and not worded:
                continue
            names = tuple(
                _of_target(mention.term, target, normal(mention.term)) for target in mention.targets
            )
            self._put(
                key, Entry(names, frozenset({Role.CONCEPT, Role.ROW}), mention.ambiguous, mention.group)
            )

    def _add_variants(self, printed: dict[str, tuple[set[Role], str, set[str]]]) -> None:
        for key, (roles, _, _) in printed.items():
            if Role.ROW not in roles or _is_weak(key):
                continue
            for said in _said_as(key):
                if said not in _WEAK and (said not in self._entries or f"{said}收入" == key):
                    names = tuple(replace(name, how=How.SHORT) for name in self._entries[key].names)
                    self._put(said, replace(self._entries[key], names=names))
                elif said != key and said in printed and Role.CONCEPT not in self._entries[said].roles:
                    self._also(said, key)

    def _also(self, said: str, key: str) -> None:
        """农业生产发展, that another body prints as 农业生产发展资金: looked for as either."""
        entry = self._entries[said]
        names = tuple(replace(name, keys=tuple(dict.fromkeys((*name.keys, key)))) for name in entry.names)
        self._entries[said] = replace(entry, names=names)


def _keys(shown: str) -> tuple[str, ...]:
    """A printed name as compared, its year in digits too: 二○三○年决算数."""
    return tuple(dict.fromkeys((normal(shown), normal(in_digits(shown)))))


def _said_of_table(key: str) -> Iterator[str]:
    """A title, and without 情况表 where what is left is no question of a row: not …收入完成|情况表."""
    short = _TABLE_OF.sub("", key)
    if len(key) >= 4:
        yield key
    if short != key and len(short) >= _SHORT_TITLE and short[-2:] not in words():
        yield short


def _said_as(key: str) -> Iterator[str]:
    """A printed name with other endings: 付息 of 付息情况; a tax is its revenue too: 契税收入 of 契税.

    税种 are what 税收收入 is made of.
    """
    stem = _ENDING.sub("", key)
    yield from (stem + end for end in _ENDINGS if len(stem) >= 3)
    if key.endswith("支出") and len(stem) == _ONE_WORD and is_word(stem):
        yield stem  # 在教育上花了多少
    tax = key.removesuffix("收入")
    if "税" in tax and len(tax) > 1:
        yield from (tax, f"{tax}收入", *(("税种",) if tax == "税收" else ()))
    if key.endswith(_STATE) and len(key) > len(_STATE) + 1:
        yield key.removesuffix(_STATE)


def _is_within(said: str, key: str) -> bool:
    """Whether the letters of `said` stand in `key` in this order."""
    letters = iter(key)
    return all(letter in letters for letter in said)


def _one(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """Readings of one printed name as one name: its own key first, then the keys it may be printed by."""
    first = names[0]
    keys = dict.fromkeys(key for name in names for key in name.keys)
    own = [key for name in names[1:] for key in name.keys[:1]]
    ordered = tuple(dict.fromkeys((*own, *keys)))
    codes = tuple(dict.fromkeys(code for name in names for code in name.codes))
    tables = first.tables or next((name.tables for name in names if name.tables), ())
    return (replace(first, keys=ordered, codes=codes, tables=tables),)


def _of_target(said: str, target: Target, own: str) -> Name:
    keys = target.keys if own not in target.keys else (own, *(key for key in target.keys if key != own))
    how = How.EXACT if own in target.keys else How.SPOKEN
    unit = target.unit if how is How.SPOKEN or own == normal(target.name) else ""
    return Name(said, target.name, keys, target.codes, target.tables, how, unit=unit)


def _is_weak(key: str) -> bool:
    dated = _PERIOD.fullmatch(key) or _AGAINST_YEAR.match(key) or _AGAINST.fullmatch(key)
    return key in _WEAK or bool(dated) or key.replace(".", "").isdigit()


def _printed(terms: Iterable[Term], labels: Labels) -> dict[str, tuple[set[Role], str, set[str]]]:
    """Key → where it stands, how it is printed, its codes."""
    found: dict[str, tuple[set[Role], str, set[str]]] = {}

    def put(label: str, role: Role, code: str = "") -> None:
        bare = label_without_ordinal(label).removeprefix("项目：")
        for form in dict.fromkeys((bare, label, *_without_whose(bare))):
            key = key_of(form)
            if len(key) < 2 or not re.search(r"[^\W\d_]", key):
                continue
            roles, _, codes = found.setdefault(key, (set(), form, set()))
            roles.add(role)
            if code:
                codes.add(code)

    for term in terms:
        put(term.subject, Role.ROW, term.code)
    for row, code in labels.rows:
        *above, last = row.split("/")
        put(last, Role.UNIT if is_organisation(last) else Role.ROW, code)
        for part in above:
            put(part, Role.UNIT if is_organisation(part) else Role.ROW)
    for path in labels.columns:
        for part in (_YEAR_END.sub("", part) for part in path.split("/")):
            put(part, Role.COLUMN)
            put(without_stage(part), Role.COLUMN)
    return found


# 末政府债务余额: the end of a year that a head of a column is printed without.
_YEAR_END = re.compile("^[末底](?=.{4})")
_WHEN_AND_WHOSE = re.compile(rf"^(?:(?:19|20)\d\d年(?:度|末|底)*)?{WHOSE}?(?:地方)?(?=.{{4}})")
_WHOSE = re.compile(rf"^{WHOSE}")


def _without_whose(label: str) -> tuple[str, ...]:
    """A row of a place without its year and its place: 2031年全市税收收入 is asked for as 税收收入."""
    found = _WHEN_AND_WHOSE.match(label)
    return (label[found.end() :],) if found and found.end() else ()
