"""Which edition of the program this is: what pyproject.toml says, as it was installed.

>>> version()
'0.1.0'
"""

from __future__ import annotations


def version() -> str:
    """The version of the installed package."""
    from importlib import metadata  # slow to import, and seldom asked for

    return metadata.version("budget-qa")
