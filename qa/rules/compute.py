"""Plan and Evidence → Outcome: what the operation makes of the values that were found.

>>> compute(plan, evidence).main[0].formula
'1.50万元÷147.87万元＝1.01%'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, product

from index.facts.money import YUAN_PER_UNIT, is_money
from qa.arithmetic import (
    converted,
    growth,
    minus,
    plus_or_minus,
    ratio,
    total,
    unchanged,
    with_text,
)
from qa.records import Evidence, Found, Measure, Operation, Outcome, Plan, Report, Value

# A ranking of bodies is shown whole up to this many.
_WHOLE = 10


def compute(plan: Plan, evidence: Evidence) -> Outcome:
    """What the plan's operation makes of the evidence."""
    reports = tuple(one for found in evidence.found for one in _reports(plan, found))
    return replace(_operate(plan, evidence), reports=reports)


def _reports(plan: Plan, found: Found) -> list[Report]:
    """The report of one finding; of last year's whole that is not told, those of its parts that are."""
    whole = report(plan, found)
    if plan.operation is not Operation.PRIOR or whole.prior:
        return [whole]
    return [part for part in (report(plan, one) for one in found.parts) if part.prior] or [whole]


def report(plan: Plan, found: Found) -> Report:
    """Everything one edition says of one target, in the asked unit."""
    difference, rate = change_of(found)
    prior = prior_value(found)
    return Report(
        found,
        tuple(converted(v, plan.unit) for v in found.values),
        converted(difference, plan.unit) if difference else None,
        rate,
        converted(prior, plan.unit) if prior else None,
    )


def _operate(plan: Plan, evidence: Evidence) -> Outcome:
    evidence = _known_bodies(plan, evidence)
    if plan.operation is Operation.SUM:
        return _sum(plan, evidence)
    if plan.operation is Operation.SHARE:
        return _share(plan, evidence)
    if plan.operation is Operation.DIFFERENCE:
        return _difference(plan, evidence)
    if plan.operation is Operation.TREND:
        return _over_years(evidence)
    if plan.operation is Operation.RANKING:
        return _ranking(plan, evidence)
    if plan.operation is Operation.LIST and evidence.rows:
        nonzero = [v for v in evidence.rows if v.value != 0 and _within(plan, v)]
        if not nonzero and (plan.over is not None or plan.under is not None):
            return Outcome()
        totals = [v for found in evidence.found for v in found.values[:1]]
        return Outcome(main=tuple(converted(v, plan.unit) for v in nonzero), support=tuple(totals))
    if plan.operation is Operation.AGREEMENT and plan.claimed_rate:
        return _rate_again(evidence)
    if plan.operation is Operation.AGREEMENT:
        return _agreement(plan, evidence)
    return Outcome()


def _within(plan: Plan, value: Value) -> bool:
    """Whether an amount is over and under what the question sets as bounds."""
    over = plan.over is None or value.value >= plan.over
    return over and (plan.under is None or value.value <= plan.under)


def prior_value(found: Found) -> Value | None:
    """Last year's value: printed where the table prints it, else from the printed difference."""
    if found.prior:
        return found.prior
    if found.values and found.difference:
        difference = with_text(found.difference)
        return plus_or_minus(found.values[0], difference, f"上年{found.target.name}")
    if found.values and found.change and found.change.direction == "持平":
        return unchanged(found.values[0], f"上年{found.target.name}")
    return None


def change_of(found: Found) -> tuple[Value | None, Value | None]:
    """Difference and rate: printed where printed, else from the printed values of both years."""
    difference, rate = found.difference, found.rate
    now = found.values[0] if found.values else None
    if difference is None and now and found.prior:
        difference = minus(now, found.prior, f"{found.target.name}增减额")
    if difference is not None:
        difference = with_text(difference)
    if rate is None and now and difference is not None:
        before = found.prior or plus_or_minus(now, difference, f"上年{found.target.name}")
        rate = growth(now, before, f"{found.target.name}增减率")
    return difference, rate


def _known_bodies(plan: Plan, evidence: Evidence) -> Evidence:
    """The evidence of the bodies that say anything of the subject, where the question names no body."""
    if plan.body_named:
        return evidence
    known = {found.edition.body for found in evidence.found if found.values}
    return replace(evidence, found=tuple(f for f in evidence.found if f.edition.body in known))


