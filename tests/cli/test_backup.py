"""A store is written to a file and made again from it by two commands."""

from __future__ import annotations

from contextlib import closing

from index.store.opening import open_notes
from index.sync import TOPIC
from tests.cli.told import A, one_line
from web.staff.schedule import Timetable
from web.staff.syncs import End, last_runs


def test_a_store_is_backed_up_and_restored(store, tmp_path, run):
    done = run("backup", tmp_path / "a.zip", "--store", store)
    assert (done.returncode, done.err) == (0, "")
    assert "2 份文件" in done.out
    done = run("restore", tmp_path / "a.zip", "--store", tmp_path / "new")
    assert (done.returncode, done.err) == (0, "")
    for question in (f"{A}2025年公务接待费是多少", f"{A}有哪些内设机构"):
        told = [run("ask", question, "--store", folder).out for folder in (store, tmp_path / "new")]
        assert told[0] == told[1]
        assert A in told[0]


def test_a_damaged_backup_is_one_line_and_makes_no_store(tmp_path, run):
    (tmp_path / "a.zip").write_bytes(b"no backup at all")
    done = run("restore", tmp_path / "a.zip", "--store", tmp_path / "new")
    assert done.returncode == 1
    assert one_line(done, "a.zip", "损坏")
    assert not (tmp_path / "new").exists()
    done = run("restore", tmp_path / "nowhere.zip", "--store", tmp_path / "new")
    assert done.returncode == 1
    assert one_line(done, "nowhere.zip")


def test_a_folder_is_synchronised_by_one_command(tmp_path, run, write_disclosure):
    write_disclosure(tmp_path / "in" / "a.pdf", A, 2025, 150)
    arguments = ("sync", tmp_path / "in", "--store", tmp_path / "store")
    done = run(*arguments, "--dry-run")
    assert (done.returncode, done.err) == (0, "")
    assert "将添加" in done.out and "添加 1" in done.out
    done = run(*arguments)
    assert (done.returncode, done.err) == (0, "")
    assert "1.50万元" in run("ask", f"{A}2025年公务接待费是多少", "--store", tmp_path / "store").out
    assert "BUDGET_QA_DESK_SYNC" in run(*arguments, "--due").err
    with closing(open_notes(tmp_path / "store")) as notes:
        Timetable(notes).put("0 0 1 1 *", by="李强")
        assert (run(*arguments, "--due").out, len(last_runs(notes))) == ("", 1), "not in this year"
        for note in notes.of(TOPIC):
            notes.forget(TOPIC, note.name)
    assert "添加 0" in run(*arguments, "--due").out
    (tmp_path / "in" / "b.pdf").write_bytes(b"no PDF")
    done = run(*arguments)
    assert done.returncode == 1
    assert "添加 0，替换 0，移除 0，失败 1" in done.out and "b.pdf" in done.err
    assert run("sync", tmp_path / "nowhere", "--store", tmp_path / "store").returncode == 1
    with closing(open_notes(tmp_path / "store")) as notes:
        stopped, second, _first = last_runs(notes)
    assert (stopped.end, second.end) == (End.STOPPED, End.DONE) and "nowhere" in stopped.why
    assert second.began is not None and second.counts()["失败"] == 1
