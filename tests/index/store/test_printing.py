"""Which documents print a name."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import event

from index.store.figure_store import FigureStore
from tests.index.store.stored import (
    FIGURE,
    extraction,
    put,
)


def test_documents_that_print_a_name_are_found_without_their_figures(store):
    put(store, extraction())
    bought = replace(FIGURE, subject="会议费", item="公务接待费")
    put(
        store,
        extraction("别的.pdf", "c" * 64, figures=(bought, replace(FIGURE, subject="差旅费"))),
        "/in/o.pdf",
    )
    ids = {stored.document.name: stored.id for stored in store.documents()}
    assert store.printing(["公务接待费"]) == {*ids.values()}
    assert store.printing(["会议费", "差旅费"]) == {ids["别的.pdf"]}
    assert store.printing([]) == store.printing(["没有"]) == frozenset()


def test_sqlite_reads_the_documents_that_print_a_name_from_indexes_alone(tmp_path):
    asked: list[str] = []
    with FigureStore.open(tmp_path, create=True) as store, store._engine.connect() as connection:
        event.listen(store._engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        store.printing(["公务接待费"])
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[-1]}", ("甲", "甲")).all()
    searched = [row.detail for row in plan if "figures" in row.detail]
    assert len(searched) == 2
    assert all("COVERING INDEX" in detail for detail in searched)
