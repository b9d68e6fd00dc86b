"""The command line's own words in Chinese: help, and what is wrong with a command, each in one place.

Typer writes help and errors in English and has no translations. Commands that are put together by `Commands`
write both here: help from what Typer knows of a command, an error as one line that says how to go on.

>>> app = Commands(help="…")
>>> @app.command()
... def ask(question: Annotated[str, typer.Argument(metavar=QUESTION)]) -> None: ...
$ budget-qa ask 望潮街道 2025
错误：问题请加引号：budget-qa ask "望潮街道 2025"
"""

from __future__ import annotations

import datetime
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import typer
from typer import _click as click
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from index.facts.plainly import fault

QUESTION: Final = "问题"
"""What an argument is called that is a question, which may hold blanks."""
_OF_TYPER: Final = {
    "help": "显示这份说明",
    "install_completion": "为当前的终端装好按 Tab 补全",
    "show_completion": "显示按 Tab 补全的脚本，可以自己安装",
}
_TYPES: Final[dict[object, str]] = {int: "整数", float: "数", str: "文字", Path: "路径"}
_EXAMPLE: Final = datetime.datetime(2025, 1, 31)


class Commands(typer.Typer):
    """A Typer whose commands speak Chinese."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(cls=_Group, pretty_exceptions_enable=False, **settings)

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:
        """As Typer's."""
        return super().command(name, cls=_Command, **settings)


class _Spoken(click.Command):
    """What a command and a group of commands have in common."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As the base's; an error knows its command."""
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help, printed."""
        _print_help(self, ctx)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command; in `standalone_mode` what is wrong with it is told, and the process ends."""
        for parameter in self.params:
            if parameter.name == "install_completion":
                parameter.callback = _completed
        try:
            done = super().main(  # type: ignore[safe-super]
                args, prog_name, complete_var, False, windows_expand_args=windows_expand_args, **extra
            )
        except ClickException as error:
            if not standalone_mode:
                raise
            if not isinstance(error, NoArgsIsHelpError):  # whose help is printed
                typer.echo(f"错误：{told(error)}", err=True)
            sys.exit(error.exit_code)
        except typer.Abort:
            if not standalone_mode:
                raise
            typer.echo("已中止", err=True)
            sys.exit(1)
        if not standalone_mode:
            return done
        sys.exit(done if isinstance(done, int) else 0)


class _Command(_Spoken, TyperCommand):
    """One command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As the base's; what is left over is told."""
        ctx.allow_extra_args = True
        left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            raise UsageError(_left_over(self, ctx, left), ctx)
        return left


class _Group(_Spoken, TyperGroup):
    """Commands of one name, or all of them."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As the base's; a command that is not there is told, with those that there are."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            there = "、".join(self.list_commands(ctx))
            raise UsageError(f"没有 {args[0]} 这个命令，只有 {there}", ctx)
        return super().resolve_command(ctx, args)


def told(error: ClickException) -> str:
    """What is wrong with a command, as one line."""
    if not isinstance(error, UsageError):
        return error.format_message()
    how = f"。用 {error.ctx.command_path} --help 查看用法" if error.ctx else ""
    return _wrong(error) + how


def _wrong(error: UsageError) -> str:
    match error:
        case NoSuchOption():
            near = "、".join(sorted(error.possibilities or ()))
            return f"没有 {error.option_name} 这个选项" + (f"，是不是 {near}" if near else "")
        case BadOptionUsage():
            return f"选项 {error.option_name} {_valued(error)}"
        case MissingParameter():
            of = "参数" if isinstance(error.param, TyperArgument) else "选项"
            return f"缺少{of} {_name(error.param)}"
        case BadParameter() if error.param is not None:
            return f"{_name(error.param)} 的值不对：{_value(error)}"
        case _:
            return {"Missing command.": "没有说要用哪个命令"}.get(error.message, error.message.rstrip("。"))


def _valued(error: BadOptionUsage) -> str:
    """Whether the option wants a value that is not there, or has one that it does not want."""
    parameters = error.ctx.command.params if error.ctx else []
    option = next((each for each in parameters if error.option_name in each.opts), None)
    return "后面不带值" if isinstance(option, TyperOption) and option.is_flag else "后面要写一个值"


def _name(parameter: Any) -> str:
    """As it is written on the command line."""
    if isinstance(parameter, TyperOption):
        return parameter.opts[0]
    return str(parameter.metavar or parameter.name)


def _value(error: BadParameter) -> str:
    """What a value should be."""
    parameter = error.param
    if parameter is not None and (only := _choices(parameter)):
        return f"只能是其中之一：{'、'.join(only)}"
    formats = parameter.type_descriptor.parameter_info.formats if parameter is not None else None
    if formats and parameter is not None and parameter.type_descriptor.is_datetime:
        return f"日期写成 {_EXAMPLE.strftime(formats[0])} 这样"
    errors = getattr(error.__cause__, "errors", None)  # a ValidationError, of which pydantic tells more
    return fault(errors()[0]) if errors else error.message


def _left_over(command: _Command, ctx: click.Context, left: Sequence[str]) -> str:
    """What to do about words that no argument takes."""
    takes = [each for each in command.params if isinstance(each, TyperArgument)]
    if any(each.metavar == QUESTION for each in takes):
        start = str(ctx.params.get(takes[0].name) or "")
        question = " ".join([start, *left])
        quoted = f'"{question}"' if '"' not in question else shlex.quote(question)
        return f"{QUESTION}请加引号：{ctx.command_path} {quoted}"
    return f"多出了 {' '.join(left)}；带空格的名称请加引号"


def _completed(ctx: click.Context, parameter: Any, value: Any) -> None:
    """Install completion for the reader's shell, and say so."""
    if not value or ctx.resilient_parsing:
        return
    from typer._completion_shared import Shells, _get_shell_name, install

    shell = value if isinstance(value, str) else _get_shell_name()
    if shell not in {each.value for each in Shells}:
        raise UsageError("不知道当前用的是哪种终端，不能装补全", ctx)
    _, path = install(shell=shell)
    typer.echo(f"已写入 {path}，重开终端后生效")
    raise typer.Exit


