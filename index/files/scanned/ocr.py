"""The picture of a page without text → a `Page`, read by tesseract. The only door to tesseract.

Rulings are found in the picture as long dark runs and wiped out before reading: touching lines
spoil every fifth cell. The cells are then stacked into one column, a gap between them, and read in
one go; cells that look like numbers are read a second time with digits alone allowed. Each
character goes back to its place on the page, so that all that follows is as for any other page.

>>> if available():
...     page = recognise(4, picture, 595.0, 842.0)
...     print(page.lines[0].text, page.ocr)
表三支出预算总表 True
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from index.facts.errors import BudgetError
from index.facts.money import number
from index.facts.records import Box, Line, Page
from index.files.printed.pdf import find_grids
from index.files.printed.text_lines import Char, join_lines
from index.files.scanned.ocr_words import righted_page

Mask = NDArray[np.bool_]

_DARK = 150  # of 255: ink, and rulings printed in grey
_HORIZONTAL = 26.0  # points: longer than the widest stroke of a title
_VERTICAL = 11.0  # points: the height of the lowest row
_LONG = 45.0  # points: a vertical run this long is a ruling wherever it ends
_NEAR = 3.5  # points between the end of a ruling and the one it meets
_THICKEST = 5.0  # points: thicker dark runs are pictures and seals
_GAP = 24  # pixels between stacked cells
_ROOM = 12  # pixels of white round a cell
_TALLEST = 20000  # pixels of one stack; tesseract ends at 32767
_NUMERIC = re.compile(r"[\d.,，。．\-—－()（）%％oOlI|:;'\s]+")
_SPACED = re.compile(r"\s+")


class _Word(NamedTuple):
    text: str
    x0: float
    top: float
    x1: float
    bottom: float


@cache
def available() -> bool:
    """Whether tesseract and its simplified Chinese are installed on this machine."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)
    return "chi_sim" in listed.stdout.split()


def recognise(page: int, picture: Image.Image, width: float, height: float) -> Page:
    """The page as read from its picture; `width` and `height` are its size in points.

    Raises BudgetError when tesseract fails.
    """
    grey = _straightened(picture.convert("L"))
    scale = grey.width / width
    dark: Mask = np.asarray(grey) < _DARK
    edges, wiped = _rulings(dark, scale)
    ink = np.asarray(grey).copy()
    ink[wiped] = 255
    boxes = [box for lattice in _lattice_boxes(edges) for box in lattice]
    chars = _cell_chars(ink, boxes, scale)
    rest = ink.copy()
    for x0, top, x1, bottom in boxes:
        rest[int(top * scale) : int(bottom * scale) + 1, int(x0 * scale) : int(x1 * scale) + 1] = 255
    outside = _read(Image.fromarray(rest), "chi_sim")
    chars += [char for word in outside for char in _spread(_scaled(word, scale))]
    lines = tuple(Line(page, text, box, size) for text, box, size in join_lines(chars) if text.strip())
    grids = find_grids(page, edges, chars)
    return righted_page(Page(page, width, height, lines, grids, image_only=not lines, ocr=True))


