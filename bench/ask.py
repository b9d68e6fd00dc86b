"""How long an answer takes: ``make bench``. Prints tables, keeps nothing but a ``--large`` folder.

The samples are indexed into a temporary folder. Then: the time of `budget-qa ask` as a process
(median); the time of `BudgetQA.ask` in one process that has answered all questions before, p50 and
p99 per kind of question, over this store and over one grown from it to a million figures; beside
it, in the same run, a plain langchain ``Chroma.as_retriever()`` call with the same model over the
same passages, which finds five passages and answers nothing. Last, what the heavy packages cost to
import, each in a process of its own.

>>> percentiles([1.0, 2.0, 3.0])  # milliseconds
(2.0, 3.0)
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from large_store import grow
from rich.console import Console
from rich.table import Table

from eval.cases import Case, load_cases
from eval.report import percentile
from index.store.embed import load_model
from index.store.opening import open_facts
from index.store.refs import indexed_text
from qa import BudgetQA

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).with_name("budget-qa")
COLD = {
    "数字": "岚浦市12345政务服务便民热线中心2025年公务接待费是多少？",
    "原因": "岚浦市12345政务服务便民热线中心2025年公务接待费为何增长？",
    "叙述": "岚浦市12345政务服务便民热线中心的主要职责是什么？",
}
RETRIEVER = "Chroma.as_retriever()"
PACKAGES = (
    "sentence_transformers",
    "torch",
    "gradio",
    "chromadb",
    "langchain_text_splitters",
    "sqlalchemy",
    "pdfplumber",
    "rjieba",
    "numpy",
)
Times = dict[str, list[float]]
"""Kind of question → milliseconds."""


def cold_seconds(store: Path, question: str, runs: int) -> float:
    """Median wall time of one `budget-qa ask` process, without a first run that fills the disk cache."""
    spent = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        subprocess.run([COMMAND, "ask", question, "--store", store], check=True, capture_output=True)
        spent.append(time.perf_counter() - started)
    return statistics.median(spent[1:])


def warm_milliseconds(store: Path, cases: Sequence[Case], passes: int) -> tuple[float, Times]:
    """Seconds to open the store, and the times of every case asked `passes` times after a first time."""
    started = time.perf_counter()
    with BudgetQA.open(store) as qa:
        opened = time.perf_counter() - started
        return opened, _timed(cases, lambda case: qa.ask(case.question, history=case.history), passes)


def retriever_milliseconds(store: Path, cases: Sequence[Case], passes: int) -> list[float]:
    """The times of langchain's retriever over the store's passages, asked the same questions."""
    with tempfile.TemporaryDirectory() as folder, _retriever(store, Path(folder)) as find:
        times = _timed(cases, lambda case: find(case.question), passes)
    return [spent for kind in times.values() for spent in kind]


def percentiles(spent: Sequence[float]) -> tuple[float, float]:
    """p50 and p99, nearest rank."""
    return percentile(spent, 50), percentile(spent, 99)


def import_seconds(package: str) -> float:
    """Seconds to import `package` in a fresh process, the better of two."""
    code = f"import time; t = time.perf_counter(); import {package}; print(time.perf_counter() - t)"
    runs = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        for _ in range(2)
    ]
    return min(float(run.stdout.split()[-1]) for run in runs)


def _timed(cases: Sequence[Case], ask: Callable[[Case], object], passes: int) -> Times:
    """Each case once unmeasured, then `passes` times measured."""
    times: Times = {}
    for measured in (False, *([True] * passes)):
        for case in cases:
            started = time.perf_counter()
            ask(case)
            if measured:
                times.setdefault(case.kind, []).append((time.perf_counter() - started) * 1000)
    return times


@contextmanager
def _retriever(store: Path, folder: Path) -> Iterator[Callable[[str], object]]:
    """Langchain's retriever with its defaults but k=5, over the passages of `store`, in `folder`."""
    import chromadb
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

    encoder = load_model()

    class Model(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [list(map(float, vector)) for vector in encoder.encode(texts)]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    with closing(open_facts(store)) as facts:
        texts = {stored.ref: indexed_text(stored.passage) for stored in facts.passages()}
    client = chromadb.PersistentClient(str(folder))
    collection = client.create_collection("plain", embedding_function=None)
    refs = list(texts)
    for start in range(0, len(refs), 5000):
        batch = refs[start : start + 5000]
        words = [texts[ref] for ref in batch]
        collection.add(ids=batch, embeddings=encoder.encode(words), documents=words)
    found = Chroma(client=client, collection_name="plain", embedding_function=Model())
    yield found.as_retriever(search_kwargs={"k": 5}).invoke
    client.close()


def _warm_table(base: Times, large: Times | None, size: str) -> Table:
    """p50 and p99 per kind, here and over the large store, and how much p50 grows."""
    columns = ["question", "n", "p50, ms", "p99, ms"]
    if large is not None:
        columns += [f"p50, {size}", f"p99, {size}", "p50 growth"]
    table = Table(*columns, title="BudgetQA.ask, warm")
    for kind in (*base, "all"):
        spent = base[kind] if kind in base else [one for times in base.values() for one in times]
        cells = [kind, str(len(spent)), *(f"{value:.1f}" for value in percentiles(spent))]
        if large is not None:
            grown = large[kind] if kind in large else [one for times in large.values() for one in times]
            cells += [f"{value:.1f}" for value in percentiles(grown)]
            cells.append(f"{percentiles(grown)[0] / max(percentiles(spent)[0], 1e-6):.2f}×")
        table.add_row(*cells)
    return table


def _options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=Path, default=ROOT / "samples", help="what to index")
    parser.add_argument("--store", type=Path, help="an index to use as it is, in place of --documents")
    parser.add_argument("--questions", type=Path, default=ROOT / "eval" / "data" / "samples.jsonl")
    parser.add_argument("--cold", type=int, default=5, help="processes per question; 0 leaves them out")
    parser.add_argument("--warm", type=int, default=2, help="times each question is asked")
    parser.add_argument("--figures", type=int, default=1_000_000, help="of the large store; 0 leaves it out")
    parser.add_argument("--passages", type=int, default=50_000, help="of the large store")
    parser.add_argument("--large", type=Path, help="folder of the large store, kept and used again")
    parser.add_argument("--imports", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    options = _options()
    console = Console()
    cases = load_cases(options.questions)
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or Path(folder) / "store"
        if options.store is None:
            started = time.perf_counter()
            subprocess.run(
                [COMMAND, "index", options.documents, "--store", store], check=True, capture_output=True
            )
            console.print(f"budget-qa index {options.documents.name}: {time.perf_counter() - started:.1f} s")
        if options.cold:
            table = Table("question", "s (median)", title="budget-qa ask, a process each")
            for kind, question in COLD.items():
                table.add_row(kind, f"{cold_seconds(store, question, options.cold):.2f}")
            console.print(table)
        _, base = warm_milliseconds(store, cases, options.warm)
        stores, large, size = [store], None, ""
        if options.figures:
            grown = options.large or Path(folder) / "large"
            if not grown.exists():
                started = time.perf_counter()
                made = grow(store, grown, figures=options.figures, passages=options.passages)
                console.print(f"{made[0]} figures, {made[1]} passages: {time.perf_counter() - started:.0f} s")
            opened, large = warm_milliseconds(grown, cases, options.warm)
            with closing(open_facts(grown)) as facts:
                held = facts.counts().values()
            size = f"{sum(n.get('figures', 0) for n in held) / 1e6:.1f}M"
            console.print(f"BudgetQA.open, {size} figures: {opened:.1f} s")
            stores.append(grown)
        console.print(_warm_table(base, large, size))
        if importlib.util.find_spec("langchain_chroma"):
            table = Table(RETRIEVER, "p50, ms", "p99, ms", title="the same questions, the same model")
            for one in stores:
                spent = retriever_milliseconds(one, cases, options.warm)
                table.add_row("small" if one is store else size, *(f"{v:.1f}" for v in percentiles(spent)))
            console.print(table)
        else:
            console.print(f"{RETRIEVER}: pip install -e .[bench] to compare", markup=False)
    if options.imports:
        table = Table("import", "s")
        for package in PACKAGES:
            table.add_row(package, f"{import_seconds(package):.2f}")
        console.print(table)


if __name__ == "__main__":
    main()
