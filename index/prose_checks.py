"""What the narrative says of an amount, against the tables and against itself → Findings.

文字=表格: an amount of the text is in a cell of that name; 增减率=增减额÷上年数: the printed rate follows
from the printed amounts, as far as their rounding allows.

>>> prose_checks(now, figures, changes, Stage.BUDGET)[0].check
'文字=表格'
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from index.money import YUAN_PER_UNIT, is_money
from index.records import Change, Figure, Finding, Stage
from index.subjects import normal

_ROUNDING = Decimal("0.01")
# A rate worked out from amounts in 元, or against an adjusted prior year, is off by a little.
_NEAR = Decimal("0.02")


def prose_checks(
    current: Sequence[Figure], figures: Sequence[Figure], changes: Sequence[Change], stage: Stage
) -> list[Finding]:
    """Every statement of the narrative that does not agree."""
    return [*_amounts(current, figures, changes, stage), *_rates(changes)]


def _tolerance(*units: str) -> Decimal:
    """0.01 of the coarsest printed unit."""
    return max(YUAN_PER_UNIT[unit] for unit in units) * _ROUNDING


def _rates(changes: Sequence[Change]) -> list[Finding]:
    """A printed rate that no rounding of the printed amounts explains."""
    found: dict[tuple[str, Decimal], Finding] = {}
    for change in changes:
        amount, difference, percent = change.amount, change.difference, change.percent
        if amount is None or not difference or percent is None or not is_money(change.unit):
            continue
        if change.direction not in ("增加", "减少"):
            continue
        before = amount - difference if change.direction == "增加" else amount + difference
        slack = _tolerance(change.unit)
        if before <= slack:
            continue
        least = (difference - slack) / (before + 2 * slack) * 100
        most = (difference + slack) / max(before - 2 * slack, slack) * 100
        digits = change.percent_printed.partition(".")[2]
        step = Decimal(1).scaleb(-len(digits.rstrip("%")))
        again = difference / before * 100
        near = abs(again - abs(percent)) <= again * _NEAR
        if near or least - step <= abs(percent) <= most + step:
            continue
        message = (
            f"{change.subject}：文字写{change.direction}{change.difference_printed}{change.unit}、"
            f"{change.percent_printed}%，按金额重算为{again:.2f}%"
        )
        finding = Finding("增减率=增减额÷上年数", message, percent, again, (change.citation,))
        found.setdefault((normal(change.subject), percent), finding)
    return list(found.values())


def _amounts(
    current: Sequence[Figure], figures: Sequence[Figure], changes: Sequence[Change], stage: Stage
) -> list[Finding]:
    """A prose amount that no cell of the same name, year and stage holds."""
    cells: dict[str, list[Figure]] = defaultdict(list)
    for figure in current:
        cells[normal(figure.subject)].append(figure)
    found: dict[tuple[str, Decimal], Finding] = {}
    for change in changes:
        key = normal(change.subject)
        if change.amount is None or not is_money(change.unit) or change.stage is not stage:
            continue
        if change.amount_printed not in change.citation.quote or "绩效" in change.citation.quote:
            continue  # 编制绩效目标，涉及资金…，其中一般公共预算拨款…: an amount of some projects only
        same = [f for f in cells[key] if f.year == change.year]
        if not same or any(
            abs(f.value - change.amount) <= _tolerance(f.unit, change.unit)
            for f in figures
            if normal(f.subject) == key
        ):
            continue
        cell = same[0]
        message = (
            f"{change.subject}：文字写{change.amount_printed}{change.unit}，表中为{cell.printed}{cell.unit}"
        )
        found.setdefault(
            (key, change.amount),
            Finding("文字=表格", message, change.amount, cell.value, (change.citation, cell.citation)),
        )
    return list(found.values())
