"""Calls handed on: the file, the signature, and a server that does not take it at first."""

import base64
import hmac
import json
import threading
import time
from contextlib import closing
from datetime import timedelta
from hashlib import sha256

import pytest
from pydantic import ValidationError

from index.facts.errors import BudgetError
from index.store.opening import open_facts, open_notes
from tests.web.shown import CELL, FIGURE, TEXT, WHEN, ZH, Reader, answer
from tests.web.staff.taking import Office
from web.pages.desk import transcript
from web.pages.desk_html import Call, call_html
from web.pages.office_html import handed_html
from web.pages.parts import Turn
from web.settings import DeskSettings
from web.staff import handover as module
from web.staff.handover import LONGEST_NOTE, TRIES, HandOver, Sent, State, signed
from web.staff.transcript import Exchange, transcript_of

KEY = "八位以上的密钥"
TOLD = Exchange(WHEN, "我叫张三，接待费多少", answer(figures=(FIGURE,), citations=(CELL,)))


@pytest.fixture
def office():
    """``office(503, 500)`` → a server that fails twice."""
    running = []

    def begin(*statuses):
        server = Office(*statuses)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return server

    yield begin
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture
def notes(tmp_path):
    open_facts(tmp_path, create=True).close()
    with closing(open_notes(tmp_path)) as notes:
        yield notes


@pytest.fixture
def handing(notes, monkeypatch):
    """``handing(address)`` → a HandOver whose pauses are noted and take no time, waited for to its end."""
    monkeypatch.setattr(module, "_PATIENCE", 60.0)
    made = []

    def over(address, secret=KEY):
        pauses = []
        made.append(HandOver(address, secret, notes, sleep=pauses.append))
        return made[-1], pauses

    yield over
    for each in made:
        each.close()


def made(note="请核实"):
    return transcript_of([TOLD], WHEN, "王芳", note)


