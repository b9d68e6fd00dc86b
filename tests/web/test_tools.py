"""The MCP tools, driven by a real client, in memory and as a process."""

import asyncio
import json
import re
import socket
import sys
import threading
import time
import tomllib
from pathlib import Path

import pytest
import uvicorn
from filelock import FileLock
from mcp import Client, StdioServerParameters, stdio_client
from starlette.applications import Starlette

from index.build import build
from index.store.embed import load_model
from index.store.opening import open_stores
from qa import BudgetQA
from web.reception import Reception
from web.settings import Serving
from web.tools import build_tools, over_http


@pytest.fixture(scope="module")
def samples_store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tools")
    paths = sorted((Path(__file__).parents[2] / "samples").glob("*热线*2025*.pdf"))
    with open_stores(folder, load_model(None)) as stores:
        build(paths, stores, jobs=1)
    return folder


def told(result):
    assert not result.is_error, result
    return result.structured_content or json.loads(result.content[0].text)


async def everything(client):
    names = [tool.name for tool in (await client.list_tools()).tools]
    listed = told(await client.call_tool("list_documents", {}))
    body = listed["documents"][0]["body"]
    year = listed["documents"][0]["year"]
    answer = told(await client.call_tool("ask", {"question": f"{body}{year}年培训费是多少"}))
    figures = told(await client.call_tool("lookup_figure", {"metric": "培训费", "body": body, "year": year}))
    passages = told(await client.call_tool("search_passages", {"query": "主要职责", "limit": 2}))
    return names, answer, figures, passages


def check(names, answer, figures, passages):
    assert names == ["ask", "lookup_figure", "search_passages", "list_documents"]
    assert answer["status"] == "answered" and answer["figures"][0]["citations"] and answer["label"]
    assert figures["total"] >= 1 and figures["figures"][0]["page"] >= 1
    assert 1 <= len(passages["passages"]) <= 2 and passages["passages"][0]["citation"]["page"]


def test_a_client_uses_every_tool(samples_store):
    async def talk():
        with BudgetQA.open(samples_store) as qa:
            async with Client(build_tools(qa)) as client:
                return await everything(client)

    check(*asyncio.run(talk()))


@pytest.mark.sqlite
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_client_uses_every_tool_of_the_command(samples_store):
    code = "import cli; cli.main()"
    server = StdioServerParameters(
        command=sys.executable, args=["-c", code, "mcp", "--store", str(samples_store)]
    )

    async def talk():
        async with Client(stdio_client(server)) as client:
            return await everything(client)

    check(*asyncio.run(talk()))


def test_a_client_is_told_the_version_and_what_each_parameter_is(samples_store):
    async def talk():
        with BudgetQA.open(samples_store) as qa:
            async with Client(build_tools(qa)) as client:
                return client.server_info, (await client.list_tools()).tools

    info, tools = asyncio.run(talk())
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert (info.name, info.version) == ("budget-qa", project["version"])
    parameters = {
        (tool.name, name): each for tool in tools for name, each in tool.input_schema["properties"].items()
    }
    assert len(parameters) == 9
    for named, each in parameters.items():
        assert re.search(r"[\u4e00-\u9fff]", each["description"]), named


def test_a_client_is_told_that_another_process_holds_the_store(samples_store):
    async def talk():
        with BudgetQA.open(samples_store) as qa:
            async with Client(build_tools(qa)) as client:
                told = await client.call_tool("search_passages", {"query": "主要职责"})
                listed = await client.call_tool("list_documents", {})
                return told, listed

    with FileLock(samples_store / "lock"):
        told, listed = asyncio.run(talk())
    assert told.is_error and not listed.is_error
    assert f"索引 {samples_store} 正被另一个进程使用" in told.content[0].text
    assert "请在网页“文档”页" in told.content[0].text


def test_what_is_a_fault_of_the_program_is_not_told_to_a_client(samples_store):
    class Broken:
        def ask(self, text, /, history=()):
            raise RuntimeError("a secret")

    async def talk():
        with BudgetQA.open(samples_store) as qa:
            async with Client(build_tools(qa, Broken())) as client:
                return await client.call_tool("ask", {"question": "公务接待费"})

    told = asyncio.run(talk())
    assert told.is_error and "secret" not in told.content[0].text


class Notebook:
    def __init__(self):
        self.kept = []

    def record(self, answer, channel):
        self.kept.append((answer.question, channel))


def test_a_client_uses_every_tool_over_http_and_its_question_is_kept(samples_store):
    notebook = Notebook()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with BudgetQA.open(samples_store) as qa:
        desk = Reception(qa, Serving(), notebook).by("mcp")
        route, running = over_http(build_tools(qa, desk), "127.0.0.1")
        config = uvicorn.Config(Starlette(routes=[route], lifespan=running), port=port, log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            deadline = time.monotonic() + 20
            while not server.started and time.monotonic() < deadline:
                time.sleep(0.05)

            async def talk():
                async with Client(f"http://127.0.0.1:{port}/mcp/") as client:
                    return await everything(client)

            check(*asyncio.run(talk()))
        finally:
            server.should_exit = True
            thread.join()
    assert [channel for _, channel in notebook.kept] == ["mcp"]
