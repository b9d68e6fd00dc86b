"""How good a reading of a question is, and how sure the answer: linear over features that a reader can check.

The weights stand in ``data/weights.toml``, written by `make ranker`.

>>> cost({"operators": 1, "sound": 1})
3.2
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

from qa.language.meant import How

NAMED_BY = {How.SHORT: "short", How.PART: "part", How.SOUND: "sound", How.NEAR: "near"}
"""The feature of a name that is not said as it is printed."""

Features = Mapping[str, float]


def cost(features: Features) -> float:
    """What a reading costs; the cheapest one is believed. KeyError for an unknown feature."""
    weights = _data()["cost"]
    return float(sum(weights[name] * value for name, value in features.items()))


def confidence(features: Features) -> float:
    """How likely an answer with these features is right, 0 to 1, as it came true over writers left out."""
    knots = _data().get("calibration", [])
    raw = likelihood(features, _data()["confidence"])
    if not knots:
        return raw
    at = bisect_right([knot["said"] for knot in knots], raw)
    return float(knots[max(at - 1, 0)]["true"])


def likelihood(features: Features, weights: Mapping[str, float]) -> float:
    """The logistic model before it is calibrated."""
    score = weights["base"] + sum(weights[name] * value for name, value in features.items())
    return 1 / (1 + exp(-score))


def reread() -> None:
    """Reads the weights anew when they are next needed, after they were written."""
    _data.cache_clear()


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("qa.plan").joinpath("data/weights.toml").read_text(encoding="utf-8"))
