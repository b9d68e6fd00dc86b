"""One file → everything that is read from it. Runs in a worker process, touches no store.

>>> extract(Path("某中心-2025-单位预算.pdf")).figures[0].citation.page
9
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from index.audit.checks import Audit, audit
from index.audit.page_checks import page_checks
from index.facts.errors import DocumentError, MissingExtra
from index.facts.faults import PASSED, Fault, blank, cause_of, line_of, over_pages, without_grids
from index.facts.given import NOTHING, Given
from index.facts.limits import LIMITS, Limits, OnPage, ignore
from index.facts.naming.file_names import has_places, place
from index.facts.plainly import reason
from index.facts.records import (
    Change,
    Citation,
    Document,
    Extraction,
    Figure,
    Finding,
    Kind,
    Legibility,
    Page,
    Passage,
    Placing,
    Saying,
    Table,
)
from index.files.formats import read
from index.policy.reading import read_policy
from index.prose.amounts.changes import changes_of
from index.prose.grid_text import grid_passages, in_reading_order
from index.prose.identity import identify
from index.prose.passages import passages_of
from index.tables.doubts import doubted
from index.tables.figures import figures_of
from index.tables.legibility import marked, with_legibility
from index.tables.tables import find_tables

# Part of what decides whether a document is up to date: raise it when extraction changes.
EXTRACTOR = "26"

_NOTHING_GIVEN: Mapping[str, Given] = {}
_OCR_REMEDY = f"请提供带文字层的 PDF。{MissingExtra('识别扫描件', 'ocr')}，然后重新索引"

_Fact = TypeVar("_Fact", Figure, Change, Passage, Saying)
_T = TypeVar("_T")


def digest(path: Path) -> str:
    """The file's sha256, hex. Raises DocumentError when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise DocumentError(path.name, f"无法读取（{reason(error)}）", "请检查文件权限") from error


def extract(
    path: Path,
    sha256: str,
    on_page: OnPage = ignore,
    *,
    limits: Limits = LIMITS,
    given: Mapping[str, Given] = _NOTHING_GIVEN,
) -> Extraction:
    """All facts of one disclosure, with what was `given` of files by digest.

    Raises DocumentError naming the page and the remedy.
    A fault of the program costs the page, the table or the checks that it met, and is among the warnings.
    """
    pages, warnings = read(path, limits, on_page)
    if pages and all(page.image_only and not page.ocr for page in pages):
        raise DocumentError(path.name, "没有文字层，是扫描件，未读取", _OCR_REMEDY)
    net = _Net(path.name)
    told = given.get(sha256, NOTHING)
    if told.kind in (None, Kind.POLICY):
        policy = net.over("", pages, blank, lambda some: read_policy(path, sha256, some, told))
        if policy is not None:
            return _with_places(_scanned_policy(policy, pages, (*warnings, *net.lines)), path, pages)
    identity = net.over("", pages, blank, lambda some: identify(path, sha256, some, told))
    document = told.applied(identity.document)
    tables = net.over("的表格", pages, without_grids, lambda some: find_tables(some, net.table))
    figures = net.of_tables(tables, document)
    passages = net.over("的文字", pages, blank, lambda some: passages_of(document, some))
    worded = net.over(
        "中写着文字的表格", pages, blank, lambda some: grid_passages(document, some, passages, figures)
    )
    passages = in_reading_order((*passages, *worded))
    recognised = frozenset(page.number for page in pages if page.ocr)
    doubts = _of_pages(path.name, pages)
    if not figures and not passages:
        if net.lines:
            raise DocumentError(path.name, "没有读出文字或表格", net.lines[0])
        said = "；".join(doubts) or "没有可读的文字或表格，可能是扫描件"
        raise DocumentError(path.name, said, _OCR_REMEDY)
    no_changes: tuple[Change, ...] = ()
    changes = net.over(
        "文字所说的增减", pages, blank, lambda some: tuple(changes_of(document, some)), no_changes
    )
    figures = with_legibility(doubted(figures, changes), changes, recognised)
    if recognised:
        changes = tuple(_recognised(change, recognised) for change in changes)
        passages = tuple(_recognised(passage, recognised) for passage in passages)
    audited = net.check(lambda: audit(document.kind, figures, changes, tables), Audit((), 0, 0))
    nothing: tuple[Finding, ...] = ()
    on_pages = net.check(lambda: page_checks(document, pages), nothing)
    extraction = Extraction(
        document=document,
        tables=tables,
        figures=figures,
        changes=changes,
        passages=passages,
        findings=_in_order((*audited.findings, *on_pages)),
        warnings=(
            *warnings,
            *identity.warnings,
            *_of_scans(pages, figures),
            *doubts,
            *dict.fromkeys(net.lines),
            *_misread(figures),
            *_doubts(audited),
        ),
    )
    return _with_places(extraction, path, pages)


