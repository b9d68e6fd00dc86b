"""What of an answer is worth looking at: years, ranks, a share, as inline SVG with its labels.

In: an answer's figures. Out: a `Chart`, and its picture. A picture holds no number of its own:
lengths are proportional to the figures' values from a zero line, and every label is a figure
as the answer shows it, so there is no axis with made-up ticks.

>>> chart = chart_of(answer.figures)
>>> chart.form, [bar.label for bar in chart.bars]
(<Form.TREND: 'trend'>, ['2023', '2024', '2025'])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from html import escape
from itertools import pairwise
from typing import Final

from index.facts.money import is_money
from qa.records import AnswerFigure
from web.amounts import is_read
from web.words import Words

MOST_BARS: Final = 12
_WIDTH: Final = 640
_HEIGHT: Final = 250
_ROW: Final = 46


class Form(StrEnum):
    """How a chart is drawn."""

    TREND = "trend"
    RANKING = "ranking"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure of a chart and what it is called there."""

    label: str
    figure: AnswerFigure


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one form. `figure` is the share itself; `title` says what is measured."""

    form: Form
    title: str
    bars: tuple[Bar, ...]
    share: AnswerFigure | None = None


def chart_of(figures: Sequence[AnswerFigure]) -> Chart | None:
    """The chart that shows these figures better than words, or None."""
    read = [figure for figure in figures if is_read(figure) and is_money(figure.unit)]
    asked = [figure for figure in read if figure.role == "asked"]
    return _share(figures, read) or _trend(read) or _ranking(asked)


def _share(figures: Sequence[AnswerFigure], read: Sequence[AnswerFigure]) -> Chart | None:
    """A percentage whose formula is one part over one whole, both of them shown."""
    shares = [f for f in figures if f.derived and f.unit == "%" and f.formula and "÷" in f.formula]
    if len(shares) != 1 or len(read) != 2:
        return None
    share, (part, whole) = shares[0], read
    alike = (part.body, part.year, part.stage) == (whole.body, whole.year, whole.stage)
    if not alike or not 0 <= part.value <= whole.value or not whole.value:
        return None
    if not (share.formula or "").startswith(f"{part.shown}÷{whole.shown}"):
        return None
    return Chart(Form.SHARE, share.metric, (Bar(part.metric, part), Bar(whole.metric, whole)), share)


def _trend(read: Sequence[AnswerFigure]) -> Chart | None:
    """One metric of one body over three years or more, one figure a year, no sign changes."""
    same = {(f.metric, f.body, f.stage) for f in read}
    years = {f.year for f in read}
    if len(same) != 1 or len(read) < 3 or len(years) != len(read) or any(f.value < 0 for f in read):
        return None
    ordered = sorted(read, key=lambda f: f.year)[-MOST_BARS:]
    return Chart(Form.TREND, ordered[0].metric, tuple(Bar(str(f.year), f) for f in ordered))


def _ranking(read: Sequence[AnswerFigure]) -> Chart | None:
    """Like amounts of several bodies, or several amounts of one body, largest first as answered."""
    if len(read) < 2 or len({(f.year, f.stage) for f in read}) != 1 or any(f.value < 0 for f in read):
        return None
    values = [f.value for f in read]
    if not values[0] or values != sorted(values, reverse=True):
        return None
    bodies, metrics = {f.body for f in read}, {f.metric for f in read}
    shown = read[:MOST_BARS]
    if len(metrics) == 1 and len(bodies) == len(read):
        return Chart(Form.RANKING, read[0].metric, tuple(Bar(f.body, f) for f in shown))
    if len(bodies) == 1 and len(metrics) == len(read) and len(read) > 2:
        return Chart(Form.RANKING, read[0].body, tuple(Bar(f.metric, f) for f in shown))
    return None


def svg(chart: Chart, words: Words, number: int) -> str:
    """The picture, described in words for those who do not see it; `number` keeps ids apart."""
    drawn = {Form.TREND: _drawn_trend, Form.RANKING: _drawn_ranking, Form.SHARE: _drawn_share}
    height, marks = drawn[chart.form](chart, words)
    described = "；".join(f"{bar.label} {bar.figure.shown}" for bar in chart.bars)
    if chart.share:
        described += f"；{chart.share.metric} {chart.share.shown}"
    name = escape(f"{words['chart_alt']}{chart.title}，{words[chart.form.value]}")
    many = " many" if len(chart.bars) > 4 else ""
    return (
        f'<svg class="chart {chart.form.value}{many}" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' aria-labelledby="chart-{number}-name chart-{number}-told">'
        f'<title id="chart-{number}-name">{name}</title>'
        f'<desc id="chart-{number}-told">{escape(described)}</desc>{marks}</svg>'
    )


def _length(value: Decimal, longest: Decimal, room: int) -> float:
    """A bar's length; what is more than nothing stays visible."""
    return float(max(value / longest * room, Decimal(2) if value else Decimal(0))) if longest else 0.0


