"""The API as clients see it: the answer object, the lists, page images, problems, limits."""

import json
import logging
import re
import threading
from dataclasses import dataclass, field, replace
from decimal import Decimal
from html import escape
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.build import Progress
from index.facts.given import Given
from index.facts.records import Citation, Document, Extraction, Figure, Finding, Kind, Scope, Stage, TableKind
from qa.records import Answer, AnswerFigure, Status
from tests.fakes import MemoryFacts
from web.api import Answered, Cells, Failed, Listed
from web.guard import HEADERS, PASS
from web.label import LABEL
from web.rates import Rate
from web.reception import Busy, Reception
from web.server import guarded, routes
from web.settings import Serving
from web.words import LANGUAGES

CELL = Citation("a.pdf", 1, "1.50", "三公表", "公务接待费", "预算数", (40.0, 30.0, 70.0, 50.0))
SHOWN = AnswerFigure(
    "公务接待费", "30217", "某局", 2025, "预算", Decimal(15000), "1.50", "万元", citations=(0,)
)
READ = Figure(
    "公务接待费",
    "30217",
    "",
    "某局",
    2025,
    Stage.BUDGET,
    Decimal(15000),
    "1.50",
    "万元",
    TableKind.BASIC,
    CELL,
)
PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 120]>>endobj\n"
    "trailer<</Size 4/Root 1 0 R>>\n%%EOF"
)


@dataclass
class FakeDesk:
    """Answers everything alike and keeps what it was asked; waits for `go` where there is one."""

    folder: Path
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    facts: MemoryFacts = field(default_factory=MemoryFacts)
    go: threading.Event | None = None
    told: str = ""

    def ask(self, text, /, history=()):
        self.asked.append((text, tuple(history)))
        if self.go:
            self.go.wait(10)
        said = "2025年公务接待费预算1.50万元。"
        return Answer(
            "id1", text, Status.ANSWERED, said, (SHOWN,), (CELL,), timings_ms={"total": 1.0}, plan="查数"
        )

    def quietly(self, text, /):
        return self.ask(text)

    def documents(self):
        return (Document("a.pdf", "0", "某局2025年部门预算", "某局", 2025, Kind.BUDGET, Scope.DEPARTMENT, 1),)

    def findings(self):
        return (("a.pdf", Finding("收入总计=支出总计", "收支不平衡", Decimal(2), Decimal(1), (CELL,))),)

    def pdf_path(self, document_name):
        if document_name not in ("a.pdf", "b.html", "2025/a.pdf"):
            raise KeyError(document_name)
        return self.folder / Path(document_name).name

    def notice(self):
        return self.told

    def examples(self):
        return ()


@dataclass
class Notebook:
    kept: list[tuple[str, str]] = field(default_factory=list)

    def record(self, answer, channel):
        self.kept.append((answer.id, channel))


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "a.pdf").write_text(PDF, "ascii")
    (tmp_path / "b.html").write_text("<script>alert(1)</script>", "ascii")
    desk = FakeDesk(tmp_path)
    held = Extraction(*desk.documents(), (), (READ, replace(READ, subject="培训费"), READ, READ))
    desk.facts.replace(held, source="a.pdf", extractor="")
    return desk


def served(desk, recorder=None, upload_pass=None, keeper=None, **limits):
    serving = Serving(**limits)
    reception = Reception(desk, serving, recorder)
    site = Starlette(
        routes=routes(reception, keeper=keeper), middleware=guarded(serving, upload_pass=upload_pass)
    )
    return TestClient(site, raise_server_exceptions=False)


@pytest.fixture
def client(desk):
    with served(desk) as client:
        yield client


def test_the_api_answers_with_the_answer_object_and_marks_it_as_generated(client, desk):
    reply = client.post("/api/ask", json={"question": "为什么涨了", "history": ["公务接待费是多少"]})
    assert reply.status_code == 200
    told = reply.json()
    assert "人工智能" in told.pop("label")
    assert told == json.loads(json.dumps(desk.ask("为什么涨了").to_json()))
    assert desk.asked[0] == ("为什么涨了", ("公务接待费是多少",))
    assert "generated" in reply.headers["x-aigc-label"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"[]", 422),
        (b"{question}", 400),
        (b'{"question": ""}', 422),
        (b'{"question": "a", "hist": []}', 422),
        (b'{"question": "a", "history": [1]}', 422),
        (json.dumps({"question": "费" * 501}).encode(), 422),
        (b" " * (64 * 1024 + 1), 413),
    ],
)
def test_the_api_refuses_what_is_no_question_with_a_problem(client, desk, body, status):
    reply = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["status"] == status and reply.json()["detail"]
    assert desk.asked == []


