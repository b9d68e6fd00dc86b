import asyncio
import os
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

import app
from index.facts.errors import BudgetError
from index.facts.records import Citation, Document, Kind, Scope
from index.store.opening import open_facts
from qa.records import Answer, AnswerFigure, Status
from web.closed import PATHS

CELL = Citation("a.pdf", 1, "1.50", "三公表", "公务接待费", "预算数", (40.0, 30.0, 70.0, 50.0))
FIGURE = AnswerFigure(
    "公务接待费", "30217", "某局", 2025, "预算", Decimal(15000), "1.50", "万元", citations=(0,)
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

    def quietly(self, text, /):
        return self.ask(text)

    def notice(self):
        return ""

    def figures(self, **narrowed):
        return ()

    def ask(self, text, /, history=()):
        self.asked.append((text, tuple(history)))
        return self.reply

    def documents(self):
        return (Document("a.pdf", "0", "某局2025年部门预算", "某局", 2025, Kind.BUDGET, Scope.DEPARTMENT, 1),)

    def findings(self):
        return ()

    def pdf_path(self, document_name):
        path = self.folder / document_name
        if document_name != "a.pdf":
            raise KeyError(document_name)
        return path

    def examples(self):
        return ("公务接待费是多少？",)


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "a.pdf").write_text(PDF, "ascii")
    return FakeDesk(tmp_path)


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
    asking = {event.name: event.concurrency_limit for event in events if event.name == "went_on"}
    assert asking == {"went_on": app.AT_ONCE}
    assert page.analytics_enabled is False


def test_a_port_that_is_taken_is_said_plainly(desk):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(BudgetError, match=f"127.0.0.1:{port} 启动页面：端口已被占用"):
            app.launch(desk, port=port, wait=False)


def test_a_port_that_cannot_be_is_said_plainly(desk):
    with pytest.raises(BudgetError, match="没有 99999 这个端口。"):
        app.launch(desk, port=99999, wait=False)


def test_importing_the_page_does_not_import_gradio():
    code = "import app, sys; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(app.__file__).parent).returncode == 0


@pytest.fixture
def serving(tmp_path):
    """``serving(**settings)`` → the address of a server over an empty store, in a process of its own."""
    open_facts(tmp_path / "store", create=True).close()
    running = []

    def serve(**settings):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        command = [sys.executable, "-m", "cli", "serve", "--store", str(tmp_path / "store"), "--port", port]
        given = {f"BUDGET_QA_SERVE_{name.upper()}": value for name, value in settings.items()}
        root = Path(app.__file__).parent
        environment = {**os.environ, "PYTHONPATH": str(root), **given}
        process = subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True)
        running.append(process)
        for line in process.stderr:
            if "页面已就绪" in line:
                return f"http://127.0.0.1:{port}"
        raise AssertionError("the server ended")

    yield serve
    for process in running:
        process.terminate()
        process.communicate()


@pytest.mark.parametrize(
    ("proxies", "statuses"), [("", [200, 429, 429, 429]), ("127.0.0.0/8", [200, 200, 429, 429])]
)
def test_only_a_listed_proxy_says_for_whom_it_asks(serving, proxies, statuses):
    address = serving(rate="1", trusted_proxies=proxies)
    said = [{"X-Forwarded-For": f"6.6.6.6, 9.9.9.{n}"} for n in (1, 2, 1, 2)]
    assert [httpx.get(f"{address}/api/findings", headers=one).status_code for one in said] == statuses


def test_what_describes_the_service_is_closed_to_strangers_where_a_token_is_set(serving):
    address = serving(operations_token="sesame")
    for path in PATHS:
        assert httpx.get(address + path).status_code == 401
    for path in ("/metrics", "/api/openapi.json"):
        shown = httpx.get(address + path, headers={"Authorization": "Bearer sesame"})
        assert shown.status_code == 200 and shown.content


def test_for_an_administrator_a_store_is_made_where_there_is_none(tmp_path):
    command = [sys.executable, "-m", "cli", "serve", "--store", str(tmp_path / "none"), "--port"]
    root = Path(app.__file__).parent
    known = {**os.environ, "PYTHONPATH": str(root)}
    told = subprocess.run([*command, "0"], cwd=root, env=known, capture_output=True, text=True)
    assert told.returncode == 1 and "没有索引" in told.stderr and not (tmp_path / "none").exists()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    known["BUDGET_QA_SERVE_ADMIN_TOKEN"] = "sesame"
    process = subprocess.Popen([*command, port], cwd=root, env=known, stderr=subprocess.PIPE, text=True)
    try:
        assert any("页面已就绪" in line for line in process.stderr)
        assert "还没有索引" in httpx.get(f"http://127.0.0.1:{port}/readyz").json()["detail"]
    finally:
        process.terminate()
        process.communicate()
