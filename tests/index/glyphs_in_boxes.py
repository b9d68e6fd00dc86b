"""Whether each figure can be printed from the glyphs inside its box, by pdfplumber's own reading of the page.

Nothing of how `index` reads a page is used here: the glyphs of a box, line by line and left to right, must
spell what the figure prints, nothing added and nothing lost. Glyphs that are no part of the number to the
eye are left out by plain rules: a second print of the same glyph, a pale or slanted one, a small raised one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pdfplumber

from index.facts.money import number
from index.facts.records import Figure

Glyph = dict[str, Any]


def misprinted(path: Path, figures: Iterable[Figure]) -> list[str]:
    """The figures of a PDF that the glyphs in their boxes do not spell, with what they spell."""
    by_page: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.citation.bbox is not None:
            by_page[figure.citation.page].append(figure)
    found = []
    with pdfplumber.open(path) as document:
        for number_, own in sorted(by_page.items()):
            page = document.pages[number_ - 1]
            left, top = max(page.cropbox[0], page.mediabox[0]), max(page.cropbox[1], page.mediabox[1])
            for figure in own:
                said = _wrong(figure, _inside(page.chars, figure.citation.bbox, left, top))
                if said is not None:
                    found.append(
                        f"{path.name} p{number_} {figure.citation.row}: {figure.printed!r} of {said!r}"
                    )
            page.close()
    return found


def _inside(glyphs: Iterable[Glyph], box: Any, left: float, top: float) -> list[Glyph]:
    x0, y0, x1, y1 = box
    return [
        glyph
        for glyph in glyphs
        if x0 <= (glyph["x0"] + glyph["x1"]) / 2 - left <= x1
        and y0 <= (glyph["top"] + glyph["bottom"]) / 2 - top <= y1
        and not glyph["text"].isspace()
    ]


def _wrong(figure: Figure, glyphs: list[Glyph]) -> str | None:
    """What the glyphs spell where it is not what the figure prints; None where it is."""
    lines = [_spelled(line) for line in _lines(_seen(glyphs))]
    spelled = "".join(lines)
    printed = "".join(unicodedata.normalize("NFKC", figure.printed).split())
    several = len(lines) > 1 and all(number(line) is not None for line in lines)
    # A goal prints its unit behind the number, in brackets: ≥80.00(%).
    said = spelled == printed or re.sub(r"\([^()\d]*\)$", "", spelled) == printed
    return None if said and not several else "|".join(lines)


def _seen(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs without watermarks, second prints and raised marks."""
    plain = [glyph for glyph in glyphs if not _pale(glyph) and not _slanted(glyph)]
    tallest = max((glyph["size"] for glyph in plain), default=0)
    base = min((one["matrix"][5] for one in plain if one["size"] > 0.82 * tallest), default=0)
    kept: list[Glyph] = []
    for glyph in plain:
        twice = any(
            one["text"] == glyph["text"]
            and abs(one["x0"] - glyph["x0"]) <= min(2.05, 0.8 * glyph["width"])
            and abs(one["top"] - glyph["top"]) <= 2.05
            for one in kept
        )
        raised = glyph["size"] < 0.82 * tallest and glyph["matrix"][5] > base + 0.12 * tallest
        if not (twice or raised):
            kept.append(glyph)
    return kept


def _pale(glyph: Glyph) -> bool:
    color = glyph["non_stroking_color"]
    return isinstance(color, tuple) and len(color) == 1 and color[0] > 0.55


def _slanted(glyph: Glyph) -> bool:
    along, up = abs(glyph["matrix"][0]), abs(glyph["matrix"][1])
    return bool(min(along, up) > 0.1 * max(along, up))


def _lines(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    line: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda one: one["top"] + one["bottom"]):
        middle = (glyph["top"] + glyph["bottom"]) / 2
        if line and middle - (line[0]["top"] + line[0]["bottom"]) / 2 > glyph["size"] / 2:
            yield line
            line = []
        line.append(glyph)
    if line:
        yield line


def _spelled(line: list[Glyph]) -> str:
    ordered = sorted(line, key=lambda glyph: glyph["x0"])
    return "".join(unicodedata.normalize("NFKC", glyph["text"]) for glyph in ordered)
