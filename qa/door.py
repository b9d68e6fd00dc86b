"""The one door to answering: `BudgetQA` over a store folder.

The relational store is opened at once; the embedding model and the passage store only when a
question needs the narrative, so that a figure is answered without either. Many threads may ask at
once; who changes the stores meanwhile does so within `changing`.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from readerwriterlock import rwlock

from index.facts.errors import StoreError
from index.facts.file_names import copy_name
from index.facts.records import Document, Figure, Finding
from index.facts.subjects import normal
from index.store.figure_store import FigureStore, StoredPassage
from qa.pipeline import Pipeline
from qa.records import Answer, Operation, Plan, Question
from qa.rules.fusion import Where, relevant, section_of
from qa.rules.plan import Catalog
from qa.rules.terms import Lexicon
from qa.settings import Settings

if TYPE_CHECKING:
    from index.build import Stores
    from index.store.passage_store import PassageStore

_PATIENCE_SECONDS = 20.0


class BudgetQA:
    """Answers over one store; use as a context manager, or call `close`."""

    def __init__(self, facts: FigureStore, embedding: str | None) -> None:
        self._facts = facts
        self._embedding = embedding
        self._passages: PassageStore | None = None
        self._opening = threading.Lock()
        self._writer = threading.Lock()
        self._turns = rwlock.RWLockWrite()
        self._read_catalog()

    @classmethod
    def open(
        cls, store: str | Path = "store", *, embedding: str | None = None, create: bool = False
    ) -> BudgetQA:
        """The store in that folder; an empty one where there is none, if it is to `create` one.

        Raises StoreError when there is none or it cannot be read.
        """
        return cls(FigureStore.open(Path(store), create=create), embedding or Settings().embedding)

    def __enter__(self) -> BudgetQA:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the stores."""
        if self._passages is not None:
            self._passages.close()
            self._passages = None
        self._facts.close()

    @property
    def folder(self) -> Path:
        """The store's folder."""
        return self._facts.folder

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let documents come and go: questions wait, then are answered by what the body left."""
        with self._turns.gen_wlock():
            try:
                yield
            finally:
                self._read_catalog()

    @contextmanager
    def writing(self) -> Iterator[Stores]:
        """Both stores, for one writer at a time; questions are answered meanwhile.

        Raises StoreError when another writer does not come to an end, or another process holds them.
        """
        from index.build import Stores

        if not self._writer.acquire(timeout=_PATIENCE_SECONDS):
            raise StoreError("正在索引其他文件。请等它完成后再试")
        try:
            with FigureStore.open(self.folder) as facts:
                documents = self.folder / "documents"
                documents.mkdir(exist_ok=True)
                yield Stores(facts, self.narrative(), documents, self.changing)
        finally:
            self._writer.release()

    def reload(self) -> None:
        """Read the catalogue again, after documents were added or removed."""
        with self.changing():
            pass

    def narrative(self) -> PassageStore:
        """The passages by meaning, opened when first needed, for this process alone. Raises StoreError."""
        with self._opening:
            if self._passages is None:
                from index.store.embed import load_model
                from index.store.passage_store import PassageStore

                self._passages = PassageStore.open(self._facts.folder, load_model(self._embedding))
            return self._passages

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer to one question; `history` holds the earlier questions, oldest first."""
        with self._turns.gen_rlock():
            return self._pipeline.ask(Question(question, tuple(history)))

    def quietly(self, text: str) -> Answer:
        """The answer to a question that nobody asked; see `web.services.Desk`."""
        return self.ask(text)

    def explain(self, question: str, history: Sequence[str] = ()) -> Plan:
        """How a question is understood."""
        with self._turns.gen_rlock():
            return self._pipeline.explain(Question(question, tuple(history)))

    def passages(
        self, question: str, k: int = 8, *, where: Where | None = None
    ) -> tuple[tuple[StoredPassage, Document, str], ...]:
        """The k passages nearest to a question, best first, each with its document and whole section."""
        with self._turns.gen_rlock():
            documents = {stored.id: stored.document for stored in self._facts.documents()}
            plan = self._pipeline.explain(Question(question))
            best = relevant(plan, self._facts, self._search, k=k, where=where)
            return tuple((one, documents[one.document_id], section_of(one, self._facts)) for one in best)

    def documents(self) -> tuple[Document, ...]:
        """What is indexed."""
        return tuple(stored.document for stored in self._facts.documents())

    def figures(
        self, *, body: str = "", year: int | None = None, metric: str = "", code: str = ""
    ) -> tuple[Figure, ...]:
        """Figures of the tables: of bodies whose name holds `body`, of a year's documents, of a subject."""
        keys = [normal(metric)] if metric else [] if code else None
        with self._turns.gen_rlock():
            ids = [
                stored.id
                for stored in self._facts.documents()
                if body in stored.document.body and year in (None, stored.document.year)
            ]
            found = (
                self._facts.figures(keys=keys, codes=[code] if code else None, documents=ids) if ids else ()
            )
        return tuple(
            stored.figure
            for stored in found
            if not (metric and code)
            or (stored.figure.code == code and normal(stored.figure.subject) == normal(metric))
        )

    def findings(self) -> tuple[tuple[str, Finding], ...]:
        """Failed checks of the documents, each with the document's name."""
        return self._facts.findings()

    def pdf_path(self, document_name: str) -> Path:
        """The stored copy of a document. Raises KeyError for a name that is not indexed."""
        for document in self.documents():
            if document.name == document_name:
                return self._facts.folder / "documents" / copy_name(document.name, document.sha256)
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

    def _read_catalog(self) -> None:
        catalog = Catalog(self._facts.documents(), Lexicon.of(self._facts.terms()))
        self._pipeline = Pipeline(self._facts, catalog, self._search)


__all__ = ["BudgetQA", "Operation"]
