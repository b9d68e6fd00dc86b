"""Nodes as a model says them → values of the algebra, held to the same types as the rules' plans.

>>> Building({"n1": Node("n1", "cell", (body, name), (), (), frozenset())}).node("n1")
长者食堂运营补助@望潮街道
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from qa.language.topics import Topic
from qa.llm.exchange import Failure, NoReply
from qa.llm.offers import KINDS, Offer
from qa.plan.algebra import (
    Agree,
    Amount,
    By,
    Cell,
    Changed,
    Children,
    Chosen,
    Comparison,
    Count,
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
    Mean,
    Minus,
    Name,
    Query,
    Rank,
    Ratio,
    Reason,
    Rows,
    Scale,
    Series,
    Show,
    Sum,
    Tell,
)
from qa.plan.operands import scope_of

_LEVELS = {
    "class": Level.CLASS,
    "section": Level.SECTION,
    "item": Level.ITEM,
    "project": Level.PROJECT,
    "unit": Level.UNIT,
    "purchase": Level.PURCHASE,
}
_BY = {"by_change": By.CHANGE, "by_rate": By.RATE, "by_share": By.SHARE, "by_completion": By.COMPLETION}
_COMPARED = {
    "above": Comparison.ABOVE,
    "at_least": Comparison.AT_LEAST,
    "below": Comparison.BELOW,
    "at_most": Comparison.AT_MOST,
    "equal": Comparison.EQUAL,
    "zero": Comparison.ZERO,
    "not_zero": Comparison.NOT_ZERO,
}
_AXES = {
    "each_body": "body",
    "each_year": "year",
    "each_stage": "stage",
    "each_scope": "scope",
    "each_group": "group",
}
_ASKS = ("amount", "difference", "rate")
_DIRECTIONS = {"up": "增加", "down": "减少", "same": "持平"}
_SCALES = {"half": (1, 2, "一半"), "per_month": (1, 12, "每月平均")}
_EXTREMES = ("highest", "lowest")

_PLAIN = ("prior", "either", "times", "ascending", "falling", "reason", "all", "economic", "functional")
MARKS: Final = (
    *_PLAIN,
    *_LEVELS,
    *_BY,
    *_COMPARED,
    *_AXES,
    *_ASKS,
    *_DIRECTIONS,
    *_SCALES,
    *_EXTREMES,
)
"""What may be said of how a node works."""

_ROWS: Final = (Children, Each, Filter, Minus, Listed)
_EXPRS: Final = (Cell, Amount, Sum, Difference, Ratio, Growth, Scale, Mean, Count)
_QUERIES: Final = (Show, Rank, List, Series, Holds, Exists, Agree, Reason, Changed, Tell)
NARRATIVE: Final = "tell"
"""The kind of a node of the narrative: the sentences chosen, or what is said of the words left."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node as it was said."""

    id: str
    kind: str
    ids: tuple[Offer, ...]
    within: tuple[Offer, ...]
    of: tuple[str, ...]
    how: frozenset[str]


# A plan of more nodes than these is no plan for a question.
_MOST_NODES = 100


class Building:
    """Nodes → values of the algebra, each once, none within itself."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._nodes = nodes
        self._under_way: set[str] = set()
        self._built: dict[str, tuple[object, int]] = {}

    def checked(self, ids: Sequence[str]) -> None:
        """That the ids of nodes fill slots of theirs. Raises NoReply."""
        for node in (self._nodes[id] for id in ids if id in self._nodes):
            if not {offer.kind for offer in node.ids} <= _SLOTS.get(node.kind, frozenset()):
                raise NoReply(Failure.RUBBISH, f"{node.kind} has no slot for {[o.id for o in node.ids]}")

    def node(self, id: str) -> object:
        """The value of a node. Raises NoReply for one not there, within itself, too large, or of no shape."""
        return self._made(id)[0]

    def _made(self, id: str) -> tuple[object, int]:
        """The value of a node, and of how many nodes it is, those that stand in it twice counted twice."""
        if id not in self._built:
            self._built[id] = self._make(id)
        return self._built[id]

    def _make(self, id: str) -> tuple[object, int]:
        node = self._nodes.get(id)
        if node is None or id in self._under_way:
            raise NoReply(Failure.RUBBISH, f"node {id} is not there or within itself")
        self._under_way.add(id)
        made = [self._made(of) for of in node.of]
        self._under_way.discard(id)
        self.checked((id,))
        size = 1 + sum(of for _, of in made)
        if size > _MOST_NODES:
            raise NoReply(Failure.RUBBISH, f"node {id} is of more than {_MOST_NODES} nodes")
        operands = [value for value, _ in made]
        try:
            return _BUILD[node.kind](node, operands), size
        except (_Misshapen, ValueError) as error:
            raise NoReply(Failure.RUBBISH, f"{node.kind} of {len(operands)} operands") from error


class _Misshapen(Exception):
    """A node whose operands or slots are not those of its kind."""


def _held(given: bool) -> None:
    if not given:
        raise _Misshapen


def _of(kind: str, node: Node) -> tuple[Offer, ...]:
    return tuple(offer for offer in (*node.ids, *node.within) if offer.kind == kind)


def _one(kind: str, node: Node, default: Any) -> Any:
    """The one id of a kind among a node's own; not more than one may be there."""
    found = [offer.value for offer in node.ids if offer.kind == kind]
    _held(len(found) < 2)
    return found[0] if found else default


