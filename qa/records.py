"""The nouns of answering: Question → Plan → Evidence → Answer.

`Answer.to_json` is the answer object other programs rely on. A figure in an answer is read
from a cell or a sentence, or derived by a formula that is shown with its operands.

>>> answer.status, answer.figures[0].shown
(<Status.ANSWERED: 'answered'>, '1.50万元')
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from index.money import in_unit, is_money, rounded
from index.records import Citation, Stage


class Status(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, with the earlier questions of the conversation, oldest first."""

    text: str
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerFigure:
    """One figure of an answer. `value` is yuan where `unit` is money, else the number itself.

    `printed` is the text a reader sees without its unit: as printed in the document, or the
    formatted result where the figure is derived or converted. `citations` index into
    `Answer.citations`.
    """

    metric: str
    code: str
    body: str
    year: int
    stage: str
    value: Decimal
    printed: str
    unit: str
    derived: bool = False
    formula: str | None = None
    citations: tuple[int, ...] = ()

    @property
    def shown(self) -> str:
        """Number and unit as they stand in the text: 1.50万元, 50.00%."""
        return f"{self.printed}{self.unit}"

    def to_json(self) -> dict[str, object]:
        """The figure as the contract prints it: `value_yuan` for money, `value` for the rest."""
        plain = format(self.value.normalize() if self.value else Decimal(0), "f")
        amount: dict[str, object] = (
            {"value_yuan": format(rounded(self.value), "f")}
            if is_money(self.unit)
            else {"value": plain}
        )
        return {
            "metric": self.metric,
            "code": self.code,
            "body": self.body,
            "year": self.year,
            "stage": self.stage,
            **amount,
            "printed": self.printed,
            "unit": self.unit,
            "derived": self.derived,
            "formula": self.formula,
            "citations": list(self.citations),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one question. `options` are ready-to-ask questions when `status` is clarify."""

    id: str
    question: str
    status: Status
    text: str
    figures: tuple[AnswerFigure, ...] = ()
    citations: tuple[Citation, ...] = ()
    findings: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """The answer object of the contract, ready for ``json.dumps``."""
        return {
            "id": self.id,
            "question": self.question,
            "status": self.status.value,
            "text": self.text,
            "figures": [figure.to_json() for figure in self.figures],
            "citations": [citation_json(citation) for citation in self.citations],
            "findings": list(self.findings),
            "options": list(self.options),
            "timings_ms": {step: round(ms, 2) for step, ms in self.timings_ms.items()},
        }


def citation_json(citation: Citation) -> dict[str, object]:
    """A citation as the contract prints it."""
    return {
        "document": citation.document,
        "page": citation.page,
        "table": citation.table,
        "row": citation.row,
        "column": citation.column,
        "bbox": list(citation.bbox) if citation.bbox else None,
        "quote": citation.quote,
    }


def shown_amount(value_yuan: Decimal, unit: str) -> str:
    """An amount in `unit`, half-up to two decimals: ``shown_amount(Decimal("15000"), "万元") == "1.50"``."""
    return format(rounded(in_unit(value_yuan, unit)), "f")


__all__ = [
    "Answer",
    "AnswerFigure",
    "Citation",
    "Question",
    "Stage",
    "Status",
    "citation_json",
    "shown_amount",
]
