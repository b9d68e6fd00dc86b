"""The tables of the relational store, and how those of an older version are brought up to date.

Either engine has the same tables, but for the words of passages (`index.store.relational.words`). What was
printed is compared by its code points on both, amounts come back with the digits that went in.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    TypeDecorator,
    cast,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from index.facts.records import (
    Kind,
    Scope,
)
from index.store.relational.migrating import migrate, note_newest

VERSION = 8
# Of SQLite's files up to version 7, from which on `index.store.relational.migrating` does it for both.
_UPGRADES = {
    # Version 1 knew no scans, 2 no editions and no items, 3 no groups, 4 no kind or scope of a figure, 5 no
    # policy documents and no scope of a sentence; all else is the same.
    1: tuple(
        f"ALTER TABLE {table} ADD COLUMN reading VARCHAR NOT NULL DEFAULT ''"
        for table in ("figures", "changes", "passages")
    ),
    2: (
        "ALTER TABLE documents ADD COLUMN serial INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE documents ADD COLUMN contents JSON NOT NULL DEFAULT '[]'",
        "ALTER TABLE figures ADD COLUMN item VARCHAR NOT NULL DEFAULT ''",
        "ALTER TABLE figures ADD COLUMN item_key VARCHAR NOT NULL DEFAULT ''",
        "CREATE INDEX figures_by_item ON figures (item_key, document_id)",
        "UPDATE documents SET serial = id",
    ),
    3: ("ALTER TABLE figures ADD COLUMN bought VARCHAR NOT NULL DEFAULT ''",),
    # Until its document is read again, a figure is of the document's kind and scope.
    4: (
        f"ALTER TABLE figures ADD COLUMN kind VARCHAR NOT NULL DEFAULT '{Kind.BUDGET}'",
        f"ALTER TABLE figures ADD COLUMN scope VARCHAR NOT NULL DEFAULT '{Scope.DEPARTMENT}'",
        *(
            f"ALTER TABLE figures ADD COLUMN {name} VARCHAR NOT NULL DEFAULT ''"
            for name in ("fund", "period", "unit_row")
        ),
        "UPDATE figures SET (kind, scope) = "
        "(SELECT kind, scope FROM documents WHERE documents.id = figures.document_id)",
    ),
    5: (
        "CREATE TABLE policies (document_id INTEGER NOT NULL PRIMARY KEY REFERENCES documents (id) "
        "ON DELETE CASCADE, title VARCHAR NOT NULL, form VARCHAR NOT NULL, number VARCHAR NOT NULL, "
        "issuer VARCHAR NOT NULL, issued VARCHAR NOT NULL, effective VARCHAR NOT NULL, "
        "expires VARCHAR NOT NULL, about VARCHAR NOT NULL, repeals JSON NOT NULL, amends JSON NOT NULL, "
        "sayings JSON NOT NULL)",
        f"ALTER TABLE changes ADD COLUMN scope VARCHAR NOT NULL DEFAULT '{Scope.DEPARTMENT}'",
        *(
            f"ALTER TABLE changes ADD COLUMN {name} VARCHAR NOT NULL DEFAULT ''"
            for name in ("fund", "period", "unit_row", "base", "under")
        ),
        "UPDATE changes SET scope = (SELECT scope FROM documents WHERE documents.id = changes.document_id)",
    ),
    # Until then SQLite ranked words by itself, and took the dot of an amount for the end of a word.
    6: (
        "ALTER TABLE passages ADD COLUMN word_count INTEGER NOT NULL DEFAULT 0",
        "UPDATE passages SET word_count = coalesce((SELECT CASE words WHEN '' THEN 0 "
        "ELSE length(words) - length(replace(words, ' ', '')) + 1 END "
        "FROM passage_words WHERE passage_words.rowid = passages.id), 0)",
        "CREATE INDEX passages_by_word_count ON passages (word_count)",
        "CREATE VIRTUAL TABLE words_anew USING fts5(words, tokenize=\"ascii tokenchars '.'\")",
        "INSERT INTO words_anew (rowid, words) SELECT rowid, words FROM passage_words",
        "DROP TABLE passage_words",
        "ALTER TABLE words_anew RENAME TO passage_words",
        "CREATE TABLE generation (id INTEGER NOT NULL PRIMARY KEY, number INTEGER NOT NULL)",
        "INSERT INTO generation (id, number) VALUES (1, 0)",
        # Some files of version 6 lack these.
        "CREATE INDEX IF NOT EXISTS documents_by_source ON documents (source)",
        "CREATE INDEX IF NOT EXISTS documents_by_serial ON documents (serial)",
        "CREATE TABLE IF NOT EXISTS given (sha256 VARCHAR PRIMARY KEY, body VARCHAR NOT NULL, year INTEGER, "
        "kind VARCHAR NOT NULL)",
        "CREATE TABLE IF NOT EXISTS unsettled (id INTEGER NOT NULL PRIMARY KEY)",
        "INSERT OR IGNORE INTO unsettled (id) VALUES (1)",  # who knows how the last run ended
        "CREATE INDEX IF NOT EXISTS documents_by_body ON documents (body)",
        "CREATE INDEX IF NOT EXISTS figures_by_facets ON figures "
        "(document_id, kind, table_kind, stage, year, unit, scope)",
        "CREATE INDEX IF NOT EXISTS figures_by_table ON figures (table_title)",
        "CREATE INDEX IF NOT EXISTS figures_by_row ON figures (row_label)",
        "CREATE INDEX IF NOT EXISTS figures_by_year ON figures (year)",
        "CREATE INDEX IF NOT EXISTS figures_by_value ON figures (CAST(value AS FLOAT))",
    ),
}


class Printed(TypeDecorator[str]):
    """Text, compared by code points whatever the language of the database; NUL, which is no text, goes."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the engine's column."""
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(String(collation=collation))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """What the engine is given."""
        return value if value is None else value.replace("\0", "")


