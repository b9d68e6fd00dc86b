"""Cells read whole and cells read by name are the same; few documents are kept."""

from qa.execute.cells import Cells
from qa.execute.leaves import leaf
from qa.execute.rows import read_at_once
from qa.execute.world import World
from qa.plan.algebra import Cell, Name


def test_a_leaf_is_the_same_whether_its_edition_is_read_whole_or_by_name(samples_world: World) -> None:
    compared = 0
    for edition in samples_world.catalog.editions:
        cells = samples_world.cells.of(edition.documents)
        for subject in sorted(set(cells.subjects.values())):
            cell = Cell(Name.of(subject), body=edition.body, year=edition.year)
            whole = leaf(cell, samples_world)
            fresh = World(samples_world.facts, samples_world.catalog)
            narrow = leaf(cell, read_at_once(cell, [cell], fresh, few=0))
            assert narrow.value == whole.value
            compared += whole.value is not None
    assert compared > 500


def test_the_edition_asked_about_longest_ago_is_let_go(samples_world: World) -> None:
    cells = Cells(samples_world.facts, kept=2)
    first, second, third = (edition.documents for edition in samples_world.catalog.editions[:3])
    kept = cells.of(first)
    let_go = cells.of(second)
    assert cells.of(first) is kept
    cells.of(third)
    assert cells.of(first) is kept
    assert cells.of(second) is not let_go


class Counting:
    """A store that counts what is asked of it."""

    def __init__(self, facts):
        self.facts, self.asked = facts, []

    def figures(self, **by):
        self.asked.append("figures")
        return self.facts.figures(**by)

    def changes(self, **by):
        self.asked.append("changes")
        return self.facts.changes(**by)


def test_many_editions_are_read_by_one_query_each_of_figures_and_changes(samples_world: World) -> None:
    store = Counting(samples_world.facts)
    editions = [edition.documents for edition in samples_world.catalog.editions]
    narrowed = Cells(store).narrowed(editions, Cell(Name.of("公务接待费")), few=0)
    assert all(narrowed.of(documents).places for documents in editions)
    assert store.asked == ["figures", "changes"]
