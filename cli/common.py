"""What every command has: its options, where its store is, errors as one line."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from index.facts.errors import BudgetError
from index.facts.plainly import fault, line

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings

    from index.store.protocols import Location

StoreOption = Annotated[Path, typer.Option("--store", help="索引所在文件夹")]
VerboseOption = Annotated[bool, typer.Option("--verbose", help="出错时显示完整调用栈")]
DEFAULT_STORE = Path("store")


@contextmanager
def plain_errors(verbose: bool) -> Iterator[None]:
    """What a user can act on becomes one line on stderr and exit code 1.

    That is a BudgetError, the system's refusal of a file, or a setting of the environment that cannot be.
    """
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, format="%(levelname)s %(message)s")
    try:
        yield
    except BrokenPipeError:
        raise  # `figures | head` is no error
    except (BudgetError, OSError) as error:
        _tell(line(error) if isinstance(error, OSError) else str(error), verbose)
    except ValueError as error:
        if not (told := _settings(error)):
            raise
        _tell(told, verbose)


def _tell(what: str, verbose: bool) -> NoReturn:
    if verbose:
        traceback.print_exc()
    typer.echo(f"错误：{what}", err=True)
    raise typer.Exit(1) from None


def _settings(error: ValueError) -> str:
    """What is wrong with the environment, by its variables; "" where the error is another."""
    from pydantic import ValidationError
    from pydantic_settings import BaseSettings

    if not isinstance(error, ValidationError):
        return ""
    ours = [each for each in BaseSettings.__subclasses__() if _prefix(each).startswith("BUDGET_QA_")]
    prefixes = {each.__name__: _prefix(each) for each in ours}  # Chroma has settings of the same name
    if error.title not in prefixes:
        return ""
    told = []
    for each in error.errors():
        name = f"{prefixes[error.title]}{str(each['loc'][0]).upper()}：" if each["loc"] else ""
        told.append(name + fault(each))
    return "；".join(dict.fromkeys(told))


def _prefix(settings: type[BaseSettings]) -> str:
    """What the variables of a class of settings begin with."""
    return settings.model_config.get("env_prefix", "")


def located(store: Path) -> Location:
    """Where the store of that folder is, as the environment says."""
    from qa.settings import Settings

    return Settings().location(store)
