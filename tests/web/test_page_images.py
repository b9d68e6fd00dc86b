import io
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image, ImageChops

import app
from index.extract import extract
from index.facts.errors import DocumentError
from index.files.printed.drawing import LARGEST_SIDE, Drawn, draw
from web.page_images import FRAME, HIGHLIGHT, DrawingProcesses, PageImages, name_of_row

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
def test_the_frame_stands_around_the_box(block, scale, pages):
    picture = pages.picture(block, 1, (40, 30, 70, 50), scale)
    assert picture.size == (200 * scale, 120 * scale)
    assert picture.getpixel((55 * scale, 40 * scale)) == INK
    for x, y in ((38, 40), (72, 40), (55, 28), (55, 52)):
        assert picture.getpixel((x * scale, y * scale)) == FRAME
    for x, y in ((34, 40), (76, 40), (55, 24), (55, 56)):
        assert picture.getpixel((x * scale, y * scale)) == PAPER


def test_paper_inside_the_frame_is_tinted_and_print_stays_black(block, pages):
    picture = pages.picture(block, 1, (20, 30, 70, 50))
    assert picture.getpixel((60, 80)) == HIGHLIGHT
    assert picture.getpixel((110, 80)) == INK


@pytest.mark.parametrize(
    ("rotate", "displayed"),
    [(0, (40, 30, 70, 50)), (90, (70, 40, 90, 70)), (180, (130, 70, 160, 90)), (270, (30, 130, 50, 160))],
)
def test_a_rotated_page_is_framed_where_it_is_displayed(tmp_path, rotate, displayed, pages):
    turned = pdf(tmp_path / "turned.pdf", "40 70 30 20 re f", rotate=rotate)
    picture = pages.picture(turned, 1, displayed)
    x0, top, x1, bottom = (2 * edge for edge in displayed)
    assert picture.size == ((240, 400) if rotate in (90, 270) else (400, 240))
    assert picture.getpixel(((x0 + x1) // 2, (top + bottom) // 2)) == INK
    assert picture.getpixel((x0 - 4, (top + bottom) // 2)) == FRAME
    assert picture.getpixel(((x0 + x1) // 2, bottom + 4)) == FRAME


def test_a_page_without_a_box_is_shown_as_it_is(block, pages):
    picture = pages.picture(block, 1, None)
    colours = {colour for _, colour in picture.getcolors()}
    assert FRAME not in colours and HIGHLIGHT not in colours and INK in colours


@pytest.mark.parametrize("box", [(-50, -50, 500, 500), (190, 110, 260, 180), (-30, -30, -10, -10)])
def test_a_box_over_the_edge_still_has_four_sides_on_the_page(block, box, pages):
    framed = pages.picture(block, 1, box)
    red = ImageChops.difference(framed, pages.picture(block, 1, None)).convert("L").getbbox()
    assert red is not None
    left, top, right, bottom = red
    middle = ((left + right) // 2, (top + bottom) // 2)
    for point in ((left, middle[1]), (right - 1, middle[1]), (middle[0], top), (middle[0], bottom - 1)):
        assert framed.getpixel(point) == FRAME


@pytest.mark.parametrize("page", [-1, 0, 2])
def test_a_page_the_document_does_not_have_is_a_document_error(block, page, pages):
    with pytest.raises(DocumentError, match=r"block\.pdf 第-?\d页：没有这一页，全文共1页") as caught:
        pages.picture(block, page, None)
    assert caught.value.page == page


def test_a_file_that_is_no_pdf_or_is_gone_is_a_document_error(tmp_path, pages):
    scrap = tmp_path / "scrap.pdf"
    scrap.write_text("预算", "utf-8")
    for path in (scrap, tmp_path / "gone.pdf"):
        with pytest.raises(DocumentError, match="原件无法打开"):
            pages.picture(path, 1, None)


def test_a_wall_sized_page_is_drawn_smaller_and_framed_at_its_own_scale(tmp_path, pages):
    wall = pdf(tmp_path / "wall.pdf", "4000 0 1000 2000 re f", size=(8000, 2000))
    picture = pages.picture(wall, 1, (4000, 0, 5000, 2000))
    assert picture.size == (LARGEST_SIDE, LARGEST_SIDE // 4)
    assert picture.getpixel((2250, 500)) == INK
    assert picture.getpixel((1999, 500)) == FRAME


@pytest.fixture(scope="module")
def processes():
    drawing = DrawingProcesses(2, seconds=20)
    yield drawing
    drawing.close()


def test_readers_at_the_same_time_get_the_same_picture(block, processes, pages):
    alone = pages.picture(block, 1, (40, 30, 70, 50))
    many = PageImages(processes)
    with ThreadPoolExecutor(8) as readers:
        together = list(readers.map(lambda n: many.picture(block, 1, (40, 30, 70, 50)), range(24)))
    assert all(picture.tobytes() == alone.tobytes() for picture in together)


class Counted:
    """A `Submit` that counts, and draws when it is told to."""

    def __init__(self):
        self.asked = []
        self.go = threading.Event()
        self.go.set()
        self.threads = ThreadPoolExecutor(8)

    def __call__(self, pdf, page, scale):
        self.asked.append((pdf.name, page, scale))
        return self.threads.submit(self._drawn, pdf)

    def _drawn(self, pdf):
        assert self.go.wait(20)
        if pdf.name == "坏.pdf":
            raise DocumentError(pdf.name, "这一页已损坏，无法显示", "请核对原件", page=1)
        picture = io.BytesIO()
        Image.effect_noise((200, 100), 90).convert("RGB").save(picture, "PNG")
        return Drawn(picture.getvalue(), 1.0)


def test_a_page_is_drawn_once_for_all_its_cells():
    counted = Counted()
    pages = PageImages(counted)
    plain = pages.picture(Path("a.pdf"), 1, None, 1.0)
    framed = pages.picture(Path("a.pdf"), 1, (40, 30, 70, 50), 1.0)
    assert pages.picture(Path("a.pdf"), 1, None, 1.0).tobytes() == plain.tobytes() != framed.tobytes()
    pages.picture(Path("a.pdf"), 1, None, 2.0)
    pages.picture(Path("a.pdf"), 2, None, 1.0)
    assert counted.asked == [("a.pdf", 1, 1.0), ("a.pdf", 1, 2.0), ("a.pdf", 2, 1.0)]


def test_while_a_page_is_drawn_others_are_and_who_wants_the_same_waits_for_it():
    counted = Counted()
    pages = PageImages(counted)
    counted.go.clear()
    with ThreadPoolExecutor(8) as readers:
        waiting = [readers.submit(pages.picture, Path(f"{n % 2}.pdf"), 1, None) for n in range(6)]
        deadline = time.monotonic() + 20
        while len(counted.asked) < 2 and time.monotonic() < deadline:
            time.sleep(0.005)
        assert {name for name, _, _ in counted.asked} == {"0.pdf", "1.pdf"}
        counted.go.set()
        assert len({one.result(20).tobytes() for one in waiting}) == 2
    assert len(counted.asked) == 2


def test_no_more_is_kept_than_may_be_and_what_was_seen_last_stays():
    counted = Counted()
    pages = PageImages(counted, kept_megabytes=1)
    pages.picture(Path("0.pdf"), 1, None)
    size = len(next(iter(pages._kept.values())).png)
    for n in range(1, 2 * 2**20 // size):
        pages.picture(Path(f"{n}.pdf"), 1, None)
        pages.picture(Path("0.pdf"), 1, None)
    assert sum(len(drawn.png) for drawn in pages._kept.values()) == pages._size <= 2**20
    names = [name for name, _, _ in counted.asked]
    assert names.count("0.pdf") == 1
    pages.picture(Path("1.pdf"), 1, None)
    assert [name for name, _, _ in counted.asked].count("1.pdf") == 2


def test_a_failure_is_told_to_all_who_wait_and_is_not_kept():
    counted = Counted()
    pages = PageImages(counted)
    for _ in range(2):
        with pytest.raises(DocumentError, match="已损坏"):
            pages.picture(Path("坏.pdf"), 1, None)
    assert len(counted.asked) == 2 and not pages._under_way


def _stuck(pdf, page, scale):
    time.sleep(60)


def _dead(pdf, page, scale):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(("drawing", "said"), [(_stuck, "没有画完"), (_dead, "意外终止")])
def test_a_page_that_never_ends_or_kills_its_process_costs_itself_alone(block, drawing, said):
    failing = DrawingProcesses(1, seconds=1, drawing=drawing)
    try:
        with pytest.raises(DocumentError, match=said) as caught:
            PageImages(failing).picture(block, 1, None)
        assert caught.value.page == 1
        with pytest.raises(DocumentError, match=said):
            PageImages(failing).picture(block, 1, None)
    finally:
        failing.close()


# -- print and rows -------------------------------------------------------------------------------
def framed_of(picture, bare):
    """The frame, as where a framed page differs from the bare one."""
    return ImageChops.difference(picture, bare).getbbox()


def test_a_frame_goes_as_far_up_and_down_as_the_print_it_cuts_through(block, pages):
    bare = pages.picture(block, 1, None)
    _, top, _, bottom = framed_of(pages.picture(block, 1, (40, 33, 70, 48)), bare)
    assert (top, bottom) == (2 * 28, 2 * 52 + 1)


def test_a_frame_stays_where_the_print_goes_on_and_on(tmp_path, pages):
    filled = pdf(tmp_path / "filled.pdf", "0 0 200 120 re f 1 1 1 rg 60 0 4 120 re f")
    bare = pages.picture(filled, 1, None)
    _, top, _, bottom = framed_of(pages.picture(filled, 1, (40, 40, 70, 60)), bare)
    assert (top, bottom) == (2 * 38, 2 * 62 + 1)


def test_frames_of_sentences_enclose_their_letters(tmp_path, pages):
    """Over the samples: the boxes that a font tells are lower than its letters."""
    seen = 0
    for path in sorted((Path(app.__file__).parent / "samples").glob("*2025*.pdf")):
        read = extract(path, "")
        cited = [one.citation for one in (*read.changes, *read.passages) if one.citation.bbox]
        for citation in cited[:: max(1, len(cited) // 6)]:
            drawn = draw(path, citation.page, 2.0)
            bare = pages.picture(path, citation.page, None)
            frame = framed_of(pages.picture(path, citation.page, citation.bbox), bare)
            left, top, right, bottom = (edge / 2 for edge in frame)
            x0, upper, x1, lower = citation.bbox
            within = [
                box
                for text, box in drawn.words
                if x0 - 1 <= box[0]
                and box[2] <= x1 + 1
                and upper <= (box[1] + box[3]) / 2 <= lower
                and any(letter in citation.quote for letter in text)
            ]
            seen += bool(within)
            for box in within:
                assert left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom, citation
    assert seen > 10


WORDS = (
    ("30216", (60, 100, 90, 110)),
    ("培训费", (100, 100, 130, 110)),
    ("一般公共预算", (300, 100, 360, 110)),
    ("12.50", (400, 100, 430, 110)),
    ("会议费", (100, 130, 130, 140)),
)


@pytest.mark.parametrize(
    ("words", "name", "found"),
    [
        (WORDS, "培训费", (100, 100, 130, 110)),
        (WORDS, "30216/培训费", (100, 100, 130, 110)),
        (WORDS, "会议费", None),
        ((), "培训费", None),
        # a name of two lines is both of them
        (
            (("城乡社区", (60, 90, 110, 100)), ("管理事务", (60, 112, 110, 122))),
            "城乡社区管理事务",
            (60, 90, 110, 122),
        ),
    ],
)
def test_the_name_of_a_row_is_the_words_left_of_the_cell_that_are_most_like_it(words, name, found):
    assert name_of_row(words, (600, 90, 640, 122), name) == found


def test_a_row_is_cut_out_with_its_name_beside_the_cell(pages, tmp_path):
    wide = pdf(tmp_path / "wide.pdf", "20 50 30 10 re f 700 50 30 10 re f", size=(800, 120))
    picture = pages.row(wide, 1, (690, 55, 740, 75), "公务接待费")
    assert picture.width < 2 * 320 and picture.height < 2 * 50
    assert picture.getpixel((2 * 10, picture.height // 2)) == INK
    assert FRAME in {colour for _, colour in picture.getcolors(picture.width * picture.height)}
