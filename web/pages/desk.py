"""坐席工作台: an agent types what the caller asks; script, figures and ticket appear at once.

>>> part = desk(gradio, qa, language, i18n)            # inside a gr.Blocks and a gr.Tab
"""

# Without `from __future__ import annotations`: Gradio finds an event's data by the real class.

from collections.abc import Callable
from datetime import datetime
from typing import Any

from qa.records import Answer, Status
from web.pages import desk_html as html
from web.pages.chat import AT_ONCE, LONGEST_QUESTION, answered
from web.pages.desk_html import Call
from web.pages.documents_html import told_html
from web.pages.part import Part, alive, plain, quiet
from web.pages.script import terms_of
from web.pages.source import source
from web.pages.source_html import nothing_chosen_html
from web.services import Busy, Desk
from web.words import Words, words_for


def now() -> datetime:
    """The time on the agent's ticket: local, with its offset."""
    return datetime.now().astimezone()


def definitions(qa: Desk, answer: Answer) -> tuple[Answer, ...]:
    """What the documents say the terms of an answer mean; none where they do not say."""
    asked = (qa.quietly(f"什么是{term}？") for term in terms_of(answer))
    return tuple(reply for reply in asked if reply.status is Status.ANSWERED and not reply.figures)


def desk(gr: Any, qa: Desk, language: Any, i18n: Any, clock: Callable[[], datetime] = now) -> Part:
    """The page's components and events, within the open `gr.Blocks`."""
    calls = gr.State(())
    with gr.Row(elem_classes="split", elem_id="agent"):
        with gr.Column(scale=6, min_width=320, elem_classes="work"):
            with gr.Row(elem_id="calling"):
                box = gr.Textbox(
                    label=i18n("desk_question"),
                    show_label=False,
                    container=False,
                    placeholder=i18n("desk_question"),
                    lines=1,
                    max_lines=3,
                    max_length=LONGEST_QUESTION,
                    submit_btn=i18n("ask"),
                    elem_id="caller",
                )
            keys = gr.HTML(elem_id="keys", **plain())
            call = gr.HTML(elem_id="call", **alive())
            terms = gr.HTML(elem_id="terms", **plain())
        with gr.Column(elem_classes="side", scale=5, min_width=320):
            viewer = gr.HTML(elem_id="desk-viewer", **alive())
            shift = gr.HTML(elem_id="shift", **alive())

    def asked(
        typed: str,
        held: tuple[Call, ...],
        spoken: str,
        event: gr.EventData,
    ) -> dict[Any, Any]:
        text = typed if event.target.elem_id == box.elem_id else event.ask
        words = words_for(spoken)
        # A follow-up is understood from the calls before it; another caller's topic is left by
        # naming the body, as in any conversation.
        try:
            turn = answered(qa, tuple(each.turn for each in held[-1:]), text)
        except Busy as error:
            return {call: told_html(str(error), fault=True), box: text}
        if turn is None:
            return {box: ""}
        kept = (*held, Call(turn, clock()))
        return {
            call: html.call_html(kept[-1], len(kept) - 1, words),
            terms: "",
            shift: html.calls_html(kept, words),
            calls: kept,
            viewer: nothing_chosen_html(words),
            box: "",
        }

    def explained(held: tuple[Call, ...], spoken: str) -> str:
        return html.terms_html(definitions(qa, held[-1].turn.answer), words_for(spoken)) if held else ""

    def reopened(
        held: tuple[Call, ...],
        spoken: str,
        event: gr.EventData,
    ) -> tuple[str, str]:
        number = int(event.call)
        if number < 0:
            raise IndexError(f"来电 {number}")
        return html.call_html(held[number], number, words_for(spoken)), ""

    def chosen(
        held: tuple[Call, ...],
        spoken: str,
        event: gr.EventData,
    ) -> str:
        turns = [each.turn for each in held]
        return source(qa, turns, int(event.turn), int(event.citation), words_for(spoken))

    def opened(words: Words) -> dict[Any, Any]:
        return {
            keys: html.keys_html(words),
            call: html.idle_html(words),
            viewer: nothing_chosen_html(words),
            shift: html.calls_html((), words),
            box: gr.update(
                label=words["desk_question"], placeholder=words["desk_question"], submit_btn=words["ask"]
            ),
        }

    # Not queued: the answer takes milliseconds, the queue would cost as much again.
    asking = gr.on(
        [box.submit, call.submit],
        asked,
        [box, calls, language],
        [call, terms, shift, calls, viewer, box],
        queue=False,
        **quiet(),
    )
    asking.success(explained, [calls, language], terms, concurrency_limit=AT_ONCE, **quiet())
    call.select(chosen, [calls, language], viewer, concurrency_limit=AT_ONCE, **quiet())
    shift.call(reopened, [calls, language], [call, terms], queue=False, **quiet())
    viewer.clear(
        lambda spoken: nothing_chosen_html(words_for(spoken)), language, viewer, queue=False, **quiet()
    )
    return Part((keys, call, viewer, shift, box), opened)
