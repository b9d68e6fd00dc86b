"""Results of all cases → the table a person reads and the JSON a program reads.

>>> report = Report((result, ...))
>>> report.pass_rate, [(row.kind, row.passed) for row in rows(report)]
(0.95, [('lookup', 12), ('reason', 6)])

Only what was due counts in a column: a case without reference figures is not a figure passed.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.cases import Case
from eval.scorers import Score, Scores
from index.facts.errors import BudgetError
from qa.records import Answer, Status

_DECLINED = (Status.NOT_FOUND, Status.REFUSED)


@dataclass(frozen=True, slots=True)
class Result:
    """One case with its answer and scores. `elapsed_ms` is the time `ask` took, as its caller saw it."""

    case: Case
    answer: Answer
    scores: Scores
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those due hold: 11/12."""

    held: int
    due: int

    @property
    def rate(self) -> float | None:
        """From 0 to 1; None where nothing was due."""
        return self.held / self.due if self.due else None

    def __str__(self) -> str:
        return f"{self.held}/{self.due}" if self.due else "–"


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one kind of question, or of all. `ungrounded` and `wrong` count cases."""

    kind: str
    cases: int
    passed: int
    figures: Share
    forbidden: Share
    status: Share
    text: Share
    citation: Share
    ungrounded: int
    wrong: int
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Report:
    """The results of one run, in the order of the dataset."""

    results: tuple[Result, ...]

    @property
    def passed(self) -> int:
        """How many cases passed."""
        return sum(result.scores.passed for result in self.results)

    @property
    def pass_rate(self) -> float:
        """Share of cases that passed, 0 to 1; 0 for no cases."""
        return self.passed / len(self.results) if self.results else 0.0

    @property
    def refusal_precision(self) -> Share:
        """Of the questions declined (not_found, refused), those that had to be."""
        declined = [result for result in self.results if result.answer.status in _DECLINED]
        return Share(sum(_must_decline(result.case) for result in declined), len(declined))

    @property
    def refusal_recall(self) -> Share:
        """Of the questions that had to be declined, those that were."""
        due = [result for result in self.results if _must_decline(result.case)]
        return Share(sum(result.answer.status in _DECLINED for result in due), len(due))


def rows(report: Report) -> tuple[Row, ...]:
    """One Row per kind, in the order of first appearance."""
    kinds = dict.fromkeys(result.case.kind for result in report.results)
    return tuple(
        _row(kind, [result for result in report.results if result.case.kind == kind]) for kind in kinds
    )


def confusion(report: Report) -> dict[str, dict[str, dict[str, int]]]:
    """Kind → accepted status (answered, answered|clarify …) → given status → cases."""
    table: dict[str, dict[str, Counter[str]]] = {}
    for result in report.results:
        accepted = "|".join(result.case.accepted)
        given = table.setdefault(result.case.kind, {}).setdefault(accepted, Counter())
        given[result.answer.status.value] += 1
    return {
        kind: {accepted: dict(given) for accepted, given in by_accepted.items()}
        for kind, by_accepted in table.items()
    }


def percentile(values: Sequence[float], percent: float) -> float:
    """Nearest-rank percentile: ``percentile([1, 2, 3, 4], 50) == 2``; 0 for no values."""
    if not values:
        return 0.0
    return sorted(values)[max(1, math.ceil(percent / 100 * len(values))) - 1]


def render(report: Report, console: Console) -> None:
    """The tables per kind, the failed cases with their reasons, and the refusals, for a person."""
    console.print(_kinds_table(report))
    console.print(_confusion_table(report))
    failed = [result for result in report.results if not result.scores.passed]
    if failed:
        table = Table("编号", "类别", "问题", "原因", title="未通过的用例")
        for result in failed:
            case = result.case  # a question may hold [/b], which rich would read as markup
            words = (case.id, case.kind, case.question, "\n".join(reasons(result)))
            table.add_row(*(escape(word) for word in words))
        console.print(table)
    precision, recall = report.refusal_precision, report.refusal_recall
    console.print(f"拒答：准确 {precision}，召回 {recall}", highlight=False)
    console.print(f"通过 {report.passed}/{len(report.results)}（{report.pass_rate:.1%}）", highlight=False)


def reasons(result: Result) -> tuple[str, ...]:
    """Why a case did not pass, one line per failed score; () when it passed."""
    scores = result.scores
    counted = [scores.status, scores.figures, scores.forbidden, scores.text]
    if scores.answered:
        counted.append(scores.grounded)
    return tuple(score.explanation for score in counted if not score.passed)


def to_json(report: Report) -> dict[str, object]:
    """The whole report, ready for ``json.dumps``: summary, kinds, confusion, every case."""
    return {
        "summary": {
            **_row_json(_row("all", report.results)),
            "pass_rate": report.pass_rate,
            "refusal_precision": report.refusal_precision.rate,
            "refusal_recall": report.refusal_recall.rate,
        },
        "kinds": [_row_json(row) for row in rows(report)],
        "confusion": confusion(report),
        "cases": [_result_json(result) for result in report.results],
    }


def write(report: Report, path: Path) -> None:
    """The JSON report into `path`, its folder made. Raises BudgetError when it cannot be written."""
    write_json(to_json(report), path)


def write_json(told: Mapping[str, object], path: Path) -> None:
    """What a report tells, into `path`, its folder made. Raises BudgetError when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BudgetError(f"{path}：无法写入评测报告（{error}）。请换一个可写的位置") from error


