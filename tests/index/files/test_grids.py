"""Which character stands in which cell."""

from itertools import pairwise

from index.facts.records import Box, Grid
from index.files.printed.grids import build_grid
from index.files.printed.text_lines import Char

SIZE = 10.0


def drawn(text: str, x: float, top: float, size: float = SIZE) -> list[Char]:
    chars = []
    for letter in text:
        width = size if letter > "ÿ" else size / 2
        chars.append(Char(letter, x, top, x + width, top + size))
        x += width
    return chars


def rows(edges: tuple[float, ...], tops: tuple[float, ...]) -> list[Box]:
    return [(left, top, right, bottom) for top, bottom in pairwise(tops) for left, right in pairwise(edges)]


def texts(grid: Grid) -> list[str]:
    return [cell.text for cell in grid.cells]


def test_a_number_that_wraps_in_a_narrow_cell_is_one_number() -> None:
    # 2050 | 803 fills its cell no more than two short numbers would; 639,4 beside it is no number.
    boxes = rows((0, 45, 85, 125), (0, 30))
    chars = [
        *drawn("2050", 2, 4), *drawn("803", 2, 16),
        *drawn("639,4", 52, 4), *drawn("50.45", 52, 16),
        *drawn("培训", 87, 10),
    ]  # fmt: skip
    assert texts(build_grid(1, boxes, chars)) == ["2050\n803", "639,4\n50.45", "培训"]


def test_a_whole_amount_that_wraps_is_one_number() -> None:
    boxes = rows((0, 50, 120), (0, 30))
    chars = [*drawn("8129219", 6, 4), *drawn("3", 39, 16), *drawn("文化", 60, 4), *drawn("旅游", 60, 16)]
    assert texts(build_grid(1, boxes, chars)) == ["8129219\n3", "文化\n旅游"]


def test_numbers_stacked_in_wide_cells_are_rows_of_their_own() -> None:
    boxes = rows((0, 100, 200), (0, 30))
    chars = [
        *drawn("水费", 2, 4), *drawn("电费", 2, 16),
        *drawn("12.50", 160, 4), *drawn("3.00", 165, 16),
    ]  # fmt: skip
    assert texts(build_grid(1, boxes, chars)) == ["水费", "12.50", "电费", "3.00"]


def test_a_label_that_runs_over_its_row_is_read_whole() -> None:
    # A spreadsheet centres the two lines on the second row; the first stands across its upper edge.
    boxes = rows((0, 64, 120), (0, 12, 24, 36))
    chars = [
        *drawn("离退休费", 2, 1), *drawn("1.50", 90, 1),
        *drawn("养老保险缴费", 2, 6.5), *drawn("支出", 2, 17.5), *drawn("2.50", 90, 13),
        *drawn("医疗", 2, 25), *drawn("3.50", 90, 25),
    ]  # fmt: skip
    grid = build_grid(1, boxes, chars)
    assert [cell.text for cell in grid.cells if cell.col == 0] == ["离退休费", "养老保险缴费\n支出", "医疗"]


def test_tight_rows_drawn_column_by_column_keep_their_own_labels() -> None:
    boxes = rows((0, 64, 120), (0, 9, 18, 27))
    chars = [*drawn("工资福利支", 2, -1), *drawn("办公费", 2, 8), *drawn("培训费", 2, 17)]
    grid = build_grid(1, boxes, chars)
    assert [cell.text for cell in grid.cells if cell.col == 0] == ["工资福利支", "办公费", "培训费"]


def test_what_is_far_taller_than_a_cell_does_not_stand_in_it() -> None:
    boxes = rows((0, 100, 200), (0, 14, 28))
    chars = [*drawn("公开", 20, -20, size=60), *drawn("合计", 2, 2), *drawn("1.50", 150, 2)]
    assert texts(build_grid(1, boxes, chars)) == ["合计", "1.50", "", ""]


def level(columns: list[tuple[float, list[str]]], top: float = 4, pitch: float = 12) -> list[Char]:
    """Texts at x, one under the other; "" leaves its row out."""
    return [
        char
        for x, words in columns
        for n, text in enumerate(words)
        if text
        for char in drawn(text, x, top + n * pitch)
    ]


def test_whole_numbers_in_narrow_columns_are_rows_where_the_labels_stand_beside_them() -> None:
    boxes = rows((0, 60, 92, 120), (0, 54))
    columns = [(2, ["东港区", "西河县", "南山县", "北原县"]), (64, ["2246", "2970", "3820", "2913"])]
    chars = level([*columns, (96, ["217", "163", "283", "204"])])
    grid = build_grid(1, boxes, chars)
    assert [cell.text for cell in grid.cells if cell.row == 2] == ["南山县", "3820", "283"]


def test_blank_cells_leave_the_other_numbers_on_their_rows() -> None:
    boxes = rows((0, 140, 200, 260), (0, 42))
    columns = [(2, ["一、年末余额限额", "二、发行额", "三、还本额"]), (150, ["3,812.29", "", "361.00"])]
    grid = build_grid(1, boxes, level([*columns, (210, ["", "719.13", ""])]))
    assert [[cell.text for cell in grid.cells if cell.row == row] for row in range(3)] == [
        ["一、年末余额限额", "3,812.29", ""],
        ["二、发行额", "", "719.13"],
        ["三、还本额", "361.00", ""],
    ]


def test_a_row_without_a_number_among_them_is_a_row() -> None:
    boxes = rows((0, 100, 160), (0, 42))
    grid = build_grid(1, boxes, level([(2, ["水费", "电费", "邮费"]), (110, ["1.50", "", "2.50"])]))
    assert [cell.text for cell in grid.cells] == ["水费", "1.50", "电费", "", "邮费", "2.50"]


def test_a_label_that_wraps_beside_one_number_is_one_row() -> None:
    boxes = rows((0, 64, 120), (0, 30))
    chars = [*drawn("机关事业单位", 2, 4), *drawn("基本养老保险", 2, 16), *drawn("12.50", 90, 10)]
    assert texts(build_grid(1, boxes, chars)) == ["机关事业单位\n基本养老保险", "12.50"]
