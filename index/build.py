"""Files and folders → the stores, one document at a time, each as one step.

For each file: unchanged (same digest, same extractor) is skipped; else its facts are read
in a worker process, its vectors are put into the passage store under new ids, one SQL
transaction swaps the document's rows, and the old vectors are dropped. A kill at any moment
leaves the old or the new edition readable; the next run begins by reconciling what was left.

    with open_stores(folder, load_model(name)) as stores:
        summary = build([Path("samples")], stores, on_progress=show)
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from index.audit.audit_report import is_small
from index.audit.departments import Disclosure, department_checks
from index.extract import EXTRACTOR, digest, extract
from index.facts.errors import DocumentError, StoreError
from index.facts.file_names import SUFFIXES, copy_name, remedy
from index.facts.identities import CROSS_UNITS, OVER_DOCUMENTS, WHOLE_OF_UNITS
from index.facts.limits import LIMITS, Limits, checked_size
from index.facts.records import Citation, Extraction, Kind, Scope
from index.store.embed import Encoder
from index.store.figure_store import FigureStore, StoredDocument, passage_refs
from index.store.passage_store import PassageStore
from index.workers import Read, read_all


@dataclass(frozen=True, slots=True)
class Stores:
    """Both stores of one folder, and the folder of the documents' copies.

    `swapping` is entered while one document's rows take the place of another's: a server lets no
    question run meanwhile.
    """

    facts: FigureStore
    passages: PassageStore
    documents: Path
    swapping: Callable[[], AbstractContextManager[None]] = nullcontext


@dataclass(slots=True)
class Summary:
    """What a run did. `failed` and `warnings` are one plain line each."""

    documents: int = 0
    pages: int = 0
    tables: int = 0
    figures: int = 0
    changes: int = 0
    passages: int = 0
    findings: int = 0
    rounding: int = 0
    skipped: int = 0
    removed: int = 0
    failed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add(self, extraction: Extraction) -> None:
        """Count one document."""
        self.documents += 1
        self.pages += extraction.document.pages
        self.tables += len(extraction.tables)
        self.figures += len(extraction.figures)
        self.changes += len(extraction.changes)
        self.passages += len(extraction.passages)
        self.findings += len(extraction.findings)
        self.rounding += sum(is_small(finding) for finding in extraction.findings)
        self.warnings.extend(f"{extraction.document.name}：{line}" for line in extraction.warnings)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `done` of `total` files; `name` is the file that is done, with its `outcome`.

    Without an outcome it is the file being read, at `page` of `pages`; 0 where that is not known.
    """

    done: int
    total: int
    name: str = ""
    outcome: str = ""
    page: int = 0
    pages: int = 0


@contextmanager
def open_stores(folder: Path, encoder: Encoder, *, rebuild: bool = False) -> Iterator[Stores]:
    """Both stores, for this process alone; `rebuild` drops vectors of another model.

    Raises StoreError when another process holds them or the vectors are of another model.
    """
    with (
        PassageStore.open(folder, encoder, reset=rebuild) as passages,
        FigureStore.open(folder, create=True) as facts,
    ):
        documents = folder / "documents"
        documents.mkdir(exist_ok=True)
        yield Stores(facts, passages, documents)


Walk = Callable[..., Iterable[tuple[str, list[str], list[str]]]]
"""`os.walk`, or what stands for it."""


def files_of(paths: Sequence[Path], walk: Walk = os.walk) -> tuple[list[Path], list[str]]:
    """The indexable files under `paths`, each once, and a line for each path that holds none."""
    found: dict[Path, Path] = {}
    problems: list[str] = []
    for path in paths:
        if path.is_dir():
            inside = _inside(path, problems, walk)
            # 某局.txt beside 某局.pdf is the same text once more, without its tables.
            told = {file.with_suffix("") for file in inside if file.suffix.lower() != ".txt"}
            inside = [f for f in inside if f.suffix.lower() != ".txt" or f.with_suffix("") not in told]
            if not inside and not any(line.startswith(f"{path}") for line in problems):
                problems.append(f"{path}：文件夹中没有可索引的文件（PDF、docx、xlsx、html、txt）。请检查路径")
            for file in inside:
                found.setdefault(file.resolve(), file)
        elif not path.exists():
            problems.append(f"{path}：文件不存在。请检查路径")
        elif path.suffix.lower() not in SUFFIXES:
            problems.append(
                f"{path.name}：不支持的文件类型 {path.suffix or '（无扩展名）'}。{remedy(path.name)}"
            )
        elif not path.is_file():
            problems.append(f"{path}：不是普通文件（管道或设备）。请提供文件或文件夹")
        else:
            found.setdefault(path.resolve(), path)
    return list(found.values()), problems


