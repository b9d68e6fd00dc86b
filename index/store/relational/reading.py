"""All facts of a store, to be read; within `steady` a thread reads the state of one moment.

>>> with facts.steady():
...     facts.figures(keys=["公务接待费"], years=[2025])[0].figure.value
Decimal('15000.00')
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    Table,
    false,
    func,
    literal,
    or_,
    select,
    union,
)

from index.facts.errors import StoreError
from index.facts.given import Given
from index.facts.records import Figure, Finding, Kind, Passage, Scope, TableKind
from index.facts.supersession import Issue, discloses, superseded
from index.store.batches import batches
from index.store.protocols import (
    Facet,
    Labels,
    StoredChange,
    StoredDocument,
    StoredFigure,
    StoredPassage,
    StoredPolicy,
    Tally,
    Term,
    Wanted,
)
from index.store.relational import schema
from index.store.relational.engine import snapshot
from index.store.relational.ranks import Ranks
from index.store.relational.rows import (
    change_of,
    citation_of,
    document_of,
    figure_of,
    finding_of,
    given_of,
    policy_of,
)
from index.store.relational.wanted import conditions, every_of, page_of, tally_of
from index.store.relational.words import kept, words_of

_Issued = tuple[StoredDocument, Issue]
_Free = tuple[str, int | None, str, str, tuple[str, ...]]
_Chosen = tuple[tuple[Facet, tuple[str, ...]], ...]
_TALLIES = 128
_STRETCH = 1000
_OF_PLACES = [scope.value for scope in Scope if scope.of_place]


class _Documents(NamedTuple):
    """The documents of one moment, and what the rows of each say, which stays as it is under its id."""

    ids: tuple[int, ...]
    issued: dict[int, _Issued]
    documents: tuple[StoredDocument, ...]


class StoredFacts:
    """The facts behind an engine, for many threads at once."""

    def __init__(self, engine: Engine) -> None:
        """Of tables that are up to date."""
        self._engine = engine
        self._words = words_of(engine.dialect.name)
        self._ranks = Ranks(self._words)
        self._held = threading.local()
        self._documents = _Documents((), {}, ())
        self._tallies = lru_cache(_TALLIES)(self._tally)

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Within it this thread reads the state of one moment, whatever is written meanwhile."""
        if getattr(self._held, "connection", None) is not None:
            yield
            return
        with snapshot(self._engine) as connection:
            self._held.connection = connection
            try:
                yield
            finally:
                self._held.connection = None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """The connection of `steady`, or one for what is read at once."""
        held = getattr(self._held, "connection", None)
        if held is not None:
            yield held
            return
        with self._engine.connect() as connection:
            yield connection

    def generation(self) -> int:
        """A number that is another one after every change of documents, by whomever."""
        with self._reading() as connection:
            return int(connection.execute(select(schema.generation.c.number)).scalar_one())

    def unsettled(self) -> bool:
        """Whether vectors, copies or checks may differ from the facts."""
        with self._reading() as connection:
            return connection.execute(select(schema.unsettled.c.id)).first() is not None

    def documents(self) -> tuple[StoredDocument, ...]:
        """All documents, by body, year and name. Those that were read before are not read again."""
        columns = schema.documents.c
        with self.steady(), self._reading() as connection:
            order = select(columns.id).order_by(columns.body, columns.year, columns.name)
            ids = tuple(connection.execute(order).scalars())
            held = self._documents
            if held.ids != ids:
                held = self._documents = _read(connection, ids, held.issued)
        return held.documents

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
        same = any_of(
            (columns.id, ids), (columns.name, names), (columns.sha256, digests), (columns.source, sources)
        )
        query = select(schema.documents).where(same).order_by(columns.id)
        with self._reading() as connection:
            return tuple(map(stored_document, connection.execute(query)))

    def given(self) -> dict[str, Given]:
        """What persons said of files, by digest."""
        with self._reading() as connection:
            return {row.sha256: given_of(row) for row in connection.execute(select(schema.given))}

    def counts(self) -> dict[int, dict[str, int]]:
        """Per document id: how many figures, changes, passages and findings it has."""
        found: dict[int, dict[str, int]] = {}
        with self._reading() as connection:
            for table in (schema.figures, schema.changes, schema.passages, schema.findings):
                query = select(table.c.document_id, func.count()).group_by(table.c.document_id)
                for document_id, n in connection.execute(query):
                    found.setdefault(document_id, {})[table.name] = n
        return found

    def terms(self, documents: Collection[int] | None = None) -> tuple[Term, ...]:
        """Every distinct subject of disclosures, of tables and of prose, and every item of tables.

        Of all documents, or of those with these ids.
        """
        query = select(schema.figures.c.subject, schema.figures.c.key, schema.figures.c.code).distinct()
        query = query.where(schema.figures.c.kind != Kind.POLICY.value)
        prose = select(schema.changes.c.subject, schema.changes.c.key, schema.changes.c.code).distinct()
        items = select(schema.figures.c.item, schema.figures.c.item_key, literal("")).distinct()
        items = items.where(schema.figures.c.item_key != "")
        if documents is not None:
            query, items = (q.where(schema.figures.c.document_id.in_(documents)) for q in (query, items))
            prose = prose.where(schema.changes.c.document_id.in_(documents))
        with self._reading() as connection:
            rows = connection.execute(query.union(prose, items).order_by("subject", "key", "code"))
            return tuple(Term(*row) for row in rows)

    def labels(self) -> Labels:
        """Every distinct label of rows and columns and every title of disclosures' tables, as printed."""
        columns = schema.figures.c

        def printed(*wanted: ColumnElement[Any]) -> Select[Any]:
            """Each once, in the order in which they are first read."""
            disclosed = select(*wanted).where(columns.kind != Kind.POLICY.value)
            return disclosed.group_by(*wanted).order_by(func.min(columns.id))

        with self._reading() as connection:
            rows = connection.execute(printed(columns.row_label, columns.code)).all()
            paths = connection.execute(printed(columns.column_path)).scalars().all()
            titles = connection.execute(printed(columns.table_title, columns.table_kind)).all()
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
        with self._reading() as connection:
            rows = connection.execute(union(*queries).order_by("unit_row", "body"))
            return tuple((row.unit_row, row.body) for row in rows)

    def figures(
        self,
        *,
        keys: Collection[str] | None = None,
        codes: Collection[str] | None = None,
        documents: Collection[int] | None = None,
        years: Collection[int] | None = None,
        table_kinds: Collection[TableKind] | None = None,
    ) -> tuple[StoredFigure, ...]:
        """Figures in reading order whose subject or item is among `keys`, or whose code is among `codes`.

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
        with self._reading() as connection:
            rows = connection.execute(query.order_by(columns.id))
            return tuple(StoredFigure(row.id, row.document_id, figure_of(row)) for row in rows)

    def printing(self, keys: Collection[str]) -> frozenset[int]:
        """The documents that have a figure whose subject or item is among `keys`, by the indexes alone."""
        columns = schema.figures.c
        named = (select(columns.document_id).where(of.in_(keys)) for of in (columns.key, columns.item_key))
        with self._reading() as connection:
            return frozenset(connection.execute(union(*named)).scalars())

    def select(self, wanted: Wanted, *, offset: int = 0, limit: int | None = None) -> tuple[Figure, ...]:
        """The wanted figures in their order, `limit` of them from `offset` on."""
        with self._reading() as connection:
            ids = connection.execute(page_of(wanted, offset, limit)).scalars().all()
            found: dict[int, Figure] = {}
            for some in batches(ids):
                rows = connection.execute(_cited(schema.figures).where(schema.figures.c.id.in_(some)))
                found.update((row.id, figure_of(row)) for row in rows)
        return tuple(found[each] for each in ids)

    def count(self, wanted: Wanted) -> int:
        """How many figures are wanted."""
        query = select(func.count()).select_from(schema.figures).where(*conditions(wanted))
        with self._reading() as connection:
            return int(connection.execute(query).scalar_one())

    def tally(self, wanted: Wanted) -> Tally:
        """How many figures are wanted, by facets.

        Counted once for each generation of documents: all pages of a view and all its orders share it.
        """
        chosen = tuple((facet, tuple(sorted(values))) for facet, values in sorted(wanted.chosen.items()))
        free = (wanted.body, wanted.year, wanted.metric, wanted.code, wanted.words)
        with self.steady():
            return self._tallies(self.generation(), free, chosen)

    def _tally(self, _generation: int, free: _Free, chosen: _Chosen) -> Tally:
        with self._reading() as connection:
            return tally_of(connection, Wanted(*free, chosen=dict(chosen)))

    def stream_figures(self, wanted: Wanted | None = None) -> Iterator[StoredFigure]:
        """The wanted figures in their order, or every one by document's name, without holding all in memory.

        They are those of one moment. A connection is held for a stretch of them, not while whoever reads
        takes his time between two. Raises StoreError where a document that is not yet read goes meanwhile.
        """
        ids, documents = array("q"), array("q")
        with self._reading() as connection:
            every = every_of(wanted).execution_options(yield_per=_STRETCH)
            for id, document_id in connection.execute(every):
                ids.append(id)
                documents.append(document_id)
        for start in range(0, len(ids), _STRETCH):
            some = ids[start : start + _STRETCH]
            with self._reading() as connection:
                rows = connection.execute(_cited(schema.figures).where(schema.figures.c.id.in_(some))).all()
            found = {row.id: row for row in rows}
            for id, document_id in zip(some, documents[start : start + _STRETCH], strict=True):
                row = found.get(id)
                if row is None or row.document_id != document_id:
                    raise StoreError("读取期间有文件被替换或移除，读到的不完整。请再试一次")
                yield StoredFigure(id, document_id, figure_of(row))

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
        with self._reading() as connection:
            rows = connection.execute(query.order_by(schema.changes.c.id))
            return tuple(StoredChange(row.id, row.document_id, change_of(row)) for row in rows)

    def passages(
        self, *, refs: Collection[str] | None = None, documents: Collection[int] | None = None
    ) -> tuple[StoredPassage, ...]:
        """Passages in reading order."""
        query = _cited(schema.passages, documents)
        if refs is not None:
            query = query.where(schema.passages.c.ref.in_(refs))
        with self._reading() as connection:
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
        with self._reading() as connection:
            return tuple(StoredPolicy(row.document_id, policy_of(row)) for row in connection.execute(query))

    def passage_owners(self) -> dict[str, int]:
        """The reference of every passage → its document's id."""
        with self._reading() as connection:
            query = select(schema.passages.c.ref, schema.passages.c.document_id)
            return {ref: document_id for ref, document_id in connection.execute(query)}

    def passage_count(self) -> int:
        """How many passages there are."""
        with self._reading() as connection:
            return int(connection.execute(select(func.count()).select_from(schema.passages)).scalar_one())

    def search_words(
        self, words: Sequence[str], k: int, documents: Collection[int] | None = None
    ) -> tuple[str, ...]:
        """References of the k passages that match the words best by BM25, best first."""
        asked = kept(dict.fromkeys(words))
        if not asked or (documents is not None and not documents):
            return ()
        with self.steady(), self._reading() as connection:
            return self._ranks.best(connection, self.generation(), asked, k, documents)

    def findings(self, documents: Collection[str] | None = None) -> tuple[tuple[str, Finding], ...]:
        """Failed checks, each with the document's name; of all documents or of those names."""
        query = _cited(schema.findings).order_by(schema.documents.c.name, schema.findings.c.id)
        if documents is not None:
            query = query.where(schema.documents.c.name.in_(documents))
        with self._reading() as connection:
            return tuple((row.document, finding_of(row)) for row in connection.execute(query))


