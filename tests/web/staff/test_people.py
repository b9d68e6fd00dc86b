"""The file of people."""

import stat
import threading

import pytest

from index.facts.errors import BudgetError
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


def test_the_file_holds_no_password_and_is_its_owners_alone(people, tmp_path):
    path = tmp_path / "people.json"
    text = path.read_text("utf-8")
    assert AGENT[1] not in text and "$argon2id$" in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_change_is_seen_by_who_read_before(people, tmp_path):
    other = People(tmp_path / "people.json")
    assert set(other.listed()) == {"王芳", "李强"}
    people.remove("王芳")
    assert other.admitted(*AGENT) is None and set(other.listed()) == {"李强"}
    assert people.put("李强", Role.AGENT, "another-word") is False
    assert other.admitted(*ADMINISTRATOR) is None
    assert other.admitted("李强", "another-word") == Person("李强", Role.AGENT)


@pytest.mark.parametrize(
    ("name", "password"), [("", "long-enough"), ("a\nb", "long-enough"), ("赵", "short")]
)
def test_who_cannot_be_named_or_has_a_short_password_is_not_taken(people, name, password):
    with pytest.raises(BudgetError, match="应为"):
        people.put(name, Role.AGENT, password)
    assert set(people.listed()) == {"王芳", "李强"}


def test_a_file_that_is_none_is_told_and_kept(tmp_path):
    path = tmp_path / "people.json"
    path.write_text("{", "utf-8")
    for act in (lambda: People(path).listed(), lambda: People(path).put("赵", Role.AGENT, "long-enough")):
        with pytest.raises(BudgetError, match="不是人员文件"):
            act()
    assert path.read_text("utf-8") == "{"
    with pytest.raises(BudgetError, match="没有名叫"):
        People(tmp_path / "none.json").remove("赵")


def test_writers_at_once_lose_nobody(people, tmp_path):
    def add(n):
        People(tmp_path / "people.json").put(f"人{n}", Role.AGENT, "long-enough")

    threads = [threading.Thread(target=add, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(people.listed()) == 10