def _firsts(evidence: Evidence) -> tuple[list[Value], tuple[str, ...]]:
    values = [found.values[0] for found in evidence.found if found.values]
    missing = tuple(f"{f.edition.year}年{f.target.name}" for f in evidence.found if not f.values)
    return values, missing


def _sum(plan: Plan, evidence: Evidence) -> Outcome:
    values, missing = _firsts(evidence)
    if not values or missing:
        return Outcome(support=tuple(values), missing=missing)
    return Outcome(main=(converted(total(values, "合计"), plan.unit),), support=tuple(values))


def _share(plan: Plan, evidence: Evidence) -> Outcome:
    values, missing = _firsts(evidence)
    if len(values) < 2 or missing:
        return Outcome(support=tuple(values), missing=missing)
    shares: list[Value] = []
    support: list[Value] = []
    for _, group in groupby(evidence.found, key=lambda found: found.edition):
        own = [found.values[0] for found in group]
        part, whole = (values[0], values[-1]) if len(own) < 2 else (own[0], own[-1])
        if plan.wholes > 1:
            members = own[-plan.wholes :]
            whole = total(members, "、".join(v.metric for v in members) + "合计")
        # 基本支出和项目支出各占多少: each of the whole.
        parts = own[:-1] if len(own) > 2 and plan.wholes == 1 and _EACH.search(plan.words) else [part]
        for one in parts:
            share = ratio(one, whole, f"{one.metric}占{whole.metric}的比例")
            if share is None:
                return Outcome(support=tuple(values), missing=(f"{whole.metric}（为零）",))
            shares.append(share)
        support += [*parts, whole]
        if len(own) < 2:
            break  # one subject of two editions: the one as a share of the other
    return Outcome(main=tuple(shares), support=tuple(dict.fromkeys(support)))


_EACH = re.compile(r"(各|分别)占")


def _difference(plan: Plan, evidence: Evidence) -> Outcome:
    values, missing = _firsts(evidence)
    if len(values) < 2 or missing:
        return Outcome(support=tuple(values), missing=missing)
    one, other = values[0], values[1]
    if one.value < other.value:
        one, other = other, one
    unit = plan.unit or ("万元" if one.unit != other.unit else "")
    one_shown, other_shown = converted(one, unit), converted(other, unit)
    difference = minus(one_shown, other_shown, "差额")
    rate = growth(values[-1], values[0], "增减率") if plan.asks_rate and len(plan.editions) == 2 else None
    return Outcome(main=(difference, rate) if rate else (difference,), support=(one_shown, other_shown))


def _ranking(plan: Plan, evidence: Evidence) -> Outcome:
    if evidence.rows:
        rows = list(evidence.rows)
    elif plan.measure is Measure.CHANGE:
        rows = _changes_over(plan, evidence)
    elif plan.measure is Measure.SHARE:
        shared = _share(plan, _complete(evidence))
        rows = list(shared.main)
    else:
        rows, _ = _firsts(evidence)
    over_bodies = len({v.body for v in rows}) > 1
    both = "最多" in plan.words and "减少最" in plan.words and "增加最" in plan.words
    ordered = sorted(rows, key=lambda v: v.value, reverse=True)
    if both and ordered:
        return Outcome(main=(ordered[0], ordered[-1]))
    if plan.measure is Measure.CHANGE and plan.direction == "减少":
        ordered = ordered[::-1]
    elif plan.ascending:
        ordered = [v for v in ordered[::-1] if v.value != 0] or ordered[::-1]
    several = over_bodies or plan.measure is Measure.SHARE
    if several and not plan.top and len(ordered) <= _WHOLE:
        chosen = ordered
    elif not plan.top and not plan.ascending and "最" not in plan.words:
        chosen = [v for v in ordered if v.value != 0] or ordered
    else:
        chosen = ordered[: plan.top or 1]
    unit = plan.unit or ("万元" if len({v.unit for v in chosen}) > 1 else "")
    main = tuple(converted(v, unit) for v in chosen)
    return Outcome(main=main, support=_moved_from(main, plan))


def _complete(evidence: Evidence) -> Evidence:
    """The evidence of those editions that say everything asked."""
    lacking = {found.edition for found in evidence.found if not found.values}
    return replace(evidence, found=tuple(f for f in evidence.found if f.edition not in lacking))


