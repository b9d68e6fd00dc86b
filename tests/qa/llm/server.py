"""A server that speaks as OpenAI's does, on loopback, and can be told to behave badly.

`Manner` says how it behaves, `brain` what it answers: a function from the request to the object of the reply;
`chat`, where it is set, gives the whole message instead.
"""

import json
import re
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Manner(StrEnum):
    """How the server behaves."""

    RIGHT = "right"  # keeps to the schema
    NO_SCHEMA = "no_schema"  # refuses json_schema, calls functions
    NO_CHOICE = "no_choice"  # refuses a function that must be called too
    JSON_ONLY = "json_only"  # knows json mode alone
    TALKS_JSON = "talks_json"  # knows none of them and is told in words
    PROSE = "prose"  # 200, and words
    THINKS = "thinks"  # thinks aloud before it answers
    IGNORES = "ignores"  # another object than the schema wants
    DIGITS = "digits"  # types numbers where ids and slots belong
    INVENTS = "invents"  # ids and slots that were never offered
    HANGS = "hangs"  # no answer at all
    DRIPS = "drips"  # a byte now and then
    DIES = "dies"  # ends the connection
    HALF = "half"  # half a body
    ERRORS = "errors"  # 500
    REFUSES = "refuses"  # 403
    EMPTY = "empty"  # 200 and no choices


USELESS = (
    Manner.PROSE,
    Manner.IGNORES,
    Manner.DIGITS,
    Manner.INVENTS,
    Manner.HANGS,
    Manner.DRIPS,
    Manner.DIES,
    Manner.HALF,
    Manner.ERRORS,
    Manner.REFUSES,
    Manner.EMPTY,
)
"""Of these nothing that can be used comes back."""

Brain = Callable[[dict], dict]


def schema_of(request: dict) -> dict | None:
    """The schema that a request holds, wherever it stands."""
    if told := (request.get("response_format") or {}).get("json_schema"):
        return told["schema"]
    if request.get("tools"):
        return request["tools"][0]["function"]["parameters"]
    found = re.search(r"JSON Schema：\n(.*)\Z", request["messages"][0]["content"], re.S)
    return json.loads(found[1]) if found else None


def data_of(request: dict) -> dict:
    """What the request fences as data."""
    return json.loads(re.search(r"<data>\n(.*)\n</data>", request["messages"][-1]["content"], re.S)[1])


def least(schema: dict):
    """The least value of a schema: its first words, empty lists."""
    match schema["type"]:
        case "object":
            return {name: least(of) for name, of in schema["properties"].items()}
        case "array":
            return []
    return schema.get("enum", [""])[0]


class Fake:
    """What the tests set: how it behaves, what it answers; and what it was asked."""

    def __init__(self) -> None:
        self.manner = Manner.RIGHT
        self.brain: Brain = lambda request: least(schema_of(request))
        self.chat: Callable[[dict], dict] | None = None
        self.asked: list[dict] = []
        self.url = ""
        self.ended = threading.Event()

    @property
    def prompts(self) -> list[dict]:
        """The requests that were no probe."""
        return [request for request in self.asked if "今天星期几" not in request["messages"][-1]["content"]]


def _refused(fake: Fake, request: dict) -> bool:
    """Whether a server of this manner turns the request down."""
    manner, kind = fake.manner, (request.get("response_format") or {}).get("type")
    if manner in (Manner.NO_SCHEMA, Manner.NO_CHOICE, Manner.JSON_ONLY, Manner.TALKS_JSON):
        no_schema = kind == "json_schema"
        no_choice = manner is not Manner.NO_SCHEMA and "tool_choice" in request
        no_tools = manner in (Manner.JSON_ONLY, Manner.TALKS_JSON) and "tools" in request
        no_object = manner is Manner.TALKS_JSON and kind == "json_object"
        return no_schema or no_choice or no_tools or no_object
    return False


def _content(fake: Fake, request: dict) -> str:
    probe = request not in fake.prompts
    said = least(schema_of(request)) if probe and schema_of(request) else fake.brain(request)
    told = json.dumps(said, ensure_ascii=False)
    match fake.manner:
        case Manner.PROSE:
            return "您好，这项经费是9999万元。"
        case Manner.THINKS:
            return f"<think>也许是9999万元？{{不对}}</think>\n```json\n{told}\n```"
        case Manner.IGNORES if not probe:
            return json.dumps({"answer": "9999万元", "items": [1, 2, 3]}, ensure_ascii=False)
        case Manner.DIGITS if not probe:
            return re.sub(r"\{[fqn]\d+\}", "9999万元", re.sub(r'"(?:n|w|r|b|y)\d+"', '"9999"', told))
        case Manner.INVENTS if not probe:
            return re.sub(r'([{"][rbycfqn])\d+(?=["}])', r"\g<1>987654", told)
    return told


def _handler(fake: Fake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_POST(self):
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            fake.asked.append(request)
            match fake.manner:
                case Manner.HANGS:
                    fake.ended.wait(30)
                    return None
                case Manner.DIES:
                    self.connection.close()
                    return None
                case Manner.ERRORS:
                    return self._send({"error": {"message": "boom"}}, 500)
                case Manner.REFUSES:
                    return self._send({"error": {"message": "no"}}, 403)
                case Manner.EMPTY:
                    return self._send({"id": "x", "object": "chat.completion", "choices": []})
            if _refused(fake, request):
                return self._send({"error": {"message": "unsupported"}}, 400)
            return self._send(_completion(fake, request))

        def _send(self, told, status=200):
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            if fake.manner is Manner.HALF:
                self.wfile.write(body[: len(body) // 2])
                self.connection.close()
            elif fake.manner is Manner.DRIPS:
                for n in range(len(body)):
                    if fake.ended.is_set():
                        return
                    self.wfile.write(body[n : n + 1])
                    self.wfile.flush()
                    time.sleep(0.05)
            else:
                self.wfile.write(body)

    return Handler


def _completion(fake: Fake, request: dict) -> dict:
    if fake.chat is not None:
        return _reply(fake.chat(request))
    content = _content(fake, request)
    message = {"role": "assistant", "content": content}
    if request.get("tools") and fake.manner not in (Manner.PROSE, Manner.THINKS):
        name = request["tools"][0]["function"]["name"]
        call = {"id": "c1", "type": "function", "function": {"name": name, "arguments": content}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    return _reply(message)


def _reply(message: dict) -> dict:
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 0,
        "model": "fake",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that goes away while it waits is what these tests are about."""


@contextmanager
def serving():
    """A server on a free port of loopback, as long as the block runs."""
    fake = Fake()
    server = _Quiet(("127.0.0.1", 0), _handler(fake))
    fake.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        fake.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
