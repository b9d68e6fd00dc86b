"""An answer at its own address, as it was kept; what an agent asked for a caller has none."""

from dataclasses import replace
from datetime import datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.store.service import KeptQuestion
from tests.web.plain.conftest import EVIL
from tests.web.shown import CELL, FIGURE, PRIOR, Reader, answer
from web.plain.routes import plain_routes
from web.words import LANGUAGES, words_for

GONE = replace(CELL, document="gone.pdf")


def kept(channel="网页", **parts):
    said = answer(figures=(FIGURE, PRIOR), citations=(CELL, GONE), **parts)
    at = datetime(2026, 3, 4, 9, 30)
    held = {**said.to_json(), "originals": {"a.pdf": "a.pdf", "gone.pdf": "gone.pdf"}}
    return KeptQuestion("1a2b", at, channel, "公务接待费为何增长", said.status.value, 1.0, "", held)


@pytest.fixture
def opened(facts):
    def client(one):
        held = {one.id: one}
        return TestClient(Starlette(routes=plain_routes(lambda: facts, held.get)))

    return client


def test_an_answer_is_shown_as_it_was_with_its_formulas_and_its_sources_framed_in_order(opened):
    reply = opened(kept()).get("/a/1a2b")
    page = Reader(reply.text)
    for told in ("公务接待费为何增长", "1.50万元", "1.50 − 0.50", "推算", "2026-03-04 09:30 UTC", "2份"):
        assert told in page.text, told
    assert [each["id"] for each in page.all("li") if "id" in each] == ["source-1", "source-2"]
    cut, image = page.all("img")
    assert cut["src"].startswith("api/pages/a.pdf/1.png?bbox=40.0,30.0,70.0,50.0&row=")
    assert image["src"] == "api/pages/a.pdf/1.png?bbox=40.0,30.0,70.0,50.0"
    assert "该文件已不在库中" in page.text
    assert [m["content"] for m in page.all("meta") if m.get("property") == "og:title"] == [
        "公务接待费为何增长 · 预算公开问答"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("then", "told"), [({"a.pdf": "another"}, "file_changed"), ({}, "file_unknown")])
def test_a_file_that_is_not_the_one_answered_from_is_quoted_and_not_framed(opened, then, told, language):
    one = kept()
    one = replace(one, answer={**one.answer, "originals": then})
    page = Reader(opened(one).get("/a/1a2b", headers={"accept-language": language}).text)
    assert words_for(language)[told] in page.text and words_for(language)["gone"] in page.text
    assert CELL.quote in page.text and "1.50万元" in page.text
    assert page.all("img") == [] and not any("documents/" in each.get("href", "") for each in page.all("a"))


def test_it_leads_back_to_asking_it_again(opened):
    links = [each["href"] for each in Reader(opened(kept()).get("/a/1a2b").text).all("a")]
    assert "./?q=%E5%85%AC%E5%8A%A1%E6%8E%A5%E5%BE%85%E8%B4%B9%E4%B8%BA%E4%BD%95%E5%A2%9E%E9%95%BF" in links


@pytest.mark.parametrize("address", ["/a/none", "/a/1a2b"])
def test_what_is_not_kept_or_was_asked_for_a_caller_has_no_address(opened, address):
    reply = opened(kept(channel="坐席")).get(address)
    assert reply.status_code == 404 and "公务接待费" not in reply.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_kept_runs_in_the_page(opened, language):
    figure = replace(FIGURE, metric=EVIL, printed=EVIL, formula=EVIL, derived=True)
    cell = replace(CELL, document=EVIL, quote=EVIL, row=EVIL)
    said = answer(text=EVIL, figures=(figure,), citations=(cell,), findings=(EVIL,)).to_json()
    one = replace(kept(), question=EVIL, answer=said)
    page = Reader(opened(one).get("/a/1a2b", headers={"accept-language": language}).text)
    assert len(page.all("script")) == 1 and page.having("onerror") == []
