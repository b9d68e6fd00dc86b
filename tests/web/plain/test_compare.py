"""Bodies and years on one subject: what is found and worked out, what is not and why; the address."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from index.facts.records import Extraction, Fund, Kind, Scope, Stage, TableKind
from tests.web.plain.conftest import EVIL, document, figure
from tests.web.plain.test_money import TABLE
from tests.web.shown import Reader
from web.plain.compare.asked import Against, Asked, asked_of
from web.plain.compare.compare_html import share_of
from web.plain.compare.compared import compared
from web.plain.compare.names import matching, subjects
from web.plain.differences import Apart
from web.plain.editions import editions_of
from web.words import LANGUAGES

A, B = "某市商务局", "某市教育局"
ROW = "公务接待费"


def of(body, year, printed, row=ROW, **parts):
    """One document of a body's year with the figure that it prints of a subject."""
    name = f"{body}{year}{parts.get('kind', '')}.pdf"
    return name, body, year, [figure(printed, row, name=name, body=body, year=year, **parts)]


def put(facts, *documents):
    for name, body, year, figures in documents:
        made = tuple(
            replace(f, body=body, year=year, citation=replace(f.citation, document=name)) for f in figures
        )
        kind, scope = made[0].kind, made[0].scope
        told = replace(document(name, body, year), kind=kind, scope=scope)
        facts.replace(Extraction(told, figures=made), source=name, extractor="")


@pytest.fixture
def filled(facts):
    put(facts, of(A, 2023, "2.00"), of(A, 2024, "1.00"), of(A, 2025, "1.50"), of(B, 2025, "3.00"))
    return facts


def told(facts, **asked):
    found = compared(facts, Asked(**{"subject": ROW, **asked}))
    return {(place.body, place.year): place for place in found.places}


def test_each_year_is_compared_with_the_year_before_with_the_formula_shown(filled):
    places = told(filled, bodies=(A,))
    assert [place.figure.printed for place in places.values()] == ["2.00", "1.00", "1.50"]
    last = places[A, 2025]
    assert last.difference.formula == "1.50万元−1.00万元＝0.50万元"
    assert last.ratio.formula == "1.50万元÷1.00万元＝150.00%"
    assert places[A, 2023].difference is None and places[A, 2023].ratio is None


def test_the_year_before_counts_though_it_is_not_shown_and_no_other_year_does(filled):
    assert told(filled, bodies=(A,), years=(2025,))[A, 2025].difference.value == 5000
    put(filled, of(A, 2021, "9.00"))
    assert told(filled, bodies=(A,))[A, 2023].base is None


def test_others_are_compared_with_the_first_body_in_the_same_year(filled):
    places = told(filled, bodies=(A, B), against=Against.FIRST)
    assert list(places)[-2:] == [(A, 2025), (B, 2025)]
    assert places[B, 2025].difference.formula == "3.00万元−1.50万元＝1.50万元"
    assert places[A, 2025].is_base and places[A, 2025].difference is None
    assert places[B, 2024].figure is None and places[B, 2024].difference is None


@pytest.mark.parametrize(
    ("parts", "unlike"),
    [({"scope": Scope.UNIT}, Apart.SCOPE), ({"fund": Fund.APPROPRIATION}, Apart.FUND)],
    ids=["scope", "fund"],
)
def test_what_is_unlike_is_neither_subtracted_nor_divided_and_says_why(filled, client, parts, unlike):
    put(filled, of(B, 2025, "3.00", **{"fund": Fund.ALL, **parts}))
    put(filled, of(A, 2025, "1.50", fund=Fund.ALL))
    place = told(filled, bodies=(A, B), against=Against.FIRST)[B, 2025]
    assert (place.unlike, place.difference, place.ratio) == ((unlike,), None, None)
    page = client.get("/compare", params=[("body", A), ("body", B), ("subject", ROW), ("against", "first")])
    assert "口径不同，不相减" in page.text and "3.00万元−1.50万元" not in Reader(page.text).text


def test_amounts_of_which_one_leaves_its_money_open_are_subtracted_and_that_is_said(filled, client):
    put(filled, of(B, 2025, "3.00", fund=Fund.APPROPRIATION))
    place = told(filled, bodies=(A, B), against=Against.FIRST)[B, 2025]
    assert place.unsure and place.difference.value == 15000
    page = client.get("/compare", params=[("body", A), ("body", B), ("subject", ROW), ("against", "first")])
    assert "有一方没有写明是哪种资金" in page.text


