"""What answering, pages and building need of the stores, and the nouns that stores hand out.

`Facts` are read and, by one writer at a time, as `WritableFacts`, written; `WordIndex` and `Vectors` find
passages by words and by meaning; `Originals` keeps what the facts were read from. Which there are is said in
`index.store.opening` alone; what a service keeps beside them is in `index.store.service`.

>>> def newest(facts: Facts) -> int:
...     return max(stored.document.year for stored in facts.documents())
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from index.facts.given import Given
from index.facts.records import Change, Document, Extraction, Figure, Finding, Passage, Policy, TableKind

BUSY: Final = "{} 正由另一个进程改动（index、sync 或网页）。请等它完成后再试"
"""What the second of two writers is told, with where the store is."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a store is: a folder, and what of it is elsewhere.

    `database` is the address of a PostgreSQL database that holds the facts and the questions, `vectors` that
    of a Chroma server, which wants to see `token`, `originals` a URL of fsspec where the files lie; "" keeps
    them in the folder.
    """

    folder: Path
    database: str = ""
    vectors: str = ""
    token: str = ""
    originals: str = ""

    @classmethod
    def of(cls, place: Path | Location) -> Location:
        """A folder alone is a location with nothing elsewhere."""
        return place if isinstance(place, Location) else cls(place)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document with what the store knows of it: its id, where it was read from.

    `superseded_by` is the id of a later edition of the same, by which questions are answered.
    """

    id: int
    document: Document
    source: str
    extractor: str
    tables: tuple[str, ...]
    warnings: tuple[str, ...]
    superseded_by: int | None = None


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
    """A passage with the reference that it has among the vectors too."""

    id: int
    ref: str
    document_id: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class StoredPolicy:
    """What a policy document says of itself, with its document's id."""

    document_id: int
    policy: Policy


@dataclass(frozen=True, slots=True)
class Term:
    """One subject the indexed tables and prose speak of: its name, comparison key and code."""

    subject: str
    key: str
    code: str


@dataclass(frozen=True, slots=True)
class Labels:
    """What the tables print: row labels (parts joined by /) with their codes, column paths, titles."""

    rows: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    tables: tuple[tuple[str, TableKind], ...]


class Facet(StrEnum):
    """What figures are filtered by: body, year, kind, table, stage, scope and unit."""

    BODY = "body"
    YEAR = "year"
    KIND = "kind"
    TABLE = "table"
    STAGE = "stage"
    SCOPE = "scope"
    UNIT = "unit"


class Order(StrEnum):
    """In which order figures come: as they are read, or by one of their columns."""

    READING = ""
    BODY = "body"
    YEAR = "year"
    ROW = "row"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figures are looked for, and in which order; "", None and nothing do not narrow.

    Of documents whose body's name holds `body`, of documents of that `year`, of the subject `metric`,
    of a `code`. Each of `words` stands in the body, the table, the row, the subject or the item of the
    figure, begins its code or is its number. `chosen` are the values allowed of each facet: the year
    is the amount's, not the document's, and for a body a part of its name will do where none is so named.
    """

    body: str = ""
    year: int | None = None
    metric: str = ""
    code: str = ""
    words: tuple[str, ...] = ()
    chosen: Mapping[Facet, Collection[str]] = field(default_factory=dict)
    order: Order = Order.READING
    descending: bool = False


def bodies_meant(names: Collection[str], bodies: Collection[str]) -> set[str]:
    """Which of the bodies are meant by these names: those so named, else those whose name holds it."""
    return {body for name in names for body in ([name] if name in bodies else bodies) if name in body}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many figures are wanted, and how many of them have each value of each facet, the most first.

    A facet counts as if nothing of itself were chosen: what choosing another value would bring is known.
    """

    total: int
    facets: Mapping[Facet, Mapping[str, int]]


class WordIndex(Protocol):
    """Passages by their words."""

    def search_words(
        self, words: Sequence[str], k: int, documents: Collection[int] | None = None
    ) -> tuple[str, ...]:
        """References of the k passages that match the words best, best first."""
        ...


