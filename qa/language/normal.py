"""A question as it is read: simplified, half-width, lower case, its punctuation kept beside it.

Names are printed and said with and without quotes, brackets and spaces, so they are compared without; where a
stretch was quoted, and where a clause ended, is kept beside the text.

>>> text = read("望潮街道2025年《收支总表》里“公务接待费”是多少？")
>>> text.bare, [text.bare[a:b] for a, b, _ in text.quoted]
('望潮街道2025年收支总表里公务接待费是多少', ['收支总表', '公务接待费'])
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from qa.language.fuzzy.dialects import in_standard

MAX_QUESTION = 500

_BETWEEN_WORDS = " ()\t'’-\"“”,;:.?!，。？"
_BRACKETS = "()[]【】"
_CLAUSE_ENDS = frozenset(",，。;；!！?？:：\n")
_STOPS = frozenset("。!！?？.\n")
_OPENS = {"《": "》", "“": "”", "「": "」", "『": "』", "【": "】", "‘": "’", "<": ">", "〈": "〉"}
_CLOSES = frozenset(_OPENS.values())
_LETTER = re.compile(r"[\w%+]")
# 予算 and 绝算 are 预算 and 决算 in another writing.
_MISWRITTEN = re.compile(r"([予鱼域玉愈绝觉掘诀])算")
_YU = "予鱼域玉愈"
# 一二三四五热线: a number digit by digit.
_SPELT = re.compile("[零〇一二三四五六七八九]{5,}")
_YEAR_DIGITS = dict(zip("零〇○一二三四五六七八九", "000123456789", strict=True))
# 二零二五, 一九年, 二五年: years said digit by digit.
_DIGIT = "零〇○一二三四五六七八九"
_SPOKEN_YEAR = re.compile(rf"二[零〇○o0][{_DIGIT}]{{2}}(?![{_DIGIT}十百千万])")
_SHORT_YEAR = re.compile(rf"(?<![{_DIGIT}十百千万近这])[一二][{_DIGIT}](?=年(?![来间以里内]))")


@dataclass(frozen=True, slots=True)
class Text:
    """`bare` is what is matched; positions elsewhere are indices into it.

    `ends` are the positions before which a clause ended, `stops` those of them before a 。！？ or a new line,
    `asked` those before a ？, `heads` those before a ：, `pauses` those behind a 、, `gaps` those behind a
    space; `quoted` the stretches that stood in marks, each with its opening mark, `bracketed` those in ( ).
    `shown` tells one as typed.
    """

    typed: str
    bare: str
    ends: frozenset[int]
    stops: frozenset[int]
    pauses: frozenset[int]
    asked: frozenset[int]
    heads: frozenset[int]
    gaps: frozenset[int]
    quoted: tuple[tuple[int, int, str], ...]
    bracketed: tuple[tuple[int, int], ...]
    places: tuple[int, ...]

    def shown(self, start: int, end: int) -> str:
        """The stretch as the reader typed it."""
        if start >= end:
            return ""
        return self.typed[self.places[start] : self.places[end - 1] + 1]

    def clauses(self) -> list[tuple[int, int]]:
        """The stretches between ends of clauses."""
        marks = [0, *sorted(e for e in self.ends if 0 < e < len(self.bare)), len(self.bare)]
        return [(a, b) for a, b in pairwise(marks) if a < b]


def asked(question: str) -> Text:
    """A question as it is matched, words of dialects in those of the standard language. Never raises."""
    return _text(question, in_standard)


def read(name: str) -> Text:
    """A text as it is matched, word for word. Never raises for any text."""
    return _text(name, lambda letters, places: (letters, places))


def _take_bracket(letter: str, at: int, opened: list[int], found: list[tuple[int, int]]) -> None:
    """A bracket opened where the text without marks has come so far, or the one opened last closed."""
    if letter == "(":
        opened.append(at)
    elif letter == ")" and opened:
        found.append((opened.pop(), at))


def _text(typed: str, worded: Callable[[str, list[int]], tuple[str, list[int]]]) -> Text:
    typed = typed[:MAX_QUESTION]
    letters, places = worded(*_letters(typed))
    letters = _well_written(letters)
    bare: list[str] = []
    at: list[int] = []
    ends: set[int] = set()
    stops: set[int] = set()
    pauses: set[int] = set()
    asked: set[int] = set()
    heads: set[int] = set()
    gaps: set[int] = set()
    opened: list[int] = []
    bracketed: list[tuple[int, int]] = []
    quotes = _Quotes()
    for n, letter in enumerate(letters):
        quoted = quotes.take(letter, len(bare))
        if quoted and _parts_words(letters, n):  # "other income" does
            bare.append("_")
            at.append(places[n])
        if quoted:
            continue
        _take_bracket(letter, len(bare), opened, bracketed)
        if _is_gap(letters, n):
            gaps.add(len(bare))
        if letter in "、/" or _adds(letters, n):
            pauses.add(len(bare))
        elif _ends_clause(letters, n) and not (letter.isspace() and quotes.in_title):
            for marks, places_before in ((letter, ends), (_STOPS, stops), ("?？", asked), (":：", heads)):
                if letter in marks:
                    places_before.add(len(bare))
        if kept := _kept(letters, n):
            bare.append(kept)
            at.append(places[n])
    return Text(
        typed,
        "".join(bare),
        frozenset(ends),
        frozenset(stops),
        frozenset(pauses),
        frozenset(asked),
        frozenset(heads),
        frozenset(gaps),
        tuple(quotes.found),
        _not_empty(bracketed),
        tuple(at),
    )


def _adds(letters: str, n: int) -> bool:
    """Whether it is the + of 会议费+培训费, and not of a number."""
    return letters[n] in "+＋" and not letters[n + 1 : n + 2].isdigit()


def _is_gap(letters: str, n: int) -> bool:
    """Whether it is a space that parts words of Chinese."""
    return letters[n].isspace() and not _parts_words(letters, n)


def _not_empty(stretches: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in stretches if end > start)


class _Quotes:
    """The stretches that stand in marks; `found` holds start, end and the opening mark of each."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int, str]] = []
        self._open: list[tuple[int, str]] = []

    @property
    def in_title(self) -> bool:
        """Whether a 《 is open: the space in 《5-2 2024年…表》 ends no clause."""
        return any(mark == "《" for _, mark in self._open)

    def take(self, letter: str, at: int) -> bool:
        """Whether the letter opens or closes a quotation, at a place of the bare text."""
        straight = bool(self._open) and self._open[-1][1] == letter == '"'
        if straight or (letter in _CLOSES and self._open):
            start, mark = self._open.pop()
            if at - start >= 2:
                self.found.append((start, at, "“" if straight else mark))
            return True
        if letter in _OPENS or letter == '"':
            self._open.append((at, letter))
            return True
        return False


