"""What tests over the corpus share: each part of it indexed once, for itself.

``BUDGET_QA_CORPUS`` names the corpus; a part's questions are asked over its own documents, as a user
of that part would ask them.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build, open_stores
from index.store.embed import load_model
from qa.settings import Settings


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of disclosures."""
    return Path(os.environ["BUDGET_QA_CORPUS"])


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
