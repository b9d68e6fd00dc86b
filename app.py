"""The pages served: questions in, answers with figures, sources and the cited page out.

Composing only: answering belongs to `qa`, the pages to `web.pages`.

>>> launch(desk, port=7860)                     # any Desk, for instance an open BudgetQA
$ python app.py --store store --port 7860       # the same as `budget-qa serve`
"""

from __future__ import annotations

import gc
import logging
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final

from index.build import Summary
from index.facts.errors import BudgetError
from index.facts.plainly import reason
from web.page_images import DrawingProcesses, PageImages
from web.pages.chat import AT_ONCE
from web.pages.follow import FIRST_ASKED
from web.pages.page import Served, build_desk, build_page, look, mounted
from web.rates import count_of
from web.reception import Reception
from web.server import guarded, routes
from web.services import Desk, Feedback, Intake, Keeper, Recorder, SecondReader
from web.settings import DeskSettings, Serving
from web.staff.door import DESK, Access
from web.staff.office import Office

ADDRESS: Final = "127.0.0.1"
PORT: Final = 7860

log = logging.getLogger(__name__)


def launch(
    qa: Desk,
    host: str = ADDRESS,
    port: int = PORT,
    open_browser: bool = False,
    wait: bool = True,
    feedback: Feedback | None = None,
    keeper: Keeper | None = None,
    recorder: Recorder | None = None,
    serving: Serving | None = None,
    tools: Callable[[Desk], Served] | None = None,
    megabytes: int | None = None,
    intake: Intake | None = None,
    ready: Callable[[], None] | None = None,
    second: SecondReader | None = None,
    access: Access | None = None,
    desking: DeskSettings | None = None,
    office: Office | None = None,
) -> Any:
    """Serve the pages; blocks until interrupted unless `wait` is false. Returns the `gr.Blocks`.

    `tools` makes one more route over the Desk given to it; `megabytes` limits an uploaded file; `intake`
    tells of files that are being indexed; `ready` runs beside the pages once they are there; `second` is the
    language model that `qa` asks. With `access` the desk has an address of its own for those whom it knows,
    and the `keeper` is met there; `desking` are the desk's settings, `office` what
    administrators have besides documents.
    Raises BudgetError when the port is taken.
    """
    _claim(host, port)
    serving, desking = serving or Serving(), desking or DeskSettings()
    drawing = DrawingProcesses()
    pages = PageImages(drawing)
    standing = office.switch.notice if office else lambda: ""
    queue = count_of(serving.limits.get_secret_value(), "waiting")
    reception = Reception(qa, serving, recorder, intake, pages, second, standing, queue)
    public, agents = reception.by("网页"), reception.by("坐席")
    page = build_page(
        public,
        feedback,
        keeper,
        reception.waiting,
        agents,
        intake,
        pages,
        second,
        closed=access is not None,
        recall=public.recall,
        now=desking.now,
        services=office,
        recall_calls=agents.recall,
    )
    beside = [tools(reception.by("mcp"))] if tools else []
    if access is not None:
        if keeper is None:
            raise ValueError("keeper")
        beside.append(
            mounted(
                build_desk(
                    agents, keeper, feedback, intake, pages, second, desking.now, office, agents.recall
                ),
                DESK,
                megabytes,
            )
        )
    # Uvicorn would believe whoever asks from the same machine: whom to believe is settled in `guarded`.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
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
        # A thread for each question that is answered or waits, and some for what the pages do besides.
        max_threads=serving.at_once + serving.waiting + AT_ONCE,
        max_file_size=f"{megabytes}mb" if megabytes else None,
        **look(),
        app_kwargs={
            "routes": routes(reception, *(route for route, _ in beside), keeper=keeper),
            "middleware": guarded(
                serving, upload_pass=keeper.upload_pass() if keeper and not access else None, access=access
            ),
            "lifespan": _all_running([running for _, running in beside]),
        },
    )
    log.info("页面已就绪：http://%s:%d/ （按 Ctrl+C 停止）", host, port)
    if ready:
        threading.Thread(target=ready, daemon=True).start()
    if wait:
        try:
            page.block_thread()
        finally:
            drawing.close()
    return page


def _all_running(
    lifespans: Sequence[Callable[[Any], AbstractAsyncContextManager[Any]]],
) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """Runs each as long as the server does."""

    @asynccontextmanager
    async def running(application: Any) -> AsyncIterator[None]:
        async with AsyncExitStack() as held:
            for lifespan in lifespans:
                await held.enter_async_context(lifespan(application))
            yield

    return running


_LAST_PORT = 65535


