"""Which figures are wanted → what a query over the store must fulfil, its order, how many there are of each.

Every condition has an index: a word is looked for among the distinct names first, which are few, then the
rows that carry these. A page of rows is found by ids in an index before the rows themselves are read.

>>> ids = page_of(Wanted(words=("公务接待",), order=Order.VALUE, descending=True), offset=0, limit=50)
>>> tally_of(connection, Wanted(chosen={Facet.KIND: ("决算",)})).facets[Facet.YEAR]
{'2024': 1204, '2023': 1187}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Float, Select, cast, func, or_, select

from index.facts.money import YUAN_PER_UNIT, number
from index.facts.subjects import normal
from index.store.protocols import Facet, Order, Tally, Wanted, bodies_meant
from index.store.relational import schema

_FIGURES: Final = schema.figures.c
_DOCUMENTS: Final = schema.documents.c
VALUE: Final = cast(_FIGURES.value, Float)

_OF_FACET: Final[dict[Facet, ColumnElement[Any]]] = {
    Facet.KIND: _FIGURES.kind,
    Facet.TABLE: _FIGURES.table_kind,
    Facet.STAGE: _FIGURES.stage,
    Facet.YEAR: _FIGURES.year,
    Facet.UNIT: _FIGURES.unit,
    Facet.SCOPE: _FIGURES.scope,
}
_IN_ORDER: Final[dict[Order, tuple[ColumnElement[Any], ...]]] = {
    Order.READING: (_FIGURES.document_id,),
    Order.BODY: (_DOCUMENTS.body, _DOCUMENTS.id),
    Order.YEAR: (_FIGURES.year,),
    Order.ROW: (_FIGURES.row_label,),
    Order.VALUE: (VALUE,),
}


def conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What a row of figures must fulfil."""
    yield from _named(wanted)
    yield from map(_holds, wanted.words)
    for facet, values in wanted.chosen.items():
        yield _of(facet, values)


def page_of(wanted: Wanted, offset: int, limit: int | None) -> Select[Any]:
    """The ids of the wanted figures in their order, `limit` of them from `offset` on."""
    return _ordered(wanted, _FIGURES.id).offset(offset).limit(limit)


def every_of(wanted: Wanted | None) -> Select[Any]:
    """The ids of the wanted figures and of their documents in their order; of all by document's name."""
    if wanted is not None:
        return _ordered(wanted, _FIGURES.id, _FIGURES.document_id)
    query = select(_FIGURES.id, _FIGURES.document_id).join(schema.documents)
    return query.order_by(_DOCUMENTS.name, _FIGURES.id)


def _ordered(wanted: Wanted, *columns: ColumnElement[Any]) -> Select[Any]:
    query = select(*columns).where(*conditions(wanted))
    if wanted.order is Order.BODY:
        query = query.join(schema.documents)
    keys = (*_IN_ORDER[wanted.order], _FIGURES.id)
    ordered = [key.desc() for key in keys] if wanted.descending else keys
    return query.order_by(*ordered)


def tally_of(connection: Connection, wanted: Wanted) -> Tally:
    """How many figures are wanted, and of each value of a facet how many would be if it were chosen alone."""
    facets = list(_OF_FACET)
    columns = [_OF_FACET[facet] for facet in facets]
    free = Wanted(wanted.body, wanted.year, wanted.metric, wanted.code, wanted.words)
    query = (
        select(_FIGURES.document_id, *columns, func.count())
        .where(*conditions(free))
        .group_by(_FIGURES.document_id, *columns)
    )
    bodies = {row.id: row.body for row in connection.execute(select(_DOCUMENTS.id, _DOCUMENTS.body))}
    allowed = {facet: set(values) for facet, values in wanted.chosen.items() if values}
    if names := allowed.get(Facet.BODY):
        allowed[Facet.BODY] = bodies_meant(names, set(bodies.values()))
    chosen = [(place, allowed[facet]) for place, facet in enumerate(Facet) if facet in allowed]
    places = {facet: place for place, facet in enumerate(Facet)}
    order = [places[facet] for facet in facets]
    counted: tuple[Counter[str], ...] = tuple(Counter() for _ in Facet)
    total = 0
    for document_id, *values, n in connection.execute(query):
        group = [""] * len(counted)
        group[places[Facet.BODY]] = bodies[document_id]
        for place, value in zip(order, values, strict=True):
            group[place] = str(value)
        against = [place for place, allowed in chosen if group[place] not in allowed]
        total += 0 if against else n
        if len(against) < 2:
            for place in against or range(len(group)):
                counted[place][group[place]] += n
    return Tally(total, {facet: dict(counted[places[facet]].most_common()) for facet in Facet})


def _named(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.body:
        yield _in_documents(schema.Position(_DOCUMENTS.body, wanted.body) > 0)
    if wanted.year is not None:
        yield _in_documents(_DOCUMENTS.year == wanted.year)
    if wanted.code:
        yield _FIGURES.code == wanted.code
    if wanted.metric:
        key = normal(wanted.metric)
        # A code is of a subject: with one, what a row buys or is for does not count as its name.
        yield _FIGURES.key == key if wanted.code else (_FIGURES.key == key) | (_FIGURES.item_key == key)


def _of(facet: Facet, values: Collection[str]) -> ColumnElement[bool]:
    if facet is Facet.BODY:
        return _in_documents(or_(*map(_of_body, values)))
    if facet is Facet.YEAR:
        return _FIGURES.year.in_([int(value) for value in values if _is_year(value)])
    return _OF_FACET[facet].in_(values)


def _is_year(value: str) -> bool:
    return value.isdecimal() and len(value) == 4  # more digits than a column holds would be an error


def _of_body(name: str) -> ColumnElement[bool]:
    others = schema.documents.alias()
    named = select(others.c.id).where(others.c.body == name).exists()
    return (_DOCUMENTS.body == name) | (schema.Position(_DOCUMENTS.body, name) > 0) & ~named


def _in_documents(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return _FIGURES.document_id.in_(select(_DOCUMENTS.id).where(condition))


def _holds(word: str) -> ColumnElement[bool]:
    """Rows whose body, table, row, subject or item holds it, whose code begins so, or whose number it is."""
    ways = [
        _in_documents(schema.Position(_DOCUMENTS.body, word) > 0),
        _FIGURES.table_title.in_(_distinct("table_title", word)),
        _FIGURES.row_label.in_(_distinct("row_label", word)),
    ]
    if key := normal(word):
        ways += [_FIGURES.key.in_(_distinct("key", key)), _FIGURES.item_key.in_(_distinct("item_key", key))]
    if word.isdecimal():
        ways.append((_FIGURES.code >= word) & (_FIGURES.code < f"{word}:"))  # ":" comes after the digits
    if (printed := number(word)) is not None:
        ways.append(VALUE.in_([float(printed * times) for times in {Decimal(1), *YUAN_PER_UNIT.values()}]))
    return or_(*ways)


def _distinct(name: str, word: str) -> Select[Any]:
    """The distinct values of a column that hold the word, each found by one step in the column's index."""
    rows = schema.figures.alias()
    every = select(func.min(rows.c[name]).label("value")).cte(recursive=True)
    later = schema.figures.alias()
    following = select(func.min(later.c[name])).where(later.c[name] > every.c.value).scalar_subquery()
    every = every.union_all(select(following).where(every.c.value.is_not(None)))
    return select(every.c.value).where(schema.Position(every.c.value, word) > 0)
