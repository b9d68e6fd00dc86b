"""What to set side by side where a question asks whether amounts agree, and what sentences say of them.

>>> [value.shown for value in agreement_rows(plan, store)]
['208.80万元', '201.50万元']
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from index.facts.money import YUAN_PER_UNIT, is_money
from index.facts.records import Citation, Kind, Stage, TableKind
from index.facts.subjects import normal
from index.store.protocols import Facts, StoredChange
from qa.records import Edition, Found, Plan, Target, Value
from qa.rules.table_names import tables_named
from qa.values import of_figure, said_amount, said_difference, said_percent, stands


def agreement_rows(plan: Plan, store: Facts) -> tuple[Value, ...]:
    """Every table's amount of one subject, one each: what 一致吗 compares."""
    target = plan.targets[0]
    documents = [d for e in plan.editions for d in e.documents]
    if not documents:
        return ()
    found: dict[tuple[TableKind, str], Value] = {}
    printed = [s.figure for s in store.figures(keys=target.keys, codes=target.codes, documents=documents)]
    printed = [f for f in printed if f.stage in (Stage.BUDGET, Stage.FINAL) and is_money(f.unit)]
    # A table of one column only has nothing but parts: 公用经费 in a table of 基本支出.
    for figure in [f for f in printed if not f.component] or printed:
        found.setdefault((figure.table_kind, figure.code), of_figure(figure))
    asked = [kinds for _, kinds in tables_named(plan.words)]
    if len(asked) == 2:
        named = [next((v for (kind, _), v in found.items() if kind in kinds), None) for kinds in asked]
        if (one := named[0]) and (other := named[1]) and one is not other:
            return (one, other)
    told = store.changes(keys=target.keys, codes=target.codes, documents=documents)
    return (*found.values(), *_told_otherwise(plan.editions[0], tuple(found.values()), told))


def _told_otherwise(
    edition: Edition, printed: Sequence[Value], told: Sequence[StoredChange]
) -> tuple[Value, ...]:
    """The amounts of sentences that no table and no sentence before prints; one beside a single table."""
    current = Stage.FINAL if edition.kind is Kind.FINAL else Stage.BUDGET
    found: list[Value] = []
    for change in (stored.change for stored in told):
        if change.stage is not current or change.amount is None or not is_money(change.unit):
            continue
        if not stands(change.amount_printed, change):
            continue
        places = len(change.amount_printed.partition(".")[2])
        value = said_amount(change, edition.body)
        near = YUAN_PER_UNIT[change.unit] * Decimal(1).scaleb(-places) / 2
        alike = any(abs(value.value - other.value) <= near for other in (*printed, *found))
        if not alike or (len(printed) == 1 and not found):
            found.append(value)
    return tuple(found)


def written(store: Facts, places: Sequence[Citation]) -> list[Value]:
    """The amounts that sentences print at these places: the other side of a contradiction."""
    documents = [s for s in store.documents() if s.document.name in {c.document for c in places}]
    found: list[Value] = []
    for stored in store.changes(documents=[s.id for s in documents]):
        change = stored.change
        if change.citation in places and change.amount is not None and stands(change.amount_printed, change):
            document = next(s.document for s in documents if s.id == stored.document_id)
            found.append(said_amount(change, document.body))
    return found


def claimed_rates(plan: Plan, store: Facts) -> tuple[Found, ...]:
    """The sentence that prints the percentage the question doubts, with amount and difference.

    That of the subject asked, where it prints one.
    """
    found: list[Found] = []
    for edition in plan.editions:
        for stored in store.changes(documents=edition.documents):
            change = stored.change
            if change.percent is None or change.percent_printed.strip("%") != plan.claimed_rate:
                continue
            if change.amount is None or change.difference is None:
                continue
            if not (stands(change.amount_printed, change) and stands(change.difference_printed, change)):
                continue
            target = Target(change.subject, (normal(change.subject),))
            values = (said_amount(change, edition.body),)
            difference, rate = said_difference(change, edition.body), said_percent(change, edition.body)
            found.append(Found(target, edition, values, change, difference, rate))
    named = {key for target in plan.targets for key in target.keys}
    found.sort(key=lambda one: not named.intersection(one.target.keys))
    return tuple(found[:1])


def between(plan: Plan, rows: Sequence[Value], store: Facts) -> tuple[Value, ...]:
    """What two unequal amounts differ by, where the document prints just that: 结转下年28.60万元."""
    if len(rows) != 2 or rows[0].value == rows[1].value or not plan.editions:
        return ()
    apart = abs(rows[0].value - rows[1].value)
    current = Stage.FINAL if plan.editions[0].kind is Kind.FINAL else Stage.BUDGET
    for stored in store.figures(documents=plan.editions[0].documents):
        figure = stored.figure
        if figure.value == apart and figure.stage is current and is_money(figure.unit) and not figure.code:
            return (of_figure(figure),)
    return ()
