"""What a command printed, read again; the keys that its objects promise."""

from __future__ import annotations

import json
from pathlib import Path

from rich.cells import cell_len

ROOT = Path(__file__).parents[2]
A, B = "某市商务局", "某市教育局"
ANSWER_KEYS = {
    "id",
    "question",
    "status",
    "text",
    "figures",
    "citations",
    "findings",
    "options",
    "understood",
    "confidence",
    "unaccounted",
    "set_aside",
    "timings_ms",
}
FIGURE_KEYS = {
    "metric",
    "code",
    "body",
    "year",
    "stage",
    "value_yuan",
    "printed",
    "unit",
    "derived",
    "formula",
    "citations",
    "role",
}
HEAVY = set(
    "torch chromadb gradio sentence_transformers pdfplumber langchain_core openpyxl numpy pypinyin".split()
)
CITATION_KEYS = {"document", "page", "table", "row", "column", "bbox", "quote"}


def cells(table):
    """The rows of a printed table, as lists of cells."""
    bars = (line.replace("┃", "│") for line in table.splitlines())
    return [[cell.strip() for cell in line.strip("│ ").split("│")] for line in bars if "│" in line]


def documents(done):
    """The objects of ``docs --json`` by the name of the file."""
    return {row["name"]: row for row in map(json.loads, done.out.splitlines())}


def cut(line, start, end):
    """What stands in the columns of the terminal from `start` to before `end`."""
    return "".join(c for n, c in enumerate(line) if start <= cell_len(line[:n]) < end)


def one_line(done, *parts):
    (line,) = done.err.splitlines()
    assert line.startswith("错误：")
    for part in parts:
        assert str(part) in line
    return True