def _kept(letters: str, n: int) -> str:
    """What is matched of a letter: itself, 到 within 2023-2025, _ between English words, mostly nothing."""
    letter, before, after = letters[n], letters[n - 1 : n], letters[n + 1 : n + 2]
    if letter in _SIGNS:
        return _sign(letters, n)
    if _LETTER.match(letter) or (_within_number(letters, n) and not _thousands(letters, n)):
        return letter
    if letter in "-~—–" and (_spans_years(letters, n) or _spans_months(letters, n)):
        return "到"
    if (letter.isspace() and _two_numbers(letters, n)) or (
        letter in "()[]【】、/" and before.isdigit() and after.isdigit()
    ):
        return ","  # （30217）2025年, 2017、2018: two numbers, kept apart
    return "_" if _parts_words(letters, n) else ""


_SIGNS = "+＋=＝"


def _sign(letters: str, n: int) -> str:
    """What is matched of a sign: 共 of A+B=?, nothing of the + of a list."""
    if letters[n] in "=＝":
        return "" if letters[n + 1 :].strip("?？ ") else "共"
    return "" if _adds(letters, n) else letters[n]


def _parts_words(letters: str, n: int) -> bool:
    """Whether the first of the signs between two English words: Subdistrict (Putuo."""
    before, after = letters[n - 1 : n], letters[n:].lstrip(_BETWEEN_WORDS)[:1]
    between = letters[n] in _BETWEEN_WORDS
    return between and before.isascii() and before.isalpha() and after.isascii() and after.isalpha()


