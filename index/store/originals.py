"""The indexed files, kept as they were read: a digest for a name, the suffix as it was.

They lie in one folder, or where a URL of fsspec says (s3://…), with copies of those in use in a folder.

>>> originals = FolderOriginals(Path("store/documents"))
>>> originals.keep(Path("in/某局.pdf"), document)
>>> originals.path(document)
PosixPath('store/documents/9f2c….pdf')
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from index.facts.errors import DocumentError, StoreError
from index.facts.naming.file_names import copy_name
from index.facts.plainly import reason
from index.facts.records import Document

_CACHE_BYTES: Final = 1 << 30


class FolderOriginals:
    """Originals in a folder, which is made where there is none; `copy` copies one file to another."""

    def __init__(self, folder: Path, copy: Callable[[Path, Path], object] = shutil.copyfile) -> None:
        self.folder = folder
        self._copy = copy

    def path(self, document: Document) -> Path:
        """Where the document's file lies."""
        return self.folder / copy_name(document.name, document.sha256)

    def keep(self, source: Path, document: Document) -> None:
        """Keep the file as it was read.

        Raises DocumentError when it is not that any more, StoreError when the disk is full. A file that is
        still being downloaded or saved has other bytes when it is read than when its digest was taken: its
        facts would be stored under the digest of what nobody has seen.
        """
        kept = self.path(document)
        partial = kept.with_suffix(".part")
        try:
            if not kept.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                self._copy(source, partial)
        except OSError as error:
            partial.unlink(missing_ok=True)
            if not source.exists():
                raise DocumentError(source.name, "读取后文件不见了", "请重新索引") from error
            raise StoreError(
                f"{self.folder} 无法写入（{reason(error)}）。请检查磁盘空间和权限；已索引的内容不受影响"
            ) from error
        if not _is(source, document) or (partial.exists() and not _is(partial, document)):
            partial.unlink(missing_ok=True)
            raise DocumentError(source.name, "文件在读取时改变了", "请待文件保存或下载完成后重新索引")
        if partial.exists():
            partial.replace(kept)

    def drop(self, documents: Iterable[Document]) -> None:
        """Let the files of these documents go; one that is not there is passed over."""
        for document in documents:
            self.path(document).unlink(missing_ok=True)

    def drop_others(self, documents: Iterable[Document]) -> None:
        """Let all files go but those of these documents."""
        wanted = {self.path(document).name for document in documents}
        for file in self.folder.iterdir() if self.folder.is_dir() else ():
            if file.name not in wanted:
                file.unlink()

    def holds(self, path: Path) -> bool:
        """Whether a path is, or lies in, the folder."""
        return path.resolve().is_relative_to(self.folder.resolve())


class RemoteOriginals:
    """Originals at a URL of fsspec, which is for one store alone; what is read of them lies in `cache` too.

    Of the copies there the ones that were used last are kept, `most` bytes of them.
    """

    def __init__(self, url: str, cache: Path, most: int = _CACHE_BYTES) -> None:
        """Raises StoreError for a URL that is none, or whose package is not installed."""
        from fsspec.core import url_to_fs

        try:
            self._fs, root = url_to_fs(url)
        except (ImportError, ValueError) as error:
            said = f"BUDGET_QA_ORIGINALS 打不开（{error}）"
            raise StoreError(f"{said}。应是 fsspec 的地址，如 s3://桶/文件夹，并装好它所需的包") from error
        self._url = url
        self._root = root.rstrip("/")
        self._local = "file" in self._fs.protocol
        self._cache = cache
        self._most = most

    def path(self, document: Document) -> Path:
        """Where a copy of the document's file lies; nothing lies there where none is kept.

        Raises StoreError when it cannot be brought.
        """
        name = copy_name(document.name, document.sha256)
        cached = self._cache / name
        if cached.exists():
            os.utime(cached)
            return cached
        self._cache.mkdir(parents=True, exist_ok=True)
        partial = self._cache / f"{uuid.uuid4().hex}.part"
        try:
            self._fs.get_file(f"{self._root}/{name}", str(partial))
            partial.replace(cached)
        except FileNotFoundError:
            return cached
        except Exception as error:  # each file system has errors of its own
            raise self._away(error) from error
        finally:
            partial.unlink(missing_ok=True)
        self._trim(cached)
        return cached

    def keep(self, source: Path, document: Document) -> None:
        """Keep the file as it was read: see `FolderOriginals.keep`."""
        name = copy_name(document.name, document.sha256)
        changed = DocumentError(source.name, "文件在读取时改变了", "请待文件保存或下载完成后重新索引")
        if not source.exists():
            raise DocumentError(source.name, "读取后文件不见了", "请重新索引")
        partial = f"{self._root}/{uuid.uuid4().hex}.part"
        try:
            if not self._fs.exists(f"{self._root}/{name}"):
                self._fs.makedirs(self._root, exist_ok=True)
                self._fs.put_file(str(source), partial)
                # Unchanged after it was copied, it is what was copied.
                if _is(source, document):
                    self._fs.mv(partial, f"{self._root}/{name}")
                    return
                self._fs.rm_file(partial)
                raise changed
        except DocumentError:
            raise
        except Exception as error:  # each file system has errors of its own
            raise self._away(error) from error
        if not _is(source, document):
            raise changed

    def drop(self, documents: Iterable[Document]) -> None:
        """Let the files of these documents go; one that is not there is passed over."""
        for document in documents:
            self._remove(copy_name(document.name, document.sha256))

    def drop_others(self, documents: Iterable[Document]) -> None:
        """Let all files go but those of these documents."""
        wanted = {copy_name(document.name, document.sha256) for document in documents}
        try:
            there = self._fs.ls(self._root, detail=False, refresh=True)
        except FileNotFoundError:
            return
        except Exception as error:  # each file system has errors of its own
            raise self._away(error) from error
        for name in {one.rstrip("/").rpartition("/")[2] for one in there} - wanted:
            self._remove(name)

    def holds(self, path: Path) -> bool:
        """Whether a path is, or lies in, what is kept here or copied."""
        places = [self._cache, *([Path(self._root)] if self._local else [])]
        return any(path.resolve().is_relative_to(place.resolve()) for place in places)

    def _remove(self, name: str) -> None:
        (self._cache / name).unlink(missing_ok=True)
        try:
            self._fs.rm_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return
        except Exception as error:  # each file system has errors of its own
            raise self._away(error) from error

    def _trim(self, used: Path) -> None:
        """Let go of the copies that were used longest ago, where all take too much."""
        copies: list[tuple[float, int, Path]] = []
        for file in self._cache.iterdir():
            try:
                stat = file.stat()
            except FileNotFoundError:  # another process let it go
                continue
            copies.append((stat.st_mtime, stat.st_size, file))
        room = self._most
        for _, size, file in sorted(copies, reverse=True):
            room -= size
            if room < 0 and file != used:
                file.unlink(missing_ok=True)

    def _away(self, error: Exception) -> StoreError:
        reason = " ".join(str(error).split()) or type(error).__name__
        return StoreError(f"原件 {self._url} 读写失败（{reason}）。请检查地址、网络和权限，之后再试")


def _is(path: Path, document: Document) -> bool:
    """Whether a file has the document's bytes. Raises DocumentError when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == document.sha256
    except OSError as error:
        raise DocumentError(path.name, f"无法读取（{reason(error)}）", "请检查文件权限") from error
