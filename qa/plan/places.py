"""Figures as points: the coordinates of a cell as names are compared with them.

A figure of a document becomes a `Place` once; grounding then compares words with words only.

>>> place_of(1, 7, figure).columns
frozenset({'支出预算', '合计'})
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.facts.naming.captions import bare_title, column_names, is_bare_total
from index.facts.records import Figure, TableKind
from index.facts.subjects import normal
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
# Accounts of the economic classification, whole before part too.
ECONOMIC_ORDER = (TableKind.ECONOMIC, TableKind.BASIC, TableKind.APPROPRIATION_BASIC)
TOTALLED = ("合计", "总计", "小计", "总额")


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
        if side := sided(self):
            mine.add(f"{self.label}{side}")
        return mine - {""}


def place_of(id: int, document_id: int, figure: Figure) -> Place:
    """A figure as a place."""
    *over, last = (figure.citation.row or "").split("/")
    subject = normal(figure.subject)
    parts = (figure.citation.column or "").split("/")
    columns = {name for part in parts for name in column_names(part)}
    component = normal(figure.component) if figure.component else ""
    item = figure.item
    label = normal(last)
    above = dict.fromkeys(name for part in over for name in (normal(part), bare_title(part)))
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


def sided(place: Place) -> str:
    """收入 or 支出, where a government's table is of that alone: 教育 is its 教育支出; "" elsewhere."""
    if not place.figure.scope.of_place or not place.label:
        return ""
    sides = [side for side in ("收入", "支出") if side in place.title]
    return sides[0] if len(sides) == 1 and not place.label.endswith(("收入", "支出")) else ""


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
