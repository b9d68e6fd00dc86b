"""What the tests of plans share: a plan's kind, what it names, and whose documents it is of."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass

from qa.plan.algebra import Cell, Name, Plan, Show

RIVER = "云溪市河道管理处"
SCHOOL = "云溪市城郊中学"
RECEPTION = "公务接待费"
INCOME, SPEND = "收入总计", "支出总计"

Ask = Callable[..., Plan]


def cells(node: object) -> Iterator[Cell]:
    """The coordinates that a node of a plan holds, in the order said."""
    if isinstance(node, Cell):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from cells(part)
    elif is_dataclass(node) and not isinstance(node, Name):
        for one in fields(node):
            yield from cells(getattr(node, one.name))


def kinds(plan: Plan) -> list[str]:
    """What is done, query by query: the expression of what is shown, else the query."""
    return [
        type(one).__name__
        for query in plan.queries
        for one in (query.exprs if isinstance(query, Show) else (query,))
    ]


def names(plan: Plan) -> list[str]:
    """What is asked of, each once."""
    found = (cell.subject.shown if cell.subject else cell.code for cell in cells(plan.queries))
    return list(dict.fromkeys(filter(None, found)))


def where(plan: Plan) -> list[tuple[str, int | None]]:
    """Whose documents, of which years, each once."""
    return list(dict.fromkeys((cell.body, cell.year) for cell in cells(plan.queries)))
