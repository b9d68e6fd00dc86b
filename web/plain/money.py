"""What a total is made of, as its table prints it: a mark for each part, and one for what is missing.

In: the figures of documents. Out: `Whole`s, each a printed total with its parts: the accounts below one
another by their codes, the lines that are numbered, or the columns beside the total. Where the parts do not
sum up, the difference is a part of its own, worked out and without a cell. Tables that divide the same
total in the same way are told once.

>>> whole = wholes(figures, 2025)[0]
>>> whole.mark.value == sum(part.value for part in whole.mark.parts)
True
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from index.facts.identities import COLUMN_SUMS
from index.facts.money import is_money
from index.facts.records import Figure, Kind, Scope, Stage, TableKind
from index.facts.subjects import is_subject_code, is_total, label_without_ordinal, normal
from index.prose.labels import is_numbered

MAIN: Final = {Kind.BUDGET: Stage.BUDGET, Kind.EXECUTION: Stage.EXECUTION, Kind.FINAL: Stage.FINAL}
_KINDS: Final = (
    TableKind.EXPENSE,
    TableKind.APPROPRIATION_EXPENSE,
    TableKind.GENERAL,
    TableKind.PROJECTS,
    TableKind.INCOME,
    TableKind.BASIC,
    TableKind.APPROPRIATION_BASIC,
    TableKind.ECONOMIC,
    TableKind.FUND,
    TableKind.CAPITAL,
)
_BY_COLUMN: Final = (TableKind.EXPENSE, TableKind.INCOME)
_TOTALS: Final = frozenset(normal(name) for rule in COLUMN_SUMS for name in rule.whole) - {"基本支出"} | {
    "收入合计",
    "收入总计",
    "本年收入合计",
}
_BELOW: Final = ("小计", "合计", "金额")


class Form(StrEnum):
    """How a whole is divided: by purpose, column, what is bought, project, or all of these in a chain."""

    ACCOUNTS = "accounts"
    COLUMNS = "columns"
    ECONOMIC = "economic"
    PROJECTS = "projects"
    CHAIN = "chain"
    DEBT = "debt"


@dataclass(frozen=True, slots=True)
class Mark:
    """An amount in yuan with its parts; without a figure it is what the parts leave over, or exceed by."""

    name: str
    value: Decimal
    figure: Figure | None
    parts: tuple[Mark, ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether it stands in no cell: the difference between a whole and its parts."""
        return self.figure is None


@dataclass(frozen=True, slots=True)
class Whole:
    """A printed total and what it is made of."""

    form: Form
    kind: TableKind
    scope: Scope
    table: str
    mark: Mark


