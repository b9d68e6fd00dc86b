"""A leaf → its value: the cell it means, else the sentence that states it, else what it is made of.

>>> leaf(Cell(Name.of("公务接待费"), body="某局", year=2025), world).value.shown
'1.50万元'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from index.facts.money import is_money
from index.facts.records import Change, Kind, Stage
from index.facts.subjects import normal
from qa.arithmetic import plus_or_minus, total, unchanged
from qa.execute.agreement import apart, otherwise_of, taken_by_default
from qa.execute.cells import EditionCells
from qa.execute.members import CHIEF_PARTS, PARTS
from qa.execute.results import Missing
from qa.execute.sentences import amounts_told, compared, of_leaf, of_only_account, stated
from qa.execute.world import Attempt, World, attempts, body_of, stages_in
from qa.plan.algebra import Cell, Name
from qa.plan.ground import Grounded, Sought, Why, fitting, ground, said_of
from qa.plan.places import Place, keys_of
from qa.records import Edition, Value
from qa.values import of_figure, said_amount, said_difference, said_percent, stands

_NEAR = 60
_NEAR_SHOWN = 5
_OPTIONS = 12


@dataclass(frozen=True, slots=True)
class Leaf:
    """What was found for a leaf: its value, or what is missing.

    `place` is the cell it was read from, `change` the sentence that compares it with the year before.
    """

    value: Value | None = None
    missing: tuple[Missing, ...] = ()
    place: Place | None = None
    change: Change | None = None
    attempt: Attempt | None = None
    assumed: tuple[str, ...] = ()
    otherwise: tuple[Value, ...] = ()


def leaf(cell: Cell, world: World) -> Leaf:
    """The value of a leaf, looked for where it is said to be; else as it follows from other amounts."""
    tries = attempts(cell, world.catalog)
    if isinstance(tries, Missing):
        later = _from_the_next_year(cell, (), world) if tries.why is Why.YEAR else None
        return later if later is not None else Leaf(missing=(tries,))
    first: Leaf | None = None
    for attempt in tries:
        found = look(cell, attempt, world)
        if found.value is not None:
            return found
        first = first or found
    assert first is not None
    if any(missing.why is Why.SEVERAL for missing in first.missing):
        return first
    for reckon in (_worked_back, _added_up):
        reckoned = reckon(cell, tries, world)
        if reckoned is not None:
            return reckoned
    assert first is not None
    return _lacking(first, cell, tries, world)


def accounts_over(found: Leaf, world: World) -> str:
    """The accounts over a cell, with its own name: 教育支出（205）普通教育（20502）小学教育（2050202）."""
    if found.place is None or found.attempt is None:
        return ""
    figure = found.place.figure
    places = world.cells.of(found.attempt.edition.documents).places
    # A project is paid from an account of another name, which other tables print.
    named = {p.figure.code: p.figure.subject for p in reversed(places) if not p.item}
    codes = [figure.code[:end] for end in _CLASSES if end < len(figure.code)]
    path = "".join(f"{named[code]}（{code}）" for code in (*codes, figure.code) if code in named)
    return path if named.get(figure.code) == figure.subject else f"{path}{figure.subject}"


# Letters of the code of a 类 and of a 款, under which others stand.
_CLASSES = (3, 5)


def _added_up(cell: Cell, tries: Sequence[Attempt], world: World) -> Leaf | None:
    """A name that means several rows (水电费), or a whole that no row prints, as the sum of all its parts."""
    if cell.subject is None:
        return None
    parts = () if cell.stage in (Stage.DIFFERENCE, Stage.RATE) else _parts_of(cell.subject, world)
    names = cell.subject.sum_of or parts
    if not names:
        return None
    found = [leaf(replace(cell, subject=part), world) for part in names]
    values = [part.value for part in found if part.value is not None]
    if len(values) < len(found):
        return None
    return Leaf(total(values, cell.subject.shown), attempt=found[0].attempt)


def _parts_of(name: Name, world: World) -> tuple[Name, ...]:
    """What a whole is known to be made of, by their official names."""
    parts = next((PARTS[key] for key in (normal(name.shown), *keys_of(name)) if key in PARTS), ())
    return tuple(_named(part, world) for part in parts)


def _lacking(first: Leaf, cell: Cell, tries: Sequence[Attempt], world: World) -> Leaf:
    """What the first place looked in lacks: the final account itself, or a row that other years print."""
    if _wants_account(cell) and not any(attempt.edition.kind.is_account for attempt in tries):
        body, year = tries[0].edition.body, cell.year
        return Leaf(missing=(Missing(Why.KIND, body, year, Kind.FINAL.value, (Kind.BUDGET.value,)),))
    if not world.cells.whole:
        return first
    return replace(first, missing=tuple(_elsewhere(m, cell, world) for m in first.missing))


def _wants_account(cell: Cell) -> bool:
    """Whether it asks what was spent."""
    return cell.kind is Kind.FINAL or cell.stage is Stage.FINAL


def _from_the_next_year(cell: Cell, tries: Sequence[Attempt], world: World) -> Leaf | None:
    """The amount of a year that no document of its own tells, as it follows from those of the next one."""
    if cell.year is None or cell.prior or not _has_edition(cell, cell.year + 1, world):
        return None
    found = leaf(replace(cell, year=cell.year + 1, prior=True), world)
    return found if found.value is not None else None


def _has_edition(cell: Cell, year: int, world: World) -> bool:
    body = body_of(cell, world.catalog)
    return isinstance(body, str) and any(e.year == year for e in world.catalog.by_body[body])


def look(cell: Cell, attempt: Attempt, world: World) -> Leaf:
    """The value of a leaf in one edition, from its cells, then from its sentences."""
    documents = attempt.edition.documents
    cells = world.cells.of(documents)
    changes = of_leaf(cell, cells)
    amounts = of_leaf(replace(cell, base=""), cells) if cell.base else changes
    grounded = _grounded(cell, attempt, cells)
    base = Leaf(change=compared(changes, attempt, cell.base), attempt=attempt, assumed=attempt.assumed)
    if grounded.places:
        place = grounded.places[0]
        value = of_figure(place.figure)
        change = base.change or compared(of_only_account(place, cells), attempt, cell.base)
        told = [c for c in amounts_told(amounts, attempt) if c.citation.quote in cells.contradicting]
        return replace(
            base,
            value=value,
            place=place,
            change=change,
            assumed=(*attempt.assumed, *taken_by_default(cell, grounded)),
            otherwise=otherwise_of(cell, grounded, told, attempt),
        )
    if grounded.parts:
        values = [of_figure(place.figure) for place in grounded.parts]
        name = cell.subject.shown if cell.subject else said_of(cell)
        return replace(base, value=total(values, name), place=grounded.parts[0])
    if _may_be_said(cell, grounded):
        if said := amounts_told(amounts, attempt):
            return replace(base, value=said_amount(said[0], attempt.edition.body))
        if told_ := _stated(cell, grounded, attempt, world):
            return replace(base, value=told_[0])
    return replace(base, missing=(missing_of(cell, grounded, attempt, cells),))


def _stated(cell: Cell, grounded: Grounded, attempt: Attempt, world: World) -> Sequence[Value]:
    """What the narrative states of a leaf that no row is of, or that no cell counts so."""
    unread = grounded.why is Why.ROW or (cell.counted and grounded.why in (Why.UNIT, Why.PLACE))
    if not unread or not world.cells.whole:
        return ()
    return stated(cell, attempt, world.cells.prose(attempt.edition.documents))


def _may_be_said(cell: Cell, grounded: Grounded) -> bool:
    """Whether a sentence may tell what no cell does: not which of several is meant, nor an account."""
    return grounded.why is not Why.SEVERAL and not cell.coded


def _grounded(cell: Cell, attempt: Attempt, cells: EditionCells) -> Grounded:
    """The cells meant; 货物 of 政府采购 is the group's own row, or its rows, in the table of that name."""
    found = ground(cell, cells.holding(cell), attempt.sought, cells.printed)
    if found.why in (Why.ROW, Why.PLACE) and cell.group and cell.subject is not None:
        of_group = replace(cell, subject=None, within=(*cell.within, cell.subject))
        grouped = ground(of_group, cells.holding(of_group), attempt.sought, cells.printed)
        return found if grouped.why else grouped
    return found