class Facts(WordIndex, Protocol):
    """All facts of all documents, to be read by many threads at once.

    The words of passages change with the passages, in one step: whoever holds facts searches them.
    """

    def steady(self) -> AbstractContextManager[None]:
        """Within it this thread reads the state of one moment, whatever is written meanwhile."""
        ...

    def generation(self) -> int:
        """A number that is another one after every change of documents, by whomever."""
        ...

    def documents(self) -> tuple[StoredDocument, ...]:
        """All documents, by body, year and name."""
        ...

    def find(
        self,
        *,
        ids: Collection[int] = (),
        names: Collection[str] = (),
        digests: Collection[str] = (),
        sources: Collection[str] = (),
    ) -> tuple[StoredDocument, ...]:
        """The documents with one of these, in the order of their ids; what supersedes them is left open."""
        ...

    def given(self) -> dict[str, Given]:
        """What persons said of files, by digest."""
        ...

    def counts(self) -> dict[int, dict[str, int]]:
        """Per document id: how many figures, changes, passages and findings it has."""
        ...

    def terms(self, documents: Collection[int] | None = None) -> tuple[Term, ...]:
        """Every distinct subject of disclosures, of tables and of prose, and every item of tables.

        Of all documents, or of those with these ids.
        """
        ...

    def labels(self) -> Labels:
        """Every distinct label of rows and columns and every title of disclosures' tables, as printed."""
        ...

    def unit_rows(self) -> tuple[tuple[str, str], ...]:
        """The places that rows and sentences speak for beside their body, each with that body."""
        ...

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
        ...

    def printing(self, keys: Collection[str]) -> frozenset[int]:
        """The documents that have a figure whose subject or item is among `keys`."""
        ...

    def select(self, wanted: Wanted, *, offset: int = 0, limit: int | None = None) -> tuple[Figure, ...]:
        """The wanted figures in their order, `limit` of them from `offset` on."""
        ...

    def count(self, wanted: Wanted) -> int:
        """How many figures are wanted."""
        ...

    def tally(self, wanted: Wanted) -> Tally:
        """How many figures are wanted, by facets."""
        ...

    def stream_figures(self, wanted: Wanted | None = None) -> Iterator[StoredFigure]:
        """The wanted figures in their order, or every one by document's name, without holding all in memory.

        Raises StoreError where a document that is not yet read goes meanwhile.
        """
        ...

    def changes(
        self,
        *,
        keys: Collection[str] | None = None,
        codes: Collection[str] | None = None,
        documents: Collection[int] | None = None,
    ) -> tuple[StoredChange, ...]:
        """Facts of prose in reading order. `keys` or `codes` must match (either)."""
        ...

    def passages(
        self, *, refs: Collection[str] | None = None, documents: Collection[int] | None = None
    ) -> tuple[StoredPassage, ...]:
        """Passages in reading order."""
        ...

    def policies(self) -> tuple[StoredPolicy, ...]:
        """What every policy document says of itself, the earliest first."""
        ...

    def findings(self, documents: Collection[str] | None = None) -> tuple[tuple[str, Finding], ...]:
        """Failed checks, each with the document's name; of all documents or of those names."""
        ...

    def passage_count(self) -> int:
        """How many passages there are."""
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...


class WritableFacts(Facts, Protocol):
    """Facts that one writer at a time adds to; readers see a document's old facts or its new ones."""

    def begin(self) -> bool:
        """Note that vectors and copies may differ from the facts until `settle`; whether they may already."""
        ...

    def settle(self) -> None:
        """Note that vectors, copies and checks over documents follow the facts."""
        ...

    def unsettled(self) -> bool:
        """Whether vectors, copies or checks may differ from the facts, while one writes or did not end."""
        ...

    def replace(
        self, extraction: Extraction, *, source: str, extractor: str, serial: int | None = None
    ) -> None:
        """Put one document's facts in place of those that have its name, its digest or its source.

        `serial` is its turn among the editions of the same, the next one unless told.
        """
        ...

    def put_findings(
        self, checks: Collection[str], found: Iterable[tuple[int, Finding]], documents: Collection[int]
    ) -> int:
        """Put findings in place of those of these checks over these documents; how many are new."""
        ...

    def give(self, sha256: str, given: Given) -> None:
        """Keep what a person says of the file with this digest; nothing given forgets what was."""
        ...

    def remove(self, document_id: int) -> None:
        """Forget one document, with what was given of it. Raises KeyError when there is none of that id."""
        ...

    def passage_owners(self) -> dict[str, int]:
        """The reference of every passage → its document's id."""
        ...


class Vectors(Protocol):
    """Passages by their meaning."""

    def put(self, ids: Sequence[str], texts: Sequence[str], document_sha256: str) -> None:
        """Store the passages of one document; an id that exists is replaced."""
        ...

    def delete(self, ids: Collection[str]) -> None:
        """Remove these passages; an id that is not there is passed over."""
        ...

    def ids(self) -> set[str]:
        """The ids of all stored passages."""
        ...

    def count(self) -> int:
        """How many passages are stored."""
        ...

    def search(self, query: str, k: int, ids: Collection[str] | None = None) -> list[tuple[str, float]]:
        """The `k` passages nearest to `query`, nearest first, each with its cosine similarity.

        With `ids`, only among those of them that are stored.
        """
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...


class Originals(Protocol):
    """The files as they were read, one for each document."""

    def path(self, document: Document) -> Path:
        """Where the document's file lies on this machine. Raises StoreError when it cannot be brought."""
        ...

    def keep(self, source: Path, document: Document) -> None:
        """Keep `source` as the document's file.

        Raises DocumentError when it is not the file that was read, StoreError when it cannot be kept.
        """
        ...

    def drop(self, documents: Iterable[Document]) -> None:
        """Let the files of these documents go; one that is not there is passed over."""
        ...

    def drop_others(self, documents: Iterable[Document]) -> None:
        """Let all files go but those of these documents."""
        ...

    def holds(self, path: Path) -> bool:
        """Whether a path is, or lies in, what is kept here."""
        ...


@dataclass(frozen=True, slots=True)
class Stores:
    """What a writer holds: the facts, the vectors of their passages, the files they were read from.

    `swapping` is entered while one document's facts take the place of another's: a server lets no
    question run meanwhile. Where `vectors_follow` is false, another process holds the vectors and makes them
    follow the facts when the run has ended.
    """

    facts: WritableFacts
    vectors: Vectors
    originals: Originals
    swapping: Callable[[], AbstractContextManager[None]] = nullcontext
    vectors_follow: bool = True

    def settle(self) -> None:
        """Note that all follows the facts, unless the vectors are still to."""
        if self.vectors_follow:
            self.facts.settle()
