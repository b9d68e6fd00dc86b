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

from index.facts.faults import PASSED
from index.facts.money import number
from index.facts.naming.body_names import is_body_name
from index.facts.naming.captions import without_continued
from index.facts.naming.titles import (
    Heading,
    is_aside,
    is_note,
    is_title,
    kind_of,
    read_heading,
    read_notes,
    running_key,
    running_lines,
    unit_in,
)
from index.facts.records import Box, Cell, Column, Grid, Line, Page, Table, TableKind, TableRow
from index.facts.subjects import has_ordinal, is_subject_code, is_total, tidy
from index.tables.forms import is_form, names_project, project_of, read_form
from index.tables.headers import Layout, begins_body, header_rows, read_layout
from index.tables.rows import BlockRow, read_row
from index.tables.sideways import side_by_side
from index.tables.stacked_grid import StackedGrid, same_columns, stack

# 2025年预算数 over all columns of a 三公 table is their common head, not a title.
_HEAD_OF_ALL = re.compile(r"(?:预算|决算|执行)(?:数|金额|安排)?$|数$|经费$")
_FOOT = 4  # lines at the foot of a page among which the title of the next page's table may stand
_LEADER = re.compile(r"[.…·]{4,}\s*\d*$")
_TOP_ORDINAL = re.compile(r"^[一二三四五六七八九十]+\s*[、，,.．]")


@dataclass(slots=True)
class _TableDraft:
    """A table being collected while the pages are walked."""

    heading: Heading
    grids: list[Grid]
    skip: list[int]
    notes: list[str] = field(default_factory=list)


Failed = Callable[[str, Sequence[int], Exception], None]
"""Title, pages and cause of a table that could not be read."""


def find_tables(pages: Sequence[Page], failed: Failed | None = None) -> tuple[Table, ...]:
    """Every ruled table of the document in reading order, its pages joined.

    `failed` hears of a table that could not be read; without it, its error is raised.
    """
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
        try:
            table = _read(draft, unit, size)
        except PASSED:
            raise
        except Exception as error:
            if failed is None:
                raise
            failed(draft.heading.title, sorted({grid.page for grid in draft.grids}), error)
            continue
        if table.rows and not _lists_tables(table):
            tables.append(table)
    return tuple(tables)


def _lists_tables(table: Table) -> bool:
    """Whether it is a table of contents: its rows are titles, its numbers those of pages."""
    titles = sum(any(is_title(label) or _LEADER.search(label) for label in row.labels) for row in table.rows)
    return titles > 1 and 2 * titles > len(table.rows)


def _drafts(pages: Sequence[Page]) -> list[_TableDraft]:
    running = running_lines(pages)
    walk = _Walk()
    for page in pages:
        walk.read(page, [line for line in page.lines if not _runs(line, running)])
    return walk.drafts


@dataclass(slots=True)
class _Walk:
    """The tables met so far on a walk through the pages, and the lines around the last of them.

    `heads` stand above the last grid; `below` stand beneath it, or at the foot of a later page without
    one. `below_on` is the page they stand on, `last_page` that of the last grid.
    """

    drafts: list[_TableDraft] = field(default_factory=list)
    heads: list[Line] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)
    below_on: int = 0
    last_page: int = 0

    def read(self, page: Page, lines: Sequence[Line]) -> None:
        """Take in the grids of the next page; `lines` are its lines without the running head."""
        floor = 0.0
        for grid in page.grids:
            if not any(cell.text for cell in grid.cells):
                continue  # a frame or an underline
            if grid.bbox[1] >= floor - 1:
                self._take(grid, page, lines, floor)
                floor = grid.bbox[3]
            # Else it lies inside the grid before it, or beside it; then the same lines are above both.
            elif self.drafts and _beside(self.drafts[-1].grids[-1], grid):
                self.drafts.append(_TableDraft(_heading(grid, _own(self.heads, 1), [])[0], [grid], [0]))
                floor = max(floor, grid.bbox[3])
        if self.below_on != page.number:  # a page of prose may end with the title of the table overleaf
            self.below, self.below_on = list(lines[-_FOOT:]), page.number

    def _take(self, grid: Grid, page: Page, lines: Sequence[Line], floor: float) -> None:
        """A grid below `floor`, where the grid before it on the page ends: a table, or more of the last."""
        top, bottom = grid.bbox[1], grid.bbox[3]
        self.heads = [line for line in lines if floor - 1 <= line.bbox[1] and line.bbox[3] <= top + 2]
        paired = any(_beside(grid, other) for other in page.grids)
        above = _own(self.heads, 0) if paired else self.heads
        first = floor == 0.0
        carried = self.below if first and self.below_on == page.number - 1 else []
        heading, skip = _heading(grid, above, carried)
        last = self.drafts[-1] if self.drafts else None
        if last and _continues(last, heading, grid, skip, above, page.number - self.last_page, first):
            last.grids.append(grid)
            last.skip.append(skip)
        else:
            if last and not heading.title and not first and not above:
                heading = replace(heading, title=last.heading.title)
            self.drafts.append(_TableDraft(heading, [grid], [skip]))
        self.below = [line for line in lines if line.bbox[1] >= bottom - 1]
        self.drafts[-1].notes.extend(read_notes(_until(self.below, page, bottom)))
        self.last_page = self.below_on = page.number


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
    """Title and unit above the grid, in its first rows, or at the foot of the page before.

    With them how many rows of the grid these are.
    """
    heading = read_heading(above)
    skip = 0
    while skip < grid.n_rows - 1 and (said := _above_header(grid, skip)) is not None:
        title = next(filter(is_title, said), "")
        unit = heading.unit or next(filter(None, map(unit_in, said)), "")
        heading = Heading(title, unit, True) if title else replace(heading, unit=unit)
        skip += 1
    return heading if heading.title else _carried_over(heading, carried), skip