def test_a_server_that_fails_first_is_tried_again_under_the_same_id_with_growing_pauses(
    office, handing, caplog
):
    server, one = office(503, 500, 429), made()
    over, pauses = handing(server.address)
    assert over.send(one) == Sent(State.DELIVERED, 4, "200")
    assert pauses == [1, 2, 4] and "503" in caplog.text
    for headers, body in server.taken:
        assert headers["webhook-id"] == one.id and json.loads(body) == one.to_json()
        content = f"{one.id}.{headers['webhook-timestamp']}.".encode() + body
        right = base64.b64encode(hmac.new(KEY.encode(), content, sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{right}"
    (kept,) = over.all()
    assert (kept.sent, kept.by) == (Sent(State.DELIVERED, 4, "200"), "王芳")
    assert "张三" not in kept.question


def test_what_is_refused_is_not_tried_again_until_somebody_says_so(office, handing, notes):
    server, one = office(400), made()
    over, pauses = handing(server.address)
    assert over.send(one) == Sent(State.FAILED, 1, "400") and pauses == []
    shown = Reader(handed_html(over.all(), ZH, None))
    assert shown.having("data-send") == [one.id] and ZH["state_failed"] in shown.text
    assert over.again(one.id) == Sent(State.DELIVERED, 1, "200") and len(server.taken) == 2
    assert "张三" not in json.dumps(notes.find("handover", one.id).value, ensure_ascii=False)
    for id in (one.id, "none"):
        with pytest.raises(BudgetError, match="没有这一件"):
            over.again(id)
    assert Reader(handed_html(over.all(), ZH, None)).having("data-send") == []
    assert handed_html(None, ZH, None) == ""


def test_a_server_that_is_not_there_is_tried_so_often_and_then_told(office, handing):
    server = office()
    server.shutdown()
    server.server_close()
    over, pauses = handing(server.address)
    sent = over.send(made())
    assert (sent.state, sent.tries) == (State.FAILED, TRIES) and sent.told
    assert len(pauses) == TRIES - 1 and max(pauses) <= 300


def test_a_redirect_is_not_followed_to_another_address(office, handing):
    over, _ = handing(office(302).address)
    assert over.send(made()).state is State.FAILED


def test_what_an_end_of_the_program_left_is_sent_by_the_next_start(office, notes):
    server, one = office(503, 503), made()
    first = HandOver(server.address, KEY, notes, sleep=lambda seconds: first._stop.set())
    assert first.send(one).state is State.WAITING
    first.close()
    second = HandOver(server.address, KEY, notes)
    second.resume()
    second._threads.shutdown()
    assert [headers["webhook-id"] for headers, _ in server.taken] == [one.id] * 3
    assert second.all()[0].sent.state is State.DELIVERED


def test_what_another_process_sends_is_left_to_it_until_that_is_dead(office, notes, tmp_path, monkeypatch):
    server, one = office(), made()
    held, asked = threading.Event(), threading.Event()

    class Slow(HandOver):
        def _posted(self, id, body):
            asked.set()
            assert held.wait(60)
            return super()._posted(id, body)

    monkeypatch.setattr(module, "_PATIENCE", 0.0)
    first = Slow(server.address, KEY, notes)
    assert first.send(one).state is State.WAITING
    with closing(open_notes(tmp_path)) as opened:
        second = HandOver(server.address, KEY, opened)
        assert asked.wait(60)
        second.resume()
        with pytest.raises(BudgetError, match="正在送出"):
            second.again(one.id)
        assert second._held == set() and server.taken == []
        held.set()
        first.close()
        second.resume()
        second.close()
    assert [headers["webhook-id"] for headers, _ in server.taken] == [one.id]
    assert first.all()[0].sent.state is State.DELIVERED


def test_what_a_dead_process_had_claimed_is_sent_by_another_when_its_claim_has_run_out(
    office, notes, handing, monkeypatch
):
    server, one = office(), made()
    dead, _ = handing(server.address)
    monkeypatch.setattr(module, "_LEASE_SECONDS", 0.2)
    dead._claim(one.id)
    dead._keep(one.id, Sent(State.WAITING, 0, ""), one.to_json(), "王芳")
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0.05)
    alive, _ = handing(server.address)
    alive.start()
    for _ in range(600):
        if alive.all()[0].sent.state is State.DELIVERED:
            break
        time.sleep(0.05)
    assert [headers["webhook-id"] for headers, _ in server.taken] == [one.id]


def test_a_claim_is_one_holders_until_it_runs_out_or_is_given_back(notes, tmp_path):
    with closing(open_notes(tmp_path)) as other:
        assert notes.claim("t", "n", "a", 60) and notes.claim("t", "n", "a", 60)
        assert not other.claim("t", "n", "b", 60) and other.claim("t", "m", "b", 60)
        other.release("t", "n", "b")
        assert not other.claim("t", "n", "b", 60)
        notes.release("t", "n", "a")
        assert other.claim("t", "n", "b", 0)
        assert notes.claim("t", "n", "a", 60)


def test_a_secret_of_the_standards_form_is_the_bytes_it_stands_for(office, handing):
    # The example of the Standard Webhooks specification.
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', 1614265330.9)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    server = office()
    over, _ = handing(server.address, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    over.send(made())
    ((headers, body),) = server.taken
    at = int(headers["webhook-timestamp"])
    assert signed(key, headers["webhook-id"], body, at)["webhook-signature"] == headers["webhook-signature"]


def test_a_note_that_is_too_long_is_told_and_nothing_is_sent(office, handing):
    server = office()
    over, _ = handing(server.address)
    with pytest.raises(BudgetError, match="不得超过"):
        over.send(made("长" * (LONGEST_NOTE + 1)))
    assert server.taken == [] and over.all() == ()


def test_a_transcript_holds_what_this_caller_asked_and_nothing_of_another():
    calls = [
        Call(Turn(question, answer(id=str(n), citations=(CELL,))), WHEN + timedelta(minutes=n), follows)
        for n, (question, follows) in enumerate(
            [("别人", False), ("一", False), ("二", True), ("三", True), ("下一位", False)]
        )
    ]
    for number in (1, 2, 3):
        held = transcript(calls, number, WHEN, "王芳", " 请核实 ")
        assert [each.question for each in held.exchanges] == ["一", "二", "三"]
    assert [each.question for each in transcript(calls, 4, WHEN, "").exchanges] == ["下一位"]
    text = held.to_text()
    for word in (
        "王芳",
        "说明：请核实",
        "1. 09:31:00 问：一",
        TEXT,
        "《a.pdf》第1页",
        "答复编号：3",
        "人工智能",
    ):
        assert word in text
    assert "别人" not in text and "下一位" not in text
    assert [call["answer"]["id"] for call in held.to_json()["calls"]] == ["1", "2", "3"]


def test_a_call_offers_its_transcript_as_files_and_sends_it_only_where_that_is_set():
    call = Call(Turn("问", answer()), WHEN)
    shown = Reader(call_html(call, 0, ZH, transcript=made()))
    files = {each["download"].split(".")[1]: each["href"] for each in shown.all("a") if "download" in each}
    assert json.loads(base64.b64decode(files["json"].split("base64,")[1]))["agent"] == "王芳"
    assert "王芳" in base64.b64decode(files["txt"].split("base64,")[1]).decode()
    assert shown.having("data-handon") == []
    assert Reader(call_html(call, 0, ZH, transcript=made(), sends=True)).having("data-handon") == ["0"]


@pytest.mark.parametrize("more", [{}, {"users": "p.json"}, {"webhook_secret": "s"}])
def test_calls_are_handed_on_from_a_closed_desk_with_a_secret_alone(more):
    with pytest.raises(ValidationError, match="WEBHOOK_SECRET"):
        DeskSettings(webhook="https://tickets.example/hook", **more)
    with pytest.raises(ValidationError):
        DeskSettings(webhook="file:///etc/passwd", users="p.json", webhook_secret="s")