def _inside(folder: Path, problems: list[str], walk: Walk) -> list[Path]:
    """The indexable files under a folder, sorted; what cannot be looked into is a line in `problems`."""

    def refused(error: OSError) -> None:
        problems.append(f"{error.filename}：文件夹无法打开（{error.strerror}）。请检查读取权限")

    found = []
    for parent, _, names in walk(folder, onerror=refused):
        for name in names:
            file = Path(parent, name)
            # ~$预算.docx is the lock that Word leaves beside an open file.
            if file.suffix.lower() not in SUFFIXES or name.startswith(("~$", ".")):
                continue
            if file.is_file():
                found.append(file)
            elif file.is_symlink():
                problems.append(f"{file}：链接指向的文件不存在。请修复或删除该链接")
            else:
                problems.append(f"{file}：不是普通文件（管道或设备）。请提供文件或文件夹")
    return sorted(found)


def build(
    paths: Sequence[Path],
    stores: Stores,
    *,
    jobs: int | None = None,
    prune: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    limits: Limits = LIMITS,
    read: Read | None = None,
    copy: Callable[[Path, Path], object] = shutil.copyfile,
    again: bool = False,
    gentle: bool = False,
) -> Summary:
    """Index every file under `paths`. A bad file is a line in the summary; the rest goes on.

    Files are read in `jobs` worker processes, one for each core unless told, and stored in the order
    of their paths. `on_progress` is told of each file and page, and about once a second; what it raises
    ends the run between two documents. `read` is `extract` within `limits` unless another is given; `copy`
    keeps what was read. `again` reads what is unchanged too. `gentle` workers give way to whatever
    else the machine does.
    """
    _reconcile(stores)
    files, problems = files_of(paths)
    # `index .` must not read the store's own copies, which bear digests for names.
    files = [path for path in files if not path.resolve().is_relative_to(stores.documents.resolve())]
    summary = Summary(failed=problems)
    known = {stored.document.sha256: stored for stored in stores.facts.documents()}
    waiting: list[tuple[Path, str]] = []
    seen: dict[str, Path] = {}
    done = 0
    for path in files:
        try:
            _checked_name(path)
            checked_size(path, limits)
            sha256 = digest(path)
        except DocumentError as error:
            summary.failed.append(str(error))
            done += 1
            continue
        if sha256 in seen:
            summary.warnings.append(f"{path.name}：与 {seen[sha256].name} 内容相同，只索引一份")
            summary.skipped += 1
            done += 1
        elif not again and sha256 in known and _up_to_date(known[sha256], path):
            summary.skipped += 1
            done += 1
        else:
            waiting.append((path, sha256))
        seen.setdefault(sha256, path)
    read = read or partial(extract, limits=limits)

    def watch(path: Path, page: int, of: int) -> None:
        on_progress(Progress(done, len(files), path.name, page=page, pages=of))

    on_progress(Progress(done, len(files)))
    for path, outcome in read_all(
        waiting, jobs=jobs or _cores(), read=read, limits=limits, watch=watch, gentle=gentle
    ):
        done += 1
        if isinstance(outcome, DocumentError):
            summary.failed.append(str(outcome))
            on_progress(Progress(done, len(files), path.name, "失败"))
            continue
        extraction = _named(outcome, path, stores.facts.documents())
        try:
            _store(extraction, path, stores, copy)
        except DocumentError as error:
            summary.failed.append(str(error))
            on_progress(Progress(done, len(files), path.name, "失败"))
            continue
        summary.add(extraction)
        on_progress(Progress(done, len(files), path.name, "完成"))
    if prune:
        summary.removed = _prune(stores)
    summary.findings += _check_departments(stores)
    return summary


def remove(stores: Stores, document_id: int) -> None:
    """Forget one document in both stores. Raises KeyError when there is none of that id."""
    with stores.swapping():
        stores.facts.remove(document_id)
    _reconcile(stores)
    _check_departments(stores)


def _check_departments(stores: Stores) -> int:
    """Check each 部门 against its 单位, as they are indexed now; how many new findings there are."""
    standing = [stored for stored in stores.facts.documents() if stored.superseded_by is None]
    scopes: dict[tuple[int, Kind], set[Scope]] = defaultdict(set)
    for stored in standing:
        scopes[stored.document.year, stored.document.kind].add(stored.document.scope)
    paired = [stored for stored in standing if len(scopes[stored.document.year, stored.document.kind]) > 1]
    kinds = {place.table for place in (*WHOLE_OF_UNITS, *CROSS_UNITS)}
    disclosures = []
    for stored in paired:
        figures = stores.facts.figures(documents=[stored.id], table_kinds=kinds)
        texts = (
            stores.facts.passages(documents=[stored.id]) if stored.document.scope is Scope.DEPARTMENT else ()
        )
        disclosures.append(
            Disclosure(
                stored.id,
                stored.document,
                tuple(each.figure for each in figures),
                tuple(" ".join((*each.passage.headings, each.passage.text)) for each in texts),
            )
        )
    with stores.swapping():
        return stores.facts.put_findings(OVER_DOCUMENTS, department_checks(disclosures))


def _up_to_date(stored: StoredDocument, path: Path) -> bool:
    """Whether a file of this content needs no reading; one that was moved or renamed does."""
    source = Path(stored.source)
    return stored.extractor == EXTRACTOR and (source == path.resolve() or source.exists())


