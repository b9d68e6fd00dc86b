"""Words of passages on either engine, and their ranking, which is the same on both.

The rank is BM25 (Robertson & Zaragoza, 2009; k1 = 1.2, b = 0.75, statistics of the whole store); passages
that rank alike come in reading order. SQLite keeps the words that `index.store.tokens` cut in its full-text
index (FTS5). PostgreSQL is given the same words in a `tsvector` that is written word by word, so that no
parser or dictionary of its own has a part in it. Either tells which passages have a word how often, and the
rank is computed here and in `index.store.relational.ranks`.

>>> ranked(["接待费", "增长"], {"接待费": 2, "增长": 9}, Size(10, 3000), occurrences, 1)
('9f2c81d0e2b47a65-0-5e1f0c9a',)
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final, Protocol

from sqlalchemy import Connection, bindparam, text

from index.store.batches import batches
from index.store.tokens import is_token

K1: Final = 1.2
B: Final = 0.75
DIGITS: Final = 9
"""Scores that differ in later digits are alike: they are sums of the same terms, in another order."""
# What a tsvector holds: so many bytes in a word, so many places of one.
_LONGEST: Final = 2046
PLACES: Final = 255
"""More places of a word in one passage count for nothing."""
_LAST_PLACE: Final = 16383


@dataclass(frozen=True, slots=True)
class Size:
    """How many passages a store has, and how many words these have."""

    passages: int
    words: int

    @property
    def mean(self) -> float:
        """How many words a passage has."""
        return self.words / self.passages if self.words else 1.0


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A passage that has a word: the word so many times among so many words."""

    word: str
    passage: int
    ref: str
    length: int
    times: int


class Words(Protocol):
    """The words of passages in one engine."""

    def make(self, connection: Connection) -> None:
        """Make what they are kept in."""
        ...

    def put(self, connection: Connection, words: Mapping[int, Sequence[str]]) -> None:
        """Keep the words of passages, by the ids of these."""
        ...

    def drop(self, connection: Connection, document_id: int) -> None:
        """Forget the words of a document's passages, which are still there."""
        ...

    def holders(self, connection: Connection, words: Collection[str]) -> dict[str, int]:
        """How many passages have each word; a word of none may be left out."""
        ...

    def occurrences(
        self, connection: Connection, words: Collection[str], documents: Collection[int]
    ) -> Iterable[Occurrence]:
        """Where the words are in the passages of these documents."""
        ...

    def written(self, connection: Connection, documents: Collection[int]) -> Iterable[tuple[int, Occurrence]]:
        """All words of the passages of these documents, each with its document."""
        ...

    def postings(self, connection: Connection, words: Collection[str]) -> Iterable[tuple[str, int, int]]:
        """Each word with the passages that have it, by their ids, and how many times each has it."""
        ...


def words_of(engine: str) -> Words:
    """The words in an engine of that name."""
    return OnPostgres() if engine == "postgresql" else OnSqlite()


def kept(words: Iterable[str]) -> list[str]:
    """The words that either engine keeps and looks for; a longer run of letters or digits is no word."""
    return [word for word in words if is_token(word) and len(word.encode()) <= _LONGEST]


def rarity(having: int, passages: int) -> float:
    """How much a word tells that so many of the passages have."""
    # As FTS5 does: a word that more than half of the passages have counts for next to nothing.
    rare = math.log((passages - having + 0.5) / (having + 0.5))
    return rare if rare > 0 else 1e-6


def ranked(
    asked: Sequence[str], holders: Mapping[str, int], size: Size, found: Iterable[Occurrence], k: int
) -> tuple[str, ...]:
    """References of the k best by BM25; `asked` names each word once."""
    by_word: dict[str, list[Occurrence]] = defaultdict(list)
    for one in found:
        by_word[one.word].append(one)
    scores: dict[int, float] = defaultdict(float)
    refs: dict[int, str] = {}
    for word in asked:
        if word not in by_word:
            continue
        weight = rarity(holders[word], size.passages)
        for one in by_word[word]:
            times = min(one.times, PLACES)
            longer = K1 * (1 - B + B * one.length / size.mean)
            scores[one.passage] += weight * (times * (K1 + 1)) / (times + longer)
            refs[one.passage] = one.ref
    return tuple(refs[passage] for passage in first(scores, k))


