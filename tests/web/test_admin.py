"""Changing what is indexed in the serving process, over a real store, while questions are asked."""

import threading
import time
import zipfile
from io import BytesIO

import pytest

from index.build import build
from index.facts.errors import BudgetError
from index.facts.given import Given, said
from index.facts.limits import Limits
from index.store.opening import open_stores
from qa import BudgetQA
from qa.records import Status
from tests.conftest import disclosure
from web import admin
from web.admin import Administration

BODY = "青禾市商务局"
OTHER = "青禾市民政局"
ASKED = f"{BODY}2025年公务接待费是多少"


@pytest.fixture
def served(tmp_path, encoder, monkeypatch):
    """A store of one document, open for questions with the test's small model."""
    monkeypatch.setattr("index.store.embed.load_model", lambda name: encoder)
    monkeypatch.setattr(admin, "_WRONG_SECONDS", 0.0)
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(disclosure(BODY, 2025, 150))
    with open_stores(tmp_path / "store", encoder) as stores:
        assert not build([folder], stores, jobs=1).failed
    with BudgetQA.open(tmp_path / "store") as qa:
        yield qa


@pytest.fixture
def keeper(served):
    return Administration(served, "开门", Limits(megabytes=1))


def uploaded(tmp_path, name, content):
    path = tmp_path / f"gradio-{name}"
    path.write_bytes(content)
    return path


def figure(qa, question):
    answer = qa.ask(question)
    assert answer.status is Status.ANSWERED, answer.text
    return answer.figures[0].printed


def test_only_the_token_opens(keeper):
    assert keeper.admits("开门")
    assert not keeper.admits("") and not keeper.admits("开门 ")
    with pytest.raises(ValueError, match="token"):
        Administration(None, "", Limits())


def test_an_uploaded_file_is_answered_from_and_survives_another_run(served, keeper, tmp_path, encoder):
    path = uploaded(tmp_path, "b.pdf", disclosure(OTHER, 2025, 320))
    assert keeper.add(path, "b.pdf") == "b.pdf"
    path.unlink()
    assert figure(served, f"{OTHER}2025年公务接待费是多少") == "3.20"
    assert figure(served, ASKED) == "1.50"
    assert served.pdf_path("b.pdf").read_bytes()[:4] == b"%PDF"
    assert served.passages(f"{OTHER}公务接待费为何增长", 1)
    served.close()
    with open_stores(tmp_path / "store", encoder) as stores:
        assert build([tmp_path / "given"], stores, jobs=1, prune=True).removed == 0
        assert len(stores.facts.documents()) == 2


def test_a_second_file_of_one_name_loses_nothing(served, keeper, tmp_path):
    keeper.add(uploaded(tmp_path, "x.pdf", disclosure(OTHER, 2025, 320)), "部门预算.pdf")
    name = keeper.add(uploaded(tmp_path, "y.pdf", disclosure("青禾市审计局", 2025, 410)), "部门预算.pdf")
    assert name != "部门预算.pdf" and name.endswith("部门预算.pdf")
    assert len(served.documents()) == 3


def test_the_same_content_is_told_by_the_name_it_has(served, keeper, tmp_path):
    with pytest.raises(BudgetError, match=r"z\.pdf：与已收录的《a\.pdf》内容相同"):
        keeper.add(uploaded(tmp_path, "z", disclosure(BODY, 2025, 150)), "z.pdf")
    assert len(served.documents()) == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.exe", b"MZ", r"a\.exe：不支持的文件类型 \.exe。请提供 PDF"),
        ("a.rar", b"Rar!", r"a\.rar：不支持的文件类型 \.rar。请解压后再建立索引"),
        ("a.zip", b"PK", r"a\.zip：压缩包已损坏"),
        ("big.pdf", b"%PDF-1.7" + bytes(2_000_000), r"big\.pdf：文件为 2 MB，超过上限 1 MB"),
        ("bad.pdf", b"no", r"bad\.pdf"),
        ("../../evil.pdf", b"no", r"evil\.pdf"),
    ],
)
def test_what_cannot_be_read_is_refused_and_leaves_nothing(served, keeper, tmp_path, name, content, reason):
    with pytest.raises(BudgetError, match=reason):
        keeper.add(uploaded(tmp_path, "upload", content), name)
    assert [d.name for d in served.documents()] == ["a.pdf"]
    left = [path for path in (tmp_path / "store" / "uploads").rglob("*") if path.is_file()]
    assert not left and not list(tmp_path.glob("**/evil.pdf"))
    assert figure(served, ASKED) == "1.50"


