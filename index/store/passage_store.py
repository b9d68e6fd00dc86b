"""Passages by meaning: ids and texts in, the nearest ids out. The one door to Chroma.

One process at a time: two writers on one Chroma folder corrupt its index without an error, and
a second reader sees stale vectors, so a file lock is held from `PassageStore.open` to `close`.
A store belongs to one encoder, recorded in the collection; vectors of two models do not mix.

>>> with PassageStore.open(Path("store"), load_model()) as store:
...     store.put(["a:0", "a:1"], ["公务接待费增长，因新增接线", "内设综合科、业务科"], "3f0c…")
...     store.search("接待费为什么涨", k=1)
[('a:0', 0.71)]
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from filelock import FileLock, Timeout

from index.facts.errors import StoreError
from index.store.batches import batches
from index.store.embed import Encoder, Matrix

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_COLLECTION = "passages"
# Up to here the vectors are read and compared here, which is exact: 100 ids of 10 000 passages take
# 3.5 ms against 7 by `query(ids=…)`, of 100 000 passages 5 against 94. With 1 000 ids it is 38 against
# 6, and 42 against 40.
_NARROW = 256
# A write costs more the more there is that no sync has put into the graph's file: with Chroma's 1 000,
# a document of three passages costs 9 ms after a sync and 30 before the next; with 300 it is 10 to 13.
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "sync_threshold": 300}


class PassageStore:
    """The passages of one store folder. Open it with `PassageStore.open`, in a ``with`` block."""

    def __init__(self, folder: Path, encoder: Encoder, lock: FileLock, client: ClientAPI) -> None:
        """For `open` alone."""
        self._folder = folder
        self._encoder = encoder
        self._lock = lock
        self._client = client
        self._collection: Any = None
        self._known: set[str] | None = None
        self._steady = threading.Lock()

    @classmethod
    def open(cls, folder: Path, encoder: Encoder, *, reset: bool = False) -> Self:
        """The store under `folder`, made if absent; `reset` empties it, damaged or of another model.

        Raises StoreError when another process holds it, when it was indexed with another model,
        or when Chroma cannot read it.
        """
        lock = _locked(folder)
        try:
            if reset:
                _emptied(folder)
            store = cls(folder, encoder, lock, _connected(folder))
        except BaseException:  # an interrupt too gives back the lock
            lock.release()
            raise
        try:
            store._attach()
        except BaseException:  # an interrupt too closes the store and with it gives back the lock
            store.close()
            raise
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files and the lock; a second call does nothing."""
        try:
            with _chroma_errors(self._folder):
                self._client.close()
        finally:
            self._lock.release()

    def reset(self) -> None:
        """Drop every passage; the empty store belongs to this encoder from now on."""
        with self._changing():
            if any(one.name == _COLLECTION for one in self._client.list_collections()):
                self._client.delete_collection(_COLLECTION)
        self._attach()

    def put(self, ids: Sequence[str], texts: Sequence[str], document_sha256: str) -> None:
        """Store the passages of one document; an id that exists is replaced."""
        if len(ids) != len(texts):
            raise ValueError(f"{len(ids)} ids for {len(texts)} texts")
        for some, said in zip(batches(ids), batches(texts), strict=True):
            vectors = self._encoder.encode(said)
            with self._changing():
                self._collection.upsert(
                    ids=some,
                    embeddings=vectors,
                    metadatas=[{"document": document_sha256}] * len(some),
                )

    def delete(self, ids: Collection[str]) -> None:
        """Remove these passages; an id that is not there is passed over."""
        for gone in batches(ids):
            with self._changing():
                self._collection.delete(ids=gone)

    def ids(self) -> set[str]:
        """The ids of all stored passages."""
        with _chroma_errors(self._folder):
            return set(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        """How many passages are stored."""
        with _chroma_errors(self._folder):
            return int(self._collection.count())

    def search(self, query: str, k: int, ids: Collection[str] | None = None) -> list[tuple[str, float]]:
        """The `k` passages nearest to `query`, nearest first, each with its cosine similarity.

        With `ids`, only among those of them that are stored. A query without any known word has
        no direction and finds nothing.
        """
        vector = self._encoder.encode([query])[0]
        ids = None if ids is None else set(ids)
        if k < 1 or not vector.any() or (ids is not None and not ids):
            return []
        if ids is not None and len(ids) <= _NARROW:
            names, vectors = self._read(sorted(ids))
            scores = vectors @ vector
            best = np.argsort(-scores, kind="stable")[:k]
            return [(names[row], float(scores[row])) for row in best]
        if ids is None:
            return self._nearest(vector, k, None)
        # Chroma's query fails on the first id it does not hold: none may go in between.
        with self._steady:
            return self._nearest(vector, k, ids & self._stored())

    def _nearest(self, vector: Matrix, k: int, ids: set[str] | None) -> list[tuple[str, float]]:
        if ids is not None and not ids:
            return []
        with _chroma_errors(self._folder):
            found = self._collection.query(
                query_embeddings=[vector],
                ids=None if ids is None else list(ids),
                n_results=k,
                include=["distances"],
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
            try:
                with _chroma_errors(self._folder):
                    yield
            finally:
                self._known = None

    def _read(self, ids: list[str]) -> tuple[list[str], Matrix]:
        """Stored ids among `ids` and their vectors, shape (n, dim), float32."""
        names: list[str] = []
        parts: list[Matrix] = [np.zeros((0, self._encoder.dim), dtype=np.float32)]
        for some in batches(ids):
            with _chroma_errors(self._folder):
                found = self._collection.get(ids=some, include=["embeddings"])
            if found["ids"]:
                names += found["ids"]
                parts.append(np.asarray(found["embeddings"], dtype=np.float32))
        return names, np.concatenate(parts)

    def _attach(self) -> None:
        """Take the collection in hand, made for this encoder if there is none. Raises StoreError."""
        wanted = {"encoder": self._encoder.name, "dim": self._encoder.dim}
        with _chroma_errors(self._folder):
            known = [one.name for one in self._client.list_collections()]
            if _COLLECTION in known:
                collection = self._client.get_collection(_COLLECTION, embedding_function=None)
            else:
                collection = self._client.create_collection(
                    _COLLECTION,
                    metadata=wanted,
                    configuration={"hnsw": _HNSW},
                    embedding_function=None,
                )
        kept = dict(collection.metadata or {})
        if kept != wanted:
            raise StoreError(
                f"索引 {self._folder} 是用嵌入模型 {kept.get('encoder')}（{kept.get('dim')}维）建立的，"
                f"现在使用的是 {wanted['encoder']}（{wanted['dim']}维），两者的向量不能混用。"
                "请运行 budget-qa index --rebuild 重建索引，或把环境变量 BUDGET_QA_EMBEDDING 改回原来的模型"
            )
        self._collection = collection


def _locked(folder: Path) -> FileLock:
    """The store's lock, taken at once or not at all. Raises StoreError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Not thread-local: a server may close the store from another thread than it opened it in.
        lock = FileLock(folder / "lock", timeout=0, thread_local=False)
        lock.acquire()
    except Timeout as error:
        raise StoreError(
            f"索引 {folder} 正被另一个进程使用（serve 或 index）。"
            "serve 运行时请在网页“文档”页上传、移除或重新索引；或先结束它再试，或用 --store 指定另一个文件夹"
        ) from error
    except OSError as error:
        raise _unwritable(folder, error) from error
    return lock


def _emptied(folder: Path) -> None:
    """Remove Chroma's files, which works where they are damaged too. Raises StoreError."""
    try:
        if (folder / "chroma").exists():
            shutil.rmtree(folder / "chroma")
    except OSError as error:
        raise _unwritable(folder, error) from error


def _connected(folder: Path) -> ClientAPI:
    """Chroma's client for the folder. Raises StoreError."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    try:
        return chromadb.PersistentClient(str(folder / "chroma"), settings=settings)
    # Over a damaged database Chroma 1.5 fails once more in its own clean-up, with an AttributeError
    # that hides the cause.
    except Exception as error:
        raise _unreadable(folder, error.__context__ or error) from error


@contextmanager
def _chroma_errors(folder: Path) -> Iterator[None]:
    """Chroma's errors as StoreError; bugs of ours (TypeError, KeyError …) pass through."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError, RuntimeError, ValueError) as error:
        raise _unreadable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> StoreError:
    return StoreError(f"索引文件夹 {folder} 无法写入（{error.strerror or error}）。请检查路径和权限")


def _unreadable(folder: Path, error: BaseException) -> StoreError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return StoreError(
        f"索引 {folder} 读写失败（{reason}）。请检查磁盘空间和权限；"
        "若仍然失败，请运行 budget-qa index --rebuild 重建索引"
    )