def missing_of(cell: Cell, grounded: Grounded, attempt: Attempt, cells: EditionCells) -> Missing:
    """Why the edition has no such cell, and what it has instead."""
    assert grounded.why is not None
    there = grounded.there
    if grounded.why is Why.ROW and cell.subject is not None:
        there = near(cell.subject, cells.subjects)
    if grounded.why is Why.PLACE and cell.table is not None and grounded.said == cell.table.said:
        there = cells.titles
    return Missing(
        grounded.why,
        attempt.edition.body,
        attempt.sought.year,
        grounded.said,
        there,
        tuple(of_figure(place.figure) for place in grounded.rivals[:_OPTIONS]),
    )


def near(name: Name, subjects: dict[str, str]) -> tuple[str, ...]:
    """The printed names nearest to one that is not there."""
    found: dict[str, float] = {}
    printed = list(subjects)
    for key in keys_of(name)[:3]:
        alike = process.extract(
            key, printed, scorer=fuzz.WRatio, limit=_NEAR_SHOWN, score_cutoff=_NEAR, processor=None
        )
        for at, score, _ in alike:
            found[subjects[at]] = max(found.get(subjects[at], 0), score)
    return tuple(sorted(found, key=lambda printed: -found[printed]))[:_NEAR_SHOWN]


