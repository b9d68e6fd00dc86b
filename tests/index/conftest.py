"""A new store for each test, and the same open to be written."""

from __future__ import annotations

import pytest

from index.store.opening import open_stores


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


@pytest.fixture
def stores(store, encoder):
    with open_stores(store, encoder) as opened:
        yield opened
