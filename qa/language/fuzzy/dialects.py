"""Words of dialects as the standard language has them: ``data/dialects.toml``.

>>> in_standard("搿年用脱几钿", [*range(6)])
('这年用掉多少钱', [0, 1, 2, 3, 4, 5, 5])
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files


def in_standard(letters: str, places: Sequence[int]) -> tuple[str, list[int]]:
    """Letters with the words of dialects replaced, and the place that each letter comes from."""
    found: list[str] = []
    at: list[int] = []
    done = 0
    pattern, standard = _table()
    for word in pattern.finditer(letters):
        assert word.lastgroup is not None
        meant, last = standard[word.lastgroup], word.end() - 1
        found += [letters[done : word.start()], meant]
        at += places[done : word.start()]
        at += [places[min(word.start() + n, last)] for n in range(len(meant))]
        done = word.end()
    return "".join((*found, letters[done:])), [*at, *places[done:]]


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern of all words, in their order, and what each of its groups is in the standard language."""
    text = files("qa.language").joinpath("data/dialects.toml").read_text(encoding="utf-8")
    pairs = [pair for area in tomllib.loads(text).values() for pair in area.items()]
    groups = [f"(?P<w{n}>{said})" for n, (said, _) in enumerate(pairs)]
    return re.compile("|".join(groups)), {f"w{n}": meant for n, (_, meant) in enumerate(pairs)}
