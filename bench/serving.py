"""How the server bears many clients: errors, latency and memory, alone and while documents are re-read.

    python bench/serving.py [--store store] [--clients 20] [--seconds 60]

Starts the server as a process of its own over the store and asks it on loopback, each client one
question after another over a kept connection. The clients share the machine with the server.
"""

from __future__ import annotations

import argparse
import itertools
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import httpx

ASKED = (
    "{body}{year}年公务接待费是多少",
    "{body}{year}年公务接待费为何变化",
    "{body}{year}年“三公”经费占总支出的比例",
    "{body}{year}年收入总计是多少",
    "{body}的主要职责是什么",
    "什么是机关运行经费",
    "{year}年哪家培训费最多",
    "今天天气怎么样",
)


def serve(store: Path, port: int, reread: bool) -> None:
    """The server process; with `reread` each document is read again, one after another, until it ends."""
    import app
    from index.facts.limits import LIMITS
    from index.store.opening import open_questions
    from qa import BudgetQA
    from web.admin import Administration
    from web.journal import Journal
    from web.settings import Serving

    serving = Serving(rate=10_000_000)
    with BudgetQA.open(store) as qa, closing(Journal(open_questions(store), 1)) as journal:
        app.launch(qa, port=port, wait=False, feedback=journal, recorder=journal, serving=serving)
        keeper = Administration(qa, "bench", LIMITS)
        count = 0
        while reread:
            for document in qa.documents():
                keeper.reindex(document.name)
                count += 1
                say(f"reread {count}")
        threading.Event().wait()


def load(store: Path, clients: int, seconds: float, reread: bool) -> None:
    """One run; prints one line."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, __file__, "--serve", str(port), "--store", str(store)]
    began = time.perf_counter()
    server = subprocess.Popen(
        [*command, *(["--reread"] if reread else [])], stdout=subprocess.PIPE, text=True
    )
    lines: list[str] = []
    assert server.stdout is not None
    threading.Thread(target=lambda: lines.extend(server.stdout or ()), daemon=True).start()
    try:
        base = f"http://127.0.0.1:{port}"
        while True:
            try:
                listed = httpx.get(f"{base}/api/documents").json()
                break
            except httpx.TransportError:
                if time.perf_counter() - began > 120 or server.poll() is not None:
                    raise
                time.sleep(0.05)
        ready = time.perf_counter() - began
        questions = [
            question.format(body=document["body"], year=document["year"])
            for document in listed
            for question in ASKED
        ]
        before = {
            q: _told(httpx.post(f"{base}/api/ask", json={"question": q}, timeout=60)) for q in questions
        }
        took: list[float] = []
        faults: list[str] = []
        until = time.monotonic() + seconds

        def ask(first: int) -> None:
            with httpx.Client(base_url=base, timeout=60) as client:
                for n in itertools.count(first * 7):
                    if time.monotonic() >= until:
                        return
                    question = questions[n % len(questions)]
                    start = time.perf_counter()
                    try:
                        told = _told(client.post("/api/ask", json={"question": question}))
                    except (httpx.HTTPError, KeyError, ValueError) as error:
                        faults.append(f"{question}: {type(error).__name__} {error}")
                        continue
                    took.append(time.perf_counter() - start)
                    if told != before[question]:
                        faults.append(f"{question}: {told} instead of {before[question]}")

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(clients)]
        memory = [_memory(server.pid)]
        for thread in threads:
            thread.start()
        for _ in range(3):
            time.sleep(seconds / 3)
            memory.append(_memory(server.pid))
        for thread in threads:
            thread.join()
    finally:
        server.terminate()
        server.wait()
    cuts = statistics.quantiles(took, n=100)
    say(
        f"{'with documents re-read' if reread else 'alone':24} ready {ready:.1f} s, {clients} clients "
        f"{seconds:.0f} s: {len(took)} answers, {len(faults)} faults, p50 {cuts[49] * 1000:.0f} ms, "
        f"p95 {cuts[94] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms, memory {memory} MB"
        + (f", {len(lines)} documents re-read" if reread else "")
    )
    for fault in faults[:5]:
        say(f"   {fault}")


def say(line: str) -> None:
    """One line on stdout, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _told(reply: httpx.Response) -> tuple[str, str]:
    reply.raise_for_status()
    answer = reply.json()
    return answer["status"], answer["text"]


def _memory(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) // 1024 if found else 0


def main() -> None:
    """Run both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, default=Path("store"))
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--reread", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        serve(chosen.store, chosen.serve, chosen.reread)
        return
    for reread in (False, True):
        load(chosen.store, chosen.clients, chosen.seconds, reread)


if __name__ == "__main__":
    main()
