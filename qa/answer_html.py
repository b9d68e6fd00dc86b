"""Answers, sources and documents as HTML for the public page. Every text is escaped here.

In: an `Answer`, a rendered page, the list of documents. Out: strings of HTML in which a button
carries what it asks for: ``data-ask`` a question, ``data-turn`` and ``data-citation`` a source.

>>> turn_html(Turn("公务接待费是多少", answer), 0)
'<article …><h2 class="question">公务接待费是多少</h2>…<button … data-turn="0" data-citation="0">…'
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import quote

from PIL import Image

from index.records import Box, Citation, Document
from qa.records import Answer, AnswerFigure, Status

TITLE: Final = "预算公开问答"
NOTICE: Final = "答案由软件根据公开文件自动生成，请以原文为准"
HEADINGS: Final = ("指标", "科目编码", "单位", "年份", "口径", "金额", "来源")
STATUS_WORDS: Final = {
    Status.ANSWERED: "已查到",
    Status.CLARIFY: "请补充",
    Status.NOT_FOUND: "未查到",
    Status.REFUSED: "不在范围内",
    Status.FAILED: "未能完成",
}
FIRST_SOURCES: Final = 6
_PIXELS_PER_POINT: Final = 1.25


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation."""

    question: str
    answer: Answer


def header_html() -> str:
    """The title and the label that the answers are machine-generated."""
    return (
        f'<header class="masthead"><h1>{TITLE}</h1>'
        f'<p class="label"><span class="tag">机器生成</span>{NOTICE}</p></header>'
    )


def welcome_html(examples: Sequence[str]) -> str:
    """What can be asked, with questions to press."""
    lead = "输入一个问题，例如某单位某年的收入、支出、“三公”经费，或增减原因。每个数字都可以点开核对原文。"
    asked = _ask_buttons(examples)
    return (
        f'<section class="welcome"><h2>想了解哪一项预算？</h2><p>{lead}</p>'
        + (f'<p class="prompt">试着问</p>{asked}' if asked else "")
        + "</section>"
    )


def shelf_html(documents: Sequence[Document]) -> str:
    """The indexed documents, newest year first."""
    if not documents:
        return '<section class="shelf"><h2>尚未收录文件</h2><p>请先索引公开的预算、决算文件。</p></section>'
    rows = "".join(
        f"<li><a {_original(document.name)}>{escape(document.title or document.name)}</a>"
        f"<span>{escape(document.body)} · {document.year}年 · {escape(document.kind)}"
        f" · {document.pages}页</span></li>"
        for document in sorted(documents, key=lambda each: (-each.year, each.body, each.name))
    )
    return (
        f'<details class="shelf" open><summary>已收录公开文件 {len(documents)} 份</summary>'
        f"<ul>{rows}</ul></details>"
    )


def conversation_html(turns: Sequence[Turn]) -> str:
    """The finished turns but the last, without their ready-made questions."""
    return "".join(turn_html(turn, number, latest=False) for number, turn in enumerate(turns))


def waiting_html(question: str) -> str:
    """A question whose answer is being looked up."""
    return (
        f'<article class="turn" data-busy="true">{_question(question)}<div class="answer">'
        '<p class="waiting"><i></i><i></i><i></i>正在查阅公开文件…</p></div></article>'
    )


def partial_html(question: str, shown: str) -> str:
    """An answer as far as it has been revealed."""
    return (
        f'<article class="turn" data-busy="true">{_question(question)}'
        f'<div class="answer"><p class="text">{escape(shown)}</p></div></article>'
    )


def interrupted_html() -> str:
    """What stands in place of an answer when the service broke while looking."""
    return (
        '<article class="turn"><div class="answer" data-status="failed">'
        '<p class="text">这次查询没有完成，请稍后再问一次。</p></div></article>'
    )


def turn_html(turn: Turn, number: int, latest: bool = True) -> str:
    """A question with its whole answer; `number` is its place in the conversation.

    Only the `latest` turn keeps its buttons that ask further questions.
    """
    answer = turn.answer
    parts = [
        f'<p class="status"><span>{STATUS_WORDS[answer.status]}</span>'
        "<small>机器生成，以原文为准</small></p>",
        f'<p class="text">{escape(answer.text)}</p>',
        _ask_buttons(answer.options) if latest else "",
        _findings(answer.findings),
        _figures(answer.figures, number),
        _sources(answer.citations, number),
    ]
    return (
        f'<article class="turn" data-number="{number}">{_question(turn.question)}'
        f'<div class="answer" data-status="{answer.status.value}">{"".join(parts)}</div></article>'
    )


def nothing_chosen_html() -> str:
    """The source panel before a source is chosen."""
    return (
        '<section class="viewer empty"><h2>原文核对</h2>'
        "<p>点答案下方的来源编号，这里会打开文件的那一页，并框出数字所在的位置。</p></section>"
    )


def source_html(citation: Citation, number: int, picture: Image.Image, scale: float) -> str:
    """The page a citation names, scrolled to its frame, with what the frame holds.

    `picture` is the framed page at `scale` pixels to the point; `number` counts from 1.
    """
    width = picture.width / scale * _PIXELS_PER_POINT
    image = (
        f'<img alt="{escape(_description(citation))}" width="{picture.width}" height="{picture.height}"'
        f' src="{_data_url(picture)}"{_focus(citation.bbox, picture, scale)}>'
    )
    return _viewer(
        citation,
        number,
        f'<div class="page" tabindex="0" role="region" aria-label="原文页面，可滚动"'
        f' style="--page-width:{width:.0f}px">{image}</div>',
        '<button type="button" data-zoom aria-pressed="false">看整页</button>',
    )


