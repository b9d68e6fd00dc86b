"""A store ↔ one file: facts, originals, what persons gave of files, questions. Vectors are made anew.

The file is a zip that either engine writes and reads: a line of JSON for each row, the originals, the files
that were uploaded, and a list of them all with their digests. Nothing is restored before every digest is
right, and nothing over a store that holds anything.

>>> backup(Location(Path("store")), Path("2026-11-29.zip"))
BackupContents(documents=9, figures=1834, questions=12, megabytes=8.1)
>>> restore(Location(Path("new")), Path("2026-11-29.zip"))
BackupContents(documents=9, figures=1834, questions=12, megabytes=8.1)
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from index.facts.errors import StoreError
from index.facts.naming.file_names import copy_name
from index.store.opening import originals_of
from index.store.protocols import Location
from index.store.relational import dump
from index.store.relational.schema import VERSION

_FORMAT: Final = 1
_LIST: Final = "manifest.json"
_UPLOADS: Final = "uploads"
_PIECE: Final = 1 << 20


class _Manifest(BaseModel):
    """What is in the file: digests of its members, rows by table, where uploaded files lay."""

    model_config = ConfigDict(extra="forbid")

    format: int
    version: int
    at: datetime
    uploads: str
    rows: dict[str, int]
    members: dict[str, str]


@dataclass(frozen=True, slots=True)
class BackupContents:
    """What a backup holds."""

    documents: int
    figures: int
    questions: int
    megabytes: float

    def __str__(self) -> str:
        """`9 份文件，1834 个数字，12 条提问记录，8.1 MB`."""
        facts = f"{self.documents} 份文件，{self.figures} 个数字"
        return f"{facts}，{self.questions} 条提问记录，{self.megabytes} MB"


def backup(place: Location, file: Path) -> BackupContents:
    """Write what a store holds at this moment, also while it is served or indexed.

    Raises StoreError where there is no store, the file is there already, or an original is not what was read.
    """
    if file.exists():
        raise StoreError(f"{file} 已存在，没有备份。请换一个文件名，或先移走它")
    uploads = (place.folder / _UPLOADS).resolve()
    partial = file.with_name(f"{file.name}.part")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive, dump.reading(place) as facts:
            members: dict[str, str] = {}
            rows: dict[str, int] = {}
            for table in dump.TABLES:
                name = f"facts/{table}.jsonl"
                rows[table], members[name] = _write_lines(archive, name, facts.lines(table))
            originals = originals_of(place)
            for document in facts.documents():
                name = f"documents/{copy_name(document.name, document.sha256)}"
                if _write_file(archive, name, originals.path(document), members) != document.sha256:
                    raise StoreError(
                        f"{document.name} 的原件缺失或与读取时不同，没有备份。请重新索引它，再备份一次"
                    )
            for path in sorted(path for path in uploads.rglob("*") if path.is_file()):
                _write_file(archive, f"{_UPLOADS}/{path.relative_to(uploads).as_posix()}", path, members)
            manifest = _Manifest(
                format=_FORMAT,
                version=VERSION,
                at=datetime.now(UTC),
                uploads=str(uploads),
                rows=rows,
                members=members,
            )
            listed = manifest.model_dump_json(indent=1).encode()
            archive.writestr(_LIST, listed)
            archive.comment = hashlib.sha256(listed).hexdigest().encode()
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return _contents(manifest, file)


def restore(place: Location, file: Path) -> BackupContents:
    """Put what a backup holds into a store that holds nothing; its vectors are still to be made.

    Raises StoreError, with nothing changed, when the file is damaged or of a later program, or the store is
    not empty.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _checked(archive, file)
            _put(archive, manifest, place)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise _damaged(file, str(error)) from error
    return _contents(manifest, file)


