"""What every command has: its options, where its store is, errors as one line."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.facts.errors import BudgetError

if TYPE_CHECKING:
    from index.store.protocols import Location

StoreOption = Annotated[Path, typer.Option("--store", help="索引所在文件夹")]
VerboseOption = Annotated[bool, typer.Option("--verbose", help="出错时显示完整调用栈")]
DEFAULT_STORE = Path("store")


@contextmanager
def plain_errors(verbose: bool) -> Iterator[None]:
    """A BudgetError, or the system's refusal of a file, becomes one line on stderr and exit code 1."""
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, format="%(levelname)s %(message)s")
    try:
        yield
    except BrokenPipeError:
        raise  # `figures | head` is no error
    except (BudgetError, OSError) as error:
        if verbose:
            traceback.print_exc()
        typer.echo(f"错误：{error}", err=True)
        raise typer.Exit(1) from None


def located(store: Path) -> Location:
    """Where the store of that folder is, as the environment says."""
    from qa.settings import Settings

    return Settings().location(store)
