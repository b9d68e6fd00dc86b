"""What replicas share over one PostgreSQL: people, runs of sync, who sends what is handed on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial

import pytest

from index.store.opening import open_facts, open_members, open_notes
from index.store.protocols import Location
from index.sync import Synced, logged
from web.staff.people import People, Person, Role
from web.staff.syncs import last_runs

pytestmark = pytest.mark.services


@pytest.fixture
def places(database, tmp_path):
    """Two machines over one database."""
    here, there = (Location(tmp_path / name, database) for name in ("here", "there"))
    open_facts(here, create=True).close()
    return here, there


def test_a_person_is_known_and_unknown_to_both_at_once(places):
    with ExitStack() as held:
        one, other = (People(held.enter_context(closing(open_members(place)))) for place in places)
        assert one.put("王芳", Role.AGENT, "wang-fang-1") is True
        assert other.admitted("王芳", "wang-fang-1") == Person("王芳", Role.AGENT)
        assert other.put("王芳", Role.ADMINISTRATOR, "another-word") is False
        assert one.admitted("王芳", "wang-fang-1") is None
        other.remove("王芳")
        assert one.find("王芳") is None and one.listed() == {}


def test_a_run_of_sync_on_one_machine_is_told_on_the_other(places):
    here, there = places
    with logged("公开文件", here.folder, lambda: open_notes(here)) as run:
        run.done = Synced(("甲.pdf",), (), (), ())
    with closing(open_notes(there)) as notes:
        (told,) = last_runs(notes)
    assert (told.source, told.done) == ("公开文件", (("添加", "甲.pdf"),))


def test_of_many_who_claim_at_once_one_holds_it(places):
    with ExitStack() as held:
        notes = [held.enter_context(closing(open_notes(place))) for place in places]

        def claim(name: str, n: int) -> bool:
            return notes[n % 2].claim("t", name, f"h{n}", 60)

        for name in map(str, range(20)):
            with ThreadPoolExecutor(8) as threads:
                won = list(threads.map(partial(claim, name), range(8)))
            assert won.count(True) == 1
        assert notes[0].claim("t", "0", "last", 60) is False
        winner = next(n for n in range(8) if claim("0", n))
        notes[0].release("t", "0", f"h{winner}")
        assert notes[1].claim("t", "0", "last", 60)
