"""An answer as the chat shows it: its sentence, figures, statuses, options, downloads and votes."""

import base64
import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from PIL import Image

from index.facts.errors import BudgetError
from index.facts.records import Citation, Document, Finding, Kind, Scope
from qa.records import AnswerFigure, Status
from tests.web.shown import (
    CELL,
    EVIL,
    FIGURE,
    PRIOR,
    TEXT,
    WHEN,
    ZH,
    Reader,
    answer,
    card,
)
from web.pages import answer_html as html
from web.pages import chat, desk_html, documents_html, source_html
from web.pages.desk_html import Call
from web.pages.glossary import Entry
from web.pages.parts import Turn, parts_of
from web.words import LANGUAGES, words_for


def test_an_answer_is_read_sentence_figure_reason_rest():
    shown = html.turn_html(Turn("问", answer(figures=(FIGURE,), citations=(CELL,))), 0, ZH)
    order = [
        shown.index(mark) for mark in ('class="text lead"', 'class="big"', 'class="reason"', "text rest")
    ]
    order.append(shown.index("<details"))
    assert order == sorted(order)
    assert '<details class="all" open' not in shown


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "甲2025年1.50万元；乙0.95万元。",
        "与提问不同，是增加。某局预算1.50万元，主要原因是新增。",
        "（一）承担受理；\n（二）回访。",
        "主要原因是新增接待。",
        "没有句号1.50万元",
    ],
)
def test_no_part_of_a_text_is_lost_or_invented(text):
    parts = parts_of(text)
    spoken = re.sub(r"[，。；\s]", "", parts.lead + parts.reason + parts.rest)
    assert sorted(spoken) == sorted(re.sub(r"[，。；\s]", "", text))
    assert parts.lead


def test_text_from_documents_and_readers_stays_text():
    citation = Citation(EVIL, 1, EVIL, EVIL, EVIL, EVIL, (1.0, 1.0, 2.0, 2.0))
    figure = AnswerFigure(EVIL, EVIL, EVIL, 2025, EVIL, Decimal(1), EVIL, "元", True, EVIL, (0,))
    read = [AnswerFigure(EVIL, "", EVIL, y, "预算", Decimal(y), EVIL, "元") for y in (2023, 2024, 2025)]
    evil = answer(text=EVIL, figures=(figure,), citations=(citation,), findings=(EVIL,), options=(EVIL,))
    missing = answer(text=EVIL, status=Status.NOT_FOUND)
    document = Document(EVIL, "0", EVIL, EVIL, 2025, Kind.BUDGET, Scope.UNIT, 1)
    finding = Finding("x", EVIL, Decimal(1), Decimal(2), (citation,))
    shown = [
        html.turn_html(Turn(EVIL, evil), 0, ZH, kept=True),
        html.turn_html(Turn(EVIL, answer(text=EVIL, figures=tuple(read))), 0, ZH),
        html.waiting_html(EVIL, ZH),
        html.welcome_html((EVIL,), ZH),
        html.follow_html((EVIL,), ZH),
        source_html.source_html(citation, 0, 0, *[Image.new("RGB", (4, 4))] * 2, 2.0, ZH),
        source_html.source_missing_html(citation, 0, 0, EVIL, ZH),
        desk_html.call_html(Call(Turn(EVIL, evil), WHEN), 0, ZH),
        desk_html.call_html(Call(Turn(EVIL, missing), WHEN), 0, ZH),
        desk_html.calls_html((Call(Turn(EVIL, evil), WHEN),), ZH),
        desk_html.terms_html((Entry(EVIL, citation),), ZH),
        documents_html.documents_html((document,), {EVIL: [finding]}, ZH),
        documents_html.managed_html((document,), "p", ZH),
        documents_html.told_html(EVIL),
    ]
    for each in shown:
        read_back = Reader(each)
        assert not read_back.all("script") and EVIL in read_back.text + str(read_back.all("img"))
        assert not any(name.startswith("on") for _, attributes in read_back.tags for name in attributes)
        assert all(image["src"].startswith("data:image/webp;base64,") for image in read_back.all("img"))
        for link in read_back.all("a"):
            assert link["href"].startswith(
                (
                    "documents/%3Cscript%3E",
                    "bodies/%3Cscript%3E",
                    "a/1",
                    "data:text/csv",
                    "data:application/",
                )
            )


def test_every_figure_shows_what_it_is_and_where_it_was_read():
    second = Citation("a.pdf", 2, "比上年增加0.50万元")
    read = card(answer(figures=(FIGURE, PRIOR), citations=(CELL, second)), number=3)
    for word in (
        *(ZH[name] for name in html.HEADINGS),
        "30217",
        "某局",
        "2025",
        "1.50万元",
        "推算",
        "1.50 − 0.50",
    ):
        assert word in read.text
    assert "a.pdf 第1页" in read.text and "三公表 › 公务接待费 › 预算数" in read.text
    assert set(read.having("data-turn")) == {"3"} and set(read.having("data-citation")) == {"0", "1"}
    assert "documents/a.pdf#page=2" in read.having("href")
    assert "推算" not in card(answer(figures=(FIGURE,), citations=(CELL,))).text


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_its_own_word_and_the_machine_label(status, language):
    words = words_for(language)
    read = Reader(html.turn_html(Turn("问", answer(status=status)), 0, words))
    assert words[status.value] in read.text and words["ai_short"] in read.text
    assert "true" in read.having("data-aigc")
    assert len({words[each.value] for each in Status}) == len(Status)


