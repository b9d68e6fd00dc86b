"""A list of addresses → the files they give, kept in a folder: what changed is fetched again, nothing else.

The list is a CSV with a column `url`, and `name` where the file is to be called otherwise than there.
A file keeps its place as long as its address is in the list: one that cannot be fetched today is not gone.

>>> fetched(Path("list.csv"), Path("store/fetched"), LIMITS)
Fetched(folder=PosixPath('store/fetched'), problems=('https://…/a.pdf：服务器答复 404。请检查列表中的地址',))
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from index.facts.errors import DocumentError
from index.facts.limits import Limits
from index.facts.naming.file_names import KINDS, is_read

_LIST: Final = "fetched.json"
_SECONDS: Final = 60.0
_SUFFIXES: Final = {
    "application/pdf": ".pdf",
    "text/html": ".html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/zip": ".zip",
}

Client = Callable[[], httpx.Client]


class _Kept(BaseModel):
    """A file that was fetched, by its path in the folder, and what its server said of its edition."""

    path: str
    etag: str = ""
    modified: str = ""


_ALL: Final = TypeAdapter(dict[str, _Kept])


@dataclass(frozen=True, slots=True)
class Address:
    """One line of the list."""

    url: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The folder that holds the files, and what could not be fetched, a line each."""

    folder: Path
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """The files that a folder would hold, each with where its bytes lie; what could not be fetched."""

    laid: Mapping[Path, Path]
    problems: tuple[str, ...]


# Bytes of a file's name.
_LONGEST_NAME = 255


def addresses(listed: Path) -> tuple[Address, ...]:
    """The addresses of a list, each once. Raises DocumentError for what is no such list."""
    try:
        with listed.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DocumentError(listed.name, "不是 UTF-8 的 CSV", "请另存为 UTF-8 编码的 CSV") from error
    found: dict[str, Address] = {}
    for n, row in enumerate(rows, 2):
        url, name = (row.get("url") or "").strip(), (row.get("name") or "").strip()
        if not _is_address(url):
            problem = f"第{n}行的 url 栏不是 http 或 https 地址（{url[:80]}）"
            raise DocumentError(listed.name, problem, "请改正后重试；表头应有 url 栏")
        found.setdefault(url, Address(url, name))
    if not found:
        raise DocumentError(listed.name, "没有一个地址", "第一行应是表头，其中有 url 栏")
    return tuple(found.values())


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # http://[::1
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def open_client() -> httpx.Client:
    """What fetches: it follows redirections, and waits a minute for an answer."""
    return httpx.Client(follow_redirects=True, timeout=_SECONDS)


def fetched(listed: Path, folder: Path, limits: Limits, client: Client = open_client) -> Fetched:
    """The files of a list in a folder, those of addresses that it names no more gone.

    Raises DocumentError when the list cannot be read.
    """
    wanted = addresses(listed)
    kept = _read(folder)
    problems: list[str] = []
    for url, got in _answers(wanted, kept, folder, folder, limits, client):
        if isinstance(got, str):
            problems.append(got)
        elif got != kept.get(url):
            kept[url] = got
            _write(folder, kept)
    named = {address.url for address in wanted}
    for url in [url for url in kept if url not in named]:
        shutil.rmtree((folder / kept.pop(url).path).parent, ignore_errors=True)
    _write(folder, kept)
    return Fetched(folder, tuple(problems))


def seen(listed: Path, folder: Path, beside: Path, limits: Limits, client: Client = open_client) -> Seen:
    """What `fetched` would leave in the folder, which stays as it is; what changed is fetched `beside` it.

    Raises DocumentError when the list cannot be read.
    """
    wanted = addresses(listed)
    kept = _read(folder)
    problems: list[str] = []
    laid: dict[Path, Path] = {}
    for url, got in _answers(wanted, kept, folder, beside, limits, client):
        if isinstance(got, str):
            problems.append(got)
        one = kept.get(url) if isinstance(got, str) else got
        if one is not None:
            anew = beside / one.path
            laid[folder / one.path] = anew if anew.exists() else folder / one.path
    return Seen({there: here for there, here in laid.items() if here.exists()}, tuple(problems))


