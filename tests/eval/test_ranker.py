"""Training the weights of readings: the file that is committed is what training gives, and it learns."""

from pathlib import Path

import pytest

from eval.ranker import PRIOR, SETS, SIGNS, WEIGHTS, Example, calibrated, confident, costs, left_out, trained

ROOT = Path(__file__).parents[2]


def test_the_weights_are_those_that_training_gives(samples_desk, monkeypatch):
    monkeypatch.chdir(ROOT)
    text, said = trained(samples_desk, SETS)
    assert text == WEIGHTS.read_text(encoding="utf-8"), (
        "run `make ranker` and commit qa/plan/data/weights.toml"
    )
    assert len({writer for *_, writer in said}) >= 6


def example(writer: str, right: bool, **signs: float) -> Example:
    return Example(writer, (), {sign: signs.get(sign, 0.0) for sign in SIGNS}, right)


def test_a_reading_that_is_wrong_more_often_comes_to_cost_more():
    pair = (({"sound": 1.0}, False), ({"sound": 0.0, "short": 1.0}, True))
    learned = costs([Example("a", pair, None, True)] * 200)
    assert learned["sound"] > PRIOR["sound"] and learned["operators"] == PRIOR["operators"]


def test_nothing_learned_leaves_the_weights_as_they_are():
    assert costs([]) == dict(PRIOR)


def test_answers_that_cost_more_are_said_to_be_less_sure():
    found = [example("a", n % 4 > 0, cost=0.0 if n % 4 else 1.0) for n in range(80)]
    assert confident(found)["cost"] < 0


def test_each_writer_is_judged_by_a_model_that_has_not_seen_her():
    alone = [example("a", True)] * 30 + [example("b", False)] * 30
    said = {writer: raw for raw, _, writer in left_out(alone)}
    assert said["a"] < 0.5 < said["b"]


def test_calibration_never_falls_and_is_never_certain():
    knots = calibrated([(n / 100, n > 30, "a") for n in range(100)])
    assert [true for _, true in knots] == sorted(true for _, true in knots)
    assert all(0 < true < 1 for _, true in knots)
    assert knots[0][1] < 0.6 < 0.9 < knots[-1][1]


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_has_a_weight(sign):
    assert f"\n{sign} = " in (ROOT / WEIGHTS).read_text(encoding="utf-8")
