"""An .xlsx workbook → pages, one to a visible sheet. The only door to openpyxl's reader.

What the sheet shows is what is read: 1478.7 in a cell formatted ``#,##0.00`` is "1,478.70", hidden
sheets, rows and columns are left out. A formula is read by the value its program stored.

>>> pages, warnings = read_workbook(Path("某局-2025-部门预算.xlsx"))
>>> pages[1].grids[0].cells[4].text, shown(1478.7, "#,##0.00_ ")
('1,478.70', '1,478.70')
"""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import range_boundaries

from index.facts.limits import LIMITS, Limits, TooManyObjects
from index.facts.records import Page
from index.facts.titles import is_aside, is_title
from index.files.flowing.flow import Block, Item, Paragraph, Slot, lay_out
from index.files.flowing.office import readable

_UNNAMED = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.I)
_NOT_SHOWN = re.compile(r"\[[^\]]*\]|_.|\*.|[\\!](?=[^.])")
_LITERAL = re.compile(r'"([^"]*)"')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:[\\!]?\.[#0?]+)?,*")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']""")


def read_workbook(path: Path, limits: Limits = LIMITS) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """The visible sheets as pages, and a warning for each sheet with formulas never calculated.

    Raises DocumentError for a file that is encrypted, damaged or no workbook; TooManyObjects for a sheet
    of too many cells.
    """
    shows, formulas = _opened(path, limits.objects)
    sections = []
    warnings = []
    for sheet in shows.worksheets:
        if sheet.sheet_state != "visible":
            continue
        items: list[Item] = []
        blocks = list(_blocks(sheet))
        # A sheet whose table prints no title is called by its tab.
        texts = [slot.text for block in blocks for slot in block.slots if slot.text.strip()]
        name = sheet.title.strip()
        if texts and not any(map(is_title, texts)) and is_title(name) and not _UNNAMED.fullmatch(name):
            items.append(Paragraph(name))
        items.extend(blocks)
        sections.append(items)
        if missing := _uncalculated(sheet, formulas[sheet.title]):
            warnings.append(
                f"工作表“{sheet.title}”有{missing}个公式没有保存计算结果，未读取；请用表格软件打开后重新保存"
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
    with readable(path, "工作簿", ".xls"):
        _checked_merges(path, most)
        return load_workbook(path, data_only=True), load_workbook(path, data_only=False)


def _uncalculated(shows: Any, formulas: Any) -> int:
    return sum(
        cell.data_type == "f" and shows[cell.coordinate].value is None for cell in formulas._cells.values()
    )


def _blocks(sheet: Any) -> Iterator[Block]:
    """The tables of a sheet: a title, or a 单位：… below a blank row, begins the next one."""
    slots = list(_slots(sheet))
    by_row: dict[int, list[str]] = {}
    for slot in slots:
        for row in range(slot.row, slot.row + slot.rowspan):
            by_row.setdefault(row, []).extend([slot.text] if slot.text.strip() else [])
    starts = [
        row
        for row in sorted(by_row)
        if len(by_row[row]) == 1
        and (is_title(by_row[row][0]) or (is_aside(by_row[row][0]) and not by_row.get(row - 1)))
    ]
    cuts = [row for row in starts if row > 0]
    for top, bottom in zip([0, *cuts], [*cuts, 1 << 30], strict=True):
        own = [slot for slot in slots if top <= slot.row < bottom]
        if any(slot.text.strip() for slot in own):
            yield Block(tuple(own))


def _slots(sheet: Any) -> Iterator[Slot]:
    """The visible cells; rows and columns are counted from 0 over the visible ones."""
    hidden_cols = sorted(
        {
            n
            for dimension in sheet.column_dimensions.values()
            if dimension.hidden
            for n in range(dimension.min or 1, (dimension.max or dimension.min or 1) + 1)
        }
    )
    hidden_rows = sorted(n for n, dimension in sheet.row_dimensions.items() if dimension.hidden)
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    # `iter_rows` would make a cell of every place down to the last one: a stray one stands at XFD1048576.
    for (row, col), cell in sorted(sheet._cells.items()):
        text = "" if isinstance(cell, MergedCell) else _text(cell)
        area = merged.get((row, col))
        if area is None and not text:
            continue
        end_row, end_col = (area.max_row, area.max_col) if area else (row, col)
        top, deep = _shown_span(row, end_row, hidden_rows)
        left, wide = _shown_span(col, end_col, hidden_cols)
        if deep and wide:
            yield Slot(top, left, deep, wide, text)


def _shown_span(first: int, last: int, hidden: Sequence[int]) -> tuple[int, int]:
    """Where a span begins and how much it covers, counted over what is not hidden: (3, 5, [4]) → (2, 2)."""
    before = bisect_left(hidden, first)
    return first - 1 - before, last - first + 1 - (bisect_right(hidden, last) - before)


def _text(cell: Any) -> str:
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return shown(value, cell.number_format or "General")
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def shown(value: float, pattern: str) -> str:
    """The number as its cell shows it: (0.125, "0.0%") → "12.5%"; (-3, "#,##0;(#,##0)") → "(3)"."""
    # A double has 15 digits that mean something: 0.1 + 0.2 is shown as 0.3.
    exact = Decimal(format(value, ".15g"))
    parts = pattern.split(";")
    part = parts[0]
    signed = exact < 0
    if exact < 0 and len(parts) > 1:
        part, signed = parts[1], False
    elif exact == 0 and len(parts) > 2:
        part = parts[2]
    digits = _DIGITS.search(_LITERAL.sub("", _NOT_SHOWN.sub("", part)))
    if part.strip() in ("General", "G/通用格式", "@") or (not digits and '"' not in part and "-" not in part):
        return format(exact, "f")
    said = _LITERAL.sub(lambda match: re.sub(r"[^-()（）—%]", "", match[1]), _NOT_SHOWN.sub("", part))
    digits = _DIGITS.search(said)
    if not digits:
        return said.strip().replace("?", "")
    number = _number(abs(exact) * (100 if "%" in said else 1), digits.group())
    around = [re.sub(r"[^-()（）%]", "", side) for side in (said[: digits.start()], said[digits.end() :])]
    return f"{'-' if signed and number.strip('0.,') else ''}{around[0]}{number}{around[1]}"


def _number(value: Decimal, digits: str) -> str:
    """The digits of a pattern, filled: (1478.7, "#,##0.00") → "1,478.70"."""
    scaled = value / Decimal(1000) ** (len(digits) - len(digits.rstrip(",")))
    whole, _, decimals = digits.rstrip(",").partition(".")
    places = len(decimals)
    if whole.endswith(("\\", "!")):
        # 0!.0, shows 万元: thousands, rounded, with a point set before the last digit.
        scaled = scaled.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-places)
    text = format(scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), ",f" if "," in whole else "f")
    if not value and "0" not in digits:
        return ""
    least = decimals.rstrip("#?")
    if len(least) < places:
        head, _, tail = text.partition(".")
        tail = tail[: len(least)] + tail[len(least) :].rstrip("0")
        text = f"{head}.{tail}" if tail else head
    head, point, tail = text.partition(".")
    return head.zfill(whole.count("0")) + point + tail
