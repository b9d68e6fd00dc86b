"""How often one client may ask, how many wait: counted by this process, or by a store that several share.

>>> rate = rate_of(120, "redis://127.0.0.1:6379", "requests")
>>> rate.take("198.51.100.7")
(True, 119, 0.0)
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, Protocol

from index.facts.errors import BudgetError, MissingExtra

_CLIENTS: Final = 10_000
_SECONDS: Final = 1.0
_REST_SECONDS: Final = 5.0
_COUNTED_SECONDS: Final = 60
_WRONG: Final = "BUDGET_QA_SERVE_LIMITS 应形如 redis://主机:6379（{}）"

log = logging.getLogger(__name__)


class Limit(Protocol):
    """So many requests a minute from each client."""

    per_minute: int
    waits: bool
    """Whether `take` asks another process, and is no call for an event loop."""

    def take(self, client: str) -> tuple[bool, int, float]:
        """Whether the client may go on, how many requests it has left, seconds until the next."""
        ...

    def give_back(self, client: str) -> None:
        """Not to count a request that was taken."""
        ...


class Rate:
    """A token bucket for each client: `per_minute` requests, which may come in one burst."""

    waits = False

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, client: str) -> tuple[bool, int, float]:
        """Whether the client may go on, how many requests it has left, seconds until the next."""
        with self._lock:
            now = self._now()
            left, then = self._buckets.pop(client, (float(self.per_minute), now))
            left = min(self.per_minute, left + (now - then) * self.per_minute / 60)
            admitted = left >= 1
            left -= admitted
            self._buckets[client] = (left, now)
            while len(self._buckets) > _CLIENTS:
                self._buckets.popitem(last=False)
            return admitted, int(left), max(0.0, (1 - left) * 60 / self.per_minute)

    def give_back(self, client: str) -> None:
        """Not to count a request that was taken."""
        with self._lock:
            if client in self._buckets:
                left, then = self._buckets[client]
                self._buckets[client] = (min(self.per_minute, left + 1), then)


class SharedRate:
    """`per_minute` requests of each client over all processes that name one store.

    The store is one of the package limits (Valkey, Redis, Memcached). While it is away each process counts
    by itself.
    """

    waits = True

    def __init__(self, per_minute: int, store: str, what: str) -> None:
        """`what` tells one count from another. Raises BudgetError for an address that is none."""
        storage, self._away = _opened(store)
        from limits import RateLimitItemPerMinute
        from limits.strategies import SlidingWindowCounterRateLimiter

        try:
            self._limiter = SlidingWindowCounterRateLimiter(storage)
        except NotImplementedError as error:
            raise BudgetError(_WRONG.format(error)) from error
        self.per_minute = per_minute
        self._what = what
        self._item = RateLimitItemPerMinute(per_minute)
        self._alone = Rate(per_minute)
        self._away_until = 0.0

    def take(self, client: str) -> tuple[bool, int, float]:
        """Whether the client may go on, how many requests it has left, seconds until the next."""
        if time.monotonic() < self._away_until:
            return self._alone.take(client)
        try:
            admitted = self._limiter.hit(self._item, self._what, client)
            stats = self._limiter.get_window_stats(self._item, self._what, client)
        except self._away as error:
            if not self._away_until:
                log.warning("共用的限速暂时不可用，各进程各算各的：%s", error)
            self._away_until = time.monotonic() + _REST_SECONDS
            return self._alone.take(client)
        self._away_until = 0.0
        left = min(self.per_minute, max(0, int(stats.remaining)))
        wait = 0.0 if left else max(0.0, stats.reset_time - time.time())
        return admitted, left, math.ceil(wait)

    def give_back(self, client: str) -> None:
        """Not to count a request that was taken."""
        if time.monotonic() < self._away_until:
            self._alone.give_back(client)
            return
        try:
            self._limiter.hit(self._item, self._what, client, cost=-1)
        except self._away as error:
            log.warning("共用的限速暂时不可用：%s", error)


class Count(Protocol):
    """How many there are of something that comes and goes."""

    def add(self, change: int) -> None:
        """So many more, or fewer."""
        ...

    def value(self) -> int:
        """How many there are."""
        ...


class OwnCount:
    """Counted by this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    def add(self, change: int) -> None:
        """So many more, or fewer."""
        with self._lock:
            self._count += change

    def value(self) -> int:
        """How many there are."""
        return self._count


class SharedCount:
    """Counted over all processes that name one store; what a process that died had counted goes in a minute.

    No fewer than this process has, and those alone while the store is away.
    """

    def __init__(self, store: str, what: str) -> None:
        """Raises BudgetError for an address that is none."""
        self._storage, self._away = _opened(store)
        self._key = f"budget-qa/{what}"
        self._own = OwnCount()
        self._away_until = 0.0

    def add(self, change: int) -> None:
        """So many more, or fewer."""
        self._own.add(change)
        told = self._asked(lambda: self._storage.incr(self._key, _COUNTED_SECONDS, change))
        if told < 0:  # those that left had come before the count was let go
            self._asked(lambda: self._storage.clear(self._key))

    def value(self) -> int:
        """How many there are."""
        return max(self._own.value(), self._asked(lambda: self._storage.get(self._key)))

    def _asked(self, ask: Callable[[], int | None]) -> int:
        """What the store says; 0 while it is away."""
        if time.monotonic() < self._away_until:
            return 0
        try:
            return ask() or 0
        except self._away as error:
            log.warning("排队的序号暂时只算本进程的：%s", error)
            self._away_until = time.monotonic() + _REST_SECONDS
            return 0


def _opened(store: str) -> tuple[Any, type[Exception]]:
    """A store of the package limits, and what it raises while away. Raises BudgetError, MissingExtra."""
    try:
        from limits.errors import ConfigurationError, StorageError
        from limits.storage import storage_from_string
    except ModuleNotFoundError as error:
        raise MissingExtra("共用的限速", "replicas") from error
    # A store that hangs must not hold up those who ask.
    timeouts = {"socket_timeout": _SECONDS, "socket_connect_timeout": _SECONDS}
    named = store.partition(":")[0].startswith(("redis", "valkey"))
    options: dict[str, Any] = timeouts if named else {}
    try:
        return storage_from_string(store, wrap_exceptions=True, **options), StorageError
    except ConfigurationError as error:
        raise BudgetError(_WRONG.format(error)) from error


def count_of(store: str, what: str) -> Count:
    """Counted in a store that is named, or by this process. Raises BudgetError, MissingExtra."""
    return SharedCount(store, what) if store else OwnCount()


def rate_of(per_minute: int, store: str, what: str) -> Limit:
    """Counted in a store that is named, or by this process. Raises BudgetError, MissingExtra."""
    return SharedRate(per_minute, store, what) if store else Rate(per_minute)
