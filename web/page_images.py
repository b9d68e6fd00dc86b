"""A cited page as a picture, with the cell or the sentence it cites framed; a page once drawn is kept.

Beside the page a row alone: the framed cell with the name of its row, however far apart they stand.

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
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, TimeoutError
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pebble import ProcessExpired, ProcessPool
from PIL import Image, ImageChops, ImageDraw

from index.facts.errors import DocumentError
from index.facts.naming.file_names import has_places
from index.facts.records import Box
from index.files.printed.drawing import Drawn, Word, draw
from index.workers import clean_context

FRAME: Final = (200, 30, 30)
HIGHLIGHT: Final = (255, 240, 150)
CUT: Final = (107, 117, 126)
MARGIN: Final = 2.0
# In points: how far print may stand out of its box; room around a cut-out, and between two; what is near;
# how much of a row stands for its name.
_REACH, _ROOM, _GAP, _NEAR, _BEGINNING = 5.0, 5.0, 6.0, 60.0, 200.0
_DARK, _ALIKE = 150, 0.6
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

    def row(self, pdf: Path, page: int, bbox: Box, name: str, scale: float = 2.0) -> Image.Image:
        """The framed cell beside the name of its row, cut from the page.

        Where the name is not found, as on a scan, the row's beginning stands for it. Raises DocumentError.
        """
        framed = self.picture(pdf, page, bbox, scale)
        drawn = self._drawn((pdf, page, scale))
        return _row(framed, bbox, name_of_row(drawn.words, bbox, name), drawn.scale)

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


def name_of_row(words: Sequence[Word], bbox: Box, name: str) -> Box | None:
    """Where the name of a cell's row stands: of the words left of the cell those most like it, the nearest.

    A name of several lines is all of them.
    """
    x0, top, _, bottom = bbox
    beside = [
        (text, box)
        for text, box in words
        if box[2] <= x0 + MARGIN and top - MARGIN <= (box[1] + box[3]) / 2 <= bottom + MARGIN
    ]
    letters = {letter for letter in name if letter.isalpha()} or set(name)
    alike = [(text, box) for text, box in beside if _share(text, letters) >= _ALIKE]
    if not alike:
        return None
    most = max(len(text) for text, _ in alike)
    nearest = max((box for text, box in alike if len(text) * 2 > most), key=lambda box: box[2])
    column = [box for _, box in alike if box[0] < nearest[2] and nearest[0] < box[2]]
    return (
        min(box[0] for box in column),
        min(box[1] for box in column),
        max(box[2] for box in column),
        max(box[3] for box in column),
    )


def _share(text: str, letters: Collection[str]) -> float:
    """How much of a word is of these letters."""
    return sum(letter in letters for letter in text) / len(text)


def _row(picture: Image.Image, bbox: Box, name: Box | None, scale: float) -> Image.Image:
    """The stretch of a page from the name to the cell; what lies between them is cut out where it is much."""
    x0, top, x1, bottom = bbox
    first = name or (*_begun(picture, bbox, scale), bottom)
    upper, lower = (min(top, first[1]) - _ROOM) * scale, (max(bottom, first[3]) + _ROOM) * scale
    sides = [(first[0] - _ROOM, first[2] + _ROOM), (x0 - _ROOM, x1 + _ROOM)]
    if sides[1][0] - sides[0][1] < _NEAR:
        sides = [(min(sides[0][0], sides[1][0]), sides[1][1])]
    cuts = [
        picture.crop((round(max(0, left * scale)), round(max(0, upper)), *_end(right, lower, scale, picture)))
        for left, right in sides
    ]
    gap = round(_GAP * scale)
    whole = Image.new("RGB", (sum(cut.width for cut in cuts) + gap * (len(cuts) - 1), cuts[0].height), CUT)
    at = 0
    for cut in cuts:
        whole.paste(cut, (at, 0))
        at += cut.width + gap
    return whole


def _end(right: float, lower: float, scale: float, picture: Image.Image) -> tuple[int, int]:
    return round(min(picture.width, right * scale)), round(min(picture.height, lower))


def _begun(picture: Image.Image, bbox: Box, scale: float) -> tuple[float, float, float]:
    """Where a row begins, of a page whose words are not known: its first ink, and so far behind it."""
    x0, top, _, bottom = bbox
    ink = _ink(picture.crop((0, round(top * scale), max(1, round(x0 * scale)), round(bottom * scale) + 1)))
    columns = np.flatnonzero(ink.any(axis=0))
    left = float(columns[0]) / scale if len(columns) else 0.0
    return left, top, min(x0, left + _BEGINNING)


def _ink(picture: Image.Image) -> NDArray[np.bool_]:
    """Where print stands, by row and column: lines from edge to edge are none."""
    dark = np.asarray(picture.convert("L")) < _DARK
    dark[:, dark.all(axis=0)] = False
    return dark


def _grown(picture: Image.Image, box: Box, scale: float) -> Box:
    """A box that cuts through print, as far up and down as that print goes: boxes of fonts sit too low."""
    x0, top, x1, bottom = box
    reach = round(_REACH * scale)
    upper, lower = round(top * scale), round(bottom * scale)
    first, last = max(0, upper - reach), min(picture.height, lower + reach)
    columns = (max(0, math.floor(x0 * scale)), min(picture.width, math.ceil(x1 * scale)))
    if upper < 0 or lower >= picture.height or upper >= lower or columns[0] >= columns[1]:
        return box
    rows = _ink(picture.crop((columns[0], first, columns[1], last))).max(axis=1)
    up, down = upper - first, lower - first
    while up > 0 and rows[up] and rows[up - 1]:
        up -= 1
    while down < len(rows) - 1 and rows[down - 1] and rows[down]:
        down += 1
    # Print that goes on beyond the reach is no line of text: a filled cell, a drawing.
    up = up if up > 0 else upper - first
    down = down if down < len(rows) - 1 else lower - first
    return (x0, min(top, (first + up) / scale), x1, max(bottom, (first + down) / scale))


def _framed(picture: Image.Image, bbox: Box, scale: float) -> Image.Image:
    """`picture` with the box tinted (print stays legible under it) and outlined.

    The frame stands a little outside the box and its print, and never outside the picture: a box that runs
    over the page's edge still shows four sides.
    """
    line = max(2, round(MARGIN * scale))
    x0, top, x1, bottom = bbox
    upright = (min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom))
    left, upper, right, lower = _grown(picture, upright, scale)
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
