"""What browser tests act with: fake services behind the pages, the served address, a reader's hands."""

import asyncio
import io
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from PIL import Image

import app
from index.build import Progress
from index.facts.errors import BudgetError
from index.facts.records import Citation, Document, Kind, Scope
from qa.records import Answer, AnswerFigure, Status

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
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def quietly(self, text, /):
        return self.ask(text)

    def passages(self, question, k=8, *, where=None):
        return ()

    def ask(self, text, /, history=()):
        self.asked.append((text, tuple(history)))
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

    def upload_pass(self):
        return "ein"

    def under_way(self):
        return Progress(0, 1, "a.pdf", page=12, pages=40)

    def add(self, path, name):
        if name.startswith("bad"):
            raise BudgetError(f"{name}：不是 PDF 文件")
        time.sleep(1.5)
        self.done.append(("add", name))
        return name

    def remove(self, name):
        self.done.append(("remove", name))

    def reindex(self, name):
        self.done.append(("reindex", name))

    def assign(self, name, given):
        self.done.append(("assign", name, given))
        return Document(name, "0", "", given.body or "某局", given.year or 2025, Kind.BUDGET, Scope.UNIT, 1)

    def given(self):
        return {}


class Intake:
    """Files being indexed: two of six are in, until the test lets it end."""

    def __init__(self) -> None:
        self.progress: Progress | None = Progress(2, 6, "c.pdf", page=12, pages=40)

    def under_way(self):
        return self.progress

    def failed(self):
        return () if self.progress else ("坏.pdf：不是 PDF 文件",)

    def broken(self):
        return False


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
    tab.wait_for_selector(".masthead, header.top")
    yield tab
    context.close()
    strangers = [url for url in requests if not url.startswith((address, "data:", "blob:"))]
    assert strangers == [] and faults == []
    assert any(url.startswith(address) for url in requests)


def keep(tab, name: str, whole: bool = False) -> None:
    folder = Path(os.environ.get("BUDGET_QA_ARTIFACTS", "artifacts"))
    folder.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=folder / f"{name}.png", full_page=whole)


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
