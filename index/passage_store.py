"""The passage store: vectors of the narrative in one persistent Chroma collection. Its one door.

Chroma is not made for two processes on one folder: two writers corrupt the index without an
error. So opening takes a file lock, and a second process is told plainly. The collection
records which model its vectors are of, and refuses another. Narrow searches (the passages of
a few documents) are read by id and compared with numpy, which is faster than a filtered query.

>>> with PassageStore.open(Path("store"), load_model()) as store:
...     store.search("恶意骚扰热线怎么处理", 3)
[('3f0c…-12-9a1b2c3d', 0.71), …]
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from index.embed import Encoder, Vectors
from index.errors import StoreError

COLLECTION = "passages"
_BATCH = 4000  # Chroma refuses more than 5461 at once.
_NARROW = 4000


class PassageStore:
    """The folder's Chroma collection, held by this process until `close`."""

    def __init__(self, folder: Path, encoder: Encoder, lock: FileLock, client: Any, collection: Any) -> None:
        self._folder = folder
        self._encoder = encoder
        self._lock = lock
        self._client = client
        self._collection = collection

    @classmethod
    def open(cls, folder: Path, encoder: Encoder, *, reset: bool = False) -> PassageStore:
        """The collection in `folder`, made when absent; `reset` drops what another model made.

        Raises StoreError when another process holds the store or its vectors are of another model.
        """
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise StoreError(
                f"{folder} 正被另一个进程使用（索引或问答服务）。请等它结束或先停止它，或用 --store 另指一个文件夹"
            ) from error
        try:
            client = _client(folder)
            with _as_store_error(folder):
                collection = _collection(client, folder, encoder, reset=reset)
        except BaseException:
            lock.release()
            raise
        return cls(folder, encoder, lock, client, collection)

    def __enter__(self) -> PassageStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder."""
        self._client.close()
        self._lock.release()

    def put(self, ids: Sequence[str], texts: Sequence[str], document_sha256: str) -> None:
        """Encode and keep texts under their ids; an id already there is replaced."""
        for start in range(0, len(ids), _BATCH):
            batch = slice(start, start + _BATCH)
            vectors = self._encoder.encode(texts[batch])
            with _as_store_error(self._folder):
                self._collection.upsert(
                    ids=list(ids[batch]),
                    embeddings=vectors,
                    metadatas=[{"document": document_sha256} for _ in ids[batch]],
                )

    def delete(self, ids: Collection[str]) -> None:
        """Forget these ids; those not there are no error."""
        listed = sorted(ids)
        for start in range(0, len(listed), _BATCH):
            with _as_store_error(self._folder):
                self._collection.delete(ids=listed[start : start + _BATCH])

    def ids(self) -> set[str]:
        """All ids."""
        with _as_store_error(self._folder):
            return set(self._collection.get(include=[])["ids"])

    def vectors_of(self, ids: Collection[str]) -> tuple[list[str], Vectors]:
        """The ids that are there and their vectors, shape (n, dim), float32."""
        with _as_store_error(self._folder):
            got = self._collection.get(ids=list(ids), include=["embeddings"])
        return got["ids"], np.asarray(got["embeddings"], dtype=np.float32).reshape(-1, self._encoder.dim)

    def search(self, query: str, k: int, ids: Collection[str] | None = None) -> list[tuple[str, float]]:
        """The k nearest passages with their cosine similarity, best first; only among `ids` when given."""
        vector = self._encoder.encode([query])[0]
        if not vector.any() or (ids is not None and not ids):
            return []
        if ids is None:
            return self._nearest(vector, k)
        if len(ids) > _NARROW:
            wanted = set(ids)
            found = [hit for hit in self._nearest(vector, 20 * k) if hit[0] in wanted]
            if len(found) >= k:
                return found[:k]
        there, vectors = self.vectors_of(ids)
        scores = vectors @ vector
        best = sorted(range(len(there)), key=lambda i: (-float(scores[i]), there[i]))[:k]
        return [(there[i], float(scores[i])) for i in best]

    def _nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        with _as_store_error(self._folder):
            n = min(k, self._collection.count())
            if not n:
                return []
            got = self._collection.query(query_embeddings=[vector], n_results=n, include=["distances"])
        return [(i, 1 - float(d)) for i, d in zip(got["ids"][0], got["distances"][0], strict=True)]


def _client(folder: Path) -> Any:
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    import chromadb

    path = folder / "chroma"
    with _as_store_error(folder):
        return chromadb.PersistentClient(str(path), chromadb.Settings(anonymized_telemetry=False))


def _collection(client: Any, folder: Path, encoder: Encoder, *, reset: bool) -> Any:
    ours = {"model": encoder.name, "dim": encoder.dim}
    if COLLECTION in {c if isinstance(c, str) else c.name for c in client.list_collections()}:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        theirs = collection.metadata or {}
        if theirs.get("model") == encoder.name and theirs.get("dim") == encoder.dim:
            return collection
        if not reset:
            raise StoreError(
                f"{folder} 的向量由模型 {theirs.get('model')} 生成，当前模型是 {encoder.name}。"
                "请用 budget-qa index --rebuild 重建，或把 BUDGET_QA_EMBEDDING 改回原来的模型"
            )
        client.delete_collection(COLLECTION)
    return client.create_collection(
        COLLECTION,
        metadata=ours,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine"}},
    )


@contextmanager
def _as_store_error(folder: Path) -> Iterator[None]:
    """Chroma's errors, of many kinds, as one of ours."""
    from chromadb.errors import ChromaError, InternalError

    try:
        yield
    except (ChromaError, InternalError, ValueError) as error:
        raise StoreError(f"{folder}/chroma 无法使用（{error}）。请删除该文件夹后重新 index") from error
