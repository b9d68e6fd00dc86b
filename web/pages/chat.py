"""公众问答: a question in; one sentence, the figure, the reason and the framed page out.

>>> part = chat(gradio, qa, feedback, language)        # inside a gr.Blocks and a gr.Tab
"""

# Without `from __future__ import annotations`: Gradio finds an event's data by the real class.

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from index.facts.errors import BudgetError
from qa.records import Answer
from web.page_images import PageImages
from web.pages import answer_html as html
from web.pages.documents_html import here_html, told_html
from web.pages.follow import Examples, follow_ups
from web.pages.part import Part, alive, asset, plain, quiet
from web.pages.parts import Turn
from web.pages.source import source
from web.pages.source_html import nothing_chosen_html
from web.services import Desk, Feedback, Unanswered
from web.words import FIRST, Words, words_for

LONGEST_QUESTION: Final = 300
LONGEST_COMMENT: Final = 500
REMEMBERED: Final = 20
AT_ONCE: Final = 8

Recall = Callable[[str, str, Sequence[str]], Answer]
"""The answer that was given under an id to a question, after those before; else a new one."""


class _Remembered(BaseModel):
    """A turn as a browser remembers it."""

    question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    id: Annotated[str, Field(max_length=64)]


_CONVERSATION: Final = TypeAdapter(Annotated[list[_Remembered], Field(max_length=REMEMBERED)])

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
    feedback: Feedback,
    turns: Sequence[Turn],
    turn: int,
    good: bool,
    comment: str,
    words: Words,
    reason: str = "",
) -> str:
    """Keep a judgement of one turn; what the reader is told. Raises IndexError for no such turn.

    `reason` is one of `answer_html.REASONS`; it is kept before the comment, in the documents' language.
    """
    if turn < 0:
        raise IndexError(f"答复 {turn}")
    try:
        said = [words_for(FIRST)[f"wrong_{reason}"]] if reason in html.REASONS and not good else []
        said += [comment.strip()[:LONGEST_COMMENT]] if comment.strip() else []
        feedback.judge(turns[turn].answer, good, "：".join(said))
    except BudgetError as error:
        log.warning("%s", error)
        return told_html(words["not_recorded"], fault=True)
    return told_html(words["thanks"])


def conversation_of(told: object, recall: Recall) -> tuple[Turn, ...]:
    """The turns that a browser remembers: its questions, each with the answer it had.

    Raises ValidationError for what is no conversation, Unanswered.
    """
    held: tuple[Turn, ...] = ()
    for one in _CONVERSATION.validate_python(told):
        before = [turn.question for turn in held]
        held = (*held, Turn(one.question, recall(one.id, one.question, before)))
    return held


def remembered_html(turns: Sequence[Turn]) -> str:
    """What the browser is to remember: no more than the questions and the ids of their answers."""
    last = [{"question": turn.question, "id": turn.answer.id} for turn in turns[-REMEMBERED:]]
    return f'<div hidden data-turns="{escape(json.dumps(last, ensure_ascii=False))}"></div>'


def chat(
    gr: Any,
    qa: Desk,
    pages: PageImages,
    feedback: Feedback | None,
    language: Any,
    i18n: Any,
    ahead: Callable[[], int],
    recall: Recall | None = None,
) -> Part:
    """The page's components and events, within the open `gr.Blocks`; `ahead`: how many questions wait.

    With `recall` a conversation stands again when its page is loaded again.
    """
    turns = gr.State(())
    examples = Examples(qa)
    with gr.Row(elem_id="desk", elem_classes="split"):
        with gr.Column(elem_id="talk", scale=6, min_width=320):
            welcome = gr.HTML(elem_id="welcome", **alive())
            past = gr.HTML(elem_id="past", **alive())
            live = gr.HTML(elem_id="live", **alive())
            voted = gr.HTML(elem_id="voted", **plain())
            follow = gr.HTML(elem_id="follow", **alive())
            memory = gr.HTML(elem_id="memory", js_on_load=asset("memory.js"), apply_default_css=False)
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
            here = gr.HTML(elem_id="here", **plain())

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
            past: html.conversation_html(held, words, kept=feedback is not None),
            follow: "",
            voted: "",
            box: "",
            welcome: gr.update(visible=False),
            here: gr.update(visible=False),
        }
        try:
            turn = answered(qa, held, text)
        except Unanswered as error:
            yield {live: told_html(str(error), fault=True), box: text}
            return
        if turn:
            shown = html.turn_html(turn, len(held), words, kept=feedback is not None)
            yield {live: shown, turns: (*held, turn), memory: remembered_html((*held, turn))}

    def recalled(spoken: str, event: gr.EventData) -> dict[Any, Any]:
        if recall is None:
            return {turns: ()}
        words = words_for(spoken)
        try:
            held = conversation_of(event.turns, recall)
        except (Unanswered, ValidationError) as error:
            log.info("a conversation was not taken up again: %s", error)
            return {turns: ()}
        if not held:
            return {turns: ()}
        kept = feedback is not None
        return {
            turns: held,
            past: html.conversation_html(held[:-1], words, kept=kept),
            live: html.turn_html(held[-1], len(held) - 1, words, kept=kept),
            welcome: gr.update(visible=False),
            here: gr.update(visible=False),
        }

    def went_on(held: tuple[Turn, ...], spoken: str) -> str:
        if not held:
            return ""
        last = held[-1]
        return html.follow_html(follow_ups(qa, last.answer, last.question), words_for(spoken))

    def broken(held: tuple[Turn, ...], spoken: str) -> tuple[str, str]:
        words = words_for(spoken)
        past_turns = html.conversation_html(held, words, kept=feedback is not None)
        return past_turns, html.interrupted_html(words)

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
        said, reason = str(event.comment or ""), str(event.reason or "")
        return judged(feedback, held, int(event.turn), bool(event.good), said, words_for(spoken), reason)

    def begun_again(spoken: str) -> dict[Any, Any]:
        emptied = {turns: (), past: "", live: "", follow: "", voted: "", box: ""}
        emptied[memory] = remembered_html(())
        nothing = nothing_chosen_html(words_for(spoken))
        shown = gr.update(visible=True)
        return {**emptied, viewer: nothing, welcome: shown, here: shown}

    def arrived(words: Words) -> dict[Any, Any]:
        return {
            welcome: html.welcome_html(examples(), words),
            here: here_html(qa.documents(), words),
        }

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
        [past, live, welcome, here, box, turns, follow, voted, memory],
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
    recalling = memory.recall(recalled, language, [turns, past, live, welcome, here], **quiet())
    recalling.success(went_on, [turns, language], follow, concurrency_limit=AT_ONCE, **quiet())
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
        [turns, past, live, follow, voted, box, viewer, welcome, here, memory],
        cancels=[answering, going_on],
        **quiet(),
    )
    return Part((welcome, here, viewer, again, box), opened, arrived)
