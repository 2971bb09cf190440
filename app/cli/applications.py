"""`marquee application`: the OAuth clients of an organisation."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from app.cli.bootstrap import in_database, in_transaction
from app.cli.errors import CommandError
from app.cli.options import Json, OrganisationSlug
from app.cli.output import print_fields, print_json, print_line, print_table

if TYPE_CHECKING:
    from app.db.database import DbSession

commands = typer.Typer(help="The OAuth clients of an organisation.", no_args_is_help=True)


def organisation_id(db: "DbSession", slug: str) -> UUID:
    """The id of the organisation with this slug. Raises `CommandError` for an unknown slug."""
    from app.organisations.store import organisation_with_slug

    row = organisation_with_slug(db, slug)
    if row is None:
        raise CommandError(f"There is no organisation with the slug {slug}.")
    return row.id


@commands.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What the application is called.")],
    organisation: OrganisationSlug,
    scope: Annotated[
        list[str],
        typer.Option(help="A scope (event.read) or a permission (events.update). Repeat it for more than one."),
    ],
    as_json: Json = False,
) -> None:
    """Create an application; its secret is shown this once."""
    from app.auth.operations.applications import create_application
    from app.auth.rules import scopes_named

    credentials = in_transaction(
        lambda db, now: create_application(db, organisation_id(db, organisation), name, scope, now)
    )
    scopes = sorted(scopes_named(scope))
    if as_json:
        print_json({"client_id": credentials.client_id, "client_secret": credentials.secret, "scopes": scopes})
        return
    print_fields(
        {
            "Client id": credentials.client_id,
            "Client secret": f"{credentials.secret}  (shown only now; keep it safe)",
            "Scopes": " ".join(scopes),
        }
    )


@commands.command("list")
def list_(organisation: OrganisationSlug, as_json: Json = False) -> None:
    """List an organisation's applications, oldest first."""
    from app.auth.operations.applications import list_applications
    from app.core.time import to_utc_text

    found = in_database(
        lambda database: database.read(lambda db: list_applications(db, organisation_id(db, organisation)))
    )
    rows = [
        (
            application.client_id,
            application.name,
            to_utc_text(application.created_at),
            "" if application.revoked_at is None else to_utc_text(application.revoked_at),
            " ".join(application.scopes),
        )
        for application in found
    ]
    if as_json:
        print_json([_to_json(*row) for row in rows])
    elif not rows:
        print_line(f"The organisation {organisation} has no applications.")
    else:
        print_table(("CLIENT ID", "NAME", "CREATED", "REVOKED", "SCOPES"), rows)


def _to_json(client_id: str, name: str, created: str, revoked: str, scopes: str) -> dict[str, object]:
    return {
        "client_id": client_id,
        "name": name,
        "created": created,
        "revoked": revoked or None,
        "scopes": scopes.split(),
    }


@commands.command("revoke")
def revoke(
    client_id: Annotated[str, typer.Argument(help="The client id that `application create` printed.")],
) -> None:
    """Revoke an application and all its tokens. This cannot be undone."""
    from app.auth.operations.applications import revoke_application

    if not in_transaction(lambda db, now: revoke_application(db, client_id, now)):
        raise CommandError(f"There is no application with the client id {client_id}.")
    print_line(f"Revoked the application {client_id} and its tokens.")
