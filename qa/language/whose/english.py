"""Bodies named in English: places by their pinyin, kinds of organisations by their usual translation.

>>> in_english("yunxi procuratorate budget 2019", ("云溪市人民检察院", "云溪市人大常委会办公厅"))
('云溪市人民检察院',)
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from qa.language.english.dictionary import translations
from qa.language.fuzzy.slips import sounds

# English words for what bodies are and do, with what their Chinese names hold.
_KINDS: tuple[tuple[str, str], ...] = (
    (r"procuratorates?", "检察院"),
    (r"courts?", "法院"),
    (r"people(?:'?s| s)? congress|npc", "人大|人民代表大会"),
    (r"cppcc|consultative", "政协|政治协商"),
    (r"general office", "办公厅|办公室"),
    (r"cpc|party committee|provincial committee|municipal committee", "省委|市委|区委|县委"),
    (r"sub-?districts?", "街道"),
    (r"township|town government", "镇|乡"),
    (r"commerce", "商务"),
    (r"justice|judicial", "司法"),
    (r"natural resources", "自然资源"),
    (r"planning", "规划"),
    (r"education", "教育"),
    (r"health", "卫生"),
    (r"hospitals?", "医院"),
    (r"finance", "财政"),
    (r"hotline", "热线"),
    (r"primary school", "小学"),
    (r"middle school|high school|secondary school", "中学|学校"),
    (r"universit(?:y|ies)", "大学"),
    (r"kindergarten", "幼儿园"),
    (r"public security|police", "公安"),
    (r"transport(?:ation)?", "交通"),
    (r"agricultur[a-z]*", "农业"),
    (r"civil affairs", "民政"),
    (r"human resources", "人力资源"),
    (r"housing", "住房"),
    (r"urban management|city management", "城市管理|城管"),
    (r"water (?:affairs|resources|conservancy)", "水务|水利"),
    (r"ecolog[a-z]*|environment[a-z]*", "环境|生态"),
    (r"forestry", "林业"),
    (r"emergency", "应急"),
    (r"statistics", "统计"),
    (r"audit", "审计"),
    (r"market (?:supervision|regulation)", "市场监督"),
    (r"cultur[a-z]*", "文化"),
    (r"tourism", "旅游"),
    (r"sports?", "体育"),
    (r"librar(?:y|ies)", "图书馆"),
    (r"museums?", "博物馆"),
    (r"data", "数据"),
    (r"science", "科学|科技"),
)
# What offices are called whatever they do, and the small words between.
_ORGANISATION = (
    r"bureau|commission|cent(?:re|er)|station|office|department|municipal|district|county|city|province"
    r"|provincial|town|affairs|rural|resources?|management|services?|government|committee"
    r"|and|of|the|for|s"
)
_BETWEEN = " _'"
_WORD = re.compile(r"[a-z][a-z']{3,}")


def in_english(text: str, bodies: tuple[str, ...]) -> tuple[str, ...]:
    """The bodies that most words of a lower-case English text fit; () where no place and no kind fits."""
    return _names(bodies).fitting(text)


@lru_cache(maxsize=8)
def _names(bodies: tuple[str, ...]) -> _EnglishNames:
    return _EnglishNames(bodies)


class _EnglishNames:
    """Bodies by the places in their names as they are spelt, and by their kinds."""

    def __init__(self, bodies: tuple[str, ...]) -> None:
        self._bodies = bodies
        self._spelt: dict[str, list[int]] = defaultdict(list)
        for n, body in enumerate(bodies):
            for word in _spelt(body):
                self._spelt[word].append(n)
        self._of_kind = [
            (re.compile(rf"\b(?:{said})"), [n for n, body in enumerate(bodies) if re.search(means, body)])
            for said, means in _KINDS
        ]

    def fitting(self, text: str) -> tuple[str, ...]:
        """Those that most words fit."""
        words = {word.removesuffix("'s") for word in _WORD.findall(text)}
        fits: Counter[int] = Counter()
        for word in words:
            fits.update(dict.fromkeys(self._spelt.get(word, ()), 2))
        for said, bodies in self._of_kind if words else ():
            if said.search(text):
                fits.update(dict.fromkeys(bodies, 3))
        most = max(fits.values(), default=0)
        return tuple(self._bodies[n] for n in sorted(fits) if fits[n] == most)


def _stands_in(word: str, body: str) -> bool:
    """Whether what an English word means stands in the name of a body, in two letters or more."""
    return any(len(chinese) > 1 and chinese in body for chinese in translations((word,)))


def name_of(text: str, place: tuple[int, int], body: str) -> Iterator[tuple[int, int]]:
    """The words on end around a place, in a lower-case text, that say what the body there is.

    Of Yunxi District Urban Management Bureau all; services that are bought stand elsewhere.
    """
    kinds = [said for said, means in _KINDS if re.search(means, body)]
    numbers = "".join(f"|{number}" for number in re.findall(r"\d+", body))
    meant = (word for word in set(_WORD.findall(text.replace("_", " "))) if _stands_in(word, body))
    kinds += map(re.escape, meant)
    own = re.compile(rf"(?<![a-z])(?:(?:{'|'.join((*kinds, _ORGANISATION))})(?![a-z])|no\.? ?\d){numbers}")
    words = text.replace("_", " ")
    found = [match.span() for match in own.finditer(words) if match.end() > match.start()]
    start, end = place
    for one in found:
        if one[0] >= end and not text[end : one[0]].strip(_BETWEEN):
            yield one
            end = one[1]
    for one in reversed(found):
        if one[1] <= start and not text[one[1] : start].strip(_BETWEEN):
            yield one
            start = one[0]


def is_of_office(word: str) -> bool:
    """Whether an English word is one for offices or for what they do: bureau, education."""
    return _OF_OFFICES.fullmatch(word) is not None


_OF_OFFICES = re.compile("|".join((*(said for said, _ in _KINDS), _ORGANISATION)))


def _spelt(body: str) -> frozenset[str]:
    """Every two or three characters of a name as one word of pinyin: yunxi, linjiang."""
    spelt = [sounds(character) for character in body]
    return frozenset("".join(spelt[at : at + size]) for size in (2, 3) for at in range(len(body) - size + 1))
