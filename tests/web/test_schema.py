"""The API over samples keeps to what its OpenAPI schema promises, whatever is sent (schemathesis)."""

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from starlette.applications import Starlette

from index.build import build
from index.store.embed import load_model
from index.store.opening import open_stores
from qa import BudgetQA
from web.reception import Reception
from web.server import guarded, routes
from web.settings import Serving


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schema")
    paths = sorted((Path(__file__).parents[2] / "samples").glob("*热线*2025*.pdf"))
    with open_stores(folder, load_model(None)) as stores:
        build(paths, stores, jobs=1)
    with BudgetQA.open(folder) as qa:
        serving = Serving(rate=1_000_000)
        site = Starlette(routes=routes(Reception(qa, serving)), middleware=guarded(serving))
        yield schemathesis.openapi.from_asgi("/api/openapi.json", site)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/ask"),
        ("GET", "/figures"),
        ("GET", "/findings"),
        ("GET", "/pages/{document}/{page}.png"),
        ("PUT", "/documents/{document}/identity"),
        ("DELETE", "/documents/{document}/identity"),
    ],
)
def test_every_reply_keeps_to_the_schema(api, method, path, mode):
    operation = api[path][method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=40, derandomize=True, suppress_health_check=list(HealthCheck))
    def holds(case):
        case.call_and_validate()

    holds()


def test_the_documents_keep_to_the_schema(api):
    api["/documents"]["GET"].Case().call_and_validate()
