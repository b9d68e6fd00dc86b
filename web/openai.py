"""An endpoint that clients of OpenAI's chat completions can talk to.

The last message of the user is the question, those before it the conversation; what comes back is
the answer's text with its sources, and the whole answer object under `budget_qa`.

>>> OpenAI(base_url="http://127.0.0.1:7860/v1", api_key="-").chat.completions.create(
...     model="budget-qa", messages=[{"role": "user", "content": "公务接待费是多少"}])
"""

# Without `from __future__ import annotations`: FastAPI reads the annotations of local functions.

import json
import re
import time
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, StreamingResponse

from index.facts.naming.file_names import place
from qa.records import Answer
from web.api import LONGEST_QUESTION, REMEMBERED
from web.label import LABEL, labelled
from web.problems import faults_of
from web.reception import Reception
from web.services import Unanswered

MODEL: Final = "budget-qa"
_MARKUP: Final = re.compile(r"<(?=[A-Za-z/!])|(?<=\])\(|\[(?=[^\[\]]*\])")


class Part(BaseModel):
    """A part of a message's content; parts that are no text are left out."""

    type: str
    text: str = ""


class Message(BaseModel):
    """One message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    def said(self) -> str:
        """Its text."""
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""


class Completion(BaseModel):
    """The body of `POST /v1/chat/completions`; settings of sampling have no meaning here."""

    model_config = ConfigDict(extra="ignore")

    model: str = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=200)]
    stream: bool = False


def build_openai(reception: Reception) -> FastAPI:
    """The application to be mounted at /v1."""
    api = FastAPI(title="budget-qa, chat completions", docs_url=None, redoc_url=None, openapi_url=None)
    desk = reception.by("openai")

    @api.get("/models")
    def models() -> dict[str, Any]:
        return {
            "object": "list",
            "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "budget-qa"}],
        }

    @api.post("/chat/completions", response_model=None)
    def complete(asked: Completion) -> JSONResponse | StreamingResponse:
        said = [message.said().strip() for message in asked.messages if message.role == "user"]
        if not said or not said[-1]:
            return _error(400, "messages 中没有用户的问题", "invalid_request_error")
        if len(said[-1]) > LONGEST_QUESTION:
            return _error(400, f"问题不得超过{LONGEST_QUESTION}字", "invalid_request_error")
        history = [text[:LONGEST_QUESTION] for text in said[:-1] if text][-REMEMBERED:]
        answer = desk.ask(said[-1], history=history)
        if asked.stream:
            return StreamingResponse(_chunks(answer), media_type="text/event-stream")
        return JSONResponse(
            {
                **_head(answer, "chat.completion"),
                "choices": [
                    {
                        "index": 0,
                        "message": {"role": "assistant", "content": content(answer)},
                        "finish_reason": "stop",
                    }
                ],
                "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
                "budget_qa": labelled(answer),
            }
        )

    def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        said = "；".join(f"{each['field']}：{each['message']}" for each in faults_of(error, request))
        return _error(400, said, "invalid_request_error")

    def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return _error(error.status_code, str(error.detail), "invalid_request_error")

    def busy(request: Request, error: Exception) -> JSONResponse:
        return _error(503, str(error), "server_error")

    api.add_exception_handler(RequestValidationError, invalid)
    api.add_exception_handler(HTTPException, http)
    api.add_exception_handler(Unanswered, busy)
    return api


def content(answer: Answer) -> str:
    """The answer as a message: its text, the choices it leaves, its sources, and the label.

    Clients show a message as Markdown: a link, a picture or a tag that a document holds stays text.
    """
    lines = [answer.text]
    lines += [f"- {option}" for option in answer.options]
    places = dict.fromkeys(
        f"《{c.document}》{place(c.document, c.page)}" + (f"，{c.table}" if c.table else "")
        for c in answer.citations
    )
    if places:
        lines += ["", "出处：" + "；".join(places)]
    return _MARKUP.sub(r"\\\g<0>", "\n".join([*lines, "", f"（{LABEL}）"]))


def _chunks(answer: Answer) -> Iterator[str]:
    """Server-sent events: the role, the text clause by clause, the end."""

    def event(delta: dict[str, str], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        held = {**_head(answer, "chat.completion.chunk"), "choices": [choice], **more}
        return f"data: {json.dumps(held, ensure_ascii=False)}\n\n"

    yield event({"role": "assistant", "content": ""})
    for piece in re.findall(r"[^，。；\n]*[，。；\n]|[^，。；\n]+", content(answer)):
        yield event({"content": piece})
    yield event({}, "stop", budget_qa=labelled(answer))
    yield "data: [DONE]\n\n"


def _head(answer: Answer, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{answer.id}", "object": kind, "created": int(time.time()), "model": MODEL}


def _error(status: int, said: str, kind: str) -> JSONResponse:
    return JSONResponse(
        {"error": {"message": said, "type": kind, "param": None, "code": None}}, status_code=status
    )