def _read(connection: Connection, ids: tuple[int, ...], known: dict[int, _Issued]) -> _Documents:
    """The documents with these ids, of which some are known."""
    issued = {one: known[one] for one in ids if one in known}
    for some in batches([one for one in ids if one not in issued]):
        for row in connection.execute(select(schema.documents).where(schema.documents.c.id.in_(some))):
            stored = stored_document(row)
            issue = Issue(row.id, discloses(stored.document), row.serial, frozenset(row.contents))
            issued[row.id] = stored, issue
    later = superseded(issued[one][1] for one in ids)
    found = (issued[one][0] for one in ids)
    return _Documents(ids, issued, tuple(replace(one, superseded_by=later.get(one.id)) for one in found))


def _cited(facts: Table, documents: Collection[int] | None = None) -> Select[Any]:
    """The rows of a table of facts with the names of their documents: of all documents, or of these."""
    query = select(facts, schema.documents.c.name.label("document")).join(schema.documents)
    return query if documents is None else query.where(facts.c.document_id.in_(documents))


def any_of(*wanted: tuple[ColumnElement[Any], Collection[object]]) -> ColumnElement[bool]:
    """Rows of which one column holds one of its values; each column has an index."""
    return or_(false(), *(column.in_(values) for column, values in wanted if values))


def stored_document(row: Row[Any]) -> StoredDocument:
    """A row of documents as the store hands it out."""
    return StoredDocument(
        row.id, document_of(row), row.source, row.extractor, tuple(row.tables), tuple(row.warnings)
    )
