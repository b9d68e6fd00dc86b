"""Handing a call on: its transcript is posted to an address, signed, and tried again until it is taken.

Signed as Standard Webhooks 1.0 (standardwebhooks.com) says: ``webhook-id``, ``webhook-timestamp`` and
``webhook-signature``, an HMAC-SHA256 over the three of id, timestamp and body. What was not taken is kept,
and sent again under the same id by whichever process over the store finds it first: each sends what it has
claimed alone, and what a process had that died is free again a minute later.

>>> handover = HandOver("https://tickets.example/hook", "secret", notes)
>>> handover.send(transcript)
Sent(state=<State.DELIVERED: 'delivered'>, tries=1, told='200')
"""

from __future__ import annotations

import base64
import hmac
import json
import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_when_event_set,
    wait_exponential,
)

from index.facts.errors import BudgetError, StoreError
from index.store.service import Notes
from web.masks import masked
from web.staff.transcript import Transcript

TOPIC: Final = "handover"
TRIES: Final = 8
LONGEST_NOTE: Final = 1000
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 300.0
_SECONDS: Final = 10.0
_PATIENCE: Final = 2.0
_DAYS: Final = 90
_AT_ONCE: Final = 4
_LEASE_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 20.0
_AGAIN: Final = (408, 425, 429)
_WHSEC: Final = "whsec_"

log = logging.getLogger(__name__)


class State(StrEnum):
    """How far a hand-over has come."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Sent:
    """How far, after how many tries, and what the last one came to."""

    state: State
    tries: int
    told: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A hand-over as administrators see it: its first question is masked."""

    id: str
    sent: Sent
    question: str
    by: str
    at: datetime


