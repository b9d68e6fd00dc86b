"""An answer's figures as files a spreadsheet opens: CSV and XLSX, marked as machine-generated.

The mark stands in the last row of both and in the workbook's properties, as the
《人工智能生成合成内容标识办法》 (2025) asks of text and of files.

>>> csv_bytes(answer).decode("utf-8-sig").splitlines()[1]
'公务接待费,30217,某局,2025,预算,1.50,万元,15000.00,,a.pdf 第12页'
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from index.facts.money import is_money, rounded
from index.facts.naming.file_names import place
from index.store.exports.csv_text import Value, csv_text, inert
from qa.records import Answer, AnswerFigure

COLUMNS: Final = ("指标", "科目编码", "单位", "年份", "口径", "印刷数", "计量单位", "折合元", "算式", "来源")
LABEL: Final = "本表由人工智能根据公开文件自动生成，请以原文为准"
_NO_TITLE: Final = re.compile(r"[\\/*?:\[\]\x00-\x1f]")  # what a sheet may not be called by
CSV_TYPE: Final = "text/csv;charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows(answer: Answer) -> list[tuple[str, ...]]:
    """One row for each figure, under `COLUMNS`; then the question, the answer's id and the label."""
    held = [COLUMNS, *(_row(answer, figure) for figure in answer.figures)]
    return [*held, ("问题", _text(answer.question)), ("答复编号", answer.id), (LABEL,)]


def csv_bytes(answer: Answer) -> bytes:
    """The rows as CSV."""
    return b"".join(csv_text(rows(answer)))


def xlsx_bytes(answer: Answer) -> bytes:
    """The rows as a workbook of one sheet, amounts as text exactly as printed."""
    return workbook("数字", rows(answer), (22, 12, 28, 8, 10, 16, 10, 18, 34, 44))


def workbook(title: str, lines: Iterable[Sequence[Value | Decimal]], widths: Sequence[int]) -> bytes:
    """Lines as a workbook of one sheet, the first of them the heads; text stays text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = _NO_TITLE.sub(" ", title)[:31].strip("'") or "数字"
    for line in lines:
        sheet.append([value if isinstance(value, Decimal) else inert(value) for value in line])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    book.properties.creator = "budget-qa"
    book.properties.description = LABEL
    book.properties.keywords = "AIGC"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _row(answer: Answer, figure: AnswerFigure) -> tuple[str, ...]:
    places = [answer.citations[index] for index in figure.citations]
    yuan = format(rounded(figure.value), "f") if is_money(figure.unit) else ""
    return (
        _text(figure.metric),
        figure.code,
        _text(figure.body),
        str(figure.year),
        figure.stage,
        figure.printed,
        figure.unit,
        yuan,
        _text(figure.formula or ""),
        _text("；".join(f"{c.document} {place(c.document, c.page)}" for c in places)),
    )


def _text(value: str) -> str:
    return str(inert(value))
