"""The desk at its own address, closed to strangers."""

import json
import threading
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from index.facts.records import Citation, Finding
from index.store.opening import open_facts, open_logins, open_members, open_notes, open_questions
from index.sync import Synced, logged
from tests.browser.acting import (
    BOX,
    FakeDesk,
    Keeper,
    ask,
    harms,
    keep,
    no_sideways_scroll,
    served,
    visited,
)
from tests.web.staff.taking import Office as TicketOffice
from web.journal import Journal
from web.rates import Rate
from web.settings import DeskSettings
from web.staff.door import Access
from web.staff.handover import HandOver
from web.staff.marks import Marks
from web.staff.office import Office
from web.staff.people import People, Role
from web.staff.schedule import Schedule, Timetable
from web.staff.switch import Switch
from web.staff.syncs import last_runs

AGENT, ADMINISTRATOR = ("王芳", "wang-fang-1"), ("李强", "li-qiang-22")


class Contradicting(FakeDesk):
    """A desk whose one document contradicts itself in two places."""

    def findings(self):
        cited = (Citation(self.pdf.name, 1, "2.50", "三公表", "公务接待费", "预算数", BOX),)
        return tuple(
            (self.pdf.name, Finding("合计=各项", f"第{n}处合计相差0.01万元", Decimal(2), Decimal(1), cited))
            for n in (1, 2)
        )


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """What administrators have, over a store of its own."""
    store = tmp_path_factory.mktemp("office")
    open_facts(store, create=True).close()
    with logged("公开文件", store, lambda: open_notes(store)) as run:
        run.done = Synced(("某局.pdf",), (), (), ())
    with closing(open_notes(store)) as notes, closing(Journal(open_questions(store), 90)) as journal:
        now = DeskSettings(timezone="Asia/Shanghai").now
        runs, wrong = partial(last_runs, notes), partial(journal.entries, wrong=True)
        tickets = TicketOffice(503, 400)
        threading.Thread(target=tickets.serve_forever, daemon=True).start()
        handover = HandOver(tickets.address, "secret", notes, sleep=lambda seconds: None)
        timetable = Timetable(notes, Schedule("30 2 * * *"))
        yield Office(Switch(notes), Marks(notes), wrong, runs, now, timetable, handover), journal
        handover.close()
        tickets.shutdown()
        tickets.server_close()


@pytest.fixture(scope="module")
def closed(desk, office, tmp_path_factory):
    services, journal = office
    store = tmp_path_factory.mktemp("logins")
    open_facts(store, create=True).close()
    with closing(open_logins(store)) as logins, closing(open_members(store)) as members:
        people = People(members)
        people.put(AGENT[0], Role.AGENT, AGENT[1])
        people.put(ADMINISTRATOR[0], Role.ADMINISTRATOR, ADMINISTRATOR[1])
        known = Access.of(DeskSettings(login=True), logins, members)
        access = replace(known, by_client=Rate(100), by_name=Rate(100))
        holding = {"keeper": Keeper(), "access": access, "office": services}
        yield from served(Contradicting(desk.pdf), feedback=journal, recorder=journal, **holding)


def administer(tab):
    log_in(tab, *ADMINISTRATOR)
    tab.wait_for_selector("#call .idle")
    tab.get_by_role("tab", name="管理").click()

    tab.wait_for_selector("#found li")


def log_in(tab, name, password):
    tab.get_by_label("登录名").fill(name)
    tab.get_by_label("口令").fill(password)
    tab.keyboard.press("Enter")


def test_an_agent_logs_in_answers_a_call_and_logs_out(look, chromium, closed, axe):
    with visited(chromium, closed, *look, "desk") as tab:
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        keep(tab, f"{'-'.join(look)}-login")
        log_in(tab, AGENT[0], "wrong-word")
        tab.wait_for_selector(".fault:text('登录名或口令不正确')")
        log_in(tab, *AGENT)
        tab.wait_for_selector("#call .idle")
        assert tab.url == f"{closed}desk"
        assert tab.get_by_role("tab", name="管理").count() == 0
        tab.locator("#caller textarea").fill("公务接待费是多少")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#call .say")
        link = tab.locator("#call a.pdf").first.evaluate("each => each.href")
        assert link.startswith(f"{closed}documents/")  # not below /desk, where it is not
        tab.wait_for_timeout(300)
        keep(tab, f"{'-'.join(look)}-closed-desk")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        tab.get_by_role("button", name="退出").click()
        tab.wait_for_selector("form.login")
        tab.goto(f"{closed}desk")
        tab.wait_for_selector("form.login")


