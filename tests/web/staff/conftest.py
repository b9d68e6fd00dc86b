"""People with short hashes, whose costs are argon2-cffi's own business, and their log-ins, in a store."""

from contextlib import closing

import pytest
from argon2 import PasswordHasher

from index.store.opening import open_facts, open_logins, open_members
from web.staff import people as module
from web.staff.people import People, Role

AGENT, ADMINISTRATOR = ("王芳", "wang-fang-1"), ("李强", "li-qiang-22")


@pytest.fixture
def logins(tmp_path):
    open_facts(tmp_path, create=True).close()
    with closing(open_logins(tmp_path)) as logins:
        yield logins


@pytest.fixture
def members(tmp_path):
    open_facts(tmp_path, create=True).close()
    with closing(open_members(tmp_path)) as members:
        yield members


@pytest.fixture
def people(members, monkeypatch):
    monkeypatch.setattr(module, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    held = People(members)
    held.put(AGENT[0], Role.AGENT, AGENT[1])
    held.put(ADMINISTRATOR[0], Role.ADMINISTRATOR, ADMINISTRATOR[1])
    return held
