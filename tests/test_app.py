import asyncio
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

import app
from index.errors import BudgetError
from index.records import Citation, Document, Kind, Scope
from qa import answer_html as html
from qa.answer_html import Turn
from qa.records import Answer, AnswerFigure, Status

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
    derived=True,
    formula="1.50 − 0.50",
    citations=(0, 1),
)
PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 120]>>endobj\n"
    "trailer<</Size 4/Root 1 0 R>>\n%%EOF"
)


def answer(**parts) -> Answer:
    said = {"id": "1", "question": "问", "status": Status.ANSWERED, "text": "2025年公务接待费预算1.50万元。"}
    return Answer(**(said | parts))


@dataclass
class FakeDesk:
    """Answers everything with `reply` and keeps what it was asked."""

    folder: Path
    reply: Answer = field(default_factory=lambda: answer(figures=(FIGURE,), citations=(CELL,)))
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def ask(self, text, /, history=()):
        self.asked.append((text, tuple(history)))
        return self.reply

    def documents(self):
        return (Document("a.pdf", "0", "某局2025年部门预算", "某局", 2025, Kind.BUDGET, Scope.DEPARTMENT, 1),)

    def pdf_path(self, document_name):
        path = self.folder / document_name
        if document_name != "a.pdf":
            raise KeyError(document_name)
        return path

    def examples(self):
        return ("公务接待费是多少？",)


