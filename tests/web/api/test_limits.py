"""What a client may do, how often and how large: rates, places in the queue, ways in that are closed."""

import threading

import pytest

from tests.web.api.served import FakeDesk, served
from web.guard import HEADERS, PASS
from web.rates import Rate
from web.reception import Busy, Reception
from web.settings import Serving


def test_proxies_are_listed_as_addresses_and_networks(monkeypatch):
    monkeypatch.setenv("BUDGET_QA_SERVE_TRUSTED_PROXIES", "10.0.0.7, 192.168.0.0/16,::1")
    assert list(map(str, Serving().trusted_proxies)) == ["10.0.0.7/32", "192.168.0.0/16", "::1/128"]
    monkeypatch.setenv("BUDGET_QA_SERVE_TRUSTED_PROXIES", "*")
    with pytest.raises(ValueError, match="trusted_proxies"):
        Serving()


def test_every_reply_carries_the_security_headers(client):
    for path in ("/healthz", "/api/documents", "/api/nothing"):
        headers = client.get(path).headers
        assert {name: headers[name] for name in HEADERS} == HEADERS


def test_one_client_may_ask_so_often_and_no_more(desk):
    with served(desk, rate=3) as client:
        replies = [client.get("/api/documents") for _ in range(5)]
        assert [r.status_code for r in replies] == [200, 200, 200, 429, 429]
        assert replies[0].headers["ratelimit-remaining"] == "2"
        assert int(replies[3].headers["retry-after"]) >= 1
        assert replies[3].headers["content-type"] == "application/problem+json"
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("language", "said"),
    [("", "每分钟最多1次请求"), ("zh-TW", "每分鐘最多1次請求"), ("en-GB", "At most 1 requests a minute")],
)
def test_who_asks_too_often_is_told_so_in_his_language(desk, language, said):
    with served(desk, rate=1) as client:
        client.get("/api/documents")
        told = client.get("/api/documents", headers={"accept-language": language})
        assert told.status_code == 429 and told.json()["detail"].startswith(said)


def test_a_bucket_fills_again_with_time():
    now = [0.0]
    rate = Rate(60, now=lambda: now[0])
    assert [rate.take("a")[0] for _ in range(61)] == [True] * 60 + [False]
    assert rate.take("b")[0]
    now[0] = 2.5
    assert [rate.take("a")[0] for _ in range(3)] == [True, True, False]


def test_files_come_in_only_from_an_administrators_browser(desk):
    with served(desk) as client:
        client.cookies.set(PASS, "")
        assert client.post("/gradio_api/upload", files={"files": b"x"}).status_code == 403
    with served(desk, upload_pass="ein") as client:
        assert client.post("/gradio_api/upload", files={"files": b"x"}).status_code == 403
        client.cookies.set(PASS, "aus")
        assert client.post("/gradio_api/upload", files={"files": b"x"}).status_code == 403
        client.cookies.set(PASS, "ein")
        assert client.post("/gradio_api/upload", files={"files": b"x"}).status_code == 404  # let through


@pytest.mark.parametrize(
    "path", ["file=/etc/passwd", "vibe-code", "proxy=https://example.com", "component_server"]
)
def test_of_gradio_only_what_the_pages_use_is_open(client, path):
    for reply in (client.get(f"/gradio_api/{path}"), client.post(f"/gradio_api/{path}")):
        assert reply.status_code == 404 and reply.json()["detail"] == "没有这个地址"


def test_events_of_the_pages_are_limited_too_in_number_and_in_size(desk):
    with served(desk, rate=2, body_kilobytes=1) as client:
        sent = [client.post("/gradio_api/queue/join", json={}).status_code for _ in range(11)]
        assert sent == [404] * 10 + [429]
        assert client.get("/api/documents").status_code == 200
    with served(desk, body_kilobytes=1) as client:
        assert client.post("/gradio_api/run/predict", content=b"x" * 1025).status_code == 413


def test_questions_wait_for_a_place_and_are_turned_away_when_too_many_wait(desk):
    desk.go = threading.Event()
    reception = Reception(desk, Serving(at_once=1, waiting=1))
    channel = reception.by("api")
    threads = [threading.Thread(target=channel.ask, args=(f"问{n}",)) for n in range(2)]
    threads[0].start()
    while not desk.asked:
        pass
    threads[1].start()
    while reception.waiting() == 0:
        pass
    with pytest.raises(Busy, match="1个问题在排队"):
        channel.ask("第三个")
    desk.go.set()
    for thread in threads:
        thread.join(10)
    assert [text for text, _ in desk.asked] == ["问0", "问1"] and reception.waiting() == 0


def test_too_many_questions_are_a_problem_that_says_when_to_come_again(desk):
    class Full(FakeDesk):
        def ask(self, text, /, history=()):
            raise Busy(9)

    with served(Full(desk.folder)) as client:
        reply = client.post("/api/ask", json={"question": "公务接待费"})
        assert reply.status_code == 503 and reply.headers["retry-after"] == "5"
