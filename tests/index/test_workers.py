"""A worker that dies, hangs or runs out of memory costs its file, and the order stays that of the files."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from multiprocessing import connection
from pathlib import Path

import pytest

from index.facts.errors import DocumentError
from index.facts.limits import Limits
from index.facts.records import Document, Extraction, Kind, Scope
from index.workers import read_all

GENEROUS = Limits(seconds=60, page_seconds=60)
RESOURCE = pytest.mark.skipif(not Path("/proc").exists(), reason="address space is limited on Linux")


def read(path, sha256, on_page):
    """Does what the file's name says."""
    word, _, number = path.stem.partition("-")
    on_page(1)
    if word == "slow":
        time.sleep(0.4)
    elif word == "exit":
        on_page(7)
        os._exit(int(number))
    elif word == "hang":
        on_page(3)
        time.sleep(600)
    elif word == "bomb":
        on_page(2)
        bytearray(8 * 2**30)
    elif word == "crawl":
        for page in range(1, 600):
            on_page(page)
            time.sleep(0.05)
    elif word == "bad":
        raise DocumentError(path.name, "看不出年度", "请写明")
    elif word == "torn":
        connection.Connection._send = die_over_half
    elif word == "late":  # its process ends behind it, while that of "beside" reads on
        until(path.with_name("beside").exists)
        threading.Timer(0.2, end, (path.with_name("ended"),)).start()
    elif word == "beside":
        path.with_name("beside").touch()
        until(path.with_name("ended").exists)
    elif word == "bug":
        raise KeyError("no such\ncolumn")
    return Extraction(Document(path.name, sha256, "", "某局", 2025, Kind.BUDGET, Scope.UNIT, os.getpid()))


def until(holds):
    while not holds():
        time.sleep(0.01)


def end(mark):
    mark.touch()
    os._exit(1)


def die_over_half(pipe, message):
    """Instead of `Connection._send`: half of what a worker has to say comes through."""
    os.write(pipe.fileno(), bytes(message)[: len(message) // 2])
    os.kill(os.getpid(), signal.SIGKILL)


def outcomes(*names, jobs=2, limits=GENEROUS):
    files = [(Path(f"{name}.pdf"), name) for name in names]
    found = list(read_all(files, jobs=jobs, read=read, limits=limits))
    assert [path for path, _ in found] == [path for path, _ in files]
    return [str(one) if isinstance(one, DocumentError) else one.document.name for _, one in found]


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_files(jobs):
    names = ["slow", *(f"quick-{n}" for n in range(12)), "slow-2", "last"]
    assert outcomes(*names, jobs=jobs) == [f"{name}.pdf" for name in names]


def test_no_files_give_nothing():
    assert outcomes() == []


def test_files_are_shared_among_the_workers():
    files = [(Path(f"slow-{n}.pdf"), "") for n in range(4)]
    found = list(read_all(files, jobs=2, read=read, limits=GENEROUS))
    assert len({one.document.pages for _, one in found}) == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_worker_that_ends_costs_its_file_which_is_told_with_the_page(jobs):
    first, died, third, again, last = outcomes("a", "exit-3", "b", "exit-0", "c", jobs=jobs)
    assert (first, third, last) == ("a.pdf", "b.pdf", "c.pdf")
    assert died == (
        "exit-3.pdf 第7页：读取时进程意外终止（退出码 3）。文件可能已损坏，请重新下载或另存后重试"
    )
    assert "退出码 0" in again


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_worker_that_dies_over_handing_in_its_result_costs_that_file(jobs):
    first, torn, last = outcomes("a", "torn", "b", jobs=jobs)
    assert (first, last) == ("a.pdf", "b.pdf")
    assert torn.startswith("torn.pdf 第1页：读取时进程意外终止（信号 9）。")


def test_a_worker_that_dies_when_it_has_nothing_to_do_costs_nothing(tmp_path):
    assert outcomes(tmp_path / "late", tmp_path / "beside") == ["late.pdf", "beside.pdf"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_hangs_is_ended_after_its_time_with_the_page_it_hung_on(jobs):
    begun = time.monotonic()
    first, hung, last = outcomes("a", "hang", "b", jobs=jobs, limits=Limits(page_seconds=1.0))
    assert (first, last) == ("a.pdf", "b.pdf")
    assert hung.startswith("hang.pdf 第3页：读取 1 秒仍未完成，已停止。")
    assert "BUDGET_QA_MAX_PAGE_SECONDS" in hung
    assert time.monotonic() - begun < 30


def test_a_file_whose_pages_never_end_is_ended_after_its_time():
    (told,) = outcomes("crawl", limits=Limits(seconds=1.0, page_seconds=0.8))
    assert "秒仍未完成" in told


@RESOURCE
def test_a_file_that_wants_more_memory_than_allowed_is_told(caplog):
    told, after = outcomes("bomb", "a", jobs=1, limits=Limits(memory_megabytes=1024))
    assert told.startswith("bomb.pdf 第2页：读取所需内存超过上限 1024 MB。")
    assert after == "a.pdf"


def test_a_bad_file_and_a_fault_are_one_line_each_and_the_fault_is_logged(caplog):
    caplog.set_level(logging.INFO, "index.workers")
    bad, bug, good = outcomes("bad", "bug", "good")
    assert (bad, good) == ("bad.pdf：看不出年度。请写明", "good.pdf")
    assert bug.startswith("bug.pdf 第1页：读取时程序出错（KeyError")
    assert "\n" not in bug
    assert "Traceback" in caplog.text


def test_a_reader_who_stops_listening_leaves_no_worker_behind():
    found = read_all([(Path("a.pdf"), ""), (Path("hang.pdf"), "")], jobs=2, read=read, limits=GENEROUS)
    (_, first) = next(found)
    found.close()
    with pytest.raises(ProcessLookupError):
        os.kill(first.document.pages, 0)


def test_who_watches_is_told_of_each_page_and_can_stop_the_reading():
    told = []

    def watch(path, page, of):
        told.append((path.name, page))
        if page == 5:
            raise KeyboardInterrupt

    files = [(Path("crawl.pdf"), "")]
    with pytest.raises(KeyboardInterrupt):
        list(read_all(files, jobs=1, read=read, limits=GENEROUS, watch=watch))
    assert told[-1] == ("crawl.pdf", 5)
    assert multiprocessing.active_children() == []