def test_what_is_nowhere_is_a_problem_too(client):
    for path in ("/api/nothing", "/api/pages/b.pdf/1.png", "/api/pages/a.pdf/9.png", "/documents/b.pdf"):
        reply = client.get(path)
        assert (reply.status_code, reply.json()["status"]) == (404, 404), path
        assert reply.headers["content-type"] == "application/problem+json"
    assert client.get("/documents/..%2F..%2Fetc%2Fpasswd").status_code == 404


@pytest.mark.parametrize(
    ("address", "field", "said"),
    [
        ("figures?year=x", "year 第1项", "应是整数"),
        ("figures?year=2025&year=1200", "year 第2项", "应不小于1990"),
        ("figures?limit=0", "limit", "应不小于1"),
        ("figures?code=ab", "code", "写法不对：科目的全部编码，最多9位数字"),
        ("figures?sort=size", "sort", "只能是其中之一：body、-body、year、-year、row、-row、value、-value"),
        (
            "pages/a.pdf/1.png?bbox=1,2",
            "bbox",
            "写法不对：要框出的一处，左,上,右,下，如 70,80,120,95",
        ),
        ("pages/a.pdf/x.png", "page", "应是整数"),
    ],
)
def test_a_condition_that_cannot_be_is_named_and_told_in_chinese(client, address, field, said):
    reply = client.get(f"/api/{address}")
    assert reply.status_code == 422
    assert reply.json()["detail"] == f"{field}：{said}"
    assert reply.json()["errors"] == [{"field": field, "message": said}]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "question：没有给出"),
        ({"question": ""}, "question：不能是空的"),
        ({"question": "费" * 501}, "question：最多500个字"),
        ({"question": "a", "history": ["b", 1]}, "history 第2项：应是文字"),
        ({"question": "a", "hist": []}, "hist：没有这一项，请去掉"),
        ([], "请求的内容：应是一个 JSON 对象"),
    ],
    ids=str,
)
def test_a_question_that_cannot_be_is_told_by_its_field_in_chinese(client, body, said):
    assert client.post("/api/ask", json=body).json()["detail"] == said


def test_a_page_that_is_not_there_is_told_by_the_name_that_readers_know(client, desk):
    (desk.folder / f"{'0' * 64}.pdf").write_text(PDF, "ascii")
    desk.pdf_path = lambda name: desk.folder / f"{'0' * 64}.pdf"
    told = client.get("/api/pages/a.pdf/9.png").json()["detail"]
    assert told == "a.pdf 第9页：没有这一页，全文共1页。请核对页码，或重新索引该文件"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_interfaces_are_told_on_a_page_that_needs_nothing_else(client, language):
    reply = client.get("/api/docs", headers={"accept-language": language})
    assert reply.status_code == 200 and reply.headers["content-type"].startswith("text/html")
    told = client.get("/api/openapi.json").json()
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert f"<code>{method.upper()} /api{path}</code>" in reply.text
            for each in operation.get("parameters", []):
                assert each["description"] and escape(each["description"]) in reply.text
    for name in re.findall(r'href="api/docs#([^"]+)"', reply.text):
        assert f'id="{name}"' in reply.text
    assert f'<html lang="{language}">' in reply.text
    assert not re.search(r'(src|href)="(https?:)?//', reply.text)


def test_documents_findings_and_figures_are_listed(client, desk):
    assert [d["name"] for d in client.get("/api/documents").json()] == ["a.pdf"]
    assert client.get("/api/findings").json()[0]["citations"][0]["page"] == 1
    assert client.get("/api/findings", params={"document": "x"}).json() == []
    told = client.get(
        "/api/figures", params={"body": "某", "year": 2025, "metric": "公务接待费", "limit": 2}
    ).json()
    assert [f["value_yuan"] for f in told["figures"]] == ["15000", "15000"] and told["next_offset"] == 2
    assert told["label"] == LABEL
    assert client.get("/api/figures", params={"offset": 2}).json()["next_offset"] is None
    for asked, n in (
        ({"year": [2024, 2025]}, 4),
        ({"stage": "决算"}, 0),
        ({"q": "培训"}, 1),
        ({"unit": "万元"}, 4),
    ):
        assert len(client.get("/api/figures", params=asked).json()["figures"]) == n, asked
    assert client.get("/api/figures", params={"sort": "size"}).status_code == 422


