"""Files that want more than any disclosure does end in one line within seconds; what is not a file, too."""

from __future__ import annotations

import errno
import os
import re
import time
import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from openpyxl import Workbook

from index.build import build
from index.extract import digest, extract
from index.facts.errors import DocumentError, StoreError
from index.facts.limits import Limits
from index.sources import files_of
from index.store.opening import open_stores
from index.store.originals import FolderOriginals

STEM = "某市商务局-2025-部门预算"
SECONDS = 30  # none takes two


def packed(save, part, change):
    """The bytes of an Office file of which one part is another."""
    plain, out = BytesIO(), BytesIO()
    save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, change(data) if name == part else data)
    return out.getvalue()


def sheet(change):
    book = Workbook()
    book.active["A1"] = "2025年收支总表"
    return packed(book.save, "xl/worksheets/sheet1.xml", change)


def word(change):
    text = docx.Document()
    for cell in text.add_table(1, 2).row_cells(0):
        cell.text = "1"
    return packed(text.save, "word/document.xml", change)


def html(body):
    return f"<html><title>{STEM}</title><body>{body}".encode()


def merged_without_end():
    merge = b'</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    return sheet(lambda data: data.replace(b"</sheetData>", merge))


def unpacking_to_much():
    return sheet(lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b" " * (3 << 20)))


def word_unpacking_to_much():
    return word(lambda data: data.replace(b"<w:body>", b"<w:body>" + b" " * (3 << 20)))


def nested_entities():
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "x">{names}]>'.encode()
    end = b"<w:p><w:r><w:t>&l11;</w:t></w:r></w:p></w:body>"
    return word(lambda data: head + data.partition(b"?>")[2].replace(b"</w:body>", end))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("suffix", "data", "said"),
    [
        pytest.param(".xlsx", merged_without_end, "超过上限 20000 个", id="merged-cells"),
        pytest.param(".xlsx", unpacking_to_much, "解压后为 3 MB，超过上限 2 MB", id="xlsx-bomb"),
        pytest.param(".docx", word_unpacking_to_much, "MB，超过上限 2 MB", id="docx-bomb"),
        pytest.param(".docx", nested_entities, "已损坏", id="entities"),
        pytest.param(".html", lambda: html("<table><tr>" + "<td>1" * 50_000), "超过上限", id="many-cells"),
        pytest.param(
            ".html",
            lambda: html("<table>" + ("<tr>" + "<td rowspan=1000 colspan=1000>1" * 50) * 50),
            "超过上限",
            id="many-spans",
        ),
        pytest.param(".html", lambda: html("<div>" * 5000 + "某"), "嵌套过深", id="nested"),
        pytest.param(".txt", lambda: "公务接待费1.50万元，".encode() * 9000, "第1页超过上限", id="long-text"),
        pytest.param(".txt", lambda: b"\x89PNG\n\0\xff", "不是文本文件", id="picture-as-text"),
        pytest.param(".docx", lambda: b"%PDF-1.7\n", "PDF 不完整", id="pdf-as-word"),
        pytest.param(".xlsx", lambda: b"", "已损坏", id="empty"),
    ],
)
def test_a_file_that_wants_too_much_is_refused_in_one_line_at_once(tmp_path, suffix, data, said):
    path = tmp_path / f"{STEM}{suffix}"
    path.write_bytes(data())
    begun = time.monotonic()
    with pytest.raises(DocumentError) as caught:
        extract(path, "0" * 64, limits=Limits(megabytes=2, objects=20_000))
    assert time.monotonic() - begun < SECONDS
    line = str(caught.value)
    assert line.startswith(path.name) and said in line and "\n" not in line


@pytest.mark.parametrize(
    ("drawing", "many"),
    [(b"0 0 5 5 re\n", 4_000_000), (b"0 0 5 5 re\t", 30_000)],
    ids=["millions", "counted-while-drawn"],
)
def test_a_page_of_too_many_boxes_is_refused_before_any_is_laid_out(tmp_path, make_pdf, drawing, many):
    path = tmp_path / f"{STEM}.pdf"
    path.write_bytes(make_pdf([[drawing * many]]))
    begun = time.monotonic()
    with pytest.raises(DocumentError) as caught:
        extract(path, "0" * 64, limits=Limits(objects=20_000))
    assert time.monotonic() - begun < SECONDS
    line = str(caught.value)
    assert (
        line.startswith(f"{path.name} 第1页：")
        and "超过 20000 个" in line
        and "BUDGET_QA_MAX_OBJECTS" in line
    )


