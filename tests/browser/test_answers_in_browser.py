"""An answer's own address in a real Chromium: asked by an address, opened, its sources in sight, copied."""

import pytest

from index.store.opening import open_questions
from qa import BudgetQA
from tests.browser.acting import harms, keep, no_sideways_scroll, served, visited
from web.journal import Journal

QUESTION = "热线中心2025年公务接待费为何增长"


@pytest.fixture(scope="module")
def kept(sample_store):
    """The pages over the samples, whose answers are kept."""
    journal = Journal(open_questions(sample_store))
    with BudgetQA.open(sample_store) as qa:
        qa.ask("预热")
        yield from served(qa, feedback=journal, recorder=journal)
    journal.close()


def test_an_address_asks_and_the_answer_has_one_of_its_own(look, chromium, kept, axe):
    size, theme = look
    with visited(chromium, kept, size, theme, f"?q={QUESTION}") as tab:
        tab.wait_for_selector("#live .answer[data-status=answered]")
        assert tab.locator("#live .question").inner_text().endswith(QUESTION)
        assert "q=" not in tab.url
        link = tab.locator("#live .share a").first.get_attribute("href")
        tab.locator("#live .share [data-copy]").click()
        tab.wait_for_selector("#live .share :text('已复制')")
        assert tab.evaluate("navigator.clipboard.readText()") == f"{kept}{link}"
        assert tab.locator("meta[property='og:title']").get_attribute("content") == "预算公开问答"
    with visited(chromium, kept, size, theme, link) as tab:
        tab.wait_for_function("[...document.images].length > 1")
        assert tab.inner_text("h1") == QUESTION
        tab.locator("[data-copy-text]").click()
        tab.wait_for_selector(":text('已复制')")
        assert "1.50万元" in tab.evaluate("navigator.clipboard.readText()")
        keep(tab, f"{size}-{theme}-answer")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        assert tab.locator("time").inner_text() and "UTC" not in tab.locator("time").inner_text()


def test_an_answer_is_printed_with_its_pictures_and_none_lies_over_another_source(chromium, kept):
    with visited(chromium, kept, "desktop", "light", f"?q={QUESTION}") as tab:
        tab.wait_for_selector("#live .answer[data-status=answered]")
        link = tab.locator("#live .share a").first.get_attribute("href")
    with visited(chromium, kept, "desktop", "light", link) as tab:
        tab.wait_for_function("[...document.images].every((image) => image.naturalWidth)")
        tab.emulate_media(media="print")
        boxes = [each.bounding_box() for each in tab.locator(".cited h3, .cited .sheet img").all()]
        assert len(boxes) == 6
        ends = [box["y"] + box["height"] for box in boxes]
        assert all(end <= after["y"] + 1 for end, after in zip(ends, boxes[1:], strict=False))
