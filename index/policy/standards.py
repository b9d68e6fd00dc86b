"""Grids → the standards of a policy document: each number a figure, each word of a cell a passage.

A standard stands at a row and a column: 临汐区, 住宿费限额/处级: 360 元/人·天. The unit is that over the
table, that in the column's heading, or the one behind the number.

>>> figure.subject, figure.component, figure.printed, figure.unit
('处级人员', '住宿费', '400', '元/人·天')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from index.facts.money import MONEY, PER, is_money, number, yuan
from index.facts.naming.captions import without_continued
from index.facts.records import (
    Cell,
    Citation,
    Document,
    Figure,
    Grid,
    Kind,
    Line,
    Page,
    Passage,
    Stage,
    TableKind,
)
from index.facts.subjects import squeezed
from index.policy.signs import article_at

_UNIT = re.compile(
    rf"(?:单位|计量单位)[:：]\s*(?P<unit>[^\s）)，。；]{{1,14}})|[（(](?P<in>{MONEY}{PER}?)[）)]"
)
_NUMBER_AND_UNIT = re.compile(rf"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>{MONEY}{PER}?|%|％|天|人|日)")
_OF_THE_SITE = re.compile(r"(?:索引号|发文机关|发布机构|成文日期|发文字号|主题分类)[:：]?")
_UNIT_COLUMN = re.compile(r"(?:币种|货币|计量单位|单位)$")
_SERIAL = re.compile(r"(?:序号|编号|项次)$")
_TITLE = re.compile(r"表(?:[（(][^）)]{1,20}[）)])?$|标准|限额|一览|目录|等级")
_ATTACHMENT = re.compile(r"^附[件表录][\d一二三四五六七八九十]*[:：]?$")
_NOTE = re.compile(r"^(?:备注|注|说明)[:：]?")
_LONGEST_TITLE = 50
_ABOVE = 120.0


@dataclass
class _Table:
    """One table being read over pages: its title, its unit, its heading rows, its label columns."""

    title: str
    unit: str
    n_cols: int
    heads: list[list[str]] = field(default_factory=list)


def standards_of(document: Document, pages: Sequence[Page]) -> tuple[tuple[Figure, ...], tuple[Passage, ...]]:
    """The figures of all tables, and the passages of their words."""
    figures: list[Figure] = []
    passages: list[Passage] = []
    table: _Table | None = None
    for page in pages:
        floor = 0.0
        for grid in page.grids:
            matrix = _matrix(grid)
            if not matrix or len(matrix[0]) < 2 or _is_of_the_site(grid):
                continue  # a frame, a line drawn under a title, what a web page says of the document
            title, unit = _caption(page, grid, floor)
            goes_on = (
                table is not None
                and without_continued(title) in ("", table.title)
                and (title or not floor)
                and table.n_cols == len(matrix[0])
            )
            if not goes_on or table is None:
                if len(matrix) < 2:
                    continue
                table = _Table(title, unit, len(matrix[0]))
            for fact in _facts(document, page, matrix, table):
                (figures if isinstance(fact, Figure) else passages).append(fact)  # type: ignore[arg-type]
            floor = grid.bbox[3]
    return tuple(figures), tuple(passages)


def _is_of_the_site(grid: Grid) -> bool:
    return any(_OF_THE_SITE.fullmatch(squeezed(cell.text)) for cell in grid.cells)


def _matrix(grid: Grid) -> list[list[Cell | None]]:
    """The cells by row and column, a merged one at each of its places."""
    found: list[list[Cell | None]] = [[None] * grid.n_cols for _ in range(grid.n_rows)]
    for cell in grid.cells:
        for row in range(cell.row, min(cell.row + cell.rowspan, grid.n_rows)):
            for col in range(cell.col, min(cell.col + cell.colspan, grid.n_cols)):
                found[row][col] = cell
    return found


def _caption(page: Page, grid: Grid, floor: float) -> tuple[str, str]:
    """The title and the unit in the lines above a grid."""
    above = [
        line
        for line in page.lines
        if floor - 1 <= line.bbox[1]
        and line.bbox[3] <= grid.bbox[1] + 3
        and grid.bbox[1] - line.bbox[3] < _ABOVE
    ]
    unit = ""
    for line in reversed(above):
        text = squeezed(line.text)
        if not unit and (found := _UNIT.search(text)):
            unit = squeezed(found["unit"] or found["in"])
        rest = _UNIT.sub("", text).strip()
        if not rest or _ATTACHMENT.match(rest):
            continue
        if re.search(r"[。；，]", rest) or len(rest) > _LONGEST_TITLE:
            break
        if _TITLE.search(rest):
            return _tidied(_joined_title(above, line, rest)), unit
    return "", unit


def _tidied(title: str) -> str:
    """第三条 综合定额标准如下表： → 综合定额标准."""
    bare = re.sub(r"(?:具体)?(?:如下表?|见下表|如下所示)?[:：]?$", "", title[len(article_at(title)) :])
    return bare if len(bare) >= 2 else title


def _joined_title(above: Sequence[Line], line: Line, text: str) -> str:
    """A title over two lines as one."""
    at = list(above).index(line)
    before = squeezed(above[at - 1].text) if at else ""
    cut = before and not re.search(r"[。；，：:]", before) and not _ATTACHMENT.match(before)
    same = (
        cut and abs(above[at - 1].size - line.size) < 0.5 and line.bbox[1] - above[at - 1].bbox[3] < line.size
    )
    return before + text if same and len(before + text) <= _LONGEST_TITLE and line.size > 12 else text


def _facts(
    document: Document, page: Page, matrix: list[list[Cell | None]], table: _Table
) -> Iterator[Figure | Passage]:
    texts = [[squeezed(cell.text) if cell else "" for cell in row] for row in matrix]
    body = _body_at(texts)
    if body:
        table.heads = texts[:body]
    labels = _label_columns(texts[body:], table.heads)
    for r in range(body, len(matrix)):
        if len({id(cell) for cell in matrix[r]}) == 1:
            cell = matrix[r][0]
            if cell is not None and texts[r][0]:
                yield _words(document, page, table, cell, "", "")
            continue
        units = [c for c in labels if _is_headed(table, c, _UNIT_COLUMN)]
        named = [c for c in labels if c not in units and not _is_headed(table, c, _SERIAL)]
        row = "/".join(dict.fromkeys(filter(None, (texts[r][c] for c in named))))
        own = next((texts[r][c] for c in units), "")
        seen: set[int] = set()
        for c in range(len(matrix[r])):
            cell = matrix[r][c]
            if c in labels or cell is None or not texts[r][c] or id(cell) in seen:
                continue
            seen.add(id(cell))
            wide = [k for k in range(len(matrix[r])) if matrix[r][k] is cell]
            column = _column(table, wide)
            yield _fact(document, page, replace(table, unit=own or table.unit), cell, row, column)


def _body_at(texts: list[list[str]]) -> int:
    """The first row that holds a standard: a number behind a label, or words where no row has numbers."""
    for r, row in enumerate(texts):
        if (any(map(_is_number, row[1:])) and not re.fullmatch(r"\d{1,2}|", row[1])) or (
            r and any(map(_is_number, row[1:])) and any(text and not _is_number(text) for text in row)
        ):
            return r
    first = texts[0]
    merged = len(set(first)) < len(first) and len(texts) > 2
    return 2 if merged else 1


def _is_number(text: str) -> bool:
    return number(text) is not None or bool(_NUMBER_AND_UNIT.fullmatch(text))


def _label_columns(body: list[list[str]], heads: list[list[str]]) -> list[int]:
    """The columns left of the first that holds numbers; where none does, the first that is no 序号."""
    width = len(body[0]) if body else 0
    serial = [c for c in range(width) if any(len(head) > c and _SERIAL.search(head[c]) for head in heads)]
    for c in range(width):
        if c in serial:
            continue
        if any(_is_number(row[c]) for row in body) and c:
            return list(range(c))
    first = next((c for c in range(width) if c not in serial), 0)
    return list(range(first + 1))


def _is_headed(table: _Table, col: int, heading: re.Pattern[str]) -> bool:
    return any(len(head) > col and heading.search(head[col]) for head in table.heads)


def _column(table: _Table, cols: Sequence[int]) -> str:
    """The headings over a cell, outermost first; of a cell over several columns those of all."""
    parts: list[str] = []
    for head in table.heads:
        said = list(dict.fromkeys(head[c] for c in cols if c < len(head) and head[c]))
        joined = "、".join(said)
        if joined and joined not in parts and len(set(head)) > 1:
            parts.append(joined)
    return "/".join(parts)


def _fact(
    document: Document, page: Page, table: _Table, cell: Cell, row: str, column: str
) -> Figure | Passage:
    text = squeezed(cell.text)
    told = _NUMBER_AND_UNIT.fullmatch(text)
    printed = told["number"] if told else text
    in_head = _UNIT.search(column)
    unit = told["unit"] if told else squeezed((in_head["in"] or in_head["unit"]) if in_head else table.unit)
    value: Decimal | None = yuan(printed, unit) if is_money(unit) else number(printed)
    if value is None or not unit:
        return _words(document, page, table, cell, row, column)
    return Figure(
        subject=row or column,
        code="",
        component=_UNIT.sub("", column).strip("/"),
        body=document.body,
        year=document.year,
        stage=Stage.STANDARD,
        value=value,
        printed=text,
        unit=unit,
        table_kind=TableKind.OTHER,
        citation=_citation(document, page, table, cell, row, column),
        kind=Kind.POLICY,
        scope=document.scope,
    )


def _words(document: Document, page: Page, table: _Table, cell: Cell, row: str, column: str) -> Passage:
    text = squeezed(cell.text)
    return Passage(
        text, (table.title,) if table.title else (), _citation(document, page, table, cell, row, column)
    )


def _citation(document: Document, page: Page, table: _Table, cell: Cell, row: str, column: str) -> Citation:
    return Citation(
        document=document.name,
        page=cell.page or page.number,
        quote=squeezed(cell.text),
        table=table.title or "附表",
        row=row or None,
        column=column or None,
        bbox=cell.bbox,
    )
