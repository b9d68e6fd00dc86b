"""What follows from a file's name: whether it is read, how its pages are cited, its copy's name.

>>> is_read("某局.XLS"), is_junk("~$某局.docx"), remedy("某局.rar")
(True, True, '请解压后再建立索引')
>>> place("某局-2025-预算.xlsx", 3), copy_name("某局.docx", "9f2c"), has_places("某局.docx")
('第3张工作表', '9f2c.docx', False)
"""

from __future__ import annotations

from pathlib import PurePath

ARCHIVE = ".zip"
SUFFIXES = (
    ".pdf", ".docx", ".doc", ".wps", ".rtf", ".odt", ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv",
    ".html", ".htm", ".mht", ".mhtml", ".txt", ARCHIVE,
)  # fmt: skip
"""The kinds that are read; what a file holds counts for more than its name, see `index.files.formats`."""

KINDS = "PDF、Word（docx、doc、wps）、Excel（xlsx、xls、et）、网页（html、mht）、txt、csv 或 zip"

_SHEETS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv")
_WHERE = dict.fromkeys(_SHEETS, "第{}张工作表") | dict.fromkeys((".html", ".htm", ".mht", ".mhtml"), "第{}节")
_REMEDIES = (
    dict.fromkeys((".docm", ".dot", ".dotx", ".uot", ".pages"), "请另存为 .docx")
    | dict.fromkeys((".xlsb", ".xlt", ".xltx", ".uos", ".numbers"), "请另存为 .xlsx")
    | dict.fromkeys((".ofd", ".ceb", ".cebx", ".caj"), "请用阅读软件另存或打印为 PDF")
    | dict.fromkeys((".ppt", ".pptx", ".dps", ".uop"), "请另存为 PDF")
    | dict.fromkeys((".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"), "请解压后再建立索引")
    | dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"), "请把图片合成一个 PDF（扫描件可以识别）"
    )
)


def suffix_of(name: str) -> str:
    """The suffix in small letters."""
    return PurePath(name).suffix.lower()


def is_read(name: str) -> bool:
    """True for a kind of file that is read."""
    return suffix_of(name) in SUFFIXES


def is_junk(name: str) -> bool:
    """True for what a system leaves beside documents: ~$预算.docx locks an open file."""
    return name.startswith(("~$", ".")) or name.lower() in ("thumbs.db", "desktop.ini", "__macosx")


def may_disclose(name: str) -> bool:
    """True for a kind that documents are published in, though it is not read: an .ofd, a picture, a .rar."""
    return suffix_of(name) in _REMEDIES


def remedy(name: str) -> str:
    """What to do with a file of a kind that is not read: "请另存为 .docx"."""
    return _REMEDIES.get(suffix_of(name), f"请提供 {KINDS}")


def unsupported(name: str) -> str:
    """What is wrong with a file of a kind that is not read."""
    return f"不支持的文件类型 {PurePath(name).suffix or '（无扩展名）'}"


def refusal(name: str) -> str:
    """The line that says that a file of this kind is not read."""
    return f"{name}：{unsupported(name)}。{remedy(name)}"


def has_places(name: str) -> bool:
    """True for a file whose cells stand somewhere on a page that can be shown."""
    return suffix_of(name) == ".pdf"


def has_fixed_pages(name: str) -> bool:
    """True for a file whose parts are counted alike by everybody who opens it: pages of a PDF, sheets."""
    return suffix_of(name) in (".pdf", *_SHEETS)


def place(name: str, page: int) -> str:
    """How a citation's page is spoken of: 第12页, 第3张工作表, 第2节."""
    return _WHERE.get(suffix_of(name), "第{}页").format(page)


def copy_name(name: str, sha256: str) -> str:
    """The name of the stored copy: the digest, with the suffix that tells how to open it."""
    return sha256 + suffix_of(name)
