"""A fault of the program costs the page, table or check that meets it, and is told with its place."""

import pytest

from index import extract as extracting
from index.extract import extract
from index.facts.errors import DocumentError
from index.facts.faults import blank, over_pages
from index.facts.records import Page

NAME = "某市商务局-2025-部门预算.txt"


def page(number, text=""):
    return Page(number, 1.0, 1.0, (text,) if text else (), ())


def numbers(*bad, late=0):
    """A step that raises where a page of `bad` holds text, and where `late` follows page 2."""

    def step(pages):
        for one in pages:
            if one.lines and one.number in bad:
                raise KeyError("%")
            if one.lines and one.number == late and pages[1].lines:
                raise ValueError("二页在前")
        return [one.number for one in pages if one.lines]

    return step


@pytest.mark.parametrize("bad", [(1,), (9,), (3, 4), (1, 5, 9)])
def test_the_pages_that_bring_a_fault_are_spared_and_the_rest_is_read(bad):
    pages = [page(n, "字") for n in range(1, 10)]
    found, faults = over_pages(numbers(*bad), pages, blank)
    assert found == [n for n in range(1, 10) if n not in bad]
    assert [fault.page for fault in faults] == list(bad)
    assert all("KeyError '%'" in fault.cause and "test_extract.py" in fault.cause for fault in faults)


def test_a_fault_of_two_pages_together_costs_the_later_one():
    found, faults = over_pages(numbers(late=6), [page(n, "字") for n in range(1, 9)], blank)
    assert found == [1, 2, 3, 4, 5, 7, 8] and [fault.page for fault in faults] == [6]


def test_a_fault_that_no_page_brings_is_the_documents():
    def broken(pages):
        raise KeyError("always")

    with pytest.raises(KeyError, match="always"):
        over_pages(broken, [page(1, "字"), page(2, "字")], blank)
    with pytest.raises(KeyError, match="always"):
        over_pages(broken, [], blank)


def test_errors_that_say_their_reason_are_no_faults():
    def refusing(pages):
        raise DocumentError("a.pdf", "已加密", "请先去除密码")

    with pytest.raises(DocumentError, match="已加密"):
        over_pages(refusing, [page(1, "字")], blank)


TEXT = "某市商务局2025年部门预算\n一、“三公”经费情况\n2025年公务接待费预算1.50万元，比上年增加0.50万元。\n"


@pytest.fixture
def document(tmp_path):
    path = tmp_path / NAME
    path.write_text(TEXT + "\f第二部分 名词解释\n公务接待费是指按规定开支的接待支出。\n", "utf-8")
    return path


def whole(document):
    found = extract(document, "0" * 64)
    assert found.passages and found.changes and found.warnings == ()
    return found


def test_a_fault_in_the_checks_costs_the_checks(document, monkeypatch):
    right = whole(document)

    def audit(*facts):
        raise KeyError("%")

    monkeypatch.setattr(extracting, "audit", audit)
    found = extract(document, "0" * 64)
    assert (found.passages, found.changes) == (right.passages, right.changes)
    (line,) = found.warnings
    assert "勾稽核对时程序出错（KeyError '%'" in line and "没有核对完" in line


def test_a_fault_on_one_page_of_text_costs_that_page(document, monkeypatch):
    whole(document)
    passages_of = extracting.passages_of

    def faulty(found, pages):
        if any("名词解释" in line.text for one in pages for line in one.lines):
            raise IndexError("名词")
        return passages_of(found, pages)

    monkeypatch.setattr(extracting, "passages_of", faulty)
    found = extract(document, "0" * 64)
    assert {passage.citation.page for passage in found.passages} == {1} and found.changes
    (line,) = found.warnings
    assert line.startswith("第2页的文字读取时程序出错（IndexError 名词，test_extract.py:")
    assert "没有读取；其余已读取" in line


def test_a_document_of_which_a_fault_leaves_nothing_is_refused_with_the_fault(document, monkeypatch):
    def faulty(found, pages):
        if any(one.lines for one in pages):
            raise IndexError("名词")
        return ()

    monkeypatch.setattr(extracting, "passages_of", faulty)
    with pytest.raises(DocumentError, match=r"没有读出文字或表格。第1页的文字读取时程序出错（IndexError"):
        extract(document, "0" * 64)


def sheets(path):
    from openpyxl import Workbook

    book = Workbook()
    for n, (title, row) in enumerate(
        (("2025年收支总表", "支出合计"), ("2025年“三公”经费预算表", "公务接待费"))
    ):
        sheet = book.active if not n else book.create_sheet()
        for line in ([title], ["单位：万元"], ["项目", "预算数"], [row, 1.5 + n]):
            sheet.append(line)
    book.save(path)
    return path


def test_a_fault_in_one_table_costs_that_table(tmp_path, monkeypatch):
    path = sheets(tmp_path / "某市商务局-2025-部门预算.xlsx")
    figures_of = extracting.figures_of

    def faulty(table, document):
        if "三公" in table.title:
            raise KeyError("%")
        return figures_of(table, document)

    monkeypatch.setattr(extracting, "figures_of", faulty)
    found = extract(path, "0" * 64)
    assert [figure.subject for figure in found.figures] == ["支出合计"]
    assert found.warnings[0].startswith(
        "第2张工作表的表《2025年“三公”经费预算表》读取时程序出错（KeyError '%'"
    )


def test_a_page_of_a_pdf_that_cannot_be_read_costs_that_page(tmp_path, write_disclosure, monkeypatch):
    from index.files.printed import pdf

    path = write_disclosure(tmp_path / "a.pdf", "某市商务局", 2025)
    read_page = pdf._read_page
    bad = {2}

    def faulty(original, *rest):
        if original.page_number in bad:
            raise ValueError("damaged")
        return read_page(original, *rest)

    whole = extract(path, "0" * 64)
    assert {figure.citation.page for figure in whole.figures} == {2} and whole.changes
    monkeypatch.setattr(pdf, "_read_page", faulty)
    found = extract(path, "0" * 64)
    assert not found.figures and found.changes and found.document.pages == whole.document.pages
    assert found.warnings[0].startswith("第2页无法解析（ValueError），未读取")
    bad |= {1, 2, 3}
    with pytest.raises(DocumentError, match=r"a\.pdf 第\d页：PDF 已损坏"):
        extract(path, "0" * 64)
