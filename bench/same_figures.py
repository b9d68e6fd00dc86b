"""Two exports of figures beside each other, in the columns that both have: what a change of reading changes.

    budget-qa figures --store before --out before.jsonl        # by either commit, over the same files
    budget-qa figures --store after --out after.jsonl
    python bench/same_figures.py before.jsonl after.jsonl

Rows are compared as sorted JSON, as often as they occur. Each document that differs is told with how many
rows only one of the exports has, and with some of them. The exit code is 1 where any does.

>>> sorted(difference([{"pdf": "a", "row": "甲", "fund": "x"}], [{"pdf": "a", "row": "乙"}]))
['a']
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

Row = Mapping[str, object]
SHOWN = 5


def read(path: Path) -> list[Row]:
    """The rows of an export in JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def difference(before: Sequence[Row], after: Sequence[Row]) -> dict[str, tuple[Counter[str], Counter[str]]]:
    """The documents of which one export has rows that the other has not: those of each, as JSON."""
    columns = sorted(before[0].keys() & after[0].keys())

    def of(rows: Sequence[Row]) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for row in rows:
            line = json.dumps([row[column] for column in columns], ensure_ascii=False)
            found.setdefault(str(row["pdf"]), Counter())[line] += 1
        return found

    first, second = of(before), of(after)
    pairs = {
        pdf: (first.get(pdf, Counter()), second.get(pdf, Counter())) for pdf in sorted({*first, *second})
    }
    return {pdf: (a - b, b - a) for pdf, (a, b) in pairs.items() if a != b}


def main() -> int:
    """Compare and print; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--shown", type=int, default=SHOWN, help="rows of a document and export to print")
    chosen = parser.parse_args()
    before, after = read(chosen.before), read(chosen.after)
    console = Console(soft_wrap=True, markup=False, highlight=False)
    console.print(f"{len(before)} rows before, {len(after)} after")
    found = difference(before, after)
    for pdf, sides in found.items():
        console.print(f"{pdf}: {sides[0].total()} only before, {sides[1].total()} only after")
        for sign, lines in zip("-+", sides, strict=True):
            for line in sorted(lines)[: chosen.shown]:
                console.print(f"  {sign} {line}")
    console.print(f"{len(found)} documents differ")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
