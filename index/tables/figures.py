"""Tables → figures: one per printed number, with its subject and its place.

>>> figure = figures_of(table, document)[0]
>>> figure.subject, figure.value, figure.unit, figure.citation.row, figure.citation.column
('一般公共预算拨款收入', Decimal('1478700.00'), '万元', '一、一般公共预算拨款收入', '收入/预算数')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from index.facts.extent.places import WHOSE, rank_of
from index.facts.extent.years import in_digits
from index.facts.money import IN_BRACKETS, YUAN_PER_UNIT, is_money, number
from index.facts.records import (
    Citation,
    Column,
    Document,
    Figure,
    Kind,
    Legibility,
    Stage,
    Table,
    TableCell,
    TableKind,
    TableRow,
)
from index.facts.subjects import is_total, label_without_ordinal, normal, tidy, without_stage
from index.tables.columns import unit_of_row
from index.tables.forms import ACHIEVED, goal
from index.tables.place_rows import is_of_place, of_columns, of_debt
from index.tables.qualifiers import TableSays, cell_says, item_of, table_says

_PLAIN = re.compile(
    r"^(?:(?:19|20)\d\d年度?|本年度?|上年度?|去年|当年|全年|年初|调整|调整后|变动|快报|预计)*"
    r"(?:预算|决算|执行|实际|完成|支出预算|收入预算)?(?:数|金额|额|合计|总计|小计|总额|安排数?|资金)?$"
)
_PERIOD = re.compile(
    r"^(?:(?:19|20)\d\d(?:年度?)?|本年度?|上年度?|去年)(?:年初|调整)?(?:预算|决算)?(?:数|安排|执行数)?$"
)
# Rows of a table whose columns are the subjects: 2024年, 2025年, 增减额, 增减率.
_CHANGE_ROW = re.compile(
    r"^(?:比上年|较上年|同比)?(?:增减|增加|变动)(?:额|数|金额|情况)?(?:[（(][^）)]*[）)])?$"
)
_RATE_ROW = re.compile(
    r"^(?:比上年|较上年|同比)?(?:增减|增长|变动)(?:率|幅度?|比例|[%％])(?:[（(][^）)]*[）)])?$"
)
_LINE_ITEM = re.compile(r"因公出国|公务接待|公务用车|购置费|运行(?:维护)?费|会议费|培训费|机关运行经费|三公")
_DIFFERS = re.compile(r"增减|增幅|增长|变动|差额|同比|完成|执行率|比例|比重|占比|[%％]|数比|比上年|比\d{4}年")
_OF_WHICH = ("其中", "其中：", "其中:")
_SIDE = re.compile(
    r"^(?:(?:本年|当年|财政拨款)?(?:收入|支出)|(?:支出)?(?:功能|经济)(?:分类|科目)|支出(?:用途|性质|项目类别)|资金来源)$"
)
_THREE_AND_MEETINGS = "“三公”经费、会议费、培训费合计"
_YEAR = re.compile(r"((?:19|20)\d\d)(?=年|$)")
_BEFORE = {
    Stage.BUDGET: Stage.PRIOR_BUDGET,
    Stage.FINAL: Stage.PRIOR_FINAL,
    Stage.EXECUTION: Stage.PRIOR_EXECUTION,
}
_NOW = {before: now for now, before in _BEFORE.items()}
_COMPARED = (Stage.DIFFERENCE, Stage.RATE, Stage.COMPLETION, Stage.RATIO)
_ROW_YEAR = re.compile(r"((?:19|20)\d\d)年(?:度|末|底)?(?=[\u4e00-\u9fff])")
_ROW_STAGE = re.compile(r"(预算|执行|决算)数?(?:[(（][^()（）]*[)）])?$")
_STAGES = {"预算": Stage.BUDGET, "执行": Stage.EXECUTION, "决算": Stage.FINAL}
_LEADS = re.compile(r"[一二三四五六七八九十]+\s*[、，,.．]")
_YEARS_APART = 6
# How much of a place a row is of stands in its scope.
_OF_WHOLE = re.compile(rf"^{WHOSE}(?=.{{3}})")
_TABLE_TOTALS: dict[TableKind, str] = {
    TableKind.INCOME: "收入合计",
    TableKind.EXPENSE: "支出合计",
    TableKind.APPROPRIATION_EXPENSE: "财政拨款支出合计",
    TableKind.GENERAL: "一般公共预算支出合计",
    TableKind.FUND: "政府性基金预算支出合计",
    TableKind.CAPITAL: "国有资本经营预算支出合计",
    TableKind.ECONOMIC: "支出合计",
    TableKind.APPROPRIATION_BASIC: "财政拨款基本支出合计",
    TableKind.BASIC: "一般公共预算基本支出合计",
    TableKind.THREE_PUBLIC: "“三公”经费合计",
    TableKind.OPERATING: "机关运行经费合计",
    TableKind.PROCUREMENT: "政府采购合计",
    TableKind.SERVICES: "政府购买服务合计",
    TableKind.PROJECTS: "项目支出合计",
}


def figures_of(table: Table, document: Document) -> tuple[Figure, ...]:
    """The table's numbers in reading order; blanks, dashes and words give none."""
    found = []
    said = table_says(table, document)
    lead = ""
    for row in table.rows:
        if row.labels and _LEADS.match(row.labels[-1]):
            lead = row.labels[-1]
        for cell in row.cells:
            figure = _figure(table, row, cell, said, lead)
            if figure is not None:
                found.append(figure)
    return tuple(found)