def _scanned_policy(policy: Extraction, pages: Sequence[Page], warnings: Sequence[str]) -> Extraction:
    """A policy document's facts with what was recognised in pictures marked."""
    recognised = frozenset(page.number for page in pages if page.ocr)
    marked_so = replace(
        policy,
        figures=tuple(_recognised(figure, recognised) for figure in policy.figures),
        passages=tuple(_recognised(passage, recognised) for passage in policy.passages),
    )
    return replace(marked_so, warnings=(*warnings, *policy.warnings, *_of_scans(pages, marked_so.figures)))


def _with_places(extraction: Extraction, path: Path, pages: Sequence[Page]) -> Extraction:
    """The same facts, cited where they stand on the page as it is displayed, or without a box."""
    if not has_places(path.name):
        return with_citations(extraction, lambda citation: replace(citation, bbox=None))
    placings = {page.number: page.placing for page in pages if page.placing is not None}
    return (
        with_citations(extraction, lambda citation: _placed(citation, placings)) if placings else extraction
    )


class _Net:
    """Runs the steps of an extraction; `lines` tell what a fault of the program cost."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.lines: list[str] = []

    def over(
        self,
        what: str,
        pages: Sequence[Page],
        spare: Callable[[Page], Page],
        step: Callable[[Sequence[Page]], _T],
        none: _T | None = None,
    ) -> _T:
        """What a step makes of the pages that bring no fault; `none` where it fails whatever the pages."""
        try:
            found, faults = over_pages(step, pages, spare)
        except PASSED:
            raise
        except Exception as error:
            if none is None:
                raise
            found, faults = none, (Fault(0, cause_of(error)),)
        self._tell(what, faults)
        return found

    def of_tables(self, tables: Sequence[Table], document: Document) -> tuple[Figure, ...]:
        """The figures of the tables that bring no fault."""
        figures: list[Figure] = []
        for table in tables:
            try:
                figures.extend(figures_of(table, document))
            except PASSED:
                raise
            except Exception as error:
                self._tell(f"的表《{table.title}》", [Fault(table.pages[0], cause_of(error))])
        return tuple(figures)

    def table(self, title: str, pages: Sequence[int], error: Exception) -> None:
        """A table that could not be read."""
        self._tell(f"的表《{title}》", [Fault(pages[0], cause_of(error))])

    def check(self, step: Callable[[], _T], none: _T) -> _T:
        """What a check of the whole document finds, or `none`: no figure hangs on it."""
        try:
            return step()
        except PASSED:
            raise
        except Exception as error:
            problem = f"勾稽核对时程序出错（{cause_of(error)}），这份文件没有核对完"
            self.lines.append(f"{problem}；数字和文字都已读取。请把这一行报告给维护人员")
            return none

    def _tell(self, what: str, faults: Sequence[Fault]) -> None:
        for fault in faults:
            part = place(self._name, fault.page) + what if fault.page else what.removeprefix("的")
            self.lines.append(line_of(part, fault.cause))


def _misread(figures: Sequence[Figure]) -> tuple[str, ...]:
    """The figures that look misread."""
    found = [figure for figure in figures if figure.citation.legibility is Legibility.DOUBTFUL]
    if not found:
        return ()
    pages = sorted({figure.citation.page for figure in found})
    return (f"第{_listed(pages)}页有{len(found)}个数字读取存疑，回答时会注明，请对照原件",)


def _of_pages(name: str, pages: Sequence[Page]) -> tuple[str, ...]:
    """What could not be read on the pages; the same doubt about several pages is one sentence."""
    found: dict[str, list[int]] = defaultdict(list)
    for page in pages:
        for doubt in page.doubts:
            found[doubt].append(page.number)
    if has_places(name):
        return tuple(f"第{_listed(numbers)}页{doubt}" for doubt, numbers in found.items())
    return tuple(place(name, number) + doubt for doubt, numbers in found.items() for number in numbers)


def _placed(citation: Citation, placings: Mapping[int, Placing]) -> Citation:
    """A place on a levelled page as the place on the page as it is displayed."""
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
        policy=extraction.policy and replace(extraction.policy, sayings=placed(extraction.policy.sayings)),
    )


def _in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.citations[0].page))


def _recognised(fact: _Fact, pages: frozenset[int]) -> _Fact:
    if fact.citation.page not in pages:
        return fact
    return replace(fact, citation=marked(fact.citation, Legibility.UNCHECKED))


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
    """Warnings about pages that are pictures."""
    lines = []
    if scanned := [page.number for page in pages if page.ocr and page.lines]:
        marks = [figure.citation.legibility for figure in figures]
        lines.append(
            f"第{_listed(scanned)}页是扫描件，文字由识别得到：{marks.count(Legibility.CHECKED)}个数字勾稽相符，"
            f"{marks.count(Legibility.UNCHECKED)}个未能核对，请对照原件"
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
