"""A file of any kind that is read → its pages: which reader reads which kind.

>>> pages, warnings = read(Path("某局-2025-预算.xlsx"))
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from index.facts.errors import DocumentError
from index.facts.file_names import place, remedy
from index.facts.limits import LIMITS, Limits, OnPage, TooManyObjects, ignore
from index.facts.records import Page

if TYPE_CHECKING:
    from PIL.Image import Image


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
            from index.files.printed.pdf import read_pages
            from index.files.scanned.characters import available

            recognise = _recognise if available() else None
            return read_pages(path, limits=limits, on_page=on_page, recognise=recognise), ()
        case ".docx":
            from index.files.flowing.word import read_word

            _checked_unpacked(path, limits)
            return read_word(path, limits), ()
        case ".xlsx":
            from index.files.flowing.workbook import read_workbook

            _checked_unpacked(path, limits)
            return read_workbook(path, limits)
        case ".html" | ".htm":
            from index.files.flowing.webpage import read_webpage

            return read_webpage(path, limits), ()
        case ".txt":
            from index.files.flowing.webpage import read_text

            return read_text(path, limits), ()
    raise DocumentError(path.name, f"不支持的文件类型 {path.suffix or '（无扩展名）'}", remedy(path.name))


def _recognise(page: int, picture: Image, width: float, height: float) -> Page:
    # Only a scan is worth loading what reads it.
    from index.files.scanned.ocr import recognise

    return recognise(page, picture, width, height)


def _checked_unpacked(path: Path, limits: Limits) -> None:
    """Raises DocumentError for a packed file that needs a password or unpacks to too many bytes."""
    if not zipfile.is_zipfile(path):
        return  # its reader says what it is
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    # A broken list of parts, one of a later version, a name that is no UTF-8: the reader of the file fails
    # on these too, and says so with the remedy.
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
        return
    if any(part.flag_bits & 1 for part in parts):
        raise DocumentError(path.name, "文件已加密", "请去除密码后另存")
    megabytes = sum(part.file_size for part in parts) / 2**20
    if megabytes > limits.megabytes:
        problem = f"解压后为 {megabytes:.0f} MB，超过上限 {limits.megabytes} MB"
        remedy = "请核对文件，拆分后再建立索引，或调高 BUDGET_QA_MAX_MEGABYTES"
        raise DocumentError(path.name, problem, remedy)
