"""坐席工作台 in a real Chromium, by keyboard alone; and the pages in other languages."""

import pytest

from tests.browser.acting import HOTLINE, harms, keep, no_sideways_scroll, visited

# Notes in the page when the answer stands, counted from the key press that asks.
MEASURE = """() => {
  const desk = document.querySelector('#call');
  let started = 0;
  addEventListener('keydown', (event) => { if (event.key === 'Enter') started = performance.now(); }, true);
  new MutationObserver((_, watching) => {
    if (!desk.querySelector('.say')) return;
    window.budgetTook = performance.now() - started;
    watching.disconnect();
  }).observe(desk, { childList: true, subtree: true });
}"""


def test_the_hotline_desk_answers_within_half_a_second_by_keyboard_alone(look, chromium, real, axe):
    size, theme = look
    with visited(chromium, real, size, theme, "?view=desk") as tab:
        tab.locator("#caller textarea").wait_for()
        tab.wait_for_selector("#call .idle")
        keep(tab, f"{size}-{theme}-desk-idle")
        assert harms(tab, axe) == []
        tab.evaluate("document.activeElement.blur()")
        tab.keyboard.press("/")
        tab.keyboard.type(f"{HOTLINE}2025年公务接待费为何增长？")
        tab.evaluate(MEASURE)
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#call .say")
        took = tab.evaluate("window.budgetTook")
        assert took < 500, f"{took:.0f} ms"
        tab.wait_for_selector("#terms li")
        tab.wait_for_timeout(300)
        keep(tab, f"{size}-{theme}-desk-answer")
        assert tab.locator("#copy-script li").count() <= 3
        assert "1.50万元 × 10,000 ＝ 15,000.00元" in tab.inner_text("#call .card >> nth=0")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        for key, words in (("s", "1.50万元"), ("c", "第14页"), ("t", "答复编号：")):
            tab.keyboard.press(f"Alt+{key}")
            tab.wait_for_selector("#call .copy:text('已复制')")
            assert words in tab.evaluate("navigator.clipboard.readText()")
            tab.wait_for_selector("#call .copy:text('已复制')", state="detached")
        tab.keyboard.press("Alt+o")
        tab.wait_for_selector("#desk-viewer .page:focus")
        tab.keyboard.press("Escape")
        tab.wait_for_selector("#desk-viewer img", state="detached")
        tab.keyboard.press("/")
        tab.locator("#caller textarea").fill(f"{HOTLINE}2019年收入是多少")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#call .escalate")
        tab.wait_for_timeout(300)
        keep(tab, f"{size}-{theme}-desk-escalate")
        assert harms(tab, axe) == []
        assert tab.locator("#shift [data-call]").count() == 2
        tab.locator("#shift [data-call='0']").press("Enter")
        tab.wait_for_selector("#call .call[data-number='0']")


@pytest.mark.parametrize(
    ("path", "locale", "title", "tab_name"),
    [
        ("", "en-GB", "Public budget answers", "Hotline desk"),
        ("", "zh-TW", "預算公開問答", "座席工作臺"),
        ("?lang=zh-CN", "en-GB", "预算公开问答", "坐席工作台"),
    ],
)
def test_the_pages_speak_the_readers_language(chromium, real, path, locale, title, tab_name):
    with visited(chromium, real, "desktop", "light", path, locale) as tab:
        tab.wait_for_selector(f".masthead h1:text-is('{title}')")
        tab.get_by_role("tab", name=tab_name).click()
        tab.wait_for_selector("#call .idle")
        keep(tab, f"desktop-light-language-{locale}-{bool(path)}")
        assert "view=desk" in tab.url and tab.title() == title
