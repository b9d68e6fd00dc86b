"""What a list of addresses names is fetched once, kept while it is named, and never half."""

from __future__ import annotations

import httpx
import pytest

from index.facts.errors import DocumentError
from index.facts.limits import Limits
from index.fetched import addresses, fetched

SITE = "https://budget.example/"


class Site:
    """A server in memory: what it holds by path, with an etag for each edition; what it was asked for."""

    def __init__(self, **files):
        self.files = files
        self.asked = []

    def __call__(self):
        return httpx.Client(transport=httpx.MockTransport(self._answer), follow_redirects=True)

    def _answer(self, request):
        name = request.url.path.lstrip("/")
        self.asked.append(name)
        held = self.files.get(name)
        if isinstance(held, Exception):
            raise held
        if isinstance(held, httpx.Response):
            return held
        if held is None:
            return httpx.Response(404)
        etag = f'"{hash(held)}"'
        if request.headers.get("if-none-match") == etag:
            return httpx.Response(304)
        return httpx.Response(200, content=held, headers={"etag": etag, "content-type": "application/pdf"})


@pytest.fixture
def listed(tmp_path):
    """``listed("a.pdf", …)`` → a CSV of those addresses."""

    def write(*names):
        path = tmp_path / "list.csv"
        path.write_text("\n".join(["url,name", *(f"{SITE}{name}," for name in names)]), encoding="utf-8-sig")
        return path

    return write


def files(folder):
    found = [path for path in folder.rglob("*") if path.is_file() and path.name != "fetched.json"]
    return {path.name: path.read_bytes() for path in found}


def test_what_changed_is_fetched_again_and_what_is_named_no_more_goes(tmp_path, listed):
    site, folder = Site(**{"a.pdf": b"one", "b.pdf": b"two"}), tmp_path / "kept"
    assert fetched(listed("a.pdf", "b.pdf"), folder, Limits(), site).problems == ()
    assert files(folder) == {"a.pdf": b"one", "b.pdf": b"two"}
    before = next(folder.rglob("b.pdf")).stat().st_mtime_ns
    site.files["a.pdf"] = b"other"
    assert fetched(listed("a.pdf", "b.pdf"), folder, Limits(), site).problems == ()
    assert files(folder) == {"a.pdf": b"other", "b.pdf": b"two"}
    assert next(folder.rglob("b.pdf")).stat().st_mtime_ns == before
    fetched(listed("b.pdf"), folder, Limits(), site)
    assert files(folder) == {"b.pdf": b"two"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [(None, "404"), (httpx.ConnectError("no route"), "no route"), (httpx.Response(500), "500")],
    ids=["gone", "no network", "broken"],
)
def test_a_file_that_cannot_be_fetched_today_is_kept_and_told(tmp_path, listed, answer, said):
    site, folder = Site(**{"a.pdf": b"one", "b.pdf": b"two"}), tmp_path / "kept"
    fetched(listed("a.pdf", "b.pdf"), folder, Limits(), site)
    site.files |= {"a.pdf": answer, "b.pdf": b"three"}
    (problem,) = fetched(listed("a.pdf", "b.pdf"), folder, Limits(), site).problems
    assert f"{SITE}a.pdf" in problem and said in problem
    assert files(folder) == {"a.pdf": b"one", "b.pdf": b"three"}


def test_a_connection_that_breaks_in_the_middle_leaves_the_file_as_it_was(tmp_path, listed):
    def broken():
        yield b"half"
        raise httpx.ReadError("reset")

    site, folder = Site(**{"a.pdf": b"one"}), tmp_path / "kept"
    fetched(listed("a.pdf"), folder, Limits(), site)
    site.files["a.pdf"] = httpx.Response(200, content=broken())
    assert len(fetched(listed("a.pdf"), folder, Limits(), site).problems) == 1
    assert files(folder) == {"a.pdf": b"one"}


def test_a_file_too_large_is_told_and_not_kept(tmp_path, listed):
    site = Site(**{"a.pdf": b"x" * (2 << 20)})
    (problem,) = fetched(listed("a.pdf"), tmp_path / "kept", Limits(megabytes=1), site).problems
    assert "1 MB" in problem
    assert files(tmp_path / "kept") == {}


def test_a_name_is_that_of_the_list_of_the_address_or_of_the_kind_and_stays_in_the_folder(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        f"url,name\n{SITE}d%E5%B1%80.pdf,\n{SITE}open?id=7,../../某局.pdf\n{SITE}view,\n{SITE}movie.mp4,\n",
        encoding="utf-8",
    )
    movie = httpx.Response(200, content=b"x", headers={"content-type": "video/mp4"})
    site = Site(**{"d局.pdf": b"1", "open": b"2", "view": b"3", "movie.mp4": movie})
    (problem,) = fetched(path, tmp_path / "kept", Limits(), site).problems
    assert "movie.mp4" in problem and "video/mp4" in problem
    assert files(tmp_path / "kept") == {"d局.pdf": b"1", "某局.pdf": b"2", "view.pdf": b"3"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"url\n",
        b"address\nhttps://a/b.pdf\n",
        b"url\nfile:///etc/passwd\n",
        b"url\nb.pdf\n",
        "url\n公".encode("gbk"),
    ],
)
def test_what_is_no_list_is_told(tmp_path, content):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=r"list\.csv"):
        addresses(path)


@pytest.mark.parametrize("bad", ["http://example.com:abc/x.pdf", "https://budget.example/\u200bx y.pdf"])
def test_an_address_that_is_none_costs_only_itself(tmp_path, listed, bad):
    path = listed("a.pdf")
    path.write_text(path.read_text("utf-8-sig") + f"\n{bad},", encoding="utf-8-sig")
    done = fetched(path, tmp_path / "kept", Limits(), Site(**{"a.pdf": b"one"}))
    assert files(tmp_path / "kept") == {"a.pdf": b"one"}
    assert len(done.problems) == 1 and bad[:20] in done.problems[0]


def test_a_line_that_cannot_be_taken_apart_is_told_with_its_number(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("url\nhttp://[::1/x.pdf", encoding="utf-8-sig")
    with pytest.raises(DocumentError, match="第2行"):
        addresses(path)


def test_a_name_longer_than_a_file_may_have_keeps_its_beginning_and_its_ending(tmp_path, listed):
    name = "部门预算公开" * 20 + ".pdf"
    done = fetched(listed(name), tmp_path / "kept", Limits(), Site(**{name: b"one"}))
    (kept,) = files(tmp_path / "kept")
    assert done.problems == () and kept.endswith(".pdf") and len(kept.encode()) <= 255
