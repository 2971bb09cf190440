"""createEvent and updateEvent for tests: the mutation with its input as keyword arguments, spelt as in the schema.

uuid = create(gateway, acme, name="Gala", occurrence=daily(3))
payload = update(gateway, acme, uuid, name="Gala Ball")
assert payload["userErrors"] == []
codes(refuse(gateway, acme, uuid, name=None)) == [("REQUIRED", "input.name")]
"""

from typing import Any
from uuid import UUID

from app.occurrences.tables import OccurrenceRow
from tests.builders import Stored, everything, stored
from tests.gateway import Gateway, Organisation

ANSWER = "message warnings { code message path } userErrors { code message path } event { uuid }"
CREATE = (
    "mutation ($org: UUID!, $input: CreateEventInput!)"
    f" {{ createEvent(organisationUuid: $org, input: $input) {{ {ANSWER} }} }}"
)
UPDATE = (
    f"mutation ($uuid: UUID!, $input: UpdateEventInput!) {{ updateEvent(uuid: $uuid, input: $input) {{ {ANSWER} }} }}"
)


def creation(gateway: Gateway, organisation: Organisation, **given: Any) -> Any:
    """The payload of createEvent."""
    token = gateway.token(organisation)
    return gateway.gql(CREATE, token, org=organisation.uuid, input=given)["createEvent"]


def create(gateway: Gateway, organisation: Organisation, **given: Any) -> UUID:
    """The uuid of a new event."""
    payload = creation(gateway, organisation, **{"name": "Harbour Night"} | given)
    assert payload["userErrors"] == []
    return UUID(payload["event"]["uuid"])


def update(gateway: Gateway, organisation: Organisation, uuid: UUID, **given: Any) -> Any:
    """The payload of an updateEvent that goes through."""
    payload = attempt(gateway, organisation, uuid, **given)
    assert payload["userErrors"] == []
    assert payload["message"] == "Event has been updated successfully"
    return payload


def attempt(gateway: Gateway, organisation: Organisation, uuid: UUID, **given: Any) -> Any:
    """The payload of updateEvent, whatever comes of it."""
    token = gateway.token(organisation)
    return gateway.gql(UPDATE, token, uuid=str(uuid), input=given)["updateEvent"]


def refuse(gateway: Gateway, organisation: Organisation, uuid: UUID, **given: Any) -> Any:
    """The user errors of an updateEvent that is refused and has changed nothing."""
    token = gateway.token(organisation)
    before = everything(gateway)
    payload = gateway.gql(UPDATE, token, uuid=str(uuid), input=given)["updateEvent"]
    assert payload["event"] is None
    assert payload["message"] is None
    assert everything(gateway) == before
    return payload["userErrors"]


def codes(answered: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Errors or warnings as pairs of their code and their path."""
    return [(item["code"], ".".join(item["path"])) for item in answered]


def occurrences(gateway: Gateway, event: UUID) -> list[Stored]:
    """The stored occurrences of an event, by their start."""
    return sorted(stored(gateway, OccurrenceRow, event_id=event), key=lambda row: row["starts_at"])


def once(local: str = "2026-07-01T18:00", minutes: int = 180, **rest: Any) -> dict[str, Any]:
    """A rule of one occurrence, in the evening of the first of July."""
    return {
        "type": "DOES_NOT_REPEAT",
        "startsOn": {"local": local},
        "durationMinutes": minutes,
    } | rest


def daily(count: int, local: str = "2026-07-01T18:00", minutes: int = 60, **rest: Any) -> dict[str, Any]:
    """A rule of so many days in a row."""
    return {
        "type": "DAILY",
        "startsOn": {"local": local},
        "durationMinutes": minutes,
        "ends": {"type": "AFTER_COUNT", "count": count},
    } | rest
