"""A cited page as a picture, with the cell or the sentence it cites framed; a page once drawn is kept.

In: the stored PDF, a page counted from 1, a box in points of the page as displayed (origin top
left, so rotated pages need no thought). Out: an RGB picture of `scale` pixels to the point.

>>> pages = PageImages(DrawingProcesses())
>>> pages.picture(Path("hotline-2025.pdf"), 12, (412.0, 188.5, 470.2, 204.1)).size
(1190, 1684)
"""

from __future__ import annotations

import io
import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, TimeoutError
from pathlib import Path
from typing import Final

from pebble import ProcessExpired, ProcessPool
from PIL import Image, ImageChops, ImageDraw

from index.facts.errors import DocumentError
from index.facts.naming.file_names import has_places
from index.facts.records import Box
from index.files.printed.drawing import Drawn, draw
from index.workers import clean_context

FRAME: Final = (200, 30, 30)
HIGHLIGHT: Final = (255, 240, 150)
MARGIN: Final = 2.0
_MEGABYTE: Final = 1024 * 1024

Submit = Callable[[Path, int, float], Future[Drawn]]
"""Has a page drawn elsewhere: in a process, or in the one thread that may draw in this one."""

_Page = tuple[Path, int, float]


class PageImages:
    """Pages drawn by `submit` and kept, up to so many megabytes; many threads may ask at once."""

    def __init__(self, submit: Submit, kept_megabytes: int = 64) -> None:
        self._submit = submit
        self._most = kept_megabytes * _MEGABYTE
        self._size = 0
        self._kept: OrderedDict[_Page, Drawn] = OrderedDict()
        self._under_way: dict[_Page, Future[Drawn]] = {}
        self._lock = threading.Lock()

    def picture(self, pdf: Path, page: int, bbox: Box | None, scale: float = 2.0) -> Image.Image:
        """The page as an RGB image, `bbox` framed and lightly highlighted; unframed where it is None.

        A page whose longer side would exceed 4000 pixels (an A0 plan) is drawn smaller.
        Raises DocumentError when the file is no PDF, cannot be read or has no such page.
        """
        if not has_places(pdf.name):
            raise DocumentError(pdf.name, "原件不是 PDF，没有页面图片", "请打开原件，按表名、行和列核对")
        drawn = self._drawn((pdf, page, scale))
        picture = Image.open(io.BytesIO(drawn.png))
        picture.load()
        return picture if bbox is None else _framed(picture, bbox, drawn.scale)

    def _drawn(self, wanted: _Page) -> Drawn:
        """The bare page: kept, or drawn once for all who wait for it."""
        with self._lock:
            if kept := self._kept.get(wanted):
                self._kept.move_to_end(wanted)
                return kept
            drawing = self._under_way.get(wanted)
            if drawing is None:
                drawing = self._under_way[wanted] = self._submit(*wanted)
        try:
            drawn = drawing.result()
        except TimeoutError as error:
            pdf, page, _ = wanted
            raise DocumentError(pdf.name, "这一页太复杂，没有画完", "请打开原件查看", page=page) from error
        except ProcessExpired as error:
            pdf, page, _ = wanted
            raise DocumentError(pdf.name, "画这一页的进程意外终止", "请打开原件查看", page=page) from error
        finally:
            with self._lock:
                self._under_way.pop(wanted, None)
        self._keep(wanted, drawn)
        return drawn

    def _keep(self, page: _Page, drawn: Drawn) -> None:
        with self._lock:
            if page not in self._kept:
                self._kept[page] = drawn
                self._size += len(drawn.png)
            while self._size > self._most:
                _, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest.png)


class DrawingProcesses:
    """A `Submit`: so many processes, begun with the first page; a page may take so many seconds.

    One that crashes over a page or takes too long costs that page, and another takes its place.
    """

    def __init__(
        self, count: int = 2, seconds: float = 30.0, drawing: Callable[[Path, int, float], Drawn] = draw
    ) -> None:
        self._draw = drawing
        self._count = count
        self._seconds = seconds
        self._pool: ProcessPool | None = None
        self._lock = threading.Lock()

    def __call__(self, pdf: Path, page: int, scale: float) -> Future[Drawn]:
        """Have a page drawn."""
        future: Future[Drawn] = self._begun().schedule(
            self._draw, args=(pdf, page, scale), timeout=self._seconds
        )
        return future

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            if self._pool is not None:
                self._pool.stop()  # type: ignore[no-untyped-call]
                self._pool.join()
                self._pool = None

    def _begun(self) -> ProcessPool:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPool(max_workers=self._count, context=clean_context())
            return self._pool


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