def _elsewhere(missing: Missing, cell: Cell, world: World) -> Missing:
    """A row that is not there, with the years of the same body that print it."""
    if missing.why is not Why.ROW or cell.subject is None:
        return missing
    editions = world.catalog.by_body.get(missing.body, ())
    other = [e for e in editions if e.year != missing.year]
    years = {e.year for e in other if _prints(Cell(subject=cell.subject), e, world)}
    return replace(missing, years=tuple(sorted(years)))


def _prints(cell: Cell, edition: Edition, world: World) -> bool:
    """Whether an edition has a row of that name, for its own year."""
    cells = world.cells.of(edition.documents)
    sought = Sought(edition.year, stages_in(edition, None))
    return ground(cell, cells.holding(cell), sought, cells.printed).why not in (Why.ROW, Why.STAGE)


# -- all places of one thing ------------------------------------------------------------------


def everywhere(cell: Cell, found: Leaf, world: World) -> tuple[Value, ...]:
    """The values that tables and sentences give, the one that is told first; one of each table."""
    attempt = found.attempt
    if attempt is None or found.value is None:
        return (found.value,) if found.value else ()
    cells = world.cells.of(attempt.edition.documents)
    asked = replace(cell, table=None)
    told: dict[object, Value] = {_where(found.value): found.value}
    for place in fitting(asked, cells.holding(asked), attempt.sought):
        if _is_same(place, found, cell):
            value = of_figure(place.figure)
            told.setdefault(_where(value), value)
    for change in of_leaf(asked, cells):
        if change.amount is None or change.year != attempt.sought.year:
            continue
        if change.stage.counts_as in attempt.sought.stages and stands(change.amount_printed, change):
            value = said_amount(change, attempt.edition.body)
            told.setdefault((_where(value), value.value), value)
    return tuple(told.values())


def _where(value: Value) -> object:
    citation = value.citation
    return (citation.document, citation.table) if citation and citation.table else citation


def _is_same(place: Place, found: Leaf, cell: Cell) -> bool:
    """Whether a place is of the very row: of its name, and of its account where both have one."""
    if found.place is None:
        return True
    mine, code = found.place, place.figure.code
    names = {mine.subject, mine.label, *(keys_of(cell.subject) if cell.subject else ())}
    if code and mine.figure.code and code != mine.figure.code:
        return False
    return place.subject in names or normal(place.figure.subject) in names


# -- the year before -------------------------------------------------------------------------


