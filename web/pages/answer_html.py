"""Answers as HTML for the public page. Every text is escaped here.

In: a `Turn` and the words of the reader's language. Out: one sentence, the figure large, the
reason, then the rest folded. A button carries what it asks for: ``data-ask`` a question,
``data-turn`` and ``data-citation`` a source, ``data-vote`` a judgement.

>>> turn_html(Turn("公务接待费是多少", answer), 0, words_for("zh-CN"))
'<article …><h2 class="question">…<p class="lead">…<div class="headline">…1.50<small>万元</small>…'
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from typing import Final

from qa.records import Answer, AnswerFigure
from web.amounts import is_converted
from web.charts import Chart, chart_of, svg
from web.exports import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from web.pages.onward import onward_html
from web.pages.parts import LONG, Turn, headline, is_item, parts_of
from web.pages.source_html import chips, hidden, pdf_link, place_of
from web.words import Words

HEADINGS: Final = ("metric", "code", "body", "year", "stage", "amount", "source")
FIRST_SOURCES: Final = 3
FIRST_CHOICES: Final = 6
# Drawn, not typed: 👍 is an empty box where no font for emoji is installed. The style turns it for 👎.
_THUMB: Final = (
    '<svg class="thumb" viewBox="0 0 24 24" aria-hidden="true"><path d="M7 10v10H4a1 1 0 0 1-1-1v-8a1 1 0 0 1'
    " 1-1zm0 0 4-7c1.4 0 2.5 1.1 2.5 2.5V9h5.3a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 17.6 20H7z"
    '"/></svg>'
)
_STAGED: Final = ("预算", "决算")


REASONS: Final = ("amount", "body", "item", "source", "missing", "other")
"""What may be wrong with an answer: `wrong_…` among the words."""


def welcome_html(examples: Sequence[str], words: Words) -> str:
    """What can be asked and what cannot, with questions to press."""
    asked = ask_buttons(examples)
    return (
        f'<section class="welcome"><h2>{words["welcome"]}</h2><p>{words["welcome_lead"]}</p>'
        + (f'<p class="prompt">{words["try"]}</p>{asked}' if asked else "")
        + "".join(
            f'<div class="scope"><h3>{words[what]}</h3><p>{words[f"{what}_told"]}</p></div>'
            for what in ("can_ask", "cannot_ask")
        )
        + "</section>"
    )


def conversation_html(turns: Sequence[Turn], words: Words, kept: bool = False) -> str:
    """The finished turns but the last, without their ready-made questions."""
    return "".join(
        turn_html(turn, number, words, latest=False, kept=kept) for number, turn in enumerate(turns)
    )


def waiting_html(question: str, words: Words, ahead: int = 0) -> str:
    """A question whose answer is being looked up, behind `ahead` others."""
    queue = f"（{words['ahead'].format(n=ahead)}）" if ahead else ""
    return (
        f'<article class="turn" data-busy="true">{_question(question, words)}<div class="answer">'
        f'<p class="waiting"><i></i><i></i><i></i>{words["waiting"]}{queue}</p></div></article>'
    )


def interrupted_html(words: Words) -> str:
    """What stands in place of an answer when the service broke while looking."""
    return (
        '<article class="turn"><div class="answer" data-status="failed">'
        f'<p class="text">{words["interrupted"]}</p></div></article>'
    )


def follow_html(questions: Sequence[str], words: Words) -> str:
    """Questions to go on with; nothing where there is none."""
    if not questions:
        return ""
    return f'<section class="follow"><h3>{words["follow"]}</h3>{ask_buttons(questions)}</section>'


def turn_html(turn: Turn, number: int, words: Words, latest: bool = True, kept: bool = False) -> str:
    """A question with its whole answer; `number` is its place in the conversation.

    Only the `latest` turn keeps its options. An answer that is `kept` has an address, and the latest of
    them buttons to judge it.
    """
    answer = turn.answer
    parts = parts_of(answer.text)
    chart = chart_of(answer.figures) if answer.status.value == "answered" else None
    main, beside = headline(answer, chart)
    shown = main.citations if main else tuple(range(min(FIRST_SOURCES, len(answer.citations))))
    # What can be pressed comes before what it would show, where that is more than a few lines.
    choosing = latest and bool(answer.options) and len(parts.rest) > LONG
    rest = f'<p class="text rest">{escape(parts.rest)}</p>' if parts.rest else ""
    long = " long" if len(parts.lead) > LONG or is_item(parts.lead) else ""
    inner = [
        status_html(answer, words),
        f'<p class="text lead{long}">{escape(parts.lead)}</p>',
        _choices(answer.options, words) if choosing else "",
        _headline(answer, main, beside, number, words) if main else "",
        _chart(chart, number, words) if chart else "",
        f'<div class="reason"><h3>{words["reason"]}</h3><p>{escape(parts.reason)}</p></div>'
        if parts.reason
        else "",
        rest,
        _choices(answer.options, words) if latest and not choosing else "",
        findings_html(answer.findings, words),
        chips(answer.citations, shown, number, words) if not main else "",
        _details(answer, number, words),
        _folded_understanding(answer, words),
        _below(answer, number, words, latest, kept),
    ]
    return (
        f'<article class="turn" data-number="{number}">{_question(turn.question, words)}'
        f'<div class="answer" data-status="{answer.status.value}">{"".join(inner)}</div></article>'
    )


def _below(answer: Answer, number: int, words: Words, latest: bool, kept: bool) -> str:
    """What can be done with an answer: judged, opened at its own address, named."""
    judged = judging_html(number, words) if latest and kept else ""
    read = [figure for figure in answer.figures if not figure.derived]
    onward = onward_html((f.body for f in read), read[0].metric if read else "", words)
    address = _address(answer.id, number, words) if kept else ""
    shared = f'<p class="share">{address}{onward}</p>' if address or onward else ""
    return f'{judged}{shared}<p class="id">{words["answer_id"]} <code>{escape(answer.id)}</code></p>'


def status_html(answer: Answer, words: Words) -> str:
    """How the question ended, and the label that the answer is machine-generated."""
    return (
        f'<p class="status"><span>{words[answer.status.value]}</span>'
        f'<small class="ai" data-aigc="true">{words["ai_short"]}</small></p>'
    )


def findings_html(findings: Sequence[str], words: Words) -> str:
    """Failed checks of the document that touch the answer."""
    if not findings:
        return ""
    items = "".join(f"<li>{escape(finding)}</li>" for finding in findings)
    return f'<div class="findings" role="note"><strong>{words["findings"]}</strong><ul>{items}</ul></div>'


def ask_buttons(questions: Sequence[str]) -> str:
    """Questions to press."""
    buttons = "".join(
        f'<li><button type="button" data-ask="{text}">{text}</button></li>' for text in map(escape, questions)
    )
    return f'<ul class="asks">{buttons}</ul>' if buttons else ""


def choice_buttons(options: Sequence[str], words: Words) -> str:
    """Options to press, those beyond the first few folded."""
    rest = ask_buttons(options[FIRST_CHOICES:])
    if not rest:
        return ask_buttons(options)
    more = words["more_options"].format(count=len(options) - FIRST_CHOICES)
    folded = f'<details class="more"><summary>{more}</summary>{rest}</details>'
    return ask_buttons(options[:FIRST_CHOICES]) + folded


def staged(figure: AnswerFigure) -> str:
    """Body, year and stage of a figure, as its caption; a change is no stage of its own."""
    stage = figure.stage if figure.stage.endswith(_STAGED) else ""
    return " · ".join(part for part in (figure.body, f"{figure.year}年", stage) if part)


def _choices(options: Sequence[str], words: Words) -> str:
    if not options:
        return ""
    return f'<div class="choices"><h3>{words["choose"]}</h3>{choice_buttons(options, words)}</div>'


def _question(question: str, words: Words) -> str:
    return (
        f'<h2 class="question"><span class="hidden-words">{words["asked_by"]}</span>{escape(question)}</h2>'
    )


def amount_html(figure: AnswerFigure) -> str:
    """The printed number with its unit small beside it."""
    return f"{escape(figure.printed)}<small>{escape(figure.unit)}</small>"


def derived_html(figure: AnswerFigure, words: Words) -> str:
    """That a figure was computed or converted, and how; nothing for one shown as it was read."""
    if not figure.derived:
        return ""
    how = words["converted" if is_converted(figure) else "derived"]
    formula = f'<span class="formula">{escape(figure.formula)}</span>' if figure.formula else ""
    return f'<span class="derived">{how}</span>{formula}'


def _headline(
    answer: Answer, main: AnswerFigure, beside: Sequence[AnswerFigure], number: int, words: Words
) -> str:
    tiles = "".join(
        f'<li><span class="what">{escape(figure.metric)}{_apart(figure, main, beside)}</span>'
        f'<span class="amount">{amount_html(figure)} {_numbers(figure, number, words)}</span>'
        f"{derived_html(figure, words)}</li>"
        for figure in beside
    )
    return (
        f'<div class="headline"><div class="big"><p class="what"><strong>{escape(main.metric)}</strong>'
        f"<span>{escape(staged(main))}</span></p>"
        f'<p class="amount">{amount_html(main)}</p>{derived_html(main, words)}'
        f"{chips(answer.citations, main.citations, number, words)}</div>"
        + (f'<ul class="tiles">{tiles}</ul>' if tiles else "")
        + "</div>"
    )


def _apart(figure: AnswerFigure, main: AnswerFigure, beside: Sequence[AnswerFigure]) -> str:
    """What tells a figure from the large one beside it, and from those of the same name."""
    named = [each for each in (main, *beside) if each.metric == figure.metric]
    told = [
        (figure.body, {each.body for each in (main, *named)}),
        (f"{figure.year}年", {f"{each.year}年" for each in (main, *named)}),
        (figure.stage, {each.stage for each in named}),
    ]
    return "".join(f"<span>{escape(own)}</span>" for own, all_ in told if own and len(all_) > 1)


def _chart(chart: Chart, number: int, words: Words) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(bar.label)}</th><td>{escape(bar.figure.shown)}</td></tr>'
        for bar in chart.bars
    )
    if chart.share:
        rows += f'<tr><th scope="row">{words["share"]}</th><td>{escape(chart.share.shown)}</td></tr>'
    return (
        f'<figure class="plot"><figcaption>{escape(chart.title)} · {words[chart.form.value]}</figcaption>'
        f"{svg(chart, words, number)}"
        f'<details class="plain"><summary>{words["chart_table"]}</summary><table class="small">'
        f'<caption class="hidden-words">{escape(chart.title)}</caption><tbody>{rows}</tbody></table>'
        "</details></figure>"
    )


def understanding_html(answer: Answer, words: Words) -> str:
    """What the question was taken for, its words not understood, what was set aside; "" for none."""
    said = (
        ("read_as", answer.understood),
        ("unaccounted", "、".join(answer.unaccounted)),
        ("set_aside", "；".join(answer.set_aside)),
    )
    told = "".join(f"<dt>{words[name]}</dt><dd>{escape(text)}</dd>" for name, text in said if text)
    return f'<dl class="understood">{told}</dl>' if told else ""


def _folded_understanding(answer: Answer, words: Words) -> str:
    inner = understanding_html(answer, words)
    summary = f"<summary>{words['taken_for']}</summary>"
    return f'<details class="all taken">{summary}{inner}</details>' if inner else ""


def _details(answer: Answer, number: int, words: Words) -> str:
    """All figures and sources, folded, with the files to take away."""
    if not answer.figures and not answer.citations:
        return ""
    files = ""
    if answer.figures:
        files = (
            '<p class="files">'
            + _file(csv_bytes(answer), CSV_TYPE, f"{answer.id}.csv", words["download_csv"])
            + _file(xlsx_bytes(answer), XLSX_TYPE, f"{answer.id}.xlsx", words["download_xlsx"])
            + "</p>"
        )
    return (
        f'<details class="all"><summary>{words["details"]}</summary>'
        f"{_figures(answer.figures, number, words)}{_sources(answer, number, words)}</details>{files}"
    )


def _file(content: bytes, kind: str, name: str, text: str) -> str:
    held = base64.b64encode(content).decode("ascii")
    return f'<a class="file" download="{escape(name)}" href="data:{kind};base64,{held}">{text}</a>'


def _figures(figures: Sequence[AnswerFigure], number: int, words: Words) -> str:
    if not figures:
        return ""
    heads = "".join(f'<th role="columnheader" scope="col">{words[heading]}</th>' for heading in HEADINGS)
    rows = "".join(_figure(figure, number, words) for figure in figures)
    return (
        f'<div class="figures" role="region" aria-label="{words["figures"]}" tabindex="0">'
        '<table role="table">'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def _figure(figure: AnswerFigure, number: int, words: Words) -> str:
    cells = (
        f"{escape(figure.metric)} {derived_html(figure, words)}".rstrip(),
        escape(figure.code) or "—",
        escape(figure.body),
        str(figure.year),
        escape(figure.stage),
        escape(figure.shown),
        _numbers(figure, number, words),
    )
    return (
        '<tr role="row">'
        + "".join(
            f'<td role="cell" data-of="{heading}" data-label="{words[heading]}">{cell}</td>'
            for heading, cell in zip(HEADINGS, cells, strict=True)
        )
        + "</tr>"
    )


def _numbers(figure: AnswerFigure, number: int, words: Words) -> str:
    """The numbers of a figure's sources, each to be opened."""
    return "".join(
        f'<button type="button" class="number" data-turn="{number}" data-citation="{index}">'
        f"[{index + 1}]{hidden(words['see_source'])}</button>"
        for index in figure.citations
    )


