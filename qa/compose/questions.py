"""A query → the question that asks it: what a decline offers to be asked instead.

>>> question(Show((Cell(Name.of("培训费"), body="某局", year=2025),)))
'某局2025年培训费是多少？'
"""

from __future__ import annotations

from dataclasses import replace

from qa.plan.algebra import (
    Agree,
    By,
    Cell,
    Changed,
    Children,
    Define,
    Difference,
    Each,
    Exists,
    Expr,
    Filter,
    Growth,
    Holds,
    Level,
    List,
    Listed,
    Minus,
    Provide,
    Query,
    Rank,
    Ratio,
    Reason,
    Rows,
    Series,
    Show,
    Sum,
    Tell,
)
from qa.plan.nodes import cells_of


def parent_of(rows: Rows) -> Cell | None:
    """The whole that rows are of, or the cell that is told along an axis."""
    match rows:
        case Children(parent):
            return parent
        case Filter(inner) | Minus(inner):
            return parent_of(inner)
        case Each(cell):
            return cell
        case Listed():
            return None


def level_of(rows: Rows) -> Level:
    """What rows are spoken of."""
    match rows:
        case Children(_, level):
            return level
        case Filter(inner) | Minus(inner):
            return level_of(inner)
        case Each() | Listed():
            return Level.NEXT


def question(query: Query) -> str:
    """The question that asks it; of a query too deep for one short question, its first cell."""
    match query:
        case Show(exprs):
            return f"{_wanted(exprs[0])}？" if len(exprs) == 1 else f"{_listed(exprs)}分别是多少？"
        case Rank():
            return f"{_rows(query.rows)}{_end(query)}？"
        case List(rows):
            return f"{_rows(rows)}有哪些？"
        case Series(cell):
            return f"{words(replace(cell, year=None), every_year=True)}是多少？"
        case Exists(cell):
            return f"{words(cell)}有安排吗？"
        case Agree(cells):
            return f"{_listed(cells)}一致吗？"
        case Reason(cell):
            return f"{words(cell)}比上年增减的原因是什么？"
        case Changed(cell):
            return f"{words(cell)}比上年增减多少？"
        case Holds(left):
            return f"{_wanted(left)}？"
        case Define(at, terms):
            return f"{at.body}{terms[0]}是什么意思？"
        case Provide(asked):
            return f"{asked.said}？"
        case Tell(at, topic):
            return f"{words(replace(at, subject=None))}{topic.section or '有哪些重点工作'}？"


def words(cell: Cell, *, every_year: bool = False) -> str:
    """某局2025年《收支总表》培训费, as a question names it."""
    year = "历年" if every_year else f"{cell.year}年" if cell.year else ""
    kind = cell.stage.value if cell.stage else cell.kind.value if cell.kind else ""
    scope = f"{cell.scope.value}{cell.kind.value if cell.kind else '预算'}" if cell.scope else ""
    prior = "上年" if cell.prior else ""
    within = "".join(f"{name}中的" for name in cell.within)
    table = f"《{cell.table}》的" if cell.table else ""
    subject = str(cell.subject) if cell.subject else f"{cell.code}科目" if cell.code else ""
    kind = "" if scope or kind in subject else kind
    unit_row = f"{cell.unit_row}" if cell.unit_row else ""
    return f"{cell.body}{unit_row}{year}{cell.period}{scope}{table}{within}{cell.group}{subject}{prior}{kind}"


def _listed(exprs: tuple[Expr | Each, ...] | tuple[Cell, ...]) -> str:
    """A和B, a body and a year that both have named once."""
    cells = [cell for expr in exprs for cell in cells_of(expr)]
    first = cells[0]
    said = [words(first)]
    for cell in cells[1:]:
        same = cell.body == first.body and cell.year == first.year
        said.append(words(replace(cell, body="", year=None) if same else cell))
    return "、".join(said)


def _wanted(expr: Expr | Each) -> str:
    match expr:
        case Difference(Cell() as left, Cell() as right):
            return f"{words(left)}比{words(right)}多多少"
        case Growth(Cell() as now, Cell() as before):
            return f"{words(now)}比{words(before)}增长百分之几"
        case Ratio(Cell() as part, Cell() as whole):
            return f"{words(part)}占{words(whole)}的比例是多少"
        case Sum(terms, None) if len(terms) > 1 and all(isinstance(term, Cell) for term in terms):
            return f"{_listed(terms)}一共多少"
    first = next(cells_of(expr), None)
    return f"{words(first)}是多少" if first else "可以问哪些内容"


def _rows(rows: Rows) -> str:
    match rows:
        case Children(parent, level):
            named = words(parent)
            return named if not level or str(level.value) in named else f"{named}各{level.value}"
        case Filter(inner) | Minus(inner):
            return _rows(inner)
        case Each(cell):
            return words(cell)
        case Listed(cells):
            return _listed(cells)


def _end(query: Rank) -> str:
    most = "最少" if query.ascending else "最多"
    verb = {By.CHANGE: "减少" if query.falling else "增加", By.RATE: "下降" if query.falling else "增长"}
    lead = {By.SHARE: "占比", By.COMPLETION: "完成率"}.get(query.by, "")
    if lead:
        return f"{lead}{'最低' if query.ascending else '最高'}的是哪一项"
    return f"{verb.get(query.by, '')}{most}的是哪一项"
