"""The region that plans are made over: that of tests/qa/conftest.py with a final account beside it."""

from collections.abc import Callable, Iterator

import pytest

from index.facts.records import Extraction, Kind, Stage, TableKind
from index.store.figure_store import FigureStore
from qa.pipeline import Pipeline
from qa.plan.algebra import Plan
from qa.records import Answer, Question
from tests.qa.conftest import RIVER, cells, document, make_pipeline, river_2024, river_2025, school_2025


def river_2024_final() -> Extraction:
    """What was spent in 2024, beside what was planned at first and after changes."""
    of = document(RIVER, 2024, Kind.FINAL)
    stages = ((Stage.INITIAL, "1.00"), (Stage.ADJUSTED, "1.20"), (Stage.FINAL, "0.87"))
    return Extraction(
        of,
        figures=tuple(
            figure
            for stage, printed in stages
            for figure in cells(of, TableKind.THREE_PUBLIC, 6, [("", "2、公务接待费", printed)], stage=stage)
        ),
    )


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """Answering over the four documents."""
    with FigureStore.open(tmp_path_factory.mktemp("region"), create=True) as store:
        for extraction in (river_2024(), river_2024_final(), river_2025(), school_2025()):
            store.replace(extraction, source=f"/in/{extraction.document.name}", extractor="test")
        yield make_pipeline(store)


@pytest.fixture(scope="module")
def planned(region: Pipeline) -> Callable[..., Plan]:
    """``planned("问题", "earlier", …)`` → its plan."""
    return lambda question, *history: region.explain(Question(question, history))


@pytest.fixture(scope="module")
def told(region: Pipeline) -> Callable[..., Answer]:
    """``told("问题", "earlier", …)`` → its answer."""
    return lambda question, *history: region.ask(Question(question, history))
