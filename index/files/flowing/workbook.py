"""An .xlsx workbook → pages, one to a visible sheet. The only door to openpyxl's reader.

A formula is read by the value its program stored. What the sheets show is told by `sheet`.

>>> pages, warnings = read_workbook(Path("某局-2025-部门预算.xlsx"))
>>> pages[1].grids[0].cells[4].text
'1,478.70'
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import range_boundaries

from index.facts.faults import PASSED, cause_of, line_of
from index.facts.limits import LIMITS, Limits, TooManyObjects
from index.facts.records import Page
from index.files.flowing.flow import Item, lay_out
from index.files.flowing.office import opening
from index.files.flowing.worksheet import Area, SheetCell, Value, Worksheet, items_of

_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']""")


def read_workbook(path: Path, limits: Limits = LIMITS) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """The visible sheets as pages, and a warning for each sheet that was not read whole.

    Raises DocumentError for a file that is encrypted, damaged or no workbook; TooManyObjects for a sheet
    of too many cells.
    """
    shows, formulas = _opened(path, limits.objects)
    sections: list[list[Item]] = []
    warnings = []
    for one in shows.worksheets:
        if one.sheet_state != "visible":
            continue
        try:
            sections.append(items_of(_sheet(one)))
        except PASSED:
            raise
        except Exception as error:  # a fault of the program costs the sheet, whose place stays
            sections.append([])
            warnings.append(line_of(f"工作表“{one.title}”", cause_of(error)))
        if missing := _uncalculated(one, formulas[one.title]):
            warnings.append(
                f"工作表“{one.title}”有{missing}个公式没有保存计算结果，未读取；请用表格软件打开后重新保存"
            )
    return lay_out(sections, limits.objects), tuple(warnings)


def _checked_merges(path: Path, most: int) -> None:
    """Raises TooManyObjects for merged areas of more cells than allowed: openpyxl makes every one of them."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                areas = map(range_boundaries, map(bytes.decode, _MERGED.findall(archive.read(name))))
                if sum((right - left + 1) * (bottom - top + 1) for left, top, right, bottom in areas) > most:
                    raise TooManyObjects


def _opened(path: Path, most: int) -> tuple[Any, Any]:
    """The workbook with the values its program stored, and with its formulas."""
    with opening(path, "工作簿"):
        _checked_merges(path, most)
        return load_workbook(path, data_only=True), load_workbook(path, data_only=False)


def _uncalculated(shows: Any, formulas: Any) -> int:
    return sum(
        cell.data_type == "f" and shows[cell.coordinate].value is None for cell in formulas._cells.values()
    )


def _sheet(one: Any) -> Worksheet:
    """The sheet as it is shown. `iter_rows` would make a cell of every place down to a stray last one."""
    return Worksheet(
        title=one.title,
        cells={
            place: SheetCell(_value(cell), cell.number_format or "General")
            for place, cell in one._cells.items()
            if not isinstance(cell, MergedCell)
        },
        merged=[_area(area) for area in one.merged_cells.ranges],
        hidden_rows=[n for n, row in one.row_dimensions.items() if row.hidden or row.height == 0],
        hidden_columns=list(_hidden_columns(one)),
        zeros=one.sheet_view.showZeros is not False,
    )


def _area(area: Any) -> Area:
    return area.min_row, area.min_col, area.max_row, area.max_col


def _hidden_columns(one: Any) -> Iterator[int]:
    for dimension in one.column_dimensions.values():
        if dimension.hidden or dimension.width == 0:
            yield from range(dimension.min or 1, (dimension.max or dimension.min or 1) + 1)


def _value(cell: Any) -> Value:
    value = cell.value
    if value is None or cell.data_type == "e":
        return None
    return value if isinstance(value, bool | int | float | date) else str(value)
