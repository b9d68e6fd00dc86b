"""Accounting identities and text against table → Findings. The document is audited, never repaired.

The identities are the data of `index.facts.identities`; here they are applied to the figures of one document.

>>> check(document.kind, figures, changes)[0].message
'培训费：文字写3.06万元，表中为36,000元'
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.audit.prose_checks import prose_checks
from index.audit.row_checks import cut_off, row_checks
from index.audit.ties import ties
from index.facts.identities import (
    CLASS_NAMES,
    CODE_SUMS,
    COLUMN_SUMS,
    INCOMES,
    LEVELS,
    ROUNDING,
    ROW_SUMS,
    ROWS,
    SMALL,
    TOLERANCE,
    TOP_LEVEL,
    UNITS,
    YUAN,
    CodeSum,
    ColumnSum,
    RowSum,
)
from index.facts.money import YUAN_PER_UNIT, is_money
from index.facts.records import Change, Figure, Finding, Kind, Stage, Table, TableKind
from index.facts.subjects import normal

_INCOME = ("收入总计", "收入合计")
_EXPENSE = ("支出总计", "支出合计")
_CLASSES = frozenset(normal(name) for name in CLASS_NAMES)
_OF_ALL = ("本年支出合计", "支出合计", "支出总计", "合计", "总计", "本年支出", "本年支出小计", "当年支出小计")
_ALL_INCOME = ("合计", "总计", "收入合计", "本年收入合计", "收入总计")
_BODY = re.compile(r"(?:局|厅|院|中心|站|所|队|馆|校|园|室|处|会|机关|本级|学|社|场|团|办)$")
_TOTALS = frozenset(("合计", "总计", "小计", "本年支出合计", "支出合计"))
# 本单位无“三公”经费预算，故本表为空表。
_EMPTY = re.compile(
    r"(?:没有|无|未)[^，。；]{0,30}(?:预算|支出|经费|收入|安排)[^。]{0,40}(?:空表|无数据|为空|均为零)"
)
# More failures than this, of so many identities, say that the reading is doubtful, not the document: real
# documents break one or two in a hundred, a table with three misread cells in a hundred breaks eight.
_DOUBTFUL = 0.03
_SEVERAL = 4
_ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings, and how many identities of the tables were applied and failed."""

    findings: tuple[Finding, ...]
    applied: int
    failed: int

    @property
    def doubtful(self) -> bool:
        """Whether more fail than documents do: the reading is to be doubted before the document."""
        return self.applied >= _ENOUGH and self.failed > max(_SEVERAL, _DOUBTFUL * self.applied)


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
        small = abs(left - right) <= max(tolerance * ROUNDING, cut_off(self.whole, *self.parts), YUAN)
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
    current = kind.current
    money = [f for f in figures if is_money(f.unit)]
    sums = list(dict.fromkeys(_sums(money)))
    found_sums = [finding for each in sums if (finding := each.finding())]
    found = list(found_sums)
    now = [f for f in money if f.stage is current]
    balance = _balance(now)
    found += [*balance, *prose_checks(now, figures, changes, current)]
    found += _empty_notes(money, tables)
    tied = [*ties(now, changes), *row_checks(figures)]
    found += [failed for failed in tied if failed]
    broken = [f for f in (*found_sums, *tied) if f and not f.message.startswith(SMALL)]
    ordered = sorted(found, key=lambda finding: finding.citations[0].page)
    return Audit(tuple(ordered), len(sums) + len(tied), len(broken))


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
            if kind in (TableKind.BALANCE, TableKind.APPROPRIATION):
                yield from _classes(column)
            yield from _units(column)
        if kind is TableKind.INCOME:
            yield from _incomes(table)
        for rows in ROW_SUMS:
            if kind in rows.tables:
                yield from _by_row(rows, table)


def _classes(column: Sequence[Figure]) -> Iterator[_Sum]:
    """支出合计 = Σ类 where a 收支总表 lists the 类; of its totals, the one they come nearest to."""
    parts = tuple(f for f in column if normal(f.subject) in _CLASSES and not f.code)
    names = [normal(name) for name in _OF_ALL]
    totals = [f for f in column if normal(f.citation.row or f.subject) in names]
    if len(parts) > 1 and totals and len({normal(f.subject) for f in parts}) == len(parts):
        right = sum((f.value for f in parts), Decimal(0))
        yield _Sum(ROWS, min(totals, key=lambda f: abs(f.value - right)), parts)


def _units(column: Sequence[Figure]) -> Iterator[_Sum]:
    """合计 = Σ单位 where each row of a table is a body."""
    totals = [f for f in column if normal(f.citation.row or "") in _TOTALS]
    parts = tuple(f for f in column if f not in totals)
    named = [normal(f.citation.row or "") for f in parts]
    if (
        len(totals) == 1
        and len(parts) > 1
        and len(set(named)) == len(parts)
        and all(map(_BODY.search, named))
    ):
        yield _Sum(UNITS, totals[0], parts)


def _incomes(table: Sequence[Figure]) -> Iterator[_Sum]:
    """Each row of the 收入总表: 合计 = Σ of its columns, a group of columns by its 小计."""
    for row in _rows(table).values():
        totals = [path for path in row if _last(path) in map(normal, _ALL_INCOME)]
        wholes = [path for path in totals if "/" not in path] or totals
        if len(wholes) != 1 or any("其中" in path or "其中" in row[path].subject for path in row):
            continue
        whole = row[wholes[0]]
        parts = [row[path] for path in _grouped(wholes[0], row)]
        if len(parts) > 1 and all(part.stage is whole.stage for part in parts):
            yield _Sum(INCOMES, whole, tuple(parts))


