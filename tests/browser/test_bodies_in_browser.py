"""A body's page in a real Chromium: found, read, followed to a cell, in each size, theme and language."""

import pytest

from tests.browser.acting import harms, keep, no_sideways_scroll, visited
from web.words import LANGUAGES


def test_a_reader_finds_a_body_sees_its_money_and_follows_a_part_to_its_cell(look, chromium, real, axe):
    size, theme = look
    with visited(chromium, real, size, theme, "bodies") as tab:
        tab.locator("#q").fill("望潮")
        tab.wait_for_function("document.querySelectorAll('.bodies li').length == 1")
        tab.locator(".bodies a").click()
        tab.wait_for_selector(".boxes")
        keep(tab, f"{size}-{theme}-body")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        tab.locator(".behind summary").first.click()
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        box = tab.locator(".boxes .l1").nth(2)
        name = box.locator("b").text_content()
        box.click()
        tab.wait_for_selector(".sheet img")
        assert name in tab.inner_text(".told")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_read_without_scripts_and_soon(chromium, real, language):
    context = chromium.new_context(java_script_enabled=False, locale=language)
    tab = context.new_page()
    tab.goto(f"{real}bodies")
    tab.locator(".bodies a").first.click()
    assert tab.locator(".box").count() > 3
    assert tab.locator("html").get_attribute("lang") == language
    context.close()


def test_the_boxes_are_as_high_as_the_amounts_are_large(chromium, real):
    with visited(chromium, real, "desktop", "light", "bodies?q=望潮") as tab:
        tab.locator(".bodies a").click()
        first = tab.locator("section", has_text="钱花在什么事上").locator(".boxes").first
        whole = first.bounding_box()["height"]
        parts = [each.bounding_box()["height"] for each in first.locator(".l1").all()]
        assert abs(sum(parts) - whole) < 1


def test_on_a_phone_every_year_is_in_sight_and_boxes_are_printed_in_their_colours(chromium, real):
    with visited(chromium, real, "phone", "light", "bodies?q=望潮") as tab:
        tab.locator(".bodies a").click()
        years = tab.locator(".scrolls[aria-label='各年对照']")
        assert years.evaluate("each => each.scrollWidth <= each.clientWidth")
        assert [
            cell.get_attribute("data-label") for cell in years.locator("tbody tr").first.locator("td").all()
        ][1:] == ["2023预算", "2024预算", "2025预算"]
        tab.emulate_media(media="print")
        assert (
            tab.locator(".box").first.evaluate("each => getComputedStyle(each).printColorAdjust") == "exact"
        )


def test_the_title_stands_on_one_line_above_the_ways_to_the_other_pages(look, chromium, real):
    size, theme = look
    with visited(chromium, real, size, theme) as tab:
        title = tab.locator(".masthead h1")
        assert title.bounding_box()["height"] < 48 and no_sideways_scroll(tab)
        tab.locator(".masthead").get_by_role("link", name="比较").click()
        tab.wait_for_selector("form.choices")


def test_the_first_screen_says_what_is_here_and_leads_to_a_body(look, chromium, real, axe):
    size, theme = look
    with visited(chromium, real, size, theme) as tab:
        tab.wait_for_selector("#here .here")
        keep(tab, f"{size}-{theme}-first")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        tab.locator("#here li a", has_text="望潮").click()
        tab.wait_for_selector(".boxes")
        tab.locator(".top .name").click()
        tab.wait_for_selector("#here .here")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_bars_of_years_are_as_long_as_the_amounts_are_large_however_they_are_printed(chromium, real, size):
    with visited(chromium, real, size, "light", "bodies?q=望潮") as tab:
        tab.locator(".bodies a").click()
        tab.wait_for_selector(".bars li")
        bars = tab.locator(".bars li")
        assert len({len(text) for text in bars.locator("a").all_inner_texts()}) > 1
        lengths = [bar.bounding_box()["width"] for bar in bars.locator("i").all()]
        amounts = [float(text.rstrip("元").replace(",", "")) for text in bars.locator("a").all_inner_texts()]
        for length, amount in zip(lengths, amounts, strict=True):
            assert abs(length / max(lengths) - amount / max(amounts)) < 0.002


def test_the_way_of_the_money_leads_from_its_total_to_a_single_project(chromium, real):
    with visited(chromium, real, "desktop", "light", "bodies?q=望潮") as tab:
        tab.locator(".bodies a").click()
        way = tab.locator("section", has_text="钱怎么分").first
        for level, name in enumerate(("支出合计", "一般公共预算", "项目支出", "社会保障和就业支出")):
            assert way.locator(f".l{level}", has_text=name).count() == 1
        way.locator(".l4", has_text="社区工作者队伍经费").click()
        tab.wait_for_selector(".sheet img")
        assert "社区工作者队伍经费" in tab.inner_text(".told")
