"""Figures → Parquet a stretch at a time, amounts exact: the one door to pyarrow, which is an extra.

>>> if installed():
...     with open("figures.parquet", "wb") as out:
...         out.writelines(parquet(figures, "机器生成"))
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from importlib.util import find_spec
from typing import Any, Final

from index.facts.errors import BudgetError, MissingExtra
from index.facts.records import Figure
from index.store.batches import batches
from index.store.exports.figure_rows import COLUMNS, export_row

_ROWS: Final = 20_000
_WHOLE: Final = frozenset({"page", "year"})
# Decimals of 38 digits in all, the most that other programs read.
_PLACES: Final = {"value_yuan": 10, "value": 18}


def installed() -> bool:
    """Whether pyarrow is there."""
    try:
        return find_spec("pyarrow") is not None
    except ValueError:  # kept from being imported
        return False


def need() -> None:
    """Raises MissingExtra where pyarrow is not there."""
    if not installed():
        raise MissingExtra("导出 Parquet", "parquet")


def parquet(figures: Iterable[Figure], label: str = "") -> Iterator[bytes]:
    """One file, a group of rows at a time; with a `label`, each row under a last column of that name.

    Raises MissingExtra without pyarrow, BudgetError for an amount of more digits than a column holds.
    """
    need()
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    columns = (*COLUMNS, "label") if label else COLUMNS
    schema = pyarrow.schema([(name, _type(pyarrow, name)) for name in columns], {"label": label})
    sink = _Sink()
    with ParquetWriter(sink, schema, compression="zstd") as writer:
        for some in batches(figures, _ROWS):
            rows = [_row(figure, label) for figure in some]
            writer.write_table(pyarrow.Table.from_pylist(rows, schema))
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """A write-only stream whose bytes wait to be taken; it knows its position and cannot seek."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._written = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, data: Any, /) -> int:
        self._held += data
        self._written += len(data)
        return len(data)

    def taken(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken


def _type(pyarrow: Any, name: str) -> Any:
    if name in _PLACES:
        return pyarrow.decimal128(38, _PLACES[name])
    return pyarrow.int32() if name in _WHOLE else pyarrow.string()


def _row(figure: Figure, label: str) -> dict[str, object]:
    row: dict[str, object] = {**export_row(figure), "label": label}
    for name, places in _PLACES.items():
        if (amount := row[name]) is not None:
            row[name] = _fitting(Decimal(str(amount)), places, figure)
    return row


def _fitting(value: Decimal, places: int, figure: Figure) -> Decimal:
    """The amount, where a column of so many decimals holds all its digits."""
    exact = value.normalize()
    _, digits, exponent = exact.as_tuple()
    if -int(exponent) > places or len(digits) + int(exponent) > 38 - places:
        at = figure.citation
        raise BudgetError(
            f"{at.document} 第{at.page}页：{figure.printed} 的位数超过 Parquet 的一栏。请改用 csv、jsonl"
        )
    return exact
