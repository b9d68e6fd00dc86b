"""What the columns of one row say of each other: 增减 = 本年 - 上年, 率 = 增减 ÷ 上年, 完成率 = 决算 ÷ 预算.

>>> [finding.check for finding in row_checks(figures) if finding]
['增减=本年-上年']
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from index.facts.identities import SMALL, TOLERANCE, YUAN
from index.facts.money import YUAN_PER_UNIT, is_money
from index.facts.records import Figure, Finding, Stage, TableKind

_NOW = (Stage.FINAL, Stage.EXECUTION, Stage.BUDGET)
_BEFORE = (Stage.PRIOR_BUDGET, Stage.PRIOR_EXECUTION, Stage.PRIOR_FINAL)
_PLANNED = (Stage.ADJUSTED, Stage.INITIAL, Stage.BUDGET)


def row_checks(figures: Sequence[Figure]) -> Iterator[Finding | None]:
    """Each identity applied to each row: its failure, or None."""
    for row in _rows(figures):
        yield from _changes(row)
        yield from _completion(row)


def _changes(row: Mapping[Stage, Figure]) -> Iterator[Finding | None]:
    """增减 and 增减率 of a row that prints one amount of last year; of two years apart they say nothing."""
    now = next((row[stage] for stage in _NOW if stage in row), None)
    before = [row[stage] for stage in _BEFORE if stage in row]
    if now is None or len(before) != 1 or now.year - before[0].year > 1:
        return
    difference, rate = row.get(Stage.DIFFERENCE), row.get(Stage.RATE)
    if difference and is_money(difference.unit):
        yield _difference(now, before[0], difference)
    if rate and before[0].value > 0 and rate.unit == "%":
        again = (now.value - before[0].value) / before[0].value * 100
        yield _rate("增减率=增减÷上年", rate, again, (before[0], now))


def _completion(row: Mapping[Stage, Figure]) -> Iterator[Finding | None]:
    """完成率 of a row, which may be of any of the budgets it prints."""
    completion, final = row.get(Stage.COMPLETION), row.get(Stage.FINAL) or row.get(Stage.EXECUTION)
    planned = [row[stage] for stage in _PLANNED if stage in row and row[stage].value > 0]
    if completion and final and planned and completion.unit == "%":
        found = [
            _rate("完成率=决算÷预算", completion, final.value / plan.value * 100, (plan, final))
            for plan in planned
        ]
        yield None if None in found else found[0]


def _rows(figures: Sequence[Figure]) -> Iterator[dict[Stage, Figure]]:
    """Each row of a block of columns that prints one figure to a stage."""
    rows: dict[tuple[object, ...], dict[Stage, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        if figure.table_kind is TableKind.PERFORMANCE or not (is_money(figure.unit) or figure.unit == "%"):
            continue
        at = figure.citation
        above = (at.column or "").rpartition("/")[0]
        top = round(at.bbox[1]) if at.bbox else 0
        rows[at.table, at.page, at.row, top, above, figure.component][figure.stage].append(figure)
    for row in rows.values():
        if all(len(some) == 1 for some in row.values()):
            yield {stage: some[0] for stage, some in row.items()}


def _difference(now: Figure, before: Figure, difference: Figure) -> Finding | None:
    again = now.value - before.value
    units = (now.unit, before.unit, difference.unit)
    slack = max(YUAN_PER_UNIT[unit] for unit in units) * TOLERANCE * 2 + YUAN
    apart = min(abs(difference.value - again), abs(difference.value + again))
    if apart <= slack:
        return None
    small = SMALL if apart <= cut_off(now, before, difference) else ""
    message = (
        f"{small}{_place(now)}：印增减{difference.printed}{difference.unit}，而本年{now.printed}{now.unit}、"
        f"上年{before.printed}{before.unit}，应为{again / YUAN_PER_UNIT[difference.unit]:f}{difference.unit}"
    )
    places = (difference.citation, now.citation, before.citation)
    return Finding("增减=本年-上年", message, difference.value, again, places)


def _rate(check: str, rate: Figure, again: Decimal, of: tuple[Figure, Figure]) -> Finding | None:
    whole, part = of
    if not (is_money(whole.unit) and is_money(part.unit)):
        return None
    digits = len(rate.printed.strip("%").partition(".")[2])
    slack = YUAN_PER_UNIT[whole.unit] * TOLERANCE + YUAN
    # 176万元 of 170万元 is anything from 102.9% to 104.1%: the amounts are rounded too.
    rounded = (_half(part) + abs(again) / 100 * _half(whole)) / max(whole.value, slack) * 100
    step = Decimal(1).scaleb(-digits) + max(slack / max(whole.value, slack) * 200, rounded)
    if min(abs(rate.value - again), abs(rate.value + again)) <= step:
        return None
    printed = rate.printed if rate.printed.endswith("%") else f"{rate.printed}%"
    amounts = f"{part.printed}{part.unit}、{whole.printed}{whole.unit}"
    message = f"{_place(part)}：印{printed}，按{amounts}重算为{again:.2f}%"
    return Finding(check, message, rate.value, again, (rate.citation, part.citation, whole.citation))


def cut_off(*figures: Figure) -> Decimal:
    """What rounding may leave, in 元, between amounts printed in 万元 or 亿元; those in 元 are whole."""
    return sum((_half(figure) for figure in figures if YUAN_PER_UNIT[figure.unit] > 1), Decimal(0))


def _half(figure: Figure) -> Decimal:
    """By how much at most a printed amount is rounded."""
    return YUAN_PER_UNIT[figure.unit] * Decimal(1).scaleb(-len(figure.printed.partition(".")[2])) / 2


def _place(figure: Figure) -> str:
    return f"《{figure.citation.table or '表'}》{figure.citation.row or figure.subject}"
