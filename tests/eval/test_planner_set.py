"""Recorded plans over the samples: what they settle is right, and nothing without an answer is answered.

A changed lexicon makes prompts to which no reply is recorded; `python -m eval.rerecord` finds most again.
"""

from shutil import copytree

from eval.cases import load_cases
from eval.sample_set.make_samples_questions import DATA
from eval.side_by_side import compared, moved
from qa.llm.cassette import Cassette
from qa.llm.settings import ModelSettings

# Of 73 held back: 34 right and 1 wrong. What is recorded no more, or answered by the rules, is not settled.
WRONG, RIGHT_OR_UNRECORDED = 2, 30


def test_recorded_plans_settle_rightly_and_answer_nothing_that_has_no_answer(samples_store, tmp_path):
    store = copytree(samples_store, tmp_path / "store")  # the other may be held open
    cassette = Cassette.read(DATA / "planner.jsonl")
    runs = compared(load_cases(DATA / "ranker.jsonl"), store, cassette, ModelSettings(model="m"))
    rules, model, both = runs
    ends, changed = moved(runs)
    assert ends["right"] + both.outcomes.get("unrecorded", 0) >= RIGHT_OR_UNRECORDED
    assert ends["wrong"] <= WRONG
    assert changed == []
    assert both.wrongly_answered == rules.wrongly_answered
    assert model.ungrounded == 0
