"""Paragraphs and ruled tables onto PDF pages, noting on which page each figure comes to stand.

What enters: `Run`s of text and `Grid`s of cells. What leaves: a PDF, and with it the gold: each
printed number with its table, row, column and page, each stated fact with its sentence and page.

>>> sheet.paragraph([Run("公务接待费1.50万元，与上年持平。", fact)])
>>> sheet.facts[0]["page"]
14
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from reportlab.lib.colors import Color, black
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

Align = Literal["left", "center", "right"]
TEXT, TITLE = "SampleText", "SampleTitle"
_TOKEN = re.compile(r"[0-9A-Za-z.,%]+|.")
_NEVER_FIRST = "，。、；：！？）》”’％"
_SHADE = Color(0.9, 0.92, 0.95)


@dataclass(frozen=True, slots=True)
class Fact:
    """What a sentence states, as changes.jsonl keeps it; `change` None where nothing is compared."""

    metric: str
    year: int
    amount: str
    change: str | None = None
    direction: str | None = None
    percent: str | None = None
    reason: str | None = None
    unit: str = "万元"
    planted: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Text of a paragraph; `fact` is what it states."""

    text: str
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A number cell. `amount` is yuan (or the number itself when `unit` is not money)."""

    printed: str
    row: str
    amount: float
    code: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Text over `width` columns."""

    text: str
    width: int
    align: Align = "center"


BodyCell = str | Value | Span
Row = tuple[BodyCell, ...]


def row(*cells: BodyCell) -> Row:
    """Cells as one row, left to right."""
    return cells