def _print_help(command: _Spoken, ctx: click.Context) -> None:
    """What a command is for and how it is written."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    parameters = [each for each in command.get_params(ctx) if not getattr(each, "hidden", False)]
    arguments = [each for each in parameters if isinstance(each, TyperArgument)]
    options = [each for each in parameters if isinstance(each, TyperOption)]
    rows = {
        "参数": [(_name(each), "", _help(each, ctx)) for each in arguments],
        "选项": [(_written(each), _type(each), _help(each, ctx)) for each in options],
        "命令": list(_commands(command, ctx)),
    }
    console = Console(highlight=False)
    console.print(Text(f"用法：{' '.join(_usage(command, ctx, arguments))}", style="bold"))
    console.print(Text(f"\n{(command.help or '').strip()}"))
    for title, lines in rows.items():
        if not lines:
            continue
        table = Table(title=title, title_justify="left", title_style="bold", box=None, show_header=False)
        table.add_column(style="cyan", no_wrap=True)
        table.add_column(style="yellow", no_wrap=True)
        table.add_column(overflow="fold")
        for line in lines:
            table.add_row(*map(Text, line))
        console.print()
        console.print(table)


def _usage(command: _Spoken, ctx: click.Context, arguments: Sequence[TyperArgument]) -> Iterator[str]:
    yield ctx.command_path
    yield "[选项]"
    for each in arguments:
        name = _name(each) + ("…" if each.nargs != 1 else "")
        yield name if each.required else f"[{name}]"
    if isinstance(command, _Group):
        yield "命令 …"


def _commands(command: _Spoken, ctx: click.Context) -> Iterator[tuple[str, str, str]]:
    if not isinstance(command, _Group):
        return
    for name in command.list_commands(ctx):
        each = command.get_command(ctx, name)
        if each is not None and not each.hidden:
            yield name, "", (each.short_help or each.help or "").strip()


def _written(option: TyperOption) -> str:
    """An option with what turns it off."""
    return " / ".join([", ".join(option.opts), *option.secondary_opts])


def _type(option: TyperOption) -> str:
    """What kind of value it takes."""
    if option.is_flag:
        return ""
    if option.metavar:
        return option.metavar
    if only := _choices(option):
        return "|".join(only)
    kind = option.type_descriptor
    if kind.is_datetime:
        return "日期"
    of = kind.annotation.__args__[0] if kind.is_list else kind.annotation
    return _TYPES.get(of, "")


def _choices(parameter: Any) -> list[str]:
    """The values that may be chosen, where only some may."""
    return [str(getattr(each, "value", each)) for each in parameter.type_descriptor.choices or ()]


def _help(parameter: TyperArgument | TyperOption, ctx: click.Context) -> str:
    """What it is for, and what it is where nothing is said."""
    words = _OF_TYPER.get(parameter.name or "") or parameter.help or ""
    default = parameter.get_default(ctx, call=False)
    shown = not isinstance(default, bool) and default not in (None, "", [], ())
    return f"{words}（默认 {default}）" if shown and "默认" not in words else words
