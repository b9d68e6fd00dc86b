"""The nouns of answering: Question → Draft → Answer.

`Answer.to_json` is the answer object other programs rely on. A figure in an answer is read
from a cell or a sentence, or derived by a formula that is shown with its operands.

>>> answer.status, answer.figures[0].shown
(<Status.ANSWERED: 'answered'>, '1.50万元')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from index.facts.money import in_unit, is_money, rounded
from index.facts.records import Citation, Kind, Scope, TableKind


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
class Target:
    """What a term of the lexicon means: the name for answers, the comparison keys and codes to find it by.

    `tables` are looked in first; `unit` is what a word for it counts in (辆 of 几辆车), "" for money.
    """

    name: str
    keys: tuple[str, ...]
    codes: tuple[str, ...] = ()
    tables: tuple[TableKind, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """All documents that together disclose one body, year, kind and scope.

    `both_scopes`: the body discloses that year as 部门 and as 单位.
    """

    body: str
    year: int
    kind: Kind
    scope: Scope
    documents: tuple[int, ...]
    names: tuple[str, ...]
    both_scopes: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """One amount on its way into an answer: read (`operator` "") or derived from `operands`.

    `value` is yuan where `unit` is money. `printed` is the text of the number as the document
    prints it or, for a derived value, as the formula gives it. `factor` is what a scaled value is
    times and over (每月平均 is 1 and 12). A value that the question gives has the operator "given".
    """

    metric: str
    body: str
    year: int
    stage: str
    value: Decimal
    printed: str
    unit: str
    code: str = ""
    note: str = ""
    citation: Citation | None = None
    operator: str = ""
    operands: tuple[Value, ...] = ()
    formula: str = ""
    factor: tuple[int, int] = (1, 1)

    @property
    def shown(self) -> str:
        """Number and unit as a reader sees them."""
        return f"{self.printed}{self.unit}"

    def citations(self) -> tuple[Citation, ...]:
        """Where it was read, or where all its operands were."""
        if self.citation:
            return (self.citation,)
        return tuple(dict.fromkeys(c for operand in self.operands for c in operand.citations()))


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a cited sentence or passage, in the document's own words."""

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Label:
    """A name from the index or the question that may hold digits: a body, a year, a code, a file name."""

    text: str


@dataclass(frozen=True, slots=True)
class HowMany:
    """How many there are of things in the index, by their names: the number is theirs, not said."""

    things: tuple[str, ...]
    unit: str

    @property
    def text(self) -> str:
        """Number and unit: 9份文件."""
        return f"{len(set(self.things))}{self.unit}"


Piece = str | Value | Quote | Label | HowMany


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before `verify`: typed pieces, of which plain strings may hold no digit.

    `figures` are those asked for, `context` those beside them: operands, other years, the whole of a share.
    """

    status: Status
    pieces: tuple[Piece, ...]
    figures: tuple[Value, ...] = ()
    citations: tuple[Citation, ...] = ()
    options: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    context: tuple[Value, ...] = ()


_PLACES = ("kind", "scope", "period", "unit_row")


@dataclass(frozen=True, slots=True)
class AnswerFigure:
    """One figure of an answer. `value` is yuan where `unit` is money, else the number itself.

    `printed` is the text a reader sees without its unit: as printed in the document, or the
    formatted result where the figure is derived or converted. `citations` index into
    `Answer.citations`. `role` is asked, or context where it only stands beside what was asked.
    `kind`, `scope`, `period` and `unit_row` are where the cell stands, "" where nothing says so.
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
    role: str = "asked"
    kind: str = ""
    scope: str = ""
    period: str = ""
    unit_row: str = ""

    @property
    def shown(self) -> str:
        """Number and unit as they stand in the text: 1.50万元, 50.00%."""
        return f"{self.printed}{self.unit}"

    def to_json(self) -> dict[str, object]:
        """The figure as the contract prints it: `value_yuan` for money, `value` for the rest.

        Of `kind`, `scope`, `period` and `unit_row` those that it has.
        """
        plain = format(self.value.normalize() if self.value else Decimal(0), "f")
        amount: dict[str, object] = (
            {"value_yuan": format(rounded(self.value), "f")} if is_money(self.unit) else {"value": plain}
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
            "role": self.role,
            **{name: told for name in _PLACES if (told := getattr(self, name))},
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one question. `options` are ready-to-ask questions when `status` is clarify.

    `understood` says in one line how the question was taken; `confidence` is how likely the answer is
    right, 0 to 1, None where nothing tells. `unaccounted` are the words of the question that no part of
    the plan stands for, `set_aside` those that are only talk. `plan` is the plan in words, `originals` the
    sha256 of each cited document by its name; they are no part of the answer object.
    """

    id: str
    question: str
    status: Status
    text: str
    figures: tuple[AnswerFigure, ...] = ()
    citations: tuple[Citation, ...] = ()
    findings: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    plan: str = ""
    understood: str = ""
    confidence: float | None = None
    unaccounted: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    originals: Mapping[str, str] = field(default_factory=dict)

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
            "understood": self.understood,
            "confidence": self.confidence,
            "unaccounted": list(self.unaccounted),
            "set_aside": list(self.set_aside),
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
