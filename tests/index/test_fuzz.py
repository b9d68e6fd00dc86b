"""Damaged PDFs are read or refused in one line: no crash, no hang, no half document in the store.

Every mutant is made from one small disclosure with a seed of its own, so that a failure names the
one to look at: ``mutant(base, 137)``.
"""

from __future__ import annotations

import random
import re
import signal
import zlib
from collections import Counter
from pathlib import Path

import pytest

from index.build import build
from index.extract import digest, extract
from index.facts.errors import BudgetError, DocumentError
from index.store.figure_store import FigureStore
from index.store.opening import open_stores

MUTANTS = 600
SECONDS = 90.0  # for one mutant that hangs; a page whose text is gone is recognised, which takes some seconds
OBJECT = re.compile(rb"\d+ 0 obj\n(.*?)\nendobj", re.S)
STREAM = re.compile(rb"/Length (\d+) /Filter /FlateDecode >>\nstream\n")
NUMBERS = (b"0", b"-1", b"1", b"99999999999999999999", b"1e9", b"0.0000001", b"nan", b"()", b"null", b"[]")
OPERATORS = (b"q", b"Q", b"BT", b"ET", b"Do", b"re", b"cm", b"Tf", b"Tj", b"W n", b"' ", b"BI ID EI", b"gs")


class Hung(BaseException):
    """No Exception, so that no reader can take it for a damaged file."""


@pytest.fixture(scope="module")
def base(write_disclosure, tmp_path_factory):
    path = tmp_path_factory.mktemp("base") / "某市商务局-2025-部门预算.pdf"
    return write_disclosure(path, "某市商务局", 2025).read_bytes()


def flipped(data, chance):
    """A few bytes are others."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 10, 40))):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def cut(data, chance):
    """A stretch is missing; half of the time the end is still there."""
    start = chance.randrange(len(data))
    tail = data[-200:] if chance.random() < 0.5 else data[min(len(data), start + chance.randrange(400)) :]
    return data[:start] + tail


def swapped(data, chance):
    """Two objects have changed places."""
    first, second = sorted(chance.sample(list(OBJECT.finditer(data)), 2), key=lambda match: match.start())
    return b"".join(
        (
            data[: first.start(1)],
            second[1],
            data[first.end(1) : second.start(1)],
            first[1],
            data[second.end(1) :],
        )
    )


def misled(data, chance):
    """A reference leads to another object, perhaps to itself; a number is another."""
    if chance.random() < 0.5:
        place = chance.choice(list(re.finditer(rb"\d+(?= 0 R)", data)))
        return data[: place.start()] + b"%d" % chance.randrange(12) + data[place.end() :]
    place = chance.choice(list(re.finditer(rb"(?<=[ \[])-?\d+(?=[ \]>])", data)))
    return data[: place.start()] + chance.choice(NUMBERS) + data[place.end() :]


def _within(data, chance, change):
    """The file with one of its streams changed."""
    place = chance.choice(list(STREAM.finditer(data)))
    start, length = place.end(), int(place[1])
    stream = change(data[start : start + length])
    head = data[: place.start(1)] + b"%d" % len(stream) + data[place.end(1) : start]
    return head + stream + data[start + length :]


def spoilt(data, chance):
    """The compressed bytes of a stream are damaged."""
    return _within(data, chance, lambda stream: flipped(stream, chance))


def scribbled(data, chance):
    """A stream is whole, and what it draws makes no sense."""

    def change(stream):
        words = zlib.decompress(stream).split(b" ")
        for _ in range(chance.choice((1, 3, 10, 40))):
            words[chance.randrange(len(words))] = chance.choice(NUMBERS + OPERATORS)
        return zlib.compress(b" ".join(words))

    return _within(data, chance, change)


def mistyped(data, chance):
    """The text is of random characters, unpaired halves of a surrogate among them."""

    def change(stream):
        def other(match):
            codes = (chance.choice((0xD83D, 0xDE00, 0x0000, 0xFFFE, 0x202E, 0x4E00)) for _ in range(4))
            return b"<%s>" % b"".join(b"%04x" % code for code in codes)

        return zlib.compress(re.sub(rb"<[0-9a-f]{16,}>", other, zlib.decompress(stream), count=5))

    return _within(data, chance, change)


WAYS = (flipped, cut, swapped, misled, spoilt, scribbled, mistyped)


def mutant(data, seed):
    chance = random.Random(seed)
    return WAYS[seed % len(WAYS)](data, chance)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the alarm clock is a POSIX one")
@pytest.mark.filterwarnings("ignore")
def test_six_hundred_damaged_files_are_read_whole_or_refused_in_one_line(base, tmp_path):
    ends = Counter()
    path = tmp_path / "某市商务局-2025-部门预算.pdf"

    def ring(*_):
        raise Hung

    former = signal.signal(signal.SIGALRM, ring)
    try:
        with FigureStore.open(tmp_path / "store", create=True) as store:
            for seed in range(MUTANTS):
                path.write_bytes(mutant(base, seed))
                signal.setitimer(signal.ITIMER_REAL, SECONDS)
                try:
                    extraction = extract(path, digest(path))
                except BudgetError as error:
                    assert type(error) is DocumentError, seed
                    assert str(error).startswith(path.name), seed
                    assert "\n" not in str(error), seed
                    ends["refused"] += 1
                    continue
                except (Hung, Exception) as error:
                    raise AssertionError(f"mutant {seed} ({WAYS[seed % len(WAYS)].__name__})") from error
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
                store.replace(extraction, source=str(path), extractor="1")
                assert [one.figure for one in store.figures()] == list(extraction.figures), seed
                assert [one.change for one in store.changes()] == list(extraction.changes), seed
                assert [one.passage for one in store.passages()] == list(extraction.passages), seed
                ends["read"] += 1
    finally:
        signal.signal(signal.SIGALRM, former)
    assert min(ends["read"], ends["refused"]) >= MUTANTS // 10, ends


def test_a_folder_of_damaged_files_leaves_whole_documents_in_the_store(base, tmp_path, encoder):
    folder = tmp_path / "in"
    folder.mkdir()
    for seed in range(21):
        (folder / f"某市商务局-2025-{seed}.pdf").write_bytes(mutant(base, seed))
    (folder / "好.pdf").write_bytes(base)
    with open_stores(tmp_path / "store", encoder) as stores:
        summary = build([folder], stores, jobs=2)
        kept = {Path(one.source).name: one for one in stores.facts.documents()}
        assert "好.pdf" in kept
        assert summary.documents == len(kept)
        assert summary.documents + len(summary.failed) + summary.skipped == 22
        assert stores.vectors.ids() == set(stores.facts.passage_owners())
        for name, stored in kept.items():
            whole = extract(folder / name, stored.document.sha256)
            assert [one.figure for one in stores.facts.figures(documents=[stored.id])] == list(whole.figures)
            assert [one.passage for one in stores.facts.passages(documents=[stored.id])] == list(
                whole.passages
            )
