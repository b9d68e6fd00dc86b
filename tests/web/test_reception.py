"""Who comes in: so many at once, so many waiting, and each place is free again."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from qa.records import Answer, Status
from web.reception import Reception
from web.services import Busy
from web.settings import Serving


class Slow:
    """A desk that takes a while, and counts who is at it."""

    def __init__(self):
        self.lock, self.now, self.most = threading.Lock(), 0, 0

    def ask(self, text, history=()):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.01)
        with self.lock:
            self.now -= 1
        return Answer("1", text, Status.ANSWERED, "0")


def test_under_load_some_are_turned_away_and_no_place_is_lost():
    desk = Slow()
    reception = Reception(desk, Serving(at_once=2, waiting=2))

    def ask(_):
        try:
            return reception.answer("api", "问", ()).text
        except Busy:
            return "busy"

    with ThreadPoolExecutor(12) as pool:
        told = list(pool.map(ask, range(120), timeout=60))
    assert set(told) == {"0", "busy"} and desk.most == 2
    with ThreadPoolExecutor(2) as pool:  # both places are free again
        assert list(pool.map(ask, range(2), timeout=10)) == ["0", "0"]
