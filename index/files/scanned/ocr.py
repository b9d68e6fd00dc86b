"""The picture of a page without text → a `Page`, by character recognition.

The picture is made level, its rulings are found and wiped out (touching lines spoil the reading), each
line of text is cut where a ruling crosses it and read, and each character goes back to its place: all
that follows is as for any other page. The places of the page's facts are those on the level page;
`Page.placing` says where they lie on the page as displayed.

>>> page = recognise(4, picture, 595.0, 842.0)
>>> page.lines[0].text, page.ocr
('表三支出预算总表', True)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from index.facts.records import Line, Page
from index.files.printed.pdf import find_grids
from index.files.printed.text_lines import Char, join_lines
from index.files.scanned.characters import Strip, read_strips, text_boxes
from index.files.scanned.lettering import lettered
from index.files.scanned.levelling import levelled
from index.files.scanned.ocr_words import righted_page
from index.files.scanned.rulings import DARK, rulings

Grey = NDArray[np.uint8]

_TALL = 1.7  # times the usual height: more than one line
_SPECK = 2.5  # points: smaller is dirt
_WITHIN = 0.5  # of a strip's height: what a cell must hold of it to hold its text


def recognise(page: int, picture: Image.Image, width: float, height: float) -> Page:
    """The page as read from its picture; `width` and `height` are its size in points, as displayed."""
    level = levelled(np.asarray(picture.convert("RGB")), width, height)
    edges, ink = rulings(level.grey, level.scale)
    cells = [
        (int(x0 * level.scale), int(y0 * level.scale), int(x1 * level.scale), int(y1 * level.scale))
        for grid in find_grids(page, edges, [])
        for x0, y0, x1, y1 in (cell.bbox for cell in grid.cells)
    ]
    speck = _SPECK * level.scale
    strips = list(_strips(ink, cells, speck))
    inked = [_inked(ink, strip, speck) or strip for strip in strips]
    chars = [
        Char(text, x0 / level.scale, top / level.scale, x1 / level.scale, bottom / level.scale)
        for text, x0, top, x1, bottom in lettered(inked, read_strips(ink, strips))
    ]
    lines = tuple(Line(page, text, box, size) for text, box, size in join_lines(chars) if text.strip())
    read = Page(
        page,
        level.grey.shape[1] / level.scale,
        level.grey.shape[0] / level.scale,
        lines,
        find_grids(page, edges, chars),
        image_only=not lines,
        ocr=True,
        placing=level.placing,
    )
    return righted_page(read)


def _strips(ink: Grey, cells: Sequence[Strip], speck: float) -> Iterator[Strip]:
    """Every line of text, cut where it runs from one cell into the next."""
    boxes = []
    for corners in text_boxes(ink):
        x0, top = np.floor(np.maximum(corners.min(axis=0), 0)).astype(int).tolist()
        x1, bottom = np.ceil(np.minimum(corners.max(axis=0), ink.shape[::-1])).astype(int).tolist()
        if x1 - x0 > 2 and bottom - top > 2:
            boxes.append((x0, top, x1, bottom))
    usual = median([bottom - top for _, top, _, bottom in boxes]) if boxes else 0
    seen: set[Strip] = set()
    for box in boxes:
        parts = [
            (cell, part) for cell in cells if (part := _shared(box, cell)) and _holds(box, part, ink, speck)
        ]
        seen.update(cell for cell, _ in parts)
        for part in [part for _, part in parts] or [box]:
            yield from _lines(ink, part, usual, speck)
    # A figure that stands alone in its cell is easily overlooked.
    for cell in cells:
        if cell not in seen:
            yield from _lines(ink, cell, 0, speck)


def _shared(box: Strip, cell: Strip) -> Strip | None:
    x0, top, x1, bottom = (
        max(box[0], cell[0]),
        max(box[1], cell[1]),
        min(box[2], cell[2]),
        min(box[3], cell[3]),
    )
    return (x0, top, x1, bottom) if x1 - x0 > 2 and bottom - top > 2 else None


def _holds(box: Strip, part: Strip, ink: Grey, speck: float) -> bool:
    """Whether a part of a line of text has text of its own."""
    if part[3] - part[1] < _WITHIN * (box[3] - box[1]):
        return False
    return _inked(ink, part, speck) is not None


def _inked(ink: Grey, area: Strip, speck: float) -> Strip | None:
    """What is printed in an area, without the dirt; None where there is nothing."""
    x0, top, x1, bottom = area
    dark = (ink[top:bottom, x0:x1] < DARK).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    marks = [
        (int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:count] if max(w, h) >= speck
    ]
    if not marks:
        return None
    return (
        x0 + min(m[0] for m in marks),
        top + min(m[1] for m in marks),
        x0 + max(m[2] for m in marks),
        top + max(m[3] for m in marks),
    )


def _lines(ink: Grey, area: Strip, usual: float, speck: float) -> Iterator[Strip]:
    """The lines of text in an area: itself, unless it is taller than a line (`usual` 0: not known)."""
    if usual and area[3] - area[1] <= _TALL * usual:
        yield area
        return
    inked = _inked(ink, area, speck)
    if inked is None:
        return
    x0, top, x1, bottom = inked
    rows = np.flatnonzero((ink[top:bottom, x0:x1] < DARK).any(axis=1))
    ends = [-1, *np.flatnonzero(np.diff(rows) > 2).tolist(), len(rows) - 1]
    for before, last in pairwise(ends):
        first = before + 1
        y0, y1 = top + int(rows[first]), top + int(rows[last]) + 1
        room = max(2, (y1 - y0) // 8)
        if y1 - y0 > 1:
            yield (
                max(area[0], x0 - room),
                max(area[1], y0 - room),
                min(area[2], x1 + room),
                min(area[3], y1 + room),
            )
