"""Stores that live in memory, for tests that are about what stands on the stores.

`tests/index/store/test_protocols.py` holds them to what the stores on disk do.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from pathlib import Path

import numpy as np

from index.facts.errors import DocumentError
from index.facts.money import YUAN_PER_UNIT
from index.facts.money import number as number_of
from index.facts.naming.file_names import copy_name
from index.facts.records import Kind
from index.facts.subjects import normal
from index.facts.supersession import Issue, contents_of, discloses, superseded
from index.store.protocols import (
    Facet,
    Labels,
    Order,
    StoredChange,
    StoredDocument,
    StoredFigure,
    StoredPassage,
    StoredPolicy,
    Tally,
    Term,
    Wanted,
    bodies_meant,
)
from index.store.refs import indexed_text, passage_refs
from index.store.tokens import tokens


@dataclass
class _Held:
    stored: StoredDocument
    serial: int
    contents: frozenset[str]
    figures: list[StoredFigure]
    changes: list[StoredChange]
    passages: list[StoredPassage]
    findings: list
    policies: list[StoredPolicy]


class MemoryFacts:
    """Facts and the words of their passages; a word that more passages have counts no less than others."""

    def __init__(self):
        self._held: dict[int, _Held] = {}
        self._ids = count(1)
        self._rows = count(1)
        self._serials = count(1)
        self._unsettled = False
        self._given = {}
        self._generation = 0

    def close(self):
        pass

    def steady(self):
        return nullcontext()

    def generation(self):
        return self._generation

    def begin(self):
        already, self._unsettled = self._unsettled, True
        return already

    def settle(self):
        self._unsettled = False

    def unsettled(self):
        return self._unsettled

    def replace(self, extraction, *, source, extractor, serial=None):
        document, number = extraction.document, next(self._ids)
        old = self.find(names=[document.name], digests=[document.sha256], sources=[source])
        turns = [self._held[s.id].serial for s in old if s.document.sha256 == document.sha256]
        tables = tuple(table.title for table in extraction.tables)
        refs = passage_refs(extraction)
        held = _Held(
            StoredDocument(number, document, source, extractor, tables, extraction.warnings),
            turns[0] if turns else serial or next(self._serials),
            frozenset(contents_of(extraction)),
            [StoredFigure(next(self._rows), number, each) for each in extraction.figures],
            [StoredChange(next(self._rows), number, each) for each in extraction.changes],
            [
                StoredPassage(next(self._rows), ref, number, each)
                for ref, each in zip(refs, extraction.passages, strict=True)
            ],
            list(extraction.findings),
            [StoredPolicy(number, extraction.policy)] if extraction.policy else [],
        )
        for stored in old:
            del self._held[stored.id]
        self._held[number] = held
        self._generation += 1

    def given(self):
        return dict(self._given)

    def give(self, sha256, given):
        self._given.pop(sha256, None)
        if given:
            self._given[sha256] = given

    def remove(self, document_id):
        for held in self._held.values():
            if held.stored.id == document_id:
                self._given.pop(held.stored.document.sha256, None)
        del self._held[document_id]
        self._generation += 1

    def put_findings(self, checks, found, documents):
        known = set()
        for held in (self._held[number] for number in documents):
            known |= {(held.stored.id, f.check, f.message) for f in held.findings if f.check in checks}
            held.findings = [f for f in held.findings if f.check not in checks]
        new = 0
        for number, finding in found:
            new += (number, finding.check, finding.message) not in known
            self._held[number].findings.append(finding)
        self._generation += 1
        return new

    def documents(self):
        held = list(self._held.values())
        later = superseded(
            Issue(h.stored.id, discloses(h.stored.document), h.serial, h.contents) for h in held
        )
        found = [replace(h.stored, superseded_by=later.get(h.stored.id)) for h in held]
        return tuple(sorted(found, key=lambda s: (s.document.body, s.document.year, s.document.name)))

    def find(self, *, ids=(), names=(), digests=(), sources=()):
        return tuple(
            h.stored
            for h in self._held.values()
            if h.stored.id in ids
            or h.stored.document.name in names
            or h.stored.document.sha256 in digests
            or h.stored.source in sources
        )

    def counts(self):
        found = {}
        for number, held in self._held.items():
            rows = {n: len(getattr(held, n)) for n in ("figures", "changes", "passages", "findings")}
            found[number] = {name: n for name, n in rows.items() if n}
        return found

    def policies(self):
        found = [each for held in self._held.values() for each in held.policies]
        return tuple(sorted(found, key=lambda each: (each.policy.effective, each.document_id)))

    def terms(self, documents=None):
        of = self.figures(documents=documents)
        disclosed = [s.figure for s in of if s.figure.kind is not Kind.POLICY]
        named = disclosed + [s.change for s in self.changes(documents=documents)]
        terms = {Term(each.subject, normal(each.subject), each.code) for each in named}
        items = {item for figure in disclosed if (item := figure.item)}
        return tuple(terms | {Term(item, normal(item), "") for item in items})

    def labels(self):
        figures = [s.figure for s in self.figures() if s.figure.kind is not Kind.POLICY]
        return Labels(
            tuple({(f.citation.row, f.code) for f in figures if f.citation.row}),
            tuple({f.citation.column for f in figures if f.citation.column}),
            tuple({(f.citation.table, f.table_kind) for f in figures if f.citation.table}),
        )

    def unit_rows(self):
        facts = [s.figure for s in self.figures()] + [s.change for s in self.changes()]
        return tuple({(f.unit_row, f.body) for f in facts if f.unit_row and f.scope.of_place})

    def figures(self, *, keys=None, codes=None, documents=None, years=None, table_kinds=None):
        return tuple(
            s
            for s in self._rows_of("figures")
            if ((keys is None and codes is None) or _named(s.figure, keys or (), codes or ()))
            and (documents is None or s.document_id in documents)
            and (years is None or s.figure.year in years)
            and (table_kinds is None or s.figure.table_kind in table_kinds)
        )

    def _ordered(self, wanted):
        return sorted(
            (s for s in self._rows_of("figures") if self._is_wanted(s, wanted)),
            key=lambda s: (*self._place(s, wanted.order), s.id),
            reverse=wanted.descending,
        )

    def printing(self, keys):
        return frozenset(stored.document_id for stored in self.figures(keys=keys))

    def select(self, wanted, *, offset=0, limit=None):
        figures = [s.figure for s in self._ordered(wanted)]
        return tuple(figures[offset:] if limit is None else figures[offset : offset + limit])

    def count(self, wanted):
        return len(self.select(wanted))

    def tally(self, wanted):
        facets = {}
        for facet in Facet:
            others = {f: values for f, values in wanted.chosen.items() if f is not facet}
            held = [s for s in self._rows_of("figures") if self._is_wanted(s, replace(wanted, chosen=others))]
            facets[facet] = dict(Counter(self._facets(s)[facet] for s in held))
        return Tally(self.count(wanted), facets)

    def _place(self, stored, order):
        document, figure = self._held[stored.document_id].stored.document, stored.figure
        return {
            Order.READING: (stored.document_id,),
            Order.BODY: (document.body, stored.document_id),
            Order.YEAR: (figure.year,),
            Order.ROW: (figure.citation.row or "",),
            Order.VALUE: (figure.value,),
        }[order]

    def _facets(self, stored):
        document, figure = self._held[stored.document_id].stored.document, stored.figure
        values = (
            document.body,
            str(figure.year),
            figure.kind,
            figure.table_kind,
            figure.stage,
            figure.scope,
            figure.unit,
        )
        return dict(zip(Facet, map(str, values), strict=True))

    def _is_wanted(self, stored, wanted: Wanted):
        document, figure = self._held[stored.document_id].stored.document, stored.figure
        keys = {normal(figure.subject)}
        if not wanted.code and (item := figure.item):
            keys.add(normal(item))
        return (
            wanted.body in document.body
            and wanted.year in (None, document.year)
            and wanted.code in ("", figure.code)
            and (not wanted.metric or normal(wanted.metric) in keys)
            and all(
                self._facets(stored)[facet] in self._allowed(facet, values)
                for facet, values in wanted.chosen.items()
                if values
            )
            and all(_holds(document, figure, word) for word in wanted.words)
        )

    def _allowed(self, facet, values):
        if facet is not Facet.BODY:
            return values
        return bodies_meant(values, {held.stored.document.body for held in self._held.values()})

    def stream_figures(self, wanted=None):
        if wanted is not None:
            return iter(self._ordered(wanted))
        by_name = sorted(self._held.values(), key=lambda held: held.stored.document.name)
        return (each for held in by_name for each in held.figures)

    def changes(self, *, keys=None, codes=None, documents=None):
        return tuple(
            s
            for s in self._rows_of("changes")
            if (
                (keys is None and codes is None)
                or normal(s.change.subject) in (keys or ())
                or s.change.code in (codes or ())
            )
            and (documents is None or s.document_id in documents)
        )

    def passages(self, *, refs=None, documents=None):
        return tuple(
            s
            for s in self._rows_of("passages")
            if (refs is None or s.ref in refs) and (documents is None or s.document_id in documents)
        )

    def passage_owners(self):
        return {s.ref: s.document_id for s in self.passages()}

    def passage_count(self):
        return len(self.passages())

    def findings(self, documents=None):
        by_name = sorted(self._held.values(), key=lambda held: held.stored.document.name)
        named = ((held.stored.document.name, held.findings) for held in by_name)
        return tuple((n, f) for n, found in named if documents is None or n in documents for f in found)

    def search_words(self, words, k, documents=None):
        wanted, scores = set(words), {}
        for stored in self.passages(documents=documents):
            held = tokens(indexed_text(stored.passage))
            if shared := wanted & set(held):
                scores[stored.ref] = (-len(shared), len(held), stored.id)
        return tuple(sorted(scores, key=scores.__getitem__)[:k])

    def _rows_of(self, kind):
        rows = [each for held in self._held.values() for each in getattr(held, kind)]
        return sorted(rows, key=lambda each: each.id)


def _holds(document, figure, word):
    named = (document.body, figure.citation.table or "", figure.citation.row or "")
    keys = (normal(figure.subject), normal(figure.item))
    typed = number_of(word)
    return (
        any(word in name for name in named)
        or any(normal(word) and normal(word) in key for key in keys)
        or (word.isdecimal() and figure.code.startswith(word))
        or (typed is not None and figure.value in {typed * times for times in (1, *YUAN_PER_UNIT.values())})
    )


def _named(figure, keys, codes):
    return normal(figure.subject) in keys or normal(figure.item) in keys or figure.code in codes


class MemoryVectors:
    """Vectors by an encoder, compared one by one."""

    def __init__(self, encoder):
        self._encoder = encoder
        self._held: dict[str, np.ndarray] = {}

    def close(self):
        pass

    def put(self, ids, texts, document_sha256):
        self._held.update(zip(ids, self._encoder.encode(texts), strict=True))

    def delete(self, ids):
        for name in ids:
            self._held.pop(name, None)

    def ids(self):
        return set(self._held)

    def count(self):
        return len(self._held)

    def search(self, query, k, ids=None):
        vector = self._encoder.encode([query])[0]
        near = [(n, float(v @ vector)) for n, v in self._held.items() if ids is None or n in ids]
        return sorted(near, key=lambda pair: -pair[1])[:k] if vector.any() else []


class MemoryOriginals:
    """The bytes of files; where somebody wants one on the disk, it is written into `folder`."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._held: dict[str, bytes] = {}

    def path(self, document):
        path = self._folder / _copy(document)
        if content := self._held.get(path.name):
            path.write_bytes(content)
        return path

    def keep(self, source, document):
        content = source.read_bytes()
        if sha256(content).hexdigest() != document.sha256:
            raise DocumentError(source.name, "文件在读取时改变了", "请待文件保存或下载完成后重新索引")
        self._held[_copy(document)] = content

    def drop(self, documents):
        for document in documents:
            self._held.pop(_copy(document), None)

    def drop_others(self, documents):
        wanted = {_copy(document) for document in documents}
        self._held = {name: content for name, content in self._held.items() if name in wanted}

    def holds(self, path):
        return path.resolve().is_relative_to(self._folder.resolve())


def _copy(document):
    return copy_name(document.name, document.sha256)


class MemoryQuestions:
    """Questions in a dictionary."""

    def __init__(self, fail: Callable[[], None] = lambda: None):
        self._held = {}
        self._fail = fail
        self._lock = threading.Lock()

    def close(self):
        pass

    def put(self, question):
        self._fail()
        with self._lock:
            self._held.setdefault(question.id, question)

    def judge(self, id, good, comment):
        self._fail()
        if id in self._held:
            self._held[id] = replace(self._held[id], good=good, comment=comment)

    def entries(self, *, since=None, until=None, wrong=False):
        for entry in sorted(self._held.values(), key=lambda entry: (entry.at, entry.id)):
            then = (since is None or entry.at >= since) and (until is None or entry.at < until)
            if then and (not wrong or entry.good is False):
                yield entry

    def find(self, id):
        return self._held.get(id)

    def forget_before(self, moment):
        self._held = {n: entry for n, entry in self._held.items() if entry.at >= moment}
