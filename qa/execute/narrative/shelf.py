"""The passages of documents, kept while these are asked about: one question reads them several times.

>>> [one.passage.text for one in Shelf(facts).passages(documents=[7])][:1]
['内设综合科、业务科。']
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import Protocol

from index.store.protocols import Facts, StoredPassage

# So many documents are kept; the one that was asked about longest ago is let go.
_KEPT = 256


class PassageSource(Protocol):
    """What finding passages needs of facts."""

    def passages(self, *, documents: Collection[int]) -> tuple[StoredPassage, ...]:
        """The passages of documents in reading order."""
        ...

    def search_words(
        self, words: Sequence[str], k: int, documents: Collection[int] | None = None
    ) -> tuple[str, ...]:
        """References of the k passages that match the words best, best first."""
        ...


class Shelf:
    """The passages of the documents of one generation, for many threads at once."""

    def __init__(self, facts: Facts, kept: int = _KEPT) -> None:
        self._facts = facts
        self._kept = kept
        self._passages: OrderedDict[int, tuple[StoredPassage, ...]] = OrderedDict()
        self._turn = threading.Lock()

    def passages(self, *, documents: Collection[int]) -> tuple[StoredPassage, ...]:
        """The passages of documents in reading order."""
        with self._turn:
            held = {one: self._passages[one] for one in documents if one in self._passages}
        unread = [one for one in documents if one not in held]
        if unread:
            read = self._read(unread)
            held |= read
            self._keep(read)
        every = [passage for one in held.values() for passage in one]
        return tuple(sorted(every, key=attrgetter("id")))

    def search_words(
        self, words: Sequence[str], k: int, documents: Collection[int] | None = None
    ) -> tuple[str, ...]:
        """References of the k passages that match the words best, best first."""
        return self._facts.search_words(words, k, documents)

    def _read(self, documents: Collection[int]) -> dict[int, tuple[StoredPassage, ...]]:
        found: dict[int, list[StoredPassage]] = defaultdict(list)
        for stored in self._facts.passages(documents=documents):
            found[stored.document_id].append(stored)
        return {one: tuple(found[one]) for one in documents}

    def _keep(self, read: dict[int, tuple[StoredPassage, ...]]) -> None:
        with self._turn:
            self._passages.update(read)
            while len(self._passages) > self._kept:
                self._passages.popitem(last=False)
