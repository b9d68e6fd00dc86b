"""What is indexed as HTML: by body and year, with what the checks found and links to the pages.

In: documents and findings. Out: strings of HTML, every text escaped. An administrator's rows
carry ``data-remove``, ``data-reindex`` and ``data-assign`` with the document's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Final
from urllib.parse import quote

from index.build import Progress
from index.facts.given import LONGEST_BODY, YEARS
from index.facts.records import Document, Finding, Kind
from web.pages.source_html import original
from web.words import Words

Findings = Mapping[str, Sequence[Finding]]
_MOST: Final = 10


def by_document(findings: Sequence[tuple[str, Finding]]) -> dict[str, list[Finding]]:
    """The findings of each document, in their order."""
    held: dict[str, list[Finding]] = {}
    for name, finding in findings:
        held.setdefault(name, []).append(finding)
    return held


def documents_html(
    documents: Sequence[Document],
    findings: Findings,
    words: Words,
    unread: Sequence[str] = (),
    model: Mapping[str, str] | None = None,
) -> str:
    """One block for each body, its years newest first; then the files that could not be read.

    Behind them stands which language model is asked, where one is.
    """
    failed = _model(model, words) if model else ""
    if unread:
        lines = "".join(f"<li>{escape(line)}</li>" for line in unread)
        failed += (
            f'<section class="unread"><h3>{words["unread"]}</h3><ul class="found">{lines}</ul></section>'
        )
    if not documents:
        empty = f"<h2>{words['shelf']}</h2><p>{words['shelf_empty']}</p>"
        return f'<section class="library">{empty}{failed}</section>'
    ordered = sorted(documents, key=lambda each: (each.body, -each.year, each.kind, each.name))
    blocks = "".join(
        _body(body, list(held), findings, words) for body, held in groupby(ordered, key=lambda d: d.body)
    )
    return (
        f'<section class="library"><h2>{words["shelf"]} <span class="count">{len(documents)}</span></h2>'
        f"<p>{words['shelf_lead']}</p>{blocks}{failed}</section>"
    )


def _model(model: Mapping[str, str], words: Words) -> str:
    """Which language model is asked, what it was found to do, and that questions go to it."""
    state = words[f"model_{model['state']}"]
    mode = f" · {escape(model['mode'])}" if model["mode"] else ""
    name = escape(model["model"])
    return (
        f'<section class="model"><h3>{words["model"]}</h3><p>{name} · {state}{mode}</p>'
        f'<p class="fine">{words["model_lead"]}</p></section>'
    )


def here_html(documents: Sequence[Document], words: Words) -> str:
    """How much there is, the bodies with the most documents, the ways to all of it."""
    disclosed = [document for document in documents if document.kind is not Kind.POLICY]
    if not disclosed:
        return ""
    years: dict[str, set[int]] = {}
    for document in disclosed:
        years.setdefault(document.body, set()).add(document.year)
    first, last = min(min(each) for each in years.values()), max(max(each) for each in years.values())
    counts = Counter(document.kind for document in documents)
    kinds = "、".join(f"{kind} {counts[kind]}" for kind in Kind if counts[kind])
    told = words["here_told"].format(
        documents=len(documents),
        kinds=kinds,
        bodies=len(years),
        years=str(last) if first == last else f"{first}—{last}",
    )
    named = sorted(years, key=lambda body: (-len(years[body]), body))[:_MOST]
    items = "".join(
        f'<li><a href="bodies/{quote(body, safe="")}">{escape(body)}</a>'
        f"<small>{'、'.join(str(year) for year in sorted(years[body]))}</small></li>"
        for body in named
    )
    return (
        f'<section class="here"><h2>{words["here_title"]}</h2><p>{told}</p><ul>{items}</ul>'
        f'<p class="files"><a class="file" href="bodies">{words["here_bodies"].format(count=len(years))}</a>'
        f'<a class="file" href="figures">{words["explore"]}</a>'
        f'<a class="file" href="data/datapackage.zip" download>{words["whole_index"]}</a></p></section>'
    )


def managed_html(
    documents: Sequence[Document], upload_pass: str, words: Words, given: Collection[str] = ()
) -> str:
    """The documents with what an administrator may do to each, and the pass his browser uploads with.

    Those of the names in `given` are as somebody said that they are.
    """
    rows = "".join(
        f'<li><span>{escape(document.name)}</span><span class="acts">'
        f'<button type="button" data-reindex="{escape(document.name)}">{words["reindex"]}</button>'
        f'<button type="button" class="danger" data-remove="{escape(document.name)}"'
        f' data-sure="{words["sure"]}">{words["remove"]}</button></span>'
        f"{_assigning(document, document.name in given, words)}</li>"
        for document in sorted(documents, key=lambda each: each.name)
    )
    return f'<ul class="managed" data-pass="{escape(upload_pass)}">{rows}</ul>'


def _assigning(document: Document, given: bool, words: Words) -> str:
    """A form for the body, year and kind of a document, filled with those that it has."""
    name = escape(document.name)
    kinds = "".join(
        f'<option value="{kind}"{" selected" if kind is document.kind else ""}>{kind}</option>'
        for kind in Kind
    )
    marked = f' <span class="fine">{words["given"]}</span>' if given else ""
    back = f'<button type="button" data-unassign="{name}">{words["unassign"]}</button>' if given else ""
    summary = f"{escape(document.body)} · {document.year} · {escape(document.kind)}{marked}"
    return (
        f'<details class="assigning"><summary>{words["assign"]}<span class="fine">{summary}</span></summary>'
        f'<form><label>{words["body_name"]}<input name="body" maxlength="{LONGEST_BODY}"'
        f' value="{escape(document.body)}"></label>'
        f'<label>{words["year"]}<input name="year" type="number" min="{YEARS[0]}" max="{YEARS[1]}"'
        f' value="{document.year if YEARS[0] <= document.year <= YEARS[1] else ""}"></label>'
        f'<label>{words["kind"]}<select name="kind">{kinds}</select></label>'
        f'<button type="button" data-assign="{name}">{words["save"]}</button>{back}</form></details>'
    )


def page_of(progress: Progress, words: Words) -> str:
    """Which page of how many is being read; "" where that is not known."""
    if not (progress.page and progress.pages):
        return ""
    return words["page_of"].format(page=progress.page, pages=progress.pages)


def arriving_html(progress: Progress | None, broken: bool, words: Words) -> str:
    """How far the files are that are being indexed; nothing when all are, a plain line when it broke off."""
    if progress is None:
        return (
            f'<p class="arriving" role="status" data-fault="true">{words["arriving_broken"]}</p>'
            if broken
            else ""
        )
    file = f"{progress.name} {page_of(progress, words)}".strip()
    # A reader with a screen reader hears each file, not each page.
    return (
        f'<div class="arriving"><progress max="{max(progress.total, 1)}" value="{progress.done}"'
        f' aria-label="{words["arriving_name"]}"></progress>'
        f'<p role="status">{words["arriving"].format(done=progress.done, total=progress.total)}</p>'
        f'<p class="reading" aria-hidden="true">{escape(file)}</p></div>'
    )


def told_html(text: str, fault: bool = False) -> str:
    """How an administrator's act ended."""
    return f'<p class="told" role="status" data-fault="{str(fault).lower()}">{escape(text)}</p>'


