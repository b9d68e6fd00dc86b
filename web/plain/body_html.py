"""A body's page: its money as pictures, its years, what rose and fell, 三公, projects, findings.

In: an edition, what was found for it. Out: HTML, every text escaped. Each amount leads to its cell; what is
worked out shows how. Plain words stand first, the official names behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import quote

from index.facts.records import Change, Figure, Finding, TableKind
from web.pages.source_html import original
from web.plain.debts import BALANCE
from web.plain.differences import Difference, apart
from web.plain.editions import Edition, in_time
from web.plain.layout import address_of, linked, section, table_html, with_query
from web.plain.ledgers import Account
from web.plain.ledgers_html import ledgers_html
from web.plain.measures import SPENT, spending
from web.plain.money import Form, Mark, Whole
from web.plain.moves import Projects, Told
from web.plain.picture import picture_html
from web.words import Words

_OPEN: Final = 4
_PROJECTS: Final = 12
_COMPARED: Final = 12
_TOLD: Final = 6
_DEBTS: Final = 24
_OF_MONEY: Final = {TableKind.APPROPRIATION_EXPENSE: "财政拨款", TableKind.GENERAL: "一般公共预算"}


@dataclass(frozen=True, slots=True)
class Year:
    """What stands in the column of one edition: a measure's name → its figure."""

    edition: Edition
    amounts: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a body's page shows of one edition."""

    edition: Edition
    editions: tuple[Edition, ...]
    wholes: tuple[Whole, ...]
    accounts: tuple[Account, ...]
    years: tuple[Year, ...]
    told: Told
    compared: tuple[Difference, ...]
    public: tuple[Figure | Change, ...]
    projects: Projects | None
    owed: tuple[Whole, ...]
    debts: tuple[Figure, ...]
    findings: tuple[tuple[str, Finding], ...]


def body_html(shown: Shown, words: Words) -> str:
    """The inside of the page."""
    sections = (
        ledgers_html(shown.accounts, words),
        _money(shown, words),
        _years(shown, words),
        _moves(shown, words),
        _public(shown.public, words),
        _projects(shown.projects, words),
        _debts(shown, words),
        _findings(shown.findings, words),
        _files(shown.edition, words),
    )
    return f"{_head(shown, words)}{''.join(sections)}"


def bodies_html(bodies: Mapping[str, Sequence[Edition]], typed: str, most: int, words: Words) -> str:
    """The list of bodies whose name holds what is typed, each with its years."""
    found = {body: held for body, held in bodies.items() if typed in body}
    items = "".join(
        f'<li><a href="{body_address(body)}">{escape(body)}</a>'
        f'<span class="fine">{"、".join(_called(edition) for edition in in_time(held))}</span></li>'
        for body, held in list(found.items())[:most]
    )
    more = words["more_values"].format(count=len(found) - most) if len(found) > most else ""
    listed = f'<ul class="bodies">{items}</ul>' if items else f'<p class="none">{words["no_bodies"]}</p>'
    return (
        f'<h1>{words["bodies"]}</h1><p class="lead">{words["bodies_lead"]}</p>'
        f'<form action="bodies" method="get" class="search" data-live="results"><label for="q">'
        f'{words["search"]}</label><input id="q" name="q" type="search" value="{escape(typed)}"'
        f' autocomplete="off" maxlength="80"><button type="submit">{words["search_do"]}</button></form>'
        f'<div id="results"><p class="count" role="status"><span><b>{len(found):,}</b> '
        f'{words["bodies_found"]}</span></p>{listed}<p class="fine">{more}</p></div>'
    )


def body_address(body: str, edition: Edition | None = None) -> str:
    """A body's page; of one edition where one is named."""
    path = f"bodies/{quote(body, safe='')}"
    if edition is None:
        return path
    of = [("year", str(edition.year)), ("kind", edition.kind.value), ("scope", edition.scope.value)]
    return escape(with_query(path, of))


def _called(edition: Edition) -> str:
    return f"{edition.year}{edition.kind}"


