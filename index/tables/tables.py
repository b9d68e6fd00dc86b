"""Pages → tables: grids grouped by title, stacked over pages, read into labelled rows.

>>> table = find_tables(read_pages(path))[0]
>>> table.title, table.unit, table.rows[0].labels, table.rows[0].cells[0].column.path
('2025年度收支预算总表', '万元', ('一、一般公共预算拨款收入',), ('收入', '预算数'))
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from index.facts.body_names import is_body_name
from index.facts.money import number
from index.facts.records import Box, Column, Grid, Line, Page, Table, TableCell, TableKind, TableRow
from index.facts.subjects import (
    has_ordinal,
    inherit_code,
    is_subject_code,
    is_total,
    join_code,
    split_label,
    tidy,
)
from index.facts.titles import (
    Heading,
    is_aside,
    is_title,
    kind_of,
    read_heading,
    read_notes,
    running_key,
    running_lines,
    unit_in,
)
from index.tables.forms import is_form, names_project, project_of, read_form
from index.tables.headers import (
    Block,
    Layout,
    begins_body,
    header_rows,
    is_blank,
    is_count,
    is_note,
    read_layout,
    units_by_row,
)
from index.tables.sheets import Sheet, Spot, same_columns, stack
from index.tables.sideways import side_by_side

# 2025年预算数 over all columns of a 三公 table is their common head, not a title.
_HEAD_OF_ALL = re.compile(r"(?:预算|决算|执行)(?:数|金额|安排)?$|数$|经费$")
_FOOT = 4  # lines at the foot of a page among which the title of the next page's table may stand
_TOP_ORDINAL = re.compile(r"^[一二三四五六七八九十]+\s*[、，,.．]")


@dataclass(slots=True)
class _Draft:
    """A table being collected while the pages are walked."""

    heading: Heading
    grids: list[Grid]
    skip: list[int]
    notes: list[str] = field(default_factory=list)


def find_tables(pages: Sequence[Page]) -> tuple[Table, ...]:
    """Every ruled table of the document in reading order, its pages joined."""
    sizes = {page.number: page.lines for page in pages}

    def size(page: int, box: Box) -> float:
        inside = (line.size for line in sizes[page] if box[1] <= (line.bbox[1] + line.bbox[3]) / 2 <= box[3])
        return max(inside, default=10.0)

    tables = []
    drafts = _drafts(side_by_side(pages))
    # A table that names no unit has that of the table before it; before the first, that of the next.
    unit = next((draft.heading.unit for draft in drafts if draft.heading.unit), "")
    for draft in drafts:
        unit = draft.heading.unit or unit
        table = _read(draft, unit, size)
        if table.rows:
            tables.append(table)
    return tuple(tables)


def _drafts(pages: Sequence[Page]) -> list[_Draft]:
    running = running_lines(pages)
    drafts: list[_Draft] = []
    heads: list[Line] = []  # above the last grid
    below: list[Line] = []  # the last lines of the page before, after its last grid
    below_on = last_page = 0
    for page in pages:
        lines = [line for line in page.lines if not _runs(line, running)]
        floor = 0.0
        for grid in page.grids:
            if not any(cell.text for cell in grid.cells):
                continue  # a frame or an underline
            if grid.bbox[1] < floor - 1:
                # It lies inside the grid before it, or beside it; then the same lines are above both.
                if drafts and _beside(drafts[-1].grids[-1], grid):
                    drafts.append(_Draft(_heading(grid, _own(heads, 1), [])[0], [grid], [0]))
                    floor = max(floor, grid.bbox[3])
                continue
            above = [line for line in lines if floor - 1 <= line.bbox[1] and line.bbox[3] <= grid.bbox[1] + 2]
            heads = above
            if any(_beside(grid, other) for other in page.grids):
                above = _own(above, 0)
            first = floor == 0.0
            floor = grid.bbox[3]
            carried = below if first and below_on == page.number - 1 else []
            heading, skip = _heading(grid, above, carried)
            if drafts and _continues(drafts[-1], heading, grid, skip, above, page.number - last_page, first):
                drafts[-1].grids.append(grid)
                drafts[-1].skip.append(skip)
            else:
                if not heading.title and drafts and not first and not above:
                    heading = replace(heading, title=drafts[-1].heading.title)
                drafts.append(_Draft(heading, [grid], [skip]))
            below = [line for line in lines if line.bbox[1] >= floor - 1]
            drafts[-1].notes.extend(read_notes(_until(below, page, floor)))
            last_page = below_on = page.number
        if below_on != page.number:  # a page of prose may end with the title of the table overleaf
            below, below_on = lines[-_FOOT:], page.number
    return drafts


def _beside(left: Grid, right: Grid) -> bool:
    """Whether a grid stands right of another on the same page, not in it and not below it."""
    level = left.bbox[1] < right.bbox[3] and right.bbox[1] < left.bbox[3]
    return left.page == right.page and level and right.bbox[0] >= left.bbox[2] - 1


def _own(above: Sequence[Line], place: int) -> list[Line]:
    """The lines above two grids side by side, of each of two titles on one line the one over the grid."""
    own = []
    for line in above:
        parts = line.text.split()
        titles = len(parts) == 2 and all(is_title(part) or is_aside(part) for part in parts)
        own.append(replace(line, text=parts[place]) if titles else line)
    return own


def _runs(line: Line, running: frozenset[tuple[str, int]]) -> bool:
    """A page's running head; a line that names the unit is read though it stands on every page."""
    return running_key(line) in running and not is_title(line.text) and not unit_in(line.text)


