"""What changed from one year to another: what rose and fell, which projects are new, which ended.

What the text itself tells of a change goes first, with its reason in its own words; where it tells of none,
the accounts of two years are set beside each other, and the difference is shown as the subtraction it is.

>>> [change.subject for change in told(changes, 2025).risen]
['公务接待费', '培训费']
>>> [difference.name for difference in compared(now, before)]
['公务接待费']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.facts.money import is_money
from index.facts.records import Change, Figure, TableKind
from index.facts.subjects import normal
from index.prose.labels import ThreePublic, three_public_of
from web.plain.differences import Difference, apart
from web.plain.money import MAIN, Mark


@dataclass(frozen=True, slots=True)
class Told:
    """Changes as the text tells them, the largest first."""

    risen: tuple[Change, ...]
    fallen: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Projects:
    """Projects by their names: those of this year's tables alone, and those of last year's alone."""

    new: tuple[Figure, ...]
    ended: tuple[Figure, ...]


def told(changes: Iterable[Change], year: int) -> Told:
    """What the text says rose and fell in a year, each subject once, with its reason where it has one."""
    best: dict[str, Change] = {}
    for change in changes:
        tells = change.difference is not None and not change.period and not change.unit_row
        if change.year != year or not tells or change.direction not in ("增加", "减少"):
            continue
        key = normal(change.subject)
        if key not in best or (change.reason and not best[key].reason):
            best[key] = change
    largest = sorted(best.values(), key=lambda change: -(change.difference or 0))
    risen = tuple(change for change in largest if change.direction == "增加")
    fallen = tuple(change for change in largest if change.direction == "减少")
    return Told(risen, fallen)


def compared(now: Mark, before: Mark) -> tuple[Difference, ...]:
    """The lowest accounts of both years that differ, by code or name, the largest difference first.

    Accounts of another kind, scope or fund are not compared.
    """
    earlier = dict(_lowest(before))
    found = [
        Difference(mark.name, figure, earlier[key])
        for mark in _leaves(now)
        if (figure := mark.figure) is not None
        and (key := _key(figure)) in earlier
        and not apart(figure, earlier[key])
    ]
    return tuple(sorted((d for d in found if d.value), key=lambda d: -abs(d.value)))


def projects(now: Iterable[Figure], before: Iterable[Figure]) -> Projects | None:
    """Projects new and ended, where both years list theirs; else None."""
    this, last = dict(_projects(now)), dict(_projects(before))
    if not this or not last:
        return None
    return Projects(
        tuple(figure for key, figure in this.items() if key not in last),
        tuple(figure for key, figure in last.items() if key not in this),
    )


def three_public(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The amounts of the table of 三公, in reading order: the total, the three, the parts of the cars."""
    return tuple(
        figure
        for figure in figures
        if figure.table_kind is TableKind.THREE_PUBLIC
        and is_money(figure.unit)
        and not figure.unit_row
        and _is_public(figure)
    )


def public_told(changes: Iterable[Change], year: int) -> tuple[Change, ...]:
    """The amounts of 三公 that sentences tell of the year, each once, in reading order."""
    told_: dict[str, Change] = {}
    for change in changes:
        own = change.year == year and not (change.period or change.unit_row)
        amount = change.amount is not None and is_money(change.unit)
        if own and amount and change.stage in MAIN.values() and _is_public(change):
            told_.setdefault(normal(change.subject), change)
    return tuple(told_.values())


def public_total(figures: Sequence[Figure]) -> Figure | None:
    """What all three of 三公 are in the document's own stage."""
    of_all = [
        figure
        for figure in three_public(figures)
        if _part_of_public(figure) is None and MAIN.get(figure.kind) is figure.stage
    ]
    return of_all[0] if of_all else None


def _is_public(figure: Figure | Change) -> bool:
    # “三公”经费、会议费、培训费合计, which some provinces print beside it, is another total.
    return _part_of_public(figure) is not None or normal(figure.subject) in ("三公经费", "三公经费合计")


def _part_of_public(figure: Figure | Change) -> ThreePublic | None:
    return three_public_of(normal(figure.subject))


def _projects(figures: Iterable[Figure]) -> Iterator[tuple[str, Figure]]:
    """The projects of lists of projects, each by its name; later rows of the same name do not count."""
    known: set[str] = set()
    for figure in figures:
        own = MAIN.get(figure.kind) is figure.stage and not figure.component and is_money(figure.unit)
        name = normal(figure.item or figure.subject)
        listed = figure.table_kind is TableKind.PROJECTS and not normal(figure.subject).endswith("合计")
        if own and listed and name not in known:
            known.add(name)
            yield name, figure


def _lowest(mark: Mark) -> Iterator[tuple[str, Figure]]:
    for leaf in _leaves(mark):
        if leaf.figure is not None:
            yield _key(leaf.figure), leaf.figure


def _leaves(mark: Mark) -> Iterator[Mark]:
    printed = [part for part in mark.parts if not part.is_gap]
    if not printed:
        yield mark
    for part in printed:
        yield from _leaves(part)


def _key(figure: Figure) -> str:
    return figure.code or normal(figure.subject)
