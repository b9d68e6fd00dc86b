"""The vocabulary of a store, read anew beside the questions when documents change.

>>> words = Renewal(facts)
>>> words.await_for_a_moment(facts.generation())
>>> words.newest.names.get("吃喝").names[0].shown
'公务接待费'
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from index.facts.errors import BudgetError
from index.store.protocols import Facts
from qa.language.vocabulary import Vocabulary

logger = logging.getLogger(__name__)

# A question that comes right after a change waits for the words of it if they are there so soon.
_MOMENT_SECONDS: Final = 0.25
# A reading that takes longer is followed by a rest: documents may change all the time.
_SHORT_SECONDS: Final = 1.0
# So long is waited for a reading that is under way when the store is given back.
_LAST_SECONDS: Final = 5.0


class Renewal:
    """The newest vocabulary there is; one thread at a time reads a newer one, which then takes its place."""

    def __init__(self, facts: Facts, now: Callable[[], float] = time.monotonic) -> None:
        """Reads the first."""
        self._now = now
        self._facts = facts
        self._held = Vocabulary.of(facts)
        self._reading = threading.Lock()
        self._beginning = threading.Lock()
        self._thread: threading.Thread | None = None
        self._begun = 0.0
        self._rest_until = 0.0

    @property
    def newest(self) -> Vocabulary:
        """The newest there is."""
        return self._held

    def await_for_a_moment(self, generation: int) -> None:
        """Begin to read that of a newer generation, and wait for it if it is there in a moment.

        A store that changes all the time is read half of the time.
        """
        if self._held.generation < generation:
            thread = self._under_way()
            if thread is not None:
                thread.join(max(0.0, self._begun + _MOMENT_SECONDS - self._now()))

    def renew(self) -> None:
        """Read what is not yet, and come back when it is there. That it cannot be read is logged."""
        try:
            with self._reading:
                if self._held.generation < self._facts.generation():
                    self._held = Vocabulary.of(self._facts)
        except BudgetError as error:
            logger.warning("the words of changed documents are not known yet: %s", error)

    def close(self) -> None:
        """Wait a while for what is under way."""
        thread = self._thread
        if thread is not None:
            thread.join(_LAST_SECONDS)

    def _under_way(self) -> threading.Thread | None:
        """The thread that reads a newer one, begun if there is none and it is not to rest."""
        with self._beginning:
            now = self._now()
            if self._thread is None or not self._thread.is_alive():
                if now < self._rest_until:
                    return None
                self._begun = now
                self._thread = threading.Thread(target=self._read, name="vocabulary", daemon=True)
                self._thread.start()
            return self._thread

    def _read(self) -> None:
        self.renew()
        ended = self._now()
        took = ended - self._begun
        if took > _SHORT_SECONDS:
            self._rest_until = ended + took
