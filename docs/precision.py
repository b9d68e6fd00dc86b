"""Draws docs/precision.svg: of the answers that a model is at least so sure of, how many are right.

Each answer is judged by a model fitted to the other writers of eval/data/ranker.jsonl (`left_out`).

    python docs/precision.py --store STORE       # an index of samples/
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from eval.cases import load_cases
from eval.ranker import examples, left_out
from qa import BudgetQA

QUESTIONS = Path("eval/data/ranker.jsonl")
WIDE, HIGH, EDGE = 640, 360, 56
LOWEST = 0.8


def main() -> None:
    """Writes the picture and prints the figures of each writer."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--store", type=Path, required=True)
    with BudgetQA.open(parser.parse_args().store) as desk:
        found = examples(desk, load_cases(QUESTIONS))
    said = left_out(found)
    points = []
    for least in sorted({sure for sure, _, _ in said}, reverse=True):
        kept = [right for sure, right, _ in said if sure >= least]
        points.append((len(kept) / len(found), sum(kept) / len(kept)))
    Path("docs/precision.svg").write_text(drawn(points), encoding="utf-8")
    for writer in sorted({by for *_, by in said}):
        own = [(sure, right) for sure, right, by in said if by == writer]
        asked = sum(one.writer == writer for one in found)
        right = sum(good for _, good in own)
        mean = sum(sure for sure, _ in own) / len(own)
        sys.stdout.write(f"| {writer} | {asked} | {len(own)} | {right} | {mean:.3f} |\n")


def drawn(points: list[tuple[float, float]]) -> str:
    """The curve with its axes: share of all questions told, and of these the share that is right."""

    def x(coverage: float) -> float:
        return EDGE + coverage * (WIDE - 2 * EDGE)

    def y(precision: float) -> float:
        return HIGH - EDGE - (precision - LOWEST) / (1 - LOWEST) * (HIGH - 2 * EDGE)

    line = " ".join(f"{x(c):.1f},{y(max(p, LOWEST)):.1f}" for c, p in points)
    marks = []
    for n in range(0, 11, 2):
        marks.append(
            f'<text x="{x(n / 10):.1f}" y="{HIGH - EDGE + 20}" text-anchor="middle">{n * 10}%</text>'
        )
    for n in range(80, 101, 5):
        at = y(n / 100)
        marks.append(f'<line x1="{EDGE}" x2="{WIDE - EDGE}" y1="{at:.1f}" y2="{at:.1f}" stroke="#dbe2e8"/>')
        marks.append(f'<text x="{EDGE - 8}" y="{at + 4:.1f}" text-anchor="end">{n}%</text>')
    title = "Share of answers that are right, over the share of questions answered"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif"'
        f' font-size="12" role="img"><title>{title}</title><rect width="100%" height="100%" fill="#fff"/>'
        f'{"".join(marks)}<polyline points="{line}" fill="none" stroke="#17518f" stroke-width="2"/>'
        f'<text x="{WIDE / 2}" y="24" text-anchor="middle">{title}</text></svg>\n'
    )


if __name__ == "__main__":
    main()
