"""An amount of nobody in particular → that of each body, where few are indexed: what to ask back with.

>>> [value.body for value in of_nobody(cell, world)[0].options]
['某局', '某中学']
"""

from __future__ import annotations

from dataclasses import replace

from qa.execute.leaves import leaf
from qa.execute.results import Missing
from qa.execute.world import World
from qa.plan.algebra import Cell
from qa.plan.ground import Why, said_of

# Of more bodies than these only the names are told.
_FEW = 8


def of_nobody(cell: Cell, world: World) -> tuple[Missing, ...] | None:
    """What is missing of an amount whose body nobody named: which body, with each one's amount.

    A row that no body prints is missing itself: asking whose would promise an answer. None where a body
    is named, or where too many are indexed to look in each.
    """
    bodies = tuple(world.catalog.by_body)
    if cell.body or cell.document or not 1 < len(bodies) <= _FEW:
        return None
    found = [leaf(replace(cell, body=body), world) for body in bodies]
    values = tuple(one.value for one in found if one.value is not None)
    if values:
        return (Missing(Why.BODY, "", cell.year, "", bodies, values),)
    whys = [missing.why for one in found for missing in one.missing]
    if all(why is Why.ROW for why in whys):
        said = cell.subject.shown if cell.subject else said_of(cell)
        return (Missing(Why.ROW, "", cell.year, said),)
    return None
