"""Passages by meaning: ids and texts in, the nearest ids out.

The vectors belong to one encoder, recorded beside them; vectors of two models do not mix. They lie in the
store's folder, for one process at a time, or on a server, for any number (`index.store.chroma`).

>>> with PassageStore.open(Path("store"), load_model()) as store:
...     store.put(["a:0", "a:1"], ["公务接待费增长，因新增接线", "内设综合科、业务科"], "3f0c…")
...     store.search("接待费为什么涨", k=1)
[('a:0', 0.71)]
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np

from index.facts.errors import StoreError, VectorsAstray, VectorsAway
from index.store.batches import batches
from index.store.chroma import Belonging, InFolder, OnServer, VectorCollection
from index.store.embed import Encoder, Matrix

# A server takes so many megabytes in a call, and vectors are written out in it.
_AT_ONCE = 1000


class PassageStore:
    """The passages of one store. Open it with `PassageStore.open`, in a ``with`` block."""

    def __init__(self, collection: VectorCollection, encoder: Encoder) -> None:
        """For `open` alone."""
        self._collection = collection
        self._encoder = encoder
        self._known: set[str] | None = None
        # How many there are, with the number of writes begun and ended until then.
        self._counted: tuple[int, int] | None = None
        self._writes = 0
        self._steady = threading.Lock()

    @classmethod
    def open(
        cls, folder: Path, encoder: Encoder, *, reset: bool = False, server: str = "", token: str = ""
    ) -> Self:
        """The vectors under `folder` or on a `server`, made if absent; `reset` empties them.

        Raises VectorsHeld when another process holds the folder, StoreError when it was indexed with
        another model or cannot be read. A server may be away: what is asked of it raises VectorsAway then.
        """
        whose = Belonging(encoder.name, encoder.dim)
        collection = OnServer(server, token, whose) if server else InFolder.open(folder, whose, reset=reset)
        store = cls(collection, encoder)
        if server and reset:
            collection.reset()
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files and the lock, or the connections; a second call does nothing."""
        self._collection.close()

    def reset(self) -> None:
        """Drop every passage; the empty store belongs to this encoder from now on."""
        with self._changing():
            self._collection.reset()

    def put(self, ids: Sequence[str], texts: Sequence[str], document_sha256: str) -> None:
        """Store the passages of one document; an id that exists is replaced."""
        if len(ids) != len(texts):
            raise ValueError(f"{len(ids)} ids for {len(texts)} texts")
        for some, said in zip(batches(ids, _AT_ONCE), batches(texts, _AT_ONCE), strict=True):
            vectors = self._encoder.encode(said)
            about = [{"document": document_sha256}] * len(some)
            upsert = partial(_upserted, some, vectors, about)
            with self._changing():
                self._collection.use(upsert)

    def delete(self, ids: Collection[str]) -> None:
        """Remove these passages; an id that is not there is passed over."""
        for gone in batches(ids, _AT_ONCE):
            with self._changing():
                self._collection.use(partial(_deleted, gone))

    def ids(self) -> set[str]:
        """The ids of all stored passages."""
        return set(self._collection.use(lambda collection: collection.get(include=[])["ids"]))

    def count(self) -> int:
        """How many passages are stored; counted once between writes where no other process may write."""
        known, writes = self._counted, self._writes
        if known is not None and known[0] == writes:
            return known[1]
        counted = int(self._collection.use(lambda collection: collection.count()))
        if not self._collection.shared:
            self._counted = (writes, counted)
        return counted

    def search(self, query: str, k: int, ids: Collection[str] | None = None) -> list[tuple[str, float]]:
        """The `k` passages nearest to `query`, nearest first, each with its cosine similarity.

        With `ids`, only among those of them that are stored. A query without any known word has
        no direction and finds nothing.
        """
        vector = self._encoder.encode([query])[0]
        ids = None if ids is None else set(ids)
        if k < 1 or not vector.any() or (ids is not None and not ids):
            return []
        if ids is not None and len(ids) <= self._collection.narrow:
            names, vectors = self._read(sorted(ids))
            scores = vectors @ vector
            best = np.argsort(-scores, kind="stable")[:k]
            return [(names[row], float(scores[row])) for row in best]
        if ids is None:
            return self._nearest(vector, k, None)
        # Chroma's query fails on the first id it does not hold: none may go in between.
        with self._steady:
            try:
                return self._nearest(vector, k, ids & self._stored())
            except StoreError as error:
                away = isinstance(error, VectorsAway) and not isinstance(error, VectorsAstray)
                if away or not self._collection.shared:
                    raise
                self._known = None  # another process took some out
                return self._nearest(vector, k, ids & self._stored())

    def _nearest(self, vector: Matrix, k: int, ids: set[str] | None) -> list[tuple[str, float]]:
        if ids is not None and not ids:
            return []
        found = self._collection.use(
            lambda collection: collection.query(
                query_embeddings=[vector],
                ids=None if ids is None else list(ids),
                n_results=k,
                include=["distances"],
            )
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(name, 1.0 - float(distance)) for name, distance in pairs]

    def _stored(self) -> set[str]:
        """`ids`, kept between writes: reading 100 000 of them takes 200 ms."""
        known = self._known
        if known is None:
            known = self._known = self.ids()
        return known

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """A write: what was known of the ids is forgotten, whether or not it succeeds."""
        with self._steady:
            self._writes += 1
            try:
                yield
            finally:
                self._known = None
                self._writes += 1

    def _read(self, ids: list[str]) -> tuple[list[str], Matrix]:
        """Stored ids among `ids` and their vectors, shape (n, dim), float32."""
        names: list[str] = []
        parts: list[Matrix] = [np.zeros((0, self._encoder.dim), dtype=np.float32)]
        for some in batches(ids):
            found = self._collection.use(partial(_read, some))
            if found["ids"]:
                names += found["ids"]
                parts.append(np.asarray(found["embeddings"], dtype=np.float32))
        return names, np.concatenate(parts)


def _upserted(ids: Sequence[str], vectors: Matrix, about: Sequence[dict[str, str]], collection: Any) -> None:
    collection.upsert(ids=ids, embeddings=vectors, metadatas=about)


def _deleted(ids: Sequence[str], collection: Any) -> None:
    collection.delete(ids=ids)


def _read(ids: Sequence[str], collection: Any) -> Any:
    return collection.get(ids=ids, include=["embeddings"])