def test_only_the_latest_answer_keeps_its_options_and_votes_but_all_keep_their_sources():
    clarify = answer(status=Status.CLARIFY, citations=(CELL,), options=("部门的？", "单位的？"))
    latest, finished = card(clarify, kept=True), Reader(html.conversation_html((Turn("问", clarify),), ZH))
    assert latest.having("data-ask") == ["部门的？", "单位的？"] and latest.having("data-vote") == [
        "up",
        "down",
    ]
    assert not finished.having("data-ask") and not finished.having("data-vote")
    assert finished.having("data-citation") == latest.having("data-citation") == ["0", "0"]


def test_downloads_hold_the_figures_and_the_machine_label():
    read = card(answer(figures=(FIGURE,), citations=(CELL,)))
    files = {link["download"]: link["href"].split(",", 1)[1] for link in read.all("a") if "download" in link}
    text = base64.b64decode(files["1.csv"]).decode("utf-8-sig")
    assert "公务接待费,30217,某局,2025,预算,1.50,万元,15000.00,,a.pdf 第1页" in text and "人工智能" in text
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(base64.b64decode(files["1.xlsx"])))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert "1.50" in cells and any("人工智能" in str(cell) for cell in cells)
    assert "人工智能" in book.properties.description


def test_a_judgement_is_kept_with_its_comment_and_a_failure_is_said():
    kept = []

    class Journal:
        def judge(self, reply, good, comment):
            if comment == "坏":
                raise BudgetError("磁盘已满")
            kept.append((reply.id, good, comment))

    turns = (Turn("问", answer()),)
    assert ZH["thanks"] in chat.judged(Journal(), turns, 0, False, " 数字不对 ", ZH)
    assert kept == [("1", False, "数字不对")]
    assert ZH["not_recorded"] in chat.judged(Journal(), turns, 0, True, "坏", ZH)
    with pytest.raises(IndexError):
        chat.judged(Journal(), turns, -1, True, "", ZH)


def test_choices_stand_before_a_long_list_of_what_they_would_show():
    long = "有几份文件符合，请说明是哪一年。" + "某局2023年：1.50万元；某局2024年：1.50万元。" * 8
    unclear = answer(status=Status.CLARIFY, text=long, options=("2023年的？", "2024年的？"))
    shown = html.turn_html(Turn("问", unclear), 0, ZH)
    assert shown.index("data-ask") < shown.index("text rest") and shown.count("2023年的？") == 2
    short = html.turn_html(Turn("问", answer(status=Status.CLARIFY, options=("甲？",))), 0, ZH)
    assert short.index("text rest") < short.index("data-ask")


def test_many_options_are_folded_beyond_the_first_few():
    options = tuple(f"{year}年的？" for year in range(2010, 2020))
    shown = html.turn_html(Turn("问", answer(status=Status.CLARIFY, options=options)), 0, ZH)
    before, folded = shown.split('<details class="more">')
    assert before.count("data-ask") == html.FIRST_CHOICES and folded.count("data-ask") == 4
    assert ZH["more_options"].format(count=4) in folded


def test_a_figure_beside_the_large_one_says_whose_it_is_when_the_name_is_the_same():
    other = replace(FIGURE, body="乙局", value=Decimal(20000), printed="2.00")
    shown = html.turn_html(Turn("问", answer(figures=(FIGURE, other), citations=(CELL,))), 0, ZH)
    tiles = shown[shown.index('class="tiles"') : shown.index("<details")]
    assert "乙局" in tiles and "某局" not in tiles


def test_figures_of_one_name_beside_another_tell_their_years():
    change = replace(FIGURE, metric="公务接待费增加额", printed="0.50")
    own, before = replace(FIGURE), replace(FIGURE, year=2024, printed="1.00")
    read = html.turn_html(Turn("问", answer(figures=(change, own, before), citations=(CELL,))), 0, ZH)
    tiles = Reader(read[read.index('class="tiles"') : read.index("<details")]).text
    assert "2025年" in tiles and "2024年" in tiles
    alone = html.turn_html(Turn("问", answer(figures=(change, own), citations=(CELL,))), 0, ZH)
    assert "2025年" not in Reader(alone[alone.index('class="tiles"') : alone.index("<details")]).text


def test_an_amount_in_another_unit_is_called_converted_not_derived():
    same = replace(FIGURE, derived=True, formula="15,000.00元＝1.50万元")
    read = card(answer(figures=(same,), citations=(CELL,)))
    assert ZH["converted"] in read.text and ZH["derived"] not in read.text


def test_the_first_item_of_a_list_is_not_set_apart_from_the_others():
    listed = html.turn_html(Turn("问", answer(text="（一）承担受理；\n（二）回访。")), 0, ZH)
    assert 'class="text lead long"' in listed and 'class="text lead"' in html.turn_html(
        Turn("问", answer()), 0, ZH
    )


def test_how_the_question_was_understood_is_folded_for_the_public_and_open_for_an_agent():
    said = replace(
        answer(figures=(FIGURE,), citations=(CELL,)),
        understood="某局 · 2025年 · 公务接待费",
        unaccounted=("量子",),
        set_aside=("急",),
    )
    public = html.turn_html(Turn("问", said), 0, ZH)
    folded = public[public.index('<details class="all taken">') :]
    assert all(word in folded for word in ("某局 · 2025年 · 公务接待费", "量子", "急"))
    desk = desk_html.call_html(Call(Turn("问", said), WHEN), 0, ZH)
    before = desk[: desk.index('class="say"')]
    assert "某局 · 2025年 · 公务接待费" in before and "<details" not in before


def test_nothing_understood_is_shown_as_nothing():
    assert "understood" not in html.turn_html(Turn("问", answer()), 0, ZH)