def _figure(table: Table, row: TableRow, cell: TableCell, said: TableSays, lead: str) -> Figure | None:
    """The cell's number; `lead` is the label 四、… that the row stands under, or its own."""
    document = said.document
    value, text = number(cell.text), cell.text
    column = cell.column
    unit = column.unit
    if unit is None:
        unit = next(filter(None, map(unit_of_row, reversed(row.labels))), table.unit)
    rate = bool(row.labels) and bool(_RATE_ROW.match(tidy(row.labels[-1])))
    if rate or re.search(r"[%％]\s*$", cell.text):
        unit = "%"
    if table.kind is TableKind.PERFORMANCE and (found := goal(cell.text)) and (value is None or found[1]):
        value, unit = found
        text = re.sub(r"[(（][^()（）]*[)）]$", "", cell.text)
    if value is None or not (row.labels or row.code or any(column.path)):
        return None  # nothing says what it is of
    subject, component = _subject(table, row, column, said, lead)
    stage, year = _stage_and_year(row, column, said, lead)
    if stage is Stage.DIFFERENCE and unit == "%":
        stage = Stage.RATE
    own = cell_says(said, row, column, stage, year)
    label = "/".join(row.labels) or row.code
    return Figure(
        subject=subject,
        code=row.code,
        component=component,
        body=document.body,
        year=year,
        stage=stage,
        value=_in_yuan(value, unit),
        printed=tidy(text),
        unit=unit,
        table_kind=table.kind,
        citation=Citation(
            document=document.name,
            page=cell.page,
            quote=tidy(cell.text),
            table=table.title or None,
            row=label,
            column="/".join(column.path),
            bbox=cell.bbox,
            legibility=Legibility.DOUBTFUL if cell.glued else Legibility.TEXT,
        ),
        group=row.group or _bought(column, table),
        kind=own.kind,
        scope=own.scope,
        fund=own.fund,
        period=own.period,
        unit_row=own.unit_row,
        item=item_of(table.kind, label, row.group, subject, document.body),
    )


def _in_yuan(value: Decimal, unit: str) -> Decimal:
    return value * YUAN_PER_UNIT[unit] if is_money(unit) else value


def _subject(table: Table, row: TableRow, column: Column, said: TableSays, lead: str) -> tuple[str, str]:
    """The subject of the amount, and which part of it the column holds."""
    document = said.document
    if said.by_place and row.labels and is_of_place(row.labels[0]):
        return of_columns(table.title, column.path), ""
    name = _column_name(column, table)
    label = label_without_ordinal(row.labels[-1]) if row.labels else ""
    if said.rank and rank_of(document.body):
        label = _ROW_YEAR.sub("", in_digits(label), count=1) or label
        label = of_debt(label, lead) if "债" in label else label
        label = _OF_WHOLE.sub("", label)
    if _names_subject(label, name, table, document):
        return label, "" if _is_of_whole(name, column, table) else name
    total = _bare_total(label)
    parents = [part for part in map(label_without_ordinal, row.labels[:-1]) if not _bare_total(part)]
    if parents and total:
        return parents[-1], name
    if name:
        return (_TABLE_TOTALS[table.kind], name) if total and _bought(column, table) else (name, "")
    side = next((part for part in column.path if part in ("收入", "支出")), "")
    if total and side and table.kind in (TableKind.BALANCE, TableKind.APPROPRIATION, TableKind.OTHER):
        return f"{side}{tidy(label)}", ""
    return _TABLE_TOTALS.get(table.kind, label or table.title or "合计"), ""


