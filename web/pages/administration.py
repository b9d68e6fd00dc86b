"""管理: what an administrator does from the page: files come and go, and what they are is said.

>>> part = administration(gradio, qa, keeper, TokenGate(keeper), language, i18n, changed)
"""

# Without `from __future__ import annotations`: Gradio finds an event's data by the real class.

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, Final

from index.facts.errors import BudgetError
from index.facts.given import said
from index.facts.naming.file_names import SUFFIXES
from web.pages import documents_html as html
from web.pages.gates import Gate, managed
from web.pages.office import office
from web.pages.part import Part, alive, plain, quiet
from web.services import Desk, Keeper
from web.staff.office import Office
from web.words import Words, words_for

_LOOK_SECONDS: Final = 0.5


def administration(
    gr: Any,
    qa: Desk,
    keeper: Keeper,
    gate: Gate,
    language: Any,
    i18n: Any,
    library: Any,
    listed: Callable[[Words], str],
    services: Office | None = None,
) -> Part:
    """The components and events, within the open `gr.Blocks`.

    `library` shows what is indexed and is filled by `listed` after each change. `services` are what there is
    besides documents.
    """
    with gr.Row(elem_id="entering", visible=gate.asks):
        token = gr.Textbox(label=i18n("token"), type="password", elem_id="token", scale=3)
        enter = gr.Button(i18n("enter"), elem_id="enter", scale=0, min_width=96)
    told = gr.HTML(elem_id="told", **plain())
    with gr.Group(visible=not gate.asks, elem_id="managing") as managing:
        upload = gr.File(
            label=i18n("upload"), file_types=list(SUFFIXES), file_count="multiple", elem_id="upload"
        )
        shelf = gr.HTML(elem_id="managed", **alive())
        beside = office(gr, qa, services, gate, token, told, language) if services else None

    def shelved(words: Words) -> str:
        # By the door nobody needs a pass.
        carried = keeper.upload_pass() if gate.asks else ""
        return html.managed_html(qa.documents(), carried, words, keeper.given())

    def entered(given: str, spoken: str, request: gr.Request) -> dict[Any, Any]:
        words = words_for(spoken)
        if not gate.admits(given, request):
            return {told: html.told_html(words["bad_token"], fault=True), managing: gr.update(visible=False)}
        return {told: "", managing: gr.update(visible=True), **filled(words)}

    def filled(words: Words) -> dict[Any, Any]:
        return {shelf: shelved(words), **(beside.opened(words) if beside else {})}

    def uploaded(
        given: str, files: list[str] | None, spoken: str, request: gr.Request
    ) -> Iterator[dict[Any, Any]]:
        words, admitted = words_for(spoken), gate.admits(given, request)
        ended = ""
        with ThreadPoolExecutor(1) as reader:
            for place, path in enumerate(map(Path, files or ()), 1):

                def taken(path: Path = path) -> str:
                    return words["uploaded"].format(name=keeper.add(path, path.name))

                act = reader.submit(managed, admitted, taken, words)
                while not act.done():
                    progress = keeper.under_way()
                    page = html.page_of(progress, words) if progress else ""
                    doing = f"{words['uploading']} {place}/{len(files or ())}：{path.name} {page}".rstrip()
                    yield {told: ended + html.told_html(doing)}
                    wait([act], _LOOK_SECONDS)
                ended += act.result()
        shown = shelved(words) if admitted else ""
        yield {told: ended, shelf: shown, library: listed(words), upload: None}

    def removed(given: str, spoken: str, request: gr.Request, event: gr.EventData) -> dict[Any, Any]:
        return acted(gate.admits(given, request), keeper.remove, "removed", str(event.name), spoken)

    def reindexed(given: str, spoken: str, request: gr.Request, event: gr.EventData) -> dict[Any, Any]:
        return acted(gate.admits(given, request), keeper.reindex, "reindexed", str(event.name), spoken)

    def assigned(given: str, spoken: str, request: gr.Request, event: gr.EventData) -> dict[Any, Any]:
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

        return shown_after(gate.admits(given, request), act, words)

    def acted(
        admitted: bool, act: Callable[[str], None], done: str, name: str, spoken: str
    ) -> dict[Any, Any]:
        words = words_for(spoken)

        def told_of() -> str:
            act(name)
            return words[done].format(name=name)

        return shown_after(admitted, told_of, words)

    def shown_after(admitted: bool, act: Callable[[], str], words: Words) -> dict[Any, Any]:
        how = managed(admitted, act, words)
        return {told: how, shelf: shelved(words) if admitted else "", library: listed(words)}

    def opened(words: Words) -> dict[Any, Any]:
        return {
            token: gr.update(label=words["token"]),
            enter: gr.update(value=words["enter"]),
            upload: gr.update(label=words["upload"]),
            # Behind the token nothing is told before it is typed.
            **({} if gate.asks else filled(words)),
        }

    acts = [token, language]
    others = beside.components if beside else ()
    gr.on([enter.click, token.submit], entered, acts, [told, managing, shelf, *others], **quiet())
    upload.upload(uploaded, [token, upload, language], [told, shelf, library, upload], **quiet())
    shelf.remove(removed, acts, [told, shelf, library], **quiet())
    shelf.reindex(reindexed, acts, [told, shelf, library], **quiet())
    shelf.assign(assigned, acts, [told, shelf, library], **quiet())
    shown = (token, enter, upload, *(() if gate.asks else (shelf, *others)))
    return Part(shown, opened, lambda words: {})
