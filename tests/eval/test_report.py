"""The report counts only what was due, and its JSON tells every case with its reasons."""

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from eval.cases import Case
from eval.report import (
    Point,
    Report,
    Result,
    confusion,
    curve,
    percentile,
    reliability,
    render,
    rows,
    to_json,
    verdicts,
    write,
)
from eval.scorers import Verdict, score
from index.facts.errors import BudgetError
from qa.records import Answer, AnswerFigure, Status


def result(
    number: int,
    kind: str,
    status: Status,
    *,
    answerable: bool = True,
    wanted: str | None = None,
    given: str | None = None,
    elapsed: float = 1.0,
    question: str = "公务接待费多少？",
    confidence: float | None = None,
) -> Result:
    figures = [{"metric": "费", "value": Decimal(wanted), "unit": "元"}] if wanted else []
    case = Case.model_validate(
        {
            "id": f"c{number}",
            "question": question,
            "kind": kind,
            "answer": "参考",
            "figures": figures,
            "answerable": answerable,
        }
    )
    shown = (AnswerFigure("费", "", "某局", 2025, "预算", Decimal(given), given, "元"),) if given else ()
    answer = Answer(
        case.id, case.question, status, f"费{given}元" if given else "文字", shown, confidence=confidence
    )
    return Result(case, answer, score(case, answer), elapsed)


REPORT = Report(
    (
        result(1, "lookup", Status.ANSWERED, wanted="5", given="5", elapsed=1),
        result(2, "lookup", Status.ANSWERED, wanted="5", given="25", elapsed=9),
        result(3, "lookup", Status.NOT_FOUND, wanted="5"),
        result(4, "reason", Status.ANSWERED),
        result(5, "unanswerable", Status.REFUSED, answerable=False),
        result(6, "unanswerable", Status.ANSWERED, answerable=False),
        result(7, "ambiguous", Status.CLARIFY, question="[/b]工资[red]多少？"),
    )
)


def test_rows_count_what_was_due():
    by_kind = {row.kind: row for row in rows(REPORT)}
    assert list(by_kind) == ["lookup", "reason", "unanswerable", "ambiguous"]
    lookup = by_kind["lookup"]
    assert (lookup.cases, lookup.passed, str(lookup.figures), lookup.wrong) == (3, 1, "1/3", 1)
    assert str(by_kind["reason"].figures) == "–"
    assert (str(by_kind["reason"].citation), by_kind["reason"].passed) == ("–", 1)


def test_refusals_are_measured_both_ways():
    assert str(REPORT.refusal_precision) == "1/2"
    assert str(REPORT.refusal_recall) == "1/2"
    assert REPORT.refusal_recall.rate == 0.5
    assert Report(()).refusal_recall.rate is None


def test_confusion_is_of_accepted_against_given_by_kind():
    table = confusion(REPORT)
    assert table["lookup"] == {"answered": {"answered": 2, "not_found": 1}}
    assert table["unanswerable"] == {"not_found|refused": {"refused": 1, "answered": 1}}
    assert table["ambiguous"] == {"answered|clarify": {"clarify": 1}}


def test_the_table_is_printed_with_reasons_and_without_reading_markup():
    out = io.StringIO()
    failing = result(8, "lookup", Status.FAILED, question="[/b]工资[red]多少？")
    render(Report((*REPORT.results, failing)), Console(file=out, width=200))
    text = out.getvalue()
    assert "缺少 费 5元；答案中有：费 25元" in text
    assert "[/b]工资[red]多少？" in text
    assert "拒答：准确 1/2，召回 1/2" in text
    assert "通过 4/8（50.0%）" in text


def test_the_json_report_holds_every_case_with_its_scores(tmp_path: Path):
    path = tmp_path / "made" / "report.json"
    write(REPORT, path)
    read = json.loads(path.read_text(encoding="utf-8"))
    assert read == json.loads(json.dumps(to_json(REPORT)))
    assert [case["id"] for case in read["cases"]] == [f"c{number}" for number in range(1, 8)]
    second = read["cases"][1]
    assert (second["text"], second["status"], second["passed"]) == ("费25元", "answered", False)
    assert second["wrong_while_answered"] is True
    assert second["scores"]["figures"] == {"passed": False, "explanation": "缺少 费 5元；答案中有：费 25元"}
    assert second["scores"]["citation"] is None
    assert second["answer"]["figures"][0]["value_yuan"] == "25.00"
    assert read["summary"]["cases"] == 7
    assert read["summary"]["refusal_precision"] == 0.5


def test_a_report_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BudgetError, match="无法写入评测报告"):
        write(REPORT, tmp_path / "file" / "report.json")


def test_percentiles_are_measured_values():
    assert percentile([], 50) == 0
    assert percentile([3, 1, 2, 4], 50) == 2
    assert percentile(list(range(1, 201)), 99) == 198
    lookup = rows(REPORT)[0]
    assert (lookup.p50_ms, lookup.p99_ms) == (1, 9)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 100))
def test_a_percentile_is_one_of_the_values_with_enough_at_or_under_it(values: list[float], percent: float):
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) >= percent / 100 * len(values) - 1e-9


def test_verdicts_are_counted_and_a_wrong_one_costs_ten_right_ones():
    assert verdicts(REPORT.results) == {
        Verdict.RIGHT: 4,
        Verdict.PARTIAL: 0,
        Verdict.WRONG: 2,
        Verdict.HELD_BACK: 1,
    }
    assert REPORT.reliability == reliability(REPORT.results) == (4 - 20) / 7
    assert Report(()).reliability == 0
    told = to_json(REPORT)
    assert told["summary"]["rs10"] == (4 - 20) / 7  # type: ignore[index]
    assert told["summary"]["verdicts"] == {"right": 4, "partial": 0, "wrong": 2, "held_back": 1}  # type: ignore[index]


def test_the_curve_tells_what_is_right_among_the_surest_answers():
    sure = [(0.9, "5"), (0.9, "5"), (0.6, "25"), (0.3, "5"), (None, "5")]
    told = [
        result(n, "lookup", Status.ANSWERED, wanted="5", given=given, confidence=confidence)
        for n, (confidence, given) in enumerate(sure)
    ]
    held = result(9, "lookup", Status.NOT_FOUND, wanted="5", confidence=0.95)
    report = Report((*told, held))
    assert curve(report) == (
        Point(0.9, 2 / 6, 1.0, 0.0),
        Point(0.6, 3 / 6, 2 / 3, 1 / 3),
        Point(0.3, 4 / 6, 3 / 4, 1 / 4),
    )
    out = io.StringIO()
    render(report, Console(file=out, width=120))
    assert "把握" in out.getvalue() and "0.900" in out.getvalue()


def test_without_confidence_there_is_no_curve():
    assert curve(REPORT) == ()
    out = io.StringIO()
    render(REPORT, Console(file=out, width=120))
    assert "把握" not in out.getvalue() and "RS(10) -228.6%" in out.getvalue()
