"""What administrators have besides documents: wrong answers, findings to work through, runs of sync."""

import base64
import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from index import sync as syncing
from index.facts.errors import BudgetError, DocumentError
from index.facts.records import Finding
from index.store.opening import open_facts, open_notes, open_questions
from index.sync import Synced, logged
from tests.web.shown import CELL, EVIL, FIGURE, ZH, Reader, answer
from web.journal import Journal, exported
from web.pages import chat
from web.pages.answer_html import REASONS, judging_html
from web.pages.office_html import findings_html, runs_html, switch_html, wrong_html
from web.pages.parts import Turn
from web.settings import DeskSettings
from web.staff.marks import Marks, State, key_of
from web.staff.schedule import Schedule, Timetable
from web.staff.switch import Switch
from web.staff.syncs import End, Run, last_runs
from web.words import words_for

CHINA = timezone(timedelta(hours=8))
FINDING = Finding("合计=各项", "合计相差0.01万元", Decimal(2), Decimal(1), (CELL,))


@pytest.fixture
def store(tmp_path):
    open_facts(tmp_path, create=True).close()
    return tmp_path


@pytest.fixture
def notes(store):
    with closing(open_notes(store)) as notes:
        yield notes


def test_what_is_judged_wrong_is_listed_and_exported_as_the_command_exports_it(store):
    with closing(Journal(open_questions(store), 90)) as journal:
        reply = answer(figures=(FIGURE,), citations=(CELL,), question=f"接待费{EVIL}")
        words = words_for("en")
        chat.judged(journal, [Turn("问", reply)], 0, False, "应为1.60", words, "amount")
        chat.judged(journal, [Turn("问", replace(reply, id="2"))], 0, True, "好", words, "amount")
        held = list(journal.entries(wrong=True))
    assert [entry.comment for entry in held] == ["金额不对：应为1.60"]
    shown = Reader(wrong_html(held, ZH, CHINA))
    assert "金额不对：应为1.60" in shown.text and reply.text in shown.text and not shown.all("script")
    cases, rows = (
        base64.b64decode(link.split("base64,")[1]).decode() for link in shown.having("href") if link
    )
    assert [json.loads(line) for line in cases.splitlines()] == exported(held, as_cases=True)
    assert rows.splitlines()[0].startswith("\ufeffid,at,channel") and len(rows.splitlines()) == 2
    assert ZH["office_no_wrong"] in wrong_html([], ZH, CHINA)


def test_what_is_wrong_is_chosen_from_a_list_and_another_word_is_none_of_it():
    shown = Reader(judging_html(3, ZH))
    assert [each["value"] for each in shown.all("input")] == list(REASONS)
    kept = []

    class Feedback:
        def judge(self, answer, good, comment):
            kept.append(comment)

    for reason, comment in (("source", ""), ("<b>", "乱"), ("", ""), ("missing", " 见第3页 ")):
        chat.judged(Feedback(), [Turn("问", answer())], 0, False, comment, ZH, reason)
    assert kept == ["出处不对", "乱", "", "文件里有，没有答出：见第3页"]


def test_findings_are_worked_through_and_their_marks_are_kept(store, notes):
    other = replace(FINDING, message="另一处")
    findings = [("a.pdf", FINDING), ("a.pdf", other)]
    marks = Marks(notes)
    marks.put(key_of("a.pdf", FINDING), State.SEEN, "", "王芳")
    marks.put(key_of("a.pdf", FINDING), State.EXPLAINED, "原文笔误", "李强")
    with closing(open_notes(store)) as again:
        held = Marks(again).all()
    shown = Reader(findings_html(findings, held, State.EXPLAINED, ZH, CHINA))
    assert "原文笔误" in shown.text and "李强" in shown.text and "另一处" not in shown.text
    assert shown.having("data-state") == ["open", "seen"] and "待看 1" in shown.text
    assert shown.having("href")[0].startswith("pages/a.pdf/1?cell=")
    assert "另一处" in findings_html(findings, held, State.OPEN, ZH, CHINA)
    marks.put(key_of("a.pdf", FINDING), State.OPEN, "", "李强")
    assert marks.all() == {}


def test_an_explanation_is_written_out_and_not_too_long(notes):
    for note in ("  ", "长" * 301):
        with pytest.raises(BudgetError, match="说明"):
            Marks(notes).put("k", State.EXPLAINED, note, "李强")
    assert Marks(notes).all() == {}


