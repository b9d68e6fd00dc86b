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
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    ExceptionContext,
    Row,
    Select,
    Table,
    create_engine,
    delete,
    event,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    union,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError

from index.facts.editions import Issue, contents_of, discloses, superseded
from index.facts.errors import StoreError
from index.facts.given import Given
from index.facts.records import Extraction, Figure, Finding, Kind, Passage, Scope, TableKind
from index.facts.subjects import normal
from index.store import schema
from index.store.batches import batches
from index.store.protocols import (
    Labels,
    StoredChange,
    StoredDocument,
    StoredFigure,
    StoredPassage,
    StoredPolicy,
    Term,
    Wanted,
)
from index.store.refs import indexed_text, passage_refs
from index.store.rows import (
    change_of,
    change_row,
    citation_of,
    citation_row,
    document_of,
    figure_of,
    figure_row,
    finding_of,
    finding_row,
    given_of,
    policy_of,
    policy_row,
)
from index.store.tokens import tokens

_OF_PLACES = [scope.value for scope in Scope if scope.of_place]


class FigureStore:
    """The SQLite file ``<folder>/facts.sqlite``; open with `FigureStore.open`, use as a context."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self.folder = folder

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> FigureStore:
        """The store in `folder`, made when `create`. Raises StoreError when absent or unreadable."""
        path = schema.file_in(folder, create=create)
        folder.mkdir(parents=True, exist_ok=True)
        engine = create_engine(URL.create("sqlite", database=str(path)))
        event.listen(engine, "connect", _configure)
        event.listen(engine, "handle_error", _tell_damage)
        try:
            with engine.begin() as connection:
                version = schema.prepare(connection)
        except DatabaseError as error:
            engine.dispose()
            raise StoreError(
                f"{path} 不是可用的索引文件（{error.orig}）。请删除该文件夹后重新 index"
            ) from error
        if version != schema.VERSION:
            engine.dispose()
            raise StoreError(f"{path} 由另一版本的程序建立（{version}）。请换一个 --store 或删除后重新 index")
        return cls(engine, folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the file."""
        self._engine.dispose()

    # -- writing ---------------------------------------------------------------------------

    def begin(self) -> bool:
        """Note that vectors and copies may differ from the facts until `settle`; whether they may already."""
        with self._engine.begin() as connection:
            already = connection.execute(select(func.count()).select_from(schema.unsettled)).scalar_one()
            if not already:
                connection.execute(insert(schema.unsettled).values(id=1))
        return bool(already)

    def settle(self) -> None:
        """Note that vectors, copies and checks over documents follow the facts."""
        with self._engine.begin() as connection:
            connection.execute(delete(schema.unsettled))

    def replace(self, extraction: Extraction, *, source: str, extractor: str) -> None:
        """Put one document's facts in place of those of its name, digest or source, in one transaction."""
        document = extraction.document
        columns = schema.documents.c
        same = _any_of(
            (columns.name, [document.name]), (columns.sha256, [document.sha256]), (columns.source, [source])
        )
        with self._engine.begin() as connection:
            old = connection.execute(select(columns.id, columns.sha256, columns.serial).where(same)).all()
            # A file read again, by another extractor or under another name, is no later edition.
            turns = [row.serial for row in old if row.sha256 == document.sha256]
            serial = turns[0] if turns else _last_serial(connection) + 1
            for row in old:
                _delete_document(connection, row.id)
            inserted = connection.execute(
                insert(schema.documents).values(
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
                    serial=serial,
                    contents=list(contents_of(extraction)),
                )
            )
            (document_id,) = inserted.inserted_primary_key or (None,)
            _insert_all(connection, schema.figures, (figure_row(f, document_id) for f in extraction.figures))
            _insert_all(connection, schema.changes, (change_row(c, document_id) for c in extraction.changes))
            _insert_all(
                connection, schema.findings, (finding_row(f, document_id) for f in extraction.findings)
            )
            _insert_passages(connection, extraction, document_id)
            if extraction.policy is not None:
                connection.execute(insert(schema.policies), [policy_row(extraction.policy, document_id)])

    def put_findings(
        self, checks: Collection[str], found: Iterable[tuple[int, Finding]], documents: Collection[int]
    ) -> int:
        """Put findings in place of those of these checks over these documents; how many are new."""
        rows = [finding_row(finding, document_id) for document_id, finding in found]
        columns = schema.findings.c
        known: set[tuple[Any, ...]] = set()
        with self._engine.begin() as connection:
            for ids in batches(documents):
                of_these = columns.check.in_(checks) & columns.document_id.in_(ids)
                old = select(columns.document_id, columns.check, columns.message).where(of_these)
                known.update(tuple(row) for row in connection.execute(old))
                connection.execute(delete(schema.findings).where(of_these))
            _insert_all(connection, schema.findings, rows)
        return sum((row["document_id"], row["check"], row["message"]) not in known for row in rows)

    def give(self, sha256: str, given: Given) -> None:
        """Keep what a person says of the file with this digest; nothing given forgets what was."""
        with self._engine.begin() as connection:
            connection.execute(delete(schema.given).where(schema.given.c.sha256 == sha256))
            if given:
                kind = given.kind.value if given.kind else ""
                connection.execute(
                    insert(schema.given).values(sha256=sha256, body=given.body, year=given.year, kind=kind)
                )

    def remove(self, document_id: int) -> None:
        """Forget one document, with what was given of it. Raises KeyError when there is none of that id."""
        columns = schema.documents.c
        with self._engine.begin() as connection:
            digests = select(columns.sha256).where(columns.id == document_id)
            connection.execute(delete(schema.given).where(schema.given.c.sha256.in_(digests)))
            if not _delete_document(connection, document_id):
                raise KeyError(document_id)

    # -- reading ---------------------------------------------------------------------------

    def documents(self) -> tuple[StoredDocument, ...]:
        """All documents, by body, year and name."""
        query = select(schema.documents).order_by(
            schema.documents.c.body, schema.documents.c.year, schema.documents.c.name
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        found = tuple(map(_stored_document, rows))
        later = superseded(
            Issue(row.id, discloses(stored.document), row.serial, frozenset(row.contents))
            for row, stored in zip(rows, found, strict=True)
        )
        return tuple(replace(stored, superseded_by=later.get(stored.id)) for stored in found)

    def find(
        self,
        *,
        ids: Collection[int] = (),
        names: Collection[str] = (),
        digests: Collection[str] = (),
        sources: Collection[str] = (),
    ) -> tuple[StoredDocument, ...]:
        """The documents with one of these, in the order of their ids; what supersedes them is left open."""
        columns = schema.documents.c
        same = _any_of(
            (columns.id, ids), (columns.name, names), (columns.sha256, digests), (columns.source, sources)
        )
        query = select(schema.documents).where(same).order_by(columns.id)
        with self._engine.connect() as connection:
            return tuple(map(_stored_document, connection.execute(query)))

    def given(self) -> dict[str, Given]:
        """What persons said of files, by digest."""
        with self._engine.connect() as connection:
            return {row.sha256: given_of(row) for row in connection.execute(select(schema.given))}

    def counts(self) -> dict[int, dict[str, int]]:
        """Per document id: how many figures, changes, passages and findings it has."""
        found: dict[int, dict[str, int]] = {}
        with self._engine.connect() as connection:
            for table in (schema.figures, schema.changes, schema.passages, schema.findings):
                query = select(table.c.document_id, func.count()).group_by(table.c.document_id)
                for document_id, n in connection.execute(query):
                    found.setdefault(document_id, {})[table.name] = n
        return found

    def terms(self) -> tuple[Term, ...]:
        """Every distinct subject of disclosures, of tables and of prose, and every item of tables."""
        query = select(schema.figures.c.subject, schema.figures.c.key, schema.figures.c.code).distinct()
        query = query.where(schema.figures.c.kind != Kind.POLICY.value)
        prose = select(schema.changes.c.subject, schema.changes.c.key, schema.changes.c.code).distinct()
        items = select(schema.figures.c.item, schema.figures.c.item_key, literal("")).distinct()
        items = items.where(schema.figures.c.item_key != "")
        with self._engine.connect() as connection:
            return tuple(Term(*row) for row in connection.execute(query.union(prose, items)))

    def labels(self) -> Labels:
        """Every distinct label of rows and columns and every title of disclosures' tables, as printed."""
        columns = schema.figures.c
        disclosed = columns.kind != Kind.POLICY.value
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(columns.row_label, columns.code).where(disclosed).distinct()
            ).all()
            paths = (
                connection.execute(select(columns.column_path).where(disclosed).distinct()).scalars().all()
            )
            titles = connection.execute(
                select(columns.table_title, columns.table_kind).where(disclosed).distinct()
            ).all()
        return Labels(
            rows=tuple((row.row_label, row.code) for row in rows if row.row_label),
            columns=tuple(path for path in paths if path),
            tables=tuple((row.table_title, TableKind(row.table_kind)) for row in titles if row.table_title),
        )

    def unit_rows(self) -> tuple[tuple[str, str], ...]:
        """The places that rows and sentences speak for beside their body, each with that body."""
        queries = [
            select(of.c.unit_row, of.c.body).where(of.c.unit_row != "", of.c.scope.in_(_OF_PLACES))
            for of in (schema.figures, schema.changes)
        ]
        with self._engine.connect() as connection:
            return tuple((row.unit_row, row.body) for row in connection.execute(union(*queries)))

    def figures(
        self,
        *,
        keys: Collection[str] | None = None,
        codes: Collection[str] | None = None,
        documents: Collection[int] | None = None,
        years: Collection[int] | None = None,
        table_kinds: Collection[TableKind] | None = None,
    ) -> tuple[StoredFigure, ...]:
        """Figures in reading order, whose subject or item is of `keys`, or whose code is of `codes`.

        Either must match where one is given; the rest narrow.
        """
        columns = schema.figures.c
        query = _cited(schema.figures, documents)
        if keys is not None or codes is not None:
            named = columns.key.in_(keys or ()) | columns.item_key.in_(keys or ())
            query = query.where(named | columns.code.in_(codes or ()))
        if years is not None:
            query = query.where(columns.year.in_(years))
        if table_kinds is not None:
            query = query.where(columns.table_kind.in_([kind.value for kind in table_kinds]))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(columns.id))
            return tuple(StoredFigure(row.id, row.document_id, figure_of(row)) for row in rows)

    def select(self, wanted: Wanted, *, offset: int = 0, limit: int | None = None) -> tuple[Figure, ...]:
        """The wanted figures in reading order, `limit` of them from `offset` on."""
        query = (
            _cited(schema.figures)
            .where(*_conditions(wanted))
            .order_by(schema.figures.c.id)
            .offset(offset)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return tuple(map(figure_of, connection.execute(query)))

    def count(self, wanted: Wanted) -> int:
        """How many figures are wanted."""
        query = select(func.count()).select_from(schema.figures.join(schema.documents))
        with self._engine.connect() as connection:
            return int(connection.execute(query.where(*_conditions(wanted))).scalar_one())

    def stream_figures(self) -> Iterator[StoredFigure]:
        """Every figure, by document and reading order, without holding all in memory."""
        query = _cited(schema.figures).order_by(schema.documents.c.name, schema.figures.c.id)
        with self._engine.connect().execution_options(yield_per=2000) as connection:
            for row in connection.execute(query):
                yield StoredFigure(row.id, row.document_id, figure_of(row))

    def changes(
        self,
        *,
        keys: Collection[str] | None = None,
        codes: Collection[str] | None = None,
        documents: Collection[int] | None = None,
    ) -> tuple[StoredChange, ...]:
        """Facts of prose in reading order. `keys` or `codes` must match (either)."""
        query = _cited(schema.changes, documents)
        if keys is not None or codes is not None:
            query = query.where(schema.changes.c.key.in_(keys or ()) | schema.changes.c.code.in_(codes or ()))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(schema.changes.c.id))
            return tuple(StoredChange(row.id, row.document_id, change_of(row)) for row in rows)

    def passages(
        self, *, refs: Collection[str] | None = None, documents: Collection[int] | None = None
    ) -> tuple[StoredPassage, ...]:
        """Passages in reading order."""
        query = _cited(schema.passages, documents)
        if refs is not None:
            query = query.where(schema.passages.c.ref.in_(refs))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(schema.passages.c.id))
            return tuple(
                StoredPassage(
                    row.id,
                    row.ref,
                    row.document_id,
                    Passage(row.text, tuple(row.headings), citation_of(row)),
                )
                for row in rows
            )

    def policies(self) -> tuple[StoredPolicy, ...]:
        """What every policy document says of itself, the earliest first."""
        query = _cited(schema.policies).order_by(schema.policies.c.effective, schema.policies.c.document_id)
        with self._engine.connect() as connection:
            return tuple(StoredPolicy(row.document_id, policy_of(row)) for row in connection.execute(query))

    def passage_owners(self) -> dict[str, int]:
        """The reference of every passage → its document's id."""
        with self._engine.connect() as connection:
            query = select(schema.passages.c.ref, schema.passages.c.document_id)
            return {ref: document_id for ref, document_id in connection.execute(query)}

    def passage_count(self) -> int:
        """How many passages there are."""
        with self._engine.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(schema.passages)).scalar_one())

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

    def findings(self, documents: Collection[str] | None = None) -> tuple[tuple[str, Finding], ...]:
        """Failed checks, each with the document's name; of all documents or of those names."""
        query = _cited(schema.findings).order_by(schema.documents.c.name, schema.findings.c.id)
        if documents is not None:
            query = query.where(schema.documents.c.name.in_(documents))
        with self._engine.connect() as connection:
            return tuple((row.document, finding_of(row)) for row in connection.execute(query))


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