def wholes(figures: Iterable[Figure], year: int) -> tuple[Whole, ...]:
    """Every total of the year that its table divides, spending first; of one table the fullest column."""
    tables: dict[tuple[TableKind, Scope, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.table_kind in _KINDS and counts(figure, year):
            table = (figure.table_kind, figure.scope, figure.citation.table or "")
            tables[table].append(figure)
    found = [whole for of, held in tables.items() for whole in _of_table(*of, held)]
    found.sort(key=lambda whole: (_KINDS.index(whole.kind), whole.form is Form.COLUMNS))
    once = {(w.form, w.scope, w.kind is TableKind.INCOME, w.mark.value): w for w in reversed(found)}
    return tuple(whole for whole in found if whole in once.values())


def _of_table(kind: TableKind, scope: Scope, title: str, figures: Sequence[Figure]) -> Iterator[Whole]:
    """The total of one table by its rows and by its columns."""
    rows = by_rows(figures)
    # Income by what it is spent on is the spending again.
    if rows is not None and not (kind is TableKind.INCOME and _codes(rows)):
        yield Whole(_form(kind, rows), kind, scope, title, rows)
    columns = _by_columns(figures) if kind in _BY_COLUMN else None
    if columns is not None:
        yield Whole(Form.COLUMNS, kind, scope, title, columns)


def _form(kind: TableKind, rows: Mark) -> Form:
    if kind is TableKind.PROJECTS:
        return Form.PROJECTS
    economic = any(code.startswith(("3", "5")) for code in _codes(rows))
    return Form.ECONOMIC if economic else Form.ACCOUNTS


def counts(figure: Figure, year: int) -> bool:
    """Whether it is an amount of that year that its body discloses as its own, for the whole year."""
    own = figure.year == year and not figure.unit_row and not figure.period and is_money(figure.unit)
    return own and MAIN.get(figure.kind) is figure.stage


def by_rows(figures: Sequence[Figure]) -> Mark | None:
    """The total with the rows below it, in the column that holds the most of them."""
    columns: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if not figure.component:
            columns[figure.citation.column or ""].append(figure)
    made = [mark for column in columns.values() if (mark := _of_column(column)) is not None]
    return max(made, key=_marks, default=None)


def _of_column(column: Sequence[Figure]) -> Mark | None:
    totals = [f for f in column if not f.code and is_total(f.citation.row or "")]
    parts = _parts_of(column, totals)
    return _closest(totals, parts) if totals and parts else None


def _parts_of(column: Sequence[Figure], totals: Sequence[Figure]) -> tuple[Mark, ...]:
    """The accounts by their codes; of a list of projects each of them; else the rows that are numbered."""
    if column[0].table_kind is TableKind.PROJECTS:
        return tuple(mark_of(f, name=f.item) for f in column if f not in totals)
    coded = {f.code: f for f in column if is_subject_code(f.code)}
    if coded:
        return nested("", coded)
    numbered = (f for f in column if is_numbered(f.citation.row or "") and f not in totals)
    return tuple(mark_of(f) for f in numbered)


def nested(above: str, coded: Mapping[str, Figure]) -> tuple[Mark, ...]:
    """The accounts right below a code, each with its own."""
    below = [code for code in coded if code.startswith(above) and code != above]
    tops = [code for code in below if not any(code.startswith(o) and code != o for o in below)]
    return tuple(mark_of(coded[code], nested(code, coded)) for code in tops)


def _by_columns(figures: Sequence[Figure]) -> Mark | None:
    """The total's row, divided as its columns are."""
    columns = _columns_of(row_of_total(figures))
    totals = [f for path, f in columns.items() if len(path) == 1 and normal(path[0]) in _TOTALS]
    heads: dict[str, dict[tuple[str, ...], Figure]] = defaultdict(dict)
    for path, figure in columns.items():
        if figure not in totals and path and not path[0].startswith("其中"):
            heads[path[0]][path] = figure
    parts = tuple(part for head in heads.values() for part in _of_head(head))
    return _closest(totals, parts) if totals and len(parts) > 1 else None


def row_of_total(figures: Sequence[Figure]) -> list[Figure]:
    """The row of the total; of a table of a single row without a name, that."""
    single = all(not figure.citation.row for figure in figures)
    return [f for f in figures if not f.code and (single or is_total(f.citation.row or ""))]


def _columns_of(row: Sequence[Figure]) -> dict[tuple[str, ...], Figure]:
    """A row's figures by the heads over them, without those that all have in common."""
    paths = {tuple((figure.citation.column or "").split("/")): figure for figure in row}
    shared = _shared(list(paths)) if len(paths) > 1 else 0
    return {path[shared:]: figure for path, figure in paths.items()}


def _of_head(head: Mapping[tuple[str, ...], Figure]) -> tuple[Mark, ...]:
    """The column of that head: itself, its 小计 with what stands beside it, or all that stand under it."""
    sums = [path for path in head if len(path) == 1 or path[-1] in _BELOW]
    if not sums:
        return tuple(mark_of(figure, name=path[-1]) for path, figure in head.items())
    whole = min(sums, key=len)
    parts = tuple(
        mark_of(figure, name=path[-1])
        for path, figure in head.items()
        if path != whole and path[-1] not in _BELOW and "其中" not in path[-1]
    )
    return (mark_of(head[whole], parts, name=whole[0]),)


def _shared(paths: Sequence[tuple[str, ...]]) -> int:
    """How many heads all columns have in common."""
    count = 0
    for names in zip(*paths, strict=False):
        if len(set(names)) > 1:
            break
        count += 1
    return count


def _closest(totals: Sequence[Figure], parts: tuple[Mark, ...]) -> Mark:
    """The total that the parts are of, where several are printed: with what is carried over and without."""
    held = sum((part.value for part in parts), Decimal(0))
    return mark_of(min(totals, key=lambda figure: abs(figure.value - held)), parts)


def mark_of(figure: Figure, parts: tuple[Mark, ...] = (), *, name: str = "") -> Mark:
    """The mark of a figure, with the difference from its parts among them where there is one."""
    left = figure.value - sum((part.value for part in parts), Decimal(0))
    gap = (Mark("", left, None),) if parts and left else ()
    called = name or label_without_ordinal(figure.citation.row or "") or figure.subject
    return Mark(called.rpartition("/")[2], figure.value, figure, (*parts, *gap))


def _codes(mark: Mark) -> list[str]:
    return [part.figure.code for part in mark.parts if part.figure and part.figure.code]


def _marks(mark: Mark) -> int:
    return 1 + sum(map(_marks, mark.parts))
