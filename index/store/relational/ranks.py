"""The passages that match words best: word counts are kept for one generation of documents.

How many passages have a word is counted when it is first asked for. Among the passages of some documents,
the words of these are read, and kept while the documents are asked about. Among all passages, those that
have a word are kept with the word while it is asked for, so that a frequent word is not read from the tables
for each question.

>>> Ranks(words_of("sqlite")).best(connection, 7, ["接待费", "增长"], 1, None)
('9f2c81d0e2b47a65-0-5e1f0c9a',)
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, func, select

from index.store.batches import batches
from index.store.relational import schema
from index.store.relational.words import (
    DIGITS,
    K1,
    PLACES,
    B,
    Occurrence,
    Size,
    Words,
    ranked,
    rarity,
)

if TYPE_CHECKING:  # `ask` about a figure ranks nothing, and starts a sixth of a second sooner without numpy
    from numpy.typing import NDArray

    _Numbers = NDArray[Any]

_Written = dict[str, list[Occurrence]]
# The words of so many documents are kept.
_DOCUMENTS: Final = 256
# So many occurrences of words are kept, at five bytes each; those of the words asked for longest ago go.
_KEPT: Final = 8_000_000
# And so many numbers of passages that have a word.
_COUNTED: Final = 100_000


class Ranks:
    """The ranking of one store's passages, for many threads at once."""

    def __init__(self, words: Words, kept: int = _KEPT) -> None:
        """Over the words as an engine keeps them."""
        self._words = words
        self._kept = kept
        self._generation: _Generation | None = None
        self._turn = threading.Lock()

    def best(
        self,
        connection: Connection,
        generation: int,
        words: Sequence[str],
        k: int,
        documents: Collection[int] | None,
    ) -> tuple[str, ...]:
        """References of the k passages, of all documents or of these, that match the words best.

        The words are of `index.store.relational.words.kept`, each once and at least one; the connection
        reads that generation.
        """
        known = self._of(generation)
        if documents is not None:
            holders = known.holders(connection, words)
            found = known.occurrences(connection, words, documents)
            return ranked(words, holders, known.size(connection), found, k)
        chosen = known.first(connection, words, k)
        columns = schema.passages.c
        refs: dict[int, str] = {}
        for some in batches(chosen):
            rows = connection.execute(select(columns.id, columns.ref).where(columns.id.in_(some)))
            refs.update((passage, ref) for passage, ref in rows)
        return tuple(refs[passage] for passage in chosen)

    def _of(self, generation: int) -> _Generation:
        with self._turn:
            if self._generation is None or self._generation.number != generation:
                self._generation = _Generation(generation, self._words, self._kept)
            return self._generation


class _Generation:
    """What is known of the words in one generation of documents."""

    def __init__(self, number: int, words: Words, kept: int) -> None:
        self.number = number
        self._words = words
        self._room = kept
        self._turn = threading.Lock()
        self._size: Size | None = None
        self._counted: OrderedDict[str, int] = OrderedDict()
        self._written: OrderedDict[int, _Written] = OrderedDict()
        self._passages: tuple[_Numbers, _Numbers] | None = None
        self._having: OrderedDict[str, tuple[_Numbers, _Numbers]] = OrderedDict()

    def size(self, connection: Connection) -> Size:
        """How many passages there are, and how many words these have."""
        if self._size is None:
            count_of = func.coalesce(func.sum(schema.passages.c.word_count), 0)
            passages, words = connection.execute(
                select(func.count(), count_of).select_from(schema.passages)
            ).one()
            self._size = Size(int(passages), int(words))
        return self._size

    def holders(self, connection: Connection, words: Sequence[str]) -> dict[str, int]:
        """How many passages have each word."""
        with self._turn:
            unknown = [word for word in words if word not in self._counted]
            found = self._words.holders(connection, unknown) if unknown else {}
            self._counted.update((word, found.get(word, 0)) for word in unknown)
            told = {word: self._counted[word] for word in words}
            for word in words:
                self._counted.move_to_end(word)
            while len(self._counted) > max(_COUNTED, len(words)):
                self._counted.popitem(last=False)
        return told

    def occurrences(
        self, connection: Connection, words: Sequence[str], documents: Collection[int]
    ) -> Iterable[Occurrence]:
        """Where the words are in the passages of these documents; the words of few documents are kept."""
        if len(documents) > _DOCUMENTS:
            return self._words.occurrences(connection, words, documents)
        with self._turn:
            held = {one: self._written[one] for one in documents if one in self._written}
        unread: dict[int, _Written] = {one: defaultdict(list) for one in documents if one not in held}
        for document, one in self._words.written(connection, unread) if unread else ():
            unread[document][one.word].append(one)
        held |= unread
        with self._turn:
            self._written.update(unread)
            while len(self._written) > _DOCUMENTS:
                self._written.popitem(last=False)
        return [one for written in held.values() for word in words for one in written.get(word, ())]

    def first(self, connection: Connection, words: Sequence[str], k: int) -> list[int]:
        """The ids of the k passages that match best, of all there are."""
        import numpy as np

        size = self.size(connection)
        with self._turn:
            having = self._read(connection, words)
            passages, longer = self._passages_read(connection)
        scores = np.zeros(len(passages))
        for word in words:
            at, times = having[word]
            if len(at):
                told = times.astype(np.float64)
                scores[at] += rarity(len(at), size.passages) * (told * (K1 + 1)) / (told + longer[at])
        matching = np.flatnonzero(scores)
        if len(matching) > k:
            least = np.partition(scores[matching], len(matching) - k)[len(matching) - k]
            matching = matching[scores[matching] >= least - 10.0**-DIGITS]
        # Ids ascend: of those that score alike, which may be all of them, the first come first.
        best = matching[np.argsort(-np.round(scores[matching], DIGITS), kind="stable")[:k]]
        return [int(one) for one in passages[best]]

    def _passages_read(self, connection: Connection) -> tuple[_Numbers, _Numbers]:
        """The ids of all passages in order, and how much longer than others each is."""
        import numpy as np

        if self._passages is None:
            columns = schema.passages.c
            rows = connection.execute(select(columns.id, columns.word_count)).all()
            lengths = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2)
            lengths = lengths[np.argsort(lengths[:, 0])]
            longer = K1 * (1 - B + B * lengths[:, 1] / self.size(connection).mean)
            self._passages = lengths[:, 0], longer
        return self._passages

    def _read(self, connection: Connection, words: Sequence[str]) -> dict[str, tuple[_Numbers, _Numbers]]:
        """Where each word is among all passages, and how many times."""
        import numpy as np

        unread = [word for word in words if word not in self._having]
        if unread:
            passages, _ = self._passages_read(connection)
            rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
            for word, passage, times in self._words.postings(connection, unread):
                rows[word].append((passage, min(times, PLACES)))
            for word in unread:
                pairs = np.array(rows[word], dtype=np.int64).reshape(-1, 2)
                at = np.searchsorted(passages, pairs[:, 0]).astype(np.int32)
                self._having[word] = at, pairs[:, 1].astype(np.uint8)
        for word in words:
            self._having.move_to_end(word)
        told = {word: self._having[word] for word in words}
        self._let_go()
        return told

    def _let_go(self) -> None:
        """Forget the words asked for longest ago where too much is kept."""
        held = sum(len(at) for at, _ in self._having.values())
        while held > self._room:
            _, (at, _) = self._having.popitem(last=False)
            held -= len(at)
