"""`marquee export-schema`: the schema as a file for reviewers, clients, code generators and federations."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.errors import CommandError
from app.cli.output import answer

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
    place = file or Path(SUBGRAPH if federation else PLAIN)
    remedy = f"Write it with `marquee export-schema{' --federation' if federation else ''}`."
    if not check:
        place.write_text(current, encoding="utf-8", newline="\n")
        answer(f"Wrote {place}.")
    elif not place.is_file():
        raise CommandError(f"There is no {place}. {remedy}")
    elif place.read_text(encoding="utf-8") != current:
        raise CommandError(f"{place} is not the current schema. {remedy}")
    else:
        answer(f"{place} is current.")
