"""A .zip of documents → its files, unpacked under names of our own, with the names they have inside.

Names are UTF-8 or, as older Windows programs write them, GB18030. An archive inside is unpacked too.
Refused are one that would unpack to too much and one that names a place outside itself.

>>> unpack(Path("公开.zip"), Path("/tmp/x"), LIMITS).members[0].name
'甲局/2025年部门预算.xlsx'
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from zlib import error as ZlibError

from index.facts.errors import DocumentError
from index.facts.limits import Limits
from index.facts.naming.file_names import ARCHIVE, is_junk, is_read, suffix_of
from index.facts.plainly import reason

_MOST = 5000  # entries
_DEEPEST = 3  # archives within archives
_TIMES = 5  # as many bytes as one file may have, for all of them
_UTF8 = 0x800
_ENCRYPTED = 0x1
_OUTSIDE = re.compile(r"[A-Za-z]:|/")
_LONGEST = 80  # characters of a name on disk, which may have 255 bytes


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """One file of an archive: `name` inside it, with / between folders; `path` where it is unpacked."""

    name: str
    path: Path


@dataclass(slots=True)
class Unpacked:
    """The files of an archive that are read, the names of those that are not, and a line for each fault."""

    members: list[ArchiveMember] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked."""

    entries: int
    megabytes: float


def unpack(archive: Path, into: Path, limits: Limits) -> Unpacked:
    """Unpack what is read into the folder `into`.

    Raises DocumentError for an archive that is damaged, encrypted, too large or reaches outside itself.
    """
    return _unpack(archive, archive.name, into, limits, _Budget(_MOST, _TIMES * limits.megabytes), 1)


def _unpack(archive: Path, called: str, into: Path, limits: Limits, budget: _Budget, depth: int) -> Unpacked:
    found = Unpacked()
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [(_name(entry), entry) for entry in opened.infolist() if not entry.is_dir()]
            _check(called, entries, limits, budget)
            wanted = [(name, entry) for name, entry in entries if not any(map(is_junk, name.parts))]
            found.others = [str(name) for name, _ in wanted if not is_read(name.name)]
            wanted = [(name, entry) for name, entry in wanted if is_read(name.name)]
            locked = [str(name) for name, entry in wanted if entry.flag_bits & _ENCRYPTED]
            if locked and len(locked) == len(wanted):
                raise DocumentError(called, "压缩包已加密", "请用密码解压后再建立索引")
            found.problems += [f"{called}/{name}：已加密。请用密码解压后再建立索引" for name in locked]
            for n, (name, entry) in enumerate(wanted):
                if not entry.flag_bits & _ENCRYPTED:
                    path = into / str(n) / _on_disk(name)
                    _take(opened, entry, f"{called}/{name}", path, found)
                    found.members += [ArchiveMember(str(name), path)] if path.exists() else []
    except DocumentError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, EOFError) as error:
        problem = f"压缩包已损坏，无法打开（{type(error).__name__}）"
        raise DocumentError(called, problem, "请重新下载，或解压后再建立索引") from error
    except OSError as error:
        raise DocumentError(called, f"无法解压（{reason(error)}）", "请检查文件权限和磁盘空间") from error
    return _with_inner(found, called, limits, budget, depth)


def _with_inner(found: Unpacked, called: str, limits: Limits, budget: _Budget, depth: int) -> Unpacked:
    """The files found, and in place of each archive among them those that it holds."""
    members: list[ArchiveMember] = []
    for member in found.members:
        if suffix_of(member.name) != ARCHIVE:
            members.append(member)
            continue
        inner = f"{called}/{member.name}"
        try:
            if depth == _DEEPEST:
                raise DocumentError(inner, f"压缩包套了{_DEEPEST}层以上", "请解压后再建立索引")
            held = _unpack(member.path, inner, member.path.parent / "内", limits, budget, depth + 1)
        except DocumentError as error:
            found.problems.append(str(error))
            continue
        finally:
            member.path.unlink()
        members += [replace(one, name=f"{member.name}/{one.name}") for one in held.members]
        found.others += [f"{member.name}/{name}" for name in held.others]
        found.problems += held.problems
    found.members = members
    return found


def _name(entry: zipfile.ZipInfo) -> PurePosixPath:
    """The entry's name as it was meant; zipfile reads what is not marked as UTF-8 as code page 437."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8:
        raw = name.encode("cp437")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return PurePosixPath(name.replace("\\", "/").replace("\0", ""))


def _check(
    called: str, entries: list[tuple[PurePosixPath, zipfile.ZipInfo]], limits: Limits, budget: _Budget
) -> None:
    """Raises DocumentError for too many entries, too many bytes, and names that lead out of the archive."""
    for name, _ in entries:
        if ".." in name.parts or _OUTSIDE.match(str(name)):
            problem = f"压缩包里的“{name}”指向压缩包之外，可能有害，整包未读取"
            raise DocumentError(called, problem, "请核对来源，解压检查后再建立索引")
    budget.entries -= len(entries)
    if budget.entries < 0:
        raise DocumentError(called, f"压缩包里的文件超过 {_MOST} 个", "请分批解压后再建立索引")
    budget.megabytes -= sum(entry.file_size for _, entry in entries) / 2**20
    if budget.megabytes < 0:
        problem = f"压缩包解压后超过 {_TIMES * limits.megabytes} MB，整包未读取"
        remedy = "请核对文件，分批解压后再建立索引，或调高 BUDGET_QA_MAX_MEGABYTES"
        raise DocumentError(called, problem, remedy)


def _take(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, called: str, path: Path, found: Unpacked) -> None:
    """Write one entry to `path`; one that is damaged is a line and no file."""
    path.parent.mkdir(parents=True)
    try:
        with opened.open(entry) as packed, path.open("wb") as plain:
            copyfileobj(packed, plain)  # never more than the size that was checked
    except (zipfile.BadZipFile, NotImplementedError, ZlibError, EOFError) as error:
        path.unlink(missing_ok=True)
        problem = f"在压缩包里已损坏，或压缩方式不支持（{type(error).__name__}）"
        found.problems.append(f"{called}：{problem}。请解压后再建立索引")


def _on_disk(name: PurePosixPath) -> str:
    """The bare name, cut where a file system takes no more."""
    return name.stem[:_LONGEST] + name.suffix[:16]
