"""What one policy document does to another: articles it gives other words, documents it ends.

>>> amendments_of(["将《差旅费管理办法》第十二条中的“100元”修改为“120元”。"], "")
(Amendment(title='差旅费管理办法', number='', article='第十二条', old='100元', new='120元'),)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.facts.records import Amendment
from index.policy.signs import NUMBER, articles_in, number_of, titles_in, written

_GIVES = re.compile(r"(?:修改|调整|修订|改|替换|变更)(?:为|成)|予?以?删[去除]|删去|增加(?:一|两|二)[条款项]")
_EXCHANGED = re.compile(
    r"[“\"「]([^”\"」]{1,80})[”\"」](?:统一)?(?:修改|调整|改|变更|替换)(?:为|成)[:：]?[“\"「]([^”\"」]{1,80})[”\"」]"
)
_WHOLE = re.compile(r"(?:修改|调整|修订|改|变更)(?:为|成)[:：]")
_CHANGES = re.compile(r"修改|修订|调整|补充|完善")
_ENDED = re.compile(r"废止|停止执行|不再执行|失效")
_SELF = re.compile(r"^(?:本|该)?(?:办法|规定|通知)")


def amendments_of(paragraphs: Sequence[str], title: str) -> tuple[Amendment, ...]:
    """The articles that a document rewords, each with the document that it amends.

    A paragraph names the document, or the one before it does, or the title: 关于修改《…》的通知.
    """
    named = titles_in(title) if _CHANGES.search(title) else []
    target, number = (named[-1] if named else ""), ""
    found: list[Amendment] = []
    for text in paragraphs:
        if (said := _target(text)) and (not target or said != title):
            target, number = said, number_of(text) or (number if said == target else "")
        if not target or not _GIVES.search(text):
            continue
        change = _EXCHANGED.search(text)
        head = text[: change.start()] if change else text[: _head(text)]
        for article in articles_in(head)[:1]:
            if change:
                found.append(Amendment(target, number, article.group(), change[1], change[2]))
            elif _WHOLE.search(text):
                found.append(Amendment(target, number, article.group()))
    return tuple(dict.fromkeys(found))


def _head(text: str) -> int:
    """Where the new words begin."""
    found = _WHOLE.search(text)
    return found.end() if found else len(text)


def _target(text: str) -> str:
    """The document that a paragraph speaks of before what it changes in it."""
    found = _GIVES.search(text)
    titles = titles_in(text[: found.start()] if found else text)
    return titles[0] if titles and (found or _CHANGES.search(text)) else ""


def repealed_by(sentence: str) -> list[str]:
    """The titles and 文号 that a sentence ends: 原《差旅费管理办法》（岚财行〔2014〕9号）同时废止."""
    end = _ENDED.search(sentence)
    if end is None:
        return []
    said = sentence[: end.start()]
    if "有效期" in said or (_SELF.match(said.strip()) and "《" not in said and not NUMBER.search(said)):
        return []
    return [*titles_in(said), *(written(found) for found in NUMBER.finditer(said))]
