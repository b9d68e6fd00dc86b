"""What one table says is what the other says, and the prose adds up: identities over more than one table.

>>> ties(now, changes)[0]
(Finding(check='收支总表支出=支出总表', …) or None where it holds)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from index.facts.identities import (
    BOUNDS,
    CLASS_NAMES,
    CLASSES,
    CODE_TIES,
    ECONOMIC,
    INCLUDED,
    PURCHASES,
    THREE_PUBLIC_ITEMS,
    TIES,
    TOLERANCE,
    YUAN,
    CodeTie,
    TableTotal,
)
from index.facts.money import YUAN_PER_UNIT
from index.facts.records import Change, Figure, Finding, TableKind
from index.facts.subjects import normal

_CLASS_NAMES = frozenset(normal(name) for name in CLASS_NAMES)


def ties(now: Sequence[Figure], changes: Sequence[Change]) -> list[Finding | None]:
    """Each identity applied to the figures of the document's own year: its failure, or None."""
    return [
        *_totals(now),
        *_economic(now),
        *_classes(now),
        *_bounds(now),
        *_included(now),
        *_codes(now),
        *_purchases(changes),
    ]


def _totals(now: Sequence[Figure]) -> Iterator[Finding | None]:
    for tie in TIES:
        left, right = figures_at(now, tie.left), figures_at(now, tie.right)
        if left and right:
            equal = any(abs(one.value - two.value) <= _tolerance(one, two) for one in left for two in right)
            yield None if equal else _finding(tie.name, left[0], right[0])


def _economic(now: Sequence[Figure]) -> Iterator[Finding | None]:
    """支出经济分类表 is of 一般公共预算 or of all that is spent: its total is some total of those."""
    name, total, others = ECONOMIC
    left = figures_at(now, total)
    right = [figure for other in others for figure in figures_at(now, other)]
    if left and right:
        equal = any(abs(one.value - two.value) <= _tolerance(one, two) for one in left for two in right)
        yield None if equal else _finding(name, left[0], right[0])


def _bounds(now: Sequence[Figure]) -> Iterator[Finding | None]:
    """What is appropriated for a 类 or 科目 is not above all that is spent on it."""
    for bound in BOUNDS:
        greater: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        for figure in now:
            if figure.table_kind is bound.greater and not figure.component:
                greater[figure.code, normal(figure.subject)].append(figure)
        for figure in now:
            if figure.table_kind is not bound.lesser or figure.component or not _of_expense(figure):
                continue
            whole = greater.get((figure.code, normal(figure.subject)), [])
            if len(whole) == 1 and _of_expense(whole[0]):
                over = figure.value - whole[0].value > _tolerance(figure, whole[0])
                yield _finding(bound.name, figure, whole[0]) if over else None


def _of_expense(figure: Figure) -> bool:
    return bool(figure.code) or normal(figure.subject) in _CLASS_NAMES


def _included(now: Sequence[Figure]) -> Iterator[Finding | None]:
    """公务接待费 of the 三公 table holds the 30217 of 基本支出."""
    for item in THREE_PUBLIC_ITEMS:
        names = tuple(normal(name) for name in item.subjects)
        whole = [
            f
            for f in now
            if f.table_kind is TableKind.THREE_PUBLIC and normal(f.subject).startswith(names) and not f.code
        ]
        basic = [
            f for f in now if f.table_kind is TableKind.BASIC and f.code == item.code and not f.component
        ]
        if len(whole) == 1 and len(basic) == 1:
            over = basic[0].value - whole[0].value > _tolerance(basic[0], whole[0])
            yield _finding(INCLUDED, whole[0], basic[0]) if over else None


def _codes(now: Sequence[Figure]) -> Iterator[Finding | None]:
    """2080505 of 基本支出 is 30108."""
    for tie in CODE_TIES:
        for left, parts in _coded(tie, now):
            right = sum((part.value for part in parts), Decimal(0))
            slack = sum((_tolerance(left, part) for part in parts), Decimal(0))
            apart = left.value - right
            if (apart <= slack) if tie.at_most else (abs(apart) <= slack):
                yield None
                continue
            named = "、".join(f"{part.subject}（{part.code}）{part.printed}{part.unit}" for part in parts)
            message = (
                f"《{left.citation.table}》{left.subject}（{left.code}）{left.printed}{left.unit}，"
                f"《{parts[0].citation.table}》{named}，两表不符"
            )
            yield Finding(tie.name, message, left.value, right, (left.citation, *(p.citation for p in parts)))


def _coded(tie: CodeTie, now: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    function = [f for f in now if f.table_kind is TableKind.GENERAL and f.code == tie.function]
    left = [f for f in function if f.component == "基本支出"] or [f for f in function if not f.component]
    parts = [f for f in now if f.table_kind is TableKind.BASIC and f.code in tie.economic and not f.component]
    if len(left) == 1 and parts and len({part.code for part in parts}) == len(parts):
        yield left[0], parts


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


def figures_at(now: Sequence[Figure], total: TableTotal) -> list[Figure]:
    """The figures that print a total, in the order of its names."""
    wanted = {normal(name): i for i, name in enumerate(total.subjects)}
    found = [
        figure
        for figure in now
        if figure.table_kind is total.table
        and normal(figure.subject) in wanted
        and not figure.code
        and (figure.component.startswith(total.component) if total.component else not figure.component)
    ]
    return sorted(found, key=lambda figure: wanted[normal(figure.subject)])


def _tolerance(one: Figure, two: Figure) -> Decimal:
    """0.01 of the coarser unit, and a 元: one table may round where the other does not."""
    return max(YUAN_PER_UNIT[one.unit], YUAN_PER_UNIT[two.unit]) * TOLERANCE + YUAN


def _finding(name: str, left: Figure, right: Figure) -> Finding:
    shown = [f"《{f.citation.table}》{f.citation.row or f.subject}{f.printed}{f.unit}" for f in (left, right)]
    message = f"{shown[0]}，{shown[1]}，两表不符"
    return Finding(name, message, left.value, right.value, (left.citation, right.citation))
