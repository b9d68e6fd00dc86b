"""An answer at its own address, as it was kept: question, text, figures with their formulas, sources framed.

In: a `KeptQuestion`, which holds the answer object of the contract. Out: HTML, every text escaped. What the
answer said then is shown as it was; its pages are drawn only where the file of that name still is the one
that the answer was read from.

>>> answer_page_html(kept, {"a.pdf": "sha256 of today's file"}, "a/1a2b", words)
'<p class="crumbs">…<h1>公务接待费为何增长</h1>…'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from index.facts.naming.file_names import place
from index.facts.records import Citation
from index.store.service import KeptQuestion
from web.pages.onward import onward_html
from web.pages.source_html import original, place_of
from web.plain.layout import picture_of, table_html
from web.words import Words

_AGENTS: Final = "坐席"
_HEADS: Final = (
    ("metric", "c-row"),
    ("body", "c-body"),
    ("year", "c-year"),
    ("stage", "c-stage"),
    ("amount", "c-value"),
    ("source", "c-page"),
)


def is_public(kept: KeptQuestion) -> bool:
    """Whether an answer has an address: not what an agent looked up for a caller."""
    return kept.channel != _AGENTS


def answer_page_html(kept: KeptQuestion, there: Mapping[str, str], address: str, words: Words) -> str:
    """The inside of the page; `there` are the digests of today's files by name, `address` is its own."""
    answer: Mapping[str, Any] = kept.answer
    citations = [_citation(each) for each in answer.get("citations", [])]
    names = dict.fromkeys(citation.document for citation in citations)
    then: Mapping[str, str] = answer.get("originals", {})
    changed = {name: why for name in names if (why := _changed(then.get(name), there.get(name)))}
    at = f"{kept.at:%Y-%m-%d %H:%M}"
    when = f'<time datetime="{kept.at:%Y-%m-%dT%H:%M:%S}Z" data-local>{at} UTC</time>'
    told = (
        words["answered_on"].format(when=when, count=len(names))
        if names
        else words["told_on"].format(when=when)
    )
    text = escape(str(answer.get("text", "")))
    return (
        f'<p class="crumbs">{words[kept.status]}</p><h1>{escape(kept.question)}</h1>'
        f'<section class="part answer"><p class="text" id="copy-text">{text}</p>'
        f"{_findings(answer.get('findings', []), words)}"
        f'<p class="fine">{told}</p><p class="files">{_acts(kept, words)}</p></section>'
        f"{_figures(answer.get('figures', []), address, words)}{_sources(citations, changed, words)}"
    )


def _citation(held: Mapping[str, Any]) -> Citation:
    """A citation from the answer object."""
    box = held.get("bbox")
    return Citation(
        str(held["document"]),
        int(held["page"]),
        str(held.get("quote") or ""),
        held.get("table"),
        held.get("row"),
        held.get("column"),
        (box[0], box[1], box[2], box[3]) if box else None,
    )


def _findings(findings: Sequence[str], words: Words) -> str:
    if not findings:
        return ""
    items = "".join(f"<li>{escape(str(finding))}</li>" for finding in findings)
    return f'<div class="warned" role="note"><b>{words["findings"]}</b><ul>{items}</ul></div>'


def _acts(kept: KeptQuestion, words: Words) -> str:
    """Ask again, and with a script: copy the text or the address, share."""
    again = f"./?{urlencode({'q': kept.question})}"
    buttons = "".join(
        f'<button type="button" class="file" data-{act} data-done="{words["copied"]}" hidden>'
        f"{words[word]}</button>"
        for act, word in (("copy-text", "copy_answer"), ("copy-link", "copy_link"), ("share", "share_it"))
    )
    read = [figure for figure in kept.answer.get("figures", []) if not figure.get("derived")]
    onward = onward_html((str(f["body"]) for f in read), str(read[0]["metric"]) if read else "", words)
    return f'<a class="file" href="{escape(again)}">{words["ask_again"]}</a>{buttons}{onward}'


def _figures(figures: Sequence[Mapping[str, Any]], address: str, words: Words) -> str:
    if not figures:
        return ""
    rows = [_row(figure, address, words) for figure in figures]
    heads = [(words[name], of) for name, of in _HEADS]
    return (
        f'<section class="part"><h2>{words["figures"]}</h2>'
        f"{table_html(words['figures'], heads, rows, kind='wide')}</section>"
    )


def _row(figure: Mapping[str, Any], address: str, words: Words) -> list[str]:
    amount = f"<b>{escape(str(figure['printed']))}<small>{escape(str(figure['unit']))}</small></b>"
    if figure.get("derived"):
        formula = escape(str(figure.get("formula") or ""))
        amount += f'<small class="derived">{words["derived"]}</small><small class="formula">{formula}</small>'
    numbers = " ".join(
        f'<a href="{escape(address)}#source-{index + 1}">[{index + 1}]</a>' for index in figure["citations"]
    )
    named = (figure["metric"], figure["body"], figure["year"], figure["stage"])
    return [*(escape(str(value)) for value in named), amount, numbers]


def _changed(then: str | None, now: str | None) -> str:
    """The word for why a file is not shown: gone, another, or nothing tells; "" where it is the same."""
    if now is None:
        return "gone"
    if then is None:
        return "file_unknown"
    return "" if then == now else "file_changed"


def _sources(citations: Sequence[Citation], changed: Mapping[str, str], words: Words) -> str:
    """All sources one under the other, in the order of the answer, each with its page framed.

    `changed` are the files that are not shown, by name, with the word for why.
    """
    if not citations:
        return ""
    items = "".join(
        _source(number, citation, changed.get(citation.document, ""), words)
        for number, citation in enumerate(citations, 1)
    )
    return f'<section class="part"><h2>{words["check_title"]}</h2><ol class="cited">{items}</ol></section>'


def _source(number: int, citation: Citation, changed: str, words: Words) -> str:
    name = f"{escape(citation.document)} {place(citation.document, citation.page)}"
    linked = name if changed else f"<a {original(citation.document, citation.page)}>{name}</a>"
    shown = (
        f'<p class="none">{words[changed]}</p>' if changed else picture_of(citation, words, f"[{number}] ")
    )
    return (
        f'<li id="source-{number}"><h3>[{number}] {linked}</h3>'
        f'<p class="fine">{escape(place_of(citation, words))}</p>'
        f"<blockquote>{escape(citation.quote)}</blockquote>{shown}</li>"
    )
