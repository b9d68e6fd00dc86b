"""The reason of a rise or a fall: where it stands, whose it is, what is none."""

import pytest

from tests.index.prose.read_out import only, read


def test_a_reason_in_the_next_sentence_is_that_of_all_it_follows() -> None:
    first, second = read(
        "其中：公务用车运行费0.00万元，比上年增加0.00万元，与上年持平；"
        "公务用车购置费0.00万元，比上年增加0.00万元，与上年持平。主要原因是: 无。"
    )
    assert (first.subject, first.reason) == ("公务用车运行费", "无")
    assert (second.subject, second.reason) == ("公务用车购置费", "无")


def test_a_reason_behind_one_of_two_is_not_that_of_the_other() -> None:
    first, second = read(
        "公务用车购置费0万元，与上年持平；公务用车运行费5万元，比上年减少1万元，主要原因是节油。"
    )
    assert (first.reason, second.reason) == ("", "节油")


def test_a_reason_that_names_its_subject_finds_it_in_an_earlier_paragraph() -> None:
    income, other, outlay = read(
        "财政拨款收入10万元，比2024年预算增加1万元；其他收入3万元。",
        "财政拨款支出预算10万元，比2024年预算增加1万元。",
        "财政拨款收入支出增加（减少）的主要原因是业务量增加。",
    )
    assert (income.reason, other.reason, outlay.reason) == ("业务量增加", "", "业务量增加")


def test_a_reason_keeps_its_own_amounts_and_its_二是() -> None:
    change = only(
        "项目支出9万元，比上年减少2万元。主要原因一是划转4万元办案费；二是纳入预算的7万元培训收入取消。"
    )
    assert change.reason == "一是划转4万元办案费；二是纳入预算的7万元培训收入取消"


def test_主要是_behind_an_uncompared_amount_is_no_reason() -> None:
    assert only("其他支出9万元。主要是其他业务支出。").reason == ""
    assert only("因公出国（境）费0万元，主要是无出国任务。").reason == "无出国任务"


def test_a_reason_may_stand_before_its_word() -> None:
    change = only("公务接待费5.20万元，比上年减少0.80万元，下降13.33%，招商接待纳入区级统筹，批次减少所致。")
    assert (change.direction, change.difference_printed) == ("减少", "0.80")
    assert change.reason == "招商接待纳入区级统筹，批次减少"


@pytest.mark.parametrize(
    "text",
    [
        "会议费8万元，比上年少2万元，都是因为次数减少。",
        "会议费8万元，比上年少2万元，得益于次数减少。",
        "会议费8万元，比上年少2万元。减少有两方面因素：次数减少。",
    ],
)
def test_a_reason_may_be_told_by_any_word(text: str) -> None:
    assert [c.reason for c in read(text)] == ["次数减少"]


@pytest.mark.parametrize(
    "text",
    [
        "会议费8万元，比上年少2万元，因为次数减少。",
        "会议费8万元，比上年少2万元。减少的部分源于次数减少。",
        "会议费8万元，比上年少2万元，原因同样是次数减少。",
    ],
)
def test_a_reason_behind_its_amount_needs_no_主要(text: str) -> None:
    assert [c.reason for c in read(text)] == ["次数减少"]


def test_a_cause_that_stands_first_is_no_reason_of_what_stands_before_it() -> None:
    assert [c.reason for c in read("培训费5万元。由于次数减少，会议费8万元，比上年少2万元。")] == ["", ""]
