"""Files and folders → the stores, one document at a time, each as one step.

For each file: unchanged (same digest, same extractor) is skipped; else its facts are read
in a worker process, its vectors are put under new ids, one transaction swaps the document's
facts, and the old vectors are dropped. A kill at any moment leaves the old or the new edition
readable; the next run begins by reconciling what was left. What a file costs does not depend on how many
are indexed already.

    with open_stores(folder, load_model(name)) as stores:       # of index.store.opening
        summary = build([Path("samples")], stores, on_progress=show)
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from index.audit.audit_report import is_small
from index.extract import EXTRACTOR, digest, extract
from index.facts.errors import DocumentError
from index.facts.given import Given
from index.facts.limits import LIMITS, Limits, checked_size
from index.facts.plainly import reason
from index.facts.records import Extraction
from index.sources import Source, files_of, stands, unpacked
from index.store.protocols import Facts, StoredDocument, Stores
from index.storing import called, check_departments, forget, named, put, reconciled
from index.workers import Outcome, Read, read_all


@dataclass(slots=True)
class Summary:
    """What a run did. `failed` and `warnings` are one plain line each.

    `added` and `replaced` are the files that were stored, as new documents and in the place of others;
    `gone` the names of the documents that were removed.
    """

    documents: int = 0
    pages: int = 0
    tables: int = 0
    figures: int = 0
    changes: int = 0
    passages: int = 0
    findings: int = 0
    rounding: int = 0
    skipped: int = 0
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def removed(self) -> int:
        """How many documents were removed."""
        return len(self.gone)

    def add(self, extraction: Extraction, waiting: Waiting) -> None:
        """Count one document, read from the file that waited."""
        (self.added if waiting.new else self.replaced).append(str(waiting.source.origin))
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
class Waiting:
    """A file to read, with its digest; a `new` one takes the place of no document, by content or place."""

    source: Source
    sha256: str
    new: bool


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


def build(
    paths: Sequence[Path],
    stores: Stores,
    *,
    jobs: int | None = None,
    prune: bool | Path = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    limits: Limits = LIMITS,
    read: Read | None = None,
    again: bool = False,
    gentle: bool = False,
) -> Summary:
    """Index every file under `paths`. A bad file is a line in the summary; the rest goes on.

    Files are read in `jobs` worker processes, one for each core unless told, and stored in the order
    of their paths. `on_progress` is told of each file and page, and about once a second; what it raises
    ends the run between two documents. `prune` removes documents whose files are gone: all, or those below a
    folder. `read` is `extract` within `limits`, with what persons gave of
    documents, unless another is told. `again` reads what is unchanged too. `gentle` workers give way to
    whatever else the machine does.
    """
    changed = reconciled(stores)
    found = files_of(paths)
    # `index .` must not read the store's own copies, which bear digests for names.
    files = [path for path in found.files if not stores.originals.holds(path)]
    summary = Summary(failed=found.problems, warnings=found.notes)
    with TemporaryDirectory(prefix="budget-qa-") as folder:
        sources, told = unpacked(files, Path(folder), limits)
        summary.failed += told.problems
        summary.warnings += told.notes
        waiting = compared(sources, stores, summary, limits, again=again)
        by_path = {one.source.path: one for one in waiting}
        done = len(sources) - len(waiting)
        read = read or partial(extract, limits=limits, given=stores.facts.given())

        def watch(path: Path, page: int, of: int) -> None:
            on_progress(Progress(done, len(sources), path.name, page=page, pages=of))

        on_progress(Progress(done, len(sources)))
        for path, outcome in read_all(
            [(one.source.path, one.sha256) for one in waiting],
            jobs=jobs or cores(),
            read=read,
            limits=limits,
            watch=watch,
            gentle=gentle,
        ):
            done += 1
            try:
                origin = by_path[path].source.origin
                extraction = named(read_as(outcome), origin, stores.facts)
                changed |= put(extraction, path, str(origin), stores)
            except DocumentError as error:
                summary.failed.append(str(error))
                on_progress(Progress(done, len(sources), path.name, "失败"))
                continue
            summary.add(extraction, by_path[path])
            on_progress(Progress(done, len(sources), path.name, "完成"))
    if prune:
        gone = _gone(stores.facts, prune)
        summary.gone += [stored.document.name for stored in gone]
        changed |= forget(stores, gone) if gone else set()
    summary.findings += check_departments(stores, changed)
    stores.settle()
    return summary


def read_again(
    stores: Stores,
    document_id: int,
    *,
    given: Given | None = None,
    limits: Limits = LIMITS,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    gentle: bool = False,
) -> Extraction:
    """Read a document's stored copy again; with `given`, which is kept, as a person says that it is.

    What is given goes over what was given before; nothing given forgets it. Raises KeyError when there is
    no document of that id, DocumentError when it cannot be read: then it stays as it was, and so does what
    was given before.
    """
    found = stores.facts.find(ids=[document_id])
    if not found:
        raise KeyError(document_id)
    stored = found[0]
    name, sha256 = Path(stored.document.name).name, stored.document.sha256
    changed = reconciled(stores)
    before = stores.facts.given().get(sha256, Given())
    if given is not None:
        stores.facts.give(sha256, given.over(before) if given else given)
    try:
        with TemporaryDirectory(prefix="budget-qa-") as folder:
            path = Path(folder, name)
            _copied(stores.originals.path(stored.document), path)
            ((_, outcome),) = read_all(
                [(path, sha256)],
                jobs=1,
                read=partial(extract, limits=limits, given=stores.facts.given()),
                limits=limits,
                watch=lambda path, page, of: on_progress(Progress(0, 1, name, page=page, pages=of)),
                gentle=gentle,
            )
            extraction = called(read_as(outcome), stored.document.name)
            changed |= put(extraction, path, stored.source, stores)
    except BaseException:
        stores.facts.give(sha256, before)
        raise
    check_departments(stores, changed)
    stores.settle()
    return extraction


def follow(stores: Stores) -> None:
    """Make vectors, copies and checks over documents follow the facts, whoever wrote these."""
    check_departments(stores, reconciled(stores))
    stores.settle()


def remove(stores: Stores, document_id: int) -> None:
    """Forget one document in all stores. Raises KeyError when there is none of that id."""
    gone = stores.facts.find(ids=[document_id])
    if not gone:
        raise KeyError(document_id)
    changed = reconciled(stores)
    changed |= forget(stores, gone)
    check_departments(stores, changed)
    stores.settle()


@dataclass(frozen=True, slots=True)
class Due:
    """What a run over a folder would do: files to add and to replace, documents to remove.

    `failed` has a line for each file that cannot be read.
    """

    added: tuple[Path, ...]
    replaced: tuple[Path, ...]
    removed: tuple[StoredDocument, ...]
    failed: tuple[str, ...]


def due(
    folder: Path, stores: Stores, limits: Limits = LIMITS, *, laid: Mapping[Path, Path] | None = None
) -> Due:
    """What `build` over a folder, with `prune` of it, would do.

    `laid` are the files that the folder would hold, each with where its bytes lie now; those that it holds
    unless told. Nothing is written but what archives hold, for as long as it is compared.
    """
    summary = Summary()
    if laid is None:
        found = files_of([folder])
        laid = {path: path for path in found.files if not stores.originals.holds(path)}
        summary.failed += found.problems
    sources: list[Source] = []
    with TemporaryDirectory(prefix="budget-qa-") as inside:
        for n, (origin, path) in enumerate(laid.items()):
            held, told = unpacked([path], Path(inside, str(n)), limits)
            summary.failed += told.problems
            here, there = path.resolve(), origin.resolve()
            sources += [replace(one, origin=there / one.origin.relative_to(here)) for one in held]
        waiting = compared(sources, stores, summary, limits)
    standing = {origin.resolve() for origin in laid}

    def stays(stored: StoredDocument) -> bool:
        lay = Path(stored.source)
        return lay in standing or not standing.isdisjoint(lay.parents)

    return Due(
        tuple(one.source.origin for one in waiting if one.new),
        tuple(one.source.origin for one in waiting if not one.new),
        tuple(stored for stored in _below(stores.facts, folder.resolve()) if not stays(stored)),
        tuple(summary.failed),
    )


def _gone(facts: Facts, below: bool | Path) -> list[StoredDocument]:
    """The documents whose files are gone, of all or of those below a folder."""
    documents = _below(facts, below.resolve()) if isinstance(below, Path) else facts.documents()
    return [stored for stored in documents if not stands(stored.source)]


def _below(facts: Facts, root: Path) -> list[StoredDocument]:
    """The documents whose files lie or lay below a folder."""
    return [stored for stored in facts.documents() if Path(stored.source).is_relative_to(root)]


def _copied(kept: Path, to: Path) -> None:
    """Raises DocumentError when the copy cannot be read."""
    try:
        shutil.copyfile(kept, to)
    except OSError as error:
        raise DocumentError(to.name, f"收录的副本无法读取（{reason(error)}）", "请重新索引原文件") from error


def compared(
    sources: Sequence[Source], stores: Stores, summary: Summary, limits: Limits, *, again: bool = False
) -> list[Waiting]:
    """The files that the store does not hold as they are; what cannot be read is a line of the summary."""
    waiting: list[Waiting] = []
    seen: dict[str, Path] = {}
    given = stores.facts.given()
    for source in sources:
        path = source.path
        try:
            _checked_name(source.origin)
            checked_size(path, limits)
            sha256 = digest(path)
        except DocumentError as error:
            summary.failed.append(str(error))
            continue
        if sha256 in seen:
            summary.warnings.append(f"{path.name}：与 {seen[sha256].name} 内容相同，只索引一份")
            summary.skipped += 1
            continue
        seen[sha256] = path
        known = stores.facts.find(digests=[sha256])
        if not again and any(up_to_date(stored, source.origin, given) for stored in known):
            summary.skipped += 1
            continue
        replaced = () if known else stores.facts.find(sources=[str(source.origin)])
        waiting.append(Waiting(source, sha256, new=not known and not replaced))
        if any(stored.document.sha256 in given for stored in replaced):
            problem = "内容已改变，先前指定的单位、年份、种类不再适用"
            summary.warnings.append(f"{path.name}：{problem}。如仍适用，请再用 docs set 指定")
    return waiting


def read_as(outcome: Outcome) -> Extraction:
    """What a worker read. Raises the DocumentError that it met."""
    if isinstance(outcome, DocumentError):
        raise outcome
    return outcome


def up_to_date(stored: StoredDocument, origin: Path, given: Mapping[str, Given]) -> bool:
    """Whether a file of this content needs no reading; one that was moved, renamed or given anew does."""
    as_given = given.get(stored.document.sha256, Given()).holds(stored.document)
    here = Path(stored.source) == origin or stands(stored.source)
    return stored.extractor == EXTRACTOR and as_given and here


def _checked_name(path: Path) -> None:
    """Raises DocumentError for a path that is no text: neither the store nor a page could show it."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        shown = path.name.encode(errors="backslashreplace").decode()
        raise DocumentError(shown, "文件名或文件夹名不是 UTF-8 编码", "请改名后再建立索引") from None


def cores() -> int:
    """The cores this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
