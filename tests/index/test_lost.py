"""A fault of the program costs the table or the kind of fact it meets, and is named."""

from pathlib import Path

import pytest

from index import extract as extraction
from index.extract import digest, extract
from index.facts.limits import TooManyObjects
from index.policy import reading
from index.tables import tables
from tests.conftest import pdf_bytes, ruled

HEAD = [(60, 780, 16, "某市商务局2025年部门预算")]


def table(title: str, amount: str) -> list:
    rows = [["项目", "预算数"], ["合计", amount], ["办公费", amount]]
    return [(60, 720, 14, title), (300, 700, 9, "单位：万元"), *ruled(rows, widths=(120, 120))]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "某市商务局-2025-部门预算.pdf"
    pages = [[*HEAD, *table("2025年支出预算表", "12.50")], table("2025年收入预算总表", "30.00")]
    path.write_bytes(pdf_bytes(pages))
    return path


def test_a_table_whose_rows_cannot_be_read_costs_itself(path, monkeypatch) -> None:
    plain = tables._read

    def failing(draft, *args):
        if "收入" in draft.heading.title:
            raise KeyError("%")
        return plain(draft, *args)

    monkeypatch.setattr(tables, "_read", failing)
    read = extract(path, digest(path))
    assert {figure.printed for figure in read.figures} == {"12.50"}
    (said,) = [line for line in read.warnings if "KeyError" in line]
    assert "第2页" in said and "《2025年收入预算总表》" in said


@pytest.mark.parametrize("error", [MemoryError, TooManyObjects])
def test_what_is_no_fault_of_a_table_passes(path, monkeypatch, error) -> None:
    def failing(*_):
        raise error

    monkeypatch.setattr(tables, "_read", failing)
    with pytest.raises(error):
        extract(path, digest(path))


def test_a_policy_document_is_spared_the_page_that_brings_a_fault(tmp_path, monkeypatch) -> None:
    plain = reading.standards_of

    def failing(document, pages):
        if any("100元" in line.text for page in pages for line in page.lines):
            raise KeyError("%")
        return plain(document, pages)

    monkeypatch.setattr(reading, "standards_of", failing)
    path = tmp_path / "a.pdf"
    first = [
        (60, 780, 16, "青禾市值班补贴管理办法"),
        (60, 750, 12, "第一条 为保障值班，制定本办法。"),
        (60, 730, 12, "第二条 本办法适用于值班人员。"),
        (60, 710, 12, "第三条 本办法自2024年7月1日起施行。"),
    ]
    path.write_bytes(pdf_bytes([first, [(60, 700, 12, "第四条 每人每天100元。")]]))
    read = extract(path, digest(path))
    assert read.policy is not None and read.policy.effective == "2024-07-01"
    (said,) = [line for line in read.warnings if "KeyError" in line]
    assert "第2页" in said


@pytest.mark.parametrize(
    ("step", "said"), [("audit", "勾稽核对"), ("changes_of", "文字所说的增减"), ("figures_of", "《2025年")]
)
def test_a_step_that_fails_is_named_and_the_rest_is_read(path, monkeypatch, step, said) -> None:
    def failing(*_):
        raise KeyError("%")

    monkeypatch.setattr(extraction, step, failing)
    if step == "figures_of":
        with pytest.raises(extraction.DocumentError, match="KeyError"):
            extract(path, digest(path))
        return
    read = extract(path, digest(path))
    assert {figure.printed for figure in read.figures} == {"12.50", "30.00"}
    assert any(said in line and "KeyError" in line for line in read.warnings)


def test_what_cannot_be_read_of_pages_is_told_once(tmp_path) -> None:
    rubbish = [(60, 700 - 20 * n, 10, "鍥藉姟闄㈠姙鍏巺鍏充簬鍋氬ソ鏀垮簻") for n in range(3)]
    path = tmp_path / "某市商务局-2025-部门预算.pdf"
    first = [*HEAD, *table("2025年支出预算表", "12.50")]
    path.write_bytes(pdf_bytes([first, rubbish, rubbish]))
    from index.files.printed.pdf import read_pages

    pages = read_pages(path)
    assert extraction._of_pages(path.name, pages) == ("第2-3页的文字层是乱码，与页面所示不符，未读取",)
