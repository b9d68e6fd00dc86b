"""Figures → jsonl, csv or xlsx, one row each, in the shape other programs rely on.

>>> export_row(figure)
{'pdf': 'a.pdf', 'page': 12, 'table': '…', 'row': '公务接待费', 'code': '30217', 'column': '预算数',
 'printed': '1.50', 'unit': '万元', 'value_yuan': '15000.00', 'value': None, 'body': '…', 'year': 2025,
 'stage': '预算', 'unit_row': '', 'period': '', 'kind': '预算', 'scope': '部门', 'fund': '财政拨款',
 'item': ''}
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from index.facts.money import is_money, number
from index.facts.records import Figure

FORMATS = ("jsonl", "csv", "xlsx")
COLUMNS = (
    "pdf",
    "page",
    "table",
    "row",
    "code",
    "column",
    "printed",
    "unit",
    "value_yuan",
    "value",
    "body",
    "year",
    "stage",
    "unit_row",
    "period",
    "kind",
    "scope",
    "fund",
    "item",
)


def export_row(figure: Figure) -> dict[str, str | int | None]:
    """One figure as a flat row; `value_yuan` is a decimal string for money, `value` for the rest.

    `row` is the printed label. A row without one (a table of a single row) has what its columns are of:
    the head they share, without 预算数 or the year.
    """
    citation = figure.citation
    return {
        "pdf": citation.document,
        "page": citation.page,
        "table": citation.table or "",
        "row": citation.row or figure.code or _shared_head(citation.column or ""),
        "code": figure.code,
        "column": citation.column or "",
        "printed": figure.printed,
        "unit": figure.unit,
        "value_yuan": format(figure.value, "f") if is_money(figure.unit) else None,
        "value": None if is_money(figure.unit) else format(figure.value, "f"),
        "body": figure.body,
        "year": figure.year,
        "stage": figure.stage.value,
        "unit_row": figure.unit_row,
        "period": figure.period,
        "kind": figure.kind.value,
        "scope": figure.scope.value,
        "fund": figure.fund.value,
        "item": figure.item,
    }


def _shared_head(column: str) -> str:
    """“三公”经费预算数/公务用车购置及运行费/小计 → “三公”经费; "" for a column under no head."""
    head, below, _ = column.partition("/")
    return re.sub(r"^\d{4}年度?|(?:预算|决算)数?$", "", head) if below else ""


def export(figures: Iterable[Figure], format_: str, out: BinaryIO, *, label: str = "") -> None:
    """Write all figures to `out`; with a `label`, each under a last column of that name.

    A column, not a line at the end: a program reads the file as before, and a part of it is marked too.
    Raises ValueError for a format not in `FORMATS`.
    """
    mark = {"label": label} if label else {}
    columns = (*COLUMNS, *mark)
    rows = ({**export_row(figure), **mark} for figure in figures)
    if format_ == "jsonl":
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    elif format_ == "csv":
        text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.DictWriter(text, columns)
        writer.writeheader()
        writer.writerows({key: _inert(value) for key, value in row.items()} for row in rows)
        text.detach()
    elif format_ == "xlsx":
        _write_xlsx(rows, columns, label, out)
    else:
        raise ValueError(format_)


def _inert(value: str | int | None) -> str | int | None:
    """Document text that a spreadsheet would run as a formula is kept as text; -36.00 stays a number."""
    if not isinstance(value, str) or number(value) is not None:
        return value
    first = unicodedata.normalize("NFKC", value.lstrip())[:1]
    return f"'{value}" if first in ("=", "+", "-", "@") else value


def _write_xlsx(
    rows: Iterable[dict[str, str | int | None]], columns: Sequence[str], label: str, out: BinaryIO
) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("figures")
    if label:
        book.properties.creator = "budget-qa"
        book.properties.description = label
        book.properties.keywords = "AIGC"
    sheet.append(list(columns))
    for row in rows:
        cells = []
        for column in columns:
            cell = WriteOnlyCell(sheet, value=row[column])
            if isinstance(row[column], str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(out)
