"""What tests of evaluation share: the six samples and a few invented documents, each in a store of facts.

>>> world.facts.figures(keys=["公务接待费"])[0].figure.printed
'1.00'
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from index.extract import digest, extract
from index.facts.records import Extraction
from index.store.figure_store import FigureStore
from qa.catalog import Catalog
from qa.execute.world import World
from qa.language.vocabulary import Vocabulary

SAMPLES = Path(__file__).parents[3] / "samples"


def over(store: FigureStore) -> World:
    """The world of one store."""
    return World(store, Catalog(store.documents(), Vocabulary.of(store)))


@pytest.fixture(scope="session")
def samples_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The six samples, read for real."""
    with FigureStore.open(tmp_path_factory.mktemp("facts"), create=True) as store:
        for path in sorted(SAMPLES.glob("*.pdf")):
            store.replace(extract(path, digest(path)), source=str(path), extractor="test")
        yield over(store)


@pytest.fixture(scope="session")
def world_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Iterable[Extraction]], World]]:
    """``world_of([extraction, …])`` → the world of these documents alone."""
    opened: list[FigureStore] = []

    def made(extractions: Iterable[Extraction]) -> World:
        store = FigureStore.open(tmp_path_factory.mktemp("facts"), create=True)
        opened.append(store)
        for extraction in extractions:
            store.replace(extraction, source=f"/in/{extraction.document.name}", extractor="test")
        return over(store)

    yield made
    for store in opened:
        store.close()


@pytest.fixture(scope="session")
def river_world(facts: FigureStore) -> World:
    """The three hand-made documents of `tests.qa.conftest`."""
    return over(facts)