def _checked_name(path: Path) -> None:
    """Raises DocumentError for a path that is no text: neither the store nor a page could show it."""
    try:
        str(path.resolve()).encode()
    except UnicodeEncodeError:
        shown = path.name.encode(errors="backslashreplace").decode()
        raise DocumentError(shown, "文件名或文件夹名不是 UTF-8 编码", "请改名后再建立索引") from None


def _cores() -> int:
    """The cores this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _named(extraction: Extraction, path: Path, known: Sequence[StoredDocument]) -> Extraction:
    """The extraction under a name no other file has: `folder/name` where the bare name is taken."""
    name = extraction.document.name
    file = path.resolve()
    taken = {
        stored.document.name
        for stored in known
        if stored.source != str(file) and Path(stored.source).exists()
    }
    if name not in taken:
        return extraction
    # …/甲/2025/公开.pdf and …/乙/2025/公开.pdf still differ one folder further up.
    steps = range(2, len(file.parts))
    longer = next((name for n in steps if (name := "/".join(file.parts[-n:])) not in taken), file.as_posix())

    def moved(citation: Citation) -> Citation:
        return replace(citation, document=longer)

    return replace(
        extraction,
        document=replace(extraction.document, name=longer),
        figures=tuple(replace(figure, citation=moved(figure.citation)) for figure in extraction.figures),
        changes=tuple(replace(change, citation=moved(change.citation)) for change in extraction.changes),
        passages=tuple(replace(passage, citation=moved(passage.citation)) for passage in extraction.passages),
        findings=tuple(
            replace(finding, citations=tuple(map(moved, finding.citations)))
            for finding in extraction.findings
        ),
    )


def _store(extraction: Extraction, path: Path, stores: Stores, copy: Callable[[Path, Path], object]) -> None:
    document = extraction.document
    _keep(path, document.sha256, stores.documents / copy_name(document.name, document.sha256), copy)
    refs = passage_refs(extraction)
    texts = [" ".join((*passage.headings, passage.text)) for passage in extraction.passages]
    source = str(path.resolve())
    replaced = stores.facts.editions_of(document, source)
    old = {stored.ref for stored in stores.facts.passages(documents=[stored.id for stored in replaced])}
    stores.passages.put(refs, texts, document.sha256)
    with stores.swapping():
        stores.facts.replace(extraction, source=source, extractor=EXTRACTOR)
    if stale := old - set(refs):
        stores.passages.delete(stale)
    for stored in replaced:
        if stored.document.sha256 != document.sha256:
            (stores.documents / copy_name(stored.document.name, stored.document.sha256)).unlink(
                missing_ok=True
            )


def _keep(path: Path, sha256: str, kept: Path, copy: Callable[[Path, Path], object]) -> None:
    """Keep the file as it was read.

    Raises DocumentError when it is not that any more, StoreError when the disk is full. A file that is
    still being downloaded or saved has other bytes when it is read than when its digest was taken: its
    facts would be stored under the digest of what nobody has seen.
    """
    partial = kept.with_suffix(".part")
    try:
        if not kept.exists():
            copy(path, partial)
    except OSError as error:
        partial.unlink(missing_ok=True)
        if not path.exists():
            raise DocumentError(path.name, "读取后文件不见了", "请重新索引") from error
        raise StoreError(
            f"{kept.parent} 无法写入（{error.strerror}）。请检查磁盘空间和权限；已索引的内容不受影响"
        ) from error
    if digest(path) != sha256 or (partial.exists() and digest(partial) != sha256):
        partial.unlink(missing_ok=True)
        raise DocumentError(path.name, "文件在读取时改变了", "请待文件保存或下载完成后重新索引")
    if partial.exists():
        partial.replace(kept)


def _reconcile(stores: Stores) -> None:
    """Make vectors and copies follow the relational store, whatever a killed run left."""
    texts = stores.facts.passage_texts()
    vectors = stores.passages.ids()
    if stale := vectors - texts.keys():
        stores.passages.delete(stale)
    if missing := sorted(texts.keys() - vectors):
        digests = {
            ref: stored.document.sha256
            for stored in stores.facts.documents()
            for ref in missing
            if ref.startswith(stored.document.sha256[:16])
        }
        for sha256 in sorted(set(digests.values())):
            refs = [ref for ref in missing if digests[ref] == sha256]
            stores.passages.put(refs, [texts[ref] for ref in refs], sha256)
    wanted = {copy_name(stored.document.name, stored.document.sha256) for stored in stores.facts.documents()}
    for copy in stores.documents.iterdir():
        if copy.name not in wanted:
            copy.unlink()


def _prune(stores: Stores) -> int:
    gone = [stored for stored in stores.facts.documents() if not Path(stored.source).exists()]
    with stores.swapping():
        for stored in gone:
            stores.facts.remove(stored.id)
    _reconcile(stores)
    return len(gone)