def _put(archive: zipfile.ZipFile, manifest: _Manifest, place: Location) -> None:
    """Files first, then all rows as one step."""
    with dump.writing(place) as facts:
        uploads = (place.folder / _UPLOADS).resolve()
        documents = f"facts/{dump.DOCUMENTS}.jsonl"
        for table in dump.TABLES:
            if table not in manifest.rows:  # a backup may be older than the table
                continue
            lines = _lines(archive, f"facts/{table}.jsonl")
            if f"facts/{table}.jsonl" == documents:
                lines = (_moved(line, manifest.uploads, str(uploads)) for line in lines)
            facts.load(table, lines)
        originals = originals_of(place)
        with TemporaryDirectory(prefix="budget-qa-") as folder:
            for document in facts.documents():
                name = copy_name(document.name, document.sha256)
                path = Path(folder, name)
                _extract(archive, f"documents/{name}", path)
                originals.keep(path, document)
                path.unlink()
        for name in manifest.members:
            parts = PurePosixPath(name).parts
            if parts[0] == _UPLOADS:
                _extract(archive, name, uploads.joinpath(*parts[1:]))


def _checked(archive: zipfile.ZipFile, file: Path) -> _Manifest:
    """The list of what is in the file, every member of which has the digest it had. Raises StoreError."""
    try:
        listed = archive.read(_LIST)
        manifest = _Manifest.model_validate_json(listed)
    except (KeyError, ValidationError) as error:
        raise _damaged(file, "没有清单，或清单读不出来，也可能不是 budget-qa 的备份") from error
    if manifest.format > _FORMAT or manifest.version > VERSION:
        raise StoreError(f"{file} 由更新版本的程序备份，没有恢复。请先升级 budget-qa")
    if archive.comment.decode("ascii", "replace") != hashlib.sha256(listed).hexdigest():
        raise _damaged(file, "清单的校验值不符")
    there = set(archive.namelist()) - {_LIST}
    if there != manifest.members.keys():
        odd = sorted(there ^ manifest.members.keys())[0]
        raise _damaged(file, f"{odd} 与清单不符")
    for name, digest in manifest.members.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise _damaged(file, f"{name} 指向文件夹之外")
        with archive.open(name) as stream:
            if _copied(stream, None) != digest:
                raise _damaged(file, f"{name} 的校验值不符")
    return manifest


def _damaged(file: Path, what: str) -> StoreError:
    return StoreError(f"备份 {file} 已损坏（{what}），没有恢复任何内容。请换一份备份")


def _moved(line: bytes, before: str, now: str) -> bytes:
    """A document that was read from an uploaded file is so still, where uploaded files lie now."""
    row: dict[str, Any] = json.loads(line)
    if before != now and Path(row["source"]).is_relative_to(before):
        row["source"] = str(Path(now, Path(row["source"]).relative_to(before)))
    return json.dumps(row, ensure_ascii=False).encode()


def _write_lines(archive: zipfile.ZipFile, name: str, lines: Iterator[bytes]) -> tuple[int, str]:
    """How many lines were written, and their digest."""
    digest, count = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as out:
        for line in lines:
            count += 1
            digest.update(line + b"\n")
            out.write(line + b"\n")
    return count, digest.hexdigest()


def _write_file(archive: zipfile.ZipFile, name: str, path: Path, members: dict[str, str]) -> str:
    """The digest of a file that was written, which is noted; "" for one that is not there."""
    try:
        with path.open("rb") as stream, archive.open(name, "w", force_zip64=True) as out:
            members[name] = _copied(stream, out)
    except FileNotFoundError:
        return ""
    return members[name]


def _copied(stream: IO[bytes], out: IO[bytes] | None) -> str:
    """The digest of what was read from one and written to the other, if there is one."""
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
        if out is not None:
            out.write(piece)
    return digest.hexdigest()


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as stream:
        yield from stream


def _extract(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as stream, path.open("wb") as out:
        _copied(stream, out)


def _contents(manifest: _Manifest, file: Path) -> BackupContents:
    return BackupContents(
        manifest.rows[dump.DOCUMENTS],
        manifest.rows["figures"],
        manifest.rows[dump.QUESTIONS],
        round(file.stat().st_size / 1e6, 1),
    )
