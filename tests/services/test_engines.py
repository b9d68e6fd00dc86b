"""The same answers from SQLite and from PostgreSQL, and what happens when the server goes away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from index.build import build
from index.facts.errors import StoreError
from index.store.embed import load_model
from index.store.opening import (
    open_facts,
    open_logins,
    open_notes,
    open_questions,
    open_stores,
    open_vectors,
    originals_of,
    writer_of,
)
from index.store.protocols import Location, WritableFacts
from index.store.relational.dump import TABLES, reading, writing
from index.store.relational.schema import VERSION
from index.store.service import Login
from qa import BudgetQA
from tests.conftest import SAMPLES
from web.journal import Journal

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[2]
SETS = ROOT / "eval" / "data"
OVER_SAMPLES = (
    "conversations",
    "conversations_second",
    "policy",
    "policy_second",
    "samples",
    "samples_by_hand",
)
# Of the sets over the corpus every so-manieth question is asked; 1 asks all.
SOME = int(os.environ.get("BUDGET_QA_TEST_EVERY", "6"))


@pytest.fixture(scope="module")
def places(tmp_path_factory, make_database) -> tuple[Location, Location]:
    """The samples, indexed in SQLite and in PostgreSQL."""
    folder = tmp_path_factory.mktemp("engines")
    where = Location(folder / "sqlite"), Location(folder / "postgres", make_database())
    for place in where:
        with open_stores(place, load_model()) as stores:
            build([SAMPLES], stores)
    return where


def questions_of(name: str) -> list[dict]:
    """The questions of a set, in its order."""
    lines = (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def opened(place: Location) -> BudgetQA:
    return BudgetQA(
        place.folder, open_facts(place), originals_of(place), lambda: open_vectors(place, load_model())
    )


def answers(place: Location, questions: Sequence[dict]) -> list[str]:
    with opened(place) as qa:
        told = [qa.ask(one["question"], one.get("history", [])).to_json() for one in questions]
    for one in told:
        del one["id"], one["timings_ms"]
    return [json.dumps(one, ensure_ascii=False) for one in told]


@pytest.mark.parametrize("name", OVER_SAMPLES)
def test_both_engines_give_the_same_answers_byte_for_byte(places, name):
    questions = questions_of(name)
    on_sqlite, on_postgres = (answers(place, questions) for place in places)
    assert len(questions) >= 40
    assert on_postgres == on_sqlite
    assert sum('"status": "answered"' in one for one in on_postgres) > len(questions) / 2


@pytest.fixture(scope="module")
def corpus(make_database) -> tuple[Location, Location]:
    """The index of the corpus in its file, and its facts in PostgreSQL beside the same vectors."""
    folder = Path(os.environ["BUDGET_QA_CORPUS_STORE"])
    where = Location(folder), Location(folder, make_database())
    with reading(where[0]) as held, writing(where[1]) as taken:
        for table in TABLES:
            taken.load(table, held.lines(table))
    return where


def test_over_the_corpus_too_the_answers_to_every_set_are_the_same(corpus):
    found = {name: questions_of(name) for name in sorted(path.stem for path in SETS.glob("*.jsonl"))}
    questions = [
        one for name in found if name not in OVER_SAMPLES for one in found[name] if "question" in one
    ]
    assert len(questions) > 2500
    on_sqlite, on_postgres = (answers(place, questions[::SOME]) for place in corpus)
    differing = [(one, other) for one, other in zip(on_sqlite, on_postgres, strict=True) if one != other]
    assert differing == []
    assert sum('"status": "answered"' in one for one in on_postgres) > len(on_postgres) / 10


def test_both_engines_are_told_the_same_words(places):
    with closing(open_facts(places[0])) as first, closing(open_facts(places[1])) as second:
        assert first.terms() == second.terms()
        assert first.labels() == second.labels()
        assert first.unit_rows() == second.unit_rows()
        assert [s.document for s in first.documents()] == [s.document for s in second.documents()]
        for words in (["公务", "接待费", "1.50"], ["单位", "2025"], ["机构"], ["主要", "职责", "的"]):
            found = first.search_words(words, 500)
            assert found and second.search_words(words, 500) == found


def end_all_backends(place: Location, *, wait: bool = True) -> int:
    """End every connection to the place's database, as an operator or a crash does; how many there were.

    Where others connect again at once there is no sense in it to `wait` until none is left.
    """
    url = make_url(place.database)
    engine = create_engine(url.set(database="postgres"), poolclass=NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        of_it = "FROM pg_stat_activity WHERE datname = :name"
        named = {"name": url.database}
        ended = connection.execute(text(f"SELECT pg_terminate_backend(pid) {of_it}"), named).all()
        while wait and connection.execute(text(f"SELECT count(*) {of_it}"), named).scalar_one():
            time.sleep(0.01)
    return len(ended)


class Interrupted:
    """The facts of a store whose connections end before findings are read, where it is `armed`."""

    def __init__(self, facts: WritableFacts, place: Location) -> None:
        self._facts = facts
        self._place = place
        self.armed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._facts, name)

    def findings(self, *documents: Any) -> Any:
        if self.armed:
            self.armed = False
            assert end_all_backends(self._place)
        return self._facts.findings(*documents)


def test_a_connection_lost_in_mid_question_is_an_error_told_and_the_next_question_is_answered(places):
    place, question = places[1], "12345热线中心2025年公务接待费是多少"
    facts = Interrupted(open_facts(place), place)
    with BudgetQA(place.folder, facts, originals_of(place), lambda: open_vectors(place, load_model())) as qa:
        sound = qa.ask(question).text
        assert "1.50万元" in sound
        facts.armed = True
        with pytest.raises(StoreError, match="中断"):
            qa.ask(question)
        assert not facts.armed
        assert qa.ask(question).text == sound
        assert end_all_backends(place)  # while nobody asks
        assert qa.ask(question).text == sound


def test_every_command_works_over_the_database(make_database, tmp_path, write_disclosure, tiny_model):
    write_disclosure(tmp_path / "in" / "a.pdf", "青禾市商务局", 2025, 150)
    write_disclosure(tmp_path / "in" / "b.pdf", "青禾市教育局", 2025, 260)
    environment = {
        **os.environ,
        "BUDGET_QA_DATABASE": make_database(),
        "BUDGET_QA_EMBEDDING": str(tiny_model),
        "PYTHONPATH": str(ROOT),
    }

    def run(*arguments: Any) -> str:
        command = [sys.executable, "-m", "cli", *map(str, arguments), "--store", str(tmp_path / "store")]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    run("index", tmp_path / "in")
    assert not (tmp_path / "store" / "facts.sqlite").exists()
    listed = {row["name"]: row for row in map(json.loads, run("docs", "--json").splitlines())}
    assert listed.keys() == {"a.pdf", "b.pdf"}
    assert "1.50万元" in run("ask", "青禾市商务局2025年公务接待费是多少")
    assert len(run("figures").splitlines()) == 8
    run("check")
    run("docs", "set", listed["a.pdf"]["id"], "--year", 2024)
    assert "2024年公务接待费预算1.50万元" in run("ask", "青禾市商务局2024年公务接待费是多少")
    listed = {row["name"]: row for row in map(json.loads, run("docs", "--json").splitlines())}
    run("docs", "remove", listed["a.pdf"]["id"])
    assert len(run("figures").splitlines()) == 4
    run("log", "export")


def test_documents_indexed_by_another_process_are_asked_about_at_once(
    make_database, tmp_path, write_disclosure, encoder
):
    database = make_database()
    served, indexing = Location(tmp_path / "a", database), Location(tmp_path / "b", database)
    file = write_disclosure(tmp_path / "in" / "a.pdf", "青禾市商务局", 2025, 150)
    with open_stores(indexing, encoder) as stores:
        build([file], stores, jobs=1)
        with opened(served) as qa:
            question = "青禾市商务局2025年公务接待费是多少"
            assert "1.50万元" in qa.ask(question).text
            build([write_disclosure(file, "青禾市商务局", 2025, 170)], stores, jobs=1)
            assert "1.70万元" in qa.ask(question).text


def test_writers_over_one_database_take_turns_on_whatever_machine(make_database, tmp_path):
    database = make_database()
    one, other = Location(tmp_path / "a", database), Location(tmp_path / "b", database)
    with writer_of(one), pytest.raises(StoreError, match="另一个进程"), writer_of(other, patience=0.3):
        pass
    with writer_of(other):
        pass


def test_questions_and_feedback_are_kept_in_the_database(places):
    with opened(places[1]) as qa, closing(Journal(open_questions(places[1]))) as journal:
        answer = qa.ask("12345热线中心2025年公务接待费是多少\0")
        journal.record(answer, "api")
        journal.judge(answer, False, "不对")
        (entry,) = journal.entries(wrong=True)
        assert (entry.id, entry.answer["text"], entry.comment) == (answer.id, answer.text, "不对")


def test_a_database_of_the_version_before_is_brought_up_to_date_when_opened(make_database, tmp_path):
    where = Location(tmp_path / "store", make_database())
    open_facts(where, create=True).close()
    engine = create_engine(where.database, poolclass=NullPool)
    of_jobs = text(
        "SELECT table_name, column_name, data_type, collation_name, is_nullable "
        "FROM information_schema.columns WHERE table_name IN ('jobs', 'alembic_version') "
        "ORDER BY 1, ordinal_position"
    )
    indexes = text("SELECT indexdef FROM pg_indexes WHERE tablename = 'jobs' ORDER BY 1")
    with engine.begin() as connection:
        made = connection.execute(of_jobs).all(), connection.execute(indexes).all()
        connection.execute(text("DROP TABLE jobs, alembic_version"))
        connection.execute(text("UPDATE store_version SET number = 7"))
    open_facts(where).close()
    with engine.connect() as connection:
        assert (connection.execute(of_jobs).all(), connection.execute(indexes).all()) == made
        assert connection.execute(text("SELECT number FROM store_version")).scalar_one() == VERSION
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["0008"]


def test_what_administrators_keep_is_in_the_database_and_the_last_word_holds(places):
    with closing(open_notes(places[1])) as notes, closing(open_notes(places[1])) as others:
        notes.put("switch", "answering", {"on": False, "notice": "停"}, "李强")
        notes.put("switch", "answering", {"on": True, "notice": ""}, "王芳")
        (note,) = others.of("switch")
        assert (note.value, note.by) == ({"on": True, "notice": ""}, "王芳")
        others.forget("switch", "answering")
        assert notes.find("switch", "answering") is None


def test_who_logged_in_at_one_service_is_known_to_the_other_and_goes_when_his_time_has_ended(places):
    until = datetime(2026, 11, 30, 20)
    with closing(open_logins(places[1])) as logins, closing(open_logins(places[1])) as others:
        for n in range(4):
            logins.put(Login(f"d{n}", "王芳", "坐席", "s", until + timedelta(hours=n)))
        assert others.find("d1") == Login("d1", "王芳", "坐席", "s", until + timedelta(hours=1))
        others.forget("d1")
        assert logins.find("d1") is None
        others.forget_ended(until, 1)
        assert [n for n in range(4) if logins.find(f"d{n}")] == [3]


def test_programs_that_start_together_make_one_table_of_questions(make_database, tmp_path):
    where = Location(tmp_path / "store", make_database())
    open_facts(where, create=True).close()
    with ThreadPoolExecutor(8) as pool:
        for questions in pool.map(lambda _: open_questions(where), range(8)):
            questions.close()
