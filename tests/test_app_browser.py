import asyncio
import base64
import io
import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image

import app
from index.build import build, open_stores
from index.embed import load_model
from index.errors import BudgetError
from index.records import Citation, Document, Kind, Scope
from qa import BudgetQA
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
HOTLINE = "岚浦市12345政务服务便民热线中心"
HOSTILE = "正文 <script>document.title='x'</script><img src=http://example.invalid/x.png> ${1+1} {{value}}"
# Notes in the page when the answer stands, counted from the key press that asks.
MEASURE = """() => {
  const desk = document.querySelector('#call');
  let started = 0;
  addEventListener('keydown', (event) => { if (event.key === 'Enter') started = performance.now(); }, true);
  new MutationObserver((_, watching) => {
    if (!desk.querySelector('.say')) return;
    window.budgetTook = performance.now() - started;
    watching.disconnect();
  }).observe(desk, { childList: true, subtree: true });
}"""
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

    def quietly(self, text, /):
        return self.ask(text)

    def figures(self, **narrowed):
        return ()

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

    def findings(self):
        return ()

    def pdf_path(self, document_name):
        return {self.pdf.name: self.pdf}[document_name]

    def examples(self):
        return ("2025年公务接待费预算是多少？", "公务接待费为什么增加？", "2025年“三公”经费一共多少？")


class Journal:
    """Keeps judgements; one with “坏” cannot be kept."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, bool, str]] = []

    def judge(self, answer, good, comment):
        if "坏" in comment:
            raise BudgetError("磁盘已满")
        self.kept.append((answer.question, good, comment))


class Keeper:
    """An administrator's side with the token 口令; a file named bad… is refused."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []

    def admits(self, token):
        return token == "口令"

    def add(self, path, name):
        if name.startswith("bad"):
            raise BudgetError(f"{name}：不是 PDF 文件")
        self.done.append(("add", name))
        return name

    def remove(self, name):
        self.done.append(("remove", name))

    def reindex(self, name):
        self.done.append(("reindex", name))


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> FakeDesk:
    return FakeDesk(ruled_page(tmp_path_factory.mktemp("pdf") / "hotline-2025.pdf"))


@pytest.fixture(scope="module")
def journal() -> Journal:
    return Journal()


@pytest.fixture(scope="module")
def keeper() -> Keeper:
    return Keeper()


