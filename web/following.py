"""What another process changed is seen before a question asks for it, and vectors follow it.

They are made again where their server has lost them.

`sync` beside a server leaves them to it.

>>> following = Following(qa)
>>> following.start()
"""

from __future__ import annotations

import logging
import threading
from typing import Final

from index.build import follow
from index.facts.errors import BudgetError
from qa import BudgetQA

_PAUSE_SECONDS: Final = 1.0

log = logging.getLogger(__name__)


class Following:
    """A thread that looks once a second for changes, and whether the vectors still follow the facts."""

    def __init__(self, qa: BudgetQA) -> None:
        self._qa = qa
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="following", daemon=True)
        self._told = ""

    def start(self) -> None:
        """Begin to look, unless the server ends already."""
        if not self._stop.is_set():
            self._thread.start()

    def stop(self) -> None:
        """End, after what is under way."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def once(self) -> None:
        """See what changed; make the vectors follow if they do not and nobody writes at the moment."""
        try:
            self._qa.look()
            if self._qa.unsettled() or self._qa.notice():
                with self._qa.writing(patience=0) as stores:
                    follow(stores)
        except BudgetError as error:
            if str(error) != self._told:  # once, not every second that another process writes
                log.info("%s", error)
            self._told = str(error)
        else:
            self._told = ""

    def _run(self) -> None:
        while not self._stop.wait(_PAUSE_SECONDS):
            try:
                self.once()
            except Exception:  # the next look may go well; without it vectors would follow no more
                log.exception("vectors could not be made to follow")