def test_the_same_finding_has_the_same_mark_and_another_has_another():
    moved = replace(FINDING, citations=(replace(CELL, bbox=None),))  # read again, framed otherwise
    assert key_of("a.pdf", FINDING) == key_of("a.pdf", moved)
    others = (replace(FINDING, left=Decimal(3)), replace(FINDING, citations=(replace(CELL, page=2),)))
    assert key_of("a.pdf", FINDING) not in {key_of("a.pdf", other) for other in others}
    assert key_of("a.pdf", FINDING) != key_of("b.pdf", FINDING)


def run_of_sync(source, store, done=None):
    """A run as the command line makes it, with its own opening of the store."""
    with logged(source, store, lambda: open_notes(store)) as run:
        run.done = done


def test_the_last_runs_of_sync_on_any_machine_are_told_newest_first(notes, store):
    now = datetime(2026, 12, 1, 9, tzinfo=CHINA)
    assert last_runs(notes) == () and ZH["office_no_sync"] in runs_html((), Timetable(notes), now, ZH)
    run_of_sync("公开文件", store, Synced(("甲.pdf",), (), (), ("<坏>.pdf",)))
    run_of_sync("公开文件", store, Synced((), (), (), ()))
    newest, first = last_runs(notes)
    assert (newest.source, newest.done, newest.end) == ("公开文件", (), End.DONE)
    assert first.done == (("添加", "甲.pdf"), ("失败", "<坏>.pdf"))
    assert first.began < newest.began
    shown = Reader(runs_html((newest, first), Timetable(notes), now, ZH))
    for word in (ZH["office_same"], "添加 1，失败 1", "<坏>.pdf"):
        assert word in shown.text


def test_a_run_that_stopped_and_one_that_never_ended_are_told_as_such(notes, store):
    with pytest.raises(DocumentError), logged(Path("甲"), store, lambda: open_notes(store)):
        raise DocumentError("甲", "不是文件夹", "请检查来源是否已挂载")
    with pytest.raises(KeyboardInterrupt), logged(Path("乙"), store, lambda: open_notes(store)):
        raise KeyboardInterrupt
    with pytest.raises(ZeroDivisionError), logged(Path("丙"), store, lambda: open_notes(store)):
        raise ZeroDivisionError("某行")
    going = logged("s3://名:口令@桶/丁", store, lambda: open_notes(store))
    going.__enter__()
    runs = last_runs(notes)
    assert [(run.source, run.end) for run in runs] == [
        ("s3://桶/丁", End.OPEN),
        *((source, End.STOPPED) for source in "丙乙甲"),
    ]
    assert "ZeroDivisionError：某行" in runs[1].why and "不是文件夹" in runs[3].why
    shown = Reader(runs_html(runs, Timetable(notes), datetime(2026, 12, 1, 9, tzinfo=CHINA), ZH)).text
    assert ZH["sync_open"] in shown and "不是文件夹" in shown
    assert ZH["office_same"] not in shown and ZH["sync_no_schedule"] in shown
    going.__exit__(None, None, None)
    assert last_runs(notes)[0].end is End.DONE
    noted = [json.loads(line)["action"] for line in (store / "sync.jsonl").read_text("utf-8").splitlines()]
    assert noted == ["开始", "中止", "开始", "中止", "开始", "中止", "开始"]


def test_of_very_many_runs_and_things_done_the_last_and_the_first_are_kept(notes, store, monkeypatch):
    monkeypatch.setattr(syncing, "_MOST_RUNS", 3)
    monkeypatch.setattr(syncing, "_MOST_LINES", 2)
    for n in range(5):
        run_of_sync(f"来源{n}", store, Synced(tuple(f"{m}.pdf" for m in range(4)), (), (), ()))
    runs = last_runs(notes)
    assert [run.source for run in runs] == ["来源4", "来源3", "来源2"]
    assert len(runs[0].done) == 2 and runs[0].counts()["添加"] == 4


def test_where_no_store_is_a_run_that_fails_makes_none(tmp_path):
    with pytest.raises(DocumentError), logged(Path("甲"), tmp_path / "store"):
        raise DocumentError("甲", "不是文件夹", "")
    assert not (tmp_path / "store").exists()


