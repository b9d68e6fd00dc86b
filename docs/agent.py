"""An agent of langchain that looks figures up with budget-qa. What the agent says are its own words.

    export BUDGET_QA_LLM=qwen3-32b BUDGET_QA_LLM_URL=http://127.0.0.1:8000/v1
    python docs/agent.py 某局2025年公务接待费是多少

Any server that speaks as OpenAI's does will do. The figures to trust are those of the tool's artifact: each
was read from a cell or a sentence, and cites it; the model's text is held to nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing

import httpx
from langchain.agents import create_agent
from langchain.chat_models import init_chat_model
from langchain_core.messages import ToolMessage
from rich.console import Console

from qa import BudgetQA
from qa.langchain import as_tool
from qa.llm.settings import ModelSettings

SYSTEM = "用 budget_qa 工具查数，原样引用它的回答，不要自己写数字。"


def asked(question: str, store: str, settings: ModelSettings) -> Iterator[str]:
    """What the tool answered, call by call, with its figures and pages; last what the agent says."""
    with BudgetQA.open(store, second=False) as qa, closing(httpx.Client()) as http:
        model = init_chat_model(
            settings.model,
            model_provider="openai",
            base_url=settings.url,
            api_key=settings.secret(),
            timeout=settings.timeout,
            http_client=http,
        )
        agent = create_agent(model, tools=[as_tool(qa)], system_prompt=SYSTEM)
        messages = agent.invoke({"messages": [{"role": "user", "content": question}]})["messages"]
        for message in messages:
            if isinstance(message, ToolMessage):
                yield f"工具：{message.text}"
                for figure in message.artifact["figures"]:
                    cited = [message.artifact["citations"][n] for n in figure["citations"]]
                    pages = "、".join(f"{place['document']} 第{place['page']}页" for place in cited)
                    yield f"  {figure['metric']} {figure['printed']}{figure['unit']}（{pages}）"
        yield f"模型：{messages[-1].text}"


if __name__ == "__main__":
    for line in asked(sys.argv[1], "store", ModelSettings()):
        Console().print(line, highlight=False)
