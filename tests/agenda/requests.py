"""The mutations of an agenda's parts for tests; inputs are keyword arguments, spelt as in the schema.

payload = create(gateway, acme, "Track", event.id, name="Art")       # what createTrack answers
payload = update(gateway, acme, "Track", track.id, name=None)        # what updateTrack answers
track = created(gateway, acme, "Track", event.id, name="Art")        # the answered track of one that goes through
track = updated(gateway, acme, "Track", track["uuid"], colour=None)
refused_create(gateway, acme, "Track", event.id) == [("REQUIRED", "input.name")]    # and nothing has changed
refused_update(gateway, acme, "Track", track.id, name=None) == [("REQUIRED", "input.name")]
fill(gateway, event, TrackRow, [{"name": "Art", "position": n} for n in range(500)])    # stored in one go
"""

from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from app.db.bulk import insert_all
from app.db.timestamps import created as stamps
from app.events.tables import EventRow
from tests.builders import Stored, everything
from tests.gateway import Gateway, Organisation

FIELDS = {
    "AgendaTab": "uuid name colour position version",
    "ScheduleDate": "uuid date name agendaTab { uuid } version",
    "Track": "uuid name description colour position scheduleDate { uuid } version",
    "Location": "uuid name description address position version",
    "Speaker": "uuid name biography image version",
}
Codes = list[tuple[str, str]]


def field_of(kind: str) -> str:
    """A type's name as the name of a field."""
    return kind[0].lower() + kind[1:]


def create(gateway: Gateway, organisation: Organisation, kind: str, event: UUID, **given: Any) -> Any:
    answer = f"message warnings {{ code }} userErrors {{ code path }} event {{ uuid }} {_answer(kind)}"
    document = (
        f"mutation ($event: UUID!, $input: Create{kind}Input!)"
        f" {{ create{kind}(eventUuid: $event, input: $input) {{ {answer} }} }}"
    )
    return gateway.gql(document, gateway.token(organisation), event=event, input=given)[f"create{kind}"]


def update(gateway: Gateway, organisation: Organisation, kind: str, uuid: UUID | str, **given: Any) -> Any:
    answer = f"message warnings {{ code }} userErrors {{ code path }} event {{ uuid }} {_answer(kind)}"
    document = (
        f"mutation ($uuid: UUID!, $input: Update{kind}Input!)"
        f" {{ update{kind}(uuid: $uuid, input: $input) {{ {answer} }} }}"
    )
    return gateway.gql(document, gateway.token(organisation), uuid=uuid, input=given)[f"update{kind}"]


def created(gateway: Gateway, organisation: Organisation, kind: str, event: UUID, **given: Any) -> Any:
    payload = create(gateway, organisation, kind, event, **given)
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    return payload[field_of(kind)]


def updated(gateway: Gateway, organisation: Organisation, kind: str, uuid: UUID | str, **given: Any) -> Any:
    payload = update(gateway, organisation, kind, uuid, **given)
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    return payload[field_of(kind)]


def refused_create(gateway: Gateway, organisation: Organisation, kind: str, event: UUID, **given: Any) -> Codes:
    before = _before(gateway, organisation)
    return _refused(gateway, kind, before, create(gateway, organisation, kind, event, **given))


def refused_update(gateway: Gateway, organisation: Organisation, kind: str, uuid: UUID | str, **given: Any) -> Codes:
    before = _before(gateway, organisation)
    return _refused(gateway, kind, before, update(gateway, organisation, kind, uuid, **given))


def fill(gateway: Gateway, event: EventRow, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    owner: Any = {"organisation_id": event.organisation_id, "event_id": event.id, "timezone": event.timezone}
    made: Any = stamps(gateway.clock(), event.timezone)
    gateway.write(lambda db: insert_all(db, [table(**owner, **made, **row) for row in rows]))


def without_tokens(rows: dict[str, list[Stored]]) -> dict[str, list[Stored]]:
    return {name: found for name, found in rows.items() if "token" not in name}


def _answer(kind: str) -> str:
    return f"{field_of(kind)} {{ {FIELDS[kind]} }}"


def _before(gateway: Gateway, organisation: Organisation) -> dict[str, list[Stored]]:
    # The first token makes an application, and every token is a row.
    gateway.token(organisation)
    return without_tokens(everything(gateway))


def _refused(gateway: Gateway, kind: str, before: dict[str, list[Stored]], payload: Any) -> Codes:
    assert (payload["message"], payload[field_of(kind)], payload["event"]) == (None, None, None)
    assert without_tokens(everything(gateway)) == before
    return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]
