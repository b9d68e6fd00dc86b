"""What the narrative says of an amount, against the tables and against itself → Findings.

文字=表格: an amount of the text is in a cell of that name; 增减率=增减额÷上年数: the printed rate follows
from the printed amounts, as far as their rounding allows; so do 上年=本年-增减额 and 完成率=决算÷预算; and
what is said to be 持平 has not changed in the table.

>>> prose_checks(now, figures, changes, Stage.BUDGET)[0].check
'文字=表格'
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from index.facts.money import YUAN_PER_UNIT, is_money
from index.facts.records import Change, Figure, Finding, Fund, Stage, TableKind
from index.facts.subjects import normal

_ROUNDING = Decimal("0.01")
# A rate worked out from amounts in 元, or against an adjusted prior year, is off by a little.
_NEAR = Decimal("0.02")


def prose_checks(
    current: Sequence[Figure], figures: Sequence[Figure], changes: Sequence[Change], stage: Stage
) -> list[Finding]:
    """Every statement of the narrative that does not agree."""
    return [
        *_amounts(current, figures, changes, stage),
        *_rates(changes),
        *_before(changes),
        *_completed(changes),
        *_level(figures, changes, stage),
    ]


def _tolerance(*units: str) -> Decimal:
    """0.01 of the coarsest printed unit."""
    return max(YUAN_PER_UNIT[unit] for unit in units) * _ROUNDING


def _rounded(change: Change, printed: str = "") -> Decimal:
    """How far an amount may be rounded as the text prints it: 17,192万元 stands for 171,915,169元."""
    decimals = len((printed or change.amount_printed).partition(".")[2])
    return YUAN_PER_UNIT[change.unit] * Decimal(1).scaleb(-decimals) / 2


def _of_the_same(figure: Figure, change: Change) -> bool:
    """Whether a cell and a sentence have the same scope and fund."""
    if change.fund is Fund.APPROPRIATION and figure.fund is Fund.ALL:
        return False
    return not change.scope.of_place or (
        (figure.scope, figure.unit_row, figure.period) == (change.scope, change.unit_row, change.period)
    )


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
        slack = max(_tolerance(change.unit), _rounded(change, change.difference_printed))
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


_BEFORE = (Stage.PRIOR_BUDGET, Stage.PRIOR_FINAL)
_PLANNED = (Stage.INITIAL, Stage.BUDGET, Stage.ADJUSTED)


def _before(changes: Sequence[Change]) -> list[Finding]:
    """比上年11万元减少0.50万元: this year's amount, last year's and the difference, of one sentence."""
    found = []
    for change in changes:
        if change.amount is None or not change.difference or change.stage in _BEFORE:
            continue
        said = [
            other
            for other in changes
            if other.stage in _BEFORE
            and other.subject == change.subject
            and other.amount is not None
            and other.amount_printed in change.citation.quote
            and other.citation.page == change.citation.page
        ]
        if len(said) != 1 or said[0].amount is None:
            continue
        sign = -1 if change.direction == "减少" else 1
        again = said[0].amount + sign * change.difference
        if abs(again - change.amount) <= 3 * _tolerance(change.unit, said[0].unit):
            continue
        message = (
            f"{change.subject}：文字写{change.amount_printed}{change.unit}，比上年{said[0].amount_printed}"
            f"{said[0].unit}{change.direction}{change.difference_printed}{change.unit}，三个数对不上"
        )
        found.append(Finding("上年=本年-增减额", message, change.amount, again, (change.citation,)))
    return found


def _completed(changes: Sequence[Change]) -> list[Finding]:
    """完成年初预算的98.5%, against the two amounts before it."""
    found = []
    for n, change in enumerate(changes):
        if change.stage is not Stage.COMPLETION or change.amount is None:
            continue
        near = [c for c in changes[:n] if c.subject == change.subject and c.amount is not None][-4:]
        final = next((c for c in reversed(near) if c.stage is Stage.FINAL), None)
        plan = next((c for c in reversed(near) if c.stage in _PLANNED), None)
        if not final or not plan or not final.amount or not plan.amount:
            continue
        # Of one paragraph: their sentences touch.
        if final.citation.page < change.citation.page - 1 or plan.amount_printed not in _around(changes, n):
            continue
        again = final.amount / plan.amount * 100
        digits = len(change.amount_printed.partition(".")[2])
        slack = Decimal(1).scaleb(-digits) + _tolerance(plan.unit, final.unit) / plan.amount * 200
        if abs(again - change.amount) <= slack:
            continue
        message = (
            f"{change.subject}：文字写完成预算的{change.amount_printed}%，按决算{final.amount_printed}{final.unit}、"
            f"预算{plan.amount_printed}{plan.unit}重算为{again:.2f}%"
        )
        places = (change.citation, final.citation, plan.citation)
        found.append(Finding("完成率=决算÷预算", message, change.amount, again, places))
    return found


def _around(changes: Sequence[Change], n: int) -> str:
    """The sentences of its paragraph, taken from the facts around it."""
    return "".join(change.citation.quote for change in changes[max(0, n - 4) : n + 1])


def _level(figures: Sequence[Figure], changes: Sequence[Change], stage: Stage) -> list[Finding]:
    """What the text says is 持平 while its row prints another amount for last year."""
    before = Stage.PRIOR_FINAL if stage is Stage.FINAL else Stage.PRIOR_BUDGET
    found: dict[tuple[str, Decimal], Finding] = {}
    for change in changes:
        if change.direction != "持平" or change.stage is not stage or change.difference:
            continue
        key = normal(change.subject)
        rows = [f for f in figures if normal(f.subject) == key and not f.component and is_money(f.unit)]
        rows = [f for f in rows if f.table_kind is not TableKind.PERFORMANCE]
        pairs = [
            (now, past)
            for now in rows
            for past in rows
            if now.stage is stage
            and past.stage is before
            and (now.citation.table, now.citation.page, now.citation.row)
            == (past.citation.table, past.citation.page, past.citation.row)
        ]
        if not pairs or any(abs(now.value - past.value) <= _tolerance(now.unit) for now, past in pairs):
            continue
        now, past = pairs[0]
        cells = f"本年{now.printed}{now.unit}、上年{past.printed}{past.unit}"
        message = f"{change.subject}：文字写与上年持平，表中{cells}"
        places = (change.citation, now.citation, past.citation)
        found.setdefault((key, now.value), Finding("持平=无增减", message, now.value, past.value, places))
    return list(found.values())


def _amounts(
    current: Sequence[Figure], figures: Sequence[Figure], changes: Sequence[Change], stage: Stage
) -> list[Finding]:
    """A prose amount that no cell of the same name, year and stage holds."""
    cells: dict[str, list[Figure]] = defaultdict(list)
    for figure in current:
        if is_money(figure.unit):  # a column of percentages holds no amount
            cells[normal(figure.subject)].append(figure)
    found: dict[tuple[str, Decimal], Finding] = {}
    for change in changes:
        key = normal(change.subject)
        if change.amount is None or not is_money(change.unit) or change.stage is not stage:
            continue
        if change.amount_printed not in change.citation.quote or "绩效" in change.citation.quote:
            continue  # 编制绩效目标，涉及资金…，其中一般公共预算拨款…: an amount of some projects only
        if change.period:
            continue
        same = [f for f in cells[key] if f.year == change.year and _of_the_same(f, change)]
        if not same or any(
            abs(f.value - change.amount) <= max(_tolerance(f.unit, change.unit), _rounded(change))
            for f in figures
            if is_money(f.unit) and normal(f.subject) == key
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
