"""Datasets of ragas and promptfoo are read as cases, and what is written is read back as it was."""

import json
import logging
import re
from decimal import Decimal
from pathlib import Path

import pytest

from eval.cases import Case, ForbiddenFigure, ReferenceFigure
from eval.formats import promptfoo_format, ragas_format
from eval.formats.datasets import load
from eval.report import Report, Result
from eval.scorers import score
from index.facts.errors import BudgetError
from index.facts.records import Citation
from qa.records import Answer, AnswerFigure, Status

CASE = Case.model_validate(
    {
        "id": "a",
        "question": "那2024年呢？",
        "kind": "follow_up",
        "answer": "2024年津贴补贴6298700元。",
        "figures": [{"metric": "津贴补贴", "value": Decimal("6298700"), "unit": "元"}],
        "answerable": True,
        "expected_status": "answered",
        "must_text": ["津贴补贴"],
        "must_any": ["预算", "安排"],
        "forbidden": [{"value": Decimal("6298700"), "unit": "万元"}],
        "history": ["津贴补贴多少？"],
        "sources": [{"pdf": "某.pdf", "page": 16}],
    }
)
CELL = Citation("某.pdf", 16, "6,298,700", "基本支出表", "津贴补贴", "金额")
SENTENCE = Citation("某.pdf", 4, "津贴补贴增加。")
ANSWER = Answer(
    "a",
    CASE.question,
    Status.ANSWERED,
    "2024年津贴补贴预算6,298,700元。",
    (AnswerFigure("津贴补贴", "30102", "某局", 2024, "预算", Decimal(6298700), "6,298,700", "元"),),
    (CELL, SENTENCE),
)
REPORT = Report((Result(CASE, ANSWER, score(CASE, ANSWER), 1.0),))


def written(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_ragas_dataset_holds_answer_contexts_and_reference(tmp_path: Path):
    ragas_format.write(REPORT, tmp_path / "out" / "ragas.jsonl")
    row = json.loads((tmp_path / "out" / "ragas.jsonl").read_text(encoding="utf-8"))
    assert (row["user_input"], row["response"], row["reference"]) == (
        CASE.question,
        ANSWER.text,
        CASE.answer,
    )
    assert row["retrieved_contexts"] == [
        "某.pdf 第16页 基本支出表 / 津贴补贴 / 金额：6,298,700",
        "某.pdf 第4页：津贴补贴增加。",
    ]


def test_what_is_written_for_ragas_or_promptfoo_is_read_back_as_it_was(tmp_path: Path):
    ragas_format.write(REPORT, tmp_path / "ragas.jsonl")
    promptfoo_format.write(REPORT, tmp_path / "promptfoo.json")
    assert load(tmp_path / "ragas.jsonl") == (CASE,)
    assert load(tmp_path / "promptfoo.json") == (CASE,)


def test_a_foreign_ragas_reference_gives_the_figures_an_answer_must_hold(tmp_path: Path):
    rows = [
        {"user_input": "公务接待费多少？", "reference": "2025年公务接待费1.50万元，增长50%。", "rubrics": {}},
        {
            "user_input": [
                {"content": "公务接待费多少？", "type": "human"},
                {"content": "1.50万元", "type": "ai"},
                {"content": "为什么涨了？", "type": "human"},
            ]
        },
    ]
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    first, second = load(path)
    assert [(f.value, f.unit) for f in first.figures] == [(Decimal("1.50"), "万元"), (Decimal("50"), "%")]
    assert (first.id, first.accepted) == ("set-1", (Status.ANSWERED,))
    assert (second.question, second.history) == ("为什么涨了？", ("公务接待费多少？",))


def test_foreign_promptfoo_assertions_become_what_an_answer_must_hold(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    tests = [
        {
            "description": "接待",
            "vars": {"query": "公务接待费多少？", "history": ["热线中心"]},
            "assert": [
                {"type": "icontains", "value": "公务接待费"},
                {"type": "contains-any", "value": ["1.50", "1.5"]},
                {"type": "not-contains", "value": "15万元"},
                {"type": "equals", "value": "1.50万元"},
                {"type": "llm-rubric", "value": "礼貌"},
            ],
        },
        {"vars": {"question": "科室有哪些？"}},
    ]
    with caplog.at_level(logging.WARNING):
        first, second = load(written(tmp_path / "config.json", {"prompts": ["{{query}}"], "tests": tests}))
    assert (first.id, first.question, first.history) == ("接待", "公务接待费多少？", ("热线中心",))
    assert (first.must_text, first.must_any) == (("公务接待费",), ("1.50", "1.5"))
    assert first.forbidden == (ForbiddenFigure(value=Decimal(15), unit="万元"),)
    assert first.figures == (ReferenceFigure(metric="", value=Decimal("1.50"), unit="万元"),)
    assert "llm-rubric" in caplog.text
    assert (second.id, second.question) == ("config-2", "科室有哪些？")


def test_a_written_promptfoo_assertion_finds_the_amount_as_printed_and_no_other(tmp_path: Path):
    promptfoo_format.write(REPORT, tmp_path / "promptfoo.json")
    config = json.loads((tmp_path / "promptfoo.json").read_text(encoding="utf-8"))
    test = config["tests"][0]
    checks = {check["type"]: check["value"] for check in test["assert"]}
    assert test["providerOutput"] == ANSWER.text
    assert checks["contains"] == "津贴补贴"
    for printed in ("6,298,700元", "6298700.00 元", "津贴补贴6298700元"):
        assert re.search(checks["regex"], printed)
    for other in ("16,298,700元", "6,298,700.50元", "6298700万元", "298,700元"):
        assert not re.search(checks["regex"], other)
    assert re.search(checks["not-regex"], "6,298,700万元")


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ({"user_input": 5}, "user_input"),
        ({"vars": {"topic": "公务接待费"}}, "vars 中没有问题"),
        ({"vars": "公务接待费"}, "vars"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, row: object, named: str):
    with pytest.raises(BudgetError, match=named):
        load(written(tmp_path / "set.json", [row]))


def test_an_id_given_twice_is_refused(tmp_path: Path):
    twice = [{"description": "甲", "vars": {"question": "问"}}] * 2
    with pytest.raises(BudgetError, match="第2条：编号 甲 重复"):
        load(written(tmp_path / "set.json", twice))


def test_a_dataset_of_our_own_is_read_as_before(tmp_path: Path):
    path = tmp_path / "own.jsonl"
    path.write_text(CASE.model_dump_json(), encoding="utf-8")
    assert load(path) == (CASE,)
    path.write_text("{坏", encoding="utf-8")
    with pytest.raises(BudgetError, match="第1行"):
        load(path)
    with pytest.raises(BudgetError, match="无法读取"):
        load(tmp_path / "none.jsonl")


def test_a_format_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BudgetError, match="ragas"):
        ragas_format.write(REPORT, tmp_path / "file" / "x.jsonl")
    with pytest.raises(BudgetError, match="promptfoo"):
        promptfoo_format.write(REPORT, tmp_path / "file" / "x.json")
