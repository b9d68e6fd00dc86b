"""What `read_pages` sees on a page, and what it says of a file it cannot read."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from index.facts.errors import DocumentError
from index.facts.limits import Limits
from index.facts.records import Page
from index.files.printed.pdf import read_pages

Make = Callable[..., bytes]
BOX = b"/MediaBox [0 0 595 842]"


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], tuple[Page, ...]]:
    def read_bytes(data: bytes) -> tuple[Page, ...]:
        path = tmp_path / "某局2025年预算.pdf"
        path.write_bytes(data)
        return read_pages(path)

    return read_bytes


def ruling(*segments: tuple[float, float, float, float]) -> bytes:
    return b"\n".join(b"%g %g m %g %g l S" % segment for segment in segments)


def box(x0: float, y0: float, x1: float, y1: float) -> bytes:
    return ruling((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def test_lines_come_top_to_bottom_with_page_box_and_size(make_pdf: Make, read) -> None:
    (page,) = read(make_pdf([[(60, 700, 9, "单位：万元"), (60, 760, 16, "收支预算总表")]]))
    assert texts(page) == ["收支预算总表", "单位：万元"]
    assert (page.number, page.width, page.height) == (1, 595.0, 842.0)
    title = page.lines[0]
    assert title.size == pytest.approx(16)
    assert title.bbox[0] == pytest.approx(60) and title.bbox[2] == pytest.approx(60 + 6 * 16)
    assert 842 - 760 - 16 < title.bbox[1] < 842 - 760


def test_a_wide_gap_in_a_line_reads_as_one_space(make_pdf: Make, read) -> None:
    (page,) = read(make_pdf([[(60, 700, 10, "部门：某局"), (400, 700, 10, "单位：万元")]]))
    assert texts(page) == ["部门：某局 单位：万元"]


def test_bold_by_double_printing_is_read_once(make_pdf: Make, read) -> None:
    (page,) = read(make_pdf([[(60, 700, 10, "合计11"), (60.3, 700, 10, "合计11")]]))
    assert texts(page) == ["合计11"]


def test_glyphs_named_by_radicals_are_read_as_characters(make_pdf: Make, read) -> None:
    (page,) = read(make_pdf([[(60, 700, 10, "部⻔⽤⻋")]]))
    assert texts(page) == ["部门用车"]


def test_a_watermark_that_runs_across_the_page_is_not_read(make_pdf: Make, read) -> None:
    slanted = (
        b"BT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <%s> Tj ET" % "公开".encode("utf-16-be").hex().encode()
    )
    italic = b"BT /F1 10 Tf 1 0 0.3 1 60 600 Tm <%s> Tj ET" % "斜体".encode("utf-16-be").hex().encode()
    upwards = b"BT /F1 10 Tf 0 1 -1 0 60 500 Tm <%s> Tj ET" % "竖".encode("utf-16-be").hex().encode()
    (page,) = read(make_pdf([[(60, 700, 10, "合计"), slanted, italic, upwards]]))
    assert texts(page) == ["合计", "斜体", "竖"]


def test_text_below_the_page_is_not_read(make_pdf: Make, read) -> None:
    (page,) = read(make_pdf([[(60, 700, 10, "看得见"), (60, -40, 10, "看不见"), (700, 700, 10, "也看不见")]]))
    assert texts(page) == ["看得见"]


def test_text_outside_the_crop_box_is_not_read_and_boxes_count_from_it(make_pdf: Make, read) -> None:
    data = make_pdf([[(60, 700, 10, "看得见"), (60, 60, 10, "裁掉了")]])
    (page,) = read(data.replace(BOX, BOX + b"/CropBox [50 400 545 800]"))
    assert texts(page) == ["看得见"]
    assert (page.width, page.height) == (495.0, 400.0)
    assert page.lines[0].bbox[0] == pytest.approx(10)


def test_text_in_an_invisible_rendering_mode_is_not_read(make_pdf: Make, read) -> None:
    (page,) = read(make_pdf([[(60, 700, 10, "看得见"), b"3 Tr", (60, 600, 10, "隐藏层")]]))
    assert texts(page) == ["看得见"]


def test_white_text_is_read_on_a_dark_header_only(make_pdf: Make, read) -> None:
    (page,) = read(
        make_pdf(
            [[b"0.2 g 50 690 100 30 re f 1 g", (60, 700, 10, "表头"), (60, 600, 10, "白纸白字"), b"0 g"]]
        )
    )
    assert texts(page) == ["表头"]


def test_a_rotated_page_is_read_as_displayed(make_pdf: Make, read) -> None:
    # With /Rotate 90 the matrix 0 1 -1 0 turns the words upright again.
    turned = b"q 0 1 -1 0 595 0 cm"
    data = make_pdf([[turned, (60, 500, 10, "横向表格"), b"Q"]])
    (page,) = read(data.replace(BOX, BOX + b"/Rotate 90"))
    assert (page.width, page.height) == (842.0, 595.0)
    assert texts(page) == ["横向表格"]
    assert page.lines[0].bbox[0] == pytest.approx(60)


def test_merged_cells_keep_their_spans(make_pdf: Make, read) -> None:
    header = [box(60, 660, 260, 700), ruling((60, 680, 260, 680), (160, 660, 160, 680))]
    (page,) = read(
        make_pdf([[*header, (100, 684, 9, "收入"), (70, 664, 9, "项目"), (170, 664, 9, "预算数")]])
    )
    (grid,) = page.grids
    assert [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in grid.cells] == [
        (0, 0, 1, 2, "收入"),
        (1, 0, 1, 1, "项目"),
        (1, 1, 1, 1, "预算数"),
    ]


def test_shading_behind_text_makes_no_cells(make_pdf: Make, read) -> None:
    shading = b"0.9 g 65 664 40 12 re f 1 g 60 662 100 2 re f 0 g"
    cells = [box(60, 660, 260, 700), ruling((60, 680, 260, 680), (160, 660, 160, 700))]
    (page,) = read(make_pdf([[shading, *cells, (70, 664, 9, "合计"), (170, 664, 9, "1.50")]]))
    (grid,) = page.grids
    assert (grid.n_rows, grid.n_cols) == (2, 2)


def test_rulings_drawn_as_thin_boxes_make_a_grid(make_pdf: Make, read) -> None:
    across = b"60 700 200 .5 re 60 680 200 .5 re 60 660 200 .5 re "
    thin = b"0 g " + across + b"60 660 .5 40 re 160 660 .5 40 re 260 660 .5 40 re f"
    (page,) = read(make_pdf([[thin, (70, 684, 9, "项目"), (170, 684, 9, "金额")]]))
    assert [(grid.n_rows, grid.n_cols) for grid in page.grids] == [(2, 2)]


def test_a_border_lost_to_the_page_break_is_closed(make_pdf: Make, read) -> None:
    # The first row has side walls but no line above it.
    open_top = ruling((60, 640, 60, 700), (160, 640, 160, 700), (260, 640, 260, 700))
    lines = ruling((60, 680, 260, 680), (60, 660, 260, 660), (60, 640, 260, 640))
    (page,) = read(make_pdf([[open_top, lines, (70, 686, 9, "20101"), (170, 686, 9, "3.00")]]))
    (grid,) = page.grids
    assert grid.n_rows == 3
    assert [cell.text for cell in grid.cells if cell.row == 0] == ["20101", "3.00"]


def test_rows_without_rulings_between_them_are_cut_at_their_numbers(make_pdf: Make, read) -> None:
    walls = [box(60, 640, 260, 700), ruling((160, 640, 160, 700))]
    words = [(70, 680, 9, "办公费"), (170, 680, 9, "10"), (70, 660, 9, "印刷费"), (170, 660, 9, "20")]
    (page,) = read(make_pdf([[*walls, *words]]))
    assert [(cell.row, cell.text) for cell in page.grids[0].cells] == [
        (0, "办公费"),
        (0, "10"),
        (1, "印刷费"),
        (1, "20"),
    ]


def test_one_number_wrapped_in_its_cell_stays_one(make_pdf: Make, read) -> None:
    walls = [box(60, 640, 200, 700), ruling((160, 640, 160, 700))]
    words = [(70, 680, 9, "合计"), (162, 680, 9, "21,040,"), (162, 660, 9, "432.46")]
    (page,) = read(make_pdf([[*walls, *words]]))
    assert [cell.text for cell in page.grids[0].cells] == ["合计", "21,040,\n432.46"]


def test_a_page_of_rulings_alone_has_no_text_and_is_no_scan(make_pdf: Make, read) -> None:
    (page,) = read(make_pdf([[box(60, 640, 200, 700)]]))
    assert not page.lines and not page.image_only


def test_a_page_with_only_an_image_is_a_scan(make_pdf: Make, read) -> None:
    image = b"q 500 0 0 700 40 60 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
    (page,) = read(make_pdf([[image]]))
    assert page.image_only and not page.lines


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件是空的"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "不是 PDF 文件"),
        (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "缺少文件结尾"),
        (b"%PDF-1.7\n" + b"\x00" * 200 + b"\n%%EOF", "已损坏"),
    ],
)
def test_a_bad_file_is_named_with_what_to_do(read, data: bytes, said: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(data)
    assert caught.value.document == "某局2025年预算.pdf"
    assert said in caught.value.problem and caught.value.remedy


def test_a_file_that_is_not_there_is_a_document_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="无法打开"):
        read_pages(tmp_path / "没有.pdf")


def test_half_a_file_is_refused_rather_than_half_read(make_pdf: Make, read) -> None:
    data = make_pdf([[(60, 700, 10, f"第{n}页")] for n in range(9)])
    with pytest.raises(DocumentError):
        read(data[: len(data) // 2])


def test_a_page_whose_content_is_missing_is_named(make_pdf: Make, read) -> None:
    data = make_pdf([[(60, 700, 10, "一")], [(60, 700, 10, "二")]])
    with pytest.raises(DocumentError) as caught:
        read(re.sub(rb"/Contents 9 0 R", b"/Contents 7777 0 R", data))
    assert caught.value.page == 2


def test_an_encrypted_file_asks_for_its_password_to_be_removed(make_pdf: Make, read) -> None:
    key = "00" * 32
    data = make_pdf(
        [[(60, 700, 10, "密")]],
        trailer=f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >> /ID [<00> <00>]",
    )
    with pytest.raises(DocumentError, match="已加密"):
        read(data)


def test_a_file_of_no_pages_is_refused(make_pdf: Make, read) -> None:
    with pytest.raises(DocumentError, match="没有页面"):
        read(make_pdf([]))


def test_more_pages_than_allowed_are_refused(make_pdf: Make, tmp_path: Path) -> None:
    path = tmp_path / "长.pdf"
    path.write_bytes(make_pdf([[(60, 700, 10, "页")]] * 3))
    with pytest.raises(DocumentError, match="超过上限 2 页"):
        read_pages(path, limits=Limits(pages=2))


def test_the_first_header_row_without_an_outer_border_is_read(make_pdf: Make, read) -> None:
    # Inner rulings only; a single one reaches up beside the head 资金来源.
    inner = ruling(
        (60, 660, 360, 660),
        (60, 640, 360, 640),
        (160, 680, 360, 680),
        (160, 620, 160, 700),
        (260, 620, 260, 680),
    )
    words = [
        (100, 675, 10, "项目"), (240, 686, 10, "资金来源"),
        (190, 666, 10, "合计"), (290, 666, 10, "拨款"),
        (70, 645, 10, "电费"), (200, 645, 10, "9.50"), (300, 645, 10, "9.50"),
    ]  # fmt: skip
    (page,) = read(make_pdf([[inner, *words]]))
    (grid,) = page.grids
    assert [cell.text for cell in grid.cells][:2] == ["项目", "资金来源"]
