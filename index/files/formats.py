"""A file of any kind that is read → its pages: which reader reads what is stored in which way.

>>> pages, warnings = read(Path("某局-2025-预算.xlsx"))
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from index.facts.errors import DocumentError
from index.facts.limits import LIMITS, Limits, OnPage, TooManyObjects, ignore
from index.facts.naming.file_names import place
from index.facts.records import Page
from index.files.contents import Content, content_of

if TYPE_CHECKING:
    from PIL.Image import Image

_CONVERTING = 0.8  # of the time that a page may take: the rest is for what was converted


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
    content = content_of(path)
    match content:
        case Content.PDF:
            from index.files.printed.pdf import read_pages
            from index.files.scanned.characters import available

            recognise = _recognise if available() else None
            return read_pages(path, limits=limits, on_page=on_page, recognise=recognise), ()
        case Content.WORD:
            from index.files.flowing.word import read_word

            _checked_unpacked(path, limits)
            return read_word(path, limits)
        case Content.WORKBOOK:
            from index.files.flowing.workbook import read_workbook

            _checked_unpacked(path, limits)
            return read_workbook(path, limits)
        case Content.OLD_WORKBOOK:
            from index.files.flowing.old_workbook import read_old_workbook

            return read_old_workbook(path, limits)
        case Content.WEB_PAGE:
            from index.files.flowing.webpage import read_webpage

            return read_webpage(path, limits)
        case Content.WEB_ARCHIVE:
            from index.files.flowing.webpage import read_web_archive

            return read_web_archive(path, limits)
        case Content.TEXT:
            from index.files.flowing.plain import read_text

            return read_text(path, limits), ()
        case Content.COMMAS:
            from index.files.flowing.plain import read_commas

            return read_commas(path, limits), ()
        case _:
            return _converted(path, content, limits, on_page)


def _converted(
    path: Path, content: Content, limits: Limits, on_page: OnPage
) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    from index.files.converted import converted, office

    with TemporaryDirectory(prefix="budget-qa-") as folder:
        seconds = limits.page_seconds * _CONVERTING
        newer = converted(path, content, Path(folder), seconds=seconds, program=office())
        try:
            return _read(newer, limits, on_page)
        except DocumentError as error:
            raise DocumentError(path.name, error.problem, error.remedy, error.page) from error


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
