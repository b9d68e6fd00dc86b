"""公众问答: a question in; one sentence, the figure, the reason and the framed page out.

>>> part = chat(gradio, qa, feedback, language)        # inside a gr.Blocks and a gr.Tab
"""

# Without `from __future__ import annotations`: Gradio finds an event's data by the real class.

import logging
from collections.abc import Callable, Iterator
from typing import Any, Final

from index.facts.errors import BudgetError
from web.page_images import PageImages
from web.pages import answer_html as html
from web.pages.documents_html import told_html
from web.pages.follow import Examples, follow_ups
from web.pages.part import Part, alive, plain, quiet
from web.pages.parts import Turn
from web.pages.source import source
from web.pages.source_html import nothing_chosen_html
from web.services import Busy, Desk, Feedback
from web.words import Words, words_for

LONGEST_QUESTION: Final = 300
LONGEST_COMMENT: Final = 500
REMEMBERED: Final = 20
AT_ONCE: Final = 8

log = logging.getLogger(__name__)


def answered(qa: Desk, turns: tuple[Turn, ...], text: str) -> Turn | None:
    """The next turn of a conversation, or None for an empty question."""
    # The box stops at this length by itself: only a hand-made request is cut here.
    question = text.strip()[:LONGEST_QUESTION]
    if not question:
        return None
    earlier = [turn.question for turn in turns[-REMEMBERED:]]
    return Turn(question, qa.ask(question, history=earlier))


def judged(
    feedback: Feedback, turns: tuple[Turn, ...], turn: int, good: bool, comment: str, words: Words
) -> str:
    """Keep a judgement of one turn; what the reader is told. Raises IndexError for no such turn."""
    if turn < 0:
        raise IndexError(f"答复 {turn}")
    try:
        feedback.judge(turns[turn].answer, good, comment.strip()[:LONGEST_COMMENT])
    except BudgetError as error:
        log.warning("%s", error)
        return told_html(words["not_recorded"], fault=True)
    return told_html(words["thanks"])


def chat(
    gr: Any,
    qa: Desk,
    pages: PageImages,
    feedback: Feedback | None,
    language: Any,
    i18n: Any,
    ahead: Callable[[], int],
) -> Part:
    """The page's components and events, within the open `gr.Blocks`; `ahead`: how many questions wait."""
    turns = gr.State(())
    examples = Examples(qa)
    with gr.Row(elem_id="desk", elem_classes="split"):
        with gr.Column(elem_id="talk", scale=6, min_width=320):
            welcome = gr.HTML(elem_id="welcome", **alive())
            past = gr.HTML(elem_id="past", **alive())
            live = gr.HTML(elem_id="live", **alive())
            voted = gr.HTML(elem_id="voted", **plain())
            follow = gr.HTML(elem_id="follow", **alive())
            with gr.Row(elem_id="asking"):
                again = gr.Button(i18n("again"), elem_id="again", scale=0, min_width=80)
                box = gr.Textbox(
                    label=i18n("question"),
                    show_label=False,
                    container=False,
                    placeholder=i18n("placeholder"),
                    lines=1,
                    max_lines=4,
                    max_length=LONGEST_QUESTION,
                    submit_btn=i18n("ask"),
                    autofocus=True,
                    elem_id="question",
                )
        with gr.Column(elem_classes="side", scale=5, min_width=320):
            viewer = gr.HTML(elem_id="viewer", **alive())

    def asked(
        typed: str,
        held: tuple[Turn, ...],
        spoken: str,
        event: gr.EventData,
    ) -> Iterator[dict[Any, Any]]:
        # Not `is box`: a session holds its own copy of a component once it was updated.
        text = typed if event.target.elem_id == box.elem_id else event.ask
        words = words_for(spoken)
        if not text.strip():
            return
        waiting = html.waiting_html(text.strip()[:LONGEST_QUESTION], words, ahead())
        yield {
            live: waiting,
            past: html.conversation_html(held, words),
            follow: "",
            voted: "",
            box: "",
            welcome: gr.update(visible=False),
        }
        try:
            turn = answered(qa, held, text)
        except Busy as error:
            yield {live: told_html(str(error), fault=True), box: text}
            return
        if turn:
            shown = html.turn_html(turn, len(held), words, judged=feedback is not None)
            yield {live: shown, turns: (*held, turn)}

    def went_on(held: tuple[Turn, ...], spoken: str) -> str:
        if not held:
            return ""
        last = held[-1]
        return html.follow_html(follow_ups(qa, last.answer, last.question), words_for(spoken))

    def broken(held: tuple[Turn, ...], spoken: str) -> tuple[str, str]:
        words = words_for(spoken)
        return html.conversation_html(held, words), html.interrupted_html(words)

    def chosen(
        held: tuple[Turn, ...],
        spoken: str,
        event: gr.EventData,
    ) -> str:
        return source(qa, pages, held, int(event.turn), int(event.citation), words_for(spoken))

    def voting(
        held: tuple[Turn, ...],
        spoken: str,
        event: gr.EventData,
    ) -> str:
        if feedback is None:
            return ""
        said = str(event.comment or "")
        return judged(feedback, held, int(event.turn), bool(event.good), said, words_for(spoken))

    def begun_again(spoken: str) -> dict[Any, Any]:
        emptied = {turns: (), past: "", live: "", follow: "", voted: "", box: ""}
        nothing = nothing_chosen_html(words_for(spoken))
        return {**emptied, viewer: nothing, welcome: gr.update(visible=True)}

    def arrived(words: Words) -> dict[Any, Any]:
        return {welcome: html.welcome_html(examples(), words)}

    def opened(words: Words) -> dict[Any, Any]:
        return {
            **arrived(words),
            viewer: nothing_chosen_html(words),
            again: gr.update(value=words["again"]),
            box: gr.update(
                label=words["question"], placeholder=words["placeholder"], submit_btn=words["ask"]
            ),
        }

    # One listener for the box and all buttons: a second question waits for the first.
    answering = gr.on(
        [box.submit, welcome.submit, live.submit, follow.submit],
        asked,
        [box, turns, language],
        [past, live, welcome, box, turns, follow, voted],
        concurrency_limit=None,  # the Desk has its own queue, which tells how many wait
        trigger_mode="once",
        **quiet(),
    )
    # "always_last": asked again while this runs, it runs once more, for the answer then on screen.
    going_on = answering.success(
        went_on,
        [turns, language],
        follow,
        concurrency_limit=AT_ONCE,
        trigger_mode="always_last",
        **quiet(),
    )
    answering.failure(broken, [turns, language], [past, live], **quiet())
    gr.on(
        [past.select, live.select],
        chosen,
        [turns, language],
        viewer,
        concurrency_limit=AT_ONCE,
        trigger_mode="multiple",  # with "once" a press is lost while another one's page is drawn
        **quiet(),
    )
    live.vote(voting, [turns, language], voted, trigger_mode="multiple", **quiet())
    viewer.clear(
        lambda spoken: nothing_chosen_html(words_for(spoken)), language, viewer, queue=False, **quiet()
    )
    again.click(
        begun_again,
        language,
        [turns, past, live, follow, voted, box, viewer, welcome],
        cancels=[answering, going_on],
        **quiet(),
    )
    return Part((welcome, viewer, again, box), opened, arrived)
