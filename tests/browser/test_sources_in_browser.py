"""Cited pages in a real Chromium: a wide page with its rows named, a chat on paper."""

import io
from decimal import Decimal

import pytest
from PIL import Image

from index.facts.records import Citation, Document, Extraction, Figure, Kind, Scope, Stage, TableKind
from qa.records import Answer, AnswerFigure, Status
from tests.browser.acting import SIZES, FakeDesk, ask, harms, keep, no_sideways_scroll, served, visited
from tests.fakes import MemoryFacts
from web.page_images import FRAME

WIDE = (700.0, 262.0, 800.0, 286.0)


def wide_page(path):
    """A landscape A4 page whose rows are named at the left; the cited cell, WIDE, is at the right."""
    lines = ["0.6 w"]
    for row in range(16):
        y = 595 - 118 - 24 * row
        lines.append(f"40 {y} 200 24 re S BT /F 11 Tf 48 {y + 8} Td (Reception of row {row}) Tj ET")
        for column in range(5):
            x = 300 + 100 * column
            lines.append(f"{x} {y} 100 24 re S BT /F 11 Tf {x + 40} {y + 8} Td ({row}.{column}0) Tj ET")
    drawing = "\n".join(lines)
    path.write_text(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        f"4 0 obj<</Length {len(drawing)}>>stream\n{drawing}\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "trailer<</Size 6/Root 1 0 R>>\n%%EOF",
        "ascii",
    )
    return path


class WideDesk(FakeDesk):
    """A desk over one landscape page, with the facts of its cited cell."""

    def __init__(self, pdf):
        super().__init__(pdf)
        self.cell = Citation(pdf.name, 1, "7.40", "三公表", "Reception of row 7", "2025年", WIDE)
        of = ("公务接待费", "", "", self.body, 2025, Stage.BUDGET, Decimal(74000), "7.40", "万元")
        document = Document(pdf.name, "0", "预算", self.body, 2025, Kind.BUDGET, Scope.UNIT, 1)
        self.facts = MemoryFacts()
        figure = Figure(*of, TableKind.THREE_PUBLIC, self.cell)
        self.facts.replace(Extraction(document, figures=(figure,)), source="", extractor="")

    def ask(self, text, /, history=()):
        of = ("公务接待费", "", self.body, 2025, "预算", Decimal(74000), "7.40", "万元")
        figure = AnswerFigure(*of, citations=(0,))
        return Answer("1", text, Status.ANSWERED, "公务接待费7.40万元。", (figure,), (self.cell,))


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    yield from served(WideDesk(wide_page(tmp_path_factory.mktemp("wide") / "wide.pdf")))


def named_and_framed(tab, cut) -> bool:
    """Whether a row's name and its framed cell are on the screen together, large enough to be read."""
    cut.scroll_into_view_if_needed()
    tab.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=cut.element_handle())
    box, screen = cut.bounding_box(), tab.viewport_size
    assert box["x"] >= 0 and box["x"] + box["width"] <= screen["width"] + 1
    assert box["y"] >= 0 and box["y"] + box["height"] <= screen["height"] + 1
    assert box["width"] >= 0.85 * cut.evaluate("image => image.naturalWidth") / 2 * 0.99
    shot = Image.open(io.BytesIO(cut.screenshot())).convert("RGB")
    pixels = [(x, shot.getpixel((x, y))) for x in range(shot.width) for y in range(shot.height)]
    ink = [x for x, colour in pixels if max(colour) < 90]
    red = [x for x, colour in pixels if sum(abs(a - b) for a, b in zip(colour, FRAME, strict=True)) < 60]
    return min(ink) < shot.width / 3 < min(red)


@pytest.mark.parametrize("size", SIZES)
def test_on_a_wide_page_the_name_of_the_row_stands_beside_the_framed_cell(chromium, wide, axe, size):
    with visited(chromium, wide, size, "light") as tab:
        tab.wait_for_selector("[data-ask]")
        ask(tab, "公务接待费是多少")
        if size == "phone":
            tab.locator("#live .chip[data-citation]").first.click()
        tab.wait_for_selector("#viewer .cut img")
        assert named_and_framed(tab, tab.locator("#viewer .cut img"))
        keep(tab, f"{size}-light-wide")
        assert harms(tab, axe) == []
    with visited(chromium, wide, size, "dark", "figures") as tab:
        tab.locator("td.c-value a").first.click()
        tab.wait_for_selector(".cut img")
        assert named_and_framed(tab, tab.locator(".cut img"))
        keep(tab, f"{size}-dark-wide-cell")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)


def test_a_chat_is_printed_with_the_framed_source_below_its_answer(chromium, address):
    with visited(chromium, address, "desktop", "light") as tab:
        tab.wait_for_selector("[data-ask]")
        ask(tab, "公务接待费是多少")
        tab.wait_for_selector("#viewer .page img")
        for width in (794, 1280):  # of A4 upright, and of a wide sheet
            tab.set_viewport_size({"width": width, "height": 1123})
            tab.emulate_media(media="print")
            answer = tab.locator("#live .answer").bounding_box()
            image = tab.locator("#viewer .page img").bounding_box()
            window = tab.locator("#viewer .page").bounding_box()
            assert image["y"] >= answer["y"] + answer["height"]
            assert image["x"] >= 0 and image["x"] + image["width"] <= width + 1
            assert image["height"] <= window["height"] + 1, "nothing of it is scrolled away"
            for hidden in ("#asking", "#follow", ".judging", "[data-close]", "[data-zoom]", ".languages"):
                assert not any(each.is_visible() for each in tab.locator(hidden).all()), hidden
            keep(tab, f"print-{width}", whole=True)
            tab.emulate_media(media="screen")
