"""坐席工作台: an agent types what the caller asks; script, figures and ticket appear at once.

>>> part = desk(gradio, qa, language, i18n)            # inside a gr.Blocks and a gr.Tab
"""

# Without `from __future__ import annotations`: Gradio finds an event's data by the real class.

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from index.facts.errors import BudgetError
from index.facts.records import Document
from web.page_images import PageImages
from web.pages import desk_html as html
from web.pages.chat import AT_ONCE, LONGEST_QUESTION, REMEMBERED, Recall, judged
from web.pages.context import Context, bodies_of, years_of
from web.pages.desk_html import Call
from web.pages.documents_html import told_html
from web.pages.glossary import definitions
from web.pages.part import Part, alive, asset, plain, quiet
from web.pages.parts import Turn
from web.pages.shift import remembered_html, shift_of
from web.pages.source import source
from web.pages.source_html import nothing_chosen_html
from web.services import Desk, Feedback, Unanswered
from web.staff.door import person_of
from web.staff.handover import HandOver, State
from web.staff.transcript import Exchange, Transcript, transcript_of
from web.words import Words, words_for

log = logging.getLogger(__name__)


def now() -> datetime:
    """The machine's time, with its offset."""
    return datetime.now().astimezone()


def same_caller(calls: Sequence[Call], number: int) -> tuple[Call, ...]:
    """The questions of who asked that one, oldest first."""
    start = max((n for n, call in enumerate(calls[: number + 1]) if not call.follows), default=0)
    end = next((n for n, call in enumerate(calls) if n > number and not call.follows), len(calls))
    return tuple(calls[start:end])


def transcript(calls: Sequence[Call], number: int, at: datetime, agent: str, note: str = "") -> Transcript:
    """What who asked that question asked and was told."""
    held = same_caller(calls, number)
    told = [Exchange(each.when, each.turn.question, each.turn.answer) for each in held]
    return transcript_of(told, at, agent, note)


def asked_before(calls: Sequence[Call], first: bool, context: Context) -> tuple[str, ...]:
    """In whose light the next question is understood: what the same caller asked, never another."""
    last = None if first or not calls else calls[-1]
    return context.before((*last.before, last.turn.question) if last else ())[-REMEMBERED:]


