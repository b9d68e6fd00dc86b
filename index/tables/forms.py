"""绩效目标 forms: boxes of label and value instead of header and rows.

Two things in them are numbers: the money (年度资金总额 | 3864.50) and the goals
(三级指标 道路清扫保洁面积, 指标值 ≥1286万平方米). The rest is prose.

>>> row = read_form(stacked)[0]
>>> row.labels, row.cells[0].column.path, row.cells[0].text
(('年度资金总额',), ('资金情况',), '3864.50')
>>> goal("≥1286万平方米")
(Decimal('1286'), '万平方米')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from index.facts.money import number
from index.facts.naming.titles import unit_in
from index.facts.records import Column, TableCell, TableRow
from index.tables.stacked_grid import Spot, StackedGrid

_GOAL_VALUE = re.compile(r"^[^\d]{0,12}(?:指标值|目标值)(?:[(（].*[)）])?$")
_PROJECT = re.compile(r"项目名称[:：]?")
_GOAL_NAME = re.compile(r"^(?:三级指标|指标名称|指标内容|绩效指标)$")
_MONEY = re.compile(r"资金|金额|预算|拨款|总额|成本|经费")
_GOAL = re.compile(r"[≥≤=><]{0,2}\s*((?:\d[\d,]*)(?:\.\d+)?)\s*([^\d\s.,~-]{0,8})")


def is_form(stacked: StackedGrid) -> bool:
    """True when some row heads its columns with both 三级指标 and 指标值."""
    return any(_goal_columns(stacked, row) is not None for row in range(stacked.n_rows))


def read_form(stacked: StackedGrid) -> list[TableRow]:
    """One row for each amount of money and for each goal, top to bottom; their `group` is the project."""
    rows: list[TableRow] = []
    project = project_of(stacked)
    goals: tuple[int, int, str] | None = None
    for row in range(stacked.n_rows):
        headed = _goal_columns(stacked, row)
        if headed is not None:
            goals = headed
        elif goals is not None:
            name, value = stacked.at(row, goals[0]), stacked.at(row, goals[1])
            if name is not None and value is not None and name.text and value.text and value.row == row:
                rows.append(_row(name.text, (goals[2],), value))
        else:
            rows.extend(_money(stacked, row))
    return [replace(row, group=project) for row in rows]


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


def _goal_columns(stacked: StackedGrid, row: int) -> tuple[int, int, str] | None:
    spots = stacked.row(row)
    names = [spot for spot in spots if _GOAL_NAME.match(spot.text)]
    values = [spot for spot in spots if _GOAL_VALUE.match(spot.text)]
    return (names[-1].col, values[-1].col, values[-1].text) if names and values else None


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
