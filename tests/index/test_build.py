"""Files become rows and vectors in one step each, whatever the files and whenever a run is killed."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build, read_again, remove
from index.extract import EXTRACTOR, digest, extract
from index.facts.errors import DocumentError
from index.facts.given import Given, said
from index.facts.limits import Limits
from index.facts.naming.file_names import KINDS
from index.facts.records import Kind
from index.sources import files_of
from index.store.exports.figure_rows import export_row
from index.store.opening import open_stores

A, B, C = "某市商务局", "某市教育局", "某县水利局"


@pytest.fixture
def write(tmp_path, write_disclosure):
    """``write("in/a.pdf", body, year, reception)`` → a small real disclosure below the test's folder."""
    return lambda name, *facts, **more: write_disclosure(tmp_path / name, *facts, **more)


@pytest.fixture
def stores(tmp_path, encoder):
    with open_stores(tmp_path / "store", encoder) as opened:
        yield opened


def exported(stores):
    return [export_row(stored.figure) for stored in stores.facts.stream_figures()]


def consistent(stores):
    """Whether both stores and the copies speak of the same documents."""
    digests = {f"{s.document.sha256}.pdf" for s in stores.facts.documents()}
    return (
        stores.vectors.ids() == set(stores.facts.passage_owners())
        and {copy.name for copy in stores.originals.folder.iterdir()} == digests
    )


def test_a_folder_becomes_figures_changes_passages_vectors_and_copies(write, stores, tmp_path):
    first = write("in/a.pdf", A, 2025)
    write("in/deep/er/b.PDF", B, 2024)
    summary = build([tmp_path / "in"], stores, jobs=1)
    assert (summary.documents, summary.pages, summary.failed, summary.warnings) == (2, 6, [], [])
    assert min(summary.tables, summary.figures, summary.changes, summary.passages) >= 2
    assert {(s.document.body, s.document.year) for s in stores.facts.documents()} == {(A, 2025), (B, 2024)}
    assert consistent(stores)
    assert (stores.originals.folder / f"{digest(first)}.pdf").read_bytes() == first.read_bytes()


def test_progress_counts_every_file_to_the_total(write, stores, tmp_path):
    write("in/a.pdf", A, 2025)
    write("in/b.pdf", B, 2025)
    (tmp_path / "in" / "c.pdf").write_bytes(b"")
    seen = []
    build([tmp_path / "in"], stores, jobs=1, on_progress=seen.append)
    assert [(p.done, p.total, p.name, p.outcome) for p in seen if p.outcome] == [
        (1, 3, "a.pdf", "完成"),
        (2, 3, "b.pdf", "完成"),
        (3, 3, "c.pdf", "失败"),
    ]


def test_an_unchanged_file_is_skipped_and_its_rows_stay(write, stores, tmp_path):
    path = write("in/a.pdf", A, 2025)
    build([path], stores)
    before = stores.facts.documents()
    os.utime(path, (1, 1))
    summary = build([path, tmp_path / "in"], stores)
    assert (summary.documents, summary.skipped, summary.failed, summary.warnings) == (0, 1, [], [])
    assert stores.facts.documents() == before


def test_another_extractor_reads_an_unchanged_file_again(write, stores):
    path = write("in/a.pdf", A, 2025)
    stores.facts.replace(extract(path, digest(path)), source=str(path), extractor="before-" + EXTRACTOR)
    assert build([path], stores).documents == 1
    assert stores.facts.documents()[0].extractor == EXTRACTOR
    assert consistent(stores)


def test_a_changed_file_replaces_its_old_edition_in_both_stores(write, stores):
    path = write("in/a.pdf", A, 2025, 150)
    build([path], stores)
    (old,) = stores.facts.documents()
    old_refs = stores.vectors.ids()
    write("in/a.pdf", A, 2025, 250)
    assert build([path], stores).documents == 1
    (new,) = stores.facts.documents()
    assert (new.document.name, new.document.sha256 != old.document.sha256) == ("a.pdf", True)
    assert {row["printed"] for row in exported(stores)} == {"2.50", "0.00"}
    assert not old_refs & stores.vectors.ids()
    assert consistent(stores)


def test_the_same_content_twice_is_indexed_once_with_a_warning(write, stores, tmp_path):
    write("in/a.pdf", A, 2025)
    shutil.copyfile(tmp_path / "in" / "a.pdf", tmp_path / "in" / "副本.pdf")
    summary = build([tmp_path / "in"], stores, jobs=1)
    assert (summary.documents, summary.skipped, summary.failed) == (1, 1, [])
    assert summary.warnings == ["副本.pdf：与 a.pdf 内容相同，只索引一份"]
    assert len(stores.facts.documents()) == 1


