"""Each end of a probe is reached by the answer that earns it, and by no better one."""

import logging
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.probes.probe import Amount, Demand, End, Probe, ask_all, judge, same
from index.facts.errors import StoreError
from qa.records import Answer, AnswerFigure, Status

WANTED = Amount(Decimal(15000), "元")
SECOND = Amount(Decimal(900), "元")


def probe(demand: Demand, *wanted: Amount, **more: object) -> Probe:
    return Probe("1", "行", "培训费多少", demand, wanted, **more)  # type: ignore[arg-type]


ONE = probe(Demand.ONE, WANTED, SECOND)
ALL = probe(Demand.ALL, WANTED, SECOND)
STOP = probe(Demand.STOP, named=("无人船", "船只"))


def test_the_figure_alone_is_right_in_any_unit(make_answer, make_told):
    assert judge(ONE, make_answer(make_told("15,000.00"))) is End.RIGHT
    assert judge(ONE, make_answer(make_told("1.50", "万元"))) is End.RIGHT
    assert judge(ONE, make_answer(make_told("-1.50", "万元"))) is End.RIGHT


def test_one_of_several_columns_is_enough_only_where_one_is_wanted(make_answer, make_told):
    one, both = make_answer(make_told("900")), make_answer(make_told("900"), make_told("15000"))
    assert (judge(ONE, one), judge(ALL, one)) == (End.RIGHT, End.SOME)
    assert (judge(ONE, both), judge(ALL, both)) == (End.RIGHT, End.RIGHT)


def test_a_figure_nobody_asked_for_spoils_the_one_asked(make_answer, make_told):
    assert judge(ONE, make_answer(make_told("15000"), make_told("3"))) is End.WITH_OTHERS
    assert judge(ONE, make_answer(make_told("15000"), make_told("3", "%"))) is End.WITH_OTHERS


def test_context_and_operands_may_stand_beside_it(make_answer, make_told):
    context = make_answer(make_told("15000"), make_told("3", role="context"))
    assert judge(ONE, context) is End.RIGHT
    beside = probe(Demand.ONE, WANTED, beside=(Amount(Decimal(3), "元"),))
    assert judge(beside, make_answer(make_told("15000"), make_told("3"))) is End.RIGHT


def test_the_figure_only_as_context_or_only_as_an_operand_is_not_told(make_answer, make_told):
    assert judge(ONE, make_answer(make_told("15000", role="context"))) is End.WRONG
    beside = probe(Demand.ONE, WANTED, beside=(Amount(Decimal(3), "元"),))
    assert judge(beside, make_answer(make_told("3"))) is End.WRONG


def test_an_answer_without_the_figure_is_wrong(make_answer, make_told):
    assert judge(ONE, make_answer(make_told("150"))) is End.WRONG
    assert judge(ONE, make_answer(make_told("15000", "%"))) is End.WRONG
    assert judge(ONE, make_answer(text="培训费15000元。")) is End.WRONG


def test_asking_back_is_told_apart_by_whether_it_lists_the_figure(make_answer, make_told):
    asked = {"status": Status.CLARIFY}
    assert judge(ONE, make_answer(make_told("15000"), make_told("3"), **asked)) is End.ASKED_BACK
    assert judge(ONE, make_answer(make_told("3"), **asked)) is End.ASKED_BACK_WITHOUT


@pytest.mark.parametrize(
    ("status", "end"),
    [
        (Status.NOT_FOUND, End.NOT_FOUND),
        (Status.REFUSED, End.REFUSED),
        (Status.FAILED, End.FAILED),
    ],
)
def test_a_declined_figure_keeps_the_status_it_was_declined_with(make_answer, make_told, status, end):
    assert judge(ONE, make_answer(make_told("15000"), status=status)) is end


def test_what_nobody_knows_is_stopped_by_name(make_answer, make_told):
    named = make_answer(status=Status.NOT_FOUND, text="文件中没有“无 人船”。")
    assert judge(STOP, named) is End.RIGHT
    assert judge(STOP, make_answer(status=Status.CLARIFY, unaccounted=("船只",))) is End.RIGHT
    assert judge(STOP, make_answer(status=Status.NOT_FOUND, text="没有找到。")) is End.UNNAMED
    assert judge(STOP, make_answer(text="无人船")) is End.RIGHT  # says so, tells no figure
    assert judge(STOP, make_answer(status=Status.FAILED, text="无人船")) is End.FAILED


def test_a_figure_for_what_nobody_knows_is_wrong_even_where_it_is_named(make_answer, make_told):
    assert judge(STOP, make_answer(make_told("15000"), text="无人船培训费15000元")) is End.WRONG


def test_the_second_of_two_questions_is_answered_or_said_to_be_unanswered(make_answer, make_told):
    two = probe(Demand.ALL_OR_SAID, WANTED, SECOND, named=("会议费",))
    assert judge(two, make_answer(make_told("15000"), make_told("900"))) is End.RIGHT
    assert judge(two, make_answer(make_told("15000"), text="没有会议费。")) is End.RIGHT
    assert judge(two, make_answer(make_told("15000"), text="只有一项。")) is End.SOME
    assert judge(two, make_answer(make_told("900"), text="没有会议费。")) is End.SOME


def test_a_question_without_an_answer_behind_one_with_is_named(make_answer, make_told):
    two = probe(Demand.ONE_AND_SAID, WANTED, named=("食堂",))
    assert judge(two, make_answer(make_told("15000"), unaccounted=("食堂",))) is End.RIGHT
    assert judge(two, make_answer(make_told("15000"))) is End.UNNAMED
    assert judge(two, make_answer(make_told("3"), unaccounted=("食堂",))) is End.WRONG
    assert judge(two, make_answer(status=Status.NOT_FOUND, text="食堂？")) is End.NOT_FOUND


def test_a_probe_that_raises_is_failed_and_the_next_one_goes_on(
    make_answer, make_told, caplog: pytest.LogCaptureFixture
):
    def ask(question: str, history: tuple[str, ...]) -> Answer:
        if question == "坏":
            raise RuntimeError("坏了")
        return make_answer(make_told("15000"))

    bad = Probe("0", "行", "坏", Demand.ONE, (WANTED,))
    with caplog.at_level(logging.CRITICAL):
        ends = [outcome.end for outcome in ask_all([bad, ONE], ask)]
    assert ends == [End.FAILED, End.RIGHT]


def test_a_store_that_cannot_be_read_ends_the_run():
    def ask(question: str, history: tuple[str, ...]) -> Answer:
        raise StoreError("正被另一个进程使用")

    with pytest.raises(StoreError, match="另一个进程"):
        ask_all([ONE], ask)


def test_rounding_to_the_unit_told_is_no_difference_and_more_is():
    wanted = Amount(Decimal(27458), "元")
    assert same(wanted, figure(Decimal(27500), "万元"))
    assert not same(wanted, figure(Decimal(27509), "万元"))
    assert not same(wanted, figure(Decimal(27500), "元"))


def figure(value: Decimal, unit: str) -> AnswerFigure:
    return AnswerFigure("费", "", "某局", 2025, "预算", value, str(value), unit)


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["元", "万元", "%", "辆"]))
def test_whatever_figure_is_told_never_passes_where_it_must_be_stopped(value: Decimal, unit: str):
    given_ = Answer("1", "问", Status.ANSWERED, "无人船", (figure(value, unit),))
    assert judge(STOP, given_) is End.WRONG