def _above_header(grid: Grid, row: int) -> tuple[str, ...] | None:
    """What a row above the header says: a title, asides, nothing in a blank row; None for other rows."""
    cells = [cell for cell in grid.cells if cell.row == row and cell.text.strip()]
    if not cells:
        blank = any(cell.row == row and cell.colspan == grid.n_cols for cell in grid.cells)
        return () if blank else None
    if _is_banner(cells, grid):
        text = tidy(cells[0].text)
        heads_all = grid.n_cols == 1 or _HEAD_OF_ALL.search(text)
        return None if heads_all and not is_title(text) and not is_aside(text) else (text,)
    texts = tuple(cell.text for cell in cells)
    return texts if all(map(is_aside, texts)) else None


def _is_banner(cells: Sequence[Cell], grid: Grid) -> bool:
    """Whether a row is one cell over all columns, with words that neither begin a body nor note anything."""
    text = cells[0].text
    across = len(cells) == 1 and cells[0].colspan == grid.n_cols and cells[0].rowspan == 1
    return across and not is_note(text) and number(text) is None and not has_ordinal(text)


def _carried_over(heading: Heading, carried: Sequence[Line]) -> Heading:
    """The title at the foot of the page before, where one surely stands there; else the heading."""
    tail = [line for line in carried if not is_note(line.text)]
    while tail and not (is_title(tail[-1].text) or is_aside(tail[-1].text)):
        tail.pop()
    foot = read_heading(tail)
    return replace(foot, unit=heading.unit or foot.unit) if foot.sure else heading


def _continues(
    draft: _TableDraft,
    heading: Heading,
    grid: Grid,
    skip: int,
    above: Sequence[Line],
    apart: int,
    first: bool,
) -> bool:
    """Whether a grid is the next part of the table before it."""
    last = draft.grids[-1]
    if apart > 1 or not same_columns(last, grid):
        return False
    row = _first_row(grid, skip)
    if names_project(row) and row != _first_row(draft.grids[0], draft.skip[0]):
        return False  # the form of the next project, with the title and the columns of the last
    if heading.title and first:
        if without_continued(tidy(heading.title)) == tidy(draft.heading.title):
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


def _read(draft: _TableDraft, unit: str, size: Callable[[int, Box], float]) -> Table:
    stacked = stack(draft.grids, draft.skip, header_rows, size)
    notes = list(draft.notes)
    title = draft.heading.title
    pages = tuple(sorted({cell.page or grid.page for grid in draft.grids for cell in grid.cells}))
    if is_form(stacked):
        project = project_of(stacked)
        title = title if project in title else f"{title}（{project}）"
        return Table(title, TableKind.PERFORMANCE, unit, pages, tuple(read_form(stacked)), tuple(notes))
    layout = read_layout(stacked)
    rows: list[TableRow] = []
    above: dict[int, tuple[str, ...]] = {}
    for row in range(layout.header_rows, stacked.n_rows):
        spots = stacked.row(row)
        if len(spots) == 1 and spots[0].colspan == stacked.n_cols and stacked.n_cols > 1:
            if is_note(spots[0].text):
                notes.extend(spots[0].lines)
            continue
        for i, block in enumerate(layout.blocks):
            read = read_row(BlockRow(stacked, row, block, layout), above.get(i, ()))
            if read is None:
                continue
            made, printed = read
            if printed:
                above[i] = printed
            rows.append(made)
    kept = _column_unit(draft, stacked, layout) or unit
    mixed = len(layout.blocks) == 1 and layout.blocks[0].mixed >= 0
    return Table(
        title=title,
        kind=_kind(title, rows),
        unit=kept,
        pages=pages,
        rows=tuple(_with_parents(_headed_by_bodies(rows) if mixed else rows)),
        notes=tuple(notes),
    )


# What the lines of 三公 are called at least, in whatever words.
_THREE_PUBLIC = (re.compile(r"出国|出境"), re.compile(r"接待"), re.compile(r"车"))
_FEW = 12


def _kind(title: str, rows: Sequence[TableRow]) -> TableKind:
    """What its title says; where that says nothing, 三公 for a short table of its three lines."""
    kind = kind_of(title)
    if kind is not TableKind.OTHER or len(rows) > _FEW:
        return kind
    labels = [tidy(row.labels[-1]) for row in rows if row.labels and not row.code]
    of_three = all(any(line.search(label) for label in labels) for line in _THREE_PUBLIC)
    return TableKind.THREE_PUBLIC if of_three else kind


def _column_unit(draft: _TableDraft, stacked: StackedGrid, layout: Layout) -> str:
    """The unit printed in the header when no line above the grid gives one."""
    if draft.heading.unit:
        return draft.heading.unit
    texts = (spot.text for row in range(layout.header_rows) for spot in stacked.row(row))
    return next(filter(None, map(unit_in, texts)), "")


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
