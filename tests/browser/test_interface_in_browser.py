"""The page that tells of the API, in a real Chromium: read, followed by its links, without harm."""

from tests.browser.acting import harms, keep, no_sideways_scroll, visited


def test_the_interfaces_are_read_on_every_screen_and_lead_to_their_objects(look, chromium, address, axe):
    size, theme = look
    with visited(chromium, address, size, theme, "api/docs") as tab:
        assert "POST /api/ask" in tab.inner_text("main nav")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        tab.locator("details summary").first.click()
        assert "question" in tab.inner_text("details pre")
        keep(tab, f"{size}-{theme}-interfaces")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        tab.locator("main nav a:has-text('/api/figures')").click()
        assert tab.url.endswith("#get-figures")
        tab.locator("#get-figures a[href$='#model-Cells']").click()
        assert tab.locator("#model-Cells").is_visible()
