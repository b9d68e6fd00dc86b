"""How well passages are found, and how fast: ``make bench``. Prints tables, writes nothing.

Two collections. The disclosures under `--documents` (or in a `--store` that holds them) with the
questions of ``eval/data/retrieval.jsonl``, whose gold is a document, a page and a key that the passage
holds; and reading comprehension (`--comprehension`, CMRC 2018 or DRCD), one paragraph a question.

Rows: BM25 over the question as it is; BM25 among the documents of the body and year the question names;
the bundled model alone, over everything and among those; hybrid, which is what answers use; hybrid
with ten near copies of each document, other bodies' with other amounts, beside it; a static model
without training; and any other model by `--model`.

>>> scored([3, None, 1])  # places of the right passage, from 1
Scores(at1=0.33, at5=0.67, at10=0.67, mrr=0.44)
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from index.facts.records import Citation, Document, Extraction, Kind, Passage, Scope
from index.store.embed import Encoder, Matrix, StaticEncoder, load_model
from index.store.opening import open_facts
from index.store.protocols import Facts, StoredPassage, WritableFacts
from index.store.refs import indexed_text
from index.store.tokens import tokens
from index.training.train import comprehension
from qa.catalog import Catalog
from qa.execute.narrative.narration import editions_of
from qa.execute.narrative.passages import found, relevant
from qa.execute.results import Missing
from qa.execute.world import Search
from qa.language.topics import topic
from qa.language.vocabulary import Vocabulary
from qa.pipeline import Pipeline
from qa.plan.algebra import Tell
from qa.plan.sentences import understood
from qa.plan.telling import asked_of
from qa.records import Edition, Question

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).with_name("budget-qa")
QUESTIONS = ROOT / "eval" / "data" / "retrieval.jsonl"
COPIES = 10
K = 10
_PLACES = "青岚市 白榆县 霁川区 松陵市 槐江县 云汀区 临榭市 芦洲县 望潮区 砚山市 鹿鸣县 枫桥区".split()
_PLACE = re.compile(r"^(?:中共)?(?:[\u4e00-\u9fff]{2,4}?(?:省|市|县|区))+|^")


@dataclass(frozen=True)
class Asked:
    """One question with the references of the passages that answer it.

    `query` is what it asks of the narrative of some `editions`, None where it names no place; `documents`
    are those that it is looked for in.
    """

    question: str
    gold: frozenset[str]
    colloquial: bool = False
    query: Tell | None = None
    editions: tuple[Edition, ...] = ()
    documents: tuple[int, ...] = ()


@dataclass(frozen=True)
class Scores:
    """Shares of questions answered among the first 1, 5, 10; mean reciprocal place."""

    at1: float
    at5: float
    at10: float
    mrr: float


def scored(places: Sequence[int | None]) -> Scores:
    """From the place of each question's first right passage, from 1; None where it was not found."""

    def within(k: int) -> float:
        return float(np.mean([place is not None and place <= k for place in places]))

    mrr = float(np.mean([1 / place if place else 0.0 for place in places]))
    return Scores(within(1), within(5), within(10), mrr)


@dataclass(frozen=True)
class Vectored:
    """Passages' vectors of one model, compared exactly."""

    encoder: Encoder
    refs: tuple[str, ...]
    rows: dict[str, int]
    vectors: Matrix

    @classmethod
    def of(cls, store: Facts, encoder: Encoder) -> Vectored:
        """All passages of the store, encoded."""
        texts = {stored.ref: indexed_text(stored.passage) for stored in store.passages()}
        refs = tuple(texts)
        vectors = encoder.encode([texts[ref] for ref in refs])
        return cls(encoder, refs, {ref: row for row, ref in enumerate(refs)}, vectors)

    def search(self, query: str, k: int, ids: Collection[str] | None) -> list[tuple[str, float]]:
        """As `Vectors.search`."""
        rows = np.arange(len(self.refs)) if ids is None else np.array([self.rows[i] for i in ids], dtype=int)
        scores = self.vectors[rows] @ self.encoder.encode([query])[0]
        best = np.argsort(-scores, kind="stable")[:k]
        return [(self.refs[rows[place]], float(scores[place])) for place in best]


def untrained(encoder: StaticEncoder) -> StaticEncoder:
    """The bundled model's tokens with random directions of one length."""
    weights = np.random.default_rng(0).normal(size=encoder.weights.shape).astype(np.float32)
    return replace(encoder, name="untrained", weights=weights)


def places(asked: Sequence[Asked], search: Callable[[Asked], Sequence[str]]) -> list[int | None]:
    """The place of each question's first right passage."""
    found_at: list[int | None] = []
    for one in asked:
        ranked = search(one)
        found_at.append(next((n for n, ref in enumerate(ranked, 1) if ref in one.gold), None))
    return found_at


def encode_milliseconds(encoder: Encoder, questions: Sequence[str]) -> float:
    """Median time to encode one question, warm."""
    encoder.encode(questions[:3])
    spent = []
    for question in questions[:200]:
        started = time.perf_counter()
        encoder.encode([question])
        spent.append((time.perf_counter() - started) * 1000)
    return float(np.median(spent))