_BOUGHT = re.compile(r"(?:政府)?(?:采购|购买)?(货物|工程|服务)(?:类|采购)?")


def _bought(column: Column, table: Table) -> str:
    """Which of 货物, 工程 and 服务 a column of purchases holds."""
    found = _BOUGHT.fullmatch(_column_name(column, table)) if table.kind is TableKind.PROCUREMENT else None
    return found[1] if found else ""


def _is_of_whole(name: str, column: Column, table: Table) -> bool:
    """Whether a column holds all of its row, and no part that it names.

    Of a project all money is one amount at several stages; of a goal what was achieved is its value.
    """
    if table.kind is TableKind.PERFORMANCE and (len(column.path) > 1 or ACHIEVED.match(name)):
        return True
    return is_total(name) or (table.kind is TableKind.OPERATING and "机关运行经费" in name)


def _names_subject(label: str, name: str, table: Table, document: Document) -> bool:
    """Whether a row's label names a subject, not a time, a total or a body."""
    if not label or _bare_total(label) or _is_stage(label) or normal(label) == normal(document.body):
        return False
    # “三公”经费 beside 公务接待费 is the whole of which the column names a part.
    of_item = table.kind is TableKind.THREE_PUBLIC and _LINE_ITEM.search(name)
    return not (of_item and normal(label) in ("三公经费", "三公经费合计"))


def _is_stage(label: str) -> bool:
    """True for the label of a row that only says when, or against when: 2025年, 增减额."""
    return any(pattern.match(label) for pattern in (_PERIOD, _CHANGE_ROW, _RATE_ROW))


def _bare_total(label: str) -> bool:
    """True for 合计, 总计, 小计, which name no subject; 本年收入合计 does."""
    return is_total(label) and len(tidy(label)) <= 2


def _column_name(column: Column, table: Table) -> str:
    """The column's own subject (基本支出, 公务接待费), "" for a plain amount column."""
    said = [_without_period(part) for part in column.path]
    said = [part for part in said if part and not _DIFFERS.search(part) and part not in _OF_WHICH]
    parts = _without_plain(said)
    if not parts or _heads_block(parts[-1], plain=len(parts) < len(said)):
        return ""
    *above, leaf = parts
    carried = next((part for part in said[:-1] if "结转" in part), "")
    if _bare_total(leaf):
        part = next((part for part in reversed(above) if part in _PARTS_OF_SPENDING), "")
        return _whole(above, table) if table.kind is TableKind.THREE_PUBLIC else carried or part
    if carried and carried != leaf:
        return f"{carried}{leaf}"
    return _of_cars(label_without_ordinal(leaf), above)


# What all spending is made of: a 小计 below one of them is of that part alone.
_PARTS_OF_SPENDING = ("基本支出", "项目支出")


def _without_plain(parts: Sequence[str]) -> list[str]:
    """The header path down to its last part that is more than 预算数 or 金额."""
    end = len(parts)
    while end and _PLAIN.match(parts[end - 1]) and not _bare_total(parts[end - 1]):
        end -= 1
    return list(parts[:end])


def _heads_block(part: str, *, plain: bool) -> bool:
    """Whether a head over 项目 | 金额 says what the whole block is, not a part of its amounts."""
    return bool(_SIDE.match(part)) and (plain or "财政拨款" not in part)


def _whole(above: Sequence[str], table: Table) -> str:
    """The subject of a 小计 or 合计 in a 三公 table, by the heads over it; "" for the table's own total."""
    group = next((part for part in reversed(above) if not _PLAIN.match(part)), "")
    if group:
        return "" if "三公" in group else group
    columns = [cell.column.path for row in table.rows[:1] for cell in row.cells if cell.column.path]
    meetings = any("会议费" in path[-1] or "培训费" in path[-1] for path in columns)
    return _THREE_AND_MEETINGS if meetings else ""


