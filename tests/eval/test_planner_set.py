"""Recorded plans over the samples: what they settle is right, and nothing without an answer is answered.

A changed lexicon makes prompts to which no reply is recorded: `python -m eval.rerecord` finds most again, and
those that it does not find are to be written anew.
"""

from shutil import copytree

from eval.cases import load_cases
from eval.sample_set.make_samples_questions import DATA
from eval.side_by_side import compared, moved
from qa.llm.cassette import Cassette
from qa.llm.settings import ModelSettings

# Of 59 held back 30 are right and 1 is wrong. One more may come to be answered by the rules.
RIGHT, WRONG = 29, 1


def test_recorded_plans_settle_rightly_and_answer_nothing_that_has_no_answer(samples_store, tmp_path):
    store = copytree(samples_store, tmp_path / "store")  # the other may be held open
    cassette = Cassette.read(DATA / "planner.jsonl")
    runs = compared(load_cases(DATA / "ranker.jsonl"), store, cassette, ModelSettings(model="m"))
    rules, model, both = runs
    ends, changed = moved(runs)
    assert both.outcomes.get("unrecorded", 0) == 0, "run eval.rerecord"
    assert ends["right"] >= RIGHT
    assert ends["wrong"] <= WRONG
    assert changed == []
    assert both.wrongly_answered == rules.wrongly_answered
    assert model.ungrounded == 0
