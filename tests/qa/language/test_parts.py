"""Rows named in part: by some of their words, in any order, or by the first letters of words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language.fuzzy.parts import Parts
from qa.language.meant import Name

LIFTS, CARE = "老旧小区加装电梯补助", "社会保障和就业支出"
ROWS = ("公益性岗位补贴", "环卫一体化保洁", LIFTS, CARE, f"其他{CARE}")
PARTS = Parts([Name.of(row) for row in ROWS], frozenset(("补助", "支出", "其他")))


@pytest.mark.parametrize(
    ("words", "row"),
    [
        (("公益", "岗位"), "公益性岗位补贴"),
        (("岗位", "公益"), "公益性岗位补贴"),
        (("环卫", "保洁"), "环卫一体化保洁"),
        (("加装", "电梯"), LIFTS),
        (("社保", "就业"), CARE),
        (("食堂", "电梯"), None),
        (("电梯",), None),
        (("其他", "补助"), None),
    ],
)
def test_a_row_is_named_by_words_that_all_stand_in_it(words, row):
    found = PARTS.naming(words)
    assert (found.shown if found else None) == row


def test_of_several_rows_none_is_named_but_the_one_that_the_others_print():
    rows = [Name.of(row) for row in ("绿化养护一期", "绿化养护二期")]
    assert Parts(rows, ()).naming(("绿化", "养护")) is None
    whole = Parts([*rows, Name.of("绿化养护")], ()).naming(("绿化", "养护"))
    assert whole is not None and whole.shown == "绿化养护"


def test_the_rows_of_other_bodies_are_not_looked_at():
    rows = [Name.of(row) for row in ("绿化养护一期", "绿化养护二期")]
    found = Parts(rows, ()).naming(("绿化", "养护"), among=frozenset({"绿化养护二期"}))
    assert found is not None and found.shown == "绿化养护二期"


@pytest.mark.parametrize(
    ("word", "among", "row"),
    [
        ("电梯", {LIFTS, CARE}, LIFTS),
        ("社保", {LIFTS, CARE}, CARE),
        ("社保", {CARE, f"其他{CARE}"}, None),
        ("食堂", {LIFTS, CARE}, None),
        ("补助", {LIFTS, CARE}, None),
        ("电梯", set(), None),
    ],
)
def test_a_word_of_two_letters_that_stands_alone_names_the_only_row_of_a_body_that_has_it(word, among, row):
    found = PARTS.naming([word], among=frozenset(among), alone=True)
    assert (found.shown if found else None) == row
    assert PARTS.naming([word], among=frozenset(among)) is None


@given(
    st.lists(st.text(st.sampled_from("公益岗位环卫电梯食堂"), min_size=1, max_size=3), min_size=1, max_size=4)
)
def test_what_is_named_holds_every_letter_that_is_said(words):
    found = PARTS.naming(words)
    assert found is None or set("".join(words)) <= set(found.shown)


@given(
    st.lists(
        st.text(st.sampled_from("老旧小区加装电梯社保就业补助公益岗位"), min_size=1, max_size=3),
        min_size=1,
        max_size=4,
    )
)
def test_of_all_rows_that_is_named_which_trying_each_would_find(words):
    keys = frozenset(name.keys[0] for name in map(Name.of, ROWS))
    assert PARTS.naming(words) == PARTS.naming(words, among=keys)


def test_only_rows_that_have_the_letters_are_looked_at(monkeypatch):
    tried: list[str] = []
    monkeypatch.setattr(
        "qa.language.fuzzy.parts._WAYS", ((lambda key, words: tried.append(key), lambda word: (word,)),)
    )
    rows = [Name.of(f"{place}绿化养护") for place in "东南西北中上下左右前"]
    Parts(rows, ()).naming(("东", "绿化"))
    assert tried == [rows[0].keys[0]]
