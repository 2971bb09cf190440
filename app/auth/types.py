"""The caller in the schema."""

from uuid import UUID

import strawberry

from app.graph.reading.mapping import column, entity, one
from app.organisations.types import Organisation


@entity("application", aggregate=None)
@strawberry.type(description="An OAuth client of an organisation: the holder of a token.")
class Application:
    uuid: UUID = column("id", "Its client id.")
    name: str = column("name", "Its name.")
    scopes: list[str] = column("scopes", "Its scopes; a token may have fewer.")
    organisation: Organisation = one(
        "{c}.id = {p}.organisation_id", "The organisation that it belongs to.", guarded=True
    )


@strawberry.type(description="The caller.")
class Viewer:
    application: Application = one("{c}.id = {caller}", "The application the token was issued to.", guarded=True)
