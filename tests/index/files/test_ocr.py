"""Pages that are pictures: rulings, words, and which figures are borne out.

Needs tesseract with chi_sim, which `.ci/run` installs.
"""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from index.extract import extract
from index.facts.records import Citation, Figure, Reading, Stage, TableKind
from index.files.printed.pdf import read_pages
from index.files.scanned.ocr import available, recognise
from index.files.scanned.ocr_words import righted
from index.tables.readings import with_readings

SAMPLES = Path(__file__).parents[3] / "samples"
SAMPLE = next(SAMPLES.glob("*12345*2025*.pdf"))


@pytest.fixture(scope="module")
def ruled():
    """The first page of the sample that holds a grid of twenty rows or more."""
    pages = read_pages(SAMPLE)
    return next(page for page in pages if any(grid.n_rows >= 20 for grid in page.grids))


@pytest.fixture(scope="module")
def scan(ruled, tmp_path_factory):
    """That page alone, as a picture without text."""
    document = pypdfium2.PdfDocument(SAMPLE)
    picture = document[ruled.number - 1].render(scale=200 / 72).to_pil().convert("L")
    path = tmp_path_factory.mktemp("scan") / "岚浦市热线中心-2025-单位预算.pdf"
    picture.save(path, resolution=200)
    return path


def test_a_scan_gives_the_figures_of_the_page_it_was_made_from(ruled, scan):
    assert available(), "install tesseract-ocr and tesseract-ocr-chi-sim"
    (page,) = read_pages(scan, recognise=recognise)
    assert page.ocr and not page.image_only
    grid, printed = page.grids[0], ruled.grids[0]
    assert (grid.n_rows, grid.n_cols) == (printed.n_rows, printed.n_cols)
    numbers = [[c.text for c in g.cells if c.text.replace(".", "").isdigit()] for g in (grid, printed)]
    assert numbers[0] == numbers[1]
    extraction = extract(scan, "0" * 64)
    readings = [figure.citation.reading for figure in extraction.figures]
    assert readings and Reading.TEXT not in readings and Reading.CHECKED in readings
    assert "第1页是扫描件" in extraction.warnings[0]
    box = extraction.figures[0].citation.bbox
    assert box is not None and 0 < box[0] < box[2] < page.width


def test_without_tesseract_a_scan_is_a_page_unread(scan):
    (page,) = read_pages(scan)
    assert page.image_only and not page.ocr and not page.lines


def test_a_leaning_page_is_read(ruled, scan):
    document = pypdfium2.PdfDocument(scan)
    picture = document[0].render(scale=200 / 72).to_pil().convert("L").rotate(0.8, fillcolor=255)
    page = recognise(1, picture, ruled.width, ruled.height)
    assert (page.grids[0].n_rows, page.grids[0].n_cols) == (ruled.grids[0].n_rows, ruled.grids[0].n_cols)


def test_an_empty_picture_has_nothing_to_read():
    from PIL import Image

    blank = Image.fromarray(np.full((842, 595), 255, np.uint8))
    page = recognise(1, blank, 595.0, 842.0)
    assert page.ocr and page.image_only and not page.lines and not page.grids


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("二十五、债务付县支出", "二十五、债务付息支出"),
        ("科目纺码", "科目编码"),
        ("表一 收文预算总表", "表一 收支预算总表"),
        ("表八 一般公共预算基本文出经济分类预算表", "表八 一般公共预算基本支出经济分类预算表"),
        ("表七国有资本经营预算 文出预算表", "表七国有资本经营预算支出预算表"),
        ("瑞算数", "预算数"),
        ("2024年诀算数", "2024年决算数"),
        ("顷且名称", "项目名称"),
        ("合汁", "合计"),
        ("论文出版", "论文出版"),
        ("项目名称", "项目名称"),
        ("科目代码", "科目代码"),
        ("2025年收入预算总表", "2025年收入预算总表"),
        ("30217", "30217"),
        ("水费", "水费"),
    ],
)
def test_a_label_is_righted_only_where_one_word_is_possible(read, printed):
    assert righted(read) == printed


def figure(row: str, column: str, value: str, top: float, code: str = "") -> Figure:
    return Figure(
        subject=row, code=code, component=column, body="某局", year=2025, stage=Stage.BUDGET,
        value=Decimal(value), printed=value, unit="元", table_kind=TableKind.EXPENSE,
        citation=Citation("a.pdf", 3, value, "支出总表", row, column, (0.0, top, 9.0, top + 9)),
    )  # fmt: skip


def test_only_figures_of_a_sum_that_holds_are_checked():
    right = [
        figure("教育支出", c, v, 10) for c, v in (("合计", "30"), ("基本支出", "20"), ("项目支出", "10"))
    ]
    wrong = [figure("住房支出", c, v, 30) for c, v in (("合计", "31"), ("基本支出", "7"), ("项目支出", "4"))]
    text = replace(right[0], citation=replace(right[0].citation, page=9))
    marked = with_readings([*right, *wrong, text], (), frozenset({3}))
    assert [f.citation.reading for f in marked] == [Reading.CHECKED] * 3 + [Reading.UNCHECKED] * 3 + [
        Reading.TEXT
    ]
