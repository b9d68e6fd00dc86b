r"""Tables of words → Passages: lists of units, duties in boxes, the targets of a 绩效 table.

A table of amounts is read into figures; what a table says in words is narrative, and can be asked:
哪些下属单位, 加装电梯的目标. Each row is a line, its cells apart by a space; rows are gathered into
passages as paragraphs are, under the table's caption or the heading it stands under.

>>> [p.text for p in grid_passages(document, pages, passages)]
['序号 单位名称\n1 某市商务局本级\n2 某市商务综合执法支队']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.facts.boxes import around
from index.facts.records import Box, Cell, Citation, Document, Figure, Grid, Page, Passage, TableKind
from index.facts.subjects import squeezed

_LONGEST = 400
_CAPTION_REACH = 60.0  # points above a table
_AMOUNT = re.compile(r"[-−]?\d{1,3}(,\d{3})+(\.\d+)?|[-−]?\d+\.\d+|\d{5,}|[-—]")
_CAPTION = re.compile(r"表$|表（.{2,40}）$|名单|构成|一览|情况$|目标$")
# The headings of a table of amounts, which may all be blank.
_OF_AMOUNTS = re.compile(r"科目|预算数|决算数|金额|(?<!绩效)合计|总计|基本支出|项目支出")
_PROJECT = re.compile(r"项目名称 (\S{2,40})")
_SAYS = re.compile(r"[\u4e00-\u9fff]{2}")
_SENTENCE = 12  # so many characters in one cell are said, not labelled


def grid_passages(
    document: Document, pages: Sequence[Page], passages: Sequence[Passage], figures: Sequence[Figure]
) -> tuple[Passage, ...]:
    """The passages of tables of words, in reading order.

    `passages` lend them their headings; a table that `figures` were read from is none of words,
    but for the 绩效 tables, which hold both.
    """
    found = []
    headings: tuple[str, ...] = ()
    for page in pages:
        for grid in page.grids:
            if _is_read(grid, figures) or not (rows := _said(grid)):
                continue
            headings = _project(rows, headings) or _headings(grid, page, passages)
            for text, bbox in _chunks(rows):
                citation = Citation(document=document.name, page=page.number, quote=text, bbox=bbox)
                found.append(Passage(text, headings, citation))
    return tuple(found)


def in_reading_order(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """By page, and down the page."""
    return tuple(
        sorted(passages, key=lambda p: (p.citation.page, p.citation.bbox[1] if p.citation.bbox else 0))
    )


def _said(grid: Grid) -> list[tuple[str, Box]]:
    """The rows that say something in words; [] for a table of amounts and for a frame round a page."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if squeezed(cell.text):
            rows.setdefault(cell.row, []).append(cell)
    if len(grid.cells) <= 2:
        return []
    texts = [squeezed(cell.text) for row in rows.values() for cell in row]
    amounts = sum(bool(_AMOUNT.fullmatch(text)) for text in texts)
    told = sum(len(text) >= _SENTENCE and bool(_SAYS.search(text)) for text in texts)
    labelled = any(_OF_AMOUNTS.search(text) for text in texts)
    if amounts * 3 > len(texts) or (labelled and told < 3):
        return []
    found = []
    for _, cells in sorted(rows.items()):
        line = " ".join(squeezed(cell.text) for cell in sorted(cells, key=lambda cell: cell.col))
        if _SAYS.search(line):
            found.append((line, around([cell.bbox for cell in cells])))
    return found


def _is_read(grid: Grid, figures: Sequence[Figure]) -> bool:
    """Whether figures of a table of amounts were read from this grid."""
    return any(
        figure.table_kind is not TableKind.PERFORMANCE
        and figure.citation.page == grid.page
        and figure.citation.bbox is not None
        and grid.bbox[0] - 1 <= figure.citation.bbox[0] <= grid.bbox[2] + 1
        and grid.bbox[1] - 1 <= figure.citation.bbox[1] <= grid.bbox[3] + 1
        for figure in figures
    )


def _project(rows: Sequence[tuple[str, Box]], before: tuple[str, ...]) -> tuple[str, ...]:
    """("绩效目标", the project's name) for a 绩效 table and for its continuation overleaf."""
    whole = " ".join(line for line, _ in rows)
    if named := _PROJECT.search(whole):
        return ("绩效目标", named[1])
    return before if before[:1] == ("绩效目标",) and "指标" in whole else ()


def _headings(grid: Grid, page: Page, passages: Sequence[Passage]) -> tuple[str, ...]:
    """The table's caption, else the headings of the passage before it."""
    above = [
        line
        for line in page.lines
        if 0 <= grid.bbox[1] + 3 - line.bbox[3] < _CAPTION_REACH and _CAPTION.search(squeezed(line.text))
    ]
    if above:
        return (squeezed(above[-1].text),)
    place = (page.number, grid.bbox[1])
    before = [p for p in passages if p.citation.bbox and (p.citation.page, p.citation.bbox[1]) < place]
    return max(before, key=_place).headings if before else ()


def _place(passage: Passage) -> tuple[int, float]:
    return passage.citation.page, passage.citation.bbox[1] if passage.citation.bbox else 0.0


def _chunks(rows: Sequence[tuple[str, Box]]) -> Iterator[tuple[str, Box]]:
    lines: list[tuple[str, Box]] = []
    for line, bbox in rows:
        if lines and sum(len(said) for said, _ in lines) + len(line) > _LONGEST:
            yield "\n".join(said for said, _ in lines), around([box for _, box in lines])
            lines = []
        lines.append((line, bbox))
    if lines:
        yield "\n".join(said for said, _ in lines), around([box for _, box in lines])
