"""The samples' gold → eval/data/samples.jsonl: questions whose answers follow from the figures.

``python -m eval.sample_set.make_samples_questions`` writes the same bytes every time: the questions generated
with rotating wordings, then those of samples_by_hand.jsonl, where the wording matters. What a right
answer holds comes from samples/gold.jsonl and samples/changes.jsonl, never from answers the system
gave.

>>> generated(read(Path("samples")))[0]["id"]
'sam-001'
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from eval.sample_set.sample_combined import comparisons, computed, rankings, trends
from eval.sample_set.sample_facts import Facts, read
from eval.sample_set.sample_questions import (
    Asker,
    Line,
    changes,
    codes,
    lookups,
    prior_years,
    reasons,
    tables,
    units,
)

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "eval" / "data"

KINDS: tuple[Callable[[Asker], Iterator[Line]], ...] = (
    lookups,
    codes,
    tables,
    units,
    changes,
    reasons,
    prior_years,
    computed,
    rankings,
    trends,
    comparisons,
)


def generated(facts: Facts) -> list[Line]:
    """Every generated question, in order."""
    ask = Asker(facts)
    return [line for kind in KINDS for line in kind(ask)]


def text_of(facts: Facts, by_hand: str) -> str:
    """The whole set as JSONL: the generated lines, then those written by hand as they are."""
    lines = [json.dumps(line, ensure_ascii=False) for line in generated(facts)]
    return "\n".join([*lines, *(line for line in by_hand.splitlines() if line)]) + "\n"


def main() -> None:
    """Write the set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--samples", type=Path, default=ROOT / "samples", help="folder with gold.jsonl")
    parser.add_argument("--out", type=Path, default=DATA / "samples.jsonl")
    options = parser.parse_args()
    by_hand = (DATA / "samples_by_hand.jsonl").read_text(encoding="utf-8")
    options.out.write_text(text_of(read(options.samples), by_hand), encoding="utf-8")


if __name__ == "__main__":
    main()