def desk(
    gr: Any,
    qa: Desk,
    pages: PageImages,
    language: Any,
    i18n: Any,
    clock: Callable[[], datetime] = now,
    feedback: Feedback | None = None,
    handover: HandOver | None = None,
    recall: Recall | None = None,
) -> Part:
    """The page's components and events, within the open `gr.Blocks`.

    With `recall` the calls of a shift stand again when the page is loaded again.
    """
    calls = gr.State(())
    context = gr.State(Context())
    slim: dict[str, Any] = {"filterable": True, "container": False, "show_label": False, "min_width": 90}
    kept_at = feedback is not None
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
            with gr.Row(elem_id="picking"):
                body = gr.Dropdown([], label=i18n("pick_body"), elem_id="pick-body", scale=3, **slim)
                year = gr.Dropdown([], label=i18n("pick_year"), elem_id="pick-year", scale=1, **slim)
            chips = gr.HTML(elem_id="context", **alive())
            keys = gr.HTML(elem_id="keys", **plain())
            call = gr.HTML(elem_id="call", **alive())
            voted = gr.HTML(elem_id="desk-voted", **plain())
            terms = gr.HTML(elem_id="terms", **plain())
        with gr.Column(elem_classes="side", scale=5, min_width=320):
            viewer = gr.HTML(elem_id="desk-viewer", **alive())
            shift = gr.HTML(elem_id="shift", **alive())
            memory = gr.HTML(elem_id="desk-memory", js_on_load=asset("memory.js"), apply_default_css=False)

    def asked(
        typed: str,
        held: tuple[Call, ...],
        first: bool,
        about: Context,
        spoken: str,
        request: gr.Request,
        event: gr.EventData,
    ) -> dict[Any, Any]:
        text = typed if event.target.elem_id == box.elem_id else event.ask
        words, question = words_for(spoken), text.strip()[:LONGEST_QUESTION]
        if not question:
            return {box: ""}
        before = asked_before(held, first, about)
        try:
            turn = Turn(question, qa.ask(question, history=before))
        except Unanswered as error:
            return {call: told_html(str(error), fault=True), box: text}
        kept = (*held, Call(turn, clock(), follows=not first, before=before))
        documents = qa.documents()
        return {
            call: shown(kept, len(kept) - 1, words, request),
            terms: "",
            voted: "",
            shift: html.calls_html(kept, words),
            calls: kept,
            fresh: False,
            viewer: nothing_chosen_html(words),
            box: "",
            memory: remembered_html(kept, False, agent(request)),
            **understood(about.after(turn.answer, documents), documents, words),
        }

    def recalled(spoken: str, request: gr.Request, event: gr.EventData) -> dict[Any, Any]:
        if recall is None:
            return {calls: ()}
        words = words_for(spoken)
        try:
            held, first = shift_of(event.turns, recall, agent(request))
        except (Unanswered, ValidationError) as error:
            log.info("a shift was not taken up again: %s", error)
            return {calls: ()}
        told: dict[Any, Any] = {calls: held, fresh: first, shift: html.calls_html(held, words)}
        if not held or first:
            return told
        documents = qa.documents()
        about = Context().after(held[-1].turn.answer, documents)
        again = shown(held, len(held) - 1, words, request)
        return {**told, call: again, **understood(about, documents, words)}

    def shown(held: tuple[Call, ...], number: int, words: Words, request: Any) -> str:
        told = transcript(held, number, clock(), agent(request))
        bodies, sends = bodies_of(qa.documents()), handover is not None
        return html.call_html(held[number], number, words, bodies, kept_at, told, sends)

    def agent(request: Any) -> str:
        person = person_of(request)
        return person.name if person else ""

    def handed(
        held: tuple[Call, ...], spoken: str, request: gr.Request, event: gr.EventData
    ) -> dict[Any, Any]:
        words, number = words_for(spoken), int(event.call)
        if handover is None or not 0 <= number < len(held):
            raise IndexError(f"来电 {number}")
        made = transcript(held, number, clock(), agent(request), str(event.note))
        try:
            sent = handover.send(made)
        except BudgetError as error:
            return {voted: told_html(str(error), fault=True)}
        said = words[f"handed_{sent.state}"].format(id=made.id, told=sent.told)
        return {voted: told_html(said, fault=sent.state is State.FAILED)}

    def understood(about: Context, documents: Sequence[Document], words: Words) -> dict[Any, Any]:
        """What the next question is understood by, in the pickers and beside the box."""
        return {
            context: about,
            chips: html.context_html(about, words),
            body: gr.update(value=about.body),
            year: gr.update(value=about.year or 0, choices=year_choices(documents, about.body, words)),
        }

    def year_choices(documents: Sequence[Document], of: str, words: Words) -> list[tuple[str, int]]:
        return [(words["any_year"], 0), *((str(each), each) for each in years_of(documents, of))]

    def body_choices(documents: Sequence[Document], words: Words) -> list[tuple[str, str]]:
        return [(words["any_body"], ""), *((each, each) for each in bodies_of(documents))]

    def picked(named: str | None, in_year: int | None, about: Context, spoken: str) -> dict[Any, Any]:
        documents, of = qa.documents(), named or ""
        now_about = about.picked(of, in_year or None, years_of(documents, of))
        return understood(now_about, documents, words_for(spoken))

    def dropped(about: Context, spoken: str, event: gr.EventData) -> dict[Any, Any]:
        return understood(about.without(str(event.part)), qa.documents(), words_for(spoken))

    def rung(held: tuple[Call, ...], spoken: str, request: gr.Request) -> dict[Any, Any]:
        words = words_for(spoken)
        nothing = nothing_chosen_html(words)
        emptied = {fresh: True, call: html.idle_html(words), terms: "", voted: "", viewer: nothing, box: ""}
        emptied[memory] = remembered_html(held, True, agent(request))
        return {**emptied, **understood(Context(), qa.documents(), words)}

    def explained(held: tuple[Call, ...], spoken: str) -> str:
        return html.terms_html(definitions(qa, held[-1].turn.answer), words_for(spoken)) if held else ""

    def reopened(
        held: tuple[Call, ...],
        spoken: str,
        request: gr.Request,
        event: gr.EventData,
    ) -> tuple[str, str, str]:
        number, words = int(event.call), words_for(spoken)
        if number < 0:
            raise IndexError(f"来电 {number}")
        call_again = held[number]
        terms_again = html.terms_html(definitions(qa, call_again.turn.answer), words)
        return shown(held, number, words, request), terms_again, nothing_chosen_html(words)

    def voting(held: tuple[Call, ...], spoken: str, event: gr.EventData) -> str:
        if feedback is None:
            return ""
        turns, said = [each.turn for each in held], str(event.comment or "")
        words, reason = words_for(spoken), str(event.reason or "")
        return judged(feedback, turns, int(event.turn), bool(event.good), said, words, reason)

    def chosen(
        held: tuple[Call, ...],
        spoken: str,
        event: gr.EventData,
    ) -> str:
        turns = [each.turn for each in held]
        return source(qa, pages, turns, int(event.turn), int(event.citation), words_for(spoken))

    def arrived(words: Words) -> dict[Any, Any]:
        return {body: gr.update(choices=body_choices(qa.documents(), words))}

    def opened(words: Words) -> dict[Any, Any]:
        documents = qa.documents()
        return {
            body: gr.update(label=words["pick_body"], choices=body_choices(documents, words), value=""),
            year: gr.update(label=words["pick_year"], choices=year_choices(documents, "", words), value=0),
            keys: html.keys_html(words),
            ring: gr.update(value=words["new_call"]),
            call: html.idle_html(words),
            viewer: nothing_chosen_html(words),
            shift: html.calls_html((), words),
            box: gr.update(
                label=words["desk_question"], placeholder=words["desk_question"], submit_btn=words["ask"]
            ),
        }

    about_next = [context, chips, body, year]
    # Not queued: the answer takes milliseconds, the queue would cost as much again.
    asking = gr.on(
        [box.submit, call.submit],
        asked,
        [box, calls, fresh, context, language],
        [call, terms, voted, shift, calls, fresh, viewer, box, memory, *about_next],
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
    call.handon(handed, [calls, language], [voted], **quiet())
    call.vote(voting, [calls, language], voted, trigger_mode="multiple", **quiet())
    viewer.clear(
        lambda spoken: nothing_chosen_html(words_for(spoken)), language, viewer, queue=False, **quiet()
    )
    emptying = [fresh, call, terms, voted, viewer, box, memory, *about_next]
    ring.click(rung, [calls, language], emptying, queue=False, **quiet())
    memory.recall(recalled, language, [calls, fresh, shift, call, *about_next], queue=False, **quiet())
    picks = [body, year, context, language]
    gr.on([body.input, year.input], picked, picks, about_next, queue=False, **quiet())
    chips.drop(dropped, [context, language], about_next, queue=False, **quiet())
    return Part((keys, ring, call, viewer, shift, box, body, year), opened, arrived)
