"""What each body discloses: its editions, newest first, and the facts of one.

An edition is what one body discloses of one year, kind and scope, be it in one file or in several; a file
that a later one takes the place of belongs to none.

>>> [edition.year for edition in editions_of(facts.documents())["某市财政局"]]
[2025, 2024, 2023]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from index.facts.records import Document, Figure, Kind, Scope
from index.store.protocols import Facts, StoredDocument

# Of one year, what was spent before what was planned.
_LATER: Final = (Kind.FINAL, Kind.EXECUTION, Kind.BUDGET, Kind.DEBT)


@dataclass(frozen=True, slots=True)
class Edition:
    """What one body discloses of a year, with the ids of its documents."""

    body: str
    year: int
    kind: Kind
    scope: Scope
    ids: tuple[int, ...]
    documents: tuple[Document, ...]


def editions_of(documents: Iterable[StoredDocument]) -> dict[str, tuple[Edition, ...]]:
    """The editions of each body: the newest year first, the account before the budget, the whole first."""
    groups: dict[tuple[str, int, Kind, Scope], list[StoredDocument]] = {}
    for stored in documents:
        document = stored.document
        if stored.superseded_by is None and document.kind is not Kind.POLICY:
            key = (document.body, document.year, document.kind, document.scope)
            groups.setdefault(key, []).append(stored)
    found: dict[str, list[Edition]] = {}
    for (body, year, kind, scope), held in groups.items():
        ids, documents_ = tuple(one.id for one in held), tuple(one.document for one in held)
        found.setdefault(body, []).append(Edition(body, year, kind, scope, ids, documents_))
    return {body: tuple(sorted(held, key=_place)) for body, held in sorted(found.items())}


def chosen(editions: Sequence[Edition], year: str, kind: str, scope: str) -> Edition | None:
    """The first edition that is of what is asked for; None where none is."""
    asked = (year, kind, scope)
    for edition in editions:
        said = (str(edition.year), edition.kind.value, edition.scope.value)
        if all(one in ("", other) for one, other in zip(asked, said, strict=True)):
            return edition
    return None


def in_time(editions: Iterable[Edition]) -> list[Edition]:
    """The earliest first, of one year the budget before the account."""
    return sorted(editions, key=lambda edition: (edition.year, -_LATER.index(edition.kind)))


def figures_of(facts: Facts, edition: Edition) -> list[Figure]:
    """The figures of an edition in reading order."""
    return [stored.figure for stored in facts.figures(documents=edition.ids)]


def _place(edition: Edition) -> tuple[int, int, bool]:
    return (-edition.year, _LATER.index(edition.kind), not edition.scope.whole)
