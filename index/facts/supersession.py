"""Which file supersedes which, of several that disclose the same.

A body sometimes publishes its disclosure again, corrected. The file indexed later stands for the
earlier one where it says what that says: most of its tables, and most of its sections. A file of
tables and a file of narrative say different things, so that together they are one edition.

>>> repeats({"表/收支总表", "文/机构设置"}, {"表/收支总表"}), repeats({"表/收支总表"}, {"文/机构设置"})
(True, False)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from typing import NamedTuple

from index.facts.records import Document, Extraction, Kind, Scope, TableKind
from index.facts.subjects import normal

_TABLE, _TEXT = "表/", "文/"
# A disclosure has one of each of the other tables; of these, one for every project or attachment.
_MANY = (
    TableKind.PROCUREMENT,
    TableKind.SERVICES,
    TableKind.PROJECTS,
    TableKind.PERFORMANCE,
    TableKind.OTHER,
)

Disclosed = tuple[str, int, Kind, Scope]
"""Body, year, kind and scope."""


class Issue(NamedTuple):
    """One indexed file: its id, what it discloses, its turn of being indexed, what is in it."""

    id: int
    discloses: Disclosed
    serial: int
    contents: frozenset[str]


def discloses(document: Document) -> Disclosed:
    """What all files of one edition have in common."""
    return document.body, document.year, document.kind, document.scope


def contents_of(extraction: Extraction) -> tuple[str, ...]:
    """The usual tables and the headings that a file has, without years and ordinals, sorted."""
    tables = {_TABLE + table.kind.value for table in extraction.tables if table.kind not in _MANY}
    headings = {heading for passage in extraction.passages for heading in passage.headings}
    names = {re.sub(r"(?:19|20)\d\d年?度?", "", normal(heading)) for heading in headings}
    return tuple(sorted(tables | {_TEXT + name for name in names if name}))


def repeats(later: Set[str], earlier: Set[str]) -> bool:
    """Whether the later contents have at least half of the earlier tables, and of its headings."""
    kinds = [{part for part in earlier if part.startswith(kind)} for kind in (_TABLE, _TEXT)]
    return any(kinds) and all(2 * len(kind & later) >= len(kind) for kind in kinds)


def superseded(issues: Iterable[Issue]) -> dict[int, int]:
    """The id of each file that a later one takes the place of → the id of the latest such.

    Of policy documents a later one says itself which it ends (`index.policy.amending`).
    """
    groups: dict[Disclosed, list[Issue]] = {}
    for issue in (one for one in issues if one.discloses[2] is not Kind.POLICY):
        groups.setdefault(issue.discloses, []).append(issue)
    found: dict[int, int] = {}
    for members in groups.values():
        newest_first = sorted(members, key=lambda issue: -issue.serial)
        for n, earlier in enumerate(newest_first):
            for later in newest_first[:n]:
                if repeats(later.contents, earlier.contents):
                    found[earlier.id] = later.id
                    break
    return found