def test_a_removed_document_is_gone_with_its_upload(served, keeper, tmp_path):
    keeper.add(uploaded(tmp_path, "b.pdf", disclosure(OTHER, 2025, 320)), "b.pdf")
    keeper.remove("b.pdf")
    assert served.ask(f"{OTHER}2025年公务接待费是多少").status is Status.NOT_FOUND
    assert not [path for path in (tmp_path / "store" / "uploads").rglob("*") if path.is_file()]
    with pytest.raises(BudgetError, match=r"没有收录《b\.pdf》"):
        keeper.remove("b.pdf")
    keeper.remove("a.pdf")
    assert (tmp_path / "given" / "a.pdf").exists(), "the administrator's own files are not the store's"


def test_a_document_is_read_again_as_its_file_is_now(served, keeper, tmp_path):
    (tmp_path / "given" / "a.pdf").write_bytes(disclosure(BODY, 2025, 280))
    keeper.reindex("a.pdf")
    assert figure(served, ASKED) == "2.80"
    (tmp_path / "given" / "a.pdf").unlink()
    keeper.reindex("a.pdf")
    assert figure(served, ASKED) == "2.80"
    with pytest.raises(BudgetError, match="没有收录"):
        keeper.reindex("c.pdf")


def test_a_file_that_became_unreadable_leaves_the_old_reading(served, keeper, tmp_path):
    (tmp_path / "given" / "a.pdf").write_bytes(b"no")
    with pytest.raises(BudgetError, match=r"a\.pdf"):
        keeper.reindex("a.pdf")
    assert figure(served, ASKED) == "1.50"


def test_questions_are_answered_while_documents_are_read_again(served, keeper):
    over = threading.Event()
    faults: list[str] = []
    count = 0

    def asking(question, wanted):
        nonlocal count
        while not over.is_set():
            answer = served.ask(question)
            count += 1
            if answer.status is not Status.ANSWERED or wanted not in answer.text:
                faults.append(f"{answer.status} {answer.text}")

    questions = [(ASKED, "1.50"), (f"{BODY}2025年公务接待费为何增长", "1.50")]
    askers = [threading.Thread(target=asking, args=one) for one in questions]
    for asker in askers:
        asker.start()
    try:
        for _ in range(3):
            keeper.reindex("a.pdf")
        deadline = time.monotonic() + 30
        while count < 20 and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        over.set()
        for asker in askers:
            asker.join()
    assert faults == [] and count >= 20


def test_what_an_administrator_says_of_a_document_is_answered_from(served, keeper):
    made = keeper.assign("a.pdf", said(body=OTHER, year=2024))
    assert (made.body, made.year) == (OTHER, 2024)
    assert figure(served, f"{OTHER}2024年公务接待费是多少") == "1.50"
    assert served.ask(ASKED).status is Status.NOT_FOUND
    assert keeper.given() == {"a.pdf": Given(OTHER, 2024)}
    keeper.reindex("a.pdf")
    assert figure(served, f"{OTHER}2024年公务接待费是多少") == "1.50"
    keeper.assign("a.pdf", Given())
    assert figure(served, ASKED) == "1.50" and keeper.given() == {}
    with pytest.raises(BudgetError, match="没有收录"):
        keeper.assign("c.pdf", said(year=2024))


def test_an_uploaded_archive_is_its_files_and_goes_with_the_last_of_them(served, keeper, tmp_path):
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("甲/b.pdf", disclosure(OTHER, 2025, 320))
        archive.writestr("乙/c.pdf", disclosure("青禾市审计局", 2025, 410))
        archive.writestr("坏.pdf", b"no")
    told = keeper.add(uploaded(tmp_path, "x.zip", held.getvalue()), "公开.zip")
    assert told.startswith("公开.zip（2份文件；坏.pdf：不是 PDF 文件")
    assert figure(served, f"{OTHER}2025年公务接待费是多少") == "3.20"
    keeper.reindex("b.pdf")
    uploads = tmp_path / "store" / "uploads"
    keeper.remove("b.pdf")
    assert [path.name for path in uploads.rglob("*") if path.is_file()] == ["公开.zip"]
    assert figure(served, "青禾市审计局2025年公务接待费是多少") == "4.10"
    keeper.remove("c.pdf")
    assert not [path for path in uploads.rglob("*") if path.is_file()]
