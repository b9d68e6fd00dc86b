"""Thousands of bodies: what is said of one is said of all that are alike to the question."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language.normal import read
from qa.language.whose.bodies import Bodies
from qa.language.whose.body_names import BodyName, BodyNames
from qa.language.whose.standing import Standing

OFFICES = ("财政局", "教育局", "人民医院", "第一中学", "档案馆", "人民政府")
LETTERS = st.text(alphabet="安昌市长川区县财政教育局中心学街道人民府一2", min_size=1, max_size=12)


def bodies(districts: str) -> tuple[str, ...]:
    return tuple(f"安昌市{district}川区{office}" for district, office in product(districts, OFFICES))


FEW, MANY = bodies("长东"), bodies("长东丰福高广海汉和恒华怀嘉江金景静开兰乐临龙宁平青清荣瑞")


@given(st.lists(LETTERS, min_size=1, max_size=8, unique=True), LETTERS)
def test_what_a_text_says_of_one_name_it_says_of_its_peers(names, text):
    kept = BodyNames(tuple(names))
    told = {name.body: peers[0].said_in(text) for peers in kept.peers(text) for name in peers}
    assert told == {name.body: name.said_in(text) for name in kept.all}


@given(st.lists(LETTERS, min_size=1, max_size=8, unique=True), LETTERS)
def test_names_that_sound_alike_are_heard_alike(names, text):
    kept = BodyNames(tuple(names))
    for peers in kept.sounding_alike(text):
        assert {name.heard_in(text) for name in peers} == {peers[0].heard_in(text)}
    whole = {name.body for name in kept.all if name.heard_in(text) == (0, len(text))}
    alike = {name.body for peers in kept.sounding_alike(text) for name in peers}
    assert whole & alike <= {name.body for name in kept.sounding_whole(text)}


@pytest.mark.parametrize(
    "question",
    ["安昌市长川区财政局2025年公务接待费是多少", "长川区财政局的培训费", "安昌市长川区财证局有几辆车"],
)
def test_no_more_names_are_compared_where_there_are_many(monkeypatch, question):
    compared = 0
    said_in = BodyName.said_in

    def counted(self: BodyName, text: str) -> tuple[int, int] | None:
        nonlocal compared
        compared += 1
        return said_in(self, text)

    monkeypatch.setattr(BodyName, "said_in", counted)
    counts = []
    for names in (FEW, MANY):
        compared = 0
        spans = list(Bodies(names).spans(read(question)))
        assert ("安昌市长川区财政局",) in {token.bodies for token in spans}
        counts.append(compared)
    assert counts[1] <= 2 * counts[0]


@given(st.lists(LETTERS, max_size=8, unique=True), LETTERS)
def test_names_that_stand_in_a_text_are_found_in_their_order(names, text):
    assert list(Standing(names).within(text)) == [name for name in names if name in text]
