"""What the next question at the desk is understood by."""

from dataclasses import replace

import pytest

from index.facts.records import Document, Kind, Scope
from tests.web.shown import CELL, FIGURE, PRIOR, WHEN, ZH, Reader, answer
from web.pages.context import Context, bodies_of, years_of
from web.pages.desk import asked_before
from web.pages.desk_html import Call, context_html
from web.pages.parts import Turn

DOCUMENTS = [
    Document(f"{body}{year}.pdf", "0", "", body, year, Kind.BUDGET, Scope.UNIT, 3)
    for body, year in (("某局", 2025), ("某局", 2024), ("乙局", 2023))
]
RULE = Document("办法.pdf", "0", "", "丙局", 2020, Kind.POLICY, Scope.UNIT, 3)


def call(question, *, follows=False, before=()):
    return Call(Turn(question, answer()), WHEN, follows, before)


def test_what_was_asked_before_goes_along_and_what_was_picked_goes_last():
    carried = Context("某局", 2025)
    calls = [call("别人问的"), call("一"), call("二", follows=True, before=("一",))]
    assert asked_before(calls, False, carried) == ("一", "二")
    assert asked_before(calls, True, Context()) == ()
    picked = carried.picked("乙局", 2023, years_of(DOCUMENTS, "乙局"))
    assert asked_before(calls, False, picked) == ("一", "二", "乙局2023年")
    assert asked_before([], True, picked) == ("乙局2023年",)


def test_what_was_taken_away_is_not_carried_in_by_the_questions_before():
    carried = Context("某局", 2025)
    assert carried.without("body").before(("某局2025年培训费",)) == ("2025年",)
    assert carried.without("year").before(("某局2025年培训费",)) == ("某局",)
    assert carried.without("year").without("body").before(("某局2025年培训费",)) == ()
    assert carried.picked("", 2025, (2025,)).before(("某局2025年培训费",)) == ("2025年",)
    with pytest.raises(ValueError, match="table"):
        carried.without("table")


def test_a_year_that_the_picked_body_has_not_is_not_kept():
    assert Context("某局", 2025).picked("乙局", 2025, years_of(DOCUMENTS, "乙局")).year is None


def test_the_next_question_is_about_what_the_answer_was_about():
    one = answer(figures=(FIGURE, replace(PRIOR, role="context")), citations=(CELL, CELL))
    assert Context().after(one, DOCUMENTS) == Context("某局", 2025)
    told = answer(citations=(replace(CELL, document="某局2024.pdf"),))
    assert Context("乙局", 2023).after(told, DOCUMENTS) == Context("某局", 2024)
    two = answer(figures=(FIGURE, replace(FIGURE, body="乙局")), citations=(CELL,))
    assert Context("乙局", 2023, by_hand=True, cut=True).after(two, DOCUMENTS) == Context("乙局", 2023, True)
    years = answer(figures=(FIGURE, replace(FIGURE, year=2024)), citations=(CELL,))
    assert Context().after(years, DOCUMENTS) == Context("某局")


def test_only_what_was_disclosed_is_to_be_picked():
    assert bodies_of([*DOCUMENTS, RULE]) == ("乙局", "某局")
    assert years_of([*DOCUMENTS, RULE], "") == (2025, 2024, 2023) and years_of(DOCUMENTS, "某局") == (
        2025,
        2024,
    )


def test_each_part_has_a_button_that_takes_it_away():
    shown = Reader(context_html(Context("<某局>", 2025), ZH))
    assert shown.having("data-drop") == ["body", "year"] and "<某局>" in shown.text
    assert ZH["carried"] in shown.text and context_html(Context(), ZH) == ""
    assert ZH["picked_by_hand"] in context_html(Context("某局", None, True), ZH)
