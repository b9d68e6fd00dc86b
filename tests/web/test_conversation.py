"""What is asked, and which questions are offered."""

from dataclasses import replace

import pytest

from qa.records import Status
from tests.web.shown import CELL, FIGURE, FakeDesk, answer
from web.pages import chat
from web.pages.follow import Examples, follow_ups


def test_earlier_questions_go_with_the_next_one_oldest_first(desk):
    turns = ()
    for question in ("2025年公务接待费是多少", "为什么涨了", "那2024年呢"):
        turns = (*turns, chat.answered(desk, turns, question))
    assert desk.asked[-1] == ("那2024年呢", ("2025年公务接待费是多少", "为什么涨了"))


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_an_empty_question_is_not_asked(desk, blank):
    assert chat.answered(desk, (), blank) is None
    assert desk.asked == []


def test_a_question_longer_than_the_box_allows_is_cut_to_it(desk):
    chat.answered(desk, (), "问" * 5000)
    assert len(desk.asked[0][0]) == chat.LONGEST_QUESTION


def test_only_questions_that_are_answered_are_suggested(desk):
    nothing = answer(status=Status.NOT_FOUND, text="没有")
    desk.reply = nothing
    desk.replies["什么是公务接待费？"] = answer(text="公务接待费：用于接待。")
    asked = answer(figures=(FIGURE,), citations=(CELL,))
    assert follow_ups(desk, asked, "问") == ("什么是公务接待费？",)
    assert follow_ups(desk, answer(status=Status.CLARIFY), "问") == ()


def test_a_question_for_a_year_without_documents_is_offered_for_a_year_with_them(desk):
    missing = answer(status=Status.NOT_FOUND, text="没有2026年的数据。")
    desk.reply = missing
    desk.replies["某局2025年收入？"] = answer(text="某局2025年收入1.00万元。")
    assert follow_ups(desk, missing, "某局2026年收入？") == ("某局2025年收入？",)


def test_a_first_visitor_is_shown_only_questions_that_are_answered_and_each_is_tried_once(desk):
    examples = Examples(desk)
    assert examples() == examples() == ("公务接待费是多少？",)
    assert [text for text, _ in desk.asked] == ["公务接待费是多少？"]
    desk.reply = answer(status=Status.NOT_FOUND)
    assert Examples(desk)() == ()


def test_the_share_of_all_spending_in_all_spending_is_not_suggested(desk):
    class Echo(FakeDesk):
        def ask(self, text, /, history=()):
            return answer(text=text)

    echo = Echo(desk.folder)
    suggested = {
        name: follow_ups(echo, answer(text="主要原因是", figures=(replace(FIGURE, metric=name),)), "问")
        for name in ("公务接待费", "支出总计", "财政拨款收入")
    }
    shares = {name for name, each in suggested.items() if any("占支出总计" in question for question in each)}
    assert shares == {"公务接待费"}
