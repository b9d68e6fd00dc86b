"""An address at which nothing is: a page for a reader, problem details for a program."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.store.opening import open_facts
from tests.web.shown import FakeDesk, Reader
from web.reception import Reception
from web.server import guarded, routes
from web.settings import Serving

READER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def client(desk: FakeDesk, tmp_path):
    open_facts(tmp_path, create=True).close()
    site = Starlette(routes=routes(Reception(desk, Serving())), middleware=guarded(Serving()))
    with TestClient(site) as client:
        yield client


@pytest.mark.parametrize("address", ["/nothing/here", "/documents/gone.pdf", "/bodie"])
def test_a_reader_is_led_on_from_an_address_at_which_nothing_is(client, address):
    reply = client.get(address, headers=READER)
    page = Reader(reply.text)
    assert reply.status_code == 404 and "没有这一页" in page.text
    assert {"bodies", "figures", "compare"} <= set(page.having("href"))
    assert "No such page" in client.get(address, headers={**READER, "accept-language": "en"}).text


def test_programs_and_pages_that_are_there_are_told_as_before(client):
    gone = client.get("/documents/gone.pdf")
    assert gone.status_code == 404 and gone.headers["content-type"] == "application/problem+json"
    for address in ("/api/nothing", "/api/pages/gone.pdf/1.png", "/v1/nothing"):
        assert "html" not in client.get(address, headers=READER).headers["content-type"]
    assert client.get("/healthz", headers=READER).json() == {"status": "ok"}