def test_no_more_figures_are_read_than_are_shown(client, desk):
    read = []
    desk.facts.select = lambda wanted, offset, limit: read.append((offset, limit)) or ()
    client.get("/api/figures", params={"offset": 40, "limit": 20})
    assert read == [(40, 21)]


def test_a_page_is_drawn_with_its_frame(client):
    plain = client.get("/api/pages/a.pdf/1.png", params={"scale": 1})
    framed = client.get("/api/pages/a.pdf/1.png", params={"scale": 1, "bbox": "10,10,60,40"})
    assert plain.headers["content-type"] == "image/png" and plain.content[:4] == b"\x89PNG"
    assert framed.content != plain.content
    assert client.get("/api/pages/a.pdf/1.png", params={"bbox": "1,2"}).status_code == 422


def test_a_stored_document_is_shown_and_a_page_of_html_is_only_handed_over(client):
    shown = client.get("/documents/a.pdf")
    assert shown.content == PDF.encode() and shown.headers["content-disposition"].startswith("inline")
    assert client.get("/documents/b.html").headers["content-disposition"].startswith("attachment")


def test_a_service_that_answers_by_words_alone_is_ready_and_says_so(client, desk):
    assert "notice" not in client.get("/readyz").json()
    desk.told = "按词面查找"
    assert client.get("/readyz").json() == {"status": "ready", "documents": 1, "notice": "按词面查找"}


def test_a_document_named_by_its_folder_is_found(client):
    assert client.get("/documents/2025/a.pdf").status_code == 200
    assert client.get("/api/pages/2025/a.pdf/1.png", params={"scale": 1}).status_code == 200
    assert client.get("/documents/a%0A.pdf").json()["status"] == 404


def test_health_readiness_and_metrics_tell_how_it_goes(client):
    client.post("/api/ask", json={"question": "公务接待费"})
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["documents"] == 1
    assert 'budget_qa_questions_total{channel="api",status="answered"} 1.0' in client.get("/metrics").text


@pytest.mark.parametrize("path", ["/metrics", "/api/openapi.json", "/api/docs"])
def test_metrics_and_schema_are_closed_to_strangers_where_a_token_is_set(desk, client, path):
    assert client.get(path).status_code == 200
    with served(desk, operations_token="芝麻") as closed:
        for shown in ({}, {"authorization": "Bearer 芝"}, {"authorization": "芝麻"}):
            headers = {name: value.encode() for name, value in shown.items()}
            refused = closed.get(path, headers=headers)
            assert refused.status_code == 401 and refused.headers["www-authenticate"] == "Bearer"
            assert refused.json()["detail"] == "只对运维人员开放" and "X-AIGC-Label" in refused.headers
        assert closed.get(path, headers={"authorization": "Bearer 芝麻".encode()}).status_code == 200
        assert closed.get("/healthz").status_code == 200


def test_proxies_are_listed_as_addresses_and_networks(monkeypatch):
    monkeypatch.setenv("BUDGET_QA_SERVE_TRUSTED_PROXIES", "10.0.0.7, 192.168.0.0/16,::1")
    assert list(map(str, Serving().trusted_proxies)) == ["10.0.0.7/32", "192.168.0.0/16", "::1/128"]
    monkeypatch.setenv("BUDGET_QA_SERVE_TRUSTED_PROXIES", "*")
    with pytest.raises(ValueError, match="trusted_proxies"):
        Serving()


class Arriving:
    """Two of six files are in."""

    def under_way(self):
        return Progress(2, 6, "c.pdf")

    def failed(self):
        return ()

    def broken(self):
        return False


def test_readiness_tells_of_files_that_are_still_being_indexed(desk):
    site = Starlette(routes=routes(Reception(desk, Serving(), intake=Arriving())))
    with TestClient(site) as client:
        told = {"status": "ready", "documents": 1, "indexing": {"done": 2, "total": 6}}
        assert client.get("/readyz").json() == told
        desk.documents = lambda: ()
        waiting = client.get("/readyz")
        assert (waiting.status_code, waiting.json()["detail"]) == (503, "正在索引，还没有可以回答的文件")


class SecondReader:
    """A language model that settled two questions and was late for one."""

    def found(self):
        return {"model": "qwen", "mode": "json_schema", "state": "ready"}

    def outcomes(self):
        return {"settled": 2, "timeout": 1}

    def cost(self):
        return {"tokens_in": 900.0, "tokens_out": 120.0, "seconds": 3.5}


