"""One document's facts, vectors and copy into the stores, or out of them, each as one step.

Vectors are put under new ids, one transaction swaps the facts, then the old vectors are dropped: a kill at
any moment leaves the old or the new edition readable, and the next who writes begins by reconciling what was
left. Many documents may be stored by several processes at once.

>>> changed = reconciled(stores)
>>> changed |= put(named(extraction, file, stores.facts), file, str(file), stores)
>>> check_departments(stores, changed)
0
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import replace
from pathlib import Path

from index.audit.departments import COVERING, Disclosure, department_checks, families, names_of
from index.extract import EXTRACTOR, with_citations
from index.facts.identities import CROSS_UNITS, OVER_DOCUMENTS, WHOLE_OF_UNITS
from index.facts.naming.file_names import copy_name
from index.facts.records import Document, Extraction, Figure, Kind, Scope
from index.facts.subjects import normal
from index.facts.supersession import discloses
from index.sources import stands
from index.store.batches import batches
from index.store.protocols import Facts, StoredDocument, Stores
from index.store.refs import indexed_text, passage_refs

Edition = tuple[int, Kind]
"""Year and kind: documents of one such are checked against each other."""


def named(extraction: Extraction, file: Path, facts: Facts) -> Extraction:
    """The extraction under a name no other file has: `folder/name` where the bare name is taken."""
    name, *longer = names_for(file, extraction.document.name)
    taken = {
        stored.document.name
        for stored in facts.find(names=[name, *longer])
        if stored.source != str(file) and stands(stored.source)
    }
    if name not in taken:
        return extraction
    return called(extraction, next((each for each in longer if each not in taken), file.as_posix()))


def names_for(file: Path, name: str) -> tuple[str, ...]:
    """The names that a file's document may have, the best first: its own, then with more and more folders."""
    # …/甲/2025/公开.pdf and …/乙/2025/公开.pdf still differ one folder further up.
    return name, *("/".join(file.parts[-n:]) for n in range(2, len(file.parts)))


def called(extraction: Extraction, name: str) -> Extraction:
    """The extraction of a document of that name."""
    if extraction.document.name == name:
        return extraction
    renamed = replace(extraction, document=replace(extraction.document, name=name))
    return with_citations(renamed, lambda citation: replace(citation, document=name))


def put(
    extraction: Extraction, path: Path, source: str, stores: Stores, serial: int | None = None
) -> set[Edition]:
    """Put a document, read from `path`, in the place of what it replaces; the editions of both.

    `serial` is its turn among editions: see `WritableFacts.replace`.
    """
    document = extraction.document
    stores.originals.keep(path, document)
    refs = passage_refs(extraction)
    replaced = stores.facts.find(names=[document.name], digests=[document.sha256], sources=[source])
    old = {stored.ref for stored in stores.facts.passages(documents=[stored.id for stored in replaced])}
    stores.vectors.put(refs, list(map(indexed_text, extraction.passages)), document.sha256)
    with stores.swapping():
        stores.facts.replace(extraction, source=source, extractor=EXTRACTOR, serial=serial)
    if stale := old - set(refs):
        stores.vectors.delete(stale)
    stores.originals.drop(s.document for s in replaced if _copy(s.document) != _copy(document))
    return {(document.year, document.kind), *map(_edition, replaced)}


def _copy(document: Document) -> str:
    return copy_name(document.name, document.sha256)


def forget(stores: Stores, gone: Sequence[StoredDocument]) -> set[Edition]:
    """Take documents out of all stores; the editions they were of."""
    refs = [each.ref for stored in gone for each in stores.facts.passages(documents=[stored.id])]
    with stores.swapping():
        for stored in gone:
            stores.facts.remove(stored.id)
    stores.vectors.delete(refs)
    stores.originals.drop(stored.document for stored in gone)
    return set(map(_edition, gone))


def reconciled(stores: Stores) -> set[Edition]:
    """Begin to write: bring vectors and copies in line with the facts, whatever a killed run left.

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


def check_departments(stores: Stores, changed: Set[Edition]) -> int:
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
