"""A page as it was scanned or photographed → upright, level, evenly lit and without its seals.

>>> level = levelled(rgb, 595.0, 842.0)
>>> level.grey.shape, level.scale, level.placing.box((100.0, 100.0, 200.0, 120.0))
((2339, 1654), 2.78, (100.0, 100.0, 200.0, 120.0))
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from index.facts.records import Placing
from index.files.scanned.characters import text_boxes, upside_down

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Corners = NDArray[np.float32]

_SMALL = 1000  # pixels of the longer side: enough to see how a page lies
_STEEPEST = 6.0  # degrees that a page may lean
_SHARPER = 1.1  # times: less is no reason to turn a page
# Millimetres. 《国务院关于国家行政机关和企业事业单位社会团体印章管理的规定》: 42 to 60 across.
_SEAL = (20.0, 65.0)
_REDDER = 40  # of 255: than green and blue
_PALE = 170  # of 255 in the red channel: no black print
_SHEET = (0.35, 0.97)  # of the picture: a sheet that lies on something else
_LIGHT = 61  # pixels of the small picture: wider than a letter, narrower than a shadow
_NIGHT = 40  # of 255: darker is no paper in a shadow
_VOTES = 12  # lines that are asked which way up they stand


@dataclass(frozen=True, slots=True)
class LevelledPage:
    """A page made level: its picture, pixels a point, and how its places lie on the page as displayed."""

    grey: Grey
    scale: float
    placing: Placing


def levelled(rgb: NDArray[np.uint8], width: float, height: float) -> LevelledPage:
    """The page in a picture; `width` and `height` are its size in points as displayed."""
    scale = rgb.shape[1] / width
    grey = _without_seals(_evenly_lit(rgb), scale)
    matrix, size = _upright(rgb, grey)
    turned = cv2.warpPerspective(grey, matrix, size, flags=cv2.INTER_AREA, borderValue=255)
    angle = _lean(turned)
    if angle:
        middle = (size[0] / 2, size[1] / 2)
        matrix = np.vstack([cv2.getRotationMatrix2D(middle, angle, 1.0), [0.0, 0.0, 1.0]]) @ matrix
    if not np.allclose(matrix, np.eye(3)):
        grey = cv2.warpPerspective(grey, matrix, size, flags=cv2.INTER_CUBIC, borderValue=255)
    back = np.diag([1 / scale, 1 / scale, 1.0]) @ np.linalg.inv(matrix) @ np.diag([scale, scale, 1.0])
    return LevelledPage(grey, scale, Placing(tuple((back / back[2, 2]).ravel().tolist())))


def _evenly_lit(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Paper white wherever a shadow lies on it, and whatever the colour of the lamp."""
    high, wide = rgb.shape[:2]
    small = _shrunk(rgb)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), _LIGHT)
    paper = cv2.resize(paper, (wide, high), interpolation=cv2.INTER_LINEAR)
    lit: NDArray[np.uint8] = cv2.divide(rgb, cv2.max(paper, _NIGHT), scale=255.0)
    return lit


def _without_seals(rgb: NDArray[np.uint8], scale: float) -> Grey:
    """Grey, seals bleached: under the red of a seal only black print is dark in the red channel."""
    red, green, blue = cv2.split(rgb)
    grey: Grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    stamped = (cv2.subtract(red, cv2.max(green, blue)) > _REDDER).astype(np.uint8)
    if not stamped.any():
        return grey
    # The ring, the star and the letters of a seal are one thing.
    reach = round(4 * scale) | 1
    joined = cv2.morphologyEx(stamped, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    # What JPEG leaves round red print is pale, but no longer red.
    around = cv2.dilate(stamped, np.ones((5, 5), np.uint8))
    bleached = np.where((around > 0) & (red > _PALE), np.uint8(255), red)
    least, most = (millimetres / 25.4 * 72 * scale for millimetres in _SEAL)
    for x0, top, wide, high in cv2.connectedComponentsWithStats(joined, connectivity=8)[2][1:, :4].tolist():
        if least <= wide <= most and least <= high <= most:
            here = slice(top, top + high), slice(x0, x0 + wide)
            grey[here] = bleached[here]
    return grey


def _shrunk(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    factor = min(1.0, _SMALL / max(picture.shape[:2]))
    small: NDArray[np.uint8] = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return small


def _upright(rgb: NDArray[np.uint8], grey: Grey) -> tuple[Matrix, tuple[int, int]]:
    """What turns the picture into the sheet upright, and the sheet's width and height in pixels."""
    factor = min(1.0, _SMALL / max(grey.shape))
    boxes = text_boxes(_shrunk(grey))
    matrix, (width, height) = _flat(cv2.cvtColor(_shrunk(rgb), cv2.COLOR_RGB2GRAY), boxes, grey.shape, factor)
    if not len(boxes):
        return matrix, (width, height)
    placed = cv2.perspectiveTransform(boxes.reshape(-1, 1, 2) / factor, matrix).reshape(-1, 4, 2)
    wide = np.ptp(placed[:, :, 0], axis=1)
    high = np.ptp(placed[:, :, 1], axis=1)
    if np.maximum(wide - high, 0).sum() < np.maximum(high - wide, 0).sum():
        matrix = np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]) @ matrix
        width, height = height, width
        placed = cv2.perspectiveTransform(boxes.reshape(-1, 1, 2) / factor, matrix).reshape(-1, 4, 2)
    if _on_its_head(grey, matrix, (width, height), placed):
        matrix = np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]]) @ matrix
    return matrix, (width, height)


