"""A comparison as rows for CSV, workbooks and JSON: amounts, what is worked out with its formula, each cell.

>>> lines(found, words)[0][:6]
('body', 'year', 'kind', 'stage', 'scope', 'fund')
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from index.facts.records import Figure
from index.store.export import as_number
from index.store.exports.csv_text import Value
from index.store.exports.figure_rows import export_row
from web.label import LABEL
from web.plain.compare.compare_html import notes_of, share_of
from web.plain.compare.compared import Comparison, Place
from web.plain.layout import address_of
from web.words import Words

COLUMNS: Final = (
    "body",
    "year",
    "kind",
    "stage",
    "scope",
    "fund",
    "table",
    "row",
    "code",
    "column",
    "printed",
    "unit",
    "value_yuan",
    "value",
    "difference",
    "difference_formula",
    "ratio_percent",
    "ratio_formula",
    "share_percent",
    "share_formula",
    "share_of",
    "note",
    "pdf",
    "page",
    "cell",
    "base_cell",
    "total_cell",
    "label",
)


_NUMBERS: Final = frozenset({"value_yuan", "value", "difference", "ratio_percent", "share_percent"})


def rows(found: Comparison, words: Words) -> list[Mapping[str, Value]]:
    """One row for each body's year under `COLUMNS`; `difference` in yuan, or in the amounts' own unit."""
    return [_row(place, found, words) for place in found.places]


def lines(found: Comparison, words: Words) -> list[tuple[Value, ...]]:
    """The heads and the rows as lines of a table."""
    return [COLUMNS, *(tuple(row[name] for name in COLUMNS) for row in rows(found, words))]


def with_numbers(table: Iterable[tuple[Value, ...]]) -> Iterator[tuple[Value | Decimal, ...]]:
    """The lines for a workbook: amounts that its cells hold exactly as numbers."""
    for place, line in enumerate(table):
        yield tuple(
            as_number(str(value)) if place and value is not None and name in _NUMBERS else value
            for name, value in zip(COLUMNS, line, strict=True)
        )


def json_text(found: Comparison, words: Words) -> str:
    """The rows as one JSON object, with what they are of."""
    whole = {
        "subject": found.subject,
        "kind": found.kind.value,
        "table": found.table.value if found.table else None,
        "against": found.asked.against.value,
        "rows": [{key: value for key, value in row.items() if key != "label"} for row in rows(found, words)],
        "label": LABEL,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _row(place: Place, found: Comparison, words: Words) -> Mapping[str, Value]:
    figure, difference, ratio, share = place.figure, place.difference, place.ratio, place.share
    told: dict[str, Value] = dict.fromkeys(COLUMNS)
    if figure is not None:
        told |= {key: value for key, value in export_row(figure).items() if key in told}
    return told | {
        "body": place.body,
        "year": place.year,
        "kind": found.kind.value,
        "difference": None if difference is None else format(difference.value, "f"),
        "difference_formula": difference.formula if difference else None,
        "ratio_percent": None if ratio is None else format(ratio.value, "f"),
        "ratio_formula": ratio.formula if ratio else None,
        "share_percent": None if share is None else format(share.value, "f"),
        "share_formula": share.formula if share else None,
        "share_of": share_of(place) if share else None,
        "note": "；".join(notes_of(place, found.asked.against, words)),
        "cell": _cell(figure),
        "base_cell": _cell(place.base),
        "total_cell": _cell(place.total),
        "label": LABEL,
    }


def _cell(figure: Figure | None) -> str | None:
    return address_of(figure.citation) if figure else None
