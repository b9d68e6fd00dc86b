"""The address of a view holds all that it shows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store.protocols import Facet, Order, Wanted
from web.plain.view import COLUMNS, FARTHEST, ROWS, SORTS, View, refused, view_of
from web.words import words_for

names = st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=12).map(str.strip).filter(bool)
views = st.builds(
    View,
    st.builds(
        Wanted,
        metric=names | st.just(""),
        code=st.from_regex(r"[0-9]{0,7}", fullmatch=True),
        words=st.lists(names.filter(lambda text: len(text.split()) == 1), max_size=4).map(tuple),
        chosen=st.dictionaries(
            st.sampled_from(list(Facet)), st.lists(names, min_size=1, max_size=3, unique=True).map(tuple)
        ),
        order=st.sampled_from([order for order in Order if order]),
        descending=st.booleans(),
    ),
    st.sets(st.sampled_from(COLUMNS), min_size=1).map(lambda some: tuple(c for c in COLUMNS if c in some)),
    st.integers(1, FARTHEST // ROWS),
    st.sampled_from(["", "en", "zh-TW"]),
)


@given(views)
def test_a_view_comes_back_from_its_address(view):
    assert view_of(view.pairs()) == view


def test_what_an_address_does_not_know_is_passed_over():
    asked = [("sort", "size"), ("page", "-3"), ("col", "colour"), ("year", " "), ("x", "y"), ("page", "²")]
    assert view_of(asked) == View(Wanted())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("year", value) for value in ("abc", "99999999999999999999", "-2025", "²", "２０２５", "0")),
        *(("page", value) for value in ("0", "-3", "x", "999999999")),
        ("sort", "size"),
        ("col", "colour"),
        ("code", "2010101x"),
        ("q", "一 " * 9),
        ("q", "长" * 201),
        ("q", "a\0b"),
        ("body", "a\0b"),
    ],
)
def test_a_value_that_a_field_cannot_have_is_told_with_the_fields_name(name, value):
    (line,) = refused([("year", "2025"), (name, value)], words_for("zh-CN"))
    assert line.startswith(f"{name}：")


def test_more_values_than_a_facet_takes_are_told():
    (line,) = refused([("body", f"第{n}局") for n in range(61)], words_for("zh-CN"))
    assert line.startswith("body：")


@given(views)
def test_what_a_view_says_of_itself_is_never_refused(view):
    years = replace(view.wanted, chosen={f: v for f, v in view.wanted.chosen.items() if f is not Facet.YEAR})
    assert refused(replace(view, wanted=years).pairs(), words_for("en")) == []


def test_every_order_can_be_named():
    assert {view_of([("sort", sort)]).sort for sort in SORTS} == set(SORTS)


def test_taking_a_value_away_or_sorting_begins_at_the_first_page():
    view = view_of([("year", "2024"), ("year", "2025"), ("q", "接待"), ("page", "7")])
    assert view.without(Facet.YEAR, "2024").query() == "q=%E6%8E%A5%E5%BE%85&year=2025"
    assert view.without(Facet.YEAR, "2024").without(Facet.YEAR, "2025").wanted.chosen == {}
    assert view.sorted_by("-value").page == view.searching("x").page == 1
