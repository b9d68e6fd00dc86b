"""The pages joined: masthead, language, tabs; a visit is opened in the reader's language.

>>> page = build_page(qa, feedback=journal, keeper=admin)    # a gr.Blocks, not yet served
"""

# Without `from __future__ import annotations`: Gradio finds the request by the real class.

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from starlette.routing import BaseRoute, Mount

from index.build import Progress
from web.language import choice_of
from web.page_images import DrawingProcesses, PageImages
from web.pages.chat import AT_ONCE, Recall, chat
from web.pages.desk import desk, now
from web.pages.documents import administered, documents
from web.pages.documents_html import arriving_html
from web.pages.gates import RoleGate
from web.pages.part import NO_REFERRER, SAME_ORIGIN, Part, asset, plain, quiet
from web.services import Desk, Feedback, Intake, Keeper, SecondReader
from web.staff.door import person_of
from web.staff.office import Office
from web.stubs import leave_out_stubs
from web.words import FIRST, LANGUAGES, Words, words_for

Served = tuple[BaseRoute, Callable[[Any], AbstractAsyncContextManager[Any]]]
"""A route and what must run as long as the server does."""

VIEWS: Final = ("chat", "desk", "documents")
_HOUR: Final = 3600
_LOOK_SECONDS: Final = 2.0
HEAD: Final = (
    f'<meta name="color-scheme" content="light dark">{NO_REFERRER}'
    '<meta name="generator" content="budget-qa; AIGC">'
    # Gradio confines `css` to what stands inside its margins: the margins themselves are set here.
    "<style>@media (max-width: 900px) { .main.fillable.app { padding: 8px 14px !important; } }</style>"
)
FONTS: Final = (
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "system-ui",
    "sans-serif",
)


@dataclass(frozen=True, slots=True)
class View:
    """One tab: its id, which names its words too, what builds it, and whom it is shown to if not to all."""

    id: str
    build: Callable[[Any, Any], Part]
    admits: Callable[[Any], bool] | None = None


def masthead_html(
    words: Words, language: str, view: str, views: Sequence[str] = VIEWS, person: str = ""
) -> str:
    """The title, the label that answers are machine-generated, and the languages to choose from.

    `views` are the tabs in their order; `person` is who works at the desk, where that is the page.
    """
    links = "".join(
        f'<a href="?{escape(urlencode({"lang": code, "view": view}))}" lang="{code}" hreflang="{code}"'
        f"{_current(code == language)}>{name}</a>"
        for code, name in LANGUAGES.items()
    )
    public = f'<a href=".">{words["view_chat"]}</a>' if person else ""
    leave = (
        f'<form class="leave" method="post" action="desk/logout"><span>{escape(person)}</span>'
        f'<button type="submit">{words["logout"]}</button></form>'
        if person
        else ""
    )
    return (
        f'<header class="masthead" data-lang="{language}" data-fault="{words["fault"]}"'
        f' data-lost="{words["lost"]}" data-views="{",".join(views)}"><h1>{words["title"]}</h1>'
        f'<p class="label"><span class="tag">{words["ai_tag"]}</span>{words["notice"]}</p>'
        f'<nav class="ways" aria-label="{words["round"]}">{public}'
        f'<a href="bodies">{words["bodies"]}</a><a href="figures">{words["explore"]}</a>'
        f'<a href="compare">{words["compare"]}</a></nav>{leave}'
        f'<nav class="languages" aria-label="{words["languages"]}">{links}</nav></header>'
    )


def standing_html(notice: str, words: Words) -> str:
    """That questions are not answered now, and the notice; "" where they are."""
    if not notice:
        return ""
    return f'<p class="standing" role="status"><strong>{words["closed_now"]}</strong>{escape(notice)}</p>'