def _straightened(grey: Image.Image) -> Image.Image:
    """The picture turned so that its lines run level: at most 2 degrees, by steps of a quarter."""
    small = grey.resize((max(1, grey.width // 4), max(1, grey.height // 4)), Image.Resampling.BOX)

    def sharpness(angle: float) -> float:
        turned = small.rotate(angle, fillcolor=255, resample=Image.Resampling.BILINEAR)
        ink = 255.0 - np.asarray(turned, dtype=np.float64)
        return float(np.var(np.diff(ink.sum(axis=1))))

    best = max((step / 4 for step in range(-8, 9)), key=sharpness)
    if not best or sharpness(best) < 1.15 * sharpness(0.0):
        return grey
    return grey.rotate(best, fillcolor=255, resample=Image.Resampling.BICUBIC)


# -- rulings -------------------------------------------------------------------------------


def _rulings(dark: Mask, scale: float) -> tuple[list[dict[str, Any]], Mask]:
    """The rulings as edges in points, and the pixels they cover."""
    across, covered = _runs(dark, int(_HORIZONTAL * scale), _THICKEST * scale)
    down, covered_down = _runs(dark.T, int(_VERTICAL * scale), _THICKEST * scale)
    horizontal = [(x0 / scale, y0 / scale, x1 / scale, y1 / scale) for x0, y0, x1, y1 in across]
    vertical = []
    keep = np.zeros_like(dark)
    for y0, x0, y1, x1 in down:
        box = (x0 / scale, y0 / scale, x1 / scale, y1 / scale)
        # The stem of a character ends nowhere; a ruling between two others ends at them.
        if box[3] - box[1] >= _LONG or (_meets(box, box[1], horizontal) and _meets(box, box[3], horizontal)):
            vertical.append(box)
            keep[y0:y1, x0:x1] = True
    wiped = covered | (covered_down.T & keep)
    edges = [_edge("h", x0, (y0 + y1) / 2, x1, (y0 + y1) / 2) for x0, y0, x1, y1 in horizontal]
    edges += [_edge("v", (x0 + x1) / 2, y0, (x0 + x1) / 2, y1) for x0, y0, x1, y1 in vertical]
    grown = wiped.copy()
    for axis in (0, 1):
        for step in (-1, 1):
            grown |= np.roll(wiped, step, axis)
    return edges, grown


def _meets(box: Box, y: float, horizontal: Sequence[Box]) -> bool:
    return any(
        abs((h[1] + h[3]) / 2 - y) <= _NEAR and h[0] - _NEAR <= box[0] and box[2] <= h[2] + _NEAR
        for h in horizontal
    )


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    return {
        "orientation": orientation,
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
    }


def _runs(dark: Mask, least: int, thickest: float) -> tuple[list[tuple[int, int, int, int]], Mask]:
    """Level strokes at least `least` pixels long, as (x0, y0, x1, y1), and their pixels.

    A stroke that leans steps from row to row: runs that overlap in neighbouring rows are one.
    """
    # A ruling printed thin breaks up in scanning: its neighbours fill the gaps of one row.
    solid = dark | np.roll(dark, 1, 0) | np.roll(dark, -1, 0)
    padded = np.pad(solid.astype(np.int8), ((0, 0), (1, 1)))
    steps = np.diff(padded, axis=1)
    starts, ends = np.nonzero(steps == 1), np.nonzero(steps == -1)
    covered = np.zeros_like(dark)
    strokes: list[list[int]] = []
    for y, x0, x1 in zip(starts[0].tolist(), starts[1].tolist(), ends[1].tolist(), strict=True):
        if x1 - x0 < least:
            continue
        covered[y, x0:x1] = True
        for stroke in reversed(strokes[-60:]):
            if y - stroke[3] <= 1 and x0 < stroke[2] and x1 > stroke[0]:
                stroke[0], stroke[2], stroke[3] = min(stroke[0], x0), max(stroke[2], x1), y + 1
                break
        else:
            strokes.append([x0, y, x1, y + 1])
    thin = []
    for x0, y0, x1, y1 in strokes:
        if y1 - y0 <= thickest + 2:
            thin.append((x0, y0, x1, y1))
        else:
            covered[y0:y1, x0:x1] = False
    return thin, covered


# -- reading -------------------------------------------------------------------------------


def _lattice_boxes(edges: list[dict[str, Any]]) -> list[list[Box]]:
    return [[cell.bbox for cell in grid.cells] for grid in find_grids(0, edges, [])]


def _cell_chars(ink: NDArray[np.uint8], boxes: Sequence[Box], scale: float) -> list[Char]:
    """The characters of all cells, read as one stack and put back to their places."""
    pieces = []
    for x0, top, x1, bottom in boxes:
        part = ink[int(top * scale) + 2 : int(bottom * scale) - 1, int(x0 * scale) + 2 : int(x1 * scale) - 1]
        rows, cols = np.nonzero((part < _DARK).any(axis=1))[0], np.nonzero((part < _DARK).any(axis=0))[0]
        if len(rows) and len(cols) and rows[-1] - rows[0] > 2:
            left, up = int(x0 * scale) + 2 + int(cols[0]), int(top * scale) + 2 + int(rows[0])
            pieces.append((part[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1], left, up))
    words = _read_stack(pieces, "chi_sim")
    again = [
        i for i, own in enumerate(words) if own and _NUMERIC.fullmatch("".join(word.text for word in own))
    ]
    digits = _read_stack([pieces[i] for i in again], "eng", digits=True)
    for i, own in zip(again, digits, strict=True):
        if own and number("".join(word.text for word in own)) is not None:
            words[i] = own
    return [char for own in words for word in own for char in _spread(_scaled(word, scale))]


_Piece = tuple[NDArray[np.uint8], int, int]


def _read_stack(pieces: Sequence[_Piece], language: str, *, digits: bool = False) -> list[list[_Word]]:
    """The words of each piece, in pixels of the page."""
    words: list[list[_Word]] = [[] for _ in pieces]
    first = 0
    while first < len(pieces):
        height, last = _GAP, first
        while last < len(pieces) and (last == first or height + pieces[last][0].shape[0] < _TALLEST):
            height += pieces[last][0].shape[0] + _GAP + _ROOM
            last += 1
        width = max(piece.shape[1] for piece, _, _ in pieces[first:last]) + 2 * _ROOM
        sheet = np.full((height + _GAP, max(width, 200)), 255, np.uint8)
        tops = []
        y = _GAP
        for piece, _, _ in pieces[first:last]:
            sheet[y : y + piece.shape[0], _ROOM : _ROOM + piece.shape[1]] = piece
            tops.append(y)
            y += piece.shape[0] + _GAP + _ROOM
        for word in _read(Image.fromarray(sheet), language, digits=digits):
            middle = (word.top + word.bottom) / 2
            at = int(np.searchsorted(np.asarray(tops) - _GAP // 2, middle, side="right")) - 1
            if at >= 0:
                _, left, top = pieces[first + at]
                dx, dy = left - _ROOM, top - tops[at]
                words[first + at].append(
                    _Word(word.text, word.x0 + dx, word.top + dy, word.x1 + dx, word.bottom + dy)
                )
        first = last
    return words


def _read(picture: Image.Image, language: str, *, digits: bool = False) -> list[_Word]:
    """The words tesseract sees, in pixels; all words of a line are as tall as the line.

    Raises BudgetError when it fails.
    """
    if not (np.asarray(picture) < _DARK).any():
        return []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.png")
        picture.save(source)
        command = ["tesseract", str(source), "-", "-l", language, "--psm", "6", "--dpi", "300"]
        if digits:
            command += ["-c", "tessedit_char_whitelist=0123456789.,-()%"]
        command += ["-c", "preserve_interword_spaces=1", "tsv"]
        # Its own threads fight over the cores: 3 seconds a page become 20.
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise BudgetError(f"文字识别失败：tesseract {' '.join(said)}。请检查 tesseract-ocr 的安装")
    words: list[_Word] = []
    line = (0, 0)
    for row in done.stdout.decode(errors="replace").splitlines()[1:]:
        fields = row.split("\t")
        top, height = int(fields[7]), int(fields[9])
        if fields[0] == "4":
            line = (top, top + height)
        elif fields[0] == "5" and fields[11].strip():
            x0, x1 = int(fields[6]), int(fields[6]) + int(fields[8])
            # Boxes of neighbours overlap; their order is the one they are listed in.
            if words and words[-1].top == line[0] and words[-1].bottom == line[1]:
                x0 = max(x0, int(words[-1].x1))
            words.append(_Word(_SPACED.sub("", fields[11]), x0, line[0], max(x1, x0 + 1), line[1]))
    return words


def _scaled(word: _Word, scale: float) -> _Word:
    return _Word(word.text, word.x0 / scale, word.top / scale, word.x1 / scale, word.bottom / scale)


def _spread(word: _Word) -> list[Char]:
    """The word's characters, side by side over its width."""
    step = (word.x1 - word.x0) / len(word.text)
    return [
        Char(text, word.x0 + i * step, word.top, word.x0 + (i + 1) * step, word.bottom)
        for i, text in enumerate(word.text)
    ]
