"""Documents copied under other bodies inside a PostgreSQL server, by the server itself.

Figures, changes and findings are copied by statements of the server, passages and their words go through the
tables of the store; indexes are made when all rows are there. What stands afterwards is what
`WritableFacts.replace` would have written, but for the order of rows on disk.

>>> with filled("postgresql+psycopg://…/bench", ["项目支出"]) as bulk:
...     bulk.add([Copied(original=1, extraction=extraction, place="昌安")])
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Table, create_engine, func, insert, select, text

from index.facts.records import Extraction
from index.store.refs import indexed_text, passage_refs
from index.store.relational import schema
from index.store.relational.rows import citation_row
from index.store.relational.words import kept, words_of
from index.store.tokens import tokens

_COPIED = ("figures", "changes", "findings")
_FILLED = (*_COPIED, "passages", "passage_words")
_COPIES = (
    "CREATE TEMPORARY TABLE copies (original BIGINT, document_id BIGINT, body TEXT, place TEXT, "
    "old_name TEXT, name TEXT)"
)


@dataclass(frozen=True, slots=True)
class Copied:
    """A document stored under the id `original`, as another body's: `place` stands before its projects.

    Of `extraction` the document and the passages count.
    """

    original: int
    extraction: Extraction
    place: str


@contextmanager
def filled(database: str, named: Sequence[str]) -> Iterator[Bulk]:
    """A store that holds the originals, to be filled with copies; `named`: kinds of tables of projects."""
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # ids are known to be there
        connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
        connection.execute(text("SET LOCAL work_mem = '256MB'"))
        connection.execute(text(_COPIES))
        for table in _COPIED:
            connection.execute(text(f"CREATE TEMPORARY TABLE original_{table} AS SELECT * FROM {table}"))
        made = _drop_indexes(connection)
        yield Bulk(connection, tuple(named))
        for index in made:
            connection.execute(text(index))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


@dataclass(slots=True)
class Bulk:
    """The copies as they come in, in one transaction."""

    connection: Connection
    named: tuple[str, ...]

    def add(self, copies: Sequence[Copied]) -> None:
        """Some documents, each whole."""
        ids = self._documents(copies)
        self._copy(schema.figures, self._figure())
        self._copy(schema.changes, {"body": "c.body"})
        self._copy(
            schema.findings,
            {"citations": "CAST(replace(CAST(f.citations AS text), c.old_name, c.name) AS jsonb)"},
        )
        self._passages(copies, ids)
        self.connection.execute(text("TRUNCATE copies"))

    def _documents(self, copies: Sequence[Copied]) -> list[int]:
        columns = schema.documents.c
        originals = {
            row.id: row._asdict()
            for row in self.connection.execute(
                select(schema.documents).where(columns.id.in_({one.original for one in copies}))
            )
        }
        first = int(self.connection.execute(select(func.max(columns.id))).scalar_one()) + 1
        rows, told = [], []
        for number, one in enumerate(copies, first):
            document, old = one.extraction.document, originals[one.original]
            rows.append(
                old
                | {
                    "id": number,
                    "serial": number,
                    "name": document.name,
                    "sha256": document.sha256,
                    "source": f"/large/{document.name}",
                    "body": document.body,
                    "title": document.title,
                }
            )
            told.append(
                {
                    "original": one.original,
                    "id": number,
                    "body": document.body,
                    "place": one.place,
                    "old": old["name"],
                    "name": document.name,
                }
            )
        self.connection.execute(insert(schema.documents), rows)
        last = func.setval(func.pg_get_serial_sequence("documents", "id"), rows[-1]["id"])
        self.connection.execute(select(last))
        into = "INSERT INTO copies VALUES (:original, :id, :body, :place, :old, :name)"
        self.connection.execute(text(into), told)
        return [row["id"] for row in rows]

    def _figure(self) -> dict[str, str]:
        kinds = ", ".join(f"'{kind}'" for kind in self.named)
        project = f"f.table_kind IN ({kinds}) AND f.component = '' AND length(f.subject) > 4"
        return {
            "body": "c.body",
            **{
                name: f"CASE WHEN {project} THEN c.place ELSE '' END || f.{name}"
                for name in ("subject", "key")
            },
        }

    def _copy(self, table: Table, changed: dict[str, str]) -> None:
        """The rows of the originals, each for every copy, with some columns changed."""
        columns = [column.name for column in table.columns if column.name not in ("id", "document_id")]
        listed = ", ".join(f'"{name}"' for name in columns)
        given = ", ".join(changed.get(name, f'f."{name}"') for name in columns)
        self.connection.execute(
            text(
                f"INSERT INTO {table.name} (document_id, {listed}) SELECT c.document_id, {given} "
                f"FROM copies c JOIN original_{table.name} f ON f.document_id = c.original "
                "ORDER BY c.document_id, f.id"
            )
        )

    def _passages(self, copies: Sequence[Copied], ids: Sequence[int]) -> None:
        table = schema.passages
        first = int(self.connection.execute(select(func.max(table.c.id))).scalar_one()) + 1
        rows, words = [], {}
        for document_id, one in zip(ids, copies, strict=True):
            refs = passage_refs(one.extraction)
            for ref, passage in zip(refs, one.extraction.passages, strict=True):
                number = first + len(rows)
                words[number] = kept(tokens(indexed_text(passage)))
                rows.append(
                    {
                        "id": number,
                        "ref": ref,
                        "document_id": document_id,
                        "text": passage.text,
                        "headings": list(passage.headings),
                        "word_count": len(words[number]),
                        **citation_row(passage.citation),
                    }
                )
        if rows:
            self.connection.execute(insert(table), rows)
            words_of("postgresql").put(self.connection, words)
            last = func.setval(func.pg_get_serial_sequence(table.name, "id"), rows[-1]["id"])
            self.connection.execute(select(last))


def _drop_indexes(connection: Connection) -> list[str]:
    """Drop what would be kept up with each row; the statements that make it again."""
    query = text(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i "
        "LEFT JOIN pg_constraint c ON c.conname = i.indexname "
        "WHERE i.schemaname = current_schema() AND i.tablename = ANY(:tables) AND c.conname IS NULL"
    )
    found = connection.execute(query, {"tables": list(_FILLED)}).all()
    for name, _ in found:
        connection.execute(text(f'DROP INDEX "{name}"'))
    return [made for _, made in found]
