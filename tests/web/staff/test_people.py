"""The people of the desk, as every process over a store sees them."""

import json
import threading
from contextlib import closing

import pytest

from index.facts.errors import BudgetError
from index.store.opening import open_members
from tests.web.staff.conftest import ADMINISTRATOR, AGENT
from web.staff.people import People, Person, Role


def test_only_the_right_password_admits(people):
    assert people.admitted(*AGENT) == Person("王芳", Role.AGENT)
    assert people.admitted(*ADMINISTRATOR) == Person("李强", Role.ADMINISTRATOR)
    for wrong in (("王芳", ADMINISTRATOR[1]), ("王芳", ""), ("王", AGENT[1]), ("", "")):
        assert people.admitted(*wrong) is None


def test_an_accent_typed_in_another_way_is_the_same_password(people):
    people.put("Ren\u00e9", Role.AGENT, "caf\u00e9-cafe-1")
    assert people.admitted("Rene\u0301", "cafe\u0301-cafe-1") == Person("Ren\u00e9", Role.AGENT)


@pytest.mark.sqlite
def test_no_password_is_kept(people, tmp_path):
    held = b"".join(path.read_bytes() for path in tmp_path.glob("facts.sqlite*"))
    assert AGENT[1].encode() not in held and b"$argon2id$" in held


def test_every_process_sees_a_change_at_once(people, tmp_path):
    with closing(open_members(tmp_path)) as members:
        other = People(members)
        assert set(other.listed()) == {"王芳", "李强"}
        people.remove("王芳")
        assert other.admitted(*AGENT) is None and set(other.listed()) == {"李强"}
        assert people.put("李强", Role.AGENT, "another-word") is False
        assert other.admitted(*ADMINISTRATOR) is None
        assert other.admitted("李强", "another-word") == Person("李强", Role.AGENT)
        assert other.put("赵敏", Role.AGENT, "long-enough") is True
        assert people.admitted("赵敏", "long-enough") == Person("赵敏", Role.AGENT)


def listed(path, *people):
    """A file of people as earlier versions wrote it."""
    told = [
        {"name": name, "role": role, "hash": hashed, "since": "2026-11-01T08:00:00Z"}
        for name, role, hashed in people
    ]
    path.write_text(json.dumps({"people": told}), "utf-8")
    return path


def test_a_file_is_taken_in_once_and_who_was_taken_out_stays_out(people, tmp_path):
    hashed = people.find(AGENT[0]).hash
    file = listed(tmp_path / "people.json", ("赵敏", "坐席", hashed), ("李强", "坐席", hashed))
    assert people.take_in(file) == 2
    assert people.admitted("赵敏", AGENT[1]) == Person("赵敏", Role.AGENT)
    assert people.admitted(*ADMINISTRATOR) == Person("李强", Role.ADMINISTRATOR), "as he was"
    people.remove("赵敏")
    assert people.take_in(file) == 0 and people.find("赵敏") is None
    assert people.take_in(file, again=True) == 2
    assert people.admitted("赵敏", AGENT[1]) and people.admitted("李强", AGENT[1]).role is Role.AGENT
    assert people.take_in(tmp_path / "none.json") == 0


@pytest.mark.parametrize(
    ("name", "password"), [("", "long-enough"), ("a\nb", "long-enough"), ("赵", "short")]
)
def test_who_cannot_be_named_or_has_a_short_password_is_not_taken(people, name, password):
    with pytest.raises(BudgetError, match="应为"):
        people.put(name, Role.AGENT, password)
    assert set(people.listed()) == {"王芳", "李强"}


def test_a_file_that_is_none_is_told_and_kept(people, tmp_path):
    path = tmp_path / "people.json"
    path.write_text("{", "utf-8")
    with pytest.raises(BudgetError, match="不是人员文件"):
        people.take_in(path)
    assert path.read_text("utf-8") == "{" and set(people.listed()) == {"王芳", "李强"}
    with pytest.raises(BudgetError, match="没有名叫"):
        people.remove("赵")


def test_writers_at_once_lose_nobody(people, tmp_path):
    def add(n):
        with closing(open_members(tmp_path)) as members:
            People(members).put(f"人{n}", Role.AGENT, "long-enough")

    threads = [threading.Thread(target=add, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(people.listed()) == 10
