"""Who may hold a page in a frame: nobody, but for /embed the sites that are listed."""

import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.web.shown import Reader
from web.server import guarded
from web.settings import Serving

SITES = "https://www.example.gov.cn, https://*.example.gov.cn:8443"


def client(**serving):
    def page(request):
        return HTMLResponse(f"<html><head></head><body>{request.scope['path']}</body></html>")

    routes = [Route("/", page), Route("/{rest:path}", page)]
    return TestClient(Starlette(routes=routes, middleware=guarded(Serving(**serving))))


@pytest.mark.parametrize("path", ["/", "/bodies", "/api/documents", "/desk", "/embed/", "/embedded"])
@pytest.mark.parametrize("sites", ["", SITES])
def test_no_page_stands_in_a_frame(path, sites):
    headers = client(embed=sites).get(path).headers
    assert headers["content-security-policy"].endswith("; frame-ancestors 'none'")
    assert headers["x-frame-options"] == "DENY"


def test_only_listed_sites_hold_the_chat_and_its_links_open_beside_them():
    sent = client(embed=SITES).get("/embed")
    policy = sent.headers["content-security-policy"]
    assert policy.endswith("; frame-ancestors https://www.example.gov.cn https://*.example.gov.cn:8443")
    assert "x-frame-options" not in sent.headers and "default-src 'self'" in policy
    page = Reader(sent.text)
    assert page.all("base") == [{"target": "_blank"}] and page.text.endswith("/")
    assert Reader(client(embed=SITES).get("/").text).all("base") == []


def test_where_no_site_is_listed_there_is_nothing_to_hold():
    sent = client().get("/embed")
    assert sent.status_code == 404 and sent.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("site", ["*", "https:", "javascript:x", "https://a b", "https://a;b", "'self'"])
def test_what_is_no_origin_is_not_listed(site):
    with pytest.raises(ValidationError):
        Serving(embed=f"https://www.example.gov.cn,{site}")
