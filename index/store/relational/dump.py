"""All rows of a store as lines of JSON and back, on either engine.

Amounts are written with their digits, moments in ISO 8601; words are not written, they are cut anew.

>>> with reading(Location(Path("store"))) as facts:
...     next(facts.lines("given"))
b'{"sha256": "9f2c…", "body": "某市财政局", "year": 2025, "kind": "决算"}'
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, DateTime, Row, Table, delete, func, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from index.facts.errors import StoreError
from index.facts.records import Document
from index.store.batches import batches
from index.store.figure_store import FigureStore
from index.store.protocols import Location
from index.store.refs import joined
from index.store.relational import schema
from index.store.relational.engine import engine_of, named, reason, snapshot, tell_troubles
from index.store.relational.rows import document_of
from index.store.relational.service.notes import NoteTable, noted
from index.store.relational.service.questions import QuestionTable, asked
from index.store.relational.words import kept, words_of
from index.store.tokens import tokens

_KEPT: Final = {
    table.name: table
    for table in (
        schema.documents,
        schema.figures,
        schema.changes,
        schema.passages,
        schema.policies,
        schema.findings,
        schema.given,
        asked,
        noted,
    )
}
TABLES: Final = tuple(_KEPT)
"""Names of the tables, each after those that it refers to."""
DOCUMENTS: Final = schema.documents.name
QUESTIONS: Final = asked.name


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a store in one transaction."""

    connection: Connection

    def documents(self) -> tuple[Document, ...]:
        """The documents, by id."""
        query = select(schema.documents).order_by(schema.documents.c.id)
        return tuple(map(document_of, self.connection.execute(query)))

    def lines(self, table: str) -> Iterator[bytes]:
        """The rows of a table, a line of JSON each, in the order of their keys."""
        of = _KEPT[table]
        if not inspect(self.connection).has_table(table):
            return
        query = select(of).order_by(*of.primary_key.columns)
        for row in self.connection.execution_options(yield_per=2000).execute(query):
            yield json.dumps(_plain(row), ensure_ascii=False, allow_nan=False).encode()

    def load(self, table: str, lines: Iterable[bytes]) -> None:
        """Put rows into an empty table, under the ids they had; passages with their words."""
        of = _KEPT[table]
        for some in batches(lines):
            rows = [_typed(json.loads(line), of) for line in some]
            if of is schema.passages:
                self._put_words(rows)
            else:
                self.connection.execute(insert(of), rows)
        if self.connection.dialect.name == "postgresql" and of.autoincrement_column is not None:
            column = of.autoincrement_column
            last = select(func.coalesce(func.max(column), 1)).scalar_subquery()
            self.connection.execute(
                select(func.setval(func.pg_get_serial_sequence(of.name, column.name), last))
            )

    def _put_words(self, rows: list[dict[str, Any]]) -> None:
        words = {row["id"]: kept(tokens(joined(row["headings"], row["text"]))) for row in rows}
        counted = [row | {"word_count": len(words[row["id"]])} for row in rows]
        self.connection.execute(insert(schema.passages), counted)
        words_of(self.connection.dialect.name).put(self.connection, words)


@contextmanager
def reading(place: Location) -> Iterator[Rows]:
    """A store as it is at one moment. Raises StoreError where there is none."""
    FigureStore.open(place.folder, database=place.database).close()
    engine = engine_of(place.folder, place.database)
    tell_troubles(engine)
    try:
        with snapshot(engine) as connection:
            yield Rows(connection)
    finally:
        engine.dispose()


@contextmanager
def writing(place: Location) -> Iterator[Rows]:
    """A store that holds nothing, made where there is none; all that is put into it, or nothing.

    Its vectors and checks are left to follow: see `WritableFacts.begin`. Raises StoreError when it holds
    documents or questions.
    """
    FigureStore.open(place.folder, create=True, database=place.database).close()
    QuestionTable.open(place.folder, place.database).close()
    NoteTable.open(place.folder, place.database).close()
    engine = engine_of(place.folder, place.database)
    tell_troubles(engine)
    try:
        with engine.begin() as connection:
            schema.begin_change(connection)
            for table in (schema.documents, asked):
                if connection.execute(select(func.count()).select_from(table)).scalar_one():
                    raise StoreError(
                        f"{named(engine)} 中已有文件或提问记录，没有恢复任何内容。"
                        "请用 --store 指定一个新的文件夹（用 PostgreSQL 时指定一个空的数据库）"
                    )
            yield Rows(connection)
            connection.execute(delete(schema.unsettled))
            connection.execute(insert(schema.unsettled).values(id=1))
    except SQLAlchemyError as error:
        raise StoreError(f"{named(engine)} 无法写入（{reason(error)}），没有恢复任何内容") from error
    finally:
        engine.dispose()


def _plain(row: Row[Any]) -> dict[str, Any]:
    return {name: _written(value) for name, value in row._mapping.items()}


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _typed(row: dict[str, Any], table: Table) -> dict[str, Any]:
    """A row as it was, from what JSON has of it."""
    for name, value in row.items():
        kind = table.c[name].type
        if value is not None and isinstance(kind, schema.Amount):
            row[name] = Decimal(value)
        elif value is not None and isinstance(kind, DateTime):
            row[name] = datetime.fromisoformat(value)
    return row
