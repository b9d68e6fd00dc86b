"""Disclosures of other places and kinds, against what people read on their pages."""

import json
from pathlib import Path

import pytest

from index.files.formats import read
from index.prose.identity import identify

pytestmark = pytest.mark.corpus


def test_documents_of_any_level_are_whose_and_of_what_their_titles_say(corpus: Path) -> None:
    """Measured: 1.0 of 22 documents."""
    folder = corpus / "elsewhere"
    labels = [json.loads(line) for line in (folder / "docs.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = []
    for label in labels:
        pages, _ = read(folder / label["pdf"])
        found = identify(folder / label["pdf"], "", pages).document
        if (found.body, found.year, found.kind.value) != (label["body"], label["year"], label["kind"]):
            wrong.append((label, found))
    assert len(labels) >= 20
    assert 1 - len(wrong) / len(labels) >= 0.98, wrong
