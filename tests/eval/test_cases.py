"""Evaluation data is read exactly, and what is wrong in it is named by file and line."""

import json
import logging
import os
from decimal import Decimal
from pathlib import Path

import pytest

from eval.cases import Asked, Case, Source, load_cases, load_questions
from index.facts.errors import BudgetError
from qa.records import Status

LEAST = {
    "id": "a",
    "question": "公务接待费多少？",
    "kind": "lookup",
    "answer": "",
    "figures": [],
    "answerable": True,
}


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def line(**keys: object) -> str:
    return json.dumps({**LEAST, **keys}, ensure_ascii=False)


def case(**keys: object) -> Case:
    return Case.model_validate({**LEAST, **keys})


def test_amounts_are_read_as_decimal_and_never_as_float(tmp_path: Path):
    raw = line(figures=[{"metric": "收入总计", "value": 0, "unit": "元"}]).replace(
        '"value": 0', '"value": 18600695.46'
    )
    assert load_cases(written(tmp_path, raw))[0].figures[0].value == Decimal("18600695.46")


def test_every_key_of_the_format_is_read(tmp_path: Path):
    raw = line(
        forbidden=[{"value": 147.87, "unit": "元"}],
        must_any=["无"],
        must_text=["持平"],
        source={"pdf": "a.pdf", "page": 8, "table": None},
        sources=[{"pdf": "a.pdf", "page": 8, "table": None}, {"pdf": "b.pdf", "page": 2, "table": "表一"}],
        expected_status="clarify",
        history=["公务接待费多少？"],
        audience="public",
    )
    read = load_cases(written(tmp_path, raw))[0]
    assert read.pages == (Source(pdf="a.pdf", page=8), Source(pdf="b.pdf", page=2, table="表一"))
    assert (read.expected_status, read.history, read.must_any) == (
        Status.CLARIFY,
        ("公务接待费多少？",),
        ("无",),
    )
    assert read.forbidden[0].value == Decimal("147.87")


def test_a_source_in_words_names_no_page():
    assert case(source="第二部分 表一").pages == ()
    assert case(source=None).pages == ()


def test_a_full_width_percent_sign_is_the_percent_unit():
    assert case(figures=[{"metric": "占比", "value": 1, "unit": "％"}]).figures[0].unit == "%"


def test_blank_lines_and_a_byte_order_mark_are_no_cases(tmp_path: Path):
    assert len(load_cases(written(tmp_path, "\ufeff" + line(), "", line(id="b"), ""))) == 2


@pytest.mark.parametrize(
    ("bad", "names"),
    [
        ("{not json", "不是合法的 JSON"),
        ("[1]", "整行"),
        (json.dumps({key: value for key, value in LEAST.items() if key != "kind"}), "kind"),
        (line(id="b", figures=[{"metric": "x", "value": "很多", "unit": "元"}]), "figures.0.value"),
        (line(id="b", expected_status="maybe"), "expected_status"),
        (line(), "编号 a 重复"),
    ],
)
def test_a_bad_line_is_named_by_file_and_line(tmp_path: Path, bad: str, names: str):
    path = written(tmp_path, line(), "", bad)
    with pytest.raises(BudgetError) as caught:
        load_cases(path)
    message = str(caught.value)
    assert f"{path} 第3行" in message
    assert names in message
    assert "\n" not in message


def test_an_empty_and_a_missing_file_are_named(tmp_path: Path):
    with pytest.raises(BudgetError, match="没有用例"):
        load_cases(written(tmp_path, ""))
    with pytest.raises(BudgetError, match=r"nowhere\.jsonl"):
        load_cases(tmp_path / "nowhere.jsonl")


def test_an_unknown_key_is_told_because_it_may_be_a_typo(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        load_cases(written(tmp_path, line(forbiden=[])))
    assert "forbiden" in caplog.text


@pytest.mark.parametrize(
    ("keys", "accepted"),
    [
        ({"answerable": True}, {Status.ANSWERED}),
        ({"answerable": True, "kind": "ambiguous"}, {Status.ANSWERED, Status.CLARIFY}),
        ({"answerable": False}, {Status.NOT_FOUND, Status.REFUSED}),
        ({"answerable": False, "expected_status": "refused"}, {Status.REFUSED}),
        ({"answerable": True, "kind": "ambiguous", "expected_status": "clarify"}, {Status.CLARIFY}),
    ],
)
def test_which_statuses_a_case_accepts(keys: dict[str, object], accepted: set[Status]):
    assert set(case(**keys).accepted) == accepted


def test_the_questions_of_a_batch_keep_their_ids_and_histories(tmp_path: Path):
    path = written(
        tmp_path,
        '{"id": 7, "question": "公务接待费多少？"}',
        "",
        '{"id": "b", "question": "那会议费呢", "history": ["公务接待费多少？"]}',
        line(id="c"),
    )
    assert list(load_questions(path)) == [
        Asked(id=7, question="公务接待费多少？"),
        Asked(id="b", question="那会议费呢", history=("公务接待费多少？",)),
        Asked(id="c", question="公务接待费多少？"),
    ]


@pytest.mark.parametrize(
    ("bad", "names"),
    [
        ("{not json", "不是合法的 JSON"),
        ('"公务接待费"', "整行"),
        ('{"question": "公务接待费"}', "id"),
        ('{"id": "b", "question": null}', "question"),
        ('{"id": "b", "question": "x", "history": "y"}', "history"),
    ],
)
def test_a_line_that_is_no_question_is_its_error_and_the_next_goes_on(tmp_path: Path, bad: str, names: str):
    path = written(tmp_path, bad, '{"id": "a", "question": "公务接待费"}')
    error, asked = load_questions(path)
    assert isinstance(error, BudgetError)
    assert f"{path} 第1行" in str(error)
    assert names in str(error)
    assert asked == Asked(id="a", question="公务接待费")


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_batch_without_a_line_is_told(tmp_path: Path, text: str):
    with pytest.raises(BudgetError, match="没有问题"):
        list(load_questions(written(tmp_path, text)))


@pytest.mark.corpus
@pytest.mark.parametrize("part", ["seed", "variants"])
def test_the_corpus_questions_load_without_an_unknown_key(part: str, caplog: pytest.LogCaptureFixture):
    path = Path(os.environ["BUDGET_QA_CORPUS"]) / part / "questions.jsonl"
    with caplog.at_level(logging.WARNING):
        assert len(load_cases(path)) >= 80
    assert caplog.text == ""
