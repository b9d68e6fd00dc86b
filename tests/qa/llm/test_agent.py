"""What langchain users take of the language model: an agent with our tool, its plan, its phrasing."""

import json
import runpy
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build
from index.facts.errors import ModelError
from index.store.embed import load_model
from index.store.opening import open_stores
from qa import BudgetQA, langchain
from qa.llm.client import Client
from qa.llm.second import Second
from qa.llm.settings import ModelSettings
from qa.records import Draft, Label, Status
from tests.qa.llm.brains import brain, earnest
from tests.qa.llm.server import data_of, serving

BODY = "海澄市商务局"
QUESTION = f"{BODY}2025年公务接待费是多少"
AGENT = Path(__file__).parents[3] / "docs" / "agent.py"


@pytest.fixture(scope="module")
def store(tmp_path_factory, write_disclosure, tiny_model):
    folder = tmp_path_factory.mktemp("agent")
    file = write_disclosure(folder / "in" / f"{BODY}-2025.pdf", BODY, 2025, 25)
    with open_stores(folder / "store", load_model(str(tiny_model))) as stores:
        build([file], stores, jobs=1)
    return folder / "store"


def looks_up(request):
    """Calls the tool with the question, then says again what it answered."""
    last = request["messages"][-1]
    if last["role"] == "tool":
        return {"role": "assistant", "content": f"据查：{last['content']}"}
    assert [tool["function"]["name"] for tool in request["tools"]] == ["budget_qa"]
    told = {"name": "budget_qa", "arguments": json.dumps({"question": last["content"]}, ensure_ascii=False)}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "c1", "type": "function", "function": told}],
    }


def test_the_agent_of_the_documentation_answers_from_the_tool(store, tiny_model, monkeypatch):
    monkeypatch.setenv("BUDGET_QA_EMBEDDING", str(tiny_model))
    asked = runpy.run_path(str(AGENT))["asked"]
    with serving() as fake:
        fake.chat = looks_up
        lines = list(asked(QUESTION, str(store), ModelSettings(model="fake", url=fake.url)))
    with BudgetQA.open(store, embedding=str(tiny_model)) as qa:
        answer = qa.ask(QUESTION)
    figure = answer.figures[0]
    assert lines[0] == f"工具：{answer.text}"
    assert f"{figure.metric} {figure.shown}（{BODY}-2025.pdf 第" in lines[1]
    assert lines[-1] == f"模型：据查：{answer.text}"


def test_the_planner_is_a_runnable_that_tells_its_plan(store, tiny_model):
    with serving() as fake:
        fake.brain = brain(earnest)
        settings = ModelSettings(model="fake", url=fake.url)
        second = Second(Client(settings), settings)
        with BudgetQA.open(store, embedding=str(tiny_model), second=second) as qa:
            told = langchain.as_planner(qa).invoke(QUESTION)
            beside = langchain.as_planner(qa).invoke(f"{BODY}2025年量子通信公务接待费是多少")
    assert told == {"queries": [f"Show(公务接待费@{BODY}2025)"], "left": [], "read_as": {}}
    assert "量子通信" in "".join(beside["left"])


def test_without_a_model_the_planner_says_what_to_set(store, tiny_model):
    with (
        BudgetQA.open(store, embedding=str(tiny_model)) as qa,
        pytest.raises(ModelError, match="BUDGET_QA_LLM"),
    ):
        langchain.as_planner(qa).invoke(QUESTION)


def test_the_phraser_is_a_runnable_over_drafts():
    pieces = (Label("甲局"), "的", Label("培训费"), "与", Label("会议费"), "相同，", Label("乙局"), "也是。")
    draft = Draft(Status.ANSWERED, pieces)
    with serving() as fake:
        fake.brain = lambda request: {"text": data_of(request)["text"].replace("，", "；")}
        settings = ModelSettings(model="fake", url=fake.url, phrases=True)
        with closing(Second(Client(settings), settings)) as second:
            made = langchain.as_phraser(second).invoke(draft)
            short = langchain.as_phraser(second).invoke(replace(draft, pieces=("没有数。",)))
    assert made == replace(draft, pieces=(*pieces[:5], "相同；", *pieces[6:]))
    assert short.pieces == ("没有数。",)
    assert [data_of(request) for request in fake.prompts] == [{"text": "{n1}的{n2}与{n3}相同，{n4}也是。"}]