def _head(shown: Shown, words: Words) -> str:
    compared = with_query("compare", [("body", shown.edition.body)])
    tiles = "".join(_tile(name, figure, words) for name, figure in _this_year(shown).items())
    return (
        f'<p class="crumbs"><a href="bodies">{words["bodies"]}</a></p><h1>{escape(shown.edition.body)}</h1>'
        f'{editions_html(shown.editions, words, shown.edition)}<ul class="tiles">{tiles}</ul>'
        f'<p class="files"><a class="file" href="{escape(compared)}">{words["compare_this"]}</a></p>'
    )


def editions_html(editions: Sequence[Edition], words: Words, current: Edition | None = None) -> str:
    """The ways to each edition."""
    of_several = len({edition.scope for edition in editions}) > 1
    chips = "".join(_chip(edition, edition == current, of_several) for edition in editions)
    return f'<nav class="editions" aria-label="{words["editions"]}">{chips}</nav>'


def _chip(edition: Edition, current: bool, of_several: bool) -> str:
    here = ' aria-current="true"' if current else ""
    scope = f" · {edition.scope}" if of_several else ""
    address = body_address(edition.body, edition)
    return f'<a href="{address}"{here}>{edition.year} {edition.kind}{scope}</a>'


def _this_year(shown: Shown) -> Mapping[str, Figure]:
    return next((year.amounts for year in shown.years if year.edition == shown.edition), {})


def _tile(name: str, figure: Figure, words: Words) -> str:
    """A measure in plain words, its amount, its official name and table."""
    table = escape(figure.citation.table or "")
    plain, official = words[f"plainly_{name}"], words[name]
    told = f'<span class="fine">{official} · {table}</span>'
    return f"<li><span>{plain}</span>{linked(figure, 'amount')}{told}</li>"


def _money(shown: Shown, words: Words) -> str:
    """The first pictures open, the others behind their names."""
    if not shown.wholes and (shown.accounts or shown.debts):
        return ""
    if not shown.wholes:
        return section(words["money"], f'<p class="none">{words["no_money"]}</p>')
    way = [whole for whole in shown.wholes if whole.form is Form.CHAIN]
    spent = spending(whole for whole in shown.wholes if whole not in way)[:1]
    ordered = [*way, *spent, *(whole for whole in shown.wholes if whole not in (*way, *spent))]
    # The way of the money tells what is basic and what projects.
    forms: set[tuple[Form, bool]] = {(Form.COLUMNS, False)} if way else set()
    opened: list[Whole] = []
    rest: list[Whole] = []
    for whole in ordered:
        kind = (whole.form, whole.kind is TableKind.INCOME)
        (rest if kind in forms or len(opened) >= _OPEN else opened).append(whole)
        forms.add(kind)
    drawn = "".join(
        section(
            _plain(whole, words), f'<p class="fine">{_from(whole, words)}</p>{picture_html(whole, words)}'
        )
        for whole in opened
    )
    hidden = "".join(
        f'<details class="more"><summary>{escape(whole.table) or _plain(whole, words)} '
        f"<span>{_money_of(whole.mark)}</span></summary>{picture_html(whole, words)}</details>"
        for whole in rest
    )
    return drawn + (section(words["more_tables"], hidden) if hidden else "")


def _plain(whole: Whole, words: Words) -> str:
    """What a picture is of, in plain words."""
    income = whole.kind is TableKind.INCOME
    if whole.form is Form.CHAIN:
        return words["plain_chain"]
    if whole.form is Form.COLUMNS:
        return words["plain_income"] if income else words["plain_split"]
    if whole.form is Form.PROJECTS:
        return words["plain_projects"]
    if whole.form is Form.ECONOMIC:
        return words["plain_economic"]
    if income:
        return words["plain_income"]
    money = _OF_MONEY.get(whole.kind)
    return f"{words['plain_spend']}（{money}）" if money else words["plain_spend"]


def _from(whole: Whole, words: Words) -> str:
    """Which table a picture is of."""
    return words["chain_told"] if whole.form is Form.CHAIN else escape(whole.table)


def _money_of(mark: Mark) -> str:
    return escape(f"{mark.figure.printed}{mark.figure.unit}") if mark.figure else ""


