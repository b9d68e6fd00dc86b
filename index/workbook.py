"""An .xlsx workbook → pages, one to a visible sheet. The only door to openpyxl's reader.

What the sheet shows is what is read: 1478.7 in a cell formatted ``#,##0.00`` is "1,478.70", hidden
sheets, rows and columns are left out. A formula is read by the value its program stored.

>>> pages, warnings = read_workbook(Path("某局-2025-部门预算.xlsx"))
>>> pages[1].grids[0].cells[4].text, shown(1478.7, "#,##0.00_ ")
('1,478.70', '1,478.70')
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from index.errors import DocumentError
from index.flow import Block, Item, Paragraph, Slot, lay_out
from index.records import Page
from index.titles import is_aside, is_title

_UNNAMED = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.I)
_NOT_SHOWN = re.compile(r"\[[^\]]*\]|_.|\*.|[\\!](?=[^.])")
_LITERAL = re.compile(r'"([^"]*)"')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:[\\!]?\.[#0?]+)?,*")
_OLE = b"\xd0\xcf\x11\xe0"


def read_workbook(path: Path) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """The visible sheets as pages, and a warning for each sheet with formulas never calculated.

    Raises DocumentError for a file that is encrypted, damaged or no workbook.
    """
    shows, formulas = _opened(path, values=True), _opened(path, values=False)
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
    return lay_out(sections), tuple(warnings)


def _opened(path: Path, *, values: bool) -> Any:
    try:
        with path.open("rb") as stream:
            if stream.read(4) == _OLE:
                raise DocumentError(path.name, "工作簿已加密，或是旧的 .xls 格式", "请去除密码并另存为 .xlsx")
        return load_workbook(path, data_only=values)
    except DocumentError:
        raise
    except OSError as error:
        raise DocumentError(path.name, f"无法打开（{error.strerror}）", "请检查文件权限") from error
    # openpyxl raises what the damaged part leads it to (BadZipFile, KeyError, ParseError, TypeError …).
    except Exception as error:
        detail = type(error).__name__
        raise DocumentError(
            path.name, f"工作簿已损坏，无法解析（{detail}）", "请重新下载或另存该文件"
        ) from error


def _uncalculated(shows: Any, formulas: Any) -> int:
    return sum(
        cell.data_type == "f" and shows.cell(cell.row, cell.column).value is None
        for row in formulas.iter_rows()
        for cell in row
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
    hidden = {
        get_column_letter(n)
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for n in range(dimension.min or 1, (dimension.max or dimension.min or 1) + 1)
        if n <= sheet.max_column
    }
    cols = [n for n in range(1, sheet.max_column + 1) if get_column_letter(n) not in hidden]
    rows = [n for n in range(1, sheet.max_row + 1) if not sheet.row_dimensions[n].hidden]
    row_at, col_at = {n: i for i, n in enumerate(rows)}, {n: i for i, n in enumerate(cols)}
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    covered = {
        (row, col)
        for area in merged.values()
        for row in range(area.min_row, area.max_row + 1)
        for col in range(area.min_col, area.max_col + 1)
    }
    for row in rows:
        for col in cols:
            if (row, col) not in covered:
                text = _text(sheet.cell(row, col))
                if text:
                    yield Slot(row_at[row], col_at[col], 1, 1, text)
    for (row, col), area in merged.items():
        own_rows = [row_at[n] for n in range(area.min_row, area.max_row + 1) if n in row_at]
        own_cols = [col_at[n] for n in range(area.min_col, area.max_col + 1) if n in col_at]
        if own_rows and own_cols:
            yield Slot(own_rows[0], own_cols[0], len(own_rows), len(own_cols), _text(sheet.cell(row, col)))


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