@dataclass(frozen=True, slots=True)
class Col:
    """A column: header path, share of the width, how its texts stand."""

    path: tuple[str, ...]
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Grid:
    """One table to print. `repeat` prints the header again on every further page.

    `left` shares the line of the unit; `number` (公开01表) stands above the title.
    """

    title: str
    unit: str
    columns: tuple[Col, ...]
    rows: tuple[Row, ...]
    landscape: bool = False
    repeat: bool = True
    new_page: bool = True
    note: str = ""
    left: str = ""
    size: float = 10
    number: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How one edition looks."""

    size: float = 14
    leading: float = 26
    margin: float = 72
    footer: str = "— {} —"
    footer_align: Align = "center"
    running: str = ""
    shade: bool = False
    title_size: float = 16
    row_pad: float = 5


def wrap(text: str, font: str, size: float, width: float, indent: float = 0) -> list[str]:
    """Lines no wider than `width`, numbers unbroken, no line starting with a closing mark."""
    lines, line, room = [], "", width - indent
    for token in _TOKEN.findall(text):
        step = stringWidth(token, font, size)
        if step > room and line and token not in _NEVER_FIRST:
            lines.append(line)
            line, room = "", width
        line += token
        room -= step
    return [*lines, line] if line or not lines else lines


@dataclass(slots=True)
class _Box:
    """A cell placed on the lattice: its columns, rows and text."""

    col: int
    row: int
    colspan: int
    rowspan: int
    lines: list[str]
    align: Align
    font: str
    value: Value | None = None


@dataclass
class Sheet:
    """The document being written: the canvas, the place on the page, the gold so far."""

    canvas: Canvas
    look: Look
    pdf: str
    page: int = 1
    y: float = 0
    width: float = A4[0]
    height: float = A4[1]
    cells: list[dict[str, object]] = field(default_factory=list)
    facts: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start at the top of the first page."""
        self.y = self.height - self.look.margin

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.look.margin

    def next_page(self, landscape: bool = False) -> None:
        """End this page with its furniture and start another."""
        self._furniture()
        self.canvas.showPage()
        self.page += 1
        self.width, self.height = (A4[1], A4[0]) if landscape else A4
        self.canvas.setPageSize((self.width, self.height))
        self.y = self.height - self.look.margin

    def close(self) -> None:
        """Finish the last page and write the file."""
        self._furniture()
        self.canvas.showPage()
        self.canvas.save()

    def _furniture(self) -> None:
        if self.page == 1:
            return
        look = self.look
        self._text(look.footer.format(self.page), look.margin, 40, self.inner, look.footer_align, TEXT, 10)
        if look.running:
            top = self.height - 46
            self._text(look.running, look.margin, top, self.inner, "center", TEXT, 9)
            self.canvas.setLineWidth(0.4)
            self.canvas.line(look.margin, top - 4, self.width - look.margin, top - 4)

    def _text(
        self, text: str, x: float, y: float, width: float, align: Align, font: str, size: float
    ) -> None:
        self.canvas.setFont(font, size)
        spare = width - stringWidth(text, font, size)
        self.canvas.drawString(x + {"left": 0.0, "center": spare / 2, "right": spare}[align], y, text)

    def heading(self, text: str, size: float, align: Align = "center", after: float = 10) -> None:
        """A line of the title font, kept off the foot of a page."""
        step = self.look.leading if align == "left" else size * 1.5
        if self.y < self.look.margin + 3 * size:
            self.next_page(self.width > self.height)
        for line in wrap(text, TITLE, size, self.inner):
            self.y -= step
            self._text(line, self.look.margin, self.y, self.inner, align, TITLE, size)
        self.y -= after

    def space(self, height: float) -> None:
        """Leave a gap."""
        self.y -= height

    def paragraph(self, runs: Sequence[Run], indent: float = 2) -> None:
        """Body text, first line indented by `indent` characters; notes the page of each fact."""
        look = self.look
        text = "".join(run.text for run in runs)
        lines = wrap(text, TEXT, look.size, self.inner, indent * look.size)
        starts = [sum(len(run.text) for run in runs[:n]) for n in range(len(runs))]
        at = 0
        for n, line in enumerate(lines):
            if self.y - look.leading < look.margin:
                self.next_page()
            self.y -= look.leading
            shift = indent * look.size if n == 0 else 0
            self._text(line, look.margin + shift, self.y, self.inner, "left", TEXT, look.size)
            for start, run in zip(starts, runs, strict=True):
                if run.fact and at <= start < at + len(line):
                    self._note(run)
            at += len(line)

    def _note(self, run: Run) -> None:
        assert run.fact is not None
        fact = run.fact
        record: dict[str, object] = {"pdf": self.pdf, "metric": fact.metric, "year": fact.year}
        record |= {"amount": _plain(fact.amount), "unit": fact.unit}
        record |= {"change": None if fact.change is None else _plain(fact.change)}
        record |= {"direction": fact.direction}
        record |= {"percent": None if fact.percent is None else _plain(fact.percent)}
        record |= {"reason": fact.reason, "page": self.page, "sentence": run.text}
        if fact.planted:
            record["planted"] = True
        self.facts.append(record)

    def table(self, grid: Grid, fresh: bool = False) -> None:
        """A ruled table with its title and unit line; rows flow over pages, never split.

        `fresh`: a title just opened this page, so the table may stay on it.
        """
        turned = grid.landscape != (self.width > self.height)
        full = self.y < self.look.margin + 180
        used = self.y < self.height - self.look.margin
        if turned or full or (grid.new_page and used and not fresh):
            self.next_page(grid.landscape)
        if grid.number:
            self.y -= grid.size
            self._text(grid.number, self.look.margin, self.y, self.inner, "right", TEXT, grid.size)
        self.heading(grid.title, self.look.title_size, after=4)
        self.y -= grid.size * 1.6
        self._text(grid.left, self.look.margin, self.y, self.inner, "left", TEXT, grid.size)
        unit = f"单位：{grid.unit}"
        self._text(unit, self.look.margin, self.y, self.inner, "right", TEXT, grid.size)
        self.y -= 5
        total = sum(column.width for column in grid.columns)
        edges = [self.look.margin]
        for column in grid.columns:
            edges.append(edges[-1] + self.inner * column.width / total)
        header = _header(grid, edges)
        self._rows(grid, edges, header, heading=True)
        for row in grid.rows:
            boxes = _body(grid, edges, row)
            if self.y - self._heights(grid, boxes)[0] < self.look.margin - 8:
                self.next_page(grid.landscape)
                if grid.repeat:
                    self._rows(grid, edges, header, heading=True)
            self._rows(grid, edges, boxes)
        if grid.note:
            for line in wrap(grid.note, TEXT, grid.size, self.inner):
                self.y -= grid.size * 1.6
                self._text(line, self.look.margin, self.y, self.inner, "left", TEXT, grid.size)
        self.y -= 12

    def _heights(self, grid: Grid, boxes: list[_Box]) -> list[float]:
        """Height of each lattice row of `boxes`, tall enough for every text."""
        heights = [grid.size * 1.25 + self.look.row_pad] * max(box.row + box.rowspan for box in boxes)
        for box in sorted(boxes, key=lambda b: b.rowspan):
            need = len(box.lines) * grid.size * 1.25 + self.look.row_pad
            have = sum(heights[box.row : box.row + box.rowspan])
            if need > have:
                heights[box.row + box.rowspan - 1] += need - have
        return heights

    def _rows(self, grid: Grid, edges: list[float], boxes: list[_Box], heading: bool = False) -> None:
        heights = self._heights(grid, boxes)
        tops = [self.y]
        for height in heights:
            tops.append(tops[-1] - height)
        canvas, strokes = self.canvas, set()
        for box in boxes:
            left, right = edges[box.col], edges[box.col + box.colspan]
            top, bottom = tops[box.row], tops[box.row + box.rowspan]
            if heading and self.look.shade:
                canvas.setFillColor(_SHADE)
                canvas.rect(left, bottom, right - left, top - bottom, stroke=0, fill=1)
                canvas.setFillColor(black)
            strokes |= {(left, top, right, top), (left, bottom, right, bottom)}
            strokes |= {(left, top, left, bottom), (right, top, right, bottom)}
            y = (top + bottom) / 2 + len(box.lines) * grid.size * 1.25 / 2 - grid.size * 0.98
            for line in box.lines:
                self._text(line, left + 3, y, right - left - 6, box.align, box.font, grid.size)
                y -= grid.size * 1.25
            if box.value and re.search(r"\d", box.value.printed):
                self._cell(grid, box)
        canvas.setLineWidth(0.5)
        for stroke in sorted(strokes):
            canvas.line(*stroke)
        self.y = tops[-1]

    def _cell(self, grid: Grid, box: _Box) -> None:
        value = box.value
        assert value is not None
        unit = value.unit or grid.unit
        factor = {"元": 1, "万元": 10000}.get(unit)
        record: dict[str, object] = {"pdf": self.pdf, "page": self.page, "table": grid.title, "unit": unit}
        record |= {"row": value.row, "code": value.code, "column": "/".join(grid.columns[box.col].path)}
        record |= {"printed": value.printed}
        if factor is None:
            record |= {"value": value.amount, "value_yuan": None}
        else:
            record |= {"value": _plain(value.printed.replace(",", "")), "value_yuan": int(value.amount)}
        self.cells.append(record)