class Amount(TypeDecorator[Decimal]):
    """A decimal with its digits: NUMERIC keeps them; SQLite, which would round it, keeps it as text."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the engine's column."""
        return dialect.type_descriptor(Numeric() if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """What the engine is given."""
        return value if value is None or dialect.name == "postgresql" else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """What the engine gave, as it went in."""
        return None if value is None else Decimal(value)


class Position(FunctionElement[int]):
    """Where a text begins within another, from 1 on; 0 where it does not stand there."""

    name = "position"
    type = Integer()
    inherit_cache = True


@compiles(Position, "sqlite")
def _instr(element: Position, compiler: Any, **how: Any) -> str:
    return f"instr({compiler.process(element.clauses, **how)})"


@compiles(Position, "postgresql")
def _strpos(element: Position, compiler: Any, **how: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **how)})"


KEPT_AS_JSON = JSON().with_variant(JSONB(), "postgresql")
"""Lists and objects."""
_ID = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData()

documents = Table(
    "documents",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("name", Printed, nullable=False, unique=True),
    Column("source", Printed, nullable=False),
    Column("sha256", Printed, nullable=False, unique=True),
    Column("extractor", Printed, nullable=False),
    Column("title", Printed, nullable=False),
    Column("body", Printed, nullable=False),
    Column("year", Integer, nullable=False),
    Column("kind", Printed, nullable=False),
    Column("scope", Printed, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("tables", KEPT_AS_JSON, nullable=False),
    Column("warnings", KEPT_AS_JSON, nullable=False),
    Column("serial", Integer, nullable=False, server_default="0"),
    Column("contents", KEPT_AS_JSON, nullable=False, server_default="[]"),
    Index("documents_by_source", "source"),
    Index("documents_by_serial", "serial"),
    Index("documents_by_body", "body"),
    sqlite_autoincrement=True,  # an id once shown is never another document's
)


def _document_id() -> Column[Any]:
    return Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True)