def _ends_clause(letters: str, n: int) -> bool:
    if letters[n].isspace() and _two_numbers(letters, n):
        return True
    if letters[n] == "." and letters[n + 1 : n + 2] in ("", " ", "\n"):
        return n > 0 and not letters[n - 1].isdigit()  # the full stop of English
    return letters[n] in _CLAUSE_ENDS and not _within_number(letters, n)


def _letters(typed: str) -> tuple[str, list[int]]:
    """Simplified half-width letters, each with the place in the typed text that it comes from."""
    letters: list[str] = []
    places: list[int] = []
    for n, typed_letter in enumerate(typed):
        for letter in (
            unicodedata.normalize("NFKC", typed_letter) if typed_letter not in _OPENS else typed_letter
        ):
            letters.append(letter.lower() if len(letter.lower()) == 1 else letter)
            places.append(n)
    text = "".join(letters)
    simple = simplified(text)
    text = simple if len(simple) == len(text) else text
    return text, places


def _well_written(text: str) -> str:
    """Letters with words that are often written otherwise as they are printed, and numbers in digits."""
    text = _MISWRITTEN.sub(lambda m: ("预" if m[1] in _YU else "决") + "算", text)
    for pattern in (_SPELT, _SPOKEN_YEAR, _SHORT_YEAR):
        text = pattern.sub(lambda m: "".join(_YEAR_DIGITS.get(c, "0") for c in m.group()), text)
    return text


def _within_number(letters: str, n: int) -> bool:
    """Whether it is the point or the separator of a number."""
    return letters[n] in ".," and letters[n - 1 : n].isdigit() and letters[n + 1 : n + 2].isdigit()


def _thousands(letters: str, n: int) -> bool:
    return letters[n] == "," and bool(re.match(r"\d{3}(?!\d)", letters[n + 1 :]))


def _spans_years(letters: str, n: int) -> bool:
    """2023-2025 is a span of years, 212-01-04 one code."""
    behind = re.match(r"(?:20)?\d\d(?!\d)", letters[n + 1 :])
    short = re.search(r"(?<![\d.])[12]\d$", letters[:n]) and re.match(r"[12]\d(?!\d)", letters[n + 1 :])
    return bool(short or (re.search(r"(?<!\d)20\d\d$", letters[:n]) and behind))


def _spans_months(letters: str, n: int) -> bool:
    """1-4月."""
    return bool(re.search(r"(?<!\d)\d\d?月?$", letters[:n]) and re.match(r"\d\d?月", letters[n + 1 :]))


def _two_numbers(letters: str, n: int) -> bool:
    """Whether a number ends before it and another begins behind it; 206 05 03 is one code."""
    two = letters[n - 1 : n].isdigit() and letters[n + 1 : n + 2].isdigit()
    code = re.search(r"(?<!\d)[2356]\d\d(?: \d\d)?$", letters[:n]) and re.match(
        r"\d\d(?![\d年])", letters[n + 1 :]
    )
    return two and not code


def key_of(name: str) -> str:
    """A printed name as it is matched: ``key_of("因公出国（境）费") == "因公出国境费"``."""
    return read(name).bare.replace(",", "").replace("_", " ") if name else ""


def simplified(text: str) -> str:
    """The text in simplified letters."""
    return str(_converter().convert(text)) if re.search(r"[\u4e00-\u9fff]", text) else text


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
