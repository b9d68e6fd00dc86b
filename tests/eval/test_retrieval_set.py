"""The question → passage set is what the benchmark says it is."""

from __future__ import annotations

import json
from pathlib import Path

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "eval" / "data" / "retrieval.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def test_the_set_is_large_and_a_third_of_it_is_everyday_speech():
    assert len(ROWS) >= 150
    assert sum(row["colloquial"] for row in ROWS) >= 50


def test_no_question_and_no_id_stands_twice():
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert len({row["question"] for row in ROWS}) == len(ROWS)


def test_every_gold_names_a_document_a_page_and_a_short_key():
    for row in ROWS:
        assert row["gold"], row["id"]
        for gold in row["gold"]:
            assert gold["document"].endswith(".pdf")
            assert gold["page"] >= 1
            assert 0 < len(gold["key"]) <= 40
