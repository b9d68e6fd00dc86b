"""The one place every question passes, whichever way it came in: a place to wait, a count, a log line.

>>> desk = Reception(qa, Serving(), recorder=journal)
>>> desk.by("api").ask("公务接待费为何增长").status
<Status.ANSWERED: 'answered'>

`desk.by(channel)` is a Desk like the one within; what the pages try out for their suggestions goes
to `desk.quiet` and is neither counted nor kept.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from index.facts.records import Document, Figure, Finding
from index.store.protocols import StoredPassage
from qa.execute.narrative.passages import Where
from qa.records import Answer, Status
from web.masks import masked
from web.page_images import DrawingProcesses, PageImages
from web.services import Busy, Desk, Intake, Recorder
from web.settings import Serving

_MORE_TO_COME: Final = "还有文件正在索引，请稍后再问一次。"

log = logging.getLogger("budget_qa.questions")


@dataclass(slots=True)
class Meter:
    """What /metrics tells: questions by channel and status, their latency, those under way and waiting."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    questions: Counter = field(init=False)
    latency: Histogram = field(init=False)
    under_way: Gauge = field(init=False)
    waiting: Gauge = field(init=False)

    def __post_init__(self) -> None:
        self.questions = Counter(
            "budget_qa_questions", "Questions answered", ["channel", "status"], registry=self.registry
        )
        self.latency = Histogram(
            "budget_qa_answer_seconds",
            "Time from question to answer",
            ["channel"],
            buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
            registry=self.registry,
        )
        self.under_way = Gauge("budget_qa_under_way", "Questions being answered", registry=self.registry)
        self.waiting = Gauge("budget_qa_waiting", "Questions waiting for a place", registry=self.registry)


class Reception:
    """Desks by channel over one Desk, with `at_once` places and `waiting` places to wait."""

    def __init__(
        self,
        quiet: Desk,
        serving: Serving,
        recorder: Recorder | None = None,
        intake: Intake | None = None,
        pages: PageImages | None = None,
    ) -> None:
        """`pages` draws the pages of documents; processes are begun for that where none is given."""
        self.quiet = quiet
        self.pages = pages or PageImages(DrawingProcesses())
        self.intake = intake
        self.meter = Meter()
        self._serving = serving
        self._recorder = recorder
        self._places = threading.BoundedSemaphore(serving.at_once)
        self._count = threading.Lock()
        self._waiting = 0

    def by(self, channel: str) -> Channel:
        """The Desk for questions that come in by `channel`."""
        return Channel(self, channel)

    def waiting(self) -> int:
        """How many questions wait for a place: the next one's place in the queue, from 0."""
        return self._waiting

    def answer(self, channel: str, text: str, history: Sequence[str]) -> Answer:
        """The answer, counted, logged and kept. Raises Busy."""
        started = time.perf_counter()
        with self._place():
            answer = self.quiet.ask(text, history=history)
        if answer.status is Status.NOT_FOUND and self.intake and self.intake.under_way():
            answer = replace(answer, text=f"{answer.text}{_MORE_TO_COME}")
        seconds = time.perf_counter() - started
        self.meter.questions.labels(channel, answer.status.value).inc()
        self.meter.latency.labels(channel).observe(seconds)
        log.info("%s", json.dumps(_line(answer, channel, seconds), ensure_ascii=False))
        if self._recorder is not None:
            self._recorder.record(answer, channel)
        return answer

    @contextmanager
    def _place(self) -> Iterator[None]:
        with self._count:
            if self._waiting >= max(self._serving.waiting, 1) and not self._places.acquire(blocking=False):
                raise Busy(self._waiting)
            self._waiting += 1
            self.meter.waiting.set(self._waiting)
        self._places.acquire()
        with self._count:
            self._waiting -= 1
            self.meter.waiting.set(self._waiting)
        self.meter.under_way.inc()
        try:
            yield
        finally:
            self.meter.under_way.dec()
            self._places.release()


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in: a Desk whose questions are answered by the reception it belongs to."""

    reception: Reception
    channel: str

    def ask(self, text: str, /, history: Sequence[str] = ()) -> Answer:
        """The answer to one question. Raises Busy."""
        return self.reception.answer(self.channel, text, history)

    def quietly(self, text: str, /) -> Answer:
        """The answer to a question that nobody asked: neither counted nor kept."""
        return self.reception.quiet.quietly(text)

    def documents(self) -> tuple[Document, ...]:
        """What is indexed."""
        return self.reception.quiet.documents()

    def figures(
        self,
        *,
        body: str = "",
        year: int | None = None,
        metric: str = "",
        code: str = "",
        offset: int = 0,
        limit: int | None = None,
    ) -> Sequence[Figure]:
        """Figures of the tables, `limit` of them from `offset` on; "" and None do not narrow."""
        return self.reception.quiet.figures(
            body=body, year=year, metric=metric, code=code, offset=offset, limit=limit
        )

    def passages(
        self, question: str, k: int = 8, *, where: Where | None = None
    ) -> Sequence[tuple[StoredPassage, Document, str]]:
        """The narrative nearest to a question. Raises BudgetError."""
        return self.reception.quiet.passages(question, k, where=where)

    def findings(self) -> tuple[tuple[str, Finding], ...]:
        """Failed checks of the documents."""
        return self.reception.quiet.findings()

    def pdf_path(self, document_name: str) -> Path:
        """The stored copy of a document. Raises KeyError."""
        return self.reception.quiet.pdf_path(document_name)

    def examples(self) -> tuple[str, ...]:
        """Questions that the indexed documents can answer."""
        return self.reception.quiet.examples()


def _line(answer: Answer, channel: str, seconds: float) -> dict[str, Any]:
    return {
        "id": answer.id,
        "channel": channel,
        "status": answer.status.value,
        "latency_ms": round(seconds * 1000, 1),
        "question": masked(answer.question),
        "plan": answer.plan,
    }
