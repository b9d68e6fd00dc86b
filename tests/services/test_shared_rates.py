"""Two services count requests together in a Redis that dies and comes back."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import closing

import pytest

from web import rates
from web.rates import count_of, rate_of

pytestmark = pytest.mark.services


@pytest.fixture
def start(tmp_path):
    """``start(port)`` → a Redis on loopback, in memory alone."""
    running = []

    def run(port):
        process = subprocess.Popen(
            [
                "redis-server",
                "--port",
                str(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                str(tmp_path),
            ],
            stdout=subprocess.DEVNULL,
        )
        running.append(process)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return process
            except OSError:
                time.sleep(0.05)
        raise AssertionError("redis-server does not answer")

    yield run
    for process in running:
        process.kill()
        process.wait()


def test_replicas_count_together_and_alone_while_the_store_is_away(start, monkeypatch):
    monkeypatch.setattr(rates, "_REST_SECONDS", 0.2)
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    server = start(port)
    one, other = (rate_of(4, f"redis://127.0.0.1:{port}", "requests") for _ in range(2))
    events = rate_of(4, f"redis://127.0.0.1:{port}", "events")
    told = [rate.take("a")[:2] for rate in (one, other, one, other, one, other)]
    assert told == [(True, 3), (True, 2), (True, 1), (True, 0), (False, 0), (False, 0)]
    assert events.take("a")[0], "counted apart"
    one.give_back("a")
    assert [rate.take("a")[0] for rate in (other, one)] == [True, False], "given back for both"
    here, there = (count_of(f"redis://127.0.0.1:{port}", "waiting") for _ in range(2))
    here.add(2)
    there.add(1)
    assert (here.value(), there.value()) == (3, 3)
    here.add(-2)
    assert (here.value(), there.value()) == (1, 1)
    server.kill()
    server.wait()
    assert (here.value(), there.value()) == (0, 1), "alone"
    assert [one.take("a")[0] for _ in range(5)] == [True] * 4 + [False], "alone"
    start(port)
    time.sleep(0.3)
    assert [rate.take("a")[:2] for rate in (one, other)] == [(True, 3), (True, 2)], "together again"
    for rate in (one, other, events):
        rate._limiter.storage.storage.close()
    for count in (here, there):
        count._storage.storage.close()
