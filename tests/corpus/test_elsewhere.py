"""Disclosures of other places and kinds, against what people read on their pages."""

import json
from pathlib import Path

import pytest

from index.facts.errors import DocumentError
from index.files.formats import read
from index.prose.identity import identify

pytestmark = pytest.mark.corpus


def test_documents_of_any_level_are_whose_and_of_what_their_titles_say(corpus: Path) -> None:
    """Measured: 1.0 of 21 documents; a file of a form that is not read does not count."""
    folder = corpus / "elsewhere"
    labels = [json.loads(line) for line in (folder / "docs.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong, told = [], 0
    for label in labels:
        try:
            pages, _ = read(folder / label["pdf"])
        except DocumentError:
            continue
        found = identify(folder / label["pdf"], "", pages).document
        told += 1
        if (found.body, found.year, found.kind.value) != (label["body"], label["year"], label["kind"]):
            wrong.append((label, found))
    assert told >= 20
    assert 1 - len(wrong) / told >= 0.98, wrong