def first(scores: Mapping[int, float], k: int) -> list[int]:
    """The k passages of the highest scores; those that score alike in reading order."""
    return sorted(scores, key=lambda passage: (-round(scores[passage], DIGITS), passage))[:k]


class OnSqlite:
    """A full-text index over words with spaces between them."""

    def make(self, connection: Connection) -> None:
        """Make the index."""
        connection.execute(
            text("CREATE VIRTUAL TABLE passage_words USING fts5(words, tokenize=\"ascii tokenchars '.'\")")
        )

    def put(self, connection: Connection, words: Mapping[int, Sequence[str]]) -> None:
        """Keep the words of passages, by the ids of these."""
        connection.execute(
            text("INSERT INTO passage_words (rowid, words) VALUES (:id, :words)"),
            [{"id": passage, "words": " ".join(held)} for passage, held in words.items()],
        )

    def drop(self, connection: Connection, document_id: int) -> None:
        """Forget the words of a document's passages."""
        connection.execute(
            text("DELETE FROM passage_words WHERE rowid IN (SELECT id FROM passages WHERE document_id = :d)"),
            {"d": document_id},
        )

    def holders(self, connection: Connection, words: Collection[str]) -> dict[str, int]:
        """How many passages have each word."""
        query = text("SELECT count(*) FROM passage_words WHERE passage_words MATCH :word")
        return {word: connection.execute(query, {"word": f'"{word}"'}).scalar_one() for word in words}

    def occurrences(
        self, connection: Connection, words: Collection[str], documents: Collection[int]
    ) -> Iterator[Occurrence]:
        """Where the words are in the passages of these documents, all of whose words are read."""
        asked = set(words)
        for _, passage, ref, length, held in self._read(connection, documents):
            for word in asked.intersection(held):
                yield Occurrence(word, passage, ref, length, held.count(word))

    def written(self, connection: Connection, documents: Collection[int]) -> Iterator[tuple[int, Occurrence]]:
        """All words of the passages of these documents, each with its document."""
        for document, passage, ref, length, held in self._read(connection, documents):
            for word, times in Counter(held).items():
                yield document, Occurrence(word, passage, ref, length, times)

    def _read(
        self, connection: Connection, documents: Collection[int]
    ) -> Iterator[tuple[int, int, str, int, list[str]]]:
        """The passages of these documents: each one's document, id, reference, length and words."""
        query = text(
            "SELECT p.document_id, p.id, p.ref, p.word_count, w.words FROM passages p "
            "JOIN passage_words w ON w.rowid = p.id WHERE p.document_id IN :documents"
        ).bindparams(bindparam("documents", expanding=True))
        for some in batches(documents):
            for document, passage, ref, length, words in connection.execute(query, {"documents": some}):
                yield document, passage, ref, length, words.split(" ")

    def postings(self, connection: Connection, words: Collection[str]) -> Iterator[tuple[str, int, int]]:
        """Each word with the passages that have it and how many times each has it."""
        connection.execute(
            text(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_places "
                "USING fts5vocab('main', 'passage_words', 'instance')"
            )
        )
        query = text("SELECT doc, count(*) FROM temp.word_places WHERE term = :word GROUP BY doc")
        for word in words:
            for passage, times in connection.execute(query, {"word": word}):
                yield word, passage, times