def test_the_calls_of_a_shift_stand_again_when_the_page_is_loaded_again_until_the_agent_leaves(
    chromium, closed
):
    with visited(chromium, closed, "desktop", "light", "desk") as tab:
        log_in(tab, *AGENT)
        tab.wait_for_selector("#call .idle")
        for question in ("公务接待费是多少", "为什么"):
            tab.locator("#caller textarea").fill(question)
            tab.keyboard.press("Enter")
            tab.wait_for_selector(f"#shift :text('{question}')")
        tab.reload()
        tab.wait_for_selector("#call .say")
        assert tab.locator("#shift [data-call]").count() == 2
        tab.get_by_role("button", name="新来电").click()
        tab.wait_for_selector("#call .idle")
        tab.reload()
        tab.wait_for_selector("#shift [data-call]")
        assert tab.locator("#call .idle").count() == 1
        tab.get_by_role("button", name="退出").click()
        tab.wait_for_selector("form.login")
        log_in(tab, *ADMINISTRATOR)
        tab.wait_for_selector("#call .idle")
        tab.wait_for_timeout(800)
        assert tab.locator("#shift [data-call]").count() == 0


def test_an_administrator_uploads_without_a_token(chromium, closed, desk, tmp_path):
    (tmp_path / "new.pdf").write_bytes(desk.pdf.read_bytes())
    with visited(chromium, closed, "desktop", "light", "desk?view=admin") as tab:
        log_in(tab, *ADMINISTRATOR)
        tab.get_by_role("tab", name="管理").click()
        tab.wait_for_selector("#managed [data-remove]")
        assert tab.locator("#token").count() == 0 or tab.locator("#token").is_hidden()
        tab.locator("#upload input[type=file]").set_input_files([tmp_path / "new.pdf"])
        tab.wait_for_selector("#told :text('已收录：new.pdf')")
        keep(tab, "desktop-light-closed-admin")


def test_the_public_page_shows_neither_desk_nor_what_there_is_to_manage(chromium, closed):
    with visited(chromium, closed, "desktop", "light", "?view=desk") as tab:
        tab.wait_for_selector("#welcome [data-ask]")
        assert tab.get_by_role("tab").all_inner_texts() == ["公众问答", "文档"]
        tab.get_by_role("tab", name="文档").click()
        tab.wait_for_selector("#library .body")
        assert tab.locator("#admin, #caller").count() == 0


def test_what_an_agent_finds_wrong_is_before_the_administrator(chromium, closed):
    with visited(chromium, closed, "desktop", "light", "desk") as tab:
        log_in(tab, *AGENT)
        tab.wait_for_selector("#call .idle")
        tab.locator("#caller textarea").fill("公务接待费是多少")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#call .say")
        tab.get_by_role("button", name="有误").click()
        tab.get_by_label("金额不对").check()
        tab.locator("#call .judging textarea").fill("应为1.60")
        keep(tab, "desktop-light-desk-wrong")
        tab.get_by_role("button", name="提交").click()
        tab.wait_for_selector("#desk-voted :text('已记录')")
    with visited(chromium, closed, "desktop", "light", "desk") as tab:
        administer(tab)
        tab.wait_for_selector("#wrong .said:text('金额不对：应为1.60')")
        with tab.expect_download() as caught:
            tab.get_by_role("link", name="下载评测题").click()
        (case,) = caught.value.path().read_text("utf-8").splitlines()
        assert json.loads(case)["forbidden"][0] == {"value": 2.5, "unit": "万元"}


def test_an_administrator_works_through_findings_and_sees_the_last_sync(look, chromium, closed, office, axe):
    with visited(chromium, closed, *look, "desk") as tab:
        administer(tab)
        assert "某局.pdf" in tab.locator("#runs").text_content()
        first = tab.locator("#found li").first
        first.get_by_role("button", name="已说明").click()
        tab.wait_for_selector("#told :text('请写明说明')")
        first.get_by_label("说明").fill("原文笔误")
        first.get_by_role("button", name="已说明").click()
        tab.wait_for_selector("#found button:text-is('已说明 1')")
        assert tab.locator("#found li").count() == 1
        assert first.get_by_label("说明").input_value() == ""
        tab.wait_for_timeout(300)
        keep(tab, f"{'-'.join(look)}-office")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        tab.get_by_role("button", name="已说明 1").click()
        tab.wait_for_selector("#found .said:has-text('原文笔误')")
        tab.locator("#found li").get_by_role("button", name="待看").click()
        tab.wait_for_selector("#found button:text-is('待看 2')")
        services, _ = office
        assert services.marks.all() == {}


