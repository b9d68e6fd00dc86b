"""The one door to answering: `BudgetQA` over a store folder.

The facts are opened at once; the embedding model and the vectors only when a question needs the
narrative, so that a figure is answered without either. Many threads may ask at once; who changes the
stores meanwhile does so within `changing`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from readerwriterlock import rwlock

from index.facts.errors import StoreError
from index.facts.records import Document, Figure, Finding
from index.store.opening import open_facts, open_vectors, originals_of
from index.store.protocols import Originals, StoredPassage, Stores, Vectors, Wanted, WritableFacts
from qa.catalog import Catalog
from qa.execute.narrative.passages import Where, section_of
from qa.explain import Explanation
from qa.language.terms import Lexicon
from qa.pipeline import Pipeline
from qa.plan.algebra import Plan
from qa.plan.score import Features
from qa.records import Answer, Question
from qa.settings import Settings

_PATIENCE_SECONDS = 20.0


class BudgetQA:
    """Answers over one store; use as a context manager, or call `close`."""

    def __init__(
        self, folder: Path, facts: WritableFacts, originals: Originals, vectors: Callable[[], Vectors]
    ) -> None:
        """Over stores that are open; `vectors` opens the vectors when they are first needed."""
        self.folder = folder
        self._facts = facts
        self._originals = originals
        self._open_vectors = vectors
        self._vectors: Vectors | None = None
        self._opening = threading.Lock()
        self._writer = threading.Lock()
        self._turns = rwlock.RWLockWrite()
        self._planning = threading.Lock()
        self._pipeline: Pipeline | None = None
        self._planned()

    @classmethod
    def open(
        cls, store: str | Path = "store", *, embedding: str | None = None, create: bool = False
    ) -> BudgetQA:
        """The store in that folder; an empty one where there is none, if it is to `create` one.

        Raises StoreError when there is none or it cannot be read.
        """
        folder, model = Path(store), embedding or Settings().embedding

        def vectors() -> Vectors:
            from index.store.embed import load_model

            return open_vectors(folder, load_model(model))

        return cls(folder, open_facts(folder, create=create), originals_of(folder), vectors)

    def __enter__(self) -> BudgetQA:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the stores."""
        if self._vectors is not None:
            self._vectors.close()
            self._vectors = None
        self._facts.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let documents come and go: questions wait, then are answered by what the body left."""
        with self._turns.gen_wlock():
            try:
                yield
            finally:
                self._pipeline = None

    @contextmanager
    def writing(self) -> Iterator[Stores]:
        """All stores, for one writer at a time; questions are answered meanwhile.

        Raises StoreError when another writer does not come to an end, or another process holds them.
        """
        if not self._writer.acquire(timeout=_PATIENCE_SECONDS):
            raise StoreError("正在索引其他文件。请等它完成后再试")
        try:
            yield Stores(self._facts, self.narrative(), self._originals, self.changing)
        finally:
            self._writer.release()

    def reload(self) -> None:
        """Read the catalogue again, after documents were added or removed."""
        with self.changing():
            pass

    def narrative(self) -> Vectors:
        """The passages by meaning, opened when first needed, for this process alone. Raises StoreError."""
        with self._opening:
            if self._vectors is None:
                self._vectors = self._open_vectors()
            return self._vectors

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer to one question; `history` holds the earlier questions, oldest first."""
        with self._turns.gen_rlock():
            return self._planned().ask(Question(question, tuple(history)))

    def quietly(self, text: str) -> Answer:
        """The answer to a question that nobody asked; see `web.services.Desk`."""
        return self.ask(text)

    def explain(self, question: str, history: Sequence[str] = ()) -> Plan:
        """How a question is understood."""
        with self._turns.gen_rlock():
            return self._planned().explain(Question(question, tuple(history)))

    def readings(self, question: str, history: Sequence[str] = ()) -> Explanation:
        """What each word of a question was taken for, and the readings that were tried with their costs."""
        with self._turns.gen_rlock():
            return self._planned().readings(Question(question, tuple(history)))

    def alternatives(self, question: str, history: Sequence[str] = ()) -> tuple[tuple[Features, Answer], ...]:
        """Each reading of a question as it would be answered, with what it costs: see `eval.ranker`."""
        with self._turns.gen_rlock():
            return self._planned().alternatives(Question(question, tuple(history)))

    def passages(
        self, question: str, k: int = 8, *, where: Where | None = None
    ) -> tuple[tuple[StoredPassage, Document, str], ...]:
        """The k passages nearest to a question, best first, each with its document and whole section."""
        with self._turns.gen_rlock():
            documents = {stored.id: stored.document for stored in self._facts.documents()}
            best = self._planned().passages(Question(question), k, where)
            return tuple((one, documents[one.document_id], section_of(one, self._facts)) for one in best)

    def documents(self) -> tuple[Document, ...]:
        """What is indexed."""
        return tuple(stored.document for stored in self._facts.documents())

    def figures(
        self,
        *,
        body: str = "",
        year: int | None = None,
        metric: str = "",
        code: str = "",
        offset: int = 0,
        limit: int | None = None,
    ) -> tuple[Figure, ...]:
        """Figures of the tables: of bodies whose name holds `body`, of a year's documents, of a subject.

        In reading order, `limit` of them from `offset` on.
        """
        return self._facts.select(Wanted(body, year, metric, code), offset=offset, limit=limit)

    def figure_count(
        self, *, body: str = "", year: int | None = None, metric: str = "", code: str = ""
    ) -> int:
        """How many figures `figures` has in all."""
        return self._facts.count(Wanted(body, year, metric, code))

    def findings(self) -> tuple[tuple[str, Finding], ...]:
        """Failed checks of the documents, each with the document's name."""
        return self._facts.findings()

    def pdf_path(self, document_name: str) -> Path:
        """The stored copy of a document. Raises KeyError for a name that is not indexed."""
        for stored in self._facts.find(names=[document_name]):
            return self._originals.path(stored.document)
        raise KeyError(document_name)

    def examples(self) -> tuple[str, ...]:
        """Questions the indexed documents can answer, for a first visitor."""
        changes = [stored.change for stored in self._facts.changes()]
        grown = [c for c in changes if c.reason not in ("", "无") and c.direction in ("增加", "减少")]
        asked: list[str] = []
        for change in sorted(grown, key=lambda c: (c.subject != "公务接待费", -c.year)):
            verb = "增长" if change.direction == "增加" else "减少"
            asked.append(f"{change.body}{change.year}年{change.subject}为何{verb}？")
        questions = asked[:2]
        documents = self.documents()
        if documents:
            newest = max(documents, key=lambda d: d.year)
            questions.append(f"{newest.body}{newest.year}年请客吃饭花了多少？")
            questions.append(f"{newest.body}{newest.year}年“三公”经费占总支出的比例？")
            questions.append("什么是机关运行经费？")
            years = {d.year for d in documents if d.body == newest.body}
            if len(years) > 1:
                questions.append(f"{newest.body}历年培训费是多少？")
        return tuple(dict.fromkeys(questions))

    def _search(self, query: str, k: int, refs: Collection[str] | None) -> Sequence[tuple[str, float]]:
        return self.narrative().search(query, k, refs)

    def _planned(self) -> Pipeline:
        """The steps over the catalogue as it is now: read when a question first needs it after a change."""
        with self._planning:
            if self._pipeline is None:
                catalog = Catalog(self._facts.documents(), Lexicon.of(self._facts.terms()))
                self._pipeline = Pipeline(self._facts, catalog, self._search)
            return self._pipeline


__all__ = ["BudgetQA"]