def test_the_next_run_is_told_in_local_time_and_one_that_did_not_take_place(notes):
    schedule, now = Schedule("30 2 * * *"), datetime(2026, 12, 1, 9, tzinfo=CHINA)

    def told(began, now=now, schedule=schedule):
        run = Run(began, "公开文件", (("失败", "坏.pdf"),), began=began, totals={"失败": 1})
        return Reader(runs_html([run] if began else [], Timetable(notes, schedule), now, ZH)).text

    on_time = told(datetime(2026, 11, 30, 18, 34, tzinfo=UTC))
    assert "2026-12-02 02:30（18小时后）" in on_time and "没有运行" not in on_time
    assert "2026-12-01 02:34 完成，1份失败" in on_time
    assert "2026-12-01 02:30那一次没有运行" in told(datetime(2026, 11, 29, 18, 34, tzinfo=UTC))
    assert "没有运行" not in told(datetime(2026, 11, 30, 17, 50, tzinfo=UTC)), "a while before, by hand"
    assert "（1分钟后）" in told(None, datetime(2026, 12, 2, 2, 29, 30, tzinfo=CHINA))
    assert "（3天后）" in told(None, schedule=Schedule("0 9 4 * *"))


def test_an_administrator_sets_the_schedule_and_goes_back_to_the_environments(notes, store):
    usual, now = Schedule("30 2 * * *"), datetime(2026, 12, 1, 9, tzinfo=CHINA)
    timetable = Timetable(notes, usual)
    assert timetable.schedule() is usual and "data-timetable" in runs_html((), timetable, now, ZH)
    timetable.put(" 0  6 * * 1-5 ", by=f"李强{EVIL}")
    with closing(open_notes(store)) as elsewhere:  # another process, another default
        assert Timetable(elsewhere).schedule() == Schedule("0 6 * * 1-5")
    shown = Reader(runs_html((), timetable, now, ZH))
    assert "2026-12-02 06:00（21小时后）" in shown.text and "李强" in shown.text and not shown.all("script")
    assert shown.having("value") == ["0 6 * * 1-5"] and "30 2 * * *" in shown.text
    with pytest.raises(BudgetError, match="cron 的五栏"):
        timetable.put("每晚", by="李强")
    assert timetable.schedule() == Schedule("0 6 * * 1-5")
    timetable.put("", by="李强")
    assert timetable.schedule() is usual and timetable.last() is None


@pytest.mark.parametrize(
    ("began", "now", "due"),
    [
        (None, "2026-12-01 01:00", True),
        ("2026-11-30 02:31", "2026-12-01 02:29", False),
        ("2026-11-30 02:31", "2026-12-01 02:30", True),
        ("2026-12-01 02:30", "2026-12-01 02:31", False),
        ("2026-11-20 09:00", "2026-12-01 09:00", True),
    ],
)
def test_a_run_is_due_when_its_moment_has_come_since_the_last_began(began, now, due):
    at = [datetime.fromisoformat(each).replace(tzinfo=CHINA) if each else None for each in (began, now)]
    assert Schedule("30 2 * * *").is_due(*at) is due


def test_the_schedule_is_a_line_of_cron(monkeypatch):
    monkeypatch.setenv("BUDGET_QA_DESK_SYNC", "30 2 * * 1-5")
    friday = datetime(2026, 12, 4, 9, tzinfo=CHINA)
    assert DeskSettings().sync.next(friday) == datetime(2026, 12, 7, 2, 30, tzinfo=CHINA)
    monkeypatch.setenv("BUDGET_QA_DESK_SYNC", " ")
    assert DeskSettings().sync is None
    monkeypatch.setenv("BUDGET_QA_DESK_SYNC", "每晚")
    with pytest.raises(ValidationError, match="cron 的五栏"):
        DeskSettings()


def test_the_switch_is_told_with_who_turned_it(notes):
    switch = Switch(notes)
    assert Reader(switch_html(switch.last(), ZH, CHINA)).having("data-switch") == ["off"]
    switch.turn_off(EVIL, "李强")
    shown = Reader(switch_html(switch.last(), ZH, CHINA))
    assert EVIL in shown.text and "李强" in shown.text and not shown.all("script")
    assert shown.having("data-switch") == ["on"] and shown.having("data-sure") == []
