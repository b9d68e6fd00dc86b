"""Projects that no table lists but a section tells one by one: listed where they make up 项目支出."""

from decimal import Decimal

import pytest

from index.facts.records import Change, Citation, Extraction, Scope, Stage
from qa.execute.evaluate import evaluate
from qa.execute.rows import listing
from qa.plan.algebra import Cell, Children, Level, Name, Rank
from tests.qa.drawn_cells import cell, document

MUSEUM = "云溪市博物馆"
OF = document(MUSEUM, 2025)
PROJECTS = Children(Cell(Name.of("项目支出"), body=MUSEUM, year=2025))
SECTION = "第三部分 情况说明 九、项目支出情况说明"
WAN = 10_000


def told(subject: str, amount: str, under: str = SECTION) -> Change:
    """A sentence that says what a project comes to, in 万元."""
    place = Citation(OF.name, 7, f"{subject.removeprefix('项目：')}预算{amount}万元。")
    return Change(
        subject,
        "",
        MUSEUM,
        2025,
        Stage.BUDGET,
        "万元",
        Decimal(amount) * WAN,
        amount,
        "",
        None,
        "",
        None,
        "",
        "",
        place,
        scope=Scope.UNIT,
        under=under,
    )


def museum(*changes: Change) -> list[Extraction]:
    """A table that prints the sum of the projects alone, and sentences that tell each."""
    figures = (cell(OF, "基本支出", "50.00"), cell(OF, "项目支出", "30.00"))
    return [Extraction(OF, figures=figures, changes=changes)]


THREE = (told("项目：展厅改造", "18.00"), told("项目：文物修复", "8.00"), told("项目：志愿讲解", "4.00"))
# The same sum, told under another heading, where nothing is called a project.
ELSEWHERE = (told("展厅", "20.00", "二、支出"), told("库房", "10.00", "二、支出"))


@pytest.mark.parametrize("rows", [PROJECTS, Children(Cell(body=MUSEUM, year=2025), Level.PROJECT)])
def test_projects_that_make_up_the_whole_are_listed(world_of, rows) -> None:
    found = listing(rows, world_of(museum(*ELSEWHERE, *THREE)))
    assert [row.label for row in found.rows] == ["展厅改造", "文物修复", "志愿讲解"]
    assert found.gap is None
    assert found.parent is not None and found.parent.value.shown == "30.00万元"


def test_projects_that_make_up_the_whole_are_ranked(world_of) -> None:
    result = evaluate(Rank(PROJECTS, top=2), world_of(museum(*THREE)))
    assert [(one.label, one.value.shown) for one in result.told] == [
        ("展厅改造", "18.00万元"),
        ("文物修复", "8.00万元"),
    ]


@pytest.mark.parametrize(
    "changes",
    [THREE[:2], (*THREE, told("项目：夜场开放", "5.00")), ELSEWHERE, (told("项目：展厅改造", "30.00"),)],
    ids=["one is not told", "one too many", "no projects", "one alone"],
)
def test_projects_that_do_not_make_up_the_whole_are_not_listed(world_of, changes) -> None:
    found = listing(PROJECTS, world_of(museum(*changes)))
    assert found.rows == () and found.missing


def test_a_project_that_is_told_twice_counts_once(world_of) -> None:
    found = listing(PROJECTS, world_of(museum(*THREE, THREE[0])))
    assert [row.value.shown for row in found.rows] == ["18.00万元", "8.00万元", "4.00万元"]


def test_projects_of_two_sections_are_not_added(world_of) -> None:
    apart = (*THREE[:2], told("项目：志愿讲解", "4.00", "十、其他"))
    assert listing(PROJECTS, world_of(museum(*apart))).rows == ()


def test_nothing_but_projects_is_listed_by_what_sections_tell(world_of) -> None:
    basic = Children(Cell(Name.of("支出总计"), body=MUSEUM, year=2025))
    whole = cell(OF, "支出总计", "30.00")
    world = world_of([Extraction(OF, figures=(whole,), changes=THREE)])
    assert listing(basic, world).rows == ()
