"""How long an answer takes: ``make bench``. Prints two tables, writes nothing.

The samples are indexed into a temporary folder. Then, for a question about a figure, one about
a reason and one about the narrative: the time of `budget-qa ask` as a process (median), and the
time of `BudgetQA.ask` in one process that has answered before (p50 and p99). Last, what the
heavy packages cost to import, each in a process of its own.

>>> cold_seconds(store, "公务接待费是多少", runs=5)  # seconds
0.9
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from qa import BudgetQA

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).with_name("budget-qa")
QUESTIONS = {
    "数字": "岚浦市12345政务服务便民热线中心2025年公务接待费是多少？",
    "原因": "岚浦市12345政务服务便民热线中心2025年公务接待费为何增长？",
    "叙述": "岚浦市12345政务服务便民热线中心的主要职责是什么？",
}
PACKAGES = (
    "sentence_transformers",
    "torch",
    "gradio",
    "chromadb",
    "langchain_text_splitters",
    "sqlalchemy",
    "pdfplumber",
    "jieba",
    "numpy",
)


def cold_seconds(store: Path, question: str, runs: int) -> float:
    """Median wall time of one `budget-qa ask` process, without a first run that fills the disk cache."""
    spent = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        subprocess.run([COMMAND, "ask", question, "--store", store], check=True, capture_output=True)
        spent.append(time.perf_counter() - started)
    return statistics.median(spent[1:])


def warm_milliseconds(qa: BudgetQA, question: str, runs: int) -> tuple[str, float, float]:
    """Status, p50 and p99 of asking in a process that has answered this kind of question before."""
    status = qa.ask(question).status.value
    spent = []
    for _ in range(runs):
        started = time.perf_counter()
        qa.ask(question)
        spent.append((time.perf_counter() - started) * 1000)
    cuts = statistics.quantiles(spent, n=100, method="inclusive")
    return status, cuts[49], cuts[98]


def import_seconds(package: str) -> float:
    """Seconds to import `package` in a fresh process, the better of two."""
    code = f"import time; t = time.perf_counter(); import {package}; print(time.perf_counter() - t)"
    runs = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        for _ in range(2)
    ]
    return min(float(run.stdout.split()[-1]) for run in runs)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=Path, default=ROOT / "samples", help="what to index")
    parser.add_argument("--cold", type=int, default=5, help="processes per question")
    parser.add_argument("--warm", type=int, default=200, help="questions per kind in one process")
    options = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        started = time.perf_counter()
        subprocess.run(
            [COMMAND, "index", options.documents, "--store", store], check=True, capture_output=True
        )
        console.print(f"budget-qa index {options.documents.name}: {time.perf_counter() - started:.1f} s")
        cold = {kind: cold_seconds(store, asked, options.cold) for kind, asked in QUESTIONS.items()}
        with BudgetQA.open(store) as qa:
            warm = {kind: warm_milliseconds(qa, asked, options.warm) for kind, asked in QUESTIONS.items()}
    table = Table("question", "status", "cold, s (median)", "warm p50, ms", "warm p99, ms")
    for kind, (status, p50, p99) in warm.items():
        table.add_row(kind, status, f"{cold[kind]:.2f}", f"{p50:.1f}", f"{p99:.1f}")
    console.print(table)
    table = Table("import", "s")
    for package in PACKAGES:
        table.add_row(package, f"{import_seconds(package):.2f}")
    console.print(table)


if __name__ == "__main__":
    main()