def _sources(answer: Answer, number: int, words: Words) -> str:
    if not answer.citations:
        return ""
    items = "".join(
        f'<li class="pair"><button type="button" class="source" data-turn="{number}" data-citation="{index}">'
        f"<b>[{index + 1}]</b><span><span>{escape(citation.document)} "
        f"{words['page'].format(page=citation.page)}</span>"
        f"<small>{escape(place_of(citation, words))}</small></span></button>"
        f"{pdf_link(citation, 'PDF', words)}</li>"
        for index, citation in enumerate(answer.citations)
    )
    return f'<div class="cited"><h3>{words["sources"]}</h3><ol class="sources">{items}</ol></div>'


def _address(id: str, number: int, words: Words) -> str:
    """The answer's own address, to open and to copy."""
    place = f"a/{escape(id)}"
    opened = f'<a class="file" href="{place}" target="_blank" rel="noopener">{words["own_page"]}</a>'
    return (
        f'{opened}<button type="button" class="file" data-copy="address-{number}"'
        f' data-done="{words["copied"]}">{words["copy_link"]}</button>'
        f'<span class="hidden-words" id="copy-address-{number}" data-address="{place}"'
        ' aria-hidden="true"></span>'
    )


def judging_html(number: int, words: Words) -> str:
    """Two buttons, and what is asked back when one was pressed: what is wrong, a comment."""
    votes = "".join(
        f'<button type="button" data-vote="{vote}" data-turn="{number}" aria-pressed="false">'
        f"{_THUMB}{words[word]}</button>"
        for vote, word in (("up", "useful"), ("down", "wrong"))
    )
    reasons = "".join(
        f'<label><input type="radio" name="reason-{number}" value="{reason}"> {words[f"wrong_{reason}"]}'
        "</label>"
        for reason in REASONS
    )
    return (
        f'<div class="judging" role="group" aria-label="{words["rate"]}">{votes}'
        f"<form hidden><fieldset hidden><legend>{words['why_wrong']}</legend>{reasons}</fieldset>"
        f'<label>{words["comment"]}<textarea maxlength="500" rows="2"></textarea></label>'
        f'<button type="button" data-comment data-turn="{number}">{words["send"]}</button></form></div>'
    )
