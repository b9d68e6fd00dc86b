"""Paths → the files to read: folders walked, archives unpacked; what is not read is said in a line.

Nothing in a folder is passed over without a word but what a system leaves there and the pictures and
scripts of a saved web page: a kind that documents are published in is refused with what to do about it,
and all others are counted in one line.

>>> found = files_of([Path("公开")])
>>> found.problems
['2024年决算.rar：不支持的文件类型 .rar。请解压后再建立索引']
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import NamedTuple

from index.facts.errors import DocumentError
from index.facts.limits import Limits, checked_size
from index.facts.naming.file_names import (
    ARCHIVE,
    KINDS,
    is_junk,
    is_read,
    may_disclose,
    refusal,
    suffix_of,
)
from index.facts.plainly import reason
from index.files.archives import unpack

Walk = Callable[..., Iterable[tuple[str, list[str], list[str]]]]
"""`os.walk`, or what stands for it."""

_PAGES = (".html", ".htm")
_STORE = "facts.sqlite"
_OF_PAGE = ("_files", ".files")


class Found(NamedTuple):
    """The files to read, a line for each path that cannot be read, and lines that only tell."""

    files: list[Path]
    problems: list[str]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: `path` where its bytes lie, `origin` where it is from.

    They differ for a file of an archive, whose origin is a path below the archive's.
    """

    path: Path
    origin: Path


def files_of(paths: Sequence[Path], walk: Walk = os.walk) -> Found:
    """The indexable files under `paths`, each once, and what is to be told of the others."""
    found: dict[Path, Path] = {}
    problems: list[str] = []
    notes: list[str] = []
    for path in paths:
        if path.is_dir():
            told = len(problems)
            inside = _without_copies(str(path), _inside(path, problems, notes, walk), notes)
            if not inside and len(problems) == told:
                problems.append(f"{path}：文件夹中没有可索引的文件（{KINDS}）。请检查路径")
            for file in inside:
                found.setdefault(file.resolve(), file)
        elif not path.exists():
            problems.append(f"{path}：文件不存在。请检查路径")
        elif not is_read(path.name):
            problems.append(refusal(path.name))
        elif not path.is_file():
            problems.append(f"{path}：不是普通文件（管道或设备）。请提供文件或文件夹")
        else:
            found.setdefault(path.resolve(), path)
    return Found(list(found.values()), problems, notes)


def _inside(folder: Path, problems: list[str], notes: list[str], walk: Walk) -> list[Path]:
    """The indexable files under a folder, sorted; what cannot be looked into is a line in `problems`."""

    def refused(error: OSError) -> None:
        problems.append(f"{error.filename}：文件夹无法打开（{reason(error)}）。请检查读取权限")

    found: list[Path] = []
    others: list[str] = []
    for parent, folders, names in walk(folder, onerror=refused):
        if _STORE in names:  # what was indexed, with copies under digests for names
            folders.clear()
            continue
        pages = {PurePath(name).stem for name in names if suffix_of(name) in _PAGES}
        folders[:] = [name for name in folders if not is_junk(name) and not _of_page(name, pages)]
        for name in names:
            if is_junk(name):
                continue
            file = Path(parent, name)
            if not is_read(name):
                others.append(str(file.relative_to(folder)))
            elif file.is_file():
                found.append(file)
            elif file.is_symlink():
                problems.append(f"{file}：链接指向的文件不存在。请修复或删除该链接")
            else:
                problems.append(f"{file}：不是普通文件（管道或设备）。请提供文件或文件夹")
    tell_others(str(folder), others, problems, notes)
    return sorted(found)


def _of_page(folder: str, pages: Iterable[str]) -> bool:
    """Whether a folder holds what a browser saved beside a page: 收支总表_files beside 收支总表.html."""
    return any(folder == page + ending for page in pages for ending in _OF_PAGE)


def _without_copies(where: str, files: Sequence[Path], notes: list[str]) -> list[Path]:
    """某局.txt beside 某局.pdf is the same text once more, without its tables: left out, and told."""
    printed = {file.with_suffix("") for file in files if suffix_of(file.name) == ".pdf"}
    copies = [f for f in files if suffix_of(f.name) == ".txt" and f.with_suffix("") in printed]
    if copies:
        notes.append(
            f"{where}：{len(copies)}个 .txt 与同名 PDF 是同一份文字，未读取：{copies[0].name}"
            + "等" * (len(copies) > 1)
        )
    return [file for file in files if file not in copies]


def tell_others(where: str, others: Sequence[str], problems: list[str], notes: list[str]) -> None:
    """What is not read: a line for each that may be a document, and one for all others."""
    problems += [refusal(name) for name in sorted(others) if may_disclose(name)]
    rest = Counter(suffix_of(name) or "无扩展名" for name in others if not may_disclose(name))
    if rest:
        kinds = "、".join(f"{suffix}（{n}个）" for suffix, n in sorted(rest.items()))
        notes.append(f"{where}：{rest.total()}个文件不是公开文件的格式，未读取：{kinds}")


def unpacked(files: Sequence[Path], into: Path, limits: Limits) -> tuple[list[Source], Found]:
    """The files, archives replaced by their contents; beside them a `Found` of warnings without files."""
    sources: list[Source] = []
    told = Found([], [], [])
    for n, file in enumerate(files):
        if suffix_of(file.name) != ARCHIVE:
            sources.append(Source(file, file.resolve()))
            continue
        try:
            checked_size(file, limits)
            held = unpack(file, into / str(n), limits)
        except DocumentError as error:
            told.problems.append(str(error))
            continue
        told.problems.extend(held.problems)
        tell_others(file.name, [f"{file.name}/{name}" for name in held.others], told.problems, told.notes)
        kept = _without_copies(file.name, [Path(member.name) for member in held.members], told.notes)
        members = [member for member in held.members if Path(member.name) in kept]
        if not members and not held.problems and not held.others:
            told.problems.append(f"{file.name}：压缩包中没有可索引的文件（{KINDS}）。请检查文件")
        sources += [Source(member.path, file.resolve() / member.name) for member in members]
    return sources, told


def stands(origin: str) -> bool:
    """Whether a file that was read is still there; one of an archive is while the archive is."""
    path = Path(origin)
    return path.exists() or any(parent.is_file() for parent in path.parents)
