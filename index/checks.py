"""Accounting identities and text against table → Findings. The document is audited, never repaired.

The identities are the data of `index.identities`; here they are applied to the figures of one document.

>>> check(document.kind, figures, changes)[0].message
'培训费：文字写3.06万元，表中为36,000元'
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.identities import (
    CODE_SUMS,
    COLUMN_SUMS,
    LEVELS,
    ROUNDING,
    ROW_SUMS,
    TOLERANCE,
    TOP_LEVEL,
    YUAN,
    CodeSum,
    ColumnSum,
    RowSum,
)
from index.money import YUAN_PER_UNIT, is_money
from index.prose_checks import prose_checks
from index.records import Change, Figure, Finding, Kind, Stage, Table, TableKind
from index.subjects import normal
from index.ties import ties

_INCOME = ("收入总计", "收入合计")
_EXPENSE = ("支出总计", "支出合计")
_TOTALS = frozenset(("合计", "总计", "小计", "本年支出合计", "支出合计"))
# 本单位无“三公”经费预算，故本表为空表。
_EMPTY = re.compile(
    r"(?:没有|无|未)[^，。；]{0,30}(?:预算|支出|经费|收入|安排)[^。]{0,40}(?:空表|无数据|为空|均为零)"
)
SMALL = "尾差："
# More failures than this, of so many identities, say that the reading is doubtful, not the document.
_DOUBTFUL = 0.15
_ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Audit:
    """The identities that fail, and how many were applied."""

    findings: tuple[Finding, ...]
    applied: int

    @property
    def doubtful(self) -> bool:
        """Whether more fail than documents do: the reading is to be doubted before the document."""
        failed = [f for f in self.findings if not f.message.startswith(SMALL)]
        return self.applied >= _ENOUGH and len(failed) > _DOUBTFUL * self.applied


@dataclass(frozen=True, slots=True)
class _Sum:
    """An identity at one place: `whole` should be the sum of `parts`."""

    name: str
    whole: Figure
    parts: tuple[Figure, ...]

    def finding(self) -> Finding | None:
        """The failure, or None where it holds."""
        left, right = self.whole.value, sum((f.value for f in self.parts), Decimal(0))
        tolerance = _tolerance([self.whole, *self.parts])
        if abs(left - right) <= tolerance:
            return None
        small = abs(left - right) <= max(tolerance * ROUNDING, YUAN)
        unit = self.whole.unit
        named = (self.whole.citation.row or self.whole.subject, self.whole.citation.column)
        place = f"《{self.whole.citation.table or '表'}》{'，'.join(part for part in named if part)}"
        shown = f"{(left - right) / YUAN_PER_UNIT[unit]:f}"
        message = f"{place}：印{self.whole.printed}{unit}，与各项之和相差{shown}{unit}"
        message = f"{SMALL}{message}" if small else message
        places = (self.whole.citation, *(f.citation for f in self.parts))
        return Finding(self.name, message, left, right, places)


def check(
    kind: Kind, figures: Sequence[Figure], changes: Sequence[Change], tables: Sequence[Table] = ()
) -> tuple[Finding, ...]:
    """Every identity that fails, in reading order of its first citation."""
    return audit(kind, figures, changes, tables).findings


def audit(
    kind: Kind, figures: Sequence[Figure], changes: Sequence[Change], tables: Sequence[Table] = ()
) -> Audit:
    """Every identity applied to one document; `tables` lend their footnotes."""
    current = Stage.FINAL if kind is Kind.FINAL else Stage.BUDGET
    money = [f for f in figures if is_money(f.unit)]
    sums = list(dict.fromkeys(_sums(money)))
    found = [finding for each in sums if (finding := each.finding())]
    now = [f for f in money if f.stage is current]
    balance = _balance(now)
    found += [*balance, *prose_checks(now, figures, changes, current)]
    found += _empty_notes(money, tables)
    tied = ties(now, changes)
    found += [failed for failed in tied if failed]
    ordered = sorted(found, key=lambda finding: finding.citations[0].page)
    return Audit(tuple(ordered), len(sums) + len(tied))


def _sums(money: Sequence[Figure]) -> Iterator[_Sum]:
    tables: dict[tuple[TableKind, str], list[Figure]] = defaultdict(list)
    for figure in money:
        # 增减额 and 增减率 add up too, but 绩效 tables and lists of purchases print amounts of their own.
        if figure.stage is not Stage.RATE and figure.table_kind is not TableKind.PERFORMANCE:
            tables[(figure.table_kind, figure.citation.table or "")].append(figure)
    for (kind, _), table in tables.items():
        for identity in COLUMN_SUMS:
            yield from _across(identity, table)
        columns: dict[tuple[str, Stage], list[Figure]] = defaultdict(list)
        for figure in table:
            columns[(figure.citation.column or "", figure.stage)].append(figure)
        for column in columns.values():
            yield from _levels(column)
            for codes in CODE_SUMS:
                if kind in codes.tables:
                    yield from _by_code(codes, column)
        for rows in ROW_SUMS:
            if kind in rows.tables:
                yield from _by_row(rows, table)


def _across(identity: ColumnSum, table: Sequence[Figure]) -> Iterator[_Sum]:
    """Rows whose columns add up; the columns stand beside each other under one header."""
    rows: dict[tuple[int, str, str, float], dict[str, Figure]] = defaultdict(dict)
    for figure in table:
        top = round(figure.citation.bbox[1]) if figure.citation.bbox else 0
        key = (figure.citation.page, figure.code, figure.citation.row or "", top)
        rows[key].setdefault(figure.citation.column or "", figure)
    printed = {path for row in rows.values() for path in row}
    for row in rows.values():
        for path, whole in row.items():
            above, _, last = path.rpartition("/")
            if normal(last) not in map(normal, identity.whole):
                continue
            # 本年支出合计 is what is spent: what is kept for next year is no part of it.
            kept = () if last.startswith("本年") else identity.kept
            named = {name: _column(name, above, printed) for name in (*identity.parts, *kept)}
            if any(not named[name] for name in identity.needed):
                continue
            paths = [p for p in named.values() if p and p != path]
            parts = tuple(row[p] for p in paths if p in row)
            beside = {p.removeprefix(f"{above}/").partition("/")[0] for p in row if p.startswith(above)}
            known = {normal(name) for name in (*identity.whole, *named, *identity.kept)}
            if above and any(normal(name) not in known and name != path for name in beside):
                continue
            if parts and all(part.stage is whole.stage for part in parts):
                yield _Sum(identity.name, whole, parts)


def _column(name: str, above: str, printed: Iterable[str]) -> str:
    """The column of that name beside the whole's: itself, or the 小计 under it."""
    stem = f"{above}/{name}" if above else name
    for path in (stem, f"{stem}/小计", f"{stem}/合计"):
        if path in printed:
            return path
    return ""