def _years(shown: Shown, words: Words) -> str:
    """The years beside each other: bars of what is spent, the table, and how each differs from the last."""
    years = shown.years
    if len(years) < 2:
        return ""
    named = dict.fromkeys(name for year in years for name in year.amounts)
    heads = [(words["measure"], "c-row"), *((_called(year.edition), "c-value") for year in years)]
    rows = [[words[name], *(_cell_of_year(years, year, name) for year in years)] for name in named]
    table = table_html(words["years_title"], heads, rows, kind="wide")
    return section(words["years_title"], f"{_bars(years, words)}{table}")


def _bars(years: Sequence[Year], words: Words) -> str:
    """The widest spending that two years print, as bars."""
    held = {name: [year for year in years if name in year.amounts] for name in SPENT}
    name = next((name for name in SPENT if len(held[name]) > 1), None)
    if name is None:
        return ""
    longest = max(year.amounts[name].value for year in held[name])
    bars = "".join(
        f'<li><span>{_called(year.edition)}</span><i style="width:{figure.value / longest * 100:.2f}%"></i>'
        f"{linked(figure)}</li>"
        for year in held[name]
        if longest > 0 and (figure := year.amounts[name]).value >= 0
    )
    return f'<h3>{words[name]}</h3><ul class="bars">{bars}</ul>'


def _cell_of_year(years: Sequence[Year], year: Year, name: str) -> str:
    """A measure of an edition, with what it is more than the same of the year before."""
    figure = year.amounts.get(name)
    if figure is None:
        return "—"
    last = next((y.amounts[name] for y in years if _is_before(y, year) and name in y.amounts), None)
    if last is None or apart(figure, last):
        return linked(figure)
    return f'{linked(figure)}<small class="formula">{escape(Difference(name, figure, last).formula)}</small>'


def _is_before(one: Year, other: Year) -> bool:
    return one.edition.kind is other.edition.kind and one.edition.year == other.edition.year - 1


def _moves(shown: Shown, words: Words) -> str:
    if shown.told.risen or shown.told.fallen:
        inside = _told(words["risen"], "up", shown.told.risen, words) + _told(
            words["fallen"], "down", shown.told.fallen, words
        )
        return section(words["moves"], f'<div class="moves">{inside}</div>')
    if not shown.compared:
        return ""
    rows = [
        [escape(each.name), linked(each.before), linked(each.now), escape(each.formula)]
        for each in shown.compared
    ]
    heads = [
        (words["col_row"], "c-row"),
        (words["before"], "c-value"),
        (words["now"], "c-value"),
        (words["formula"], "c-formula"),
    ]
    told = f'<p class="fine">{words["moves_compared"]}</p>'
    return section(words["moves"], told + _table(words["moves"], heads, rows, words, _COMPARED))


def _told(title: str, way: str, changes: Sequence[Change], words: Words) -> str:
    if not changes:
        return ""
    items = [_change(change, way, words) for change in changes]
    rest = _folded(len(items) - _TOLD, lambda: f"<ol>{''.join(items[_TOLD:])}</ol>", words)
    return f'<div class="{way}"><h3>{title}</h3><ol>{"".join(items[:_TOLD])}</ol>{rest}</div>'


def _change(change: Change, way: str, words: Words) -> str:
    """What the text says: how much more or less, why, and where it says so."""
    sign = "+" if way == "up" else "−"
    percent = f" <small>{escape(change.percent_printed)}%</small>" if change.percent_printed else ""
    why = change.reason if change.reason not in ("", "无") else ""
    reason = f"<p>{escape(why)}</p>" if why else f'<p class="fine">{words["no_reason"]}</p>'
    return (
        f'<li><a href="{escape(address_of(change.citation))}"><b>{escape(change.subject)}</b>'
        f'<span class="amount">{sign}{escape(change.difference_printed)}{escape(change.unit)}</span>{percent}'
        f"</a>{reason}</li>"
    )


