"""The tools of the Model Context Protocol: ask, lookup_figure, search_passages, list_documents.

A model that calls them gets figures with the cell each was read from, and cannot change anything.

>>> build_tools(qa).run("stdio")            # $ budget-qa mcp --store store
>>> route, lifespan = over_http(build_tools(qa, reception.by("mcp")), "127.0.0.1")    # served at /mcp
"""

# Without `from __future__ import annotations`: the SDK reads the annotations of local functions.

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import wraps
from typing import Annotated, Any, Final, ParamSpec

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field
from starlette.routing import BaseRoute, Mount

from index.facts.errors import BudgetError
from index.facts.version import version
from index.store.exports.figure_rows import export_row
from qa import BudgetQA
from qa.records import citation_json
from web.label import LABEL, labelled
from web.services import Desk

MOST: Final = 50
LONGEST: Final = 500
P = ParamSpec("P")


Question = Annotated[
    str, Field(description="要问的话，如“某局2025年公务接待费是多少”；写明单位和年份，500字以内")
]
History = Annotated[
    list[str] | None, Field(description="同一段对话里此前的问题，由早到晚；没有就不写，只看最后20句")
]
Metric = Annotated[
    str, Field(description="数字的名称，如“公务接待费”“一般公共服务支出”，要写完整；不限就不写")
]
Body = Annotated[str, Field(description="单位或地方的全称，或名称的一部分；不限就不写")]
Year = Annotated[int | None, Field(description="数字所属的年份，如 2025；不限就不写")]
Code = Annotated[str, Field(description="科目编码，如 30217；不限就不写")]
Figures = Annotated[int, Field(description=f"最多返回几个数字，1 到 {MOST}")]
Query = Annotated[str, Field(description="要找的内容，如“主要职责”“增长的原因”，500字以内")]
Passages = Annotated[int, Field(description=f"最多返回几段，1 到 {MOST}")]


def build_tools(qa: BudgetQA, desk: Desk | None = None) -> MCPServer:
    """The server over one open store; `desk` answers the questions where they are counted and kept.

    What a user can act on, a store that another process holds for one, is told to the client as it is.
    """
    server = MCPServer(
        "budget-qa",
        instructions="预算决算公开问答。数字只取自工具的返回，连同出处一起转述，不得自行计算或改写。",
        version=version(),
    )
    answering = desk or qa

    @server.tool()
    @_told
    def ask(question: Question, history: History = None) -> dict[str, Any]:
        """回答一个关于预算、决算公开文件的问题。返回答案、数字和出处。"""
        answer = answering.ask(question[:LONGEST], [text[:LONGEST] for text in history or []][-20:])
        return labelled(answer)

    @server.tool()
    @_told
    def lookup_figure(
        metric: Metric = "", body: Body = "", year: Year = None, code: Code = "", limit: Figures = 20
    ) -> dict[str, Any]:
        """按名称、单位、年份或科目编码查表中的数字，每个都带页码、表、行、列。"""
        total = qa.figure_count(body=body, year=year, metric=metric, code=code)
        found = qa.figures(body=body, year=year, metric=metric, code=code, limit=max(1, min(limit, MOST)))
        return {"total": total, "figures": [export_row(figure) for figure in found], "label": LABEL}

    @server.tool()
    @_told
    def search_passages(query: Query, limit: Passages = 5) -> dict[str, Any]:
        """检索说明文字，返回原文、标题路径和页码。"""
        found = qa.passages(query[:LONGEST], max(1, min(limit, MOST)))
        return {
            "passages": [
                {
                    "text": stored.passage.text,
                    "headings": list(stored.passage.headings),
                    "body": document.body,
                    "year": document.year,
                    "citation": citation_json(stored.passage.citation),
                }
                for stored, document, _ in found
            ]
        }

    @server.tool()
    @_told
    def list_documents() -> dict[str, Any]:
        """已索引的文件：单位、年份、种类、口径和页数。"""
        return {
            "documents": [
                {
                    "name": d.name,
                    "body": d.body,
                    "year": d.year,
                    "kind": d.kind.value,
                    "scope": d.scope.value,
                    "pages": d.pages,
                }
                for d in qa.documents()
            ]
        }

    return server


def _told(tool: Callable[P, dict[str, Any]]) -> Callable[P, dict[str, Any]]:
    """The tool, whose BudgetErrors reach the client; of other errors the SDK withholds the text."""

    @wraps(tool)
    def telling(*args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
        try:
            return tool(*args, **kwargs)
        except BudgetError as error:
            raise ToolError(str(error)) from error

    return telling


def over_http(
    tools: MCPServer, host: str
) -> tuple[BaseRoute, Callable[[Any], AbstractAsyncContextManager[None]]]:
    """The streamable HTTP transport at /mcp, and what must run as long as the server does.

    Each request stands for itself. On a loopback `host` only requests to a loopback name are let in.
    """
    app = tools.streamable_http_app(
        streamable_http_path="/", json_response=True, stateless_http=True, host=host
    )

    @asynccontextmanager
    async def running(_: Any) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            yield

    return Mount("/mcp", app), running
