"""Files indexed beside the questions: the pages open at once and answer from the first document on.

>>> indexing = Indexing(qa, [Path("samples/某局.pdf")], Limits(), done=print)
>>> indexing.start()
>>> indexing.under_way()
Progress(done=2, total=6, name='某局.pdf', outcome='', page=12, pages=40)
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from index.build import Progress, Summary, build
from index.facts.errors import BudgetError
from index.facts.limits import Limits
from index.facts.plainly import line
from index.workers import prepare
from qa import BudgetQA

log = logging.getLogger(__name__)


class _Stopped(Exception):
    """The server ends: raised between two documents, so that the store is left whole."""


class Indexing:
    """One run over the files that a server was started with, in a thread of its own: an `Intake`."""

    def __init__(
        self,
        qa: BudgetQA,
        files: Sequence[Path],
        limits: Limits,
        done: Callable[[Summary], None] = lambda summary: None,
    ) -> None:
        """`done` is told what a finished run did."""
        if not qa.documents():  # there will be something to read: what reads it is loaded meanwhile
            prepare()
        self._qa = qa
        self._files = files
        self._limits = limits
        self._done = done
        self._progress: Progress | None = Progress(0, len(files))
        self._failed: tuple[str, ...] = ()
        self._broken = False
        self._stop = threading.Event()
        self._answerable = threading.Event()
        self._thread = threading.Thread(target=self._run, name="indexing", daemon=True)

    def start(self) -> None:
        """Begin, unless the server ends already."""
        if not self._stop.is_set():
            self._thread.start()

    def under_way(self) -> Progress | None:
        """How far the run is; None when it has ended."""
        return self._progress

    def failed(self) -> tuple[str, ...]:
        """The files that could not be read, a line each."""
        return self._failed

    def broken(self) -> bool:
        """Whether the run ended before its end."""
        return self._broken

    def wait(self) -> None:
        """Until there is a document more to ask about, or the run has ended."""
        self._answerable.wait()

    def stop(self) -> None:
        """End the run with the document that is being stored, if it has not ended."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        self._broken = True
        try:
            with self._qa.writing() as stores:
                summary = build(
                    self._files, stores, limits=self._limits, on_progress=self._heard, gentle=True
                )
            self._failed = tuple(summary.failed)
            self._broken = False
            self._done(summary)
        except _Stopped:
            log.warning("索引已中止：已索引的不受影响，下次启动时接着索引")
        except (BudgetError, OSError) as error:
            log.error("索引未能完成：%s", line(error) if isinstance(error, OSError) else error)
        finally:
            self._progress = None
            self._answerable.set()

    def _heard(self, progress: Progress) -> None:
        if self._stop.is_set():
            raise _Stopped
        self._progress = progress
        if progress.outcome:
            log.info("索引 %d/%d：%s %s", progress.done, progress.total, progress.name, progress.outcome)
            self._answerable.set()
