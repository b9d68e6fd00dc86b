"""Every figure in one table: found, chosen, sorted, paged, each with a way to its cell."""

import csv
import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event, Semaphore

import pytest
from openpyxl import load_workbook
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.facts.errors import StoreError
from index.facts.records import Citation, Kind
from tests.fakes import MemoryFacts
from tests.web.plain.conftest import EVIL, document
from tests.web.shown import ZH, Reader
from web.plain.cell_html import cell_html
from web.plain.routes import plain_routes
from web.words import LANGUAGES


def values(reply):
    """The printed figures that a page shows, as links to their cells."""
    return [each["href"] for each in Reader(reply.text).all("a") if "cell=" in (each.get("href") or "")]


def test_a_page_holds_fifty_figures_and_leads_on(client):
    reply = client.get("/figures")
    assert len(values(reply)) == 100  # each by its value and by its page
    assert "123" in reply.text
    last = client.get("/figures?page=3")
    assert len(values(last)) == 2 * 23 and 'rel="next"' not in last.text


def test_what_is_searched_and_chosen_narrows_and_stands_in_the_form(client):
    reply = client.get("/figures", params={"q": "公务 接待", "year": "2024"})
    page = Reader(reply.text)
    assert len(values(reply)) == 2
    boxes = {each["value"]: "checked" in each for each in page.all("input") if each.get("name") == "year"}
    assert boxes == {"2024": True}
    assert [each["value"] for each in page.all("input") if each.get("name") == "q"] == ["公务 接待"]


def test_figures_are_sorted_by_their_value_whatever_their_unit(client):
    largest = Reader(client.get("/figures?sort=-value").text).text
    assert largest.index("119.50") < largest.index("118.50")


def test_nothing_found_says_what_to_do(client):
    reply = client.get("/figures", params={"q": "没有这个"})
    assert reply.status_code == 200 and "请去掉一两个条件" in reply.text


def test_text_of_documents_and_of_addresses_is_never_markup(client):
    for asked in ({"page": "3"}, {"q": EVIL}, {"body": EVIL}, {"lang": EVIL}, {"code": EVIL}):
        page = Reader(client.get("/figures", params=asked).text)
        assert len(page.all("script")) == 1 and page.having("onerror") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_readers_language_and_keeps_the_address(client, language):
    reply = client.get("/figures?year=2025", headers={"accept-language": language})
    page = Reader(reply.text)
    assert page.all("html")[0]["lang"] == language
    others = [each["href"] for each in page.all("a") if each.get("hreflang")]
    assert others == [f"figures?year=2025&lang={code}" for code in LANGUAGES]


def test_columns_can_be_chosen(client):
    page = Reader(client.get("/figures?col=row&col=value").text)
    assert [each["class"] for each in page.all("th")] == ["c-row", "c-value"]


def test_a_cell_has_its_own_page_with_the_cell_framed(client):
    link = values(client.get("/figures?page=1"))[0]
    reply = client.get(f"/{link}")
    page = Reader(reply.text)
    assert reply.status_code == 200 and "0.50" in page.text and "某局" in page.text
    cut, image = page.all("img")
    assert cut["src"].startswith(f"{image['src']}&row=")
    assert image["src"] == "api/pages/a.pdf/1.png?bbox=40.0,30.0,70.0,50.0"
    assert "第0项" in image["alt"] and "三公表" in image["alt"]


def test_a_cell_leads_to_its_body_but_not_to_one_that_only_issues_policies():
    disclosed = document()
    issued = replace(disclosed, kind=Kind.POLICY)
    cell = Citation(disclosed.name, 1, "380", "标准表", "一类", "住宿费")
    assert any("bodies/" in link for link in Reader(cell_html(disclosed, cell, (), ZH)).having("href"))
    shown = Reader(cell_html(issued, cell, (), ZH))
    assert issued.body in shown.text and not any("bodies/" in link for link in shown.having("href"))


def test_a_cell_of_a_file_without_pages_is_told_by_table_and_row(client):
    link = values(client.get("/figures", params={"q": "公务接待费"}))[0]
    reply = client.get(f"/{link}")
    assert reply.status_code == 200 and "没有页面图片" in reply.text and not Reader(reply.text).all("img")


def test_a_cell_that_is_gone_shows_its_page_and_says_so(client):
    reply = client.get("/pages/a.pdf/1?cell=000000000000")
    assert reply.status_code == 404 and "找不到" in reply.text
    assert Reader(reply.text).all("img")[0]["src"] == "api/pages/a.pdf/1.png"
    assert client.get("/pages/a.pdf/1").status_code == 200
    for address in ("/pages/a.pdf/9", "/pages/c.pdf/1", "/pages/a.pdf/0"):
        assert client.get(address).status_code == 404


