"""What a person says of a document."""

import pytest

from index.facts.errors import BudgetError
from index.facts.given import Given, said
from index.facts.records import Document, Kind, Scope


def document(title="某局2025年度部门预算"):
    return Document("a.pdf", "9f", title, "某局", 2025, Kind.BUDGET, Scope.DEPARTMENT, 3)


def test_a_title_that_was_made_of_what_was_read_is_made_again():
    made = said(body="某市财政局", year=2024, kind="决算").applied(document())
    assert (made.body, made.year, made.kind) == ("某市财政局", 2024, Kind.FINAL)
    assert made.title == "某市财政局2024年度部门决算"


def test_a_title_that_the_document_prints_stays():
    printed = "关于2025年预算执行情况的报告"
    assert said(body="某市").applied(document(printed)).title == printed


def test_a_place_that_is_given_speaks_for_all_of_it_and_a_body_for_itself():
    assert said(body="青石市").applied(document()).scope is Scope.WHOLE_CITY
    assert said(body="某市财政局").applied(document()).scope is Scope.DEPARTMENT
    of_place = said(body="青石市").applied(document())
    assert said(body="某市财政局").applied(of_place).scope is Scope.DEPARTMENT
    assert said(year=2024).applied(of_place).scope is Scope.WHOLE_CITY


def test_what_is_not_given_stays_as_it_was_read_or_was_given_before():
    assert Given().applied(document()) == document() and not Given()
    later = said(year=2024).over(said(body="某市财政局", year=2023))
    assert later == Given("某市财政局", 2024, None)


def test_a_document_holds_what_was_given_once_it_was_read_so():
    given = said(year=2024)
    assert not given.holds(document()) and given.holds(given.applied(document()))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"body": "x"}, "“x”不是单位名称"),
        ({"body": "局" * 61}, "不是单位名称"),
        ({"year": 25}, "25不是年份"),
        ({"kind": "预测"}, "没有“预测”这一种类。可选：预算、决算"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(typed, told):
    with pytest.raises(BudgetError, match=told):
        said(**typed)


def test_spaces_in_a_name_are_no_part_of_it():
    assert said(body=" 某市 财政局 ").body == "某市财政局"
