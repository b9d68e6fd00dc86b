"""The questions of rules over the samples: answered as well as before."""

import pytest

from eval.cases import load_cases
from eval.report import Report
from eval.run import evaluate
from eval.sample_set.make_samples_questions import DATA
from qa import BudgetQA

FLOOR = 0.95


@pytest.fixture(scope="module")
def report(samples_desk: BudgetQA) -> Report:
    """Every question of the set asked over the samples."""
    cases = load_cases(DATA / "policy.jsonl")
    return evaluate(cases, lambda question, history: samples_desk.ask(question, history))


def test_the_share_answered_rightly_holds_its_floor_and_none_misleads(report: Report):
    failed = "、".join(result.case.id for result in report.results if not result.scores.passed)
    assert len(report.results) == 40
    assert report.pass_rate >= FLOOR, failed
    assert not any(result.scores.wrong for result in report.results)
