"""A cited page as a picture, with the cell or the sentence it cites framed.

In: the stored PDF, a page counted from 1, a box in points of the page as displayed (origin top
left, so rotated pages need no thought). Out: an RGB picture of `scale` pixels to the point.

>>> picture = render(Path("hotline-2025.pdf"), 12, (412.0, 188.5, 470.2, 204.1))
>>> picture.size
(1190, 1684)
"""

from __future__ import annotations

import math
import threading
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from index.facts.errors import DocumentError
from index.facts.file_names import has_places
from index.facts.records import Box

FRAME: Final = (200, 30, 30)
HIGHLIGHT: Final = (255, 240, 150)
MARGIN: Final = 2.0
LARGEST_SIDE: Final = 4000

# PDFium keeps global state: two threads inside it at once crash, even over two documents.
_pdfium = threading.Lock()


def render(pdf: Path, page: int, bbox: Box | None, scale: float = 2.0) -> Image.Image:
    """The page as an RGB image, `bbox` framed and lightly highlighted; unframed where it is None.

    A page whose longer side would exceed 4000 pixels (an A0 plan) is drawn smaller.
    Raises DocumentError when the file is no PDF, cannot be read or has no such page.
    """
    if not has_places(pdf.name):
        raise DocumentError(pdf.name, "原件不是 PDF，没有页面图片", "请打开原件，按表名、行和列核对")
    picture, drawn_scale = _drawn(pdf, page, scale)
    return picture if bbox is None else _framed(picture, bbox, drawn_scale)


def _drawn(pdf: Path, page: int, scale: float) -> tuple[Image.Image, float]:
    """The bare page, and the pixels to the point it was drawn at."""
    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except (pypdfium2.PdfiumError, FileNotFoundError) as error:
            raise DocumentError(pdf.name, "原件无法打开", "请重新索引该文件") from error
        try:
            if not 1 <= page <= len(document):
                raise DocumentError(
                    pdf.name, f"没有这一页，全文共{len(document)}页", "请重新索引该文件", page=page
                )
            sheet = document[page - 1]
            drawn_scale = min(scale, LARGEST_SIDE / max(sheet.get_size()))
            picture: Image.Image = sheet.render(scale=drawn_scale).to_pil().convert("RGB")
            return picture, drawn_scale
        except pypdfium2.PdfiumError as error:
            raise DocumentError(pdf.name, "这一页已损坏，无法显示", "请核对原件", page=page) from error
        finally:
            document.close()


def _framed(picture: Image.Image, bbox: Box, scale: float) -> Image.Image:
    """`picture` with the box tinted (print stays legible under it) and outlined.

    The frame stands a little outside the box, and never outside the picture: a box that runs
    over the page's edge still shows four sides.
    """
    line = max(2, round(MARGIN * scale))
    x0, top, x1, bottom = bbox
    left, right = sorted((x0, x1))
    upper, lower = sorted((top, bottom))
    frame = (
        min(max(0, math.floor((left - MARGIN) * scale)), picture.width - 2 * line),
        min(max(0, math.floor((upper - MARGIN) * scale)), picture.height - 2 * line),
        max(min(picture.width - 1, math.ceil((right + MARGIN) * scale)), 2 * line),
        max(min(picture.height - 1, math.ceil((lower + MARGIN) * scale)), 2 * line),
    )
    tint = Image.new("RGB", picture.size, "white")
    ImageDraw.Draw(tint).rectangle(frame, fill=HIGHLIGHT)
    framed = ImageChops.multiply(picture, tint)
    ImageDraw.Draw(framed).rectangle(frame, outline=FRAME, width=line)
    return framed
