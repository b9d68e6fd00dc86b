"""Changing what is indexed inside the serving process: add, remove, read again.

Files are read in a worker process while questions go on being answered; they wait only for the
moment in which one document's rows take the place of another's.

>>> keeper = Administration(qa, token="…", limits=Limits())
>>> keeper.add(Path("/tmp/upload/某局.pdf"), "某局.pdf")
'某局.pdf'
"""

from __future__ import annotations

import hmac
import logging
import secrets
import shutil
import time
from pathlib import Path
from typing import Final

from index.build import Progress, build, read_again, remove
from index.extract import digest
from index.facts.errors import BudgetError, DocumentError
from index.facts.given import Given
from index.facts.limits import Limits, checked_size
from index.facts.naming.file_names import ARCHIVE, is_read, remedy, suffix_of, unsupported
from index.facts.records import Document
from index.store.protocols import StoredDocument, Stores
from qa import BudgetQA

FOLDER: Final = "uploads"
_WRONG_SECONDS: Final = 1.0

log = logging.getLogger(__name__)


class Administration:
    """A Keeper over the store that is being served; one change at a time."""

    def __init__(self, qa: BudgetQA, token: str, limits: Limits) -> None:
        """`token` is what the administrator knows; an empty one would admit anybody: ValueError."""
        if not token:
            raise ValueError("token")
        self._qa = qa
        self._token = token.encode()
        self._limits = limits
        self._progress: Progress | None = None
        self._pass = secrets.token_urlsafe(24)

    def admits(self, token: str) -> bool:
        """Whether `token` is the administrator's; a wrong one is answered late, so that guessing is slow."""
        right = hmac.compare_digest(token.encode(), self._token)
        if not right:
            log.warning("a wrong administrator's token was given")
            time.sleep(_WRONG_SECONDS)
        return right

    def upload_pass(self) -> str:
        """What an admitted browser shows when it uploads: new in every process."""
        return self._pass

    def under_way(self) -> Progress | None:
        """How far the file is that is being read; None when there is none."""
        return self._progress

    def add(self, path: Path, name: str) -> str:
        """Check and index an uploaded file, which is kept in the store; its document's name.

        Of an archive its own, with how many documents it holds and what of it cannot be read.
        Raises BudgetError with the reason when it is not taken; nothing is changed then.
        """
        name = Path(name).name.lstrip(".~$ ")
        self._check(path, name)
        with self._qa.writing() as stores:
            sha256 = digest(path)
            for stored in stores.facts.find(digests=[sha256]):
                raise DocumentError(name, f"与已收录的《{stored.document.name}》内容相同", "不必再上传")
            kept = self._place(name)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, kept)
            try:
                unread = self._read(kept, stores)
            except BaseException:
                kept.unlink()
                raise
            if suffix_of(name) == ARCHIVE:
                held = len(_from_archive(stores, kept))
                return f"{name}（{held}份文件{''.join(f'；{line}' for line in unread)}）"
            (added,) = stores.facts.find(digests=[sha256])
            return added.document.name

    def remove(self, name: str) -> None:
        """Take a document out, with the file if it was uploaded. Raises BudgetError."""
        with self._qa.writing() as stores:
            stored = _named(stores, name)
            remove(stores, stored.id)
            source = Path(stored.source)
            if not source.is_relative_to(self._uploads()):
                return
            archive = next((parent for parent in source.parents if parent.is_file()), None)
            if archive is None:
                source.unlink(missing_ok=True)
            elif not _from_archive(stores, archive):
                archive.unlink()

    def reindex(self, name: str) -> None:
        """Read a document again, from its own file or, where that is gone, the stored copy.

        Raises BudgetError; the document stays as it was then.
        """
        with self._qa.writing() as stores:
            stored = _named(stores, name)
            source = Path(stored.source)
            if source.exists():
                self._read(source, stores, again=True)
            else:
                self._again(stores, stored)

    def assign(self, name: str, given: Given) -> Document:
        """Read a document again as a person says that it is, which is kept; nothing given forgets that.

        The document as it then is. Raises BudgetError; the document stays as it was then.
        """
        with self._qa.writing() as stores:
            return self._again(stores, _named(stores, name), given)

    def given(self) -> dict[str, Given]:
        """What persons said of documents, by name."""
        return self._qa.given()

    def _check(self, path: Path, name: str) -> None:
        """Raises DocumentError for a kind of file that is not read, or one that is too large."""
        if not is_read(name):
            raise DocumentError(name, unsupported(name), remedy(name))
        try:
            checked_size(path, self._limits)
        except DocumentError as error:
            raise DocumentError(name, error.problem, error.remedy) from None

    def _uploads(self) -> Path:
        return (self._qa.folder / FOLDER).resolve()

    def _place(self, name: str) -> Path:
        """A path that no earlier upload has: two bodies may both call their file 部门预算.pdf."""
        folder, n = self._uploads(), 1
        place = folder / name
        while place.exists():
            n += 1
            place = folder / str(n) / name
        return place

    def _again(self, stores: Stores, stored: StoredDocument, given: Given | None = None) -> Document:
        """Read the stored copy of a document again. Raises BudgetError when it cannot be read."""
        try:
            extraction = read_again(
                stores,
                stored.id,
                given=given,
                limits=self._limits,
                gentle=True,
                on_progress=self._heard,
            )
        finally:
            self._progress = None
        for line in extraction.warnings:
            log.warning("%s：%s", stored.document.name, line)
        return extraction.document

    def _heard(self, progress: Progress) -> None:
        self._progress = progress

    def _read(self, file: Path, stores: Stores, again: bool = False) -> list[str]:
        """Index one file; a line for each file of an archive that cannot be read, beside others that can.

        Raises BudgetError when it cannot be read.
        """
        try:
            summary = build(
                [file],
                stores,
                jobs=1,
                limits=self._limits,
                again=again,
                gentle=True,
                on_progress=self._heard,
            )
        finally:
            self._progress = None
        for line in summary.warnings:
            log.warning("%s", line)
        if summary.failed and not (summary.documents or summary.skipped):
            raise BudgetError("；".join(summary.failed))
        return summary.failed


def _from_archive(stores: Stores, archive: Path) -> list[StoredDocument]:
    """The documents that were read from an archive."""
    return [stored for stored in stores.facts.documents() if Path(stored.source).is_relative_to(archive)]


def _named(stores: Stores, name: str) -> StoredDocument:
    """Raises BudgetError when there is no such document."""
    for stored in stores.facts.find(names=[name]):
        return stored
    raise BudgetError(f"没有收录《{name}》，可能已被移除。请刷新页面")
