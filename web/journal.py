"""Questions, answers and what readers thought of them, kept so long as may be.

What tells who asked is masked before it is written; what is older than `days` is dropped.

>>> journal = Journal(open_questions(Path("store")), days=90)     # of index.store.opening
>>> journal.record(answer, "网页")
>>> journal.judge(answer, False, "金额不对")
>>> [entry.comment for entry in journal.entries(wrong=True)]
['金额不对']
"""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from index.facts.errors import BudgetError, StoreError
from index.store.service import KeptQuestion, Questions
from qa.records import Answer
from web.masks import masked

LABEL: Final = "人工智能生成"

log = logging.getLogger(__name__)


def row_of(entry: KeptQuestion) -> dict[str, Any]:
    """A flat row for an export, with the mark of generated content."""
    return {
        "id": entry.id,
        "at": entry.at.isoformat(timespec="seconds"),
        "channel": entry.channel,
        "question": entry.question,
        "status": entry.status,
        "text": entry.answer.get("text", ""),
        "latency_ms": entry.latency_ms,
        "plan": entry.plan,
        "judged": {None: "", True: "good", False: "wrong"}[entry.good],
        "comment": entry.comment,
        "label": LABEL,
    }


def case_of(entry: KeptQuestion) -> dict[str, Any]:
    """A line of an evaluation set: the figures given are forbidden, the right answer is left open."""
    given = [
        {"value": _in_unit(figure), "unit": figure["unit"]} for figure in entry.answer.get("figures", [])
    ]
    return {
        "id": f"feedback-{entry.id}",
        "question": entry.question,
        "kind": "feedback",
        "answer": "",
        "figures": [],
        "forbidden": [figure for figure in given if figure["value"] is not None],
        "answerable": True,
        "comment": entry.comment,
        "source": "；".join(f"{c['document']} p{c['page']}" for c in entry.answer.get("citations", [])),
    }


def exported(entries: Iterable[KeptQuestion], *, as_cases: bool = False) -> list[dict[str, Any]]:
    """What `log export` and the page give out: rows, or cases of an evaluation set."""
    return [case_of(entry) if as_cases else row_of(entry) for entry in entries]


def csv_text(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as CSV; "" for none."""
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return out.getvalue()


def jsonl_text(rows: Sequence[dict[str, Any]]) -> str:
    """A line of JSON for each row."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _in_unit(figure: dict[str, Any]) -> float | None:
    try:
        return float(str(figure["printed"]).replace(",", "").replace("−", "-"))
    except ValueError:
        return None


class Journal:
    """A Recorder and a Feedback over what keeps questions; with `days` 0 nothing is kept."""

    def __init__(self, questions: Questions, days: int = 90) -> None:
        """Drops what is too old. Raises StoreError."""
        self._questions = questions
        self._days = days
        self._swept = _now()
        self._sweep()

    def close(self) -> None:
        """Give back what keeps the questions."""
        self._questions.close()

    def record(self, answer: Answer, channel: str) -> None:
        """Keep one answer; an answer is given even where it cannot be kept, and the log says so."""
        if not self._days:
            return
        question = masked(answer.question)
        held = {**answer.to_json(), "question": question, "originals": dict(answer.originals)}
        entry = KeptQuestion(
            id=answer.id,
            at=_now(),
            channel=channel,
            question=question,
            status=answer.status.value,
            latency_ms=round(answer.timings_ms.get("total", 0.0), 1),
            plan=masked(answer.plan),
            answer=json.loads(json.dumps(held)),
        )
        try:
            self._questions.put(entry)
            if _now() - self._swept >= timedelta(days=1):
                self._sweep()
        except StoreError as error:
            log.warning("question %s was not kept: %s", answer.id, error)

    def judge(self, answer: Answer, good: bool, comment: str) -> None:
        """Keep what a reader thought of an answer. Raises BudgetError when it cannot be kept."""
        if not self._days:
            raise BudgetError("没有开启提问记录，意见无法保存")
        self.record(answer, "网页")
        try:
            self._questions.judge(answer.id, good, masked(comment))
        except StoreError as error:
            raise BudgetError(f"意见没有保存（{error}）。请稍后再试") from error

    def entries(
        self, *, since: datetime | None = None, until: datetime | None = None, wrong: bool = False
    ) -> Iterator[KeptQuestion]:
        """What was kept, oldest first: from `since`, before `until`, only what was judged wrong."""
        return self._questions.entries(since=since, until=until, wrong=wrong)

    def kept(self, id: str) -> KeptQuestion | None:
        """An answer by its id. Raises StoreError."""
        return self._questions.find(id)

    def _sweep(self) -> None:
        """Drop what is older than may be kept."""
        self._swept = _now()
        self._questions.forget_before(self._swept - timedelta(days=self._days))


def _now() -> datetime:
    """UTC, without a zone, as it is kept."""
    return datetime.now(UTC).replace(tzinfo=None)
