"""文档 in a real Chromium: the list and its findings, and an administrator at work."""

import re

from index.facts.given import Given
from index.facts.limits import LIMITS
from qa import BudgetQA
from tests.browser.acting import Intake, ask, begin_again, harms, keep, no_sideways_scroll, served, visited
from web.admin import Administration


def test_an_administrator_enters_uploads_re_indexes_and_removes(chromium, address, keeper, desk, tmp_path):
    name = desk.pdf.name
    (tmp_path / "bad.pdf").write_text("no", "ascii")
    (tmp_path / "new.pdf").write_bytes(desk.pdf.read_bytes())
    with visited(chromium, address, "desktop", "light", "?view=documents") as tab:
        tab.get_by_role("button", name="文件管理").click()
        tab.get_by_label("管理口令").fill("错")
        tab.get_by_role("button", name="进入").click()
        tab.wait_for_selector("#told :text('口令不正确')")
        assert tab.locator("#managed").count() == 0 or tab.locator("#managed").is_hidden()
        tab.get_by_label("管理口令").fill("口令")
        tab.get_by_role("button", name="进入").click()
        tab.wait_for_selector("#managed [data-remove]")
        tab.locator("#upload input[type=file]").set_input_files([tmp_path / "bad.pdf", tmp_path / "new.pdf"])
        tab.wait_for_selector("#told :text('正在收录 2/2：new.pdf 第12/40页')")
        tab.wait_for_selector("#told :text('已收录：new.pdf')")
        assert "bad.pdf：不是 PDF 文件" in tab.inner_text("#told")
        keep(tab, "desktop-light-documents-admin")
        tab.locator("[data-reindex]").click()
        tab.wait_for_selector("#told :text('已重新索引')")
        tab.locator(".assigning summary").click()
        tab.locator("[data-assign]").click()  # nothing was changed, so nothing is said
        tab.get_by_label("单位全称").fill("某市财政局")
        keep(tab, "desktop-light-documents-assign")
        tab.locator("[data-assign]").click()
        tab.wait_for_selector("#told :text('已按 某市财政局、2025年、预算 收录')")
        tab.locator("[data-remove]").click()
        tab.get_by_role("button", name="再按一次确认").click()
        tab.wait_for_selector("#told :text('已移除')")
    assigned = ("assign", name, Given("某市财政局"))
    assert keeper.done == [("add", "new.pdf"), ("reindex", name), assigned, ("remove", name)]


def test_nothing_to_manage_is_shown_where_no_administrator_is_set(chromium, real):
    with visited(chromium, real, "desktop", "light", "?view=documents") as tab:
        tab.wait_for_selector("#library .body")
        assert tab.locator("#admin").count() == 0


def test_the_documents_stand_by_body_and_year_and_open_at_a_page(look, chromium, real, axe):
    size, theme = look
    with visited(chromium, real, size, theme, "?view=documents") as tab:
        tab.wait_for_selector("#library .body")
        tab.locator("#library details").evaluate_all("all => all.forEach((each) => { each.open = true })")
        tab.wait_for_timeout(300)
        keep(tab, f"{size}-{theme}-documents")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        assert tab.locator("#library tbody tr").count() == 9
        link = tab.locator("#library .found a").first.get_attribute("href")
        assert re.fullmatch(r"documents/.+#page=[1-9][0-9]*", link)
        reply = tab.request.get(real + link.split("#")[0])
        assert reply.status == 200 and reply.body().startswith(b"%PDF")


def test_an_uploaded_disclosure_is_answered_from_at_once(chromium, administered, tmp_path, write_disclosure):
    address, _ = administered
    write_disclosure(tmp_path / "民政局.pdf", "青禾市民政局", 2025, 320)
    (tmp_path / "坏.pdf").write_text("no", "ascii")
    question = "青禾市民政局2025年公务接待费是多少"
    with visited(chromium, address, "desktop", "light") as tab:
        ask(tab, question)
        assert tab.locator("#live .answer").get_attribute("data-status") == "not_found"
        tab.get_by_role("tab", name="文档").click()
        tab.get_by_role("button", name="文件管理").click()
        tab.get_by_label("管理口令").fill("开门")
        tab.get_by_role("button", name="进入").click()
        tab.wait_for_selector("#managed [data-remove]")
        tab.locator("#upload input[type=file]").set_input_files(
            [tmp_path / "坏.pdf", tmp_path / "民政局.pdf"]
        )
        tab.wait_for_selector("#told :text('已收录：民政局.pdf')", timeout=60_000)
        assert "坏.pdf" in tab.inner_text("#told")
        keep(tab, "desktop-light-documents-uploaded")
        tab.get_by_role("tab", name="公众问答").click()
        begin_again(tab)
        ask(tab, question)
        assert tab.locator("#live .big .amount").inner_text().replace("\n", "") == "3.20万元"
        tab.locator("#live .chip").first.click()
        tab.wait_for_selector("#viewer img")
        tab.get_by_role("tab", name="文档").click()
        row = tab.locator("#managed [data-reindex='民政局.pdf']")
        row.click()
        tab.wait_for_selector("#told :text('已重新索引')", timeout=60_000)
        tab.locator("#managed [data-remove='民政局.pdf']").click()
        tab.get_by_role("button", name="再按一次确认").click()
        tab.wait_for_selector("#told :text('已移除')")
        tab.get_by_role("tab", name="公众问答").click()
        begin_again(tab)
        ask(tab, question)
        assert tab.locator("#live .answer").get_attribute("data-status") == "not_found"


def test_who_comes_while_files_are_indexed_is_told_how_far_it_is_and_then_that_all_are_in(
    look, chromium, desk, axe
):
    intake = Intake()
    for address in served(desk, intake=intake):
        with visited(chromium, address, *look, "?view=documents") as tab:
            tab.wait_for_selector("#arriving :text('正在索引 2/6')")
            assert "c.pdf 第12/40页" in tab.inner_text("#arriving")
            keep(tab, f"{'-'.join(look)}-arriving")
            assert harms(tab, axe) == [] and no_sideways_scroll(tab)
            intake.progress = None
            tab.wait_for_selector("#library :text('坏.pdf：不是 PDF 文件')")
            tab.wait_for_selector("#arriving .arriving", state="detached")
            assert harms(tab, axe) == []


def test_the_first_file_comes_into_an_empty_store_by_upload(chromium, tmp_path, write_disclosure):
    write_disclosure(tmp_path / "民政局.pdf", "青禾市民政局", 2025, 320)
    with BudgetQA.open(tmp_path / "store", create=True) as qa:
        for address in served(qa, keeper=Administration(qa, "开门", LIMITS)):
            with visited(chromium, address, "desktop", "light", "?view=documents") as tab:
                tab.wait_for_selector("#library :text('尚未收录文件')")
                tab.get_by_role("button", name="文件管理").click()
                tab.get_by_label("管理口令").fill("开门")
                tab.get_by_role("button", name="进入").click()
                tab.locator("#upload input[type=file]").set_input_files([tmp_path / "民政局.pdf"])
                tab.wait_for_selector("#told :text('已收录：民政局.pdf')", timeout=60_000)
                tab.get_by_role("tab", name="公众问答").click()
                ask(tab, "青禾市民政局2025年公务接待费是多少")
                assert tab.locator("#live .big .amount").inner_text().replace("\n", "") == "3.20万元"
