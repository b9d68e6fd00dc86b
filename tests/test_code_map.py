"""The code map of README.md names every module, in the row of its folder, and none that is not there."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("index", "qa", "web", "eval", "cli")
# web/ and its pages are larger: a page is a module, and so is the HTML of one.
SMALL = ("index", "qa", "eval", "cli")
MOST = 14


def mapped():
    """Folder and module of each name in the first cells of the map's tables."""
    section = (ROOT / "README.md").read_text("utf-8").split("## 代码地图")[1].split("\n## ")[0]
    head = ""
    for line in section.splitlines():
        if not line.startswith("| "):
            head = "" if not line else head
            continue
        first = line.split("|")[1].strip()
        if found := re.fullmatch(r"`((?:\w+/)+)`", first):
            head = found[1]
            continue
        folder = head
        for word in re.findall(r"[\w/]+/?(?:\.py)?", first):
            if word.endswith("/"):
                folder = word if not head else head + word
            elif re.fullmatch(r"\w+(?:\.py)?", word):
                yield folder.rstrip("/"), word.removesuffix(".py")


def modules():
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if path.stem not in ("__init__", "__main__"):
                yield path.parent.relative_to(ROOT).as_posix(), path.stem


def test_each_module_is_in_the_row_of_its_folder():
    known = {(folder, name) for folder, name in mapped() if folder}
    assert set(modules()) - known == set()


def test_the_map_names_no_module_that_is_not_there():
    there = set(modules())
    named = {(folder, name) for folder, name in mapped() if folder.split("/")[0] in PACKAGES}
    assert {pair for pair in named if pair not in there and not (ROOT / pair[0] / pair[1]).is_dir()} == set()


def test_a_folder_has_so_few_modules_that_one_finds_the_right_one():
    counts = Counter(folder for folder, _ in modules() if folder.split("/")[0] in SMALL)
    assert {folder: n for folder, n in counts.items() if n > MOST} == {}