def difference_of(found: Leaf, cell: Cell, world: World) -> Value | None:
    """The printed difference to the year before: of the sentence, else of the table."""
    change, attempt = found.change, found.attempt
    if attempt is None:
        return None
    if change and change.difference is not None and change.direction:
        if stands(change.difference_printed, change):
            return said_difference(change, attempt.edition.body)
    return None if cell.base else _beside(found, cell, world, Stage.DIFFERENCE)


def rate_of(found: Leaf, cell: Cell, world: World) -> Value | None:
    """The printed rate of change: of the sentence, else of the table."""
    change, attempt = found.change, found.attempt
    if (
        attempt is not None
        and change
        and change.percent is not None
        and stands(change.percent_printed, change)
    ):
        return said_percent(change, attempt.edition.body)
    return None if cell.base else _beside(found, cell, world, Stage.RATE)


def _beside(found: Leaf, cell: Cell, world: World, stage: Stage) -> Value | None:
    """What the row of the cell prints in another column."""
    if found.place is None or found.attempt is None:
        return None
    cells = world.cells.of(found.attempt.edition.documents)
    mine = found.place
    for place in cells.row(mine):
        if place.figure.stage.counts_as is stage and place.component == mine.component:
            return of_figure(place.figure)
    return None


def _worked_back(cell: Cell, tries: Sequence[Attempt], world: World) -> Leaf | None:
    """The amount of a year from the next one's and the printed difference."""
    if not cell.prior:
        return _from_the_next_year(cell, tries, world)
    stage = None if cell.stage in (Stage.BUDGET, Stage.FINAL) else cell.stage
    now = leaf(replace(cell, prior=False, stage=stage), world)
    if now.value is None or now.attempt is None:
        return None
    name = now.value.metric
    if now.change is not None and now.change.amount is not None and now.change.difference is not None:
        told = said_amount(now.change, now.attempt.edition.body)
        if stands(now.change.amount_printed, now.change) and apart(now.value, told):
            return None  # the sentence compares another amount than the table prints
    difference = difference_of(now, cell, world) or _of_parts(replace(cell, prior=False), world)
    if difference is not None and difference.value != 0:
        return replace(
            now, value=plus_or_minus(now.value, difference, name), place=None, assumed=(*now.assumed, "推算")
        )
    if now.change is not None and now.change.direction == "持平":
        return replace(now, value=unchanged(now.value, name), place=None, assumed=(*now.assumed, "推算"))
    return None


def _of_parts(cell: Cell, world: World) -> Value | None:
    """The difference of a whole to the year before, as those of all its parts add up to it."""
    name = cell.subject
    if name is not None and (whole := _all_of(cell, name, world)) is not None:
        return whole
    differences: list[Value] = []
    for part in _parts_of(name, world) if name is not None else ():
        of_part = replace(cell, subject=part)
        found = leaf(of_part, world)
        difference = difference_of(found, cell, world)
        if difference is None and (found.change is None or found.change.direction != "持平"):
            difference = _of_parts(of_part, world)
            if difference is None:
                return None
        if difference is not None:
            differences.append(difference)
    return total(differences, f"{name}增减额") if differences else None


def _all_of(cell: Cell, name: Name, world: World) -> Value | None:
    """The difference of the one part that is the whole: where all income is 财政拨款."""
    now = leaf(cell, world).value
    for part in next((CHIEF_PARTS[key] for key in (name.shown, *name.keys) if key in CHIEF_PARTS), ()):
        found = leaf(replace(cell, subject=_named(part, world)), world)
        if now is not None and found.value is not None and found.value.value == now.value:
            if (difference := difference_of(found, cell, world)) is not None:
                return difference
    return None


def _named(part: str, world: World) -> Name:
    """A part by its official name, with the names under which disclosures print it."""
    concepts = world.catalog.lexicon.concepts
    known = next((c for c in concepts.values() if part == normal(c.name) or part in c.keys), None)
    return Name.of(part) if known is None else Name(known.name, known.name, known.keys, known.codes)


def same_kind(one: Value, other: Value) -> bool:
    """Whether two values can be added or compared: both are money, or in one unit."""
    return (is_money(one.unit) and is_money(other.unit)) or one.unit == other.unit