def _body(body: str, held: Sequence[Document], findings: Findings, words: Words) -> str:
    years = "、".join(str(year) for year in sorted({document.year for document in held}))
    heads = "".join(
        f'<th scope="col">{words[name]}</th>'
        for name in ("year", "document", "kind", "scope", "pages", "checks")
    )
    rows = "".join(_row(document, findings.get(document.name, ()), words) for document in held)
    return (
        f'<section class="body"><h3>{escape(body)}</h3><p class="years">{words["years"]} {years}</p>'
        f'<div class="sheet" role="region" aria-label="{escape(body)}" tabindex="0"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _row(document: Document, findings: Sequence[Finding], words: Words) -> str:
    checks = f'<span class="fine">{words["no_findings"]}</span>'
    if findings:
        items = "".join(f"<li>{escape(f.message)} {_pages(f, words)}</li>" for f in findings)
        checks = (
            f"<details><summary>{words['some_findings'].format(count=len(findings))}</summary>"
            f'<ul class="found">{items}</ul></details>'
        )
    cells = (
        ("year", str(document.year)),
        ("document", f"<a {original(document.name)}>{escape(document.title or document.name)}</a>"),
        ("kind", escape(document.kind)),
        ("scope", escape(document.scope)),
        ("pages", str(document.pages)),
        ("checks", checks),
    )
    return (
        "<tr>"
        + "".join(f'<td data-of="{name}" data-label="{words[name]}">{cell}</td>' for name, cell in cells)
        + "</tr>"
    )


def _pages(finding: Finding, words: Words) -> str:
    """A link to each page that a finding compares."""
    places = dict.fromkeys((c.document, c.page) for c in finding.citations)
    return " ".join(
        f"<a {original(name, page)}>{words['page'].format(page=page)}</a>" for name, page in places
    )