def test_what_is_downloaded_is_what_the_view_holds(client):
    asked = {"q": "公务接待费", "col": "row"}
    told = client.get("/figures.csv", params=asked)
    assert told.text.startswith("\ufeffpdf,") and len(told.text.splitlines()) == 2
    assert "figures.csv" in told.headers["content-disposition"]
    (one,) = json.loads(client.get("/figures.json", params=asked).text)["figures"]
    assert (one["pdf"], one["value_yuan"]) == ("b.docx", "10000.00")
    book = load_workbook(io.BytesIO(client.get("/figures.xlsx", params=asked).content))
    assert [row[0].value for row in book["sources"].iter_rows(min_row=2)] == ["b.docx"]
    assert client.get("/figures.doc").status_code == 404


def test_what_is_downloaded_comes_in_the_order_that_is_looked_at(client):
    asked = {"year": "2025", "sort": "-value"}
    shown = client.get("/figures", params=asked)
    csv_link, json_link = (
        next(a["href"] for a in Reader(shown.text).all("a") if a["href"].startswith(f"figures.{ending}"))
        for ending in ("csv", "json")
    )
    lines = list(csv.DictReader(io.StringIO(client.get(f"/{csv_link}").text.removeprefix("\ufeff"))))
    figures = json.loads(client.get(f"/{json_link}").text)["figures"]
    printed = [each["printed"] for each in lines]
    assert printed[:3] == ["119.50", "118.50", "117.50"] and printed == [each["printed"] for each in figures]
    seen = Reader(shown.text).text
    assert [seen.index(each) for each in printed[:10]] == sorted(seen.index(each) for each in printed[:10])


@pytest.mark.parametrize("address", ["/figures", "/figures.csv", "/figures.xlsx", "/figures.json"])
@pytest.mark.parametrize(
    "asked", ["year=abc", "year=99999999999999999999", "sort=size", "page=x", "code=1x", "q=%00"]
)
def test_a_value_that_cannot_be_is_told_with_its_field(client, address, asked):
    reply = client.get(f"{address}?{asked}")
    assert reply.status_code == 400 and f"{asked.partition('=')[0]}：" in reply.text


class Troubled(MemoryFacts):
    """Facts that cannot be read just now."""

    def documents(self):
        raise StoreError("数据库连接不上。请稍后再试")

    tally = stream_figures = find = lambda self, *_, **__: self.documents()


@pytest.mark.parametrize(
    "address",
    ["/figures", "/figures.csv", "/bodies", "/bodies/某局", "/pages/a.pdf/1", "/data/datapackage.zip"],
)
def test_a_store_in_trouble_is_told_in_a_line_and_not_cut_off(address):
    client = TestClient(Starlette(routes=plain_routes(Troubled)), raise_server_exceptions=True)
    reply = client.get(address)
    assert reply.status_code == 503 and "数据库连接不上。请稍后再试" in reply.text


class Slow(MemoryFacts):
    """Facts whose figures come when they are let."""

    def __init__(self, begun, go_on):
        super().__init__()
        self._begun, self._go_on = begun, go_on

    def stream_figures(self, wanted=None):
        self._begun.release()
        self._go_on.wait(30)
        return super().stream_figures(wanted)


def test_figures_are_taken_along_as_parquet_in_the_order_that_is_looked_at(client):
    tables = pytest.importorskip("pyarrow.parquet")
    reply = client.get("/figures.parquet?year=2025&sort=-value")
    printed = tables.read_table(io.BytesIO(reply.content)).column("printed").to_pylist()
    assert printed[:2] == ["119.50", "118.50"] and len(printed) == 122
    assert "figures.parquet?year=2025" in client.get("/figures?year=2025").text


def test_without_what_writes_parquet_it_is_not_offered_and_says_how_to_have_it(client, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    reply = client.get("/figures.parquet")
    assert reply.status_code == 501 and "budget-qa[parquet]" in reply.json()["detail"]
    assert "figures.parquet" not in client.get("/figures").text


def test_so_many_workbooks_are_made_at_once_and_no_more():
    begun, go_on = Semaphore(0), Event()
    held = Slow(begun, go_on)
    client = TestClient(Starlette(routes=plain_routes(lambda: held)))
    with ThreadPoolExecutor(2) as readers:
        waiting = [readers.submit(client.get, "/figures.xlsx") for _ in range(2)]
        for _ in waiting:
            assert begun.acquire(timeout=30)
        busy = client.get("/figures.xlsx")
        go_on.set()
        assert [each.result().status_code for each in waiting] == [200, 200]
    assert busy.status_code == 503 and busy.headers["retry-after"]
    assert client.get("/figures.xlsx").status_code == 200


def test_a_workbook_that_would_be_too_large_is_refused_with_a_way_out(facts):
    client = TestClient(Starlette(routes=plain_routes(lambda: facts, most_of_a_workbook=122)))
    reply = client.get("/figures.xlsx")
    assert reply.status_code == 422 and "下载 CSV" in reply.json()["detail"]
    assert client.get("/figures.xlsx?year=2025").status_code == 200


def test_a_language_chosen_by_hand_is_kept_for_the_next_pages(client):
    client.get("/figures?lang=en")
    page = Reader(client.get("/bodies", headers={"accept-language": "zh-CN"}).text)
    assert page.all("html")[0]["lang"] == "en"
