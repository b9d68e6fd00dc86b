"""Wordings that tell what a question wants, from ``data/cues.toml``, compiled once.

>>> bool(cue("prior").search("去年公务接待费是多少"))
True
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from qa.records import Operation


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath("data/cues.toml").read_text(encoding="utf-8"))


@cache
def operation_cues() -> tuple[tuple[Operation, re.Pattern[str]], ...]:
    """Operations with their wordings, in order of precedence."""
    return tuple((Operation[raw["name"]], _joined(raw["patterns"])) for raw in _data()["operation"])


@cache
def cue(name: str) -> re.Pattern[str]:
    """The wordings of one sign: "prior", "unit", "up" …. Raises KeyError for an unknown name."""
    return _joined(_data()["cue"][name])


def _joined(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


@cache
def section_cues() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Sections of the narrative: the wordings that ask for one, and how its headings read."""
    return tuple((_joined(raw["asked"]), _joined(raw["headings"])) for raw in _data()["section"])


@cache
def asking_words() -> frozenset[str]:
    """Words of asking, which an answer need not hold."""
    return frozenset(_data()["words"]["asking"].split())


@cache
def computing_words() -> frozenset[str]:
    """Words of computing and of budgets at large, which name nothing of its own."""
    return frozenset(_data()["words"]["computing"].split())
