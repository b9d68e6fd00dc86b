"""The API as clients see it: the answer object, the lists, page images, problems."""

import json
import logging
import re
from html import escape

import pytest

from index.facts.given import Given
from index.facts.records import Kind
from tests.web.api.served import PDF, Notebook, served
from web.api import Answered, Cells, Failed, Listed
from web.label import LABEL
from web.reception import Reception
from web.settings import Serving
from web.words import LANGUAGES


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
        ("figures?yaer=2025", "yaer", "没有这一项，请去掉"),
        ("findings?pdf=a.pdf", "pdf", "没有这一项，请去掉"),
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


def test_a_document_named_by_its_folder_is_found(client):
    assert client.get("/documents/2025/a.pdf").status_code == 200
    assert client.get("/api/pages/2025/a.pdf/1.png", params={"scale": 1}).status_code == 200
    assert client.get("/documents/a%0A.pdf").json()["status"] == 404


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
