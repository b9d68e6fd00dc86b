"""A body's name as people shorten it, where the shorter one still means that body and no other.

>>> short_name("云溪市河道管理处", Bodies(("云溪市河道管理处", "云溪市城郊中学")))
'河道管理处'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.store.tokens import cut
from qa.language.normal import read
from qa.language.whose.bodies import Bodies
from qa.language.whose.body_names import GENERIC, PLACE, SUFFIX_ENDS

_LONG, _LEAST = 12, 4
_CENTRE: Final = "中心"
# What is no name without its place: 委办公厅, 人民检察院.
_OF_A_PLACE: Final = re.compile("委|政府|政协|人民(?:政府|检察院|法院)")
_GOVERNMENT: Final = "人民政府"
_OFFICE: Final = "办事处"


def short_name(body: str, bodies: Bodies) -> str:
    """The shortest of a name's forms that means this body alone; the name itself where none does."""
    return next((form for form in _forms(body) if _means(form, bodies) == (body,)), body)


def _means(form: str, bodies: Bodies) -> tuple[str, ...]:
    """The bodies that a whole form may name, by whatever reading."""
    text = read(form)
    whole = (token for token in bodies.spans(text) if (token.start, token.end) == (0, len(text.bare)))
    return tuple(dict.fromkeys(body for token in whole for body in token.bodies))


def _forms(body: str) -> Iterator[str]:
    """Shorter forms of a name, the shortest first: without its places, a centre by its last words alone."""
    bare = [body]
    while (place := PLACE.match(bare[-1])) and len(bare[-1]) - place.end() >= _LEAST:
        bare.append(bare[-1][place.end() :].removeprefix(_GOVERNMENT))
    bare = [form for form in bare if form == body or not _OF_A_PLACE.match(form)]
    if len(bare[-1]) > _LONG and bare[-1].endswith(_CENTRE):
        yield from _last_words(bare[-1])
    for form in reversed(bare):
        if form.endswith(("街道" + _OFFICE, "镇" + _GOVERNMENT, "乡" + _GOVERNMENT)):
            yield form.removesuffix(_OFFICE).removesuffix(_GOVERNMENT)
        if form != body:
            yield form


def _last_words(name: str) -> Iterator[str]:
    """Ends of a name from a word on that tells of what it is: 热线中心."""
    words = cut(name)
    for at in range(len(words) - 2, 0, -1):
        form = "".join(words[at:])
        if len(form) >= _LEAST and words[at] not in GENERIC and not SUFFIX_ENDS.search(words[at]):
            yield form