@pytest.mark.parametrize("stray", ["B1048576", "XFD3", "XFD1048576"])
def test_a_stray_cell_at_the_edge_of_the_sheet_costs_nothing(tmp_path, stray):
    book = Workbook()
    book.active["A1"] = "2025年“三公”经费预算表"
    book.active["B2"] = "单位：万元"
    for r, row in enumerate([("项目", "预算数"), ("公务接待费", 1.5), ("合计", 1.5)], 3):
        book.active.cell(r, 1).value, book.active.cell(r, 2).value = row
    book.active[stray] = "x"
    path = tmp_path / f"{STEM}.xlsx"
    book.save(path)
    begun = time.monotonic()
    figures = extract(path, "0" * 64).figures
    assert time.monotonic() - begun < SECONDS
    assert ("公务接待费", "1.5") in {(figure.subject, figure.printed) for figure in figures}


@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_span_wider_than_any_table_ends_with_its_row(tmp_path, row):
    text = docx.Document()
    text.add_paragraph("2025年“三公”经费预算表（单位：万元）")
    table = text.add_table(3, 2)
    for r, said in enumerate([("项目", "预算数"), ("公务接待费", "1.50"), ("合计", "1.50")]):
        for c, cell in enumerate(said):
            table.cell(r, c).text = cell
    table.cell(row, 0)._tc.get_or_add_tcPr().get_or_add_gridSpan().val = 999_999_999
    path = tmp_path / f"{STEM}.docx"
    text.save(path)
    figures = extract(path, "0" * 64).figures
    assert ("公务接待费", "预算数", "1.50") in {(f.subject, f.citation.column, f.printed) for f in figures}


@pytest.mark.parametrize(
    ("suffix", "data"), [(".xlsx", lambda: sheet(bytes)), (".docx", lambda: word(bytes))]
)
def test_an_office_file_with_a_password_on_its_parts_is_told(tmp_path, suffix, data):
    # The flag that says "encrypted" of a part: in its own header and in the list of all.
    data = data().replace(b"PK\x03\x04\x14\0\0", b"PK\x03\x04\x14\0\1")
    data = re.sub(rb"(?<=PK\x01\x02.{4})\0", b"\x01", data, flags=re.S)
    path = tmp_path / f"{STEM}{suffix}"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match="已加密。请去除密码"):
        extract(path, "0" * 64)


def test_a_workbook_of_a_broken_part_is_damaged(tmp_path):
    data = bytearray(sheet(lambda data: data))
    at = data.index(b"xl/worksheets/sheet1.xml") + len(b"xl/worksheets/sheet1.xml")
    data[at : at + 40] = b"\xff" * 40
    path = tmp_path / f"{STEM}.xlsx"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match="工作簿已损坏"):
        extract(path, "0" * 64)


def test_forms_within_forms_end(make_pdf, tmp_path):
    """Ten forms that each draw ten forms, twelve deep: a billion times a thousand of them."""
    data = make_pdf([[b"/F0 Do"]])
    resources = b" ".join(b"/F%d %d 0 R" % (n, 50 + n) for n in range(13))
    data = data.replace(b"/Resources << ", b"/Resources << /XObject << " + resources + b" >> ")
    forms = b""
    for n in range(13):
        drawn = b"/F%d Do " % (n + 1) * 10 if n < 12 else b"0 0 1 1 re f"
        head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length %d" % len(drawn)
        more = b" /Resources << /XObject << " + resources + b" >> >>"
        forms += b"%d 0 obj\n%s%s >>\nstream\n%s\nendstream\nendobj\n" % (50 + n, head, more, drawn)
    path = tmp_path / f"{STEM}.pdf"
    # Without a cross-reference table the objects are found by looking for them.
    path.write_bytes(data[: data.rindex(b"xref\n0")] + forms + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n")
    begun = time.monotonic()
    with pytest.raises(DocumentError, match=r"第1页：一页超过 500000 个字符和图形"):
        extract(path, "0" * 64)
    assert time.monotonic() - begun < SECONDS


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX")
def test_what_bears_a_files_name_and_is_none_is_a_line_and_never_waited_for(tmp_path):
    (tmp_path / "夹.pdf").mkdir()
    os.mkfifo(tmp_path / "管.pdf")
    (tmp_path / "环.pdf").symlink_to("环.pdf")
    (tmp_path / "断.pdf").symlink_to("没有.pdf")
    (tmp_path / "上").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "夹.pdf" / "好.pdf").write_bytes(b"%PDF-")
    files, problems, _ = files_of([tmp_path, tmp_path / "管.pdf", tmp_path / "环.pdf"])
    assert [file.name for file in files] == ["好.pdf"]
    assert sorted(problems) == sorted(
        [
            f"{tmp_path / '断.pdf'}：链接指向的文件不存在。请修复或删除该链接",
            f"{tmp_path / '环.pdf'}：链接指向的文件不存在。请修复或删除该链接",
            f"{tmp_path / '管.pdf'}：不是普通文件（管道或设备）。请提供文件或文件夹",
            f"{tmp_path / '管.pdf'}：不是普通文件（管道或设备）。请提供文件或文件夹",
            f"{tmp_path / '环.pdf'}：文件不存在。请检查路径",
        ]
    )


