"""An .xls, or an .et, is read like an .xlsx: as its sheets show it."""

from __future__ import annotations

from datetime import date

import pytest
import xlwt

from index.extract import extract
from index.facts.errors import DocumentError
from index.facts.limits import Limits, TooManyObjects
from index.files.flowing.old_workbook import read_old_workbook

NAME = "某市商务局-2025-部门预算"


def workbook(path, *, zeros=True):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("收支")
    shows = xlwt.easyxf(num_format_str="#,##0.00")
    sheet.write_merge(0, 0, 0, 3, "2025年支出预算总表")
    sheet.write(1, 3, "单位：万元")
    for col, text in enumerate(("编号", "单位", "项目", "预算数")):
        sheet.write(2, col, text)
    sheet.write_merge(3, 4, 1, 1, "某市水库管理站")
    for row, (name, value) in enumerate((("人员经费", 1234.567), ("藏起的一行", 9), ("公用经费", 0)), 3):
        sheet.write(row, 0, 2010000 + row)
        sheet.write(row, 2, name)
        sheet.write(row, 3, value, shows)
    sheet.write(5, 1, "某市水文站")
    sheet.row(4).hidden = True
    sheet.col(0).hidden = True
    sheet.show_zero_values = zeros
    dated = book.add_sheet("日期")
    dated.write(0, 0, "编制日期")
    dated.write(0, 1, date(2025, 3, 1), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    hidden = book.add_sheet("参数")
    hidden.write(0, 0, "藏起的表")
    hidden.visibility = 1
    book.save(str(path))
    return path


@pytest.mark.parametrize("suffix", [".xls", ".et"])
def test_an_old_workbook_gives_the_figures_that_it_shows(tmp_path, suffix):
    found = extract(workbook(tmp_path / f"{NAME}{suffix}"), "0" * 64)
    figures = {(f.subject, f.printed, str(f.value), f.citation.page, f.citation.table) for f in found.figures}
    assert ("人员经费", "1,234.57", "12345700.00", 1, "2025年支出预算总表") in figures
    assert found.document.pages == 2 and found.warnings == ()
    assert all(figure.citation.bbox is None for figure in found.figures)


def test_hidden_sheets_rows_columns_and_zeros_are_not_read(tmp_path):
    pages, _ = read_old_workbook(workbook(tmp_path / "a.xls", zeros=False))
    texts = [cell.text for page in pages for grid in page.grids for cell in grid.cells]
    assert not {"藏起的一行", "藏起的表", "编号", "2010003", "0.00"} & set(texts)
    assert "2025年3月1日" in texts and "1,234.57" in texts
    shown, _ = read_old_workbook(workbook(tmp_path / "b.xls"))
    assert "0.00" in [cell.text for cell in shown[0].grids[0].cells]


def test_merged_labels_cover_their_rows(tmp_path):
    pages, _ = read_old_workbook(workbook(tmp_path / "a.xls"))
    (body,) = [cell for cell in pages[0].grids[0].cells if cell.text == "某市水库管理站"]
    assert (body.rowspan, body.col) == (1, 0), "one of its two rows and the column before it are hidden"


def test_a_damaged_and_a_huge_one_are_refused(tmp_path):
    path = workbook(tmp_path / "a.xls")
    with pytest.raises(TooManyObjects):
        read_old_workbook(path, Limits(objects=5))
    path.write_bytes(path.read_bytes()[:1500])
    with pytest.raises(DocumentError, match=r"a\.xls：工作簿已损坏"):
        read_old_workbook(path)
