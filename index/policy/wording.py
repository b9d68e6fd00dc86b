"""How the paragraphs of policy documents are worded: what of them rules, what frames it, what is quoted.

>>> unlabelled("第十二条住宿费凭据报销。", "第十二条"), new_words("将第十二条修改为：“第十二条按天计算。”")
('住宿费凭据报销。', '第十二条按天计算。')
"""

from __future__ import annotations

import re

from index.facts.money import is_money, without_per
from index.policy.numbers import numbers_in
from index.policy.signs import article_at

_QUOTED = re.compile(r"(?:(?:为|成)[:：]\s*|^)[“\"「](.+)[”\"」]", re.S)
# What a notice says before and behind what it rules.
_FRAME = re.compile(r"^[^。]*[：:]$|印发给你们|^(?:特此)?(?:通知|公告)。?$|^附件?[:：]?\d*$")
_SHORTEST = 12
_SAYS = re.compile(r"[。；，：]")
_A_DAY = re.compile(r"每人?每?[天日]|[/／]\s*人?[·・]?[天日]")
_IN_TABLE = re.compile(r"(?:标准|限额|定额)[^。；]{0,6}见(?:附|下表)")


def unlabelled(text: str, label: str) -> str:
    """An article's first paragraph without its number, an answer without its 答：."""
    if label and article_at(text) == label:
        return re.sub(r"^[\s:：]+", "", text[len(label) :])
    return re.sub(r"^(?:答|A)[:：]\s*", "", text)


def new_words(text: str) -> str:
    """The words that an amendment gives an article, without those around them."""
    found = _QUOTED.search(text)
    return found[1] if found else text


def frames(text: str) -> bool:
    """Whether a paragraph of no article rules nothing itself: an address, 现印发给你们."""
    return len(text) < _SHORTEST or not _SAYS.search(text) or bool(_FRAME.search(text))


def leads_in(text: str) -> bool:
    """Whether what it says goes on in the next paragraph."""
    return text.endswith(("：", ":"))


def is_of_a_day(text: str) -> bool:
    """Whether its amounts are those of a day."""
    return bool(_A_DAY.search(text))


def sets_standard(text: str) -> bool:
    """Whether it sets an amount a day, or says in which table the amounts stand."""
    daily = is_of_a_day(text) and any(is_of_money(one.unit) for one in numbers_in(text))
    return daily or bool(_IN_TABLE.search(text))


def is_of_money(unit: str) -> bool:
    """Whether a unit is one of money, for whatever it is: 元, 元/人·天."""
    return is_money(without_per(unit))
