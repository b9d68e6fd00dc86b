"""A page whose text runs up, down or upside down → the same page turned so that it runs to the right.

A wide table is often set sideways on an upright page. What is read of the turned page lies on the page as
it is displayed by `Turn.placing`.

>>> turn_of([(0, 1), (0, 1), (1, 0)], 595, 842).box((100, 700, 110, 760))  # text that runs up
(82, 100, 142, 110)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PIL import Image

from index.facts.records import Box, Placing

_MOST = 0.6  # of the characters of a page run its way

_WAYS = {(1, 0): 0, (0, 1): 1, (-1, 0): 2, (0, -1): 3}


@dataclass(frozen=True, slots=True)
class Turn:
    """By how many quarters a page is turned clockwise; its size before, in points."""

    quarters: int
    width: float
    height: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the turned page."""
        return (self.height, self.width) if self.quarters % 2 else (self.width, self.height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page lies on the turned page."""
        match self.quarters:
            case 1:
                return self.height - y, x
            case 2:
                return self.width - x, self.height - y
            case 3:
                return y, self.width - x
        return x, y

    def box(self, box: Box) -> Box:
        """Where a box of the page lies on the turned page."""
        (x0, y0), (x1, y1) = self.point(*box[:2]), self.point(*box[2:])
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def edge(self, edge: dict[str, Any]) -> dict[str, Any]:
        """A ruling on the turned page."""
        x0, top, x1, bottom = self.box((edge["x0"], edge["top"], edge["x1"], edge["bottom"]))
        way = edge["orientation"]
        if self.quarters % 2:
            way = {"h": "v", "v": "h"}[way]
        return {**edge, "x0": x0, "top": top, "x1": x1, "bottom": bottom, "orientation": way}

    def picture(self, picture: Image.Image) -> Image.Image:
        """The picture of the page, turned."""
        return picture.rotate(-90 * self.quarters, expand=True) if self.quarters else picture

    @property
    def placing(self) -> Placing | None:
        """How the turned page lies on the page; None where nothing was turned."""
        width, height = self.width, self.height
        match self.quarters:
            case 1:
                return Placing((0.0, 1.0, 0.0, -1.0, 0.0, height, 0.0, 0.0, 1.0))
            case 2:
                return Placing((-1.0, 0.0, width, 0.0, -1.0, height, 0.0, 0.0, 1.0))
            case 3:
                return Placing((0.0, -1.0, width, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0))
        return None


def turn_of(ways: Iterable[tuple[int, int]], width: float, height: float) -> Turn:
    """The turn that most characters of a page need; `ways` is where each runs, right and up counted as 1."""
    found = Counter(ways)
    way, count = found.most_common(1)[0] if found else ((1, 0), 0)
    return Turn(_WAYS.get(way, 0) if count >= _MOST * found.total() else 0, width, height)
