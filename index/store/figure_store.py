"""The relational store: every fact of every document, exact, in SQLite or PostgreSQL.

`replace` swaps all rows of one document in a single transaction: a reader sees the old
edition or the new one, never half, and within `steady` the same editions throughout. Decimals
come out with the digits that went in. Passages are held here too, with their words
(`index.store.relational.words`); their vectors live in the passage store under the same ids.

>>> with FigureStore.open(Path("store")) as store:
...     store.figures(keys=["公务接待费"], years=[2025])[0].figure.value
Decimal('15000.00')
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import insert as insert_on_postgres
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.exc import DatabaseError

from index.facts.errors import StoreError
from index.facts.given import Given
from index.facts.records import Extraction, Finding
from index.facts.supersession import contents_of
from index.store.batches import batches
from index.store.refs import indexed_text, passage_refs
from index.store.relational import schema
from index.store.relational.engine import engine_of, named, reason, tell_troubles
from index.store.relational.reading import StoredFacts, any_of
from index.store.relational.rows import (
    change_row,
    citation_row,
    figure_row,
    finding_row,
    policy_row,
)
from index.store.relational.words import kept, words_of
from index.store.tokens import tokens


class FigureStore(StoredFacts):
    """The facts of one store; open with `FigureStore.open`, use as a context."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        """For `open` alone."""
        super().__init__(engine)
        self.folder = folder

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, database: str = "") -> FigureStore:
        """The facts of the store in `folder`: in its SQLite file, or in `database`; made when `create`.

        Raises StoreError when absent or unreadable.
        """
        engine = engine_of(folder, database, create=create)
        tell_troubles(engine)
        try:
            with engine.begin() as connection:
                if database and not create and not schema.stands(connection):
                    raise StoreError(
                        f"数据库 {named(engine)} 中没有索引。请先运行 budget-qa index 文件或文件夹"
                    )
                version = schema.prepare(connection, words_of(engine.dialect.name).make)
        except DatabaseError as error:
            engine.dispose()
            raise StoreError(
                f"{named(engine)} 不是可用的索引（{reason(error)}）。请检查权限，或清空后重新 index"
            ) from error
        except BaseException:
            engine.dispose()
            raise
        if version != schema.VERSION:
            engine.dispose()
            raise StoreError(
                f"{named(engine)} 由另一版本的程序建立（{version}）。请换一个 --store 或删除后重新 index"
            )
        return cls(engine, folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file or the connections."""
        self._engine.dispose()

    # -- transactions ----------------------------------------------------------------------

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """One change of documents, after those of other writers; all of it or nothing."""
        with self._engine.begin() as connection:
            schema.begin_change(connection)
            yield connection

    # -- writing ---------------------------------------------------------------------------

    def begin(self) -> bool:
        """Note that vectors and copies may differ from the facts until `settle`; whether they may already."""
        with self._engine.begin() as connection:
            already = connection.execute(select(func.count()).select_from(schema.unsettled)).scalar_one()
            if not already:
                put = insert_on_postgres if connection.dialect.name == "postgresql" else insert_on_sqlite
                # Of several that begin at once, each notes it.
                connection.execute(put(schema.unsettled).values(id=1).on_conflict_do_nothing())
        return bool(already)

    def settle(self) -> None:
        """Note that vectors, copies and checks over documents follow the facts."""
        with self._engine.begin() as connection:
            connection.execute(delete(schema.unsettled))

    def replace(
        self, extraction: Extraction, *, source: str, extractor: str, serial: int | None = None
    ) -> None:
        """Put one document's facts in place of those of its name, digest or source, in one transaction.

        `serial` is its turn among the editions of the same, the next one unless told.
        """
        document = extraction.document
        columns = schema.documents.c
        same = any_of(
            (columns.name, [document.name]), (columns.sha256, [document.sha256]), (columns.source, [source])
        )
        with self._changing() as connection:
            old = connection.execute(
                select(columns.id, columns.sha256, columns.serial).where(same).order_by(columns.id)
            ).all()
            # A file read again, by another extractor or under another name, is no later edition.
            turns = [row.serial for row in old if row.sha256 == document.sha256]
            if turns:
                serial = turns[0]
            elif serial is None:
                serial = _last_serial(connection) + 1
            for row in old:
                self._delete_document(connection, row.id)
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
            self._insert_passages(connection, extraction, document_id)
            if extraction.policy is not None:
                connection.execute(insert(schema.policies), [policy_row(extraction.policy, document_id)])

    def put_findings(
        self, checks: Collection[str], found: Iterable[tuple[int, Finding]], documents: Collection[int]
    ) -> int:
        """Put findings in place of those of these checks over these documents; how many are new."""
        rows = [finding_row(finding, document_id) for document_id, finding in found]
        columns = schema.findings.c
        known: set[tuple[Any, ...]] = set()
        with self._changing() as connection:
            for ids in batches(documents):
                of_these = columns.check.in_(checks) & columns.document_id.in_(ids)
                old = select(columns.document_id, columns.check, columns.message).where(of_these)
                known.update(tuple(row) for row in connection.execute(old))
                connection.execute(delete(schema.findings).where(of_these))
            _insert_all(connection, schema.findings, rows)
        return sum((row["document_id"], row["check"], row["message"]) not in known for row in rows)

    def give(self, sha256: str, given: Given) -> None:
        """Keep what a person says of the file with this digest; nothing given forgets what was."""
        with self._changing() as connection:
            connection.execute(delete(schema.given).where(schema.given.c.sha256 == sha256))
            if given:
                kind = given.kind.value if given.kind else ""
                connection.execute(
                    insert(schema.given).values(sha256=sha256, body=given.body, year=given.year, kind=kind)
                )

    def remove(self, document_id: int) -> None:
        """Forget one document, with what was given of it. Raises KeyError when there is none of that id."""
        columns = schema.documents.c
        with self._changing() as connection:
            digests = select(columns.sha256).where(columns.id == document_id)
            connection.execute(delete(schema.given).where(schema.given.c.sha256.in_(digests)))
            if not self._delete_document(connection, document_id):
                raise KeyError(document_id)

    def _insert_passages(
        self, connection: Connection, extraction: Extraction, document_id: int | None
    ) -> None:
        """The passages of one document and their words."""
        refs = passage_refs(extraction)
        words = [kept(tokens(indexed_text(passage))) for passage in extraction.passages]
        rows = [
            {
                "ref": ref,
                "document_id": document_id,
                "text": passage.text,
                "headings": list(passage.headings),
                "word_count": len(held),
                **citation_row(passage.citation),
            }
            for ref, passage, held in zip(refs, extraction.passages, words, strict=True)
        ]
        if not rows:
            return
        connection.execute(insert(schema.passages), rows)
        columns = schema.passages.c
        given = select(columns.ref, columns.id).where(columns.document_id == document_id)
        ids = {ref: passage_id for ref, passage_id in connection.execute(given)}
        self._words.put(connection, {ids[ref]: held for ref, held in zip(refs, words, strict=True)})

    def _delete_document(self, connection: Connection, document_id: int) -> bool:
        self._words.drop(connection, document_id)
        gone = connection.execute(delete(schema.documents).where(schema.documents.c.id == document_id))
        return bool(gone.rowcount)


def _insert_all(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    batch = list(rows)
    if batch:
        connection.execute(insert(table), batch)


def _last_serial(connection: Connection) -> int:
    last = connection.execute(select(func.max(schema.documents.c.serial))).scalar_one()
    return int(last or 0)
