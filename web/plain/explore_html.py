"""Every figure in one table: what is searched and chosen, the figures, the ways to other pages and files.

In: a `View`, its `Tally`, the figures of its page. Out: HTML, every text escaped; each value leads to its
cell. What the form holds and what the links say is the same address.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Final

from index.facts.records import Figure
from index.store.exports.figure_rows import export_row
from index.store.exports.parquet import installed
from index.store.protocols import Facet, Order, Tally
from web.plain.compare.asked import MOST_BODIES, MOST_YEARS
from web.plain.layout import address_of, table_html, with_query
from web.plain.money import MAIN
from web.plain.view import COLUMNS, FARTHEST, ROWS, View
from web.words import Words

FORMATS: Final = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "parquet": "Parquet"}
_SHOWN: Final = 10
_SORTED: Final = {"body": Order.BODY, "year": Order.YEAR, "row": Order.ROW, "value": Order.VALUE}


def explore_html(view: View, tally: Tally, figures: Sequence[Figure], words: Words) -> str:
    """The inside of the page."""
    return (
        f'<h1>{words["explore_title"]}</h1><p class="lead">{words["explore_lead"]}</p>'
        f'<form id="explore" class="explore" action="figures" method="get" data-live="results">'
        f"{_search(view, words)}"
        '<div id="results" class="results">'
        f'<div class="facets" id="filters">{_facets(view, tally, words)}</div>'
        f'<div class="found">{_found(view, tally, figures, words)}</div></div></form>'
    )


def _search(view: View, words: Words) -> str:
    kept = "".join(
        _hidden(name, value) for name, value in view.pairs() if name in ("metric", "code", "sort", "lang")
    )
    return (
        f'<div class="search"><label for="q">{words["search"]}</label>'
        f'<input id="q" name="q" type="search" value="{escape(view.typed)}" autocomplete="off"'
        f' placeholder="{escape(words["search_hint"])}" maxlength="200">'
        f'<button type="submit">{words["search_do"]}</button>{kept}</div>'
    )


def _facets(view: View, tally: Tally, words: Words) -> str:
    groups = "".join(
        _facet(facet, tally.facets[facet], view.wanted.chosen.get(facet, ()), words)
        for facet in Facet
        if tally.facets[facet] or view.wanted.chosen.get(facet)
    )
    columns = "".join(
        f'<li><label><input type="checkbox" name="col" value="{column}"'
        f"{' checked' if column in view.columns else ''}>{words[f'col_{column}']}</label></li>"
        for column in COLUMNS
    )
    return (
        f'<h2 class="hidden-words">{words["facets"]}</h2>{groups}'
        f'<details class="facet columns"><summary>{words["columns"]}</summary><ul>{columns}</ul></details>'
        f'<button type="submit" class="apply">{words["apply"]}</button>'
    )


def _facet(facet: Facet, counts: Mapping[str, int], chosen: Collection[str], words: Words) -> str:
    """The values with the most figures and those that are chosen; the rest is found by searching."""
    ordered = sorted(counts, reverse=True) if facet is Facet.YEAR else list(counts)
    shown = list(dict.fromkeys([*chosen, *ordered[:_SHOWN]]))
    if facet is Facet.YEAR:
        shown.sort(reverse=True)
    items = "".join(
        f'<li><label><input type="checkbox" name="{facet}" value="{escape(value)}"'
        f"{' checked' if value in chosen else ''}><span>{escape(value) or words['unsaid']}</span>"
        f"<b>{counts.get(value, 0):,}</b></label></li>"
        for value in shown
    )
    left = len(ordered) - len(set(ordered) & set(shown))
    more = f'<p class="fine">{words["more_values"].format(count=left)}</p>' if left else ""
    is_open = " open" if chosen or facet in (Facet.BODY, Facet.YEAR, Facet.KIND) else ""
    count = f" <b>{len(chosen)}</b>" if chosen else ""
    return (
        f'<details class="facet"{is_open}><summary>{words[f"col_{facet}"]}{count}</summary>'
        f"<ul>{items}</ul>{more}</details>"
    )


def _found(view: View, tally: Tally, figures: Sequence[Figure], words: Words) -> str:
    filters = f'<a class="jump" href="{escape(_address(view))}#filters">{words["facets"]} ↓</a>'
    count = f'<span role="status"><b>{tally.total:,}</b> {words["figures_found"]}</span>'
    told = f'<p class="count">{count}{filters}</p>'
    chosen = "".join(
        f'<li><a href="{escape(_address(view.without(facet, value)))}">{escape(value) or words["unsaid"]}'
        f'<span class="hidden-words"> {words["take_away"]}</span><i aria-hidden="true">×</i></a></li>'
        for facet, values in view.wanted.chosen.items()
        for value in values
    )
    if view.typed:
        chosen += (
            f'<li><a href="{escape(_address(view.searching("")))}">“{escape(view.typed)}”'
            f'<span class="hidden-words"> {words["take_away"]}</span><i aria-hidden="true">×</i></a></li>'
        )
    chips = f'<ul class="chosen" aria-label="{words["chosen"]}">{chosen}</ul>' if chosen else ""
    if not figures:
        return f'{told}{chips}<p class="none">{words["no_figures"]}</p>'
    table = table_html(
        words["explore_title"],
        [(words[f"col_{column}"], f"c-{column}") for column in view.columns],
        [_row(figure, view.columns, words) for figure in figures],
        kind="wide",
    )
    return f"{told}{chips}{_sorts(view, words)}{table}{_pager(view, tally.total, words)}{_files(view, words)}"


def _row(figure: Figure, columns: Sequence[str], words: Words) -> list[str]:
    row = export_row(figure)
    place = escape(address_of(figure.citation))
    page = words["page"].format(page=figure.citation.page)
    special = {
        "value": f'<a href="{place}">{escape(figure.printed)}<small>{escape(figure.unit)}</small></a>',
        "page": f'<a href="{place}" title="{escape(figure.citation.document)}">{page}</a>',
    }
    return [special.get(column) or escape(str(row.get(column, ""))) for column in columns]


def _sorts(view: View, words: Words) -> str:
    """Each order as a link; the one that holds, the other way round."""
    items = [_sort_link(view, "", words["as_read"])]
    for column, order in _SORTED.items():
        if column in view.columns:
            items += [
                _sort_link(view, sign + order, f"{words[f'col_{column}']} {arrow}")
                for sign, arrow in (("", "↑"), ("-", "↓"))
            ]
    return f'<p class="sorts"><span>{words["sort"]}</span>{"".join(items)}</p>'


def _sort_link(view: View, sort: str, name: str) -> str:
    if view.sort == sort:
        return f'<b aria-current="true">{name}</b>'
    return f'<a href="{escape(_address(view.sorted_by(sort)))}">{name}</a>'


def _pager(view: View, total: int, words: Words) -> str:
    last = max(1, -(-min(total, FARTHEST) // ROWS))
    told = words["page_of_pages"].format(page=f"{view.page:,}", pages=f"{last:,}")
    before = (
        f'<a rel="prev" href="{escape(_address(view.at(view.page - 1)))}">{words["earlier"]}</a>'
        if view.page > 1
        else ""
    )
    after = (
        f'<a rel="next" href="{escape(_address(view.at(view.page + 1)))}">{words["later"]}</a>'
        if view.page < last
        else ""
    )
    return f'<nav class="pager" aria-label="{words["pager"]}">{before}<span>{told}</span>{after}</nav>'


def _files(view: View, words: Words) -> str:
    pairs = [(name, value) for name, value in view.at(1).pairs() if name not in ("col", "lang")]
    links = "".join(
        f'<a class="file" href="{escape(with_query(f"figures.{ending}", pairs))}" download>{name}</a>'
        for ending, name in FORMATS.items()
        if ending != "parquet" or installed()
    )
    api = f'<a class="file" href="{escape(with_query("api/figures", pairs))}">API</a>'
    compared = escape(with_query("compare", _comparison(view)))
    beside = f'<a class="file" href="{compared}">{words["compare"]}</a>'
    package = f'<a class="file" href="data/datapackage.zip" download>{words["whole_index"]}</a>'
    return f'<p class="files"><span>{words["download_these"]}</span>{links}{api}{package}{beside}</p>'


def _comparison(view: View) -> list[tuple[str, str]]:
    """What a comparison takes of a view: bodies, years, the kind where it is one, what is looked for."""
    chosen = view.wanted.chosen
    kinds = [kind for kind in chosen.get(Facet.KIND, ()) if kind in list(MAIN)]
    pairs = [("body", body) for body in list(chosen.get(Facet.BODY, ()))[:MOST_BODIES]]
    pairs += [("year", year) for year in list(chosen.get(Facet.YEAR, ()))[:MOST_YEARS]]
    pairs.append(("subject", view.wanted.metric or view.wanted.code or view.typed))
    pairs.append(("kind", kinds[0] if len(kinds) == 1 else ""))
    return [(name, value) for name, value in pairs if value]


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _address(view: View) -> str:
    return with_query("figures", view.pairs())
