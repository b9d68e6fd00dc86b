"""Answering turned off: by whom, for whom, and until it is turned on."""

import logging
from contextlib import closing

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.facts.errors import BudgetError, StoreError
from index.store.opening import open_facts, open_notes
from tests.web.shown import FakeDesk
from web.reception import Reception
from web.server import guarded, routes
from web.services import Off
from web.settings import Serving
from web.staff.switch import LONGEST, NOTICE, Switch


@pytest.fixture
def store(tmp_path):
    open_facts(tmp_path, create=True).close()
    return tmp_path


def test_every_process_sees_the_switch_and_a_restart_leaves_it(store):
    with closing(open_notes(store)) as mine, closing(open_notes(store)) as others:
        assert Switch(others).notice() == ""
        Switch(mine).turn_off(" 维护到18点。 ", "李强")
        assert Switch(others).notice() == "维护到18点。"
    with closing(open_notes(store)) as again:
        switch = Switch(again)
        assert switch.notice() == "维护到18点。" and switch.last().by == "李强"
        switch.turn_on("王芳")
        assert switch.notice() == "" and switch.last().by == "王芳"


def test_there_is_a_notice_whatever_is_typed_and_none_too_long(store):
    with closing(open_notes(store)) as notes:
        Switch(notes).turn_off("  ", "李强")
        assert Switch(notes).notice() == NOTICE
        with pytest.raises(BudgetError, match="不得超过"):
            Switch(notes).turn_off("停" * (LONGEST + 1), "李强")
        assert Switch(notes).notice() == NOTICE


def test_a_switch_that_cannot_be_read_stays_as_it_was(store, caplog):
    class Away:
        def find(self, topic, name):
            raise StoreError("数据库断开")

    with closing(open_notes(store)) as notes:
        switch = Switch(notes)
        switch.turn_off("停", "李强")
        assert switch.notice() == "停"
        switch._notes = Away()
        with caplog.at_level(logging.WARNING):
            assert switch.notice() == "停" and "数据库断开" in caplog.text


def test_nobody_is_answered_but_by_the_notice_until_it_is_turned_on(store, desk: FakeDesk):
    with closing(open_notes(store)) as notes:
        switch = Switch(notes)
        reception = Reception(desk, Serving(), standing=switch.notice)
        site = Starlette(routes=routes(reception), middleware=guarded(Serving()))
        with TestClient(site) as client:
            asked = {"question": "公务接待费是多少"}
            talk = {"messages": [{"role": "user", "content": "公务接待费是多少"}]}
            assert client.post("/api/ask", json=asked).status_code == 200
            switch.turn_off("维护到18点。", "李强")
            sent = client.post("/api/ask", json=asked)
            assert (sent.status_code, sent.json()["detail"]) == (503, "维护到18点。")
            assert sent.headers["content-type"] == "application/problem+json"
            assert "retry-after" not in sent.headers
            sent = client.post("/v1/chat/completions", json=talk)
            assert (sent.status_code, sent.json()["error"]["message"]) == (503, "维护到18点。")
            for channel in ("网页", "坐席", "mcp"):
                with pytest.raises(Off, match="维护到18点"):
                    reception.by(channel).ask("公务接待费是多少")
            assert len(desk.asked) == 1
            ready = client.get("/readyz")
            assert ready.status_code == 200 and "维护到18点" in ready.json()["answering"]
            assert 'channel="api",status="off"} 1.0' in client.get("/metrics").text
            assert client.get("/api/documents").status_code == 200
            switch.turn_on("李强")
            assert client.post("/api/ask", json=asked).status_code == 200
            assert "answering" not in client.get("/readyz").json()
