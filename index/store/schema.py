"""The tables of the relational store, and how the nouns of the index become their rows and back.

Decimals are kept as text, so what went in comes out. Keys are what a fact is found by: names without
ordinals, punctuation and spaces.

>>> figure_row(figure, 1)["key"], figure_of(row).subject
('公务用车购置费', '（1）公务用车 购置费')
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
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
    Row,
    String,
    Table,
    Text,
    insert,
    inspect,
    text,
)

from index.facts.errors import StoreError
from index.facts.given import Given
from index.facts.records import (
    Amendment,
    Change,
    Citation,
    Document,
    Figure,
    Finding,
    Fund,
    Kind,
    Point,
    Policy,
    Reading,
    Saying,
    Scope,
    Stage,
    TableKind,
)
from index.facts.subjects import normal

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


def citation_row(citation: Citation) -> dict[str, Any]:
    """A citation as the columns that each kind of fact has."""
    return {
        "page": citation.page,
        "quote": citation.quote,
        "table_title": citation.table,
        "row_label": citation.row,
        "column_path": citation.column,
        "bbox": list(citation.bbox) if citation.bbox else None,
        "reading": citation.reading.value,
    }


def citation_of(row: Row[Any]) -> Citation:
    """The citation of a row of any kind of fact, joined with its document's name."""
    x0, top, x1, bottom = row.bbox or (0.0, 0.0, 0.0, 0.0)
    return Citation(
        document=row.document,
        page=row.page,
        quote=row.quote,
        table=row.table_title,
        row=row.row_label,
        column=row.column_path,
        bbox=(x0, top, x1, bottom) if row.bbox else None,
        reading=Reading(row.reading),
    )


def document_of(row: Row[Any]) -> Document:
    """A document from its row."""
    return Document(
        row.name, row.sha256, row.title, row.body, row.year, Kind(row.kind), Scope(row.scope), row.pages
    )


def given_of(row: Row[Any]) -> Given:
    """What was given of a file, from its row."""
    return Given(row.body, row.year, Kind(row.kind) if row.kind else None)


def _fact_row(fact: Figure | Change, document_id: int | None) -> dict[str, Any]:
    """What figures and changes have in common, with the key of their subject."""
    return {
        "document_id": document_id,
        "subject": fact.subject,
        "key": normal(fact.subject),
        "code": fact.code,
        "body": fact.body,
        "year": fact.year,
        "stage": fact.stage.value,
        "unit": fact.unit,
        "scope": fact.scope.value,
        "fund": fact.fund.value,
        "period": fact.period,
        "unit_row": fact.unit_row,
        **citation_row(fact.citation),
    }


def _fact_of(row: Row[Any]) -> dict[str, Any]:
    """What figures and changes have in common, from the row of either."""
    return {
        "subject": row.subject,
        "code": row.code,
        "body": row.body,
        "year": row.year,
        "stage": Stage(row.stage),
        "unit": row.unit,
        "scope": Scope(row.scope),
        "fund": Fund(row.fund),
        "period": row.period,
        "unit_row": row.unit_row,
        "citation": citation_of(row),
    }


def figure_row(figure: Figure, document_id: int | None) -> dict[str, Any]:
    """A figure as a row, with the keys it is found by."""
    return {
        **_fact_row(figure, document_id),
        "component": figure.component,
        "value": str(figure.value),
        "printed": figure.printed,
        "table_kind": figure.table_kind.value,
        "item": figure.item,
        "item_key": normal(figure.item) if figure.item else "",
        "bought": figure.group,
        "kind": figure.kind.value,
    }


def figure_of(row: Row[Any]) -> Figure:
    """A figure from its row."""
    return Figure(
        **_fact_of(row),
        component=row.component,
        value=Decimal(row.value),
        printed=row.printed,
        table_kind=TableKind(row.table_kind),
        group=row.bought,
        kind=Kind(row.kind),
        item=row.item,
    )


def _text_or_none(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal_or_none(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def change_row(change: Change, document_id: int | None) -> dict[str, Any]:
    """A change as a row, with the key it is found by."""
    return {
        **_fact_row(change, document_id),
        "amount": _text_or_none(change.amount),
        "amount_printed": change.amount_printed,
        "direction": change.direction,
        "difference": _text_or_none(change.difference),
        "difference_printed": change.difference_printed,
        "percent": _text_or_none(change.percent),
        "percent_printed": change.percent_printed,
        "reason": change.reason,
        "base": change.base,
        "under": change.under,
    }


def change_of(row: Row[Any]) -> Change:
    """A change from its row."""
    return Change(
        **_fact_of(row),
        amount=_decimal_or_none(row.amount),
        amount_printed=row.amount_printed,
        direction=row.direction,
        difference=_decimal_or_none(row.difference),
        difference_printed=row.difference_printed,
        percent=_decimal_or_none(row.percent),
        percent_printed=row.percent_printed,
        reason=row.reason,
        base=row.base,
        under=row.under,
    )


def finding_row(finding: Finding, document_id: int | None) -> dict[str, Any]:
    """A finding as a row; its citations name their documents."""
    return {
        "document_id": document_id,
        "check": finding.check,
        "message": finding.message,
        "left": str(finding.left),
        "right": str(finding.right),
        "citations": [citation_row(c) | {"document": c.document} for c in finding.citations],
    }


def policy_row(policy: Policy, document_id: int | None) -> dict[str, Any]:
    """What a policy document says of itself as a row."""
    return {
        "document_id": document_id,
        "title": policy.title,
        "form": policy.form,
        "number": policy.number,
        "issuer": policy.issuer,
        "issued": policy.issued,
        "effective": policy.effective,
        "expires": policy.expires,
        "about": policy.about,
        "repeals": list(policy.repeals),
        "amends": [asdict(amendment) for amendment in policy.amends],
        "sayings": [
            {"point": saying.point.value, "text": saying.text, **citation_row(saying.citation)}
            for saying in policy.sayings
        ],
    }


def policy_of(row: Row[Any]) -> Policy:
    """What a policy document says of itself, from its row joined with the document's name."""
    return Policy(
        title=row.title,
        form=row.form,
        number=row.number,
        issuer=row.issuer,
        issued=row.issued,
        effective=row.effective,
        expires=row.expires,
        about=row.about,
        repeals=tuple(row.repeals),
        amends=tuple(Amendment(**amendment) for amendment in row.amends),
        sayings=tuple(
            Saying(Point(said["point"]), said["text"], _kept_citation(said | {"document": row.document}))
            for said in row.sayings
        ),
    )


def _kept_citation(kept: dict[str, Any]) -> Citation:
    """A citation that was kept as JSON."""
    return Citation(
        kept["document"],
        kept["page"],
        kept["quote"],
        kept["table_title"],
        kept["row_label"],
        kept["column_path"],
        tuple(kept["bbox"]) if kept["bbox"] else None,
        Reading(kept.get("reading", "")),
    )


def finding_of(row: Row[Any]) -> Finding:
    """A finding from its row."""
    return Finding(
        row.check,
        row.message,
        Decimal(row.left),
        Decimal(row.right),
        tuple(_kept_citation(c) for c in row.citations),
    )
