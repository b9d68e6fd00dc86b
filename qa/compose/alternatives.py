"""Several amounts that a question may mean: what tells each from the others, and a question that says which.

>>> told_apart((reception, training))
[Label('某局'), Label('2025年'), '：', Label('公务接待费'), '为', Value('1.50', '万元'), '；', …]
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from qa.compose.phrases import place
from qa.records import Label, Piece, Value


def told_apart(values: Sequence[Value]) -> list[Piece]:
    """Each reading with its amount: what tells it from the others, and where it stands."""
    bodies, years = {value.body for value in values}, {value.year for value in values}
    shared = (*(bodies if len(bodies) == 1 else ()), *(f"{y}年" for y in years if y and len(years) == 1))
    pieces: list[Piece] = [*map(Label, shared), "："] if shared else []
    for n, value in enumerate(values):
        pieces += ["；"] if n else []
        pieces += [Label(_words(value, values)), "为", value]
    return [*pieces, "。"] if pieces else []


def _words(value: Value, values: Sequence[Value]) -> str:
    """What this reading has that the others have not: body, year, name, code, stage or place."""
    words = {"body": value.body, "year": f"{value.year}年", "metric": value.metric, "stage": value.stage}
    said = "".join(word for axis, word in words.items() if axis == "metric" or _differ(values, axis))
    alike = _of_one_name(value, values)
    if value.code and _differ(alike, "code"):
        return f"{said}（{value.code}）"
    at_once = {(other.year, other.stage) for other in alike}
    if value.citation and _in_columns_of_one_row(alike):
        return f"{said}（{value.citation.column}）"
    if value.citation and len(at_once) < len(alike):
        return f"{place(value.citation)}{said}"
    return said


def of_one_row(values: Sequence[Value]) -> bool:
    """Whether they are all rows of one name, which a document prints several times for a year and stage."""
    tables = {value.citation.table if value.citation else None for value in values}
    same = not any(_differ(values, axis) for axis in ("body", "year", "metric", "stage"))
    return len(values) > 1 and same and len(tables) == 1


def _in_columns_of_one_row(values: Sequence[Value]) -> bool:
    """Whether one row prints them all, each under heads of its own."""
    places = [value.citation for value in values if value.citation]
    rows = {(at.document, at.table, at.row) for at in places}
    columns = {at.column for at in places}
    return len(places) > 1 and len(rows) == 1 and len(columns) == len(places) == len(values)


def _differ(values: Sequence[Value], axis: str) -> bool:
    """Whether values are not all of one body, one year, one stage or one account."""
    return len(set(map(attrgetter(axis), values))) > 1


def _of_one_name(value: Value, values: Sequence[Value]) -> list[Value]:
    """The readings that body and name do not tell apart."""
    return [other for other in values if (other.metric, other.body) == (value.metric, value.body)]


def asking_for(value: Value, values: Sequence[Value]) -> str:
    """The question for one reading."""
    year = f"{value.year}年" if value.year else ""
    alike = _of_one_name(value, values)
    if value.code and _differ(alike, "code"):
        return f"{value.body}{year}{value.code}科目{value.metric}是多少？"
    table = f"《{value.citation.table}》的" if value.citation and value.citation.table else ""
    tables = {other.citation.table for other in alike if other.citation}
    return f"{value.body}{year}{table if len(tables) > 1 else ''}{value.metric}是多少？"