def source_missing_html(citation: Citation, number: int, problem: str) -> str:
    """A citation whose page cannot be shown: what it holds, and why there is no picture."""
    return _viewer(citation, number, f'<p class="problem">{escape(problem)}</p>')


def _viewer(citation: Citation, number: int, page: str, zoom: str = "") -> str:
    facts = (
        ("文件", citation.document),
        ("页码", f"第{citation.page}页"),
        ("表", citation.table),
        ("行", citation.row),
        ("列", citation.column),
        ("原文", citation.quote),
    )
    caption = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts if value)
    return (
        f'<section class="viewer" aria-label="来源 {number}"><div class="bar"><h2>来源 [{number}]</h2>'
        f"{zoom}<a {_original(citation.document, citation.page)}>打开原文件</a>"
        '<button type="button" class="close" data-close aria-label="关闭原文">关闭</button></div>'
        f"<figure>{page}<figcaption><dl>{caption}</dl></figcaption></figure></section>"
    )


def _description(citation: Citation) -> str:
    """The picture in words."""
    place = "，".join(
        f"{name}“{value}”"
        for name, value in (("表", citation.table), ("行", citation.row), ("列", citation.column))
        if value
    )
    framed = f"红框标出{citation.quote}" if citation.bbox else f"其中写有{citation.quote}"
    return f"{citation.document} 第{citation.page}页，{framed}" + (f"，{place}" if place else "")


def _focus(bbox: Box | None, picture: Image.Image, scale: float) -> str:
    """Where the frame's middle stands, as shares of the picture."""
    if bbox is None:
        return ""
    x = (bbox[0] + bbox[2]) / 2 * scale / picture.width
    y = (bbox[1] + bbox[3]) / 2 * scale / picture.height
    return f' data-x="{x:.4f}" data-y="{y:.4f}"'


def _data_url(picture: Image.Image) -> str:
    """The picture inside the page itself: no file is left behind and nothing else is asked for."""
    held = io.BytesIO()
    picture.save(held, "WEBP", quality=82, method=2)
    return "data:image/webp;base64," + base64.b64encode(held.getvalue()).decode("ascii")


def _original(document: str, page: int = 1) -> str:
    return f'href="documents/{quote(document, safe="")}#page={page}" target="_blank" rel="noopener"'


def _question(question: str) -> str:
    return f'<h2 class="question"><span class="hidden-words">问：</span>{escape(question)}</h2>'


def _ask_buttons(questions: Sequence[str]) -> str:
    buttons = "".join(
        f'<li><button type="button" data-ask="{text}">{text}</button></li>' for text in map(escape, questions)
    )
    return f'<ul class="asks">{buttons}</ul>' if buttons else ""


def _findings(findings: Sequence[str]) -> str:
    if not findings:
        return ""
    items = "".join(f"<li>{escape(finding)}</li>" for finding in findings)
    return f'<div class="findings" role="note"><strong>原文件提示</strong><ul>{items}</ul></div>'


def _figures(figures: Sequence[AnswerFigure], number: int) -> str:
    if not figures:
        return ""
    heads = "".join(f'<th role="columnheader" scope="col">{heading}</th>' for heading in HEADINGS)
    rows = "".join(_figure(figure, number) for figure in figures)
    return (
        '<div class="figures" role="region" aria-label="数字" tabindex="0"><table role="table">'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def _figure(figure: AnswerFigure, number: int) -> str:
    sources = "".join(
        f'<button type="button" class="number" data-turn="{number}" data-citation="{index}"'
        f' aria-label="查看来源 {index + 1}">[{index + 1}]</button>'
        for index in figure.citations
    )
    metric = escape(figure.metric)
    if figure.derived:
        formula = f'<span class="formula">{escape(figure.formula)}</span>' if figure.formula else ""
        metric += f' <span class="derived">推算</span>{formula}'
    cells = (
        metric,
        escape(figure.code) or "—",
        escape(figure.body),
        str(figure.year),
        escape(figure.stage),
        escape(figure.shown),
        sources,
    )
    return (
        '<tr role="row">'
        + "".join(
            f'<td role="cell" data-label="{heading}">{cell}</td>'
            for heading, cell in zip(HEADINGS, cells, strict=True)
        )
        + "</tr>"
    )


def _sources(citations: Sequence[Citation], number: int) -> str:
    if not citations:
        return ""
    items = [_source(citation, number, index) for index, citation in enumerate(citations)]
    shown = f'<ol class="sources">{"".join(items[:FIRST_SOURCES])}</ol>'
    rest = items[FIRST_SOURCES:]
    if rest:
        shown += (
            f"<details><summary>其余 {len(rest)} 处来源</summary>"
            f'<ol class="sources">{"".join(rest)}</ol></details>'
        )
    return f'<div class="cited"><h3>来源（点开核对原文）</h3>{shown}</div>'


def _source(citation: Citation, number: int, index: int) -> str:
    place = " › ".join(part for part in (citation.table or "正文", citation.row, citation.column) if part)
    return (
        f'<li><button type="button" class="source" data-turn="{number}" data-citation="{index}">'
        f"<b>[{index + 1}]</b><span><span>{escape(citation.document)} 第{citation.page}页</span>"
        f"<small>{escape(place)}</small></span></button></li>"
    )
