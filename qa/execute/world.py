"""What evaluation looks in: the store of facts, the catalog of documents, the cells read so far.

>>> evaluate(Show((cell,)), World(facts, catalog)).told[0].value.shown
'1.50万元'
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from index.store.protocols import Facts
from qa.catalog import Catalog
from qa.execute.cells import FEW, Cells
from qa.plan.algebra import Cell


@dataclass(frozen=True)
class World:
    """Facts, catalog, and the cells of the documents that were asked about."""

    facts: Facts
    catalog: Catalog
    cells: Cells = field(default=None)  # type: ignore[assignment]

    def __post_init__(self) -> None:
        if self.cells is None:
            object.__setattr__(self, "cells", Cells(self.facts))

    def narrowed(self, editions: Collection[tuple[int, ...]], cell: Cell, few: int = FEW) -> World:
        """The same world, with all that one leaf may mean in more than a few editions read at once."""
        return replace(self, cells=self.cells.narrowed(editions, cell, few))
