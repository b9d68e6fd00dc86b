"""The indexed files, kept as they were read in one folder: a digest for a name, the suffix as it was.

>>> originals = FolderOriginals(Path("store/documents"))
>>> originals.keep(Path("in/某局.pdf"), document)
>>> originals.path(document)
PosixPath('store/documents/9f2c….pdf')
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from index.facts.errors import DocumentError, StoreError
from index.facts.file_names import copy_name
from index.facts.records import Document


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
                self.folder.mkdir(exist_ok=True)
                self._copy(source, partial)
        except OSError as error:
            partial.unlink(missing_ok=True)
            if not source.exists():
                raise DocumentError(source.name, "读取后文件不见了", "请重新索引") from error
            raise StoreError(
                f"{self.folder} 无法写入（{error.strerror}）。请检查磁盘空间和权限；已索引的内容不受影响"
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


def _is(path: Path, document: Document) -> bool:
    """Whether a file has the document's bytes. Raises DocumentError when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == document.sha256
    except OSError as error:
        raise DocumentError(path.name, f"无法读取（{error.strerror}）", "请检查文件权限") from error