# -- disclosures ---------------------------------------------------------------------------


def planned(store: Facts, rows: Sequence[dict[str, object]]) -> list[Asked]:
    """The questions of the set with their gold passages. Raises ValueError where the store has none."""
    documents = {stored.id: stored.document.name for stored in store.documents()}
    catalog = Catalog(store.documents(), Vocabulary.of(store))
    pipeline = Pipeline(store, catalog, lambda query, k, refs: ())
    passages = store.passages()
    asked = []
    for row in rows:
        gold = frozenset(p.ref for p in passages if is_gold(p, documents[p.document_id], row["gold"]))
        if not gold:
            raise ValueError(
                f"{row['id']}: no passage of the store is its gold; index the documents it names"
            )
        question = str(row["question"])
        query, editions = _query(question, pipeline)
        inside = tuple(d for edition in editions for d in edition.documents)
        asked.append(Asked(question, gold, bool(row["colloquial"]), query, editions, inside))
    return asked


def _query(question: str, pipeline: Pipeline) -> tuple[Tell, tuple[Edition, ...]]:
    """What a question asks of the narrative, and the editions that it is of; none where it is of no body."""
    sentences = understood(Question(question), pipeline.lattice, pipeline.known).sentences
    query = asked_of(sentences[-1])
    editions = editions_of(query.at, pipeline.world)
    return query, () if isinstance(editions, Missing) else tuple(editions)


def is_gold(stored: StoredPassage, document: str, gold: object) -> bool:
    """Whether a passage is on the page of a gold entry and holds its key, in text or headings."""
    whole = re.sub(r"\s", "", "/".join((*stored.passage.headings, stored.passage.text)))
    assert isinstance(gold, list)
    return any(
        one["document"] == document
        and one["page"] == stored.passage.citation.page
        and re.sub(r"\s", "", one["key"]) in whole
        for one in gold
    )


def add_copies(store: WritableFacts, times: int) -> None:
    """Beside each document, near copies: other bodies, other amounts, else word for word the same."""
    rng = random.Random(0)
    for stored in store.documents():
        passages = store.passages(documents=[stored.id])
        for number in range(times):
            place = _PLACES[number]
            # Of the name only the kind of body stays: 某街道 of another city would be named as well.
            body = place + _PLACE.sub("", stored.document.body, count=1)[-5:]
            name = f"{place}-{stored.document.name}"

            def moved(text: str, old: str = stored.document.body, new: str = body) -> str:
                return re.sub(r"\d+\.\d+", lambda _: f"{rng.uniform(1, 9999):.2f}", text.replace(old, new))

            copies = tuple(
                Passage(
                    moved(p.passage.text),
                    tuple(map(moved, p.passage.headings)),
                    replace(p.passage.citation, document=name),
                )
                for p in passages
            )
            sha256 = f"{stored.id:08x}{number:08x}".ljust(64, "0")
            document = replace(stored.document, name=name, sha256=sha256, body=body)
            store.replace(Extraction(document, passages=copies), source=name, extractor="copy")


@contextmanager
def indexed(options: argparse.Namespace) -> Iterator[Path]:
    """The folder of a store: the one given, or one made of `--documents`."""
    if options.store:
        yield options.store
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [COMMAND, "index", *options.documents, "--store", folder]
        subprocess.run(command, check=False, capture_output=True)
        yield Path(folder)


def disclosures(options: argparse.Namespace, models: dict[str, Encoder], console: Console) -> None:
    """Table (a)."""
    rows = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines()]
    with indexed(options) as folder, tempfile.TemporaryDirectory() as scratch:
        with closing(open_facts(folder)) as store:
            asked = planned(store, rows)
            table = _table(f"{len(asked)} questions over {len(store.passages())} passages", "colloquial@5")
            _row(table, "BM25", places(asked, lambda one: lexical(store, one.question, None)), asked)
            named = places(asked, lambda one: lexical(store, _words(one), one.documents))
            _row(table, "BM25, named body and year", named, asked)
            for name, encoder in models.items():
                vectored = Vectored.of(store, encoder)
                alone = places(asked, partial(_near_all, vectored))
                _row(table, f"{name} alone", alone, asked, vectored)
                inside = places(asked, partial(_near_named, vectored, store))
                _row(table, f"{name}, named body and year", inside, asked, vectored)
                if name != "untrained":
                    both = places(asked, partial(hybrid, store, vectored.search))
                    _row(table, f"hybrid with {name}", both, asked, vectored)
            copy = Path(scratch)
            (copy / "facts.sqlite").write_bytes((folder / "facts.sqlite").read_bytes())
        with closing(open_facts(copy)) as many:
            add_copies(many, COPIES)
            asked = planned(many, rows)
            vectored = Vectored.of(many, models["bundled"])
            crowded = places(asked, partial(hybrid, many, vectored.search))
            _row(table, f"hybrid, {len(vectored.refs)} passages", crowded, asked, vectored)
            lost = places(asked, lambda one: lexical(many, one.question, None))
            _row(table, f"BM25, {len(vectored.refs)} passages", lost, asked)
    console.print(table)