def test_a_file_named_twice_is_read_once_without_a_warning(write, stores, tmp_path, monkeypatch):
    path = write("in/a.pdf", A, 2025)
    monkeypatch.chdir(tmp_path)
    summary = build([path, Path("in/a.pdf"), Path("in"), tmp_path / "in" / ".." / "in"], stores)
    assert (summary.documents, summary.skipped, summary.warnings) == (1, 0, [])


def test_files_of_one_bare_name_are_all_kept_under_names_that_differ(write, stores, tmp_path):
    write("in/甲局/公开.pdf", A, 2025)
    write("in/乙局/公开.pdf", B, 2025)
    build([tmp_path / "in"], stores, jobs=1)
    named = {s.document.name: s.document.body for s in stores.facts.documents()}
    assert named == {"公开.pdf": B, "甲局/公开.pdf": A}
    assert {row["pdf"] for row in exported(stores) if row["body"] == A} == {"甲局/公开.pdf"}
    cited = {s.passage.citation.document for s in stores.facts.passages()}
    assert cited == {s.change.citation.document for s in stores.facts.changes()} == set(named)


def test_files_whose_folders_too_have_one_name_are_all_kept(write, stores, tmp_path, contents):
    for place, body in (("甲局", A), ("乙局", B), ("丙局", C)):
        write(f"in/{place}/2025/公开.pdf", body, 2025)
    build([tmp_path / "in"], stores, jobs=1)
    assert {s.document.body for s in stores.facts.documents()} == {A, B, C}
    assert {s.document.name for s in stores.facts.documents()} == {
        "公开.pdf",
        "2025/公开.pdf",
        "甲局/2025/公开.pdf",
    }
    before = contents(stores)
    assert build([tmp_path / "in"], stores, jobs=1).skipped == 3
    assert contents(stores) == before


def test_a_changed_file_replaces_its_old_edition_though_its_namesake_is_gone(write, stores, tmp_path):
    namesake = write("in/乙局/公开.pdf", B, 2025)
    path = write("in/甲局/公开.pdf", A, 2025, 150)
    build([tmp_path / "in"], stores, jobs=1)
    namesake.unlink()
    write("in/甲局/公开.pdf", A, 2025, 250)
    build([path], stores, jobs=1)
    ours = [s for s in stores.facts.documents() if s.document.body == A]
    assert [s.document.sha256 for s in ours] == [digest(path)]
    assert consistent(stores)


def test_prune_removes_what_is_gone_and_nothing_else(write, stores, tmp_path):
    gone, kept, elsewhere = (
        write("in/a.pdf", A, 2025),
        write("in/b.pdf", B, 2025),
        write("other/c.pdf", C, 2025),
    )
    build([gone, kept, elsewhere], stores, jobs=1)
    gone.unlink()
    assert build([tmp_path / "in"], stores).removed == 0
    assert len(stores.facts.documents()) == 3
    summary = build([tmp_path / "in"], stores, prune=True)
    assert (summary.removed, summary.skipped) == (1, 1)
    assert {s.document.body for s in stores.facts.documents()} == {B, C}
    assert consistent(stores)


def test_prune_keeps_a_document_whose_file_was_only_moved_or_renamed(write, stores, tmp_path):
    path = write("in/a.pdf", A, 2025)
    build([path], stores)
    path.rename(tmp_path / "in" / "renamed.pdf")
    summary = build([tmp_path / "in"], stores, prune=True)
    assert (summary.removed, summary.failed) == (0, [])
    (stored,) = stores.facts.documents()
    assert (stored.document.name, stored.source) == (
        "renamed.pdf",
        str((tmp_path / "in" / "renamed.pdf").resolve()),
    )
    assert consistent(stores)


def test_a_removed_document_leaves_nothing_behind_and_its_file_stays(write, stores, contents):
    first, second = write("in/a.pdf", A, 2025), write("in/b.pdf", B, 2025)
    build([second], stores)
    only = contents(stores)
    build([first], stores)
    remove(stores, next(s.id for s in stores.facts.documents() if s.document.body == A))
    assert contents(stores) == only
    assert first.is_file()
    with pytest.raises(KeyError):
        remove(stores, 99)


def test_one_process_and_two_give_the_same_stores(write, tmp_path, encoder, contents):
    for n, (place, body) in enumerate([("x", A), ("y", B), ("z", C)]):
        write(f"in/{place}/公开.pdf", body, 2025, 100 + 50 * n, pages=3 - n)
    (tmp_path / "in" / "empty.pdf").write_bytes(b"")
    results = []
    for jobs in (1, 2):
        with open_stores(tmp_path / f"store-{jobs}", encoder) as stores:
            summary = build([tmp_path / "in"], stores, jobs=jobs)
            results.append((contents(stores), exported(stores), summary))
    assert results[0] == results[1]
    assert len(results[0][1]) >= 12


