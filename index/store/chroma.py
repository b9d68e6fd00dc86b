"""Chroma's collection of a store's vectors: in its folder or on a server. The one door to Chroma.

A folder is for one process at a time: two writers on one Chroma folder corrupt its index without an error,
and a second reader sees stale vectors, so a file lock is held from `InFolder.open` to `close`. A server is
for any number of processes; it may be away, and it holds only what can be made again from the facts.

>>> collection = OnServer("http://127.0.0.1:8000", "", Belonging("static", 256))
>>> collection.use(lambda chroma: chroma.count())
0
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar
from urllib.parse import urlsplit

import httpx
from filelock import FileLock, Timeout

from index.facts.errors import StoreError, VectorsAstray, VectorsAway, VectorsHeld
from index.facts.plainly import reason

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

T = TypeVar("T")

_COLLECTION: Final = "passages"
# A write costs more the more there is that no sync has put into the graph's file: with Chroma's 1 000,
# a document of three passages costs 9 ms after a sync and 30 before the next; with 300 it is 10 to 13.
_HNSW: Final = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "sync_threshold": 300}
# A question waits no longer for a server, and the next ones not at all for a while.
_TIMEOUT: Final = httpx.Timeout(10.0, connect=1.0)
_PAUSE_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Belonging:
    """The encoder that vectors are of, and how many numbers each has."""

    encoder: str
    dim: int

    def checked(self, kept: dict[str, Any], where: str) -> None:
        """Raises StoreError when vectors are of another encoder."""
        if kept != {"encoder": self.encoder, "dim": self.dim}:
            raise StoreError(
                f"索引 {where} 是用嵌入模型 {kept.get('encoder')}（{kept.get('dim')}维）建立的，"
                f"现在使用的是 {self.encoder}（{self.dim}维），两者的向量不能混用。"
                "请运行 budget-qa index --rebuild 重建索引，或把环境变量 BUDGET_QA_EMBEDDING 改回原来的模型"
            )


class VectorCollection(Protocol):
    """A collection that is used; all methods raise StoreError."""

    @property
    def shared(self) -> bool:
        """Whether other processes may change it."""
        ...

    @property
    def narrow(self) -> int:
        """Among so many passages the nearest are found sooner by reading their vectors, which is exact."""
        ...

    def use(self, use: Callable[[Any], T]) -> T:
        """What `use` makes of Chroma's collection."""
        ...

    def reset(self) -> None:
        """Another collection in its place, empty."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


class InFolder:
    """The collection in a store's folder, for this process alone."""

    shared = False
    # 100 ids of 10 000 passages take 3.5 ms against 7 by `query(ids=…)`, of 100 000 passages 5 against 94.
    # With 1 000 ids it is 38 against 6, and 42 against 40.
    narrow = 256

    def __init__(self, folder: Path, whose: Belonging, lock: FileLock, client: ClientAPI) -> None:
        """For `open` alone."""
        self._folder = folder
        self._whose = whose
        self._lock = lock
        self._client = client
        self._collection: Any = None

    @classmethod
    def open(cls, folder: Path, whose: Belonging, *, reset: bool = False) -> InFolder:
        """Made if absent; `reset` empties it, damaged or of another model. Raises StoreError."""
        lock = _locked(folder)
        try:
            if reset:
                _emptied(folder)
            held = cls(folder, whose, lock, _connected(folder))
        except BaseException:  # an interrupt too gives back the lock
            lock.release()
            raise
        try:
            held._attach()
        except BaseException:  # an interrupt too closes the store and with it gives back the lock
            held.close()
            raise
        return held

    def use(self, use: Callable[[Any], T]) -> T:
        """What `use` makes of the collection."""
        with _chroma_errors(self._folder):
            return use(self._collection)

    def reset(self) -> None:
        """Another collection in its place, empty."""
        with _chroma_errors(self._folder):
            _dropped(self._client, _COLLECTION)
        self._attach()

    def close(self) -> None:
        """Let go of the files and the lock; a second call does nothing."""
        try:
            with _chroma_errors(self._folder):
                self._client.close()
        finally:
            self._lock.release()

    def _attach(self) -> None:
        with _chroma_errors(self._folder):
            collection = _collection(self._client, _COLLECTION, self._whose)
        self._whose.checked(dict(collection.metadata or {}), str(self._folder))
        self._collection = collection


