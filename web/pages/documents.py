"""文档: what is indexed and what its checks found; for who knows the administrator's token, what he may do.

>>> part = documents(gradio, qa, keeper, language, i18n)     # `keeper` None: nothing to manage is shown
"""

from __future__ import annotations

from typing import Any

from web.pages import documents_html as html
from web.pages.administration import administration
from web.pages.gates import RoleGate, TokenGate
from web.pages.part import Part, plain
from web.services import Desk, Intake, Keeper, SecondReader
from web.staff.office import Office
from web.words import Words


def documents(
    gr: Any,
    qa: Desk,
    keeper: Keeper | None,
    language: Any,
    i18n: Any,
    intake: Intake | None = None,
    second: SecondReader | None = None,
    services: Office | None = None,
) -> Part:
    """The page's components and events, within the open `gr.Blocks`."""
    library, listed = _shelf(gr, qa, intake, second)

    def arrived(words: Words) -> dict[Any, Any]:
        return {library: listed(words)}

    if keeper is None:
        return Part((library,), arrived, arrived)

    with gr.Accordion(i18n("admin"), open=False, elem_id="admin") as panel:
        managing = administration(
            gr, qa, keeper, TokenGate(keeper), language, i18n, library, listed, services
        )

    def opened(words: Words) -> dict[Any, Any]:
        return {**arrived(words), panel: gr.update(label=words["admin"]), **managing.opened(words)}

    return Part((library, panel, *managing.components), opened, arrived)


def administered(
    gr: Any,
    qa: Desk,
    keeper: Keeper,
    language: Any,
    i18n: Any,
    intake: Intake | None = None,
    second: SecondReader | None = None,
    services: Office | None = None,
) -> Part:
    """The desk's page for administrators: what is done, above what is indexed."""
    with gr.Column(elem_id="admin"):
        pass_by = gr.Column()
    library, listed = _shelf(gr, qa, intake, second)
    with pass_by:
        managing = administration(gr, qa, keeper, RoleGate(), language, i18n, library, listed, services)

    def arrived(words: Words) -> dict[Any, Any]:
        return {library: listed(words)}

    def opened(words: Words) -> dict[Any, Any]:
        return {**arrived(words), **managing.opened(words)}

    return Part((library, *managing.components), opened, arrived)


def _shelf(gr: Any, qa: Desk, intake: Intake | None, second: SecondReader | None) -> tuple[Any, Any]:
    """What shows what is indexed, and what fills it."""
    library = gr.HTML(elem_id="library", **plain())

    def listed(words: Words) -> str:
        unread = intake.failed() if intake else ()
        model = second.found() if second else None
        return html.documents_html(qa.documents(), html.by_document(qa.findings()), words, unread, model)

    return library, listed
