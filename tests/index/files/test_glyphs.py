"""From the glyphs a page draws to the characters that are read: each once, none of a watermark or a mark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from index.files.printed.legible import legible
from index.files.printed.overprint import Ink
from index.files.printed.pdf import read_pages
from index.files.printed.shapes import DOTS_PER_INCH, UNREAD, Shapes
from index.files.printed.text_lines import Char
from tests.conftest import ruled

Make = Callable[..., bytes]


@pytest.fixture
def read(tmp_path: Path):
    def read_bytes(data: bytes):
        path = tmp_path / "某局2025年预算.pdf"
        path.write_bytes(data)
        return read_pages(path)

    return read_bytes


def cells(page) -> list[str]:
    return [cell.text for grid in page.grids for cell in grid.cells]


def shown(words: str, size: float, matrix: tuple[float, ...], grey: float = 0.0) -> bytes:
    code = words.encode("utf-16-be").hex().encode()
    place = b" ".join(b"%g" % part for part in matrix)
    return b"%g g BT /F1 %g Tf %s Tm <%s> Tj ET 0 g" % (grey, size, place, code)


TABLE = ruled([["项目", "预算数"], ["合计", "12.50"], ["公务接待费", "3.30"]], widths=(120, 120))


@pytest.mark.parametrize(("across", "down"), [(0.4, 0), (1.6, 0), (2.0, 0), (-1.8, 0), (0, 1.9), (1.5, -1.5)])
def test_a_second_print_is_read_once_wherever_it_lies(make_pdf: Make, read, across, down) -> None:
    texts = [item for item in TABLE if not isinstance(item, bytes)]
    second = [(x + across, y + down, size, words) for x, y, size, words in texts]
    (page,) = read(make_pdf([[*TABLE, *second]]))
    assert cells(page) == ["项目", "预算数", "合计", "12.50", "公务接待费", "3.30"]


@pytest.mark.parametrize("words", ["111,110.00", "3,333", "0.00", "1....1", "一一一"])
def test_like_letters_side_by_side_are_no_second_print(make_pdf: Make, read, words) -> None:
    (page,) = read(make_pdf([[(60, 700, 6, words)]]))
    assert [line.text for line in page.lines] == [words]


@pytest.mark.parametrize("over", [(158, 640), (186, 644), (120, 660)])
def test_a_pale_text_across_cells_does_not_take_their_place(make_pdf: Make, read, over) -> None:
    mark = shown("内部资料2024", 16, (1, 0, 0, 1, *over), grey=0.85)
    (page,) = read(make_pdf([[mark, *TABLE]]))
    assert cells(page) == ["项目", "预算数", "合计", "12.50", "公务接待费", "3.30"]


def test_a_larger_stamp_in_black_is_no_part_of_the_cells_it_meets(make_pdf: Make, read) -> None:
    (page,) = read(make_pdf([[*TABLE, shown("已公开", 14, (1, 0, 0, 1, 175, 640))]]))
    assert "3.30" in cells(page) and "12.50" in cells(page)


def test_pale_text_that_meets_no_other_is_read(make_pdf: Make, read) -> None:
    (page,) = read(make_pdf([[shown("单位：万元", 9, (1, 0, 0, 1, 300, 720), grey=0.6), *TABLE]]))
    assert page.lines[0].text == "单位：万元"


@pytest.mark.parametrize("mark", ["1", "12", "①", "*", "[3]"])
def test_a_raised_mark_is_no_part_of_a_number_or_a_name(make_pdf: Make, read, mark) -> None:
    drawn = ruled([["项目", "预算数"], ["公务接待费", "2.50"]], widths=(120, 120))
    marks = [(183 + 4 * 4.5, 650.5, 5, mark), (63 + 45, 650.5, 5, mark)]
    (page,) = read(make_pdf([[*drawn, *marks]]))
    assert cells(page) == ["项目", "预算数", "公务接待费", "2.50"]


def test_small_figures_on_the_line_and_squares_of_units_are_read(make_pdf: Make, read) -> None:
    words = [(60, 700, 10, "12."), (75, 700, 6, "50"), (60, 650, 10, "80m"), (75, 654, 6, "2")]
    (page,) = read(make_pdf([words]))
    assert [line.text for line in page.lines] == ["12.50", "80m2"]


WAYS = {"up": (0, 1, -1, 0), "down": (0, -1, 1, 0), "over": (-1, 0, 0, -1)}


@pytest.mark.parametrize("way", WAYS)
def test_a_table_set_sideways_is_turned_and_placed_where_it_stands(make_pdf: Make, read, way) -> None:
    a, b, c, d = WAYS[way]
    # Level coordinates, origin below left, laid onto the page by the matrix and a shift that keeps it there.
    e, f = {"up": (595, 0), "down": (0, 842), "over": (595, 842)}[way]

    def laid(x: float, y: float) -> tuple[float, float]:
        return a * x + c * y + e, b * x + d * y + f

    drawn = []
    xs, ys = (100, 220, 340), (500, 480, 460, 440)
    for x in xs:
        drawn.append(b"%g %g m %g %g l S" % (*laid(x, ys[0]), *laid(x, ys[-1])))
    for y in ys:
        drawn.append(b"%g %g m %g %g l S" % (*laid(xs[0], y), *laid(xs[-1], y)))
    rows = [["项目", "预算数"], ["办公费", "12.50"], ["合计", "12.50"]]
    for y, row in zip(ys, rows, strict=False):
        for x, words in zip(xs, row, strict=False):
            drawn.append(shown(words, 9, (a, b, c, d, *laid(x + 3, y - 14))))
    drawn.append(shown("2025年支出预算表", 14, (a, b, c, d, *laid(150, 530))))
    drawn.append(shown("单位：万元", 9, (a, b, c, d, *laid(280, 506))))
    (page,) = read(make_pdf([drawn]))
    assert [line.text for line in page.lines][:2] == ["2025年支出预算表", "单位：万元"]
    assert cells(page) == [words for row in rows for words in row]
    # The cell's box, back on the page as it is displayed, is where the amount was drawn.
    box = page.placing.box(page.grids[0].cells[3].bbox)
    x, y = laid(230, 472)
    assert box[0] <= x <= box[2] and box[1] <= 842 - y <= box[3]


# -- glyphs without a character ---------------------------------------------------------------

STROKES = {  # of a square of 6 by 10: boxes of ink
    "1": [(2, 0, 4, 10)],
    "7": [(0, 0, 6, 2), (4, 0, 6, 10)],
    "4": [(0, 0, 2, 6), (0, 4, 6, 6), (4, 0, 6, 10)],
    ".": [(2, 8, 4, 10)],
    ",": [(2, 8, 4, 12)],
    "·": [(2, 4, 4, 6)],
    "-": [(0, 4, 6, 6)],
    "?": [(0, 0, 6, 10)],
}


def drawn_line(shapes: str, texts: str) -> tuple[list[Ink], Image.Image]:
    """Glyphs in a line as the page draws them, and as its font names them; "?" names none."""
    scale = DOTS_PER_INCH / 72
    picture = Image.new("L", (900, 120), 255)
    pen = ImageDraw.Draw(picture)
    inks = []
    for n, (shape, text) in enumerate(zip(shapes, texts, strict=True)):
        x0 = 10 + 8 * n
        for left, top, right, bottom in STROKES[shape]:
            corners = (x0 + left, 10 + top, x0 + right - 0.4, 10 + bottom - 0.4)
            pen.rectangle([corner * scale for corner in corners], fill=0)
        named = text != "?"
        inks.append(
            Ink(Char(text if named else "\U001001b0", x0, 8, x0 + 7, 23), glyph="" if named else f"F/{shape}")
        )
    return inks, picture


@pytest.mark.parametrize(
    ("shapes", "texts", "said"),
    [
        ("174.1", "174?1", "174.1"),
        ("1,747", "1?747", "1,747"),
        ("-17", "?17", "-17"),
        ("17·4", "17?4", "17·4"),
        ("1744.", "174??", "1744."),
    ],
)
def test_a_glyph_without_a_character_is_read_by_its_shape(shapes, texts, said) -> None:
    inks, picture = drawn_line(shapes, texts)
    assert "".join(ink.char.text for ink in Shapes().read(inks, lambda: picture)) == said


def test_a_number_with_a_glyph_of_no_known_shape_is_unread_as_a_whole() -> None:
    inks, picture = drawn_line("17?4", "17?4")
    assert {ink.char.text for ink in Shapes().read(inks, lambda: picture)} == {UNREAD}


def test_a_page_whose_glyphs_all_have_characters_is_not_drawn() -> None:
    inks, _ = drawn_line("174", "174")

    def draw():
        raise AssertionError("drawn")

    assert Shapes().read(inks, draw) == inks


# -- rubbish ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "can_be_read"),
    [
        ("2025年部门预算公开，本部门共有下属单位三个，收入合计一百二十万元。", True),
        ("關於臺灣省預算執行情況與決算報告書之說明與審議結果及其處理", True),
        ("1,234.56 2,345.67 12.00 0.00 2050101 301 302", True),
        ("鍥藉姟闄㈠姙鍏巺鍏充簬鍋氬ソ鏀垮簻淇℃伅鍏紑宸ヤ綔", False),
        ("(cid:12)(cid:7)" * 20, False),
        ("Ô¤Ëã¹«¿ª±íµ¥Î»ÍòÔªÊÕÈëÖ§³öºÏ¼Æ", False),
    ],
)
def test_text_is_told_from_rubbish(text, can_be_read) -> None:
    assert legible(text) is can_be_read


def test_a_page_of_rubbish_is_not_read_and_named_and_the_others_are(make_pdf: Make, read) -> None:
    rubbish = [(60, 700 - 20 * n, 10, "鍥藉姟闄㈠姙鍏巺鍏充簬鍋氬ソ鏀垮簻") for n in range(3)]
    first, second = read(make_pdf([rubbish, TABLE]))
    assert not first.lines and not first.grids and "乱码" in first.doubts[0]
    assert "12.50" in cells(second) and not second.doubts


def test_a_page_of_rubbish_is_recognised_where_that_can_be(make_pdf: Make, tmp_path: Path) -> None:
    path = tmp_path / "某局2025年预算.pdf"
    rubbish = [(60, 700 - 20 * n, 10, "鍥藉姟闄㈠姙鍏巺鍏充簬鍋氬ソ鏀垮簻") for n in range(3)]
    path.write_bytes(make_pdf([rubbish, TABLE]))
    asked = []

    def recognise(number, picture, width, height):
        from index.facts.records import Page

        asked.append((number, width, height))
        return Page(number, width, height, (), (), ocr=True)

    pages = read_pages(path, recognise=recognise)
    assert asked == [(1, 595.0, 842.0)]
    assert pages[0].ocr and "改用文字识别" in pages[0].doubts[0]


def test_a_page_that_cannot_be_read_costs_itself(make_pdf: Make, read, monkeypatch) -> None:
    from index.files.printed import pdf

    plain = pdf.find_grids

    def failing(number, edges, chars):
        if number == 1:
            raise KeyError("%")
        return plain(number, edges, chars)

    monkeypatch.setattr(pdf, "find_grids", failing)
    first, second = read(make_pdf([TABLE, TABLE]))
    assert not first.grids and "KeyError" in first.doubts[0]
    assert "12.50" in cells(second)