def _drawn_trend(chart: Chart, _words: Words) -> tuple[int, str]:
    longest = max(bar.figure.value for bar in chart.bars)
    floor, room, step = _HEIGHT - 34, _HEIGHT - 84, _WIDTH / len(chart.bars)
    wide = min(84.0, step * 0.56)
    marks, tops = [f'<line class="zero" x1="0" x2="{_WIDTH}" y1="{floor}" y2="{floor}"/>'], []
    for place, bar in enumerate(chart.bars):
        middle = step * (place + 0.5)
        high = _length(bar.figure.value, longest, room)
        last = " last" if bar is chart.bars[-1] else ""
        tops.append((middle, floor - high))
        marks.append(
            f'<rect class="bar{last}" x="{middle - wide / 2:.1f}" y="{floor - high:.1f}" width="{wide:.1f}"'
            f' height="{high:.1f}" rx="3"/>'
            f'<text class="value" x="{middle:.1f}" y="{floor - high - 12:.1f}" text-anchor="middle">'
            f"{escape(bar.figure.shown)}</text>"
            f'<text class="label" x="{middle:.1f}" y="{floor + 24}" text-anchor="middle">'
            f"{escape(bar.label)}</text>"
        )
    for (x0, y0), (x1, y1) in pairwise(tops):
        marks.append(
            f'<line class="step" x1="{x0 + wide / 2:.1f}" y1="{y0:.1f}"'
            f' x2="{x1 - wide / 2:.1f}" y2="{y1:.1f}"/>'
        )
    return _HEIGHT, "".join(marks)


def _drawn_ranking(chart: Chart, _words: Words) -> tuple[int, str]:
    longest = max(bar.figure.value for bar in chart.bars)
    marks = []
    for place, bar in enumerate(chart.bars):
        top = place * _ROW
        first = " last" if place == 0 else ""
        long = _length(bar.figure.value, longest, _WIDTH)
        marks.append(
            f'<text class="label" x="0" y="{top + 16}">{escape(_short(bar.label))}</text>'
            f'<text class="value" x="{_WIDTH}" y="{top + 16}" text-anchor="end">'
            f"{escape(bar.figure.shown)}</text>"
            f'<rect class="rail" x="0" y="{top + 24}" width="{_WIDTH}" height="12" rx="3"/>'
            f'<rect class="bar{first}" x="0" y="{top + 24}" width="{long:.1f}" height="12" rx="3"/>'
        )
    return _ROW * len(chart.bars), "".join(marks)


def _drawn_share(chart: Chart, _words: Words) -> tuple[int, str]:
    part, whole = chart.bars
    long = _length(part.figure.value, whole.figure.value, _WIDTH)
    share = escape(chart.share.shown) if chart.share else ""
    return 118, (
        f'<rect class="rail" x="0" y="44" width="{_WIDTH}" height="30" rx="4"/>'
        f'<rect class="bar last" x="0" y="44" width="{long:.1f}" height="30" rx="2"/>'
        f'<text class="value" x="0" y="28">{escape(_short(part.label, 12))}'
        f" {escape(part.figure.shown)}</text>"
        f'<text class="value" x="{_WIDTH}" y="28" text-anchor="end">{share}</text>'
        f'<text class="label" x="{_WIDTH}" y="102" text-anchor="end">{escape(_short(whole.label, 12))}'
        f" {escape(whole.figure.shown)}</text>"
    )


def _short(label: str, longest: int = 24) -> str:
    return label if len(label) <= longest else label[: longest - 1] + "…"
