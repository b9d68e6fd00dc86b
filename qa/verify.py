"""Draft → Answer: fills the slots, and lets no numeral out that has no source.

A read value must stand in the quote of its citation; a derived value must come out again from
its operands, which are verified in turn; a quotation must stand in the document's sentence; a
plain string may hold no digit; a label's digits must be known (a year, a code, a body, a file,
the question itself, a page that is cited); a count is that of the names it
holds. Thousands may be separated or not. Anything else is a bug, and raises `UngroundedError`: nothing is
shown.

>>> verify(draft, question="公务接待费多少", known=(), answer_id="a1").text
'某某中心2025年公务接待费（30217）预算1.50万元。'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass
from decimal import Decimal

from index.facts.money import is_money, number, rounded, yuan
from index.facts.records import Citation
from qa.arithmetic import recomputed
from qa.records import Answer, AnswerFigure, Draft, HowMany, Label, Quote, Value, shown_amount

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PAGE = re.compile(r"第(\d+)页")


class UngroundedError(Exception):
    """A draft holds a numeral or a quotation without a source."""


def verify(
    draft: Draft, *, question: str, known: Iterable[str], answer_id: str, indexed: Container[str] = ()
) -> Answer:
    """The answer, every numeral of it accounted for. Raises UngroundedError.

    `indexed` are the numerals of what is indexed, of `numerals_known`: they are many, and the same for
    every answer.
    """
    for value in _all_values(draft):
        _verify_value(value)
    allowed = _Allowed(_numerals_with_a_source(draft, (question, *known)), indexed)
    for value in _all_values(draft):
        _verify_name(value, allowed)
        allowed.own.update(_numerals(value.metric))
    citations = tuple(dict.fromkeys(_all_citations(draft)))
    pages = {str(citation.page) for citation in citations}
    text = _joined([_verify_piece(piece, allowed, pages) for piece in draft.pieces])
    for option in draft.options:
        _verify_label(option, allowed)
    asked = [_answer_figure(value, citations, "asked") for value in draft.figures]
    told = {_same(value) for value in draft.figures}
    beside = [_answer_figure(value, citations, "context") for value in _beside(draft, told)]
    figures = tuple(dict.fromkeys([*asked, *beside]))
    return Answer(
        id=answer_id,
        question=question,
        status=draft.status,
        text=text,
        figures=figures,
        citations=citations,
        findings=draft.findings,
        options=draft.options,
    )


@dataclass(frozen=True, slots=True)
class _Allowed:
    """The numerals that an answer may say: those of its own sources, and those of what is indexed."""

    own: set[str]
    indexed: Container[str]

    def __contains__(self, token: str) -> bool:
        return token in self.own or token in self.indexed


def numerals_known(names: Iterable[str]) -> frozenset[str]:
    """The numerals of names, and the years before those that are years."""
    return frozenset(_with_years_before({token for name in names for token in _numerals(name)}))


def _with_years_before(numerals: set[str]) -> set[str]:
    return numerals | {str(int(token) - 1) for token in numerals if re.fullmatch(r"20\d\d", token)}


def _numerals_with_a_source(draft: Draft, known: Iterable[str]) -> set[str]:
    """The numerals of what is known, of whose the values are and where they stand; and the years before."""
    sources = list(known)
    for value in _all_values(draft):
        sources += [value.body, value.code, str(value.year), *_formulas(value)]
    for citation in _all_citations(draft):
        sources += [citation.document, citation.table or "", citation.row or "", citation.column or ""]
    return _with_years_before({token for source in sources for token in _numerals(source)})


def _flat(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _bare(text: str) -> str:
    return _SEPARATOR.sub("", re.sub(r"\s+", "", _flat(text)))


def _numerals(text: str) -> list[str]:
    """The numerals of a text, thousands not separated."""
    return _DIGITS.findall(_SEPARATOR.sub("", _flat(text)))


def _all_values(draft: Draft) -> list[Value]:
    pieces = (piece for piece in draft.pieces if isinstance(piece, Value))
    return [*draft.figures, *draft.context, *pieces]


def _formulas(value: Value) -> list[str]:
    return [value.formula, *(formula for operand in value.operands for formula in _formulas(operand))]


def _same(value: Value) -> tuple[object, ...]:
    """What makes two values one figure, in whatever unit they are told."""
    return (value.metric, value.body, value.year, value.stage, value.value)


def _beside(draft: Draft, told: set[tuple[object, ...]]) -> list[Value]:
    """The values of a draft that were not asked for, each once: its context, and all that its text tells."""
    found: dict[tuple[object, ...], Value] = {}
    for value in (*draft.context, *_all_values(draft)):
        if _same(value) not in told:
            found.setdefault(_same(value), value)
    return list(found.values())


def _all_citations(draft: Draft) -> list[Citation]:
    shown = (*draft.figures, *draft.context, *_all_values(draft))
    cited = [c for value in shown for c in value.citations()]
    return [*draft.citations, *(c for c in cited if c not in draft.citations)]


def _joined(parts: list[str]) -> str:
    """The text. Two numerals side by side would read as one that has no source."""
    text = ""
    for part in parts:
        if re.search(r"\d[.,]?$", text) and re.match(r"[.,]?\d", part):
            raise UngroundedError(f"two numerals run together: {text[-12:]!r} {part[:12]!r}")
        text += part
    return text


def _verify_name(value: Value, allowed: _Allowed) -> None:
    """A metric's digits stand where it was read, or are known (a year, a code)."""
    places = [c for c in value.citations() if c]
    printed = [part for c in places for part in (c.row, c.column, c.table, c.quote) if part]
    known = {token for part in printed for token in _numerals(part)}
    for token in _numerals(value.metric):
        if token not in known and token not in allowed:
            raise UngroundedError(f"{token} in {value.metric!r} has no source")


