"""What documents and cells are, against labels that people read from the pages.

`document_labels.jsonl` holds every document of the corpus, `cell_labels.jsonl` 600 cells drawn by lot:
body, unit row, year, period, kind, stage, scope, fund and item, from cover, heading, column and row of
the printed page. A body that prints its name in two ways has the one by which it is known.
"""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from index.facts.money import number
from index.facts.records import Figure
from index.facts.subjects import normal
from index.store.exports.figure_rows import export_row
from index.store.figure_store import FigureStore

pytestmark = pytest.mark.corpus

HERE = Path(__file__).parent
LOT, SEED = 600, 20261128
PARTS = ("seed", "real", "variants")
WHERE = ("page", "table", "row", "code", "column", "printed")
SAID = ("body", "unit_row", "year", "period", "kind", "stage", "scope", "fund", "item")

Label = Mapping[str, str | int]


def lines(path: Path) -> list[dict[str, str | int]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_labelled_cells_are_those_that_the_lot_fell_on(corpus: Path) -> None:
    cells = [cell for part in PARTS for cell in lines(corpus / part / "cells.jsonl")]
    drawn = Counter((c["pdf"], *(c[key] for key in WHERE)) for c in random.Random(SEED).sample(cells, LOT))
    labels = lines(HERE / "cell_labels.jsonl")
    assert Counter((c["document"], *(c[key] for key in WHERE)) for c in labels) == drawn


def test_documents_are_what_their_pages_say(facts: FigureStore) -> None:
    found = {stored.document.name: stored.document for stored in facts.documents()}
    labels = lines(HERE / "document_labels.jsonl")
    assert len(labels) == 31
    assert [label["document"] for label in labels if label["document"] not in found] == []
    wrong = [
        (label, read)
        for label in labels
        for read in (found[str(label["document"])],)
        if (read.body, read.year, read.kind.value, read.scope.value)
        != (label["body"], label["year"], label["kind"], label["scope"])
    ]
    assert wrong == []


def test_cells_are_what_their_pages_say(facts: FigureStore) -> None:
    """Measured: 1.0 of 600 cells, each with its nine labels. A cell that is not found is a wrong one."""
    labels = lines(HERE / "cell_labels.jsonl")
    wrong = list(_wrong(labels, facts))
    for label, told in wrong:
        print(label, told)  # noqa: T201 - pytest shows it where the floor breaks
    assert 1 - len(wrong) / len(labels) >= 0.99


def _wrong(labels: Sequence[Label], facts: FigureStore) -> Iterator[tuple[Label, Mapping[str, object]]]:
    """The labels that no cell of that place bears, each with what differs."""
    placed: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for stored in facts.stream_figures():
        at = stored.figure.citation
        placed[at.document, at.page, number(stored.figure.printed)].append(stored.figure)
    for label in labels:
        here = placed[label["document"], label["page"], number(str(label["printed"]))]
        rows = [export_row(figure) for figure in _nearest(label, here)]
        said = {key: label[key] for key in SAID}
        if not any({key: row[key] for key in SAID} == said for row in rows):
            yield label, {key: rows[0][key] for key in SAID if rows[0][key] != said[key]} if rows else {}


def _nearest(label: Label, figures: Sequence[Figure]) -> list[Figure]:
    """Of the figures of a page that print the number, those of the label's row, column and table."""

    label_row, label_leaf = normal(str(label["row"])), _leaf(str(label["row"]))

    def near(figure: Figure) -> tuple[bool, bool, bool]:
        at = figure.citation
        parts = {normal(part) for part in (at.row or "").split("/")} | {normal(at.row or "")}
        coded = figure.code == label["code"] != ""
        alone = not at.row or not label["row"]  # the only row of a table, which prints no name
        titles = _leaf(str(label["table"])), _leaf(at.table or "")
        return (
            coded or alone or label_row in parts or label_leaf in parts,
            _leaf(at.column or "") == _leaf(str(label["column"])),
            titles[0].endswith(titles[1]) or titles[1].endswith(titles[0]),
        )

    best = max(map(near, figures), default=(False, False, False))
    return [figure for figure in figures if near(figure) == best and best[0]]


def _leaf(path: str) -> str:
    return normal(path.split("/")[-1])
