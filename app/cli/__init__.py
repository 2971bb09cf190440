"""The command `marquee`. Subcommands import what they need when they run, so that `--help` is fast."""

import gc
from collections.abc import Sequence
from typing import Annotated

import typer

from app.cli import applications, backup, demo, importing, maintenance, organisations, schema_file, serving, worker
from app.cli.errors import report
from app.cli.output import print_line

__all__ = ["main"]

commands = typer.Typer(
    name="marquee",
    help="An event-management service whose whole product is one GraphQL schema.",
    epilog="Settings come from MARQUEE_* variables; docs/configuration.md lists them.",
    no_args_is_help=True,
    add_completion=False,
    # Its tracebacks print local variables, including passwords and tokens.
    pretty_exceptions_enable=False,
)


def _print_version(requested: bool) -> None:
    if requested:
        from importlib.metadata import version

        print_line(f"marquee {version('marquee')}")
        raise typer.Exit


@commands.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Options before the name of a subcommand."""


commands.command("serve")(serving.serve)
commands.command("worker")(worker.worker)
commands.command("migrate")(maintenance.migrate)
commands.command("demo")(demo.demo)
commands.command("import")(importing.import_)
commands.add_typer(organisations.commands, name="organisation")
commands.add_typer(applications.commands, name="application")
commands.command("maintain")(maintenance.maintain)
commands.command("backup")(backup.backup)
commands.command("restore")(backup.restore)
commands.command("export-schema")(schema_file.export_schema)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused, 2 wrong usage or settings."""
    collects = gc.isenabled()
    # A fifth of the time to start is the garbage collector's, which finds none in what is imported. Whatever opens a
    # database switches it on again.
    gc.disable()
    try:
        commands(arguments, prog_name="marquee")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except Exception as error:
        return report(error)
    finally:
        if collects:
            gc.enable()
    return 0
