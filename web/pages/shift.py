"""The calls of a shift as the agent's tab remembers them, so that they stand again when it is loaded again.

>>> shift_of(json.loads(told), recall, "王芳").calls[-1].turn.question
'接待费多少'
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Annotated, Final, NamedTuple

from pydantic import BaseModel, Field

from web.pages.chat import LONGEST_QUESTION, REMEMBERED, Recall
from web.pages.desk_html import Call
from web.pages.parts import Turn

# A request of the page may have 64 KB.
_LARGEST: Final = 40_000
_LONGEST_NAME: Final = 200

_Question = Annotated[str, Field(max_length=LONGEST_QUESTION + _LONGEST_NAME)]


class _Call(BaseModel):
    """A call as a browser remembers it."""

    question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    id: Annotated[str, Field(max_length=64)]
    when: datetime
    follows: bool
    before: Annotated[list[_Question], Field(max_length=REMEMBERED)]


class _Shift(BaseModel):
    """What it remembers: whose calls they are, and whether the next question is a new caller's."""

    agent: Annotated[str, Field(max_length=_LONGEST_NAME)]
    fresh: bool
    calls: Annotated[list[_Call], Field(max_length=REMEMBERED)]


class Shift(NamedTuple):
    """The calls of a shift, oldest first; `fresh`: the next question is a new caller's."""

    calls: tuple[Call, ...]
    fresh: bool


def shift_of(told: object, recall: Recall, agent: str) -> Shift:
    """The calls that a browser remembers of that agent, each with the answer it had; none of another's.

    Raises ValidationError for what is no shift, Unanswered.
    """
    held = _Shift.model_validate(told)
    if held.agent != agent:
        return Shift((), True)
    return Shift(
        tuple(
            Call(
                Turn(one.question, recall(one.id, one.question, one.before)),
                one.when,
                one.follows,
                tuple(one.before),
            )
            for one in held.calls
        ),
        held.fresh,
    )


def remembered_html(calls: Sequence[Call], fresh: bool, agent: str) -> str:
    """What the browser is to remember: the last calls, as many as it can tell again."""
    kept = [_remembered(call) for call in calls[-REMEMBERED:]]
    while len(told := _Shift(agent=agent, fresh=fresh, calls=kept).model_dump_json().encode()) > _LARGEST:
        kept = kept[1:]
    return f'<div hidden data-turns="{escape(json.dumps(json.loads(told), ensure_ascii=False))}"></div>'


def _remembered(call: Call) -> _Call:
    turn = call.turn
    return _Call(
        question=turn.question,
        id=turn.answer.id,
        when=call.when,
        follows=call.follows,
        before=list(call.before),
    )