class _Refused(Exception):
    """The other side does not take it, and may later where `later`."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.later = status in _AGAIN or status >= 500


class _NotYet(_Refused):
    """Worth another try."""


class HandOver:
    """Posts transcripts in threads of its own, a few at once."""

    def __init__(
        self,
        address: str,
        secret: str,
        notes: Notes,
        client: Callable[[], httpx.Client] = lambda: httpx.Client(timeout=_SECONDS),
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """`address` takes the POST; `secret` signs it, as text or as ``whsec_`` and base64."""
        self._address = address
        self._key = _key(secret)
        self._notes = notes
        self._client = client
        self._stop = threading.Event()
        self._sleep: Callable[[float], object] = sleep or self._stop.wait
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="handover")
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._held: set[str] = set()
        self._turn = threading.Lock()
        self._looking = threading.Thread(target=self._look, name="handover", daemon=True)

    def start(self) -> None:
        """Look for what nobody sends, now and again and again, unless the server ends already."""
        if not self._stop.is_set():
            self._looking.start()

    def close(self) -> None:
        """Begin nothing more, and wait for what is on its way. What waits is for another to send."""
        self._stop.set()
        if self._looking.ident is not None:
            self._looking.join()
        self._threads.shutdown(cancel_futures=True)
        for id in tuple(self._held):
            self._release(id)

    def resume(self) -> None:
        """Send what nobody sends, and keep what is under way here; let what is old go. Raises StoreError."""
        self._notes.forget_before(TOPIC, datetime.now(UTC).replace(tzinfo=None) - timedelta(days=_DAYS))
        for id in tuple(self._held):
            self._notes.claim(TOPIC, id, self._holder, _LEASE_SECONDS)
        for waiting in self._notes.of(TOPIC):
            if waiting.value["state"] != State.WAITING or not self._claim(waiting.name):
                continue
            note = self._notes.find(TOPIC, waiting.name)
            if note is None or note.value["state"] != State.WAITING:  # another had it until just now
                self._release(waiting.name)
            else:
                self._threads.submit(self._deliver, note.name, note.value["body"], note.by)

    def send(self, transcript: Transcript) -> Sent:
        """Hand a call on; how far it is after a moment. It goes on by itself. Raises BudgetError."""
        if len(transcript.note) > LONGEST_NOTE:
            raise BudgetError(f"说明不得超过{LONGEST_NOTE}字")
        body = transcript.to_json()
        self._claim(transcript.id)  # before another can see it
        try:
            self._keep(transcript.id, Sent(State.WAITING, 0, ""), body, transcript.agent)
        except StoreError:
            self._release(transcript.id)
            raise
        return self._begun(transcript.id, body, transcript.agent)

    def again(self, id: str) -> Sent:
        """Send one again that was not taken. Raises BudgetError."""
        if not self._claim(id):
            raise BudgetError("正在送出，请稍后再看")
        note = self._notes.find(TOPIC, id)
        if note is None or note.value["state"] == State.DELIVERED:
            self._release(id)
            raise BudgetError("没有这一件，或已送达")
        return self._begun(id, note.value["body"], note.by)

    def all(self) -> tuple[Kept, ...]:
        """The hand-overs that are kept, oldest first. Raises StoreError."""
        return tuple(
            Kept(
                note.name,
                Sent(State(note.value["state"]), int(note.value["tries"]), str(note.value["told"])),
                str(note.value["question"]),
                note.by,
                note.at,
            )
            for note in self._notes.of(TOPIC)
        )

    def _begun(self, id: str, body: dict[str, Any], by: str) -> Sent:
        under_way = self._threads.submit(self._deliver, id, body, by)
        try:
            return under_way.result(_PATIENCE)
        except TimeoutError:
            return Sent(State.WAITING, 0, "")

    def _look(self) -> None:
        while True:
            try:
                self.resume()
            except StoreError as error:
                log.warning("what is to be handed over could not be looked up: %s", error)
            if self._stop.wait(_LOOK_SECONDS):
                return

    def _claim(self, id: str) -> bool:
        """Whether it is for this process to send, and is not under way here. Raises StoreError."""
        with self._turn:
            if id in self._held or not self._notes.claim(TOPIC, id, self._holder, _LEASE_SECONDS):
                return False
            self._held.add(id)
            return True

    def _release(self, id: str) -> None:
        """Leave it to others; where that cannot be told, the claim runs out."""
        self._held.discard(id)
        try:
            self._notes.release(TOPIC, id, self._holder)
        except StoreError as error:
            log.warning("hand-over %s is free for others later: %s", id, error)

    def _deliver(self, id: str, body: dict[str, Any], by: str) -> Sent:
        try:
            return self._delivered(id, body, by)
        finally:
            self._release(id)

    def _delivered(self, id: str, body: dict[str, Any], by: str) -> Sent:
        tries = 0

        def post() -> int:
            nonlocal tries
            tries += 1
            return self._posted(id, body)

        def told(state: RetryCallState) -> None:
            error = state.outcome.exception() if state.outcome else None
            log.warning("hand-over %s was not taken (%s), try %d", id, error, tries)
            self._noted(id, Sent(State.WAITING, tries, str(error)), body, by)

        trying = Retrying(
            stop=stop_after_attempt(TRIES) | stop_when_event_set(self._stop),
            wait=wait_exponential(_FIRST_PAUSE, max=_LONGEST_PAUSE),
            retry=retry_if_exception_type((_NotYet, httpx.TransportError)),
            before_sleep=told,
            sleep=self._paused,
            reraise=True,
        )
        try:
            sent = Sent(State.DELIVERED, 0, str(trying(post)))
        except (_Refused, httpx.HTTPError, httpx.InvalidURL) as error:
            ended = State.WAITING if self._stop.is_set() else State.FAILED
            sent = Sent(ended, 0, str(error) or type(error).__name__)
        sent = Sent(sent.state, tries, sent.told)
        log.info("hand-over %s: %s after %d tries (%s)", id, sent.state, tries, sent.told)
        self._noted(id, sent, body, by)
        return sent

    def _paused(self, seconds: float) -> None:
        self._sleep(seconds)

    def _posted(self, id: str, body: dict[str, Any]) -> int:
        """The status of a POST that was taken. Raises _Refused and httpx.HTTPError."""
        content = json.dumps(body, ensure_ascii=False).encode()
        with self._client() as client:
            reply = client.post(
                self._address,
                content=content,
                headers={"content-type": "application/json", **signed(self._key, id, content, time.time())},
            )
        if reply.is_success:
            return reply.status_code
        refused = _Refused(reply.status_code)
        raise _NotYet(reply.status_code) if refused.later else refused

    def _noted(self, id: str, sent: Sent, body: dict[str, Any], by: str) -> None:
        """As `_keep`; that it cannot be kept does not stop the delivery."""
        try:
            self._keep(id, sent, body, by)
        except StoreError as error:
            log.warning("how hand-over %s went was not kept: %s", id, error)

    def _keep(self, id: str, sent: Sent, body: dict[str, Any], by: str) -> None:
        calls = body["calls"]
        kept = {
            "state": sent.state.value,
            "tries": sent.tries,
            "told": sent.told,
            "question": masked(calls[0]["question"]) if calls else "",
            # The caller's own words are kept no longer than it takes to hand them on.
            **({} if sent.state is State.DELIVERED else {"body": body}),
        }
        self._notes.put(TOPIC, id, kept, by)


def signed(key: bytes, id: str, content: bytes, now: float) -> dict[str, str]:
    """The headers of a delivery: ``v1,`` and the base64 of HMAC-SHA256 over id.timestamp.content."""
    at = str(int(now))
    digest = hmac.new(key, b".".join((id.encode(), at.encode(), content)), sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature}


def _key(secret: str) -> bytes:
    if secret.startswith(_WHSEC):
        return base64.b64decode(secret.removeprefix(_WHSEC))
    return secret.encode()
