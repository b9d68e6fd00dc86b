"""The hotline desk as HTML: script, figure cards, what to copy, terms, the shift's calls.

In: a `Turn` and the time it was asked. Out: strings of HTML, every text escaped; a copy button
names the element whose text it takes (``data-copy="script"``).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from index.facts.money import is_money
from qa.records import Answer, AnswerFigure
from web.amounts import both_units, spoken, spoken_yuan
from web.pages.answer_html import (
    choice_buttons,
    derived_html,
    findings_html,
    judging_html,
    staged,
    status_html,
    understanding_html,
)
from web.pages.context import Context
from web.pages.glossary import Entry
from web.pages.parts import Turn
from web.pages.script import citation_line, escalation_of, script_of, ticket_of
from web.pages.source_html import chips, pdf_link
from web.staff.transcript import Transcript
from web.words import Words

MOST_CARDS: Final = 8
LAST_CALLS: Final = 20
KEYS: Final = (
    ("/", "key_question"),
    ("Alt+N", "new_call"),
    ("Alt+S", "key_script"),
    ("Alt+C", "key_citation"),
    ("Alt+T", "key_ticket"),
    ("Alt+O", "key_source"),
    ("Alt+1…9", "key_option"),
)


@dataclass(frozen=True, slots=True)
class Call:
    """One question of a caller, answered; `follows` one that the same caller asked before.

    `before` are the questions in whose light it was understood, oldest first.
    """

    turn: Turn
    when: datetime
    follows: bool = False
    before: tuple[str, ...] = ()


def keys_html(words: Words) -> str:
    """The keys that spare an agent the mouse."""
    listed = "　".join(
        "+".join(f"<kbd>{part}</kbd>" for part in keys.split("+")) + f" {words[name]}" for keys, name in KEYS
    )
    return f'<p class="keys">{words["keys"]}：{listed}</p>'


def idle_html(words: Words) -> str:
    """The desk before the first question."""
    return f'<section class="idle"><p>{words["desk_lead"]}</p></section>'


def context_html(context: Context, words: Words) -> str:
    """The body and the year that the next question is understood by, each to be taken away."""
    parts = [("body", context.body), ("year", f"{context.year}年" if context.year else "")]
    chips = "".join(
        f'<li>{escape(text)}<button type="button" data-drop="{part}"'
        f' aria-label="{words["take_away"]} {escape(text)}">×</button></li>'
        for part, text in parts
        if text
    )
    if not chips:
        return ""
    lead = words["picked_by_hand" if context.by_hand else "carried"]
    return f'<div class="context"><span>{lead}</span><ul>{chips}</ul></div>'


def call_html(
    call: Call,
    number: int,
    words: Words,
    bodies: Collection[str] = (),
    kept: bool = False,
    transcript: Transcript | None = None,
    sends: bool = False,
) -> str:
    """One answered call, whole and at once; `number` is its place in the shift.

    `bodies` are those that disclosed: see `script_of`. Where judgements are `kept`, it may be judged.
    `transcript` is of its caller, to be downloaded, and sent on where the desk `sends`.
    """
    answer, asked = call.turn.answer, call.turn.question
    script = script_of(answer, words["rest_on_request"], bodies)
    said = "".join(f"<li>{escape(sentence)}</li>" for sentence in script)
    inner = [
        f'<h2 class="asked">{escape(asked)}</h2>',
        f'<p class="follows">{words["follows"]}</p>' if call.follows and call.before else "",
        status_html(answer, words),
        understanding_html(answer, words),
        f'<section class="say"><div class="head"><h3>{words["script"]}</h3>{_copy("script", words)}</div>'
        f'<ol id="copy-script">{said}</ol></section>',
        _escalation(answer, asked, words),
        _options(answer, words),
        _cards(answer, number, words),
        findings_html(answer.findings, words),
        _copyable("citation", "citation_line", citation_line(answer), words),
        _copyable("ticket", "ticket", ticket_of(answer, asked, call.when, words), words),
        _hand_on(transcript, number, sends, words) if transcript else "",
        judging_html(number, words) if kept else "",
    ]
    head = f'<article class="call" data-number="{number}" data-status="{answer.status.value}">'
    return f"{head}{''.join(inner)}</article>"


def terms_html(definitions: Sequence[Entry], words: Words) -> str:
    """Definitions of the terms of an answer, in the documents' words."""
    if not definitions:
        return ""
    items = "".join(
        f"<li><p>{escape(entry.text)}</p><small>{escape(entry.citation.document)} · "
        f"{pdf_link(entry.citation, words['page'], words)}</small></li>"
        for entry in definitions
    )
    return f'<section class="terms"><h3>{words["related"]}</h3><ul>{items}</ul></section>'


