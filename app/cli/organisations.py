"""`marquee organisation`: the tenants."""

from typing import Annotated

import typer

from app.cli.bootstrap import in_transaction
from app.cli.options import Json
from app.cli.output import print_json, print_line

commands = typer.Typer(help="The tenants of this service.", no_args_is_help=True)


@commands.callback()
def organisation() -> None:
    """The tenants of this service."""


@commands.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What the organisation is called.")],
    slug: Annotated[
        str | None,
        typer.Option(help="Its name in addresses: a-z, 0-9 and hyphens. Without it, made of NAME."),
    ] = None,
    timezone: Annotated[str, typer.Option(help="The IANA time zone its events begin with.")] = "UTC",
    currency: Annotated[str, typer.Option(help="The ISO 4217 currency its events begin with.")] = "EUR",
    as_json: Json = False,
) -> None:
    """Create an organisation."""
    from app.organisations.operations import create_organisation

    row = in_transaction(lambda db, now: create_organisation(db, name, slug, timezone, currency, now))
    if as_json:
        print_json({"uuid": row.id, "slug": row.slug, "name": row.name})
    else:
        print_line(f"Created the organisation {row.slug} ({row.id}).")