def _of_cars(leaf: str, above: Sequence[str]) -> str:
    """购置费 and 运行费 under 公务用车购置及运行费 are 公务用车购置费 and 公务用车运行费."""
    if re.fullmatch(r"(?:购置|运行(?:维护)?)费?", leaf) and any("公务用车" in part for part in above):
        return f"公务用车{leaf}"
    return leaf


def _without_period(part: str) -> str:
    """公务接待费预算数 → 公务接待费, 2025年“三公”经费预算数 → “三公”经费."""
    text = re.sub(IN_BRACKETS, "", in_digits(tidy(part)))
    text = without_stage(text)
    text = re.sub(r"^(?:19|20)\d\d年度?(?=\D)", "", text)
    return re.sub(r"(?<=[费款支入])(?:预算|决算)数$", "", text)


def _stage_and_year(row: TableRow, column: Column, said: TableSays, lead: str) -> tuple[Stage, int]:
    """A cell's stage and year; a year before the document's makes it a prior stage.

    In a table of a place 四、2025年还本预算数 says both, for its own amounts and for those of the rows below.
    """
    document, base = said.document, said.base
    label = in_digits(tidy(row.labels[-1])) if row.labels else ""
    if column.stage is None and (moved := _moved_in(label)) is not None:
        return moved, base
    own, year = _period(label, base) if _PERIOD.match(label) else (None, column.year)
    if year is not None and column.year == year and label_without_ordinal(label).startswith(_YEAR_END_BEFORE):
        year -= 1  # 上年末余额, in the column of 2025, is of the end of 2024
    if year is None and rank_of(document.body):
        above = in_digits(tidy(lead))
        year = _year_of_row(label, base) or _year_of_row(above, base)
        own = own or _stage_of_row(label) or _stage_of_row(above)
    year = year if year is None or abs(year - base) <= _YEARS_APART else None
    stage = column.stage or own or _plain_stage(said)
    if stage in _BEFORE.values():
        year = year or base - 1
    year = year or base
    if year < document.year and stage not in _COMPARED:
        return (stage if stage in _BEFORE.values() else _BEFORE.get(stage, Stage.PRIOR_BUDGET)), year
    return (_NOW.get(stage, stage) if year >= document.year and base > document.year else stage), year


def _moved_in(label: str) -> Stage | None:
    """The stage of a row that says by how much the rows before it differ; None for another row."""
    if _CHANGE_ROW.match(label):
        return Stage.DIFFERENCE
    return Stage.RATE if _RATE_ROW.match(label) else None


def _plain_stage(said: TableSays) -> Stage:
    """The stage of an amount whose column names none: planned in a budget's table, else actual."""
    if said.document.kind is Kind.BUDGET:
        return Stage.BUDGET
    if said.kind is Kind.EXECUTION or (said.kind is None and said.document.kind is Kind.EXECUTION):
        return Stage.EXECUTION
    if said.document.kind is Kind.FINAL or said.kind is not Kind.BUDGET:
        return Stage.FINAL
    return Stage.BUDGET


_YEAR_END_BEFORE = "上年末"


def _year_of_row(label: str, base: int) -> int | None:
    """The year that a row's label begins with: 六、2022年地方财政赤字, in a table of 2021."""
    bare = label_without_ordinal(label)
    if bare.startswith(_YEAR_END_BEFORE):
        return base - 1
    found = _ROW_YEAR.match(bare)
    return int(found[1]) if found else None


def _stage_of_row(label: str) -> Stage | None:
    """The stage that a row's label ends with behind its year: 2024年发行预计执行数, 2025年还本预算数."""
    found = _ROW_STAGE.search(label) if _ROW_YEAR.match(label_without_ordinal(label)) else None
    return _STAGES[found[1]] if found else None


def _period(label: str, base: int) -> tuple[Stage | None, int]:
    """The stage and the year that the label of a row names: 2024年决算数, 上年预算数."""
    found = _YEAR.search(label)
    year = int(found[1]) if found else base - label.startswith(("上年", "去年"))
    stages = ((Stage.FINAL, "决算"), (Stage.EXECUTION, "执行"))
    return next((stage for stage, word in stages if word in label), None), year
