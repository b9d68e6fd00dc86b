"""How long until the first page: over a store that is not there yet, and over one that is indexed.

    python bench/startup.py [--runs 3] [--documents samples]

Starts `budget-qa serve --index samples` as `make chat` does and asks for the page until it is there; then
how long until something can be answered (/readyz), how long the first question takes when it is asked
at once, and until all is indexed. Ends with what the imports before the page cost, package by package.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx

QUESTION = "12345热线中心2025年公务接待费为何增长？"
COMMAND = (sys.executable, "-c", "import cli; cli.main()", "serve")
IMPORTED = (
    "import app, web.admin, web.indexing, web.journal, web.tools; from web.pages.page import gradio; gradio()"
)
ROOT = Path(__file__).parent.parent


def start(store: Path, documents: Path) -> dict[str, float]:
    """One start, in seconds from the command: page, cpu used by then, ready, first answer, all indexed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    options = ("--store", str(store), "--index", str(documents), "--port", str(port))
    server = subprocess.Popen(
        [*COMMAND, *options], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    told: dict[str, float] = {}
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            _until(client, "/", server)
            told["page"] = time.perf_counter() - began
            told["cpu"] = _cpu(server.pid)
            _until(client, "/readyz", server)
            told["ready"] = time.perf_counter() - began
            asked = time.perf_counter()
            client.post("/api/ask", json={"question": QUESTION}).raise_for_status()
            told["answer"] = time.perf_counter() - asked
            while "indexing" in client.get("/readyz").json():
                time.sleep(0.1)
            told["indexed"] = time.perf_counter() - began
    finally:
        server.terminate()
        server.wait()
    return told


def imports() -> list[tuple[str, float]]:
    """Seconds of the imports before the page, by package, the dearest first."""
    command = [sys.executable, "-X", "importtime", "-c", IMPORTED]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr
    spent: Counter[str] = Counter()
    for own, module in re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", told):
        spent[module.partition(".")[0]] += int(own)
    return [(package, microseconds / 1e6) for package, microseconds in spent.most_common()]


def _until(client: httpx.Client, path: str, server: subprocess.Popen[bytes]) -> None:
    """Wait for a 200. Raises RuntimeError when the server has ended or two minutes have passed."""
    until = time.monotonic() + 120
    while True:
        try:
            if client.get(path).status_code == 200:
                return
        except httpx.TransportError:
            pass
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"no {path} from the server")
        time.sleep(0.02)


def _cpu(pid: int) -> float:
    """Processor seconds of a process: steadier than the clock on a machine that does other things."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Starts over a new and over an indexed store, by turns."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--documents", type=Path, default=ROOT / "samples")
    chosen = parser.parse_args()
    for _ in range(chosen.runs):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("new store", "indexed store"):
                told = start(Path(folder) / "store", chosen.documents.resolve())
                say(
                    f"{name:14} page {told['page']:.1f} s (cpu {told['cpu']:.1f} s), "
                    f"ready {told['ready']:.1f} s, "
                    f"first answer {told['answer']:.2f} s, all indexed {told['indexed']:.1f} s"
                )
    spent = imports()
    shown = ", ".join(f"{package} {seconds:.2f}" for package, seconds in spent[:12])
    say(f"imports {sum(seconds for _, seconds in spent):.1f} s: {shown}")


def say(line: str) -> None:
    """One line on stdout, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
