"""Results of all cases → the table a person reads and the JSON a program reads.

>>> report = Report((result, ...))
>>> report.pass_rate, [(row.kind, row.passed) for row in rows(report)]
(0.95, [('lookup', 12), ('reason', 6)])

Only what was due counts in a column: a case without reference figures is not a figure passed. Where
answers say how sure they are, the curve tells what is right among those above each confidence.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.cases import Case
from eval.scorers import Score, Scores, Verdict
from index.facts.errors import BudgetError
from index.facts.plainly import reason
from qa.records import Answer, Status

# A wrong figure costs as much as so many right ones gain: RS(10) of EHRSQL (Lee et al., 2024).
PENALTY = 10
_VERDICTS = {
    Verdict.RIGHT: "对",
    Verdict.PARTIAL: "部分",
    Verdict.WRONG: "错",
    Verdict.HELD_BACK: "未答",
}
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
    verdicts: Mapping[str, int]
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Point:
    """The answers at least this sure: their share of all cases, and the shares of them right and wrong."""

    confidence: float
    coverage: float
    precision: float
    wrong: float


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
    def reliability(self) -> float:
        """RS(10): the share that ended right less ten times the share that ended wrong; 0 for no cases."""
        return reliability(self.results)

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


def verdicts(results: Sequence[Result]) -> dict[Verdict, int]:
    """How many cases ended so."""
    found = Counter(result.scores.verdict for result in results)
    return {verdict: found[verdict] for verdict in Verdict}


def reliability(results: Sequence[Result]) -> float:
    """RS(10) of some results; 0 for none."""
    ended = verdicts(results)
    gained = ended[Verdict.RIGHT] - PENALTY * ended[Verdict.WRONG]
    return gained / len(results) if results else 0.0


def curve(report: Report) -> tuple[Point, ...]:
    """A point for each confidence that an answer has, the surest first; () where none has one."""
    told = [
        (result.answer.confidence, result.scores.verdict)
        for result in report.results
        if result.scores.answered and result.answer.confidence is not None
    ]
    points = []
    for least in sorted({confidence for confidence, _ in told}, reverse=True):
        kept = [verdict for confidence, verdict in told if confidence >= least]
        points.append(
            Point(
                least,
                len(kept) / len(report.results),
                kept.count(Verdict.RIGHT) / len(kept),
                kept.count(Verdict.WRONG) / len(kept),
            )
        )
    return tuple(points)


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
    console.print(_verdicts_table(report))
    if points := curve(report):
        console.print(_curve_table(points))
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
    console.print(f"RS(10) {report.reliability:.1%}（对的比例，减去错的比例的十倍）", highlight=False)
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
            "verdicts": _verdicts_json(report.results),
            "rs10": report.reliability,
            "refusal_precision": report.refusal_precision.rate,
            "refusal_recall": report.refusal_recall.rate,
        },
        "kinds": [_row_json(row) for row in rows(report)],
        "curve": [asdict(point) for point in curve(report)],
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
        raise BudgetError(f"{path}：无法写入评测报告（{reason(error)}）。请换一个可写的位置") from error


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


def _verdicts_table(report: Report) -> Table:
    """How the cases of each kind ended, and of all."""
    table = Table("类别", title="答得怎样")
    for heading in (*_VERDICTS.values(), "RS(10)"):
        table.add_column(heading, justify="right")
    kinds = dict.fromkeys(result.case.kind for result in report.results)
    groups = [(kind, [r for r in report.results if r.case.kind == kind]) for kind in kinds]
    for kind, results in groups:
        table.add_row(*_ended(kind, results))
    table.add_section()
    table.add_row(*_ended("合计", report.results))
    return table


def _ended(kind: str, results: Sequence[Result]) -> tuple[str, ...]:
    """One line of that table."""
    counted = (str(count or "") for count in verdicts(results).values())
    return (escape(kind), *counted, f"{reliability(results):.1%}" if results else "–")


def _curve_table(points: Sequence[Point]) -> Table:
    """The curve at every tenth of the cases covered."""
    table = Table(title="只留把握不低于此值的答案")
    for heading in ("把握", "占全部", "其中对", "其中错"):
        table.add_column(heading, justify="right")
    tenth = 0
    for point in points:
        if point is points[-1] or point.coverage * 10 >= tenth + 1:
            tenth = int(point.coverage * 10)
            shares = (point.coverage, point.precision, point.wrong)
            table.add_row(f"{point.confidence:.3f}", *(f"{share:.1%}" for share in shares))
    return table


def _verdicts_json(results: Sequence[Result]) -> dict[str, int]:
    """Verdict → cases."""
    return {verdict.value: count for verdict, count in verdicts(results).items()}


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
        verdicts=_verdicts_json(results),
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
        "verdicts": row.verdicts,
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
        "extra": scores.extra,
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
        "verdict": scores.verdict.value,
        "scores": {
            name: None if score is None else {"passed": score.passed, "explanation": score.explanation}
            for name, score in named.items()
        },
        "elapsed_ms": round(result.elapsed_ms, 2),
    }
