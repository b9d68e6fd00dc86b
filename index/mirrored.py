"""A folder or a file at a URL of fsspec (s3://…, https://…) → the same here: what changed is fetched.

What tells that a file changed is what its file system says of it: an ETag, or the moment it was written, and
its size. A file that cannot be fetched today stays as it was fetched before.

>>> mirror = mirrored("s3://桶/公开", Path("store/mirrored"), LIMITS)
>>> mirror.place, mirror.url_of(mirror.place / "2025" / "a.pdf")
(PosixPath('store/mirrored/s3/桶/公开'), 's3://桶/公开/2025/a.pdf')
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from pydantic import TypeAdapter, ValidationError

from index.facts.errors import DocumentError
from index.facts.limits import Limits
from index.facts.naming.file_names import is_junk, is_read
from index.sources import tell_others

FOLDER: Final = "mirrored"
_LIST: Final = "mirror.json"
_ALL: Final = TypeAdapter(dict[str, str])
_TAGS: Final = ("ETag", "etag", "e_tag", "Content-MD5", "Digest", "sha256", "md5", "contentHash")
_MOMENTS: Final = (
    "LastModified",
    "Last-Modified",
    "last_modified",
    "mtime",
    "modified",
    "updated",
    "created",
)
_PACKAGES: Final = {"s3": "s3fs", "gs": "gcsfs", "http": "aiohttp requests", "https": "aiohttp requests"}


@dataclass(frozen=True, slots=True)
class Mirror:
    """Where what was at the URL lies here, and what is to be told of the rest.

    `laid` are its files, each with where its bytes lie: elsewhere where nothing was to be written to it.
    """

    url: str
    place: Path
    laid: Mapping[Path, Path]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def url_of(self, path: Path) -> str:
        """The URL of a file, of an archive's too, by where it lies here; the path of another."""
        here, place = path.resolve(), self.place.resolve()
        if not here.is_relative_to(place):
            return str(path)
        below = here.relative_to(place).as_posix()
        return self.url if below == "." else f"{self.url}/{below}"


def is_url(source: object) -> bool:
    """Whether a source is a URL of fsspec that has to be fetched: not a path, nor file:// with one."""
    return "://" in str(source) and not str(source).startswith(("file://", "local://"))


def path_of(source: str) -> Path:
    """A path, as it is or from file://…."""
    return Path(unquote(urlsplit(source).path)) if "://" in source else Path(source)


def shown(url: str) -> str:
    """A URL as it is told: without the name and the password of who asks, without a stroke at its end."""
    parts = urlsplit(url)
    netloc = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{netloc}{parts.path}".rstrip("/")


def mirrored(url: str, folder: Path, limits: Limits, beside: Path | None = None) -> Mirror:
    """What is at the URL, below a folder; what is there no more goes from it too.

    With `beside` nothing is changed in the folder, and what is to be fetched lies there. Raises DocumentError
    where the URL cannot be read or holds nothing to read; nothing is changed then.
    """
    told = shown(url)
    place = folder.joinpath(*_parts(told))
    fs, root = _opened(url, told)
    there = _listed(fs, root, told)
    problems: list[str] = []
    notes: list[str] = []
    tell_others(told, [name for name in there if name and not is_read(name)], problems, notes)
    wanted = {name: info for name, info in there.items() if is_read(name or told)}
    if not wanted:
        raise DocumentError(told, "没有一份可读的文件", "请检查地址；什么都没有改动")
    work = _Work(fs, told, place, beside, limits, _known(_note_of(place)), problems)
    for name, info in wanted.items():
        work.bring(name, info)
    if beside is None:
        work.drop_others(wanted)
    return Mirror(told, place, work.laid, tuple(problems), tuple(notes))


