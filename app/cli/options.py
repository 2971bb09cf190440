"""Options that several commands share."""

from typing import Annotated, TypeAlias

import typer

Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one line of JSON for programs.")]
OrganisationSlug: TypeAlias = Annotated[
    str, typer.Option("--organisation", metavar="SLUG", help="The slug of the organisation.")
]
