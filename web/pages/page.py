"""The three pages joined: masthead, language, tabs; a visit is opened in the reader's language.

>>> page = build_page(qa, feedback=journal, keeper=admin)    # a gr.Blocks, not yet served
"""

# Without `from __future__ import annotations`: Gradio finds the request by the real class.

import os
from collections.abc import Callable
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from index.build import Progress
from web.page_images import DrawingProcesses, PageImages
from web.pages.chat import chat
from web.pages.desk import desk
from web.pages.documents import documents
from web.pages.documents_html import arriving_html
from web.pages.part import asset, plain, quiet
from web.services import Desk, Feedback, Intake, Keeper
from web.stubs import leave_out_stubs
from web.words import FIRST, LANGUAGES, Words, language_of, words_for

VIEWS: Final = ("chat", "desk", "documents")
_HOUR: Final = 3600
_LOOK_SECONDS: Final = 2.0
HEAD: Final = (
    '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
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


def masthead_html(words: Words, language: str, view: str) -> str:
    """The title, the label that answers are machine-generated, and the languages to choose from."""
    links = "".join(
        f'<a href="?{escape(urlencode({"lang": code, "view": view}))}" lang="{code}" hreflang="{code}"'
        f"{_current(code == language)}>{name}</a>"
        for code, name in LANGUAGES.items()
    )
    return (
        f'<header class="masthead" data-lang="{language}" data-fault="{words["fault"]}"'
        f' data-lost="{words["lost"]}"><h1>{words["title"]}</h1>'
        f'<p class="label"><span class="tag">{words["ai_tag"]}</span>{words["notice"]}</p>'
        f'<nav class="languages" aria-label="{words["languages"]}">{links}</nav></header>'
    )


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
) -> Any:
    """The pages over one Desk, a `gr.Blocks`. `look` is given to its launch, as Gradio 6 wants it.

    Without `feedback` answers cannot be judged, without `keeper` there is nothing to manage. `ahead`
    tells how many questions wait before the next one; `agents` is the Desk of the hotline's page, where it
    is another than the public's; `intake` tells of files being indexed, for as long as they are; `pages`
    draws what is cited.
    """
    gr = gradio()
    i18n = translations(gr)
    first = words_for(FIRST)
    pages = pages or PageImages(DrawingProcesses())
    with gr.Blocks(
        title=first["title"],
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(_HOUR, _HOUR),  # uploads not taken
    ) as page:
        language = gr.State(FIRST)
        masthead = gr.HTML(elem_id="masthead", js_on_load=asset("masthead.js"), apply_default_css=False)
        arriving = gr.HTML(elem_id="arriving", **plain())
        clock = gr.Timer(_LOOK_SECONDS, active=False)
        with gr.Tabs(elem_id="views", selected="chat") as tabs:
            with gr.Tab(i18n("view_chat"), id="chat") as chat_tab:
                parts = [chat(gr, qa, pages, feedback, language, i18n, ahead)]
            with gr.Tab(i18n("view_desk"), id="desk") as desk_tab:
                parts.append(desk(gr, agents or qa, pages, language, i18n))
            with gr.Tab(i18n("view_documents"), id="documents") as documents_tab:
                parts.append(documents(gr, qa, keeper, language, i18n, intake))

        def opened(request: gr.Request) -> dict[Any, Any]:  # type: ignore[name-defined]
            asked = request.query_params
            chosen = language_of(asked.get("lang"), request.headers.get("accept-language", ""))
            view = asked.get("view", "chat")
            view = view if view in VIEWS else "chat"
            words = words_for(chosen)
            progress = under_way()  # before the parts look: what comes in meanwhile is filled in by the clock
            update: dict[Any, Any] = {
                language: chosen,
                masthead: masthead_html(words, chosen, view),
                tabs: gr.update(selected=view),
                chat_tab: gr.update(label=words["view_chat"]),
                desk_tab: gr.update(label=words["view_desk"]),
                documents_tab: gr.update(label=words["view_documents"]),
            }
            for part in parts:
                update |= part.opened(words)
            return {**update, **looked(progress, words), held: progress.done if progress else None}

        def under_way() -> Progress | None:
            return intake.under_way() if intake else None

        def looked(progress: Progress | None, words: Words) -> dict[Any, Any]:
            shown = arriving_html(progress, bool(intake and intake.broken()), words)
            return {
                arriving: gr.update(value=shown, visible=bool(shown)),
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
        filled = [language, masthead, tabs, chat_tab, desk_tab, documents_tab, arriving, clock, held]
        page.load(opened, None, [*filled, *(c for part in parts for c in part.components)], **quiet())
    return page


def translations(gr: Any) -> Any:
    """The pages' own words for Gradio, by which the first paint is in the browser's language."""
    return gr.I18n(**{code: dict(words_for(code)) for code in LANGUAGES})


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
