"""Exported rows say the same in every format, and no text of a document runs as a formula."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from index.facts.errors import BudgetError
from index.facts.records import Citation, Document, Figure, Fund, Kind, Scope, Stage, TableKind
from index.store.export import export, fits_a_workbook
from index.store.exports.figure_rows import COLUMNS, export_row

FIGURE = Figure(
    "公务接待费",
    "30217",
    "",
    "某市商务局",
    2025,
    Stage.BUDGET,
    Decimal("15000.00"),
    "1.50",
    "万元",
    TableKind.THREE_PUBLIC,
    Citation("a.pdf", 12, "1.50", "三公表", "2、公务接待费", "预算/金额", (1.0, 2.0, 3.0, 4.0)),
    kind=Kind.EXECUTION,
    scope=Scope.UNIT,
    fund=Fund.APPROPRIATION,
    period="1-4月",
    unit_row="某市招商中心",
    item="接待外商",
)


def row_named(label, printed="1.50", value="15000.00"):
    citation = replace(FIGURE.citation, row=label)
    return replace(FIGURE, citation=citation, printed=printed, value=Decimal(value))


def exported(figures, format_, **given):
    out = io.BytesIO()
    export(figures, format_, out, **given)
    return out.getvalue()


def csv_rows(figures):
    return list(csv.DictReader(io.StringIO(exported(figures, "csv").decode("utf-8-sig"))))


def test_a_row_has_the_keys_other_programs_rely_on():
    assert export_row(FIGURE) == {
        "pdf": "a.pdf",
        "page": 12,
        "table": "三公表",
        "row": "2、公务接待费",
        "code": "30217",
        "column": "预算/金额",
        "printed": "1.50",
        "unit": "万元",
        "value_yuan": "15000.00",
        "value": None,
        "body": "某市商务局",
        "year": 2025,
        "stage": "预算",
        "unit_row": "某市招商中心",
        "period": "1-4月",
        "kind": "执行",
        "scope": "单位",
        "fund": "财政拨款",
        "item": "接待外商",
    }


def test_a_percentage_and_a_count_have_no_yuan():
    percent = export_row(replace(FIGURE, unit="%", value=Decimal("-36.5"), printed="-36.5%"))
    assert (percent["value_yuan"], percent["value"]) == (None, "-36.5")


def test_a_large_amount_is_written_in_digits_and_never_with_an_exponent():
    assert export_row(replace(FIGURE, value=Decimal("1E+9")))["value_yuan"] == "1000000000"


def test_jsonl_is_one_object_a_line_and_keeps_the_text_as_printed():
    lines = exported([FIGURE, row_named("=1+1")], "jsonl").decode().splitlines()
    assert [json.loads(line)["row"] for line in lines] == ["2、公务接待费", "=1+1"]
    assert "公务接待费" in lines[0]


def test_csv_opens_in_a_spreadsheet_with_its_chinese_and_its_columns():
    data = exported([FIGURE], "csv")
    assert data.startswith(b"\xef\xbb\xbf" + ",".join(COLUMNS).encode())
    assert data.count(b"\xef\xbb\xbf") == 1
    (row,) = csv_rows([FIGURE])
    assert (row["row"], row["value_yuan"], row["page"], row["value"]) == (
        "2、公务接待费",
        "15000.00",
        "12",
        "",
    )


@pytest.mark.parametrize("label", ["其中：\n公务接待费", '带"引号"', "a,b", "；"])
def test_csv_keeps_line_breaks_quotes_and_commas(label):
    assert csv_rows([row_named(label)])[0]["row"] == label


@pytest.mark.parametrize(
    "label",
    [
        "=1+1",
        '=HYPERLINK("http://x")',
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\n=1",
        "＝1+1",
        "－cmd",
    ],
)
def test_text_that_would_run_as_a_formula_is_inert_in_csv_and_xlsx(label):
    (row,) = csv_rows([row_named(label)])
    assert row["row"] == f"'{label}"
    cell = xlsx_row([row_named(label)])["row"]
    assert (cell.data_type, cell.value) == ("s", label)


@pytest.mark.parametrize("printed", ["-36.00", "-1,234.50", "+3.00", "-100.00%", "（3.46）"])
def test_negative_amounts_are_no_formulas(printed):
    (row,) = csv_rows([row_named("某行", printed, "-360000.00")])
    assert (row["printed"], row["value_yuan"]) == (printed, "-360000.00")


def xlsx_row(figures):
    book = load_workbook(io.BytesIO(exported(figures, "xlsx")))
    header, first = list(book["figures"].iter_rows())[:2]
    return dict(zip((cell.value for cell in header), first, strict=True))


def test_xlsx_reads_back_as_it_was_written():
    row = {name: cell.value for name, cell in xlsx_row([FIGURE]).items()}
    assert row == {**export_row(FIGURE), "value_yuan": 15000}


def test_a_workbook_has_numbers_a_header_that_stays_a_filter_and_its_sources():
    document = Document("a.pdf", "0" * 64, "=题目", "某市商务局", 2025, Kind.BUDGET, Scope.UNIT, 21)
    rate = replace(FIGURE, unit="%", value=Decimal("-36.5"), printed="-36.5%")
    long = replace(FIGURE, value=Decimal("12345678901234567.89"))
    book = load_workbook(io.BytesIO(exported([FIGURE, rate, long], "xlsx", documents=[document])))
    sheet = book["figures"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:S4")
    at = {cell.value: cell.column - 1 for cell in sheet[1]}
    assert [(row[at["value_yuan"]].value, row[at["value"]].value) for row in sheet.iter_rows(min_row=2)] == [
        (15000, None),
        (None, -36.5),
        ("12345678901234567.89", None),
    ]
    header, told = (list(row) for row in book["sources"].values)
    assert dict(zip(header, told, strict=True)) == {
        "pdf": "a.pdf",
        "title": "=题目",
        "body": "某市商务局",
        "year": 2025,
        "kind": "预算",
        "scope": "单位",
        "pages": 21,
        "sha256": "0" * 64,
        "figures": 3,
    }
    assert book["sources"]["B2"].data_type == "s"


@pytest.mark.parametrize("figures", [[], [FIGURE], [FIGURE, FIGURE]])
def test_json_is_one_object_of_all_figures(figures):
    told = json.loads(exported(figures, "json", label="自动生成"))
    marked = {**export_row(FIGURE), "label": "自动生成"}
    assert told == {"label": "自动生成", "figures": [marked] * len(figures)}
    assert json.loads(exported(figures, "json")) == {"figures": [export_row(FIGURE)] * len(figures)}


def test_an_unknown_format_is_a_bug():
    with pytest.raises(ValueError, match="feather"):
        exported([FIGURE], "feather")


@pytest.mark.parametrize("format_", ["jsonl", "json", "csv", "xlsx"])
def test_the_stream_written_to_stays_open(format_):
    out = io.BytesIO()
    export([], format_, out)
    assert not out.closed


def test_a_row_without_a_label_has_the_head_its_columns_share():
    path = "2025年“三公”经费预算数/公务用车购置及运行费/小计"
    place = replace(FIGURE.citation, row="", column=path)
    assert export_row(replace(FIGURE, code="", citation=place))["row"] == "“三公”经费"
    flat = replace(place, column="合计")
    assert export_row(replace(FIGURE, code="", citation=flat))["row"] == ""


def test_a_label_marks_every_row_and_the_workbook_and_the_rest_is_as_before():
    plain = export_row(FIGURE)
    [line] = exported([FIGURE], "jsonl", label="自动生成").decode().splitlines()
    assert json.loads(line) == {**plain, "label": "自动生成"}
    told = exported([FIGURE], "csv", label="自动生成").decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(told))
    assert list(row) == [*COLUMNS, "label"] and row["label"] == "自动生成"
    book = load_workbook(io.BytesIO(exported([FIGURE], "xlsx", label="自动生成")))
    assert [cell.value for cell in next(book["figures"].columns)] == ["pdf", "a.pdf"]
    assert [cell.value for cell in list(book["figures"].columns)[-1]] == ["label", "自动生成"]
    assert (book.properties.description, book.properties.keywords) == ("自动生成", "AIGC")


@pytest.mark.parametrize(
    ("name", "page"), [("a.pdf", 12), ("a.xlsx", 12), ("a.xls", 12), ("a.docx", 1), ("a.html", 1)]
)
def test_a_page_is_one_that_everybody_counts_alike(name, page):
    figure = replace(FIGURE, citation=replace(FIGURE.citation, document=name))
    assert export_row(figure)["page"] == page


def test_more_figures_than_a_sheet_has_rows_are_refused():
    fits_a_workbook(1_048_575)
    with pytest.raises(BudgetError, match="1,048,576个数字"):
        fits_a_workbook(1_048_576)
