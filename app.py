"""The public chat page: questions in, answers with figures, sources and the cited page out.

Wiring and page only: answering belongs to `qa`, the words on the page to `qa.answer_html`.

>>> launch(desk, port=7860)                     # any Desk, for instance an open BudgetQA
$ python app.py --store store --port 7860       # the same as `budget-qa serve`
"""

# Without `from __future__ import annotations`: Gradio finds an event's data by the real
# class in the annotation, and gradio is imported inside functions only (3.5 s).

import argparse
import logging
import os
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import BudgetError
from index.records import Document
from qa import answer_html as html
from qa.answer_html import Turn
from qa.page_images import render
from qa.records import Answer

ADDRESS: Final = "127.0.0.1"
PORT: Final = 7860
LONGEST_QUESTION: Final = 300
REMEMBERED: Final = 20
AT_ONCE: Final = 8
LONGEST_BODY: Final = 64 * 1024
SCALE: Final = 2.0
HEAD: Final = '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
FONTS: Final = (
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "system-ui",
    "sans-serif",
)

log = logging.getLogger(__name__)


class Desk(Protocol):
    """What the page needs of the question answering service."""

    def ask(self, text: str, /, history: Sequence[str] = ()) -> Answer:
        """The answer to `text`, asked after the questions of `history`, oldest first."""
        ...

    def documents(self) -> tuple[Document, ...]:
        """What is indexed."""
        ...

    def pdf_path(self, document_name: str) -> Path:
        """The stored copy of a document. Raises KeyError."""
        ...

    def examples(self) -> tuple[str, ...]:
        """Questions that the indexed documents can answer."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """One state of the page while a question is answered; None leaves a part as it is."""

    live: str
    past: str | None = None
    turns: tuple[Turn, ...] | None = None


def converse(qa: Desk, turns: tuple[Turn, ...], text: str, pause: float = 0.03) -> Iterator[Shown]:
    """The page's states from a question to its whole answer; nothing for an empty question.

    `turns` is the conversation so far; the last state holds it with the new turn.
    """
    # The box stops at this length by itself: only a hand-made request is cut here.
    question = text.strip()[:LONGEST_QUESTION]
    if not question:
        return
    yield Shown(html.waiting_html(question), past=html.conversation_html(turns))
    earlier = [turn.question for turn in turns[-REMEMBERED:]]
    turn = Turn(question, qa.ask(question, history=earlier))
    for shown in revealed(turn.answer.text):
        yield Shown(html.partial_html(question, shown))
        time.sleep(pause)
    yield Shown(html.turn_html(turn, len(turns)), turns=(*turns, turn))


def revealed(text: str, steps: int = 16) -> Iterator[str]:
    """Growing beginnings of `text`, at most `steps`, the whole text not among them."""
    stride = max(4, -(-len(text) // steps))
    for end in range(stride, len(text), stride):
        yield text[:end]


def source(qa: Desk, turns: tuple[Turn, ...], turn: int, citation: int) -> str:
    """The source panel for one citation of one turn of this conversation.

    Raises IndexError for a source the conversation does not hold.
    """
    if turn < 0 or citation < 0:
        raise IndexError(f"来源 {turn}/{citation}")
    cited = turns[turn].answer.citations[citation]
    try:
        picture = render(qa.pdf_path(cited.document), cited.page, cited.bbox, SCALE)
    except KeyError:
        return html.source_missing_html(cited, citation + 1, "该文件已不在库中，无法显示原文。")
    except BudgetError as error:
        log.warning("%s", error)
        return html.source_missing_html(cited, citation + 1, str(error))
    return html.source_html(cited, citation + 1, picture, SCALE)


def build_page(qa: Desk) -> Any:
    """The page over one Desk, a `gr.Blocks`. Its look is given to `launch`, as Gradio 6 wants it."""
    gr = _gradio()
    alive: dict[str, Any] = {"js_on_load": _asset("page.js"), "apply_default_css": False}
    plain: dict[str, Any] = {"js_on_load": None, "apply_default_css": False}
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

    with gr.Blocks(title=html.TITLE, analytics_enabled=False, fill_width=True) as page:
        turns = gr.State(())
        with gr.Row(elem_id="masthead"):
            gr.HTML(html.header_html(), **plain)
            again = gr.Button("新对话", elem_id="again", scale=0, min_width=88)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", scale=6, min_width=320):
                welcome = gr.HTML(elem_id="welcome", **alive)
                past = gr.HTML(elem_id="past", **alive)
                live = gr.HTML(elem_id="live", **alive)
                box = gr.Textbox(
                    label="问题",
                    show_label=False,
                    container=False,
                    placeholder="请输入问题",
                    lines=1,
                    max_lines=4,
                    max_length=LONGEST_QUESTION,
                    submit_btn="提问",
                    autofocus=True,
                    elem_id="question",
                )
            with gr.Column(elem_id="side", scale=5, min_width=320):
                viewer = gr.HTML(html.nothing_chosen_html(), elem_id="viewer", **alive)
                shelf = gr.HTML(elem_id="shelf", **plain)

        def opened() -> tuple[str, str]:
            return html.welcome_html(qa.examples()), html.shelf_html(qa.documents())

        def asked(
            typed: str,
            held: tuple[Turn, ...],
            event: gr.EventData,  # type: ignore[name-defined]
        ) -> Iterator[dict[Any, Any]]:
            # Not `is box`: a session holds its own copy of a component once it was updated.
            text = typed if event.target.elem_id == box.elem_id else event.ask
            for shown in converse(qa, held, text):
                update: dict[Any, Any] = {live: shown.live}
                if shown.past is not None:
                    update |= {past: shown.past, box: "", welcome: gr.update(visible=False)}
                if shown.turns is not None:
                    update |= {turns: shown.turns}
                yield update

        def broken(held: tuple[Turn, ...]) -> tuple[str, str]:
            return html.conversation_html(held), html.interrupted_html()

        def chosen(
            held: tuple[Turn, ...],
            event: gr.EventData,  # type: ignore[name-defined]
        ) -> str:
            return source(qa, held, int(event.turn), int(event.citation))

        def begun_again() -> dict[Any, Any]:
            cleared = {turns: (), past: "", live: "", box: "", viewer: html.nothing_chosen_html()}
            return {**cleared, welcome: gr.update(visible=True)}

        page.load(opened, None, [welcome, shelf], **quiet)
        # One listener for the box and all buttons: a second question waits for the first.
        answering = gr.on(
            [box.submit, welcome.submit, live.submit],
            asked,
            [box, turns],
            [past, live, welcome, box, turns],
            concurrency_limit=AT_ONCE,
            trigger_mode="once",
            **quiet,
        )
        answering.failure(broken, turns, [past, live], **quiet)
        gr.on([past.select, live.select], chosen, turns, viewer, concurrency_limit=AT_ONCE, **quiet)
        viewer.clear(html.nothing_chosen_html, None, viewer, **quiet)
        again.click(
            begun_again, None, [turns, past, live, box, viewer, welcome], cancels=[answering], **quiet
        )
    return page


def launch(
    qa: Desk, host: str = ADDRESS, port: int = PORT, open_browser: bool = False, wait: bool = True
) -> Any:
    """Serve the page; blocks until interrupted unless `wait` is false. Returns the `gr.Blocks`.

    Raises BudgetError when the port is taken.
    """
    _claim(host, port)
    gr = _gradio()
    page = build_page(qa)
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
        theme=gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=FONTS),
        css=_asset("page.css"),
        head=HEAD,
        js="() => { document.documentElement.lang = 'zh-CN' }",
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


def _gradio() -> Any:
    """Gradio, told first to keep quiet: on import it would look up two hosts."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio

    return gradio


def _asset(name: str) -> str:
    return (files("qa") / "data" / name).read_text(encoding="utf-8")


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
