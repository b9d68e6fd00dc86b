"""What one row comes to in every body, kept for one generation of documents while it is asked about.

哪家培训费最多, 培训费排名前三 and 哪些单位培训费超过一万元 read the same column: the amounts of one row, body
by body. It is read when it is first asked for and grows with the bodies; answers made of it are not kept.

>>> Columns().of("培训费", lambda: ["甲局", "乙局"], len)
['甲局', '乙局']
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
# So many amounts are kept in all; the column that was asked for longest ago is let go.
_KEPT = 50_000


class Columns:
    """Columns by what they are of, for many threads at once."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._columns: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._turn = threading.Lock()

    def of(self, what: Hashable, read: Callable[[], T], size: Callable[[T], int]) -> T:
        """The column of that, read where it is not there; `size` tells how many amounts it has."""
        with self._turn:
            if what in self._columns:
                self._columns.move_to_end(what)
                kept: T = self._columns[what][0]
                return kept
        column = read()
        with self._turn:
            self._columns[what] = (column, size(column))
            while len(self._columns) > 1 and sum(n for _, n in self._columns.values()) > self._kept:
                self._columns.popitem(last=False)
        return column
