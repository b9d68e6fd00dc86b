"""Paragraphs and tables that stand on no page → the `Page`s the rest of the index reads.

A Word file, a workbook and a web page say which cells a table has and where a paragraph ends, not
where either stands. Here they are given places below one another, so that one mechanism (lines
above a grid, its header, its rows) reads every kind of file. The places are nobody's business but
that mechanism's: `index.extract` takes them out of the citations again.

>>> block = FlowTable(tuple(slots_of([["2025年收支总表", ""], ["项目", "预算数"], ["支出合计", "1.50"]])))
>>> page = lay_out([[FlowParagraph("单位：万元"), block]])[0]
>>> [line.text for line in page.lines], page.grids[0].n_rows
(['单位：万元', '2025年收支总表', '项目 预算数', '支出合计 1.50'], 2)
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from index.facts.faults import PASSED, cause_of, line_of
from index.facts.limits import LIMITS, TooManyObjects
from index.facts.naming.titles import is_aside, is_note, is_title
from index.facts.records import Box, Cell, Grid, Line, Page
from index.files.flowing.pasted import rows_in
from index.files.flowing.spaces import whole_numbers

BODY_SIZE = 10.0
_LEFT = 100.0
# Wider than any label: a label that fills its cell would be taken for one that a page break cut.
_COLUMN = 1000.0
_STEP = 2 * BODY_SIZE
_TALL = 1.5 * BODY_SIZE  # a table's row
_MARGIN = 0.12  # of the page's height at either end, where nothing is taken for a running header


@dataclass(frozen=True, slots=True)
class FlowParagraph:
    """One paragraph or heading; `whole` unless it may go on in the next (a wrapped text file)."""

    text: str
    size: float = BODY_SIZE
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell of a table: its place, its span and its text."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str


@dataclass(frozen=True, slots=True)
class FlowTable:
    """One table; places that no slot covers are holes."""

    slots: tuple[Slot, ...]


Item = FlowParagraph | FlowTable


def slots_of(rows: Sequence[Sequence[str]]) -> Iterator[Slot]:
    """The slots of a table without merged cells."""
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            yield Slot(r, c, 1, 1, text)


def spanned(rows: Sequence[Sequence[tuple[str, int, int]]], most: int = LIMITS.objects) -> Iterator[Slot]:
    """Slots from rows of (text, rowspan, colspan), each put at the first free place of its row.

    The rule of HTML: a cell that reaches down from above pushes the cells of the row to the right.
    Raises TooManyObjects for more than `most` places.
    """
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        col = 0
        for text, deep, wide in row:
            while (r, col) in taken:
                col += 1
            deep = min(deep, len(rows) - r) if deep else len(rows) - r
            if len(taken) + deep * wide > most:
                raise TooManyObjects
            taken.update((r + i, col + j) for i in range(deep) for j in range(wide))
            yield Slot(r, col, deep, wide, text)
            col += wide


def spliced(cells: Sequence[tuple[Slot, Sequence[Slot]]]) -> Iterator[Slot]:
    """Slots from cells that may hold a table each, whose rows and columns become rows and columns of theirs.

    资金构成 | [年度资金总额 | 108, 其中：财政拨款 | 98] is one label over two rows of two columns.
    """
    high: dict[int, int] = {}
    wide: dict[int, int] = {}
    for slot, inner in cells:
        deep = max((one.row + one.rowspan for one in inner), default=0) + (bool(inner) and bool(slot.text))
        broad = max((one.col + one.colspan for one in inner), default=0)
        _widen(high, slot.row, slot.rowspan, deep)
        _widen(wide, slot.col, slot.colspan, broad)
    for slot, inner in cells:
        row, deep = _stretched(high, slot.row, slot.rowspan)
        col, broad = _stretched(wide, slot.col, slot.colspan)
        if not inner:
            yield Slot(row, col, deep, broad, slot.text)
            continue
        if slot.text:
            yield Slot(row, col, 1, broad, slot.text)
            row, deep = row + 1, deep - 1
        last_row = max(one.row + one.rowspan for one in inner)
        last_col = max(one.col + one.colspan for one in inner)
        for one in inner:
            more_rows = deep - last_row if one.row + one.rowspan == last_row else 0
            more_cols = broad - last_col if one.col + one.colspan == last_col else 0
            yield Slot(
                row + one.row, col + one.col, one.rowspan + more_rows, one.colspan + more_cols, one.text
            )


def _widen(sizes: dict[int, int], first: int, span: int, least: int) -> None:
    """Give the last of `span` rows or columns what they lack to hold `least`."""
    lacking = least - sum(sizes.get(n, 1) for n in range(first, first + span))
    if lacking > 0:
        sizes[first + span - 1] = sizes.get(first + span - 1, 1) + lacking


def _stretched(sizes: dict[int, int], first: int, span: int) -> tuple[int, int]:
    """Where a span begins and how much it covers once each of its parts has its size."""
    before = first + sum(size - 1 for n, size in sizes.items() if n < first)
    return before, sum(sizes.get(n, 1) for n in range(first, first + span))


def lay_out(sections: Sequence[Sequence[Item]], most: int = LIMITS.objects) -> tuple[Page, ...]:
    """One page to a section, counted from 1; one that cannot be laid out is blank and says so.

    Raises TooManyObjects for one that holds more than `most`.
    """
    pages = []
    for number, items in enumerate(sections, 1):
        try:
            pages.append(_page(number, items, most))
        except PASSED:
            raise
        except Exception as error:
            pages.append(Page(number, _COLUMN, _COLUMN, (), (), doubts=(line_of("", cause_of(error)),)))
    return tuple(pages)


def _page(number: int, items: Sequence[Item], most: int) -> Page:
    items = [
        part
        for item in _with_pasted(items)
        for block in (_tables_in(item) if isinstance(item, FlowTable) else [item])
        for part in (_parted(block) if isinstance(block, FlowTable) else [block])
    ]
    if sum(map(_objects, items)) > most:
        raise TooManyObjects(number)
    height = sum(_height(item) for item in items) / (1 - 2 * _MARGIN) + 100.0
    # What stands at one height on many pages is a running header: here no two pages begin alike.
    y = _MARGIN * height + 7.0 * number
    lines: list[Line] = []
    grids: list[Grid] = []
    for item in items:
        if isinstance(item, FlowParagraph):
            text = whole_numbers(item.text)
            box = (_LEFT, y, _LEFT + item.size * len(text), y + item.size)
            lines.append(Line(number, text, box, item.size, whole=item.whole))
        elif item.slots:
            grid = _grid(number, item, y)
            grids.append(grid)
            lines.extend(_row_lines(grid))
        y += _height(item)
    width = max([line.bbox[2] for line in lines] + [grid.bbox[2] for grid in grids], default=0.0) + _LEFT
    return Page(number, width, max(height, y + 1), tuple(lines), tuple(grids))


def _with_pasted(items: Sequence[Item]) -> Iterator[Item]:
    """The items with the tables that were pasted as text, a row to a paragraph, as tables."""
    for is_text, run in groupby(items, key=lambda item: isinstance(item, FlowParagraph)):
        own = list(run)
        at = 0
        lines = (
            [whole_numbers(item.text) for item in own if isinstance(item, FlowParagraph)] if is_text else []
        )
        for first, end, rows in rows_in(lines):
            yield from own[at:first]
            yield FlowTable(tuple(slots_of(rows)))
            at = end
        yield from own[at:]


def _objects(item: Item) -> int:
    """The characters and the cells, those of the holes too."""
    if isinstance(item, FlowParagraph):
        return len(item.text)
    rows = max((slot.row + slot.rowspan for slot in item.slots), default=0)
    cols = max((slot.col + slot.colspan for slot in item.slots), default=0)
    return rows * cols + sum(len(slot.text) for slot in item.slots)


def _height(item: Item) -> float:
    if isinstance(item, FlowParagraph):
        return max(_STEP, 2 * item.size)
    return _TALL * max((slot.row + slot.rowspan for slot in item.slots), default=0) + _STEP


def _tables_in(block: FlowTable) -> list[FlowTable]:
    """The tables that one table holds, those beside one another from left to right."""
    return [table for part in _stacked(block) for table in _abreast(part)]


def _abreast(block: FlowTable) -> list[FlowTable]:
    """The tables that one table holds beside one another, each under a title of its own in one row.

    全市 and 市本级 of one sheet, both headed 债务限额和余额情况表, with 表四十四 and 单位：万元 each.
    """
    for said in _by_row(block.slots):
        heads = sorted((slot for slot in said if slot.text.strip()), key=lambda slot: slot.col)
        if all(is_aside(slot.text) for slot in heads):
            continue
        if len(heads) < 2 or not all(is_title(slot.text) for slot in heads):
            break
        starts = [0, *(slot.col for slot in heads[1:])]
        written = [slot for slot in block.slots if slot.text.strip()]
        if any(slot.col < start < slot.col + slot.colspan for slot in written for start in starts):
            break
        ends = [*starts[1:], max(slot.col + slot.colspan for slot in block.slots)]
        return [
            FlowTable(tuple(slot for slot in block.slots if start <= slot.col < end))
            for start, end in zip(starts, ends, strict=True)
        ]
    return [block]


def _stacked(block: FlowTable) -> list[FlowTable]:
    """The tables that one table holds below one another, each from its title on, or from 附表2 above that.

    Typists go on in the table that they have, with a title over all its columns.
    """
    rows = _by_row(block.slots)
    texts = [[slot.text.strip() for slot in row if slot.text.strip()] for row in rows]
    cuts = []
    for row, said in enumerate(texts):
        if said and all(map(is_title, said)) and any(map(len, texts[:row])):
            top = row
            while top > 1 and len(texts[top - 1]) <= 1 and all(map(is_aside, texts[top - 1])):
                top -= 1
            if all(slot.row >= top or slot.row + slot.rowspan <= top for slot in block.slots):
                cuts.append(top)
    return [
        FlowTable(tuple(slot for slot in block.slots if top <= slot.row < bottom))
        for top, bottom in pairwise(dict.fromkeys([0, *cuts, len(rows)]))
    ] or [block]


def _parted(block: FlowTable) -> list[Item]:
    """A table with the title, unit and note rows at its ends as paragraphs, and no blank rows.

    Typists put the title into the first cell of a row and leave the rest of the row empty.
    """
    slots = _without_blanks(block.slots)
    rows = _by_row(slots)
    texts = [[slot.text for slot in row if slot.text.strip()] for row in rows]
    head, foot = _rows_above(rows, texts), len(rows)
    while foot > head and len(texts[foot - 1]) == 1 and is_note(texts[foot - 1][0]):
        foot -= 1
    table = FlowTable(_without_blanks(tuple(slot for slot in slots if head <= slot.row < foot)))
    return [
        *(FlowParagraph(text.replace("\n", " ")) for said in texts[:head] for text in said),
        *(_unframed(table) or [table]),
        *(FlowParagraph(line) for said in texts[foot:] for line in said[0].splitlines()),
    ]


def _by_row(slots: Sequence[Slot]) -> list[list[Slot]]:
    """The slots over each row."""
    rows: list[list[Slot]] = [[] for _ in range(max((slot.row + slot.rowspan for slot in slots), default=0))]
    for slot in slots:
        for row in range(slot.row, slot.row + slot.rowspan):
            rows[row].append(slot)
    return rows


def _rows_above(rows: Sequence[Sequence[Slot]], texts: Sequence[Sequence[str]]) -> int:
    """How many rows stand above the table: 某局 | 收支总表 | 部门：… 单位：万元, to the last that must."""
    above = 0
    for n, (row, said) in enumerate(zip(rows, texts, strict=True), 1):
        if not said or any(slot.rowspan > 1 for slot in row):
            break
        if all(map(is_aside, said)) or (len(said) == 1 and is_title(said[0])):
            above = n
        elif len(said) > 1:
            break
    return above


def _unframed(table: FlowTable) -> list[Item]:
    """The paragraphs in a frame round text, which is no table; none for a table."""
    if any(slot.col + slot.colspan > 1 for slot in table.slots):
        return []
    return [FlowParagraph(line) for slot in table.slots for line in slot.text.splitlines()]


def _without_blanks(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """The slots without the rows in which nothing is written and the columns that nothing written covers."""
    written = [slot for slot in slots if slot.text.strip()]
    rows = sorted({slot.row for slot in written})
    # A title may be merged over all 16384 columns of a sheet.
    cols = sorted(
        {
            col
            for slot in written
            for col in range(slot.col, slot.col + (slot.colspan if slot.colspan < 200 else 1))
        }
    )
    kept = []
    for slot in slots:
        begin, end = bisect_left(rows, slot.row), bisect_left(rows, slot.row + slot.rowspan)
        left, right = bisect_left(cols, slot.col), bisect_left(cols, slot.col + slot.colspan)
        if begin < end and left < right:
            kept.append(replace(slot, row=begin, rowspan=end - begin, col=left, colspan=right - left))
    return tuple(kept)


def _grid(page: int, block: FlowTable, top: float) -> Grid:
    n_rows = max(slot.row + slot.rowspan for slot in block.slots)
    n_cols = max(slot.col + slot.colspan for slot in block.slots)
    covered = {
        (row, col)
        for slot in block.slots
        for row in range(slot.row, slot.row + slot.rowspan)
        for col in range(slot.col, slot.col + slot.colspan)
    }
    holes = [
        Slot(row, col, 1, 1, "")
        for row in range(n_rows)
        for col in range(n_cols)
        if (row, col) not in covered
    ]
    cells = sorted(
        (_cell(slot, top) for slot in (*block.slots, *holes)), key=lambda cell: (cell.row, cell.col)
    )
    edges = tuple(_LEFT + _COLUMN * col for col in range(n_cols + 1))
    return Grid(page, (edges[0], top, edges[-1], top + _TALL * n_rows), n_rows, n_cols, tuple(cells), edges)


def _cell(slot: Slot, top: float) -> Cell:
    box: Box = (
        _LEFT + _COLUMN * slot.col,
        top + _TALL * slot.row,
        _LEFT + _COLUMN * (slot.col + slot.colspan),
        top + _TALL * (slot.row + slot.rowspan),
    )
    text = "\n".join(whole_numbers(line.strip()) for line in slot.text.splitlines() if line.strip())
    return Cell(slot.row, slot.col, slot.rowspan, slot.colspan, text, box)


def _row_lines(grid: Grid) -> Iterator[Line]:
    """The table's text as lines: identity and the running text look at them, not at cells."""
    for _, row in groupby(grid.cells, key=lambda cell: cell.row):
        cells = [cell for cell in row if cell.text]
        if cells:
            box = (cells[0].bbox[0], cells[0].bbox[1], cells[-1].bbox[2], cells[0].bbox[1] + BODY_SIZE)
            yield Line(grid.page, " ".join(cell.text.replace("\n", "") for cell in cells), box, BODY_SIZE)
