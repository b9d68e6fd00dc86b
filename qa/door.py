"""The one door to answering: `BudgetQA` over a store folder.

The facts are opened at once; the embedding model and the vectors only when a question needs the
narrative, so that a figure is answered without either. Many threads may ask at once; who changes the
stores meanwhile does so within `changing`. A question is answered from the documents there are when it is
asked. The words of documents that changed are read beside the questions, which go on with those known before.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from readerwriterlock import rwlock

from index.facts.errors import ModelError, StoreError, VectorsAway
from index.facts.given import Given
from index.facts.records import Document, Figure, Finding
from index.store.opening import open_facts, open_vectors, originals_of, writer_of
from index.store.protocols import Facts, Originals, StoredPassage, Stores, Vectors, Wanted, WritableFacts
from qa.catalog import Catalog
from qa.execute.narrative.passages import Where, section_of
from qa.explain import Explanation
from qa.pipeline import Pipeline
from qa.plan.algebra import Plan
from qa.plan.score import Features
from qa.records import Answer, Question
from qa.renewal import Renewal
from qa.settings import Settings

if TYPE_CHECKING:  # nothing of a language model is imported where none is configured
    from qa.llm.planner import Proposal
    from qa.llm.second import Second

logger = logging.getLogger(__name__)

_PATIENCE_SECONDS = 20.0
WORDS_ALONE = "（语义检索暂时不可用或尚未齐全，叙述按词面查找。）"
"""What an answer says that would have looked for passages by meaning."""


class BudgetQA:
    """Answers over one store; use as a context manager, or call `close`."""

    def __init__(
        self,
        folder: Path,
        facts: WritableFacts,
        originals: Originals,
        vectors: Callable[[], Vectors],
        second: Second | None = None,
        writer: Callable[[float], AbstractContextManager[None]] = lambda patience: nullcontext(),
    ) -> None:
        """Over stores that are open; `vectors` opens the vectors when they are first needed.

        `second` is a language model that is asked where the rules hold back; it is closed with the stores.
        `writer` is entered to change the stores, with how many seconds to wait for another who does.
        """
        self.folder = folder
        self.second = second
        self._turn = writer
        self._facts = facts
        self._originals = originals
        self._open_vectors = vectors
        self._vectors: Vectors | None = None
        self._opening = threading.Lock()
        self._writer = threading.Lock()
        self._turns = rwlock.RWLockWrite()
        self._planning = threading.Lock()
        self._words = Renewal(facts)
        self._pipeline: Pipeline | None = None
        self._generation = 0
        self._passages: tuple[int, int] | None = None
        self._short = threading.local()
        self.look()

    @classmethod
    def open(
        cls,
        store: str | Path = "store",
        *,
        embedding: str | None = None,
        create: bool = False,
        second: Second | Literal[False] | None = None,
    ) -> BudgetQA:
        """The store in that folder; an empty one where there is none, if it is to `create` one.

        `second` is the language model to ask, in place of the one that the environment names; False for
        none. Raises StoreError when there is none or it cannot be read, ModelError and MissingExtra for
        the model.
        """
        settings = Settings()
        folder, model = Path(store), embedding or settings.embedding
        where = settings.location(folder)

        def vectors() -> Vectors:
            from index.store.embed import load_model

            return open_vectors(where, load_model(model))

        def writer(patience: float) -> AbstractContextManager[None]:
            return writer_of(where, patience=patience)

        facts = open_facts(where, create=create)
        try:
            if second is None and settings.llm:
                from qa.llm.second import configured

                second = configured()
            return cls(folder, facts, originals_of(where), vectors, second or None, writer)
        except BaseException:
            facts.close()
            raise

    def __enter__(self) -> BudgetQA:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the stores."""
        self._words.close()
        if self._vectors is not None:
            self._vectors.close()
            self._vectors = None
        if self.second is not None:
            self.second.close()
        self._facts.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let documents come and go: questions wait, then are answered by what the body left."""
        with self._turns.gen_wlock():
            yield

    def look(self) -> None:
        """See what others changed, before a question does."""
        with self._asking():
            pass

    @contextmanager
    def writing(self, patience: float = _PATIENCE_SECONDS) -> Iterator[Stores]:
        """All stores, for one writer at a time; questions are answered meanwhile.

        At the end the words of what was written are known.
        Raises StoreError when another writer does not come to an end within `patience`, in seconds, or
        another process holds the vectors.
        """
        if not self._writer.acquire(timeout=patience):
            raise StoreError("正在索引其他文件。请等它完成后再试")
        try:
            with self._turn(patience):
                yield Stores(self._facts, self.vectors(), self._originals, self.changing)
        finally:
            self._writer.release()
        self._words.renew()

    def unsettled(self) -> bool:
        """Whether vectors or checks may differ from the facts, because somebody writes or did not end."""
        return self._facts.unsettled()

    def vectors(self) -> Vectors:
        """The passages by meaning, opened when first needed, for this process alone. Raises StoreError."""
        with self._opening:
            if self._vectors is None:
                self._vectors = self._open_vectors()
            return self._vectors

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer to one question; `history` holds the earlier questions, oldest first."""
        with self._asking() as pipeline:
            self._short.told = False
            answer = pipeline.ask(Question(question, tuple(history)))
            return replace(answer, text=answer.text + WORDS_ALONE) if self._short.told else answer

    def quietly(self, text: str) -> Answer:
        """The answer to a question that nobody asked; see `web.services.Desk`."""
        return self.ask(text)

    def explain(self, question: str, history: Sequence[str] = ()) -> Plan:
        """How a question is understood."""
        with self._asking() as pipeline:
            return pipeline.explain(Question(question, tuple(history)))

    def readings(self, question: str, history: Sequence[str] = ()) -> Explanation:
        """What each word of a question was taken for, and the readings that were tried with their costs."""
        with self._asking() as pipeline:
            return pipeline.readings(Question(question, tuple(history)))

    def proposed(self, question: str, history: Sequence[str] = ()) -> Proposal:
        """What the language model makes of a question, whatever the rules make of it.

        Raises ModelError where none is configured, `qa.llm.exchange.NoReply` where it has no say.
        """
        if self.second is None:
            raise ModelError("没有设置语言模型。请设置 BUDGET_QA_LLM 和 BUDGET_QA_LLM_URL")
        with self._asking() as pipeline:
            return pipeline.proposed(Question(question, tuple(history)), self.second)

    def alternatives(self, question: str, history: Sequence[str] = ()) -> tuple[tuple[Features, Answer], ...]:
        """Each reading of a question as it would be answered, with what it costs: see `eval.ranker`."""
        with self._asking() as pipeline:
            return pipeline.alternatives(Question(question, tuple(history)))

    def passages(
        self, question: str, k: int = 8, *, where: Where | None = None
    ) -> tuple[tuple[StoredPassage, Document, str], ...]:
        """The k passages nearest to a question, best first, each with its document and whole section."""
        with self._asking() as pipeline:
            documents = {stored.id: stored.document for stored in self._facts.documents()}
            best = pipeline.passages(Question(question), k, where)
            return tuple((one, documents[one.document_id], section_of(one, self._facts)) for one in best)

    def documents(self) -> tuple[Document, ...]:
        """What is indexed."""
        return tuple(stored.document for stored in self._facts.documents())

    def given(self) -> dict[str, Given]:
        """What persons said of documents, by name."""
        held = self._facts.given()
        return {
            stored.document.name: held[stored.document.sha256]
            for stored in (self._facts.find(digests=list(held)) if held else ())
        }

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

    @property
    def facts(self) -> Facts:
        """All facts, to be read."""
        return self._facts

    def findings(self) -> tuple[tuple[str, Finding], ...]:
        """Failed checks of the documents, each with the document's name."""
        return self._facts.findings()

    def pdf_path(self, document_name: str) -> Path:
        """The stored copy of a document. Raises KeyError for a name that is not indexed."""
        for stored in self._facts.find(names=[document_name]):
            return self._originals.path(stored.document)
        raise KeyError(document_name)

    def examples(self) -> tuple[str, ...]:
        """Questions for a first visitor, of different bodies and kinds; most have an answer."""
        with self._asking() as pipeline:
            return pipeline.examples

    def _search(self, query: str, k: int, refs: Collection[str] | None) -> Sequence[tuple[str, float]]:
        """The passages nearest by meaning; none while their server is away, which the answer tells."""
        try:
            vectors = self.vectors()
            found = vectors.search(query, k, refs)
            self._short.told = vectors.count() < self._passage_count()
        except VectorsAway as error:
            logger.warning("%s", error)
            self._short.told = True
            return ()
        return found

    def _passage_count(self) -> int:
        """How many passages there are; counted once for a generation."""
        generation, known = self._generation, self._passages
        if known is None or known[0] != generation:
            known = self._passages = (generation, self._facts.passage_count())
        return known[1]

    def notice(self) -> str:
        """What a reader should know of a service that answers all the same; "" where all is well."""
        if self._vectors is None:
            return ""
        try:
            return WORDS_ALONE if self._vectors.count() < self._facts.passage_count() else ""
        except VectorsAway:
            return WORDS_ALONE

    @contextmanager
    def _asking(self) -> Iterator[Pipeline]:
        """The steps over the documents and the facts of one moment, whoever changes them meanwhile."""
        with self._turns.gen_rlock(), ExitStack() as moment:
            self._words.await_for_a_moment(self._facts.generation())
            with self._planning:  # one after another: no question goes back to older documents
                moment.enter_context(self._facts.steady())
                generation, words = self._facts.generation(), self._words.newest
                pipeline = self._pipeline
                known = pipeline is not None and pipeline.catalog.vocabulary is words
                if pipeline is None or not known or generation != self._generation:
                    catalog = Catalog(self._facts.documents(), words)
                    pipeline = Pipeline(self._facts, catalog, self._search, self.second)
                    self._pipeline, self._generation = pipeline, generation
            yield pipeline


__all__ = ["BudgetQA"]