def _levels(column: Sequence[Figure]) -> Iterator[_Sum]:
    """类=Σ款=Σ项, and 合计=Σ类, in a column whose codes each stand once."""
    coded: dict[str, Figure] = {}
    for figure in column:
        if not figure.code.isdigit():
            continue
        if figure.code in coded:
            return  # one block for each body, or one for each source of money
        coded[figure.code] = figure
    for code, whole in coded.items():
        parts = tuple(f for c, f in coded.items() if len(c) == len(code) + 2 and c.startswith(code))
        if parts and len(code) in (3, 5):
            yield _Sum(LEVELS, whole, parts)
    top = tuple(f for c, f in coded.items() if len(c) == 3)
    deeper = [c for c in coded if len(c) > 3 and c[:3] not in coded]
    totals = [f for f in column if not f.code and normal(f.citation.row or "") in _TOTALS]
    if len(totals) == 1 and top and not deeper and len({f.code[0] for f in top}) == 1:
        yield _Sum(TOP_LEVEL, totals[0], top)


def _by_code(identity: CodeSum, column: Sequence[Figure]) -> Iterator[_Sum]:
    names = {normal(name) for name in identity.whole}
    wholes = [f for f in column if not f.code and normal(f.citation.row or "") in names]
    parts = tuple(f for f in column if f.code in identity.codes)
    if len(wholes) == 1 and parts and len({f.code for f in parts}) == len(parts):
        yield _Sum(identity.name, wholes[0], parts)


def _by_row(identity: RowSum, table: Sequence[Figure]) -> Iterator[_Sum]:
    for stage in dict.fromkeys(f.stage for f in table):
        own = [f for f in table if f.stage is stage and not f.component]
        wholes = [f for f in own if normal(f.subject).startswith(identity.whole)]
        parts = [[f for f in own if normal(f.subject).startswith(names)] for names in identity.parts]
        parts = [[f for f in some if f not in wholes] for some in parts]
        if len(wholes) == 1 and all(len(some) == 1 for some in parts):
            yield _Sum(identity.name, wholes[0], tuple(some[0] for some in parts))


def _empty_notes(money: Sequence[Figure], tables: Sequence[Table]) -> list[Finding]:
    """A footnote that says the table is empty, under a table that prints amounts."""
    found = []
    for table in tables:
        note = next((note for note in table.notes if _EMPTY.search(note)), None)
        printed = [
            f for f in money if f.citation.table == table.title and f.citation.page in table.pages and f.value
        ]
        if note and printed:
            first = printed[0]
            message = (
                f"《{table.title}》的注称没有此项预算，表中却印有{first.subject}{first.printed}{first.unit}"
            )
            found.append(Finding("空表说明=表格", message, first.value, Decimal(0), (first.citation,)))
    return found


def _tolerance(figures: Sequence[Figure]) -> Decimal:
    """0.01 of the coarsest printed unit for each amount."""
    return max(YUAN_PER_UNIT[f.unit] for f in figures) * TOLERANCE * max(1, len(figures) - 1)


def _first(figures: Sequence[Figure], names: Sequence[str], kind: TableKind) -> Figure | None:
    keys = [normal(name) for name in names]
    for key in keys:
        for figure in figures:
            if figure.table_kind is kind and not figure.component and normal(figure.subject) == key:
                return figure
    return None


def _balance(figures: Sequence[Figure]) -> list[Finding]:
    income = _first(figures, _INCOME, TableKind.BALANCE)
    expense = _first(figures, _EXPENSE, TableKind.BALANCE)
    if not income or not expense or abs(income.value - expense.value) <= _tolerance([income, expense]):
        return []
    message = (
        f"收支不平衡：{income.subject}{income.printed}{income.unit}，"
        f"{expense.subject}{expense.printed}{expense.unit}"
    )
    places = (income.citation, expense.citation)
    return [Finding("收入总计=支出总计", message, income.value, expense.value, places)]