def test_the_stores_own_copies_are_no_documents(write, tmp_path, encoder):
    write("a.pdf", A, 2025)
    with open_stores(tmp_path / "store", encoder) as stores:
        build([tmp_path], stores)
        summary = build([tmp_path], stores)
        assert (summary.skipped, summary.warnings) == (1, [])
        assert build([tmp_path / "store" / "documents"], stores).documents == 0


def test_each_path_without_a_readable_file_is_one_line(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "~$lock.docx").write_text("x", encoding="utf-8")
    for name in ("old.rar", "notes.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    names = ("empty", "nowhere", "old.rar", "notes.md")
    files, problems, notes = files_of([tmp_path / name for name in names])
    assert (files, notes) == ([], [])
    assert [line.split("：")[1] for line in problems] == [
        f"文件夹中没有可索引的文件（{KINDS}）。请检查路径",
        "文件不存在。请检查路径",
        "不支持的文件类型 .rar。请解压后再建立索引",
        f"不支持的文件类型 .md。请提供 {KINDS}",
    ]


def test_the_stored_copy_keeps_its_suffix(stores, tmp_path):
    page = tmp_path / "某市商务局2025年部门预算说明.txt"
    page.write_text("一、主要职责\n拟订全市商务发展规划并组织实施。\n", encoding="utf-8")
    build([page], stores, jobs=1)
    build([page], stores, jobs=1)
    assert [copy.suffix for copy in stores.originals.folder.iterdir()] == [".txt"]


def test_a_fault_of_the_extraction_costs_one_file_and_not_the_run(write, stores, tmp_path):
    write("in/a.pdf", A, 2025)
    write("in/b.pdf", B, 2025)
    summary = build([tmp_path / "in"], stores, jobs=1, read=read_or_raise)
    assert [s.document.body for s in stores.facts.documents()] == [B]
    (line,) = summary.failed
    assert line.startswith("a.pdf：读取时程序出错（KeyError")
    assert "\n" not in line


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_kills_its_worker_costs_only_itself(write, stores, tmp_path, jobs):
    for name, body in (("a", A), ("b", B), ("c", C)):
        write(f"in/{name}.pdf", body, 2025)
    summary = build([tmp_path / "in"], stores, jobs=jobs, read=read_or_die)
    (line,) = summary.failed
    assert line.startswith("b.pdf 第2页：读取时进程意外终止（信号 9）。")
    assert {s.document.body for s in stores.facts.documents()} == {A, C}


def test_a_file_larger_than_allowed_is_told_and_not_read(write, stores, tmp_path):
    large = write("in/a.pdf", A, 2025)
    large.write_bytes(large.read_bytes() + b"%" * 2**20)
    write("in/b.pdf", B, 2025)
    summary = build([tmp_path / "in"], stores, limits=Limits(megabytes=1))
    assert summary.failed == [
        "a.pdf：文件为 1 MB，超过上限 1 MB。请拆分或压缩后再建立索引，或调高 BUDGET_QA_MAX_MEGABYTES"
    ]
    assert [s.document.body for s in stores.facts.documents()] == [B]


@pytest.mark.skipif(os.name != "posix", reason="only there are names bytes")
def test_a_file_whose_name_is_no_text_is_told_in_a_line_that_can_be_shown(write, stores, tmp_path):
    path = write("in/a.pdf", A, 2025)
    odd = os.path.join(os.fsencode(path.parent), b"\xb9\xab\xbf\xaa.pdf")
    try:
        os.rename(path, odd)
    except OSError:
        pytest.skip("this file system takes no such name")
    write("in/b.pdf", B, 2025)
    summary = build([tmp_path / "in"], stores)
    (line,) = summary.failed
    assert line.endswith("文件名或文件夹名不是 UTF-8 编码。请改名后再建立索引")
    assert line.encode()
    assert summary.documents == 1


def test_limits_reach_the_reader_of_each_file(write, stores, tmp_path):
    write("in/a.pdf", A, 2025, pages=3)
    write("in/b.pdf", B, 2025)
    summary = build([tmp_path / "in"], stores, limits=Limits(pages=3))
    assert summary.failed == ["a.pdf：超过上限 3 页。请拆分后再建立索引，或调高 BUDGET_QA_MAX_PAGES"]
    assert summary.documents == 1


def test_a_corrected_file_supersedes_the_first_and_both_stay(write, stores):
    first = write("in/a.pdf", A, 2025, 150)
    later = write("in/a-修订.pdf", A, 2025, 250)
    write("in/b.pdf", A, 2024)
    for path in (first, later, first.with_name("b.pdf")):
        build([path], stores)
    found = {s.document.name: s for s in stores.facts.documents()}
    assert found["a.pdf"].superseded_by == found["a-修订.pdf"].id
    assert found["a-修订.pdf"].superseded_by is found["b.pdf"].superseded_by is None
    assert consistent(stores)


def read_or_raise(path, sha256, on_page):
    if path.name == "a.pdf":
        raise KeyError("no such column\nat all")
    return extract(path, sha256)


def read_or_die(path, sha256, on_page):
    if path.name == "b.pdf":
        on_page(2)
        os.kill(os.getpid(), signal.SIGKILL)
    return extract(path, sha256)


def test_a_further_file_asks_nothing_of_all_that_is_indexed(write, stores, tmp_path):
    for n in range(3):
        write(f"in/{n}.pdf", f"某市{n}局", 2025)
    build([tmp_path / "in"], stores, jobs=1)

    class Counted:
        """Facts or vectors that note what is asked of them without saying which document."""

        def __init__(self, held):
            self._held = held

        def __getattr__(self, name):
            if name in ("documents", "passage_owners", "ids"):
                asked.append(name)
            return getattr(self._held, name)

    asked = []
    watched = replace(stores, facts=Counted(stores.facts), vectors=Counted(stores.vectors))
    for n in range(3, 6):
        write(f"in/{n}.pdf", f"某市{n}局", 2025)
    assert build([tmp_path / "in"], watched, jobs=1).documents == 3
    assert asked == ["documents"], "once a run, for the checks of departments against their units"
    asked.clear()
    assert build([tmp_path / "in"], watched, jobs=1).skipped == 6
    assert asked == []


def labelled(stores):
    """The bodies and years that the facts of all documents have."""
    figures = {(f.figure.body, f.figure.year) for f in stores.facts.stream_figures()}
    changes = {(c.change.body, c.change.year) for c in stores.facts.changes()}
    documents = {(s.document.body, s.document.year) for s in stores.facts.documents()}
    return figures, changes, documents


def test_what_is_given_of_a_document_labels_all_its_facts_and_stays(write, stores):
    path = write("in/a.pdf", A, 2025)
    build([path], stores)
    (first,) = stores.facts.documents()
    assert labelled(stores) == ({(A, 2025)}, {(A, 2025)}, {(A, 2025)})
    read_again(stores, first.id, given=said(body=B))
    assert labelled(stores) == ({(B, 2025)}, {(B, 2025)}, {(B, 2025)})
    assert consistent(stores)
    (given,) = stores.facts.documents()
    assert (given.source, given.document.name) == (first.source, first.document.name)
    assert build([path], stores).skipped == 1
    build([path], stores, again=True)
    assert labelled(stores)[2] == {(B, 2025)}
    read_again(stores, stores.facts.documents()[0].id, given=said(year=2023, kind="决算"))
    (document,) = (s.document for s in stores.facts.documents())
    assert (document.body, document.year, document.kind) == (B, 2023, Kind.FINAL)
    assert labelled(stores)[0] == {(B, 2023)}
    read_again(stores, stores.facts.documents()[0].id, given=Given())
    assert labelled(stores)[2] == {(A, 2025)} and stores.facts.given() == {}


def test_what_was_given_before_a_kill_is_applied_by_the_next_run(write, stores):
    path = write("in/a.pdf", A, 2025)
    build([path], stores)
    stores.facts.give(digest(path), said(body=C))
    assert build([path], stores).documents == 1
    assert labelled(stores)[0] == {(C, 2025)}


def test_what_is_given_is_not_of_other_content_and_that_is_told(write, stores):
    path = write("in/a.pdf", A, 2025, 150)
    build([path], stores)
    read_again(stores, stores.facts.documents()[0].id, given=said(body=B))
    write("in/a.pdf", A, 2025, 250)
    summary = build([path], stores)
    assert labelled(stores)[2] == {(A, 2025)}
    assert summary.warnings == [
        "a.pdf：内容已改变，先前指定的单位、年份、种类不再适用。如仍适用，请再用 docs set 指定"
    ]


def test_a_removed_document_takes_what_was_given_with_it(write, stores):
    build([write("in/a.pdf", A, 2025)], stores)
    read_again(stores, stores.facts.documents()[0].id, given=said(body=B))
    remove(stores, stores.facts.documents()[0].id)
    assert stores.facts.given() == {}


def test_a_copy_that_cannot_be_read_leaves_document_and_what_was_given(write, stores, monkeypatch):
    build([write("in/a.pdf", A, 2025)], stores)
    (stored,) = stores.facts.documents()
    stores.originals.path(stored.document).write_bytes(b"no")
    with pytest.raises(DocumentError, match=r"a\.pdf"):
        read_again(stores, stored.id, given=said(body=B))
    stores.originals.path(stored.document).unlink()
    with pytest.raises(DocumentError, match=r"a\.pdf：收录的副本无法读取"):
        read_again(stores, stored.id, given=said(body=B))
    assert labelled(stores)[0] == {(A, 2025)} and stores.facts.given() == {}
    with pytest.raises(KeyError):
        read_again(stores, 99)
