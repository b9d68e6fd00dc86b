"""A store of either engine."""

from __future__ import annotations

from functools import partial

import pytest

from index.store.figure_store import FigureStore
from tests.index.store.stored import (
    SERVED,
)


@pytest.fixture(params=["SQLite", SERVED])
def engine(request):
    return request.param


@pytest.fixture
def opened(request, tmp_path, engine):
    """``opened()`` → the test's store, once more."""
    database = request.getfixturevalue("database") if engine == "PostgreSQL" else ""
    return partial(FigureStore.open, tmp_path, database=database)


@pytest.fixture
def store(opened):
    with opened(create=True) as store:
        yield store
