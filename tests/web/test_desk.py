"""The desk of a hotline: script, ticket, terms."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from qa.records import AnswerFigure, Status
from tests.web.shown import CELL, FIGURE, NUMBERS, PRIOR, TEXT, WHEN, ZH, Reader, answer
from web.pages import desk_html
from web.pages.desk_html import Call
from web.pages.glossary import definitions
from web.pages.parts import Turn, sentences
from web.pages.script import LONGEST, asked_back, escalation_of, script_of, ticket_of
from web.settings import DeskSettings

ENTRIES = [
    "九、其他费用：公务接待费以外的费用。",
    "十、“三公”经费：因公出国（境）费、公务用车购置及运行费和公务接待费三项支出。",
]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "甲2025年公务接待费1.50万元；乙0.95万元；丙0.90万元；丁0.80万元；戊0.70万元。",
        "某局“三公”1.50万元，支出147.87万元，占比1.01%（（1.50万元）÷147.87万元＝1.01%）。这是预算数。另有说明。再有。",
    ],
)
def test_a_script_is_three_sentences_at_most_and_its_figures_are_the_answers(text):
    script = script_of(answer(text=text, citations=(CELL,)))
    assert 1 <= len(script) <= LONGEST and all(len(sentences(sentence)) == 1 for sentence in script)
    allowed = {*NUMBERS.findall(text), "1"}  # the page of the citation
    assert set(NUMBERS.findall("".join(script))) <= allowed
    assert "＝" not in "".join(script)


def test_the_desk_shows_both_units_script_citation_and_ticket():
    reply = answer(figures=(FIGURE,), citations=(CELL,))
    shown = Reader(desk_html.call_html(Call(Turn("接待费多少", reply), WHEN), 0, ZH))
    for word in ("1.50万元", "15,000.00元", "1.50万元 × 10,000 ＝ 15,000.00元", "一点五万元，即一万五千元"):
        assert word in shown.text
    assert shown.having("data-copy") == ["script", "citation", "ticket"]
    ticket = ticket_of(reply, "接待费多少", WHEN, ZH)
    for word in (
        "接待费多少",
        reply.text,
        "《a.pdf》第1页",
        "2025-03-04 09:30:00+00:00",
        "答复编号：1",
        "人工智能",
    ):
        assert word in ticket


def test_only_what_is_not_found_is_to_be_escalated():
    missing = answer(status=Status.NOT_FOUND, text="没有2019年的数据。")
    assert "没有2019年的数据。" in escalation_of(missing, "2019年收入", ZH)
    assert escalation_of(answer(), "问", ZH) == ""
    offered = replace(
        missing, text="没有看懂“局长”。去掉这些字可以问：2025年收入？", options=("2025年收入？",)
    )
    note = escalation_of(offered, "局长的收入", ZH)
    assert "没有看懂“局长”。建议" in note and "2025年收入" not in note
    assert "alert" in Reader(desk_html.call_html(Call(Turn("问", missing), WHEN), 0, ZH)).having("role")


def test_a_term_is_explained_by_its_own_entry_or_by_one_that_speaks_of_it(desk):
    asked = answer(figures=(FIGURE, PRIOR), citations=(CELL, CELL))
    desk.glossary = ENTRIES[1:]
    (entry,) = definitions(desk, asked)
    assert entry.text == ENTRIES[1].removeprefix("十、") and entry.citation.page == 9
    desk.glossary = [*ENTRIES, "十一、公务接待费：用于接待。"]
    assert [entry.text for entry in definitions(desk, asked)] == ["公务接待费：用于接待。"]
    shown = Reader(desk_html.terms_html(definitions(desk, asked), ZH))
    assert "用于接待" in shown.text and "documents/a.pdf#page=9" in shown.having("href")


def test_nothing_is_explained_where_the_glossary_says_nothing_or_cannot_be_read(desk):
    asked = answer(figures=(FIGURE,), citations=(CELL,))
    desk.glossary = ["一、财政拨款：指当年拨付的资金。"]
    assert definitions(desk, asked) == () and desk_html.terms_html((), ZH) == ""
    desk.glossary, desk.held_elsewhere = ENTRIES, True
    assert definitions(desk, asked) == ()


def test_a_word_as_short_as_income_is_not_explained_by_an_entry_that_merely_holds_it(desk):
    income = AnswerFigure("收入合计", "", "某局", 2025, "预算", Decimal(1), "1", "元")
    desk.glossary = ["五、其他收入：上述各项收入以外取得的收入。"]
    assert definitions(desk, answer(figures=(income,))) == ()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("甲局2025年培训费是多少？", "乙局2025年培训费是多少？"), "请问您问的是甲局，还是乙局？"),
        (("甲局2025年培训费是多少？", "甲局2025年会议费预算是多少？"), "请问您问的是培训费，还是会议费？"),
        (("甲局2024年培训费？", "甲局2025年培训费？"), "请问您问的是2024年培训费，还是2025年培训费？"),
        (("甲局2024年培训费？", "乙局会议费？"), "请问您问的是甲局2024年培训费，还是乙局会议费？"),
        (("甲局", "甲局二处", "丙局", "丁局"), "请问您问的是甲局、甲局二处、丙局，还是别的？"),
        (("公务接待费多少", "公务用车费多少"), "请问您问的是公务接待费，还是公务用车费？"),
    ],
)
def test_what_is_unclear_is_asked_back_in_one_sentence(options, said):
    bodies = {"甲局", "甲局二处", "乙局", "丙局", "丁局"}
    assert asked_back(options, bodies) == said
    reply = answer(status=Status.CLARIFY, text="请说明是哪个单位。甲局1.00万元。", options=options)
    assert script_of(reply, bodies=bodies) == (said,)


def test_every_page_that_was_read_is_told(desk):
    cited = (CELL, replace(CELL, page=14), CELL, replace(CELL, document="b.pdf"))
    assert script_of(answer(citations=cited))[-1] == "以上见《a》第1页、第14页，《b》第1页。"


def test_the_agents_clock_is_the_settings(monkeypatch):
    assert DeskSettings(timezone="Asia/Shanghai").now().utcoffset() == timedelta(hours=8)
    assert DeskSettings().now().utcoffset() is not None
    with pytest.raises(ValidationError):
        DeskSettings(timezone="Nowhere")
