import base64
import io
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from index.facts.errors import BudgetError, StoreError
from index.facts.records import Citation, Document, Finding, Kind, Passage, Scope
from index.store.protocols import StoredPassage
from qa.records import Answer, AnswerFigure, Status
from web.pages import answer_html as html
from web.pages import chat, desk_html, documents, documents_html, page, part, source_html
from web.pages.desk_html import Call
from web.pages.follow import Examples, follow_ups
from web.pages.glossary import Entry, definitions
from web.pages.parts import Turn, parts_of, sentences
from web.pages.script import LONGEST, escalation_of, script_of, ticket_of
from web.pages.source import source
from web.words import LANGUAGES, words_for

ZH = words_for("zh-CN")
EVIL = """<script>alert(1)</script><img src=x onerror=alert(2)>"' [点我](http://evil) ${1+1} {{value}}"""
CELL = Citation("a.pdf", 1, "1.50", "三公表", "公务接待费", "预算数", (40.0, 30.0, 70.0, 50.0))
FIGURE = AnswerFigure(
    "公务接待费", "30217", "某局", 2025, "预算", Decimal(15000), "1.50", "万元", citations=(0,)
)
PRIOR = AnswerFigure(
    "公务接待费",
    "30217",
    "某局",
    2024,
    "上年预算",
    Decimal(10000),
    "1.00",
    "万元",
    True,
    "1.50 − 0.50",
    (0, 1),
)
TEXT = "某局2025年公务接待费预算1.50万元，增长50.00%，主要原因是新增每月领导接线。这是预算数。"
NUMBERS = re.compile(r"\d[\d,.]*")
WHEN = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 120]>>endobj\n"
    "trailer<</Size 4/Root 1 0 R>>\n%%EOF"
)


def answer(**parts) -> Answer:
    said = {"id": "1", "question": "问", "status": Status.ANSWERED, "text": TEXT}
    return Answer(**(said | parts))


@dataclass
class FakeDesk:
    """Answers everything with `reply`, unless `replies` names the question."""

    folder: Path
    reply: Answer = field(default_factory=lambda: answer(figures=(FIGURE,), citations=(CELL,)))
    replies: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    glossary: list[str] = field(default_factory=list)
    held_elsewhere: bool = False

    def quietly(self, text, /):
        return self.ask(text)

    def figures(self, **narrowed):
        return ()

    def ask(self, text, /, history=()):
        self.asked.append((text, tuple(history)))
        return self.replies.get(text, self.reply)

    def documents(self):
        return (Document("a.pdf", "0", "某局2025年部门预算", "某局", 2025, Kind.BUDGET, Scope.DEPARTMENT, 1),)

    def passages(self, question, k=8, *, where=None):
        if self.held_elsewhere:
            raise StoreError("另一个进程正在使用")
        place = Citation("a.pdf", 9, "原文")
        told = (Passage(text, ("名词解释",), place) for text in self.glossary)
        return [
            (StoredPassage(n, str(n), 1, one), self.documents()[0], one.text) for n, one in enumerate(told)
        ][:k]

    def findings(self):
        return ()

    def pdf_path(self, document_name):
        if document_name != "a.pdf":
            raise KeyError(document_name)
        return self.folder / document_name

    def examples(self):
        return ("公务接待费是多少？",)


