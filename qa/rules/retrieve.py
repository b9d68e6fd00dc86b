"""Plan → Evidence: the cells, the changes read from prose, the members of lists, the passages.

`facts` asks the relational store only. `narrative` asks both, by `qa.rules.fusion`.

>>> facts(plan, store).found[0].values[0].shown
'1.50万元'
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.facts.money import is_money
from index.facts.records import Change, Figure, Kind, Stage, TableKind
from index.facts.subjects import normal
from index.store.protocols import Facts, StoredChange, StoredFigure, StoredPassage
from qa.arithmetic import total
from qa.records import Edition, Evidence, Found, Measure, Operation, Plan, Target, Value
from qa.rules.fusion import Search as Search
from qa.rules.fusion import relevant
from qa.rules.rows import DEFAULT_ORDER, PARTS, is_group, is_total, matches, rows
from qa.rules.table_names import tables_meant
from qa.values import of_figure, said_amount, said_difference, said_percent, stands

# What most of a total is, where the narrative speaks of that alone.
_CHIEF_PART = {
    "收入总计": ("财政拨款收入",),
    "预算总额": ("财政拨款收入",),
    "支出总计": ("财政拨款支出",),
}


def facts(plan: Plan, store: Facts, concepts: dict[str, Target]) -> Evidence:
    """Figures and changes for every edition and target of the plan, and the rows of its lists."""
    if plan.operation in (Operation.RANKING, Operation.LIST) and _wants_rows(plan):
        members = rows(plan, store)
        found = _found(plan, store, plan.targets, concepts)
        return Evidence(found=found, rows=members)
    return Evidence(found=_found(plan, store, plan.targets, concepts))


def _wants_rows(plan: Plan) -> bool:
    several = len(plan.targets) > 1 or (len({e.body for e in plan.editions}) > 1 and plan.targets)
    across_years = len(plan.editions) > 1 and plan.targets and not plan.level
    measured = plan.measure is Measure.SHARE
    return not (plan.operation is Operation.RANKING and (several or across_years or measured))


def _found(
    plan: Plan, store: Facts, targets: Sequence[Target], concepts: dict[str, Target]
) -> tuple[Found, ...]:
    compared = plan.operation in (Operation.CHANGE, Operation.REASON, Operation.PRIOR)
    compared = compared or plan.measure is Measure.CHANGE
    before = {(e.body, e.year): e for e in plan.before} if compared else {}
    documents = {d for e in (*plan.editions, *before.values()) for d in e.documents}
    if not documents or not targets:
        return ()
    wanted = [*targets, *([plan.within] if plan.within else [])]
    for target in targets:
        for name in PARTS.get(target.name, ()):
            wanted += [concepts[name], *(concepts[n] for n in PARTS.get(name, ()))]
        if compared:
            wanted += [concepts[name] for name in _CHIEF_PART.get(target.name, ())]
    keys = {key for target in wanted for key in target.keys}
    keys |= {key for target in targets for group in target.groups for key in _bought(group)}
    in_words = keys | {normal(target.name) for target in targets if not target.keys}
    codes = {code for target in wanted for code in target.codes}
    figures: dict[int, list[StoredFigure]] = defaultdict(list)
    for figure in store.figures(keys=keys, codes=codes, documents=documents):
        figures[figure.document_id].append(figure)
    if any(target.groups for target in targets):
        for figure in store.figures(documents=documents, table_kinds=[TableKind.PROCUREMENT]):
            figures[figure.document_id].append(figure)
    changes: dict[int, list[StoredChange]] = defaultdict(list)
    for change in store.changes(keys=in_words, codes=codes, documents=documents):
        changes[change.document_id].append(change)
    found = []
    for edition in plan.editions:
        own = [f for d in edition.documents for f in figures[d]]
        said = [c for d in edition.documents for c in changes[d]]
        for target in targets:
            one = _one(plan, edition, target, own, said, concepts)
            earlier = before.get((edition.body, edition.year - 1))
            if earlier and one.prior is None and one.difference is None:
                figures_before = [f for d in earlier.documents for f in figures[d]]
                changes_before = [c for d in earlier.documents for c in changes[d]]
                last = _one(plan, earlier, target, figures_before, changes_before, concepts)
                one = replace(one, prior=next(iter(last.values), None))
            found.append(one)
    return tuple(found)


def _one(
    plan: Plan,
    edition: Edition,
    target: Target,
    figures: Sequence[StoredFigure],
    changes: Sequence[StoredChange],
    concepts: dict[str, Target],
) -> Found:
    current = Stage.FINAL if edition.kind is Kind.FINAL else Stage.BUDGET
    before = Stage.PRIOR_FINAL if edition.kind is Kind.FINAL else Stage.PRIOR_BUDGET
    moved = plan.operation in (Operation.REASON, Operation.CHANGE)
    if not moved and re.search(r"年初(的)?(预算|安排|计划|定)", plan.words):
        current = Stage.INITIAL
    elif re.search(r"调整(后)?预算|全年预算", plan.words):
        current = Stage.ADJUSTED
    elif edition.kind is Kind.FINAL and "预算" in plan.words and not plan.actual and not plan.premise:
        current = Stage.BUDGET
    if target.stage:
        current = target.stage
    if target.groups:
        members = _grouped([f.figure for f in figures], target, current)
        members = members or _said_bought([c.change for c in changes], target, edition, current)
        return Found(target, edition, (total(members, target.name),) if len(members) > 1 else members)
    mine = [f.figure for f in figures if matches(f.figure, target)]
    if plan.within and (crossed := _crossed(figures, plan.within, target, current)):
        return Found(target, edition, (of_figure(crossed),))
    values = _counted(mine, current, plan, _best(mine, target, current, plan))
    mentioned = [c.change for c in changes if _matches_change(c.change, target)]
    earlier = [c for c in mentioned if c.stage is before and c.amount is not None]
    mentioned = [c for c in mentioned if c.stage not in (Stage.COMPLETION, before) or c.stage is current]
    if edition.kind is Kind.FINAL and current is not Stage.FINAL:
        mentioned = [c for c in mentioned if c.stage is current]  # what changed is the final account
    if target.stage and (staged := [c for c in mentioned if c.stage is current]):
        mentioned = staged
    said = _best_change(mentioned, target)
    if not values and current is Stage.INITIAL:
        values = _best(mine, target, Stage.BUDGET, plan)
    if (
        not values
        and said
        and said.amount is not None
        and said.stage is current
        and stands(said.amount_printed, said)
    ):
        values = (said_amount(said, edition.body),)
    if not values and target.name in PARTS:
        named = [replace(concepts[name], stage=target.stage) for name in PARTS[target.name]]
        parts = [_one(plan, edition, part, figures, changes, concepts) for part in named]
        if all(part.values for part in parts):
            values = (total([part.values[0] for part in parts], target.name),)
    coded = [c for c in mentioned if len(c.code) == 7 and c.stage is current and c.year == edition.year]
    prior = next(iter(_best(mine, target, before, plan)), None)
    if prior is None and (stated := [c for c in earlier if stands(c.amount_printed, c)]):
        prior = said_amount(stated[0], edition.body)
    difference, rate = None, None
    if said and said.difference is not None and said.direction and stands(said.difference_printed, said):
        difference = said_difference(said, edition.body)
    if said and said.percent is not None and stands(said.percent_printed, said):
        rate = said_percent(said, edition.body)
    cells = _best(mine, target, Stage.DIFFERENCE, plan)
    if difference is None and cells:
        difference = cells[0]
    rates = _best(mine, target, Stage.RATE, plan)
    if rate is None and rates:
        rate = rates[0]
    if said is None or (not said.direction and difference is None):
        if difference is None:
            difference = _from_parts(plan, edition, target, figures, changes, concepts)
    told: list[Found] = []
    unsaid = plan.operation is Operation.CHANGE and difference is None and rate is None
    unsaid = unsaid or (plan.operation is Operation.PRIOR and prior is None and difference is None)
    if (plan.operation is Operation.REASON and not (said and said.reason)) or unsaid:
        names = PARTS.get(target.name, ()) or _CHIEF_PART.get(target.name, ())
        own = [_one(plan, edition, concepts[name], figures, changes, concepts) for name in names]
        told = [part for part in own if part.parts or (part.change and (part.change.reason or unsaid))]
    return Found(target, edition, values, said, difference, rate, prior, tuple(told), tuple(coded))


def _crossed(figures: Sequence[StoredFigure], row: Target, column: Target, stage: Stage) -> Figure | None:
    """The cell where the row meets the column: 老旧小区改造 and 上年结转."""
    for stored in figures:
        figure = stored.figure
        if figure.stage.counts_as is not stage or not matches(figure, row):
            continue
        if normal(figure.component) in column.keys or (
            figure.group and normal(figure.subject) in column.keys
        ):
            return figure
    if column.name not in _WHOLES:
        return None
    # 收入合计 of a unit is its row's own amount in the table of income
    of_row = [f.figure for f in figures if f.figure.stage.counts_as is stage and matches(f.figure, row)]
    return next((f for f in of_row if not f.component and f.table_kind in _WHOLES[column.name]), None)


_WHOLES: dict[str, tuple[TableKind, ...]] = {
    "收入总计": (TableKind.INCOME,),
    "支出总计": (TableKind.EXPENSE,),
    "预算总额": (TableKind.INCOME, TableKind.EXPENSE),
}


def _from_parts(
    plan: Plan,
    edition: Edition,
    target: Target,
    figures: Sequence[StoredFigure],
    changes: Sequence[StoredChange],
    concepts: dict[str, Target],
) -> Value | None:
    """The total's difference from its parts' printed differences, when every part prints one."""
    operands = []
    for name in PARTS.get(target.name, ()):
        found = _one(plan, edition, concepts[name], figures, changes, concepts)
        if found.difference is not None:
            operands.append(found.difference)
        elif not (found.change and found.change.direction == "持平"):
            return None
    if not operands:
        return None
    return Value(
        metric=f"{target.name}增减额",
        body=edition.body,
        year=edition.year,
        stage=Stage.DIFFERENCE.value,
        value=sum((o.value for o in operands), Decimal(0)),
        printed="",
        unit=operands[0].unit,
        operator="sum",
        operands=tuple(operands),
    )


def _matches_change(change: Change, target: Target) -> bool:
    # Prose seldom prints the code by which a row was asked.
    keys = target.keys or (normal(target.name),)
    return normal(change.subject) in keys or (bool(change.code) and change.code in target.codes)


def _best(figures: Sequence[Figure], target: Target, stage: Stage, plan: Plan) -> tuple[Value, ...]:
    """The cells of one stage from the table that speaks for the whole; several when rows share a name."""
    staged = [f for f in figures if f.stage.counts_as is stage]
    if not staged:
        return ()
    if target.only:
        staged = [f for f in staged if f.table_kind in target.tables]
        if not staged:
            return ()
    elif wanted := tables_meant(plan.words):
        staged = [f for f in staged if f.table_kind in wanted] or staged
    order = [*target.tables, *(kind for kind in DEFAULT_ORDER if kind not in target.tables)]
    if not target.tables and any(len(f.code) == 5 or f.code[:1] in ("3", "5") for f in staged):
        order = [TableKind.BASIC, TableKind.APPROPRIATION_BASIC, TableKind.ECONOMIC, *order]

    def rank(figure: Figure) -> tuple[int, ...]:
        key = normal(figure.subject)
        by_key = target.keys.index(key) if key in target.keys else len(target.keys)
        named = key in target.keys or normal(figure.item) in target.keys or not target.keys
        asked = 0 if not figure.component or figure.component in plan.words else 1
        return (
            0 if is_money(figure.unit) or stage is Stage.RATE else 1,
            0 if named else 1,  # a row of the same code may be the account that a project is paid from
            asked,
            order.index(figure.table_kind),
            by_key,
            _IN_A_FORM.search(figure.subject) is None if figure.table_kind is TableKind.PERFORMANCE else 0,
        )

    best = min(rank(f) for f in staged)
    top = [f for f in staged if rank(f) == best]
    distinct: dict[tuple[str, str, str], Figure] = {}
    for figure in top:
        distinct.setdefault((figure.code, figure.citation.row or "", figure.component), figure)
    chosen = list(distinct.values())
    if len({f.value for f in chosen}) == 1:
        chosen = chosen[:1]
    by_row = [f for f in chosen if f.citation.table == chosen[0].citation.table]
    return tuple(of_figure(f) for f in by_row)


# What a project costs in all, among the amounts of its 绩效目标 form.
_IN_A_FORM = re.compile(
    r"年度(资金)?(申请)?总额|^年度(预算|资金)|^(项目)?(年度)?总?(预算|资金)(金额|数|总额)?$|^预算金额$"
)


def _bought(group: str) -> tuple[str, ...]:
    """How prose names what is bought of a group."""
    return tuple(normal(f"政府采购{group}{end}") for end in ("", "预算", "支出", "预算金额"))


def _said_bought(
    changes: Sequence[Change], target: Target, edition: Edition, stage: Stage
) -> tuple[Value, ...]:
    """What the narrative says is bought of each group; nothing where it leaves one out."""
    values: list[Value] = []
    for group in target.groups:
        said = next(
            (c for c in changes if normal(c.subject) in _bought(group) and c.amount is not None), None
        )
        if said is not None and said.stage is stage and stands(said.amount_printed, said):
            values.append(said_amount(said, edition.body))
    return tuple(values) if len(values) == len(target.groups) else ()


def _grouped(figures: Sequence[Figure], target: Target, stage: Stage) -> tuple[Value, ...]:
    """The rows of a table whose group is asked (货物, 工程, 服务), each once."""
    rows: dict[tuple[int, str], Figure] = {}
    for f in figures:
        parts = (f.citation.row or "").split("/")
        asked = f.group in target.groups or any(
            is_group(part) and group in part for group in target.groups for part in parts[1:]
        )
        bought = f.table_kind is TableKind.PROCUREMENT and f.stage.counts_as is stage
        if bought and is_money(f.unit) and asked:
            if not f.component and not is_total(f):
                rows.setdefault((f.citation.page, f.citation.row or ""), f)
    # 一、货物 with its purchases below: the row of the group is their sum already.
    sums = [f for f in rows.values() if is_group(f.subject) and any(g in f.subject for g in target.groups)]
    whole = {f.group for f in sums}
    if sums and all(any(g in f.subject for f in sums) for g in target.groups):
        return tuple(map(of_figure, sums))
    return tuple(of_figure(f) for f in (*sums, *(f for f in rows.values() if f.group not in whole)))


_ALIKE = {"台": "辆", "辆": "台"}


def _counted(
    figures: Sequence[Figure], stage: Stage, plan: Plan, amounts: tuple[Value, ...]
) -> tuple[Value, ...]:
    """买多少套: the count of a row; with its amount when that is asked too."""
    wanted = {plan.count_unit, _ALIKE.get(plan.count_unit, plan.count_unit)} - {""}
    counts = [of_figure(f) for f in figures if f.stage.counts_as is stage and f.unit in wanted]
    if not counts or any(v.unit in wanted for v in amounts):
        return amounts
    return (*amounts, *counts[:1]) if plan.asks_money else tuple(counts[:1])


def _best_change(changes: Sequence[Change], target: Target) -> Change | None:
    """The sentence that says most of the target."""

    def rank(change: Change) -> tuple[int, int, int]:
        key = normal(change.subject)
        by_key = target.keys.index(key) if key in target.keys else len(target.keys)
        return (0 if change.direction else 1, 0 if change.reason else 1, by_key)

    best = min(changes, key=rank, default=None)
    if best and best.reason and not stands(best.reason, best):
        return replace(best, reason="")  # a reason is quoted from its sentence, or not at all
    return best


def narrative(plan: Plan, store: Facts, search: Search, *, k: int = 8) -> tuple[StoredPassage, ...]:
    """The k passages of the plan's editions that answer best, best first."""
    return relevant(plan, store, search, k=k)
