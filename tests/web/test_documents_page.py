"""The page of documents, and what all pages ask for."""

from dataclasses import replace
from decimal import Decimal

from index.facts.errors import BudgetError
from index.facts.records import Document, Finding, Kind, Scope
from tests.web.shown import CELL, ZH, Reader
from web.pages import documents_html, page, part
from web.pages.gates import managed
from web.words import LANGUAGES, words_for


def test_documents_stand_by_body_and_year_with_findings_and_their_pages(desk):
    finding = Finding("sum", "合计相差0.01万元", Decimal(1), Decimal(2), (CELL, CELL))
    read = Reader(documents_html.documents_html(desk.documents(), {"a.pdf": [finding]}, ZH))
    for word in ("某局", "2025", "预算", "部门", "1 处不一致", "合计相差0.01万元"):
        assert word in read.text
    assert read.having("href") == ["documents/a.pdf#page=1"] * 2
    assert ZH["no_findings"] in Reader(documents_html.documents_html(desk.documents(), {}, ZH)).text
    assert ZH["shelf_empty"] in documents_html.documents_html((), {}, ZH)


def test_which_language_model_is_asked_and_what_it_can_do_stands_below_the_documents(desk):
    for state in ("ready", "resting", "unable", "unknown"):
        model = {"model": "<qwen>", "mode": "json_schema" if state == "ready" else "", "state": state}
        shown = documents_html.documents_html(desk.documents(), {}, ZH, (), model)
        assert "<qwen>" not in shown
        read = Reader(shown)
        for word in ("<qwen>", ZH[f"model_{state}"], ZH["model_lead"], model["mode"]):
            assert word in read.text
    assert ZH["model_lead"] not in documents_html.documents_html(desk.documents(), {}, ZH)


def test_nothing_is_managed_without_the_token_and_a_refusal_says_why():
    done = []

    def act():
        done.append(1)
        raise BudgetError("不是 PDF 文件")

    assert ZH["bad_token"] in managed(False, act, ZH) and done == []
    assert "不是 PDF 文件" in managed(True, act, ZH) and done == [1]


def test_the_look_asks_for_no_other_host():
    names = ("page.css", "views.css", "copied.js", "page.js", "masthead.js")
    look = "".join(part.asset(name) for name in names) + page.HEAD
    look += "".join(page.masthead_html(words_for(code), code, "chat") for code in LANGUAGES)
    for reach in ("http:", "https:", "url(", "@import", "fetch(", 'src="//'):
        assert reach not in look


def test_an_administrator_may_say_what_a_document_is(desk):
    (document,) = desk.documents()[:1]
    read = Reader(documents_html.managed_html([document], "ein", ZH))
    assert read.having("data-assign") == [document.name] and read.having("data-unassign") == []
    assert {document.body, str(document.year)} <= set(read.having("value"))
    given = Reader(documents_html.managed_html([document], "ein", ZH, {document.name}))
    assert given.having("data-unassign") == [document.name] and ZH["given"] in given.text


def test_a_year_that_is_not_known_is_left_to_be_filled_in(desk):
    unknown = replace(desk.documents()[0], year=0)
    assert "0" not in Reader(documents_html.managed_html([unknown], "ein", ZH)).having("value")


def test_the_first_screen_says_what_is_here_and_leads_to_it():
    words = words_for("zh-CN")
    made = [
        Document(f"{body}{year}.pdf", f"{body}{year}", "", body, year, Kind.BUDGET, Scope.UNIT, 3)
        for body, year in (("甲局", 2025), ("乙局", 2023), ("乙局", 2024), ("<b>", 2024))
    ]
    rule = Document("办法.pdf", "0", "", "丙局", 2020, Kind.POLICY, Scope.UNIT, 3)
    shown = Reader(documents_html.here_html([*made, rule], words))
    assert "5份公开文件（预算 4、政策 1），3个单位和地方，2023—2025年" in shown.text and not shown.all("b")
    links = [each["href"] for each in shown.all("a")]
    assert links[0] == "bodies/%E4%B9%99%E5%B1%80" and {"bodies", "figures", "data/datapackage.zip"} < set(
        links
    )
    assert documents_html.here_html([rule], words) == ""
