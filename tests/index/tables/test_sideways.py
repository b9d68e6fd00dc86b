"""Wide tables of which the columns that do not fit are printed on a later page."""

from index.facts.records import Cell, Grid, Line, Page
from index.tables.sideways import side_by_side
from index.tables.tables import find_tables


def page(number, rows, *above, top=120.0):
    """A page with lines and one grid, all cells as large."""
    cells = [
        Cell(r, c, 1, 1, text, (60.0 + 80 * c, top + 20 * r, 140.0 + 80 * c, top + 20 * r + 20))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    edges = tuple(60.0 + 80 * n for n in range(len(rows[0]) + 1))
    box = (60.0, top, edges[-1], top + 20 * len(rows))
    lines = [
        Line(number, text, (60.0, 60 + 20 * n, 300.0, 70 + 20 * n), 10.0) for n, text in enumerate(above)
    ]
    lines += [Line(number, cell.text, cell.bbox, 10.0) for cell in cells if cell.text]
    grid = Grid(number, box, len(rows), len(rows[0]), tuple(cells), edges)
    return Page(number, 595.0, 842.0, tuple(lines), (grid,))


LEFT = [["科目", "合计"], ["甲项", "30.00"], ["乙项", "70.00"]]
RIGHT = [["基本支出", "项目支出"], ["10.00", "20.00"], ["", "70.00"]]
LOWER = [["丙项", "5.00"], ["丁项", "6.00"], ["合计", "111.00"]]
LOWER_RIGHT = [["5.00", "0.00"], ["0.00", "6.00"], ["15.00", "96.00"]]


def read(*pages):
    (table,) = find_tables(pages)
    return {
        (row.labels, cell.column.path, cell.page): cell.text
        for row in table.rows
        for cell in row.cells
        if cell.text
    }, table


def test_columns_on_the_next_page_belong_to_the_rows_of_the_page_before():
    found, table = read(page(1, LEFT), page(2, RIGHT, "2025年支出总表", "单位：万元"))
    assert found == {
        (("甲项",), ("合计",), 1): "30.00",
        (("甲项",), ("基本支出",), 2): "10.00",
        (("甲项",), ("项目支出",), 2): "20.00",
        (("乙项",), ("合计",), 1): "70.00",
        (("乙项",), ("项目支出",), 2): "70.00",
    }
    assert (table.title, table.unit, table.pages) == ("2025年支出总表", "万元", (1, 2))


def test_a_title_that_runs_over_both_pages_is_one():
    found, table = read(page(1, LEFT, "2025年支出总表"), page(2, RIGHT, "2025年支出总表"))
    assert found[("乙项",), ("项目支出",), 2] == "70.00"
    assert table.pages == (1, 2)


def test_what_has_labels_or_a_title_of_its_own_or_rows_elsewhere_stands_alone():
    left = page(1, LEFT, "2025年支出总表")
    own = page(2, RIGHT, "2025年“三公”经费表")
    labelled = page(2, [["科目", "金额"], ["201", "2.00"], ["教育", "3.00"]])
    lower = page(2, RIGHT, top=160.0)
    for other in (own, labelled, lower):
        assert side_by_side([left, other]) == [left, other]


def test_pages_printed_first_down_then_over_pair_each_with_its_own():
    left, right = page(1, LEFT, "2025年支出总表"), page(3, RIGHT, "单位：万元")
    found, table = read(left, page(2, LOWER), right, page(4, LOWER_RIGHT))
    assert table.pages == (1, 2, 3, 4)
    assert found[("乙项",), ("项目支出",), 3] == "70.00"
    assert found[("丁项",), ("项目支出",), 4] == "6.00"
    assert found[("合计",), ("基本支出",), 4] == "15.00"
