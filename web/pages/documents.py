"""文档: what is indexed and what its checks found; for an administrator, what he may do to it.

He uploads, removes, re-indexes, and says what a document is.

>>> part = documents(gradio, qa, keeper, language, i18n)     # `keeper` None: nothing to manage is shown
"""

# Without `from __future__ import annotations`: Gradio finds an event's data by the real class.

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, Final

from index.facts.errors import BudgetError
from index.facts.file_names import SUFFIXES
from index.facts.given import said
from web.pages import documents_html as html
from web.pages.part import Part, alive, plain, quiet
from web.services import Desk, Intake, Keeper
from web.words import Words, words_for

_LOOK_SECONDS: Final = 0.5

log = logging.getLogger(__name__)


def managed(keeper: Keeper, token: str, act: Callable[[], str], words: Words) -> str:
    """Do one administrator's act if the token is right; what to tell, the refusal's reason included."""
    if not keeper.admits(token):
        return html.told_html(words["bad_token"], fault=True)
    try:
        return html.told_html(act())
    except BudgetError as error:
        log.warning("%s", error)
        return html.told_html(str(error), fault=True)


def documents(
    gr: Any, qa: Desk, keeper: Keeper | None, language: Any, i18n: Any, intake: Intake | None = None
) -> Part:
    """The page's components and events, within the open `gr.Blocks`."""
    library = gr.HTML(elem_id="library", **plain())

    def listed(words: Words) -> str:
        unread = intake.failed() if intake else ()
        return html.documents_html(qa.documents(), html.by_document(qa.findings()), words, unread)

    def arrived(words: Words) -> dict[Any, Any]:
        return {library: listed(words)}

    if keeper is None:
        return Part((library,), arrived, arrived)

    with gr.Accordion(i18n("admin"), open=False, elem_id="admin") as panel:
        with gr.Row(elem_id="entering"):
            token = gr.Textbox(label=i18n("token"), type="password", elem_id="token", scale=3)
            enter = gr.Button(i18n("enter"), elem_id="enter", scale=0, min_width=96)
        told = gr.HTML(elem_id="told", **plain())
        with gr.Group(visible=False, elem_id="managing") as managing:
            upload = gr.File(
                label=i18n("upload"), file_types=list(SUFFIXES), file_count="multiple", elem_id="upload"
            )
            shelf = gr.HTML(elem_id="managed", **alive())

    def shelved(words: Words) -> str:
        return html.managed_html(qa.documents(), keeper.upload_pass(), words, keeper.given())

    def entered(given: str, spoken: str) -> dict[Any, Any]:
        words = words_for(spoken)
        if not keeper.admits(given):
            return {told: html.told_html(words["bad_token"], fault=True), managing: gr.update(visible=False)}
        return {
            told: "",
            managing: gr.update(visible=True),
            shelf: shelved(words),
        }

    def uploaded(given: str, files: list[str] | None, spoken: str) -> Iterator[dict[Any, Any]]:
        words = words_for(spoken)
        ended = ""
        with ThreadPoolExecutor(1) as reader:
            for place, path in enumerate(map(Path, files or ()), 1):

                def taken(path: Path = path) -> str:
                    return words["uploaded"].format(name=keeper.add(path, path.name))

                act = reader.submit(managed, keeper, given, taken, words)
                while not act.done():
                    progress = keeper.under_way()
                    page = html.page_of(progress, words) if progress else ""
                    doing = f"{words['uploading']} {place}/{len(files or ())}：{path.name} {page}".rstrip()
                    yield {told: ended + html.told_html(doing)}
                    wait([act], _LOOK_SECONDS)
                ended += act.result()
        shown = shelved(words) if keeper.admits(given) else ""
        yield {told: ended, shelf: shown, library: listed(words), upload: None}

    def removed(
        given: str,
        spoken: str,
        event: gr.EventData,
    ) -> dict[Any, Any]:
        return acted(given, keeper.remove, "removed", str(event.name), words_for(spoken))

    def reindexed(
        given: str,
        spoken: str,
        event: gr.EventData,
    ) -> dict[Any, Any]:
        return acted(given, keeper.reindex, "reindexed", str(event.name), words_for(spoken))

    def assigned(
        given: str,
        spoken: str,
        event: gr.EventData,
    ) -> dict[Any, Any]:
        words = words_for(spoken)
        # What is as it was read is not said: a later reading may read it better.
        body, year, kind = (str(getattr(event, name)).strip() for name in ("body", "year", "kind"))

        def act() -> str:
            if year and not year.isdigit():
                raise BudgetError(f"{year}不是年份。请写四位年份，如 2025")
            made = keeper.assign(str(event.name), said(body, int(year) if year else None, kind))
            return words["assigned"].format(
                name=made.name, body=made.body, year=made.year, kind=made.kind.value
            )

        return shown_after(given, managed(keeper, given, act, words), words)

    def acted(given: str, act: Callable[[str], None], done: str, name: str, words: Words) -> dict[Any, Any]:
        def told_of() -> str:
            act(name)
            return words[done].format(name=name)

        return shown_after(given, managed(keeper, given, told_of, words), words)

    def shown_after(given: str, how: str, words: Words) -> dict[Any, Any]:
        shown = shelved(words) if keeper.admits(given) else ""
        return {told: how, shelf: shown, library: listed(words)}

    def opened(words: Words) -> dict[Any, Any]:
        return {
            **arrived(words),
            panel: gr.update(label=words["admin"]),
            token: gr.update(label=words["token"]),
            enter: gr.update(value=words["enter"]),
            upload: gr.update(label=words["upload"]),
        }

    gr.on([enter.click, token.submit], entered, [token, language], [told, managing, shelf], **quiet())
    upload.upload(uploaded, [token, upload, language], [told, shelf, library, upload], **quiet())
    shelf.remove(removed, [token, language], [told, shelf, library], **quiet())
    shelf.reindex(reindexed, [token, language], [told, shelf, library], **quiet())
    shelf.assign(assigned, [token, language], [told, shelf, library], **quiet())
    return Part((library, panel, token, enter, upload), opened, arrived)
