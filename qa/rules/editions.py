"""Which editions a question may mean: by body, kind, year and scope.

>>> chosen(plan, catalog).editions[0].year
2025
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.facts.records import Kind, Scope, Stage, TableKind
from qa.catalog import Catalog
from qa.records import Edition, Operation, Plan
from qa.rules.reading import BOTH_SCOPES

# 部门预算, 不是局本级单位预算: what is ruled out does not count.
_RULED_OUT = re.compile(r"(而?不是|而?非|不含|不要|除了|而不看)[^,，]*")


_AS_OF = re.compile(r"截[止至]|\bas of\b", re.IGNORECASE)


def chosen(settled: Plan, catalog: Catalog) -> Plan:
    """The editions the plan may mean: by body, kind, year and scope."""
    named = [e for body in settled.bodies for e in catalog.by_body.get(body, ())]
    editions = named if settled.bodies else list(catalog.editions)
    if settled.missing:
        return replace(settled, editions=())
    if settled.actual:
        finals = [e for e in editions if e.kind is Kind.FINAL]
        if spent := _spent_before(settled, editions, finals):
            return spent
        editions = finals
    elif any(e.kind is Kind.BUDGET for e in editions):
        budgets = [e for e in editions if e.kind is Kind.BUDGET]
        wanted = set(settled.years)
        if not wanted or any(e.year in wanted for e in budgets):
            editions = budgets
    words = _RULED_OUT.sub("", settled.words)
    wanted_scope = (
        Scope.UNIT
        if re.search(r"单位(预算|决算)|本级|单位口径", words)
        else Scope.DEPARTMENT
        if re.search(r"部门(预算|决算)|部门口径", words)
        else None
    )
    both = bool(BOTH_SCOPES.search(words))
    both = both or settled.operation in (Operation.NARRATIVE, Operation.DEFINITION)
    if both:
        wanted_scope = None
    if wanted_scope and any(e.scope is wanted_scope for e in editions):
        editions = [e for e in editions if e.scope is wanted_scope]
    scopes: dict[tuple[str, int, Kind], list[Edition]] = {}
    for e in editions:
        scopes.setdefault((e.body, e.year, e.kind), []).append(e)
    if not both:
        editions = [
            next((e for e in group if e.scope is Scope.DEPARTMENT), group[0]) for group in scopes.values()
        ]
    editions.sort(key=lambda e: (e.body, e.year, e.scope is not Scope.DEPARTMENT))
    if (
        settled.operation in (Operation.RANKING, Operation.DIFFERENCE)
        and not settled.by
        and not settled.years
    ):
        editions = _of_one_year(editions, settled)
    newest: dict[str, int] = {}
    for e in editions:
        newest[e.body] = max(e.year, newest.get(e.body, e.year))
    if settled.by == "this_year" and not settled.years:
        editions = [e for e in editions if e.year == newest[e.body]]
    elif settled.years:
        return _choose_years(settled, editions)
    elif settled.prior:
        latest = [e for e in editions if e.year == newest[e.body]]
        earlier = [e for e in editions if e.year == newest[e.body] - 1]
        have = {e.body for e in earlier}
        if earlier and settled.operation is Operation.PRIOR and have == set(newest):
            later = replace(settled, editions=tuple(latest))
            return replace(settled, operation=Operation.LOOKUP, editions=tuple(earlier), instead=later)
        editions = latest
    return replace(settled, editions=tuple(editions))


def _spent_before(settled: Plan, editions: Sequence[Edition], finals: Sequence[Edition]) -> Plan | None:
    """What was spent in a year without a final account, as the next year's budget prints it."""
    if not settled.years or not settled.targets or any(e.year in settled.years for e in finals):
        return None
    after = [e for e in editions if e.kind is Kind.BUDGET and e.year - 1 in settled.years]
    words = _RULED_OUT.sub("", settled.words)
    if not BOTH_SCOPES.search(words) and not ("部门" in words and "单位" in words):
        body_years = {(e.body, e.year) for e in after}
        wanted = Scope.UNIT if re.search(r"单位(预算|决算)|本级", words) else Scope.DEPARTMENT
        after = [
            next((e for e in same if e.scope is wanted), same[0])
            for key in sorted(body_years)
            if (same := [e for e in after if (e.body, e.year) == key])
        ]
    targets = tuple(replace(target, stage=Stage.PRIOR_FINAL) for target in settled.targets)
    if re.search(r"预算(数|安排)?(各|分别|是?多少)", words):
        # 2024年执行数和2025年预算数分别是多少: both stand in one table
        now = tuple(replace(target, tables=(TableKind.GENERAL, *target.tables)) for target in settled.targets)
        targets = (*targets, *now)
    return replace(settled, editions=tuple(after), targets=targets) if after else None


def _of_one_year(editions: list[Edition], settled: Plan) -> list[Edition]:
    """Bodies are compared in the newest year that most of them have."""
    bodies = {e.body for e in editions}
    if len(bodies) < 2 or not settled.targets:
        return editions
    have = {year: len({e.body for e in editions if e.year == year}) for year in {e.year for e in editions}}
    year = max(have, key=lambda y: (have[y], y))
    return [e for e in editions if e.year == year] if have[year] > 1 else editions


def _choose_years(settled: Plan, editions: Sequence[Edition]) -> Plan:
    named = [e for e in editions if e.year in settled.years]
    first, last = min(settled.years), max(settled.years)
    alone = bool(named) and {e.year for e in named} == {last}
    if settled.operation is Operation.DIFFERENCE and first == last - 1 and alone:
        # The earlier year has no edition; what the later one prints of the change is there.
        return replace(settled, operation=Operation.CHANGE, editions=tuple(named))
    if (
        settled.operation in (Operation.CHANGE, Operation.REASON, Operation.DIFFERENCE)
        and len(settled.years) == 2
    ):
        last = max(settled.years)
        if settled.operation is not Operation.DIFFERENCE and last - 1 in settled.years:
            of_last = [e for e in named if e.year == last]
            if of_last:
                return replace(settled, editions=tuple(of_last))
    if named:
        return replace(settled, editions=tuple(named))
    # The year before an edition's own may follow from it.
    after = [e for e in editions if e.year - 1 in settled.years]
    if after and _AS_OF.search(settled.question):
        return replace(settled, editions=tuple(after))  # 截至上年末共有车辆: the next year's document says it
    if after and settled.operation in (Operation.LOOKUP, Operation.PRIOR, Operation.EXISTS):
        return replace(settled, operation=Operation.PRIOR, prior=True, editions=tuple(after))
    return replace(settled, editions=(), there=tuple(editions))


def newest_editions(planned: Plan) -> tuple[Edition, ...]:
    """Each body's newest edition among the plan's, unless the question named the year."""
    if planned.year_named:
        return planned.editions
    newest = {
        body: max(e.year for e in planned.editions if e.body == body)
        for body in {e.body for e in planned.editions}
    }
    return tuple(e for e in planned.editions if e.year == newest[e.body])
