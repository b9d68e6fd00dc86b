"""One word, one meaning: a class that others use has a name of its own in its part of the code."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def shared(folder):
    """The names of public classes that several modules below a folder define, each with the modules."""
    found = defaultdict(list)
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path.relative_to(folder).as_posix())
    return {name: modules for name, modules in found.items() if len(modules) > 1}


@pytest.mark.parametrize("package", ["index", "qa"])
def test_no_two_public_classes_of_a_package_have_one_name(package):
    assert shared(ROOT / package) == {}


def test_two_of_one_name_are_found(tmp_path):
    (tmp_path / "a.py").write_text("class Row: ...\nclass _Own: ...\n", "utf-8")
    (tmp_path / "b.py").write_text("class Row: ...\nclass _Own: ...\n", "utf-8")
    assert shared(tmp_path) == {"Row": ["a.py", "b.py"]}
