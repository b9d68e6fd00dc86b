"""What qualifies a figure beside subject, year and stage: kind, scope, fund, period, unit row, item.

A document may hold plans and accounts, the city and its districts, all money and the appropriation.
So each is read where it is printed, the nearest first: row or column, the table's title, and only
where these say nothing the document.

>>> said = table_says(table, document)  # 2025年市本级一般公共预算收入执行情况表
>>> cell = cell_says(said, row, column, stage, year)
>>> cell.kind, cell.scope, cell.fund, cell.period
(<Kind.EXECUTION: '执行'>, <Scope.CITY: '市本级'>, <Fund.UNSAID: ''>, '')
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from index.facts.extent.periods import MONTH, QUARTER, SPAN, period_in, to_date
from index.facts.extent.places import (
    ALL_OF,
    BELOW,
    NATION,
    OF_NATION,
    PROPER,
    RANK,
    RANKS,
    WHOLE,
    rank_of,
    scope_in_nation,
)
from index.facts.extent.years import in_digits
from index.facts.ledgers import OF_LEDGER
from index.facts.records import Column, Document, Fund, Kind, Scope, Stage, Table, TableKind, TableRow
from index.facts.subjects import is_total, label_without_ordinal, normal, tidy

# -- kind --------------------------------------------------------------------------------------

# 一般公共预算 is the name of a ledger, 部门预算经济分类 of a classification, 预算单位 of a body: no plan.
_NO_PLAN = re.compile(
    rf"(?:{OF_LEDGER}(?:基金|经营)?|基金)预算"
    r"|(?:部门|政府)预算(?=(?:支出)?经济)|预算(?=单位|科目|部门|执行)"
)
_EXECUTED = re.compile(
    r"执行(?:情况|数|表|结果|[及和与](?=20\d\d年|下年))|预计执行|预算执行|收支完成|完成(?:情况|数)|快报"
)
_DEBT = re.compile(r"债务|债券")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_COMPARISONS = (Stage.DIFFERENCE, Stage.RATE, Stage.COMPLETION, Stage.RATIO)
_PRIOR = (Stage.PRIOR_BUDGET, Stage.PRIOR_EXECUTION, Stage.PRIOR_FINAL)

# -- scope -------------------------------------------------------------------------------------

_SCOPES_BY_NAME = {scope.value for scope in (*WHOLE.values(), *PROPER.values())}
_LEDGER = rf"(?:{OF_LEDGER}|地方|政府债|债务|分地区|分县|重点)"
_PROPER_SAID = re.compile(rf"({RANK})(?:本级(?!部门|单位|预算单位)|级(?={_LEDGER}|财政(?!局|厅)))")
_WHOLE_SAID = re.compile(ALL_OF)
# A place before the name of a ledger, and no organ of it in between: 青石市一般公共预算收支情况表.
_PLACE_SAID = re.compile(rf"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{{1,8}}?{RANK}(?={_LEDGER})")
_OF_ONE_UNIT = re.compile(
    r"(?:^|[\d年度、.．])(?:预算)?单位(?=财务|收入|支出|收支|财政|一般|政府性|国有|[“\"]?三公|机关|整体|预算|决算)"
    r"|(?<![省市州县区旗])本级(?:单位)?(?=收入|支出|收支|财政|一般|预算|决算|20\d\d年)"
)
_BELOW = re.compile(rf"(?:^|[^\u4e00-\u9fff]|[省市州县])(?:下级|下辖)|^{BELOW}(?:合计|小计|总计)?$")
# 全市一般公共预算收入, 市本级一般公共预算收入: the row itself says of how much of the place it is.
_ROW_OF = re.compile(rf"(?:{ALL_OF}|(?P<proper>{RANK})本级)(?=.{{3}})")

# -- fund --------------------------------------------------------------------------------------

_APPROPRIATED = re.compile(r"(?<!非)财政拨款|一般公共(?:预算|服务预算)|公共财政预算|政府性基金|国有资本经营")
_OF_ANOTHER_SOURCE = re.compile(
    r"非财政|事业收入|经营收入|上级补助|附属单位上缴|其他收入|其他资金|单位资金|财政专户|自筹|自有资金"
)
_ABOUT_THE_TABLE = re.compile(r"本表(?:反映|包括|包含|统计|所列|仅|数据)")
_ALL_MONEY = (TableKind.BALANCE, TableKind.INCOME, TableKind.EXPENSE)

# -- period ------------------------------------------------------------------------------------

_ONLY_PERIOD = re.compile(rf"(?:(?:19|20)\d\d年)?(?:{SPAN}|{QUARTER}|{MONTH})(?:累计)?")

# -- item --------------------------------------------------------------------------------------

_WITH_ITEMS = (TableKind.PROCUREMENT, TableKind.SERVICES, TableKind.PROJECTS, TableKind.PERFORMANCE)
# [21]特定目标类 is a class of projects; the project's name stands behind it.
_CLASS = re.compile(r"^(?:[\[【]\d+[\]】])?[^\d]{0,8}类(?:项目)?$")


@dataclass(frozen=True, slots=True)
class TableSays:
    """What title and columns say of the whole table. `kind` None where each column has its own.

    `rank` is what a place in the table is (市), "" in the tables of a 部门; `by_place` where its rows are
    places. `base` is the year of the amounts that name none: of a report with two years, the title's.
    """

    kind: Kind | None
    scope: Scope
    fund: Fund
    period: str
    rank: str
    by_place: bool
    year: int
    base: int
    document: Document


@dataclass(frozen=True, slots=True)
class CellSays:
    """What one cell is, beside its subject, year and stage; the words of `Figure`."""

    kind: Kind
    scope: Scope
    fund: Fund
    period: str
    unit_row: str


def table_says(table: Table, document: Document) -> TableSays:
    """The qualifiers of every cell whose row and column say nothing else."""
    title = _flat(table.title)
    rank, scope = _scope_of(title, document)
    years = set(map(int, _YEAR.findall(title)))
    year = years.pop() if len(years) == 1 else document.year
    return TableSays(
        kind=_kind_of(title, table, year, document),
        scope=scope,
        fund=Fund.UNSAID if rank else _fund_of(title, table),
        period=period_in(title),
        rank=rank,
        by_place=bool(rank) and _rows_are_places(table),
        year=year,
        base=year if rank_of(document.body) else document.year,
        document=document,
    )


def cell_says(said: TableSays, row: TableRow, column: Column, stage: Stage, year: int) -> CellSays:
    """What row and column say, and for the rest the table."""
    path = _flat("/".join(column.path))
    label = _flat(row.labels[-1]) if row.labels else ""
    scope, unit_row = _row_scope(said, row)
    if not unit_row:
        scope = _column_scope(path, said.rank) or scope
    return CellSays(
        kind=_cell_kind(said, path, label, stage, year),
        scope=scope,
        fund=_column_fund(column, said),
        period=_cell_period(said.period, path, label),
        unit_row=unit_row,
    )


def item_of(table_kind: TableKind, row: str, group: str, subject: str, body: str) -> str:
    """What the first of several label columns says of a row; "" where the subject says it all.

    `row` is the row of the citation: 夜景灯具/A货物, of which A货物 is the subject, 夜景灯具 the item.
    """
    if table_kind not in _WITH_ITEMS:
        return ""
    if table_kind is TableKind.PERFORMANCE and group:
        return group
    *above, _ = row.split("/")
    for label in above:
        item = label_without_ordinal(label)
        key = normal(item)
        # A row may begin with its number, its code, the body that all rows are of, or a class of projects.
        named = re.search(r"[^\W\d]", key) and key not in (normal(subject), normal(body))
        if named and not is_total(item) and not (_CLASS.search(item) and label is not above[-1]):
            return item
    return ""


@lru_cache(maxsize=4096)
def _flat(text: str) -> str:
    return in_digits(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))


def kinds_in(text: str) -> frozenset[Kind]:
    """The kinds that a title or a header names; a debt is nothing else beside."""
    if _DEBT.search(text):
        return frozenset((Kind.DEBT,))
    said = set()
    if _EXECUTED.search(text):
        said.add(Kind.EXECUTION)
    if "决算" in text:
        said.add(Kind.FINAL)
    if re.search(r"预算|(?<!决算)草案", _NO_PLAN.sub("", text)):
        said.add(Kind.BUDGET)
    return frozenset(said)


def _kind_of(title: str, table: Table, year: int, document: Document) -> Kind | None:
    named = kinds_in(title)
    if len(named) == 1:
        return next(iter(named))
    if len(named) > 1:
        return None
    columns = {cell.column for row in table.rows for cell in row.cells}
    now = [column for column in columns if column.stage not in _COMPARISONS + _PRIOR]
    found = {
        kind
        for column in now
        if (column.year or year) == year
        for kind in kinds_in(_flat("/".join(column.path)))
    }
    # 年初预算数 beside 决算数 is part of the final account.
    order = (Kind.DEBT, Kind.FINAL, Kind.EXECUTION)
    return next((kind for kind in order if kind in found), document.kind)


def _cell_kind(said: TableSays, path: str, label: str, stage: Stage, year: int) -> Kind:
    if said.kind is Kind.DEBT:
        return said.kind
    spent = said.kind is Kind.BUDGET and stage in (Stage.EXECUTION, Stage.FINAL)
    if stage not in _COMPARISONS and (said.kind is None or year != said.year or spent):
        # 2024年决算数 beside 2025年执行数 is of the final account of its own year.
        for text in (path, label):
            named = kinds_in(text) - {Kind.DEBT}
            if len(named) == 1:
                return next(iter(named))
    return said.kind or said.document.kind


def _scope_of(title: str, document: Document) -> tuple[str, Scope]:
    """The rank of the place in a title, and the scope within it; "" for a 部门 or 单位."""
    if found := _PROPER_SAID.search(title):
        return RANKS[found[1]], PROPER.get(found[1], WHOLE[found[1]])
    if found := _WHOLE_SAID.search(title):
        return RANKS[found[1]], WHOLE[found[1]]
    found = _PLACE_SAID.search(re.sub(r"(?:19|20)\d\d年(?:度|末)?", "", title))
    if found and (rank := rank_of(found[0])):
        return rank, WHOLE[rank]
    if _OF_ONE_UNIT.search(title):
        return "", Scope.UNIT
    if document.body == NATION:
        return OF_NATION, scope_in_nation(title) or document.scope
    return rank_of(document.body), document.scope


def _column_scope(path: str, rank: str) -> Scope | None:
    """全市, 市本级, 本地区 and 下级 over the columns; without a place in the title, the first two alone."""
    for part in reversed(path.split("/")):
        if not rank and part not in _SCOPES_BY_NAME:
            continue
        if rank == OF_NATION and (own := scope_in_nation(part)):
            return own
        if found := re.search(rf"({RANK})本级", part):
            return PROPER.get(found[1], WHOLE[found[1]])
        if found := _WHOLE_SAID.search(part):
            return WHOLE[found[1]]
        if _BELOW.search(part):
            return Scope.BELOW
        if part == "本级":
            return PROPER.get(rank)
        if part in ("本地区", "本地"):
            return WHOLE[rank]
    return None


def place_in(label: str) -> tuple[str, str, bool] | None:
    """Place, rank and whether its own government alone; None for a label that is no place.

    >>> place_in("长沙市本级"), place_in("二、隆阳区"), place_in("农村社区")
    (('长沙市', '市', True), ('隆阳区', '区', False), None)
    """
    text = re.sub(r"(?:合计|小计|总计)$", "", _flat(label_without_ordinal(label)))
    if is_below(label):
        return None
    if alone := re.fullmatch(rf"(?:全|(?=.*级))({RANK})(?:本?级)?", text):
        return alone[1], RANKS[alone[1]], not text.startswith("全")
    place = re.sub(r"本?级$", "", text)
    rank = rank_of(place)
    return (place, rank, place != text) if rank else None


def is_below(label: str) -> bool:
    """True for a row of all places below one: 下级, 县区合计, 市县小计."""
    return _BELOW.search(_flat(label_without_ordinal(label))) is not None


def _rows_are_places(table: Table) -> bool:
    labels = [row.labels[0] for row in table.rows if row.labels and not is_total(tidy(row.labels[0]))]
    places = sum(place_in(label) is not None for label in labels)
    return 2 * places > len(labels)


def _row_scope(said: TableSays, row: TableRow) -> tuple[Scope, str]:
    """The row's scope, and its body where that is another than the document's."""
    if said.by_place and row.labels:
        label = _flat(label_without_ordinal(row.labels[0]))
        if _BELOW.search(label):
            return Scope.BELOW, ""
        if found := place_in(label):
            place, rank, proper = found
            scope = PROPER.get(rank, WHOLE[rank]) if proper else WHOLE[rank]
            own = place in RANKS or normal(said.document.body).endswith(normal(place))
            return scope, "" if own or normal(said.document.body).startswith(normal(place)) else place
    if said.rank == OF_NATION and row.labels and (named := scope_in_nation(_flat(row.labels[-1]))):
        return named, ""
    if said.rank and row.labels and (of := _ROW_OF.match(_flat(label_without_ordinal(row.labels[-1])))):
        scopes, end = (WHOLE, of["whole"]) if of["whole"] else (PROPER, of["proper"])
        if RANKS[end] == said.rank and end in scopes:
            return scopes[end], ""
    unit = tidy(row.unit)
    if unit and not is_total(unit) and normal(unit) != normal(said.document.body):
        return said.scope, unit
    return said.scope, ""


def _fund_of(title: str, table: Table) -> Fund:
    """What the title names, or the note at the foot: 本表包括用一般公共预算拨款安排的费用."""
    if _APPROPRIATED.search(title):
        return Fund.APPROPRIATION
    if table.kind in _ALL_MONEY:
        return Fund.ALL
    notes = (_flat(note) for note in table.notes)
    said = any(_ABOUT_THE_TABLE.search(note) and _APPROPRIATED.search(note) for note in notes)
    return Fund.APPROPRIATION if said else Fund.UNSAID


def _column_fund(column: Column, said: TableSays) -> Fund:
    """The fund a column names, else its table's; a place has ledgers, not an appropriation."""
    if said.rank:
        return Fund.UNSAID
    for part in map(_flat, reversed(column.path)):
        if _OF_ANOTHER_SOURCE.search(part):
            return Fund.UNSAID
        if _APPROPRIATED.search(part):
            return Fund.APPROPRIATION
    return said.fund


def _cell_period(of_table: str, path: str, label: str) -> str:
    own = (period_in(label) if _ONLY_PERIOD.fullmatch(label) else "") or period_in(path) or of_table
    return to_date(own) if "累计" in path + label else own
