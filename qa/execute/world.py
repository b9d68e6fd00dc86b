"""Where evaluation looks: the facts, the catalog, the cells read so far; and in which documents for a leaf.

>>> [(a.edition.year, a.sought.stages) for a in attempts(Cell(of, body="某局", year=2023), world.catalog)]
[(2024, (<Stage.PRIOR_BUDGET: '上年预算'>,))]
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from index.facts.naming.captions import key_of_title
from index.facts.records import Kind, Stage
from index.store.protocols import Facts
from qa.catalog import Catalog
from qa.execute.cells import FEW, Cells
from qa.execute.columns import Columns
from qa.execute.narrative.shelf import Shelf
from qa.execute.policy.library import Library
from qa.execute.results import Missing
from qa.plan.algebra import Cell
from qa.plan.ground import Sought, Why
from qa.records import Edition

_PRIOR = (Stage.PRIOR_BUDGET, Stage.PRIOR_FINAL)
# What was spent, as the final account says it, as it is known so far, and what is owed.
_ACCOUNTS = (Kind.FINAL, Kind.EXECUTION, Kind.DEBT)
_OF_FINALS = (Stage.FINAL, Stage.INITIAL, Stage.ADJUSTED, Stage.COMPLETION)
# So many bodies are told where the one asked for is not there.
_BODIES_SHOWN = 8


Search = Callable[[str, int, Collection[str] | None], Sequence[tuple[str, float]]]
"""References of the k passages nearest in meaning to a text, among some or all, each with its likeness."""


def _by_words_alone(text: str, k: int, refs: Collection[str] | None) -> Sequence[tuple[str, float]]:
    return ()


@dataclass(frozen=True)
class World:
    """Facts, catalog, the cells and the passages of the documents that were asked about, and the policies.

    `search` finds passages by meaning; without it they are found by their words alone. `today` tells whether
    a policy is still in force.
    """

    facts: Facts
    catalog: Catalog
    search: Search = _by_words_alone
    cells: Cells = field(default=None)  # type: ignore[assignment]
    library: Library = field(default=None)  # type: ignore[assignment]
    shelf: Shelf = field(default=None)  # type: ignore[assignment]
    columns: Columns = field(default_factory=Columns)
    today: Callable[[], date] = date.today

    def __post_init__(self) -> None:
        if self.library is None:
            object.__setattr__(self, "library", Library(self.facts))
        if self.shelf is None:
            object.__setattr__(self, "shelf", Shelf(self.facts))
        if self.cells is None:
            object.__setattr__(self, "cells", Cells(self.facts))

    def narrowed(self, editions: Collection[tuple[int, ...]], cell: Cell, few: int = FEW) -> World:
        """The same world, with all that one leaf may mean in more than a few editions read at once."""
        return replace(self, cells=self.cells.narrowed(editions, cell, few))


# -- which documents a leaf is looked for in -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attempt:
    """One edition to look in, and for what. `assumed` says what was taken without being said."""

    edition: Edition
    sought: Sought
    assumed: tuple[str, ...] = ()


def attempts(cell: Cell, catalog: Catalog) -> list[Attempt] | Missing:
    """Where to look, best first; Missing where nothing of that body, year or kind is indexed."""
    body = body_of(cell, catalog)
    if isinstance(body, Missing):
        return body
    editions = catalog.by_body[body]
    if cell.document:
        editions = tuple(e for e in editions if cell.document in e.names)
    editions = _printing(cell, editions, catalog)
    if cell.scope is not None:
        # How much of a place is meant is for its cells to say: one report tells of 全市 and 市本级.
        scoped = tuple(
            e for e in editions if cell.scope is e.scope or (cell.scope.of_place and e.scope.of_place)
        )
        if not scoped:
            there = tuple(dict.fromkeys(e.scope.value for e in editions))
            return Missing(Why.PLACE, body, cell.year, cell.scope.value, there)
        editions = scoped
    year = cell.year if cell.year is not None else _newest(cell, editions)
    if year is None:
        kinds = tuple(dict.fromkeys(e.kind.value for e in editions))
        return Missing(Why.KIND, body, cell.year, kinds_of(cell)[0].value, kinds)
    return _of_year(cell, body, editions, year)


def _printing(cell: Cell, editions: tuple[Edition, ...], catalog: Catalog) -> tuple[Edition, ...]:
    """The editions that print a table of just the title named, where any does: they are meant."""
    if cell.table is None:
        return editions
    titles = {key_of_title(cell.table.said), *cell.table.keys}
    printing = tuple(e for e in editions if any(titles & catalog.titles.get(d, set()) for d in e.documents))
    of_year = cell.year is None or any(e.year == cell.year for e in printing)
    return printing if printing and of_year else editions


def body_of(cell: Cell, catalog: Catalog) -> str | Missing:
    """The body asked of: the one named, or the only one there is."""
    if cell.body in catalog.by_body:
        return cell.body
    bodies: Iterable[str] = catalog.by_body
    if not cell.body and cell.document:
        bodies = dict.fromkeys(e.body for e in catalog.editions if cell.document in e.names) or bodies
    first = tuple(islice(bodies, _BODIES_SHOWN))
    if not cell.body and len(first) == 1:
        return first[0]
    return Missing(Why.BODY, cell.body, cell.year, cell.body, first)


def kinds_of(cell: Cell) -> tuple[Kind, ...]:
    """The kinds of document to look in, best first."""
    if cell.kind is not None:
        return _ACCOUNTS if cell.kind is Kind.FINAL else (cell.kind,)
    if cell.stage is Stage.FINAL:
        return _ACCOUNTS
    if cell.stage in _OF_FINALS:
        return (*_ACCOUNTS, Kind.BUDGET)
    return (Kind.BUDGET, *_ACCOUNTS)


def years_of(cell: Cell, catalog: Catalog) -> tuple[int, ...]:
    """The years that the leaf's body discloses in the kind asked, oldest first."""
    body = body_of(cell, catalog)
    if isinstance(body, Missing):
        return ()
    kinds = kinds_of(cell)
    editions = [e for e in catalog.by_body[body] if cell.scope in (None, e.scope)]
    own = {kind: sorted({e.year for e in editions if e.kind is kind}) for kind in kinds}
    return tuple(next((years for kind in kinds if (years := own[kind])), []))


