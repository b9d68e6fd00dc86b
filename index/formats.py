"""Which reader reads which kind of file, and how its places are spoken of.

>>> SUFFIXES
('.pdf', '.docx', '.xlsx', '.html', '.htm', '.txt')
>>> place("某局-2025-预算.xlsx", 3), copy_name("某局.docx", "9f2c"), has_places("某局.docx")
('第3张工作表', '9f2c.docx', False)
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from index.errors import DocumentError
from index.limits import LIMITS, Limits, OnPage, TooManyObjects, ignore
from index.records import Page

SUFFIXES = (".pdf", ".docx", ".xlsx", ".html", ".htm", ".txt")

_WHERE = {".xlsx": "第{}张工作表", ".html": "第{}节", ".htm": "第{}节"}
_OLDER = {
    ".doc": ".docx",
    ".wps": ".docx",
    ".rtf": ".docx",
    ".xls": ".xlsx",
    ".et": ".xlsx",
    ".xlsm": ".xlsx",
}


def read(
    path: Path, limits: Limits = LIMITS, on_page: OnPage = ignore
) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """The pages of a file and what its reader warns of; `on_page` hears of each PDF page as it begins.

    Raises DocumentError.
    """
    try:
        return _read(path, limits, on_page)
    except TooManyObjects as error:
        where = place(path.name, error.page) if error.page else "一页或一张表"
        problem = f"{where}超过上限 {limits.objects} 个字符和格子"
        remedy = "请拆分后再建立索引，或调高 BUDGET_QA_MAX_OBJECTS"
        raise DocumentError(path.name, problem, remedy) from error


def _read(path: Path, limits: Limits, on_page: OnPage) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    # Each reader is imported where it is needed: a folder of PDFs needs none of the others.
    match path.suffix.lower():
        case ".pdf":
            from index.ocr import available, recognise
            from index.pdf import read_pages

            return read_pages(
                path, limits=limits, on_page=on_page, recognise=recognise if available() else None
            ), ()
        case ".docx":
            from index.word import read_word

            _checked_unpacked(path, limits)
            return read_word(path, limits), ()
        case ".xlsx":
            from index.workbook import read_workbook

            _checked_unpacked(path, limits)
            return read_workbook(path, limits)
        case ".html" | ".htm":
            from index.webpage import read_webpage

            return read_webpage(path, limits), ()
        case ".txt":
            from index.webpage import read_text

            return read_text(path, limits), ()
    raise DocumentError(path.name, f"不支持的文件类型 {path.suffix or '（无扩展名）'}", remedy(path.name))


def _checked_unpacked(path: Path, limits: Limits) -> None:
    """Raises DocumentError for a packed file that needs a password or unpacks to too many bytes."""
    if not zipfile.is_zipfile(path):
        return  # its reader says what it is
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return  # damaged: its reader fails on it too, and says so with the remedy
    if any(part.flag_bits & 1 for part in parts):
        raise DocumentError(path.name, "文件已加密", "请去除密码后另存")
    megabytes = sum(part.file_size for part in parts) / 2**20
    if megabytes > limits.megabytes:
        problem = f"解压后为 {megabytes:.0f} MB，超过上限 {limits.megabytes} MB"
        remedy = "请核对文件，拆分后再建立索引，或调高 BUDGET_QA_MAX_MEGABYTES"
        raise DocumentError(path.name, problem, remedy)


def remedy(name: str) -> str:
    """What to do with a file of a kind that is not read: "请另存为 .docx"."""
    newer = _OLDER.get(Path(name).suffix.lower())
    return f"请另存为 {newer}" if newer else "请提供 PDF、docx、xlsx、html 或 txt"


def has_places(name: str) -> bool:
    """True for a file whose cells stand somewhere on a page that can be shown."""
    return Path(name).suffix.lower() == ".pdf"


def place(name: str, page: int) -> str:
    """How a citation's page is spoken of: 第12页, 第3张工作表, 第2节."""
    return _WHERE.get(Path(name).suffix.lower(), "第{}页").format(page)


def copy_name(name: str, sha256: str) -> str:
    """The name of the stored copy: the digest, with the suffix that tells how to open it."""
    return sha256 + Path(name).suffix.lower()