def test_readiness_and_metrics_tell_of_the_language_model(desk):
    reception = Reception(desk, Serving(), second=SecondReader())
    with TestClient(Starlette(routes=routes(reception))) as client:
        told = client.get("/readyz").json()["language_model"]
        assert told == {"model": "qwen", "mode": "json_schema", "state": "ready"}
        metrics = client.get("/metrics").text
    assert 'budget_qa_model_questions_total{outcome="settled"} 2.0' in metrics
    assert 'budget_qa_model_questions_total{outcome="timeout"} 1.0' in metrics
    assert 'budget_qa_model_tokens_total{way="out"} 120.0' in metrics
    assert "budget_qa_model_seconds_total 3.5" in metrics


def test_where_no_model_is_asked_none_is_told_of(client):
    assert "language_model" not in client.get("/readyz").json()
    assert "budget_qa_model" not in client.get("/metrics").text


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


def test_each_question_is_kept_and_logged_once_without_what_tells_who_asked(desk, caplog):
    notebook = Notebook()
    with caplog.at_level(logging.INFO, "budget_qa.questions"), served(desk, notebook) as client:
        client.post("/api/ask", json={"question": "我叫张三，电话13812345678，公务接待费多少"})
    line = json.loads(caplog.records[-1].message)
    assert line["channel"] == "api" and line["status"] == "answered" and line["plan"] == "查数"
    assert "张三" not in line["question"] and "138" not in line["question"]
    assert notebook.kept == [("id1", "api")]


def test_what_nobody_asked_is_not_counted(desk):
    notebook = Notebook()
    channel = Reception(desk, Serving(), notebook).by("网页")
    channel.quietly("试一试")
    assert notebook.kept == [] and desk.asked == [("试一试", ())]


def test_the_schema_names_every_way_in_with_its_errors(client):
    schema = client.get("/api/openapi.json").json()
    assert set(schema["paths"]) == {
        "/ask",
        "/documents",
        "/documents/{document}/identity",
        "/figures",
        "/findings",
        "/pages/{document}/{page}.png",
    }
    assert "application/problem+json" in schema["paths"]["/ask"]["post"]["responses"]["429"]["content"]
    shapes = schema["components"]["schemas"]
    for name, shape in (("Answered", Answered), ("Listed", Listed), ("Cells", Cells), ("Failed", Failed)):
        assert [shape.model_validate(example) for example in shapes[name]["examples"]]
    assert shapes["Asked"]["examples"]


class FakeKeeper:
    """Admits one token and keeps what it was told of documents."""

    def __init__(self, desk):
        self.desk = desk
        self.told = []

    def admits(self, token):
        return token == "opens"

    def assign(self, name, given):
        self.told.append((name, given))
        return given.applied(self.desk.documents()[0])


IDENTITY = "/api/documents/a.pdf/identity"
BEARS = {"authorization": "Bearer opens"}


def test_an_administrator_says_by_the_api_what_a_document_is_and_takes_it_back(desk):
    keeper = FakeKeeper(desk)
    with served(desk, keeper=keeper) as client:
        said = client.put(IDENTITY, json={"body": "某市财政局", "year": 2024, "kind": "决算"}, headers=BEARS)
        assert said.status_code == 200
        assert [said.json()[name] for name in ("body", "year", "kind")] == ["某市财政局", 2024, "决算"]
        assert client.delete(IDENTITY, headers=BEARS).json()["body"] == "某局"
    assert keeper.told == [("a.pdf", Given("某市财政局", 2024, Kind.FINAL)), ("a.pdf", Given())]


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        (IDENTITY, {"year": 2024}, {}, 401),
        (IDENTITY, {"year": 2024}, {"authorization": "Bearer shut"}, 401),
        (IDENTITY, {}, BEARS, 422),
        (IDENTITY, {"year": 24}, BEARS, 422),
        (IDENTITY, {"body": "x"}, BEARS, 422),
        (IDENTITY, {"kind": "预测"}, BEARS, 422),
        ("/api/documents/z.pdf/identity", {"year": 2024}, BEARS, 404),
    ],
)
def test_what_may_not_be_said_of_a_document_is_a_problem_and_changes_nothing(
    desk, path, body, headers, status
):
    keeper = FakeKeeper(desk)
    with served(desk, keeper=keeper) as client:
        reply = client.put(path, json=body, headers=headers)
    assert (reply.status_code, reply.json()["status"], keeper.told) == (status, status, [])
    assert reply.headers["content-type"] == "application/problem+json"


def test_nothing_can_be_said_where_no_administrator_is_set(client):
    assert client.put(IDENTITY, json={"year": 2024}, headers=BEARS).status_code == 403
    assert client.delete(IDENTITY, headers=BEARS).status_code == 403
