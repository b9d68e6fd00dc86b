"""What one more document costs when there are many: small disclosures, the last hundred against the first.

Documents are those of invented bodies over four years, every fifth a 单位. Two kinds of work are measured:

- `read`: PDFs of three pages, written here, read in worker processes and stored, as any file is;
- `ready`: reading is left out: each file gives the first facts of a sample under its own body, sixty
  figures and twenty passages, so that what the stores cost shows alone.

All in one run, or in a run for each hundred (`--per-run 100`), which adds what a run does before its
first file and after its last. Processor time is that of the process that stores, workers apart: on a
machine that does other work it says more than the clock. The exit code is 1 where the last hundred takes
more than 1.2 times the processor time of the first.

>>> growth([5.0, 5.2, 5.1, 5.5])
1.1
"""

from __future__ import annotations

import argparse
import pickle
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice, pairwise, product
from pathlib import Path

from rich.console import Console
from rich.table import Table

from index.build import Progress, build
from index.extract import digest, extract
from index.facts.limits import OnPage
from index.facts.records import Citation, Extraction, Scope
from index.store.embed import load_model
from index.store.opening import open_stores
from tests.conftest import disclosure

SAMPLE = Path(__file__).parents[1] / "samples" / "岚浦市12345政务服务便民热线中心-2025-单位预算.pdf"
READ, READY = "read", "ready"
HUNDRED = 100
ALLOWED = 1.2
"""The last hundred may take so many times the processor time of the first."""
FIGURES, CHANGES, PASSAGES = 60, 5, 20
YEARS = (2022, 2023, 2024, 2025)
_MODEL = "facts.pickle"
_FIRST = "安北长东丰福高广海汉和恒华怀嘉江金景静开兰乐临龙宁平青清荣瑞"
_SECOND = "昌川岛德陵关港谷河湖口林岭门明南坪坡泉山水台滩田塘湾阳源州原"


@dataclass(slots=True)
class Clock:
    """When each document was done: seconds of the clock, and of this process's processor."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def heard(self, progress: Progress) -> None:
        """Take the time of a file that is done."""
        if progress.outcome:
            self.take()

    def take(self) -> None:
        """Take the time."""
        self.seconds.append(time.perf_counter())
        self.processor.append(time.process_time())


def growth(times: Sequence[float]) -> float:
    """The last time in times of the first."""
    return times[-1] / times[0]


def hundreds(moments: Sequence[float]) -> list[float]:
    """Seconds for each whole hundred. The first begins with its first file done: workers start before."""
    starts = [moments[0], *moments[HUNDRED - 1 : -1 : HUNDRED]]
    ends = moments[HUNDRED - 1 :: HUNDRED]
    found = [end - start for start, end in zip(starts, ends, strict=False)]
    found[0] *= HUNDRED / (HUNDRED - 1)
    return found


def named(count: int) -> Iterator[tuple[str, int, str]]:
    """Body, year and scope of each document."""
    places = (f"{a}{b}市{c}{d}区" for b, a, d, c in product(_SECOND, _FIRST, _SECOND, _FIRST))
    bodies = ((f"{place}统计{'中心' if n % 5 == 0 else '局'}", n) for n, place in enumerate(places))
    every = ((body, year, "单位" if n % 5 == 0 else "部门") for body, n in bodies for year in YEARS)
    return islice(every, count)


def written(folder: Path, count: int, kind: str) -> list[Path]:
    """The files to index, in order of their names."""
    for n, (body, year, scope) in enumerate(named(count)):
        path = folder / f"{n:05d}-{body}-{year}-{scope}预算.pdf"
        whole = kind == READ
        path.write_bytes(disclosure(body, year, 100 + n % 900, scope=scope) if whole else path.name.encode())
    if kind == READY:
        given = extract(SAMPLE, digest(SAMPLE))
        few = replace(
            given,
            tables=(),
            figures=given.figures[:FIGURES],
            changes=given.changes[:CHANGES],
            passages=given.passages[:PASSAGES],
            findings=(),
            warnings=(),
        )
        (folder / _MODEL).write_bytes(pickle.dumps(few))
    return sorted(folder.glob("*.pdf"))


def ready(path: Path, sha256: str, on_page: OnPage) -> Extraction:
    """The facts that stand ready, under the body and the year that the file's name tells."""
    _, body, year, scope = path.stem.split("-")
    given = _model(path.parent / _MODEL)
    old = given.document

    def cited(citation: Citation) -> Citation:
        return replace(citation, document=path.name)

    return replace(
        given,
        document=replace(
            old,
            name=path.name,
            sha256=sha256,
            title=path.stem,
            body=body,
            year=int(year),
            scope=Scope(scope.removesuffix("预算")),
        ),
        figures=tuple(
            replace(f, body=body, year=int(year), citation=cited(f.citation)) for f in given.figures
        ),
        changes=tuple(
            replace(c, body=body, year=int(year), citation=cited(c.citation)) for c in given.changes
        ),
        passages=tuple(
            replace(p, text=f"{body}{year}年{p.text}", citation=cited(p.citation)) for p in given.passages
        ),
    )


@cache
def _model(path: Path) -> Extraction:
    found: Extraction = pickle.loads(path.read_bytes())
    return found


def measured(folder: Path, count: int, kind: str, per_run: int) -> Clock:
    """Index `count` documents below `folder`; a moment for each, or for each run where there are several."""
    inbox = folder / "in"
    inbox.mkdir()
    files = written(inbox, count, kind)
    clock, read = Clock(), ready if kind == READY else None
    with open_stores(folder / "store", load_model()) as stores:
        if per_run >= count:
            build(files, stores, read=read, on_progress=clock.heard)
            return clock
        clock.take()
        for start in range(0, count, per_run):
            summary = build(files[start : start + per_run], stores, read=read)
            assert not summary.failed, summary.failed[0]
            clock.take()
    return clock


def main() -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--kind", choices=(READ, READY), default=READ)
    parser.add_argument("--per-run", type=int, default=0, help="files in one run; all unless told")
    chosen = parser.parse_args()
    per_run = chosen.per_run or chosen.documents
    with tempfile.TemporaryDirectory() as folder:
        clock = measured(Path(folder), chosen.documents, chosen.kind, per_run)
    if per_run < chosen.documents:
        of_clock, of_processor = (
            [after - before for before, after in pairwise(moments)]
            for moments in (clock.seconds, clock.processor)
        )
        unit = f"run of {per_run}"
    else:
        of_clock, of_processor = hundreds(clock.seconds), hundreds(clock.processor)
        unit = "hundred"
    table = Table(unit, "seconds", "processor", title=f"{chosen.documents} documents, {chosen.kind}")
    for n, (seconds, processor) in enumerate(zip(of_clock, of_processor, strict=True), 1):
        table.add_row(str(n), f"{seconds:.2f}", f"{processor:.2f}")
    console = Console()
    console.print(table)
    console.print(
        f"the last {unit} in times of the first: {growth(of_clock):.2f} by the clock, "
        f"{growth(of_processor):.2f} in processor time"
    )
    return int(growth(of_processor) > ALLOWED)


if __name__ == "__main__":
    raise SystemExit(main())
