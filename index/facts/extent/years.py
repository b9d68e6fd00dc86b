"""Years in any writing → the digits by which titles, headers and sentences are compared.

>>> in_digits("二○二四年决算数"), in_digits("２０２５年度"), in_digits("二Ｏ一九年末"), in_digits("二十年")
('2024年决算数', '2025年度', '2019年末', '二十年')
"""

from __future__ import annotations

import re

# The zero of a year is typed as any round sign there is.
_ZEROS = "〇○◯ＯOΟО零０0"
_NUMERALS = {**{zero: "0" for zero in _ZEROS}, **dict(zip("一二三四五六七八九", "123456789", strict=True))}
_NUMERALS |= dict(zip("１２３４５６７８９", "123456789", strict=True))
_DIGITS = str.maketrans(_NUMERALS)
_ONE = f"[{''.join(_NUMERALS)}1-9]"
WRITTEN_YEAR = rf"(?<![\d一二三四五六七八九])[一二1-2１２]{_ONE}{{3}}"
_YEAR = re.compile(rf"{WRITTEN_YEAR}(?=年)")


def in_digits(text: str) -> str:
    """The text with its years in digits."""
    return _YEAR.sub(lambda year: year.group().translate(_DIGITS), text)
