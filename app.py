"""The pages served: questions in, answers with figures, sources and the cited page out.

Composing only: answering belongs to `qa`, the pages to `web.pages`.

>>> launch(desk, port=7860)                     # any Desk, for instance an open BudgetQA
$ python app.py --store store --port 7860       # the same as `budget-qa serve`
"""

from __future__ import annotations

import argparse
import logging
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import BudgetError
from web.pages.chat import AT_ONCE, LONGEST_QUESTION, REMEMBERED
from web.pages.page import build_page, look
from web.services import Desk, Feedback, Keeper

ADDRESS: Final = "127.0.0.1"
PORT: Final = 7860
LONGEST_BODY: Final = 64 * 1024

log = logging.getLogger(__name__)


def launch(
    qa: Desk,
    host: str = ADDRESS,
    port: int = PORT,
    open_browser: bool = False,
    wait: bool = True,
    feedback: Feedback | None = None,
    keeper: Keeper | None = None,
) -> Any:
    """Serve the pages; blocks until interrupted unless `wait` is false. Returns the `gr.Blocks`.

    Raises BudgetError when the port is taken.
    """
    _claim(host, port)
    page = build_page(qa, feedback, keeper)
    page.queue(default_concurrency_limit=AT_ONCE)
    page.launch(
        server_name=host,
        server_port=port,
        inbrowser=open_browser,
        share=False,
        quiet=True,
        prevent_thread_lock=True,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        **look(),
        app_kwargs={"routes": routes(qa)},
    )
    log.info("页面已就绪：http://%s:%d/ （按 Ctrl+C 停止）", host, port)
    if wait:
        page.block_thread()
    return page


def _claim(host: str, port: int) -> None:
    """Try the address before anything slow is built. Raises BudgetError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise BudgetError(
            f"无法在 {host}:{port} 启动页面，端口可能已被占用。请用 --port 换一个端口"
        ) from error


def serve(store: Path, host: str = ADDRESS, port: int = PORT, open_browser: bool = False) -> None:
    """Open the store and serve the page over it until interrupted."""
    from qa import BudgetQA

    with BudgetQA.open(store) as qa:
        launch(qa, host, port, open_browser)


class Asked(BaseModel):
    """The body of `POST /api/ask`."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    history: Annotated[list[str], Field(max_length=REMEMBERED)] = []


def routes(qa: Desk) -> list[Any]:
    """What the server answers besides the page.

    `POST /api/ask` takes ``{"question": …, "history": […]}`` and returns the answer object;
    `GET /documents/{name}` is the stored copy of a document, for reading the whole of it.
    """
    from starlette.concurrency import run_in_threadpool
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import FileResponse, JSONResponse
    from starlette.routing import Route

    async def ask(request: Request) -> JSONResponse:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST_BODY:
                return JSONResponse({"error": f"请求不得超过{LONGEST_BODY}字节"}, 413)
        try:
            asked = Asked.model_validate_json(body)
        except ValidationError as error:
            faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
            return JSONResponse({"error": "；".join(faults)}, 422)
        answer = await run_in_threadpool(qa.ask, asked.question, history=asked.history)
        return JSONResponse(answer.to_json())

    def document(request: Request) -> FileResponse:
        name = request.path_params["name"]
        try:
            path = qa.pdf_path(name)
        except KeyError:
            raise HTTPException(404, "没有这份文件") from None
        return FileResponse(
            path, media_type="application/pdf", filename=name, content_disposition_type="inline"
        )

    return [Route("/api/ask", ask, methods=["POST"]), Route("/documents/{name}", document)]


def main(arguments: Sequence[str] | None = None) -> None:
    """`python app.py [--store DIR] [--host ADDRESS] [--port N] [--open]`."""
    parser = argparse.ArgumentParser(prog="app.py", description="预算公开问答网页")
    parser.add_argument("--store", type=Path, default=Path("store"), help="索引所在目录")
    parser.add_argument("--host", default=ADDRESS, help="监听地址")
    parser.add_argument("--port", type=int, default=PORT, help="端口")
    parser.add_argument("--open", action="store_true", help="启动后打开浏览器")
    chosen = parser.parse_args(arguments)
    logging.basicConfig(format="%(message)s")
    log.setLevel(logging.INFO)
    try:
        serve(chosen.store, chosen.host, chosen.port, chosen.open)
    except BudgetError as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