def gradio() -> Any:
    """Gradio, told first to keep quiet: on import it would look up two hosts, and write stubs."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    leave_out_stubs()
    import gradio

    return gradio


def build_page(
    qa: Desk,
    feedback: Feedback | None = None,
    keeper: Keeper | None = None,
    ahead: Callable[[], int] = lambda: 0,
    agents: Desk | None = None,
    intake: Intake | None = None,
    pages: PageImages | None = None,
    second: SecondReader | None = None,
    closed: bool = False,
    recall: Recall | None = None,
    now: Callable[[], datetime] = now,
    services: Office | None = None,
    recall_calls: Recall | None = None,
) -> Any:
    """The pages over one Desk, a `gr.Blocks`. `look` is given to its launch, as Gradio 6 wants it.

    Without `feedback` answers cannot be judged, without `keeper` there is nothing to manage. `ahead`
    tells how many questions wait before the next one; `agents` is the Desk of the hotline's page, where it
    is another than the public's; `intake` tells of files being indexed, for as long as they are; `pages`
    draws what is cited; `second` is the language model asked where the rules hold back; `now` is the agents'
    clock; `services` are what administrators have besides documents; `recall` finds
    answers for a page that is loaded again, `recall_calls` those of the desk. Where the desk is `closed` to
    strangers, neither it nor what there is to manage is here: see `build_desk`.
    """
    gr = gradio()
    drawn = pages or PageImages(DrawingProcesses())
    views = [
        View("chat", lambda language, i18n: chat(gr, qa, drawn, feedback, language, i18n, ahead, recall)),
        View(
            "desk",
            lambda language, i18n: desk(
                gr, agents or qa, drawn, language, i18n, now, feedback, recall=recall_calls
            ),
        ),
        View(
            "documents",
            lambda language, i18n: documents(
                gr, qa, None if closed else keeper, language, i18n, intake, second, services
            ),
        ),
    ]
    return _joined(gr, [view for view in views if not (closed and view.id == "desk")], intake, services)


def build_desk(
    agents: Desk,
    keeper: Keeper,
    feedback: Feedback | None = None,
    intake: Intake | None = None,
    pages: PageImages | None = None,
    second: SecondReader | None = None,
    now: Callable[[], datetime] = now,
    services: Office | None = None,
    recall: Recall | None = None,
) -> Any:
    """The pages of a desk closed to strangers, a `gr.Blocks`: the desk, and what administrators do."""
    gr = gradio()
    drawn, gate = pages or PageImages(DrawingProcesses()), RoleGate()
    handover = services.handover if services else None
    views = [
        View(
            "desk",
            lambda language, i18n: desk(gr, agents, drawn, language, i18n, now, feedback, handover, recall),
        ),
        View(
            "admin",
            lambda language, i18n: administered(gr, agents, keeper, language, i18n, intake, second, services),
            lambda request: gate.admits("", request),
        ),
    ]
    return _joined(gr, views, intake, services)


def _joined(gr: Any, views: Sequence[View], intake: Intake | None, services: Office | None) -> Any:
    """The views as the tabs of one page, filled in the visitor's language."""
    i18n = translations(gr)
    names = tuple(view.id for view in views)
    with gr.Blocks(
        title=words_for(FIRST)["title"],
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(_HOUR, _HOUR),  # uploads not taken
    ) as page:
        language = gr.State(FIRST)
        masthead = gr.HTML(elem_id="masthead", js_on_load=asset("masthead.js"), apply_default_css=False)
        standing = gr.HTML(elem_id="standing", **plain())
        arriving = gr.HTML(elem_id="arriving", **plain())
        clock = gr.Timer(_LOOK_SECONDS, active=False)
        shown: list[Any] = []
        parts: list[Part] = []
        with gr.Tabs(elem_id="views", selected=names[0]) as tabs:
            for view in views:
                with gr.Tab(i18n(f"view_{view.id}"), id=view.id, visible=view.admits is None) as tab:
                    parts.append(view.build(language, i18n))
                shown.append(tab)

        def opened(request: gr.Request) -> dict[Any, Any]:
            asked = request.query_params
            chosen = choice_of(request).language
            admitted = [view.admits is None or view.admits(request) for view in views]
            there = [name for name, is_shown in zip(names, admitted, strict=True) if is_shown]
            view = asked.get("view", names[0])
            view = view if view in there else names[0]
            words, person = words_for(chosen), person_of(request)
            progress = under_way()  # before the parts look: what comes in meanwhile is filled in by the clock
            update: dict[Any, Any] = {
                language: chosen,
                masthead: masthead_html(words, chosen, view, there, person.name if person else ""),
                tabs: gr.update(selected=view),
                standing: standing_html(services.switch.notice() if services else "", words),
            }
            for name, tab, part, is_shown in zip(names, shown, parts, admitted, strict=True):
                update[tab] = gr.update(label=words[f"view_{name}"], visible=is_shown)
                if is_shown:
                    update |= part.opened(words)
            return {**update, **looked(progress, words), held: progress.done if progress else None}

        def under_way() -> Progress | None:
            return intake.under_way() if intake else None

        def looked(progress: Progress | None, words: Words) -> dict[Any, Any]:
            told = arriving_html(progress, bool(intake and intake.broken()), words)
            return {
                arriving: gr.update(value=told, visible=bool(told)),
                clock: gr.update(active=progress is not None),
            }

        def ticked(spoken: str, before: int | None) -> dict[Any, Any]:
            words = words_for(spoken)
            progress = under_way()
            done = progress.done if progress else None
            update = looked(progress, words)
            # Of six files each is shown as it comes; of thousands not, the list would be drawn all the time.
            if done is None or before is None or (done - before) * 10 > before:
                update[held] = done
                for part in parts:
                    update |= part.arrived(words)
            return update

        held = gr.State(None)  # how many files were indexed when the page was last filled; None: all
        clock.tick(
            ticked,
            [language, held],
            [arriving, clock, held, *(c for part in parts for c in part.components)],
            queue=False,
            **quiet(),
        )
        filled = [language, masthead, standing, tabs, *shown, arriving, clock, held]
        page.load(opened, None, [*filled, *(c for part in parts for c in part.components)], **quiet())
    return page


def translations(gr: Any) -> Any:
    """The pages' own words for Gradio, by which the first paint is in the browser's language."""
    return gr.I18n(**{code: dict(words_for(code)) for code in LANGUAGES})


def mounted(page: Any, path: str, megabytes: int | None) -> Served:
    """A page beside the first one: its route, and what must run as long as the server does."""
    from fastapi import FastAPI

    gr = gradio()
    page.queue(default_concurrency_limit=AT_ONCE)
    carrier = FastAPI(openapi_url=None)
    size = f"{megabytes}mb" if megabytes else None
    gr.mount_gradio_app(
        carrier,
        page,
        path,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        max_file_size=size,
        **(look() | {"head": HEAD.replace(NO_REFERRER, SAME_ORIGIN)}),
    )
    (route,) = (route for route in carrier.routes if isinstance(route, Mount))
    return route, carrier.router.lifespan_context


def look() -> dict[str, Any]:
    """Theme, style and words, as `launch` and `mount_gradio_app` take them."""
    gr = gradio()
    return {
        "theme": gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=FONTS),
        "css": asset("page.css") + asset("views.css"),
        "head": HEAD,
        "js": "() => { document.documentElement.lang = 'zh-CN' }",
        "i18n": translations(gr),
    }


def _current(current: bool) -> str:
    return ' aria-current="true"' if current else ""
