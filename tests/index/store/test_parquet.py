"""Parquet holds what the other formats do, exact; without pyarrow that is said in a line."""

import io
import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from index.facts.errors import BudgetError, MissingExtra
from index.store.exports.figure_rows import COLUMNS, export_row
from index.store.exports.parquet import parquet
from tests.index.store.test_export import FIGURE


def read(figures, label="机器生成"):
    tables = pytest.importorskip("pyarrow.parquet")
    return tables.read_table(io.BytesIO(b"".join(parquet(figures, label))))


def test_every_row_reads_back_as_it_was_written_with_exact_amounts():
    ratio = replace(FIGURE, unit="%", printed="12.345678901234567", value=Decimal("12.345678901234567"))
    figures = [FIGURE, ratio, replace(FIGURE, value=Decimal("-1234567890123.45"))]
    table = read(figures)
    assert table.column_names == [*COLUMNS, "label"]
    for row, figure in zip(table.to_pylist(), figures, strict=True):
        told = export_row(figure)
        for name in ("value_yuan", "value"):
            assert row[name] == (None if told[name] is None else Decimal(told[name]))
        assert {name: row[name] for name in COLUMNS if "value" not in name} == {
            name: value for name, value in told.items() if "value" not in name
        }
    assert table.schema.metadata[b"label"].decode() == "机器生成"


def test_rows_come_in_groups_and_no_rows_make_a_file_too():
    assert read([FIGURE] * 20_001).num_rows == 20_001
    assert read([]).column_names == [*COLUMNS, "label"]


def test_an_amount_of_more_digits_than_a_column_holds_is_told_with_its_cell():
    pytest.importorskip("pyarrow")
    with pytest.raises(BudgetError, match=r"a\.pdf 第12页"):
        list(parquet([replace(FIGURE, value=Decimal("0.00000000001"))]))


def test_without_pyarrow_a_line_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"budget-qa\[parquet\]"):
        next(parquet([FIGURE]))