def test_a_plan_and_an_account_never_stand_in_one_comparison(filled):
    account = replace(figure("1.40", ROW), kind=Kind.FINAL, stage=Stage.FINAL)
    put(filled, ("account.pdf", A, 2025, [account]))
    assert told(filled, bodies=(A,))[A, 2025].figure.printed == "1.50"
    (place,) = told(filled, bodies=(A,), kind="决算").values()
    assert place.figure.printed == "1.40" and place.base is None


def test_only_a_bodys_own_amount_of_the_whole_year_counts(filled):
    strange = [
        figure("8.00", ROW, unit_row="某中心"),
        figure("8.00", ROW, period="1-4月"),
        replace(figure("8.00", ROW), stage=Stage.PRIOR_BUDGET),
    ]
    put(filled, ("x.pdf", B, 2024, [*strange, figure("4.00", ROW)]))
    assert told(filled, bodies=(B,))[B, 2024].figure.printed == "4.00"
    assert told(filled, bodies=(B,))[B, 2024].others == 0


def test_another_amount_of_the_same_is_told(filled):
    put(filled, ("x.pdf", B, 2024, [figure("4.00", ROW), figure("5.00", ROW)]))
    place = told(filled, bodies=(B,))[B, 2024]
    assert (place.figure.printed, place.others) == ("4.00", 1)


def test_a_base_that_is_not_above_zero_has_a_difference_and_no_ratio(facts, client):
    put(facts, of(A, 2024, "0"), of(A, 2025, "1.50"))
    place = told(facts, bodies=(A,))[A, 2025]
    assert place.difference.value == 15000 and place.ratio is None
    assert "基数不是正数，不算比值" in client.get("/compare", params={"body": A, "subject": ROW}).text


def test_the_share_is_of_the_total_of_the_same_column(facts):
    put(facts, ("25.pdf", A, 2025, TABLE))
    place = told(facts, bodies=(A,), subject="行政运行")[A, 2025]
    assert place.share.formula == "40.00元÷100.00元＝40.00%" and share_of(place) == "支出合计（支出总表）"
    assert told(facts, bodies=(A,), subject="行政运行 2010101")[A, 2025].figure == place.figure
    assert told(facts, bodies=(A,), subject="行政运行 2010108") == {}


def test_in_a_table_of_one_row_the_share_is_of_the_total_under_the_same_head(facts):
    heads = {"“三公”经费/小计": "10.00", "“三公”经费/公务接待费": "4.00", "会议费": "6.00"}
    row = [
        replace(made, citation=replace(made.citation, row="", column=head))
        for head, printed in heads.items()
        for made in [figure(printed, head.rpartition("/")[2])]
    ]
    put(facts, ("25.pdf", A, 2025, row))
    assert told(facts, bodies=(A,))[A, 2025].share.formula == "4.00万元÷10.00万元＝40.00%"
    assert told(facts, bodies=(A,), subject="会议费")[A, 2025].share is None


def test_a_total_is_found_by_whichever_name_its_tables_print_it(facts):
    put(facts, ("25.pdf", A, 2025, TABLE))
    place = told(facts, bodies=(A,), subject="")[A, 2025]
    assert place.figure.printed == "100" and place.share is None


def test_the_table_of_which_most_is_there_is_taken_and_another_can_be_chosen(filled):
    basic = replace(figure("0.70", ROW), table_kind=TableKind.BASIC)
    put(filled, ("x.pdf", A, 2022, [basic]))
    found = compared(filled, Asked(bodies=(A,), subject=ROW))
    assert found.table is TableKind.THREE_PUBLIC and set(found.tables) == {found.table, TableKind.BASIC}
    other = compared(filled, Asked(bodies=(A,), subject=ROW, table="一般公共预算基本支出表"))
    assert [figure.printed for figure in other.found] == ["0.70"]


