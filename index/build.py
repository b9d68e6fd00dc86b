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
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from index.audit.audit_report import is_small
from index.audit.departments import COVERING, Disclosure, department_checks, families, names_of
from index.extract import EXTRACTOR, digest, extract, with_citations
from index.facts.editions import discloses
from index.facts.errors import DocumentError
from index.facts.file_names import copy_name
from index.facts.given import Given
from index.facts.identities import CROSS_UNITS, OVER_DOCUMENTS, WHOLE_OF_UNITS
from index.facts.limits import LIMITS, Limits, checked_size
from index.facts.records import Document, Extraction, Figure, Kind, Scope
from index.facts.subjects import normal
from index.sources import Source, files_of, stands, unpacked
from index.store.batches import batches
from index.store.protocols import Facts, StoredDocument, Stores
from index.store.refs import indexed_text, passage_refs
from index.workers import Outcome, Read, read_all

Edition = tuple[int, Kind]
"""Year and kind: documents of one such are checked against each other."""


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


def build(
    paths: Sequence[Path],
    stores: Stores,
    *,
    jobs: int | None = None,
    prune: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    limits: Limits = LIMITS,
    read: Read | None = None,
    again: bool = False,
    gentle: bool = False,
) -> Summary:
    """Index every file under `paths`. A bad file is a line in the summary; the rest goes on.

    Files are read in `jobs` worker processes, one for each core unless told, and stored in the order
    of their paths. `on_progress` is told of each file and page, and about once a second; what it raises
    ends the run between two documents. `read` is `extract` within `limits`, with what persons gave of
    documents, unless another is told. `again` reads what is unchanged too. `gentle` workers give way to
    whatever else the machine does.
    """
    changed = _reconciled(stores)
    found = files_of(paths)
    # `index .` must not read the store's own copies, which bear digests for names.
    files = [path for path in found.files if not stores.originals.holds(path)]
    summary = Summary(failed=found.problems, warnings=found.notes)
    with TemporaryDirectory(prefix="budget-qa-") as folder:
        sources, told = unpacked(files, Path(folder), limits)
        summary.failed += told.problems
        summary.warnings += told.notes
        waiting = _waiting(sources, stores, summary, limits, again)
        origins = {source.path: source.origin for source, _ in waiting}
        done = len(sources) - len(waiting)
        read = read or partial(extract, limits=limits, given=stores.facts.given())

        def watch(path: Path, page: int, of: int) -> None:
            on_progress(Progress(done, len(sources), path.name, page=page, pages=of))

        on_progress(Progress(done, len(sources)))
        for path, outcome in read_all(
            [(source.path, sha256) for source, sha256 in waiting],
            jobs=jobs or _cores(),
            read=read,
            limits=limits,
            watch=watch,
            gentle=gentle,
        ):
            done += 1
            try:
                extraction = _named(_read(outcome), origins[path], stores.facts)
                changed |= _store(extraction, path, str(origins[path]), stores)
            except DocumentError as error:
                summary.failed.append(str(error))
                on_progress(Progress(done, len(sources), path.name, "失败"))
                continue
            summary.add(extraction)
            on_progress(Progress(done, len(sources), path.name, "完成"))
    if prune:
        gone = [stored for stored in stores.facts.documents() if not stands(stored.source)]
        summary.removed = len(gone)
        changed |= _forget(stores, gone) if gone else set()
    summary.findings += _check_departments(stores, changed)
    stores.facts.settle()
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
    changed = _reconciled(stores)
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
            extraction = _called(_read(outcome), stored.document.name)
            changed |= _store(extraction, path, stored.source, stores)
    except BaseException:
        stores.facts.give(sha256, before)
        raise
    _check_departments(stores, changed)
    stores.facts.settle()
    return extraction


def remove(stores: Stores, document_id: int) -> None:
    """Forget one document in all stores. Raises KeyError when there is none of that id."""
    gone = stores.facts.find(ids=[document_id])
    if not gone:
        raise KeyError(document_id)
    changed = _reconciled(stores)
    changed |= _forget(stores, gone)
    _check_departments(stores, changed)
    stores.facts.settle()


def _copied(kept: Path, to: Path) -> None:
    """Raises DocumentError when the copy cannot be read."""
    try:
        shutil.copyfile(kept, to)
    except OSError as error:
        raise DocumentError(to.name, f"收录的副本无法读取（{error.strerror}）", "请重新索引原文件") from error


def _waiting(
    sources: Sequence[Source], stores: Stores, summary: Summary, limits: Limits, again: bool
) -> list[tuple[Source, str]]:
    """The files to read with their digests; what is not read is told in the summary."""
    waiting: list[tuple[Source, str]] = []
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
        known = () if again else stores.facts.find(digests=[sha256])
        if any(_up_to_date(stored, source.origin, given) for stored in known):
            summary.skipped += 1
            continue
        waiting.append((source, sha256))
        replaced = [] if known else stores.facts.find(sources=[str(source.origin)])
        if any(stored.document.sha256 in given for stored in replaced):
            problem = "内容已改变，先前指定的单位、年份、种类不再适用"
            summary.warnings.append(f"{path.name}：{problem}。如仍适用，请再用 docs set 指定")
    return waiting


def _read(outcome: Outcome) -> Extraction:
    """What a worker read. Raises the DocumentError that it met."""
    if isinstance(outcome, DocumentError):
        raise outcome
    return outcome


