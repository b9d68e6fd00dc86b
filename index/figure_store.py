"""The relational store: every fact of every document, exact, in one SQLite file.

`replace` swaps all rows of one document in a single transaction: a reader sees the old
edition or the new one, never half. Decimals are kept as text, so what went in comes out.
Passages are held here too, with a full-text index over pre-cut tokens (SQLite FTS5, BM25);
their vectors live in the passage store under the same ids.

>>> with FigureStore.open(Path("store")) as store:
...     store.figures(keys=["公务接待费"], years=[2025])[0].figure.value
Decimal('15000.00')
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256 as sha256_of
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import (
    JSON,
    URL,
    Column,
    ColumnElement,
    Connection,
    Engine,
    ExceptionContext,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError

from index.errors import StoreError
from index.records import (
    Change,
    Citation,
    Document,
    Extraction,
    Figure,
    Finding,
    Kind,
    Passage,
    Scope,
    Stage,
    TableKind,
)
from index.subjects import normal
from index.tokens import tokens

SCHEMA_VERSION = 1

metadata = MetaData()

_documents = Table(
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
    sqlite_autoincrement=True,  # an id once shown is never another document's
)

_CITED = ("page", "quote", "table_title", "row_label", "column_path", "bbox")


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
    ]


_figures = Table(
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
    *_citation_columns(),
    Index("figures_by_key", "key", "document_id"),
    Index("figures_by_code", "code", "document_id"),
)

_changes = Table(
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
    *_citation_columns(),
)

_passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ref", String, nullable=False, unique=True),
    _document_id(),
    Column("text", Text, nullable=False),
    Column("headings", JSON, nullable=False),
    *_citation_columns(),
)

_findings = Table(
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


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document with what the store knows of it: its id, where it was read from, its counts."""

    id: int
    document: Document
    source: str
    extractor: str
    tables: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """A figure with its row id (reading order) and its document's id."""

    id: int
    document_id: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class StoredChange:
    """A change with its row id (reading order) and its document's id."""

    id: int
    document_id: int
    change: Change


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with the reference it also has in the passage store."""

    id: int
    ref: str
    document_id: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Term:
    """One subject the indexed tables and prose speak of: its name, comparison key and code."""

    subject: str
    key: str
    code: str


def passage_refs(extraction: Extraction) -> tuple[str, ...]:
    """The passage store's ids of a document's passages: document, position and content digest."""
    return tuple(
        f"{extraction.document.sha256[:16]}-{n}-{sha256_of(_indexed_text(p).encode()).hexdigest()[:8]}"
        for n, p in enumerate(extraction.passages)
    )


def _indexed_text(passage: Passage) -> str:
    return " ".join((*passage.headings, passage.text))


class FigureStore:
    """The SQLite file ``<folder>/facts.sqlite``; open with `FigureStore.open`, use as a context."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self.folder = folder

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> FigureStore:
        """The store in `folder`, made when `create`. Raises StoreError when absent or unreadable."""
        path = folder / "facts.sqlite"
        if not create and not path.is_file():
            raise StoreError(f"{folder} 中没有索引。请先运行 budget-qa index 文件或文件夹 --store {folder}")
        folder.mkdir(parents=True, exist_ok=True)
        engine = create_engine(URL.create("sqlite", database=str(path)))
        event.listen(engine, "connect", _configure)
        event.listen(engine, "handle_error", _tell_damage)
        store = cls(engine, folder)
        try:
            store._prepare(path)
        except DatabaseError as error:
            engine.dispose()
            raise StoreError(
                f"{path} 不是可用的索引文件（{error.orig}）。请删除该文件夹后重新 index"
            ) from error
        except StoreError:
            engine.dispose()
            raise
        return store

    def _prepare(self, path: Path) -> None:
        with self._engine.begin() as connection:
            version = connection.execute(text("PRAGMA user_version")).scalar_one()
            if version not in (0, SCHEMA_VERSION):
                raise StoreError(
                    f"{path} 由另一版本的程序建立（{version}）。请换一个 --store 或删除后重新 index"
                )
            if version == SCHEMA_VERSION:
                return
            metadata.create_all(connection)
            connection.execute(
                text(
                    "CREATE VIRTUAL TABLE IF NOT EXISTS passage_words USING fts5(words, tokenize='unicode61')"
                )
            )
            connection.execute(text(f"PRAGMA user_version = {SCHEMA_VERSION}"))

    def __enter__(self) -> FigureStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the file."""
        self._engine.dispose()

    # -- writing ---------------------------------------------------------------------------

    def replace(self, extraction: Extraction, *, source: str, extractor: str) -> None:
        """Put one document's facts in place of its `editions_of`, in one transaction."""
        document = extraction.document
        with self._engine.begin() as connection:
            query = select(_documents.c.id).where(_same(document, source))
            for old in connection.execute(query).scalars().all():
                _delete_document(connection, old)
            inserted = connection.execute(
                insert(_documents).values(
                    name=document.name,
                    source=source,
                    sha256=document.sha256,
                    extractor=extractor,
                    title=document.title,
                    body=document.body,
                    year=document.year,
                    kind=document.kind.value,
                    scope=document.scope.value,
                    pages=document.pages,
                    tables=[table.title for table in extraction.tables],
                    warnings=list(extraction.warnings),
                )
            )
            (document_id,) = inserted.inserted_primary_key or (None,)
            _insert_all(connection, _figures, (_figure_row(f, document_id) for f in extraction.figures))
            _insert_all(connection, _changes, (_change_row(c, document_id) for c in extraction.changes))
            _insert_all(connection, _findings, (_finding_row(f, document_id) for f in extraction.findings))
            refs = passage_refs(extraction)
            for ref, passage in zip(refs, extraction.passages, strict=True):
                added = connection.execute(
                    insert(_passages).values(
                        ref=ref,
                        document_id=document_id,
                        text=passage.text,
                        headings=list(passage.headings),
                        **_citation_row(passage.citation),
                    )
                )
                (passage_id,) = added.inserted_primary_key or (None,)
                connection.execute(
                    text("INSERT INTO passage_words (rowid, words) VALUES (:id, :words)"),
                    {"id": passage_id, "words": " ".join(tokens(_indexed_text(passage)))},
                )

    def remove(self, document_id: int) -> None:
        """Forget one document. Raises KeyError when there is none of that id."""
        with self._engine.begin() as connection:
            if not _delete_document(connection, document_id):
                raise KeyError(document_id)

    # -- reading ---------------------------------------------------------------------------

    def documents(self) -> tuple[StoredDocument, ...]:
        """All documents, by body, year and name."""
        query = select(_documents).order_by(_documents.c.body, _documents.c.year, _documents.c.name)
        with self._engine.connect() as connection:
            return tuple(_stored_document(row) for row in connection.execute(query))

    def editions_of(self, document: Document, source: str) -> tuple[StoredDocument, ...]:
        """What `replace` would replace: documents of the same name, content or source file."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(_documents).where(_same(document, source)))
            return tuple(_stored_document(row) for row in rows)

    def counts(self) -> dict[int, dict[str, int]]:
        """Per document id: how many figures, changes, passages and findings it has."""
        found: dict[int, dict[str, int]] = {}
        with self._engine.connect() as connection:
            for table in (_figures, _changes, _passages, _findings):
                query = select(table.c.document_id, func.count()).group_by(table.c.document_id)
                for document_id, n in connection.execute(query):
                    found.setdefault(document_id, {})[table.name] = n
        return found

    def terms(self) -> tuple[Term, ...]:
        """Every distinct subject, of tables and of prose."""
        query = select(_figures.c.subject, _figures.c.key, _figures.c.code).distinct()
        prose = select(_changes.c.subject, _changes.c.key, _changes.c.code).distinct()
        with self._engine.connect() as connection:
            return tuple(Term(*row) for row in connection.execute(query.union(prose)))

    def figures(
        self,
        *,
        keys: Collection[str] | None = None,
        codes: Collection[str] | None = None,
        documents: Collection[int] | None = None,
        years: Collection[int] | None = None,
        table_kinds: Collection[TableKind] | None = None,
    ) -> tuple[StoredFigure, ...]:
        """Figures in reading order. `keys` or `codes` must match (either); the rest narrow."""
        query = select(_figures, _documents.c.name.label("document")).join(_documents)
        if keys is not None or codes is not None:
            query = query.where(_figures.c.key.in_(keys or ()) | _figures.c.code.in_(codes or ()))
        if documents is not None:
            query = query.where(_figures.c.document_id.in_(documents))
        if years is not None:
            query = query.where(_figures.c.year.in_(years))
        if table_kinds is not None:
            query = query.where(_figures.c.table_kind.in_([kind.value for kind in table_kinds]))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(_figures.c.id))
            return tuple(StoredFigure(row.id, row.document_id, _figure(row)) for row in rows)

    def stream_figures(self) -> Iterator[StoredFigure]:
        """Every figure, by document and reading order, without holding all in memory."""
        query = (
            select(_figures, _documents.c.name.label("document"))
            .join(_documents)
            .order_by(_documents.c.name, _figures.c.id)
        )
        with self._engine.connect().execution_options(yield_per=2000) as connection:
            for row in connection.execute(query):
                yield StoredFigure(row.id, row.document_id, _figure(row))

    def changes(
        self,
        *,
        keys: Collection[str] | None = None,
        codes: Collection[str] | None = None,
        documents: Collection[int] | None = None,
    ) -> tuple[StoredChange, ...]:
        """Facts of prose in reading order. `keys` or `codes` must match (either)."""
        query = select(_changes, _documents.c.name.label("document")).join(_documents)
        if keys is not None or codes is not None:
            query = query.where(_changes.c.key.in_(keys or ()) | _changes.c.code.in_(codes or ()))
        if documents is not None:
            query = query.where(_changes.c.document_id.in_(documents))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(_changes.c.id))
            return tuple(StoredChange(row.id, row.document_id, _change(row)) for row in rows)

    def passages(
        self, *, refs: Collection[str] | None = None, documents: Collection[int] | None = None
    ) -> tuple[StoredPassage, ...]:
        """Passages in reading order."""
        query = select(_passages, _documents.c.name.label("document")).join(_documents)
        if refs is not None:
            query = query.where(_passages.c.ref.in_(refs))
        if documents is not None:
            query = query.where(_passages.c.document_id.in_(documents))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(_passages.c.id))
            return tuple(
                StoredPassage(
                    row.id,
                    row.ref,
                    row.document_id,
                    Passage(row.text, tuple(row.headings), _citation(row)),
                )
                for row in rows
            )

    def passage_texts(self) -> dict[str, str]:
        """Reference → the text that is embedded (headings and passage), for the passage store."""
        query = select(_passages.c.ref, _passages.c.headings, _passages.c.text)
        with self._engine.connect() as connection:
            return {ref: " ".join((*headings, body)) for ref, headings, body in connection.execute(query)}

    def search_words(
        self, words: Sequence[str], k: int, documents: Collection[int] | None = None
    ) -> tuple[str, ...]:
        """References of the k passages that match the words best by BM25, best first."""
        plain = dict.fromkeys(re.sub(r'["\0]', "", word) for word in words)
        asked = " OR ".join(f'"{word}"' for word in plain if word)
        if not asked:
            return ()
        narrowed = (
            "" if documents is None else f"AND p.document_id IN ({','.join(str(int(d)) for d in documents)})"
        )
        query = text(
            f"SELECT p.ref FROM passage_words w JOIN passages p ON p.id = w.rowid "
            f"WHERE passage_words MATCH :asked {narrowed} ORDER BY bm25(passage_words), p.id LIMIT :k"
        )
        with self._engine.connect() as connection:
            return tuple(connection.execute(query, {"asked": asked, "k": k}).scalars())

    def findings(self) -> tuple[tuple[str, Finding], ...]:
        """Failed checks, each with the document's name."""
        query = (
            select(_findings, _documents.c.name.label("document"))
            .join(_documents)
            .order_by(_documents.c.name, _findings.c.id)
        )
        with self._engine.connect() as connection:
            return tuple((row.document, _finding(row)) for row in connection.execute(query))


