"""A run asks every case once, survives a failing one, and fails under its floor."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from eval.cases import Case
from eval.run import Ask, evaluate, run
from index.facts.errors import BudgetError
from qa.records import Answer, AnswerFigure, Status


def line(name: str, question: str, kind: str, **keys: object) -> dict[str, object]:
    return {
        "id": name,
        "question": question,
        "kind": kind,
        "answer": "",
        "answerable": True,
        "figures": [],
        **keys,
    }


def cost(value: float, unit: str) -> list[dict[str, object]]:
    return [{"metric": "公务接待费", "value": value, "unit": unit}]


LINES = [
    line("a", "公务接待费？", "lookup", figures=cost(1.5, "万元")),
    line("b", "换算成元呢？", "follow_up", figures=cost(15000, "元"), history=["公务接待费？"]),
    line("c", "天气？", "unanswerable", answerable=False),
]


class FakeQA:
    """Answers 1.50万元, declines the weather, and breaks where told; keeps what it was asked."""

    def __init__(self, breaks_at: str = "") -> None:
        self.breaks_at = breaks_at
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.opened: list[Path] = []
        self.closed = False

    def ask(self, question: str, history: tuple[str, ...]) -> Answer:
        self.asked.append((question, history))
        if question == self.breaks_at:
            raise RuntimeError("坏了")
        if question == "天气？":
            return Answer("1", question, Status.NOT_FOUND, "文件没有天气。")
        spent = AnswerFigure("公务接待费", "30217", "某局", 2025, "预算", Decimal(15000), "1.50", "万元")
        return Answer("1", question, Status.ANSWERED, "1.50万元", (spent,))

    @contextmanager
    def door(self, store: Path) -> Iterator[Ask]:
        self.opened.append(store)
        yield self.ask
        self.closed = True


def dataset(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LINES), encoding="utf-8")
    return path


def console() -> Console:
    return Console(file=io.StringIO(), width=160)


def test_every_case_is_asked_once_with_its_history(tmp_path: Path):
    qa = FakeQA()
    assert run(dataset(tmp_path), tmp_path / "store", None, None, console(), qa.door) == 0
    assert qa.asked == [("公务接待费？", ()), ("换算成元呢？", ("公务接待费？",)), ("天气？", ())]
    assert (qa.opened, qa.closed) == ([tmp_path / "store"], True)


def test_a_case_that_raises_fails_and_the_next_one_goes_on(caplog: pytest.LogCaptureFixture):
    cases = [Case.model_validate(line) for line in LINES]
    with caplog.at_level(logging.ERROR):
        report = evaluate(cases, FakeQA(breaks_at="公务接待费？").ask)
    assert [result.answer.status for result in report.results] == [
        Status.FAILED,
        Status.ANSWERED,
        Status.NOT_FOUND,
    ]
    assert report.results[0].answer.text == "RuntimeError: 坏了"
    assert [result.scores.passed for result in report.results] == [False, True, True]
    assert "用例 a" in caplog.text


def test_a_broken_answer_to_an_unanswerable_question_is_no_refusal():
    report = evaluate([Case.model_validate(LINES[2])], FakeQA(breaks_at="天气？").ask)
    assert report.passed == 0


@pytest.mark.parametrize(("floor", "code"), [(None, 0), (0.6, 0), (2 / 3, 0), (0.7, 1), (1.0, 1)])
def test_the_exit_code_tells_whether_the_floor_is_held(tmp_path: Path, floor: float | None, code: int):
    qa = FakeQA(breaks_at="换算成元呢？")
    assert run(dataset(tmp_path), tmp_path, None, floor, console(), qa.door) == code


def test_the_report_is_written_where_it_is_asked_for_even_under_the_floor(tmp_path: Path):
    target = tmp_path / "report.json"
    assert run(dataset(tmp_path), tmp_path, target, 1.0, console(), FakeQA(breaks_at="天气？").door) == 1
    summary = json.loads(target.read_text(encoding="utf-8"))["summary"]
    assert (summary["cases"], summary["passed"]) == (3, 2)


def test_a_bad_dataset_stops_before_the_store_is_opened(tmp_path: Path):
    qa = FakeQA()
    (tmp_path / "bad.jsonl").write_text("{}")
    with pytest.raises(BudgetError, match="第1行"):
        run(tmp_path / "bad.jsonl", tmp_path, None, None, console(), qa.door)
    assert qa.opened == []


def test_the_time_of_each_case_is_measured():
    report = evaluate([Case.model_validate(line) for line in LINES], FakeQA().ask)
    assert all(result.elapsed_ms > 0 for result in report.results)
