"""The relational store keeps what went in, swaps editions in one step, and finds words of any shape."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from index.facts.errors import StoreError
from index.facts.records import (
    Change,
    Citation,
    Document,
    Extraction,
    Figure,
    Finding,
    Fund,
    Kind,
    Passage,
    Scope,
    Stage,
    Table,
    TableKind,
)
from index.store.figure_store import FigureStore
from index.store.refs import passage_refs
from index.store.tokens import tokens

NAME = "某市商务局-2025-部门预算.pdf"
CITED = Citation(NAME, 12, "1.50", "三公表", "2、公务接待费", "预算数", (10.5, 20.25, 30.0, 40.0))
FIGURE = Figure(
    "公务接待费",
    "30217",
    "基本支出",
    "某市商务局",
    2025,
    Stage.BUDGET,
    Decimal("15000.00"),
    "1.50",
    "万元",
    TableKind.THREE_PUBLIC,
    CITED,
    kind=Kind.DEBT,
    scope=Scope.CITY,
    fund=Fund.APPROPRIATION,
    period="一季度",
    unit_row="某市招商中心",
)
CHANGE = Change(
    subject="公务接待费",
    code="30217",
    body="某市商务局",
    year=2025,
    stage=Stage.BUDGET,
    unit="万元",
    amount=Decimal("15000.00"),
    amount_printed="1.50",
    direction="增加",
    difference=Decimal("5000.00"),
    difference_printed="0.50",
    percent=Decimal("50.00"),
    percent_printed="50.00",
    reason="新增接线",
    citation=Citation(NAME, 14, "公务接待费1.50万元", bbox=(1.0, 2.0, 3.0, 4.0)),
)
SILENT = replace(
    CHANGE, amount=None, difference=None, percent=None, direction="", citation=Citation(NAME, 15, "…")
)
PASSAGES = (
    Passage(
        "公务接待费增长，主要是新增接线。", ("第三部分", "三公说明"), Citation(NAME, 14, "公务接待费增长")
    ),
    Passage("内设综合科、业务科。", ("第一部分",), Citation(NAME, 3, "内设综合科")),
    Passage("2120101行政运行科目用于保障机构运转。", (), Citation(NAME, 20, "行政运行")),
)
FINDING = Finding("合计", "合计与明细不符", Decimal("1.10"), Decimal("1.20"), (CITED, CHANGE.citation))


def extraction(name=NAME, sha256="a" * 64, **facts):
    document = Document(name, sha256, "2025年预算", "某市商务局", 2025, Kind.BUDGET, Scope.DEPARTMENT, 21)
    given_facts = {
        "figures": (FIGURE,),
        "changes": (CHANGE, SILENT),
        "passages": PASSAGES,
        "findings": (FINDING,),
        "tables": (Table("三公表", TableKind.THREE_PUBLIC, "万元", (12,), ()),),
        "warnings": ("第9页是图片",),
    }
    return Extraction(document, **{**given_facts, **facts})


@pytest.fixture
def store(tmp_path):
    with FigureStore.open(tmp_path, create=True) as opened:
        yield opened


def put(store, extracted, source="/in/a.pdf"):
    store.replace(extracted, source=source, extractor="1")


def everything(store):
    """All that a reader can see, and the words of the full-text index."""
    with sqlite3.connect(store.folder / "facts.sqlite") as connection:
        words = connection.execute("SELECT rowid, words FROM passage_words ORDER BY rowid").fetchall()
    connection.close()
    return (
        store.documents(),
        store.figures(),
        store.changes(),
        store.passages(),
        store.findings(),
        words,
    )


def test_what_went_in_comes_out_unchanged(store):
    put(store, extraction())
    (stored,) = store.documents()
    assert (stored.document, stored.source, stored.extractor) == (
        extraction().document,
        "/in/a.pdf",
        "1",
    )
    assert (stored.tables, stored.warnings) == (("三公表",), ("第9页是图片",))
    assert [s.figure for s in store.figures()] == [FIGURE]
    assert [s.change for s in store.changes()] == [CHANGE, SILENT]
    assert [s.passage for s in store.passages()] == list(PASSAGES)
    assert store.findings() == ((NAME, FINDING),)
    assert [s.ref for s in store.passages()] == list(passage_refs(extraction()))
    assert store.counts() == {stored.id: {"figures": 1, "changes": 2, "passages": 3, "findings": 1}}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_come_back_exactly_with_their_digits(store, value):
    put(store, extraction(figures=(replace(FIGURE, value=value),)))
    (stored,) = store.figures()
    assert stored.figure.value.as_tuple() == value.as_tuple()


def test_a_sum_no_float_can_hold_is_kept_to_the_last_digit(store):
    value = Decimal("123456789012345678901234.56")
    put(store, extraction(changes=(replace(CHANGE, amount=value, percent=Decimal("0.1")),)))
    (stored,) = store.changes()
    assert (stored.change.amount, str(stored.change.percent)) == (value, "0.1")


def test_a_failure_in_the_middle_of_replacing_leaves_the_old_edition_whole(store):
    put(store, extraction())
    before = everything(store)
    bad = replace(PASSAGES[0], citation=replace(PASSAGES[0].citation, page=None))
    broken = extraction(
        sha256="b" * 64,
        figures=(replace(FIGURE, value=Decimal("2")),),
        passages=(PASSAGES[1], bad),
    )
    with pytest.raises(IntegrityError):
        put(store, broken)
    assert everything(store) == before
    assert store.search_words(["接待费"], 5) == (passage_refs(extraction())[0],)


def test_another_reader_sees_the_old_edition_until_the_new_one_is_whole(store):
    put(store, extraction())
    seen = []

    class Watched(tuple):
        """Rows that look at the store from outside while they are being written."""

        def __iter__(self):
            with FigureStore.open(store.folder) as reader:
                seen.append(
                    ([d.document.sha256 for d in reader.documents()], [s.figure for s in reader.figures()])
                )
            return super().__iter__()

    put(store, extraction(sha256="b" * 64, figures=(), findings=Watched((FINDING,))))
    assert seen == [(["a" * 64], [FIGURE])]
    assert ([d.document.sha256 for d in store.documents()], store.figures()) == (["b" * 64], ())


@pytest.mark.parametrize(
    ("name", "sha256", "source"),
    [
        (NAME, "b" * 64, "/elsewhere/a.pdf"),
        ("renamed.pdf", "a" * 64, "/elsewhere/a.pdf"),
        ("某地/" + NAME, "b" * 64, "/in/a.pdf"),
    ],
    ids=["same name", "same content", "same file"],
)
def test_a_document_replaces_what_has_its_name_its_content_or_its_file(store, name, sha256, source):
    put(store, extraction())
    other = extraction("别的.pdf", "c" * 64)
    put(store, other, "/in/other.pdf")
    new = extraction(name, sha256, figures=(FIGURE, FIGURE))
    assert [s.document.name for s in store.find(names=[name], digests=[sha256], sources=[source])] == [NAME]
    put(store, new, source)
    assert {s.document.name for s in store.documents()} == {name, "别的.pdf"}
    assert len(store.figures()) == 3
    assert {s.ref for s in store.passages()} == {*passage_refs(new), *passage_refs(other)}


def test_full_text_rows_vanish_with_their_document(store):
    put(store, extraction())
    put(store, extraction("别的.pdf", "c" * 64, passages=PASSAGES[1:2]), "/in/other.pdf")
    store.remove(next(s.id for s in store.documents() if s.document.name == NAME))
    assert store.search_words(["接待费"], 5) == ()
    assert len(store.search_words(["综合"], 5)) == 1
    assert len(everything(store)[-1]) == 1
    assert store.figures()[0].figure.citation.document == "别的.pdf"


def test_an_id_is_never_given_to_another_document(store):
    put(store, extraction())
    (first,) = store.documents()
    store.remove(first.id)
    put(store, extraction("别的.pdf", "c" * 64))
    assert store.documents()[0].id > first.id
    with pytest.raises(KeyError):
        store.remove(first.id)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2120101", 2),
        ("212,0101", 2),
        ("行政运行", 2),
        ("公务接待费为什么涨", 0),
        ("综合科", 1),
        ("三公说明", 0),
    ],
)
def test_words_find_the_passage_by_code_by_word_and_by_heading(store, asked, found):
    put(store, extraction())
    assert store.search_words(tokens(asked), 1) == (passage_refs(extraction())[found],)


def test_the_passage_with_more_of_the_words_comes_first_and_k_is_kept(store):
    put(store, extraction())
    refs = passage_refs(extraction())
    assert store.search_words(["新增", "接线", "综合"], 2) == (refs[0], refs[1])
    assert store.search_words(["新增", "接线", "综合"], 1) == (refs[0],)


def test_a_search_within_documents_leaves_the_others_out(store):
    put(store, extraction())
    put(store, extraction("别的.pdf", "c" * 64), "/in/other.pdf")
    ids = {s.document.name: s.id for s in store.documents()}
    (found,) = store.search_words(["综合"], 5, [ids["别的.pdf"]])
    assert found.startswith("c" * 16)
    assert store.search_words(["综合"], 5, []) == ()


HOSTILE = [
    '"',
    '""',
    "*",
    "(",
    ")",
    "NEAR",
    "NEAR(",
    "AND",
    "OR",
    "NOT",
    "-",
    "^",
    ":",
    "words:",
    "+",
    "{",
    "'",
]


@pytest.mark.parametrize("word", [*HOSTILE, '中文"', '"中文', "中*文", ";--", "％", "\\", "\x00", " ", ""])
def test_marks_that_mean_something_to_the_search_engine_are_only_words(store, word):
    put(store, extraction())
    assert store.search_words([word], 5) == ()
    assert store.search_words([word, "综合"], 5) == (passage_refs(extraction())[1],)


@pytest.mark.parametrize(
    "question", ['公务接待费" OR "', "NEAR(综合科 业务科)", '综合科*"', "（综合科） AND NOT ("]
)
def test_a_question_full_of_operators_is_searched_by_its_words(store, question):
    put(store, extraction())
    assert store.search_words(tokens(question), 5)


def test_nothing_asked_finds_nothing(store):
    put(store, extraction())
    assert store.search_words([], 5) == ()
    assert store.search_words(tokens(""), 5) == ()


def test_a_question_of_thousands_of_words_is_searched(store):
    put(store, extraction())
    words = [f"词{n}" for n in range(5000)] + ["综合"]
    assert store.search_words(words, 5) == (passage_refs(extraction())[1],)


def test_figures_are_found_by_key_or_code_and_narrowed_by_the_rest(store):
    put(store, extraction(figures=(FIGURE, replace(FIGURE, subject="会议费", code="30215", year=2024))))
    (document,) = store.documents()

    def subjects(**narrowed):
        return [s.figure.subject for s in store.figures(**narrowed)]

    assert subjects(keys=["公务接待费"]) == ["公务接待费"]
    assert subjects(codes=["30215"]) == ["会议费"]
    assert subjects(keys=["公务接待费"], codes=["30215"]) == ["公务接待费", "会议费"]
    assert subjects(keys=[]) == subjects(keys=["没有"]) == []
    assert subjects(keys=["公务接待费", "会议费"], years=[2024]) == ["会议费"]
    assert subjects(documents=[document.id]) == ["公务接待费", "会议费"]
    assert subjects(documents=[document.id + 1]) == subjects(table_kinds=[TableKind.BASIC]) == []
    assert {(t.subject, t.code) for t in store.terms()} == {("公务接待费", "30217"), ("会议费", "30215")}


def test_streamed_figures_are_those_of_all_documents_by_name(store):
    put(store, extraction("乙.pdf", "b" * 64), "/in/b.pdf")
    put(store, extraction("丙.pdf", "c" * 64), "/in/c.pdf")
    assert [s.figure.citation.document for s in store.stream_figures()] == ["丙.pdf", "乙.pdf"]


def test_a_store_that_is_not_there_is_told_and_not_made(tmp_path):
    with pytest.raises(StoreError, match="没有索引"):
        FigureStore.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "facts.sqlite").write_bytes(b"no database at all " * 100)
    with pytest.raises(StoreError, match=r"facts\.sqlite"):
        FigureStore.open(tmp_path)


def test_a_store_of_another_version_is_told(tmp_path):
    FigureStore.open(tmp_path, create=True).close()
    connection = sqlite3.connect(tmp_path / "facts.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="另一版本"):
        FigureStore.open(tmp_path)


def test_damage_found_while_reading_is_told_as_one_line(store):
    put(store, extraction())
    connection = sqlite3.connect(store.folder / "facts.sqlite")
    connection.execute("DROP TABLE figures")
    connection.close()
    with pytest.raises(StoreError, match="读写失败") as told:
        store.figures()
    assert "\n" not in str(told.value)


def test_a_folder_with_marks_of_an_address_in_its_name_can_be_a_store(tmp_path):
    folder = tmp_path / "库?mode=ro&a=%20#1"
    with FigureStore.open(folder, create=True) as store:
        put(store, extraction())
    assert (folder / "facts.sqlite").is_file()
    with FigureStore.open(folder) as store:
        assert len(store.figures()) == 1


def test_a_row_of_several_label_columns_is_found_by_its_item_too(store):
    cited = replace(CITED, row="夜景灯具/A货物")
    lamps = replace(
        FIGURE,
        subject="A货物",
        code="",
        component="",
        table_kind=TableKind.PROCUREMENT,
        citation=cited,
        item="夜景灯具",
    )
    put(store, extraction(figures=(FIGURE, lamps)))
    assert [s.figure for s in store.figures(keys=["夜景灯具"])] == [lamps]
    assert [s.figure for s in store.figures(keys=["A货物"])] == [lamps]
    assert ("夜景灯具", "夜景灯具", "") in {(t.subject, t.key, t.code) for t in store.terms()}


def test_a_later_edition_supersedes_the_earlier_one_and_both_stay_listed(store):
    put(store, extraction())
    put(store, extraction("修订.pdf", "b" * 64), "/in/b.pdf")
    first, second = sorted(store.documents(), key=lambda s: s.id)
    assert (first.superseded_by, second.superseded_by) == (second.id, None)
    store.remove(second.id)
    assert [s.superseded_by for s in store.documents()] == [None]


def test_an_earlier_edition_that_is_read_again_stays_the_earlier_one(store):
    put(store, extraction())
    put(store, extraction("修订.pdf", "b" * 64), "/in/b.pdf")
    store.replace(extraction(), source="/in/a.pdf", extractor="2")
    found = {s.document.name: s for s in store.documents()}
    assert found[NAME].superseded_by == found["修订.pdf"].id
    assert found["修订.pdf"].superseded_by is None


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5])
def test_a_store_of_an_earlier_version_is_brought_up_to_date_when_opened(tmp_path, version):
    with FigureStore.open(tmp_path, create=True) as store:
        old = extraction()
        document = replace(old.document, kind=Kind.FINAL, scope=Scope.UNIT)
        put(store, replace(old, document=document))
    connection = sqlite3.connect(tmp_path / "facts.sqlite")
    for column in ("scope", "fund", "period", "unit_row", "base", "under"):
        connection.execute(f"ALTER TABLE changes DROP COLUMN {column}")
    for column in ("kind", "scope", "fund", "period", "unit_row") if version < 5 else ():
        connection.execute(f"ALTER TABLE figures DROP COLUMN {column}")
    if version < 4:
        connection.execute("ALTER TABLE figures DROP COLUMN bought")
    connection.execute("DROP INDEX documents_by_source")
    connection.execute("DROP INDEX documents_by_serial")
    connection.execute("DROP TABLE unsettled")
    connection.execute("DROP TABLE policies")
    if version < 3:
        connection.execute("DROP INDEX figures_by_item")
    for table, column in (
        (
            ("documents", "serial"),
            ("documents", "contents"),
            ("figures", "item"),
            ("figures", "item_key"),
        )
        if version < 3
        else ()
    ):
        connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in ("figures", "changes", "passages") if version == 1 else ():
        connection.execute(f"ALTER TABLE {table} DROP COLUMN reading")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    with FigureStore.open(tmp_path) as store:
        # What an earlier version did not keep is the document's own until it is read again.
        before = replace(FIGURE, kind=Kind.FINAL, scope=Scope.UNIT, fund=Fund.UNSAID, period="", unit_row="")
        before = before if version < 5 else FIGURE
        assert {s.change.scope for s in store.changes()} == {Scope.UNIT}
        assert [s.figure for s in store.figures(keys=["公务接待费"])] == [before]
        assert store.begin(), "nobody knows how its last run ended"
        put(store, extraction("修订.pdf", "b" * 64), "/in/b.pdf")
        assert len(store.documents()) == 2
