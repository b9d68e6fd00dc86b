"""The one place where a store's folder becomes facts, vectors, originals and questions.

Whoever answers, serves or builds is given what `index.store.protocols` describes; only the entry points
come here. A vector store is loaded only where vectors are asked for.

>>> with closing(open_facts(Path("store"))) as facts:
...     len(facts.documents())
6
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.store.figure_store import FigureStore
from index.store.originals import FolderOriginals
from index.store.protocols import Originals, Questions, Stores, Vectors, WritableFacts

if TYPE_CHECKING:
    from index.store.embed import Encoder


def open_facts(folder: Path, *, create: bool = False) -> WritableFacts:
    """The facts under `folder`, an empty store if it is to `create` one. Raises StoreError."""
    return FigureStore.open(folder, create=create)


def open_vectors(folder: Path, encoder: Encoder, *, reset: bool = False) -> Vectors:
    """The vectors under `folder`, for this process alone; `reset` empties them. Raises StoreError."""
    from index.store.passage_store import PassageStore

    return PassageStore.open(folder, encoder, reset=reset)


def originals_of(folder: Path) -> Originals:
    """The files that the store under `folder` was read from."""
    return FolderOriginals(folder / "documents")


def open_questions(folder: Path) -> Questions:
    """What was asked of the store under `folder`. Raises StoreError."""
    from index.store.questions import QuestionTable

    return QuestionTable.open(folder)


@contextmanager
def open_stores(folder: Path, encoder: Encoder, *, rebuild: bool = False) -> Iterator[Stores]:
    """All that a writer holds, for this process alone; `rebuild` drops vectors of another model.

    Raises StoreError when another process holds them or the vectors are of another model.
    """
    with (
        closing(open_vectors(folder, encoder, reset=rebuild)) as vectors,
        closing(open_facts(folder, create=True)) as facts,
    ):
        yield Stores(facts, vectors, originals_of(folder))
