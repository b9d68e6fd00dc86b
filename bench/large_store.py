"""A store of many bodies from a store of few: each document copied under invented bodies.

A copy has a body, a file name and project names of its own, so that the lexicon, the catalogue and
the indexes grow as they would with real documents; its numbers are those of the document copied.
Nothing is read from PDFs.

>>> grow(Path("store"), Path("large"), figures=1_000_000, passages=50_000)
(1002500, 70700)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count, product
from pathlib import Path

from index.facts.records import (
    Change,
    Citation,
    Document,
    Extraction,
    Figure,
    Finding,
    Passage,
    TableKind,
)
from index.store.embed import load_model
from index.store.opening import open_facts, open_stores
from index.store.protocols import Facts, Vectors
from index.store.refs import indexed_text, passage_refs

_FIRST = "安北长东丰福高广海汉和恒华怀嘉江金景静开兰乐临龙宁平青清荣瑞"
_SECOND = "昌川岛德陵关港谷河湖口林岭门明南宁坪坡泉山水台滩田塘湾阳源州"
_OFFICES = (
    "财政局 教育局 民政局 水务局 审计局 统计局 应急管理局 医疗保障局 档案馆 图书馆 博物馆 体育中心 "
    "疾病预防控制中心 人民医院 第一中学 实验小学 城市管理局 交通运输局 生态环境局 退役军人事务局"
).split()
_NAMED = frozenset({TableKind.PROJECTS, TableKind.PERFORMANCE, TableKind.SERVICES, TableKind.PROCUREMENT})
_PASSAGES_AT_ONCE = 5000


def grow(small: Path, large: Path, *, figures: int, passages: int) -> tuple[int, int]:
    """Copy the documents of `small` into `large` and repeat until both counts are reached.

    Returns the counts of figures and passages that `large` then holds. The documents of `small`
    are there too, whole and under their own bodies; copies keep only so many of their passages
    that both counts are reached together.
    """
    with closing(open_facts(small)) as facts:
        originals = tuple(_extractions(facts))
    ratio = sum(len(one.figures) for one in originals) / max(1, sum(len(one.passages) for one in originals))
    kept = min(1.0, 1.02 * ratio * passages / figures)
    held_figures = held_passages = 0
    waiting: dict[str, str] = {}
    with open_stores(large, load_model()) as stores:
        for extraction in _copies(originals, kept):
            stores.facts.replace(extraction, source=f"/large/{extraction.document.name}", extractor="bench")
            texts = map(indexed_text, extraction.passages)
            waiting.update(zip(passage_refs(extraction), texts, strict=True))
            if len(waiting) >= _PASSAGES_AT_ONCE:
                _put(stores.vectors, waiting)
            held_figures += len(extraction.figures)
            held_passages += len(extraction.passages)
            if held_figures >= figures and held_passages >= passages:
                break
        _put(stores.vectors, waiting)
    return held_figures, held_passages


def _put(vectors: Vectors, waiting: dict[str, str]) -> None:
    """Store the passages collected so far; one call for many documents is many times faster."""
    vectors.put(list(waiting), list(waiting.values()), "bench")
    waiting.clear()


def _extractions(facts: Facts) -> Iterator[Extraction]:
    """What the store holds, document by document (tables aside, which it does not keep)."""
    findings = facts.findings()
    for stored in facts.documents():
        yield Extraction(
            stored.document,
            (),
            tuple(one.figure for one in facts.figures(documents=[stored.id])),
            tuple(one.change for one in facts.changes(documents=[stored.id])),
            tuple(one.passage for one in facts.passages(documents=[stored.id])),
            tuple(finding for name, finding in findings if name == stored.document.name),
        )


def _copies(originals: tuple[Extraction, ...], kept: float) -> Iterator[Extraction]:
    """The originals, then copies without end: one set of invented bodies after another.

    `kept` is the share of passages that copies have.
    """
    yield from originals
    places = product(_SECOND, _FIRST, _FIRST, _SECOND)
    bodies = sorted({extraction.document.body for extraction in originals})
    numbers = count()
    while True:
        renamed: dict[str, str] = {}
        for body in bodies:
            b, a, c, d = next(places)
            place = f"{a}{b}市{c}{d}区"
            renamed[body] = f"{place}{_OFFICES[next(numbers) % len(_OFFICES)]}"
        for original in originals:
            yield _copy(_thinned(original, kept), renamed[original.document.body])


def _thinned(original: Extraction, kept: float) -> Extraction:
    """The document with an even share of its passages."""
    chosen = (one for n, one in enumerate(original.passages) if int((n + 1) * kept) > int(n * kept))
    return replace(original, passages=tuple(chosen))


def _copy(original: Extraction, body: str) -> Extraction:
    """One document under another body."""
    old = original.document
    name = f"{body}-{old.year}-{old.scope}{old.kind}-{old.sha256[:6]}.pdf"
    place = body.partition("市")[2].partition("区")[0]
    document: Document = replace(
        old,
        name=name,
        body=body,
        title=old.title.replace(old.body, body),
        sha256=hashlib.sha256(name.encode()).hexdigest(),
    )

    def cited(citation: Citation) -> Citation:
        return replace(citation, document=name)

    def figure(one: Figure) -> Figure:
        project = one.table_kind in _NAMED and not one.component and len(one.subject) > 4
        subject = f"{place}{one.subject}" if project else one.subject
        return replace(one, body=body, subject=subject, citation=cited(one.citation))

    def change(one: Change) -> Change:
        return replace(one, body=body, citation=cited(one.citation))

    def passage(one: Passage) -> Passage:
        text = one.text.replace(old.body, body) if old.body in one.text else f"{place}{one.text}"
        return replace(one, text=text, citation=cited(one.citation))

    def finding(one: Finding) -> Finding:
        return replace(one, citations=tuple(cited(citation) for citation in one.citations))

    return Extraction(
        document,
        (),
        tuple(figure(one) for one in original.figures),
        tuple(change(one) for one in original.changes),
        tuple(passage(one) for one in original.passages),
        tuple(finding(one) for one in original.findings),
    )
