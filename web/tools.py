"""The tools of the Model Context Protocol: ask, lookup_figure, search_passages, list_documents.

A model that calls them gets figures with the cell each was read from, and cannot change anything.

>>> build_tools(qa).run("stdio")            # $ budget-qa mcp --store store
>>> route, lifespan = over_http(build_tools(qa, reception.by("mcp")), "127.0.0.1")    # served at /mcp
"""

# Without `from __future__ import annotations`: the SDK reads the annotations of local functions.

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

from mcp.server import MCPServer
from starlette.routing import BaseRoute, Mount

from index.store.exports.figure_rows import export_row
from qa import BudgetQA
from qa.records import citation_json
from web.label import LABEL, labelled
from web.services import Desk

MOST: Final = 50
LONGEST: Final = 500


def build_tools(qa: BudgetQA, desk: Desk | None = None) -> MCPServer:
    """The server over one open store; `desk` answers the questions where they are counted and kept."""
    server = MCPServer(
        "budget-qa",
        instructions="预算决算公开问答。数字只取自工具的返回，连同出处一起转述，不得自行计算或改写。",
    )
    answering = desk or qa

    @server.tool()
    def ask(question: str, history: list[str] | None = None) -> dict[str, Any]:
        """回答一个关于预算、决算公开文件的问题；history 是此前的问题，由早到晚。返回答案、数字和出处。"""
        answer = answering.ask(question[:LONGEST], [text[:LONGEST] for text in history or []][-20:])
        return labelled(answer)

    @server.tool()
    def lookup_figure(
        metric: str = "", body: str = "", year: int | None = None, code: str = "", limit: int = 20
    ) -> dict[str, Any]:
        """按名称、单位、年份或科目编码查表中的数字，每个都带页码、表、行、列。"""
        total = qa.figure_count(body=body, year=year, metric=metric, code=code)
        most = max(1, min(limit, MOST))
        found = qa.figures(body=body, year=year, metric=metric, code=code, limit=most)
        return {"total": total, "figures": [export_row(figure) for figure in found], "label": LABEL}

    @server.tool()
    def search_passages(query: str, limit: int = 5) -> dict[str, Any]:
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
