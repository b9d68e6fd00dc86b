"""A whole and its parts as boxes: a column for the total, one for its parts, each as high as it is large.

In: a `Whole`. Out: HTML: the picture, in which each box leads to its cell, and the table behind it with what
is worked out and how. What no cell prints, the difference between a total and its parts, is a box of its own.

>>> html = picture_html(whole, words)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Final

from index.facts.money import exact
from web.plain.layout import address_of, table_html
from web.plain.money import Mark, Whole
from web.words import Words

_LEVELS: Final = 5
_ROW: Final = 30
_LOWEST: Final = 260
_HIGHEST: Final = 820
_LINKED: Final = 22
_HEADS: Final = (("col_row", "c-row"), ("col_code", "c-code"), ("col_value", "c-value"))


@dataclass(frozen=True, slots=True)
class Box:
    """A mark where it is drawn: its column, from where to where, as shares of the whole height."""

    mark: Mark
    level: int
    top: Decimal
    height: Decimal
    of: str


def picture_html(whole: Whole, words: Words) -> str:
    """The boxes and the table behind them; the table alone where an amount is below nothing."""
    mark = whole.mark
    title = escape(whole.table)
    table = _table(mark, title, words)
    if any(each.value < 0 and not each.is_gap for each in _all(mark)) or not mark.value:
        return f'<p class="fine">{words["no_boxes"]}</p>{table}'
    boxes = list(boxes_of(mark))
    levels = max(box.level for box in boxes) + 1
    leaves = sum(1 for box in boxes if not any(part.value > 0 for part in box.mark.parts))
    high = min(_HIGHEST, max(_LOWEST, _ROW * leaves))
    drawn = "".join(_drawn(box, levels, high, words) for box in boxes)
    told = words["boxes_told"].format(total=_printed(mark), parts="、".join(_named(mark, words)))
    gaps = "".join(f"<li>{escape(_told_gap(each, words))}</li>" for each in _all(mark) if _gap_of(each))
    told_gaps = f'<ul class="gaps">{gaps}</ul><p class="fine">{words["gap_formula"]}</p>' if gaps else ""
    return (
        f'<div class="boxes" role="group" aria-label="{escape(told)}" style="height:{high}px">{drawn}</div>'
        f"{told_gaps}"
        f'<details class="behind"><summary>{words["behind"]}</summary>{table}'
        f'<p class="fine">{title}</p></details>'
    )


def boxes_of(whole: Mark) -> Iterator[Box]:
    """Each mark of the picture, column by column from the left; what is nothing has no box.

    Where parts exceed their whole, the excess is a box under the whole, so that both columns are as high.
    """
    scale = _extent(whole)
    yield from _boxes(whole, 0, Decimal(0), scale, "")


def _boxes(mark: Mark, level: int, top: Decimal, scale: Decimal, of: str) -> Iterator[Box]:
    yield Box(mark, level, top / scale, mark.value / scale, of)
    below = top
    for part in mark.parts:
        if part.is_gap and part.value < 0:
            # The parts are more than the whole: the excess stands beside them, in the whole's own column.
            yield Box(part, level, (top + mark.value) / scale, -part.value / scale, mark.name)
        elif part.value > 0 and level + 1 < _LEVELS:
            yield from _boxes(part, level + 1, below, scale, mark.name)
            below += _extent(part)


def _extent(mark: Mark) -> Decimal:
    """How much room a mark takes: its own amount, or that of its parts where they are more."""
    parts = sum((_extent(part) for part in mark.parts if part.value > 0), Decimal(0))
    return max(mark.value, parts)


def _drawn(box: Box, levels: int, high: int, words: Words) -> str:
    first = 16 if levels > 2 else 26
    wide = (100 - first) / max(levels - 1, 1) if levels > 1 else 100
    left = 0.0 if box.level == 0 else first + (box.level - 1) * wide
    width = wide if box.level else (first if levels > 1 else 100)
    place = f"left:{left:.3f}%;width:{width:.3f}%;top:{box.top * 100:.4f}%;height:{box.height * 100:.4f}%"
    shown = _name(box.mark, words)
    text = f'<b>{escape(shown)}</b><span class="amount">{escape(_printed(box.mark))}</span>'
    kind = "gap" if box.mark.is_gap else f"l{box.level}"
    said = escape(f"{shown} {_printed(box.mark)}")
    if box.mark.figure is None:
        return f'<span class="box {kind}" style="{place}" title="{said}">{text}</span>'
    reached = "" if float(box.height) * high >= _LINKED else ' tabindex="-1"'
    link = escape(address_of(box.mark.figure.citation))
    return f'<a class="box {kind}" style="{place}" href="{link}" title="{said}"{reached}>{text}</a>'


def _table(mark: Mark, title: str, words: Words) -> str:
    heads = [(words[name], of) for name, of in _HEADS]
    return table_html(title, heads, list(_rows(mark, 0, words)), kind="tree")


def _rows(mark: Mark, level: int, words: Words) -> Iterator[list[str]]:
    """The row of a mark, those of its parts below it, the difference last."""
    indent = f' style="padding-left:{level * 1.1:.1f}em"' if level else ""
    name = f"<span{indent}>{escape(_name(mark, words))}</span>"
    if mark.figure is None:
        yield [name, "", f'<span class="gap-value">{escape(_printed(mark))}</span>']
        return
    link = escape(address_of(mark.figure.citation))
    figure = mark.figure
    value = f'<a href="{link}">{escape(figure.printed)}<small>{escape(figure.unit)}</small></a>'
    yield [name, escape(figure.code), value]
    for part in mark.parts:
        if part.is_gap:
            yield from _gap_row(mark, part, level + 1, words)
        else:
            yield from _rows(part, level + 1, words)


def _gap_row(whole: Mark, gap: Mark, level: int, words: Words) -> Iterator[list[str]]:
    """The difference with how it comes: the whole, less each of its parts."""
    assert whole.figure is not None
    unit = whole.figure.unit
    parts = "−".join(exact(part.value, unit) for part in whole.parts if not part.is_gap)
    formula = f"{exact(whole.value, unit)}−{parts}＝{exact(gap.value, unit)}{unit}"
    name = f'<span style="padding-left:{level * 1.1:.1f}em">{escape(_name(gap, words))}</span>'
    value = (
        f'<span class="gap-value">{exact(gap.value, unit)}<small>{escape(unit)}</small></span>'
        f'<small class="formula">{escape(formula)}</small>'
    )
    yield [name, f'<small class="derived">{words["derived"]}</small>', value]


def _gap_of(whole: Mark) -> Mark | None:
    return next((part for part in whole.parts if part.is_gap), None)


def _told_gap(whole: Mark, words: Words) -> str:
    """Where the parts do not sum up, and by how much: a difference may be too small to be seen."""
    gap = _gap_of(whole)
    assert gap is not None and whole.figure is not None
    unit = whole.figure.unit
    return f"{whole.name}：{_name(gap, words)} {exact(abs(gap.value), unit)}{unit}"


def _name(mark: Mark, words: Words) -> str:
    if not mark.is_gap:
        return mark.name
    return words["gap_left"] if mark.value > 0 else words["gap_over"]


def _named(mark: Mark, words: Words) -> list[str]:
    return [f"{_name(part, words)} {_printed(part)}" for part in mark.parts if part.value]


def _printed(mark: Mark) -> str:
    if mark.figure is not None:
        return f"{mark.figure.printed}{mark.figure.unit}"
    return f"{exact(abs(mark.value), '元')}元"


def _all(mark: Mark) -> Iterator[Mark]:
    yield mark
    for part in mark.parts:
        yield from _all(part)
