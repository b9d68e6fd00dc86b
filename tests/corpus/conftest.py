"""What tests over the corpus share: the index that the environment names, and each part indexed for itself.

``BUDGET_QA_CORPUS`` names the corpus, ``BUDGET_QA_CORPUS_STORE`` its index; a part's questions are asked
over its own documents, as a user of that part would ask them.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.build import build
from index.store.embed import load_model
from index.store.figure_store import FigureStore
from index.store.opening import open_stores
from qa.settings import Settings


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of disclosures."""
    return Path(os.environ["BUDGET_QA_CORPUS"])


@pytest.fixture(scope="module")
def facts() -> Iterator[FigureStore]:
    """The index of the whole corpus."""
    store = os.environ.get("BUDGET_QA_CORPUS_STORE", "")
    assert store, "BUDGET_QA_CORPUS_STORE names no folder: run budget-qa index $BUDGET_QA_CORPUS first"
    with FigureStore.open(Path(store)) as opened:
        yield opened


@pytest.fixture(scope="session")
def part_store(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """``part_store("real")`` → the folder of an index of that part alone."""
    made: dict[str, Path] = {}

    def store(part: str) -> Path:
        if part not in made:
            folder = tmp_path_factory.mktemp(part)
            with open_stores(folder, load_model(Settings().embedding)) as stores:
                summary = build([corpus / part], stores)
            assert summary.documents, summary.failed
            made[part] = folder
        return made[part]

    return store