def _moved_from(main: Sequence[Value], plan: Plan) -> tuple[Value, ...]:
    """Beside the change that comes first, the same change in percent (or in money)."""
    first = main[0] if main and plan.measure is Measure.CHANGE else None
    if first is None or len(first.operands) != 2:
        return ()
    now, before = first.operands
    other = (
        growth(now, before, first.metric) if first.operator == "minus" else minus(now, before, first.metric)
    )
    return (other,) if other else ()


def _changes_over(plan: Plan, evidence: Evidence) -> list[Value]:
    """Each body's change: between the first and last year named, else its own printed change.

    Of one body, each year's change against the year before.
    """
    bodies = list(dict.fromkeys(found.edition.body for found in evidence.found))
    targets = list(dict.fromkeys(found.target.name for found in evidence.found))
    apart = (plan.asks_rate and not plan.asks_money and not _IN_MONEY.search(plan.words)) or bool(
        _FASTEST.search(plan.words)
    )
    changes: list[Value] = []
    for body, target in product(bodies, targets):
        own = sorted(
            (f for f in evidence.found if f.edition.body == body and f.target.name == target and f.values),
            key=lambda f: f.edition.year,
        )
        if (len(plan.years) > 1 or plan.by == "all_years") and not _WHICH_YEAR.search(plan.words):
            if len(own) > 1:
                first, last = own[0].values[0], own[-1].values[0]
                name = f"{first.year}年到{last.year}年{first.metric}"
                changes.append((growth(last, first, name) if apart else None) or minus(last, first, name))
            continue
        wanted = own
        if not _WHICH_YEAR.search(plan.words):
            newest = [f for f in own if f.edition.year == max(e.year for e in plan.editions)]
            wanted = newest or own[-1:]
        for found in wanted:
            difference_, rate_ = change_of(found)
            chosen = rate_ if apart and rate_ else difference_
            if chosen:
                changes.append(chosen)
    return changes


_FASTEST = re.compile(r"最(?:快|慢)|增速|增幅最|降幅最|涨幅最|跌幅最|比例最|率最")
_WHICH_YEAR = re.compile(r"哪一?年|年份")
_IN_MONEY = re.compile(r"金额|多少万|几万|多少钱|万元|多少元")


def _over_years(evidence: Evidence) -> Outcome:
    """What changed from the first year to the last, for one body and one target."""
    own = sorted((f for f in evidence.found if f.values), key=lambda f: f.edition.year)
    if len(own) < 2 or len({(f.edition.body, f.target.name) for f in own}) > 1:
        return Outcome()
    first, last = own[0].values[0], own[-1].values[0]
    if first.value == last.value or not is_money(first.unit):
        return Outcome()
    name = f"{first.year}年到{last.year}年{own[0].target.name}"
    rate = growth(last, first, f"{name}增减率")
    difference = minus(last, first, f"{name}增减额")
    return Outcome(main=(difference, rate) if rate else (difference,))


def _rate_again(evidence: Evidence) -> Outcome:
    """The printed rate beside the one that follows from the printed amount and difference."""
    found = next((f for f in evidence.found if f.rate and f.difference and f.values), None)
    if found is None or found.rate is None or found.difference is None:
        return Outcome()
    before = plus_or_minus(found.values[0], found.difference, f"上年{found.target.name}")
    again = growth(found.values[0], before, f"{found.target.name}增减率（重算）")
    if again is None:
        return Outcome(support=(found.values[0], before))
    places = Decimal(1).scaleb(found.rate.value.as_tuple().exponent)  # type: ignore[arg-type]
    holds = abs(again.value - found.rate.value) <= places
    return Outcome(main=(found.rate, again), support=(found.values[0], found.difference, before), holds=holds)


def _agreement(plan: Plan, evidence: Evidence) -> Outcome:
    values = list(evidence.rows)
    if not values:
        values, _ = _firsts(evidence)
    if len(values) < 2:
        return Outcome(support=tuple(values))
    money = all(is_money(v.unit) for v in values)
    tolerance = max(YUAN_PER_UNIT[v.unit] for v in values) / 100 if money else Decimal(0)
    spread = max(v.value for v in values) - min(v.value for v in values)
    if len(values) == 2 and money and spread >= tolerance:
        more, less = sorted(values, key=lambda v: v.value, reverse=True)
        values.append(minus(more, less, "差额"))
        return Outcome(main=tuple(values), support=evidence.between, holds=False)
    return Outcome(main=tuple(values), holds=spread < tolerance)
