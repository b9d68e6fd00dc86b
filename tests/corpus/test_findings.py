"""The checks over real disclosures: every known error that can be checked is found, and little else."""

import json
import os
from pathlib import Path

import pytest

from index.figure_store import FigureStore

pytestmark = pytest.mark.corpus

# Contradictions of the documents that their list of errors does not hold, each read on its page:
# amounts of the narrative that another sentence or the table contradicts, and rates off by a digit.
UNLISTED = 10


def listed(corpus):
    lines = (corpus / "real" / "document_errors.jsonl").read_text("utf-8").splitlines()
    return [error for error in map(json.loads, lines) if "diff" in error]


def matches(name, finding, error):
    if name != error["pdf"] or error["page"] not in {c.page for c in finding.citations}:
        return False
    unit = 10000 if error["unit"] == "万元" else 1
    return abs(abs(float(finding.left - finding.right)) - abs(error["diff"]) * unit) < 0.02 * unit


def test_every_error_of_arithmetic_is_found_and_little_else():
    corpus = Path(os.environ["BUDGET_QA_CORPUS"])
    with FigureStore.open(Path(os.environ["BUDGET_QA_CORPUS_STORE"])) as facts:
        found = [(name, f) for name, f in facts.findings() if "scan" not in name]
    errors = [error for error in listed(corpus) if error.get("unit")]
    wrong = [e for e in errors if e["severity"] == "error" and "绩效" not in e.get("note", "")]
    assert wrong
    missed = [e["where"] for e in wrong if not any(matches(name, f, e) for name, f in found)]
    assert missed == []
    other = [
        (name, f.check, f.message)
        for name, f in found
        if f.check != "空表说明=表格" and not any(matches(name, f, e) for e in errors)
    ]
    assert len(other) <= UNLISTED, other
