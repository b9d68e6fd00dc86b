"""坐席工作台: an agent types what the caller asks; script, figures and ticket appear at once.

>>> part = desk(gradio, qa, language, i18n)            # inside a gr.Blocks and a gr.Tab
"""

# Without `from __future__ import annotations`: Gradio finds an event's data by the real class.

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from web.page_images import PageImages
from web.pages import desk_html as html
from web.pages.chat import AT_ONCE, LONGEST_QUESTION, answered
from web.pages.desk_html import Call
from web.pages.documents_html import told_html
from web.pages.glossary import definitions
from web.pages.part import Part, alive, plain, quiet
from web.pages.source import source
from web.pages.source_html import nothing_chosen_html
from web.services import Busy, Desk
from web.words import Words, words_for


def now() -> datetime:
    """The time on the agent's ticket: local, with its offset."""
    return datetime.now().astimezone()


def same_caller(calls: Sequence[Call]) -> tuple[Call, ...]:
    """The last caller's questions, oldest first."""
    start = max((n for n, call in enumerate(calls) if not call.follows), default=0)
    return tuple(calls[start:])


def desk(
    gr: Any, qa: Desk, pages: PageImages, language: Any, i18n: Any, clock: Callable[[], datetime] = now
) -> Part:
    """The page's components and events, within the open `gr.Blocks`."""
    calls = gr.State(())
    fresh = gr.State(True)  # a caller who has asked nothing yet
    with gr.Row(elem_classes="split", elem_id="agent"):
        with gr.Column(scale=6, min_width=320, elem_classes="work"):
            with gr.Row(elem_id="calling"):
                ring = gr.Button(i18n("new_call"), elem_id="ring", scale=0, min_width=88)
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
        first: bool,
        spoken: str,
        event: gr.EventData,
    ) -> dict[Any, Any]:
        text = typed if event.target.elem_id == box.elem_id else event.ask
        words = words_for(spoken)
        # A follow-up is understood from what the same caller asked before, never from another's.
        before = () if first else same_caller(held)
        try:
            turn = answered(qa, tuple(each.turn for each in before), text)
        except Busy as error:
            return {call: told_html(str(error), fault=True), box: text}
        if turn is None:
            return {box: ""}
        kept = (*held, Call(turn, clock(), follows=bool(before)))
        return {
            call: html.call_html(kept[-1], len(kept) - 1, words),
            terms: "",
            shift: html.calls_html(kept, words),
            calls: kept,
            fresh: False,
            viewer: nothing_chosen_html(words),
            box: "",
        }

    def rung(spoken: str) -> dict[Any, Any]:
        words = words_for(spoken)
        nothing = nothing_chosen_html(words)
        return {fresh: True, call: html.idle_html(words), terms: "", viewer: nothing, box: ""}

    def explained(held: tuple[Call, ...], spoken: str) -> str:
        return html.terms_html(definitions(qa, held[-1].turn.answer), words_for(spoken)) if held else ""

    def reopened(
        held: tuple[Call, ...],
        spoken: str,
        event: gr.EventData,
    ) -> tuple[str, str, str]:
        number, words = int(event.call), words_for(spoken)
        if number < 0:
            raise IndexError(f"来电 {number}")
        call_again = held[number]
        terms_again = html.terms_html(definitions(qa, call_again.turn.answer), words)
        return html.call_html(call_again, number, words), terms_again, nothing_chosen_html(words)

    def chosen(
        held: tuple[Call, ...],
        spoken: str,
        event: gr.EventData,
    ) -> str:
        turns = [each.turn for each in held]
        return source(qa, pages, turns, int(event.turn), int(event.citation), words_for(spoken))

    def opened(words: Words) -> dict[Any, Any]:
        return {
            keys: html.keys_html(words),
            ring: gr.update(value=words["new_call"]),
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
        [box, calls, fresh, language],
        [call, terms, shift, calls, fresh, viewer, box],
        queue=False,
        **quiet(),
    )
    # "always_last": asked again while this runs, it runs once more, for the call then on screen.
    asking.success(
        explained,
        [calls, language],
        terms,
        concurrency_limit=AT_ONCE,
        trigger_mode="always_last",
        **quiet(),
    )
    call.select(
        chosen,
        [calls, language],
        viewer,
        concurrency_limit=AT_ONCE,
        trigger_mode="multiple",  # with "once" a press is lost while another one's page is drawn
        **quiet(),
    )
    shift.call(reopened, [calls, language], [call, terms, viewer], queue=False, **quiet())
    viewer.clear(
        lambda spoken: nothing_chosen_html(words_for(spoken)), language, viewer, queue=False, **quiet()
    )
    ring.click(rung, language, [fresh, call, terms, viewer, box], queue=False, **quiet())
    return Part((keys, ring, call, viewer, shift, box), opened, lambda words: {})
