"""What langchain users take: passages, the pipeline, the tool."""

from __future__ import annotations

import json

import pytest

from index.build import build
from index.store.embed import load_model
from index.store.opening import open_stores
from qa import BudgetQA, langchain
from qa.execute.narrative.passages import Where

BODY = "海澄市商务局"


@pytest.fixture(scope="module")
def qa(tmp_path_factory, write_disclosure, tiny_model):
    folder = tmp_path_factory.mktemp("langchain")
    files = [
        write_disclosure(folder / "in" / f"{BODY}-{year}.pdf", BODY, year, year - 1900)
        for year in (2024, 2025)
    ]
    with open_stores(folder / "store", load_model(str(tiny_model))) as stores:
        build(files, stores, jobs=1)
    with BudgetQA.open(folder / "store", embedding=str(tiny_model)) as opened:
        yield opened


def test_the_retriever_gives_passages_with_their_place_and_section(qa):
    best = langchain.PassageRetriever(qa=qa, k=2).invoke(f"{BODY}2025年有哪些内设机构")
    assert len(best) == 2
    first = best[0]
    assert "内设办公室" in first.page_content
    assert first.page_content in first.metadata["section"]
    assert (first.metadata["body"], first.metadata["year"], first.metadata["kind"]) == (BODY, 2025, "预算")
    assert first.metadata["document"].endswith(".pdf") and first.metadata["page"] == 3
    assert json.dumps(first.metadata, ensure_ascii=False)


def test_the_retriever_keeps_to_the_year_it_is_given(qa):
    retriever = langchain.PassageRetriever(qa=qa, where=Where(year=2024))
    assert {d.metadata["year"] for d in retriever.invoke("内设机构")} == {2024}


def test_the_runnable_answers_as_the_door_does(qa):
    question = f"{BODY}2025年公务接待费为何增长"
    answer = langchain.as_runnable(qa).invoke(question)
    assert answer["status"] == "answered"
    assert answer["text"] == qa.ask(question).text
    assert answer["citations"]


def test_the_runnable_follows_a_conversation(qa):
    asked = {"question": "那2024年呢", "history": [f"{BODY}2025年公务接待费是多少"]}
    answer = langchain.as_runnable(qa).invoke(asked)
    assert answer["text"] == qa.ask(asked["question"], asked["history"]).text
    assert "2024" in answer["text"]


def test_the_tool_gives_the_model_the_text_and_the_program_the_answer(qa):
    tool = langchain.as_tool(qa)
    call = {
        "type": "tool_call",
        "id": "1",
        "name": tool.name,
        "args": {"question": f"{BODY}2025年公务接待费是多少"},
    }
    message = tool.invoke(call)
    assert "1.25" in message.content
    assert message.artifact["figures"][0]["value_yuan"] == "12500.00"
