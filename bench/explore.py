"""How long the page of all figures takes over a large store: each view cold, then again.

The pages are asked for as a browser asks, without a network between; a view is cold where its tally is
counted for the first time. Body's pages and the list of bodies come last.

>>> measured(client, "figures?q=公务接待")
(0.57, 0.04)
$ python bench/explore.py --store large
"""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.table import Table
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.store.opening import open_facts
from index.store.protocols import Facts, Wanted
from web.plain.routes import plain_routes

VIEWS = (
    "figures",
    "figures?page=10000",
    "figures?sort=-value",
    "figures?kind=决算&sort=-value",
    "figures?year=2025&stage=预算",
    "figures?q=公务接待",
    "figures?q=财政局 公务接待",
    "figures?q=一般公共预算",
    "figures?q=1.50",
    "bodies",
)


def measured(client: TestClient, address: str) -> tuple[float, float]:
    """Seconds of the first and of the second time; raises where the page is not there."""
    taken = []
    for _ in range(2):
        started = time.perf_counter()
        client.get(f"/{address}").raise_for_status()
        taken.append(time.perf_counter() - started)
    return taken[0], taken[1]


def report(facts: Facts) -> Table:
    """A row for each view."""
    table = Table("address", "first, s", "again, s", title=f"{facts.count(Wanted()):,} figures")
    body = facts.documents()[0].document.body
    with TestClient(Starlette(routes=plain_routes(lambda: facts))) as client:
        for address in (*VIEWS, f"bodies/{quote(body, safe='')}"):
            first, again = measured(client, address)
            table.add_row(address if len(address) < 40 else "bodies/…", f"{first:.2f}", f"{again:.2f}")
    return table


def main() -> None:
    """Measure the store named by `--store`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("store"))
    with closing(open_facts(parser.parse_args().store)) as facts:
        Console().print(report(facts))


if __name__ == "__main__":
    main()
