"""The right passage is among the first five, and not by lexical search alone.

The question set holds ``{question, document, page, key, …}``; see `bench.retrieval`, which measures more.
"""

import json
import os
from functools import partial
from pathlib import Path

import pytest

from bench.retrieval import QUESTIONS, Vectored, hybrid, lexical, places, planned
from index.store.embed import load_model
from index.store.figure_store import FigureStore

pytestmark = pytest.mark.corpus


def recall(found):
    return sum(place is not None and place <= 5 for place in found) / len(found)


def test_hybrid_retrieval_keeps_its_floor_and_its_distance_from_bm25():
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    with FigureStore.open(Path(os.environ["BUDGET_QA_CORPUS_STORE"])) as store:
        asked = planned(store, rows)
        vectored = Vectored.of(store, load_model(None))
        both = places(asked, partial(hybrid, store, vectored.search))
        words = places(asked, lambda one: lexical(store, one.question, None))
    colloquial = [n for n, one in enumerate(asked) if one.colloquial]
    assert len(asked) >= 200 and len(colloquial) >= 80
    assert recall(both) >= 0.97
    assert recall(both) >= recall(words) + 0.05
    assert recall([both[n] for n in colloquial]) >= recall([words[n] for n in colloquial]) + 0.15
