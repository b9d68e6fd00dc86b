from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import ImageChops

from index.facts.errors import DocumentError
from qa.page_images import FRAME, HIGHLIGHT, LARGEST_SIDE, render

INK = (0, 0, 0)
PAPER = (255, 255, 255)


def pdf(path: Path, drawing: str, *, size: tuple[int, int] = (200, 120), rotate: int = 0) -> Path:
    """One page of `size` points; `drawing` is a content stream (origin bottom left, as PDF has it)."""
    width, height = size
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Rotate {rotate}/Contents 4 0 R>>",
        f"<</Length {len(drawing)}>>stream\n{drawing}\nendstream",
    ]
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = (
        f"xref\n0 5\n0000000000 65535 f \n{table}trailer<</Size 5/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
    )
    path.write_text(body + tail, "ascii")
    return path


@pytest.fixture
def block(tmp_path: Path) -> Path:
    """A black block that stands at (40, 30, 70, 50) on the page as displayed."""
    return pdf(tmp_path / "block.pdf", "40 70 30 20 re f")


@pytest.mark.parametrize("scale", [1.0, 2.0, 3.0])
def test_the_frame_stands_around_the_box(block, scale):
    picture = render(block, 1, (40, 30, 70, 50), scale)
    assert picture.size == (200 * scale, 120 * scale)
    assert picture.getpixel((55 * scale, 40 * scale)) == INK
    for x, y in ((38, 40), (72, 40), (55, 28), (55, 52)):
        assert picture.getpixel((x * scale, y * scale)) == FRAME
    for x, y in ((34, 40), (76, 40), (55, 24), (55, 56)):
        assert picture.getpixel((x * scale, y * scale)) == PAPER


def test_paper_inside_the_frame_is_tinted_and_print_stays_black(block):
    picture = render(block, 1, (20, 30, 70, 50))
    assert picture.getpixel((60, 80)) == HIGHLIGHT
    assert picture.getpixel((110, 80)) == INK


@pytest.mark.parametrize(
    ("rotate", "displayed"),
    [(0, (40, 30, 70, 50)), (90, (70, 40, 90, 70)), (180, (130, 70, 160, 90)), (270, (30, 130, 50, 160))],
)
def test_a_rotated_page_is_framed_where_it_is_displayed(tmp_path, rotate, displayed):
    turned = pdf(tmp_path / "turned.pdf", "40 70 30 20 re f", rotate=rotate)
    picture = render(turned, 1, displayed)
    x0, top, x1, bottom = (2 * edge for edge in displayed)
    assert picture.size == ((240, 400) if rotate in (90, 270) else (400, 240))
    assert picture.getpixel(((x0 + x1) // 2, (top + bottom) // 2)) == INK
    assert picture.getpixel((x0 - 4, (top + bottom) // 2)) == FRAME
    assert picture.getpixel(((x0 + x1) // 2, bottom + 4)) == FRAME


def test_a_page_without_a_box_is_shown_as_it_is(block):
    picture = render(block, 1, None)
    colours = {colour for _, colour in picture.getcolors()}
    assert FRAME not in colours and HIGHLIGHT not in colours and INK in colours


@pytest.mark.parametrize("box", [(-50, -50, 500, 500), (190, 110, 260, 180), (-30, -30, -10, -10)])
def test_a_box_over_the_edge_still_has_four_sides_on_the_page(block, box):
    framed = render(block, 1, box)
    red = ImageChops.difference(framed, render(block, 1, None)).convert("L").getbbox()
    assert red is not None
    left, top, right, bottom = red
    middle = ((left + right) // 2, (top + bottom) // 2)
    for point in ((left, middle[1]), (right - 1, middle[1]), (middle[0], top), (middle[0], bottom - 1)):
        assert framed.getpixel(point) == FRAME


@pytest.mark.parametrize("page", [-1, 0, 2])
def test_a_page_the_document_does_not_have_is_a_document_error(block, page):
    with pytest.raises(DocumentError, match=r"block\.pdf 第-?\d页：没有这一页，全文共1页") as caught:
        render(block, page, None)
    assert caught.value.page == page


def test_a_file_that_is_no_pdf_or_is_gone_is_a_document_error(tmp_path):
    scrap = tmp_path / "scrap.pdf"
    scrap.write_text("预算", "utf-8")
    for path in (scrap, tmp_path / "gone.pdf"):
        with pytest.raises(DocumentError, match="原件无法打开"):
            render(path, 1, None)


def test_a_wall_sized_page_is_drawn_smaller_and_framed_at_its_own_scale(tmp_path):
    wall = pdf(tmp_path / "wall.pdf", "4000 0 1000 2000 re f", size=(8000, 2000))
    picture = render(wall, 1, (4000, 0, 5000, 2000))
    assert picture.size == (LARGEST_SIDE, LARGEST_SIDE // 4)
    assert picture.getpixel((2250, 500)) == INK
    assert picture.getpixel((1999, 500)) == FRAME


def test_readers_at_the_same_time_get_the_same_picture(block):
    alone = render(block, 1, (40, 30, 70, 50))
    with ThreadPoolExecutor(8) as readers:
        together = list(readers.map(lambda _: render(block, 1, (40, 30, 70, 50)), range(24)))
    assert all(picture.tobytes() == alone.tobytes() for picture in together)
