"""The rulings in a picture → edges, and the picture without them: touching lines spoil the reading.

>>> edges, ink = rulings(grey, scale=200 / 72)
>>> edges[0]["orientation"], round(edges[0]["x0"])
('h', 82)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from index.facts.records import Box

Grey = NDArray[np.uint8]
Mask = NDArray[np.uint8]

DARK = 150  # of 255: ink, and rulings printed in grey
_HORIZONTAL = 26.0  # points: longer than the widest stroke of a title
_VERTICAL = 11.0  # points: the height of the lowest row
_LONG = 45.0  # points: a vertical run this long is a ruling wherever it ends
_NEAR = 3.5  # points between the end of a ruling and the one it meets
_THICKEST = 5.0  # points: thicker dark runs are pictures


def rulings(grey: Grey, scale: float) -> tuple[list[dict[str, Any]], Grey]:
    """The rulings as edges in points, and the picture with white in their place; `scale`: pixels a point."""
    dark = (grey < DARK).astype(np.uint8)
    across, over = _strokes(dark, int(_HORIZONTAL * scale), (_THICKEST + 1) * scale)
    down, under = _strokes(np.ascontiguousarray(dark.T), int(_VERTICAL * scale), (_THICKEST + 1) * scale)
    horizontal = [(x0 / scale, y0 / scale, x1 / scale, y1 / scale) for x0, y0, x1, y1 in across]
    vertical = []
    keep = np.zeros_like(dark)
    for y0, x0, y1, x1 in down:
        box = (x0 / scale, y0 / scale, x1 / scale, y1 / scale)
        # The stem of a character ends nowhere; a ruling between two others ends at them.
        if box[3] - box[1] >= _LONG or (_meets(box, box[1], horizontal) and _meets(box, box[3], horizontal)):
            vertical.append(box)
            keep[y0:y1, x0:x1] = 1
    edges = [_edge("h", x0, (y0 + y1) / 2, x1, (y0 + y1) / 2) for x0, y0, x1, y1 in horizontal]
    edges += [_edge("v", (x0 + x1) / 2, y0, (x0 + x1) / 2, y1) for x0, y0, x1, y1 in vertical]
    wiped = cv2.dilate(over | (under.T & keep), np.ones((3, 3), np.uint8))
    ink = grey.copy()
    ink[wiped > 0] = 255
    return edges, ink


def _strokes(dark: Mask, least: int, thickest: float) -> tuple[list[tuple[int, int, int, int]], Mask]:
    """Level strokes at least `least` pixels long, as (x0, y0, x1, y1), and their pixels.

    A stroke that leans steps from row to row: what touches is one.
    """
    # A ruling printed thin breaks up in scanning: its neighbours fill the gaps of one row.
    solid = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    level = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    strokes = []
    thin = np.zeros(count, np.uint8)
    for label in range(1, count):
        x0, y0, width, height = (int(value) for value in stats[label, :4])
        if height <= thickest + 2:
            strokes.append((x0, y0, x0 + width, y0 + height))
            thin[label] = 1
    return strokes, thin[labels]


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
