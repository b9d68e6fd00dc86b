"""Bodies and years compared in a real Chromium: chosen by completion, read, led to cells, without scripts."""

import pytest

from tests.browser.acting import harms, keep, no_sideways_scroll, visited
from web.words import LANGUAGES

HOTLINE, STREET = "热线", "望潮"


def test_a_reader_chooses_two_bodies_and_an_item_and_comes_back_by_the_address(look, chromium, real, axe):
    size, theme = look
    with visited(chromium, real, size, theme, "compare") as tab:
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        for part in (HOTLINE, STREET):
            tab.locator("#add").press_sequentially(part)
            tab.wait_for_function(
                f"[...document.querySelectorAll('#add-known option')].every(o => o.value.includes('{part}'))"
            )
            tab.locator(".choices button").click()
            tab.wait_for_selector(f".chosen a:has-text('{part}')")
        tab.locator("#subject").fill("")
        tab.locator("#subject").press_sequentially("公务接待")
        tab.wait_for_selector("#subject-known option[value='公务接待费']", state="attached")
        tab.locator("#subject").fill("公务接待费")
        tab.locator("#against").select_option("first")
        tab.locator("[name=year][value='2025']").check()
        tab.locator(".choices button").click()
        tab.wait_for_url(lambda url: "against=first" in url and "year=2025" in url)
        assert tab.locator(".bars li").count() == tab.locator("td.c-value").count() == 2
        # One speaks for a 单位, the other for a 部门.
        assert "口径不同，不相减" in tab.inner_text("#results") and not tab.locator(".c-ratio b").count()
        assert "add=" not in tab.url and "scope=" not in tab.url
        keep(tab, f"{size}-{theme}-compare")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        told = tab.inner_text("#results")
        tab.reload()
        assert tab.inner_text("#results") == told
        tab.locator(".chosen a").first.click()
        tab.wait_for_function("document.querySelectorAll('.chosen a').length === 1")
        tab.locator("#against").select_option("before")
        tab.locator(".choices button").click()
        tab.wait_for_selector("td.c-difference .formula a")


def test_an_amount_of_a_formula_opens_at_its_cell_and_that_leads_back(chromium, real):
    with visited(chromium, real, "desktop", "light", "bodies") as tab:
        tab.locator(f".bodies a:has-text('{HOTLINE}')").first.click()
        tab.locator("a.file[href^='compare']").first.click()
        tab.wait_for_selector("td.c-value a")
        amount = tab.locator("td.c-difference .formula a").first
        printed = amount.inner_text()
        amount.click()
        tab.wait_for_selector("h1 .amount")
        digits = "".join(tab.inner_text("h1 .amount").split()).replace(",", "")
        assert digits.rstrip("万元") in printed.replace(",", "")
        tab.locator("a.file[href^='compare']").click()
        tab.wait_for_selector("td.c-value a")
        assert HOTLINE in tab.inner_text(".chosen")


def test_on_a_phone_a_long_comparison_is_read_without_scrolling_sideways(chromium, real, axe):
    with visited(chromium, real, "phone", "dark", "compare?add=" + HOTLINE) as tab:
        tab.wait_for_selector("td.c-value a")
        assert tab.locator("td.c-value a").count() >= 3
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        assert tab.locator("thead").bounding_box()["height"] <= 1, "each row is a card with its own heads"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparison_is_made_without_scripts_in_each_language(chromium, real, language):
    context = chromium.new_context(java_script_enabled=False, locale=language)
    tab = context.new_page()
    tab.goto(f"{real}compare")
    tab.locator("#add").fill(STREET)
    tab.locator(".choices button").click()
    tab.wait_for_selector("td.c-value a")
    assert tab.locator("td.c-value a").count() >= 3
    assert tab.locator("html").get_attribute("lang") == language
    with tab.expect_download() as taken:
        tab.locator(".files a[href^='compare.csv']").click()
    assert taken.value.suggested_filename == "compare.csv"
    context.close()
