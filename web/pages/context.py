"""What a caller's next question is about before he says so: a body and a year, carried over or picked.

In: the answer before, or what an agent picked. Out: the questions that go before the next one, in whose
light it is understood; its own words come first.

>>> Context("某局", 2025, by_hand=True).before(("甲局2024年培训费是多少",))
('甲局2024年培训费是多少', '某局2025年')
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index.facts.records import Document, Kind
from qa.records import Answer


@dataclass(frozen=True, slots=True)
class Context:
    """A body and a year; "" and None where there is none.

    `by_hand`: picked, or what was left when a part was taken away. `cut`: something was taken away, so the
    questions before no longer count.
    """

    body: str = ""
    year: int | None = None
    by_hand: bool = False
    cut: bool = False

    def before(self, asked: Sequence[str]) -> tuple[str, ...]:
        """What goes before the next question of a caller who asked those."""
        line = f"{self.body}{f'{self.year}年' if self.year else ''}"
        # What the last answer was about goes along with its question.
        return (*(() if self.cut else asked), *([line] if line and self.by_hand else []))

    def picked(self, body: str, year: int | None, years: Collection[int]) -> Context:
        """With a body and a year that an agent picked; `years` are those of the body."""
        kept = year if year in years else None
        gone = (self.body and not body) or (self.year and not kept)
        return Context(body, kept, True, self.cut or bool(gone))

    def without(self, part: str) -> Context:
        """Without the body or the year. Raises ValueError for another part."""
        if part == "body":
            return replace(self, body="", by_hand=True, cut=True)
        if part == "year":
            return replace(self, year=None, by_hand=True, cut=True)
        raise ValueError(part)

    def after(self, answer: Answer, documents: Sequence[Document]) -> Context:
        """What the answer was about; where it tells of none, or of several, what held before."""
        body, year = _one_body(answer, documents), _one_year(answer, documents)
        return Context(body, year) if body else replace(self, cut=False)


def years_of(documents: Sequence[Document], body: str) -> tuple[int, ...]:
    """The years of a body's disclosures, or of all, newest first."""
    held = {d.year for d in documents if d.kind is not Kind.POLICY and body in ("", d.body)}
    return tuple(sorted(held, reverse=True))


def bodies_of(documents: Sequence[Document]) -> tuple[str, ...]:
    """The bodies that disclosed, in order."""
    return tuple(sorted({d.body for d in documents if d.kind is not Kind.POLICY}))


def _one_body(answer: Answer, documents: Sequence[Document]) -> str:
    told = {figure.body for figure in answer.figures if figure.role == "asked"}
    told = told or {document.body for document in _cited(answer, documents)}
    return told.pop() if len(told) == 1 else ""


def _one_year(answer: Answer, documents: Sequence[Document]) -> int | None:
    told = {figure.year for figure in answer.figures if figure.role == "asked"}
    told = told or {document.year for document in _cited(answer, documents)}
    return told.pop() if len(told) == 1 else None


def _cited(answer: Answer, documents: Sequence[Document]) -> list[Document]:
    names = {citation.document for citation in answer.citations}
    return [document for document in documents if document.name in names and document.kind is not Kind.POLICY]
