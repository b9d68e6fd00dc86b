"""A store of many bodies from a store of few: each document copied under invented bodies.

A copy has a body, a file name and project names of its own, so that the lexicon, the catalogue and
the indexes grow as they would with real documents; its numbers are those of the document copied.
Nothing is read from PDFs.

    python bench/large_store.py --store store --server postgresql+psycopg://postgres@/postgres?host=/tmp/run
    python bench/large_store.py --store store                   # both in SQLite

Makes a small and a large store, and tells what a figure takes on disk, how fast documents are stored, and how
long questions take by kind over either, in one process: when they are asked for the first time (median), and
when they were asked before (p50 and p99). With --keep the stores stay in a folder and are not made again.

>>> grow(Path("store"), Path("large"), figures=1_000_000, passages=50_000)
(1002500, 70700)
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count, islice, product
from pathlib import Path

from bulk import Copied, filled
from sqlalchemy import create_engine, make_url, text

from index.facts.records import (
    Change,
    Citation,
    Document,
    Extraction,
    Figure,
    Finding,
    Kind,
    Passage,
    TableKind,
)
from index.store.embed import load_model
from index.store.opening import open_facts, open_stores, open_vectors, originals_of
from index.store.protocols import Facts, Location, Vectors, Wanted
from index.store.refs import indexed_text, passage_refs
from qa import BudgetQA

_FIRST = "安北长东丰福高广海汉和恒华怀嘉江金景静开兰乐临龙宁平青清荣瑞"
_SECOND = "昌川岛德陵关港谷河湖口林岭门明南宁坪坡泉山水台滩田塘湾阳源州"
_OFFICES = (
    "财政局 教育局 民政局 水务局 审计局 统计局 应急管理局 医疗保障局 档案馆 图书馆 博物馆 体育中心 "
    "疾病预防控制中心 人民医院 第一中学 实验小学 城市管理局 交通运输局 生态环境局 退役军人事务局"
).split()
_NAMED = frozenset({TableKind.PROJECTS, TableKind.PERFORMANCE, TableKind.SERVICES, TableKind.PROCUREMENT})
_PASSAGES_AT_ONCE = 5000
_DOCUMENTS_AT_ONCE = 1800


def grow(small: Path | Location, large: Path | Location, *, figures: int, passages: int) -> tuple[int, int]:
    """Copy the documents of `small` into `large` and repeat until both counts are reached.

    Returns the counts of figures and passages that `large` then holds. The documents of `small`
    are there too, whole and under their own bodies; copies keep only so many of their passages
    that both counts are reached together.
    """
    with closing(open_facts(small)) as facts:
        originals = tuple(_extractions(facts))
    ratio = sum(len(one.figures) for one in originals) / max(1, sum(len(one.passages) for one in originals))
    kept = min(1.0, 1.02 * ratio * passages / figures)
    where = Location.of(large)
    if where.database:
        return _grow_in_database(originals, where, kept, figures, passages)
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


def _grow_in_database(
    originals: tuple[Extraction, ...], large: Location, kept: float, figures: int, passages: int
) -> tuple[int, int]:
    """`grow` on a PostgreSQL server, which copies by itself: see `bulk`."""
    waiting: dict[str, str] = {}
    held_figures = held_passages = 0
    with open_stores(large, load_model()) as stores:
        for one in originals:
            stores.facts.replace(one, source=f"/large/{one.document.name}", extractor="bench")
            waiting.update(zip(passage_refs(one), map(indexed_text, one.passages), strict=True))
            held_figures += len(one.figures)
            held_passages += len(one.passages)
        _put(stores.vectors, waiting)
        ids = {stored.document.name: stored.id for stored in stores.facts.documents()}
        bare = [replace(one, figures=(), changes=(), findings=()) for one in originals]
        counts = [len(one.figures) for one in originals]
        copies = enumerate(islice(_copies(tuple(bare), kept), len(originals), None))
        with filled(large.database, sorted(_NAMED)) as bulk:
            while held_figures < figures or held_passages < passages:
                some = []
                for n, copy in islice(copies, _DOCUMENTS_AT_ONCE):
                    original = originals[n % len(originals)].document
                    some.append(Copied(ids[original.name], copy, _place(copy.document.body)))
                    waiting.update(zip(passage_refs(copy), map(indexed_text, copy.passages), strict=True))
                    held_figures += counts[n % len(originals)]
                    held_passages += len(copy.passages)
                    if held_figures >= figures and held_passages >= passages:
                        break
                bulk.add(some)
                while len(waiting) >= _PASSAGES_AT_ONCE:
                    _put(stores.vectors, {ref: waiting.pop(ref) for ref in list(waiting)[:_PASSAGES_AT_ONCE]})
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


def _place(body: str) -> str:
    """What stands before the projects of an invented body."""
    return body.partition("市")[2].partition("区")[0]


def _copy(original: Extraction, body: str) -> Extraction:
    """One document under another body."""
    old = original.document
    name = f"{body}-{old.year}-{old.scope}{old.kind}-{old.sha256[:6]}.pdf"
    place = _place(body)
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
        quote = text if one.citation.quote == one.text else f"{place}{one.citation.quote}"
        return replace(one, text=text, citation=replace(cited(one.citation), quote=quote))

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


_ASKED = {
    "a figure": "{body}{year}年公务接待费是多少",
    "a total": "{body}{year}年收入总计是多少",
    "a reason": "{body}{year}年公务接待费为何变化",
    "a share": "{body}{year}年“三公”经费占总支出的比例",
    "all years": "{body}历年培训费",
    "narrative": "{body}的主要职责是什么",
    "a definition": "什么是机关运行经费",
    "a ranking": "{year}年哪家培训费最多",
}
_ROUNDS = 3
_BODIES = 15


@dataclass(frozen=True, slots=True)
class _Took:
    """Seconds until a store gave its first answer, and for questions by kind: asked first, and again."""

    opened: float
    first: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in _ASKED})
    again: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in _ASKED})


def _ask(place: Location) -> _Took:
    """How long questions take; they are asked of bodies that disclose."""
    begun = time.perf_counter()
    encoder = load_model()
    with BudgetQA(
        place.folder, open_facts(place), originals_of(place), lambda: open_vectors(place, encoder)
    ) as qa:
        qa.ask("什么是机关运行经费")
        took = _Took(time.perf_counter() - begun)
        documents = [document for document in qa.documents() if document.kind is not Kind.POLICY]
        asked = documents[:: max(1, len(documents) // _BODIES)][:_BODIES]
        known: set[str] = set()
        for _ in range(_ROUNDS + 1):
            for kind, asks in _ASKED.items():
                for question in (asks.format(body=one.body, year=one.year) for one in asked):
                    start = time.perf_counter()
                    qa.ask(question)
                    (took.again if question in known else took.first)[kind].append(
                        time.perf_counter() - start
                    )
                    known.add(question)
    return took


def _size(place: Location) -> int:
    """Bytes on disk: of the database, or of the file."""
    if not place.database:
        return sum(file.stat().st_size for file in place.folder.glob("facts.sqlite*"))
    with create_engine(place.database).connect() as connection:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def _database(server: str, name: str, *, kept: bool) -> str:
    """A database of that name: a new, empty one, or the one that is `kept`."""
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    if kept:
        return url
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    engine.dispose()
    return url


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _times(first: list[float], again: list[float]) -> str:
    cuts = statistics.quantiles(again, n=100)
    return f"{statistics.median(first) * 1000:13.1f}{cuts[49] * 1000:9.1f}{cuts[98] * 1000:9.1f}"


def _made(name: str, place: Location, source: Path, wanted: tuple[int, int]) -> tuple[int, int]:
    """A store made, or the one that is there; bytes on disk and how many figures."""
    begun = time.perf_counter()
    made = place.folder / "made"
    kept = made.is_file()
    if not kept:
        grow(source, place, figures=wanted[0], passages=wanted[1])
        made.touch()
    seconds = time.perf_counter() - begun
    with closing(open_facts(place)) as facts:
        documents, figures, passages = len(facts.documents()), facts.count(Wanted()), facts.passage_count()
    size = _size(place)
    rate = (
        "copied by the server" if place.database else f"{documents / seconds:.1f} documents/s by one writer"
    )
    written = f"stored in {seconds:.0f} s ({rate})"
    stored = "kept" if kept else written
    held = f"{documents} documents, {figures} figures, {passages} passages"
    _say(f"{name}: {held}, {size / 1e6:.0f} MB, {stored}")
    return size, figures


def main() -> None:
    """Make both stores and ask them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--store", type=Path, required=True, help="a store of few documents")
    parser.add_argument(
        "--server", default="", help="a PostgreSQL server, for two databases of the bench's own"
    )
    parser.add_argument("--keep", type=Path, help="a folder where the two stores stay")
    parser.add_argument("--figures", type=int, default=1_000_000)
    parser.add_argument("--passages", type=int, default=50_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="budget-qa-bench-") as folder:
        places = {}
        for name in ("small", "large"):
            at = Path(chosen.keep or folder, name)
            kept = (at / "made").is_file()
            database = _database(chosen.server, f"bench_{name}", kept=kept) if chosen.server else ""
            places[name] = Location(at, database)
        with closing(open_facts(chosen.store)) as facts:
            few = facts.count(Wanted()), facts.passage_count()
        counts = {"small": few, "large": (chosen.figures, chosen.passages)}
        sizes = {name: _made(name, place, chosen.store, counts[name]) for name, place in places.items()}
        grown = [sizes["large"][n] - sizes["small"][n] for n in (0, 1)]
        _say(f"{grown[0] / max(1, grown[1]):.0f} bytes a figure, its indexes, text and words with it")
        told = {name: _ask(place) for name, place in places.items()}
        for name, took in told.items():
            _say(f"{name}: first answer after {took.opened:.1f} s")
        heads = "".join(f"{name + ' first':>13}{'p50':>9}{'p99':>9}" for name in places)
        _say(f"{'':14}{heads}   ms; load {os.getloadavg()[0]:.1f}")
        for kind in _ASKED:
            _say(f"{kind:14}{''.join(_times(took.first[kind], took.again[kind]) for took in told.values())}")


if __name__ == "__main__":
    main()
