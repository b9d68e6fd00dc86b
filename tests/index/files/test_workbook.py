"""What a sheet shows is what is read."""

import pytest
from openpyxl import Workbook

from index.extract import extract
from index.facts.errors import DocumentError
from index.facts.records import Legibility
from index.files.flowing import workbook as reading
from index.files.flowing.workbook import read_workbook
from index.files.flowing.worksheet import shown


@pytest.mark.parametrize(
    ("value", "pattern", "printed"),
    [
        (1478.7, "General", "1478.7"),
        (1478.7, "#,##0.00", "1,478.70"),
        (1478.7, "0.00_ ", "1478.70"),
        (0.1 + 0.2, "General", "0.3"),
        (2.675, "0.00", "2.68"),
        (0.125, "0.0%", "12.5%"),
        (-3, "#,##0;(#,##0)", "(3)"),
        (-3.456, "0.00", "-3.46"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ', "-"),
        (-5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ', "-5.00"),
        (1.5, "0.##", "1.5"),
        (12345678, "0!.0,", "1234.6"),
        (5, "00", "05"),
        (30217, "@", "30217"),
    ],
)
def test_a_number_is_printed_as_its_cell_shows_it(value, pattern, printed):
    assert shown(value, pattern) == printed


def workbook(path):
    book = Workbook()
    sheet = book.active
    sheet.title = "收支总表"
    sheet["A1"] = "2025年收支总表"
    sheet["A2"], sheet["D2"] = "编制单位：某市商务局", "单位：万元"
    sheet["A3"], sheet["C3"] = "收入", "支出"
    sheet.merge_cells("A3:B3")
    sheet.merge_cells("C3:D3")
    for col, text in enumerate(("项目", "预算数", "项目", "预算数"), 1):
        sheet.cell(4, col).value = text
    rows = [("一、财政拨款收入", 10.5, "一、教育支出", 8), ("二、其他收入", 2, "二、住房保障支出", 4.5)]
    for r, row in enumerate([*rows, ("收入总计", 12.5, "支出总计", 12.5)], 5):
        for c, value in enumerate(row, 1):
            sheet.cell(r, c).value = value
            sheet.cell(r, c).number_format = "0.00"
    second = book.create_sheet("三公")
    second["A1"] = "2025年“三公”经费预算表"
    second["B2"] = "单位：万元"
    for r, row in enumerate([("项目", "预算数"), ("公务接待费", 1.5), ("藏起的一行", 9), ("合计", 1.5)], 3):
        second.cell(r, 1).value, second.cell(r, 2).value = row
    second.row_dimensions[5].hidden = True
    second["A9"] = "2025年政府采购预算表"
    for r, row in enumerate([("项目", "预算数（元）"), ("货物", 30000), ("合计", 30000)], 10):
        second.cell(r, 1).value, second.cell(r, 2).value = row
    book.create_sheet("参数").sheet_state = "hidden"
    book.save(path)


def test_a_workbook_gives_the_figures_of_its_tables(tmp_path):
    path = tmp_path / "某市商务局-2025-部门预算.xlsx"
    workbook(path)
    extraction = extract(path, "0" * 64)
    assert (extraction.document.body, extraction.document.year) == ("某市商务局", 2025)
    found = {(f.subject, f.printed, str(f.value), f.citation.page) for f in extraction.figures}
    assert found >= {
        ("财政拨款收入", "10.50", "105000.00", 1),
        ("住房保障支出", "4.50", "45000.00", 1),
        ("支出总计", "12.50", "125000.00", 1),
        ("公务接待费", "1.5", "15000.0", 2),
        ("货物", "30000", "30000", 2),
    }
    assert not any("藏起" in f.subject for f in extraction.figures)
    assert extraction.document.pages == 2
    total = next(f for f in extraction.figures if f.subject == "支出总计")
    assert (total.citation.table, total.citation.column) == ("2025年收支总表", "支出/预算数")
    assert total.citation.bbox is None and total.citation.legibility is Legibility.TEXT


def test_a_formula_without_a_stored_value_is_told(tmp_path):
    path = tmp_path / "某局2025.xlsx"
    book = Workbook()
    book.active["A1"] = "=1+1"
    book.save(path)
    _, warnings = read_workbook(path)
    assert len(warnings) == 1 and "1个公式" in warnings[0]


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut", b"\xd0\xcf\x11\xe0 old", b"text"])
def test_what_is_no_workbook_is_a_document_error(tmp_path, data):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=r"a\.xlsx"):
        read_workbook(path)


@pytest.mark.parametrize(
    ("value", "pattern", "printed"),
    [
        (0, "0.00;-0.00;;@", ""),
        (5, ";;;", ""),
        (123456, '0!.0,"万"', "12.3万"),
        (123456, '[>=10000]0!.0,"万元";0', "12.3万元"),
        (12, '[>=10000]0!.0,"万元";0', "12"),
        (12.5, '#,##0.00"元"', "12.50"),
        (2025, '0"年"', "2025年"),
        (-5, "0.00;[Red]0.00", "-5.00"),
        (-5, "#,##0.00_);[Red](#,##0.00)", "(5.00)"),
        (-5, "#,##0.00;△#,##0.00", "-5.00"),
        (3, "[Red]General", "3"),
    ],
)
def test_a_format_of_parts_shows_each_number_by_its_own(value, pattern, printed):
    assert shown(value, pattern) == printed


def test_zeros_that_the_sheet_does_not_show_are_not_read(tmp_path):
    book = Workbook()
    for row in (
        ["2025年支出预算表"],
        ["单位：万元"],
        ["项目", "预算数"],
        ["教育", 0],
        ["文化", 2],
        ["合计", 2],
    ):
        book.active.append(row)
    book.active.sheet_view.showZeros = False
    book.active.column_dimensions["C"].hidden = True
    book.active["C3"], book.active["C5"] = "辅助", 7
    path = tmp_path / "某局2025.xlsx"
    book.save(path)
    (page,), _ = read_workbook(path)
    assert [cell.text for cell in page.grids[0].cells] == [
        "项目",
        "预算数",
        "教育",
        "",
        "文化",
        "2",
        "合计",
        "2",
    ]


def test_a_fault_in_one_sheet_costs_that_sheet(tmp_path, monkeypatch):
    path = tmp_path / "某市商务局-2025-部门预算.xlsx"
    workbook(path)
    items_of = reading.items_of

    def faulty(sheet):
        if sheet.title == "收支总表":
            raise KeyError("%")
        return items_of(sheet)

    monkeypatch.setattr(reading, "items_of", faulty)
    pages, warnings = read_workbook(path)
    assert not pages[0].lines and pages[1].grids
    assert warnings[0].startswith("工作表“收支总表”读取时程序出错（KeyError '%'")


def test_tables_beside_one_another_under_titles_of_their_own_are_tables_each(tmp_path):
    book = Workbook()
    sheet = book.active
    for col, scope in ((1, "全市"), (5, "市本级")):
        sheet.cell(1, col).value = "2025年债务余额情况表"
        sheet.merge_cells(start_row=1, end_row=1, start_column=col, end_column=col + 2)
        sheet.cell(2, col).value, sheet.cell(2, col + 2).value = "表四", "单位：亿元"
        sheet.cell(3, col).value, sheet.cell(3, col + 1).value = "项目", scope
        sheet.merge_cells(start_row=3, end_row=3, start_column=col + 1, end_column=col + 2)
        sheet.cell(4, col + 1).value, sheet.cell(4, col + 2).value = "2024年决算数", "2025年执行数"
        for row, label in ((5, "一般债务余额"), (6, "专项债务余额")):
            sheet.cell(row, col).value = label
            sheet.cell(row, col + 1).value, sheet.cell(row, col + 2).value = row * col, row * col + 1
    path = tmp_path / "某市债务.xlsx"
    book.save(path)
    found = {
        (f.citation.table, f.citation.row, f.citation.column, f.printed, f.unit)
        for f in extract(path, "0").figures
    }
    assert len(found) == 8
    assert ("2025年债务余额情况表", "专项债务余额", "全市/2024年决算数", "6", "亿元") in found
    assert ("2025年债务余额情况表", "专项债务余额", "市本级/2025年执行数", "31", "亿元") in found


def test_titles_of_which_one_spans_a_column_of_the_next_are_of_one_table(tmp_path):
    book = Workbook()
    sheet = book.active
    rows = [("收入预算表", "", "支出预算表"), ("项目", "", "预算数"), ("税收收入", "增值税", "3")]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("B2:C2")
    path = tmp_path / "某市预算.xlsx"
    book.save(path)
    (page,) = read_workbook(path)[0]
    assert len(page.grids) == 1
