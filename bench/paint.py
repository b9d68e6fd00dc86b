"""When a reader first sees a page: first contentful paint in Chromium, of bodies' pages and of the explorer.

    python bench/paint.py --store STORE [--times 5]

Each page is opened in a new context with nothing kept; the browser's own `paint` entries tell the time.
Needs `playwright` and a Chromium: BUDGET_QA_CHROMIUM, or one on the PATH.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright import sync_api
from rich.console import Console

from index.facts.records import Kind
from index.store.opening import open_facts
from index.store.protocols import Wanted

PAINT = """() => performance.getEntriesByType('paint')
    .filter((entry) => entry.name === 'first-contentful-paint').map((entry) => entry.startTime)"""


@contextmanager
def served(store: Path) -> Iterator[str]:
    """The address of a service over a store, until the body ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "cli", "serve", "--store", str(store), "--port", str(port)]
    service = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    try:
        while service.poll() is None:
            try:
                urllib.request.urlopen(f"{address}readyz").read()
                break
            except urllib.error.URLError:
                time.sleep(0.5)
        yield address
    finally:
        service.terminate()
        service.wait()


def painted(browser: sync_api.Browser, address: str) -> float:
    """Milliseconds from the request to the first content, in a context with nothing kept."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    tab = context.new_page()
    tab.goto(address)
    while not (told := tab.evaluate(PAINT)):
        tab.wait_for_timeout(20)
    context.close()
    return float(told[0])


def main() -> None:
    """Print a line for each page: least, middle and most."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--times", type=int, default=5)
    chosen = parser.parse_args()
    facts = open_facts(chosen.store)
    disclosed = [one.document for one in facts.documents() if one.document.kind is not Kind.POLICY]
    bodies = sorted({document.body for document in disclosed})
    figures = facts.count(Wanted())
    facts.close()
    pages = {f"bodies/{bodies[0]}": f"bodies/{quote(bodies[0], safe='')}", "figures": "figures"}
    path = os.environ.get("BUDGET_QA_CHROMIUM") or shutil.which("chromium")
    console = Console()
    console.print(f"{len(bodies)} bodies, {figures} figures, load {os.getloadavg()[0]:.1f}")
    with served(chosen.store) as address, sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name, page in pages.items():
            times = [painted(browser, address + page) for _ in range(chosen.times)]
            console.print(f"{name}: {min(times):.0f} / {statistics.median(times):.0f} / {max(times):.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
