"""The first page's head names this service and no other."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.web.shown import Reader
from web.plain.front import FrontPage

FRONT = """<!doctype html><html><head><meta charset="utf-8" />
<meta property="og:title" content="Other" /><meta
  property="og:image"
  content="https://example.invalid/x.jpg"
/><meta name="twitter:card" content="x" /><link rel="icon" href="other.png"></head><body>正文</body></html>"""


@pytest.fixture
def client():
    page = Route("/", lambda request: HTMLResponse(FRONT))
    other = Route("/other", lambda request: HTMLResponse(FRONT))
    plain = Route("/text", lambda request: PlainTextResponse("<head></head>"))
    return TestClient(Starlette(routes=[page, other, plain], middleware=[Middleware(FrontPage)]))


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "预算公开问答"), ("en", "Public budget answers")])
def test_a_link_to_the_first_page_shows_its_own_title_and_icon(client, language, title):
    page = Reader(client.get("/", headers={"accept-language": language}).text)
    named = {each.get("property") or each.get("name"): each["content"] for each in page.all("meta")[1:]}
    assert named["og:title"] == title and set(named) == {
        "description",
        "og:type",
        "og:title",
        "og:description",
    }
    assert [each["href"] for each in page.all("link")] == ["icon.svg"] and "正文" in page.text


def test_other_pages_are_left_as_they_are(client):
    assert client.get("/other").text == FRONT
    assert client.get("/text").text == "<head></head>"


def test_a_language_chosen_by_hand_is_kept_for_the_next_pages(client):
    assert "lang=en" in client.get("/?lang=en").headers["set-cookie"]
    again = client.get("/", headers={"accept-language": "zh-CN"})
    assert "Public budget answers" in again.text and "set-cookie" not in again.headers
    assert "set-cookie" not in client.get("/?lang=xx").headers
