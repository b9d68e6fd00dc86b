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
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from index.facts.records import Document, Finding
from index.store.protocols import Facts, StoredPassage
from index.store.service import KeptQuestion
from qa.execute.narrative.passages import Where
from qa.records import Answer, Status
from web.masks import masked
from web.page_images import DrawingProcesses, PageImages
from web.rates import Count, OwnCount
from web.services import Busy, Desk, Intake, Off, Recorder, SecondReader
from web.settings import Serving

_RECALLED: Final = 1000
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


@dataclass(frozen=True, slots=True)
class ModelCounts(Collector):
    """What /metrics tells of a language model: questions by how they ended, tokens, seconds."""

    second: SecondReader

    def collect(self) -> Iterator[CounterMetricFamily]:
        """The counts as they are now."""
        asked = CounterMetricFamily(
            "budget_qa_model_questions", "Questions that went to a language model", labels=["outcome"]
        )
        for outcome, count in self.second.outcomes().items():
            asked.add_metric([outcome], count)
        yield asked
        cost = self.second.cost()
        tokens = CounterMetricFamily("budget_qa_model_tokens", "Tokens of its replies", labels=["way"])
        for way in ("in", "out"):
            tokens.add_metric([way], cost[f"tokens_{way}"])
        yield tokens
        yield CounterMetricFamily(
            "budget_qa_model_seconds", "Seconds that replies took", value=cost["seconds"]
        )


class Reception:
    """Desks by channel over one Desk, with `at_once` places and `waiting` places to wait."""

    def __init__(
        self,
        quiet: Desk,
        serving: Serving,
        recorder: Recorder | None = None,
        intake: Intake | None = None,
        pages: PageImages | None = None,
        second: SecondReader | None = None,
        standing: Callable[[], str] = lambda: "",
        queue: Count | None = None,
    ) -> None:
        """`pages` draws the pages of documents; processes are begun for that where none is given.

        `queue` counts those who wait, in this process alone unless it is given.
        `standing` is the notice that is told instead of answers, "" where questions are answered; `second`
        is the language model behind `quiet`, where there is one.
        """
        self.quiet = quiet
        self.standing = standing
        self.second = second
        self.pages = pages or PageImages(DrawingProcesses())
        self.intake = intake
        self.meter = Meter()
        if second is not None:
            self.meter.registry.register(ModelCounts(second))
        self._serving = serving
        self._recorder = recorder
        self._places = threading.BoundedSemaphore(serving.at_once)
        self._count = threading.Lock()
        self._waiting = 0
        self._queue = queue or OwnCount()
        self._given: OrderedDict[tuple[str, str], Answer] = OrderedDict()

    def by(self, channel: str) -> Channel:
        """The Desk for questions that come in by `channel`."""
        return Channel(self, channel)

    def recall(self, channel: str, id: str, question: str, history: Sequence[str]) -> Answer:
        """An answer that was given by that channel under that id to that question, else a new one.

        It is no question anew: neither counted nor kept. Raises Off.
        """
        held = self._given.get((channel, id))
        if held is not None and held.question == question:
            return held
        if notice := self.standing():
            raise Off(notice)
        with self._place():
            answer = self.quiet.ask(question, history=history)
        kept = self.kept(id)
        same = kept is not None and kept.channel == channel and kept.question == masked(question)
        return replace(answer, id=id) if same else answer

    def kept(self, id: str) -> KeptQuestion | None:
        """An answer by its id, where answers are kept and it still is."""
        return self._recorder.kept(id) if self._recorder else None

    def waiting(self) -> int:
        """How many questions wait for a place: the next one's place in the queue, from 0."""
        return self._queue.value()

    def answer(self, channel: str, text: str, history: Sequence[str]) -> Answer:
        """The answer, counted, logged and kept. Raises Busy, Off."""
        if notice := self.standing():
            self.meter.questions.labels(channel, "off").inc()
            raise Off(notice)
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
        with self._count:
            self._given[channel, answer.id] = answer
            while len(self._given) > _RECALLED:
                self._given.popitem(last=False)
        return answer

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            self._wait()
        self.meter.under_way.inc()
        try:
            yield
        finally:
            self.meter.under_way.dec()
            self._places.release()

    def _wait(self) -> None:
        """Take a place when one is free. Raises Busy where enough wait already."""
        with self._count:
            if self._waiting >= max(self._serving.waiting, 1):
                raise Busy(self._waiting)
            self._waiting += 1
            self.meter.waiting.set(self._waiting)
        self._queue.add(1)
        self._places.acquire()
        with self._count:
            self._waiting -= 1
            self.meter.waiting.set(self._waiting)
        self._queue.add(-1)


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in: a Desk whose questions are answered by the reception it belongs to."""

    reception: Reception
    channel: str

    def ask(self, text: str, /, history: Sequence[str] = ()) -> Answer:
        """The answer to one question. Raises Busy."""
        return self.reception.answer(self.channel, text, history)

    def recall(self, id: str, question: str, /, history: Sequence[str] = ()) -> Answer:
        """An answer that this channel gave, else a new one. Raises Unanswered."""
        return self.reception.recall(self.channel, id, question, history)

    def quietly(self, text: str, /) -> Answer:
        """The answer to a question that nobody asked: neither counted nor kept."""
        return self.reception.quiet.quietly(text)

    def documents(self) -> tuple[Document, ...]:
        """What is indexed."""
        return self.reception.quiet.documents()

    @property
    def facts(self) -> Facts:
        """All facts of all documents, to be read."""
        return self.reception.quiet.facts

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

    def notice(self) -> str:
        """What a reader should know of a service that answers all the same."""
        return self.reception.quiet.notice()


def _line(answer: Answer, channel: str, seconds: float) -> dict[str, Any]:
    return {
        "id": answer.id,
        "channel": channel,
        "status": answer.status.value,
        "latency_ms": round(seconds * 1000, 1),
        "question": masked(answer.question),
        "plan": answer.plan,
    }