def _answers(
    wanted: Sequence[Address],
    kept: Mapping[str, _Kept],
    held: Path,
    into: Path,
    limits: Limits,
    client: Client,
) -> Iterator[tuple[str, _Kept | str]]:
    """Each address with its file, which is fetched if it is not held as it is now, or with the problem."""
    with client() as http:
        for address in wanted:
            known = kept.get(address.url)
            if known is not None and not (held / known.path).is_file():
                known = None
            try:
                yield address.url, _fetch(http, address, into, known, limits)
            except DocumentError as error:
                yield address.url, str(error)
            except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
                said = f"{address.url}：无法下载（{str(error) or type(error).__name__}）"
                yield address.url, f"{said}。请检查网络、地址和磁盘空间，之后再同步"


def _fetch(http: httpx.Client, address: Address, folder: Path, known: _Kept | None, limits: Limits) -> _Kept:
    """One file, put whole into its place. Raises DocumentError, httpx.HTTPError."""
    asked: dict[str, str] = {}
    if known is not None:
        if known.etag:
            asked["If-None-Match"] = known.etag
        if known.modified:
            asked["If-Modified-Since"] = known.modified
    with http.stream("GET", address.url, headers=asked) as response:
        if response.status_code == httpx.codes.NOT_MODIFIED and known is not None:
            return known
        if response.status_code != httpx.codes.OK:
            raise DocumentError(address.url, f"服务器答复 {response.status_code}", "请检查列表中的地址")
        place = hashlib.sha256(address.url.encode()).hexdigest()[:16]
        path = folder / place / _name(address, response.headers.get("content-type", ""))
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(".part")
        try:
            with partial.open("wb") as out:
                for piece in response.iter_bytes():
                    out.write(piece)
                    if out.tell() > limits.megabytes << 20:
                        problem = f"超过 {limits.megabytes} MB"
                        remedy = "请检查地址，或调大 BUDGET_QA_MAX_MEGABYTES"
                        raise DocumentError(address.url, problem, remedy)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    for other in path.parent.iterdir():
        if other != path:  # the address gave a file of another name before
            other.unlink()
    return _Kept(
        path=path.relative_to(folder).as_posix(),
        etag=response.headers.get("etag", ""),
        modified=response.headers.get("last-modified", ""),
    )


def _name(address: Address, content_type: str) -> str:
    """What the file is called: as the list says, or as its address ends. Raises DocumentError."""
    last = PurePosixPath(unquote(urlsplit(address.url).path)).name
    name = PurePosixPath((address.name or last).replace("\\", "/")).name.lstrip(".~$ ").replace("\0", "")
    if not is_read(name):
        name = (name or "index") + _SUFFIXES.get(content_type.partition(";")[0].strip().lower(), "")
    if not is_read(name):
        raise DocumentError(address.url, f"不是可读的文件（{content_type or '类型不明'}）", f"请提供 {KINDS}")
    return _fitting(name)


def _fitting(name: str) -> str:
    """A name that file systems take: its beginning, where it is longer, with its ending."""
    path = PurePosixPath(name)
    room = _LONGEST_NAME - len(path.suffix.encode())
    return path.stem.encode()[:room].decode(errors="ignore") + path.suffix


def _read(folder: Path) -> dict[str, _Kept]:
    """What was fetched before; nothing where the note of it is lost: then all is fetched again."""
    try:
        return _ALL.validate_json((folder / _LIST).read_bytes())
    except (FileNotFoundError, ValidationError):
        return {}


def _write(folder: Path, kept: dict[str, _Kept]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{_LIST}.part"
    listed = {url: one.model_dump() for url, one in kept.items()}
    partial.write_text(json.dumps(listed, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(partial, folder / _LIST)
