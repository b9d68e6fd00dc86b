"""What evaluation looks in: the store of facts, the catalog of documents, the cells read so far.

>>> evaluate(Show((cell,)), World(facts, catalog)).told[0].value.shown
'1.50万元'
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from index.store.protocols import Facts
from qa.catalog import Catalog
from qa.execute.cells import FEW, Cells
from qa.plan.algebra import Cell


Search = Callable[[str, int, Collection[str] | None], Sequence[tuple[str, float]]]
"""The references of the k passages nearest in meaning to a text, among some or all, each with its likeness."""


def _by_words_alone(text: str, k: int, refs: Collection[str] | None) -> Sequence[tuple[str, float]]:
    return ()


@dataclass(frozen=True)
class World:
    """Facts, catalog, and the cells of the documents that were asked about.

    `search` finds passages by meaning; without it they are found by their words alone.
    """

    facts: Facts
    catalog: Catalog
    search: Search = _by_words_alone
    cells: Cells = field(default=None)  # type: ignore[assignment]

    def __post_init__(self) -> None:
        if self.cells is None:
            object.__setattr__(self, "cells", Cells(self.facts))

    def narrowed(self, editions: Collection[tuple[int, ...]], cell: Cell, few: int = FEW) -> World:
        """The same world, with all that one leaf may mean in more than a few editions read at once."""
        return replace(self, cells=self.cells.narrowed(editions, cell, few))
