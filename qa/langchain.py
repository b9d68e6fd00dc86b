"""For users of langchain: a retriever, the pipeline as a `Runnable` and a tool, a model's plan and phrasing.

All wrap a `BudgetQA` that the caller opened and will close. langchain decides nothing here: what
is asked is planned, narrowed and answered exactly as on the command line.

>>> with BudgetQA.open("store") as qa:
...     retriever = PassageRetriever(qa=qa, k=4, where=Where(year=2025))
...     chain = retriever | prompt | model
...     agent = create_agent(model, tools=[as_tool(qa)])
...     as_runnable(qa).invoke("公务接待费为何增长")["status"]
'answered'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, ConfigDict, Field

from qa.door import BudgetQA
from qa.execute.narrative.passages import Where
from qa.records import Draft

if TYPE_CHECKING:
    from qa.llm.second import Second

TOOL_NAME = "budget_qa"
_TOOL_USE = (
    "查询已索引的政府部门预算、决算公开文件：金额、占比、增减及原因、职责、名词解释等。"
    "返回的每个数字都带出处；回答时请原样引用，不要自行改写或计算数字。"
)


class PassageRetriever(BaseRetriever):
    """Passages of the indexed disclosures; each document's metadata tells where it stands.

    `page_content` is the passage. In `metadata`: document, page, bbox, body, year, kind, headings, and
    `section`, the text of the whole section the passage is from.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    qa: BudgetQA
    k: int = Field(default=8, ge=1)
    where: Where | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [
            Document(
                id=stored.ref,
                page_content=stored.passage.text,
                metadata={
                    "document": stored.passage.citation.document,
                    "page": stored.passage.citation.page,
                    "bbox": stored.passage.citation.bbox,
                    "body": document.body,
                    "year": document.year,
                    "kind": document.kind.value,
                    "headings": list(stored.passage.headings),
                    "section": section,
                },
            )
            for stored, document, section in self.qa.passages(query, self.k, where=self.where)
        ]


class AskInput(BaseModel):
    """What the tool and the runnable take."""

    question: str = Field(description="用户的原问题，可含单位、年度、口语说法")
    history: list[str] = Field(default_factory=list, description="此前的问题，由旧到新")


def as_runnable(qa: BudgetQA) -> Runnable[str | Mapping[str, Any], dict[str, object]]:
    """The pipeline: a question, or a question with its history, in; the contract's answer object out."""

    def answer(given: str | Mapping[str, Any]) -> dict[str, object]:
        asked = AskInput(question=given) if isinstance(given, str) else AskInput.model_validate(given)
        return qa.ask(asked.question, asked.history).to_json()

    return RunnableLambda(answer, name=TOOL_NAME)


def as_planner(qa: BudgetQA) -> Runnable[str | Mapping[str, Any], dict[str, object]]:
    """The language model's plan alone: a question in; the queries it makes out, and what it took words for.

    `left` are the words that it leaves without a meaning: with any, the plan is not answered. Raises
    ModelError where no model is configured, `qa.llm.exchange.NoReply` where it has no say.
    """

    def plan(given: str | Mapping[str, Any]) -> dict[str, object]:
        asked = AskInput(question=given) if isinstance(given, str) else AskInput.model_validate(given)
        made = qa.proposed(asked.question, asked.history)
        queries = [str(query) for one in made.candidates for query in one.queries]
        return {"queries": queries, "left": list(made.held.left), "read_as": dict(made.held.read_as)}

    return RunnableLambda(plan, name=f"{TOOL_NAME}_planner")


def as_phraser(second: Second) -> Runnable[Draft, Draft]:
    """The language model's words between the slots of a draft; the draft itself where they do not pass."""
    return RunnableLambda(second.phrased, name=f"{TOOL_NAME}_phraser")


def as_tool(qa: BudgetQA) -> BaseTool:
    """The pipeline as a tool: the model reads the answer's text, the artifact is the answer object."""

    def answer(question: str, history: Sequence[str] = ()) -> tuple[str, dict[str, object]]:
        found = qa.ask(question, history)
        return found.text, found.to_json()

    return StructuredTool.from_function(
        answer,
        name=TOOL_NAME,
        description=_TOOL_USE,
        args_schema=AskInput,
        response_format="content_and_artifact",
    )
