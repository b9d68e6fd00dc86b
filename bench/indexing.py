"""How fast files are indexed, beside stock pdfplumber in the same run: ``python bench/indexing.py [FOLDER]``.

Stock is ``extract_text()`` and ``extract_tables()`` of every page and nothing else. Ours is everything
that `budget-qa index` does: pages, tables, figures, changes, passages, checks, vectors and both stores;
once with one worker and once with two. Each run has a process of its own, so that its peak memory and
its processor time are its own; runs take turns and the best of each counts, for other programs only ever
make one slower. On a machine that does other work meanwhile, the processor time (of all processes of a
run) says more of one worker, and only the clock says anything of two.

>>> ratio(stock=10.0, ours=8.0)  # pages per second
1.25
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from multiprocessing.forkserver import _forkserver  # type: ignore[attr-defined]
from pathlib import Path

from rich.console import Console
from rich.table import Table

Run = dict[str, float]  # pages, seconds, processor (seconds), megabytes

ROOT = Path(__file__).resolve().parents[1]
STOCK, ONE, TWO = "stock", "1", "2"
NAMES = {STOCK: "pdfplumber, text and tables", ONE: "budget-qa index, --jobs 1", TWO: "--jobs 2"}


def ratio(*, stock: float, ours: float) -> float:
    """Time per page of ours, in times of stock's."""
    return stock / ours


def stock(files: list[Path]) -> Run:
    """Every page's text and tables."""
    clock = started()
    import pdfplumber  # our workers import it within their time too

    pages = 0
    for path in files:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                page.extract_text()
                page.extract_tables()
                page.close()
                pages += 1
    return ended(clock, pages)


def ours(files: list[Path], jobs: int) -> Run:
    """Everything indexed into a new store: from the opened store to the last document in it."""
    from index.build import build
    from index.store.embed import load_model
    from index.store.opening import open_stores

    encoder = load_model()
    with tempfile.TemporaryDirectory() as folder, open_stores(Path(folder), encoder) as stores:
        clock = started()
        return ended(clock, build(files, stores, jobs=jobs).pages)


def started() -> tuple[float, float]:
    """The clock and the processor seconds of this process."""
    return time.perf_counter(), time.process_time()


def ended(clock: tuple[float, float], pages: int) -> Run:
    """What has passed since, the processor seconds of the workers too, and the memory.

    The memory is the most that this process, and the largest of its workers, have held (MB).
    """
    seconds, processor = time.perf_counter() - clock[0], time.process_time() - clock[1]
    # The workers are the fork server's children: they are counted once it has been waited for.
    _forkserver._stop()
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    processor += workers.ru_utime + workers.ru_stime
    megabytes = (own.ru_maxrss + workers.ru_maxrss) / scale
    return {"pages": pages, "seconds": seconds, "processor": processor, "megabytes": megabytes}


def measured(kind: str, folder: Path) -> Run:
    """One run in a process of its own."""
    command = [sys.executable, __file__, str(folder), "--only", kind]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    found: Run = json.loads(run.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "samples", help="PDFs to read")
    parser.add_argument("--runs", type=int, default=2, help="how often each is measured; the best counts")
    parser.add_argument("--only", choices=tuple(NAMES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    console = Console()
    files = sorted(options.folder.rglob("*.pdf"))
    if options.only:
        found = stock(files) if options.only == STOCK else ours(files, int(options.only))
        console.print(json.dumps(found), markup=False, highlight=False, soft_wrap=True)
        return
    best: dict[str, Run] = {}
    for _ in range(options.runs):
        for kind in NAMES:
            run = measured(kind, options.folder)
            former = best.setdefault(kind, run)
            best[kind] = {name: min(run[name], former[name]) for name in run}
    speed = {kind: run["pages"] / run["seconds"] for kind, run in best.items()}
    worked = {kind: run["pages"] / run["processor"] for kind, run in best.items()}
    title = f"{len(files)} files, {best[STOCK]['pages']:.0f} pages"
    table = Table("", "pages/s", "time per page", "processor time per page", "peak MB", title=title)
    for kind, name in NAMES.items():
        times = [f"{ratio(stock=one[STOCK], ours=one[kind]):.2f}× stock" for one in (speed, worked)]
        table.add_row(name, f"{speed[kind]:.1f}", *times, f"{best[kind]['megabytes']:.0f}")
    console.print(table)
    console.print(f"two jobs against one: {speed[TWO] / speed[ONE]:.2f}× as fast")


if __name__ == "__main__":
    main()
