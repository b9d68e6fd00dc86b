"""The tables of the relational store, and how those of an older version are brought up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    text,
)

from index.facts.errors import StoreError
from index.facts.records import (
    Kind,
    Scope,
)

VERSION = 6
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
}

# What an older program passes over needs no version of its own.
_ADDED = (
    "CREATE INDEX IF NOT EXISTS documents_by_source ON documents (source)",
    "CREATE INDEX IF NOT EXISTS documents_by_serial ON documents (serial)",
    "CREATE TABLE IF NOT EXISTS given (sha256 VARCHAR PRIMARY KEY, body VARCHAR NOT NULL, year INTEGER, "
    "kind VARCHAR NOT NULL)",
)

metadata = MetaData()

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("source", String, nullable=False),
    Column("sha256", String, nullable=False, unique=True),
    Column("extractor", String, nullable=False),
    Column("title", String, nullable=False),
    Column("body", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("scope", String, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("tables", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("serial", Integer, nullable=False, server_default="0"),
    Column("contents", JSON, nullable=False, server_default="[]"),
    sqlite_autoincrement=True,  # an id once shown is never another document's
)


def _document_id() -> Column[Any]:
    return Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True)


def _citation_columns() -> list[Column[Any]]:
    return [
        Column("page", Integer, nullable=False),
        Column("quote", Text, nullable=False),
        Column("table_title", String),
        Column("row_label", String),
        Column("column_path", String),
        Column("bbox", JSON),
        Column("reading", String, nullable=False, default="", server_default=""),
    ]


figures = Table(
    "figures",
    metadata,
    Column("id", Integer, primary_key=True),
    _document_id(),
    Column("subject", String, nullable=False),
    Column("key", String, nullable=False),
    Column("code", String, nullable=False),
    Column("component", String, nullable=False),
    Column("body", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("stage", String, nullable=False),
    Column("value", String, nullable=False),
    Column("printed", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("table_kind", String, nullable=False),
    Column("item", String, nullable=False, server_default=""),
    Column("item_key", String, nullable=False, server_default=""),
    Column("bought", String, nullable=False, server_default=""),
    Column("kind", String, nullable=False, server_default=Kind.BUDGET.value),
    Column("scope", String, nullable=False, server_default=Scope.DEPARTMENT.value),
    Column("fund", String, nullable=False, server_default=""),
    Column("period", String, nullable=False, server_default=""),
    Column("unit_row", String, nullable=False, server_default=""),
    *_citation_columns(),
    Index("figures_by_key", "key", "document_id"),
    Index("figures_by_code", "code", "document_id"),
    Index("figures_by_item", "item_key", "document_id"),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    _document_id(),
    Column("subject", String, nullable=False),
    Column("key", String, nullable=False, index=True),
    Column("code", String, nullable=False, index=True),
    Column("body", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("stage", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("amount", String),
    Column("amount_printed", String, nullable=False),
    Column("direction", String, nullable=False),
    Column("difference", String),
    Column("difference_printed", String, nullable=False),
    Column("percent", String),
    Column("percent_printed", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("scope", String, nullable=False, server_default=Scope.DEPARTMENT.value),
    Column("fund", String, nullable=False, server_default=""),
    Column("period", String, nullable=False, server_default=""),
    Column("unit_row", String, nullable=False, server_default=""),
    Column("base", String, nullable=False, server_default=""),
    Column("under", Text, nullable=False, server_default=""),
    *_citation_columns(),
)

passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ref", String, nullable=False, unique=True),
    _document_id(),
    Column("text", Text, nullable=False),
    Column("headings", JSON, nullable=False),
    *_citation_columns(),
)

policies = Table(
    "policies",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    *(
        Column(name, String, nullable=False)
        for name in ("title", "form", "number", "issuer", "issued", "effective", "expires", "about")
    ),
    *(Column(name, JSON, nullable=False) for name in ("repeals", "amends", "sayings")),
)

findings = Table(
    "findings",
    metadata,
    Column("id", Integer, primary_key=True),
    _document_id(),
    Column("check", String, nullable=False),
    Column("message", Text, nullable=False),
    Column("left", String, nullable=False),
    Column("right", String, nullable=False),
    Column("citations", JSON, nullable=False),
)

# What a person said of a file, by its digest; "" and NULL leave what was read.
given = Table(
    "given",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("body", String, nullable=False),
    Column("year", Integer),
    Column("kind", String, nullable=False),
)

# Holds a row from before vectors and copies change until they follow the facts.
unsettled = Table("unsettled", metadata, Column("id", Integer, primary_key=True))


def file_in(folder: Path, *, create: bool = False) -> Path:
    """The SQLite file of a store's folder. Raises StoreError where it is not there nor to be made."""
    path = folder / "facts.sqlite"
    if not create and not path.is_file():
        raise StoreError(f"{folder} 中没有索引。请先运行 budget-qa index 文件或文件夹 --store {folder}")
    return path


def prepare(connection: Connection) -> int:
    """Make the tables, or bring those of an older version up to date; the version they now are of."""
    version = _brought_up(connection)
    if version == VERSION:
        for statement in _ADDED:
            connection.execute(text(statement))
        if not inspect(connection).has_table(unsettled.name):
            unsettled.create(connection)
            connection.execute(insert(unsettled).values(id=1))  # who knows how the last run ended
    return version


def _brought_up(connection: Connection) -> int:
    version = int(connection.execute(text("PRAGMA user_version")).scalar_one())
    if version == 0:
        metadata.create_all(connection)
        connection.execute(
            text("CREATE VIRTUAL TABLE IF NOT EXISTS passage_words USING fts5(words, tokenize='unicode61')")
        )
        connection.execute(text(f"PRAGMA user_version = {VERSION}"))
        return VERSION
    while version in _UPGRADES:
        for statement in _UPGRADES[version]:
            connection.execute(text(statement))
        version += 1
        connection.execute(text(f"PRAGMA user_version = {version}"))
    return version
