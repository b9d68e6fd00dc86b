"""Bytes → text, whatever the file says that it is written in: pages declare what they are not.

>>> decoded("公务接待费".encode("gbk")), decoded("公务接待费".encode("utf-16"))
('公务接待费', '公务接待费')
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1a]")  # in no text
_SAMPLE = 2000  # bytes that tell on which side of each pair the zeros of UTF-16 stand
_DAMAGED = 0.005  # of the characters that may be none, in a file cut or joined in the middle of one


def decoded(data: bytes, declared: str | None = None) -> str | None:
    """The text, or None where the bytes are no text.

    What is valid UTF-8 is UTF-8, whatever is declared. Of the Chinese encodings GB18030 holds the others.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    for encoding in ("utf-8", *_by_zeros(data), *_known(declared), "gb18030"):
        text = _strict(data, encoding)
        if text is not None and not _CONTROL.search(text):
            return text
    loose = min(
        (data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")),
        key=lambda text: text.count("\ufffd"),
    )
    if _CONTROL.search(loose) or loose.count("\ufffd") > _DAMAGED * len(loose):
        return None
    return loose


def _by_zeros(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark: the high bytes of digits, stops and line ends are zero."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 2 or min(even, odd) * 10 > max(even, odd):
        return ()
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _known(declared: str | None) -> tuple[str, ...]:
    """What is declared, if there is such an encoding; GB2312 and GBK are parts of GB18030."""
    try:
        name = codecs.lookup(declared or "").name
    except LookupError:
        return ()
    return () if name in ("gb2312", "gbk", "utf-8", "iso8859-1", "cp1252") else (name,)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
