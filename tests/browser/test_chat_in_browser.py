"""公众问答 in a real Chromium: as a person asks, reads, checks and takes away."""

import base64
import io
import re
import time
from pathlib import Path

from PIL import Image

from tests.browser.acting import (
    HOSTILE,
    HOTLINE,
    ask,
    begin_again,
    frame_on_screen,
    harms,
    keep,
    no_sideways_scroll,
    served,
    visited,
)


def test_a_reader_asks_reads_the_figure_and_sees_the_framed_cell(visit):
    tab, size, theme = visit
    keep(tab, f"{size}-{theme}-1-welcome")
    assert "答案由人工智能根据公开文件自动生成，请以原文为准" in tab.inner_text("body")
    assert tab.evaluate("document.body.classList.contains('dark')") is (theme == "dark")
    ask(tab, "2025年公务接待费预算是多少")
    tab.wait_for_timeout(500)
    keep(tab, f"{size}-{theme}-2-answer")
    answer = tab.locator("#live .answer")
    assert "2025年公务接待费预算2.50万元" in answer.inner_text()
    assert answer.locator(".big .amount").inner_text().replace("\n", "") == "2.50万元"
    assert answer.locator(".reason p").inner_text() == "主要原因是新增每月领导接线。"
    answer.get_by_text("全部数字与出处").click()
    assert answer.locator("td[data-of=amount]").all_inner_texts() == ["2.50万元", "2.00万元"]
    assert "2.50 − 0.50" in answer.inner_text() and "推算" in answer.inner_text()
    assert no_sideways_scroll(tab)
    assert tab.locator("#question textarea").is_visible()

    answer.locator(".big .chip").click()
    image = tab.get_by_alt_text(re.compile("第1页，红框标出2.50"))
    image.wait_for()
    tab.wait_for_timeout(500)
    keep(tab, f"{size}-{theme}-3-source")
    assert frame_on_screen(tab)
    caption = tab.inner_text("#viewer figcaption")
    assert all(
        word in caption for word in ("hotline-2025.pdf", "第1页", "公务接待费", "2025年/预算数", "2.50")
    )
    assert no_sideways_scroll(tab)

    tab.locator("#viewer [data-zoom]").click()
    tab.wait_for_timeout(200)
    assert frame_on_screen(tab)
    tab.get_by_role("button", name="关闭原文").click()
    image.wait_for(state="hidden")
    answer.locator(".source").first.click()
    image.wait_for()
    assert tab.locator("#viewer a.pdf").get_attribute("href") == "documents/hotline-2025.pdf#page=1"


def test_text_of_a_document_runs_nothing_and_fetches_nothing(visit):
    tab, _, _ = visit
    ask(tab, "公务接待费为什么增加")
    tab.get_by_text("全部数字与出处").click()
    tab.locator(".source[data-citation='1']").click()
    tab.wait_for_selector("#viewer .viewer[data-of-citation='1'] figcaption")
    assert HOSTILE in tab.inner_text("#viewer figcaption")
    assert tab.title() == "预算公开问答"
    picture = tab.locator("#viewer img")
    assert picture.count() == 1
    prefix, held = picture.get_attribute("src").split(",", 1)
    assert prefix == "data:image/webp;base64"
    assert Image.open(io.BytesIO(base64.b64decode(held))).size == (1190, 1684)


def test_options_and_examples_ask_when_pressed_and_earlier_questions_go_along(plain, desk):
    desk.asked.clear()
    plain.locator("#welcome").get_by_role("button", name="公务接待费为什么增加？").click()
    plain.wait_for_selector("#live .turn[data-number='0']")
    assert plain.locator("#welcome .welcome").is_hidden()
    ask(plain, "模糊的经费")
    keep(plain, "desktop-light-4-clarify")
    plain.locator("#live [data-ask]").first.click()
    plain.wait_for_selector("#live .turn[data-number='2']")
    assert plain.locator("#past .turn").count() == 2
    option = "某某市政务服务便民热线中心2025年公务接待费预算是多少？"
    assert plain.inner_text("#live .question").endswith(option)
    # Suggestions are tried without a history; the reader's own questions carry theirs.
    told = [history for _, history in desk.asked if history]
    assert told == [("公务接待费为什么增加？",), ("公务接待费为什么增加？", "模糊的经费")]


def test_nothing_found_is_said_calmly_and_a_new_conversation_forgets(plain, desk):
    ask(plain, "2025年决算是多少")
    keep(plain, "desktop-light-5-not-found")
    assert "未查到" in plain.inner_text("#live .status")
    plain.get_by_role("button", name="新对话").click()
    plain.wait_for_selector("#live .turn", state="detached")
    assert plain.locator("#welcome").get_by_role("button", name="公务接待费为什么增加？").is_visible()
    desk.asked.clear()
    ask(plain, "新问的公务接待费是多少")
    assert ("新问的公务接待费是多少", ()) in desk.asked


def test_a_broken_answer_leaves_the_conversation_standing(plain):
    ask(plain, "公务接待费是多少")
    plain.locator("#question textarea").fill("故障")
    plain.keyboard.press("Enter")
    plain.wait_for_selector("#live :text('这次查询没有完成')")
    assert plain.locator("#past .turn").count() == 1
    ask(plain, "那上年呢")
    assert plain.locator("#past .turn").count() == 1


