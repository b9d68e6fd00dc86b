"""What a file holds, told by its first bytes and the names of its parts; its own name is asked last.

Names lie: an .xls may be a web page that a system exported, a .doc a renamed .docx, an .et of WPS is an
.xls. The only door to olefile.

>>> content_of(Path("某局-2025-预算.xls"))
<Content.WEB_PAGE: '网页'>
"""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import Path

import olefile

from index.facts.errors import DocumentError
from index.facts.naming.file_names import remedy, suffix_of, unsupported
from index.facts.plainly import reason

_BEGINNING = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_WORD = 0x01  # of the byte at 11 of a Word stream: FibBase.fEncrypted in [MS-DOC] 2.5.2


class Content(StrEnum):
    """How a file is stored; what each is called by readers."""

    PDF = "PDF"
    WORD = "Word 文件"
    OLD_WORD = "旧的 Word 格式"
    RICH_TEXT = "RTF 格式"
    OPEN_TEXT = "ODT 格式"
    WORKBOOK = "工作簿"
    OLD_WORKBOOK = "旧的 Excel 格式"
    OPEN_SHEET = "ODS 格式"
    XML_SHEET = "XML 表格"
    WEB_PAGE = "网页"
    WEB_ARCHIVE = "单文件网页"
    TEXT = "文本文件"
    COMMAS = "逗号分隔的文本"


_NAMED = {
    ".pdf": Content.PDF,
    ".docx": Content.WORD,
    ".doc": Content.OLD_WORD,
    ".wps": Content.OLD_WORD,
    ".rtf": Content.RICH_TEXT,
    ".odt": Content.OPEN_TEXT,
    ".xlsx": Content.WORKBOOK,
    ".xlsm": Content.WORKBOOK,
    ".xls": Content.OLD_WORKBOOK,
    ".et": Content.OLD_WORKBOOK,
    ".ods": Content.OPEN_SHEET,
    ".html": Content.WEB_PAGE,
    ".htm": Content.WEB_PAGE,
    ".mht": Content.WEB_ARCHIVE,
    ".mhtml": Content.WEB_ARCHIVE,
    ".txt": Content.TEXT,
    ".csv": Content.COMMAS,
}
_OFFICE = (".doc", ".wps", ".rtf", ".xls", ".et", ".docx", ".xlsx")
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.I)
_XML_SHEET = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|progid=.Excel\.Sheet", re.I)
_ARCHIVED_PAGE = re.compile(rb"\A\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?mime-version\s*:", re.I)


def content_of(path: Path) -> Content:
    """How the file is stored. Raises DocumentError for what is not read, and for what needs a password."""
    named = _NAMED.get(suffix_of(path.name))
    try:
        with path.open("rb") as stream:
            begins = stream.read(_BEGINNING)
    except OSError as error:
        raise DocumentError(path.name, f"无法打开（{reason(error)}）", "请检查文件权限") from error
    if b"%PDF-" in begins[:1024]:
        return Content.PDF
    if begins.startswith(_OLE):
        return _compound(path, named)
    if begins.startswith(b"PK\x03\x04") and zipfile.is_zipfile(path):
        return _packed(path, named)
    if begins.startswith(b"{\\rtf"):
        return Content.RICH_TEXT
    if suffix_of(path.name) in _OFFICE and (marked := _marked_up(begins)):
        return marked
    if named is None:
        raise DocumentError(path.name, unsupported(path.name), remedy(path.name))
    return named


def _marked_up(begins: bytes) -> Content | None:
    """How a file of markup is stored whose name is that of an office file."""
    plain = begins.replace(b"\0", b"")  # UTF-16
    if _XML_SHEET.search(plain):
        return Content.XML_SHEET
    if _ARCHIVED_PAGE.search(plain):
        return Content.WEB_ARCHIVE
    return Content.WEB_PAGE if _MARKUP.search(plain) else None


def _compound(path: Path, named: Content | None) -> Content:
    """Which program's streams an OLE file holds ([MS-CFB])."""
    try:
        with olefile.OleFileIO(path) as ole:
            if ole.exists("EncryptedPackage"):
                raise DocumentError(path.name, "文件已加密", "请去除密码后另存")
            if ole.exists("WordDocument"):
                if ole.openstream("WordDocument").read(12)[11:] == bytes([_LOCKED_WORD]):
                    raise DocumentError(path.name, "文件已加密", "请去除密码后另存")
                return Content.OLD_WORD
            if ole.exists("Workbook") or ole.exists("Book"):
                return Content.OLD_WORKBOOK
    except DocumentError:
        raise
    except Exception as error:  # olefile raises what the damaged bytes lead it to
        problem = f"文件已损坏，无法解析（{type(error).__name__}）"
        raise DocumentError(path.name, problem, "请重新下载或另存该文件") from error
    if named in (Content.OLD_WORD, Content.OLD_WORKBOOK):
        return named
    raise DocumentError(path.name, "不是文档或表格", remedy(path.name))


def _packed(path: Path, named: Content | None) -> Content:
    """Which program's parts a packed file holds."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.namelist()
            declared = archive.read("mimetype")[:200] if "mimetype" in parts else b""
    # A broken list of parts, one of a later version, a password: the reader of the file says so.
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, RuntimeError, EOFError):
        parts, declared = [], b""
    if any(part.startswith("word/") for part in parts):
        return Content.WORD
    if any(part.startswith("xl/") for part in parts):
        if "xl/workbook.bin" in parts:
            raise DocumentError(path.name, "是 .xlsb 格式", remedy("x.xlsb"))
        return Content.WORKBOOK
    if b"opendocument.text" in declared:
        return Content.OPEN_TEXT
    if b"opendocument.spreadsheet" in declared:
        return Content.OPEN_SHEET
    if "OFD.xml" in parts:
        raise DocumentError(path.name, "是 OFD 版式文件", remedy("x.ofd"))
    if any(part.startswith("ppt/") for part in parts):
        raise DocumentError(path.name, "是演示文稿", remedy("x.pptx"))
    if named in (Content.WORD, Content.WORKBOOK):
        return named
    raise DocumentError(path.name, "是压缩包，而扩展名不是 .zip", "请把扩展名改为 .zip，或解压后再建立索引")
