"""The journal: what is kept, for how long, and what an index run leaves of it."""

import json
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from typer.testing import CliRunner

import cli
from eval.cases import load_cases
from index.facts.errors import BudgetError, StoreError
from index.facts.records import Citation
from index.store.opening import open_facts, open_questions
from qa.records import Answer, AnswerFigure, Status
from web import journal as module
from web.journal import Journal, case_of, row_of

CELL = Citation("a.pdf", 3, "1.50", "三公表", "公务接待费", "预算数", (40.0, 30.0, 70.0, 50.0))
SHOWN = AnswerFigure("公务接待费", "", "某局", 2025, "预算", Decimal(15000), "1.50", "万元", citations=(0,))


def answer(id_="1", question="我叫张三，公务接待费多少"):
    said = "公务接待费1.50万元。"
    return Answer(
        id_, question, Status.ANSWERED, said, (SHOWN,), (CELL,), timings_ms={"total": 4.26}, plan="查数"
    )


@pytest.fixture
def store(tmp_path):
    open_facts(tmp_path, create=True).close()
    return tmp_path


def opened(store, days=90):
    return closing(Journal(open_questions(store), days))


def test_a_question_is_kept_masked_with_its_answer(store):
    with opened(store) as journal:
        journal.record(answer(), "api")
        (entry,) = journal.entries()
    assert entry.question == "我叫〔姓名〕，公务接待费多少" and "张三" not in json.dumps(
        entry.answer, ensure_ascii=False
    )
    assert (entry.channel, entry.status, entry.latency_ms, entry.good) == ("api", "answered", 4.3, None)
    assert row_of(entry)["label"] == "人工智能生成"


def test_the_files_an_answer_was_read_from_are_kept_with_it(store):
    with opened(store) as journal:
        journal.record(replace(answer(), originals={"a.pdf": "12ab"}), "api")
        assert journal.kept("1").answer["originals"] == {"a.pdf": "12ab"}


def test_a_judgement_is_kept_with_the_question_it_is_of(store):
    with opened(store) as journal:
        journal.record(answer("1"), "网页")
        journal.record(answer("2"), "网页")
        journal.judge(answer("2"), False, "不对，打13812345678")
        journal.judge(answer("3"), True, "")
        wrong = [(e.id, e.comment) for e in journal.entries(wrong=True)]
        everything = [e.id for e in journal.entries()]
    assert wrong == [("2", "不对，打〔号码〕")] and everything == ["1", "2", "3"]


def test_a_wrong_answer_is_an_evaluation_case(store, tmp_path):
    with opened(store) as journal:
        journal.judge(answer(), False, "应为1.60")
        (entry,) = journal.entries(wrong=True)
    path = tmp_path / "feedback.jsonl"
    path.write_text(json.dumps(case_of(entry), ensure_ascii=False) + "\n", "utf-8")
    (case,) = load_cases(path)
    assert case.question == entry.question
    assert case_of(entry)["forbidden"] == [{"value": 1.5, "unit": "万元"}]


@pytest.mark.sqlite
def test_what_is_too_old_is_dropped(store):
    with opened(store, 30) as journal:
        journal.record(answer("old"), "api")
        journal.record(answer("new"), "api")
        with closing(sqlite3.connect(store / "facts.sqlite")) as connection, connection:
            then = str(module._now() - timedelta(days=31))
            connection.execute("UPDATE journal_questions SET at = ? WHERE id = 'old'", [then])
    with opened(store, 30) as journal:
        assert [entry.id for entry in journal.entries()] == ["new"]


def test_with_no_days_nothing_is_kept(store):
    with opened(store, 0) as journal:
        journal.record(answer(), "api")
        assert list(journal.entries()) == []
        with pytest.raises(BudgetError, match="没有开启"):
            journal.judge(answer(), False, "")


def test_the_index_and_the_journal_leave_each_other_alone(store):
    with opened(store) as journal:
        journal.record(answer(), "api")
    with closing(open_facts(store, create=True)) as facts:
        assert facts.documents() == ()
    with opened(store) as journal:
        assert len(list(journal.entries())) == 1


def test_many_threads_write_at_once(store):
    with opened(store) as journal:
        threads = [
            threading.Thread(
                target=lambda n=n: [journal.record(answer(f"{n}-{k}"), "api") for k in range(20)]
            )
            for n in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(list(journal.entries())) == 120


@pytest.mark.sqlite
def test_a_question_that_cannot_be_kept_is_answered_all_the_same_and_logged(store, caplog):
    with opened(store) as journal:
        with closing(sqlite3.connect(store / "facts.sqlite")) as connection:
            connection.execute("DROP TABLE journal_questions")
        journal.record(answer(), "api")
        assert "was not kept" in caplog.text
        with pytest.raises(BudgetError, match="没有保存"):
            journal.judge(answer(), True, "")


def test_there_is_no_journal_without_a_store(tmp_path):
    with pytest.raises(StoreError, match="budget-qa index"):
        open_questions(tmp_path / "nothing")


def test_the_journal_is_exported_as_it_is_kept(store):
    with opened(store) as journal:
        journal.judge(answer("1"), False, "应为1.60")
        journal.record(answer("2"), "api")
    run = CliRunner().invoke
    lines = run(cli.app, ["log", "export", "--store", str(store)]).stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["1", "2"]
    (case,) = run(cli.app, ["log", "export", "--wrong", "--eval", "--store", str(store)]).stdout.splitlines()
    assert json.loads(case)["comment"] == "应为1.60"
    table = run(cli.app, ["log", "export", "--format", "csv", "--store", str(store)]).stdout.splitlines()
    assert table[0].startswith("id,at,channel") and len(table) == 3
    assert run(cli.app, ["log", "export", "--since", "2999-01-01", "--store", str(store)]).stdout == ""