def test_an_administrator_sets_when_to_synchronise(look, chromium, closed, office, axe):
    services, _ = office
    with visited(chromium, closed, *look, "desk") as tab:
        administer(tab)
        fields = tab.locator("#runs input[name=fields]")
        assert fields.input_value() == "30 2 * * *"
        fields.fill("每晚")
        tab.locator("#runs [data-timetable=put]").click()
        tab.wait_for_selector("#told :text('cron 的五栏')")
        tab.locator("#runs input[name=fields]").fill("0 6 * * *")
        tab.locator("#runs [data-timetable=put]").click()
        tab.wait_for_selector("#runs dd:has-text('06:00')")
        assert services.timetable.schedule().fields == "0 6 * * *" and ADMINISTRATOR[0] in tab.inner_text(
            "#runs"
        )
        tab.locator("#runs").scroll_into_view_if_needed()
        keep(tab, f"{'-'.join(look)}-timetable")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        tab.locator("#runs [data-timetable='']").click()
        tab.wait_for_selector("#runs dd:has-text('02:30')")
        assert services.timetable.last() is None


def test_answering_is_turned_off_and_on_for_every_reader(chromium, closed, axe):
    with visited(chromium, closed, "desktop", "light", "desk") as tab:
        administer(tab)
        tab.get_by_label("停止后告知的话").fill("维护到18点。")
        tab.get_by_role("button", name="停止回答").click()
        tab.get_by_role("button", name="再按一次确认").click()
        tab.wait_for_selector("#switch [data-switch=on]")
        tab.get_by_role("tab", name="坐席工作台").click()
        tab.locator("#caller textarea").fill("公务接待费是多少")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#call :text('维护到18点。')")
        with visited(chromium, closed, "phone", "dark") as reader:
            reader.wait_for_selector("#standing :text('维护到18点。')")
            reader.locator("#question textarea").fill("公务接待费是多少")
            reader.keyboard.press("Enter")
            reader.wait_for_selector("#live :text('维护到18点。')")
            keep(reader, "phone-dark-off")
            assert harms(reader, axe) == [] and no_sideways_scroll(reader)
            tab.get_by_role("tab", name="管理").click()
            tab.get_by_role("button", name="恢复回答").click()
            tab.wait_for_selector("#switch [data-switch=off]")
            ask(reader, "公务接待费是多少")
            reader.wait_for_selector("#live .answer")
            reader.reload()
            reader.wait_for_selector("#welcome [data-ask]")
            assert reader.locator("#standing .standing").count() == 0


def test_a_call_is_handed_on_and_an_administrator_sends_again_what_was_not_taken(look, chromium, closed, axe):
    size, theme = look
    with visited(chromium, closed, size, theme, "desk") as tab:
        log_in(tab, *ADMINISTRATOR)
        tab.wait_for_selector("#call .idle")
        tab.locator("#caller textarea").fill("公务接待费是多少")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#call .say")
        tab.locator("#call .handon summary").click()
        with tab.expect_download() as caught:
            tab.get_by_role("link", name="下载来电记录（JSON）").click()
        assert json.loads(caught.value.path().read_text("utf-8"))["agent"] == ADMINISTRATOR[0]
        tab.get_by_label("给承办单位的说明").fill("请核实")
        tab.wait_for_timeout(200)
        keep(tab, f"{size}-{theme}-hand-on")
        assert harms(tab, axe) == [] and no_sideways_scroll(tab)
        tab.get_by_role("button", name="送出").click()
        told = tab.wait_for_selector("#desk-voted .told").inner_text()
        refused = "没有送达（400）" in told  # the first one; the ticket system takes the others
        assert refused or "已送达" in told
        tab.reload()
        tab.get_by_role("tab", name="管理").click()
        tab.wait_for_selector("#handed li:has-text('公务接待费是多少')")
        if refused:
            tab.get_by_role("button", name="再送一次").click()
            tab.wait_for_selector("#told :text('已送达')")
        assert tab.locator("#handed [data-send]").count() == 0