def test_a_folder_that_may_not_be_read_is_a_line_and_the_others_are_read(tmp_path):
    def refusing(folder, onerror):
        yield str(folder), ["内"], ["好.pdf"]
        onerror(PermissionError(errno.EACCES, "Permission denied", str(folder / "内")))

    (tmp_path / "好.pdf").write_bytes(b"%PDF-")
    files, problems, _ = files_of([tmp_path], walk=refusing)
    assert files == [tmp_path / "好.pdf"]
    assert problems == [f"{tmp_path / '内'}：文件夹无法打开（没有权限）。请检查读取权限"]


@pytest.fixture
def good(tmp_path, write_disclosure):
    """A store with one document, of a file beside the one that goes wrong."""
    return write_disclosure(tmp_path / "in" / "好.pdf", "某市教育局", 2025)


def changing(path, sha256, on_page):
    """The file is saved anew while it is read."""
    extraction = extract(path, sha256, on_page)
    if path.name == "变.pdf":
        path.write_bytes(path.read_bytes() + b"%")
    return extraction


def vanishing(path, sha256, on_page):
    """The file is moved away while it is read."""
    extraction = extract(path, sha256, on_page)
    if path.name == "变.pdf":
        path.unlink()
    return extraction


@pytest.mark.parametrize(
    ("read", "said"), [(changing, "文件在读取时改变了"), (vanishing, "读取后文件不见了")]
)
def test_a_file_that_changes_while_it_is_read_is_left_out_and_read_next_time(
    good, tmp_path, write_disclosure, encoder, read, said
):
    path = write_disclosure(tmp_path / "in" / "变.pdf", "某市商务局", 2025)
    with open_stores(tmp_path / "store", encoder) as stores:
        summary = build([tmp_path / "in"], stores, jobs=1, read=read)
        assert [line.partition("。")[0] for line in summary.failed] == [f"变.pdf：{said}"]
        assert [s.document.name for s in stores.facts.documents()] == ["好.pdf"]
        assert [copy.stem for copy in stores.originals.folder.iterdir()] == [digest(good)]
        assert stores.vectors.ids() == set(stores.facts.passage_owners())
        write_disclosure(path, "某市商务局", 2025)
        assert build([tmp_path / "in"], stores, jobs=1).documents == 1


def test_a_full_disk_ends_the_run_in_one_line_and_keeps_what_is_indexed(
    good, tmp_path, write_disclosure, encoder, contents
):
    with open_stores(tmp_path / "store", encoder) as stores:
        build([good], stores, jobs=1)
        before = contents(stores)
        write_disclosure(tmp_path / "in" / "新.pdf", "某市商务局", 2025)

        def full(source, target):
            target.write_bytes(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with pytest.raises(StoreError, match="请检查磁盘空间") as caught:
            originals = FolderOriginals(stores.originals.folder, copy=full)
            build([tmp_path / "in"], replace(stores, originals=originals), jobs=1)
        assert "\n" not in str(caught.value)
    with open_stores(tmp_path / "store", encoder) as stores:
        assert contents(stores) == before
        assert build([tmp_path / "in"], stores, jobs=1).documents == 1
