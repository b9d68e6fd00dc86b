"""Figures as points: the coordinates of a cell as names are compared with them.

A figure of a document becomes a `Place` once; grounding then compares words with words only.

>>> place_of(1, 7, figure).columns
frozenset({'支出预算', '合计'})
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.facts.records import Figure, TableKind
from index.facts.subjects import normal, tidy
from qa.plan.algebra import Name

# Where an amount is looked for first when nothing else is said: whole before part.
DEFAULT_ORDER = (
    TableKind.THREE_PUBLIC,
    TableKind.BALANCE,
    TableKind.EXPENSE,
    TableKind.INCOME,
    TableKind.APPROPRIATION,
    TableKind.GENERAL,
    TableKind.APPROPRIATION_EXPENSE,
    TableKind.BASIC,
    TableKind.APPROPRIATION_BASIC,
    TableKind.ECONOMIC,
    TableKind.FUND,
    TableKind.CAPITAL,
    TableKind.OPERATING,
    TableKind.PROJECTS,
    TableKind.PROCUREMENT,
    TableKind.SERVICES,
    TableKind.PERFORMANCE,
    TableKind.OTHER,
)
# Accounts of the economic classification speak in the tables of basic spending first.
ECONOMIC_ORDER = (TableKind.BASIC, TableKind.APPROPRIATION_BASIC, TableKind.ECONOMIC)
TOTALLED = ("合计", "总计", "小计", "总额")

_PERIOD = re.compile(
    r"^(?:其中[:：]?)?(?:(?:19|20)\d\d(?:年度?)?|本年度?|当年)?|(?<=[\u4e00-\u9fff”])(?:预算|决算)数$"
)
_UNIT_MARK = re.compile(r"[（(](?:亿元|百万元|万元|千元|元|%|％)[)）]")
_TABLE_NUMBER = re.compile(
    r"^(?:附?[件表]\s*[一二三四五六七八九十\d]+(?:[-—–.]\d+)*|(?:预算|公开)\s*\d+\s*表|[一二三四五六七八九十]+、)\s*[:：]?"
)
_TITLE_YEAR = re.compile(r"^(?:19|20)\d\d年度?")
_TOTAL = re.compile(r"^(?:合计|总计|小计|合计数|总额)$")
_GROUP = re.compile(r"[A-Ca-c]?[、.．-]?(?:货物|工程|服务)类?[A-Ca-c]?")


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One figure with its coordinates as names are compared.

    `label` is the row's own label, `above` the labels over it, `item` what the first of several label
    columns calls the row. `columns` are the parts of its column's path. `by_column`: the figure's subject
    is the name of its column.
    """

    id: int
    document_id: int
    figure: Figure
    subject: str
    label: str
    above: tuple[str, ...]
    item: str
    columns: frozenset[str]
    component: str
    title: str
    by_column: bool

    @property
    def table(self) -> tuple[int, str]:
        """The table it stands in."""
        return self.document_id, self.title

    @property
    def row(self) -> tuple[int, str, str, str]:
        """The row it stands in."""
        citation = self.figure.citation
        return self.document_id, self.title, citation.row or "", self.figure.code

    def names(self) -> set[str]:
        """Everything it can be found by."""
        mine = {self.subject, self.label, self.item, self.figure.group, *self.above, *self.columns}
        mine |= {key.removesuffix(end) for key in (self.subject, self.label) for end in TOTALLED}
        return mine - {""}


def place_of(id: int, document_id: int, figure: Figure) -> Place:
    """A figure as a place."""
    *above, label = [normal(part) for part in (figure.citation.row or "").split("/")]
    subject = normal(figure.subject)
    parts = (figure.citation.column or "").split("/")
    columns = {name for part in parts for name in column_names(part)}
    component = normal(figure.component) if figure.component else ""
    item = figure.item
    total = not label or is_bare_total(label)
    return Place(
        id,
        document_id,
        figure,
        subject,
        label,
        tuple(above),
        normal(item) if item else "",
        frozenset(columns | {component} - {""}),
        component,
        normal(figure.citation.table or ""),
        total and (subject in columns or _ends_one(subject, columns)),
    )


def _ends_one(subject: str, columns: set[str]) -> bool:
    """公务用车购置费 is of the column 购置费 below 公务用车购置及运行费."""
    return any(len(part) > 2 and subject.endswith(part) for part in columns)


@lru_cache(maxsize=65536)
def column_names(part: str) -> tuple[str, ...]:
    """How a part of a column's path may be called: with and without its year, its unit and 预算数."""
    whole = normal(part)
    bare = normal(_PERIOD.sub("", _UNIT_MARK.sub("", tidy(part))))
    return (whole, bare) if bare and bare != whole else (whole,)


@lru_cache(maxsize=16384)
def bare_title(title: str) -> str:
    """A table's title as compared, without its number and its year."""
    bare = _TABLE_NUMBER.sub("", tidy(title)).strip()
    return normal(_TITLE_YEAR.sub("", _TABLE_NUMBER.sub("", bare).strip()))


def is_bare_total(label: str) -> bool:
    """合计, 总计, 小计: the label of a total that names no subject."""
    return bool(_TOTAL.match(label))


def is_group(subject: str) -> bool:
    """货物, 服务C: the sum of all that is bought of a group."""
    return bool(_GROUP.fullmatch(subject))


def keys_of(name: Name) -> tuple[str, ...]:
    """The printed names that a name is looked for by, best first."""
    return name.keys or (normal(name.said),)


def order_of(name: Name | None, places: Sequence[Place]) -> tuple[TableKind, ...]:
    """The kinds of table by how well they speak for what is named."""
    tables = name.tables if name else ()
    rest: tuple[TableKind, ...] = DEFAULT_ORDER
    if not tables and any(p.figure.code[:1] in ("3", "5") for p in places):
        rest = (*ECONOMIC_ORDER, *DEFAULT_ORDER)
    return tuple(dict.fromkeys((*tables, *rest)))
