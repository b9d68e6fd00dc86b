"""The corpus and its index, which the environment names."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.store.figure_store import FigureStore


@pytest.fixture(scope="module")
def corpus() -> Path:
    return Path(os.environ["BUDGET_QA_CORPUS"])


@pytest.fixture(scope="module")
def facts() -> Iterator[FigureStore]:
    """The index of the whole corpus."""
    store = os.environ.get("BUDGET_QA_CORPUS_STORE", "")
    assert store, "BUDGET_QA_CORPUS_STORE names no folder: run budget-qa index $BUDGET_QA_CORPUS first"
    with FigureStore.open(Path(store)) as opened:
        yield opened
