"""Pages that are pictures: however they were scanned or photographed, and which figures are borne out."""

import socket
import sys
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter

from index.extract import extract
from index.facts.errors import DocumentError
from index.facts.records import Citation, Figure, Legibility, Page, Placing, Stage, TableKind
from index.files.printed.pdf import read_pages
from index.files.scanned import characters
from index.files.scanned.lettering import lettered
from index.files.scanned.ocr import recognise
from index.files.scanned.ocr_words import righted
from index.tables.legibility import with_legibility

SAMPLES = Path(__file__).parents[3] / "samples"
SAMPLE = next(SAMPLES.glob("*12345*2025*.pdf"))
DPI = 200
LONG, SHORT, PROSE = 5, 11, 17  # pages of the sample: a table of 28 rows, one of 9, a page of narrative


@pytest.fixture(scope="module")
def printed():
    """The pages of the sample as their text gives them."""
    return {page.number: page for page in read_pages(SAMPLE)}


def pictured(number: int) -> Image.Image:
    """A page of the sample as a picture."""
    with pypdfium2.PdfDocument(SAMPLE) as document:
        return document[number - 1].render(scale=DPI / 72).to_pil().convert("RGB")


def scan_of(picture: Image.Image, path: Path) -> Path:
    """A PDF that holds nothing but the picture."""
    picture.save(path, resolution=DPI)
    return path


def read(picture: Image.Image) -> Page:
    return recognise(1, picture, picture.width * 72 / DPI, picture.height * 72 / DPI)


def cells(page: Page) -> list[tuple[int, int, str]]:
    (grid,) = page.grids
    return sorted((cell.row, cell.col, "".join(cell.text.split())) for cell in grid.cells)


def text(page: Page) -> str:
    return "".join("".join(line.text.split()) for line in page.lines)


def photographed(sheet: Image.Image) -> Image.Image:
    """The sheet on a brown table, from aside, in the light of a window, a little out of focus, as JPEG."""
    wide, high = int(sheet.width * 1.25), int(sheet.height * 1.2)
    at = [(0.10, 0.06), (0.90, 0.09), (0.95, 0.95), (0.05, 0.93)]
    rows, wanted = [], []
    for (x, y), (u, v) in zip(at, [(0, 0), (1, 0), (1, 1), (0, 1)], strict=True):
        x, y, u, v = x * wide, y * high, u * sheet.width, v * sheet.height
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    turn = tuple(np.linalg.solve(np.array(rows), np.array(wanted)).tolist())
    how = Image.Transform.PERSPECTIVE
    photo = Image.new("RGB", (wide, high), (96, 72, 52))
    photo.paste(
        sheet.transform((wide, high), how, turn, Image.Resampling.BICUBIC),
        mask=Image.new("L", sheet.size, 255).transform((wide, high), how, turn),
    )
    down, along = np.mgrid[0:high, 0:wide]
    light = 1 - 0.45 * (along / wide) * (down / high) - 0.15 * np.sin(3 * along / wide)
    lit = Image.fromarray((np.asarray(photo) * light[:, :, None]).astype(np.uint8))
    data = BytesIO()
    lit.filter(ImageFilter.GaussianBlur(0.8)).save(data, "JPEG", quality=70)
    return Image.open(data).convert("RGB")


def sealed(sheet: Image.Image, x: float, y: float) -> Image.Image:
    """The sheet with a round red seal of 42 mm, its middle at these points."""
    across, red = 42 / 25.4 * DPI, (214, 32, 40)
    x, y, radius = x * DPI / 72, y * DPI / 72, across / 2
    ink = Image.new("RGB", sheet.size, "white")
    draw = ImageDraw.Draw(ink)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=red, width=12)
    star = [
        (x + r * np.sin(n * np.pi / 5), y - r * np.cos(n * np.pi / 5))
        for n in range(10)
        for r in ((60, 24)[n % 2],)
    ]
    draw.polygon(star, fill=red)
    for n in range(14):  # where the name runs round
        turn = np.pi * (0.9 + 1.2 * n / 13)
        u, v = x + 0.72 * radius * np.cos(turn), y + 0.72 * radius * np.sin(turn)
        draw.rectangle((u - 14, v - 3, u + 14, v + 3), fill=red)
        draw.rectangle((u - 3, v - 16, u + 3, v + 16), fill=red)
    return Image.fromarray(np.minimum(np.asarray(sheet), np.asarray(ink)))


def test_a_scan_gives_the_figures_of_the_page_it_was_made_from(printed, tmp_path):
    path = scan_of(pictured(LONG), tmp_path / "岚浦市热线中心-2025-单位预算.pdf")
    (page,) = read_pages(path, recognise=recognise)
    assert page.ocr and not page.image_only
    assert cells(page) == cells(printed[LONG])
    extraction = extract(path, "0" * 64)
    readings = [figure.citation.legibility for figure in extraction.figures]
    assert readings and Legibility.TEXT not in readings and Legibility.CHECKED in readings
    assert "第1页是扫描件" in extraction.warnings[0]
    box = extraction.figures[0].citation.bbox
    assert box is not None and 0 < box[0] < box[2] < page.width


