"""A comparison as a page: what is chosen, the bars, the table with formulas, the files.

In: a `Comparison` and what there is to choose from. Out: HTML, every text escaped. Each amount leads to its
cell, in the bars, in the table and in the formulas; the form and the links say the same address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from index.facts.money import is_money
from index.facts.records import Figure
from web.plain.compare.asked import MOST_BODIES, MOST_YEARS, Against, Asked
from web.plain.compare.compared import Comparison, Place
from web.plain.differences import Difference, Quotient
from web.plain.layout import address_of, linked, table_html, with_query
from web.words import Words

FORMATS: Final = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}
_BESIDE: Final = 12
_LISTED: Final = 300
_HEADS: Final = ("body", "year", "of", "value", "difference", "ratio", "share")


def compare_html(
    found: Comparison,
    bodies: Sequence[str],
    subjects: Sequence[str],
    typed: Sequence[str],
    gone: Sequence[str],
    words: Words,
) -> str:
    """The inside of the page; `typed` may be meant by what is to be added, `gone` is not there any more."""
    missing = "".join(_no_body(body, words) for body in gone)
    return (
        f'<h1>{words["compare"]}</h1><p class="lead">{words["compare_lead"]}</p>'
        f"{_form(found, bodies, subjects, words)}{missing}{_which(found.asked, typed, words)}"
        f'<div id="results">{_results(found, bodies, subjects, words)}</div>'
    )


def compare_address(asked: Asked) -> str:
    """Where a comparison is shown."""
    return with_query("compare", asked.pairs())


def title_of(found: Comparison, words: Words) -> str:
    """What a comparison is of."""
    if not found.asked.bodies:
        return words["compare"]
    return words["compare_title"].format(subject=found.subject, of="、".join(found.asked.bodies))


def notes_of(place: Place, against: Against, words: Words) -> list[str]:
    """Why something is not worked out, and what else is to be known of an amount."""
    if place.figure is None:
        return [words["note_missing"]]
    notes = []
    if place.unlike:
        what = "、".join(words[f"apart_{name}"] for name in place.unlike)
        notes.append(words["note_apart"].format(what=what))
    elif place.unsure:
        notes.append(words["note_fund_unsaid"])
    elif place.base is None:
        notes.append(words["note_is_base" if place.is_base else f"note_no_base_{against}"])
    if place.without_ratio:
        notes.append(words["note_no_ratio"])
    if place.others:
        notes.append(words["note_others"].format(count=place.others))
    return notes


def share_of(place: Place) -> str:
    """What the total is of, of which the amount is a share; as printed, its table with it."""
    if place.total is None:
        return ""
    table = place.total.citation.table or ""
    return f"{place.total.subject}（{table}）" if table else place.total.subject


def _form(found: Comparison, bodies: Sequence[str], subjects: Sequence[str], words: Words) -> str:
    asked = found.asked
    hidden = [("body", body) for body in asked.bodies] + [("lang", asked.language)]
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden if value
    )
    chosen = "".join(
        f'<li><a href="{escape(compare_address(asked.without(body=body)))}">{escape(body)}'
        f'<span class="hidden-words"> {words["take_away"]}</span><i aria-hidden="true">×</i></a></li>'
        for body in asked.bodies
    )
    chips = f'<ul class="chosen" aria-label="{words["compare_bodies"]}">{chosen}</ul>' if chosen else ""
    full = len(asked.bodies) >= MOST_BODIES
    add = (
        f'<p class="fine">{words["compare_full"].format(count=MOST_BODIES)}</p>'
        if full
        else _typed("add", asked.adding, words["compare_add"], words["compare_add_hint"], bodies)
    )
    named = found.subject if asked.bodies else asked.subject
    subject = _typed("subject", named, words["compare_subject"], words["compare_subject_hint"], subjects)
    return (
        f'{chips}<form class="choices" action="compare" method="get">{kept}{add}{subject}'
        f"{_years(found, words)}{_selects(found, words)}"
        f'<button type="submit">{words["compare_do"]}</button></form>'
    )


def _typed(name: str, value: str, label: str, hint: str, known: Sequence[str]) -> str:
    """A field that is completed from a list; with a script from all that there is."""
    options = "".join(f'<option value="{escape(each)}"></option>' for each in known[:_LISTED])
    return (
        f'<div class="choice wider"><label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" list="{name}-known" value="{escape(value)}" autocomplete="off"'
        f' placeholder="{escape(hint)}" maxlength="200" data-complete="compare/names?of={name}">'
        f'<datalist id="{name}-known">{options}</datalist></div>'
    )


def _years(found: Comparison, words: Words) -> str:
    every = sorted({*found.every_year, *found.asked.years}, reverse=True)
    if not every:
        return ""
    boxes = "".join(
        f'<label><input type="checkbox" name="year" value="{year}"'
        f"{' checked' if year in found.asked.years else ''}>{year}</label>"
        for year in every
    )
    told = words["compare_all_years"].format(count=MOST_YEARS)
    legend = f"<legend>{words['col_year']} <small>{told}</small></legend>"
    return f'<fieldset class="choice">{legend}{boxes}</fieldset>'


def _selects(found: Comparison, words: Words) -> str:
    asked = found.asked
    against = [(way.value, words[f"against_{way}"]) for way in Against]
    fields = [_select("against", words["compare_against"], against, asked.against.value)]
    for name, taken, values in (
        ("kind", found.kind, found.kinds),
        ("table", found.table, found.tables),
        ("scope", None, found.scopes),
    ):
        held = getattr(asked, name)
        known = dict.fromkeys([*values, *([held] if held else [])])
        if len(known) > 1 or held:
            auto = words["compare_auto"].format(value=taken) if taken and not held else words["compare_any"]
            options = [("", auto), *((value, value) for value in known)]
            fields.append(_select(name, words[f"col_{name}"], options, held))
    return "".join(fields)


def _select(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> str:
    items = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(shown)}</option>'
        for value, shown in options
    )
    return (
        f'<div class="choice"><label for="{name}">{label}</label>'
        f'<select id="{name}" name="{name}">{items}</select></div>'
    )


def _which(asked: Asked, typed: Sequence[str], words: Words) -> str:
    """Which of several bodies is meant by what was typed."""
    if not asked.adding:
        return ""
    if not typed:
        return _no_body(asked.adding, words)
    return f'<div role="alert"><h2>{words["compare_which"]}</h2>{_bodies(asked, typed, words)}</div>'


def _no_body(name: str, words: Words) -> str:
    return f'<p class="none" role="alert">{words["compare_no_body"].format(typed=escape(name))}</p>'


def _bodies(asked: Asked, bodies: Sequence[str], words: Words) -> str:
    """The first of some bodies as ways to a comparison with them, and how many more there are."""
    items = "".join(
        f'<li><a href="{escape(compare_address(asked.with_body(body)))}">{escape(body)}</a></li>'
        for body in bodies[:_LISTED]
    )
    left = len(bodies) - _LISTED
    more = f'<p class="fine">{words["more_values"].format(count=left)}</p>' if left > 0 else ""
    return f'<ul class="bodies">{items}</ul>{more}'


def _results(found: Comparison, bodies: Sequence[str], subjects: Sequence[str], words: Words) -> str:
    if not found.asked.bodies:
        begin = f"<h2>{words['compare_begin']}</h2>{_bodies(found.asked, bodies, words)}"
        return "" if found.asked.adding else begin
    if not found.found:
        ways = "".join(
            f'<li><a href="{escape(compare_address(found.asked.of(subject)))}">{escape(subject)}</a></li>'
            for subject in subjects[:_BESIDE]
        )
        said = words["compare_nothing"].format(subject=escape(found.subject))
        return f'<p class="none" role="status">{said}</p><ul class="chosen">{ways}</ul>'
    return f"{_told(found, words)}{_chart(found, words)}{_table(found, words)}{_files(found, words)}"


def _told(found: Comparison, words: Words) -> str:
    """Of what the amounts are, and in what they are not alike."""
    of = f"{found.kind}" + (f" · {found.table}" if found.table else "")
    said = f'<h2 class="of">{escape(found.subject)} <small>{escape(of)}</small></h2>'
    what = "、".join(words[f"apart_{name}"] for name in found.unlike)
    notes = [words["compare_apart"].format(what=what)] if what else []
    notes += [words["compare_unsure"]] if found.unsure else []
    return said + "".join(f'<p class="warned" role="note">{note}</p>' for note in notes)


def _chart(found: Comparison, words: Words) -> str:
    """Bars of what is in the same kind of unit, one group for each body, or for each year."""
    first = found.found[0].unit
    drawn = [
        (place, place.figure)
        for place in found.places
        if place.figure and (place.figure.unit == first or (is_money(place.figure.unit) and is_money(first)))
    ]
    longest = max(figure.value for _, figure in drawn)
    groups: dict[str, list[str]] = {}
    by_body = found.asked.against is Against.BEFORE
    for place, figure in drawn:
        name, label = (place.body, str(place.year)) if by_body else (str(place.year), place.body)
        wide = max(figure.value / longest * 100, 0) if longest > 0 else 0
        bar = f'<i style="width:{wide:.2f}%"></i>' if wide else "<i hidden></i>"
        groups.setdefault(name, []).append(
            f'<li><span>{escape(label)}</span><span class="track">{bar}</span>{linked(figure)}</li>'
        )
    inside = "".join(
        f'<h3>{escape(name)}</h3><ul class="bars{"" if by_body else " named"}">{"".join(items)}</ul>'
        for name, items in groups.items()
    )
    left = len(found.found) - len(drawn)
    told = f'<p class="fine">{words["compare_other_scale"]}</p>' if left else ""
    return f'<section class="part"><h2>{words["compare_chart"]}</h2>{inside}{told}</section>'


def _table(found: Comparison, words: Words) -> str:
    shared = any(place.share for place in found.places)
    heads = [(words[f"col_{name}"], f"c-{name}") for name in _HEADS[: None if shared else -1]]
    rows = [_row(place, place.figure, found, words)[: len(heads)] for place in found.places if place.figure]
    missing: dict[str, list[str]] = {}
    for place in found.places:
        if place.figure is None:
            missing.setdefault(place.body, []).append(str(place.year))
    what = "；".join(f"{body} {'、'.join(years)}" for body, years in missing.items())
    told = f'<p class="fine">{escape(words["compare_missing"].format(what=what))}</p>' if missing else ""
    table = table_html(words["compare_table"], heads, rows, kind="wide")
    return f'<section class="part"><h2>{words["compare_table"]}</h2>{table}{told}</section>'


def _row(place: Place, figure: Figure, found: Comparison, words: Words) -> list[str]:
    of = " · ".join(part for part in (figure.stage, figure.scope, figure.fund) if part)
    notes = "".join(f"<small>{escape(note)}</small>" for note in notes_of(place, found.asked.against, words))
    total = f"<small>{escape(share_of(place))}</small>"
    return [
        f"<span>{escape(place.body)}</span>",
        str(place.year),
        f"<span>{escape(of)}</span>",
        f"{linked(figure)}",
        f"<div>{_worked_out(place.difference)}{notes}</div>",
        f"<div>{_worked_out(place.ratio)}</div>" if place.ratio else "",
        f"<div>{_worked_out(place.share)}{total}</div>" if place.share else "",
    ]


def _worked_out(of: Difference | Quotient | None) -> str:
    """A result with the formula it follows from, whose amounts lead to their cells."""
    if of is None:
        return ""
    first, second = (of.now, of.before) if isinstance(of, Difference) else (of.part, of.whole)
    terms = of.terms
    return (
        f'<b>{escape(terms.result)}</b><small class="formula">'
        f'<a href="{escape(address_of(first.citation))}">{escape(terms.first)}</a>{terms.sign}'
        f'<a href="{escape(address_of(second.citation))}">{escape(terms.second)}</a>＝{escape(terms.result)}'
        "</small>"
    )


def _files(found: Comparison, words: Words) -> str:
    pairs = [(name, value) for name, value in found.asked.pairs() if name not in ("lang", "add")]
    links = "".join(
        f'<a class="file" href="{escape(with_query(f"compare.{ending}", pairs))}" download>{name}</a>'
        for ending, name in FORMATS.items()
    )
    view = [("body", body) for body in found.asked.bodies]
    view += [("year", str(year)) for year in found.asked.years] + [("kind", found.kind.value)]
    explored = escape(with_query("figures", [*view, ("q", found.subject)]))
    return (
        f'<p class="files"><span>{words["download_these"]}</span>{links}'
        f'<a class="file" href="{explored}">{words["explore"]}</a></p>'
    )