def _until(lines: Sequence[Line], page: Page, floor: float) -> list[Line]:
    """The lines before the next grid of the page."""
    tops = (grid.bbox[1] for grid in page.grids if grid.bbox[1] >= floor - 1)
    ceiling = min(tops, default=page.height)
    return [line for line in lines if line.bbox[3] <= ceiling + 2]


def _heading(grid: Grid, above: Sequence[Line], carried: Sequence[Line]) -> tuple[Heading, int]:
    """Title and unit above the grid, in its first rows, or at the foot of the page before."""
    heading = read_heading(above)
    skip = 0
    for row in range(grid.n_rows - 1):
        cells = [cell for cell in grid.cells if cell.row == row and cell.text.strip()]
        wide = len(cells) == 1 and cells[0].colspan == grid.n_cols and cells[0].rowspan == 1
        if (
            wide
            and not is_note(cells[0].text)
            and number(cells[0].text) is None
            and not has_ordinal(cells[0].text)
        ):
            text = tidy(cells[0].text)
            if is_title(text):
                heading = Heading(text, heading.unit or unit_in(text), True)
            elif not is_aside(text) and (grid.n_cols == 1 or _HEAD_OF_ALL.search(text)):
                break
        elif not cells and any(cell.row == row and cell.colspan == grid.n_cols for cell in grid.cells):
            text = ""
        elif not cells or not all(is_aside(cell.text) for cell in cells):
            break
        heading = replace(
            heading, unit=heading.unit or next(filter(None, (unit_in(c.text) for c in cells)), "")
        )
        skip = row + 1
    if not heading.title and carried:
        tail = [line for line in carried if not is_note(line.text)]
        while tail and not (is_title(tail[-1].text) or is_aside(tail[-1].text)):
            tail.pop()
        foot = read_heading(tail)
        if foot.sure:
            heading = replace(foot, unit=heading.unit or foot.unit)
    return heading, skip


def _continues(
    draft: _Draft, heading: Heading, grid: Grid, skip: int, above: Sequence[Line], apart: int, first: bool
) -> bool:
    """Whether a grid is the next part of the table before it."""
    last = draft.grids[-1]
    if apart > 1 or not same_columns(last, grid):
        return False
    row = _first_row(grid, skip)
    if names_project(row) and row != _first_row(draft.grids[0], draft.skip[0]):
        return False  # the form of the next project, with the title and the columns of the last
    if heading.title and first:
        own = re.sub(r"[(（]?续表?[一二三四五六七八九十\d]*[)）]?", "", tidy(heading.title))
        if own == tidy(draft.heading.title):
            return True
        # A line of text at the head of the page is no title where the rows simply go on, or the header.
        if not heading.sure and (
            begins_body(stack([grid], [0], lambda _: 0, lambda *_: 0.0), 0)
            or _first_row(grid, 0) == _first_row(draft.grids[0], draft.skip[0])
        ):
            return True
    if heading.title:
        return False
    return first or not above


def _first_row(grid: Grid, skip: int) -> list[str]:
    return [tidy(cell.text) for cell in grid.cells if cell.row == skip]


def _read(draft: _Draft, unit: str, size: Callable[[int, Box], float]) -> Table:
    sheet = stack(draft.grids, draft.skip, header_rows, size)
    notes = list(draft.notes)
    title = draft.heading.title
    pages = tuple(sorted({cell.page or grid.page for grid in draft.grids for cell in grid.cells}))
    if is_form(sheet):
        project = project_of(sheet)
        title = title if project in title else f"{title}（{project}）"
        return Table(title, TableKind.PERFORMANCE, unit, pages, tuple(read_form(sheet)), tuple(notes))
    layout = read_layout(sheet)
    rows: list[TableRow] = []
    above: dict[int, tuple[str, ...]] = {}
    for row in range(layout.header_rows, sheet.n_rows):
        spots = sheet.row(row)
        if len(spots) == 1 and spots[0].colspan == sheet.n_cols and sheet.n_cols > 1:
            if is_note(spots[0].text):
                notes.extend(spots[0].lines)
            continue
        for i, block in enumerate(layout.blocks):
            read = _read_row(sheet, row, block, layout, above.get(i, ()))
            if read is None:
                continue
            made, printed = read
            if printed:
                above[i] = printed
            rows.append(made)
    kept = _column_unit(draft, sheet, layout) or unit
    mixed = len(layout.blocks) == 1 and layout.blocks[0].mixed >= 0
    return Table(
        title=title,
        kind=kind_of(title),
        unit=kept,
        pages=pages,
        rows=tuple(_with_parents(_headed_by_bodies(rows) if mixed else rows)),
        notes=tuple(notes),
    )