class OnPostgres:
    """A `tsvector` for each passage, with the places of its words, and an inverted index over these."""

    def make(self, connection: Connection) -> None:
        """Make the table and its index."""
        connection.execute(
            text(
                "CREATE TABLE passage_words (passage_id BIGINT PRIMARY KEY "
                "REFERENCES passages (id) ON DELETE CASCADE, words TSVECTOR NOT NULL)"
            )
        )
        connection.execute(text("CREATE INDEX passages_by_word ON passage_words USING gin (words)"))

    def put(self, connection: Connection, words: Mapping[int, Sequence[str]]) -> None:
        """Keep the words of passages, by the ids of these."""
        connection.execute(
            text("INSERT INTO passage_words (passage_id, words) VALUES (:id, CAST(:words AS tsvector))"),
            [{"id": passage, "words": _vector(held)} for passage, held in words.items()],
        )

    def drop(self, connection: Connection, document_id: int) -> None:
        """They go with their passages."""

    def holders(self, connection: Connection, words: Collection[str]) -> dict[str, int]:
        """How many passages have each word; a word of none is left out."""
        query = text(
            "SELECT word, (SELECT count(*) FROM passage_words WHERE words @@ CAST(quoted AS tsquery)) "
            "FROM unnest(CAST(:words AS text[]), CAST(:quoted AS text[])) AS asked (word, quoted)"
        )
        rows = connection.execute(query, {"words": list(words), "quoted": [_quoted(word) for word in words]})
        return {word: int(having) for word, having in rows if having}

    def occurrences(
        self, connection: Connection, words: Collection[str], documents: Collection[int]
    ) -> Iterable[Occurrence]:
        """Where the words are in the passages of these documents."""
        query = text(
            "SELECT u.lexeme, p.id, p.ref, p.word_count, cardinality(u.positions) "
            "FROM passage_words w JOIN passages p ON p.id = w.passage_id "
            "CROSS JOIN LATERAL unnest(w.words) u "
            "WHERE p.document_id = ANY(CAST(:documents AS bigint[])) "
            "AND w.words @@ CAST(:any AS tsquery) AND u.lexeme = ANY(CAST(:words AS text[]))"
        )
        given = {"any": _any_of(words), "words": list(words), "documents": list(documents)}
        return [Occurrence(*row) for row in connection.execute(query, given)]

    def written(self, connection: Connection, documents: Collection[int]) -> Iterable[tuple[int, Occurrence]]:
        """All words of the passages of these documents, each with its document."""
        query = text(
            "SELECT p.document_id, u.lexeme, p.id, p.ref, p.word_count, cardinality(u.positions) "
            "FROM passage_words w JOIN passages p ON p.id = w.passage_id "
            "CROSS JOIN LATERAL unnest(w.words) u "
            "WHERE p.document_id = ANY(CAST(:documents AS bigint[]))"
        )
        rows = connection.execute(query, {"documents": list(documents)})
        return ((document, Occurrence(*occurrence)) for document, *occurrence in rows)

    def postings(self, connection: Connection, words: Collection[str]) -> Iterable[tuple[str, int, int]]:
        """Each word with the passages that have it and how many times each has it."""
        query = text(
            "SELECT u.lexeme, w.passage_id, cardinality(u.positions) "
            "FROM passage_words w CROSS JOIN LATERAL unnest(w.words) u "
            "WHERE w.words @@ CAST(:any AS tsquery) AND u.lexeme = ANY(CAST(:words AS text[]))"
        )
        rows = connection.execute(query, {"any": _any_of(words), "words": list(words)})
        return ((word, passage, times) for word, passage, times in rows)


def _any_of(words: Collection[str]) -> str:
    return " | ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    """A word as tsvector and tsquery are written: `it's` → `'it''s'`."""
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def _vector(words: Sequence[str]) -> str:
    """Words with their places: `["甲", "乙", "甲"]` → `'甲':1,3 '乙':2`.

    No place is beyond the last that a tsvector has, so the words of a long passage may share that one; no
    more places of a word are written than it holds.
    """
    places: dict[str, list[str]] = defaultdict(list)
    for place, word in zip(count(1), words, strict=False):
        if len(places[word]) < PLACES:
            places[word].append(str(min(place, _LAST_PLACE)))
    return " ".join(f"{_quoted(word)}:{','.join(held)}" for word, held in places.items())
