"""Grids and pages drawn in text, as the tests of tables read them."""

from index.facts.records import Cell, Grid, Line, Page, Table, TableRow
from index.tables.tables import find_tables

WIDTH = 60.0


def grid_of(drawn: str, *, page: int = 1, top: float = 150.0, left: float = 50.0) -> Grid:
    rows = [[text.strip() for text in line.split("|")] for line in drawn.strip().splitlines()]
    wide, high = len(rows[0]), len(rows)
    assert all(len(row) == wide for row in rows)
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in (">", "^"):
                continue
            cols = next((n for n in range(1, wide - c) if row[c + n] != ">"), wide - c)
            deep = next((n for n in range(1, high - r) if rows[r + n][c] != "^"), high - r)
            box = (left + c * WIDTH, top + 20 * r, left + (c + cols) * WIDTH, top + 20 * (r + deep))
            cells.append(Cell(r, c, deep, cols, text, box))
    edges = tuple(left + WIDTH * n for n in range(wide + 1))
    return Grid(page, (left, top, edges[-1], top + 20 * high), high, wide, tuple(cells), edges)


def page_of(number: int, *items: str, size: float = 10.0) -> Page:
    """A page of lines and drawn grids (items holding "|"), top to bottom."""
    top = 60.0
    lines: list[Line] = []
    grids: list[Grid] = []
    for item in items:
        if "|" in item:
            grid = grid_of(item, page=number, top=top)
            grids.append(grid)
            top = grid.bbox[3] + 10
            lines += [Line(number, cell.text, cell.bbox, size) for cell in grid.cells if cell.text]
        else:
            lines.append(Line(number, item, (60.0, top, 60.0 + size * len(item), top + size), size))
            top += 2 * size
    return Page(number, 595.0, 842.0, tuple(sorted(lines, key=lambda line: line.bbox[1])), tuple(grids))


def only(*pages: Page) -> Table:
    (table,) = find_tables(pages)
    return table


def printed(row: TableRow) -> dict[str, str]:
    return {"/".join(cell.column.path): cell.text for cell in row.cells}


SECOND = """201 | 一般公共服务支出 | 5.00
    20101 | 人大事务 | 5.00"""


HEADER = "科目编码 | 科目名称 | 金额"
