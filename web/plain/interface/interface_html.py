"""The OpenAPI description of the API as a page: each address, what it takes and gives, an example.

In: the description as FastAPI gives it. Out: HTML, every text escaped; nothing is loaded from elsewhere, and
no script is needed.

>>> interface_html(api.openapi(), words, "zh-CN", "api/docs")
'<h1>接口</h1>…'
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from web.plain.layout import table_html
from web.words import FIRST, Words

Schema = Mapping[str, Any]
_ENGLISH: Final = "en"
_HEADS: Final = (
    ("interface_name", "c-row"),
    ("interface_type", ""),
    ("interface_must", ""),
    ("interface_meaning", ""),
)


def interface_html(told: Schema, words: Words, language: str, address: str) -> str:
    """The inside of the page, which stands at `address`."""
    operations = list(_operations(told))
    root = str(told["servers"][0]["url"])
    ways = "".join(
        f'<li><a href="{escape(address)}#{_mark(method, path)}"><code>{method.upper()} {escape(root + path)}'
        f"</code></a> {_summary(operation, language)}</li>"
        for method, path, operation in operations
    )
    parts = "".join(
        _operation(method, root + path, _mark(method, path), operation, told, words, language, address)
        for method, path, operation in operations
    )
    models = "".join(_model(name, schema, words, address) for name, schema in _schemas(told).items())
    return (
        f'<h1>{words["interface"]}</h1><p class="lead">{words["interface_lead"]}</p>'
        f'<p class="files"><a class="file" href="api/openapi.json">{words["interface_file"]}</a></p>'
        f'<nav class="part interface" aria-label="{words["interface_round"]}">'
        f'<ul class="found">{ways}</ul></nav>'
        f"{parts}<h2>{words['interface_models']}</h2>{models}"
    )


def _operations(told: Schema) -> Iterator[tuple[str, str, Schema]]:
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def _schemas(told: Schema) -> Mapping[str, Schema]:
    """The objects of ours; not those of FastAPI, whose errors are never given."""
    held: Mapping[str, Schema] = told.get("components", {}).get("schemas", {})
    return {name: each for name, each in held.items() if "ValidationError" not in name}


def _operation(
    method: str,
    path: str,
    mark: str,
    operation: Schema,
    told: Schema,
    words: Words,
    language: str,
    address: str,
) -> str:
    table = ""
    if parameters := operation.get("parameters", []):
        rows = [_parameter(each, words, address) for each in parameters]
        heading = words["interface_parameters"]
        table = f"<h3>{heading}</h3>{_table(heading, rows, words)}"
    token = ""
    if operation.get("security"):
        token = f"<p>{words['interface_token']}<code>Authorization: Bearer …</code></p>"
    body = _content(operation.get("requestBody", {}), told, "interface_body", words, address)
    reply = _content(operation["responses"].get("200", {}), told, "interface_reply", words, address)
    statuses = "、".join(
        f"{status} {escape(each['description'])}"
        for status, each in operation["responses"].items()
        if status != "200"
    )
    return (
        f'<section class="part interface" id="{mark}"><h2><code>{method.upper()} {escape(path)}</code></h2>'
        f"<p>{_summary(operation, language)}</p>{token}{table}{body}{reply}"
        f'<p class="fine">{words["interface_statuses"]}：{statuses}</p></section>'
    )


def _parameter(each: Schema, words: Words, address: str) -> list[str]:
    meaning = each.get("description", "")
    return _row(each["name"], each["schema"], each.get("required"), meaning, words, address)


def _content(held: Schema, told: Schema, heading: str, words: Words, address: str) -> str:
    """What is sent or given back: its kind, its object, and an example of it."""
    parts = []
    for kind, each in held.get("content", {}).items():
        schema = each.get("schema", {})
        shown = f"{_type(schema, address)} " if schema else ""
        parts.append(f"<h3>{words[heading]}</h3><p>{shown}<code>{escape(kind)}</code></p>")
        if examples := _resolved(schema, told).get("examples"):
            text = escape(json.dumps(examples[0], ensure_ascii=False, indent=1))
            parts.append(
                f'<details class="behind"><summary>{words["interface_example"]}</summary>'
                f'<pre class="scrolls" tabindex="0">{text}</pre></details>'
            )
    return "".join(parts)


def _model(name: str, schema: Schema, words: Words, address: str) -> str:
    """An object with its fields."""
    required = schema.get("required", [])
    fields = schema.get("properties", {})
    rows = [_row(each, held, each in required, "", words, address) for each, held in fields.items()]
    inside = _table(name, rows, words) if rows else f"<p>{_type(schema, address)}</p>"
    return (
        f'<section class="part interface" id="model-{escape(name)}"><h3>{escape(name)}</h3>{inside}</section>'
    )


def _row(name: str, schema: Schema, required: object, meaning: str, words: Words, address: str) -> list[str]:
    default = schema.get("default")
    shown = "" if default in (None, "", [], ()) else f" ＝ <code>{escape(json.dumps(default))}</code>"
    return [
        f"<code>{escape(name)}</code>",
        _type(schema, address) + shown,
        words["interface_yes"] if required else "",
        f'<span lang="{FIRST}">{escape(meaning)}</span>' if meaning else "",
    ]


def _table(caption: str, rows: list[list[str]], words: Words) -> str:
    """A table, without the column of meanings where nothing stands in it."""
    count = 4 if any(row[3] for row in rows) else 3
    named = [(words[key], of) for key, of in _HEADS[:count]]
    return table_html(caption, named, [row[:count] for row in rows], kind="wide")


def _type(schema: Schema, address: str) -> str:
    """A kind of value as HTML; an object leads to where it is told."""
    if reference := schema.get("$ref"):
        name = escape(str(reference).rsplit("/", 1)[-1])
        return f'<a href="{escape(address)}#model-{name}">{name}</a>'
    if several := schema.get("anyOf"):
        return " | ".join(_type(each, address) for each in several)
    if choices := schema.get("enum"):
        return " | ".join(f"<code>{escape(json.dumps(each, ensure_ascii=False))}</code>" for each in choices)
    kind = str(schema.get("type", ""))
    if kind == "array":
        return f"[{_type(schema.get('items', {}), address)}]"
    bounds = [schema.get(each, "") for each in ("minimum", "maximum")]
    return f"{escape(kind)} {bounds[0]}–{bounds[1]}" if any(each != "" for each in bounds) else escape(kind)


def _resolved(schema: Schema, told: Schema) -> Schema:
    """The object that a schema refers to; itself where it refers to none."""
    name = str(schema.get("$ref", "")).rsplit("/", 1)[-1]
    return _schemas(told).get(name, schema)


def _summary(operation: Schema, language: str) -> str:
    """What it does, in the reader's language where that is told."""
    if language == _ENGLISH:
        return escape(str(operation.get("description", "")).partition("\n")[0])
    return f'<span lang="{FIRST}">{escape(str(operation["summary"]))}</span>'


def _mark(method: str, path: str) -> str:
    """Where it stands on the page."""
    return f"{method}{''.join(each if each.isalnum() else '-' for each in path)}"