def _claim(host: str, port: int) -> None:
    """Try the address before anything slow is built. Raises BudgetError when it cannot be had."""
    if not 0 <= port <= _LAST_PORT:
        raise BudgetError(f"没有 {port} 这个端口。请用 --port 换一个，从 0 到 {_LAST_PORT}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise BudgetError(
            f"无法在 {host}:{port} 启动页面：{reason(error)}。请用 --port 换一个端口，或用 --host 换一个地址"
        ) from error


def serve(
    store: Path,
    host: str = ADDRESS,
    port: int = PORT,
    open_browser: bool = False,
    files: Sequence[Path] = (),
    indexed: Callable[[Summary], None] = lambda summary: None,
) -> None:
    """Open the store and serve the page over it until interrupted.

    `files` are indexed once the page is there; `indexed` is told how that ended.
    """
    _claim(host, port)
    # What is imported is never let go: looking for garbage in it costs a tenth of the time to the first page.
    gc.disable()
    from index.store.opening import open_logins, open_members, open_notes, open_questions
    from qa import BudgetQA
    from qa.settings import Settings
    from web.admin import Administration
    from web.following import Following
    from web.indexing import Indexing
    from web.journal import Journal
    from web.staff.handover import HandOver
    from web.staff.marks import Marks
    from web.staff.schedule import Timetable
    from web.staff.switch import Switch
    from web.staff.syncs import last_runs
    from web.tools import build_tools, over_http

    _tell_questions()
    serving, settings, desking = Serving(), Settings(), DeskSettings()
    limits = settings.limits()
    if settings.location(store).database and not serving.limits.get_secret_value():
        log.warning(
            "限速按进程计算，排队的序号和登录的次数也是：几个 serve 共用这个数据库时，一个客户端能问到几倍。"
            "要合在一起算，请设 BUDGET_QA_SERVE_LIMITS（如 redis://主机:6379）"
        )
    token = serving.admin_token.get_secret_value()
    with (
        BudgetQA.open(store, create=bool(files) or bool(token) or desking.closed) as qa,
        closing(Journal(open_questions(settings.location(store)), serving.days)) as journal,
        closing(open_notes(settings.location(store))) as notes,
        closing(open_logins(settings.location(store))) as logins,
        closing(open_members(settings.location(store))) as members,
    ):
        counted = serving.limits.get_secret_value()
        access = Access.of(desking, logins, members, counted) if desking.closed else None
        kept = journal if serving.days else None
        # Where persons are known, nobody needs a token on the page; one that is set holds for the API.
        keeper = Administration(qa, token or token_urlsafe(), limits) if token or access else None
        handover = (
            HandOver(str(desking.webhook), desking.webhook_secret.get_secret_value(), notes)
            if desking.webhook
            else None
        )
        office = Office(
            Switch(notes),
            Marks(notes),
            lambda: journal.entries(wrong=True),
            lambda: last_runs(notes),
            desking.now,
            Timetable(notes, desking.sync),
            handover,
        )
        indexing = Indexing(qa, files, limits, indexed) if files else None
        following = Following(qa)

        def tools(desk: Desk) -> Served:
            return over_http(build_tools(qa, desk), host)

        def warm() -> None:
            """Open the passages: the first 为什么 is quick, and `index` from elsewhere is told to wait."""
            gc.freeze()
            gc.enable()
            if qa.second is not None:
                qa.second.begin()
            if indexing:
                indexing.start()
            try:
                qa.vectors()
                if indexing and not qa.documents():
                    indexing.wait()
                for question in qa.examples()[
                    :FIRST_ASKED
                ]:  # and the words are read in that cutting a text needs
                    qa.quietly(question)
            except BudgetError as error:
                log.warning("暂时只能回答数字：%s", error)
            following.start()
            if handover:
                handover.start()

        try:
            launch(
                qa,
                host,
                port,
                open_browser,
                feedback=kept,
                keeper=keeper,
                recorder=kept,
                serving=serving,
                tools=tools,
                megabytes=limits.megabytes,
                intake=indexing,
                ready=warm,
                second=qa.second,
                access=access,
                desking=desking,
                office=office,
            )
        finally:
            following.stop()
            if handover:
                handover.close()
            if indexing:
                indexing.stop()


def _tell_questions() -> None:
    """Where the page is, files indexed, and one line of JSON for each question, on stderr."""
    plain = logging.StreamHandler()
    for logger in (
        log,
        logging.getLogger("web.indexing"),
        logging.getLogger("web.staff"),
        logging.getLogger("budget_qa.questions"),
    ):
        logger.setLevel(logging.INFO)
        logger.addHandler(plain)
        logger.propagate = False


if __name__ == "__main__":
    from cli.serving import serve as serve_command
    from cli.wording import Commands

    commands = Commands(add_completion=False)
    commands.command()(serve_command)
    commands()
