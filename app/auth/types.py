"""The caller, as the schema shows it to itself."""

from uuid import UUID

import strawberry

from app.graph.reading.mapping import column, entity, one
from app.organisations.types import Organisation


@entity("application", aggregate=None)
@strawberry.type(description="An OAuth client of an organisation: the holder of a token.")
class Application:
    uuid: UUID = column("id", "Its client id.")
    name: str = column("name", "Its name.")
    scopes: list[str] = column("scopes", "What it has been granted; a token may carry less.")
    organisation: Organisation = one("{c}.id = {p}.organisation_id", "Whose it is.", guarded=True)


@strawberry.type(description="Who is asking.")
class Viewer:
    application: Application = one("{c}.id = {caller}", "The application the token was issued to.", guarded=True)
