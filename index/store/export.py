"""Figures → jsonl, json, csv, xlsx or parquet, one row each, as `index.store.exports` makes them.

>>> with open("figures.csv", "wb") as out:
...     export(figures, "csv", out)
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from typing import Any, BinaryIO

from index.facts.errors import BudgetError
from index.facts.records import Document, Figure
from index.store.batches import batches
from index.store.exports.csv_text import csv_text
from index.store.exports.figure_rows import COLUMNS, export_row
from index.store.exports.parquet import parquet

FORMATS = ("jsonl", "json", "csv", "xlsx", "parquet")
TO_FILES = ("xlsx", "parquet")
"""Formats that are no text for a terminal."""
SOURCE_COLUMNS = ("pdf", "title", "body", "year", "kind", "scope", "pages", "sha256", "figures")
_WIDTHS = {"pdf": 36, "table": 36, "row": 28, "column": 24, "body": 28, "value_yuan": 18, "label": 44}
_DIGITS_OF_A_SPREADSHEET = 15
WORKBOOK_ROWS = (1 << 20) - 1
"""Rows of a sheet below its heads."""


def export(
    figures: Iterable[Figure],
    format_: str,
    out: BinaryIO,
    *,
    label: str = "",
    documents: Iterable[Document] = (),
) -> None:
    """Write all figures to `out`; with a `label`, each under a last column of that name.

    A column, not a line at the end: a program reads the file as before, and a part of it is marked too.
    `documents` are what a workbook tells of its sources. Raises ValueError for a format not in `FORMATS`.
    """
    if format_ == "xlsx":
        _write_xlsx(figures, out, label, documents)
        return
    made = parquet(figures, label) if format_ == "parquet" else exported_text(figures, format_, label=label)
    for part in made:
        out.write(part)


def exported_text(figures: Iterable[Figure], format_: str, *, label: str = "") -> Iterator[bytes]:
    """The figures as jsonl, json or csv, a stretch at a time; raises ValueError for another format."""
    mark = {"label": label} if label else {}
    rows = ({**export_row(figure), **mark} for figure in figures)
    pieces: Iterator[str]
    if format_ == "jsonl":
        pieces = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    elif format_ == "json":
        pieces = _json_pieces(rows, mark)
    elif format_ == "csv":
        columns = (*COLUMNS, *mark)
        return csv_text(chain([columns], ([row[column] for column in columns] for row in rows)))
    else:
        raise ValueError(format_)
    return ("".join(some).encode() for some in batches(pieces))


def _json_pieces(rows: Iterable[dict[str, str | int | None]], mark: dict[str, str]) -> Iterator[str]:
    """One object: what marks the whole, then the figures."""
    yield json.dumps(mark, ensure_ascii=False)[:-1] + (", " if mark else "") + '"figures": ['
    for place, row in enumerate(rows):
        yield (",\n" if place else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]}\n"


def fits_a_workbook(count: int) -> None:
    """Raises BudgetError where a sheet has fewer rows than there are figures."""
    if count > WORKBOOK_ROWS:
        raise BudgetError(
            f"共{count:,}个数字，一张工作表最多放{WORKBOOK_ROWS:,}行。请缩小范围，或改用 csv、jsonl"
        )


def _write_xlsx(figures: Iterable[Figure], out: BinaryIO, label: str, documents: Iterable[Document]) -> None:
    """A sheet of figures, numbers as numbers, and a sheet of the documents that they stand in."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    mark = {"label": label} if label else {}
    columns = (*COLUMNS, *mark)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("figures")
    if label:
        book.properties.creator = "budget-qa"
        book.properties.description = label
        book.properties.keywords = "AIGC"
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, 10)
    _append(sheet, columns)
    counted: Counter[str] = Counter()
    for place, figure in enumerate(figures, 1):
        fits_a_workbook(place)
        row: dict[str, object] = {**export_row(figure), **mark}
        for name in ("value_yuan", "value"):
            if (amount := row[name]) is not None:
                row[name] = as_number(str(amount))
        counted[figure.citation.document] += 1
        _append(sheet, [row[column] for column in columns])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{counted.total() + 1}"
    sources = book.create_sheet("sources")
    sources.freeze_panes = "A2"
    sources.column_dimensions["A"].width = sources.column_dimensions["B"].width = 44
    _append(sources, SOURCE_COLUMNS)
    told = {document.name: document for document in documents}
    for name, count in sorted(counted.items()):
        known = source_row(told[name]) if name in told else {"pdf": name}
        _append(sources, [count if key == "figures" else known.get(key) for key in SOURCE_COLUMNS])
    book.save(out)


def source_row(document: Document) -> dict[str, str | int | None]:
    """A document as a flat row under `SOURCE_COLUMNS`, the count of its figures left out."""
    return {
        "pdf": document.name,
        "title": document.title,
        "body": document.body,
        "year": document.year,
        "kind": document.kind.value,
        "scope": document.scope.value,
        "pages": document.pages,
        "sha256": document.sha256,
    }


def _append(sheet: Any, values: Iterable[object]) -> None:
    """One row; text of a document stays text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"
        cells.append(cell)
    sheet.append(cells)


def as_number(amount: str) -> Decimal | str:
    """The amount for a cell of numbers; as text where a spreadsheet's 15 digits would not hold it."""
    value = Decimal(amount)
    return value if len(value.normalize().as_tuple().digits) <= _DIGITS_OF_A_SPREADSHEET else amount