def _kinds_table(report: Report) -> Table:
    """One line per kind and one for all."""
    table = Table(title="评测结果")
    table.add_column("类别")
    for heading in (
        "用例",
        "通过",
        "数字",
        "禁用数",
        "状态",
        "文字",
        "出处",
        "无出处数",
        "答错",
        "p50 ms",
        "p99 ms",
    ):
        table.add_column(heading, justify="right")
    for row in rows(report):
        table.add_row(*_cells(row))
    table.add_section()
    table.add_row(*_cells(_row("合计", report.results)))
    return table


def _confusion_table(report: Report) -> Table:
    """One line per kind and accepted status; a status that is not accepted is marked."""
    table = Table("类别", "应为", title="应有的状态与实际的状态")
    for status in Status:
        table.add_column(status.value, justify="right")
    for kind, by_accepted in confusion(report).items():
        for accepted, given in by_accepted.items():
            table.add_row(
                escape(kind),
                accepted.replace("|", " 或 "),
                *(_counted(status, given, accepted) for status in Status),
            )
    return table


def _counted(status: Status, given: Mapping[str, int], accepted: str) -> str:
    """12, ✗3 where the status is wrong, "" for none."""
    count = given.get(status.value, 0)
    if not count:
        return ""
    return str(count) if status.value in accepted.split("|") else f"✗{count}"


def _cells(row: Row) -> tuple[str, ...]:
    """A Row as printed."""
    shares = (row.figures, row.forbidden, row.status, row.text, row.citation)
    return (
        escape(row.kind),
        str(row.cases),
        f"{row.passed / row.cases:.1%}" if row.cases else "–",
        *(str(share) for share in shares),
        str(row.ungrounded),
        str(row.wrong),
        f"{row.p50_ms:.1f}",
        f"{row.p99_ms:.1f}",
    )


def _row(kind: str, results: Sequence[Result]) -> Row:
    """The counts over some results."""
    times = [result.elapsed_ms for result in results]
    return Row(
        kind=kind,
        cases=len(results),
        passed=sum(result.scores.passed for result in results),
        figures=_share([result.scores.figures for result in results if result.case.figures]),
        forbidden=_share([result.scores.forbidden for result in results if result.case.forbidden]),
        status=_share([result.scores.status for result in results]),
        text=_share([r.scores.text for r in results if r.case.must_text or r.case.must_any]),
        citation=_share([result.scores.citation for result in results if result.scores.citation is not None]),
        ungrounded=sum(not result.scores.grounded.passed for result in results),
        wrong=sum(result.scores.wrong for result in results),
        p50_ms=percentile(times, 50),
        p99_ms=percentile(times, 99),
    )


def _share(scores: Sequence[Score]) -> Share:
    """How many of the scores passed."""
    return Share(sum(score.passed for score in scores), len(scores))


def _must_decline(case: Case) -> bool:
    """Only not_found or refused is right."""
    return all(status in _DECLINED for status in case.accepted)


def _row_json(row: Row) -> dict[str, object]:
    """A Row with its shares as [held, due]."""
    return {
        "kind": row.kind,
        "cases": row.cases,
        "passed": row.passed,
        "figures": [row.figures.held, row.figures.due],
        "forbidden": [row.forbidden.held, row.forbidden.due],
        "status": [row.status.held, row.status.due],
        "text": [row.text.held, row.text.due],
        "citation": [row.citation.held, row.citation.due],
        "ungrounded": row.ungrounded,
        "wrong_while_answered": row.wrong,
        "p50_ms": round(row.p50_ms, 2),
        "p99_ms": round(row.p99_ms, 2),
    }


def _result_json(result: Result) -> dict[str, object]:
    """One case: what was asked, what came back, and every score with its explanation."""
    scores = result.scores
    named = {
        "status": scores.status,
        "figures": scores.figures,
        "forbidden": scores.forbidden,
        "text": scores.text,
        "grounded": scores.grounded,
        "citation": scores.citation,
    }
    return {
        "id": result.case.id,
        "kind": result.case.kind,
        "question": result.case.question,
        "history": list(result.case.history),
        "reference": result.case.answer,
        "accepted": list(result.case.accepted),
        "status": result.answer.status.value,
        "text": result.answer.text,
        "answer": result.answer.to_json(),
        "passed": scores.passed,
        "wrong_while_answered": scores.wrong,
        "scores": {
            name: None if score is None else {"passed": score.passed, "explanation": score.explanation}
            for name, score in named.items()
        },
        "elapsed_ms": round(result.elapsed_ms, 2),
    }
