"""What a page hands to the one that joins the pages, and how its HTML components are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from web.words import Words

NO_REFERRER: Final = '<meta name="referrer" content="no-referrer">'
SAME_ORIGIN: Final = '<meta name="referrer" content="same-origin">'
"""For pages whose forms are let in by their origin, of which a browser tells nothing under no-referrer."""


@dataclass(frozen=True, slots=True)
class Part:
    """A built page: its components that a visit fills, and what fills them in a language.

    `arrived` fills again what tells of the documents, and nothing else, when there are more of them.
    """

    components: tuple[Any, ...]
    opened: Callable[[Words], dict[Any, Any]]
    arrived: Callable[[Words], dict[Any, Any]]


def asset(name: str) -> str:
    """A file of the pages' look."""
    return (files("web") / "data" / name).read_text(encoding="utf-8")


def alive() -> dict[str, Any]:
    """Options of an HTML component whose buttons trigger events."""
    return {"js_on_load": asset("copied.js") + asset("page.js"), "apply_default_css": False}


def plain() -> dict[str, Any]:
    """Options of an HTML component that only shows."""
    return {"js_on_load": None, "apply_default_css": False}


def quiet() -> dict[str, Any]:
    """Options of an event that belongs to the page alone."""
    return {"show_progress": "hidden", "api_visibility": "private"}
