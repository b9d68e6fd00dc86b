"""Trains how readings are ranked and how sure an answer is, and writes ``qa/plan/data/weights.toml``.

    python -m eval.ranker --store STORE            # `make ranker`: indexes samples/ first

It learns from questions over samples/ alone. A reading is right where the answer made of it is. The weights
of readings are fitted to pairs of a right and a wrong reading of one question, held to the weights that are
written here (a ridge around them), so that few questions move them little. How sure an answer is, is a
logistic model over the questions of writers who had not seen the program answer, calibrated (isotonic) on
writers that it was not fitted to. Deterministic.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.cases import Case, load_cases
from eval.scorers import Verdict, score
from qa import BudgetQA
from qa.plan.score import Features, likelihood, reread
from qa.records import Status

SETS = (Path("eval/data/samples.jsonl"), Path("eval/data/ranker.jsonl"))
WEIGHTS = Path("qa/plan/data/weights.toml")

PRIOR: Mapping[str, float] = {
    "assumed": 1.0,
    "operators": 3.0,
    "words": 1.0,
    "amounts": 0.2,
    "untold": 0.5,
    "short": 0.05,
    "part": 0.2,
    "sound": 0.2,
    "near": 0.4,
    "codes": 0.1,
    "unaccounted": 1.0,
}
"""What a reading costs before anything is learned."""

SIGNS = (
    *("cost", "margin", "narrative", "follows", "taken", "queries"),
    *("strange", "likely", "stated", "loose", "aside"),
)
"""What the model of whether an answer is right sees of it: see `qa.plan.decide.Decision.features`."""
_RIDGE, _CONFIDENT_RIDGE, _STEPS = 40.0, 1.0, 400
_DECIMALS = 3
_ROUNDS = 4
_LEAST = 20

_Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One question: its readings with whether each is right, and how the answer given was made and ended."""

    writer: str
    readings: tuple[tuple[Features, bool], ...]
    told: Features | None
    right: bool


def examples(desk: BudgetQA, cases: Iterable[Case]) -> list[Example]:
    """What the questions of a set tell: for each, its readings and its answer."""
    found = []
    for case in cases:
        answer = desk.ask(case.question, case.history)
        readings = tuple(
            (features, score(case, made).verdict is Verdict.RIGHT)
            for features, made in (desk.alternatives(case.question, case.history) if case.answerable else ())
        )
        told = desk.readings(case.question, case.history).signs if answer.status is Status.ANSWERED else None
        right = score(case, answer).verdict in (Verdict.RIGHT, Verdict.PARTIAL)
        found.append(Example(case.writer, readings, told, right))
    return found


def costs(found: Sequence[Example]) -> dict[str, float]:
    """The weights of readings: of each pair of one question the right one should be the cheaper."""
    names = list(PRIOR)
    prior = np.array([PRIOR[name] for name in names])
    pairs = [
        [wrong.get(name, 0.0) - right.get(name, 0.0) for name in names]
        for one in found
        for right, good in one.readings
        if good
        for wrong, also in one.readings
        if not also
    ]
    weights = prior.copy()
    if pairs:
        apart: _Matrix = np.array(pairs)
        for _ in range(_STEPS):
            slope = -(apart * _sigmoid(-(apart @ weights))[:, None]).mean(0)
            slope += _RIDGE / len(pairs) * (weights - prior)
            weights = np.maximum(weights - 0.1 * slope, 0.0)
    return {name: round(float(weight), _DECIMALS) for name, weight in zip(names, weights, strict=True)}


def confident(found: Sequence[Example]) -> dict[str, float]:
    """The weights of a logistic model of whether an answer that is given is right."""
    given = [one for one in found if one.told is not None]
    rows: _Matrix = np.array([[1.0, *(one.told[sign] for sign in SIGNS)] for one in given if one.told])
    right = np.array([float(one.right) for one in given])
    weights = np.zeros(len(SIGNS) + 1)
    ridge = np.array([0.0] + [_CONFIDENT_RIDGE] * len(SIGNS)) / max(len(given), 1)
    for _ in range(10 * _STEPS):
        weights -= 0.3 * (rows.T @ (_sigmoid(rows @ weights) - right) / len(given) + ridge * weights)
    return {n: round(float(w), _DECIMALS) for n, w in zip(("base", *SIGNS), weights, strict=True)}


