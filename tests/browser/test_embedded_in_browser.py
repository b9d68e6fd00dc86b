"""The public chat in another site's frame, and a conversation that stands again after a reload."""

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.acting import FakeDesk, ask, keep, served, visited
from web.settings import Serving


class Site(BaseHTTPRequestHandler):
    """A page of another site that holds what its address names in a frame."""

    def do_GET(self):
        page = (
            '<!doctype html><html lang="zh"><meta charset="utf-8"><title>某市</title><h1>某市人民政府</h1>'
            f'<iframe title="预算问答" src="{self.server.framed}" width="480" height="640"></iframe></html>'
        ).encode()
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *told):
        """Quietly."""


@pytest.fixture
def site():
    """``site(address)`` → the address of a page that holds that one in a frame."""
    running = []

    def begin(framed):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
        server.framed = framed
        running.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield begin
    for server in running:
        server.shutdown()
        server.server_close()


def opened(chromium, address):
    context = chromium.new_context(locale="zh-CN", viewport={"width": 700, "height": 800})
    tab = context.new_page()
    tab.goto(address, wait_until="load")
    return context, tab


def test_a_listed_site_holds_the_chat_and_no_other_page_of_ours(chromium, desk, site):
    framing = site("")
    for address in served(desk, serving=Serving(embed=framing.rstrip("/"))):
        for path, held in (("embed", True), ("", False), ("figures", False)):
            # The same site, and so the same origin, holds one page after another.
            context, tab = opened(chromium, framing)
            tab.evaluate("(address) => { document.querySelector('iframe').src = address }", address + path)
            frame = tab.frame_locator("iframe")
            if held:
                frame.locator("#question textarea").fill("公务接待费是多少")
                frame.locator("#question .submit-button").click()
                frame.locator("#live .big .amount").wait_for()
                assert not frame.get_by_role("tab").first.is_visible()
                keep(tab, "embedded")
                with context.expect_page() as beside:
                    frame.locator("#live a.pdf").first.click()
                assert beside.value.url.startswith(f"{address}documents/")
            else:
                tab.wait_for_timeout(1500)
                assert frame.locator("#question, main").count() == 0
            context.close()


def test_a_site_that_is_not_listed_holds_nothing(chromium, desk, site):
    for address in served(desk, serving=Serving(embed="https://www.example.gov.cn")):
        context, tab = opened(chromium, site(f"{address}embed"))
        tab.wait_for_timeout(1500)
        assert tab.frame_locator("iframe").locator("#question").count() == 0
        context.close()


class Numbered(FakeDesk):
    """Each answer has an id of its own, as those of the service have."""

    def ask(self, text, /, history=()):
        return replace(super().ask(text, history), id=str(len(self.asked)))


@pytest.fixture
def numbered(desk):
    made = Numbered(desk.pdf)
    for address in served(made):
        yield address, made


def test_a_conversation_stands_again_after_a_reload_and_goes_on(chromium, numbered):
    address, desk = numbered
    with visited(chromium, address, "desktop", "light") as tab:
        tab.wait_for_selector("#welcome [data-ask]")
        ask(tab, "公务接待费是多少")
        tab.wait_for_selector("#live .answer")
        ask(tab, "为什么增加")
        tab.wait_for_selector("#live .answer")
        before = len(desk.asked)
        tab.reload()
        tab.wait_for_selector("#live .turn[data-number='1'] .question:has-text('为什么增加')")
        assert "公务接待费是多少" in tab.inner_text("#past")
        assert not tab.locator("#welcome .welcome").is_visible()
        keep(tab, "desktop-light-reloaded")
        tab.wait_for_timeout(1500)  # what may be asked next is tried
        told = [question for question, _ in desk.asked[before:]]
        assert "公务接待费是多少" not in told and "为什么增加" not in told
        ask(tab, "那2024年呢")
        assert ("那2024年呢", ("公务接待费是多少", "为什么增加")) in desk.asked
        other = tab.context.new_page()  # another tab is another conversation
        other.goto(address)
        other.wait_for_selector("#welcome [data-ask]")
        other.wait_for_timeout(800)
        assert other.locator("#live .turn").count() == 0
        tab.get_by_role("button", name="新对话").click()
        tab.wait_for_selector("#live .turn", state="detached")
        tab.reload()
        tab.wait_for_selector("#welcome [data-ask]")
        tab.wait_for_timeout(800)
        assert tab.locator("#live .turn").count() == 0
