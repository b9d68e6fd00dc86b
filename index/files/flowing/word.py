"""A Word .docx file → pages: its paragraphs, and its tables with their merged cells. The door to python-docx.

A page is what lies between two page breaks as the file records them (Word notes where its pages
broke when it saved; else typed breaks and sections count). Deleted and hidden text is not read,
automatic numbers (一、 （一） 1.) are, because headings live by them.

>>> pages = read_word(Path("某局-2025-部门预算.docx"))
>>> pages[2].lines[0].text, pages[2].grids[0].n_cols
('2025年收支总表', 4)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from index.facts.faults import PASSED, cause_of, line_of
from index.facts.limits import LIMITS, Limits
from index.facts.numerals import in_chinese
from index.facts.records import Page
from index.files.flowing.flow import BODY_SIZE, FlowParagraph, FlowTable, Item, Slot, lay_out, spliced
from index.files.flowing.office import opening

_HEADING_STYLE = re.compile(r"^(?:heading|标题|title)\s*(\d?)", re.I)
_CONTENTS_STYLE = re.compile(r"^(?:toc|目录)\s*\d", re.I)
_MOST_COLUMNS = 63  # of a table, in Word
_SKIPPED = {qn(tag) for tag in ("w:del", "w:moveFrom", "w:txbxContent", "w:instrText", "w:rPr", "w:pPr")}
_SKIPPED.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_GONE = _SKIPPED - {qn("w:txbxContent")}
_INSIDE = {qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:smartTag", "w:moveTo")}


def read_word(path: Path, limits: Limits = LIMITS) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """The pages of the document's body, and a warning for each paragraph or table that a fault cost.

    Raises DocumentError when it is encrypted, damaged or no .docx; TooManyObjects for a page of too many.
    """
    with opening(path, "Word 文件"):
        reader = _Reader(docx.Document(str(path)))
        return lay_out(reader.sections(), limits.objects), tuple(reader.faults)


class _Reader:
    """Walks one document; counts its automatic numbers as it goes."""

    def __init__(self, document: Any) -> None:
        self.faults: list[str] = []
        self._body = document.element.body
        self._styles = {style.style_id: style for style in document.styles}
        self._levels = _levels(document)
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * 9)
        self._saved_breaks = bool(list(self._body.iter(qn("w:lastRenderedPageBreak"))))

    def sections(self) -> list[list[Item]]:
        """The items of each page."""
        sections: list[list[Item]] = [[]]
        for item, before, after in self._items(self._body):
            if before and sections[-1]:
                sections.append([])
            sections[-1].append(item)
            sections.extend([] for _ in range(after))
        return [items for items in sections if items] or [[]]

    def _items(self, parent: Any) -> Iterator[tuple[Item, bool, int]]:
        """Each item, whether a page begins with it, and how many end behind or in it."""
        for element in parent:
            if element.tag in _INSIDE:
                yield from self._items(element)
                continue
            try:
                read = list(self._read(element))
            except PASSED:
                raise
            except Exception as error:  # a fault of the program costs the paragraph or the table
                what = "一张表" if element.tag == qn("w:tbl") else "一段文字"
                text = "".join(node.text or "" for node in element.iter(qn("w:t"))).strip()
                self.faults.append(line_of(f"{what}（“{text[:20]}…”）", cause_of(error)))
                continue
            yield from read

    def _read(self, element: Any) -> Iterator[tuple[Item, bool, int]]:
        if element.tag == qn("w:p"):
            yield from self._paragraph(element)
        elif element.tag == qn("w:tbl"):
            yield from self._table(element)

    def _table(self, element: Any) -> Iterator[tuple[Item, bool, int]]:
        holders = [cell for cell in element.iter(qn("w:tc")) if _is_own(cell, element) and _tables(cell)]
        if holders and not any(self._says(row) for row in element.iter(qn("w:tr")) if _is_own(row, element)):
            # A table that only arranges tables on the page: none stands beside a label.
            for cell in element.iter(qn("w:tc")):
                if next(cell.iterancestors(qn("w:tbl"))) is element:
                    yield from self._items(cell)
            return
        yield FlowTable(tuple(self._slots(element))), False, len(self._breaks(element))

    def _paragraph(self, element: Any) -> Iterator[tuple[Item, bool, int]]:
        breaks = self._breaks(element)
        text = self._text(element)
        style = self._style_name(element)
        if text.strip() and not _CONTENTS_STYLE.match(style):
            size = self._size(element, style)
            lines = [line for line in (self._number(element) + text).splitlines() if line.strip()]
            leads = [not self._text_before(element, at).strip() for at in breaks]
            for i, line in enumerate(lines):
                last = i == len(lines) - 1
                yield (
                    FlowParagraph(line.strip(), size),
                    i == 0 and any(leads),
                    leads.count(False) if last else 0,
                )
        elif breaks:
            yield FlowTable(()), False, len(breaks)
        for box in element.iter(qn("w:txbxContent")):
            if not any(parent.tag in _SKIPPED for parent in box.iterancestors()):
                for item, _, _ in self._items(box):
                    yield item, False, 0

    def _breaks(self, element: Any) -> list[Any]:
        if self._saved_breaks:
            return list(element.iter(qn("w:lastRenderedPageBreak")))
        typed = [br for br in element.iter(qn("w:br")) if br.get(qn("w:type")) == "page"]
        kinds = element.iterfind(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        for section in kinds:
            kind = section.find(qn("w:type"))
            if kind is None or kind.get(qn("w:val")) != "continuous":
                typed.append(section)
        return typed

    def _text_before(self, paragraph: Any, at: Any) -> str:
        if at.tag == qn("w:sectPr"):
            return "。"  # a section's properties stand in front of the text they end
        parts = []
        for node in paragraph.iter():
            if node is at:
                break
            if node.tag == qn("w:t"):
                parts.append(node.text or "")
        return "".join(parts)

    def _text(self, element: Any) -> str:
        """The visible text of a paragraph; line breaks within it as newlines."""
        parts: list[str] = []

        def walk(node: Any) -> None:
            for child in node:
                if child.tag in _SKIPPED:
                    continue
                if child.tag == qn("w:r") and _hidden(child):
                    continue
                if child.tag == qn("w:t"):
                    parts.append(child.text or "")
                elif child.tag == qn("w:tab"):
                    parts.append(" ")
                elif child.tag == qn("w:noBreakHyphen"):
                    parts.append("-")
                elif child.tag in (qn("w:br"), qn("w:cr")):
                    if child.get(qn("w:type")) in (None, "textWrapping"):
                        parts.append("\n")
                else:
                    walk(child)

        walk(element)
        return "".join(parts)

    def _says(self, row: Any) -> bool:
        """Whether a row holds a table and beside it a cell with words."""
        cells = [cell for cell in row.iter(qn("w:tc")) if next(cell.iterancestors(qn("w:tr"))) is row]
        return any(map(_tables, cells)) and any(
            self._text_of(cell).strip() for cell in cells if not _tables(cell)
        )

    def _text_of(self, cell: Any) -> str:
        """The text of a cell's own paragraphs, without their numbers, which count."""
        return "\n".join(self._text(p) for p in _paragraphs(cell))

    def _slots(self, table: Any) -> Iterator[Slot]:
        """The cells, a cell merged downwards as one; tables in cells become rows and columns of this one."""
        # Column → [row, rows, columns, text, column, tables] of the cell that reaches down.
        open_at: dict[int, list[Any]] = {}
        done: list[list[Any]] = []
        rows = [row for row in table.iter(qn("w:tr")) if next(row.iterancestors(qn("w:tbl"))) is table]
        columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")) or _MOST_COLUMNS
        for r, row in enumerate(rows):
            col = min(_grid_number(row, "w:trPr", "w:gridBefore", 0), columns)
            cells = [cell for cell in row.iter(qn("w:tc")) if next(cell.iterancestors(qn("w:tr"))) is row]
            for behind, cell in zip(reversed(range(len(cells))), cells, strict=True):
                wide = _grid_number(cell, "w:tcPr", "w:gridSpan", 1)
                if wide > _MOST_COLUMNS:
                    wide = max(1, columns - col - behind)
                merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                goes_on = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
                if goes_on and col in open_at and open_at[col][0] + open_at[col][1] == r:
                    open_at[col][1] += 1
                else:
                    text = "\n".join(self._number(p) + self._text(p) for p in _paragraphs(cell))
                    inner = self._below(_tables(cell))
                    made = [r, 1, wide, text.strip("\n"), col, inner]
                    done.append(made)
                    open_at.pop(col, None)
                    if merge is not None:
                        open_at[col] = made
                col += wide
        yield from spliced(
            [(Slot(top, left, deep, wide, text), inner) for top, deep, wide, text, left, inner in done]
        )

    def _below(self, tables: Sequence[Any]) -> list[Slot]:
        """The slots of several tables below one another."""
        slots: list[Slot] = []
        for table in tables:
            top = max((slot.row + slot.rowspan for slot in slots), default=0)
            slots += [replace(slot, row=slot.row + top) for slot in self._slots(table)]
        return slots

    def _style_name(self, paragraph: Any) -> str:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        found = self._styles.get(style.get(qn("w:val"))) if style is not None else None
        return str(found.name or "") if found is not None else ""

    def _size(self, paragraph: Any, style: str) -> float:
        """The size most of the paragraph is set in, so that headings stand out."""
        sizes = [
            float(size.get(qn("w:val"))) / 2
            for run in paragraph.iter(qn("w:r"))
            if (size := run.find(f"{qn('w:rPr')}/{qn('w:sz')}")) is not None
        ]
        if sizes:
            return max(set(sizes), key=sizes.count)
        if heading := _HEADING_STYLE.match(style):
            return 22.0 - 2 * int(heading[1] or 1)
        found = next((s for s in self._styles.values() if s.name == (style or "Normal")), None)
        size = found.font.size if found is not None and getattr(found, "font", None) is not None else None
        return float(size.pt) if size is not None else BODY_SIZE

    def _number(self, paragraph: Any) -> str:
        """The automatic number in front of a paragraph: 一、, （二）, 3. — "" where it has none."""
        properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            found = self._styles.get(style.get(qn("w:val"))) if style is not None else None
            properties = found.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") if found is not None else None
        if properties is None or not self._text(paragraph).strip():
            return ""
        number = properties.find(qn("w:numId"))
        at = properties.find(qn("w:ilvl"))
        key = number.get(qn("w:val")) if number is not None else ""
        level = int(at.get(qn("w:val"))) if at is not None else 0
        levels = self._levels.get(key)
        if not levels or level not in levels:
            return ""
        counts = self._counts[key]
        counts[level] += 1
        counts[level + 1 :] = [0] * (8 - level)
        _, pattern, _ = levels[level]

        def filled(match: re.Match[str]) -> str:
            own = int(match[1]) - 1
            form, _, start = levels.get(own, ("decimal", "", 1))
            return _numeral(max(counts[own], 1) - 1 + start, form)

        return re.sub(r"%([1-9])", filled, pattern)


