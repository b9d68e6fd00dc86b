"""`budget-qa ask`, `figures` and `eval`: rows and objects as promised."""

from __future__ import annotations

import csv
import json

import pytest
from openpyxl import load_workbook

from tests.cli.told import (
    ANSWER_KEYS,
    CITATION_KEYS,
    FIGURE_KEYS,
    HEAVY,
    A,
    B,
    one_line,
)
from web.label import LABEL


def test_figures_are_one_json_object_a_line(indexed, run):
    done = run("figures", "--store", indexed)
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert (done.returncode, done.err) == (0, "")
    assert {"pdf", "page", "table", "row", "code", "column", "printed", "unit", "value_yuan", "body"} <= set(
        rows[0]
    )
    assert {row["label"] for row in rows} == {LABEL}
    (reception,) = [row for row in rows if row["pdf"] == "甲.pdf" and "公务接待费" in row["row"]]
    assert (reception["page"], reception["printed"], reception["value_yuan"]) == (2, "1.50", "15000.00")


def test_figures_in_csv_and_xlsx_are_those_in_jsonl(indexed, run, tmp_path):
    plain = [json.loads(line) for line in run("figures", "--store", indexed).out.splitlines()]
    for format_ in ("csv", "xlsx"):
        out = tmp_path / f"figures.{format_}"
        done = run("figures", "--store", indexed, "--format", format_, "--out", out)
        assert (done.returncode, done.out, done.err) == (0, "", "")
    with (tmp_path / "figures.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.DictReader(stream)) == [
            {key: "" if value is None else str(value) for key, value in row.items()} for row in plain
        ]
    header, *rows = load_workbook(tmp_path / "figures.xlsx").active.iter_rows(values_only=True)
    # A blank cell and an empty text are one in a spreadsheet.
    assert [dict(zip(header, row, strict=True)) for row in rows] == [
        {
            key: None if value == "" else float(value) if value and key in ("value_yuan", "value") else value
            for key, value in row.items()
        }
        for row in plain
    ]


def test_csv_on_standard_output_opens_in_a_spreadsheet(indexed, run):
    done = run("figures", "--store", indexed, "--format", "csv")
    assert done.returncode == 0
    assert done.stdout.startswith(b"\xef\xbb\xbfpdf,page,")


def test_ask_answers_a_person_with_the_figure_and_its_place(indexed, run):
    done = run("ask", f"{A}2025年公务接待费预算是多少", "--store", indexed)
    assert (done.returncode, done.err) == (0, "")
    answer, *places = done.out.splitlines()
    assert "1.50万元" in answer
    assert any("甲.pdf 第2页" in place for place in places)


def test_ask_json_is_the_contracts_object(indexed, run):
    question = f"{A}2025年公务接待费预算是多少"
    done = run("ask", question, "--store", indexed, "--json")
    answer = json.loads(done.out)
    assert set(answer) == {*ANSWER_KEYS, "label"} and "人工智能" in answer["label"]
    assert (answer["question"], answer["status"]) == (question, "answered")
    (figure,) = [f for f in answer["figures"] if f["printed"] == "1.50"]
    assert set(figure) == FIGURE_KEYS
    assert (figure["value_yuan"], figure["unit"], figure["derived"]) == ("15000.00", "万元", False)
    cited = answer["citations"][figure["citations"][0]]
    assert set(cited) == CITATION_KEYS
    assert (cited["document"], cited["page"], cited["quote"]) == ("甲.pdf", 2, "1.50")
    assert "total" in answer["timings_ms"]


def test_a_question_for_the_narrative_is_answered_through_the_passage_store(indexed, run):
    done = run("ask", f"{A}内设哪些科室", "--store", indexed, "--json")
    assert done.returncode == 0, done.err
    answer = json.loads(done.out)
    assert answer["status"] == "answered"
    assert "业务科" in answer["text"]


def test_a_batch_gives_one_answer_a_line_with_its_id_and_reads_the_history(indexed, run, tmp_path):
    asked = [
        {"id": "甲-1", "question": f"{A}2025年公务接待费预算是多少"},
        {"id": 7, "question": f"那{B}呢", "history": [f"{A}2025年公务接待费预算是多少"]},
        {"id": "x", "question": "今天天气怎么样", "kind": "其他键不碍事"},
    ]
    batch = tmp_path / "asked.jsonl"
    batch.write_text(
        "\n".join(json.dumps(one, ensure_ascii=False) for one in asked) + "\n\n", encoding="utf-8"
    )
    done = run("ask", "--batch", batch, "--store", indexed)
    assert (done.returncode, done.err) == (0, "")
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert [answer["id"] for answer in answers] == ["甲-1", 7, "x"]
    assert all(set(answer) == {*ANSWER_KEYS, "label"} for answer in answers)
    assert "1.50" in answers[0]["text"]
    assert "2.60" in answers[1]["text"]
    assert answers[2]["status"] != "answered"


def test_a_bad_line_of_a_batch_is_told_and_the_others_are_answered(indexed, run, tmp_path):
    batch = tmp_path / "asked.jsonl"
    good = json.dumps({"id": "b", "question": f"{B}2025年公务接待费"}, ensure_ascii=False)
    batch.write_text(f"{{not json\n{good}\n", encoding="utf-8")
    done = run("ask", "--batch", batch, "--store", indexed)
    assert done.returncode == 1
    assert one_line(done, "第1行")
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == ["b"]


def test_a_question_for_a_figure_loads_no_heavy_package(indexed, run):
    code = (
        "-c",
        "import sys\nfrom cli import app\n"
        f"try:\n    app()\nfinally:\n    print(sorted({HEAVY} & sys.modules.keys()), file=sys.stderr)",
    )
    done = run("ask", f"{A}2025年公务接待费预算是多少", "--store", indexed, code=code)
    assert "1.50" in done.out
    assert done.err == "[]\n"


def test_eval_asks_an_index_for_its_own_cells_and_in_other_words(indexed, run, tmp_path):
    report = tmp_path / "report.json"
    done = run(
        *("eval", "--every-cell", "--per-document", 3, "--metamorphic", "--origins", 2),
        *("--store", indexed, "--report", report),
    )
    assert (done.returncode, done.err) == (0, "")
    assert "逐格提问" in done.out and "换句话问" in done.out
    told = json.loads(report.read_text(encoding="utf-8"))
    assert list(told) == ["every_cell", "metamorphic"]
    assert told["every_cell"]["forms"]["表行列"]["total"] == 6
    assert told["metamorphic"]["forms"]["原样"]["total"] == 2


@pytest.mark.parametrize(
    "arguments",
    [(), ("questions.jsonl", "--every-cell"), ("--metamorphic", "--ragas", "out.jsonl")],
)
def test_eval_takes_a_dataset_or_the_index_itself(indexed, run, arguments):
    done = run("eval", *arguments, "--store", indexed)
    assert done.returncode == 2
    assert "评测集" in done.err
