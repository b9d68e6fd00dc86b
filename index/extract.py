"""One file → everything that is read from it. Runs in a worker process, touches no store.

>>> extract(Path("某中心-2025-单位预算.pdf")).figures[0].citation.page
9
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from index.audit.checks import Audit, audit
from index.audit.page_checks import page_checks
from index.facts.errors import DocumentError, MissingExtra
from index.facts.file_names import has_places
from index.facts.limits import LIMITS, Limits, OnPage, ignore
from index.facts.records import Change, Citation, Extraction, Figure, Finding, Page, Passage, Placing, Reading
from index.files.formats import read
from index.prose.changes import changes_of
from index.prose.grid_text import grid_passages, in_reading_order
from index.prose.identity import identify
from index.prose.passages import passages_of
from index.tables.figures import figures_of
from index.tables.readings import marked, with_readings
from index.tables.tables import find_tables

# Part of what decides whether a document is up to date: raise it when extraction changes.
EXTRACTOR = "16"

_OCR_REMEDY = f"请提供带文字层的 PDF。{MissingExtra('识别扫描件', 'ocr')}，然后重新索引"

_Fact = TypeVar("_Fact", Figure, Change, Passage)


def digest(path: Path) -> str:
    """The file's sha256, hex. Raises DocumentError when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise DocumentError(path.name, f"无法读取（{error.strerror}）", "请检查文件权限") from error


def extract(path: Path, sha256: str, on_page: OnPage = ignore, *, limits: Limits = LIMITS) -> Extraction:
    """All facts of one disclosure. Raises DocumentError naming the page and the remedy."""
    pages, warnings = read(path, limits, on_page)
    if pages and all(page.image_only and not page.ocr for page in pages):
        raise DocumentError(path.name, "没有文字层，是扫描件，未读取", _OCR_REMEDY)
    identity = identify(path, sha256, pages)
    document = identity.document
    tables = find_tables(pages)
    figures = tuple(figure for table in tables for figure in figures_of(table, document))
    passages = passages_of(document, pages)
    passages = in_reading_order((*passages, *grid_passages(document, pages, passages, figures)))
    recognised = frozenset(page.number for page in pages if page.ocr)
    if not figures and not passages:
        raise DocumentError(path.name, "没有可读的文字或表格，可能是扫描件", _OCR_REMEDY)
    changes = changes_of(document, pages)
    figures = with_readings(figures, changes, recognised)
    if recognised:
        changes = tuple(_recognised(change, recognised) for change in changes)
        passages = tuple(_recognised(passage, recognised) for passage in passages)
    audited = audit(document.kind, figures, changes, tables)
    extraction = Extraction(
        document=document,
        tables=tables,
        figures=figures,
        changes=changes,
        passages=passages,
        findings=_in_order((*audited.findings, *page_checks(document, pages))),
        warnings=(*warnings, *identity.warnings, *_of_scans(pages, figures), *_doubts(audited)),
    )
    if not has_places(path.name):
        return with_citations(extraction, lambda citation: replace(citation, bbox=None))
    placings = {page.number: page.placing for page in pages if page.placing is not None}
    return (
        with_citations(extraction, lambda citation: _placed(citation, placings)) if placings else extraction
    )


def _placed(citation: Citation, placings: Mapping[int, Placing]) -> Citation:
    """A place on a sheet that was made level, as the place on the page as it is displayed."""
    placing = placings.get(citation.page)
    if placing is None or citation.bbox is None:
        return citation
    return replace(citation, bbox=placing.box(citation.bbox))


def with_citations(extraction: Extraction, better: Callable[[Citation], Citation]) -> Extraction:
    """The same facts, each citation in place of the one it is made from."""

    def placed(facts: Iterable[_Fact]) -> tuple[_Fact, ...]:
        return tuple(replace(fact, citation=better(fact.citation)) for fact in facts)

    return replace(
        extraction,
        figures=placed(extraction.figures),
        changes=placed(extraction.changes),
        passages=placed(extraction.passages),
        findings=tuple(
            replace(finding, citations=tuple(map(better, finding.citations)))
            for finding in extraction.findings
        ),
    )


def _in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.citations[0].page))


def _recognised(fact: _Fact, pages: frozenset[int]) -> _Fact:
    if fact.citation.page not in pages:
        return fact
    return replace(fact, citation=marked(fact.citation, Reading.UNCHECKED))


def _doubts(audited: Audit) -> tuple[str, ...]:
    """More failed identities than documents have errors: the reading is to be doubted first."""
    if not audited.doubtful:
        return ()
    pages = sorted({finding.citations[0].page for finding in audited.findings})
    return (
        f"提取存疑：{audited.applied}项勾稽中{audited.failed}项不符（第{_listed(pages)}页）。"
        "请先对照原件核对提取的数字",
    )


def _of_scans(pages: Sequence[Page], figures: Sequence[Figure]) -> tuple[str, ...]:
    """What a reader must know of pages that are pictures."""
    lines = []
    if scanned := [page.number for page in pages if page.ocr and page.lines]:
        readings = [figure.citation.reading for figure in figures]
        lines.append(
            f"第{_listed(scanned)}页是扫描件，文字由识别得到：{readings.count(Reading.CHECKED)}个数字勾稽相符，"
            f"{readings.count(Reading.UNCHECKED)}个未能核对，请对照原件"
        )
    if unread := [page.number for page in pages if page.image_only and not page.ocr]:
        lines.append(f"第{_listed(unread)}页是图片，没有文字层，未读取。{_OCR_REMEDY}")
    if blank := [page.number for page in pages if page.image_only and page.ocr]:
        lines.append(f"第{_listed(blank)}页是图片，没有识别出文字")
    return tuple(lines)


def _listed(pages: Sequence[int]) -> str:
    """(3, 4, 5, 9) → "3-5、9"."""
    parts: list[list[int]] = []
    for page in pages:
        if parts and parts[-1][-1] == page - 1:
            parts[-1].append(page)
        else:
            parts.append([page])
    return "、".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)
