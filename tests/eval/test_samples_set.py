"""The questions over the samples: made from the gold as committed, and answered as well as before."""

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.cases import load_cases
from eval.report import Report
from eval.run import evaluate
from eval.sample_set.make_samples_questions import DATA, text_of
from eval.sample_set.sample_facts import DOCUMENTS, read
from eval.scorers import Verdict
from qa import BudgetQA

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
QUESTIONS = DATA / "samples.jsonl"
# What passes today, rounded down: no change may make it worse.
FLOOR = 0.90
REFUSAL_FLOOR = 0.95
RELIABILITY_FLOOR, WRONG = 0.70, 1


@pytest.fixture(scope="module")
def report(samples_desk: BudgetQA) -> Report:
    """Every question of the set asked over the samples."""
    return evaluate(load_cases(QUESTIONS), lambda question, history: samples_desk.ask(question, history))


def failed(report: Report) -> str:
    return "、".join(result.case.id for result in report.results if not result.scores.passed)


def test_the_committed_set_is_what_the_gold_gives():
    by_hand = (DATA / "samples_by_hand.jsonl").read_text(encoding="utf-8")
    assert QUESTIONS.read_text(encoding="utf-8") == text_of(read(SAMPLES), by_hand)


def test_the_set_asks_every_kind_over_every_sample():
    cases = load_cases(QUESTIONS)
    assert len(cases) >= 300
    assert {source.pdf for case in cases for source in case.pages} == set(DOCUMENTS.values())
    assert set(Counter(case.kind for case in cases)) >= {
        "lookup", "code_lookup", "lookup_table", "unit_conversion", "colloquial", "change", "reason",
        "prior_year", "difference", "growth", "share", "sum", "ranking", "trend", "comparison", "count",
        "zero_yes_no", "definition", "narrative", "not_found", "refused", "prompt_injection",
        "false_premise", "clarify", "follow_up", "typo", "traditional", "english", "contradiction",
    }  # fmt: skip


def test_every_page_named_is_a_page_the_gold_prints_something_on_or_prose():
    pages = {
        (row["pdf"], row["page"])
        for name in ("gold.jsonl", "changes.jsonl")
        for row in map(json.loads, (SAMPLES / name).read_text(encoding="utf-8").splitlines())
    }
    generated = [case for case in load_cases(QUESTIONS) if case.id.startswith("sam-")]
    assert all((source.pdf, source.page) in pages for case in generated for source in case.pages)
    assert all(case.pages for case in generated)


def test_the_share_of_questions_answered_rightly_holds_its_floor(report: Report):
    assert report.pass_rate >= FLOOR, failed(report)


def test_no_numeral_of_an_answer_is_without_a_source(report: Report):
    loose = [r.case.id for r in report.results if r.scores.answered and not r.scores.grounded.passed]
    assert loose == []


def test_what_must_be_declined_is_declined(report: Report):
    assert (report.refusal_recall.rate or 0) >= REFUSAL_FLOOR, failed(report)


def test_hardly_an_answer_misleads(report: Report):
    wrong = [r.case.id for r in report.results if r.scores.verdict is Verdict.WRONG]
    assert len(wrong) <= WRONG, wrong
    assert report.reliability >= RELIABILITY_FLOOR
