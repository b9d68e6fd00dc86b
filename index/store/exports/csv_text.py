r"""Lines of values → CSV a stretch at a time, as a spreadsheet and a program read it alike.

It begins with a byte order mark, without which Excel misreads Chinese; text of a document that a spreadsheet
would run as a formula stays text.

>>> b"".join(csv_text([("row", "value"), ("=1+1", "-36.00")])).decode("utf-8-sig")
"row,value\r\n'=1+1,-36.00\r\n"
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from index.facts.money import number
from index.store.batches import batches

Value = str | int | None


def csv_text(lines: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The lines in UTF-8, the first of them the heads; nothing and None are written alike."""
    held = io.StringIO()
    held.write("\ufeff")
    writer = csv.writer(held)
    for some in batches(lines):
        writer.writerows([inert(value) for value in line] for line in some)
        yield held.getvalue().encode()
        held.seek(0)
        held.truncate()


def inert(value: Value) -> Value:
    """Document text that a spreadsheet would run as a formula is kept as text; -36.00 stays a number."""
    if not isinstance(value, str) or number(value) is not None:
        return value
    first = unicodedata.normalize("NFKC", value.lstrip())[:1]
    return f"'{value}" if first in ("=", "+", "-", "@") else value