@dataclass(slots=True)
class _Work:
    """One run over the files of a URL, by their names below it; "" is the URL itself where that is a file."""

    fs: Any
    url: str
    place: Path
    beside: Path | None
    limits: Limits
    known: dict[str, str]
    problems: list[str]
    laid: dict[Path, Path] = field(default_factory=dict)

    def bring(self, name: str, info: Mapping[str, Any]) -> None:
        """Have a file as it is there; one that cannot be fetched is a line in the problems."""
        path, told = self._path(name), f"{self.url}/{name}" if name else self.url
        stamp = _stamp(info)
        if not (stamp and self.known.get(name) == stamp and path.is_file()):
            to = path if self.beside is None else self.beside / uuid.uuid4().hex / path.name
            try:
                self._fetch(info, to, told)
            except DocumentError as error:
                self.problems.append(str(error))
            except Exception as error:  # each file system has errors of its own
                said = f"{told}：无法取得（{_reason(error)}）"
                self.problems.append(f"{said}。请检查网络、权限和磁盘空间，之后再试")
            else:
                self.laid[path] = to
                if self.beside is None:
                    self.known[name] = stamp
                    _write(_note_of(self.place), self.known)
                return
        if path.is_file():
            self.laid[path] = path

    def drop_others(self, wanted: Mapping[str, Any]) -> None:
        """Let the files go that are there no more."""
        for name in [name for name in self.known if name not in wanted]:
            self._path(name).unlink(missing_ok=True)
            del self.known[name]
        _write(_note_of(self.place), self.known)

    def _path(self, name: str) -> Path:
        return self.place / name if name else self.place

    def _fetch(self, info: Mapping[str, Any], to: Path, told: str) -> None:
        """One file, put whole into its place. Raises DocumentError for one too large."""
        if (info.get("size") or 0) > self.limits.megabytes << 20:
            remedy = "请检查地址，或调大 BUDGET_QA_MAX_MEGABYTES"
            raise DocumentError(told, f"超过 {self.limits.megabytes} MB", remedy)
        to.parent.mkdir(parents=True, exist_ok=True)
        partial = to.with_name(f".{uuid.uuid4().hex}.part")
        try:
            self.fs.get_file(info["name"], str(partial))
            partial.replace(to)
        finally:
            partial.unlink(missing_ok=True)


def _opened(url: str, told: str) -> tuple[Any, str]:
    """The file system of a URL, and where it is in that."""
    from fsspec.core import url_to_fs

    scheme = urlsplit(url).scheme
    try:
        fs, root = url_to_fs(url)
    except ImportError as error:
        package = _PACKAGES.get(scheme, "")
        remedy = f"请运行 pip install {package}" if package else "请装好它所需的包"
        raise DocumentError(told, f"没有安装读取 {scheme}:// 所需的包（{error}）", remedy) from error
    except ValueError as error:
        raise DocumentError(
            told, f"不认得的地址（{error}）", "应是 fsspec 的地址，如 s3://桶/文件夹"
        ) from error
    return fs, root.rstrip("/")


def _listed(fs: Any, root: str, told: str) -> dict[str, Mapping[str, Any]]:
    """The files below a place by their names from there, "" for the place itself; no hidden ones."""
    try:
        fs.invalidate_cache()
        if is_read(told):
            return {"": fs.info(root)}
        there = fs.find(root, detail=True)
        if not there and not fs.isdir(root):
            raise FileNotFoundError(root)
        if "http" in fs.protocol:  # its lists tell names alone
            there = {key: {**fs.info(key), "name": key} for key in there if is_read(_name(fs, key, root))}
    except FileNotFoundError as error:
        raise DocumentError(told, "没有这个文件夹或文件", "请检查地址；什么都没有改动") from error
    except Exception as error:  # each file system has errors of its own
        remedy = "请检查地址、网络和权限；什么都没有改动"
        raise DocumentError(told, f"列不出来（{_reason(error)}）", remedy) from error
    named = {_name(fs, key, root): info for key, info in there.items()}
    return {name: info for name, info in sorted(named.items()) if _is_sound(name)}


def _name(fs: Any, key: str, root: str) -> str:
    """The name of a file below the root."""
    if "http" in fs.protocol:
        return unquote(urlsplit(key).path.removeprefix(urlsplit(root).path)).strip("/")
    return key.removeprefix(root).strip("/")


def _is_sound(name: str) -> bool:
    """Whether a name stays below its folder, and is none that a system leaves there."""
    parts = name.split("/")
    return bool(name) and not any(part in ("", "..") or "\0" in part or is_junk(part) for part in parts)


def _parts(told: str) -> list[str]:
    """The folders by which a URL is known here."""
    parts = urlsplit(told)
    host = parts.netloc.replace(":", "_")
    return [
        part for part in (parts.scheme, host, *unquote(parts.path).split("/")) if part not in ("", ".", "..")
    ]


def _stamp(info: Mapping[str, Any]) -> str:
    """What changes when the file does; "" where nothing tells."""
    said = [str(info[key]) for key in (*_TAGS, *_MOMENTS) if info.get(key)]
    return "|".join([*said, str(info.get("size", ""))]) if said else ""


def _note_of(place: Path) -> Path:
    """Where it is noted what was fetched: beside the files, not among them."""
    return place.with_name(f".{place.name}.{_LIST}")


def _known(note: Path) -> dict[str, str]:
    """What was fetched, with what told of its edition; nothing where that is lost: all is fetched again."""
    try:
        return _ALL.validate_json(note.read_bytes())
    except (FileNotFoundError, ValidationError):
        return {}


def _write(note: Path, known: dict[str, str]) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    partial = note.with_name(f"{note.name}.{uuid.uuid4().hex}.part")
    partial.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(partial, note)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
