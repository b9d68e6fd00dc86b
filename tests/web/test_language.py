"""Which language a page has: one choice for all of them, kept in one way; and one way to the clipboard."""

from importlib.resources import files

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.fakes import MemoryFacts
from web.guard import Guard
from web.language import choice, kept
from web.plain.front import FrontPage
from web.plain.routes import plain_routes
from web.settings import Serving


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "language", "by_hand"),
    [
        ("en", "zh-TW", "zh-CN", "en", True),
        (None, "zh-TW", "en", "zh-TW", False),
        ("xx", "zh-TW", "en", "zh-TW", False),
        ("xx", "xx", "zh-HK", "zh-TW", False),
        (None, None, "", "zh-CN", False),
    ],
)
def test_the_address_goes_before_what_was_kept_and_that_before_the_browser(
    asked, kept, accepted, language, by_hand
):
    assert choice(asked, kept, accepted) == (language, by_hand)


@pytest.fixture
def client():
    front = Route("/", lambda request: HTMLResponse("<html><head></head></html>"))
    facts = MemoryFacts()
    pages = [front, *plain_routes(lambda: facts)]
    return TestClient(Starlette(routes=pages, middleware=[Middleware(FrontPage)]))


@pytest.mark.parametrize("address", ["/", "/figures", "/bodies"])
def test_every_page_keeps_a_choice_in_the_same_way_and_no_bad_one(client, address):
    assert client.get(f"{address}?lang=en").headers["set-cookie"] == kept("en", "")
    told = client.get(f"{address}?lang=xx", headers={"accept-language": "zh-CN"})
    assert "Public budget answers" in told.text and "set-cookie" not in told.headers


def test_a_message_is_in_the_language_that_was_kept():
    page = Route("/api/x", lambda request: HTMLResponse("x"))
    serving = Serving(rate=1)
    guard = Middleware(Guard, serving=serving, upload_pass=None)
    client = TestClient(Starlette(routes=[page], middleware=[guard]))
    client.cookies.set("lang", "en")
    said = [client.get("/api/x", headers={"accept-language": "zh-CN"}).text for _ in range(3)]
    assert "At most 1 requests a minute" in said[-1]


def test_one_script_knows_how_to_copy():
    scripts = [each for each in (files("web") / "data").iterdir() if each.name.endswith(".js")]
    assert [each.name for each in scripts if "execCommand" in each.read_text("utf-8")] == ["copied.js"]
