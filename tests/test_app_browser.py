import asyncio
import base64
import io
import os
import shutil
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

import app
from index.records import Citation, Document, Kind, Scope
from qa.records import Answer, AnswerFigure, Status

pytestmark = [
    pytest.mark.browser,
    # Gradio counts its queue with calls that pandas 3 deprecates.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZES = {"desktop": (1280, 900), "phone": (375, 812)}
THEMES = ("light", "dark")
HOSTILE = "正文 <script>document.title='x'</script><img src=http://example.invalid/x.png> ${1+1} {{value}}"
BOX = (330.0, 532.0, 430.0, 556.0)  # below the first screen: it must be scrolled to


def ruled_page(path: Path) -> Path:
    """An A4 page with a ruled table whose amounts stand in columns; the cited cell is BOX."""
    lines = ["0.6 w"]
    for row in range(20):
        for column, label in enumerate(("Item", "2024", "2025")):
            x, y = 130 + 100 * column, 842 - 124 - 24 * row
            lines.append(f"{x} {y} 100 24 re S")
            text = f"{label} {row}" if column == 0 else f"{18 - row + column}.50"
            lines.append(f"BT /F 11 Tf {x + 8} {y + 8} Td ({text}) Tj ET")
    drawing = "\n".join(lines)
    path.write_text(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        f"4 0 obj<</Length {len(drawing)}>>stream\n{drawing}\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "trailer<</Size 6/Root 1 0 R>>\n%%EOF",
        "ascii",
    )
    return path


class FakeDesk:
    """A desk over one PDF. A question with “模糊” is unclear, “故障” breaks, “决算” is not found."""

    body = "某某市政务服务便民热线中心"

    def __init__(self, pdf: Path) -> None:
        self.pdf = pdf
        self.histories: list[tuple[str, ...]] = []

    def ask(self, text, /, history=()):
        self.histories.append(tuple(history))
        time.sleep(0.3)
        cell = Citation(self.pdf.name, 1, "2.50", "“三公”经费支出预算表", "公务接待费", "2025年/预算数", BOX)
        prose = Citation(self.pdf.name, 1, HOSTILE)
        facts = ("30217", self.body, 2025)
        amount = AnswerFigure("公务接待费", *facts, "预算", Decimal(25000), "2.50", "万元", citations=(0,))
        prior = AnswerFigure(
            "公务接待费",
            "30217",
            self.body,
            2024,
            "上年预算",
            Decimal(20000),
            "2.00",
            "万元",
            True,
            "2.50 − 0.50",
            (0, 1),
        )
        if "故障" in text:
            raise RuntimeError("数据库断开")
        if "模糊" in text:
            options = (f"{self.body}2025年公务接待费预算是多少？", f"{self.body}2025年培训费预算是多少？")
            return Answer("1", text, Status.CLARIFY, "您问的是哪一项经费？", options=options)
        if "决算" in text:
            return Answer(
                "1", text, Status.NOT_FOUND, "没有查到2025年决算。已收录2025年预算，可以改问预算数。"
            )
        return Answer(
            "1",
            text,
            Status.ANSWERED,
            "2025年公务接待费预算2.50万元，比上年增加0.50万元，增长25.00%，主要原因是新增每月领导接线。",
            (amount, prior),
            (cell, prose),
            ("第1页的合计与正文所写相差0.01万元，两处均列出，请核对原文。",),
        )

    def documents(self):
        title = f"{self.body}2025年度部门预算"
        return (Document(self.pdf.name, "0", title, self.body, 2025, Kind.BUDGET, Scope.UNIT, 1),)

    def pdf_path(self, document_name):
        return {self.pdf.name: self.pdf}[document_name]

    def examples(self):
        return ("2025年公务接待费预算是多少？", "公务接待费为什么增加？", "2025年“三公”经费一共多少？")


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> FakeDesk:
    return FakeDesk(ruled_page(tmp_path_factory.mktemp("pdf") / "hotline-2025.pdf"))


@pytest.fixture(scope="module")
def address(desk) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def launch():
        return app.launch(desk, port=port, wait=False)

    # Inside a running loop: outside of one, Gradio opens loops it never closes. In a thread of
    # its own: Playwright holds this one's.
    with ThreadPoolExecutor(1) as starter:
        page = starter.submit(lambda: asyncio.run(launch())).result()
    yield f"http://127.0.0.1:{port}/"
    page.close(verbose=False)


@pytest.fixture(scope="module")
def chromium():
    path = os.environ.get("BUDGET_QA_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("no Chromium: set BUDGET_QA_CHROMIUM or put chromium on the PATH")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[(size, theme) for size in SIZES for theme in THEMES], ids="-".join)
def visit(request, chromium, address):
    """An opened page, its requests, and a way to keep what it looks like."""
    size, theme = request.param
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
    tab = context.new_page()
    requests: list[str] = []
    faults: list[str] = []
    tab.on("request", lambda asked: requests.append(asked.url))
    tab.on("pageerror", lambda fault: faults.append(str(fault)))
    tab.goto(address)
    tab.wait_for_selector("[data-ask]")
    yield tab, size, theme
    context.close()
    strangers = [url for url in requests if not url.startswith((address, "data:", "blob:"))]
    assert strangers == [] and faults == []
    assert any(url.startswith(address) for url in requests)


@pytest.fixture
def plain(chromium, address):
    """An opened page at desktop size."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto(address)
    tab.wait_for_selector("[data-ask]")
    yield tab
    context.close()


def keep(tab, name: str) -> None:
    folder = Path(os.environ.get("BUDGET_QA_ARTIFACTS", "artifacts"))
    folder.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=folder / f"{name}.png")


def ask(tab, question: str) -> None:
    tab.get_by_role("textbox", name="问题").fill(question)
    tab.keyboard.press("Enter")
    tab.wait_for_selector(f"#live .turn[data-number] .question:has-text('{question}')")


def frame_on_screen(tab) -> bool:
    """True when red pixels of the frame are among those the reader sees in the page's window."""
    shot = Image.open(io.BytesIO(tab.locator("#viewer .page").screenshot())).convert("RGB")
    red = sum(
        count
        for count, (r, g, b) in shot.getcolors(shot.width * shot.height)
        if r > 120 and r - max(g, b) > 60 and abs(g - b) < 40
    )
    return red > 150


def no_sideways_scroll(tab) -> bool:
    return tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_reader_asks_reads_the_figure_and_sees_the_framed_cell(visit):
    tab, size, theme = visit
    keep(tab, f"{size}-{theme}-1-welcome")
    assert "答案由软件根据公开文件自动生成，请以原文为准" in tab.inner_text("body")
    assert tab.evaluate("document.body.classList.contains('dark')") is (theme == "dark")
    ask(tab, "2025年公务接待费预算是多少")
    tab.wait_for_timeout(500)
    keep(tab, f"{size}-{theme}-2-answer")
    answer = tab.locator("#live .answer")
    assert "2025年公务接待费预算2.50万元" in answer.inner_text()
    assert answer.locator("td[data-label=金额]").all_inner_texts() == ["2.50万元", "2.00万元"]
    assert "2.50 − 0.50" in answer.inner_text() and "推算" in answer.inner_text()
    assert no_sideways_scroll(tab)
    assert tab.get_by_role("textbox", name="问题").is_visible()

    tab.get_by_role("button", name="[1] hotline-2025.pdf 第1页").click()
    image = tab.get_by_alt_text("红框标出2.50")
    image.wait_for()
    tab.wait_for_timeout(500)
    keep(tab, f"{size}-{theme}-3-source")
    assert frame_on_screen(tab)
    caption = tab.inner_text("#viewer figcaption")
    assert all(
        word in caption for word in ("hotline-2025.pdf", "第1页", "公务接待费", "2025年/预算数", "2.50")
    )
    assert no_sideways_scroll(tab)

    tab.get_by_role("button", name="看整页").click()
    tab.wait_for_timeout(200)
    assert frame_on_screen(tab)
    tab.get_by_role("button", name="关闭原文").click()
    image.wait_for(state="detached")
    tab.get_by_role("button", name="查看来源 1").first.click()
    image.wait_for()


def test_text_of_a_document_runs_nothing_and_fetches_nothing(visit):
    tab, _, _ = visit
    ask(tab, "公务接待费为什么增加")
    tab.get_by_role("button", name="[2] hotline-2025.pdf 第1页").click()
    tab.wait_for_selector("#viewer figcaption")
    assert HOSTILE in tab.inner_text("#viewer figcaption")
    assert tab.title() == "预算公开问答"
    picture = tab.locator("#viewer img")
    assert picture.count() == 1
    prefix, held = picture.get_attribute("src").split(",", 1)
    assert prefix == "data:image/webp;base64"
    assert Image.open(io.BytesIO(base64.b64decode(held))).size == (1190, 1684)


def test_options_and_examples_ask_when_pressed_and_earlier_questions_go_along(plain, desk):
    desk.histories.clear()
    plain.get_by_role("button", name="公务接待费为什么增加？").click()
    plain.wait_for_selector("#live .turn[data-number='0']")
    assert plain.locator("#welcome .welcome").is_hidden()
    ask(plain, "模糊的经费")
    keep(plain, "desktop-light-4-clarify")
    plain.locator("#live [data-ask]").first.click()
    plain.wait_for_selector("#live .turn[data-number='2']")
    assert plain.locator("#past .turn").count() == 2
    option = "某某市政务服务便民热线中心2025年公务接待费预算是多少？"
    assert plain.inner_text("#live .question").endswith(option)
    assert desk.histories == [(), ("公务接待费为什么增加？",), ("公务接待费为什么增加？", "模糊的经费")]


def test_nothing_found_is_said_calmly_and_a_new_conversation_forgets(plain, desk):
    ask(plain, "2025年决算是多少")
    keep(plain, "desktop-light-5-not-found")
    assert "未查到" in plain.inner_text("#live .status")
    plain.get_by_role("button", name="新对话").click()
    plain.wait_for_selector("#live .turn", state="detached")
    assert plain.get_by_role("button", name="公务接待费为什么增加？").is_visible()
    ask(plain, "公务接待费是多少")
    assert desk.histories[-1] == ()


def test_a_broken_answer_leaves_the_conversation_standing(plain):
    ask(plain, "公务接待费是多少")
    plain.get_by_role("textbox", name="问题").fill("故障")
    plain.keyboard.press("Enter")
    plain.wait_for_selector("#live :text('这次查询没有完成')")
    assert plain.locator("#past .turn").count() == 1
    ask(plain, "那上年呢")
    assert plain.locator("#past .turn").count() == 1


def test_the_keyboard_alone_opens_and_closes_a_source(plain):
    ask(plain, "公务接待费是多少")
    opener = plain.get_by_role("button", name="[1] hotline-2025.pdf 第1页")
    opener.focus()
    plain.keyboard.press("Enter")
    plain.wait_for_selector("#viewer .page:focus")
    plain.keyboard.press("Escape")
    plain.wait_for_selector("#viewer img", state="detached")
    assert opener.evaluate("button => button === document.activeElement")