def _public(figures: Sequence[Figure | Change], words: Words) -> str:
    if not figures:
        return ""
    rows = [[escape(f.subject), escape(f.stage), str(f.year), linked(f)] for f in figures]
    heads = [
        (words["col_row"], "c-row"),
        (words["col_stage"], "c-stage"),
        (words["col_year"], "c-year"),
        (words["col_value"], "c-value"),
    ]
    told = f'<p class="fine">{words["public_lead"]}</p>'
    return section(words["public_title"], told + table_html(words["public_title"], heads, rows))


def _projects(projects: Projects | None, words: Words) -> str:
    if projects is None or not (projects.new or projects.ended):
        return ""
    inside = _project_list(words["new"], projects.new, words) + _project_list(
        words["ended"], projects.ended, words
    )
    told = f'<p class="fine">{words["projects_lead"]}</p>'
    return section(words["projects_title"], f'{told}<div class="moves">{inside}</div>')


def _project_list(title: str, figures: Sequence[Figure], words: Words) -> str:
    if not figures:
        return ""
    largest = sorted(figures, key=lambda figure: -figure.value)
    items = [f"<li><span>{escape(f.item or f.subject)}</span>{linked(f)}</li>" for f in largest]
    first, rest = ("".join(some) for some in (items[:_PROJECTS], items[_PROJECTS:]))
    held = _folded(len(items) - _PROJECTS, lambda: f'<ul class="projects">{rest}</ul>', words)
    return f'<div><h3>{title}</h3><ul class="projects">{first}</ul>{held}</div>'


def _debts(shown: Shown, words: Words) -> str:
    """What is owed and what may be owed as pictures, then all amounts of debt."""
    figures = shown.debts
    if not figures:
        return ""
    drawn = "".join(
        f"<h3>{words['owed' if whole.mark.name == BALANCE else 'may_owe']}</h3>{picture_html(whole, words)}"
        for whole in shown.owed
    )
    rows = [
        [escape(f.citation.row or f.subject), escape(f.scope), escape(f.citation.column or ""), linked(f)]
        for f in figures
    ]
    heads = [
        (words["col_row"], "c-row"),
        (words["col_scope"], "c-scope"),
        (words["col_column"], "c-column"),
        (words["col_value"], "c-value"),
    ]
    table = _table(words["debt_title"], heads, rows, words, _DEBTS, "wide")
    return section(words["debt_title"], f"{drawn}{table}")


def _findings(findings: Sequence[tuple[str, Finding]], words: Words) -> str:
    if not findings:
        return section(words["checks"], f'<p class="fine">{words["no_findings"]}</p>')
    items = "".join(
        f"<li>{escape(finding.message)} {_places(finding, words)}</li>" for _, finding in findings
    )
    told = f'<p class="fine">{words["findings_lead"]}</p>'
    return section(words["findings_title"], f'{told}<ul class="found">{items}</ul>')


def _places(finding: Finding, words: Words) -> str:
    first = {citation.page: citation for citation in reversed(finding.citations)}
    return " ".join(
        f'<a href="{escape(address_of(citation))}">{words["page"].format(page=page)}</a>'
        for page, citation in sorted(first.items())
    )


def _files(edition: Edition, words: Words) -> str:
    links = "".join(
        f"<li><a {original(document.name)}>{escape(document.name)}</a></li>" for document in edition.documents
    )
    explored = escape(with_query("figures", [("body", edition.body), ("year", str(edition.year))]))
    return section(
        words["sources_title"],
        f'<ul class="found">{links}</ul><p class="files">'
        f'<a class="file" href="{explored}">{words["explore"]}</a>'
        f'<a class="file" href="figures.xlsx?{explored.partition("?")[2]}" download>Excel</a></p>',
    )


def _table(
    title: str,
    heads: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str]],
    words: Words,
    most: int,
    kind: str = "",
) -> str:
    """A table of the first rows, the others behind how many they are."""
    shown = table_html(title, heads, rows[:most], kind=kind)
    return shown + _folded(len(rows) - most, lambda: table_html(title, heads, rows[most:], kind=kind), words)


def _folded(left: int, inside: Callable[[], str], words: Words) -> str:
    """What a list has more, behind how much that is; nothing where all is shown."""
    if left <= 0:
        return ""
    told = words["more_options"].format(count=left)
    return f'<details class="behind"><summary>{told}</summary>{inside()}</details>'