def _cell(node: Node, operands: Sequence[object]) -> Cell:
    _held(not operands)
    body, unit = _one("body", node, ""), _one("unit", node, None)
    return Cell(
        subject=_one("name", node, None),
        within=tuple(_as_name(offer) for offer in node.within),
        body=body,
        unit_row=unit,
        year=_one("year", node, None),
        period=_one("period", node, ""),
        kind=_one("kind", node, None),
        stage=_one("stage", node, None),
        scope=scope_of(_one("scope", node, None), unit.shown if unit else body),
        table=_one("table", node, None),
        group=_one("group", node, ""),
        code=_one("code", node, ""),
        counted=_one("count", node, ""),
        prior="prior" in node.how,
    )


def _as_name(offer: Offer) -> Name:
    return offer.value if isinstance(offer.value, Name) else Name.of(offer.shown)


def _cells(operands: Sequence[object]) -> tuple[Cell, ...]:
    _held(bool(operands) and all(isinstance(one, Cell) for one in operands))
    return tuple(cast("Cell", one) for one in operands)


def _exprs(operands: Sequence[object]) -> tuple[Expr, ...]:
    _held(bool(operands) and all(isinstance(one, _EXPRS) for one in operands))
    return tuple(cast("Expr", one) for one in operands)


def _rows(operands: Sequence[object]) -> Rows:
    """The one operand as rows; cells as rows named one by one."""
    if operands and all(isinstance(one, Cell) for one in operands):
        return Listed(_cells(operands))
    _held(len(operands) == 1 and isinstance(operands[0], _ROWS))
    return cast("Rows", operands[0])


def _sum(node: Node, operands: Sequence[object]) -> Sum:
    if len(operands) == 1 and isinstance(operands[0], _ROWS):
        return Sum(rows=_rows(operands))
    _held(len(operands) > 1)
    return Sum(_exprs(operands))


def _two(operands: Sequence[object]) -> tuple[Expr, Expr]:
    _held(len(operands) == 2)
    one, other = _exprs(operands)
    return one, other


def _mean(node: Node, operands: Sequence[object]) -> Mean:
    if len(operands) == 2 and isinstance(operands[1], Cell):
        return Mean(_exprs(operands[:1])[0], per=operands[1])
    return Mean(rows=_rows(operands))


def _scale(node: Node, operands: Sequence[object]) -> Scale:
    """A half, a month's share, or the share of each of as many as the question says."""
    _held(len(operands) == 1)
    many = _one("number", node, 0)
    if many:
        _held(many > 1 and not node.how)
        return Scale(_exprs(operands)[0], 1, many, "平均")
    return Scale(_exprs(operands)[0], *_marked(node, _SCALES))


def _marked(node: Node, marks: Mapping[str, Any], default: Any = None) -> Any:
    found = [value for mark, value in marks.items() if mark in node.how]
    _held(len(found) < 2 and bool(found or default is not None))
    return found[0] if found else default


def _children(node: Node, operands: Sequence[object]) -> Children:
    _held(len(operands) == 1)
    kinds = {"economic": True, "functional": False}
    economic = next((value for mark, value in kinds.items() if mark in node.how), None)
    return Children(_cells(operands)[0], _marked(node, _LEVELS, Level.NEXT), economic)


def _each(node: Node, operands: Sequence[object]) -> Each:
    _held(len(operands) == 1)
    axis = _marked(node, _AXES)
    return Each(_cells(operands)[0], axis, tuple(offer.value for offer in _of(axis, node)))


def _filter(node: Node, operands: Sequence[object]) -> Filter:
    amounts = [one for one in operands if isinstance(one, Amount)]
    _held(len(amounts) < 2)
    rows = _rows([one for one in operands if not isinstance(one, Amount)])
    return Filter(rows, _marked(node, _COMPARED), amounts[0] if amounts else None)


def _minus(node: Node, operands: Sequence[object]) -> Minus:
    _held(len(operands) == 2)
    return Minus(_rows(operands[:1]), _rows(operands[1:]))