def _insert_passages(connection: Connection, extraction: Extraction, document_id: int | None) -> None:
    """The passages of one document and their words."""
    refs = passage_refs(extraction)
    rows = [
        {
            "ref": ref,
            "document_id": document_id,
            "text": passage.text,
            "headings": list(passage.headings),
            **citation_row(passage.citation),
        }
        for ref, passage in zip(refs, extraction.passages, strict=True)
    ]
    if not rows:
        return
    connection.execute(insert(schema.passages), rows)
    columns = schema.passages.c
    given = select(columns.ref, columns.id).where(columns.document_id == document_id)
    ids = {ref: passage_id for ref, passage_id in connection.execute(given)}
    connection.execute(
        text("INSERT INTO passage_words (rowid, words) VALUES (:id, :words)"),
        [
            {"id": ids[ref], "words": " ".join(tokens(indexed_text(passage)))}
            for ref, passage in zip(refs, extraction.passages, strict=True)
        ],
    )


def _last_serial(connection: Connection) -> int:
    last = connection.execute(select(func.max(schema.documents.c.serial))).scalar_one()
    return int(last or 0)


def _delete_document(connection: Connection, document_id: int) -> bool:
    connection.execute(
        text("DELETE FROM passage_words WHERE rowid IN (SELECT id FROM passages WHERE document_id = :d)"),
        {"d": document_id},
    )
    gone = connection.execute(delete(schema.documents).where(schema.documents.c.id == document_id))
    return bool(gone.rowcount)


