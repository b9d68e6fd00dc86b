"""A backup holds all that cannot be made again, on either engine, and a damaged one changes nothing."""

from __future__ import annotations

import hashlib
import json
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from index.build import build, follow
from index.facts.errors import StoreError
from index.facts.given import said
from index.store.backup import backup, restore
from index.store.opening import open_facts, open_notes, open_questions, open_stores, originals_of
from index.store.protocols import Location
from index.store.service import KeptQuestion
from tests.index.store.test_protocols import A, B, told

SERVED = pytest.param("PostgreSQL", marks=pytest.mark.services)
QUESTION = KeptQuestion(
    "1", datetime(2025, 3, 3, 9, 1, 2, 345), "api", "问", "answered", 1.5, "", {"text": "答"}, False, "不对"
)


@pytest.fixture
def place(tmp_path, request):
    """``place("SQLite", "name")`` → where a new store of that engine is."""

    def make(engine: str, name: str) -> Location:
        database = request.getfixturevalue("make_database")() if engine == "PostgreSQL" else ""
        return Location(tmp_path / name, database)

    return make


def filled(where: Location, encoder, write_disclosure) -> None:
    """A store with documents that came and went, something given, an uploaded file, and a question."""
    files = where.folder.parent / "in"
    uploaded = where.folder / "uploads" / "b25.pdf"
    with open_stores(where, encoder) as stores:
        first = write_disclosure(files / "a24.pdf", A, 2024, 120)
        second = write_disclosure(files / "a25.pdf", A, 2025, 150, pages=2)
        build([first, second, write_disclosure(uploaded, B, 2025, 300)], stores, jobs=1)
        build([write_disclosure(first, A, 2024, 130)], stores, jobs=1)
        (one,) = stores.facts.find(names=["a25.pdf"])
        stores.facts.give(one.document.sha256, said(body=A))
    with closing(open_questions(where)) as questions:
        questions.put(QUESTION)
        questions.judge("1", False, "不对")
    with closing(open_notes(where)) as notes:
        notes.put("switch", "answering", {"on": False, "notice": "停"}, "李强")


def everything(where: Location) -> dict[str, object]:
    with (
        closing(open_facts(where)) as facts,
        closing(open_questions(where)) as questions,
        closing(open_notes(where)) as notes,
    ):
        return {
            **told(facts),
            "ids": [stored.id for stored in facts.documents()],
            "given": facts.given(),
            "words": facts.search_words(["公务", "接待费", "1.50"], 50),
            "questions": list(questions.entries()),
            "notes": notes.of("switch"),
            "originals": [originals_of(where).path(s.document).read_bytes() for s in facts.documents()],
        }


@pytest.mark.parametrize("to", ["SQLite", SERVED])
@pytest.mark.parametrize("of", ["SQLite", SERVED])
def test_what_is_restored_is_what_was_backed_up(of, to, place, encoder, write_disclosure, tmp_path):
    before, after, file = place(of, "before"), place(to, "after"), tmp_path / "a.zip"
    filled(before, encoder, write_disclosure)
    held = backup(before, file)
    assert (held.documents, held.questions) == (3, 1)
    assert restore(after, file) == held
    kept, found = everything(before), everything(after)
    uploaded = {
        s.source for s in found.pop("documents") if Path(s.source).is_relative_to(after.folder / "uploads")
    }
    assert uploaded == {str(after.folder.resolve() / "uploads" / "b25.pdf")}
    assert Path(*uploaded).read_bytes() in kept["originals"]
    del kept["documents"]
    assert found == kept
    with open_stores(after, encoder) as stores:
        assert stores.vectors.count() == 0
        follow(stores)
        assert stores.vectors.ids() == set(stores.facts.passage_owners())
        assert not stores.facts.begin(), "all follows the facts"
        again = build([write_disclosure(tmp_path / "in" / "c.pdf", B, 2023, 90)], stores, jobs=1, prune=True)
        assert (again.documents, again.removed) == (1, 0)
        assert max(s.id for s in stores.facts.documents()) > max(kept["ids"])


