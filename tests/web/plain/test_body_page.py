"""A body's page: what it holds, that each amount leads to its cell, what is worked out shows how."""

from dataclasses import replace
from decimal import Decimal

import pytest

from index.facts.records import Extraction, Finding, Kind, Scope, Stage, TableKind
from tests.web.plain.conftest import EVIL, document, figure
from tests.web.plain.test_money import TABLE
from tests.web.plain.test_moves import change, listed
from tests.web.shown import Reader
from web.words import LANGUAGES

BODY = "某市财政局"


def named(figures, name, year):
    return [replace(f, year=year, citation=replace(f.citation, document=name)) for f in figures]


@pytest.fixture
def filled(facts):
    """Two budgets of one body, the later with findings and sentences; an account of debt of a place."""
    this, last = document("25.pdf", BODY, 2025), document("24.pdf", BODY, 2024)
    tables = named([*TABLE, *listed("新平台", EVIL)], "25.pdf", 2025)
    places = tuple(f.citation for f in tables[:1])
    told = (change("公务接待费", "0.50", reason=f"新增接待{EVIL}"), change("会议费", "2.00", "减少"))
    told = tuple(replace(c, citation=replace(c.citation, document="25.pdf")) for c in told)
    finding = Finding("合计=Σ类", f"合计不符{EVIL}", Decimal(1), Decimal(2), places)
    facts.replace(Extraction(this, (), tuple(tables), told, (), (finding,)), source="25", extractor="")
    older = named([*TABLE, *listed("普查")], "24.pdf", 2024)
    facts.replace(Extraction(last, (), tuple(older)), source="24", extractor="")
    owed = figure("7.00", "一般债务余额", name="d.pdf", body="某市", kind=Kind.DEBT, scope=Scope.WHOLE_CITY)
    owed = replace(owed, table_kind=TableKind.OTHER, stage=Stage.EXECUTION)
    place = replace(document("d.pdf", "某市"), kind=Kind.DEBT, scope=Scope.WHOLE_CITY)
    facts.replace(Extraction(place, (), (owed,)), source="d", extractor="")
    return facts


def test_a_body_has_its_money_its_years_its_moves_its_projects_and_its_findings(filled, client):
    page = Reader(client.get(f"/bodies/{BODY}").text)
    for told in ("钱花在什么事上", "各年对照", "公务接待费", "新增接待", "新平台", "普查", "合计不符"):
        assert told in page.text, told
    assert "+0.50万元" in page.text and "−2.00万元" in page.text
    assert "100.00元−100.00元＝0.00元" in page.text  # the years beside each other


def test_the_first_amounts_are_told_in_plain_words_their_official_names_behind(filled, client):
    told = client.get(f"/bodies/{BODY}").text.split('class="tiles"')[1].split("</ul>")[0]
    assert told.index("一共花多少") < told.index("100<small>元") < told.index("支出合计")


def test_every_amount_leads_to_a_cell_that_is_there(filled, client):
    links = {
        each["href"]
        for each in Reader(client.get(f"/bodies/{BODY}").text).all("a")
        if "cell=" in (each.get("href") or "")
    }
    assert len(links) > 8
    assert {client.get(f"/{link}").status_code for link in links} == {200}


def test_without_sentences_two_years_of_tables_are_compared(filled, client):
    with_more = [replace(f, value=f.value + 5, printed=str(int(f.value) + 5)) for f in TABLE]
    later = document("26.pdf", BODY, 2026)
    facts = tuple(named(with_more, "26.pdf", 2026))
    filled.replace(Extraction(later, (), facts), source="26", extractor="")
    page = Reader(client.get(f"/bodies/{BODY}").text)
    assert "由两年的表相减得出" in page.text and "45.00元−40.00元＝5.00元" in page.text


def test_an_older_edition_has_its_own_address(filled, client):
    page = Reader(client.get(f"/bodies/{BODY}?year=2024").text)
    (current,) = [a for a in page.all("a") if a.get("aria-current") == "true"]
    assert "year=2024" in current["href"] and "24.pdf" in page.text


@pytest.mark.parametrize("asked", ["year=1999", "year=abc", "kind=决算", "year=2025&scope=单位"])
def test_an_edition_that_is_not_there_is_told_with_those_that_are(filled, client, asked):
    reply = client.get(f"/bodies/{BODY}?{asked}")
    links = [a["href"] for a in Reader(reply.text).all("a") if "year=2024" in a["href"]]
    assert reply.status_code == 404 and links


def test_a_place_shows_its_debt(filled, client):
    page = Reader(client.get("/bodies/某市").text)
    assert "政府债务" in page.text and "7.00" in page.text and "没有能拆开的总表" not in page.text


def test_where_nothing_is_divided_the_page_says_so(filled, client):
    assert "没有能拆开的总表" in Reader(client.get("/bodies/某局").text).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_readers_language_and_never_runs_what_documents_print(filled, client, language):
    for address in (f"/bodies/{BODY}", "/bodies", f"/bodies?q={EVIL}"):
        page = Reader(client.get(address, headers={"accept-language": language}).text)
        assert page.all("html")[0]["lang"] == language
        assert len(page.all("script")) == 1 and page.having("onerror") == []


def test_bodies_are_listed_and_found_by_a_part_of_their_name(filled, client):
    assert all(name in client.get("/bodies").text for name in (BODY, "某局", "某市"))
    found = [a["href"] for a in Reader(client.get("/bodies?q=财政").text).all("a") if "bodies/" in a["href"]]
    assert len(found) == 1 and client.get(f"/{found[0]}").status_code == 200
    assert "没有这样的单位" in client.get("/bodies?q=没有").text
    assert client.get("/bodies/没有这个局").status_code == 404
