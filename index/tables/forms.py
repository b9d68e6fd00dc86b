"""绩效目标 forms: boxes of label and value instead of header and rows.

Two things in them are numbers: the money (年度资金总额 | 3864.50) and the goals
(三级指标 道路清扫保洁面积, 指标值 ≥1286万平方米). The rest is prose. A 自评表 prints beside the money
what was budgeted, spent and scored, and beside each goal what was achieved and scored.

>>> row = read_form(stacked)[0]
>>> row.labels, row.cells[0].column.path, row.cells[0].text
(('年度资金总额',), ('资金情况',), '3864.50')
>>> goal("≥1286万平方米")
(Decimal('1286'), '万平方米')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from index.facts.money import number
from index.facts.naming.titles import unit_in
from index.facts.records import Column, Stage, TableCell, TableRow
from index.tables.columns import read_column
from index.tables.stacked_grid import Spot, StackedGrid

_GOAL_VALUE = re.compile(r"^[^\d]{0,12}(?:指标值|目标值)(?:[(（].*[)）])?$")
_PROJECT = re.compile(r"项目名称[:：]?")
_GOAL_NAME = re.compile(r"^(?:三级指标|指标名称|指标内容|绩效指标)$")
ACHIEVED = re.compile(r"^(?:全年|年度)?(?:实际(?:完成)?|完成)(?:指标)?(?:值|情况|数)$|^实际$")
_SCORE = re.compile(r"^(?:自评)?(?:得分|评分)$")
_TOTAL_SCORE = re.compile(r"总\s*分|(?:自评)?总得分")
_POINTS = "分"
_SEVERAL = 2
_MONEY = re.compile(r"资金|金额|预算|拨款|总额|成本|经费")
_GOAL = re.compile(r"[≥≤=><]{0,2}\s*((?:\d[\d,]*)(?:\.\d+)?)\s*([^\d\s.,~-]{0,8})")


def is_form(stacked: StackedGrid) -> bool:
    """True when some row heads its columns with both 三级指标 and 指标值."""
    return any(_goal_columns(stacked, row) is not None for row in range(stacked.n_rows))


def read_form(stacked: StackedGrid) -> list[TableRow]:
    """One row for each amount of money and for each goal, top to bottom; their `group` is the project."""
    rows: list[TableRow] = []
    project = project_of(stacked)
    goals: _Heads | None = None
    amounts: _Heads | None = None
    for row in range(stacked.n_rows):
        if (headed := _goal_columns(stacked, row)) is not None:
            goals = headed
        elif goals is not None:
            rows.extend(_under(stacked, row, goals))
        elif (found := _amount_columns(stacked, row)) is not None:
            amounts = found
        elif amounts is not None:
            rows.extend(_under(stacked, row, amounts))
        else:
            rows.extend(_money(stacked, row))
    return [replace(row, group=project) for row in rows]


@dataclass(frozen=True, slots=True)
class _Heads:
    """Where the names of rows stand, and the columns of their values by where those stand."""

    names: int
    values: Mapping[int, Column]


def project_of(stacked: StackedGrid) -> str:
    """The project a form is about, which its title seldom says; "" when it names none."""
    for row in range(stacked.n_rows):
        for label, value in pairwise(spot for spot in stacked.row(row) if spot.text):
            if _PROJECT.fullmatch(label.text):
                return value.text
    return ""


def names_project(row: Sequence[str]) -> bool:
    """Whether a row begins a form: 项目名称 | 河道保洁."""
    said = [text for text in row if text]
    return len(said) > 1 and bool(_PROJECT.fullmatch(said[0])) and not _PROJECT.fullmatch(said[1])


def goal(printed: str) -> tuple[Decimal, str] | None:
    """Number and unit of a goal (≥82.5%, =164座); None for a goal in words."""
    match = _GOAL.fullmatch(unicodedata.normalize("NFKC", printed).strip())
    return (Decimal(match.group(1).replace(",", "")), match.group(2).strip("()")) if match else None


def _goal_columns(stacked: StackedGrid, row: int) -> _Heads | None:
    """The columns of a row that heads goals: what is aimed at, what was achieved, what it scored."""
    spots = stacked.row(row)
    names = [spot for spot in spots if _GOAL_NAME.match(spot.text)]
    aims = [spot for spot in spots if _GOAL_VALUE.match(spot.text) and not ACHIEVED.match(spot.text)]
    if not names or not aims:
        return None
    achieved = next((spot for spot in spots if ACHIEVED.match(spot.text)), None)
    if achieved is None:
        return _Heads(names[-1].col, {aims[-1].col: Column((aims[-1].text,))})
    values = {
        aims[-1].col: Column((aims[-1].text,), Stage.BUDGET),
        achieved.col: Column((achieved.text,), Stage.EXECUTION),
        **{spot.col: _score(spot.text) for spot in spots if _SCORE.match(spot.text)},
    }
    return _Heads(names[-1].col, values)


def _amount_columns(stacked: StackedGrid, row: int) -> _Heads | None:
    """The columns of a row that heads money: 项目资金（万元） | 年初预算数 | 全年执行数 | 执行率 | 得分."""
    spots = [spot for spot in stacked.row(row) if spot.text]
    heads = {spot.col: read_column((spot.text,)) for spot in spots[1:]}
    staged = {col: column for col, column in heads.items() if column.stage is not None}
    if len(staged) < _SEVERAL or any(number(spot.text) is not None for spot in spots):
        return None
    group = spots[0].text if spots[0].col < min(staged) else ""
    unit = unit_in(group)
    values = {
        col: replace(column, path=(group, *column.path) if group else column.path, unit=column.unit or unit)
        for col, column in staged.items()
    }
    values |= {col: _score(column.path[-1]) for col, column in heads.items() if _SCORE.match(column.path[-1])}
    return _Heads(min(staged) - 1, values)


def _score(head: str) -> Column:
    return Column((head,), Stage.EXECUTION, unit=_POINTS)


def _under(stacked: StackedGrid, row: int, heads: _Heads) -> list[TableRow]:
    """The row of values below the heads; the last row of a form, 总分, has a score alone."""
    spots = stacked.row(row)
    total = next((spot for spot in spots if _TOTAL_SCORE.fullmatch(spot.text)), None)
    name = total or stacked.at(row, heads.names)
    if name is None or not name.text or number(name.text) is not None:
        return []
    cells = [
        TableCell(column, value.text, value.page, value.bbox)
        for col, column in heads.values.items()
        if (value := stacked.at(row, col)) is not None and value.text and value.row == row
        if value is not name and (total is None or column.unit == _POINTS)
    ]
    return [TableRow((name.text,), "", tuple(cells))] if cells else []


def _money(stacked: StackedGrid, row: int) -> list[TableRow]:
    spots = [spot for spot in stacked.row(row) if spot.text]
    found = []
    for label, value in pairwise(spots):
        if number(value.text) is None or number(label.text) is not None or value.row != row:
            continue
        group = spots[0].text if spots[0] is not label else ""
        if _MONEY.search(label.text) or _MONEY.search(group):
            found.append(
                _row(label.text, (group,) if group else (), value, unit_in(label.text) or unit_in(group))
            )
    return found


def _row(label: str, path: tuple[str, ...], value: Spot, unit: str = "") -> TableRow:
    cell = TableCell(Column(path, unit=unit or None), value.text, value.page, value.bbox)
    return TableRow((label,), "", (cell,))
