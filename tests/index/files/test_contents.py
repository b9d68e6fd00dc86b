"""A file is what it holds, whatever it is called; what is not read is refused with what to do."""

from __future__ import annotations

import zipfile

import docx
import openpyxl
import pytest
import xlwt

from index.extract import extract
from index.facts.errors import DocumentError
from index.files.contents import Content, content_of
from index.files.formats import read

PAGE = (
    "<html><body><h1>2025年收支总表</h1><table><tr><td>支出合计</td><td>1.50</td></tr></table></body></html>"
)


def word(path):
    docx.Document().save(path)


def workbook(path):
    openpyxl.Workbook().save(path)


def old_workbook(path):
    book = xlwt.Workbook()
    book.add_sheet("a")
    with path.open("wb") as stream:
        book.save(stream)


def packed(*names, **contents):
    def write(path):
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, contents.get(name, "x"))

    return write


def written(data):
    return lambda path: path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))


@pytest.mark.parametrize(
    ("name", "write", "content"),
    [
        ("a.xls", workbook, Content.WORKBOOK),
        ("a.xlsx", old_workbook, Content.OLD_WORKBOOK),
        ("a.et", old_workbook, Content.OLD_WORKBOOK),
        ("a.et", workbook, Content.WORKBOOK),
        ("a.doc", word, Content.WORD),
        ("a.wps", word, Content.WORD),
        ("a.doc", written(r"{\rtf1 x}"), Content.RICH_TEXT),
        ("a.xls", written(PAGE), Content.WEB_PAGE),
        ("a.xls", written(PAGE.encode("utf-16")), Content.WEB_PAGE),
        ("a.doc", written("MIME-Version: 1.0\nContent-Type: text/html\n\n" + PAGE), Content.WEB_ARCHIVE),
        (
            "a.xls",
            written('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'),
            Content.XML_SHEET,
        ),
        ("a.txt", written(b"%PDF-1.7\n"), Content.PDF),
        ("a.txt", written(PAGE), Content.TEXT),
        ("a.odt", packed("mimetype", mimetype="application/vnd.oasis.opendocument.text"), Content.OPEN_TEXT),
        ("a.csv", written("a,b"), Content.COMMAS),
    ],
)
def test_what_a_file_holds_counts_for_more_than_its_name(tmp_path, name, write, content):
    write(tmp_path / name)
    assert content_of(tmp_path / name) is content


@pytest.mark.parametrize(
    ("name", "write", "told"),
    [
        ("a.docx", packed("OFD.xml"), "a.docx：是 OFD 版式文件。请用阅读软件另存或打印为 PDF"),
        ("a.doc", packed("ppt/presentation.xml"), "a.doc：是演示文稿。请另存为 PDF"),
        ("a.xls", packed("xl/workbook.bin"), "a.xls：是 .xlsb 格式。请另存为 .xlsx"),
        ("a.pdf", packed("甲.txt"), "请把扩展名改为 .zip"),
        ("a.rar", written("Rar!"), "a.rar：不支持的文件类型 .rar。请解压后再建立索引"),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do(tmp_path, name, write, told):
    write(tmp_path / name)
    with pytest.raises(DocumentError) as caught:
        content_of(tmp_path / name)
    assert told in str(caught.value)


def test_a_page_that_a_system_exported_as_a_workbook_is_read(tmp_path):
    path = tmp_path / "某市商务局-2025-部门预算.xls"
    path.write_text(PAGE.replace("<table>", "<p>单位：万元</p><table>"), "gb18030")
    (figure,) = extract(path, "0" * 64).figures
    assert (figure.subject, figure.printed, figure.citation.table) == ("支出合计", "1.50", "2025年收支总表")


def test_a_damaged_compound_file_is_told(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(700))
    with pytest.raises(DocumentError, match=r"a\.xls：.*已损坏"):
        read(path)