def _on_its_head(grey: Grey, matrix: Matrix, size: tuple[int, int], boxes: Corners) -> bool:
    """Whether the longest of its lines stand on their heads."""
    turned = cv2.warpPerspective(grey, matrix, size, flags=cv2.INTER_AREA, borderValue=255)
    strips = []
    for box in boxes:
        x0, top = np.floor(np.clip(box.min(axis=0), 0, np.array(size) - 1)).astype(int).tolist()
        x1, bottom = np.ceil(np.clip(box.max(axis=0), 1, size)).astype(int).tolist()
        if x1 - x0 > 3 * (bottom - top) > 0:
            strips.append((x0, top, x1, bottom))
    strips = sorted(strips, key=lambda strip: strip[0] - strip[2])[:_VOTES]
    return bool(strips) and upside_down(turned, strips)


def _flat(
    small: Grey, boxes: Corners, shape: tuple[int, ...], factor: float
) -> tuple[Matrix, tuple[int, int]]:
    """What turns a sheet that was photographed on a table into a rectangle; nothing for a scan."""
    corners = _sheet(small, boxes)
    if corners is None:
        return np.eye(3), (shape[1], shape[0])
    corners /= factor
    wide = (np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])) / 2
    high = (np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    grown = max(shape) / max(wide, high)  # as large as the picture, so that a point stays a point
    width, height = round(wide * grown), round(high * grown)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners, target), np.float64), (width, height)


def _sheet(small: Grey, boxes: Corners) -> Corners | None:
    """The corners of a bright sheet on a darker ground, clockwise from the top left, if there is one."""
    _, bright = cv2.threshold(cv2.GaussianBlur(small, (7, 7), 0), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(outlines, key=cv2.contourArea, default=None)
    if outline is None:
        return None
    hull = cv2.convexHull(outline)
    corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True).reshape(-1, 2)
    share = cv2.contourArea(hull) / small.size
    if len(corners) != 4 or not _SHEET[0] <= share <= _SHEET[1]:
        return None
    # What has print beside it is no sheet but a part of one.
    inside = [cv2.pointPolygonTest(hull, tuple(map(float, box.mean(axis=0))), False) >= 0 for box in boxes]
    if sum(inside) < 0.95 * len(inside):
        return None
    total, apart = corners.sum(axis=1), np.diff(corners, axis=1).ravel()
    order = [total.argmin(), apart.argmin(), total.argmax(), apart.argmax()]
    if len(set(order)) < 4:
        return None
    return np.asarray(corners[order], np.float32)


def _lean(grey: Grey) -> float:
    """The degrees to turn the picture by so that its lines run level."""
    ink = 255 - _shrunk(grey)
    high, wide = ink.shape

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
        rows = cv2.warpAffine(ink, turn, (wide, high), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
        return float(np.var(np.diff(rows)))

    coarse = max(np.arange(-_STEEPEST, _STEEPEST + 0.1, 0.5).tolist(), key=sharpness)
    fine = max(np.arange(coarse - 0.5, coarse + 0.55, 0.1).tolist(), key=sharpness)
    return round(fine, 1) if sharpness(fine) >= _SHARPER * sharpness(0.0) else 0.0
