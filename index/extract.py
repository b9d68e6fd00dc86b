"""One file → everything that is read from it. Runs in a worker process, touches no store.

>>> extract(Path("某中心-2025-单位预算.pdf")).figures[0].citation.page
9
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.changes import changes_of
from index.checks import check
from index.errors import DocumentError
from index.figures import figures_of
from index.identity import identify
from index.passages import passages_of
from index.pdf import read_pages
from index.records import Extraction
from index.tables import find_tables

# Part of what decides whether a document is up to date: raise it when extraction changes.
EXTRACTOR = "1"


def digest(path: Path) -> str:
    """The file's sha256, hex. Raises DocumentError when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise DocumentError(path.name, f"无法读取（{error.strerror}）", "请检查文件权限") from error


def extract(path: Path, sha256: str) -> Extraction:
    """All facts of one disclosure. Raises DocumentError naming the page and the remedy."""
    pages = read_pages(path)
    document = identify(path, sha256, pages)
    tables = find_tables(pages)
    figures = tuple(figure for table in tables for figure in figures_of(table, document))
    passages = passages_of(document, pages)
    if not figures and not passages:
        raise DocumentError(path.name, "没有可读的文字或表格，可能是扫描件", "请提供带文字层的 PDF")
    changes = changes_of(document, pages)
    return Extraction(
        document=document,
        tables=tables,
        figures=figures,
        changes=changes,
        passages=passages,
        findings=check(document.kind, figures, changes),
        warnings=_warnings(pages_without_text=[page.number for page in pages if page.image_only]),
    )


def _warnings(pages_without_text: list[int]) -> tuple[str, ...]:
    if not pages_without_text:
        return ()
    listed = "、".join(str(page) for page in pages_without_text)
    return (f"第{listed}页是图片，没有文字层，未读取",)