def test_that_the_server_is_gone_is_told_in_the_readers_language(chromium, desk):
    serving = served(desk)
    with visited(chromium, next(serving), "phone", "dark", language="zh-TW") as tab:
        tab.wait_for_selector("[data-ask]")
        assert next(serving, None) is None
        tab.locator("#question textarea").fill("公务接待费是多少")
        tab.keyboard.press("Enter")
        tab.wait_for_selector(".toast-wrap :text('與伺服器的連線中斷')")
        assert "Error" not in tab.inner_text(".toast-wrap")
        tab.wait_for_timeout(600)  # it comes into sight slowly
        keep(tab, "phone-dark-server-gone")


def test_the_keyboard_alone_opens_and_closes_a_source(plain):
    ask(plain, "公务接待费是多少")
    opener = plain.locator("#live .big .chip")
    opener.focus()
    plain.keyboard.press("Enter")
    plain.wait_for_selector("#viewer .page:focus")
    plain.keyboard.press("Escape")
    plain.wait_for_selector("#viewer img", state="hidden")
    assert opener.evaluate("button => button === document.activeElement")


def test_a_reader_judges_an_answer_and_may_say_why(plain, journal):
    ask(plain, "公务接待费是多少")
    plain.get_by_role("button", name="有误").click()
    plain.wait_for_selector("#voted :text('已记录')")
    plain.get_by_label("补充说明").fill("应为三万元")
    plain.get_by_role("button", name="提交").click()
    deadline = time.monotonic() + 5
    while len(journal.kept) < 2 and time.monotonic() < deadline:
        plain.wait_for_timeout(50)
    assert journal.kept == [("公务接待费是多少", False, ""), ("公务接待费是多少", False, "应为三万元")]
    assert plain.get_by_role("button", name="有误").get_attribute("aria-pressed") == "true"


def test_each_kind_of_answer_looks_right_and_harms_no_reader(look, chromium, real, axe):
    size, theme = look
    questions = {
        "reason": f"{HOTLINE}2025年公务接待费为何增长？",
        "trend": f"{HOTLINE}历年培训费是多少？",
        "share": f"{HOTLINE}2025年“三公”经费占总支出的比例？",
        "ranking": f"{HOTLINE}2025年金额最大的三个科目",
    }
    with visited(chromium, real, size, theme) as tab:
        tab.wait_for_selector("[data-ask]")
        keep(tab, f"{size}-{theme}-chat-welcome")
        assert harms(tab, axe) == []
        for name, question in questions.items():
            # A new conversation each: a ranking asked after a share would be of the share's subject.
            begin_again(tab)
            ask(tab, question)
            tab.locator("#follow [data-ask]").first.wait_for()
            tab.wait_for_timeout(600)
            keep(tab, f"{size}-{theme}-chat-{name}")
            assert tab.locator("#live svg.chart").count() == (name != "reason")
            tab.locator("#live details").evaluate_all("all => all.forEach((each) => { each.open = true })")
            assert harms(tab, axe) == [] and no_sideways_scroll(tab)
            printed = tab.locator("#live svg.chart text.value").all_text_contents()
            text = tab.inner_text("#live .answer")
            numbers = re.findall(r"[0-9][0-9,.]*", " ".join(printed))
            assert all(number in text for number in numbers)
        begin_again(tab)
        ask(tab, "公务接待费是多少")
        tab.wait_for_timeout(600)
        keep(tab, f"{size}-{theme}-chat-clarify")
        assert tab.locator("#live .choices [data-ask]").count() >= 2 and harms(tab, axe) == []
        tab.locator("#live .chip").first.click()
        tab.wait_for_selector("#viewer img")
        tab.wait_for_timeout(400)
        keep(tab, f"{size}-{theme}-chat-source")
        assert frame_on_screen(tab) and harms(tab, axe) == []


def test_the_figures_can_be_taken_away(chromium, real):
    with visited(chromium, real, "desktop", "light") as tab:
        ask(tab, f"{HOTLINE}历年培训费是多少？")
        for name, start in (("下载 CSV", b"\xef\xbb\xbf"), ("下载 Excel", b"PK")):
            with tab.expect_download() as taken:
                tab.locator("#live").get_by_text(name).click()
            assert Path(taken.value.path()).read_bytes().startswith(start)


def test_a_suggestion_is_answered(chromium, real):
    with visited(chromium, real, "desktop", "light") as tab:
        ask(tab, f"{HOTLINE}2025年公务接待费为何增长？")
        tab.locator("#follow [data-ask]").first.click()
        tab.wait_for_selector("#live .turn[data-number='1'] .answer[data-status=answered]")


def test_the_questions_to_press_stand_above_the_input_on_a_low_screen(chromium, real):
    with visited(chromium, real, "desktop", "light") as tab:
        tab.set_viewport_size({"width": 1280, "height": 860})
        tab.wait_for_selector("#welcome [data-ask]")
        top = tab.locator("#asking").bounding_box()["y"]
        ends = [each.bounding_box() for each in tab.locator("#welcome [data-ask]").all()]
        assert len(ends) >= 4 and all(box["y"] + box["height"] <= top for box in ends)
        told = tab.inner_text("#welcome")
        assert "能问什么" in told and "不能问什么" in told and "预算 6、政策 3" in tab.inner_text("#here")
        ask(tab, "有哪些文件")
        assert "9份文件" in tab.inner_text("#live .answer[data-status=answered]")
