"""All places of a document that tell of one thing: its tables and its sentences, each value once.

>>> [value.shown for value in everywhere(cell, leaf(cell, world), world)]
['36,000元', '3.06万元']
"""

from __future__ import annotations

from dataclasses import replace

from index.facts.subjects import normal
from qa.execute.leaves import Leaf
from qa.execute.sentences import of_leaf
from qa.execute.world import World
from qa.plan.algebra import Cell
from qa.plan.ground import fitting
from qa.plan.places import Place, keys_of
from qa.records import Value
from qa.values import of_figure, said_amount, stands


def everywhere(cell: Cell, found: Leaf, world: World) -> tuple[Value, ...]:
    """The values that tables and sentences give, the one that is told first; one of each table."""
    attempt = found.attempt
    if attempt is None or found.value is None:
        return (found.value,) if found.value else ()
    cells = world.cells.of(attempt.edition.documents)
    asked = replace(cell, table=None)
    told: dict[object, Value] = {_where(found.value): found.value}
    for place in fitting(asked, cells.holding(asked), attempt.sought):
        if _is_same(place, found, cell):
            value = of_figure(place.figure)
            told.setdefault(_where(value), value)
    for change in of_leaf(asked, attempt, cells):
        if change.amount is None or change.year != attempt.sought.year:
            continue
        if change.stage in attempt.sought.stages and stands(change.amount_printed, change):
            value = said_amount(change, attempt.edition.body)
            told.setdefault((_where(value), value.value), value)
    return tuple(told.values())


def _where(value: Value) -> object:
    citation = value.citation
    return (citation.document, citation.table) if citation and citation.table else citation


def _is_same(place: Place, found: Leaf, cell: Cell) -> bool:
    """Whether a place is of the very row: of its name, and of its account where both have one."""
    if found.place is None:
        return True
    mine, code = found.place, place.figure.code
    names = {mine.subject, mine.label, *(keys_of(cell.subject) if cell.subject else ())}
    if code and mine.figure.code and code != mine.figure.code:
        return False
    return place.subject in names or normal(place.figure.subject) in names