def _citation_columns() -> list[Column[Any]]:
    return [
        Column("page", Integer, nullable=False),
        Column("quote", Printed, nullable=False),
        Column("table_title", Printed),
        Column("row_label", Printed),
        Column("column_path", Printed),
        Column("bbox", KEPT_AS_JSON),
        Column("reading", Printed, nullable=False, default="", server_default=""),
    ]


def _extent_columns() -> list[Column[Any]]:
    """Of how much of a place, out of which money, for which time and of which unit it speaks."""
    return [
        Column("scope", Printed, nullable=False, server_default=Scope.DEPARTMENT.value),
        *(
            Column(name, Printed, nullable=False, server_default="")
            for name in ("fund", "period", "unit_row")
        ),
    ]


figures = Table(
    "figures",
    metadata,
    Column("id", _ID, primary_key=True),
    _document_id(),
    Column("subject", Printed, nullable=False),
    Column("key", Printed, nullable=False),
    Column("code", Printed, nullable=False),
    Column("component", Printed, nullable=False),
    Column("body", Printed, nullable=False),
    Column("year", Integer, nullable=False),
    Column("stage", Printed, nullable=False),
    Column("value", Amount, nullable=False),
    Column("printed", Printed, nullable=False),
    Column("unit", Printed, nullable=False),
    Column("table_kind", Printed, nullable=False),
    Column("item", Printed, nullable=False, server_default=""),
    Column("item_key", Printed, nullable=False, server_default=""),
    Column("bought", Printed, nullable=False, server_default=""),
    Column("kind", Printed, nullable=False, server_default=Kind.BUDGET.value),
    *_extent_columns(),
    *_citation_columns(),
    Index("figures_by_key", "key", "document_id"),
    Index("figures_by_code", "code", "document_id"),
    Index("figures_by_item", "item_key", "document_id"),
    Index("figures_by_facets", "document_id", "kind", "table_kind", "stage", "year", "unit", "scope"),
    Index("figures_by_year", "year"),
)

Index("figures_by_value", cast(figures.c.value, Float))
# A label longer than a page of its index is refused by PostgreSQL, which finds words in the labels without.
Index("figures_by_table", figures.c.table_title).ddl_if(dialect="sqlite")
Index("figures_by_row", figures.c.row_label).ddl_if(dialect="sqlite")

changes = Table(
    "changes",
    metadata,
    Column("id", _ID, primary_key=True),
    _document_id(),
    Column("subject", Printed, nullable=False),
    Column("key", Printed, nullable=False, index=True),
    Column("code", Printed, nullable=False, index=True),
    Column("body", Printed, nullable=False),
    Column("year", Integer, nullable=False),
    Column("stage", Printed, nullable=False),
    Column("unit", Printed, nullable=False),
    Column("amount", Amount),
    Column("amount_printed", Printed, nullable=False),
    Column("direction", Printed, nullable=False),
    Column("difference", Amount),
    Column("difference_printed", Printed, nullable=False),
    Column("percent", Amount),
    Column("percent_printed", Printed, nullable=False),
    Column("reason", Printed, nullable=False),
    *_extent_columns(),
    Column("base", Printed, nullable=False, server_default=""),
    Column("under", Printed, nullable=False, server_default=""),
    *_citation_columns(),
)

passages = Table(
    "passages",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("ref", Printed, nullable=False, unique=True),
    _document_id(),
    Column("text", Printed, nullable=False),
    Column("headings", KEPT_AS_JSON, nullable=False),
    Column("word_count", Integer, nullable=False, server_default="0"),
    *_citation_columns(),
    Index("passages_by_word_count", "word_count"),
)