def _check_departments(stores: Stores, changed: Set[Edition]) -> int:
    """Check each 部门 against its 单位 in the editions that changed; how many new findings there are."""
    if not changed:
        return 0
    theirs = [stored for stored in stores.facts.documents() if _edition(stored) in changed]
    standing = [stored for stored in theirs if stored.superseded_by is None]
    scopes: dict[Edition, set[Scope]] = defaultdict(set)
    for stored in standing:
        scopes[_edition(stored)].add(stored.document.scope)
    paired = [stored for stored in standing if len(scopes[_edition(stored)]) > 1]
    checked = _families(paired, stores.facts)
    with stores.swapping():
        return stores.facts.put_findings(
            OVER_DOCUMENTS, department_checks(checked), [stored.id for stored in theirs]
        )


def _families(paired: Sequence[StoredDocument], facts: Facts) -> list[Disclosure]:
    """The 部门 that have 单位 among these, and those, with what the checks of them need.

    Of the others no more is read than tells that they are others.
    """
    kinds = {place.table for place in (*WHOLE_OF_UNITS, *CROSS_UNITS)}
    departments = [stored.id for stored in paired if stored.document.scope is Scope.DEPARTMENT]
    units = {stored.document.body for stored in paired if stored.document.scope is Scope.UNIT}
    keys = sorted({normal(name) for body in units for name in names_of(body)})
    rows: dict[int, list[Figure]] = defaultdict(list)
    texts: dict[int, list[str]] = defaultdict(list)
    for ids in batches(departments):
        for some in batches(keys):
            for row in facts.figures(keys=some, documents=ids, table_kinds=kinds):
                rows[row.document_id].append(row.figure)
        refs = facts.search_words(COVERING, facts.passage_count(), ids)
        for some in batches(refs):
            for passage in facts.passages(refs=some):
                texts[passage.document_id].append(indexed_text(passage.passage))
    few = [Disclosure(s.id, s.document, tuple(rows[s.id]), tuple(texts[s.id])) for s in paired]
    related = families(few)
    return [
        replace(one, figures=tuple(f.figure for f in facts.figures(documents=[one.id], table_kinds=kinds)))
        for one in few
        if discloses(one.document) in related
    ]


def _edition(stored: StoredDocument) -> Edition:
    return stored.document.year, stored.document.kind


def _up_to_date(stored: StoredDocument, origin: Path, given: Mapping[str, Given]) -> bool:
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


def _cores() -> int:
    """The cores this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _named(extraction: Extraction, file: Path, facts: Facts) -> Extraction:
    """The extraction under a name no other file has: `folder/name` where the bare name is taken."""
    name = extraction.document.name
    # …/甲/2025/公开.pdf and …/乙/2025/公开.pdf still differ one folder further up.
    longer = ["/".join(file.parts[-n:]) for n in range(2, len(file.parts))]
    taken = {
        stored.document.name
        for stored in facts.find(names=[name, *longer])
        if stored.source != str(file) and stands(stored.source)
    }
    if name not in taken:
        return extraction
    return _called(extraction, next((each for each in longer if each not in taken), file.as_posix()))


def _called(extraction: Extraction, name: str) -> Extraction:
    """The extraction of a document of that name."""
    if extraction.document.name == name:
        return extraction
    renamed = replace(extraction, document=replace(extraction.document, name=name))
    return with_citations(renamed, lambda citation: replace(citation, document=name))


def _store(extraction: Extraction, path: Path, source: str, stores: Stores) -> set[Edition]:
    """Put a document, read from `path`, in the place of what it replaces; the editions of both."""
    document = extraction.document
    stores.originals.keep(path, document)
    refs = passage_refs(extraction)
    replaced = stores.facts.find(names=[document.name], digests=[document.sha256], sources=[source])
    old = {stored.ref for stored in stores.facts.passages(documents=[stored.id for stored in replaced])}
    stores.vectors.put(refs, list(map(indexed_text, extraction.passages)), document.sha256)
    with stores.swapping():
        stores.facts.replace(extraction, source=source, extractor=EXTRACTOR)
    if stale := old - set(refs):
        stores.vectors.delete(stale)
    stores.originals.drop(s.document for s in replaced if _copy(s.document) != _copy(document))
    return {(document.year, document.kind), *map(_edition, replaced)}


def _copy(document: Document) -> str:
    return copy_name(document.name, document.sha256)


def _forget(stores: Stores, gone: Sequence[StoredDocument]) -> set[Edition]:
    """Take documents out of all stores; the editions they were of."""
    refs = [each.ref for stored in gone for each in stores.facts.passages(documents=[stored.id])]
    with stores.swapping():
        for stored in gone:
            stores.facts.remove(stored.id)
    stores.vectors.delete(refs)
    stores.originals.drop(stored.document for stored in gone)
    return set(map(_edition, gone))


def _reconciled(stores: Stores) -> set[Edition]:
    """Begin to write: make vectors and copies follow the facts, whatever a killed run left.

    The editions whose checks that run may have left undone: none after a run that came to its end.
    """
    left_open = stores.facts.begin()
    if not left_open and stores.vectors.count() == stores.facts.passage_count():
        return set()
    owners = stores.facts.passage_owners()
    vectors = stores.vectors.ids()
    if stale := vectors - owners.keys():
        stores.vectors.delete(stale)
    documents = stores.facts.documents()
    digests = {stored.id: stored.document.sha256 for stored in documents}
    for document_id in sorted({owner for ref, owner in owners.items() if ref not in vectors}):
        lost = [p for p in stores.facts.passages(documents=[document_id]) if p.ref not in vectors]
        texts = [indexed_text(each.passage) for each in lost]
        stores.vectors.put([each.ref for each in lost], texts, digests[document_id])
    stores.originals.drop_others(stored.document for stored in documents)
    return set(map(_edition, documents)) if left_open else set()