def calls_html(calls: Sequence[Call], words: Words) -> str:
    """The last calls, newest first, each to be opened again."""
    rows = "".join(
        f'<li><button type="button" data-call="{number}"><time>{call.when:%H:%M}</time>'
        f"<span>{escape(call.turn.question)}</span>"
        f'<em data-status="{call.turn.answer.status.value}">{words[call.turn.answer.status.value]}</em>'
        "</button></li>"
        for number, call in reversed(list(enumerate(calls))[-LAST_CALLS:])
    )
    listed = f"<ol>{rows}</ol>" if rows else f"<p>{words['no_calls']}</p>"
    return f'<section class="calls"><h2>{words["calls"]}</h2>{listed}</section>'


def _escalation(answer: Answer, asked: str, words: Words) -> str:
    note = escalation_of(answer, asked, words)
    if not note:
        return ""
    return (
        f'<section class="escalate" role="alert"><div class="head"><h3>{words["escalate"]}</h3>'
        f"{_copy('escalation', words)}</div><p>{words['escalate_lead']}</p>"
        f'<p class="note" id="copy-escalation">{escape(note)}</p></section>'
    )


def _hand_on(transcript: Transcript, number: int, sends: bool, words: Words) -> str:
    """The caller's transcript as files, and the form that sends it on."""
    told = json.dumps(transcript.to_json(), ensure_ascii=False, indent=1)
    files = "".join(
        f'<a class="file" download="{transcript.id}.{ending}" href="data:{kind};charset=utf-8;base64,'
        f'{base64.b64encode(text.encode()).decode()}">{words[said]}</a>'
        for ending, kind, text, said in (
            ("txt", "text/plain", transcript.to_text(), "hand_on_text"),
            ("json", "application/json", told, "hand_on_json"),
        )
    )
    form = (
        f'<form><label>{words["hand_on_note"]}<textarea rows="2" maxlength="1000"></textarea></label>'
        f'<button type="button" data-handon="{number}">{words["hand_on_send"]}</button></form>'
        if sends
        else ""
    )
    return (
        f'<details class="handon"><summary>{words["hand_on"]}</summary>{form}<div class="files">{files}</div>'
        "</details>"
    )


def _options(answer: Answer, words: Words) -> str:
    if not answer.options:
        return ""
    choices = choice_buttons(answer.options, words)
    return f'<section class="choices"><h3>{words["choose"]}</h3>{choices}</section>'


def _cards(answer: Answer, number: int, words: Words) -> str:
    if not answer.figures:
        return ""
    first = "".join(_card(answer, figure, number, words) for figure in answer.figures[:MOST_CARDS])
    rest = "".join(_card(answer, figure, number, words) for figure in answer.figures[MOST_CARDS:])
    more = f'<details><summary>{words["details"]}</summary><ul class="cards">{rest}</ul></details>'
    return (
        f'<section class="data"><h3>{words["cards"]}</h3><ul class="cards">{first}</ul>'
        f"{more if rest else ''}</section>"
    )


def _card(answer: Answer, figure: AnswerFigure, number: int, words: Words) -> str:
    both = both_units(figure)
    if both is None:
        amounts = f'<p class="amount">{escape(figure.shown)}</p>'
    else:
        # The printed one stands large, spelled as in the answer; the other one under it.
        other = both.wan if figure.unit == "元" else both.yuan
        amounts = (
            f'<p class="amount">{escape(figure.shown)}</p><p class="also">＝ {escape(other)}</p>'
            f'<p class="formula">{escape(both.formula)}</p>'
        )
    if is_money(figure.unit) or figure.unit == "%":
        said = dict.fromkeys([spoken(figure.printed, figure.unit), *([spoken_yuan(figure)] if both else [])])
        amounts += f'<p class="spoken">{words["spoken"]} {escape("，即".join(said))}</p>'
    return (
        f'<li class="card"><p class="what"><strong>{escape(figure.metric)}</strong></p>{amounts}'
        f"{derived_html(figure, words)}"
        f'<p class="where">{escape(staged(figure))}</p>'
        f"{chips(answer.citations, figure.citations, number, words)}</li>"
    )


def _copy(name: str, words: Words) -> str:
    return (
        f'<button type="button" class="copy" data-copy="{name}" data-done="{words["copied"]}">'
        f"{words['copy']}</button>"
    )


def _copyable(name: str, title: str, text: str, words: Words) -> str:
    if not text:
        return ""
    return (
        f'<section class="copyable"><div class="head"><h3>{words[title]}</h3>{_copy(name, words)}</div>'
        f'<pre id="copy-{name}" tabindex="0" role="region" aria-label="{words[title]}">'
        f"{escape(text)}</pre></section>"
    )