def _cited(facts: Table, documents: Collection[int] | None = None) -> Select[Any]:
    """The rows of a table of facts with the names of their documents: of all documents, or of these."""
    query = select(facts, schema.documents.c.name.label("document")).join(schema.documents)
    return query if documents is None else query.where(facts.c.document_id.in_(documents))


def _any_of(*wanted: tuple[ColumnElement[Any], Collection[object]]) -> ColumnElement[bool]:
    """Rows of which one column holds one of its values; each column has an index."""
    return or_(false(), *(column.in_(values) for column, values in wanted if values))


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What a row of figures, joined with its document, must fulfil."""
    figures, documents = schema.figures.c, schema.documents.c
    if wanted.body:
        yield func.instr(documents.body, wanted.body) > 0
    if wanted.year is not None:
        yield documents.year == wanted.year
    if wanted.code:
        yield figures.code == wanted.code
    if wanted.metric:
        key = normal(wanted.metric)
        # A code is of a subject: with one, what a row buys or is for does not count as its name.
        yield figures.key == key if wanted.code else (figures.key == key) | (figures.item_key == key)


def _stored_document(row: Row[Any]) -> StoredDocument:
    return StoredDocument(
        row.id, document_of(row), row.source, row.extractor, tuple(row.tables), tuple(row.warnings)
    )
