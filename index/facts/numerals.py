"""Chinese numerals ↔ numbers.

>>> count("一百二十"), count("两"), count("12"), count("若干")
(120, 2, 12, 0)
>>> in_chinese(12), in_chinese(40), in_chinese(120)
('十二', '四十', '一百二十')
"""

from __future__ import annotations

NUMERAL = "零〇一二三四五六七八九十百两"
_DIGITS = "零一二三四五六七八九"
_VALUES = {"〇": 0, "两": 2, **{digit: n for n, digit in enumerate(_DIGITS)}}
_TENS = {"十": 10, "百": 100}


def count(said: str) -> int:
    """A number below a thousand in Chinese, or any in digits; 0 where it is none."""
    if said.isdigit():
        return int(said)
    total = digit = 0
    for letter in said:
        if letter in _VALUES:
            digit = _VALUES[letter]
        elif letter in _TENS:
            total += (digit or 1) * _TENS[letter]
            digit = 0
        else:
            return 0
    return total + digit


def in_chinese(number: int) -> str:
    """A number as parts and articles are numbered; in digits from a thousand on."""
    if not 0 <= number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        head += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        head += "零"
    return head + (_DIGITS[ones] if ones or not head else "")
