"""`marquee export-schema`: the schema as a file for reviewers, clients and code generators."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.faults import CommandRefused
from app.cli.output import answer


def export_schema(
    file: Annotated[Path, typer.Argument(help="The file to write or to compare.")] = Path("schema.graphql"),
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 if FILE is stale.")] = False,
) -> None:
    """Write the GraphQL schema, sorted, to a file."""
    from app.schema import sdl

    current = sdl()
    if not check:
        file.write_text(current, encoding="utf-8", newline="\n")
        answer(f"Wrote {file}.")
    elif not file.is_file():
        raise CommandRefused(f"There is no {file}. Write it with `marquee export-schema`.")
    elif file.read_text(encoding="utf-8") != current:
        raise CommandRefused(f"{file} is not the current schema. Write it with `marquee export-schema`.")
    else:
        answer(f"{file} is current.")
