"""A conversation that is taken up again when its page is loaded again."""

import json
from dataclasses import replace

import pytest
from pydantic import ValidationError

from index.store.service import KeptQuestion
from tests.web.shown import WHEN, FakeDesk, Reader, answer
from web.pages import chat
from web.pages.parts import Turn
from web.reception import Reception
from web.services import Off
from web.settings import Serving


class Numbered(FakeDesk):
    """Each answer has an id of its own."""

    def ask(self, text, /, history=()):
        self.asked.append((text, tuple(history)))
        return answer(id=str(len(self.asked)), question=text)


class Recorder:
    """Keeps one answer that another process gave."""

    kept_channel = "网页"

    def record(self, answer, channel):
        """Forget it."""

    def kept(self, id):
        if id != "old":
            return None
        return KeptQuestion("old", WHEN, self.kept_channel, "问〔号码〕", "answered", 1.0, "", {})


@pytest.fixture
def numbered(desk):
    return Numbered(desk.folder)


def remembered(turns):
    (told,) = Reader(chat.remembered_html(turns)).having("data-turns")
    return json.loads(told)


def test_what_was_answered_stands_again_with_its_answers_and_goes_on(numbered):
    page = Reception(numbered, Serving()).by("网页")
    turns = ()
    for question in ("公务接待费<是>多少", '为什么"涨"了'):
        turns = (*turns, chat.answered(page, turns, question))
    again = chat.conversation_of(remembered(turns), page.recall)
    assert again == turns and len(numbered.asked) == 2
    chat.answered(page, again, "那2024年呢")
    assert numbered.asked[-1] == ("那2024年呢", ("公务接待费<是>多少", '为什么"涨"了'))


def test_what_the_process_no_longer_has_is_read_anew_in_its_place_and_counted_for_nobody(numbered):
    reception = Reception(numbered, Serving(), Recorder())
    told = [{"question": "一", "id": "gone"}, {"question": "问13812345678", "id": "old"}]
    first, second = chat.conversation_of(told, reception.by("网页").recall)
    assert numbered.asked == [("一", ()), ("问13812345678", ("一",))]
    assert (first.answer.id, second.answer.id) == ("1", "old"), "its own page is still there"
    assert b"budget_qa_questions_total{" not in _metrics(reception)


def test_an_id_of_another_question_or_of_a_caller_opens_nothing(numbered):
    recorder = Recorder()
    reception = Reception(numbered, Serving(), recorder)
    given = reception.by("坐席").ask("来电人的话")
    page = reception.by("网页")
    assert page.recall(given.id, "来电人的话").id != given.id
    assert page.recall("old", "别的问题").id != "old"
    recorder.kept_channel = "坐席"
    assert page.recall("old", "问13812345678").id != "old"


def test_nothing_is_read_anew_while_answering_is_off(numbered):
    notice = [""]
    page = Reception(numbered, Serving(), standing=lambda: notice[0]).by("网页")
    given = page.ask("一")
    notice[0] = "维护"
    assert page.recall(given.id, "一") == given
    with pytest.raises(Off, match="维护"):
        page.recall("gone", "二")


@pytest.mark.parametrize(
    "told",
    [
        None,
        "x",
        [{"question": "问"}],
        [{"question": "", "id": "1"}],
        [{"question": "问" * 301, "id": "1"}],
        [{"question": "问", "id": "1"}] * 21,
    ],
)
def test_what_is_no_conversation_is_not_taken_up(numbered, told):
    with pytest.raises(ValidationError):
        chat.conversation_of(told, Reception(numbered, Serving()).by("网页").recall)
    assert numbered.asked == []


def test_the_browser_remembers_questions_and_ids_alone_and_no_more_than_may_go_along():
    turns = tuple(Turn(str(n), replace(answer(), id=str(n))) for n in range(25))
    held = remembered(turns)
    assert held[0] == {"question": "5", "id": "5"} and len(held) == 20
    assert "1.50" not in chat.remembered_html(turns) and remembered(()) == []


def _metrics(reception):
    from prometheus_client import generate_latest

    return generate_latest(reception.meter.registry)
