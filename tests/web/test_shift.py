"""The calls of a shift, which stand again when the desk is loaded again."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import ValidationError

from tests.web.shown import WHEN, Reader, answer
from web.pages.chat import REMEMBERED
from web.pages.desk_html import Call
from web.pages.parts import Turn
from web.pages.shift import remembered_html, shift_of

FIRST = Call(Turn("接待费<多少>", answer(id="1", question="接待费<多少>")), WHEN, before=("某局2025年",))
SECOND = Call(
    Turn("为什么", answer(id="2", question="为什么")), WHEN + timedelta(minutes=1), True, ("接待费<多少>",)
)


def told(calls, fresh=False, agent="王芳"):
    (held,) = Reader(remembered_html(calls, fresh, agent)).having("data-turns")
    return json.loads(held)


def recall(id, question, history):
    return answer(id=id, question=question)


def test_calls_stand_again_with_their_times_and_in_whose_light_they_were_understood():
    held = told((FIRST, SECOND))
    assert shift_of(held, recall, "王芳") == ((FIRST, SECOND), False)
    assert shift_of(told((FIRST,), fresh=True), recall, "王芳").fresh
    asked = []
    shift_of(held, lambda *given: asked.append(given) or answer(), "王芳")
    assert asked == [("1", "接待费<多少>", ["某局2025年"]), ("2", "为什么", ["接待费<多少>"])]


def test_another_agent_in_the_same_tab_sees_none_of_them():
    assert shift_of(told((FIRST,)), recall, "李强") == ((), True)


def test_so_many_are_remembered_as_a_request_can_hold():
    long = replace(FIRST, before=("长" * 300,) * REMEMBERED)
    held = told((FIRST,) * 5 + (long,) * REMEMBERED)
    assert 0 < len(held["calls"]) < REMEMBERED
    assert len(json.dumps(held, ensure_ascii=False).encode()) < 48_000
    assert len(told((FIRST,) * 30)["calls"]) == REMEMBERED


@pytest.mark.parametrize("said", [[], {}, {"agent": "王芳", "fresh": False, "calls": [{"question": ""}]}])
def test_what_is_no_shift_is_refused(said):
    with pytest.raises(ValidationError):
        shift_of(said, recall, "王芳")