def _is_own(part: Any, table: Any) -> bool:
    """Whether a row or cell is of the table itself, not of one in its cells."""
    return next(part.iterancestors(qn("w:tbl"))) is table


def _tables(cell: Any) -> list[Any]:
    """The tables right in a cell."""
    return [table for table in cell.iter(qn("w:tbl")) if next(table.iterancestors(qn("w:tc"))) is cell]


def _paragraphs(cell: Any) -> Iterator[Any]:
    """The paragraphs of a cell, those of text boxes in it too, none twice and none that was deleted."""
    for paragraph in cell.iter(qn("w:p")):
        around = {one.tag for one in takewhile(lambda one: one is not cell, paragraph.iterancestors())}
        if qn("w:tc") not in around and not around & _GONE:
            yield paragraph


def _hidden(run: Any) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false")


def _grid_number(element: Any, properties: str, name: str, default: int) -> int:
    found = element.find(f"{qn(properties)}/{qn(name)}")
    return int(found.get(qn("w:val"))) if found is not None else default


_Levels = dict[int, tuple[str, str, int]]


def _levels(document: Any) -> dict[str, _Levels]:
    """NumId → level → (form of the numeral, pattern such as "%1、", first number)."""
    try:
        # Not `numbering_part`, which makes the part that is not there.
        root = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        return {}  # a document without lists has no such part
    abstract: dict[str, _Levels] = {}
    for one in root.iterfind(qn("w:abstractNum")):
        levels: _Levels = {}
        for level in one.iterfind(qn("w:lvl")):

            def value(name: str, default: str, level: Any = level) -> str:
                found = level.find(qn(name))
                return str(found.get(qn("w:val"), default)) if found is not None else default

            form = value("w:numFmt", "decimal")
            if form not in ("bullet", "none"):
                levels[int(level.get(qn("w:ilvl")))] = (
                    form,
                    value("w:lvlText", ""),
                    int(value("w:start", "1")),
                )
        abstract[one.get(qn("w:abstractNumId"))] = levels
    return {
        num.get(qn("w:numId")): abstract.get(num.find(qn("w:abstractNumId")).get(qn("w:val")), {})
        for num in root.iterfind(qn("w:num"))
    }


def _numeral(number: int, form: str) -> str:
    """(12, "chineseCounting") → "十二"; other forms than Chinese ones are written in digits."""
    chinese = re.search("chinese|ideograph|japanese|taiwanese", form, re.I)
    return in_chinese(number) if chinese else str(number)
