"""What one table says is what the other says, and the prose adds up: identities over more than one table.

>>> ties(now, changes)[0]
(Finding(check='收支总表支出=支出总表', …) or None where it holds)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from index.identities import CLASSES, PURCHASES, TIES, TOLERANCE, YUAN, Place
from index.money import YUAN_PER_UNIT
from index.records import Change, Figure, Finding, TableKind
from index.subjects import normal


def ties(now: Sequence[Figure], changes: Sequence[Change]) -> list[Finding | None]:
    """Each identity applied to the figures of the document's own year: its failure, or None."""
    return [*_totals(now), *_classes(now), *_purchases(changes)]


def _totals(now: Sequence[Figure]) -> Iterator[Finding | None]:
    for tie in TIES:
        left, right = _at(now, tie.left), _at(now, tie.right)
        if left and right:
            equal = any(abs(one.value - two.value) <= _tolerance(one, two) for one in left for two in right)
            yield None if equal else _finding(tie.name, left[0], right[0])


def _classes(now: Sequence[Figure]) -> Iterator[Finding | None]:
    """A 类 of the 支出总表 stands with its total in the 收支总表 too."""
    rows: dict[str, list[Figure]] = {}
    for figure in now:
        if figure.table_kind is TableKind.BALANCE and not figure.component:
            rows.setdefault(normal(figure.subject), []).append(figure)
    for figure in now:
        if figure.table_kind is not TableKind.EXPENSE or len(figure.code) != 3 or figure.component:
            continue
        same = rows.get(normal(figure.subject), [])
        if len(same) == 1:
            equal = abs(figure.value - same[0].value) <= _tolerance(figure, same[0])
            yield None if equal else _finding(CLASSES, same[0], figure)


def _purchases(changes: Sequence[Change]) -> Iterator[Finding | None]:
    name, whole, parts = PURCHASES
    for change in changes:
        if _stem(change.subject) != whole or change.amount is None:
            continue
        same = [c for c in changes if c.citation.quote == change.citation.quote and c.amount is not None]
        beside = [[c for c in same if _stem(c.subject) == part] for part in parts]
        if not all(len(some) == 1 for some in beside):
            continue
        found = [some[0] for some in beside]
        right = sum((c.amount for c in found if c.amount is not None), Decimal(0))
        if abs(change.amount - right) <= TOLERANCE * YUAN_PER_UNIT[change.unit] * len(parts):
            yield None
            continue
        named = "、".join(f"{c.subject}{c.amount_printed}{c.unit}" for c in found)
        message = f"{change.subject}写{change.amount_printed}{change.unit}，与{named}之和不符"
        yield Finding(name, message, change.amount, right, (change.citation,))


def _stem(subject: str) -> str:
    return re.sub("预算|支出|金额|总额", "", subject)


def _at(now: Sequence[Figure], place: Place) -> list[Figure]:
    """The totals at a place, in the order of their names."""
    wanted = {normal(name): i for i, name in enumerate(place.subjects)}
    found = [
        figure
        for figure in now
        if figure.table_kind is place.table
        and normal(figure.subject) in wanted
        and not figure.code
        and (figure.component.startswith(place.component) if place.component else not figure.component)
    ]
    return sorted(found, key=lambda figure: wanted[normal(figure.subject)])


def _tolerance(one: Figure, two: Figure) -> Decimal:
    """0.01 of the coarser unit, and a 元: one table may round where the other does not."""
    return max(YUAN_PER_UNIT[one.unit], YUAN_PER_UNIT[two.unit]) * TOLERANCE + YUAN


def _finding(name: str, left: Figure, right: Figure) -> Finding:
    shown = [f"《{f.citation.table}》{f.citation.row or f.subject}{f.printed}{f.unit}" for f in (left, right)]
    message = f"{shown[0]}，{shown[1]}，两表不符"
    return Finding(name, message, left.value, right.value, (left.citation, right.citation))
