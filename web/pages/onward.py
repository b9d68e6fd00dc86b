"""From an answer to the pages of whom it is about: each body's money, and the bodies beside each other.

>>> onward_html(["某局"], "培训费", words)
'<a class="file" href="bodies/%E6%9F%90%E5%B1%80" …>看这个单位的钱</a>'
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final
from urllib.parse import quote, urlencode

from web.words import Words

_MOST: Final = 3


def onward_html(bodies: Iterable[str], subject: str, words: Words) -> str:
    """Links to the pages of the bodies, and to their comparison by a subject; none of more than three."""
    named = list(dict.fromkeys(filter(None, bodies)))
    if not 0 < len(named) <= _MOST:
        return ""
    links = [
        (f"bodies/{quote(body, safe='')}", words["see_body"] if len(named) == 1 else escape(body))
        for body in named
    ]
    if len(named) > 1 and subject:
        chosen = urlencode([*(("body", body) for body in named), ("subject", subject)])
        links.append((f"compare?{chosen}", words["see_beside"]))
    return "".join(
        f'<a class="file" href="{escape(address)}" target="_blank" rel="noopener">{said}</a>'
        for address, said in links
    )