def test_the_lines_of_a_scan_are_those_of_the_print(printed):
    page = read(pictured(PROSE))
    assert [line.text.replace(" ", "") for line in page.lines] == [
        line.text.replace(" ", "") for line in printed[PROSE].lines
    ]
    for line, original in zip(page.lines[:-1], printed[PROSE].lines, strict=False):
        assert line.size == pytest.approx(original.size, rel=0.12)
        assert line.bbox == pytest.approx(original.bbox, abs=6)


@pytest.mark.parametrize(
    "turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270]
)
def test_a_page_scanned_sideways_or_upside_down_is_read_and_pointed_at_where_it_lies(printed, turn):
    upright = pictured(SHORT)
    turned = upright.transpose(turn)
    page = read(turned)
    assert cells(page) == cells(printed[SHORT])
    assert page.placing is not None
    # What lies in the cited box of the picture as it was scanned is the last cell of the table.
    last = page.grids[0].cells[-1]
    box = [round(value * DPI / 72) for value in page.placing.box(last.bbox)]
    original = [round(value * DPI / 72) for value in printed[SHORT].grids[0].cells[-1].bbox]
    back = {2: 4, 3: 3, 4: 2}[turn]
    cut = turned.crop(box).transpose(Image.Transpose(back))
    wanted = upright.crop(original)
    assert abs(cut.width - wanted.width) < 8 and abs(cut.height - wanted.height) < 8
    ink = [(np.asarray(picture.convert("L")) < 128).mean() for picture in (cut, wanted)]
    assert ink[0] == pytest.approx(ink[1], rel=0.3)


@pytest.mark.parametrize("degrees", [3.0, -3.0])
def test_a_page_scanned_askew_is_read(printed, degrees):
    askew = pictured(SHORT).rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")
    assert cells(read(askew)) == cells(printed[SHORT])


def test_a_photographed_page_is_read(printed):
    assert cells(read(photographed(pictured(SHORT)))) == cells(printed[SHORT])


def test_figures_under_a_red_seal_are_read(printed):
    middle = next(cell.bbox for cell in printed[SHORT].grids[0].cells if (cell.row, cell.col) == (4, 2))
    page = read(sealed(pictured(SHORT), middle[0] + 30, middle[3]))
    assert cells(page) == cells(printed[SHORT])
    assert text(page) == text(printed[SHORT])


def test_of_a_file_with_some_pages_scanned_those_are_recognised_and_the_others_are_not(tmp_path):
    scan = scan_of(pictured(SHORT), tmp_path / "scan.pdf")
    path = tmp_path / "岚浦市热线中心-2025-单位预算.pdf"
    with pypdfium2.PdfDocument.new() as mixed, pypdfium2.PdfDocument(SAMPLE) as whole:
        with pypdfium2.PdfDocument(scan) as pages:
            mixed.import_pages(whole, [0, 8])
            mixed.import_pages(pages)
        mixed.save(path)
    extraction = extract(path, "0" * 64)
    read_as = {(f.citation.page, f.citation.legibility is Legibility.TEXT) for f in extraction.figures}
    assert read_as == {(2, True), (3, False)}
    assert any("第3页是扫描件" in line for line in extraction.warnings)


def test_an_empty_picture_has_nothing_to_read():
    blank = Image.fromarray(np.full((842, 595), 255, np.uint8))
    page = recognise(1, blank, 595.0, 842.0)
    assert page.ocr and page.image_only and not page.lines and not page.grids


def test_nothing_is_fetched_to_read_a_scan(monkeypatch):
    def connect(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", connect)
    characters._engine.cache_clear()  # as in a process that has read nothing yet
    assert "三公" in text(read(pictured(14)))


def test_without_the_extra_a_scan_is_unread_and_told_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)  # as where it is not installed
    path = scan_of(pictured(SHORT), tmp_path / "scan.pdf")
    with pytest.raises(DocumentError, match=r'pip install "budget-qa\[ocr\]"'):
        extract(path, "0" * 64)
    (page,) = read_pages(path)
    assert page.image_only and not page.ocr and not page.lines


def test_a_mark_beside_a_chinese_character_is_a_chinese_mark():
    line = list(zip("单位:万元(1.5)", range(0, 1000, 10), strict=False))
    chars = lettered([(0, 0, 110, 10)], [line])
    assert "".join(char.text for char in chars) == "单位：万元（1.5)"


def test_a_place_on_a_turned_sheet_is_a_box_on_the_page():
    quarter = Placing((0.0, 1.0, 0.0, -1.0, 0.0, 842.0, 0.0, 0.0, 1.0))
    assert quarter.box((10.0, 20.0, 30.0, 25.0)) == (20.0, 812.0, 25.0, 832.0)


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("二十五、债务付县支出", "二十五、债务付息支出"),
        ("事业收人", "事业收入"),
        ("其他收人合计", "其他收入合计"),
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
    marked = with_legibility([*right, *wrong, text], (), frozenset({3}))
    assert [f.citation.legibility for f in marked] == [Legibility.CHECKED] * 3 + [
        Legibility.UNCHECKED
    ] * 3 + [Legibility.TEXT]
