"""The one door to a language model's server: any OpenAI-compatible address, by langchain.

A server is believed only as far as it was tried: which of four ways of keeping to a schema works is found by
asking (a 200 proves nothing), strongest first. A question waits for its timeout at most, whatever the server
does; after failures in a row it is left alone for a while.

>>> with closing(Client(ModelSettings())) as model:
...     model.complete(prompt).said
{'nodes': […], 'ask': ['n1'], 'claims': […]}
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeout
from enum import StrEnum
from typing import Any, TypeVar

import httpx
import openai
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langsmith import tracing_context

from qa.llm.exchange import Failure, NoReply, Prompt, Reply, Schema
from qa.llm.replies import held_to, read_object
from qa.llm.settings import ModelSettings

log = logging.getLogger(__name__)
_T = TypeVar("_T")
_MINUTE, _GRACE = 60.0, 0.2


class Mode(StrEnum):
    """How a server keeps to a schema, strongest first."""

    SCHEMA = "json_schema"
    TOOL = "function_calling"
    TOOL_FREE = "function_calling_auto"  # reasoners refuse a tool that they must call
    OBJECT = "json_mode"
    PROSE = "prompt"


# What only a server that keeps to the schema says: nothing else of the prompt leads to it.
_TOKEN = "k7q2"
_PROBE = Prompt(
    "probe",
    "请照给定的结构回答。",
    "今天星期几？",
    {
        "type": "object",
        "properties": {"answer": {"type": "string", "enum": [_TOKEN]}},
        "required": ["answer"],
        "additionalProperties": False,
    },
)
_AGAINST_SERVER = (Failure.TIMEOUT, Failure.UNREACHABLE, Failure.REFUSED, Failure.RUBBISH, Failure.CUT)


class Client:
    """A model behind an address. Threads may ask side by side; `close` ends what is under way."""

    def __init__(self, settings: ModelSettings, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is sent before `begin` or a prompt. Raises ModelError for a key that cannot be read."""
        self._settings = settings
        self._breaker = Breaker(settings.failures, settings.rest, clock)
        self._minute = Minute(settings.a_minute, clock)
        self._http = httpx.AsyncClient(timeout=httpx.Timeout(settings.timeout))
        self._chat: BaseChatModel = init_chat_model(
            settings.model,
            model_provider="openai",
            base_url=settings.url or None,
            api_key=settings.secret(),
            http_async_client=self._http,
            max_retries=0,
            temperature=0,
            # Servers differ in which of the two they know; one that knows neither is cut by the timeout.
            max_completion_tokens=settings.tokens,
            extra_body={"max_tokens": settings.tokens},
            use_responses_api=False,
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="language-model", daemon=True)
        self._thread.start()
        self._mode: Mode | None = None
        self._probing: asyncio.Task[Mode | None] | None = None

    def begin(self) -> None:
        """Find out beside everything else what the server can do."""
        self._loop.call_soon_threadsafe(self._probe)

    def complete(self, prompt: Prompt) -> Reply:
        """The reply, after `timeout` seconds at the latest. Raises NoReply."""
        if not self._breaker.admits():
            raise NoReply(Failure.RESTING)
        if not self._minute.admits():
            self._breaker.left()
            raise NoReply(Failure.BUDGET)
        try:
            reply = self._within(self._asked(prompt))
        except NoReply as error:
            self._breaker.failed() if error.failure in _AGAINST_SERVER else self._breaker.left()
            log.info("language model: %s", error)
            raise
        except BaseException:
            self._breaker.failed()
            raise
        self._breaker.went_well()
        return reply

    def found(self) -> Mapping[str, str]:
        """The model, how it keeps to a schema once that is known, and whether it is asked at present."""
        if self._breaker.is_open:
            state = "resting"
        elif self._mode is not None:
            state = "ready"
        else:
            state = "unable" if self._probing is not None and self._probing.done() else "unknown"
        return {"model": self._settings.model, "mode": self._mode.value if self._mode else "", "state": state}

    def close(self) -> None:
        """End what is under way, and the thread."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._ended(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # -- within the loop ---------------------------------------------------------------------

    def _within(self, asked: Coroutine[Any, Any, _T]) -> _T:
        async def timed() -> _T:
            try:
                return await asyncio.wait_for(asked, self._settings.timeout)
            except TimeoutError as error:
                raise NoReply(Failure.TIMEOUT) from error

        sent = timed()
        try:
            reply = asyncio.run_coroutine_threadsafe(sent, self._loop)
        except RuntimeError as error:  # the loop is closed: the program ends
            sent.close()
            asked.close()
            raise NoReply(Failure.UNREACHABLE) from error
        try:  # also where the loop itself comes too late to count
            return reply.result(self._settings.timeout + _GRACE)
        except FutureTimeout as error:
            reply.cancel()
            raise NoReply(Failure.TIMEOUT) from error
        except CancelledError as error:  # ended by `close`
            raise NoReply(Failure.UNREACHABLE) from error

    async def _ended(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._http.aclose()

    async def _asked(self, prompt: Prompt) -> Reply:
        if self._mode is None:
            await asyncio.shield(self._probe())
        if self._mode is None:
            raise NoReply(Failure.UNABLE)
        return await self._sent(prompt, self._mode)

    def _probe(self) -> asyncio.Task[Mode | None]:
        """The look for what the server can do: one at a time, anew after one that found nothing."""
        if self._probing is None or (self._probing.done() and self._mode is None):
            self._probing = self._loop.create_task(self._look())
        return self._probing

    async def _look(self) -> Mode | None:
        for mode in Mode:
            try:
                await asyncio.wait_for(self._sent(_PROBE, mode), self._settings.probe_timeout)
            except (NoReply, TimeoutError) as error:
                log.info("language model: %s does not work: %s", mode, error or "timeout")
                if isinstance(error, NoReply) and error.failure is Failure.UNREACHABLE:
                    return None
            else:
                self._mode = mode
                return mode
        return None

    async def _sent(self, prompt: Prompt, mode: Mode) -> Reply:
        began = time.perf_counter()
        try:
            with tracing_context(enabled=False):
                said = await self._bound(prompt, mode).ainvoke(_messages(prompt, mode))
        except openai.APITimeoutError as error:
            raise NoReply(Failure.TIMEOUT) from error
        except (openai.LengthFinishReasonError, openai.ContentFilterFinishReasonError) as error:
            raise NoReply(Failure.CUT) from error
        except openai.APIStatusError as error:
            gone = error.status_code >= 500 or error.status_code in (404, 408, 429)
            raise NoReply(Failure.UNREACHABLE if gone else Failure.REFUSED, str(error.status_code)) from error
        except (openai.OpenAIError, httpx.HTTPError, OSError) as error:
            raise NoReply(Failure.UNREACHABLE, type(error).__name__) from error
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            # What langchain makes of a body that is no completion.
            raise NoReply(Failure.RUBBISH, type(error).__name__) from error
        used = said.usage_metadata or {"input_tokens": 0, "output_tokens": 0}
        return Reply(
            _object_in(said, prompt.schema, mode),
            used["input_tokens"],
            used["output_tokens"],
            time.perf_counter() - began,
        )

    def _bound(self, prompt: Prompt, mode: Mode) -> Any:
        match mode:
            case Mode.SCHEMA:
                told = {"name": prompt.name, "strict": True, "schema": dict(prompt.schema)}
                return self._chat.bind(response_format={"type": "json_schema", "json_schema": told})
            case Mode.TOOL | Mode.TOOL_FREE:
                tool = {"name": prompt.name, "description": prompt.name, "parameters": dict(prompt.schema)}
                must: dict[str, Any] = {"type": "function", "function": {"name": prompt.name}}
                choice = {"tool_choice": must} if mode is Mode.TOOL else {}
                return self._chat.bind(tools=[{"type": "function", "function": tool}], **choice)
            case Mode.OBJECT:
                return self._chat.bind(response_format={"type": "json_object"})
            case Mode.PROSE:
                return self._chat


def _messages(prompt: Prompt, mode: Mode) -> Sequence[SystemMessage | HumanMessage]:
    rules = prompt.rules
    if mode in (Mode.OBJECT, Mode.PROSE):
        rules += f"\n只输出一个 JSON 对象，不要别的文字，符合这个 JSON Schema：\n{_told(prompt.schema)}"
    return [SystemMessage(rules), HumanMessage(prompt.data)]


def _told(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))


def _object_in(said: AIMessage, schema: Schema, mode: Mode) -> dict[str, Any]:
    """The object of a reply: the arguments of its call, else that of its text."""
    if said.additional_kwargs.get("refusal"):
        raise NoReply(Failure.REFUSED)
    if said.response_metadata.get("finish_reason") == "length":
        raise NoReply(Failure.CUT)
    if mode in (Mode.TOOL, Mode.TOOL_FREE) and said.tool_calls:
        return held_to(said.tool_calls[0]["args"], schema)
    return read_object(str(said.text), schema)


class Breaker:
    """Leaves a server alone for `rest` seconds after `most` failures in a row, then lets one try."""

    def __init__(self, most: int, rest: float, clock: Callable[[], float]) -> None:
        self._most, self._rest, self._clock = most, rest, clock
        self._lock = threading.Lock()
        self._row = 0
        self._until = 0.0
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether the server is left alone."""
        return self._row >= self._most and self._clock() < self._until

    def admits(self) -> bool:
        """Whether a question may go: after the rest one alone, until it is known how that ended."""
        with self._lock:
            if self._row < self._most:
                return True
            if self._trying or self._clock() < self._until:
                return False
            self._trying = True
            return True

    def failed(self) -> None:
        """One more failure."""
        with self._lock:
            self._row, self._trying = self._row + 1, False
            self._until = self._clock() + self._rest

    def went_well(self) -> None:
        """The row of failures ends."""
        with self._lock:
            self._row, self._trying = 0, False

    def left(self) -> None:
        """A question that was let through was not sent, or tells nothing of the server."""
        with self._lock:
            self._trying = False


class Minute:
    """Lets `most` questions through in any minute."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._sent: deque[float] = deque(maxlen=most)
        self._most, self._clock = most, clock
        self._lock = threading.Lock()

    def admits(self) -> bool:
        """Whether one more may go now."""
        with self._lock:
            now = self._clock()
            if len(self._sent) == self._most and now - self._sent[0] < _MINUTE:
                return False
            self._sent.append(now)
            return True
