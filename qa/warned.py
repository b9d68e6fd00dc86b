"""A draft with a plain warning for each failed check of the documents that touches a figure it cites.

>>> warned(draft, facts).findings
('收入合计与各项收入之和相差0.10万元',)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from index.facts.identities import SMALL
from index.facts.records import Change, Citation, Finding, Legibility
from index.store.protocols import Facts
from qa.records import Draft, Label, Piece, Status, Value
from qa.values import said_amount, stands

# A failed check over no more cells than these is about each of them.
_FEW = 3


def warned(draft: Draft, facts: Facts) -> Draft:
    """The draft, what contradicts its figures told behind it, and whether they were read from a picture."""
    cited = {c for value in draft.figures for c in value.citations()}
    if draft.status is not Status.ANSWERED or not draft.figures:
        doubts = _of_legibility({c.legibility for c in cited} & {Legibility.DOUBTFUL})
        return replace(draft, pieces=(*draft.pieces, *doubts)) if doubts else draft
    touching = _touching(cited, facts)
    pieces: list[Piece] = []
    for finding in touching:
        pieces += ["注意，文件前后不一致：", Label(finding.message), "。"]
    others = [value for finding in touching for value in _written(facts, finding.citations)]
    more = tuple(c for finding in touching for c in finding.citations if c not in draft.citations)
    return replace(
        draft,
        pieces=(*draft.pieces, *pieces, *_of_legibility({c.legibility for c in cited})),
        context=tuple(dict.fromkeys((*draft.context, *others))),
        citations=(*draft.citations, *more),
        findings=tuple(finding.message for finding in touching),
    )


def _touching(cited: Collection[Citation], facts: Facts) -> list[Finding]:
    """The failed checks that are about a place that is cited; what rounding may do is none."""
    found = [finding for _, finding in facts.findings({c.document for c in cited})]
    graver = [finding for finding in found if not finding.message.startswith(SMALL)]
    return [finding for finding in graver if _is_about(finding, cited)]


def _is_about(finding: Finding, cited: Collection[Citation]) -> bool:
    return any(_same_place(place, c) for place in _judged(finding) for c in cited)


def _written(facts: Facts, places: Sequence[Citation]) -> list[Value]:
    """The amounts that sentences print at these places: the other side of a contradiction."""
    names = {c.document for c in places}
    bodies = {s.id: s.document.body for s in facts.find(names=names)}
    return [
        said_amount(stored.change, bodies[stored.document_id])
        for stored in facts.changes(documents=list(bodies))
        if stored.change.citation in places and _prints_amount(stored.change)
    ]


def _prints_amount(change: Change) -> bool:
    return change.amount is not None and stands(change.amount_printed, change)


def _of_legibility(marks: set[Legibility]) -> list[Piece]:
    if Legibility.DOUBTFUL in marks:
        return ["（这个数字的读取存疑，与同一栏的其他数字不相称，请对照原件。）"]
    if Legibility.UNCHECKED in marks:
        return ["（扫描件识别，未能与合计等核对，请对照原件。）"]
    if Legibility.CHECKED in marks:
        return ["（扫描件识别，与合计等勾稽相符。）"]
    return []


def _judged(finding: Finding) -> Sequence[Citation]:
    """The places that a failed check is about: of a long sum its total, not each of its parts."""
    return finding.citations if len(finding.citations) <= _FEW else finding.citations[:1]


def _same_place(one: Citation, other: Citation) -> bool:
    return (one.document, one.page, one.bbox) == (other.document, other.page, other.bbox)
