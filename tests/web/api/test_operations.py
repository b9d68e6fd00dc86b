"""What those who run the service see: health, readiness, metrics, closed to strangers by a token."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.build import Progress
from tests.web.api.served import served
from web.reception import Reception
from web.server import routes
from web.settings import Serving


def test_a_service_that_answers_by_words_alone_is_ready_and_says_so(client, desk):
    assert "notice" not in client.get("/readyz").json()
    desk.told = "按词面查找"
    assert client.get("/readyz").json() == {"status": "ready", "documents": 1, "notice": "按词面查找"}


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
