"""Many values, some at a time.

>>> [len(some) for some in batches(range(12_000))]
[5000, 5000, 2000]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

_MOST = 5000  # SQLite takes 32 766 values in one statement, Chroma 5 461 entries in one call


def batches(values: Iterable[T], most: int = _MOST) -> Iterator[list[T]]:
    """The values in order, as many at a time as a store takes in one call."""
    rest = iter(values)
    while batch := list(islice(rest, most)):
        yield batch
