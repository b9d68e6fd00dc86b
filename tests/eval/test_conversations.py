"""Conversations over the samples: follow-ups answered as well as before, none by the last answer again."""

import pytest

from eval.cases import load_cases
from eval.report import Report
from eval.run import evaluate
from eval.sample_set.make_samples_questions import DATA
from eval.scorers import Verdict
from qa import BudgetQA

# What passes today, rounded down, and how many answers are wrong: no change may make it worse.
SETS = {"conversations.jsonl": (0.92, 3), "conversations_second.jsonl": (0.92, 0)}


@pytest.fixture(scope="module", params=SETS)
def scored(request: pytest.FixtureRequest, samples_desk: BudgetQA) -> tuple[Report, float, int]:
    """Every turn of a set, asked behind the ones before it; its floor, and how many may be wrong."""
    cases = load_cases(DATA / request.param)
    assert all(case.history for case in cases)
    report = evaluate(cases, lambda question, history: samples_desk.ask(question, history))
    return report, *SETS[request.param]


def of_verdict(report: Report, *verdicts: Verdict) -> list[str]:
    return [result.case.id for result in report.results if result.scores.verdict in verdicts]


def test_the_share_of_turns_answered_rightly_holds_its_floor(scored: tuple[Report, float, int]):
    report, floor, _ = scored
    assert report.pass_rate >= floor, of_verdict(report, Verdict.WRONG, Verdict.PARTIAL, Verdict.HELD_BACK)


def test_hardly_a_turn_misleads(scored: tuple[Report, float, int]):
    report, _, allowed = scored
    assert len(of_verdict(report, Verdict.WRONG)) <= allowed, of_verdict(report, Verdict.WRONG)


def test_a_turn_that_asks_nothing_known_gets_no_figure(scored: tuple[Report, float, int]):
    report, _, _ = scored
    declined = [result for result in report.results if not result.case.answerable]
    assert declined
    assert all(result.scores.passed for result in declined), [r.case.id for r in declined]
