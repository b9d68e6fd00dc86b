"""One question, start to end: the list of steps, and the sole catch-all.

understand  Question → Understood   tokens, talk set aside, what is asked (`qa.language`, `qa.plan.sentences`)
draft       Understood → Draft      what the documents say
account     Draft → Draft           a word that nothing accounts for blocks the answer
verify      Draft → Answer          fills the slots; blocks what has no source
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from index.facts.errors import BudgetError
from index.store.figure_store import FigureStore
from qa.catalog import Catalog
from qa.clock import Clock
from qa.compose.declines import not_understood
from qa.language.lattice import Lattice
from qa.language.names import names_of
from qa.plan.algebra import Name
from qa.plan.claims import unaccounted
from qa.plan.sentences import Understood, understood
from qa.records import Answer, Draft, Label, Plan, Question, Status
from qa.rules.answering import FirstMatch, known_names
from qa.rules.retrieve import Search
from qa.rules.terms import meanings
from qa.verify import verify

logger = logging.getLogger(__name__)

FAILED_TEXT = "回答时出错，没有给出答案。请换一种问法，或联系管理员查看日志。"


@dataclass(frozen=True)
class Indexed:
    """What resolving a plan's slots needs to know of the index: see `qa.plan.operands.Known`."""

    catalog: Catalog

    def newest(self, body: str) -> int:
        """The newest year of a body's documents; of all, where none is named."""
        editions = self.catalog.by_body.get(body, ())
        return max((edition.year for edition in editions), default=self.catalog.newest)

    def total(self, sense: str) -> Name:
        """The name of a whole: income, expense, or the budget."""
        concept = self.catalog.lexicon.concept(_WHOLES.get(sense, "预算总额"))
        return Name(sense, concept.name, concept.keys, concept.codes, concept.tables)

    def sole_body(self) -> str:
        """The one body that is indexed, "" where there are several."""
        return self.catalog.bodies[0] if len(self.catalog.bodies) == 1 else ""


_WHOLES = {"income": "收入总计", "expense": "支出总计"}


@dataclass(frozen=True)
class Pipeline:
    """The stores a question is answered from. `search` opens the passage store when first needed."""

    facts: FigureStore
    catalog: Catalog
    search: Search
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex[:12]
    lattice: Lattice = field(init=False)
    known: Indexed = field(init=False)

    def __post_init__(self) -> None:
        catalog = self.catalog
        names = names_of(self.facts, catalog.lexicon)
        lattice = Lattice(names, catalog.lexicon, catalog.bodies, catalog.units, catalog.newest)
        object.__setattr__(self, "lattice", lattice)
        object.__setattr__(self, "known", Indexed(catalog))

    def ask(self, question: Question) -> Answer:
        """The answer to one question; never raises but for a store that cannot be opened."""
        clock, answer_id = Clock(), self.new_id()
        try:
            with clock.step("total"):
                answer = self._steps(question, clock, answer_id)
        except BudgetError:
            raise
        except Exception:
            logger.exception("question failed: %s", answer_id)
            answer = Answer(answer_id, question.text, Status.FAILED, FAILED_TEXT)
        return replace(answer, timings_ms=clock.spent)

    def explain(self, question: Question) -> Plan:
        """The plan alone, as a value that prints itself."""
        return self._first_match.explain(question)

    @property
    def _first_match(self) -> FirstMatch:
        return FirstMatch(self.facts, self.catalog, self.search)

    def _steps(self, question: Question, clock: Clock, answer_id: str) -> Answer:
        with clock.step("understand"):
            asked = understood(question, self.lattice, self.known)
        plans, draft = self._first_match.drafted(question, clock)
        with clock.step("account"):
            draft = self._accounted(asked, draft)
        with clock.step("verify"):
            known = (*(name for plan in plans for name in known_names(plan)), *draft.findings)
            answer = verify(draft, question=question.text, known=known, answer_id=answer_id)
        return replace(answer, plan="；".join(map(str, plans)))

    def _accounted(self, asked: Understood, draft: Draft) -> Draft:
        """The draft, unless it leaves a word of the question without a meaning."""
        if draft.status is not Status.ANSWERED:
            return draft
        left = unaccounted(asked.content, evidence_of(draft), meanings)
        return not_understood(left) if left else draft


def evidence_of(draft: Draft) -> str:
    """All that a draft cites, as one text: quotes, rows, columns, tables, names of what is told."""
    cited = [c for value in draft.figures for c in value.citations()]
    parts: list[str] = []
    for citation in dict.fromkeys((*draft.citations, *cited)):
        parts += [citation.quote, citation.row or "", citation.column or "", citation.table or ""]
    for value in draft.figures:
        parts += [value.metric, value.body, value.code]
    parts += [piece.text for piece in draft.pieces if isinstance(piece, Label)]
    return "\n".join(parts)