def served(desk, **services) -> Iterator[str]:
    """The address of the pages over a desk, until the generator is closed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def launch():
        return app.launch(desk, port=port, wait=False, **services)

    # Inside a running loop: outside of one, Gradio opens loops it never closes. In a thread of
    # its own: Playwright holds this one's.
    with ThreadPoolExecutor(1) as starter:
        page = starter.submit(lambda: asyncio.run(launch())).result()
    yield f"http://127.0.0.1:{port}/"
    page.close(verbose=False)


@pytest.fixture(scope="module")
def address(desk, journal, keeper) -> Iterator[str]:
    yield from served(desk, feedback=journal, keeper=keeper)


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Iterator[str]:
    """The pages over the samples, indexed and answered for real."""
    store = tmp_path_factory.mktemp("samples")
    with open_stores(store, load_model(None)) as stores:
        build([Path(app.__file__).parent / "samples"], stores, jobs=1)
    with BudgetQA.open(store) as qa:
        qa.ask("预热")
        yield from served(qa)


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


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core (MPL-2.0), as axe-playwright-python carries it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@contextmanager
def visited(chromium, address: str, size: str, theme: str, path: str = "", language: str = "zh-CN"):
    """An opened page; no request may leave the address, no script may fail."""
    width, height = SIZES[size]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, locale=language
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    requests: list[str] = []
    faults: list[str] = []
    context.on("request", lambda asked: requests.append(asked.url))
    tab.on("pageerror", lambda fault: faults.append(str(fault)))
    tab.goto(address + path)
    tab.wait_for_selector(".masthead")
    yield tab
    context.close()
    strangers = [url for url in requests if not url.startswith((address, "data:", "blob:"))]
    assert strangers == [] and faults == []
    assert any(url.startswith(address) for url in requests)


@pytest.fixture(params=[(size, theme) for size in SIZES for theme in THEMES], ids="-".join)
def look(request):
    return request.param


@pytest.fixture
def visit(look, chromium, address):
    with visited(chromium, address, *look) as tab:
        tab.wait_for_selector("[data-ask]")
        yield tab, *look


@pytest.fixture
def plain(chromium, address):
    """An opened page at desktop size."""
    with visited(chromium, address, "desktop", "light") as tab:
        tab.wait_for_selector("[data-ask]")
        yield tab


def keep(tab, name: str) -> None:
    folder = Path(os.environ.get("BUDGET_QA_ARTIFACTS", "artifacts"))
    folder.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=folder / f"{name}.png")


def harms(tab, axe: str) -> list[str]:
    """Serious and critical violations axe finds on what is shown."""
    tab.evaluate(axe)
    found = tab.evaluate("axe.run(document).then((result) => result.violations)")
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def ask(tab, question: str) -> None:
    tab.locator("#question textarea").fill(question)
    tab.keyboard.press("Enter")
    tab.wait_for_selector(f"#live .turn[data-number] .question:has-text('{question}')")


def begin_again(tab) -> None:
    """A new conversation, when there is one to leave."""
    if tab.locator("#live .turn").count():
        tab.get_by_role("button", name="新对话").click()
        tab.wait_for_selector("#live .turn", state="detached")
        tab.wait_for_selector("#welcome [data-ask]")


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
    assert "答案由人工智能根据公开文件自动生成，请以原文为准" in tab.inner_text("body")
    assert tab.evaluate("document.body.classList.contains('dark')") is (theme == "dark")
    ask(tab, "2025年公务接待费预算是多少")
    tab.wait_for_timeout(500)
    keep(tab, f"{size}-{theme}-2-answer")
    answer = tab.locator("#live .answer")
    assert "2025年公务接待费预算2.50万元" in answer.inner_text()
    assert answer.locator(".big .amount").inner_text().replace("\n", "") == "2.50万元"
    assert answer.locator(".reason p").inner_text() == "主要原因是新增每月领导接线。"
    answer.get_by_text("全部数字与出处").click()
    assert answer.locator("td[data-of=amount]").all_inner_texts() == ["2.50万元", "2.00万元"]
    assert "2.50 − 0.50" in answer.inner_text() and "推算" in answer.inner_text()
    assert no_sideways_scroll(tab)
    assert tab.locator("#question textarea").is_visible()

    answer.locator(".big .chip").click()
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
    answer.locator(".source").first.click()
    image.wait_for()
    assert tab.locator("#viewer a.pdf").get_attribute("href") == "documents/hotline-2025.pdf#page=1"


def test_text_of_a_document_runs_nothing_and_fetches_nothing(visit):
    tab, _, _ = visit
    ask(tab, "公务接待费为什么增加")
    tab.get_by_text("全部数字与出处").click()
    tab.locator(".source[data-citation='1']").click()
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
    plain.locator("#welcome").get_by_role("button", name="公务接待费为什么增加？").click()
    plain.wait_for_selector("#live .turn[data-number='0']")
    assert plain.locator("#welcome .welcome").is_hidden()
    ask(plain, "模糊的经费")
    keep(plain, "desktop-light-4-clarify")
    plain.locator("#live [data-ask]").first.click()
    plain.wait_for_selector("#live .turn[data-number='2']")
    assert plain.locator("#past .turn").count() == 2
    option = "某某市政务服务便民热线中心2025年公务接待费预算是多少？"
    assert plain.inner_text("#live .question").endswith(option)
    # Suggestions are tried without a history; the reader's own questions carry theirs.
    told = [history for history in desk.histories if history]
    assert told == [("公务接待费为什么增加？",), ("公务接待费为什么增加？", "模糊的经费")]


def test_nothing_found_is_said_calmly_and_a_new_conversation_forgets(plain, desk):
    ask(plain, "2025年决算是多少")
    keep(plain, "desktop-light-5-not-found")
    assert "未查到" in plain.inner_text("#live .status")
    plain.get_by_role("button", name="新对话").click()
    plain.wait_for_selector("#live .turn", state="detached")
    assert plain.locator("#welcome").get_by_role("button", name="公务接待费为什么增加？").is_visible()
    desk.histories.clear()
    ask(plain, "公务接待费是多少")
    assert desk.histories[0] == ()


def test_a_broken_answer_leaves_the_conversation_standing(plain):
    ask(plain, "公务接待费是多少")
    plain.locator("#question textarea").fill("故障")
    plain.keyboard.press("Enter")
    plain.wait_for_selector("#live :text('这次查询没有完成')")
    assert plain.locator("#past .turn").count() == 1
    ask(plain, "那上年呢")
    assert plain.locator("#past .turn").count() == 1


def test_the_keyboard_alone_opens_and_closes_a_source(plain):
    ask(plain, "公务接待费是多少")
    opener = plain.locator("#live .big .chip")
    opener.focus()
    plain.keyboard.press("Enter")
    plain.wait_for_selector("#viewer .page:focus")
    plain.keyboard.press("Escape")
    plain.wait_for_selector("#viewer img", state="detached")
    assert opener.evaluate("button => button === document.activeElement")


def test_a_reader_judges_an_answer_and_may_say_why(plain, journal):
    ask(plain, "公务接待费是多少")
    plain.get_by_role("button", name="有误").click()
    plain.wait_for_selector("#voted :text('已记录')")
    plain.get_by_label("补充说明").fill("应为三万元")
    plain.get_by_role("button", name="提交").click()
    deadline = time.monotonic() + 5
    while len(journal.kept) < 2 and time.monotonic() < deadline:
        plain.wait_for_timeout(50)
    assert journal.kept == [("公务接待费是多少", False, ""), ("公务接待费是多少", False, "应为三万元")]
    assert plain.get_by_role("button", name="有误").get_attribute("aria-pressed") == "true"


def test_an_administrator_enters_uploads_re_indexes_and_removes(chromium, address, keeper, desk, tmp_path):
    name = desk.pdf.name
    (tmp_path / "bad.pdf").write_text("no", "ascii")
    (tmp_path / "new.pdf").write_bytes(desk.pdf.read_bytes())
    with visited(chromium, address, "desktop", "light", "?view=documents") as tab:
        tab.get_by_role("button", name="文件管理").click()
        tab.get_by_label("管理口令").fill("错")
        tab.get_by_role("button", name="进入").click()
        tab.wait_for_selector("#told :text('口令不正确')")
        assert tab.locator("#managed").count() == 0 or tab.locator("#managed").is_hidden()
        tab.get_by_label("管理口令").fill("口令")
        tab.get_by_role("button", name="进入").click()
        tab.wait_for_selector("#managed [data-remove]")
        tab.locator("#upload input[type=file]").set_input_files([tmp_path / "bad.pdf", tmp_path / "new.pdf"])
        tab.wait_for_selector("#told :text('已收录：new.pdf')")
        assert "bad.pdf：不是 PDF 文件" in tab.inner_text("#told")
        keep(tab, "desktop-light-documents-admin")
        tab.locator("[data-reindex]").click()
        tab.wait_for_selector("#told :text('已重新索引')")
        tab.locator("[data-remove]").click()
        tab.get_by_role("button", name="再按一次确认").click()
        tab.wait_for_selector("#told :text('已移除')")
    assert keeper.done == [("add", "new.pdf"), ("reindex", name), ("remove", name)]


def test_nothing_to_manage_is_shown_where_no_administrator_is_set(chromium, real):
    with visited(chromium, real, "desktop", "light", "?view=documents") as tab:
        tab.wait_for_selector("#library .body")
        assert tab.locator("#admin").count() == 0


def test_each_kind_of_answer_looks_right_and_harms_no_reader(look, chromium, real, axe):
    size, theme = look
    questions = {
        "reason": f"{HOTLINE}2025年公务接待费为何增长？",
        "trend": f"{HOTLINE}历年培训费是多少？",
        "share": f"{HOTLINE}2025年“三公”经费占总支出的比例？",
        "ranking": f"{HOTLINE}2025年金额最大的三个项目",
    }
    with visited(chromium, real, size, theme) as tab:
        tab.wait_for_selector("[data-ask]")
        keep(tab, f"{size}-{theme}-chat-welcome")
        assert harms(tab, axe) == []
        for name, question in questions.items():
            # A new conversation each: a ranking asked after a share would be of the share's subject.
            begin_again(tab)
            ask(tab, question)
            tab.locator("#follow [data-ask]").first.wait_for()
            tab.wait_for_timeout(600)
            keep(tab, f"{size}-{theme}-chat-{name}")
            assert tab.locator("#live svg.chart").count() == (name != "reason")
            tab.locator("#live details").evaluate_all("all => all.forEach((each) => { each.open = true })")
            assert harms(tab, axe) == [] and no_sideways_scroll(tab)
            printed = tab.locator("#live svg.chart text.value").all_text_contents()
            text = tab.inner_text("#live .answer")
            numbers = re.findall(r"[0-9][0-9,.]*", " ".join(printed))
            assert all(number in text for number in numbers)
        begin_again(tab)
        ask(tab, "公务接待费是多少")
        tab.wait_for_timeout(600)
        keep(tab, f"{size}-{theme}-chat-clarify")
        assert tab.locator("#live .choices [data-ask]").count() >= 2 and harms(tab, axe) == []
        tab.locator("#live .chip").first.click()
        tab.wait_for_selector("#viewer img")
        tab.wait_for_timeout(400)
        keep(tab, f"{size}-{theme}-chat-source")
        assert frame_on_screen(tab) and harms(tab, axe) == []


def test_the_figures_can_be_taken_away(chromium, real):
    with visited(chromium, real, "desktop", "light") as tab:
        ask(tab, f"{HOTLINE}历年培训费是多少？")
        for name, start in (("下载 CSV", b"\xef\xbb\xbf"), ("下载 Excel", b"PK")):
            with tab.expect_download() as taken:
                tab.locator("#live").get_by_text(name).click()
            assert Path(taken.value.path()).read_bytes().startswith(start)


def test_a_suggestion_is_answered(chromium, real):
    with visited(chromium, real, "desktop", "light") as tab:
        ask(tab, f"{HOTLINE}2025年公务接待费为何增长？")
        tab.locator("#follow [data-ask]").first.click()
        tab.wait_for_selector("#live .turn[data-number='1'] .answer[data-status=answered]")


def test_the_hotline_desk_answers_within_half_a_second_by_keyboard_alone(look, chromium, real, axe):
    size, theme = look
    with visited(chromium, real, size, theme, "?view=desk") as tab:
        tab.locator("#caller textarea").wait_for()
        tab.wait_for_selector("#call .idle")
        keep(tab, f"{size}-{theme}-desk-idle")
        assert harms(tab, axe) == []
        tab.evaluate("document.activeElement.blur()")
        tab.keyboard.press("/")
        tab.keyboard.type(f"{HOTLINE}2025年公务接待费为何增长？")
        tab.evaluate(MEASURE)
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#call .say")
        took = tab.evaluate("window.budgetTook")
        assert took < 500, f"{took:.0f} ms"
        tab.wait_for_selector("#terms li")
        tab.wait_for_timeout(300)
        keep(tab, f"{size}-{theme}-desk-answer")
        assert tab.locator("#copy-script li").count() <= 3
        assert "1.50万元 × 10,000 ＝ 15,000.00元" in tab.inner_text("#call .card >> nth=0")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        for key, words in (("s", "1.50万元"), ("c", "第14页"), ("t", "答复编号：")):
            tab.keyboard.press(f"Alt+{key}")
            tab.wait_for_selector("#call .copy:text('已复制')")
            assert words in tab.evaluate("navigator.clipboard.readText()")
            tab.wait_for_selector("#call .copy:text('已复制')", state="detached")
        tab.keyboard.press("Alt+o")
        tab.wait_for_selector("#desk-viewer .page:focus")
        tab.keyboard.press("Escape")
        tab.wait_for_selector("#desk-viewer img", state="detached")
        tab.keyboard.press("/")
        tab.locator("#caller textarea").fill(f"{HOTLINE}2019年收入是多少")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#call .escalate")
        tab.wait_for_timeout(300)
        keep(tab, f"{size}-{theme}-desk-escalate")
        assert harms(tab, axe) == []
        assert tab.locator("#shift [data-call]").count() == 2
        tab.locator("#shift [data-call='0']").press("Enter")
        tab.wait_for_selector("#call .call[data-number='0']")


def test_the_documents_stand_by_body_and_year_and_open_at_a_page(look, chromium, real, axe):
    size, theme = look
    with visited(chromium, real, size, theme, "?view=documents") as tab:
        tab.wait_for_selector("#library .body")
        tab.locator("#library details").evaluate_all("all => all.forEach((each) => { each.open = true })")
        tab.wait_for_timeout(300)
        keep(tab, f"{size}-{theme}-documents")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        assert tab.locator("#library tbody tr").count() == 6
        link = tab.locator("#library .found a").first.get_attribute("href")
        assert re.fullmatch(r"documents/.+#page=[1-9][0-9]*", link)
        reply = tab.request.get(real + link.split("#")[0])
        assert reply.status == 200 and reply.body().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("path", "locale", "title", "tab_name"),
    [
        ("", "en-GB", "Public budget answers", "Hotline desk"),
        ("", "zh-TW", "預算公開問答", "座席工作臺"),
        ("?lang=zh-CN", "en-GB", "预算公开问答", "坐席工作台"),
    ],
)
def test_the_pages_speak_the_readers_language(chromium, real, path, locale, title, tab_name):
    with visited(chromium, real, "desktop", "light", path, locale) as tab:
        tab.wait_for_selector(f".masthead h1:text-is('{title}')")
        tab.get_by_role("tab", name=tab_name).click()
        tab.wait_for_selector("#call .idle")
        keep(tab, f"desktop-light-language-{locale}-{bool(path)}")
        assert "view=desk" in tab.url and tab.title() == title
