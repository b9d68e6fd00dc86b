"""Boxes on a page.

>>> around([(10, 20, 30, 40), (5, 30, 25, 50)])
(5, 20, 30, 50)
"""

from __future__ import annotations

from collections.abc import Sequence

from index.facts.records import Box


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds them all. Raises ValueError for none."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
