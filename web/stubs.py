"""Gradio without the type stubs that it writes for its own components whenever it is imported.

Reading, comparing and writing a `.pyi` for each component is two fifths of the time that the import takes,
and of use to an editor only. No setting turns it off (gradio 6.31, `gradio/component_meta.py`). Where gradio
has changed, or is imported already, nothing happens and the page is as it was, only later.

>>> leave_out_stubs()
>>> import gradio
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

_MODULE, _WRITER = "gradio.component_meta", "create_or_modify_pyi"


class _Loader(SourceFileLoader):
    """Loads the module and puts a function that writes nothing in the place of the one that writes stubs."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        if hasattr(module, _WRITER):
            setattr(module, _WRITER, _write_nothing)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname == _MODULE else None
        if spec is not None and spec.origin and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.origin)
        return spec


def _write_nothing(*_: object) -> None:
    """In the place of `create_or_modify_pyi`."""


def leave_out_stubs() -> None:
    """Before gradio is imported first: it will write no stubs."""
    if _MODULE not in sys.modules and not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
