"""How much script of ours is sent to a browser, beyond Gradio's own."""

import asyncio
import gzip
from importlib.resources import files

from web.pages.page import build_page
from web.pages.part import asset
from web.plain.layout import Page, document_html
from web.words import words_for

MOST = 500_000


def compressed(*scripts: str) -> int:
    return sum(len(gzip.compress(script.encode())) for script in scripts)


def test_the_scripts_of_a_page_are_few_when_compressed(desk):
    """Each component's script counts as it is sent: one that several have, several times."""

    async def built():  # outside a running loop Gradio opens loops that it never closes
        return build_page(desk).config["components"]

    parts = asyncio.run(built())
    sent = [part["props"]["js_on_load"] for part in parts if part["props"].get("js_on_load")]
    ours = [script for script in sent if asset("page.js") in script]
    assert ours and compressed(*sent) <= MOST


def test_the_plain_pages_and_all_scripts_together_are_few_when_compressed():
    page = document_html("x", "", Page(words_for("en"), "en", root="", address="figures"))
    script = page.split("<script>")[1]
    every = [path.read_text("utf-8") for path in (files("web") / "data").iterdir() if path.suffix == ".js"]
    assert asset("plain.js") in script and len(every) >= 4
    assert compressed(script, *every) <= MOST