def _last(path: str) -> str:
    """The column's own head, fit for comparison."""
    return normal(path.rpartition("/")[2])


def _grouped(whole: str, row: Iterable[str]) -> Iterator[str]:
    """The columns beside a total under its head, for a group of them its 小计 where it has one."""
    above = whole.rpartition("/")[0]
    groups: dict[str, list[str]] = defaultdict(list)
    for path in row:
        if path != whole and path.startswith(above):
            groups[path.removeprefix(f"{above}/").partition("/")[0]].append(path)
    for paths in groups.values():
        totals = [path for path in paths if _last(path) in ("小计", "合计")]
        yield from totals if len(totals) == 1 else paths


def _rows(table: Sequence[Figure]) -> dict[tuple[int, str, str, float], dict[str, Figure]]:
    """The figures of each printed row by their column."""
    rows: dict[tuple[int, str, str, float], dict[str, Figure]] = defaultdict(dict)
    for figure in table:
        top = round(figure.citation.bbox[1]) if figure.citation.bbox else 0
        key = (figure.citation.page, figure.code, figure.citation.row or "", top)
        rows[key].setdefault(figure.citation.column or "", figure)
    return rows


def _across(identity: ColumnSum, table: Sequence[Figure]) -> Iterator[_Sum]:
    """Rows whose columns add up; the columns stand beside each other under one header."""
    rows = _rows(table)
    printed = list(dict.fromkeys(path for row in rows.values() for path in row))
    names = [normal(name) for name in identity.whole]
    for row in rows.values():
        for path, whole in row.items():
            parts = _addends(identity, path, row, printed) if _last(path) in names else ()
            if parts and all(part.stage is whole.stage for part in parts):
                yield _Sum(identity.name, whole, parts)


def _addends(
    identity: ColumnSum, whole: str, row: Mapping[str, Figure], printed: Sequence[str]
) -> tuple[Figure, ...]:
    """The parts of a column that a row prints; none where a needed one is missing.

    Nor where a column beside the whole is none of them.
    """
    above, _, last = whole.rpartition("/")
    # 本年支出合计 is what is spent: what is kept for next year is no part of it.
    kept = () if last.startswith("本年") else identity.kept
    named = {name: _columns(name, above, printed) for name in (*identity.parts, *kept)}
    beside = {path.removeprefix(f"{above}/").partition("/")[0] for path in row if path.startswith(above)}
    known = {normal(name) for name in (*identity.whole, *named, *identity.kept)}
    strange = above and any(normal(name) not in known and name != whole for name in beside)
    if strange or not all(named[name] for name in identity.needed):
        return ()
    paths = (path for columns in named.values() for path in columns if path != whole)
    return tuple(row[path] for path in paths if path in row)


def _columns(name: str, above: str, printed: Iterable[str]) -> tuple[str, ...]:
    """The column of that name beside the whole's: itself, the 小计 under it, or all that stand under it."""
    stem = f"{above}/{name}" if above else name
    for path in (stem, f"{stem}/小计", f"{stem}/合计"):
        if path in printed:
            return (path,)
    return tuple(
        path for path in printed if path.startswith(f"{stem}/") and path.count("/") == stem.count("/") + 1
    )


def _levels(column: Sequence[Figure]) -> Iterator[_Sum]:
    """类=Σ款=Σ项, and 合计=Σ类, in a column whose codes each stand once."""
    coded = _coded(column)
    for code, whole in coded.items():
        parts = tuple(f for c, f in coded.items() if len(c) == len(code) + 2 and c.startswith(code))
        if parts and len(code) in (3, 5):
            yield _Sum(LEVELS, whole, parts)
    totals = [f for f in column if not f.code and normal(f.citation.row or "") in _TOTALS]
    top = _classes_of_one(coded)
    if len(totals) == 1 and top:
        yield _Sum(TOP_LEVEL, totals[0], top)


def _classes_of_one(coded: Mapping[str, Figure]) -> tuple[Figure, ...]:
    """The 类 of one classification; none where some 款 stands without its 类."""
    top = tuple(figure for code, figure in coded.items() if len(code) == 3)
    orphaned = any(len(code) > 3 and code[:3] not in coded for code in coded)
    return top if len({figure.code[0] for figure in top}) == 1 and not orphaned else ()


def _coded(column: Sequence[Figure]) -> dict[str, Figure]:
    """The figures by their code; none where one stands twice, in a block for each body or each source."""
    coded = [figure for figure in column if figure.code.isdigit()]
    found = {figure.code: figure for figure in coded}
    return found if len(found) == len(coded) else {}


def _by_code(identity: CodeSum, column: Sequence[Figure]) -> Iterator[_Sum]:
    names = {normal(name) for name in identity.whole}
    wholes = [f for f in column if not f.code and normal(f.citation.row or "") in names]
    parts = tuple(f for f in column if f.code in identity.codes)
    if len(wholes) == 1 and parts and len({f.code for f in parts}) == len(parts):
        yield _Sum(identity.name, wholes[0], parts)


def _by_row(identity: RowSum, table: Sequence[Figure]) -> Iterator[_Sum]:
    for stage in dict.fromkeys(f.stage for f in table):
        own = [f for f in table if f.stage is stage and not f.component]
        wholes = [f for f in own if _named(f, identity.whole, identity.exact)]
        parts = [[f for f in own if _named(f, names, identity.exact)] for names in identity.parts]
        parts = [[f for f in some if f not in wholes] for some in parts]
        if len(wholes) == 1 and all(len(some) == 1 for some in parts):
            yield _Sum(identity.name, wholes[0], tuple(some[0] for some in parts))


def _named(figure: Figure, names: tuple[str, ...], exact: bool) -> bool:
    name = normal(figure.subject)
    return name in names if exact else name.startswith(names)


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
