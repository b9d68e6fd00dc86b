"""Documents read from one list: the stores are those of one plain run, however often it was interrupted."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from index import sharing
from index.build import build
from index.extract import extract
from index.facts.errors import StoreError
from index.facts.limits import LIMITS
from index.sharing import finish, shared
from index.store.opening import open_shared, open_stores
from index.store.relational.jobs import TRIES
from index.workers import read_all
from tests.index.store.test_protocols import A, B, C


@pytest.fixture
def source(tmp_path, write_disclosure):
    """Disclosures in folders and an archive: two of one name, two editions, one file twice, a bad one."""
    folder = tmp_path / "in"
    write_disclosure(folder / "甲" / "公开.pdf", A, 2025, 150)
    write_disclosure(folder / "乙" / "公开.pdf", B, 2025, 260)
    write_disclosure(folder / "a" / "旧.pdf", C, 2025, 80)
    write_disclosure(folder / "b" / "新.pdf", C, 2025, 90)
    shutil.copyfile(folder / "甲" / "公开.pdf", folder / "z.pdf")
    (folder / "坏.pdf").write_bytes(b"no PDF")
    packed = write_disclosure(tmp_path / "packed.pdf", A, 2024, 140)
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.write(packed, "2024/公开.pdf")
    return folder


@pytest.fixture
def clean(tmp_path, source, encoder, contents):
    """What a plain run makes of the source, and what it tells."""
    with open_stores(tmp_path / "clean", encoder) as stores:
        summary = build([source], stores, jobs=1)
        return contents(stores), summary


def ended(place, encoder, summary):
    with open_stores(place, encoder, beside=True) as stores:
        finish(stores, summary)


def test_the_stores_are_those_of_a_plain_run(tmp_path, source, encoder, contents, clean):
    expected, plainly = clean
    told = []
    with open_shared(tmp_path / "store") as (stores, jobs):
        summary = shared([source], stores, jobs, cores_used=1, on_progress=told.append)
    ended(tmp_path / "store", encoder, summary)
    assert (summary.documents, sorted(summary.added)) == (plainly.documents, sorted(plainly.added))
    assert summary.failed == plainly.failed and len(summary.failed) == 1
    assert (told[-1].done, told[-1].total) == (6, 6)
    with open_stores(tmp_path / "store", encoder) as stores:
        assert contents(stores) == expected
        by_name = {s.document.name: s for s in stores.facts.documents()}
        assert by_name["旧.pdf"].superseded_by == by_name["新.pdf"].id
        assert not stores.facts.unsettled()
    with open_shared(tmp_path / "store") as (stores, jobs):
        again = shared([source], stores, jobs, cores_used=1)
    assert (again.documents, again.skipped) == (0, plainly.documents + 1)


def test_a_run_that_is_stopped_goes_on_where_it_was(tmp_path, source, encoder, contents, clean):
    class Stopped(BaseException):
        """Ctrl+C."""

    def stop(progress):
        if progress.outcome == "完成" and progress.done >= 2:
            raise Stopped

    with open_shared(tmp_path / "store") as (stores, jobs):
        with pytest.raises(Stopped):
            shared([source], stores, jobs, cores_used=1, on_progress=stop)
        counts = jobs.counts()
        assert (counts.claimed, counts.done) == (0, 2), "what it had is given back"
        read = []
        summary = shared(
            [source], stores, jobs, cores_used=1, on_progress=lambda told: read.append(told.name)
        )
    assert summary.documents == clean[1].documents - 2
    ended(tmp_path / "store", encoder, summary)
    with open_stores(tmp_path / "store", encoder) as stores:
        assert contents(stores) == clean[0]


def test_what_one_put_on_the_list_another_reads_archives_too(tmp_path, source, encoder, contents, clean):
    def nothing_read(files, watch):
        raise InterruptedError

    with open_shared(tmp_path / "store") as (stores, jobs):
        with pytest.raises(InterruptedError):
            shared([source], stores, jobs, cores_used=1, read_some=nothing_read)
        summary = shared([], stores, jobs, cores_used=1)
    ended(tmp_path / "store", encoder, summary)
    with open_stores(tmp_path / "store", encoder) as stores:
        assert contents(stores) == clean[0]


def test_a_file_that_fails_now_and_then_is_tried_again(tmp_path, source, encoder):
    tried = []

    def read_some(files, watch):
        for path, outcome in read_all(files, jobs=1, read=extract, limits=LIMITS):
            tried.append(path.name)
            if path.name == "新.pdf" and tried.count(path.name) < TRIES:
                outcome = sharing.DocumentError(path.name, "读取时进程意外终止", "")
            yield path, outcome

    with open_shared(tmp_path / "store") as (stores, jobs):
        summary = shared([source], stores, jobs, cores_used=1, read_some=read_some)
        assert (tried.count("新.pdf"), tried.count("坏.pdf"), tried.count("旧.pdf")) == (TRIES, TRIES, 1)
        assert len(summary.failed) == 1 and "坏.pdf" in summary.failed[0]
        assert "新.pdf" in {s.document.name for s in stores.facts.documents()}


class Dying:
    """The list, of a process that dies before it can note the end of a document that it has stored."""

    def __init__(self, jobs):
        self._jobs = jobs

    def __getattr__(self, name):
        return getattr(self._jobs, name)

    def done(self, job, worker):
        raise InterruptedError

    def release(self, worker):
        """The dead give back nothing."""


def test_what_a_dead_process_had_stored_already_is_not_read_again(tmp_path, source):
    read = []

    def read_some(files, watch):
        read.extend(path.name for path, _ in files)
        return read_all(files, jobs=1, read=extract, limits=LIMITS)

    with open_shared(tmp_path / "store") as (stores, jobs):
        with pytest.raises(InterruptedError):
            shared([source], stores, Dying(jobs), cores_used=1, lease=0.5)
        (stored,) = stores.facts.documents()
        shared([source], stores, jobs, cores_used=1, read_some=read_some)
        assert Path(stored.document.name).name not in read
        assert (jobs.counts().done, jobs.counts().failed) == (5, 1)
        assert len(stores.facts.documents()) == 5


def test_in_a_folder_one_process_alone_takes_from_the_list(tmp_path, source):
    with (
        open_shared(tmp_path / "store"),
        pytest.raises(StoreError, match="另一个进程"),
        open_shared(tmp_path / "store", patience=0),
    ):
        pass


def test_documents_whose_files_are_gone_are_removed_at_the_end(tmp_path, source, encoder):
    with open_shared(tmp_path / "store") as (stores, jobs):
        shared([source], stores, jobs, cores_used=1)
    (source / "b" / "新.pdf").unlink()
    with open_stores(tmp_path / "store", encoder) as stores:
        summary = sharing.Summary()
        finish(stores, summary, prune=True)
        assert summary.gone == ["新.pdf"]
        assert not stores.facts.unsettled()
