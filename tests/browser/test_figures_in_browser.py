"""Every figure in a real Chromium: searched as one types, chosen, sorted, opened at its cell, taken along."""

import pytest

from tests.browser.acting import harms, keep, no_sideways_scroll, visited
from web.words import LANGUAGES


def total(tab) -> int:
    return int(tab.inner_text(".count b").replace(",", ""))


def test_a_reader_searches_as_he_types_chooses_and_comes_back_by_the_address(look, chromium, real, axe):
    size, theme = look
    with visited(chromium, real, size, theme, "figures") as tab:
        every = total(tab)
        tab.locator("#q").press_sequentially("公务接待")
        tab.wait_for_function(f"document.querySelector('.count b').textContent != '{every:,}'")
        found = total(tab)
        assert 0 < found < every and tab.locator(".found td.c-value").count() == min(found, 50)
        tab.locator("[name=year][value='2025']").check()
        tab.wait_for_selector(".chosen a:has-text('2025')")
        assert total(tab) < found and "year=2025" in tab.url
        keep(tab, f"{size}-{theme}-figures")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        chosen = total(tab)
        tab.reload()
        assert total(tab) == chosen and tab.input_value("#q") == "公务接待"
        tab.locator(".chosen a:has-text('2025')").click()
        tab.wait_for_url(lambda url: "year" not in url)
        assert total(tab) == found


def test_a_figure_opens_at_its_cell_which_is_in_sight(look, chromium, real, axe):
    size, theme = look
    with visited(chromium, real, size, theme, "figures?q=公务接待费&sort=-value") as tab:
        printed = tab.locator("td.c-value a").first.inner_text()
        tab.locator("td.c-value a").first.click()
        tab.wait_for_selector(".sheet img")
        tab.wait_for_function("document.querySelector('.sheet img').naturalWidth > 0")
        tab.wait_for_timeout(300)
        assert "".join(tab.inner_text("h1 .amount").split()) == "".join(printed.split())
        keep(tab, f"{size}-{theme}-cell")
        seen = tab.evaluate(
            """() => { const image = document.querySelector('.sheet img'), sheet = image.closest('.sheet');
            const scale = 2 * image.clientHeight / image.naturalHeight, at = image.dataset;
            const [x, y] = [at.left * scale - sheet.scrollLeft, at.top * scale - sheet.scrollTop];
            return x >= 0 && x <= sheet.clientWidth && y >= 0 && y <= sheet.clientHeight }"""
        )
        assert seen and harms(tab, axe) == [] and no_sideways_scroll(tab)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_are_read_without_scripts_in_each_language(chromium, real, language):
    context = chromium.new_context(java_script_enabled=False, locale=language)
    tab = context.new_page()
    tab.goto(f"{real}figures")
    tab.locator("#q").fill("培训费")
    tab.locator(".search button").click()
    narrowed = total(tab)
    tab.locator("[name=year]").first.check()
    tab.locator(".apply").click()
    assert 0 < total(tab) <= narrowed and tab.locator("html").get_attribute("lang") == language
    with tab.expect_download() as taken:
        tab.locator(".files a[href^='figures.csv']").click()
    assert taken.value.suggested_filename == "figures.csv"
    context.close()
