"""How a question was understood, in one line: 单位 · 年 · 种类 · 口径 · 项 · 表.

>>> understood(plan, results)
'某局 · 2025年 · 预算 · 部门口径 · 公务接待费 · 《“三公”经费支出预算表》'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from index.facts.records import Kind
from qa.execute.results import Result
from qa.plan.algebra import (
    Agree,
    Cell,
    Changed,
    Count,
    Define,
    Difference,
    Each,
    Exists,
    Expr,
    Growth,
    Holds,
    List,
    Mean,
    Plan,
    Provide,
    Query,
    Rank,
    Ratio,
    Reason,
    Scale,
    Series,
    Show,
    Sum,
    Tell,
)
from qa.plan.nodes import cells_of
from qa.records import Value

_MOST = 3
_DONE: dict[type, str] = {
    Rank: "排序",
    List: "明细",
    Series: "历年",
    Holds: "比较",
    Exists: "有无",
    Agree: "是否一致",
    Reason: "增减原因",
    Changed: "比上年增减",
    Sum: "合计",
    Difference: "相差",
    Ratio: "比例",
    Growth: "增长率",
    Mean: "平均",
    Count: "个数",
    Define: "含义",
    Tell: "文字",
    Provide: "政策规定",
}


def understood(plan: Plan, results: Sequence[Result]) -> str:
    """The plan with what was found for it; "" where nothing was understood."""
    cells = [cell for query in plan.queries for cell in cells_of(query)]
    leaves = [leaf for r in results for told in r.told for leaf in _leaves(told.value)]
    parts = [
        _few(_bodies(cells, leaves), "等"),
        _few(_years(cells, leaves), "等"),
        "、".join(_kinds(cells, leaves)),
        "、".join(_scopes(cells, results)),
        "；".join(dict.fromkeys(_items(query) for query in plan.queries)),
        _few(dict.fromkeys(_table(leaf) for leaf in leaves), "等"),
    ]
    return " · ".join(part for part in parts if part)


def _leaves(value: Value) -> Iterator[Value]:
    """The values that were read, of which this one is made."""
    if value.operands:
        for operand in value.operands:
            yield from _leaves(operand)
    else:
        yield value


def _bodies(cells: Sequence[Cell], leaves: Sequence[Value]) -> Iterable[str]:
    units = dict.fromkeys(cell.unit_row.shown for cell in cells if cell.unit_row)
    bodies = dict.fromkeys(leaf.body for leaf in leaves) or dict.fromkeys(cell.body for cell in cells)
    return [*bodies, *(unit for unit in units if unit not in bodies)]


def _years(cells: Sequence[Cell], leaves: Sequence[Value]) -> Iterable[str]:
    years = {leaf.year for leaf in leaves if leaf.year} or {cell.year for cell in cells if cell.year}
    periods = dict.fromkeys(cell.period for cell in cells if cell.period)
    return [*(f"{year}年" for year in sorted(years)), *periods]


def _kinds(cells: Sequence[Cell], leaves: Sequence[Value]) -> Iterable[str]:
    stages = [leaf.stage for leaf in leaves] or [str(cell.stage or cell.kind or "") for cell in cells]
    return [kind.value for kind in Kind if any(kind.value in stage for stage in stages)]


def _scopes(cells: Sequence[Cell], results: Sequence[Result]) -> Iterable[str]:
    said = [f"{cell.scope.value}口径" for cell in cells if cell.scope]
    taken = [note for result in results for note in result.assumed if note.endswith("口径")]
    return dict.fromkeys((*said, *taken))


def _items(query: Query) -> str:
    """公务接待费、支出总计（比例）."""
    cells = list(cells_of(query))
    names = dict.fromkeys(_item(cell) for cell in cells)
    exprs: Iterable[Expr | Each] = query.exprs if isinstance(query, Show) else ()
    labels = [_DONE.get(type(expr), "") for expr in exprs if not isinstance(expr, Scale)]
    labels += [expr.label for expr in exprs if isinstance(expr, Scale)]
    done = [word for word in dict.fromkeys([_DONE.get(type(query), ""), *labels]) if word]
    named = "、".join(name for name in names if name)
    return f"{named}（{'、'.join(done)}）" if named and done else named or "、".join(done)


def _item(cell: Cell) -> str:
    within = "/".join(name.shown for name in cell.within)
    subject = str(cell.subject or cell.code or "")
    return f"{within}/{subject}" if within and subject else subject or within


def _table(leaf: Value) -> str:
    if leaf.citation is None:
        return ""
    return f"《{leaf.citation.table}》" if leaf.citation.table else "文字说明"


def _few(names: Iterable[str], more: str) -> str:
    told = [name for name in names if name]
    return "、".join(told[:_MOST]) + (more if len(told) > _MOST else "")
