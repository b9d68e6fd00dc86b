"""What the name of a file tells: whether it is read, how its places are spoken of, what its copy is called.

>>> SUFFIXES
('.pdf', '.docx', '.xlsx', '.html', '.htm', '.txt')
>>> place("某局-2025-预算.xlsx", 3), copy_name("某局.docx", "9f2c"), has_places("某局.docx")
('第3张工作表', '9f2c.docx', False)
"""

from __future__ import annotations

from pathlib import Path

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