def _column_unit(draft: _Draft, sheet: Sheet, layout: Layout) -> str:
    """The unit printed in the header when no line above the grid gives one."""
    if draft.heading.unit:
        return draft.heading.unit
    texts = (spot.text for row in range(layout.header_rows) for spot in sheet.row(row))
    return next(filter(None, map(unit_in, texts)), "")


# What is bought, by the 政府采购品目分类目录: A 货物, B 工程, C 服务.
_GROUP = re.compile(r"(?:[一二三]、)?[A-Ca-cＡ-Ｃ]?[、.．-]?(货物|工程|服务)类?[A-Ca-cＡ-Ｃ]?")


def _read_row(
    sheet: Sheet, row: int, block: Block, layout: Layout, above: tuple[str, ...]
) -> tuple[TableRow, tuple[str, ...]] | None:
    """One block of one row with the code parts it leaves to the rows below; None when it is empty."""
    labels: list[Spot] = []
    printed = []
    for col in block.codes:
        spot = sheet.at(row, col)
        if spot is None or spot.row < layout.header_rows:
            printed.append("")  # 类, 款, 项 reach down beside the 合计 row
        elif _digits(spot.text):
            printed.append(spot.text if spot.col == col else "")
        else:
            if spot.text and spot not in labels:
                labels.append(spot)
            printed.append("")
    for col in block.labels:
        spot = sheet.at(row, col)
        if spot is not None and spot.text and spot.row >= layout.header_rows and spot not in labels:
            labels.append(spot)
    # What is bought for one merged item differs in its 品目 only; a 合计 may stand under any head.
    if all(spot.rowspan > 1 for spot in labels):
        said = (sheet.at(row, col) for col in block.described)
        names = (spot for spot in said if spot is not None and spot.row == row and spot.rowspan == 1)
        labels += [spot for spot in names if is_total(spot.text) or (labels and _is_name(spot.text))][:1]
    parts = inherit_code(printed, above)
    code = join_code(parts)
    cells = []
    of_all = layout.count_units >= 0 and units_by_row(tuple(block.values.values()))
    for col, column in block.values.items():
        spot = sheet.at(row, col)
        if spot is None or spot.row != row or spot.col != col or spot in labels:
            continue
        if layout.count_units >= 0 and (of_all or is_count(column.path)):
            counted = sheet.at(row, layout.count_units)
            if counted is not None and counted.text:
                column = replace(column, unit=counted.text)
        cells.append(TableCell(column, spot.text, spot.page, spot.bbox))
    if not cells or not (code or labels or any(cell.text for cell in cells)):
        return None
    printed_names = [spot.text for spot in labels]
    if not code and printed_names:
        code, printed_names[-1] = split_label(printed_names[-1])
    groups = (_GROUP.fullmatch(re.sub(r"\s", "", spot.text)) for spot in sheet.row(row))
    group = next((m[1] for m in groups if m), "")
    return TableRow(
        tuple(printed_names), code, tuple(cells), group, _body_of(sheet, row, block, layout)
    ), parts


def _body_of(sheet: Sheet, row: int, block: Block, layout: Layout) -> str:
    """Whose the row is, where a column of bodies says so; the nearest to the amounts is the narrowest."""
    said = (sheet.at(row, col) for col in sorted(block.bodies, reverse=True))
    return next(
        (s.text for s in said if s is not None and s.row >= layout.header_rows and _is_name(s.text)), ""
    )


def _headed_by_bodies(rows: Sequence[TableRow]) -> list[TableRow]:
    """Rows of 单位名称（科目名称）: the name of a body heads its own 科目, down to the next body or 合计."""
    above = ""
    named = []
    for row in rows:
        label = tidy(row.labels[-1]) if row.labels else ""
        if is_total(label):
            above = ""
        elif is_body_name(label) and not (len(row.code) > 3 and is_subject_code(row.code)):
            above = label
        named.append(replace(row, unit=row.unit or above))
    return named


def _is_name(text: str) -> bool:
    return bool(text) and number(text) is None and not is_blank(text)


def _with_parents(rows: Sequence[TableRow]) -> list[TableRow]:
    """Rows whose ordinal label is printed twice in one block, named by the heading row above each.

    （一）一般公共预算拨款 stands under 一、本年收入 and again under 二、上年结转.
    """
    counts = Counter((row.cells[0].column, row.labels) for row in rows if not row.code)
    heads: dict[Column, str] = {}
    named = []
    for row in rows:
        column = row.cells[0].column
        if len(row.labels) == 1 and not row.code:
            label = row.labels[0]
            if _TOP_ORDINAL.match(label):
                heads[column] = label
            elif counts[column, row.labels] > 1 and has_ordinal(label) and column in heads:
                row = replace(row, labels=(heads[column], label))
        named.append(row)
    return named


def _digits(text: str) -> bool:
    return text.replace(" ", "").isdigit()