policies = Table(
    "policies",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    *(
        Column(name, Printed, nullable=False)
        for name in ("title", "form", "number", "issuer", "issued", "effective", "expires", "about")
    ),
    *(Column(name, KEPT_AS_JSON, nullable=False) for name in ("repeals", "amends", "sayings")),
)

findings = Table(
    "findings",
    metadata,
    Column("id", _ID, primary_key=True),
    _document_id(),
    Column("check", Printed, nullable=False),
    Column("message", Printed, nullable=False),
    Column("left", Amount, nullable=False),
    Column("right", Amount, nullable=False),
    Column("citations", KEPT_AS_JSON, nullable=False),
)

# What a person said of a file, by its digest; "" and NULL leave what was read.
given = Table(
    "given",
    metadata,
    Column("sha256", Printed, primary_key=True),
    Column("body", Printed, nullable=False),
    Column("year", Integer),
    Column("kind", Printed, nullable=False),
)

# What is to be read, by whom it is and how that ended: see `index.store.jobs`.
jobs = Table(
    "jobs",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("source", Printed, nullable=False),
    Column("name", Printed, nullable=False),
    Column("sha256", Printed, nullable=False, unique=True),
    Column("serial", Integer, nullable=False),
    Column("state", Printed, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("worker", Printed, nullable=False),
    Column("claimed_at", DateTime),
    Column("lease_until", DateTime),
    Column("ended_at", DateTime),
    Column("reason", Printed, nullable=False),
    Index("jobs_by_state", "state", "tries", "id"),
    Index("jobs_by_name", "name"),
)

# Holds a row from before vectors and copies change until they follow the facts.
unsettled = Table("unsettled", metadata, Column("id", Integer, primary_key=True, autoincrement=False))

# One row: another number for every change of documents. Who writes holds it, so that writers take turns.
generation = Table(
    "generation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
)

# PostgreSQL's; SQLite keeps the version in the file's head.
_version = Table(
    "store_version",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)


def stands(connection: Connection) -> bool:
    """Whether the tables have been made."""
    return inspect(connection).has_table(documents.name)


def prepare(connection: Connection, make_words: Callable[[Connection], None]) -> int:
    """Make the tables, or bring those of an older version up to date; the version they now are of.

    `make_words` makes what the engine keeps words in.
    """
    if connection.dialect.name == "postgresql":
        return _prepared_on_a_server(connection, make_words)
    version = int(connection.execute(text("PRAGMA user_version")).scalar_one())
    if version == 0:
        _make(connection, make_words)
        connection.execute(text(f"PRAGMA user_version = {VERSION}"))
        return VERSION
    while version in _UPGRADES:
        for statement in _UPGRADES[version]:
            connection.execute(text(statement))
        version += 1
        connection.execute(text(f"PRAGMA user_version = {version}"))
    if version < VERSION:
        migrate(connection)
        version = VERSION
        connection.execute(text(f"PRAGMA user_version = {version}"))
    return version


def alone(connection: Connection) -> None:
    """Wait until no other program makes tables: two may open a new database at once.

    The lock is given back with the transaction; of SQLite's files one program at a time writes anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('budget-qa'))"))


def _prepared_on_a_server(connection: Connection, make_words: Callable[[Connection], None]) -> int:
    alone(connection)
    if not stands(connection):
        _make(connection, make_words)
        _version.create(connection)
        connection.execute(insert(_version).values(id=1, number=VERSION))
    number = int(connection.execute(select(_version.c.number)).scalar_one())
    if number < VERSION:
        migrate(connection)
        number = VERSION
        connection.execute(update(_version).values(number=number))
    return number


def _make(connection: Connection, make_words: Callable[[Connection], None]) -> None:
    metadata.create_all(connection)
    connection.execute(insert(generation).values(id=1, number=0))
    make_words(connection)
    note_newest(connection, VERSION)


def begin_change(connection: Connection) -> None:
    """Wait for other writers to end, then give the documents another generation in this transaction."""
    connection.execute(update(generation).values(number=generation.c.number + 1))