def _configure(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _tell_damage(context: ExceptionContext) -> None:
    """A full disk, a lost table, a damaged file: for the user, not a bug of ours."""
    error = context.sqlalchemy_exception
    if isinstance(error, OperationalError) or type(error) is DatabaseError:
        path = context.engine.url.database if context.engine else "facts.sqlite"
        raise StoreError(
            f"{path} 读写失败（{error.orig}）。请检查磁盘空间和权限；若文件已损坏，请删除该文件夹后重新 index"
        ) from error


def _insert_all(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    batch = list(rows)
    if batch:
        connection.execute(insert(table), batch)


def _delete_document(connection: Connection, document_id: int) -> bool:
    connection.execute(
        text("DELETE FROM passage_words WHERE rowid IN (SELECT id FROM passages WHERE document_id = :d)"),
        {"d": document_id},
    )
    gone = connection.execute(delete(_documents).where(_documents.c.id == document_id))
    return bool(gone.rowcount)


def _citation_row(citation: Citation) -> dict[str, Any]:
    return {
        "page": citation.page,
        "quote": citation.quote,
        "table_title": citation.table,
        "row_label": citation.row,
        "column_path": citation.column,
        "bbox": list(citation.bbox) if citation.bbox else None,
    }


def _citation(row: Row[Any]) -> Citation:
    x0, top, x1, bottom = row.bbox or (0.0, 0.0, 0.0, 0.0)
    return Citation(
        document=row.document,
        page=row.page,
        quote=row.quote,
        table=row.table_title,
        row=row.row_label,
        column=row.column_path,
        bbox=(x0, top, x1, bottom) if row.bbox else None,
    )


def _same(document: Document, source: str) -> ColumnElement[bool]:
    return or_(
        _documents.c.name == document.name,
        _documents.c.sha256 == document.sha256,
        _documents.c.source == source,
    )


def _stored_document(row: Row[Any]) -> StoredDocument:
    return StoredDocument(
        row.id, _document(row), row.source, row.extractor, tuple(row.tables), tuple(row.warnings)
    )


def _document(row: Row[Any]) -> Document:
    return Document(
        row.name, row.sha256, row.title, row.body, row.year, Kind(row.kind), Scope(row.scope), row.pages
    )


def _figure_row(figure: Figure, document_id: int | None) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "subject": figure.subject,
        "key": normal(figure.subject),
        "code": figure.code,
        "component": figure.component,
        "body": figure.body,
        "year": figure.year,
        "stage": figure.stage.value,
        "value": str(figure.value),
        "printed": figure.printed,
        "unit": figure.unit,
        "table_kind": figure.table_kind.value,
        **_citation_row(figure.citation),
    }


def _figure(row: Row[Any]) -> Figure:
    return Figure(
        subject=row.subject,
        code=row.code,
        component=row.component,
        body=row.body,
        year=row.year,
        stage=Stage(row.stage),
        value=Decimal(row.value),
        printed=row.printed,
        unit=row.unit,
        table_kind=TableKind(row.table_kind),
        citation=_citation(row),
    )


def _text_or_none(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal_or_none(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _change_row(change: Change, document_id: int | None) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "subject": change.subject,
        "key": normal(change.subject),
        "code": change.code,
        "body": change.body,
        "year": change.year,
        "stage": change.stage.value,
        "unit": change.unit,
        "amount": _text_or_none(change.amount),
        "amount_printed": change.amount_printed,
        "direction": change.direction,
        "difference": _text_or_none(change.difference),
        "difference_printed": change.difference_printed,
        "percent": _text_or_none(change.percent),
        "percent_printed": change.percent_printed,
        "reason": change.reason,
        **_citation_row(change.citation),
    }


def _change(row: Row[Any]) -> Change:
    return Change(
        subject=row.subject,
        code=row.code,
        body=row.body,
        year=row.year,
        stage=Stage(row.stage),
        unit=row.unit,
        amount=_decimal_or_none(row.amount),
        amount_printed=row.amount_printed,
        direction=row.direction,
        difference=_decimal_or_none(row.difference),
        difference_printed=row.difference_printed,
        percent=_decimal_or_none(row.percent),
        percent_printed=row.percent_printed,
        reason=row.reason,
        citation=_citation(row),
    )


def _finding_row(finding: Finding, document_id: int | None) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "check": finding.check,
        "message": finding.message,
        "left": str(finding.left),
        "right": str(finding.right),
        "citations": [_citation_row(c) | {"document": c.document} for c in finding.citations],
    }


def _finding(row: Row[Any]) -> Finding:
    return Finding(
        row.check,
        row.message,
        Decimal(row.left),
        Decimal(row.right),
        tuple(
            Citation(
                c["document"],
                c["page"],
                c["quote"],
                c["table_title"],
                c["row_label"],
                c["column_path"],
                tuple(c["bbox"]) if c["bbox"] else None,
            )
            for c in row.citations
        ),
    )
