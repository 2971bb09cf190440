"""`marquee export-schema`: write the schema to a file, or check that the file is current."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.errors import CommandError
from app.cli.output import print_line

PLAIN = "schema.graphql"
SUBGRAPH = "subgraph.graphql"


def export_schema(
    file: Annotated[
        Path | None,
        typer.Argument(
            help=f"The file to write or to compare: {PLAIN} or {SUBGRAPH} unless named.", show_default=False
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 if FILE is stale.")] = False,
    federation: Annotated[
        bool, typer.Option("--federation", help="The schema as a subgraph of a federation composes it.")
    ] = False,
) -> None:
    """Write the GraphQL schema, sorted, to a file."""
    from app.schema import sdl, subgraph_sdl

    current = subgraph_sdl() if federation else sdl()
    path = file or Path(SUBGRAPH if federation else PLAIN)
    remedy = f"Write it with `marquee export-schema{' --federation' if federation else ''}`."
    if not check:
        path.write_text(current, encoding="utf-8", newline="\n")
        print_line(f"Wrote {path}.")
    elif not path.is_file():
        raise CommandError(f"There is no {path}. {remedy}")
    elif path.read_text(encoding="utf-8") != current:
        raise CommandError(f"{path} is not the current schema. {remedy}")
    else:
        print_line(f"{path} is current.")