asks = st.builds(
    Asked,
    st.lists(st.sampled_from([A, B, "x&y", EVIL]), max_size=4, unique=True).map(tuple),
    st.sets(st.integers(1990, 2100), max_size=5).map(lambda years: tuple(sorted(years))),
    st.sampled_from(["", ROW, "30217"]),
    st.sampled_from(["", "预算", "决算"]),
    st.sampled_from(["", *TableKind]),
    st.sampled_from(["", *Scope]),
    st.sampled_from(list(Against)),
    st.sampled_from(["", "财政"]),
    st.sampled_from(["", "en"]),
)


@given(asks)
def test_a_comparison_comes_back_from_its_address(asked):
    assert asked_of(asked.pairs()) == asked


@pytest.mark.parametrize("address", ["/compare", "/compare.csv"])
@pytest.mark.parametrize(
    "asked",
    ["year=abc", "kind=政策", "table=x", "scope=x", "against=me", "subject=%00", "body=" + "长" * 201],
)
def test_a_value_that_cannot_be_is_told_with_its_field(client, address, asked):
    reply = client.get(f"{address}?{asked}")
    assert reply.status_code == 400 and f"{asked.partition('=')[0]}：" in reply.text


def test_more_bodies_than_can_be_compared_are_told(client):
    reply = client.get("/compare", params=[("body", f"第{n}局") for n in range(9)])
    assert reply.status_code == 400 and "最多选8个" in reply.text
    one_more = [*(("body", f"第{n}局") for n in range(8)), ("add", "又一局")]
    assert client.get("/compare", params=one_more).status_code == 400


def test_a_body_that_is_not_there_any_more_is_told_and_the_others_are_compared(filled, client):
    page = client.get("/compare", params=[("body", A), ("body", "撤销的局"), ("subject", ROW)])
    assert "没有名称含“撤销的局”的单位" in page.text and "1.50万元−1.00万元" in Reader(page.text).text


def test_a_body_is_added_by_its_name_or_a_part_that_only_it_has(filled, client):
    whole = client.get("/compare", params={"body": A, "subject": ROW, "add": "教育"}, follow_redirects=False)
    assert whole.status_code == 303
    assert asked_of(whole.request.url.params.multi_items()).adding == "教育"
    page = Reader(client.get(whole.headers["location"]).text)
    assert [i["value"] for i in page.all("input") if i.get("name") == "body"] == [A, B]
    several = Reader(client.get("/compare", params={"body": A, "add": "某市"}).text)
    assert "是哪一个单位" in several.text
    assert "没有名称含" in client.get("/compare", params={"add": "没有这个"}).text


def test_an_address_may_name_a_body_by_a_part_that_only_it_has_and_asks_where_several_have_it(filled, client):
    page = Reader(client.get("/compare", params=[("body", "商务"), ("body", "教育"), ("subject", ROW)]).text)
    assert [i["value"] for i in page.all("input") if i.get("name") == "body"] == [A, B]
    assert "没有名称含" not in page.text and "1.50万元" in page.text
    table = client.get("/compare.csv", params={"body": "商务", "subject": ROW}).text
    assert A in table and B not in table
    several = Reader(client.get("/compare", params={"body": "某市", "subject": ROW}).text)
    assert "是哪一个单位" in several.text and "没有名称含" not in several.text


def test_of_a_long_list_of_bodies_the_rest_is_told(facts, client):
    put(facts, *(of(f"某市第{n}局", 2025, "1.00") for n in range(301)))
    page = Reader(client.get("/compare").text)
    assert len([a for a in page.all("a") if a["href"].startswith("compare?body=")]) == 300
    assert "还有3个，可以搜索" in page.text
    assert "还有1个，可以搜索" in client.get("/compare?add=某市第").text


def test_every_amount_and_every_term_of_a_formula_leads_to_a_cell_that_is_there(filled, client):
    page = Reader(client.get("/compare", params=[("body", A), ("body", B), ("subject", ROW)]).text)
    links = [a["href"] for a in page.all("a") if "cell=" in (a.get("href") or "")]
    assert len(links) == 2 * 4 + 4 * 2  # in chart and table; two differences, two ratios of two terms each
    assert {client.get(f"/{link}").status_code for link in set(links)} == {200}


