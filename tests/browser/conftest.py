"""The pages served for browser tests: over fake services, and over the samples answered for real."""

import os
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import app
from index.build import build
from index.facts.limits import LIMITS
from index.store.embed import load_model
from index.store.opening import open_stores
from qa import BudgetQA
from tests.browser.acting import FLAGS, SIZES, THEMES, FakeDesk, Journal, Keeper, ruled_page, served, visited
from web.admin import Administration


def pytest_collection_modifyitems(items):
    """All tests of this folder drive a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # Gradio counts its queue with calls that pandas 3 deprecates.
            item.add_marker(pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"))


@pytest.fixture(scope="session")
def desk(tmp_path_factory) -> FakeDesk:
    return FakeDesk(ruled_page(tmp_path_factory.mktemp("pdf") / "hotline-2025.pdf"))


@pytest.fixture(scope="session")
def journal() -> Journal:
    return Journal()


@pytest.fixture(scope="session")
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture(scope="session")
def address(desk, journal, keeper) -> Iterator[str]:
    yield from served(desk, feedback=journal, keeper=keeper)


@pytest.fixture(scope="session")
def indexed_samples(tmp_path_factory) -> Path:
    """An index of the samples, to be copied before it is opened: one process holds it once."""
    store = tmp_path_factory.mktemp("samples")
    with open_stores(store, load_model(None)) as stores:
        build([Path(app.__file__).parent / "samples"], stores, jobs=1)
    return store


@pytest.fixture(scope="module")
def sample_store(indexed_samples, tmp_path_factory) -> Path:
    """A copy of the samples' index."""
    copy = tmp_path_factory.mktemp("copy") / "store"
    shutil.copytree(indexed_samples, copy)
    return copy


@pytest.fixture(scope="session")
def real(indexed_samples) -> Iterator[str]:
    """The pages over the samples, indexed and answered for real."""
    with BudgetQA.open(indexed_samples) as qa:
        qa.ask("预热")
        yield from served(qa)


@pytest.fixture(scope="session")
def administered(tmp_path_factory) -> Iterator[tuple[str, BudgetQA]]:
    """The pages over a store of one sample that an administrator, whose token is 开门, may change."""
    store = tmp_path_factory.mktemp("administered")
    with open_stores(store, load_model(None)) as stores:
        build(sorted((Path(app.__file__).parent / "samples").glob("*热线*2025*.pdf")), stores, jobs=1)
    with BudgetQA.open(store) as qa:
        for address in served(qa, keeper=Administration(qa, "开门", LIMITS)):
            yield address, qa


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("BUDGET_QA_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("no Chromium: set BUDGET_QA_CHROMIUM or put chromium on the PATH")
    from playwright import sync_api

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core (MPL-2.0), as axe-playwright-python carries it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(params=[(size, theme) for size in SIZES for theme in THEMES], ids="-".join)
def look(request):
    return request.param


@pytest.fixture
def visit(look, chromium, address):
    with visited(chromium, address, *look) as tab:
        tab.wait_for_selector("[data-ask]")
        yield tab, *look


@pytest.fixture
def plain(chromium, address):
    """An opened page at desktop size."""
    with visited(chromium, address, "desktop", "light") as tab:
        tab.wait_for_selector("[data-ask]")
        yield tab
