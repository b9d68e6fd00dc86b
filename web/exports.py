"""An answer's figures as files a spreadsheet opens: CSV and XLSX, marked as machine-generated.

The mark stands in the last row of both and in the workbook's properties, as the
《人工智能生成合成内容标识办法》 (2025) asks of text and of files.

>>> csv_bytes(answer).decode("utf-8-sig").splitlines()[1]
'公务接待费,30217,某局,2025,预算,1.50,万元,15000.00,,a.pdf 第12页'
"""

from __future__ import annotations

import csv
import io
from typing import Final

from index.facts.file_names import place
from index.facts.money import is_money, rounded
from qa.records import Answer, AnswerFigure

COLUMNS: Final = ("指标", "科目编码", "单位", "年份", "口径", "印刷数", "计量单位", "折合元", "算式", "来源")
LABEL: Final = "本表由人工智能根据公开文件自动生成，请以原文为准"
CSV_TYPE: Final = "text/csv;charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows(answer: Answer) -> list[tuple[str, ...]]:
    """One row for each figure, under `COLUMNS`; then the question, the answer's id and the label."""
    held = [COLUMNS, *(_row(answer, figure) for figure in answer.figures)]
    return [*held, ("问题", _harmless(answer.question)), ("答复编号", answer.id), (LABEL,)]


def csv_bytes(answer: Answer) -> bytes:
    """The rows as CSV with a byte order mark, without which Excel misreads Chinese."""
    out = io.StringIO()
    csv.writer(out).writerows(rows(answer))
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(answer: Answer) -> bytes:
    """The rows as a workbook of one sheet, amounts as text exactly as printed."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = "数字"
    for row in rows(answer):
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEFGHIJ", (22, 12, 28, 8, 10, 16, 10, 18, 34, 44), strict=True):
        sheet.column_dimensions[column].width = width
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
        _harmless(figure.metric),
        figure.code,
        _harmless(figure.body),
        str(figure.year),
        figure.stage,
        figure.printed,
        figure.unit,
        yuan,
        _harmless(figure.formula or ""),
        _harmless("；".join(f"{c.document} {place(c.document, c.page)}" for c in places)),
    )


def _harmless(text: str) -> str:
    """Text that a spreadsheet does not run: '=1+1' from a document stays text. Numbers keep their minus."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