def test_a_backup_from_before_there_were_notes_is_restored(one, tmp_path):
    old = tmp_path / "old.zip"
    with zipfile.ZipFile(one) as held, zipfile.ZipFile(old, "w") as out:
        manifest = json.loads(held.read("manifest.json"))
        del manifest["rows"]["service_notes"], manifest["members"]["facts/service_notes.jsonl"]
        for name in manifest["members"]:
            out.writestr(name, held.read(name))
        listed = json.dumps(manifest).encode()
        out.writestr("manifest.json", listed)
        out.comment = hashlib.sha256(listed).hexdigest().encode()
    restore(Location(tmp_path / "new"), old)
    with closing(open_notes(tmp_path / "new")) as notes:
        assert notes.of("switch") == ()


@pytest.fixture
def one(place, encoder, write_disclosure, tmp_path):
    """A backup of a store in SQLite."""
    filled(place("SQLite", "one"), encoder, write_disclosure)
    backup(Location(tmp_path / "one"), tmp_path / "one.zip")
    return tmp_path / "one.zip"


def test_a_file_damaged_anywhere_is_told_and_nothing_is_made(one, tmp_path):
    content = one.read_bytes()
    for at in range(0, len(content), len(content) // 40):
        one.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        new = tmp_path / f"new-{at}"
        try:
            restore(Location(new), one)
        except StoreError as error:
            assert "one.zip" in str(error)
            assert not new.exists()
        else:  # a byte that means nothing, as a member's date
            with closing(open_facts(new)) as facts:
                assert len(facts.documents()) == 3
    for length in (0, 10, len(content) // 2, len(content) - 1):
        one.write_bytes(content[:length])
        with pytest.raises(StoreError, match="损坏"):
            restore(Location(tmp_path / "new"), one)
    assert not (tmp_path / "new").exists()


def changed(file: Path, member: str, content: bytes) -> Path:
    """The backup with other content in a member, under right checksums of the zip's own."""
    other = file.with_name("other.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
        new.comment = old.comment
    return other


def test_a_file_that_was_changed_is_told(one, tmp_path):
    with pytest.raises(StoreError, match=r"facts/figures\.jsonl 的校验值不符"):
        restore(Location(tmp_path / "new"), changed(one, "facts/figures.jsonl", b""))
    with zipfile.ZipFile(one) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    listed = json.dumps({**manifest, "at": "2020-01-01T00:00:00Z"}).encode()
    with pytest.raises(StoreError, match="清单的校验值不符"):
        restore(Location(tmp_path / "new"), changed(one, "manifest.json", listed))
    later = json.dumps({**manifest, "version": 99}).encode()
    with pytest.raises(StoreError, match="升级"):
        restore(Location(tmp_path / "new"), changed(one, "manifest.json", later))
    assert not (tmp_path / "new").exists()


def test_a_store_that_holds_anything_is_left_as_it_is(one, tmp_path):
    before = everything(Location(tmp_path / "one"))
    with pytest.raises(StoreError, match="已有文件"):
        restore(Location(tmp_path / "one"), one)
    assert everything(Location(tmp_path / "one")) == before


def test_a_backup_is_written_over_no_other_file_and_not_without_its_originals(one, tmp_path):
    where, content = Location(tmp_path / "one"), one.read_bytes()
    with pytest.raises(StoreError, match="已存在"):
        backup(where, one)
    assert one.read_bytes() == content
    with closing(open_facts(where)) as facts:
        originals_of(where).path(facts.documents()[0].document).write_bytes(b"other")
    with pytest.raises(StoreError, match="原件"):
        backup(where, tmp_path / "two.zip")
    assert not list(tmp_path.glob("two*"))
    with pytest.raises(StoreError, match="没有索引"):
        backup(Location(tmp_path / "nowhere"), tmp_path / "three.zip")
    assert not list(tmp_path.glob("three*"))


def test_a_backup_made_while_documents_change_is_of_one_moment(place, encoder, write_disclosure, tmp_path):
    where = place("SQLite", "one")
    filled(where, encoder, write_disclosure)
    from index.store.relational import dump

    with dump.reading(where) as rows:
        first = list(rows.lines("documents"))
        with open_stores(where, encoder) as stores:
            build([write_disclosure(tmp_path / "in" / "d.pdf", B, 2022, 90)], stores, jobs=1)
        assert list(rows.lines("documents")) == first
        figures = [json.loads(line)["document_id"] for line in rows.lines("figures")]
        assert set(figures) == {json.loads(line)["id"] for line in first}
