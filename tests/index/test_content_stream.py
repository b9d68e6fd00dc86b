"""The faster parser finds in any stream what pdfminer finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF

from index.content_stream import ContentParser

PIECES = (
    (
        "0 1 -1 +2 -.5 .5 5. 1.25 --3 1e5 9999999999999999999999 . - + 1.2.3 12ab "
        "q Q BT ET Tf Tj TJ T* ' \" re W n true false null BI ID EI sh Do do_x "
        "/F1 /A#20B /名 / /a.b_c-d [ ] << >> < > { } ( ) \\ \\( \\) \\053 % #"
    )
    .encode()
    .split(b" ")
)
PIECES += [b"<00ff>", b"<0 0f>", b"<0>", b"<>", b"<zz>", b"<ab>>", b"(a(b)c)", b"(a\\)b)", b"()", b"(\r\n)"]
SPACES = (b" ", b"\n", b"\r\n", b"", b"\0", b"  ", b"\t", b"%x\n")


def objects(parser, streams):
    found = []
    running = parser([PDFStream({}, data) for data in streams])
    try:
        while True:
            position, item = running.nextobject()
            found.append((position, type(item), repr(getattr(item, "rawdata", item))))
    except PSEOF:
        return found
    except Exception as error:
        return [*found, type(error)]


STREAM = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(SPACES)), max_size=30).map(
    lambda pairs: b"".join(piece + space for piece, space in pairs)
)


@settings(max_examples=400, deadline=None)
@given(st.lists(STREAM, max_size=3))
def test_what_it_reads_is_what_pdfminer_reads(streams):
    assert objects(ContentParser, streams) == objects(PDFContentParser, streams)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_that_mean_nothing_are_read_as_pdfminer_reads_them(data):
    assert objects(ContentParser, [data]) == objects(PDFContentParser, [data])


@pytest.mark.parametrize("size", [4090, 4095, 4096, 4097, 65534, 65536, 65540])
def test_a_token_that_lies_across_two_buffers_is_whole(size):
    data = b" " * (size - 3) + b"1234.5 <0102030405> /Name (text) Tj"
    assert objects(ContentParser, [data]) == objects(PDFContentParser, [data])


def test_a_number_of_thousands_of_digits_is_left_out():
    assert objects(ContentParser, [b"1 " + b"9" * 5000 + b" 2 "]) == objects(ContentParser, [b"1   2 "])[
        :1
    ] + [(5003, int, "2")]