def left_out(found: Sequence[Example]) -> list[tuple[float, bool, str]]:
    """How sure a model fitted to all other writers is of each answer, whether it is right, and who asked."""
    out = []
    for writer in sorted({one.writer for one in found}):
        model = confident([one for one in found if one.writer != writer])
        own = [one for one in found if one.writer == writer and one.told is not None]
        out += [(likelihood(one.told, model), one.right, writer) for one in own if one.told is not None]
    return out


def calibrated(said: Sequence[tuple[float, bool, str]]) -> list[tuple[float, float]]:
    """What the model says → how often that was right among writers left out, never falling."""
    ordered = sorted((raw, right) for raw, right, _ in said)
    blocks: list[_Block] = []
    for raw, right in ordered:
        blocks.append(_Block(raw, int(right), 1))
        while len(blocks) > 1 and (blocks[-2].share >= blocks[-1].share or blocks[-2].all < _LEAST):
            last, low = blocks.pop(), blocks.pop()
            blocks.append(_Block(low.lowest, low.right + last.right, low.all + last.all))
    return [(round(block.lowest, 4), round(block.share, _DECIMALS)) for block in blocks]


@dataclass(frozen=True, slots=True)
class _Block:
    """Answers side by side in how sure the model is of them."""

    lowest: float
    right: int
    all: int

    @property
    def share(self) -> float:
        """How many are right, with one right and one wrong more than were seen: none is told as certain."""
        return (self.right + 1) / (self.all + 2)


def written(
    cost: Mapping[str, float], sure: Mapping[str, float], knots: Sequence[tuple[float, float]]
) -> str:
    """The file of weights."""
    lines = [_HEAD, "[cost]"]
    lines += [f"{name} = {weight}  # {_MEANS[name]}" for name, weight in cost.items()]
    lines += ["", "[confidence]", *(f"{name} = {weight}" for name, weight in sure.items())]
    for said, true in knots:
        lines += ["", "[[calibration]]", f"said = {said}", f"true = {true}"]
    return "\n".join(lines) + "\n"


_HEAD = """\
# How readings of a question are ranked, and how sure an answer is. Written by `make ranker` (eval/ranker.py).
#
# [cost]        what one of each costs a reading; the cheapest reading is answered
# [confidence]  weights of a logistic model of whether the answer is right, over what the answer is made of
# [[calibration]]  its probabilities as they came true, over writers that were left out
"""
_MEANS = {
    "assumed": "what its rule takes for granted, as the rule counts it",
    "operators": "operators of the question that it does not use",
    "words": "other words that it should use and does not",
    "amounts": "amounts that the question states and it does not work with",
    "untold": "the share of its queries that come to nothing",
    "short": "names recognised by a short form",
    "part": "by a part of the name, or its words in another order",
    "sound": "by their sound",
    "near": "by likeness",
    "codes": "codes that are said and not printed where its values stand",
    "unaccounted": "words that neither it nor what it tells accounts for",
}


def _sigmoid(x: _Matrix) -> _Matrix:
    return 1 / (1 + np.exp(-x))


def trained(desk: BudgetQA, sets: Sequence[Path] = SETS) -> tuple[str, list[tuple[float, bool, str]]]:
    """The file of weights as these sets give it over samples/, and how sure it is of each left-out answer."""
    found = examples(desk, (case for path in sets for case in load_cases(path)))
    strangers = [one for one in found if one.writer]
    said = left_out(strangers)
    return written(costs(found), confident(strangers), calibrated(said)), said


def main() -> None:
    """Trains over a store, writes the weights, and tells how it does on each writer that was left out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--store", type=Path, required=True, help="an index of samples/")
    store = parser.parse_args().store
    for _ in range(_ROUNDS):  # what is answered, and so what is learned, depends on the weights before
        with BudgetQA.open(store) as desk:
            text, said = trained(desk)
        if text == WEIGHTS.read_text(encoding="utf-8"):
            break
        WEIGHTS.write_text(text, encoding="utf-8")
        reread()
    print(f"{WEIGHTS}: {len(said)} answers of {len({writer for *_, writer in said})} writers")
    for writer in sorted({writer for *_, writer in said}):
        own = [(raw, right) for raw, right, by in said if by == writer]
        mean = sum(raw for raw, _ in own) / len(own)
        print(f"  {writer}: {sum(right for _, right in own)} of {len(own)} right, {mean:.3f} said")


if __name__ == "__main__":
    main()
