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
from eval.probes.probe import Ask
from eval.run import Probing, evaluate, probe, run
from index.facts.errors import BudgetError, StoreError
from index.facts.records import Citation, Document, Extraction, Figure, Kind, Scope, Stage, TableKind
from index.store.figure_store import FigureStore
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


def test_a_store_that_another_process_holds_ends_the_run():
    def ask(question: str, history: tuple[str, ...]) -> Answer:
        raise StoreError("正被另一个进程使用")

    with pytest.raises(StoreError, match="另一个进程"):
        evaluate([Case.model_validate(LINES[0])], ask)


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


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An index of one body with two rows of one table."""
    of = Document("a.pdf", "1" * 64, "预算", "某局", 2025, Kind.BUDGET, Scope.UNIT, 9)
    figures = [
        Figure(
            name, code, "", of.body, of.year, Stage.BUDGET, Decimal(value) * 10000, value, "万元",
            TableKind.BASIC, Citation(of.name, 3, value, "支出表", name, "预算数", (0.0, 0.0, 1.0, 1.0)),
        )
        for name, code, value in (("公务接待费", "30217", "1.50"), ("培训费", "30216", "3.00"))
    ]  # fmt: skip
    with FigureStore.open(tmp_path / "store", create=True) as facts:
        facts.replace(Extraction(of, figures=tuple(figures)), source="/in/a.pdf", extractor="test")
    return tmp_path / "store"


def test_a_store_is_asked_for_its_own_cells(store: Path, tmp_path: Path):
    qa, out, target = FakeQA(), console(), tmp_path / "report.json"
    assert probe(store, Probing(), target, None, out, qa.door) == 0
    assert len(qa.asked) == 6 and all(history == () for _, history in qa.asked)
    assert (qa.opened, qa.closed) == ([store], True)
    told = json.loads(target.read_text(encoding="utf-8"))
    assert list(told) == ["every_cell"]
    # 1.50万元 is told whatever is asked: right for the one row, wrong for the other.
    assert told["every_cell"]["forms"] == {
        form: {"total": 2, "right": 1, "wrong": 1} for form in ("表行列", "行", "编码")
    }
    assert "逐格提问" in out.file.getvalue()  # type: ignore[attr-defined]


def test_both_instruments_may_run_at_once(store: Path, tmp_path: Path):
    target = tmp_path / "report.json"
    probe(store, Probing(cells=True, per_document=1, origins=1), target, None, console(), FakeQA().door)
    told = json.loads(target.read_text(encoding="utf-8"))
    assert list(told) == ["every_cell", "metamorphic"]
    assert told["every_cell"]["total"] == 3
    probe(store, Probing(cells=False, origins=1), target, None, console(), FakeQA().door)
    assert list(json.loads(target.read_text(encoding="utf-8"))) == ["metamorphic"]


@pytest.mark.parametrize(("floor", "code"), [(None, 0), (0.5, 0), (0.51, 1)])
def test_probes_too_are_held_to_a_floor(store: Path, floor: float | None, code: int):
    assert probe(store, Probing(), None, floor, console(), FakeQA().door) == code


def test_an_empty_index_is_told_and_holds_no_floor(tmp_path: Path):
    with FigureStore.open(tmp_path, create=True):
        pass
    out = console()
    assert probe(tmp_path, Probing(origins=5), None, 0.1, out, FakeQA().door) == 1
    assert "没有可问的数" in out.file.getvalue()  # type: ignore[attr-defined]


def test_a_folder_without_an_index_cannot_be_asked(tmp_path: Path):
    qa = FakeQA()
    with pytest.raises(StoreError):
        probe(tmp_path, Probing(), None, None, console(), qa.door)
    assert qa.opened == []
