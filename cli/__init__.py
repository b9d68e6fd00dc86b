"""`budget-qa`: one thin command each over `index`, `qa` and `eval`. Owns the console.

Exit codes: 0 done, 1 some input failed (the rest is done), 2 usage. Errors are one plain line
on stderr; ``--verbose`` adds the traceback. Heavy packages are imported inside the command
that needs them, so that a question about a figure starts in a fraction of a second.
"""

from __future__ import annotations

from typing import Annotated

import typer

from cli.asking import ask, check, figures, mcp
from cli.documents import docs_app
from cli.indexing import index, sync
from cli.journal import log_app
from cli.keeping import backup, restore
from cli.measuring import evaluate
from cli.people import users_app
from cli.serving import serve
from cli.wording import Commands
from index.facts.version import version

app = Commands(help="预算决算公开问答：每个数字都带出处。", no_args_is_help=True)
for command in (index, sync, backup, restore, ask, figures, check, mcp):
    app.command()(command)
app.command("eval")(evaluate)
app.command()(serve)
app.add_typer(docs_app, name="docs")
app.add_typer(log_app, name="log")
app.add_typer(users_app, name="users")


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"budget-qa {version()}")
        raise typer.Exit


@app.callback()
def common(
    wanted: Annotated[
        bool, typer.Option("--version", help="版本", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """预算决算公开问答：每个数字都带出处。"""


def main() -> None:
    """The console command."""
    app()
