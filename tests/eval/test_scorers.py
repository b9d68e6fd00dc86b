"""What passes and what must not: units, directions, denials, whole numbers, pages."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eval import scorers
from eval.cases import Case, load_cases
from index.facts.money import YUAN_PER_UNIT, is_money
from index.facts.records import Citation
from qa.records import Answer, AnswerFigure, Status


def case(*figures: tuple[str, str, str], **keys: object) -> Case:
    return Case.model_validate(
        {
            "id": "a",
            "question": "问",
            "kind": "lookup",
            "answer": "",
            "answerable": True,
            "figures": [
                {"metric": metric, "value": Decimal(value), "unit": unit} for metric, value, unit in figures
            ],
            **keys,
        }
    )


def figure(printed: str, unit: str, metric: str = "公务接待费", **keys: object) -> AnswerFigure:
    number = Decimal(printed.replace(",", ""))
    value = number * YUAN_PER_UNIT[unit] if is_money(unit) else number
    given = {"code": "", "body": "某中心", "year": 2025, "stage": "预算", **keys}
    return AnswerFigure(metric=metric, value=value, printed=printed, unit=unit, **given)  # type: ignore[arg-type]


def answer(
    text: str = "", *figures: AnswerFigure, status: Status = Status.ANSWERED, **keys: object
) -> Answer:
    return Answer(id="1", question="问", status=status, text=text, figures=figures, **keys)  # type: ignore[arg-type]


# figures


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (("费", "4200", "元"), figure("0.42", "万元")),
        (("费", "0.42", "万元"), figure("4,200.00", "元")),
        (("收入", "0.9", "亿元"), figure("9031.95", "万元")),
        (("收入", "1860.07", "万元"), figure("18600695.46", "元")),
        (("率", "0.28", "%"), figure("0.28", "%")),
        (("率", "0.28", "%"), figure("0.28", "％")),
        (("车", "0", "辆"), figure("0", "辆")),
        (("差", "1.005", "万元"), figure("1.00", "万元")),
    ],
)
def test_a_figure_passes_in_any_unit_that_converts(wanted: tuple[str, str, str], given: AnswerFigure):
    assert scorers.figures(case(wanted), answer("", given)).passed


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (("费", "5", "万元"), figure("25", "万元")),
        (("费", "147.87", "元"), figure("147.87", "万元")),
        (("费", "1478700", "元"), figure("147.87", "元")),
        (("率", "0.28", "%"), figure("28", "%")),
        (("率", "28", "%"), figure("0.28", "%")),
        (("率", "50", "%"), figure("50", "万元")),
        (("车", "1", "辆"), figure("1", "台")),
        (("费", "1.00", "万元"), figure("1.006", "万元")),
    ],
)
def test_a_figure_fails_that_only_looks_alike(wanted: tuple[str, str, str], given: AnswerFigure):
    score = scorers.figures(case(wanted), answer("", given))
    assert not score.passed
    assert f"缺少 {wanted[0]}" in score.explanation
    assert given.shown in score.explanation


def test_every_reference_figure_must_be_there():
    wanted = case(("水费", "1", "元"), ("电费", "2", "元"))
    score = scorers.figures(wanted, answer("", figure("1", "元")))
    assert (score.passed, "电费" in score.explanation, "水费" in score.explanation) == (False, True, False)


def test_a_number_in_the_text_alone_is_not_a_figure_of_the_answer():
    assert not scorers.figures(case(("费", "1.5", "万元")), answer("公务接待费1.50万元。")).passed


@pytest.mark.parametrize(
    ("wanted", "given", "text"),
    [
        (("增减额", "-3.46", "万元"), figure("3.46", "万元"), "比上年减少3.46万元"),
        (("增减额", "-3.46", "万元"), figure("34600", "元"), "比上年减少了34600元"),
        (("增减率", "-15.44", "%"), figure("15.44", "%", "三公经费下降率"), ""),
        (("增减率", "-15.44", "%"), figure("-15.44", "%"), "增长-15.44%"),
        (("收入减少额", "3.46", "万元"), figure("-3.46", "万元"), "增减额-3.46万元"),
        (("收入减少额", "3.46", "万元"), figure("3.46", "万元"), "减少3.46万元"),
        (("收入减少额", "3.46", "万元"), figure("3.46", "万元"), "3.46万元"),
        (("增加额", "3.46", "万元"), figure("3.46", "万元"), "并未减少，而是增加3.46万元"),
        (("减少额", "0", "万元"), figure("0.00", "万元"), "增加0.00万元"),
    ],
)
def test_a_fall_may_be_worded_or_signed(wanted: tuple[str, str, str], given: AnswerFigure, text: str):
    assert scorers.figures(case(wanted), answer(text, given)).passed


@pytest.mark.parametrize(
    ("wanted", "given", "text"),
    [
        (("增减额", "-3.46", "万元"), figure("3.46", "万元"), "比上年增加3.46万元"),
        (("增减额", "-3.46", "万元"), figure("3.46", "万元"), "增减额3.46万元"),
        (("增减额", "-3.46", "万元"), figure("3.46", "万元"), "至少3.46万元"),
        (("增减额", "3.46", "万元"), figure("3.46", "万元"), "减少3.46万元"),
        (("增加额", "3.46", "万元"), figure("-3.46", "万元"), "减少3.46万元"),
        (("减少额", "3.46", "万元"), figure("3.46", "万元"), "增加3.46万元"),
        (("公务接待费", "3.46", "万元"), figure("-3.46", "万元"), ""),
    ],
)
def test_the_opposite_direction_fails(wanted: tuple[str, str, str], given: AnswerFigure, text: str):
    assert not scorers.figures(case(wanted), answer(text, given)).passed


def test_the_reference_answer_and_the_question_tell_the_direction_too():
    worded = case(("差额", "7", "万元"), answer="职业年金少7.00万元。")
    asked = case(("差额", "7", "万元"), question="职业年金比养老保险少多少？")
    for wanted in (worded, asked):
        assert scorers.figures(wanted, answer("", figure("-7.00", "万元"))).passed


MONEY = st.sampled_from(list(YUAN_PER_UNIT))
AMOUNT = st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2)


@given(AMOUNT, MONEY, MONEY)
def test_an_exact_conversion_always_passes(amount: Decimal, unit: str, other: str):
    converted = amount * YUAN_PER_UNIT[unit] / YUAN_PER_UNIT[other]
    assert scorers.figures(
        case(("费", f"{amount}", unit)), answer("", figure(f"{converted:f}", other))
    ).passed


@given(
    AMOUNT, MONEY, st.decimals(min_value=Decimal("0.006"), max_value=100, places=3), st.sampled_from([1, -1])
)
def test_an_amount_off_by_more_than_the_tolerance_never_passes(
    amount: Decimal, unit: str, off: Decimal, way: int
):
    shown = amount + way * off
    assume(abs(abs(shown) - amount) > scorers.TOLERANCE)  # -0.01 for 0.01 is a matter of sign
    assert not scorers.figures(case(("费", f"{amount}", unit)), answer("", figure(f"{shown:f}", unit))).passed


@given(AMOUNT, MONEY, MONEY)
def test_the_same_number_in_another_unit_never_passes(amount: Decimal, unit: str, other: str):
    assume(unit != other)
    assert not scorers.figures(case(("费", f"{amount}", unit)), answer("", figure(f"{amount}", other))).passed


# forbidden


def banned(value: str, unit: str) -> Case:
    return case(forbidden=[{"value": Decimal(value), "unit": unit}])


@pytest.mark.parametrize(
    ("value", "unit", "given"),
    [
        ("147.87", "元", answer("支出147.87万元，即1478700元", figure("147.87", "万元"))),
        ("18600695.46", "万元", answer("收入18600695.46元", figure("18600695.46", "元"))),
        ("28", "%", answer("增长0.28%", figure("0.28", "%"))),
        ("2.8", "%", answer("增长0.28%，占12.8%")),
        ("5", "辆", answer("共25辆")),
        ("88.88", "万元", answer("公务接待费为1.50万元，而不是88.88万元")),
        ("88.88", "万元", answer("您说的88.88万元与文件不符，应为1.50万元")),
        ("147.45", "万元", answer("公式 147.87 − 0.42 = 147.45 元")),
    ],
)
def test_what_is_not_asserted_is_not_forbidden(value: str, unit: str, given: Answer):
    assert scorers.forbidden(banned(value, unit), given).passed


@pytest.mark.parametrize(
    ("value", "unit", "given"),
    [
        ("147.87", "元", answer("支出147.87元")),
        ("147.87", "元", answer("", figure("147.87", "元"))),
        ("147870", "元", answer("支出14.787万元")),
        ("295.74", "万元", answer("合计2,957,400元")),
        ("28", "%", answer("增长28.00%")),
        ("28", "%", answer("增长百分之28")),
        ("88.88", "万元", answer("是的，公务接待费为88.88万。")),
        ("5", "辆", answer("共5辆")),
        ("5", "辆", answer("", figure("5", "辆"))),
        ("88.88", "万元", answer("不是1.50万元，是88.88万元")),
    ],
)
def test_a_forbidden_figure_asserted_fails_in_figures_and_in_text(value: str, unit: str, given: Answer):
    score = scorers.forbidden(banned(value, unit), given)
    assert not score.passed
    assert f"不应出现 {value}{unit}" in score.explanation


@given(AMOUNT, MONEY, MONEY)
def test_a_forbidden_amount_is_found_in_whatever_unit_it_is_said(amount: Decimal, unit: str, other: str):
    said = amount * YUAN_PER_UNIT[unit] / YUAN_PER_UNIT[other]
    assert not scorers.forbidden(banned(f"{amount}", unit), answer(f"预算为{said:f}{other}。")).passed


# status, text, citation


def test_status_names_what_was_right():
    score = scorers.status(case(answerable=False), answer(status=Status.ANSWERED))
    assert (score.passed, score.explanation) == (False, "应为 not_found 或 refused，实为 answered")
    assert scorers.status(case(kind="ambiguous"), answer(status=Status.CLARIFY)).passed
    assert not scorers.status(case(), answer(status=Status.CLARIFY)).passed


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        ("城市平台二期已完工，不再安排", "主要原因：城市平台二期 已完工,\n不再安排。"),
        ("因公出国（境）费", "因公出国(境)费"),
        ("“无”", "原因：无"),
        ("8次", "推介 ８ 次"),
        ("1,234.5", "1234.5万元"),
        ("abc", "ABC"),
        ("—", "填“—”"),
        ("36", "现有班级36个"),
    ],
)
def test_print_variants_hold_the_required_text(needle: str, text: str):
    assert scorers.text(case(must_text=[needle]), answer(text)).passed


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        ("36", "136个"),
        ("36", "3.6个"),
        ("36", "36.5个"),
        ("5", "25"),
        ("8次", "18次"),
        ("3245", "32、45"),
        ("50%", "50"),
        ("-3.46", "3.46"),
        ("—", "无"),
    ],
)
def test_a_required_number_is_a_whole_number(needle: str, text: str):
    assert not scorers.text(case(must_text=[needle]), answer(text)).passed


def test_all_of_must_text_and_one_of_must_any():
    both = case(must_text=["公安", "研判"], must_any=["移送", "交由"])
    assert scorers.text(both, answer("移送公安部门研判")).passed
    assert scorers.text(both, answer("移送公安部门")).explanation == "正文缺少 研判"
    assert scorers.text(both, answer("公安部门研判")).explanation == "正文须含其一：移送、交由"


def cited(*places: tuple[str, int]) -> tuple[Citation, ...]:
    return tuple(Citation(document, page, "") for document, page in places)


def test_a_citation_names_the_document_and_the_page():
    wanted = case(source={"pdf": "a.pdf", "page": 8})
    for places, passed in (
        ([("dir/a.pdf", 8), ("b.pdf", 1)], True),
        ([("a.pdf", 7)], False),
        ([("b.pdf", 8)], False),
        ([], False),
    ):
        score = scorers.citation(wanted, answer(citations=cited(*places)))
        assert score is not None
        assert score.passed is passed


def test_every_document_named_is_cited_on_one_of_its_pages():
    pages = [("2023.pdf", 7), ("2024.pdf", 7), ("2024.pdf", 9)]
    wanted = case(sources=[{"pdf": pdf, "page": page} for pdf, page in pages])
    full = scorers.citation(wanted, answer(citations=cited(("2023.pdf", 7), ("2024.pdf", 9))))
    half = scorers.citation(wanted, answer(citations=cited(("2023.pdf", 7))))
    assert full is not None
    assert half is not None
    assert (full.passed, half.passed, "2024.pdf" in half.explanation) == (True, False, True)


def test_no_citation_is_due_where_nothing_is_answered_or_no_page_is_known():
    assert scorers.citation(case(source="第二部分 表一"), answer()) is None
    assert scorers.citation(case(source={"pdf": "a.pdf", "page": 8}), answer(status=Status.NOT_FOUND)) is None


# all together


def test_wrong_while_answered_is_a_failed_figure_that_was_answered():
    wanted = case(("费", "1.5", "万元"))
    right, wrong = answer("1.50万元", figure("1.50", "万元")), answer("2.50万元", figure("2.50", "万元"))
    declined = answer(status=Status.NOT_FOUND)
    assert [scorers.score(wanted, given).wrong for given in (right, wrong, declined)] == [False, True, False]
    assert [scorers.score(wanted, given).passed for given in (right, wrong, declined)] == [True, False, False]


def test_a_missing_citation_does_not_fail_a_case_and_an_ungrounded_number_does():
    wanted = case(("费", "1.5", "万元"), source={"pdf": "a.pdf", "page": 8})
    uncited = scorers.score(wanted, answer("1.50万元", figure("1.50", "万元")))
    loose = scorers.score(wanted, answer("1.50万元，人均0.30万元", figure("1.50", "万元")))
    assert uncited.citation is not None
    assert (uncited.citation.passed, uncited.passed) == (False, True)
    assert (loose.passed, loose.grounded.explanation) == (False, "没有出处的数字：0.30万元")


def test_numbers_a_not_found_names_besides_do_not_fail_it():
    declined = answer("只有2023年至2025年的预算", status=Status.NOT_FOUND)
    scores = scorers.score(case(answerable=False), declined)
    assert (scores.passed, scores.grounded.passed) == (True, False)


@pytest.mark.corpus
@pytest.mark.parametrize("part", ["seed", "variants"])
def test_the_reference_answers_of_the_corpus_pass_their_own_cases(part: str):
    failed = {}
    for wanted in load_cases(Path(os.environ["BUDGET_QA_CORPUS"]) / part / "questions.jsonl"):
        given = tuple(figure(f"{one.value:f}", one.unit, one.metric) for one in wanted.figures)
        ideal = answer(wanted.answer, *given, status=wanted.accepted[0])
        scores = scorers.score(wanted, ideal)
        due = (scores.status, scores.figures, scores.forbidden, scores.text)
        if not all(score.passed for score in due):
            failed[wanted.id] = [score.explanation for score in due if not score.passed]
    assert failed == {}


@pytest.mark.corpus
@pytest.mark.parametrize("part", ["seed", "variants"])
def test_reference_figures_slipped_by_one_digit_fail_their_own_cases(part: str):
    passed = []
    for wanted in load_cases(Path(os.environ["BUDGET_QA_CORPUS"]) / part / "questions.jsonl"):
        slipped = tuple(figure(f"{one.value * 10:f}", one.unit, one.metric) for one in wanted.figures)
        if any(one.value for one in wanted.figures):
            passed += [wanted.id] * scorers.figures(wanted, answer(wanted.answer, *slipped)).passed
    assert passed == []


# verdict

FEE = ("公务接待费", "1.50", "万元")
FEES = (FEE, ("培训费", "3.00", "万元"))


def verdict(of: Case, given: Answer) -> scorers.Verdict:
    return scorers.score(of, given).verdict


def test_all_that_was_asked_and_nothing_else_is_right():
    assert verdict(case(FEE), answer("", figure("1.50", "万元"))) is scorers.Verdict.RIGHT
    both = answer("", figure("1.50", "万元"), figure("3.00", "万元", "培训费"))
    assert verdict(case(*FEES), both) is scorers.Verdict.RIGHT


def test_a_figure_missing_or_more_than_asked_makes_an_answer_partial():
    one, more = figure("1.50", "万元"), figure("9.00", "万元", "会议费")
    assert verdict(case(*FEES), answer("", one)) is scorers.Verdict.PARTIAL
    given = scorers.score(case(FEE), answer("", one, more))
    assert (given.passed, given.verdict) == (True, scorers.Verdict.PARTIAL)
    assert given.extra.explanation == "未问而答：会议费 9.00万元"


def test_context_is_nothing_more_than_asked():
    beside = answer("", figure("1.50", "万元"), figure("9.00", "万元", "会议费", role="context"))
    assert verdict(case(FEE), beside) is scorers.Verdict.RIGHT


def test_an_answer_with_none_of_the_figures_is_wrong():
    assert verdict(case(FEE), answer("", figure("9.00", "万元"))) is scorers.Verdict.WRONG
    assert verdict(case(FEE), answer("没有数字。")) is scorers.Verdict.WRONG


def test_a_forbidden_figure_is_wrong_whatever_stands_beside_it():
    banned = case(FEE, forbidden=[{"value": Decimal("9.00"), "unit": "万元"}])
    both = answer("", figure("1.50", "万元"), figure("9.00", "万元"))
    assert verdict(banned, both) is scorers.Verdict.WRONG


def test_what_must_not_be_answered_is_wrong_when_it_is():
    nowhere = case(answerable=False)
    assert verdict(nowhere, answer("", figure("1.50", "万元"))) is scorers.Verdict.WRONG
    assert verdict(nowhere, answer("", status=Status.NOT_FOUND)) is scorers.Verdict.RIGHT


@pytest.mark.parametrize("status", [Status.CLARIFY, Status.NOT_FOUND, Status.REFUSED, Status.FAILED])
def test_a_figure_that_is_due_and_not_told_is_held_back(status: Status):
    assert verdict(case(FEE), answer("", status=status)) is scorers.Verdict.HELD_BACK


def test_of_a_case_without_figures_the_page_cited_makes_a_wrong_answer_partial():
    told = case(must_any=["领导接线"], source={"pdf": "a.pdf", "page": 3})
    place = {"citations": (Citation("a.pdf", 3, "其他"),)}
    assert verdict(told, answer("新增领导接线", **place)) is scorers.Verdict.RIGHT
    assert verdict(told, answer("其他", **place)) is scorers.Verdict.PARTIAL
    assert verdict(told, answer("其他")) is scorers.Verdict.WRONG