def _newest(cell: Cell, editions: Sequence[Edition]) -> int | None:
    """The newest year there is of the kind asked."""
    years = [e.year for e in editions if e.kind in kinds_of(cell)]
    if cell.stage is not None and not years:
        years = [e.year for e in editions]
    return max(years, default=None)


def _of_year(cell: Cell, body: str, editions: Sequence[Edition], year: int) -> list[Attempt] | Missing:
    found = [_own(cell, e, year) for e in _ordered(cell, editions, year)]
    if cell.prior or cell.stage in _PRIOR:
        found = _before(cell, editions, year)
    elif not found:
        found = _printed_later(cell, editions, year) + _planned_before(cell, editions, year)
    if found:
        return found
    in_year = [e for e in editions if e.year == year]
    if in_year:
        return Missing(Why.KIND, body, year, kinds_of(cell)[0].value, tuple({e.kind.value for e in in_year}))
    years = tuple(f"{y}年" for y in sorted({e.year for e in editions}))
    return Missing(Why.YEAR, body, year, "", years)


def _ordered(cell: Cell, editions: Sequence[Edition], year: int) -> list[Edition]:
    """The editions of one year: of the first kind there is, the department before the unit.

    A stage that is said may be printed by either kind.
    """
    kinds = kinds_of(cell)
    own = [e for e in editions if e.year == year and e.kind in kinds]
    if cell.stage is None and cell.kind is None and own:
        first = min(own, key=lambda e: kinds.index(e.kind)).kind
        own = [e for e in own if e.kind is first or Kind.DEBT in (e.kind, first)]
    return sorted(own, key=lambda e: (kinds.index(e.kind), not e.scope.whole))


def _own(cell: Cell, edition: Edition, year: int) -> Attempt:
    assumed = (f"{edition.scope.value}口径",) if edition.both_scopes and cell.scope is None else ()
    return Attempt(edition, Sought(year, stages_in(edition, cell.stage)), assumed)


def stages_in(edition: Edition, stage: Stage | None) -> tuple[Stage, ...]:
    """The stages that an edition may print for what is asked, best first."""
    if stage is None and edition.kind in (Kind.EXECUTION, Kind.DEBT):
        return (Stage.FINAL, Stage.BUDGET)
    if stage is None:
        return (Stage.FINAL,) if edition.kind is Kind.FINAL else (Stage.BUDGET,)
    if stage is Stage.INITIAL:
        return (Stage.INITIAL, Stage.BUDGET)
    if stage is Stage.BUDGET and edition.kind.is_account:
        return (Stage.BUDGET, Stage.INITIAL)
    return (stage,)


def _before(cell: Cell, editions: Sequence[Edition], year: int) -> list[Attempt]:
    """The year before: as the documents of the year print it, as its own documents do."""
    asked = cell.stage if cell.stage in _PRIOR else None
    found: list[Attempt] = []
    last: list[Attempt] = []
    for edition in _ordered(cell, editions, year):
        final = edition.kind.is_account or asked is Stage.PRIOR_FINAL or cell.kind is Kind.FINAL
        first, other = (Stage.PRIOR_FINAL, Stage.PRIOR_BUDGET) if final else _PRIOR
        found.append(Attempt(edition, Sought(year - 1, (first,))))
        if asked is None and not final:
            last.append(Attempt(edition, Sought(year - 1, (other,)), ("上年决算数",)))
    if asked is None:
        found += [_own(cell, e, year - 1) for e in _ordered(cell, editions, year - 1)]
    return [*found, *last]


def _planned_before(cell: Cell, editions: Sequence[Edition], year: int) -> list[Attempt]:
    """A year that a report on the one before it plans: 2026年预算草案 of a report on 2025."""
    if cell.stage not in (None, Stage.BUDGET, Stage.INITIAL) or cell.kind not in (None, Kind.BUDGET):
        return []
    sought = Sought(year, (Stage.BUDGET, Stage.INITIAL))
    return [
        Attempt(e, sought) for e in editions if e.year == year - 1 and e.kind.is_account and e.scope.of_place
    ]


def _printed_later(cell: Cell, editions: Sequence[Edition], year: int) -> list[Attempt]:
    """A year without documents of its own, as those of the next year print it."""
    final = cell.kind is Kind.FINAL or cell.stage is Stage.FINAL
    found = []
    for edition in editions:
        if edition.year != year + 1 or (edition.kind is Kind.FINAL and not final and cell.stage is None):
            continue
        stages = (Stage.PRIOR_FINAL,) if final or edition.kind.is_account else (Stage.PRIOR_BUDGET,)
        if cell.stage in (None, Stage.BUDGET, Stage.FINAL):
            found.append(Attempt(edition, Sought(year, stages), ("下一年文件所印的上年数",)))
    found.sort(key=lambda a: not a.edition.scope.whole)
    return found