def _plain(number: str) -> float | int:
    """The JSON number of a printed one: "1,896.00" → 1896."""
    value = float(number.replace(",", ""))
    return int(value) if value == int(value) else value


def _header(grid: Grid, edges: list[float]) -> list[_Box]:
    """Header boxes: equal neighbours of one level merge, a short path reaches down."""
    depth = max(len(column.path) for column in grid.columns)
    boxes: list[_Box] = []
    for level in range(depth):
        start = 0
        while start < len(grid.columns):
            path = grid.columns[start].path
            if len(path) <= level:
                start += 1
                continue
            end = start + 1
            last = level == len(path) - 1
            while (
                not last
                and end < len(grid.columns)
                and grid.columns[end].path[: level + 1] == path[: level + 1]
            ):
                end += 1
            width = edges[end] - edges[start] - 6
            lines = wrap(path[level], TITLE, grid.size, width)
            boxes.append(
                _Box(start, level, end - start, depth - level if last else 1, lines, "center", TITLE)
            )
            start = end
    return boxes


def _body(grid: Grid, edges: list[float], row: Row) -> list[_Box]:
    """Boxes of one body row; Raises ValueError when it does not fill the columns."""
    boxes: list[_Box] = []
    at = 0
    for cell in row:
        span = cell.width if isinstance(cell, Span) else 1
        text = cell.printed if isinstance(cell, Value) else cell.text if isinstance(cell, Span) else cell
        align: Align = "right"
        if isinstance(cell, Span):
            align = cell.align
        elif isinstance(cell, str):
            align = grid.columns[at].align
        lines = wrap(text, TEXT, grid.size, edges[at + span] - edges[at] - 6)
        boxes.append(_Box(at, 0, span, 1, lines, align, TEXT, cell if isinstance(cell, Value) else None))
        at += span
    if at != len(grid.columns):
        raise ValueError(f"{grid.title}: a row of {at} columns in a table of {len(grid.columns)}")
    return boxes