def _rank(node: Node, operands: Sequence[object]) -> Rank:
    number = _one("number", node, 1)
    by = _marked(node, _BY, By.AMOUNT)
    return Rank(
        _rows(operands),
        0 if "all" in node.how else number,
        ascending="ascending" in node.how,
        by=by,
        falling="falling" in node.how,
        reason="reason" in node.how,
    )


def _series(node: Node, operands: Sequence[object]) -> Series:
    _held(len(operands) == 1)
    cell = replace(_cells(operands)[0], year=None)
    years = tuple(sorted(cast("int", offer.value) for offer in _of("year", node)))
    extreme = next((mark for mark in _EXTREMES if mark in node.how), "")
    return Series(cell, years, extreme, tuple(mark for mark in _ASKS if mark in node.how))


def _holds(node: Node, operands: Sequence[object]) -> Holds:
    exprs = _exprs(operands)
    _held(len(exprs) < 3)
    return Holds(exprs[0], _marked(node, _COMPARED), exprs[1] if len(exprs) > 1 else None)


def _alone(operands: Sequence[object]) -> Cell:
    _held(len(operands) == 1)
    return _cells(operands)[0]


def _changed(node: Node, operands: Sequence[object]) -> Changed:
    asks = tuple(mark for mark in _ASKS if mark in node.how) or ("difference",)
    way = _marked(node, _DIRECTIONS, "")
    return Changed(_alone(operands), way, "reason" in node.how, asks)


def _show(node: Node, operands: Sequence[object]) -> Show:
    _held(bool(operands) and all(isinstance(one, (*_EXPRS, Each)) for one in operands))
    return Show(tuple(cast("Expr | Each", one) for one in operands))


def _amount(node: Node, operands: Sequence[object]) -> Amount:
    amount = _one("amount", node, None)
    _held(amount is not None and not operands)
    return cast("Amount", amount)


def _count(node: Node, operands: Sequence[object]) -> Count:
    return Count(_rows(operands))


def _told(node: Node, operands: Sequence[object]) -> Tell:
    """The sentences chosen; what is asked of them is the question's to say."""
    numbers = [cast("tuple[Chosen, int]", offer.value) for offer in _of("value", node)]
    chosen = [cast("Chosen", offer.value) for offer in _of("sentence", node)]
    _held(bool(chosen) and not operands and {one for one, _ in numbers} <= set(chosen))
    told = (replace(one, numbers=tuple(at for of, at in numbers if of == one)) for one in chosen)
    return Tell(Cell(), Topic(""), (), chosen=tuple(told))


def _difference(node: Node, operands: Sequence[object]) -> Difference:
    return Difference(*_two(operands), either="either" in node.how)


def _ratio(node: Node, operands: Sequence[object]) -> Ratio:
    return Ratio(*_two(operands), times="times" in node.how, either="either" in node.how)


def shown(one: object) -> Query:
    """A query as it is; a value or rows that are asked for, in one."""
    if isinstance(one, _QUERIES):
        return cast("Query", one)
    if isinstance(one, (*_EXPRS, Each)):
        return Show((one,))
    return List(cast("Rows", one))


# What each kind of node has slots for: an id that fills none would be a word without a meaning.
_SLOTS: Final[Mapping[str, frozenset[str]]] = {
    "cell": frozenset(KINDS) - {"amount", "number", "term", "sentence", "value"},
    "amount": frozenset(("amount",)),
    "rank": frozenset(("number",)),
    "scale": frozenset(("number",)),
    "series": frozenset(("year",)),
    "each": frozenset(_AXES.values()),
    NARRATIVE: frozenset(("term", "sentence", "value")),
}

_BUILD: Final[Mapping[str, Callable[[Node, Sequence[object]], object]]] = {
    "cell": _cell,
    "amount": _amount,
    "sum": _sum,
    "difference": _difference,
    "ratio": _ratio,
    "growth": lambda node, operands: Growth(*_two(operands)),
    "mean": _mean,
    "scale": _scale,
    "count": _count,
    "children": _children,
    "each": _each,
    "filter": _filter,
    "minus": _minus,
    "listed": lambda node, operands: Listed(_cells(operands)),
    "show": _show,
    "rank": _rank,
    "list": lambda node, operands: List(_rows(operands)),
    "series": _series,
    "holds": _holds,
    "exists": lambda node, operands: Exists(_alone(operands)),
    "agree": lambda node, operands: Agree(_cells(operands)),
    "reason": lambda node, operands: Reason(_alone(operands), _marked(node, _DIRECTIONS, "")),
    "changed": _changed,
    NARRATIVE: _told,
}
KINDS_OF_NODES: Final = tuple(_BUILD)
"""What a node may be."""
