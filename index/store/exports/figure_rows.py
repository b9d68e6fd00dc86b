"""A figure → the flat row in which other programs read it.

>>> export_row(figure)
{'pdf': 'a.pdf', 'page': 12, 'table': '…', 'row': '公务接待费', 'code': '30217', 'column': '预算数',
 'printed': '1.50', 'unit': '万元', 'value_yuan': '15000.00', 'value': None, 'body': '…', 'year': 2025,
 'stage': '预算', 'unit_row': '', 'period': '', 'kind': '预算', 'scope': '部门', 'fund': '财政拨款',
 'item': ''}
"""

from __future__ import annotations

import re

from index.facts.money import is_money
from index.facts.naming.file_names import has_fixed_pages
from index.facts.records import Figure

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

    `page` is the page of a PDF, the sheet of a workbook, and 1 in a file that has neither: where the pages
    of a Word file break depends on who opens it. `row` is the printed label. A row without one (a table of
    a single row) has what its columns are of: the head they share, without 预算数 or the year.
    """
    citation = figure.citation
    return {
        "pdf": citation.document,
        "page": citation.page if has_fixed_pages(citation.document) else 1,
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