class OnServer:
    """The collection on a server, met when it is first used, and again when it was away."""

    shared = True
    narrow = 32  # vectors come as text: 10 take 6 ms, 100 take 26, a query among 1 000 ids 17

    def __init__(self, address: str, token: str, whose: Belonging) -> None:
        """`address`: http://host:port, with /name where several stores share a server. Raises StoreError."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise StoreError("BUDGET_QA_VECTORS 应形如 http://主机:端口，不写则用索引文件夹")
        self._address = address
        self._host = parts.hostname
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._ssl = parts.scheme == "https"
        self._name = parts.path.strip("/") or _COLLECTION
        self._token = token
        self._whose = whose
        self._client: ClientAPI | None = None
        self._collection: Any = None
        self._away_until = 0.0
        self._meeting = threading.Lock()

    def use(self, use: Callable[[Any], T]) -> T:
        """What `use` makes of the collection; met anew where another process put one in its place."""
        from chromadb.errors import NotFoundError

        with self._told():
            try:
                return use(self._met())
            except NotFoundError:
                self._collection = None
                return use(self._met())

    def reset(self) -> None:
        """Another collection in its place, empty."""
        with self._told():
            client = self._connected()
            _dropped(client, self._name)
            self._collection = None
            self._met()

    def close(self) -> None:
        """Give back the connections; a second call does nothing."""
        client, self._client = self._client, None
        if client is not None:
            apis = _apis(client)
            client.close()
            for api in apis:
                if (
                    not api._running
                ):  # no other client of this process shares it; Chroma leaves its sockets open
                    api._session.close()

    def _met(self) -> Any:
        with self._meeting:
            if self._collection is None:
                collection = _collection(self._connected(), self._name, self._whose)
                self._whose.checked(dict(collection.metadata or {}), self._address)
                self._collection = collection
            return self._collection

    def _connected(self) -> ClientAPI:
        """Chroma's client, which would wait for ever for an answer."""
        import chromadb
        from chromadb.config import Settings

        if self._client is None:
            headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
            with httpx.Client(timeout=_TIMEOUT, headers=headers) as first:
                first.get(f"http{'s' if self._ssl else ''}://{self._host}:{self._port}/api/v2/heartbeat")
            self._client = chromadb.HttpClient(
                host=self._host,
                port=self._port,
                ssl=self._ssl,
                headers=headers,
                settings=Settings(anonymized_telemetry=False),
            )
            for api in _apis(self._client):
                api._session.timeout = _TIMEOUT
        return self._client

    @contextmanager
    def _told(self) -> Iterator[None]:
        """A server that does not answer, or not well, as VectorsAway; for a while it is not asked again."""
        from chromadb.errors import ChromaError, InternalError

        if time.monotonic() < self._away_until:
            raise self._away("上次没有答复")
        try:
            yield
        # Asked for an id that another process took out it is so once; killed in mid-work, until what it lost
        # is put there again.
        except InternalError as error:
            self._collection = None
            raise VectorsAstray(self._not_reached(_first_line(error))) from error
        except httpx.HTTPError as error:
            self._away_until = time.monotonic() + _PAUSE_SECONDS
            self._collection = None
            raise self._away(_first_line(error)) from error
        except (ChromaError, OSError, RuntimeError, ValueError) as error:
            raise StoreError(f"向量服务 {self._address} 读写失败（{_first_line(error)}）") from error
        except Exception as error:
            if type(error) is not Exception:  # with that alone Chroma's client tells of other answers
                raise
            raise self._away(_first_line(error)) from error

    def _away(self, said: str) -> VectorsAway:
        return VectorsAway(self._not_reached(said))

    def _not_reached(self, said: str) -> str:
        return f"向量服务 {self._address} 连接不上（{said}）。请检查它是否在运行、BUDGET_QA_VECTORS 是否正确"


def _collection(client: ClientAPI, name: str, whose: Belonging) -> Any:
    """The collection of that name, made for this encoder if there is none."""
    if any(one.name == name for one in client.list_collections()):
        return client.get_collection(name, embedding_function=None)
    return client.get_or_create_collection(
        name,
        metadata={"encoder": whose.encoder, "dim": whose.dim},
        configuration={"hnsw": _HNSW},
        embedding_function=None,
    )


def _apis(client: ClientAPI) -> tuple[Any, ...]:
    """What Chroma's client speaks to its server with."""
    return client._server, client._admin_client._server


def _dropped(client: ClientAPI, name: str) -> None:
    if any(one.name == name for one in client.list_collections()):
        client.delete_collection(name)


def _locked(folder: Path) -> FileLock:
    """The store's lock, taken at once or not at all. Raises StoreError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Not thread-local: a server may close the store from another thread than it opened it in.
        lock = FileLock(folder / "lock", timeout=0, thread_local=False)
        lock.acquire()
    except Timeout as error:
        raise VectorsHeld(
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
    return StoreError(f"索引文件夹 {folder} 无法写入（{reason(error)}）。请检查路径和权限")


def _unreadable(folder: Path, error: BaseException) -> StoreError:
    return StoreError(
        f"索引 {folder} 读写失败（{_first_line(error)}）。请检查磁盘空间和权限；"
        "若仍然失败，请运行 budget-qa index --rebuild 重建索引"
    )


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