def _words(one: Asked) -> str:
    return one.query.topic.said if one.query and one.query.topic.said else one.question


def lexical(store: Facts, question: str, documents: Collection[int] | None) -> Sequence[str]:
    """The first passages by BM25."""
    return store.search_words(tokens(question), K, documents)


def near(vectored: Vectored, question: str, ids: Collection[str] | None) -> list[str]:
    """The first passages by cosine."""
    return [ref for ref, _ in vectored.search(question, K, ids)]


def _near_all(vectored: Vectored, one: Asked) -> list[str]:
    return near(vectored, one.question, None)


def _near_named(vectored: Vectored, store: Facts, one: Asked) -> list[str]:
    return near(vectored, _words(one), [p.ref for p in store.passages(documents=one.documents)])


def hybrid(store: Facts, search: Search, one: Asked) -> list[str]:
    """The first passages as answers find them."""
    if one.query is None:
        best = found(topic(one.question), (), store, search, one.documents, k=K)
    else:
        best = relevant(one.query, one.editions, store, search, k=K)
    return [stored.ref for stored in best]


# -- reading comprehension -----------------------------------------------------------------


def reading(source: str, models: dict[str, Encoder], console: Console, most: int) -> None:
    """Table (b)."""
    paragraphs = comprehension(source)
    name = Path(source.partition(":")[0]).name
    document = Document(name, "0" * 64, name, name, 2018, Kind.BUDGET, Scope.UNIT, 1)
    passages = tuple(Passage(p.text, (), Citation(name, 1, "")) for p in paragraphs)
    with tempfile.TemporaryDirectory() as folder, closing(open_facts(Path(folder), create=True)) as store:
        store.replace(Extraction(document, passages=passages), source=name, extractor="bench")
        stored = store.passages()
        whole = tuple({p.document_id for p in stored})
        asked = [
            Asked(question, frozenset({p.ref}), documents=whole)
            for p, paragraph in zip(stored, paragraphs, strict=True)
            for question in paragraph.questions
        ]
        total = len(asked)
        asked = random.Random(0).sample(asked, min(most, total))
        table = _table(f"{source}: {len(asked)} of {total} questions over {len(stored)} paragraphs")
        _row(table, "BM25", places(asked, lambda one: lexical(store, one.question, None)), asked)
        for model, encoder in models.items():
            vectored = Vectored.of(store, encoder)
            alone = places(asked, partial(_near_all, vectored))
            _row(table, f"{model} alone", alone, asked, vectored)
            if model != "untrained":
                both = places(asked, partial(hybrid, store, vectored.search))
                _row(table, f"hybrid with {model}", both, asked, vectored)
    console.print(table)


def _table(title: str, *more: str) -> Table:
    return Table("", "recall@1", "@5", "@10", "MRR", *more, "encode, ms", "index, MB", title=title)


def _row(
    table: Table,
    name: str,
    found_at: Sequence[int | None],
    asked: Sequence[Asked],
    vectored: Vectored | None = None,
) -> None:
    total = scored(found_at)
    shown = [f"{share:.3f}" for share in (total.at1, total.at5, total.at10, total.mrr)]
    if len(table.columns) == 8:
        spoken = [place for place, one in zip(found_at, asked, strict=True) if one.colloquial]
        shown.append(f"{scored(spoken).at5:.3f}")
    if vectored is None:
        shown += ["", ""]
    else:
        spent = encode_milliseconds(vectored.encoder, [one.question for one in asked])
        shown += [f"{spent:.2f}", f"{vectored.vectors.nbytes / 1e6:.1f}"]
    table.add_row(name, *shown)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--documents", type=Path, nargs="*", default=[], help="the disclosures of the questions"
    )
    parser.add_argument("--store", type=Path, help="a store that holds them already")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="question → passage set")
    parser.add_argument(
        "--comprehension", nargs="*", default=[], help="CMRC 2018 / DRCD, FILE or FILE:held-out"
    )
    parser.add_argument("--model", nargs="*", default=[], help="other models, by folder or cached name")
    parser.add_argument("--most", type=int, default=1500, help="questions drawn from each comprehension set")
    options = parser.parse_args()
    bundled = load_model()
    assert isinstance(bundled, StaticEncoder)
    models: dict[str, Encoder] = {"bundled": bundled, "untrained": untrained(bundled)}
    models |= {Path(name).name: load_model(name) for name in options.model}
    console = Console(width=120)
    if options.store or options.documents:
        disclosures(options, models, console)
    for source in options.comprehension:
        reading(source, models, console, options.most)
    if not (options.store or options.documents or options.comprehension):
        console.print("retrieval: name --documents or --comprehension to measure on")


if __name__ == "__main__":
    main()
