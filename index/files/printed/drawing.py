"""One page of a PDF → its picture, and where its words stand. The one door to pypdfium2.

PDFium keeps global state: two threads inside it at once crash, even over two documents. Whoever wants
pages drawn side by side draws them in several processes.

>>> drawn = draw(Path("hotline-2025.pdf"), 12, 2.0)
>>> drawn.scale, Image.open(io.BytesIO(drawn.png)).size
(2.0, (1190, 1684))
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2
import pypdfium2.raw

from index.facts.errors import DocumentError
from index.facts.records import Box

LARGEST_SIDE: Final = 4000


_FINE: Final = 16
"""Of a point, the parts by which places on a page are told."""

Word = tuple[str, Box]
"""Letters that stand together on a line, and the box around their ink on the page as displayed."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as an RGB picture, packed as PNG, the pixels to the point it was drawn at, and its words.

    A scanned page has none.
    """

    png: bytes
    scale: float
    words: tuple[Word, ...] = ()


def draw(pdf: Path, page: int, scale: float) -> Drawn:
    """The bare page, counted from 1; drawn smaller where its longer side would exceed 4000 pixels.

    Raises DocumentError when the file cannot be read or has no such page.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except (pypdfium2.PdfiumError, FileNotFoundError) as error:
        raise DocumentError(pdf.name, "原件无法打开", "请重新索引该文件") from error
    try:
        if not 1 <= page <= len(document):
            raise DocumentError(
                pdf.name, f"没有这一页，全文共{len(document)}页", "请核对页码，或重新索引该文件", page=page
            )
        sheet = document[page - 1]
        drawn_scale = min(scale, LARGEST_SIDE / max(sheet.get_size()))
        held = io.BytesIO()
        # It is kept for a while and sent from process to process: quick to pack counts, not the last byte.
        sheet.render(scale=drawn_scale).to_pil().convert("RGB").save(held, "PNG", compress_level=1)
        return Drawn(held.getvalue(), drawn_scale, tuple(_words(sheet)))
    except pypdfium2.PdfiumError as error:
        raise DocumentError(pdf.name, "这一页已损坏，无法显示", "请核对原件", page=page) from error
    finally:
        document.close()


def _words(sheet: pypdfium2.PdfPage) -> Iterator[Word]:
    """The words of a page: letters that follow each other closely on one line."""
    text, held = "", None
    for letter, box in _letters(sheet):
        close = held is not None and _is_next(held, box)
        if held is not None and not close:
            yield text, held
        text = text + letter if close else letter
        held = _around(held, box) if close and held is not None else box
    if held is not None:
        yield text, held


def _is_next(word: Box, letter: Box) -> bool:
    """Whether a letter goes on with a word: beside it, no further away than it is wide."""
    height = max(word[3] - word[1], letter[3] - letter[1])
    level = abs((word[1] + word[3]) - (letter[1] + letter[3])) / 2 < height / 2
    return level and -height / 2 <= letter[0] - word[2] <= height * 0.6


def _around(one: Box, other: Box) -> Box:
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def _letters(sheet: pypdfium2.PdfPage) -> Iterator[Word]:
    """Each letter with the box around its ink, on the page as displayed."""
    width, height = sheet.get_size()
    whole = (round(width * _FINE), round(height * _FINE))
    x, y = ctypes.c_int(), ctypes.c_int()

    def displayed(of: tuple[float, float]) -> tuple[float, float]:
        pypdfium2.raw.FPDF_PageToDevice(sheet, 0, 0, *whole, 0, *of, x, y)
        return x.value / _FINE, y.value / _FINE

    page = sheet.get_textpage()
    try:
        for at in range(page.count_chars()):
            letter = page.get_text_range(at, 1)
            left, bottom, right, top = page.get_charbox(at)
            if not letter.strip() or left >= right or bottom >= top:
                continue
            (x0, y0), (x1, y1) = displayed((left, top)), displayed((right, bottom))
            yield letter, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    finally:
        page.close()
