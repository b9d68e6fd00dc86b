"""The members a list or a ranking is over: the rows of one table of one edition.

>>> [value.metric for value in rows(plan, store)][:2]
['基本工资', '津贴补贴']
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal

from index.facts.money import is_money
from index.facts.records import Figure, Kind, Stage, TableKind
from index.facts.subjects import normal
from index.store.protocols import Facts
from qa.arithmetic import minus
from qa.records import Edition, Measure, Operation, Plan, Target, Value
from qa.rules.cues import cue
from qa.values import of_figure, said_amount, stands

# Where an amount is looked for first when a concept says nothing else: whole before part.
DEFAULT_ORDER = (
    TableKind.THREE_PUBLIC,
    TableKind.BALANCE,
    TableKind.EXPENSE,
    TableKind.INCOME,
    TableKind.APPROPRIATION,
    TableKind.GENERAL,
    TableKind.APPROPRIATION_EXPENSE,
    TableKind.BASIC,
    TableKind.APPROPRIATION_BASIC,
    TableKind.ECONOMIC,
    TableKind.FUND,
    TableKind.CAPITAL,
    TableKind.OPERATING,
    TableKind.PROJECTS,
    TableKind.PROCUREMENT,
    TableKind.SERVICES,
    TableKind.PERFORMANCE,
    TableKind.OTHER,
)
# 三公 = 出国 + 公车 + 接待; 公车 = 购置 + 运行 (财预〔2016〕143号).
PARTS: dict[str, tuple[str, ...]] = {
    "“三公”经费": ("因公出国（境）费用", "公务接待费", "公务用车购置及运行费"),
    "公务用车购置及运行费": ("公务用车购置费", "公务用车运行费"),
    "财政拨款收入": ("一般公共预算拨款收入", "政府性基金预算拨款收入", "国有资本经营预算拨款收入"),
}
_PERSONNEL = ("301", "303")
_PUBLIC = ("302", "310", "309", "307", "399", "312", "311")


def matches(figure: Figure, target: Target) -> bool:
    """Whether a figure is of the target, by name or by code."""
    named = normal(figure.subject) in target.keys or (bool(figure.code) and figure.code in target.codes)
    return named or normal(figure.item) in target.keys


def rows(plan: Plan, store: Facts) -> tuple[Value, ...]:
    """The members a list or ranking is over, one table of one edition."""
    edition = plan.editions[-1] if plan.editions else None
    if edition is None:
        return ()
    parent = plan.targets[0] if plan.targets else None
    current = Stage.FINAL if edition.kind is Kind.FINAL else Stage.BUDGET
    projects = "项目支出" if parent and parent.name == "项目支出" else ""
    everything = [
        f.figure
        for f in store.figures(documents=edition.documents)
        if f.figure.component in ("", "合计", projects)
    ]
    if cue("scores").search(plan.words):
        return tuple(of_figure(f) for f in everything if f.unit == "分")
    if plan.measure is Measure.CHANGE:
        return _changed(plan, parent, everything, current)
    if parent and (parts := _said_parts(parent, edition, store)):
        return parts
    asked = members(plan, parent, [f for f in everything if f.stage.counts_as is current])
    if not asked:
        return ()
    return tuple(of_figure(figure) for figure in _of_one_table(asked))


def _said_parts(parent: Target, edition: Edition, store: Facts) -> tuple[Value, ...]:
    """What a sentence says a project is made of: 总预算2921万元，其中支持外贸370万元，…; else nothing."""
    said = [stored.change for stored in store.changes(documents=edition.documents)]
    said = [change for change in said if change.amount and stands(change.amount_printed, change)]
    for whole in said:
        if not whole.subject.startswith("项目：") or normal(whole.subject) not in parent.keys:
            continue
        here, start = whole.citation, f"{whole.citation.quote}，"
        behind = (c for c in said if (c.citation.document, c.citation.page) == (here.document, here.page))
        parts = [c for c in behind if c.citation.quote.startswith(start) and c.subject != whole.subject]
        if len(parts) > 1:
            return tuple(said_amount(part, edition.body) for part in parts)
    return ()


def _changed(
    plan: Plan, parent: Target | None, figures: Sequence[Figure], current: Stage
) -> tuple[Value, ...]:
    """How much each member changed: as the table prints it, or from the two years it prints."""
    printed = members(plan, parent, [f for f in figures if f.stage is Stage.DIFFERENCE])
    if printed:
        return tuple(of_figure(figure) for figure in _of_one_table(printed))
    before = Stage.PRIOR_FINAL if current is Stage.FINAL else Stage.PRIOR_BUDGET
    earlier = {_row(f): f for f in figures if f.stage.counts_as in (before, Stage.PRIOR_FINAL)}
    now = _of_one_table(
        members(plan, parent, [f for f in figures if f.stage.counts_as is current and _row(f) in earlier])
    )
    return tuple(minus(of_figure(figure), of_figure(earlier[_row(figure)]), figure.subject) for figure in now)


def _row(figure: Figure) -> tuple[str, str | None, str | None]:
    return (figure.citation.document, figure.citation.table, figure.citation.row)


def _of_one_table(asked: Sequence[Figure]) -> list[Figure]:
    """The rows of the table that speaks for the members best, each once."""
    if not asked:
        return []
    tables: dict[tuple[TableKind, str | None], list[Figure]] = defaultdict(list)
    for figure in asked:
        tables[(figure.table_kind, figure.citation.table)].append(figure)
    order = [
        TableKind.PROJECTS,
        TableKind.EXPENSE,
        TableKind.BASIC,
        TableKind.APPROPRIATION_BASIC,
        *DEFAULT_ORDER,
    ]
    kind, title = min(tables, key=lambda k: (order.index(k[0]), -len(tables[k])))
    seen: dict[tuple[str, str, str], Figure] = {}
    for figure in tables[(kind, title)]:
        seen.setdefault((figure.code, figure.citation.row or "", figure.subject), figure)
    return list(seen.values())


def members(plan: Plan, parent: Target | None, figures: Sequence[Figure]) -> list[Figure]:
    """The figures of a table that a parent is made of."""
    name = parent.name if parent else ""
    projects = _projects(figures)
    if (name == "项目支出" or (not name and "项目" in plan.words and not plan.level)) and projects:
        return projects
    if name == "项目支出":
        # No list of projects is disclosed: the 项 of the functional classification are.
        return [f for f in figures if f.component == name and len(f.code) == 7 and f.value]
    figures = [f for f in figures if f.component != "项目支出"]
    if name in PARTS:
        keys = {normal(part) for part in all_parts(name)}
        three = [f for f in figures if f.table_kind is TableKind.THREE_PUBLIC and not is_total(f)]
        return [f for f in three if any(key[:4] == normal(f.subject)[:4] for key in keys)]
    if name == "机关运行经费":
        return [f for f in figures if f.table_kind is TableKind.OPERATING and not is_total(f) and f.code]
    if parent and parent.groups:
        bought = [
            f
            for f in figures
            if f.table_kind is TableKind.PROCUREMENT and any(g in f.group for g in parent.groups)
        ]
        return [f for f in bought if not is_total(f) and not is_group(f.subject) and is_money(f.unit)]
    if name in ("政府采购预算", "政府购买服务"):
        kind = TableKind.PROCUREMENT if name == "政府采购预算" else TableKind.SERVICES
        bought = [f for f in figures if f.table_kind is kind and not is_total(f) and is_money(f.unit)]
        bought = [f for f in bought if not is_group(f.subject)]
        return _heads_of_sums(bought) or bought
    basic = [f for f in figures if f.table_kind in (TableKind.BASIC, TableKind.APPROPRIATION_BASIC)]
    if name == "公用经费":
        return [f for f in basic if len(f.code) == 5 and f.code.startswith(_PUBLIC)]
    if name == "人员经费":
        return [f for f in basic if len(f.code) == 5 and f.code.startswith(_PERSONNEL)]
    if name in ("基本支出", "一般公共预算基本支出"):
        size = plan.level or (5 if plan.operation is Operation.RANKING else 3)
        return [f for f in basic if len(f.code) == size]
    codes = [c for c in (parent.codes if parent else ()) if len(c) in (3, 5)]
    if parent and not codes:
        codes = sorted({f.code for f in figures if matches(f, parent) and len(f.code) in (3, 5)})
    for code in codes:
        longer = {len(f.code) for f in figures if f.code.startswith(code) and len(f.code) > len(code)}
        if longer:
            size = plan.level if plan.level in longer else min(longer)
            return [f for f in figures if f.code.startswith(code) and len(f.code) == size]
    level = plan.level or (7 if not parent else 0)
    if level and (not parent or name in ("支出总计", "预算总额", "一般公共预算支出", "本年支出合计")):
        first = "3" if "经济" in plan.words else "2" if level == 7 or "功能" in plan.words else "23"
        return [f for f in figures if len(f.code) == level and f.code[:1] in first]
    if name in ("收入总计", "本年收入合计"):
        return [
            f
            for f in figures
            if f.table_kind in (TableKind.BALANCE,)
            and f.subject.endswith(("收入", "结转结余", "结转"))
            and not is_total(f)
        ]
    if name in ("支出总计", "预算总额"):
        return [f for f in figures if len(f.code) == 7 and f.code.startswith("2")]
    return []


def _projects(figures: Sequence[Figure]) -> list[Figure]:
    """The rows of the list of projects, without those of the units that they are sums for."""
    for kind in (TableKind.PROJECTS, TableKind.PERFORMANCE):
        listed = [f for f in figures if f.table_kind is kind and not is_total(f) and is_money(f.unit)]
        listed = [f for f in listed if not f.code] or listed
        if kind is TableKind.PERFORMANCE:  # a form's rows are the parts of one project
            titles = Counter(f.citation.table for f in listed)
            listed = [f for f in listed if f.citation.row and titles[f.citation.table] > _FORM]
        if listed:
            sums = set(map(id, _sums_of_units(listed)))
            return [f for f in listed if id(f) not in sums]
    return []


_FORM = 3
_UNIT = re.compile(r"(本级|机关|局|委员会|中心|处|站|所|院|校|中学|小学|队|馆|办公室|厅)[)）]?$")


def _sums_of_units(figures: Sequence[Figure]) -> list[Figure]:
    """Rows of units that are the sums of the projects listed below them."""
    found: list[Figure] = []
    for at, figure in enumerate(figures):
        if not _UNIT.search(figure.subject):
            continue
        left = figure.value
        for below in figures[at + 1 :]:
            left -= below.value
            if left <= 0:
                break
        if left == 0 or re.search(r"[（(]本级[)）]$", figure.subject):
            found.append(figure)
    return found


def all_parts(name: str) -> tuple[str, ...]:
    """Parts, and parts of parts."""
    return tuple(p for part in PARTS.get(name, ()) for p in (part, *all_parts(part)))


def _heads_of_sums(figures: Sequence[Figure]) -> list[Figure]:
    """The rows that are sums of the rows below them, where the whole list is made of such; else none."""
    heads: list[Figure] = []
    left = Decimal(0)
    for figure in figures:
        if left == 0:
            heads.append(figure)
            left = figure.value
        else:
            left -= figure.value
        if left < 0:
            return []
    return heads if left == 0 and heads != list(figures) else []


def is_group(subject: str) -> bool:
    """货物, 服务C: the sum of all that is bought of a group."""
    return bool(re.fullmatch(r"[A-Ca-c]?[、.．-]?(?:货物|工程|服务)类?[A-Ca-c]?", subject))


def is_total(figure: Figure) -> bool:
    """A row of a total, which no list or ranking counts."""
    row = "" if figure.table_kind is TableKind.THREE_PUBLIC else figure.citation.row or ""
    return bool(re.search(r"合计|总计|小计", f"{figure.subject}{row}"))
