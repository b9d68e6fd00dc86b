"""The stores on disk and those in memory do alike; what stands on stores stands on either."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest

from index.build import build, remove
from index.extract import digest
from index.facts.errors import DocumentError
from index.facts.given import Given, said
from index.facts.records import Document, Finding, Kind, Scope
from index.store.opening import open_facts, open_questions, open_vectors, originals_of
from index.store.protocols import Facet, Location, Order, Stores, Wanted
from index.store.service import KeptQuestion
from qa import BudgetQA
from qa.records import Status
from tests.fakes import MemoryFacts, MemoryOriginals, MemoryQuestions, MemoryVectors
from tests.policies import RULE, read

A, B, C = "青禾市商务局", "青禾市教育局", "青禾市水利局"


SERVED = pytest.param("in PostgreSQL", marks=pytest.mark.services)


@pytest.fixture(params=["on disk", "in memory", SERVED])
def kind(request):
    return request.param


@pytest.fixture
def made(tmp_path, encoder, request):
    """``made(kind)`` → new stores of that kind."""
    opened = []
    numbers = count()

    def make(kind):
        folder = tmp_path / f"store-{next(numbers)}"
        folder.mkdir()
        if kind == "in memory":
            return Stores(MemoryFacts(), MemoryVectors(encoder), MemoryOriginals(folder))
        database = request.getfixturevalue("make_database")() if kind == "in PostgreSQL" else ""
        where = Location(folder, database)
        stores = Stores(open_facts(where, create=True), open_vectors(where, encoder), originals_of(where))
        opened.extend([stores.facts, stores.vectors])
        return stores

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def given(tmp_path, write_disclosure):
    """Three disclosures: of a 部门 in two years, and of another."""
    return [
        write_disclosure(tmp_path / "in" / "a25.pdf", A, 2025, 150, pages=2),
        write_disclosure(tmp_path / "in" / "a24.pdf", A, 2024, 120),
        write_disclosure(tmp_path / "in" / "b25.pdf", B, 2025, 300),
    ]


def told(facts):
    """All that can be read of facts, ids apart."""
    names = {stored.id: stored.document.name for stored in facts.documents()}
    labels = facts.labels()
    return {
        "documents": [replace(s, id=0, superseded_by=names.get(s.superseded_by)) for s in facts.documents()],
        "figures": sorted((names[s.document_id], repr(s.figure)) for s in facts.figures()),
        "stream": [(names[s.document_id], s.figure) for s in facts.stream_figures()],
        "changes": [(names[s.document_id], s.change) for s in facts.changes()],
        "passages": [(names[s.document_id], s.ref, s.passage) for s in facts.passages()],
        "findings": facts.findings(),
        "terms": set(facts.terms()),
        "terms of each": {names[number]: set(facts.terms((number,))) for number in names},
        "labels": (set(labels.rows), set(labels.columns), set(labels.tables)),
        "counts": {names[number]: rows for number, rows in facts.counts().items()},
        "owners": {ref: names[owner] for ref, owner in facts.passage_owners().items()},
        "passage count": facts.passage_count(),
    }


@pytest.mark.parametrize("other", ["in memory", SERVED])
def test_what_is_built_on_disk_is_built_elsewhere(made, given, write_disclosure, other):
    on_disk, in_memory = made("on disk"), made(other)
    for stores in (on_disk, in_memory):
        assert build(given, stores, jobs=1).documents == 3
    assert told(in_memory.facts) == told(on_disk.facts)
    assert in_memory.vectors.ids() == on_disk.vectors.ids() == set(on_disk.facts.passage_owners())
    write_disclosure(given[0], A, 2025, 250)
    corrected = write_disclosure(given[0].with_name("a25-修订.pdf"), A, 2025, 260)
    for stores in (on_disk, in_memory):
        assert build([given[0], corrected], stores, jobs=1).documents == 2
        (gone,) = stores.facts.find(names=["b25.pdf"])
        remove(stores, gone.id)
        assert not stores.facts.begin(), "both runs came to their end"
    assert told(in_memory.facts) == told(on_disk.facts)
    assert {s.document.body for s in in_memory.facts.documents()} == {A}
    assert in_memory.vectors.ids() == on_disk.vectors.ids() == set(on_disk.facts.passage_owners())


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(body="商务"),
        Wanted(body="%"),
        Wanted(year=2024),
        Wanted(metric="公务 接待费"),
        Wanted(metric="接待"),
        Wanted(body=B, year=2025, metric="公务接待费"),
        Wanted(code="30217"),
        Wanted(metric="公务接待费", code="30217"),
        Wanted(words=("教育",)),
        Wanted(words=("接待", "商务")),
        Wanted(words=("公务 接待",)),
        Wanted(words=("没有这个词",)),
        Wanted(words=("3021",)),
        Wanted(words=("3.00",)),
        Wanted(words=("'%_\"",)),
        Wanted(chosen={Facet.BODY: (A, C)}),
        Wanted(chosen={Facet.YEAR: ("2024", "x"), Facet.BODY: (A,), Facet.KIND: ("预算",)}),
        Wanted(chosen={Facet.BODY: ("青禾市商",)}),
        Wanted(chosen={Facet.STAGE: ("增减率",), Facet.SCOPE: ("部门",)}),
        Wanted(chosen={Facet.TABLE: ("三公经费表",), Facet.UNIT: ("万元",)}),
        Wanted(order=Order.VALUE, descending=True),
        Wanted(order=Order.BODY),
        Wanted(order=Order.YEAR, descending=True),
        Wanted(order=Order.ROW),
    ],
    ids=str,
)
@pytest.mark.parametrize("other", ["in memory", SERVED])
def test_the_same_figures_are_wanted_page_by_page(made, given, wanted, other):
    found = []
    for kind in ("on disk", other):
        stores = made(kind)
        build(given, stores, jobs=1)
        facts = stores.facts
        whole = facts.select(wanted)
        assert facts.count(wanted) == len(whole)
        assert whole == tuple(stored.figure for stored in facts.stream_figures(wanted))
        pages = [facts.select(wanted, offset=start, limit=2) for start in range(0, len(whole) + 1, 2)]
        assert tuple(figure for page in pages for figure in page) == whole
        tally = facts.tally(wanted)
        assert tally.total == len(whole)
        found.append((whole, {facet: dict(values) for facet, values in tally.facets.items()}))
    assert found[0] == found[1]


def test_a_facet_tells_what_choosing_another_of_its_values_would_bring(made, given, kind):
    stores = made(kind)
    build(given, stores, jobs=1)
    facts = stores.facts
    chosen = {Facet.BODY: (B,), Facet.YEAR: ("2025",)}
    tally = facts.tally(Wanted(chosen=chosen))
    assert set(tally.facets[Facet.BODY]) == {A, B}
    for body, n in tally.facets[Facet.BODY].items():
        assert n == facts.count(Wanted(chosen={**chosen, Facet.BODY: (body,)})) > 0
    (gone,) = [stored.id for stored in facts.documents() if stored.document.body == B]
    remove(stores, gone)
    assert facts.tally(Wanted(chosen=chosen)).total == 0
    assert set(facts.tally(Wanted(chosen=chosen)).facets[Facet.BODY]) == {A}


def test_wanted_figures_are_those_of_the_body_the_year_and_the_subject(made, given, kind):
    stores = made(kind)
    build(given, stores, jobs=1)
    (found,) = stores.facts.select(Wanted(body="教育", year=2025, metric="公务接待费"))
    assert (found.body, found.value, found.printed) == (B, Decimal("30000"), "3.00")
    assert stores.facts.select(Wanted(year=2023)) == ()
    assert stores.facts.select(Wanted(metric="公务接待费"), offset=3) == ()


def test_a_document_is_found_by_any_of_its_marks(made, given, kind):
    stores = made(kind)
    build(given, stores, jobs=1)
    (one,) = stores.facts.find(digests=[digest(given[0])])
    assert one.document.name == "a25.pdf"
    assert stores.facts.find(ids=[one.id]) == stores.facts.find(names=["a25.pdf"]) == (one,)
    assert stores.facts.find(sources=[str(given[0].resolve())]) == (one,)
    assert len(stores.facts.find(ids=[one.id], names=["b25.pdf"])) == 2
    assert stores.facts.find() == stores.facts.find(names=["c.pdf"]) == ()


def test_words_find_passages_until_their_document_goes(made, given, kind):
    stores = made(kind)
    build(given, stores, jobs=1)
    (b25,) = stores.facts.find(names=["b25.pdf"])
    found = stores.facts.search_words(["教育局"], 5)
    assert {s.document_id for s in stores.facts.passages(refs=found)} == {b25.id}
    assert stores.facts.search_words(["接待费"], 1, [b25.id])[0] in {
        s.ref for s in stores.facts.passages(documents=[b25.id])
    }
    remove(stores, b25.id)
    assert stores.facts.search_words(["教育局"], 5) == ()


def test_findings_of_a_check_are_replaced_over_the_documents_named_and_no_others(made, given, kind):
    stores = made(kind)
    build(given, stores, jobs=1)
    facts = stores.facts
    ids = [stored.id for stored in facts.documents()]
    found = [(number, one("部门=Σ单位", f"差{number}")) for number in ids]
    assert facts.put_findings(["部门=Σ单位"], found, ids) == 3
    assert facts.put_findings(["部门=Σ单位"], found[:1], ids[:2]) == 0
    left = [finding.message for _, finding in facts.findings() if finding.check == "部门=Σ单位"]
    assert sorted(left) == sorted([found[0][1].message, found[2][1].message])


def one(check, message):
    return Finding(check, message, Decimal(1), Decimal(2), ())


def test_a_run_that_did_not_come_to_its_end_is_known(made, kind):
    facts = made(kind).facts
    assert not facts.begin()
    assert facts.begin()
    facts.settle()
    assert not facts.begin()


def test_vectors_find_the_nearest_among_those_named(made, kind):
    vectors = made(kind).vectors
    vectors.put(["a", "b", "c"], ["公务接待费", "公务用车", "机构设置"], "d")
    assert [name for name, _ in vectors.search("公务接待费", 2)] == ["a", "b"]
    assert [name for name, _ in vectors.search("公务接待费", 2, ["c", "b", "z"])] == ["b", "c"]
    assert (vectors.count(), vectors.ids()) == (3, {"a", "b", "c"})
    vectors.put(["a"], ["机构设置"], "d")
    vectors.delete(["c", "z"])
    assert (vectors.count(), vectors.ids()) == (2, {"a", "b"})
    assert vectors.search("公务接待费", 1)[0][0] == "b"


def test_originals_are_kept_as_they_were_read(made, given, kind, tmp_path):
    originals = made(kind).originals
    first, second = (
        Document(path.name, digest(path), "", A, 2025, Kind.BUDGET, Scope.DEPARTMENT, 3) for path in given[:2]
    )
    originals.keep(given[0], first)
    originals.keep(given[1], second)
    assert originals.path(first).read_bytes() == given[0].read_bytes()
    assert originals.holds(originals.path(first)) and not originals.holds(given[0])
    with pytest.raises(DocumentError, match="改变了"):
        originals.keep(given[2], replace(second, sha256="0" * 64))
    originals.drop_others([first])
    originals.drop([second])
    originals.keep(given[1], second)
    originals.drop([first, first])
    assert originals.path(second).read_bytes() == given[1].read_bytes()


def test_questions_are_kept_once_judged_and_forgotten(tmp_path, kind, request):
    database = request.getfixturevalue("database") if kind == "in PostgreSQL" else ""
    where = Location(tmp_path, database)
    if kind != "in memory":
        open_facts(where, create=True).close()
    monday = datetime(2025, 3, 3, 9)
    with closing(MemoryQuestions() if kind == "in memory" else open_questions(where)) as questions:
        for n in range(3):
            kept = KeptQuestion(
                str(n), monday + timedelta(days=n), "api", f"问{n}", "answered", 1.5, "", {"text": "答"}
            )
            questions.put(kept)
            questions.put(replace(kept, question="另问"))
        questions.judge("1", False, "不对")
        questions.judge("9", False, "没有这一问")
        assert questions.find("1") == [*questions.entries()][1] and questions.find("9") is None
        assert [(e.id, e.question, e.good, e.comment) for e in questions.entries()] == [
            ("0", "问0", None, ""),
            ("1", "问1", False, "不对"),
            ("2", "问2", None, ""),
        ]
        assert [e.id for e in questions.entries(wrong=True)] == ["1"]
        tuesday = monday + timedelta(days=1)
        assert [e.id for e in questions.entries(since=tuesday)] == ["1", "2"]
        assert [e.id for e in questions.entries(until=tuesday)] == ["0"]
        questions.forget_before(tuesday)
        assert [e.id for e in questions.entries()] == ["1", "2"]


def test_questions_are_answered_from_stores_in_memory(made, given, tmp_path):
    stores = made("in memory")
    build(given, stores, jobs=1)
    with BudgetQA(tmp_path, stores.facts, stores.originals, lambda: stores.vectors) as qa:
        answer = qa.ask(f"{B}2025年公务接待费是多少")
        assert (answer.status, answer.figures[0].printed) == (Status.ANSWERED, "3.00")
        assert "第1批接待任务" in qa.ask(f"{B}2025年公务接待费为什么增长").text
        assert qa.pdf_path("b25.pdf").read_bytes() == given[2].read_bytes()
        with pytest.raises(KeyError):
            qa.pdf_path("c.pdf")
        with qa.writing() as writing:
            remove(writing, writing.facts.find(names=["b25.pdf"])[0].id)
        assert qa.ask(f"{B}2025年公务接待费是多少").status is Status.NOT_FOUND


def test_the_words_are_read_again_at_the_end_of_a_run_and_by_no_question(made, given, tmp_path):
    stores = made("in memory")
    read = []

    class Facts:
        """Those of the store; notes when all subjects are read."""

        def __getattr__(self, name):
            if name == "terms":
                read.append(name)
            return getattr(stores.facts, name)

    with BudgetQA(tmp_path, Facts(), stores.originals, lambda: stores.vectors) as qa:
        once = len(read)
        with qa.writing() as writing:
            assert build(given, writing, jobs=1).documents == 3
        assert len(read) == 2 * once
        for body in (A, B):
            assert qa.ask(f"{body}2025年公务接待费是多少").status is Status.ANSWERED
        assert len(read) == 2 * once


def test_what_is_given_of_a_file_is_kept_by_its_digest_until_its_document_goes(made, given, kind):
    stores = made(kind)
    build(given, stores, jobs=1)
    first, *_ = stores.facts.documents()
    sha256 = first.document.sha256
    assert stores.facts.given() == {}
    stores.facts.give(sha256, said(body=B))
    stores.facts.give(sha256, said(body=B, year=2023, kind="决算"))
    stores.facts.give("of no document", said(year=2024))
    assert stores.facts.given() == {
        sha256: Given(B, 2023, Kind.FINAL),
        "of no document": Given("", 2024, None),
    }
    stores.facts.give("of no document", Given())
    remove(stores, first.id)
    assert stores.facts.given() == {}


def test_policies_are_kept_with_their_documents_and_lend_budgets_no_names(made, kind, tmp_path):
    stores = made(kind)
    extraction = read(tmp_path / "in", "a.txt", RULE)
    stores.facts.replace(extraction, source="/in/a.txt", extractor="test")
    (kept,) = stores.facts.policies()
    assert kept.policy == extraction.policy
    assert (stores.facts.terms(), stores.facts.labels().rows) == ((), ())
    stores.facts.remove(kept.document_id)
    assert stores.facts.policies() == ()
