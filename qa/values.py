"""Stored figures and sentences → values that an answer may hold.

>>> of_figure(figure).shown
'1.50万元'
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from index.facts.extent.periods import in_words
from index.facts.money import number, plain
from index.facts.records import Change, Figure, Stage
from qa.records import Value


def stands(printed: str, change: Change) -> bool:
    """Whether the sentence prints it; 持平 and 没有安排 imply a zero that it may not print."""
    said = re.sub(r"\s+", "", unicodedata.normalize("NFKC", printed.removesuffix("%"))).lstrip("-−")
    quote = re.sub(r"\s+", "", unicodedata.normalize("NFKC", change.citation.quote))
    before = r"(?<![\d.])(?<!\d,)" if said[:1].isdigit() else ""
    after = r"(?!\d|\.\d|,\d{3}(?!\d))" if said[-1:].isdigit() else ""
    return bool(said) and bool(re.search(before + re.escape(said) + after, quote))


_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")


def half_width(printed: str) -> str:
    """A number's full-width digits as plain ones: ``half_width("１，２３４．５") == "1,234.5"``."""
    return printed.translate(_HALF_WIDTH)


def of_figure(figure: Figure) -> Value:
    """A read cell as a value; a row below an item (a project, a purchase) is named by both."""
    subject = f"{figure.item}（{figure.subject}）" if figure.item else figure.subject
    return Value(
        metric=_whose(figure)
        + subject
        + _ratio(figure)
        + (f"（{figure.component}）" if figure.component else ""),
        body=figure.body,
        year=figure.year,
        stage=figure.stage.value,
        value=figure.value,
        printed=_shown(figure),
        unit=figure.unit,
        code=figure.code,
        note=figure.citation.row or "",
        citation=figure.citation,
    )


def _shown(figure: Figure) -> str:
    """The number a cell prints: a minus is told as one, △0.60 and (0.60) as well."""
    printed = figure.printed.removesuffix(figure.unit).rstrip()
    if number(printed) is None:
        return half_width(printed)  # the bound a goal sets: ≥82.5
    return plain(printed).removesuffix("%")


def _ratio(figure: Figure) -> str:
    """What a ratio is of, as its column says it: 为上年决算数的比率."""
    if figure.stage is not Stage.RATIO:
        return ""
    leaf = (figure.citation.column or "").rsplit("/", maxsplit=1)[-1]
    return re.sub(r"[(（]?[%％][)）]?$", "", leaf) + Stage.RATIO


def _whose(fact: Figure | Change) -> str:
    """What says whose an amount of a place is, and how far the year has gone: 市本级, 西河县, 一至四月."""
    period = in_words(fact.period)
    if not fact.scope.of_place:
        return period
    of = fact.unit_row if fact.unit_row else fact.scope.value
    proper = fact.scope.value if fact.unit_row and not fact.scope.whole else ""
    own = "" if fact.subject.startswith((of, fact.scope.value)) else of
    return f"{own}{'' if proper in own else proper}{period}"


def said_amount(change: Change, body: str) -> Value:
    """The amount a sentence prints."""
    assert change.amount is not None
    return Value(
        metric=_whose(change) + change.subject.removeprefix("项目："),
        body=body,
        year=change.year,
        stage=change.stage.value,
        value=change.amount,
        printed=change.amount_printed,
        unit=change.unit,
        code=change.code,
        citation=change.citation,
    )


def said_difference(change: Change, body: str) -> Value:
    """The difference a sentence prints, signed by its direction."""
    assert change.difference is not None
    return Value(
        metric=f"{_whose(change)}{change.subject}{_moved(change)}额",
        body=body,
        year=change.year,
        stage=Stage.DIFFERENCE.value,
        value=-change.difference if change.direction == "减少" else change.difference,
        printed=change.difference_printed,
        unit=change.unit,
        code=change.code,
        note=change.direction,
        citation=change.citation,
    )


def _moved(change: Change) -> str:
    return "增减" if change.direction == "持平" else change.direction


def said_percent(change: Change, body: str) -> Value:
    """The rate a sentence prints, signed by its direction."""
    assert change.percent is not None
    return Value(
        metric=f"{_whose(change)}{change.subject}{'下降' if change.direction == '减少' else '增长'}率",
        body=body,
        year=change.year,
        stage=Stage.RATE.value,
        value=-change.percent if change.direction == "减少" else change.percent,
        printed=change.percent_printed.removesuffix("%"),
        unit="%",
        code=change.code,
        note=change.direction,
        citation=change.citation,
    )


def numbers_in(text: str, unit: str) -> list[tuple[str, Decimal]]:
    """Numbers followed by a counting unit: ``numbers_in("教学班36个", "个") == [("36", Decimal(36))]``."""
    found = []
    for match in re.finditer(rf"(\d[\d,]*(?:\.\d+)?)\s*{re.escape(unit)}", text):
        value = number(match[1])
        if value is not None:
            found.append((match[1], value))
    return found