def test_a_subject_that_is_not_there_says_so_and_offers_others(filled, client):
    page = client.get("/compare", params={"body": A, "subject": "没有这一项"})
    assert "所选的单位没有" in page.text
    assert any("subject=" in (a.get("href") or "") for a in Reader(page.text).all("a"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_readers_language_and_never_runs_what_documents_print(filled, client, language):
    put(filled, of(EVIL, 2025, "1.00", EVIL))
    asks = [{}, {"body": EVIL, "subject": EVIL}, {"add": EVIL}, {"body": A, "subject": EVIL}]
    for asked in asks:
        page = Reader(client.get("/compare", params=asked, headers={"accept-language": language}).text)
        assert page.all("html")[0]["lang"] == language
        assert len(page.all("script")) == 1 and page.having("onerror") == []


def test_what_is_taken_along_says_what_the_page_says(filled, client):
    asked = [("body", A), ("body", B), ("subject", ROW)]
    lines = list(csv.DictReader(io.StringIO(client.get("/compare.csv", params=asked).text.lstrip("\ufeff"))))
    held = json.loads(client.get("/compare.json", params=asked).text)
    sheet = load_workbook(io.BytesIO(client.get("/compare.xlsx", params=asked).content)).active
    heads, *cells = sheet.iter_rows(values_only=True)
    last = next(line for line in lines if (line["body"], line["year"]) == (A, "2025"))
    assert (last["value_yuan"], last["difference"]) == ("15000.00", "5000.00")
    assert last["difference_formula"] == "1.50万元−1.00万元＝0.50万元" and last["ratio_percent"] == "150.00"
    assert {client.get(f"/{last[name]}").status_code for name in ("cell", "base_cell")} == {200}
    assert [row["difference"] for row in held["rows"]] == [line["difference"] or None for line in lines]
    assert len(cells) == len(lines) == 6 and cells[2][heads.index("difference")] == 5000
    assert next(line for line in lines if line["printed"] == "")["note"] == "没有这个数"
    assert client.get("/compare.doc").status_code == 404


def test_names_are_completed_from_all_that_there_are(filled, client):
    assert client.get("/compare/names", params={"of": "add", "q": "教育"}).json() == [B]
    offered = client.get("/compare/names", params={"of": "subject", "q": "公务", "body": A}).json()
    assert ROW in offered and all("公务" in name for name in offered)
    assert matching(["某财政局", "财政", "财政局"], "财政") == ["财政", "财政局", "某财政局"]


def test_a_name_with_several_codes_is_offered_with_each(facts):
    rows = [replace(figure("1.00", "行政运行"), code=code) for code in ("2010101", "2040601")]
    put(facts, ("x.pdf", A, 2025, rows))
    offered = subjects(facts, editions_of(facts.documents())[A])
    assert offered[0] == "支出合计" and offered[-2:] == ["行政运行 2010101", "行政运行 2040601"]


def test_a_body_the_explorer_and_a_cell_lead_to_the_comparison(filled, client):
    def ways(address):
        links = [a.get("href") or "" for a in Reader(client.get(address).text).all("a")]
        return [link for link in links if link.startswith("compare?")]

    links = [a["href"] for a in Reader(client.get(f"/figures?body={B}").text).all("a")]
    (cell,) = {link for link in links if "cell=" in link}
    for address in (f"/bodies/{B}", f"/figures?body={B}&q={ROW}", f"/{cell}"):
        (way,) = ways(address)
        assert B in Reader(client.get(f"/{way}").text).text
    assert "3.00" in client.get(f"/{ways(f'/{cell}')[0]}").text


def test_amounts_in_another_kind_of_unit_are_not_drawn_beside_money(facts, client):
    put(facts, of(A, 2024, "12", unit="批"), of(A, 2025, "1.50"))
    page = client.get("/compare", params={"body": A, "subject": ROW})
    assert "不是同一种计量单位的数不画在图上" in page.text
    assert told(facts, bodies=(A,))[A, 2025].unlike == (Apart.UNIT,)


def test_an_amount_below_nothing_has_no_bar_and_its_formula_holds(facts, client):
    put(facts, of(A, 2024, "-2.00"), of(A, 2025, "1.50"))
    page = client.get("/compare", params={"body": A, "subject": ROW})
    assert "1.50万元−（-2.00万元）＝3.50万元" in Reader(page.text).text
    assert told(facts, bodies=(A,))[A, 2025].difference.value == Decimal(35000)
