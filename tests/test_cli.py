"""The command line keeps its contract: exit codes, one plain line per error, rows and objects as promised."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len
from typer.testing import CliRunner

from web.label import LABEL

ROOT = Path(__file__).parents[1]
A, B = "某市商务局", "某市教育局"
ANSWER_KEYS = {
    "id",
    "question",
    "status",
    "text",
    "figures",
    "citations",
    "findings",
    "options",
    "understood",
    "confidence",
    "unaccounted",
    "set_aside",
    "timings_ms",
}
FIGURE_KEYS = {
    "metric",
    "code",
    "body",
    "year",
    "stage",
    "value_yuan",
    "printed",
    "unit",
    "derived",
    "formula",
    "citations",
    "role",
}
HEAVY = {"torch", "chromadb", "gradio", "sentence_transformers", "pdfplumber", "langchain_core", "openpyxl"}
CITATION_KEYS = {"document", "page", "table", "row", "column", "bbox", "quote"}


@pytest.fixture(scope="module")
def run(tiny_model):
    """``run("ask", "…")`` → the finished command."""

    def command(*arguments, cwd=ROOT, code=None, columns=200):
        done = subprocess.run(
            [sys.executable, *(code or ("-W", "error", "-m", "cli")), *map(str, arguments)],
            cwd=cwd,
            env={
                **os.environ,
                "BUDGET_QA_EMBEDDING": str(tiny_model),
                "PYTHONPATH": str(ROOT),
                "COLUMNS": str(columns),
            },
            capture_output=True,
            timeout=120,
        )
        done.out, done.err = done.stdout.decode(), done.stderr.decode()
        return done

    return command


@pytest.fixture(scope="module")
def indexed(tmp_path_factory, write_disclosure, run):
    """A store of two disclosures; not to be changed."""
    folder = tmp_path_factory.mktemp("indexed")
    write_disclosure(folder / "in" / "甲.pdf", A, 2025, 150, pages=2)
    write_disclosure(folder / "in" / "乙.pdf", B, 2025, 260)
    done = run("index", folder / "in", "--store", folder / "store", "--jobs", 1)
    assert (done.returncode, done.err) == (0, ""), done.err
    (folder / "summary.txt").write_text(done.out, encoding="utf-8")
    return folder / "store"


@pytest.fixture
def store(indexed, tmp_path):
    """A copy of that store, to be changed."""
    return Path(shutil.copytree(indexed, tmp_path / "store"))


def cells(table):
    """The rows of a printed table, as lists of cells."""
    bars = (line.replace("┃", "│") for line in table.splitlines())
    return [[cell.strip() for cell in line.strip("│ ").split("│")] for line in bars if "│" in line]


def documents(done):
    """The objects of ``docs --json`` by the name of the file."""
    return {row["name"]: row for row in map(json.loads, done.out.splitlines())}


def cut(line, start, end):
    """What stands in the columns of the terminal from `start` to before `end`."""
    return "".join(c for n, c in enumerate(line) if start <= cell_len(line[:n]) < end)


def one_line(done, *parts):
    (line,) = done.err.splitlines()
    assert line.startswith("错误：")
    for part in parts:
        assert str(part) in line
    return True


# -- index -------------------------------------------------------------------------------------


def test_index_ends_with_a_table_of_what_it_did(indexed):
    counted = dict(cells((indexed.parent / "summary.txt").read_text(encoding="utf-8")))
    assert {name: counted[name] for name in ("文件", "页", "表格", "未变跳过", "失败")} == {
        "文件": "2",
        "页": "7",
        "表格": "2",
        "未变跳过": "0",
        "失败": "0",
    }
    assert all(int(counted[name]) > 0 for name in ("数字", "文字说明的增减", "文段"))
    assert {"发现", "移除"} <= set(counted)


def test_indexing_again_skips_what_is_unchanged(store, indexed, run):
    done = run("index", indexed.parent / "in", "--store", store)
    assert (done.returncode, done.err) == (0, "")
    assert dict(cells(done.out))["未变跳过"] == "2"


def test_prune_tells_how_many_it_removed(store, tmp_path, indexed, run, write_disclosure):
    extra = write_disclosure(tmp_path / "more" / "丙.pdf", "某县水利局", 2024)
    assert run("index", extra, "--store", store).returncode == 0
    extra.unlink()
    done = run("index", indexed.parent / "in", "--store", store, "--prune")
    assert (done.returncode, dict(cells(done.out))["移除"]) == (0, "1")
    assert "丙.pdf" not in run("docs", "--store", store).out


IMAGE = b"q 500 0 0 700 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
LOCK = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + "ab" * 32 + "> /U <" + "cd" * 32 + "> >>"
    " /ID [<" + "01" * 16 + "> <" + "01" * 16 + ">]"
)


@pytest.fixture
def rubbish(tmp_path, make_pdf, sample, write_disclosure):
    """A folder of files that cannot be read, with two among them that can."""
    folder = tmp_path / "inbox"
    write_disclosure(folder / "好的.pdf", "某县水利局", 2025)
    bad = {
        "空的.pdf": b"",
        "图片.pdf": b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
        "加密.pdf": make_pdf([[(60, 700, 12, "某市财政局2025年部门预算")]], trailer=LOCK),
        "半个.pdf": sample.read_bytes()[: sample.stat().st_size // 2],
        "某市扫描局-2025-部门预算.pdf": make_pdf([[IMAGE], [IMAGE]]),
        "没有页.pdf": make_pdf([]),
        "乱码.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"\n%%EOF\n",
    }
    for name, data in bad.items():
        (folder / name).write_bytes(data)
    told = "某市文字局是市政府工作部门，主要职责是起草全市文字工作的规划，并组织实施。"
    (folder / "某市文字局-2025-部门预算说明.pdf").write_bytes(
        make_pdf(
            [
                [(60, 760, 16, "某市文字局2025年部门预算说明")],
                [(60, 760, 14, "一、主要职责"), (84, 730, 10, told[:36]), (60, 714, 10, told[36:])],
            ]
        )
    )
    return folder, bad


def test_each_bad_file_is_one_plain_line_and_the_good_ones_beside_it_are_indexed(
    store, rubbish, run, tmp_path
):
    folder, bad = rubbish
    (tmp_path / "empty").mkdir()
    done = run("index", folder, tmp_path / "empty", tmp_path / "nowhere", "--store", store, "--jobs", 1)
    assert done.returncode == 1
    lines = done.err.splitlines()
    assert len(lines) == len(bad) + 2, done.err
    assert all(line.startswith("错误：") for line in lines)
    said = {
        "空的.pdf": "空",
        "图片.pdf": "不是 PDF",
        "加密.pdf": "加密",
        "半个.pdf": "不完整",
        "某市扫描局-2025-部门预算.pdf": "扫描",
        "没有页.pdf": "没有页面",
        "乱码.pdf": "损坏",
        "empty": "文件夹中没有可索引的文件",
        "nowhere": "不存在",
    }
    for name, problem in said.items():
        (line,) = [line for line in lines if name in line]
        assert problem in line
    assert dict(cells(done.out))["失败"] == str(len(lines))
    rows = documents(run("docs", "--store", store, "--json"))
    assert set(rows) == {"甲.pdf", "乙.pdf", "好的.pdf", "某市文字局-2025-部门预算说明.pdf"}
    assert rows["某市文字局-2025-部门预算说明.pdf"]["figures"] == 0
    assert rows["某市文字局-2025-部门预算说明.pdf"]["passages"] > 0


def test_a_good_edition_stays_when_its_file_is_overwritten_with_rubbish(store, indexed, run, tmp_path):
    inbox = Path(shutil.copytree(indexed.parent / "in", tmp_path / "in"))
    assert run("index", inbox, "--store", tmp_path / "s").returncode == 0
    (inbox / "甲.pdf").write_bytes(b"")
    done = run("index", inbox, "--store", tmp_path / "s", "--prune")
    assert done.returncode == 1
    assert one_line(done, "甲.pdf")
    assert {"甲.pdf", "乙.pdf"} <= set(documents(run("docs", "--store", tmp_path / "s", "--json")))


def test_verbose_adds_the_traceback(tmp_path, run):
    done = run("docs", "--store", tmp_path / "nowhere", "--verbose")
    assert done.returncode == 1
    assert "Traceback" in done.err
    assert done.err.splitlines()[-1].startswith("错误：")


# -- docs --------------------------------------------------------------------------------------


def test_docs_lists_what_is_indexed(indexed, run):
    done = run("docs", "--store", indexed, "--json")
    assert (done.returncode, done.err) == (0, "")
    rows = documents(done)
    keys = ("body", "year", "kind", "scope", "pages", "superseded_by")
    assert {name: tuple(row[key] for key in keys) for name, row in rows.items()} == {
        "甲.pdf": (A, 2025, "预算", "部门", 4, None),
        "乙.pdf": (B, 2025, "预算", "部门", 3, None),
    }
    assert all(row["figures"] > 0 and row["passages"] > 0 and row["findings"] >= 0 for row in rows.values())


def test_docs_keeps_every_name_whole_in_a_narrow_terminal(store, tmp_path, run, write_disclosure):
    body = "某省某某自治州某某市人民政府政务服务和大数据管理办公室"
    long = write_disclosure(tmp_path / "more" / f"附件三：{body}2025年度部门预算公开（定稿）.pdf", body, 2025)
    assert run("index", long, "--store", store).returncode == 0
    done = run("docs", "--store", store, columns=80)
    assert (done.returncode, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].split() == "编号 文件 单位 年份 种类 口径 页 数字 文段 发现".split()
    assert all(cell_len(line) <= 80 for line in lines)
    first = next(n for n, line in enumerate(lines) if "附件三" in line)
    last = next(n for n in range(first, len(lines) + 1) if n == len(lines) or "─" in lines[n])
    at = [cell_len(lines[0][: lines[0].index(label)]) for label in ("文件", "单位", "年份")]
    for whole, start, end in zip((long.name, body), at, at[1:], strict=False):
        assert "".join(cut(line, start, end).strip() for line in lines[first:last]) == whole


def test_docs_remove_forgets_the_document_and_answers_no_more_from_it(store, run):
    number = documents(run("docs", "--store", store, "--json"))["甲.pdf"]["id"]
    done = run("docs", "remove", number, "--store", store)
    assert (done.returncode, done.err) == (0, "")
    assert set(documents(run("docs", "--store", store, "--json"))) == {"乙.pdf"}
    assert A not in run("figures", "--store", store).out
    again = run("docs", "--store", store, "remove", number)
    assert again.returncode == 1
    assert one_line(again, number)


# -- figures -----------------------------------------------------------------------------------


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
        {key: None if value == "" else value for key, value in row.items()} for row in plain
    ]


def test_csv_on_standard_output_opens_in_a_spreadsheet(indexed, run):
    done = run("figures", "--store", indexed, "--format", "csv")
    assert done.returncode == 0
    assert done.stdout.startswith(b"\xef\xbb\xbfpdf,page,")


# -- ask ---------------------------------------------------------------------------------------


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


# -- eval --------------------------------------------------------------------------------------


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


# -- errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [("docs",), ("docs", "remove", "1"), ("ask", "公务接待费"), ("figures",), ("check",)],
    ids=" ".join,
)
def test_a_store_that_is_not_there_is_one_line_and_none_is_made(arguments, tmp_path, run):
    done = run(*arguments, "--store", tmp_path / "nowhere")
    assert (done.returncode, done.out) == (1, "")
    assert one_line(done, tmp_path / "nowhere", "budget-qa index")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("index",),
        ("index", "a.pdf", "--jobs", "0"),
        ("ask",),
        ("ask", "公务接待费", "--batch", "a.jsonl"),
        ("figures", "--format", "parquet"),
        ("figures", "--format", "xlsx"),
        ("docs", "remove", "many"),
        ("nonsense",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_two_and_touches_nothing(arguments, tmp_path, run):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [("figures", "--out", "{}/no/such/folder.jsonl"), ("ask", "--batch", "{}/nowhere.jsonl")],
    ids=["an output file that cannot be made", "a batch that is not there"],
)
def test_what_the_system_refuses_is_one_line(arguments, indexed, tmp_path, run):
    done = run(*(argument.format(tmp_path) for argument in arguments), "--store", indexed)
    assert done.returncode == 1
    assert one_line(done, tmp_path)


def test_a_damaged_store_is_one_line(store, indexed, run):
    (store / "facts.sqlite").write_bytes(b"no database at all " * 500)
    for arguments in (("docs",), ("figures",), ("ask", "公务接待费"), ("index", indexed.parent / "in")):
        done = run(*arguments, "--store", store)
        assert done.returncode == 1
        assert one_line(done, "facts.sqlite")


def test_a_model_that_is_not_there_is_one_line(tmp_path, run, indexed):
    code = (
        "-c",
        "import os\nos.environ['BUDGET_QA_EMBEDDING'] = '/no/such/model'\nfrom cli import app\napp()",
    )
    done = run("index", indexed.parent / "in", "--store", tmp_path / "s", code=code)
    assert done.returncode == 1
    assert one_line(done, "/no/such/model")


def test_a_reader_that_stops_reading_is_no_error(indexed):
    command = subprocess.Popen(
        [sys.executable, "-m", "cli", "figures", "--store", str(indexed)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert command.stdout is not None
    command.stdout.close()
    assert command.stderr is not None
    assert command.stderr.read() == b""
    command.stderr.close()
    command.wait(60)


def test_serve_hands_on_the_files_to_index_and_tells_at_once_what_is_none(tmp_path, sample, monkeypatch):
    import app
    import cli

    opened = []
    monkeypatch.setattr(app, "serve", lambda store, **given: opened.append((store, given)))
    store, missing = tmp_path / "store", tmp_path / "missing"
    asked = ["serve", "--index", str(sample), "--index", str(missing), "--store", str(store), "--port", "7"]
    result = CliRunner().invoke(cli.app, asked)
    assert result.exit_code == 0, result.output
    [(folder, given)] = opened
    assert (folder, given["port"], given["files"]) == (store, 7, [sample])
    assert f"错误：{missing}：文件不存在。请检查路径" in result.output


def test_serve_of_nothing_is_an_error(tmp_path):
    import cli

    asked = ["serve", "--index", str(tmp_path / "missing"), "--store", str(tmp_path / "store"), "--port", "0"]
    result = CliRunner().invoke(cli.app, asked)
    assert result.exit_code == 1
    assert "missing：文件不存在" in result.output and "中没有索引" in result.output
    assert not (tmp_path / "store").exists()