def _stands(text: str, source: str) -> bool:
    """Whether `text` stands in `source` without cutting a number at either end."""
    bare = _bare(text)
    before = r"(?<![\d.])(?<!\d,)" if bare[:1].isdigit() else ""
    after = r"(?!\d|\.\d|,\d{3}(?!\d))" if bare[-1:].isdigit() else ""
    return bool(re.search(before + re.escape(bare) + after, _bare(source)))


def _verify_piece(piece: object, allowed: _Allowed, pages: set[str]) -> str:
    match piece:
        case Value():
            _verify_value(piece)
            return piece.shown
        case Quote(text, citation):
            if not _stands(text, citation.quote):
                raise UngroundedError(f"quotation not in {citation.document} p.{citation.page}: {text!r}")
            return text
        case Label(text):
            _verify_label(_PAGE.sub(lambda said: "" if said[1] in pages else said[0], text), allowed)
            return text
        case HowMany():
            return piece.text
        case str():
            if re.search(r"\d", _flat(piece)):
                raise UngroundedError(f"digit in plain text: {piece!r}")
            return piece
    raise UngroundedError(f"unknown piece {piece!r}")


def _verify_label(text: str, allowed: _Allowed) -> None:
    for token in _numerals(text):
        if token not in allowed:
            raise UngroundedError(f"{token} in {text!r} has no source")


_MINUS = ("-", "−", "－")


def _verify_value(value: Value) -> None:
    if re.search(r"\d", _flat(value.unit)):
        raise UngroundedError(f"digit in the unit {value.unit!r}")
    match value.operator:
        case "":
            _verify_read(value)
        case "given":
            _verify_given(value)
        case _:
            _verify_derived(value)


def _verify_read(value: Value) -> None:
    """A read value stands in the quote of its citation, with its sign, and reads as what it is."""
    if value.citation is None:
        raise UngroundedError(f"{value.shown} has no citation")
    size = _size(value.printed)
    if not _stands(size, value.citation.quote) or _wrongly_signed(value):
        raise UngroundedError(f"{value.shown} is not in {value.citation.quote!r}")
    read = _as_read(size, value.unit)
    if read is None or abs(read) != abs(value.value):
        raise UngroundedError(f"{value.shown} does not read as {value.value}")


def _wrongly_signed(value: Value) -> bool:
    return value.printed.strip()[:1] in _MINUS and value.value >= 0


def _as_read(printed: str, unit: str) -> Decimal | None:
    """What a printed number comes to: 元 where it is money."""
    return yuan(printed, unit) if is_money(unit) else number(printed)


def _verify_derived(value: Value) -> None:
    """A derived value follows from its operands, which are verified in turn, and prints as what it is."""
    if not value.operands or not _follows(value):
        raise UngroundedError(f"{value.shown} does not follow from its operands")
    expected = (
        shown_amount(value.value, value.unit) if is_money(value.unit) else format(rounded(value.value), "f")
    )
    if number(expected.lstrip("-")) != number(value.printed.lstrip("-")):
        raise UngroundedError(f"{value.shown} is not {expected}")
    if _wrongly_signed(value):
        raise UngroundedError(f"{value.shown} has a sign its value has not")
    for operand in value.operands:
        _verify_value(operand)
    _verify_formula(value)


def _follows(value: Value) -> bool:
    """Whether a derived value comes out again; nothing follows from a division by zero."""
    try:
        return recomputed(value) == value.value
    except ZeroDivisionError:
        return False


def _verify_given(value: Value) -> None:
    """A number that the question states prints as what it is; it is told inside of a formula only."""
    if _as_read(value.printed, value.unit) != value.value:
        raise UngroundedError(f"{value.shown} does not read as {value.value}")


def _verify_formula(value: Value) -> None:
    """A formula holds the numerals of its operands and of its result, all of them and no others.

    That of a converted amount may begin with how the amount was worked out. Beside them stand the factor
    of a scaled value and the number of terms of a mean. A count has none.
    """
    if value.operator == "count" and not value.formula:
        return
    said = set(_numerals(value.formula))
    operands = {token for v in value.operands for token in _numerals(v.printed)}
    result = set(_numerals(value.printed))
    if value.operator == "convert":
        result |= {token for v in value.operands for token in _numerals(v.formula)}
    if value.operator == "scale":
        result |= {str(part) for part in value.factor}
    if value.operator == "mean":
        result.add(str(len(value.operands)))
    if not said <= operands | result or not operands <= said:
        raise UngroundedError(f"formula {value.formula!r} is not of {[v.shown for v in value.operands]}")


def _size(printed: str) -> str:
    """The number without its sign or the bound a goal sets: ≥82.5 → 82.5."""
    return printed.lstrip("-−－≥≤＞＜><=约达不低于少高多超过").strip()


def _answer_figure(value: Value, citations: tuple[Citation, ...], role: str) -> AnswerFigure:
    return AnswerFigure(
        metric=value.metric,
        code=value.code,
        body=value.body,
        year=value.year,
        stage=value.stage,
        value=value.value,
        printed=value.printed,
        unit=value.unit,
        derived=bool(value.operator),
        formula=value.formula or None,
        citations=tuple(citations.index(c) for c in value.citations()),
        role=role,
    )
