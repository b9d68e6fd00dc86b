"""What the documents point to is there: files, their headings, and the modules they name."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "samples/*.md", "eval/data/*.md", "index/data/**/*.md")
    for path in ROOT.glob(pattern)
)
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:href|src)=\"([^\"\s]+)\"")
MODULE = re.compile(r"`((?:index|qa|eval|web|cli)(?:\.\w+)+)(?:\([^`]*\))?`")


def prose(path):
    """A document's text without its blocks of code."""
    return re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.S | re.M)


def anchors(path):
    """The headings of a document as links name them."""
    for heading in re.findall(r"^#+\s+(.+)$", prose(path), re.M):
        plain = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading))
        yield plain.strip().lower().replace(" ", "-")


def missing(path):
    """The links of a document that lead nowhere."""
    for found in LINK.finditer(prose(path)):
        link = unquote(found[1] or found[2])
        if re.match(r"\w+:", link):
            continue
        name, _, anchor = link.partition("#")
        file = (path.parent / name).resolve() if name else path
        if not file.exists() or (anchor and anchor not in anchors(file)):
            yield link


def is_defined(dotted):
    """Whether a dotted name is a module, or what a module defines."""
    parts = dotted.split(".")
    for n in range(len(parts), 0, -1):
        folder = ROOT.joinpath(*parts[:n])
        if file := next((f for f in (folder.with_suffix(".py"), folder / "__init__.py") if f.exists()), None):
            names = rf"^\s*(?:def|class)\s+{parts[n]}\b|^\s*{parts[n]}\b.*=" if n < len(parts) else ""
            return not names or bool(re.search(names, file.read_text("utf-8"), re.M))
    return False


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    assert list(missing(path)) == []


@pytest.mark.parametrize(
    "path",
    [path for path in DOCUMENTS if "\nSuperseded by" not in path.read_text("utf-8")],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_modules_that_are_named_are_there(path):
    assert [name for name in MODULE.findall(prose(path)) if not is_defined(name)] == []


def test_a_link_to_nowhere_is_found(tmp_path):
    page = tmp_path / "a.md"
    page.write_text(
        "# 几个 `进程`\n[a](a.md#几个-进程) [b](b.md) [c](#无) [d](https://example.org/x)", "utf-8"
    )
    assert list(missing(page)) == ["b.md", "#无"]


def test_every_decision_is_listed_once():
    listed = re.findall(r"^\| \[(\d{4})\]\((\d{4})-", (ROOT / "docs/adr/README.md").read_text("utf-8"), re.M)
    there = sorted(path.name[:4] for path in (ROOT / "docs/adr").glob("0*.md"))
    assert [number for number, _ in listed] == there and all(one == other for one, other in listed)
