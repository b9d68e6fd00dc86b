"""The cells of a plan, wherever they stand in it.

>>> [str(cell) for cell in cells_of(Show((Cell(Name.of("办公费"), body="某局"),)))]
['办公费@某局']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from qa.plan.algebra import Amount, Cell, Name

_Node = TypeVar("_Node")


def cells_of(node: object) -> Iterator[Cell]:
    """Every cell of a query, in the order said."""
    if isinstance(node, Cell):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from cells_of(part)
    elif is_dataclass(node) and not isinstance(node, Name | Amount | type):
        for slot in fields(node):
            yield from cells_of(getattr(node, slot.name))


def with_cells(node: _Node, change: Callable[[Cell], Cell]) -> _Node:
    """The same query with each of its cells changed."""
    if isinstance(node, Cell):
        return cast("_Node", change(node))
    if isinstance(node, tuple):
        return cast("_Node", tuple(with_cells(part, change) for part in node))
    if is_dataclass(node) and not isinstance(node, Name | Amount | type):
        parts = {slot.name: with_cells(getattr(node, slot.name), change) for slot in fields(node)}
        return cast("_Node", replace(node, **parts))
    return node
