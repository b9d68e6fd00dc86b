"""The relational store keeps what went in, swaps editions in one step, and finds words of any shape."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from index.facts.errors import StoreError
from index.facts.records import (
    Fund,
    Kind,
    Scope,
    TableKind,
)
from index.store.figure_store import FigureStore
from index.store.protocols import Order, Wanted
from index.store.refs import indexed_text, passage_refs
from index.store.relational.engine import Connections
from index.store.relational.jobs import JobTable
from index.store.tokens import tokens
from tests.index.store.stored import (
    CHANGE,
    CITED,
    FIGURE,
    FINDING,
    NAME,
    PASSAGES,
    SILENT,
    extraction,
    put,
)


def everything(store):
    """All that a reader can see, and the words of the full-text index."""
    with store._engine.connect() as connection:
        words = connection.execute(text("SELECT * FROM passage_words ORDER BY words")).all()
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


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_decimals_come_back_exactly_with_their_digits(store, engine, data):
    # NUMERIC has no negative zero and no zeros but those that are written.
    places = st.integers(0, 12)
    of_numeric = places.flatmap(lambda n: st.decimals(-(10**12), 10**12, places=n).map(lambda d: d + 0))
    of_any = st.decimals(allow_nan=False, allow_infinity=False)
    value = data.draw(of_any if engine == "SQLite" else of_numeric)
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


def test_another_reader_sees_the_old_edition_until_the_new_one_is_whole(store, opened):
    put(store, extraction())
    seen = []

    class Watched(tuple):
        """Rows that look at the store from outside while they are being written."""

        def __iter__(self):
            with opened() as reader:
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


def test_a_tally_is_of_the_figures_that_there_are_whoever_changed_them(store, opened):
    put(store, extraction(figures=(FIGURE, FIGURE)))
    with opened() as reader:
        assert reader.tally(Wanted()).total == 2
        with reader.steady():
            generation = reader.generation()
            put(store, extraction(sha256="b" * 64, figures=(FIGURE,)))
            assert (reader.generation(), reader.tally(Wanted()).total) == (generation, 2)
        assert reader.tally(Wanted()).total == 1
        assert store.tally(Wanted()).total == 1


def many(count):
    return tuple(replace(FIGURE, printed=f"{n}.00", value=Decimal(n)) for n in range(count))


def test_whoever_reads_slowly_holds_no_connection(store):
    put(store, extraction(figures=many(1003)))
    readers = [store.stream_figures(Wanted(order=Order.VALUE, descending=True)) for _ in range(40)]
    assert [next(reader).figure.value for reader in readers] == [1002] * 40, "more than there are connections"
    assert [stored.figure.value for stored in readers[0]] == list(range(1001, -1, -1))


def test_a_document_that_goes_while_it_is_read_is_told_and_not_left_out(store):
    put(store, extraction(figures=many(1003)))
    reader = store.stream_figures()
    next(reader)
    put(store, extraction(sha256="b" * 64, figures=many(1003)))
    with pytest.raises(StoreError, match="请再试一次"):
        list(reader)


def test_who_waits_for_a_connection_in_vain_is_told_so_in_one_line():
    engine = create_engine("sqlite://", poolclass=Connections, pool_size=1, max_overflow=0, pool_timeout=0.01)
    with closing(engine.connect()), pytest.raises(StoreError, match="请稍后再试"):
        engine.connect()
    engine.dispose()


def test_what_is_read_steadily_is_of_one_moment(store, opened):
    put(store, extraction())
    with opened() as reader:
        with reader.steady():
            before = (reader.generation(), everything_read(reader))
            put(store, extraction(sha256="b" * 64, figures=(), passages=PASSAGES[1:]))
            with reader.steady():
                assert (reader.generation(), everything_read(reader)) == before
            assert len(reader.search_words(["接待费"], 5)) == 1
        assert reader.generation() > before[0]
        assert (reader.figures(), reader.search_words(["接待费"], 5)) == ((), ())


def everything_read(store):
    return store.documents(), store.figures(), store.passages(), store.findings(), store.terms()


def test_every_change_of_documents_is_another_generation(store):
    generations = [store.generation()]
    for change in (
        lambda: put(store, extraction()),
        lambda: put(store, extraction()),
        lambda: store.put_findings(["合计"], [], [store.documents()[0].id]),
        lambda: store.remove(store.documents()[0].id),
    ):
        change()
        generations.append(store.generation())
    assert sorted(set(generations)) == generations
    with pytest.raises(KeyError):
        store.remove(7)
    assert store.generation() == generations[-1]


@pytest.mark.services
def test_a_lost_connection_is_told_and_the_next_reading_has_another(database, tmp_path):
    with FigureStore.open(tmp_path, create=True, database=database) as store:
        put(store, extraction())
        with pytest.raises(StoreError, match="中断"), store.steady():
            (backend,) = store._held.connection.execute(text("SELECT pg_backend_pid()")).scalars()
            with store._engine.connect() as other:
                other.execute(text(f"SELECT pg_terminate_backend({backend})"))
            store.figures()
        assert len(store.figures()) == 1
        with store.steady():
            assert len(store.figures()) == 1


@pytest.mark.services
def test_two_programs_may_make_the_tables_of_one_database(database, tmp_path):
    with ThreadPoolExecutor(8) as pool:
        opened = list(
            pool.map(lambda _: FigureStore.open(tmp_path, create=True, database=database), range(8))
        )
    for store in opened:
        assert store.documents() == ()
        store.close()


@pytest.mark.services
def test_a_database_without_an_index_is_told_and_no_table_made(database, tmp_path):
    for _ in range(2):
        with pytest.raises(StoreError, match="没有索引"):
            FigureStore.open(tmp_path, database=database)


def test_an_address_that_is_none_of_postgresql_is_told(tmp_path):
    for address in ("mysql://a", "postgresql://a/b", "no address"):
        with pytest.raises(StoreError, match="BUDGET_QA_DATABASE"):
            FigureStore.open(tmp_path, database=address)


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path):
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match="连接不上") as told:
        FigureStore.open(tmp_path, database="postgresql+psycopg://me:secret@127.0.0.1:1/b")
    assert "secret" not in str(told.value) and "\n" not in str(told.value)


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


def test_damage_found_while_reading_is_told_as_one_line(tmp_path):
    with FigureStore.open(tmp_path, create=True) as store:
        put(store, extraction())
        with closing(sqlite3.connect(store.folder / "facts.sqlite")) as connection:
            connection.execute("DROP TABLE figures")
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


def tables(folder):
    """The columns and indexes of the list of jobs, and the newest change that was made."""
    with closing(sqlite3.connect(folder / "facts.sqlite")) as connection:
        columns = connection.execute("SELECT name, type, \"notnull\", pk FROM pragma_table_info('jobs')")
        indexes = connection.execute("SELECT name FROM pragma_index_list('jobs') ORDER BY name")
        newest = connection.execute("SELECT version_num FROM alembic_version")
        return columns.fetchall(), indexes.fetchall(), newest.fetchall()


def to_version_6_or_before(connection, version):
    connection.execute("DROP INDEX passages_by_word_count")
    connection.execute("ALTER TABLE passages DROP COLUMN word_count")
    connection.execute("CREATE VIRTUAL TABLE held USING fts5(words, tokenize='unicode61')")
    connection.execute("INSERT INTO held (rowid, words) SELECT rowid, words FROM passage_words")
    connection.execute("DROP TABLE passage_words")
    connection.execute("ALTER TABLE held RENAME TO passage_words")
    connection.execute("DROP TABLE generation")
    for column in ("scope", "fund", "period", "unit_row", "base", "under") if version < 6 else ():
        connection.execute(f"ALTER TABLE changes DROP COLUMN {column}")
    connection.execute("DROP INDEX figures_by_facets")
    for column in ("kind", "scope", "fund", "period", "unit_row") if version < 5 else ():
        connection.execute(f"ALTER TABLE figures DROP COLUMN {column}")
    if version < 4:
        connection.execute("ALTER TABLE figures DROP COLUMN bought")
    connection.execute("DROP INDEX documents_by_source")
    connection.execute("DROP INDEX documents_by_serial")
    connection.execute("DROP TABLE unsettled")
    if version < 6:
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


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6, 7])
def test_a_store_of_an_earlier_version_is_brought_up_to_date_when_opened(tmp_path, version):
    with FigureStore.open(tmp_path, create=True) as store:
        old = extraction()
        document = replace(old.document, kind=Kind.FINAL, scope=Scope.UNIT)
        put(store, replace(old, document=document))
    connection = sqlite3.connect(tmp_path / "facts.sqlite")
    connection.execute("DROP TABLE jobs")
    connection.execute("DROP TABLE alembic_version")
    if version < 7:
        to_version_6_or_before(connection, version)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()
    with FigureStore.open(tmp_path) as store:
        # What an earlier version did not keep is the document's own until it is read again.
        before = replace(FIGURE, kind=Kind.FINAL, scope=Scope.UNIT, fund=Fund.UNSAID, period="", unit_row="")
        before = before if version < 5 else FIGURE
        assert {s.change.scope for s in store.changes()} == {Scope.UNIT if version < 6 else CHANGE.scope}
        assert store.search_words(tokens("新增接线1.50"), 5) == passage_refs(extraction())[:1]
        with store._engine.connect() as connection:
            counted = connection.execute(text("SELECT word_count FROM passages ORDER BY id")).scalars().all()
        assert counted == [len(tokens(indexed_text(passage))) for passage in PASSAGES]
        assert [s.figure for s in store.figures(keys=["公务接待费"])] == [before]
        assert store.begin() is (version < 7), "of older ones nobody knows how the last run ended"
        put(store, extraction("修订.pdf", "b" * 64), "/in/b.pdf")
        assert len(store.documents()) == 2
    with closing(JobTable(tmp_path)) as jobs:
        assert jobs.counts().total == 0
    made = tables(tmp_path)
    FigureStore.open(tmp_path / "new", create=True).close()
    assert made == tables(tmp_path / "new")
