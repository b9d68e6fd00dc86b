"""How long a question waits that is asked right after a document was changed by another process.

A document of the store is put in its own place again through a second opening, so that the store stays as it
is; then a figure of a body is asked for, and again and again while a replica reads what it needs.

    python bench/after_change.py --store large --changes 5

>>> asked_after_changes(Path("large"), 1)[0].first
0.04
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.facts.records import Extraction, Kind
from index.store.opening import open_facts, originals_of
from index.store.protocols import Location, WritableFacts
from qa import BudgetQA

_PAUSE_SECONDS = 0.2
_QUIET_SECONDS = 40.0


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds: of the question right after the change, and of the slowest of those asked afterwards."""

    first: float
    slowest: float


def asked_after_changes(folder: Path, changes: int, quiet: float = _QUIET_SECONDS) -> list[Waits]:
    """So many changes of one document, each with questions for `quiet` seconds."""
    place = Location(folder, os.environ.get("BUDGET_QA_DATABASE", ""))
    found: list[Waits] = []
    with (
        BudgetQA(folder, open_facts(place), originals_of(place), _none) as qa,
        closing(open_facts(place)) as other,
    ):
        documents = [one for one in qa.documents() if one.kind is not Kind.POLICY]
        asked = documents[len(documents) // 2]
        question = f"{asked.body}{asked.year}年公务接待费是多少"
        expected = qa.ask(question).text
        for _ in range(changes):
            _put_again(other, documents[-1].name)
            first, _ = _timed(qa, question, expected)
            slowest, until = 0.0, time.monotonic() + quiet
            while time.monotonic() < until:
                time.sleep(_PAUSE_SECONDS)
                slowest = max(slowest, _timed(qa, question, expected)[0])
            found.append(Waits(first, slowest))
    return found


def _none() -> None:
    """Figures are asked for: no vectors."""
    raise AssertionError("vectors")


def _timed(qa: BudgetQA, question: str, expected: str) -> tuple[float, str]:
    begun = time.perf_counter()
    said = qa.ask(question).text
    if said != expected:
        raise SystemExit(f"{said}\n  instead of\n{expected}")
    return time.perf_counter() - begun, said


def _put_again(facts: WritableFacts, name: str) -> None:
    """The document in its own place, under an id of its own."""
    (stored,) = facts.find(names=[name])
    ids = [stored.id]
    extraction = Extraction(
        stored.document,
        (),
        tuple(one.figure for one in facts.figures(documents=ids)),
        tuple(one.change for one in facts.changes(documents=ids)),
        tuple(one.passage for one in facts.passages(documents=ids)),
        tuple(finding for _, finding in facts.findings([name])),
    )
    facts.replace(extraction, source=stored.source, extractor=stored.extractor)


def main() -> None:
    """Change and ask."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--store", type=Path, required=True, help="a store, such as bench/large_store.py keeps"
    )
    parser.add_argument("--changes", type=int, default=5)
    parser.add_argument("--quiet", type=float, default=_QUIET_SECONDS, help="seconds of questions after each")
    chosen = parser.parse_args()
    waits = asked_after_changes(chosen.store, chosen.changes, chosen.quiet)
    for name, told in (
        ("right after", [one.first for one in waits]),
        ("slowest later", [one.slowest for one in waits]),
    ):
        sys.stdout.write(f"{name}: median {statistics.median(told):.3f} s, most {max(told):.3f} s\n")
    sys.stdout.write(f"load {os.getloadavg()[0]:.1f}\n")


if __name__ == "__main__":
    main()