class Reader(HTMLParser):
    """What a browser would make of the HTML: its tags, their attributes, its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def having(self, name: str) -> list[str | None]:
        return [attributes[name] for _, attributes in self.tags if name in attributes]


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "a.pdf").write_text(PDF, "ascii")
    return FakeDesk(tmp_path)


def card(reply: Answer, **how) -> Reader:
    return Reader(html.turn_html(Turn("问", reply), how.pop("number", 0), ZH, **how))


def test_earlier_questions_go_with_the_next_one_oldest_first(desk):
    turns = ()
    for question in ("2025年公务接待费是多少", "为什么涨了", "那2024年呢"):
        turns = (*turns, chat.answered(desk, turns, question))
    assert desk.asked[-1] == ("那2024年呢", ("2025年公务接待费是多少", "为什么涨了"))


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_an_empty_question_is_not_asked(desk, blank):
    assert chat.answered(desk, (), blank) is None
    assert desk.asked == []


def test_a_question_longer_than_the_box_allows_is_cut_to_it(desk):
    chat.answered(desk, (), "问" * 5000)
    assert len(desk.asked[0][0]) == chat.LONGEST_QUESTION


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
        html.turn_html(Turn(EVIL, evil), 0, ZH, judged=True),
        html.turn_html(Turn(EVIL, answer(text=EVIL, figures=tuple(read))), 0, ZH),
        html.waiting_html(EVIL, ZH),
        html.welcome_html((EVIL,), ZH),
        html.follow_html((EVIL,), ZH),
        source_html.source_html(citation, 0, 0, Image.new("RGB", (4, 4)), 2.0, ZH),
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
            assert link["href"].startswith(("documents/%3Cscript%3E", "data:text/csv", "data:application/"))


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
    latest, finished = card(clarify, judged=True), Reader(html.conversation_html((Turn("问", clarify),), ZH))
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


def test_only_questions_that_are_answered_are_suggested(desk):
    nothing = answer(status=Status.NOT_FOUND, text="没有")
    desk.reply = nothing
    desk.replies["什么是公务接待费？"] = answer(text="公务接待费：用于接待。")
    asked = answer(figures=(FIGURE,), citations=(CELL,))
    assert follow_ups(desk, asked, "问") == ("什么是公务接待费？",)
    assert follow_ups(desk, answer(status=Status.CLARIFY), "问") == ()


def test_a_source_shows_its_page_with_words_for_those_who_cannot_see_it(desk, pages):
    shown = Reader(source(desk, pages, (Turn("问", desk.reply),), 0, 0, ZH))
    (image,) = shown.all("img")
    assert (image["width"], image["height"]) == ("400", "240")
    assert image["alt"] == "a.pdf 第1页，红框标出1.50，表“三公表”，行“公务接待费”，列“预算数”"
    assert (image["data-x"], image["data-y"]) == ("0.2750", "0.3333")
    assert shown.all("a")[0]["href"] == "documents/a.pdf#page=1"


@pytest.mark.parametrize(
    ("citation", "problem"),
    [
        (Citation("gone.pdf", 1, "1.50"), "该文件已不在库中"),
        (Citation("a.pdf", 7, "1.50"), "没有这一页，全文共1页"),
    ],
)
def test_a_page_that_cannot_be_shown_says_why_and_keeps_the_quote(desk, pages, citation, problem):
    shown = Reader(source(desk, pages, (Turn("问", answer(citations=(citation,))),), 0, 0, ZH))
    assert problem in shown.text and "1.50" in shown.text
    assert not shown.all("img")


@pytest.mark.parametrize(("turn", "citation"), [(1, 0), (0, 1), (-1, 0), (0, -1)])
def test_only_sources_of_this_conversation_can_be_opened(desk, pages, turn, citation):
    with pytest.raises(IndexError):
        source(desk, pages, (Turn("问", desk.reply),), turn, citation, ZH)


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
    assert "alert" in Reader(desk_html.call_html(Call(Turn("问", missing), WHEN), 0, ZH)).having("role")


ENTRIES = [
    "九、其他费用：公务接待费以外的费用。",
    "十、“三公”经费：因公出国（境）费、公务用车购置及运行费和公务接待费三项支出。",
]


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


def test_a_question_for_a_year_without_documents_is_offered_for_a_year_with_them(desk):
    missing = answer(status=Status.NOT_FOUND, text="没有2026年的数据。")
    desk.reply = missing
    desk.replies["某局2025年收入？"] = answer(text="某局2025年收入1.00万元。")
    assert follow_ups(desk, missing, "某局2026年收入？") == ("某局2025年收入？",)


def test_a_first_visitor_is_shown_only_questions_that_are_answered_and_each_is_tried_once(desk):
    examples = Examples(desk)
    assert examples() == examples() == ("公务接待费是多少？",)
    assert [text for text, _ in desk.asked] == ["公务接待费是多少？"]
    desk.reply = answer(status=Status.NOT_FOUND)
    assert Examples(desk)() == ()


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


def test_the_share_of_all_spending_in_all_spending_is_not_suggested(desk):
    class Echo(FakeDesk):
        def ask(self, text, /, history=()):
            return answer(text=text)

    echo = Echo(desk.folder)
    suggested = {
        name: follow_ups(echo, answer(text="主要原因是", figures=(replace(FIGURE, metric=name),)), "问")
        for name in ("公务接待费", "支出总计", "财政拨款收入")
    }
    shares = {name for name, each in suggested.items() if any("占支出总计" in question for question in each)}
    assert shares == {"公务接待费"}


def test_a_figure_beside_the_large_one_says_whose_it_is_when_the_name_is_the_same():
    other = replace(FIGURE, body="乙局", value=Decimal(20000), printed="2.00")
    shown = html.turn_html(Turn("问", answer(figures=(FIGURE, other), citations=(CELL,))), 0, ZH)
    tiles = shown[shown.index('class="tiles"') : shown.index("<details")]
    assert "乙局" in tiles and "某局" not in tiles


def test_an_amount_in_another_unit_is_called_converted_not_derived():
    same = replace(FIGURE, derived=True, formula="15,000.00元＝1.50万元")
    read = card(answer(figures=(same,), citations=(CELL,)))
    assert ZH["converted"] in read.text and ZH["derived"] not in read.text


def test_the_first_item_of_a_list_is_not_set_apart_from_the_others():
    listed = html.turn_html(Turn("问", answer(text="（一）承担受理；\n（二）回访。")), 0, ZH)
    assert 'class="text lead long"' in listed and 'class="text lead"' in html.turn_html(
        Turn("问", answer()), 0, ZH
    )


def test_documents_stand_by_body_and_year_with_findings_and_their_pages(desk):
    finding = Finding("sum", "合计相差0.01万元", Decimal(1), Decimal(2), (CELL, CELL))
    read = Reader(documents_html.documents_html(desk.documents(), {"a.pdf": [finding]}, ZH))
    for word in ("某局", "2025", "预算", "部门", "1 处不一致", "合计相差0.01万元"):
        assert word in read.text
    assert read.having("href") == ["documents/a.pdf#page=1"] * 2
    assert ZH["no_findings"] in Reader(documents_html.documents_html(desk.documents(), {}, ZH)).text
    assert ZH["shelf_empty"] in documents_html.documents_html((), {}, ZH)


def test_nothing_is_managed_without_the_token_and_a_refusal_says_why():
    done = []

    class Keeper:
        def admits(self, token):
            return token == "对"

    def act():
        done.append(1)
        raise BudgetError("不是 PDF 文件")

    assert ZH["bad_token"] in documents.managed(Keeper(), "错", act, ZH) and done == []
    assert "不是 PDF 文件" in documents.managed(Keeper(), "对", act, ZH) and done == [1]


def test_the_look_asks_for_no_other_host():
    names = ("page.css", "views.css", "page.js", "masthead.js")
    look = "".join(part.asset(name) for name in names) + page.HEAD
    look += "".join(page.masthead_html(words_for(code), code, "chat") for code in LANGUAGES)
    for reach in ("http:", "https:", "url(", "@import", "fetch(", 'src="//'):
        assert reach not in look