class Reader(HTMLParser):
    """What a browser would make of the HTML: its tags, their attributes, its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "a.pdf").write_text(PDF, "ascii")
    return FakeDesk(tmp_path)


def test_a_question_is_shown_at_once_then_revealed_then_whole(desk):
    text = "2025年公务接待费预算1.50万元，" * 20
    desk.reply = answer(text=text, figures=(FIGURE,), citations=(CELL,))
    first, *growing, last = app.converse(desk, (), "公务接待费是多少", pause=0)
    assert "正在查阅" in first.live and "公务接待费是多少" in first.live
    lengths = [len(Reader(shown.live).text) for shown in growing]
    assert 8 <= len(growing) <= 16 and lengths == sorted(set(lengths))
    assert text in Reader(last.live).text
    assert last.turns == (Turn("公务接待费是多少", desk.reply),)


def test_earlier_questions_go_with_the_next_one_oldest_first(desk):
    turns = ()
    for question in ("2025年公务接待费是多少", "为什么涨了", "那2024年呢"):
        turns = list(app.converse(desk, turns, question, pause=0))[-1].turns
    assert desk.asked[-1] == ("那2024年呢", ("2025年公务接待费是多少", "为什么涨了"))
    assert len(turns) == 3


def test_two_conversations_do_not_share_their_questions(desk):
    list(app.converse(desk, (), "甲", pause=0))
    list(app.converse(desk, (), "乙", pause=0))
    assert desk.asked == [("甲", ()), ("乙", ())]


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_an_empty_question_is_not_asked(desk, blank):
    assert list(app.converse(desk, (), blank)) == []
    assert desk.asked == []


def test_a_question_longer_than_the_box_allows_is_cut_to_it(desk):
    list(app.converse(desk, (), "问" * 5000, pause=0))
    assert len(desk.asked[0][0]) == app.LONGEST_QUESTION


def test_finished_turns_stay_above_and_keep_their_sources_but_not_their_options(desk):
    clarify = Turn("问甲", answer(status=Status.CLARIFY, citations=(CELL,), options=("部门的？", "单位的？")))
    assert len(Reader(html.turn_html(clarify, 0)).all("button")) == 3
    first = next(app.converse(desk, (clarify,), "部门的？", pause=0))
    buttons = Reader(first.past).all("button")
    assert [button.get("data-citation") for button in buttons] == ["0"]


def test_text_from_documents_and_readers_stays_text():
    citation = Citation(EVIL, 1, EVIL, EVIL, EVIL, EVIL, (1.0, 1.0, 2.0, 2.0))
    figure = AnswerFigure(
        EVIL, EVIL, EVIL, 2025, EVIL, Decimal(1), EVIL, "元", derived=True, formula=EVIL, citations=(0,)
    )
    evil = answer(text=EVIL, figures=(figure,), citations=(citation,), findings=(EVIL,), options=(EVIL,))
    document = Document(EVIL, "0", EVIL, EVIL, 2025, Kind.BUDGET, Scope.UNIT, 1)
    parts = [
        html.turn_html(Turn(EVIL, evil), 0),
        html.partial_html(EVIL, EVIL),
        html.waiting_html(EVIL),
        html.welcome_html((EVIL,)),
        html.shelf_html((document,)),
        html.source_html(citation, 1, Image.new("RGB", (4, 4)), 2.0),
        html.source_missing_html(citation, 1, EVIL),
    ]
    for part in parts:
        page = Reader(part)
        assert not page.all("script") and EVIL in page.text + str(page.all("img"))
        assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
        assert all(image["src"].startswith("data:image/webp;base64,") for image in page.all("img"))
        assert all(link["href"].startswith("documents/%3Cscript%3E") for link in page.all("a"))
    asks = [button["data-ask"] for button in Reader(parts[0]).all("button") if "data-ask" in button]
    assert asks == [EVIL]


def test_every_figure_shows_what_it_is_and_where_it_was_read():
    second = Citation("a.pdf", 2, "比上年增加0.50万元")
    page = html.turn_html(Turn("问", answer(figures=(FIGURE, PRIOR), citations=(CELL, second))), 3)
    read = Reader(page)
    for word in (*html.HEADINGS, "30217", "某局", "2025", "预算", "1.50万元", "推算", "1.50 − 0.50"):
        assert word in read.text
    assert "a.pdf 第1页" in read.text and "三公表 › 公务接待费 › 预算数" in read.text
    numbers = [b for b in read.all("button") if b["class"] == "number"]
    assert [(b["data-turn"], b["data-citation"]) for b in numbers] == [("3", "0"), ("3", "0"), ("3", "1")]
    assert "[1]" in read.text and "[2]" in read.text and "[0]" not in read.text


def test_a_read_figure_is_not_called_derived():
    assert "推算" not in html.turn_html(Turn("问", answer(figures=(FIGURE,), citations=(CELL,))), 0)


def test_many_sources_are_folded_and_all_there():
    page = Reader(html.turn_html(Turn("问", answer(citations=(CELL,) * 9)), 0))
    assert "其余 3 处来源" in page.text
    assert len([b for b in page.all("button") if b["class"] == "source"]) == 9


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_its_own_word_and_the_machine_label(status):
    page = Reader(html.turn_html(Turn("问", answer(status=status)), 0))
    assert html.STATUS_WORDS[status] in page.text and "机器生成" in page.text
    assert len(set(html.STATUS_WORDS.values())) == len(Status)


def test_findings_stand_as_a_notice():
    page = Reader(html.turn_html(Turn("问", answer(findings=("表与正文相差0.01万元",))), 0))
    assert "原文件提示表与正文相差0.01万元" in page.text


def test_a_source_shows_its_page_with_words_for_those_who_cannot_see_it(desk):
    shown = Reader(app.source(desk, (Turn("问", desk.reply),), 0, 0))
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
def test_a_page_that_cannot_be_shown_says_why_and_keeps_the_quote(desk, citation, problem):
    shown = Reader(app.source(desk, (Turn("问", answer(citations=(citation,))),), 0, 0))
    assert problem in shown.text and "1.50" in shown.text
    assert not shown.all("img")


@pytest.mark.parametrize(("turn", "citation"), [(1, 0), (0, 1), (-1, 0), (0, -1)])
def test_only_sources_of_this_conversation_can_be_opened(desk, turn, citation):
    with pytest.raises(IndexError):
        app.source(desk, (Turn("问", desk.reply),), turn, citation)


def test_documents_are_listed_with_body_year_and_pages(desk):
    page = Reader(html.shelf_html(desk.documents()))
    assert "已收录公开文件 1 份" in page.text and "某局 · 2025年 · 预算 · 1页" in page.text
    assert "尚未收录" in html.shelf_html(())


def built(desk):
    """The page, built inside a running loop: outside of one, Gradio opens loops it never closes."""

    async def build():
        return app.build_page(desk)

    return asyncio.run(build())


def test_the_page_keeps_its_events_private_and_lets_several_readers_ask_at_once(desk):
    page = built(desk)
    events = page.fns.values()
    assert len(events) >= 5
    assert {event.api_visibility for event in events} == {"private"}
    asking = [event for event in events if event.name == "asked"]
    assert [event.concurrency_limit for event in asking] == [app.AT_ONCE]
    assert page.analytics_enabled is False


def test_a_port_that_is_taken_is_said_plainly(desk):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(BudgetError, match=f"127.0.0.1:{port} 启动页面，端口可能已被占用"):
            app.launch(desk, port=port, wait=False)


def test_the_look_asks_for_no_other_host():
    look = app._asset("page.css") + app._asset("page.js") + html.header_html() + html.nothing_chosen_html()
    for reach in ("http:", "https:", "url(", "@import", "fetch(", 'src="//'):
        assert reach not in look


def test_importing_the_page_does_not_import_gradio():
    code = "import app, sys; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(app.__file__).parent).returncode == 0


@pytest.fixture
def client(desk):
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    with TestClient(Starlette(routes=app.routes(desk))) as client:
        yield client


def test_the_api_answers_with_the_answer_object(client, desk):
    reply = client.post("/api/ask", json={"question": "为什么涨了", "history": ["公务接待费是多少"]})
    assert reply.status_code == 200
    assert reply.json() == desk.reply.to_json()
    assert desk.asked == [("为什么涨了", ("公务接待费是多少",))]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"[]", 422),
        (b'{"question": ""}', 422),
        (b'{"question": "a", "hist": []}', 422),
        (b'{"question": "a", "history": [1]}', 422),
        (b" " * (app.LONGEST_BODY + 1), 413),
    ],
)
def test_the_api_refuses_what_is_no_question(client, desk, body, status):
    reply = client.post("/api/ask", content=body)
    assert reply.status_code == status and reply.json()["error"]
    assert desk.asked == []


def test_a_stored_document_can_be_read_whole_and_nothing_else(client):
    reply = client.get("/documents/a.pdf")
    assert reply.content == PDF.encode() and reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"].startswith("inline")
    assert client.get("/documents/..%2F..%2Fetc%2Fpasswd").status_code == 404
    assert client.get("/documents/b.pdf").status_code == 404
