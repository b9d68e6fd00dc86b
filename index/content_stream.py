"""A page's drawing operators, read by one regular expression where pdfminer goes by single characters.

Reading tokens is half of what reading a PDF costs. Whole plain tokens inside the buffer are matched
here; whatever is not plain (a name with #, nested brackets, a token cut by the end of a stream,
inline images) is left to pdfminer, whose results these are in every case.

>>> Interpreter(resources, device).process_page(page)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from re import compile as pattern
from typing import Any

from pdfminer.pdfinterp import PDFContentParser, PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import KWD, LIT, PSBaseParser, PSKeyword, keyword_name

# Each alternative ends before a character by which pdfminer, too, ends such a token.
_TOKEN = pattern(
    rb"\s*(?:"
    rb"(?P<real>[-+]?(?:\d{1,99}\.\d{0,99}|\.\d{1,99}))(?=[^0-9])"
    rb"|(?P<whole>[-+]?\d{1,99})(?=[^0-9.])"
    rb"|(?P<keyword>[A-Za-z][A-Za-z0-9*]*)(?=[/%\[\]()<>{}\s])"
    rb"|<(?P<hex>(?:[0-9A-Fa-f]{2})+)>(?=[^>])"
    rb"|/(?P<name>[A-Za-z0-9_.+-]+)(?=[/%\[\]()<>{}\s])"
    rb"|(?P<bracket>[\[\]])"
    rb"|\((?P<text>[^()\\]*)\)"
    rb")"
)
_READ: dict[str, Callable[[bytes], Any]] = {
    "real": float,
    "whole": int,
    "keyword": KWD,
    "hex": lambda digits: bytes.fromhex(digits.decode("ascii")),
    "name": lambda name: LIT(name.decode("ascii")),
    "bracket": KWD,
    "text": bytes,
}
_BETWEEN_TOKENS = PSBaseParser._parse_main
_MEANT_FOR_PDFMINER = (b"BI", b"ID", b"true", b"false")
_COMPOSED = frozenset(map(KWD, (b"[", b"]", b"<<", b">>", b"{", b"}", b"BI", b"ID")))


class ContentParser(PDFContentParser):  # type: ignore[misc]
    """pdfminer's parser with a shorter way for plain tokens."""

    BUFSIZ = 1 << 16
    buf: bytes
    bufpos: int
    charpos: int

    def nexttoken(self) -> tuple[int, Any]:
        """Position and value of the next token."""
        if not self._tokens and self._parse1.__func__ is _BETWEEN_TOKENS:
            match = _TOKEN.match(self.buf, self.charpos)
            if match is not None:
                kind = match.lastgroup or ""
                found = match[kind]
                if kind != "keyword" or found not in _MEANT_FOR_PDFMINER:
                    self.charpos = match.end()
                    self._curtoken = b""
                    return self.bufpos + match.start(kind), _READ[kind](found)
        token: tuple[int, Any] = super().nexttoken()
        return token

    def nextobject(self) -> tuple[int, Any]:
        """Position and value of the next object; what is composed of several tokens is pdfminer's."""
        if not (self.results or self.context or self.curstack):
            token = self.nexttoken()
            if not isinstance(token[1], PSKeyword) or token[1] not in _COMPOSED:
                return token
            self._tokens.insert(0, token)
        composed: tuple[int, Any] = super().nextobject()
        return composed


class Interpreter(PDFPageInterpreter):  # type: ignore[misc]
    """pdfminer's interpreter over the faster parser."""

    def execute(self, streams: Sequence[object]) -> None:
        """Carry out the operators; a stream that draws itself is drawn once."""
        own = []
        self.stream_ids.clear()
        for stream in map(stream_value, streams):
            if stream.objid is not None and stream.objid not in self.parent_stream_ids:
                own.append(stream)
                self.stream_ids.add(stream.objid)
        try:
            parser = ContentParser(own)
        except PSEOF:
            return
        while True:
            try:
                _, item = parser.nextobject()
            except PSEOF:
                return
            if not isinstance(item, PSKeyword):
                self.push(item)
                continue
            method = getattr(self, _method(item), None)
            if method is None:
                continue
            wanted = method.__code__.co_argcount - 1
            operands = self.pop(wanted)
            if len(operands) == wanted:
                method(*operands)


@lru_cache(maxsize=1024)
def _method(keyword: PSKeyword) -> str:
    name = keyword_name(keyword)
    return "do_{}".format(name.replace("*", "_a").replace('"', "_w").replace("'", "_q"))
