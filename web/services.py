"""What the pages need of the services behind them, as protocols; fakes stand in for them in tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from index.build import Progress
from index.facts.errors import BudgetError
from index.facts.given import Given
from index.facts.records import Document, Finding
from index.store.protocols import Facts, StoredPassage
from index.store.service import KeptQuestion
from qa.execute.narrative.passages import Where
from qa.records import Answer


class Unanswered(BudgetError):
    """A question is not answered now, whatever it asks."""


class Off(Unanswered):
    """Answering is turned off; the message is the notice to tell."""


class Busy(Unanswered):
    """Every place is taken and so are the places to wait."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"提问太多，已有{waiting}个问题在排队。请稍后再问")
        self.waiting = waiting


class Desk(Protocol):
    """The question answering service: an open `BudgetQA` is one."""

    def ask(self, text: str, /, history: Sequence[str] = ()) -> Answer:
        """The answer to `text`, asked after the questions of `history`, oldest first. Raises Busy."""
        ...

    def quietly(self, text: str, /) -> Answer:
        """The answer to a question that nobody asked: tried out for a suggestion."""
        ...

    def documents(self) -> tuple[Document, ...]:
        """What is indexed."""
        ...

    @property
    def facts(self) -> Facts:
        """All facts of all documents, to be read."""
        ...

    def passages(
        self, question: str, k: int = 8, *, where: Where | None = None
    ) -> Sequence[tuple[StoredPassage, Document, str]]:
        """The narrative nearest to a question, best first, with its document and its section's text.

        Raises BudgetError while another process holds the narrative.
        """
        ...

    def findings(self) -> tuple[tuple[str, Finding], ...]:
        """Failed checks of the documents, each with the document's name."""
        ...

    def pdf_path(self, document_name: str) -> Path:
        """The stored copy of a document. Raises KeyError."""
        ...

    def examples(self) -> tuple[str, ...]:
        """Questions that the indexed documents can answer."""
        ...

    def notice(self) -> str:
        """What a reader should know of a service that answers all the same; "" where all is well."""
        ...


class SecondReader(Protocol):
    """A language model that is asked where the rules hold back."""

    def found(self) -> Mapping[str, str]:
        """What is known of it: `model` its name, `mode` how it keeps to a schema, `state`."""
        ...

    def outcomes(self) -> Mapping[str, int]:
        """How often it was asked, by how that ended."""
        ...

    def cost(self) -> Mapping[str, float]:
        """What its replies came to: `tokens_in`, `tokens_out`, `seconds`."""
        ...


class Feedback(Protocol):
    """Where a reader's judgement of an answer is kept."""

    def judge(self, answer: Answer, good: bool, comment: str) -> None:
        """Keep it. Raises BudgetError when it cannot be kept."""
        ...


class Recorder(Protocol):
    """Where questions and their answers are kept."""

    def record(self, answer: Answer, channel: str) -> None:
        """Keep one answer with its question; `channel` is 网页, 坐席, api, openai or mcp."""
        ...

    def kept(self, id: str) -> KeptQuestion | None:
        """An answer by its id, as long as it is kept."""
        ...


class Intake(Protocol):
    """Files that are being indexed beside the questions."""

    def under_way(self) -> Progress | None:
        """How far it is; None when it has ended."""
        ...

    def failed(self) -> tuple[str, ...]:
        """The files that could not be read, a line each; known when it has ended."""
        ...

    def broken(self) -> bool:
        """Whether it ended before its end."""
        ...


class Keeper(Protocol):
    """Who may change what is indexed, while questions go on being answered."""

    def admits(self, token: str) -> bool:
        """Whether `token` is the administrator's."""
        ...

    def upload_pass(self) -> str:
        """What an admitted browser shows when it uploads; it tells nothing of the token."""
        ...

    def under_way(self) -> Progress | None:
        """How far the file is that is being read; None when there is none."""
        ...

    def add(self, path: Path, name: str) -> str:
        """Check and index an uploaded file; its document's name. Raises BudgetError with the reason."""
        ...

    def remove(self, name: str) -> None:
        """Take a document out. Raises BudgetError."""
        ...

    def reindex(self, name: str) -> None:
        """Read a document again. Raises BudgetError."""
        ...

    def assign(self, name: str, given: Given) -> Document:
        """Read a document again as a person says that it is, which is kept; nothing given forgets that.

        The document as it then is. Raises BudgetError.
        """
        ...

    def given(self) -> dict[str, Given]:
        """What persons said of documents, by name."""
        ...
