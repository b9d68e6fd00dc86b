"""A later file stands for an earlier one that says the same, and for no other."""

from __future__ import annotations

import pytest

from index.facts.records import (
    Citation,
    Document,
    Extraction,
    Kind,
    Passage,
    Scope,
    Table,
    TableKind,
)
from index.facts.supersession import Issue, contents_of, repeats, superseded

US = ("某市商务局", 2025, Kind.BUDGET, Scope.DEPARTMENT)
TABLES = frozenset({"表/收支总表", "表/收入总表", "表/支出总表", "表/三公经费表"})
TEXT = frozenset({"文/主要职责", "文/机构设置", "文/名词解释"})


@pytest.mark.parametrize(
    ("later", "earlier", "same"),
    [
        (TABLES | TEXT, TABLES | TEXT, True),
        (TABLES | TEXT, TABLES, True),
        (TABLES | TEXT, TEXT, True),
        (TABLES, TABLES | TEXT, False),
        (TEXT, TABLES, False),
        (TABLES, TEXT, False),
        (TEXT | {"表/三公经费表"}, TABLES, False),
        (TABLES - {"表/三公经费表"}, TABLES, True),
        (frozenset({"文/绩效目标"}), TEXT, False),
        (TABLES, frozenset(), False),
    ],
)
def test_a_file_repeats_one_of_whose_tables_and_sections_it_has_most(later, earlier, same):
    assert repeats(later, earlier) is same


def test_of_three_editions_the_latest_supersedes_both_others():
    issues = [Issue(n, US, 10 - n, TABLES) for n in (1, 2, 3)]
    assert superseded(issues) == {2: 1, 3: 1}


@pytest.mark.parametrize(
    "other",
    [
        ("某市教育局", *US[1:]),
        (US[0], 2024, *US[2:]),
        (*US[:2], Kind.FINAL, US[3]),
        (*US[:3], Scope.UNIT),
    ],
    ids=["body", "year", "kind", "scope"],
)
def test_files_of_another_body_year_kind_or_scope_are_left_alone(other):
    assert superseded([Issue(1, US, 1, TABLES), Issue(2, other, 2, TABLES)]) == {}


def test_tables_and_narrative_of_one_disclosure_stand_beside_each_other():
    assert superseded([Issue(1, US, 1, TABLES), Issue(2, US, 2, TEXT)]) == {}


def test_contents_are_the_tables_of_which_there_is_one_and_headings_without_years():
    passage = Passage("略", ("二、2025年机构设置",), Citation("a.pdf", 1, "略"))
    kinds = (TableKind.BALANCE, TableKind.PERFORMANCE, TableKind.OTHER, TableKind.BALANCE)
    extraction = Extraction(
        Document("a.pdf", "a" * 64, "", *US, 3),
        tables=tuple(Table("表", kind, "元", (1,), ()) for kind in kinds),
        passages=(passage, passage),
    )
    assert contents_of(extraction) == ("文/机构设置", "表/收支总表")
