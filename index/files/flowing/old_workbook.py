"""An .xls workbook, or an .et of WPS, which is one → pages, one to a visible sheet. The only door to xlrd.

>>> pages, warnings = read_old_workbook(Path("某局-2025-部门预算.xls"))
>>> pages[1].grids[0].cells[4].text
'1,478.70'
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import xlrd
from xlrd.xldate import XLDateError, xldate_as_datetime

from index.facts.errors import DocumentError
from index.facts.faults import PASSED, cause_of, line_of
from index.facts.limits import LIMITS, Limits, TooManyObjects
from index.facts.records import Page
from index.files.flowing.flow import Item, lay_out
from index.files.flowing.office import opening
from index.files.flowing.worksheet import SheetCell, Value, Worksheet, items_of


def read_old_workbook(path: Path, limits: Limits = LIMITS) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """The visible sheets as pages, and a warning for each that was not read whole.

    Raises DocumentError for a file that is encrypted, damaged or no workbook; TooManyObjects for a sheet
    of too many cells.
    """
    book = _opened(path)
    sections: list[list[Item]] = []
    warnings = []
    for number in range(book.nsheets):
        one = book.sheet_by_index(number)
        if one.visibility:
            continue
        if sum(len(one.row_types(row)) for row in range(one.nrows)) > limits.objects:
            raise TooManyObjects(len(sections) + 1)
        try:
            sections.append(items_of(_sheet(one, book)))
        except PASSED:
            raise
        except Exception as error:  # a fault of the program costs the sheet, whose place stays
            sections.append([])
            warnings.append(line_of(f"工作表“{one.name}”", cause_of(error)))
    return lay_out(sections, limits.objects), tuple(warnings)


def _opened(path: Path) -> Any:
    with opening(path, "工作簿"):
        try:
            # What xlrd has to say goes to a log of its own, which nobody reads.
            with open(os.devnull, "w", encoding="utf-8") as log:
                return xlrd.open_workbook(str(path), formatting_info=True, logfile=log)
        except xlrd.XLRDError as error:
            if "encrypted" in str(error).lower():
                raise DocumentError(path.name, "工作簿已加密", "请去除密码后另存") from error
            raise


def _sheet(one: Any, book: Any) -> Worksheet:
    """The sheet as it is shown; rows and columns of xlrd count from 0."""
    return Worksheet(
        title=one.name,
        cells={
            (row + 1, col + 1): _cell(one.cell(row, col), book)
            for row in range(one.nrows)
            for col, kind in enumerate(one.row_types(row))
            if kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR)
        },
        merged=[(top + 1, left + 1, bottom, right) for top, bottom, left, right in one.merged_cells],
        hidden_rows=[n + 1 for n, row in one.rowinfo_map.items() if row.hidden or row.height == 0],
        hidden_columns=[n + 1 for n, column in one.colinfo_map.items() if column.hidden or column.width == 0],
        zeros=bool(one.show_zero_values),
    )


def _cell(cell: Any, book: Any) -> SheetCell:
    pattern = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    return SheetCell(_value(cell, book), pattern)


def _value(cell: Any, book: Any) -> Value:
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            found: datetime = xldate_as_datetime(cell.value, book.datemode)
            return found
        except XLDateError:  # a number in the format of a date that is none
            return float(cell.value)
    return float(cell.value) if cell.ctype == xlrd.XL_CELL_NUMBER else str(cell.value)
