"""The words of the pages in three languages; answers stay in the language of the documents.

In: what a reader's browser asks for, or a choice made by hand. Out: the pages' own words.

>>> language_of(None, "zh-HK,zh;q=0.9")
'zh-TW'
>>> words_for("en")["ask"]
'Ask'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from web.plain.interface.interface_words import INTERFACE
from web.words.bodies import BODIES
from web.words.chat import CHAT
from web.words.compare import COMPARE
from web.words.desk import DESK
from web.words.documents import DOCUMENTS
from web.words.figures import FIGURES
from web.words.office import OFFICE

Words = Mapping[str, str]

LANGUAGES: Final = {"zh-CN": "简体", "zh-TW": "繁體", "en": "English"}
FIRST: Final = "zh-CN"

# key: zh-CN, zh-TW, en
_TABLE: Final[dict[str, tuple[str, str, str]]] = {
    **CHAT,
    **DESK,
    **DOCUMENTS,
    **FIGURES,
    **BODIES,
    **COMPARE,
    **OFFICE,
    **INTERFACE,
}


def words_for(language: str) -> Words:
    """The words of one of `LANGUAGES`. Raises KeyError for another."""
    column = list(LANGUAGES).index(language) if language in LANGUAGES else None
    if column is None:
        raise KeyError(language)
    return {key: texts[column] for key, texts in _TABLE.items()}


def language_of(chosen: str | None, accepted: str) -> str:
    """The language chosen by hand, else the first the browser's ``Accept-Language`` names.

    Traditional Chinese by script or region (Hant, TW, HK, MO); a language the pages do not
    speak gets English; none named gets simplified Chinese, as the documents are written.
    """
    if chosen in LANGUAGES:
        return str(chosen)
    first = accepted.split(",")[0].split(";")[0].strip().lower()
    if not first or first == "*":
        return FIRST
    if first.split("-")[0] != "zh":
        return "en"
    return "zh-TW" if {"hant", "tw", "hk", "mo"} & set(first.split("-")) else "zh-CN"
