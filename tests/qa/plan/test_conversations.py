"""What a question takes over from the ones before it."""

import pytest

from qa.plan.sentences import understood
from qa.records import Question


@pytest.fixture
def years(pipeline):
    """``years("为什么", "…比上年增加了多少")`` → the years that the last question is of."""

    def of(text: str, *before: str) -> set[int | None]:
        asked = understood(Question(text, before), pipeline.lattice, pipeline.known)
        return {cell.year for cell in asked.sentences[-1].cells()}

    return of


def test_the_year_that_a_comparison_is_made_against_is_not_the_one_asked_of(years):
    assert years("比上年增加了多少", "河道管理处培训费是多少") == {None}
    assert years("为什么", "河道管理处培训费是多少", "比上年增加了多少") == {None}


def test_a_comparison_with_the_year_before_is_of_the_year_asked_before(years):
    assert years("比上年增加了多少", "河道管理处2024年培训费是多少") == {2024}
    assert years("为什么比上年减少", "河道管理处2024年培训费是多少") == {2024}
    assert years("为什么", "河道管理处2024年培训费是多少", "比上年增加了多少") == {2024}


def test_the_year_before_is_asked_of_where_it_stands_alone(years):
    assert years("上年呢", "河道管理处培训费是多少") == {2024}
