"""One page of a PDF → its picture. The one door to pypdfium2.

PDFium keeps global state: two threads inside it at once crash, even over two documents. Whoever wants
pages drawn side by side draws them in several processes.

>>> drawn = draw(Path("hotline-2025.pdf"), 12, 2.0)
>>> drawn.scale, Image.open(io.BytesIO(drawn.png)).size
(2.0, (1190, 1684))
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2

from index.facts.errors import DocumentError

LARGEST_SIDE: Final = 4000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as an RGB picture, packed as PNG, and the pixels to the point it was drawn at."""

    png: bytes
    scale: float


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
        return Drawn(held.getvalue(), drawn_scale)
    except pypdfium2.PdfiumError as error:
        raise DocumentError(pdf.name, "这一页已损坏，无法显示", "请核对原件", page=page) from error
    finally:
        document.close()
