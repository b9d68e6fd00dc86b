"""The list of documents to read: each is one worker's at a time, and none is lost."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from index.facts.errors import StoreError
from index.store.jobs import Counts, FailedJob, NewJob
from index.store.opening import open_facts
from index.store.protocols import Location
from index.store.relational.jobs import TRIES, JobTable
from tests.index.store.test_protocols import SERVED

ENTRIES = [NewJob(f"/in/{n}.pdf", f"{n:064}", (f"{n}.pdf", f"in/{n}.pdf")) for n in range(5)]


@pytest.fixture(params=["on disk", SERVED])
def where(request, tmp_path):
    database = request.getfixturevalue("database") if request.param == "in PostgreSQL" else ""
    where = Location(tmp_path / "store", database)
    open_facts(where, create=True).close()
    return where


@pytest.fixture
def jobs(where):
    with closing(JobTable(where.folder, where.database)) as opened:
        yield opened


def nothing_taken(names):
    return {}


def put(jobs, entries, since=None):
    return jobs.put(entries, since or jobs.now(), nothing_taken)


def test_what_is_put_twice_is_read_once(jobs):
    assert (put(jobs, ENTRIES), put(jobs, ENTRIES[:3])) == (5, 0)
    claimed = jobs.claim("a", 3, lease=60)
    assert [(job.source, job.name, job.tries) for job in claimed] == [
        (entry.source, entry.names[0], 1) for entry in ENTRIES[:3]
    ]
    assert put(jobs, ENTRIES) == 0, "what is being read stays"
    rest = jobs.claim("b", 9, lease=60)
    assert [job.source for job in rest] == [entry.source for entry in ENTRIES[3:]]
    assert jobs.claim("c", 9, lease=60) == []
    since = jobs.now()
    for job, worker in [*((job, "a") for job in claimed), *((job, "b") for job in rest)]:
        jobs.done(job, worker)
    assert jobs.counts() == Counts(done=5)
    assert put(jobs, ENTRIES, since) == 0, "it ended after these files were looked at"
    assert put(jobs, ENTRIES[:2]) == 2
    assert jobs.counts() == Counts(waiting=2), "a list that came to its end is begun anew"


def test_a_lease_that_ran_out_is_anothers_and_one_that_is_renewed_is_not(jobs):
    put(jobs, ENTRIES[:2])
    dead, alive = jobs.claim("dead", 1, lease=0.3), jobs.claim("alive", 1, lease=0.3)
    until = time.monotonic() + 0.6
    while time.monotonic() < until:
        jobs.renew("alive", lease=0.3)
        time.sleep(0.05)
    jobs.renew("alive", lease=60)
    (taken,) = jobs.claim("other", 9, lease=60)
    assert (taken.id, taken.tries) == (dead[0].id, 2)
    jobs.done(dead[0], "dead")
    assert jobs.counts() == Counts(claimed=2), "who lost a job does not end it"
    jobs.done(taken, "other")
    jobs.done(alive[0], "alive")
    assert jobs.counts() == Counts(done=2)


def test_a_job_that_fails_is_tried_again_after_the_others_and_then_no_more(jobs):
    put(jobs, ENTRIES[:2])
    (job,) = jobs.claim("a", 1, lease=60)
    assert not jobs.failed(job, "a", "坏了")
    order = []
    while claimed := jobs.claim("a", 1, lease=60):
        (job,) = claimed
        order.append((job.source, job.tries))
        last = jobs.failed(job, "a", "坏了") if job.source == ENTRIES[0].source else jobs.done(job, "a")
    assert order == [(ENTRIES[1].source, 1), *((ENTRIES[0].source, n) for n in range(2, TRIES + 1))]
    assert last
    assert jobs.counts() == Counts(done=1, failed=1)
    assert put(jobs, ENTRIES[:1]) == 1, "another run tries it anew"


def test_a_job_that_kills_whoever_takes_it_is_given_up_and_told_once(jobs):
    put(jobs, ENTRIES[:1])
    for n in range(TRIES):
        assert len(jobs.claim(f"worker {n}", 1, lease=0)) == 1
        time.sleep(0.01)
    assert jobs.claim("next", 1, lease=60) == []
    assert jobs.lost() == [FailedJob(ENTRIES[0].source, f"读取它的进程 {TRIES} 次都中断了")]
    assert jobs.lost() == []
    assert jobs.counts() == Counts(failed=1)


def test_what_is_given_back_counts_as_not_tried(jobs):
    put(jobs, ENTRIES)
    jobs.claim("a", 3, lease=60)
    jobs.release("a")
    assert jobs.counts() == Counts(waiting=5)
    assert [job.tries for job in jobs.claim("b", 9, lease=60)] == [1] * 5


def test_no_two_files_have_one_name_nor_one_turn(jobs):
    same = [NewJob(f"/in/{n}/公开.pdf", f"{n:064}", ("公开.pdf", f"{n}/公开.pdf")) for n in range(3)]
    jobs.put(same[:1], jobs.now(), nothing_taken)
    jobs.put(same[1:2], jobs.now(), lambda names: {"1/公开.pdf": {"/elsewhere/1/公开.pdf"}})
    jobs.put(same[2:], jobs.now(), lambda names: {"2/公开.pdf": {same[2].source}})
    claimed = jobs.claim("a", 9, lease=60)
    assert [job.name for job in claimed] == ["公开.pdf", "/in/1/公开.pdf", "2/公开.pdf"]
    assert len({job.serial for job in claimed}) == 3


@pytest.mark.parametrize("where", [SERVED], indirect=True)  # to a folder one process writes
def test_many_workers_take_each_document_once(jobs):
    entries = [NewJob(f"/in/{n}.pdf", f"{n:064}", (f"{n}.pdf",)) for n in range(200)]
    put(jobs, entries)

    def work(worker):
        mine = []
        while claimed := jobs.claim(worker, 3, lease=60):
            mine += [job.source for job in claimed]
            for job in claimed:
                jobs.done(job, worker)
        return mine

    with ThreadPoolExecutor(6) as pool:
        taken = [source for mine in pool.map(work, map(str, range(6))) for source in mine]
    assert sorted(taken) == sorted(entry.source for entry in entries)
    assert jobs.counts() == Counts(done=200)


def test_where_there_is_no_store_there_is_no_list(tmp_path):
    with pytest.raises(StoreError, match="没有索引"):
        JobTable(tmp_path)
